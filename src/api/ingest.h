// Where other systems push their orders: POST /api/v1/ingest/{sync}. Proof, reading and storing are
// app/push_desk.h's.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> ingest_routes();

}  // namespace ordersync::api
