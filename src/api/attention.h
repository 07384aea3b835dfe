// /api/v1/attention: what needs a person, and what a person chooses there.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> attention_routes();

}  // namespace ordersync::api
