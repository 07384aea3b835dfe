// /api/v1/tokens: API tokens of programs, for administrators.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> token_routes();

}  // namespace ordersync::api
