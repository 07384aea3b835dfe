// A heap of one page; see product_search.h.
#include "pos/product_search.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace ordersync::pos {

ProductSearch::ProductSearch(const ProductFilter& filter, const std::optional<Candidate>& after,
                             std::size_t limit)
    : part_(base::fold_case(base::trim(filter.text))),
      active_(filter.active),
      sort_(filter.sort),
      limit_(limit) {
  if (after) after_ = place_of(*after);
}

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

bool ProductSearch::stands_before(const Place& a, const Place& b) const {
  return sort_.direction == Direction::ascending ? a < b : b < a;
}

void ProductSearch::consider(const Candidate& candidate) {
  if (active_ && candidate.active != *active_) return;
  const auto holds = [this](std::string_view text) {
    return base::fold_case(text).find(part_) != std::string::npos;
  };
  if (!part_.empty() && !holds(candidate.name) && !holds(candidate.code) && !holds(candidate.barcode)) return;
  Place place = place_of(candidate);
  if (after_ && !stands_before(*after_, place)) return;
  const auto before = [this](const Place& a, const Place& b) { return stands_before(a, b); };
  if (kept_.size() > limit_) {  // one more than the page, which tells that there is a next one
    if (!stands_before(place, kept_.front())) return;
    std::pop_heap(kept_.begin(), kept_.end(), before);
    kept_.pop_back();
  }
  kept_.push_back(std::move(place));
  std::push_heap(kept_.begin(), kept_.end(), before);
}

ProductSearch::Found ProductSearch::take() {
  std::sort(kept_.begin(), kept_.end(),
            [this](const Place& a, const Place& b) { return stands_before(a, b); });
  Found found;
  found.more = kept_.size() > limit_;
  if (found.more) kept_.resize(limit_);
  for (const Place& place : kept_) found.ids.push_back(place.id);
  kept_.clear();
  return found;
}

}  // namespace ordersync::pos
