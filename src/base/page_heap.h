// PURE: the first few of a list in its order, of all that are considered, in the memory of a page.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace ordersync::base {

enum class Direction { ascending, descending };

// `Place`: where something stands, compared by <.
template <class Place>
class PageHeap {
 public:
  // The page is the first `limit` behind `after`.
  PageHeap(Direction direction, std::optional<Place> after, std::size_t limit)
      : direction_(direction), after_(std::move(after)), limit_(limit) {}

  void consider(Place place) {
    if (after_ && !stands_before(*after_, place)) return;
    const auto before = [this](const Place& a, const Place& b) { return stands_before(a, b); };
    if (is_full()) {
      if (!stands_before(place, kept_.front())) return;
      std::pop_heap(kept_.begin(), kept_.end(), before);
      kept_.pop_back();
    }
    kept_.push_back(std::move(place));
    std::push_heap(kept_.begin(), kept_.end(), before);
  }

  const std::optional<Place>& after() const { return after_; }
  // With one more than the page, which tells that there is a next one.
  bool is_full() const { return kept_.size() > limit_; }
  // The last in their order of those that are kept. REQUIRES: is_full().
  const Place& last() const { return kept_.front(); }

  struct Taken {
    std::vector<Place> places;  // in their order
    bool more = false;
  };
  Taken take() {
    std::sort(kept_.begin(), kept_.end(),
              [this](const Place& a, const Place& b) { return stands_before(a, b); });
    const bool more = is_full();
    if (more) kept_.resize(limit_);
    return {std::exchange(kept_, {}), more};
  }

 private:
  bool stands_before(const Place& a, const Place& b) const {
    return direction_ == Direction::ascending ? a < b : b < a;
  }

  Direction direction_;
  std::optional<Place> after_;
  std::size_t limit_;
  std::vector<Place> kept_;  // a heap, its last in the order of the list at the front
};

}  // namespace ordersync::base
