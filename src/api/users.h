// /api/v1/users: people, for administrators; /api/v1/audit: who changed what.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> user_routes();

}  // namespace ordersync::api
