// What tells two connections apart in the store, and their numbers there.
#pragma once

#include <cstdint>
#include <string>

#include "order/key.h"
#include "pos/odoo_rpc.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

// "https://shop.odoo.com/main": the server and its database, not the name that people call it by, which may
// come to mean another server: a session of that one must not be taken for ours.
std::string connection_key(const ConnectionSettings& settings);

// How tables of Odoo's say it: 0 sale, 1 refund.
inline std::int64_t kind_number(order::Kind kind) {
  return kind == order::Kind::sale ? 0 : 1;
}

// The connection's number in the store; a new one the first time.
base::Result<std::int64_t> connection_id(sql::Connection& store, const std::string& key);

// The same Odoo is reached by another address now: what is kept of it goes along, and of what is kept under
// that address already only what cannot be read again. REQUIRES: a write transaction.
base::Result<void> rename_connection(sql::Connection& store, const std::string& from, const std::string& to);

}  // namespace ordersync::pos::odoo
