// The tables of this room, each group with its own numbers of migrations.
#pragma once

#include <span>

#include "sql/database.h"

namespace ordersync::app {

// Syncs, connections, the URLs and sources ever used, the scheduled action, closing rules.
std::span<const sql::Migration> migrations();
// Users, sign-ins, API tokens, one-time links, audit.
std::span<const sql::Migration> account_migrations();
// What is pushed: secrets, messages that were delivered, how things stand; and the hooks of syncs.
std::span<const sql::Migration> push_migrations();
// The check of the key file, alerts and their outbox, retention.
std::span<const sql::Migration> operations_migrations();
// The processes that share a store; see nodes.h.
std::span<const sql::Migration> node_migrations();

}  // namespace ordersync::app
