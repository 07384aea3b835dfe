// A sync's hook over REST: read, saved, removed, tried; and the profiles there are.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> hook_routes();

}  // namespace ordersync::api
