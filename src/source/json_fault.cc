// Finding the first byte that is not JSON; see json_fault.h.
#include "source/json_fault.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

namespace ordersync::source {

namespace {

// Bytes read when nlohmann's parser gave up; the offending one is the last of them.
std::size_t bytes_read(std::string_view text) {
  try {
    (void)nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    return std::clamp<std::size_t>(error.byte, 1, text.size() + 1);
  }
  return 1;  // what simdjson refuses and this parser takes: the element as a whole is to blame
}

}  // namespace

base::Error invalid_json_inside(const Element& element) {
  const std::size_t fault = bytes_read(element.bytes) - 1;
  const std::string_view before = element.bytes.substr(0, std::min(fault, element.bytes.size()));
  const std::int64_t byte = element.offset + static_cast<std::int64_t>(fault) + 1;
  const std::int64_t line = element.line + std::count(before.begin(), before.end(), '\n');
  return base::invalid("invalid_json",
                       "invalid JSON at byte " + std::to_string(byte) + ", line " + std::to_string(line));
}

}  // namespace ordersync::source
