// The tables of what is pushed: secrets, messages that were delivered, how things stand; and the hooks of
// syncs.
#pragma once

#include <span>

#include "sql/database.h"

namespace ordersync::app {

std::span<const sql::Migration> push_migrations();

}  // namespace ordersync::app
