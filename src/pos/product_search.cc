// What fits, and where it stands; see product_search.h.
#include "pos/product_search.h"

#include "base/text.h"

namespace ordersync::pos {

ProductSearch::ProductSearch(const ProductFilter& filter, const std::optional<Candidate>& after,
                             std::size_t limit)
    : part_(base::fold_case(base::trim(filter.text))),
      active_(filter.active),
      sort_(filter.sort),
      page_(sort_.direction, after ? std::optional(place_of(*after)) : std::nullopt, limit) {}

ProductSearch::Place ProductSearch::place_of(const Candidate& candidate) const {
  switch (sort_.key) {
    case ProductKey::name:
      return {{}, base::fold_case(candidate.name), candidate.id};
    case ProductKey::default_code:
      return {{}, base::fold_case(candidate.code), candidate.id};
    case ProductKey::list_price:
      return {candidate.list_price, {}, candidate.id};
    case ProductKey::id:
      break;
  }
  return {{}, {}, candidate.id};
}

void ProductSearch::consider(const Candidate& candidate) {
  if (active_ && candidate.active != *active_) return;
  const auto holds = [this](std::string_view text) {
    return base::fold_case(text).find(part_) != std::string::npos;
  };
  if (!part_.empty() && !holds(candidate.name) && !holds(candidate.code) && !holds(candidate.barcode)) return;
  page_.consider(place_of(candidate));
}

ProductSearch::Found ProductSearch::take() {
  const auto taken = page_.take();
  Found found;
  found.more = taken.more;
  for (const Place& place : taken.places) found.ids.push_back(place.id);
  return found;
}

}  // namespace ordersync::pos
