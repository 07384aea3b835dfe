// The formulas of taxes.h.
#include "order/taxes.h"

#include <algorithm>

#include "base/check.h"
#include "base/contains.h"

namespace ordersync::order {
namespace {

using base::Currency;
using base::Decimal;
using base::Money;

// Digits kept of a product or quotient that is not rounded to the currency: far beyond any cent, and amounts
// up to 10^17 still fit beside them.
constexpr int kRawScale = 20;

// Of a price that the POS is asked about; it computes in floating point.
constexpr int kAskedScale = 10;

constexpr std::size_t kRememberedAtMost = 10'000;

const Decimal kHundred = 100;

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
  const Decimal divisor = kHundred + included;
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

// Raw sums of the lines that sell, or of those that take back.
class GlobalSums {
 public:
  void add(const TaxedLine& line) {
    const Decimal net = net_of(line);
    const Decimal base = without_included(net, included_percent(line), kRawScale);
    net_ += net;
    base_ += base;
    for (const Tax* tax : line.taxes) {
      sum_of(tax).amount += percent_of(base, tax->amount);
      on_top_ = on_top_ || !tax->price_include;
    }
  }

  // Adds tax and total; the lines are the caller's.
  void finish(TaxRounding rounding, Currency currency, OrderAmounts& order) const {
    Money tax = Money::zero(currency);
    for (const TaxSum& sum : sums_) tax += base::round_half_away(sum.amount, currency);
    const bool price_stands = rounding == TaxRounding::round_globally && !on_top_;
    order.total +=
        price_stands ? base::round_half_away(net_, currency) : base::round_half_away(base_, currency) + tax;
    order.tax += tax;
  }

 private:
  TaxSum& sum_of(const Tax* tax) {
    const auto found =
        std::find_if(sums_.begin(), sums_.end(), [tax](const TaxSum& sum) { return sum.tax->id == tax->id; });
    return found != sums_.end() ? *found : sums_.emplace_back(TaxSum{tax, {}});
  }

  Decimal net_;
  Decimal base_;
  bool on_top_ = false;
  std::vector<TaxSum> sums_;
};

bool takes_back(const TaxedLine& line) {
  return !line.qty.is_zero() && !line.price_unit.is_zero() &&
         line.qty.is_negative() != line.price_unit.is_negative();
}

// The included tax that is what base and other taxes leave of the price.
const Tax* last_included(const TaxedLine& line) {
  const auto found = std::find_if(line.taxes.rbegin(), line.taxes.rend(), [](const Tax* tax) {
    return tax->price_include && !tax->amount.is_zero();
  });
  return found == line.taxes.rend() ? nullptr : *found;
}

// Sums of taxes on rounded bases, those of lines that take back apart.
class TaxSums {
 public:
  explicit TaxSums(Currency currency) : currency_(currency) {}

  void add(const TaxedLine& line, Money subtotal) {
    const bool is_back = takes_back(line);
    const Decimal base = subtotal.to_decimal();
    Decimal included = base::round_half_away(net_of(line), currency_).to_decimal() - base;
    const Tax* last = last_included(line);
    for (const Tax* tax : line.taxes) {
      if (tax == last) continue;
      const Decimal amount =
          percent_of(base, tax->amount).round_half_away(currency_.decimals() + kDigitsBelow);
      if (tax->price_include) included -= amount;
      sum_of(tax, is_back) += amount;
    }
    if (last != nullptr) sum_of(last, is_back) += included;
  }

  Money total() const {
    Money total = Money::zero(currency_);
    for (const Sum& sum : sums_) total += base::round_half_away(sum.amount, currency_);
    return total;
  }

 private:
  static constexpr int kDigitsBelow = 5;

