// /api/v1/scheduled-actions: "Sync External Orders", as the guide's Step 3 finds it.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> scheduled_action_routes();

}  // namespace ordersync::api
