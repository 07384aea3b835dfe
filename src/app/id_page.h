// Pages of lists that the store reads by descending id. The cursor is the id of the last item shown, so that
// it stays good when items are added or removed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/list_order.h"
#include "base/result.h"
#include "base/whole_number.h"

namespace ordersync::app {

// The page has the ids below this one. Fails with "bad_cursor".
inline base::Result<std::int64_t> id_before(std::string_view cursor) {
  if (cursor.empty()) return std::numeric_limits<std::int64_t>::max();
  const auto id = base::whole_number<std::int64_t>(cursor);
  if (!id) return base::bad_cursor();
  return *id;
}

// Of `items`, read with a limit of one more, leaves a page; answers the next one's cursor, empty at the end.
// REQUIRES: limit > 0.
template <class T, class IdOf>
std::string cut_page(std::vector<T>& items, int limit, IdOf id_of) {
  if (items.size() <= static_cast<std::size_t>(limit)) return {};
  items.pop_back();
  return std::to_string(id_of(items.back()));
}

}  // namespace ordersync::app
