// The three remedies for a remaining difference.
#include "match/settle_cents.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "match/basket.h"
#include "match/totals.h"

namespace ordersync::match {

using base::Decimal;
using base::Money;
using order::Tax;
using order::TaxedLine;

namespace {

constexpr std::size_t kLinesTried = 16;  // of an order with thousands of lines, the largest

// Other lines for the same items, and how they came about.
struct Remedy {
  std::vector<TaxedLine> lines;
  order::OrderAmounts amounts;
  std::string how;
};

class Settler {
 public:
  Settler(const Context& context, const Reader& reader, const Reading& reading)
      : context_(context), reader_(reader), reading_(reading) {}

  std::optional<Remedy> by_included_tax() const;
  std::optional<Remedy> by_unit_price() const;

 private:
  // What the lines come to, if that is the target and their tax is still what the order says.
  std::optional<order::OrderAmounts> if_settled(const std::vector<TaxedLine>& lines) const {
    order::OrderAmounts amounts = compute(context_, lines);
    if (amounts.total != reading_.target) return std::nullopt;
    const auto& sent = context_.claims.tax;
    if (sent && (amounts.tax - *sent).abs() > reader_.tolerance()) return std::nullopt;
    return amounts;
  }

  const Tax* included_sibling(const Tax& tax) const;
  std::vector<std::size_t> largest_lines() const;
  std::vector<Decimal> prices_near(std::size_t line) const;

  const Context& context_;
  const Reader& reader_;
  const Reading& reading_;
};

// An active tax of the same rate that stands in the price.
const Tax* Settler::included_sibling(const Tax& tax) const {
  for (const Tax& other : context_.catalogue.taxes()) {
    if (other.active && other.type == order::TaxType::percent && other.price_include &&
        other.amount == tax.amount) {
      return &other;
    }
  }
  return nullptr;
}

std::optional<Remedy> Settler::by_included_tax() const {
  std::vector<TaxedLine> lines = reading_.lines;
  const Tax* used = nullptr;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& taxes = lines[i].taxes;
    if (taxes.size() != 1 || taxes.front()->price_include || taxes.front()->amount.is_zero()) continue;
    if (order::not_plain(taxes) != nullptr) continue;
    const Tax* sibling = included_sibling(*taxes.front());
    if (sibling == nullptr) continue;
    lines[i] = price_line(reader_.basket().items[i], reading_.share(i), reading_.pricing, {sibling});
    used = sibling;
  }
  if (used == nullptr) return std::nullopt;
  auto amounts = if_settled(lines);
  if (!amounts) return std::nullopt;
  return Remedy{std::move(lines), *std::move(amounts),
                "with the price-included tax \"" + base::printable(used->name) + '"'};
}

// The lines whose price may move, the largest first: there a cent is the smallest change.
std::vector<std::size_t> Settler::largest_lines() const {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < reading_.lines.size(); ++i) {
    const TaxedLine& line = reading_.lines[i];
    const bool is_plain = order::not_plain(line.taxes) == nullptr;
    if (is_plain && !line.price_unit.is_zero() && line.discount_percent < kHundred) order.push_back(i);
  }
  const auto& amounts = reading_.amounts.lines;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return amounts[a].total.abs() > amounts[b].total.abs();
  });
  if (order.size() > kLinesTried) order.resize(kLinesTried);
  return order;
}

// Unit prices by which the line takes the difference: at whole minor units, and with its tax exactly, which
// helps where the POS rounds only once an order.
std::vector<Decimal> Settler::prices_near(std::size_t index) const {
  const TaxedLine& line = reading_.lines[index];
  const Rates rates = rates_of(line.taxes);
  const Decimal per_unit =
      base::multiply_half_away(line.qty, kHundred - line.discount_percent, 2 * kDecimals);
  const auto price_for = [&](const Decimal& net) {
    return base::divide_half_away(net * kHundred, per_unit, kDecimals);
  };
  const Decimal net = order::net_of(line);
  // A price that holds its tax takes the difference as it is, another one less the tax on it.
  const Decimal factor = kHundred + rates.all - rates.included;
  if (per_unit.is_zero() || factor <= Decimal(0)) return {};
  const Decimal exact =
      base::divide_half_away(reading_.difference().to_decimal() * kHundred, factor, kDecimals);
  const Money whole =
      base::round_half_away(net, context_.currency()) + base::round_half_away(exact, context_.currency());

  std::vector<Decimal> prices;
  for (const int units : {0, 1, -1, 2, -2}) {  // around the difference's own share of the line's price
    prices.push_back(price_for((whole + Money(units, context_.currency())).to_decimal()));
  }
  prices.push_back(price_for(net.round_half_away(kDecimals) + exact));
  return prices;
}

