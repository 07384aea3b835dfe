// Lists of orders by their own dates (or when they were received, where they have none). There is no index on
// the date, which every order would pay for: of each thousand rows blocks.h knows the earliest and the
// latest, so that a page is found in the few thousands that reach into it. Internal to journal/.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/list_order.h"
#include "base/page_heap.h"
#include "journal/blocks.h"
#include "journal/store.h"

namespace ordersync::journal {

// An order's place in such a list: Unix milliseconds, then its row.
struct DatePlace {
  std::int64_t date = 0;
  RowId row = 0;
  friend auto operator<=>(const DatePlace&, const DatePlace&) = default;
};

// The first few, in the order of the list, of all that are considered.
class DatePage {
 public:
  // Fails with "bad_cursor".
  static base::Result<DatePage> of(const OrderFilter& filter);

  void consider(DatePlace place) { kept_.consider(place); }
  // Whether none of a block's orders can come onto the page.
  bool is_past(const Block& block) const;
  // So that the page fills early, and once a block is past, all that follow are.
  void sort_by_promise(std::vector<Block>& blocks) const;
  // Reads the orders that are on it.
  base::Result<OrderPage> read(sql::Connection& connection) &&;

 private:
  DatePage(base::ListOrder order, std::optional<DatePlace> after, std::size_t limit)
      : newest_first_(order == base::ListOrder::newest_first),
        kept_(newest_first_ ? base::Direction::descending : base::Direction::ascending, after, limit) {}

  bool newest_first_;
  base::PageHeap<DatePlace> kept_;
};

// As Journal::list. `shelves`: those of the state that is wanted; empty: booked ones; nothing: all orders.
base::Result<OrderPage> list_by_date(Store& store, const OrderFilter& filter,
                                     const std::optional<std::vector<Shelf>>& shelves);

}  // namespace ordersync::journal
