// What a refund needs before it may be booked: its sale, and not more than its sale (behaviour 3 and 7).
#pragma once

#include "match/context.h"

namespace ordersync::match {

// Nothing for sales and for refunds that may go on. "sale_not_booked", "refund_above_sale", "wrong_sign",
// "currency_differs".
Or<void> check_refund(const Context& context);

}  // namespace ordersync::match
