// /api/v1/alerts: what is wrong, what was, and who is told.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> alert_routes();

}  // namespace ordersync::api
