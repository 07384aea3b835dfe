// Totals: which reading of the order is booked, or why none is (behaviour 6).
#pragma once

#include "match/readings.h"

namespace ordersync::match {

// The best reading: an exact one, else the nearest within the tolerance; where none gives GrandTotal, with
// the tip or the voucher that only the payments hold, and at last with a tip beside GrandTotal whatever was
// paid. Warns where the tax is not the products' own. Fails with "totals_do_not_add_up", "no_sales_tax",
// "tax_not_stated" or "voucher_method_missing".
Or<Reading> read_totals(Context& context, const Reader& reader);

// "Totals do not add up: lines 80.00 + tax 0.00 = 80.00, GrandTotal 92.00 (difference 12.00)"; and
// the order's Tax, where it is only that which differs.
order::Problem totals_do_not_add_up(const Reader& reader, const Reading& nearest);

}  // namespace ordersync::match
