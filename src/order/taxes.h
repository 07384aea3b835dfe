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
// round_globally (Odoo 19 and later): with raw, unrounded bases, once an order, the lines that take back
// (qty × price_unit below 0) summed by themselves
//   tax = Σ over the taxes of q(Σ over the lines of raw base × rate)
//   where a line has a tax on top, of 0 % too: total = q(Σ raw base) + tax
//   where all taxes are price-included:        total = q(Σ net)
//   Source: account.tax._round_tax_details_base_lines (a community source of 19.0).
// round_bases_globally (round_globally of Odoo 18): the same, but total = q(Σ raw base) + tax whatever the
// taxes
//   Source: account.tax._round_base_lines_tax_details (a community source of 18.0), and a thousand orders
//   that a real 18 closed; it does not close over the cent that the other rule makes of some included prices.
// round_taxes_globally (round_globally of Odoo 14 to 17): bases are rounded line by line, taxes once an order
//   base of a line as under round_per_line
//   tax = Σ over the taxes of q(Σ over the lines of base × rate), the lines that take back (qty × price_unit
//   below 0) summed by themselves; of the included taxes of a line the last one with a rate is what the base
//   and the others leave of q(net)
//   total = Σ base + tax
//   Source: account.tax.compute_all, which rounds the base whatever the setting and the tax of a line to five
//   digits below the currency's, and pos.session._accumulate_amounts, which rounds an order's sums by
//   repartition line (community sources of 14.0, 16.0, 17.0). 14 sums what takes back with the rest; it does
//   not refuse to close over the cent that may come of it. A tax without an account of its own is summed by
//   the product's income account there, which nothing here knows.
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
  std::vector<LineAmounts> lines;  // as many as were given; but for round_per_line each line is rounded for
                                   // display, and the lines need not sum to the order
  base::Money tax;
  base::Money total;
};

// price_unit × (1 − discount/100) × qty, unrounded (exact to 20 digits after the point).
base::Decimal net_of(const TaxedLine& line);

// Throws base::Overflow. REQUIRES: every tax is TaxType::percent.
OrderAmounts compute_all(std::span<const TaxedLine> lines, TaxRounding rounding, base::Currency currency);

}  // namespace ordersync::order
