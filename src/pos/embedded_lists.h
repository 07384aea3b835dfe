// INTERNAL to the embedded POS: pages of what stands in the store. Cursors are ids: a page stays where it is
// while new records arrive.
#pragma once

#include "pos/embedded_pos.h"
#include "pos/embedded_readback.h"
#include "pos/embedded_sessions.h"

namespace ordersync::pos {

inline constexpr int kLargestPage = 1000;  // a larger limit is cut to this

// All fail with "bad_cursor" and "bad_limit", and work inside the caller's transaction.
base::Result<Page<Session>> list_sessions(SessionStore& sessions, const PageRequest& request);
base::Result<Page<BookedOrder>> list_orders(OrderReader& orders, const PageRequest& request);
base::Result<Page<std::pair<Picking, std::string>>> list_pickings(sql::Connection& connection,
                                                                  const PageRequest& request);
base::Result<Page<Quantity>> list_stock(sql::Connection& connection, const PageRequest& request);

}  // namespace ordersync::pos
