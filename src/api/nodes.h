// /api/v1/nodes: the processes that share the store.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> node_routes();

}  // namespace ordersync::api
