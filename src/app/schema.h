// The tables of the edge: syncs, connections, the URLs and sources ever used, the scheduled action, closing
// rules.
#pragma once

#include <span>

#include "sql/database.h"

namespace ordersync::app {

std::span<const sql::Migration> migrations();

}  // namespace ordersync::app
