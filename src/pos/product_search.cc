// A heap of one page; see product_search.h.
#include "pos/product_search.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace ordersync::pos {

ProductSearch::Place ProductSearch::place_of(std::string_view name, std::int64_t id) {
  return {base::fold_case(name), id};
}

ProductSearch::ProductSearch(const ProductFilter& filter, std::optional<Place> after, std::size_t limit)
    : part_(base::fold_case(base::trim(filter.text))),
      active_(filter.active),
      after_(std::move(after)),
      limit_(limit) {}

void ProductSearch::consider(std::int64_t id, std::string_view name, std::string_view code,
                             std::string_view barcode, bool active) {
  if (active_ && active != *active_) return;
  Place place = place_of(name, id);
  const auto holds = [this](std::string_view text) { return text.find(part_) != std::string_view::npos; };
  if (!holds(place.folded_name) && !holds(base::fold_case(code)) && !holds(base::fold_case(barcode))) return;
  if (after_ && place <= *after_) return;
  if (kept_.size() > limit_) {  // one more than the page, which tells that there is a next one
    if (place >= kept_.front()) return;
    std::pop_heap(kept_.begin(), kept_.end());
    kept_.pop_back();
  }
  kept_.push_back(std::move(place));
  std::push_heap(kept_.begin(), kept_.end());
}

ProductSearch::Found ProductSearch::take() {
  std::sort(kept_.begin(), kept_.end());
  Found found;
  found.more = kept_.size() > limit_;
  if (found.more) kept_.resize(limit_);
  for (const Place& place : kept_) found.ids.push_back(place.id);
  kept_.clear();
  return found;
}

}  // namespace ordersync::pos
