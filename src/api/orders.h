// /api/v1/orders: external orders one by one, and what people decide about them.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> order_routes();

}  // namespace ordersync::api
