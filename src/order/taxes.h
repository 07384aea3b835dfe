// The POS's own arithmetic of taxes, as Odoo computes it at closing: what a line and an order cost with their
// taxes.
//
//   net = price_unit × (1 − discount/100) × qty, per line; gross where a tax of the line is price-included
//   rates: every tax of a line is computed on the same base (no tax is part of another's base)
//   q(x): rounded to the currency, half away from zero, so that a refund is the sale with the sign changed
//
// round_per_line (protocol of Odoo 14 to 19): per line
//   prices without tax: base = q(net)                           total = base + Σ q(base × rate)
//   price-included:     base = q(q(net) / (1 + Σ included))     total = q(net) + Σ q(base × rate) of the
//   others The included taxes of a line are what its base leaves of q(net), so that the customer's price
//   stands.
// round_globally (Odoo 18 and later): with raw, unrounded bases, once an order
//   tax = Σ over the taxes of q(Σ over the lines of raw base × rate)
//   when a tax on top takes anything:  total = q(Σ raw base) + tax
//   when all taxes are price-included: total = q(Σ net)
#pragma once

#include <span>
#include <vector>

#include "base/decimal.h"
#include "base/money.h"
#include "order/catalogue.h"

namespace ordersync::order {

struct TaxedLine {
  base::Decimal qty;
  base::Decimal price_unit;  // gross where a tax of the line is price-included
  base::Decimal discount_percent;
  std::vector<const Tax*> taxes;  // after the fiscal position; all TaxType::percent
};

struct LineAmounts {
  base::Money subtotal;  // without tax
  base::Money total;     // with tax
};

struct OrderAmounts {
  std::vector<LineAmounts> lines;  // as many as were given; under round_globally each line is rounded for
                                   // display, and the lines need not sum to the order
  base::Money tax;
  base::Money total;
};

// price_unit × (1 − discount/100) × qty, unrounded (exact to 20 digits after the point).
base::Decimal net_of(const TaxedLine& line);

// Throws base::Overflow. REQUIRES: every tax is TaxType::percent.
OrderAmounts compute_all(std::span<const TaxedLine> lines, TaxRounding rounding, base::Currency currency);

}  // namespace ordersync::order
