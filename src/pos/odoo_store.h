// What tells two connections apart in the store, and their numbers there.
#pragma once

#include <cstdint>
#include <string>

#include "pos/odoo_rpc.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

// "https://shop.odoo.com/main": the server and its database, not the name that people call it by, which may
// come to mean another server: a session of that one must not be taken for ours.
std::string connection_key(const ConnectionSettings& settings);

// The connection's number in the store; a new one the first time.
base::Result<std::int64_t> connection_id(sql::Connection& store, const std::string& key);

}  // namespace ordersync::pos::odoo
