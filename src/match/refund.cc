// The checks of a refund against its sale.
#include "match/refund.h"

#include "base/text.h"

namespace ordersync::match {

using base::Money;

namespace {

order::Problem sale_not_booked(const order::OrderKey& key) {
  return problem("sale_not_booked",
                 "The sale " + base::printable(key.external_id) +
                     " that this refund takes back is not booked. Book both, book the refund alone, "
                     "or ignore it; once the sale is booked, the refund follows by itself");
}

// Booked once, and the POS was restored since, or somebody deleted it there.
order::Problem sale_lost(const order::OrderKey& key, const std::string& pos_order) {
  const std::string id = base::printable(key.external_id);
  // A run books no reversal that could not be booked before (decision 0029).
  const char* const then = order::is_reversal(key)
                               ? "or ignore it; once the sale is booked again, press Retry"
                               : "book the refund alone, or ignore it; once the sale is booked again, the "
                                 "refund follows by itself";
  return problem("sale_not_booked",
                 "The sale " + id + " that this refund takes back was booked as " + pos_order +
                     ", and the POS has it no more. Book it again (Book again on the page of that order; "
                     "`ordersync order retry KEY --again`), " +
                     then,
                 "the POS has it no more");
}

order::Problem refund_above_sale(const Surroundings::Sale& sale, Money refund) {
  std::string text = "The refund of " + refund.to_string() + " is more than what is left of the sale " +
                     base::printable(sale.key.external_id) + ": " + sale.total.to_string();
  if (!sale.refunded.is_zero()) text += ", of which " + sale.refunded.to_string() + " was refunded before";
  return problem("refund_above_sale", std::move(text));
}

order::Problem other_refund_differs(base::Currency before, base::Currency now) {
  return problem("currency_differs",
                 "Another refund of this sale was booked in " + std::string(before.code()) +
                     ", the POS now sells in " + std::string(now.code()) +
                     ": what is left of the sale cannot be counted. Give back by hand what is right, then "
                     "ignore this one");
}

}  // namespace

order::Problem currency_differs(base::Currency booked, base::Currency now) {
  return problem("currency_differs", "The sale was booked in " + std::string(booked.code()) +
                                         ", the POS now sells in " + std::string(now.code()));
}

Or<void> check_refund(const Context& context) {
  const Money total = context.claims.grand_total;
  const bool right_sign = context.is_refund() ? total <= context.zero() : total >= context.zero();
  if (!right_sign) {
    return problem("wrong_sign", "GrandTotal " + total.to_string() + " has the wrong sign for a " +
                                     std::string(order::to_string(context.order.key.kind)));
  }
  if (!context.is_refund()) return {};
  return check_sale(context.surroundings, context.order.key, total.abs(),
                    context.catalogue.config().cash_rounding.abs());
}

Or<void> check_sale(const Surroundings& surroundings, const order::OrderKey& refund, Money total,
                    base::Decimal coin) {
  const auto& sale = surroundings.sale;
  if (!sale) {
    if (surroundings.refund_alone) return {};
    const std::string& lost = surroundings.lost_sale;
    return lost.empty() ? sale_not_booked(refund) : sale_lost(refund, lost);
  }
  const base::Currency currency = total.currency();
  if (sale->total.currency() != currency || sale->refunded.currency() != currency) {
    const bool of_sale = sale->total.currency() != currency;
    return of_sale ? currency_differs(sale->total.currency(), currency)
                   : other_refund_differs(sale->refunded.currency(), currency);
  }
  // A sale was booked at what was paid in coins, and its refund says again what it cost before.
  const Money excess = total + sale->refunded - sale->total;
  if (excess > Money::zero(currency) && excess.to_decimal() >= coin) return refund_above_sale(*sale, total);
  return {};
}

Or<void> check_refunded(const Context& context, Money booked) {
  const auto& sale = context.surroundings.sale;
  if (!context.is_refund() || !sale) return {};
  if (booked.abs() + sale->refunded > sale->total) return refund_above_sale(*sale, booked.abs());
  return {};
}

}  // namespace ordersync::match
