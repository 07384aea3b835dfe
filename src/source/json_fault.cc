// Finding the first byte that is not JSON; see json_fault.h.
#include "source/json_fault.h"

#include <string>

#include "source/json_outline.h"

namespace ordersync::source {

base::Error invalid_json_inside(const Element& element) {
  const char* p = element.bytes.data();
  const char* const end = p + element.bytes.size();
  StreamPosition position{p, element.offset, element.line};
  JsonOutline outline(position);
  auto event = JsonOutline::Event::more;
  do {
    event = outline.next(p, end);
  } while (event != JsonOutline::Event::invalid && p != end);
  // What the decoder refuses and the outline takes: the element as a whole is to blame.
  const bool found = event == JsonOutline::Event::invalid;
  const std::int64_t byte = (found ? outline.error_offset() : element.offset) + 1;
  const std::int64_t line = found ? outline.error_line() : element.line;
  return base::invalid("invalid_json",
                       "invalid JSON at byte " + std::to_string(byte) + ", line " + std::to_string(line));
}

}  // namespace ordersync::source
