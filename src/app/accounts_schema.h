// The tables of accounts: users, sign-ins, API tokens, one-time links, audit.
#pragma once

#include <span>

#include "sql/database.h"

namespace ordersync::app {

std::span<const sql::Migration> account_migrations();

}  // namespace ordersync::app
