// PURE: calls as the two APIs spell them, and what their answers hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pos/odoo_failure.h"
#include "pos/odoo_rpc.h"
#include "pos/odoo_value.h"

namespace ordersync::pos::odoo {

// Bodies for /jsonrpc. Those that hold the key are to be wiped after use.
std::string version_body();
std::string databases_body();
std::string authenticate_body(std::string_view database, std::string_view login, const base::Secret& key);

// Who calls.
struct Account {
  std::string_view database;
  std::int64_t user_id = 0;
  const base::Secret& key;
};
// Arguments travel by their names; but the first of create, write, search and search_count by its place,
// since Odoo looks for what `create` is given there (IndexError otherwise), the domain had another name up to
// 16, and a bank statement's `write` calls its values otherwise than other records.
std::string execute_body(const Account& account, const Call& call);

// "/json/2/pos.order/sync_from_ui", and its body.
std::string json_2_path(const Call& call);
std::string json_2_body(const Call& call);

// What an answer of /jsonrpc and of /json/2 comes to: its result, or why there is none.
base::Result<Value> read_json_rpc(const Asked& asked, int status, std::string_view body);
base::Result<Value> read_json_2(const Asked& asked, int status, std::string_view body);

// Of the result of common.version or of /web/version. Nothing when it names no version.
std::optional<Version> read_version(const Value& answer);

}  // namespace ordersync::pos::odoo
