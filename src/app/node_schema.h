// The tables of nodes: the processes that share a store; see nodes.h.
#pragma once

#include <span>

#include "sql/database.h"

namespace ordersync::app {

std::span<const sql::Migration> node_migrations();

}  // namespace ordersync::app
