// Lists as JSON, each item as a function of it has it.
#pragma once

#include <nlohmann/json.hpp>

#include "app/views.h"

namespace ordersync::app {

template <class Items, class ToJson>
Json array_json(const Items& items, ToJson to_json) {
  Json array = Json::array();
  for (const auto& item : items) array.push_back(to_json(item));
  return array;
}

// Of a page with its `items` and the cursor of its `next`.
template <class Page, class ToJson>
Json page_json_of(const Page& page, ToJson to_json) {
  return page_json(array_json(page.items, to_json), page.next);
}

}  // namespace ordersync::app
