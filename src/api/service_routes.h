// /api/v1/home, /api/v1/events, /api/v1/logs and the contract itself: what concerns the service as a whole.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> service_routes();

// docs/openapi.yaml; part of the program, made by cmake/openapi.cmake.
std::string_view openapi_document();

}  // namespace ordersync::api
