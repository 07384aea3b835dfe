// The tables of operating the service: the check of the key file, alerts and their outbox, retention.
#pragma once

#include <span>

#include "sql/database.h"

namespace ordersync::app {

std::span<const sql::Migration> operations_migrations();

}  // namespace ordersync::app
