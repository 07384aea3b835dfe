// The flow: refund checks, products, what the totals mean, the cents, the payments, the document, its proof.
#include "match/match.h"

#include <utility>

#include "match/basket.h"
#include "match/build.h"
#include "match/payments.h"
#include "match/readings.h"
#include "match/refund.h"
#include "match/settle_cents.h"
#include "match/totals.h"

namespace ordersync::match {

using base::Money;

namespace {

// A payment off by less than a coin is met by a line, so that the total is what was paid.
Or<void> round_to_coins(Context& context, Money rounding, Reading& reading) {
  if (rounding.is_zero()) return {};
  TRY(add_rounding_line(context, rounding, reading));
  context.warn("cash_rounding", "The payment differs by " + rounding.to_string() +
                                    " within the cash rounding of the POS: booked on the rounding product");
  return {};
}

MatchResult match_basket(Context& context, const Basket& basket) {
  const Reader reader(context, basket);
  TRY_ASSIGN(Reading reading, read_totals(context, reader));
  TRY(settle_cents(context, reader, reading));
  TRY_ASSIGN(Payments payments, pay(context, reading.target, reading.voucher));
  TRY(check_refunded(context, reading.target + payments.rounding));
  TRY(round_to_coins(context, payments.rounding, reading));

  auto document = build_document(context, basket, reading, std::move(payments));
  if (!verifies(document, context.catalogue, context.surroundings.pos_amounts))
    return totals_do_not_add_up(reader, reading);
  return Matched{std::move(document), std::move(context.warnings)};
}

MatchResult match_order(Context& context) {
  TRY(check_refund(context));
  TRY_ASSIGN(const Basket basket, fill_basket(context));
  order::PosAmounts* const pos_amounts = context.surroundings.pos_amounts;
  if (pos_amounts == nullptr) return match_basket(context, basket);

  (void)pos_amounts->take_lacked();  // of an order before
  MatchResult result = match_basket(context, basket);
  if (pos_amounts->take_lacked() && (pos_amounts->wants() || !result.ok())) TRY(plain_taxes(basket));
  return result;
}

}  // namespace

MatchResult match(const order::Order& order, const order::Catalogue& catalogue, const MatchRules& rules,
                  const Surroundings& surroundings) {
  try {
    TRY_ASSIGN(const Claims claims, read_claims(order, catalogue.currency()));
    Context context{order, catalogue, rules, surroundings, claims, order.warnings};
    return match_order(context);
  } catch (const base::Overflow&) {
    return problem("amount_too_large",
                   "An amount or quantity of the order is too large to be computed exactly");
  }
}

}  // namespace ordersync::match
