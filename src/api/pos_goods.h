// /api/v1/pos: products, taxes, payment methods, stock, pickings, and the import of a catalogue.
#pragma once

#include <span>

#include "api/route.h"

namespace ordersync::api {

std::span<const Route> pos_goods_routes();

}  // namespace ordersync::api
