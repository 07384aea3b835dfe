// Following pointers down and up; see pointer_tracker.h.
#include "source/pointer_tracker.h"

#include <algorithm>
#include <utility>

namespace ordersync::source {

std::size_t PointerTracker::add(JsonPointer pointer) {
  if (indexes_.size() < pointer.tokens.size()) indexes_.resize(pointer.tokens.size());
  tracked_.push_back({std::move(pointer), 0});
  return tracked_.size() - 1;
}

// A pointer goes on matching only where everything above already did.
template <class Fits>
void PointerTracker::step(std::int64_t depth, Fits fits) {
  const auto level = static_cast<std::size_t>(depth - 1);
  for (Tracked& tracked : tracked_) {
    tracked.matched = std::min(tracked.matched, level);
    const auto& tokens = tracked.pointer.tokens;
    if (tracked.matched == level && level < tokens.size() && fits(tokens[level])) ++tracked.matched;
  }
}

void PointerTracker::opened(std::int64_t depth) {
  const auto level = static_cast<std::size_t>(depth - 1);
  if (level < indexes_.size()) indexes_[level] = -1;
}

void PointerTracker::member(std::int64_t depth, std::string_view key) {
  step(depth, [key](const JsonPointer::Token& token) { return token.key == key; });
}

void PointerTracker::element(std::int64_t depth) {
  const auto level = static_cast<std::size_t>(depth - 1);
  if (level >= indexes_.size()) return step(depth, [](const JsonPointer::Token&) { return false; });
  const std::int64_t index = ++indexes_[level];
  step(depth, [index](const JsonPointer::Token& token) { return token.index == index; });
}

bool PointerTracker::matches(std::size_t which, std::int64_t depth) const {
  const Tracked& tracked = tracked_[which];
  return depth > 0 && tracked.matched == static_cast<std::size_t>(depth) &&
         tracked.pointer.tokens.size() == tracked.matched;
}

}  // namespace ordersync::source
