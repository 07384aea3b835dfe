// PURE: one convention for refunds. Sources write them with positive amounts, with negative quantities, with
// negative prices, or mix these; matching and booking see one form only.
#pragma once

#include "order/order.h"

namespace ordersync::source {

// Turns `order`, signs as sent, into a refund: the lines' and the checkouts' sums and all header amounts
// negative. Lines and checkouts are negated as a whole where their sum is positive, so that an exchange (one
// item back, another taken) keeps its opposite lines. A line that the sale has at a negative price keeps it,
// with a negative quantity (docs/decisions/0031); any other negative price is how the source says "back", and
// becomes positive. A line's discount has the sign of its line. Components keep positive quantities, since
// they are per unit of a line whose quantity is negative. Throws base::Overflow.
void make_refund(order::Order& order);

// For a sale as well: a discount sent without a sign on a returned line (quantity below 0) takes something
// off it.
void align_discount(order::OrderLine& line);

}  // namespace ordersync::source
