// The table of all routes of the REST API; docs/openapi.yaml describes each, and a test compares the two.
#pragma once

#include <vector>

#include "api/route.h"

namespace ordersync::api {

const std::vector<Route>& all_routes();

}  // namespace ordersync::api
