// The POS's own arithmetic of taxes, as Odoo computes it at closing: what a line and an order cost with their taxes.
// Formulas: per line, base = round(net) and tax = round(base × rate) on the rounded base; globally, base and tax
// rounded once an order and tax (Odoo 18 and later). net = price_unit × (1 − discount/100) × qty.
#pragma once

#include <span>
#include <vector>

#include "base/decimal.h"
#include "base/money.h"
#include "order/catalogue.h"

namespace ordersync::order {

struct TaxedLine {
  base::Decimal qty;
  base::Decimal price_unit;        // gross where a tax of the line is price-included
  base::Decimal discount_percent;
  std::vector<const Tax*> taxes;   // after the fiscal position; all TaxType::percent
};

struct LineAmounts {
  base::Money subtotal;  // without tax
  base::Money total;     // with tax
};

struct OrderAmounts {
  std::vector<LineAmounts> lines;  // as many as were given; under round_globally each line is rounded for display
  base::Money tax;
  base::Money total;
};

// price_unit × (1 − discount/100) × qty, unrounded.
base::Decimal net_of(const TaxedLine& line);

// Throws base::Overflow. REQUIRES: every tax is TaxType::percent.
OrderAmounts compute_all(std::span<const TaxedLine> lines, TaxRounding rounding, base::Currency currency);

}  // namespace ordersync::order
