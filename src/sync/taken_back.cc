// Sales and refunds as journal and POS know them; see taken_back.h.
#include "sync/taken_back.h"

#include <vector>

namespace ordersync::sync {

order::OrderKey sale_of(const order::OrderKey& refund) {
  return {refund.source, refund.external_id, order::Kind::sale, {}};
}

base::Result<base::Money> refunded_before(journal::Journal& journal, pos::Target& pos,
                                          const order::OrderKey& refund, base::Currency currency) {
  std::vector<order::OrderKey> others;
  TRY_ASSIGN(const auto refunds, journal.refunds_of(refund.source, refund.external_id));
  for (const auto& other : refunds) {
    if (other.state == journal::State::settled && other.key != refund) others.push_back(other.key);
  }
  base::Money refunded = base::Money::zero(currency);
  if (others.empty()) return refunded;
  TRY_ASSIGN(const auto booked, pos.find(others));
  for (const auto& other : booked) {
    if (other) refunded += other->total.abs();
  }
  return refunded;
}

}  // namespace ordersync::sync
