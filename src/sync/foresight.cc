// What can be matched before it is received; see foresight.h.
#include "sync/foresight.h"

#include <utility>

#include "order/document.h"

namespace ordersync::sync {

std::optional<Foreseen> foresee(const order::Order& order, std::shared_ptr<const order::Catalogue> catalogue,
                                const match::MatchRules& rules) {
  if (order.key.kind != order::Kind::sale || !order.date) return std::nullopt;
  auto result = match::match(order, *catalogue, rules, {});
  if (!result.ok()) return std::nullopt;
  Foreseen foreseen{std::move(catalogue), std::move(result).value(), {}};
  order::encode_to(foreseen.matched.document, foreseen.encoded);
  return foreseen;
}

}  // namespace ordersync::sync
