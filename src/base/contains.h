// Whether something is in a range: std::ranges::contains of C++23, which the oldest library here has not.
#pragma once

#include <algorithm>
#include <iterator>

namespace ordersync::base {

template <class Range, class Value>
bool contains(const Range& range, const Value& value) {
  return std::find(std::begin(range), std::end(range), value) != std::end(range);
}

}  // namespace ordersync::base
