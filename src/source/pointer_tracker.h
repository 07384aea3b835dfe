// PURE: which JSON Pointers lead to the value that a streaming reader stands at. No text is kept but the
// pointers'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "source/json_text.h"

namespace ordersync::source {

class PointerTracker {
 public:
  // Gives the number by which matches() knows the pointer.
  std::size_t add(JsonPointer pointer);

  // `depth` is the number of open containers around the value that comes next.
  void opened(std::int64_t depth);
  void member(std::int64_t depth, std::string_view key);
  void element(std::int64_t depth);

  // Whether pointer `which` leads to the value that comes next. The whole document ("") never matches.
  bool matches(std::size_t which, std::int64_t depth) const;

 private:
  struct Tracked {
    JsonPointer pointer;
    std::size_t matched = 0;  // tokens that the path to the value has in common with the pointer
  };
  template <class Fits>
  void step(std::int64_t depth, Fits fits);

  std::vector<Tracked> tracked_;
  std::vector<std::int64_t> indexes_;  // of the current element, for as many levels as any pointer has
};

}  // namespace ordersync::source
