// Settling the cents: the lines of the chosen reading, so that they come to exactly what is to be booked by
// the POS's own arithmetic. Odoo taxes the lines again at closing and refuses a wrong cent (behaviour 6).
#pragma once

#include "match/readings.h"

namespace ordersync::match {

// Changes the lines of `reading` so that its total is reading.target. A remaining difference is met, in this
// order, by a price-included tax of the same rate, by another unit price, by a line on the rounding product;
// it is always noted as the warning "rounding". Fails with "rounding_product_missing", or
// "totals_do_not_add_up" when nothing helps.
Or<void> settle_cents(Context& context, const Reader& reader, Reading& reading);

// Adds an untaxed line of `amount` on the rounding product. Fails with "rounding_product_missing".
Or<void> add_rounding_line(const Context& context, base::Money amount, Reading& reading);

}  // namespace ordersync::match
