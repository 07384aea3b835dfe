// Lists that are given page by page.
#pragma once

#include "base/result.h"

namespace ordersync::base {

// In which order records are shown, by when they came.
enum class ListOrder { newest_first, oldest_first };

// Most items of one answer; a larger limit is cut to this.
inline constexpr int kMostListed = 10'000;

// Where a page is to begin behind something that no page ended with.
inline Error bad_cursor() {
  return invalid("bad_cursor",
                 "The cursor is not one that this list gave: ask for the first page without one");
}

}  // namespace ordersync::base
