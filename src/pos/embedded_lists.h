// INTERNAL to the embedded POS: pages of what stands in the store. Cursors name the last record of the page
// before: a page stays where it is while new records arrive.
#pragma once

#include "pos/embedded_pos.h"
#include "pos/embedded_readback.h"
#include "pos/embedded_sessions.h"

namespace ordersync::pos {

// All fail with "bad_cursor" and "bad_limit", and work inside the caller's transaction. Products are
// embedded_products.h.
base::Result<Page<Session>> list_sessions(SessionStore& sessions, const PageRequest& request,
                                          base::ListOrder order);
base::Result<OrderPage> list_orders(sql::Connection& connection, OrderReader& orders,
                                    const PageRequest& request, const OrderFilter& filter);
base::Result<Page<std::pair<Picking, std::string>>> list_pickings(sql::Connection& connection,
                                                                  const PageRequest& request,
                                                                  std::string_view text,
                                                                  base::ListOrder order);
base::Result<Page<Quantity>> list_stock(sql::Connection& connection, const PageRequest& request,
                                        std::string_view text, StockSort sort);

// For other lists: how many, and the id in the cursor; `start` where there is none.
struct Window {
  std::int64_t cursor = 0;
  int limit = 0;
};
base::Result<Window> window_of(const PageRequest& request, std::int64_t start);

}  // namespace ordersync::pos
