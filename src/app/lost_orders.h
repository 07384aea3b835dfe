// Booked orders that an Odoo has no more. One that was restored from a backup has lost its newest orders, and
// no run would notice: what is booked is not sent again. Reads only.
#pragma once

#include <string_view>
#include <vector>

#include "app/store.h"
#include "order/problem.h"

namespace ordersync::app {

// How many of a sync's newest booked orders are looked up.
inline constexpr int kNewestLookedUp = 50;

// A notice "orders_lost" for each active sync of this connection that has booked orders which are not in its
// POS. One question a sync. Fails where the POS cannot be asked.
base::Result<std::vector<order::Notice>> look_for_lost_orders(Worker& worker, std::string_view connection);

}  // namespace ordersync::app
