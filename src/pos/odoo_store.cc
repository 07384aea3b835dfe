// Numbers of connections.
#include "pos/odoo_store.h"

#include <optional>

#include "base/text.h"

namespace ordersync::pos::odoo {
namespace {

base::Result<std::optional<std::int64_t>> find_connection(sql::Connection& store, std::string_view key) {
  return sql::integer_of(store, "SELECT id FROM odoo_connection WHERE key = ?", {key});
}

}  // namespace

std::string connection_key(const ConnectionSettings& settings) {
  // Scheme and host are the same in any case; there is no path.
  std::string server = base::ascii_lower(settings.url);
  while (!server.empty() && server.back() == '/') server.pop_back();
  return server + "/" + settings.database;
}

base::Result<std::int64_t> connection_id(sql::Connection& store, const std::string& key) {
  TRY_ASSIGN(auto id, find_connection(store, key));
  if (id) return *id;
  TRY(sql::write_transaction(store, [&]() -> base::Result<void> {
    TRY(store.execute("INSERT INTO odoo_connection(key) VALUES (?) ON CONFLICT DO NOTHING", {key}));
    TRY_ASSIGN(id, find_connection(store, key));
    return {};
  }));
  CHECK(id.has_value());
  return *id;
}

base::Result<void> rename_connection(sql::Connection& store, const std::string& from, const std::string& to) {
  TRY_ASSIGN(const auto id, find_connection(store, from));
  TRY_ASSIGN(const auto there, find_connection(store, to));
  if (!id || id == there) return {};
  if (there) {
    TRY(
        store.execute("INSERT INTO odoo_session(connection_id, session_id, created_at) SELECT ?, session_id, "
                      "created_at FROM odoo_session WHERE connection_id = ? ON CONFLICT DO NOTHING",
                      {*id, *there}));
    for (const std::string_view sql :
         {"DELETE FROM odoo_session WHERE connection_id = ?",
          "DELETE FROM odoo_session_attempt WHERE connection_id = ?",
          "DELETE FROM odoo_suspect WHERE connection_id = ?",
          "DELETE FROM odoo_order WHERE connection_id = ?", "DELETE FROM odoo_config WHERE connection_id = ?",
          "DELETE FROM odoo_goods WHERE connection_id = ?",
          "DELETE FROM odoo_product WHERE connection_id = ?",
          // Its number is nobody else's: somebody may be reading under it.
          "UPDATE odoo_connection SET key = key || '#' || id WHERE id = ?"}) {
      TRY(store.execute(sql, {*there}));
    }
  }
  TRY(store.execute("UPDATE odoo_connection SET key = ? WHERE id = ?", {to, *id}));
  return {};
}

}  // namespace ordersync::pos::odoo
