// PURE: pages of lists that are read whole and stand by name: syncs and connections. The cursor is the name
// of the last item shown, so that it stays good when that item is removed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ordersync::app {

template <class T>
struct NamePage {
  std::vector<T> items;
  std::string next;  // empty: there are no more
};

// REQUIRES: `all` is sorted by name, byte by byte; limit > 0. `cursor` empty: from the first.
template <class T, class NameOf>
NamePage<T> page_by_name(std::vector<T> all, int limit, std::string_view cursor, NameOf name_of) {
  const auto shown = std::find_if(all.begin(), all.end(), [&](const T& item) {
    return cursor.empty() || std::string_view(name_of(item)) > cursor;
  });
  all.erase(all.begin(), shown);
  NamePage<T> page{std::move(all), {}};
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.erase(page.items.begin() + limit, page.items.end());
    page.next = name_of(page.items.back());
  }
  return page;
}

}  // namespace ordersync::app
