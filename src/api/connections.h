// /api/v1/connections: the Odoos that syncs may book into, and the doctor.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> connection_routes();

}  // namespace ordersync::api
