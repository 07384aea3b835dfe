// Payments: the POS's method of each checkout line, and whether together they pay the order (behaviour 7).
#pragma once

#include <vector>

#include "match/context.h"

namespace ordersync::match {

struct Payments {
  std::vector<order::DocumentPayment> lines;
  base::Money paid;      // net of change
  base::Money change;    // zero or positive
  base::Money rounding;  // paid − total: within the POS's cash rounding, to be met by a rounding line
};

// What pays `total`, `voucher` of it by the voucher method. Warns where a method was only a fallback or
// AmountPaid does not agree. Fails with "not_fully_paid", "overpaid", "no_payment_method",
// "payment_method_unavailable" or "customer_missing".
Or<Payments> pay(Context& context, base::Money total, base::Money voucher);

}  // namespace ordersync::match
