// What a refund needs before it may be booked: its sale, and not more than its sale (behaviour 3 and 7).
#pragma once

#include "match/context.h"

namespace ordersync::match {

// Nothing for sales and for refunds that may go on. "sale_not_booked", "refund_above_sale", "wrong_sign",
// "currency_differs".
// Where the POS rounds cash, an excess of less than a coin is left to check_refunded.
Or<void> check_refund(const Context& context);
// The part of it that asks the sale alone, for a refund of `total` (positive): "sale_not_booked",
// "currency_differs", "refund_above_sale". What is above it by less than a coin may stand.
// REQUIRES: `total` is in the POS's currency.
Or<void> check_sale(const Surroundings& surroundings, const order::OrderKey& refund, base::Money total,
                    base::Decimal coin = {});
// The same with `booked`, the order's total with its rounding to coins: "refund_above_sale".
Or<void> check_refunded(const Context& context, base::Money booked);

order::Problem currency_differs(base::Currency booked, base::Currency now);

}  // namespace ordersync::match
