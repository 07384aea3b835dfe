// The doctor: what Odoo itself shows (pos/odoo_doctor.h), and what the orders that were received already tell
// of the two together, before the first of them is booked. Reads only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/store.h"
#include "pos/odoo_doctor.h"

namespace ordersync::app {

// `pos_config` empty: every configuration that the connection's user sees. Besides the findings of
// pos/odoo_doctor.h:
//   "item_collisions"    items whose id is one product of the Odoo and whose name another (behaviour 4)
//   "items"              items that no product is found for
//   "session_open_long"  a session of ours that nobody closes (behaviour 8)
// Fails with "connection_not_found", "secret_unreadable", or as the store does; what cannot be reached is a
// finding.
base::Result<std::vector<pos::odoo::Finding>> examine(Worker& worker, std::string_view connection,
                                                      std::string_view pos_config);

}  // namespace ordersync::app
