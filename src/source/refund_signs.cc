// The signs of refunds; see refund_signs.h.
#include "source/refund_signs.h"

namespace ordersync::source {

using base::Decimal;
using base::Money;

namespace {

Money below_zero(Money amount) {
  return -amount.abs();
}
Decimal below_zero(const Decimal& amount) {
  return -amount.abs();
}

// A document written with positive amounts is negated as a whole; one already negative only needs the amounts
// that were left positive (a mixed convention).
template <class Amount>
Amount refunded(const Amount& amount, bool written_positive) {
  return written_positive ? -amount : below_zero(amount);
}

void sign_header(order::Order& order) {
  const bool positive = !order.grand_total.is_negative() && !order.grand_total.is_zero();
  for (Money* amount : {&order.grand_total, &order.amount_paid, &order.discount, &order.service_charge,
                        &order.delivery_charge, &order.tip, &order.balance}) {
    *amount = refunded(*amount, positive);
  }
  order.amount_total = refunded(order.amount_total, positive);
  if (order.tax) order.tax = refunded(*order.tax, positive);
}

// Free items have no amount; then their quantities say which way the lines are written.
bool lines_written_positive(const order::Order& order) {
  Decimal amount;
  Decimal quantity;
  for (const order::OrderLine& line : order.lines) {
    amount += line.price * line.quantity;
    quantity += line.quantity;
  }
  const Decimal& decides = amount.is_zero() ? quantity : amount;
  return !decides.is_zero() && !decides.is_negative();
}

void sign_lines(order::Order& order) {
  const bool positive = lines_written_positive(order);
  for (order::OrderLine& line : order.lines) {
    align_discount(line);
    // The price says "back": −80 × 1 among lines below zero, −80 × −1 among others. What the sale had at
    // −10 × 1 is −10 × −1 either way.
    const bool back_by_price = line.price.is_negative() && line.quantity.is_negative() == positive;
    if (back_by_price) line.price = -line.price;
    if (back_by_price != positive) line.quantity = -line.quantity;
    if (positive) line.discount = -line.discount;
    align_discount(line);
    for (order::Component& component : line.components) {
      component.price = component.price.abs();
      component.quantity = component.quantity.abs();
    }
  }
}

void sign_checkouts(order::Order& order) {
  Money sum = Money::zero(order.grand_total.currency());
  for (const order::Checkout& checkout : order.checkouts) sum += checkout.amount;
  if (sum.is_negative()) return;
  for (order::Checkout& checkout : order.checkouts) checkout.amount = -checkout.amount;
}

}  // namespace

void align_discount(order::OrderLine& line) {
  const bool line_is_negative = line.price.is_negative() != line.quantity.is_negative() &&
                                !line.price.is_zero() && !line.quantity.is_zero();
  if (line_is_negative) line.discount = below_zero(line.discount);
}

void make_refund(order::Order& order) {
  sign_header(order);
  sign_lines(order);
  sign_checkouts(order);
}

}  // namespace ordersync::source
