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

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/money.h"
#include "order/catalogue.h"

namespace ordersync::order {

struct TaxedLine {
  base::Decimal qty;
  base::Decimal price_unit;  // gross where a tax of the line is price-included
  base::Decimal discount_percent;
  std::vector<const Tax*> taxes;  // after the fiscal position
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
  bool known = true;  // false: a line is taken as untaxed that only the POS can compute
};

// price_unit × (1 − discount/100) × qty, unrounded (exact to 20 digits after the point).
base::Decimal net_of(const TaxedLine& line);

// The tax for which the formulas above do not hold: one that is no plain percentage, or that takes the whole
// price, alone or with the others. nullptr: all are plain.
const Tax* not_plain(std::span<const Tax* const> taxes);
// Whether the POS can be asked what a line with these taxes comes to.
bool pos_tells(std::span<const Tax* const> taxes);

// What only the POS itself can compute: lines with a tax that is not plain. A memo, so that whoever computes
// stays pure: a line that is not in it is listed as wanted and taken as untaxed meanwhile; once the POS was
// asked, everything is computed again. One thread at a time.
class PosAmounts {
 public:
  // As the POS is asked. The price is for one unit, less the discount.
  struct Question {
    std::vector<std::int64_t> taxes;
    base::Decimal price;
    base::Decimal qty;
    auto operator<=>(const Question&) const = default;
  };

  // Nothing: not asked yet, or the POS cannot tell. Of a line that costs nothing it is not asked: which sign
  // its fixed tax has, Odoo's closing may see otherwise up to 17 (docs/decisions/0025).
  std::optional<LineAmounts> of(const TaxedLine& line);
  bool wants() const { return !wanted_.empty(); }
  // What of() wants since the last call, each once; and whether it has answered nothing since.
  std::vector<Question> take_wanted() { return std::exchange(wanted_, {}); }
  bool take_lacked() { return std::exchange(lacked_, false); }
  // Nothing: the POS cannot tell. Past ten thousand answers it begins anew.
  void keep(Question question, std::optional<LineAmounts> answer);

 private:
  std::map<Question, std::optional<LineAmounts>> known_;
  std::vector<Question> wanted_;
  bool lacked_ = false;
};

// Throws base::Overflow. REQUIRES: every tax is plain, or round_per_line and `by_pos`.
OrderAmounts compute_all(std::span<const TaxedLine> lines, TaxRounding rounding, base::Currency currency,
                         PosAmounts* by_pos = nullptr);

}  // namespace ordersync::order
