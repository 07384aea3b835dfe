// How many there are of something, as people say it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ordersync::app {

// "1 order", "2 orders". `many`: the plural of a noun that takes more than an s.
inline std::string counted(std::int64_t count, std::string_view one, std::string_view many = {}) {
  std::string text = std::to_string(count) + " ";
  text += count == 1 || many.empty() ? one : many;
  if (count != 1 && many.empty()) text += 's';
  return text;
}

}  // namespace ordersync::app
