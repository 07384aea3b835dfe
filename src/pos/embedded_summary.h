// INTERNAL to the embedded POS: what lists need to find and sort orders by, kept in columns beside the
// orders. Of each thousand orders (by id) there is one row for each session, source and kind, with its sums,
// its earliest and latest date, and the id, date and total of each order. A list of a million orders looks at
// a thousand such rows, unpacks those that matter, and reads only the orders of its page. Booking pays for it
// once in a thousand orders; an index on the date would cost every one of them.
//
// The summary may lag behind: orders that are not summed up yet are read as they stand. It is a function of
// pos_order, whose rows never change.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pos/embedded_pos.h"
#include "pos/embedded_store.h"

namespace ordersync::pos {

inline constexpr std::int64_t kOrdersPerBlock = 1000;  // block b: the ids from 1000·b + 1 to 1000·(b + 1)

// Sums up the full blocks that are not summed up yet. REQUIRES: a write transaction.
base::Result<void> sum_up_orders(sql::Connection& connection);
// Whether the ids after `before` up to `last` fill a block: time to call sum_up_orders().
inline bool fills_block(std::int64_t before, std::int64_t last) {
  return before / kOrdersPerBlock != last / kOrdersPerBlock;
}

// An order's place in a list.
struct OrderPlace {
  std::int64_t by =
      0;  // what the list is sorted by: the date in Unix milliseconds, or the total in minor units
  std::int64_t id = 0;
  friend auto operator<=>(const OrderPlace&, const OrderPlace&) = default;
};

// What to look for, as the store has it.
struct OrdersWanted {
  std::string_view text;  // a name, a reference, an external id or a key; empty: any
  std::optional<std::vector<std::int64_t>> sessions;  // ascending; nothing: any
  std::string_view source;                            // empty: any
  std::optional<order::Kind> kind;
  std::int64_t from = std::numeric_limits<std::int64_t>::min();   // dates, Unix milliseconds
  std::int64_t until = std::numeric_limits<std::int64_t>::max();  // before this
};

// The page wanted: what follows `after` in the order of `sort`.
struct OrdersPage {
  OrderSort sort = OrderSort::newest_first;
  std::optional<OrderPlace> after;
  std::size_t limit = 100;
};

// Memory is the page's and one row of summary for each thousand orders, however many are found.
struct OrdersFound {
  std::vector<OrderPlace> page;
  bool more = false;
  std::int64_t count = 0;             // of all that is wanted, over all pages
  std::optional<std::int64_t> total;  // of those, minor units; nothing: too large to be said
};

// Both work inside the caller's transaction.
base::Result<OrdersFound> find_orders(sql::Connection& connection, const OrdersWanted& wanted,
                                      const OrdersPage& page);
// The ids of orders with this name ("Main Store/0001"), ascending: several where configurations have swapped
// their names. They are found by their number, for a configuration numbers its orders without a hole.
base::Result<std::vector<std::int64_t>> orders_named(sql::Connection& connection, std::string_view name);

}  // namespace ordersync::pos
