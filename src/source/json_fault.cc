// Finding the first byte that is not JSON; see json_fault.h.
#include "source/json_fault.h"

#include <string>

#include "source/json_outline.h"

namespace ordersync::source {

base::Error invalid_json(std::int64_t offset, std::int64_t line) {
  return base::invalid("invalid_json", "invalid JSON at byte " + std::to_string(offset + 1) + ", line " +
                                           std::to_string(line));
}

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
  return found ? invalid_json(outline.error_offset(), outline.error_line())
               : invalid_json(element.offset, element.line);
}

}  // namespace ordersync::source