std::optional<Remedy> Settler::by_unit_price() const {
  std::vector<TaxedLine> lines = reading_.lines;
  for (const std::size_t index : largest_lines()) {
    const Decimal before = lines[index].price_unit;
    for (const Decimal& price : prices_near(index)) {
      if (price.is_negative() != before.is_negative()) continue;
      lines[index].price_unit = price;
      auto amounts = if_settled(lines);
      if (!amounts) continue;
      const std::string name = base::printable(reader_.basket().items[index].product->name);
      return Remedy{std::move(lines), *std::move(amounts),
                    "with a unit price of " + price.to_string(2) + " for \"" + name + '"'};
    }
    lines[index].price_unit = before;
  }
  return std::nullopt;
}

// The product that takes a rounding line; it need not be on sale.
const order::Product* rounding_product(const Context& context) {
  for (const auto& id : {context.rules.rounding_product, context.catalogue.rounding_product()}) {
    const order::Product* product = id ? context.catalogue.product(*id) : nullptr;
    if (product != nullptr && product->active && product->of_company) return product;
  }
  return nullptr;
}

void note_rounding(Context& context, const Reading& reading, const std::string& how) {
  context.warn("rounding", "Lines " + reading.net().to_string() + " + tax " +
                               reading.amounts.tax.to_string() + " = " + reading.amounts.total.to_string() +
                               " by the POS's rounding; the difference of " +
                               reading.difference().to_string() + " to " + reading.target.to_string() +
                               " was booked " + how);
}

// The total is right to the cent, the tax is not quite what the source says: noted, nothing to remedy.
void note_tax(Context& context, Money tax) {
  const auto& sent = context.claims.tax;
  if (!sent || *sent == tax) return;
  context.warn("tax_rounding", "The tax is " + tax.to_string() + " by the POS's rounding, the order says " +
                                   sent->to_string() + "; the total is the same");
}

}  // namespace

Or<void> add_rounding_line(const Context& context, Money amount, Reading& reading) {
  const order::Product* product = rounding_product(context);
  if (product == nullptr) {
    return problem("rounding_product_missing",
                   "A difference of " + amount.to_string() +
                       " is left by rounding: choose the rounding product of the sync");
  }
  // A refund's lines all come back, so that they need no second picking.
  const Decimal qty = context.is_refund() ? -1 : 1;
  Item item = make_item(context, *product, qty, (context.is_refund() ? -amount : amount).to_decimal(), 0);
  item.taxes.clear();
  item.role = Role::rounding;
  item.note = "rounding";
  reading.lines.push_back({item.qty, item.price, 0, {}});
  reading.rounding.push_back(std::move(item));
  reading.amounts = compute(context, reading.lines);
  return {};
}

Or<void> settle_cents(Context& context, const Reader& reader, Reading& reading) {
  if (reading.difference().is_zero()) {
    note_tax(context, reading.amounts.tax);
    return {};
  }
  if (reading.difference().abs() > reader.tolerance()) return totals_do_not_add_up(reader, reading);

  const Settler settler(context, reader, reading);
  auto remedy = settler.by_included_tax();
  if (!remedy) remedy = settler.by_unit_price();
  if (remedy) {
    note_rounding(context, reading, remedy->how);
    reading.lines = std::move(remedy->lines);
    reading.amounts = std::move(remedy->amounts);
    return {};
  }
  const Reading before = reading;
  TRY(add_rounding_line(context, before.difference(), reading));
  if (!reading.difference().is_zero()) return totals_do_not_add_up(reader, before);
  note_rounding(context, before, "on the rounding product");
  return {};
}

}  // namespace ordersync::match
