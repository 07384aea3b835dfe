// Brings the order's header amounts into the POS's currency, or refuses them.
#include "match/context.h"

namespace ordersync::match {

using base::Money;

namespace {

// Zero is zero in every currency: a field that was never set is not a foreign amount.
bool belongs(Money amount, base::Currency currency) {
  return amount.is_zero() || amount.currency() == currency;
}

bool all_belong(const order::Order& order, base::Currency currency) {
  for (const Money amount : {order.grand_total, order.amount_paid, order.discount, order.service_charge,
                             order.delivery_charge, order.tip, order.balance}) {
    if (!belongs(amount, currency)) return false;
  }
  for (const auto& checkout : order.checkouts) {
    if (!belongs(checkout.amount, currency)) return false;
  }
  return true;
}

}  // namespace

Or<Claims> read_claims(const order::Order& order, base::Currency currency) {
  if (!all_belong(order, currency)) {
    return problem("currency_differs", "The order's amounts are in " +
                                           std::string(order.grand_total.currency().code()) +
                                           ", the POS sells in " + std::string(currency.code()));
  }
  const auto in_pos_currency = [currency](Money amount) { return Money(amount.minor(), currency); };
  Claims claims;
  claims.grand_total = in_pos_currency(order.grand_total);
  claims.discount = in_pos_currency(order.discount);
  claims.service_charge = in_pos_currency(order.service_charge);
  claims.delivery_charge = in_pos_currency(order.delivery_charge);
  claims.tip = in_pos_currency(order.tip);
  claims.balance = in_pos_currency(order.balance);
  claims.amount_paid = in_pos_currency(order.amount_paid);
  claims.checkouts = Money::zero(currency);
  for (const auto& checkout : order.checkouts) claims.checkouts += in_pos_currency(checkout.amount);
  const Money tax = base::round_half_away(order.tax.value_or(0), currency);
  if (!tax.is_zero()) claims.tax = tax;
  return claims;
}

}  // namespace ordersync::match