  struct Sum {
    std::int64_t tax = 0;
    bool takes_back = false;
    Decimal amount;
  };
  Decimal& sum_of(const Tax* tax, bool takes_back) {
    const auto found = std::find_if(sums_.begin(), sums_.end(), [&](const Sum& sum) {
      return sum.tax == tax->id && sum.takes_back == takes_back;
    });
    return (found != sums_.end() ? *found : sums_.emplace_back(Sum{tax->id, takes_back, {}})).amount;
  }

  Currency currency_;
  std::vector<Sum> sums_;
};

// The order of lines that are rounded by themselves.
void add_up(std::span<const TaxedLine> lines, TaxRounding rounding, Currency currency, OrderAmounts& order) {
  TaxSums taxes(currency);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const LineAmounts& amounts = order.lines[i];
    order.total += amounts.subtotal;
    order.tax += amounts.total - amounts.subtotal;
    if (rounding == TaxRounding::round_taxes_globally) taxes.add(lines[i], amounts.subtotal);
  }
  if (rounding == TaxRounding::round_taxes_globally) order.tax = taxes.total();
  order.total += order.tax;
}

}  // namespace

Decimal net_of(const TaxedLine& line) {
  Decimal net = line.discount_percent.is_zero()
                    ? line.price_unit
                    : percent_of(line.price_unit, kHundred - line.discount_percent);
  return base::multiply_half_away(net, line.qty, kRawScale);
}

const Tax* not_plain(std::span<const Tax* const> taxes) {
  Decimal all;
  for (const Tax* tax : taxes) {
    if (tax->type != TaxType::percent || tax->amount <= -kHundred) return tax;
    all += tax->amount;
  }
  return all <= -kHundred ? taxes.front() : nullptr;
}

bool pos_tells(std::span<const Tax* const> taxes) {
  return std::all_of(taxes.begin(), taxes.end(), [](const Tax* tax) {
    return tax->type == TaxType::percent ? tax->amount > -kHundred : tax->pos_tells;
  });
}

std::optional<LineAmounts> PosAmounts::of(const TaxedLine& line) {
  if (!pos_tells(line.taxes) || net_of(line).is_zero()) {
    lacked_ = true;
    return std::nullopt;
  }
  Question question;
  for (const Tax* tax : line.taxes) question.taxes.push_back(tax->id);
  question.price = percent_of(line.price_unit, kHundred - line.discount_percent).round_half_away(kAskedScale);
  question.qty = line.qty;
  const auto found = known_.find(question);
  if (found != known_.end() && found->second) return found->second;
  lacked_ = true;
  const bool is_new = found == known_.end() && !base::contains(wanted_, question);
  if (is_new) wanted_.push_back(std::move(question));
  return std::nullopt;
}

void PosAmounts::keep(Question question, std::optional<LineAmounts> answer) {
  if (known_.size() >= kRememberedAtMost) known_.clear();
  known_.insert_or_assign(std::move(question), answer);
}

OrderAmounts compute_all(std::span<const TaxedLine> lines, TaxRounding rounding, Currency currency,
                         PosAmounts* by_pos) {
  OrderAmounts order;
  order.tax = order.total = Money::zero(currency);
  order.lines.reserve(lines.size());
  for (const TaxedLine& line : lines) {
    if (by_pos == nullptr || not_plain(line.taxes) == nullptr) {
      order.lines.push_back(line_amounts(line, currency));
    } else if (const auto told = by_pos->of(line)) {
      order.lines.push_back(*told);
    } else {
      const Money untaxed = base::round_half_away(net_of(line), currency);
      order.lines.push_back({untaxed, untaxed});
      order.known = false;
    }
  }
  if (rounding == TaxRounding::round_globally || rounding == TaxRounding::round_bases_globally) {
    GlobalSums sold, taken_back;
    for (const TaxedLine& line : lines) (takes_back(line) ? taken_back : sold).add(line);
    sold.finish(rounding, currency, order);
    taken_back.finish(rounding, currency, order);
  } else {
    add_up(lines, rounding, currency, order);
  }
  return order;
}

}  // namespace ordersync::order
