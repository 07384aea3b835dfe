// Whole numbers as texts have them: cursors, ids, counts.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace ordersync::base {

// Digits, behind a '-' where the type has negative ones, and nothing else; nothing too where it does not fit.
template <std::integral T>
std::optional<T> whole_number(std::string_view text) {
  T number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace ordersync::base
