// /api/v1/pos: configurations with their closing rules, sessions, booked orders.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> pos_sales_routes();

}  // namespace ordersync::api
