// Sales and refunds as journal and POS know them; see taken_back.h.
#include "sync/taken_back.h"

#include <string>
#include <vector>

namespace ordersync::sync {

base::Result<base::Money> refunded_before(journal::Journal& journal, pos::Target& pos,
                                          const order::OrderKey& refund, base::Currency currency) {
  TRY_ASSIGN(auto others, journal.refunds_of(refund.source, refund.external_id));
  std::erase_if(others, [&](const journal::OrderView& other) {
    const bool stands =
        other.state == journal::State::settled || other.state == journal::State::intended || other.may_stand;
    return other.key == refund || !stands;
  });
  base::Money refunded = base::Money::zero(currency);
  if (others.empty()) return refunded;
  std::vector<order::OrderKey> keys;
  for (const auto& other : others) keys.push_back(other.key);
  TRY_ASSIGN(const auto booked, pos.find(keys));
  for (std::size_t i = 0; i < others.size(); ++i) {
    std::optional<base::Money> total;
    if (booked[i]) {
      total = booked[i]->total;
    } else if (others[i].state != journal::State::settled) {  // it may have been posted
      total = others[i].total;
    }
    if (!total || total->is_zero()) continue;
    if (total->currency() != currency) return total->abs();
    refunded += total->abs();
  }
  return refunded;
}

base::Result<void> find_sale(journal::Journal& journal, pos::Target& pos, const order::OrderKey& refund,
                             match::Surroundings& onto) {
  const order::OrderKey key = sale_of(refund);
  TRY_ASSIGN(const auto found, pos.find(std::span(&key, 1)));
  const auto& booked = found.front();
  if (!booked) {
    TRY_ASSIGN(const auto known, journal.find(key));
    if (known && known->state == journal::State::settled) onto.lost_sale = known->pos_order;
    return {};
  }
  if (!pos::is_paid(*booked)) return {};
  TRY_ASSIGN(base::Money refunded, refunded_before(journal, pos, refund, booked->currency));
  // Without a currency where it is nothing.
  if (!booked->returned.is_zero() && refunded.currency() == booked->returned.currency())
    refunded += booked->returned;
  onto.sale = match::Surroundings::Sale{key, booked->total, refunded};
  return {};
}

base::Result<std::optional<order::PosDocument>> booked_document(journal::Journal& journal,
                                                                const order::OrderKey& sale) {
  TRY_ASSIGN(const auto known, journal.find(sale));
  if (!known) return std::optional<order::PosDocument>();
  TRY_ASSIGN(const std::string stored, journal.document(known->row));
  if (stored.empty()) return std::optional<order::PosDocument>();
  TRY_ASSIGN(auto document, order::decode_document(stored));
  return std::optional(std::move(document));
}

base::Result<std::optional<order::Problem>> stands_otherwise(pos::Target& pos,
                                                             const order::PosDocument& sale) {
  TRY_ASSIGN(const auto found, pos.find(std::span(&sale.key, 1)));
  const auto difference = found.front() ? pos::compare(sale, *found.front()) : std::nullopt;
  if (!difference) return std::optional<order::Problem>();
  return std::optional(order::Problem{
      "reversal_differs",
      difference->message +
          ". What was booked is not what would be taken back: take it back in the POS by hand, "
          "then ignore this one",
      "reversal_differs", order::Remedy::fix});
}

}  // namespace ordersync::sync
