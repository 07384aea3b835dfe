// PURE: pages of lists that are read whole. The cursor is what the last item shown is known by: a name, by
// which syncs and connections stand, so that it stays good when that item is removed; or another key, where a
// list has an order of its own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/list_order.h"
#include "base/result.h"

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

// In the order of `all`, in which no key stands twice. REQUIRES: limit > 0. Fails with "bad_cursor" where no
// item has that key.
template <class T, class KeyOf>
base::Result<NamePage<T>> page_by_key(std::vector<T> all, int limit, std::string_view cursor, KeyOf key_of) {
  if (!cursor.empty()) {
    const auto last =
        std::find_if(all.begin(), all.end(), [&](const T& item) { return key_of(item) == cursor; });
    if (last == all.end()) return base::bad_cursor();
    all.erase(all.begin(), last + 1);
  }
  NamePage<T> page{std::move(all), {}};
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.erase(page.items.begin() + limit, page.items.end());
    page.next = key_of(page.items.back());
  }
  return page;
}

}  // namespace ordersync::app
