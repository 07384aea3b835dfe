// The formulas of taxes.h.
#include "order/taxes.h"

#include <algorithm>

#include "base/check.h"

namespace ordersync::order {
namespace {

using base::Currency;
using base::Decimal;
using base::Money;

// Digits kept of a product or quotient that is not rounded to the currency: far beyond any cent, and amounts
// up to 10^17 still fit beside them.
constexpr int kRawScale = 20;

Decimal percent_of(const Decimal& base, const Decimal& percent) {
  return base::multiply_half_away(base, percent * Decimal::from_units(1, 2), kRawScale);
}

Decimal included_percent(const TaxedLine& line) {
  Decimal sum;
  for (const Tax* tax : line.taxes) {
    CHECK(tax->type == TaxType::percent);
    if (tax->price_include) sum += tax->amount;
  }
  return sum;
}

// What `gross` is without the included taxes, at `scale` digits. A tax of -100 % leaves nothing to divide by;
// Odoo takes the price as the base then.
Decimal without_included(const Decimal& gross, const Decimal& included, int scale) {
  const Decimal divisor = Decimal(100) + included;
  if (included.is_zero() || divisor.is_zero()) return gross;
  return base::divide_half_away(gross * 100, divisor, scale);
}

LineAmounts line_amounts(const TaxedLine& line, Currency currency) {
  const Money rounded = base::round_half_away(net_of(line), currency);
  const Decimal included = included_percent(line);
  LineAmounts amounts;
  amounts.total = rounded;
  amounts.subtotal = rounded;
  if (!included.is_zero()) {
    amounts.subtotal = base::round_half_away(
        without_included(rounded.to_decimal(), included, currency.decimals()), currency);
  }
  const Decimal base = amounts.subtotal.to_decimal();
  for (const Tax* tax : line.taxes) {
    if (!tax->price_include) amounts.total += base::round_half_away(percent_of(base, tax->amount), currency);
  }
  return amounts;
}

// One tax over all lines of an order, unrounded.
struct TaxSum {
  const Tax* tax = nullptr;
  Decimal amount;
};

class GlobalSums {
 public:
  void add(const TaxedLine& line) {
    const Decimal net = net_of(line);
    const Decimal base = without_included(net, included_percent(line), kRawScale);
    net_ += net;
    base_ += base;
    for (const Tax* tax : line.taxes) sum_of(tax).amount += percent_of(base, tax->amount);
  }

  // Tax and total; the lines are the caller's.
  OrderAmounts finish(Currency currency) const {
    OrderAmounts order;
    order.tax = Money::zero(currency);
    bool on_top = false;
    for (const TaxSum& sum : sums_) {
      const Money rounded = base::round_half_away(sum.amount, currency);
      order.tax += rounded;
      on_top = on_top || (!sum.tax->price_include && !rounded.is_zero());
    }
    order.total =
        on_top ? base::round_half_away(base_, currency) + order.tax : base::round_half_away(net_, currency);
    return order;
  }

 private:
  TaxSum& sum_of(const Tax* tax) {
    const auto found =
        std::find_if(sums_.begin(), sums_.end(), [tax](const TaxSum& sum) { return sum.tax->id == tax->id; });
    return found != sums_.end() ? *found : sums_.emplace_back(TaxSum{tax, {}});
  }

  Decimal net_;
  Decimal base_;
  std::vector<TaxSum> sums_;
};

}  // namespace

Decimal net_of(const TaxedLine& line) {
  Decimal net = line.discount_percent.is_zero()
                    ? line.price_unit
                    : percent_of(line.price_unit, Decimal(100) - line.discount_percent);
  return base::multiply_half_away(net, line.qty, kRawScale);
}

OrderAmounts compute_all(std::span<const TaxedLine> lines, TaxRounding rounding, Currency currency) {
  OrderAmounts order;
  if (rounding == TaxRounding::round_globally) {
    GlobalSums sums;
    for (const TaxedLine& line : lines) sums.add(line);
    order = sums.finish(currency);
  } else {
    order.tax = Money::zero(currency);
    order.total = Money::zero(currency);
  }
  order.lines.reserve(lines.size());
  for (const TaxedLine& line : lines) {
    const LineAmounts& amounts = order.lines.emplace_back(line_amounts(line, currency));
    if (rounding == TaxRounding::round_globally) continue;
    order.total += amounts.total;
    order.tax += amounts.total - amounts.subtotal;
  }
  return order;
}

}  // namespace ordersync::order
