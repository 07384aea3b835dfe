// Making readings and comparing them.
#include "match/readings.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace ordersync::match {

using base::Decimal;
using base::Money;

namespace {

// Shares `discount` over the order's lines in proportion to their amounts, to the last cent. Charges,
// components and lines of the other direction bear none. Nothing where there is not so much to take from.
std::optional<Shares> share_out(Money discount, const Basket& basket) {
  std::vector<Decimal> weights;
  Money bearing = Money::zero(discount.currency());
  for (const Item& item : basket.items) {
    const bool bears = item.role == Role::line && item.amount.is_negative() == discount.is_negative();
    weights.push_back(bears ? item.amount.abs().to_decimal() : Decimal(0));
    if (bears) bearing += item.amount;
  }
  if (bearing.is_zero() || bearing.abs() < discount.abs()) return std::nullopt;
  return base::allocate(discount, weights);
}

std::vector<Shares> placements_of(const Context& context, const Basket& basket) {
  std::vector<Shares> placements(1);  // inside
  const Money discount = context.claims.discount;
  if (discount.is_zero()) return placements;
  if (auto on_top = share_out(discount, basket)) placements.push_back(*std::move(on_top));

  const Money of_lines = basket.line_discounts;
  const bool beyond = !of_lines.is_zero() && of_lines.is_negative() == discount.is_negative() &&
                      discount.abs() > of_lines.abs();
  if (!beyond) return placements;
  if (auto rest = share_out(discount - of_lines, basket)) placements.push_back(*std::move(rest));
  return placements;
}

}  // namespace

Reader::Reader(const Context& context, const Basket& basket)
    : context_(context),
      basket_(basket),
      tolerance_(basket.priced + 1, context.currency()),
      placements_(placements_of(context, basket)) {}

Money Reader::as_sent(const Shares& shares) const {
  Money sum = context_.zero();
  for (const Item& item : basket_.items) sum += item.amount;
  for (const Money share : shares) sum -= share;
  return sum;
}

Money Reader::charges() const {
  Money sum = context_.zero();
  for (const Item& item : basket_.items) {
    if (item.role == Role::charge) sum += item.amount;
  }
  return sum;
}

Reading Reader::read(Pricing pricing, const Shares& shares, const Taxation& taxation, Money target) const {
  Reading reading;
  reading.pricing = pricing;
  reading.shares = shares;
  reading.target = target;
  reading.voucher = context_.zero();
  reading.lines.reserve(basket_.items.size());
  for (std::size_t i = 0; i < basket_.items.size(); ++i) {
    const Item& item = basket_.items[i];
    const bool replaced = taxation.instead && item.role != Role::component &&
                          (item.role != Role::charge || taxation.charges == Taxation::Charges::as_lines);
    reading.lines.push_back(
        price_line(item, reading.share(i), pricing, replaced ? *taxation.instead : item.taxes));
  }
  reading.amounts = compute(context_, reading.lines);
  return reading;
}

std::int64_t Reader::distance(const Reading& reading) const {
  const Money of_total = reading.difference().abs();
  if (!context_.claims.tax) return of_total.minor();
  return (of_total + (reading.amounts.tax - *context_.claims.tax).abs()).minor();
}

bool Reader::fits(const Reading& reading) const {
  if (!reading.amounts.known) return false;
  if (reading.difference().abs() > tolerance_) return false;
  return !context_.claims.tax || (reading.amounts.tax - *context_.claims.tax).abs() <= tolerance_;
}

bool Reader::is_better(const Reading& a, const Reading& b) const {
  if (a.amounts.known != b.amounts.known) return a.amounts.known;
  const std::int64_t from_a = distance(a);
  const std::int64_t from_b = distance(b);
  if (from_a != from_b) return from_a < from_b;
  if (a.pricing != b.pricing) return a.pricing == Pricing::net;
  const Decimal& subtotal = context_.order.amount_total;
  return (a.net().to_decimal() - subtotal).abs() < (b.net().to_decimal() - subtotal).abs();
}

Reading Reader::best(Pricing pricing, std::span<const Shares> placements, const Taxation& taxation,
                     Money target) const {
  Reading best = read(pricing, placements.front(), taxation, target);
  for (const Shares& shares : placements.subspan(1)) {
    Reading other = read(pricing, shares, taxation, target);
    if (is_better(other, best)) best = std::move(other);
  }
  return best;
}

}  // namespace ordersync::match
