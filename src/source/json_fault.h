// PURE: where a text stops being JSON, for the message that a person reads. Slow and exact; only for texts
// that are known to be broken.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "source/order_source.h"

namespace ordersync::source {

// "invalid_json": `invalid JSON at byte 1042, line 31`, both counted from 1 and from the beginning of the
// page. `offset` is counted from 0.
base::Error invalid_json(std::int64_t offset, std::int64_t line);

// The same for an element whose brackets pair but which is not JSON inside. A document with such an element
// is not JSON (behaviour 2).
base::Error invalid_json_inside(const Element& element);

}  // namespace ordersync::source
