// One row a connection; see service_keys.h.
#include "app/service_keys.h"

#include <chrono>
#include <optional>
#include <string_view>

#include "pos/odoo_key_end.h"
#include "sql/nullable.h"

namespace ordersync::app {

using base::Result;
using namespace std::chrono_literals;

namespace {

constexpr base::Milliseconds kKeysEvery = 20h;

}  // namespace

Result<void> note_key_end(Worker& worker, const std::string& connection, base::Instant now) {
  std::optional<base::Instant> looked;
  TRY(worker.connection->query("SELECT looked_at FROM connection_key WHERE connection = ?", {connection},
                               [&](const sql::Row& row) { looked = base::from_unix_ms(row.integer(0)); }));
  if (looked && *looked <= now && now - *looked < kKeysEvery) return {};
  TRY_ASSIGN(pos::OdooPos* const odoo, worker.odoo(connection));
  TRY_ASSIGN(const pos::odoo::Server server, odoo->rpc().server());
  const auto keys = pos::odoo::read_user_keys(odoo->rpc(), server, now);
  if (!keys.ok() && keys.error().code != "odoo_missing_right") return keys.error();
  const sql::Value ends = sql::or_null(keys.ok() ? keys->first_end : std::nullopt);
  return write_transaction(*worker.connection, [&]() -> Result<void> {
    TRY(
        worker.connection->execute("INSERT INTO connection_key(connection, ends_at, looked_at) VALUES (?, ?, "
                                   "?) ON CONFLICT (connection) "
                                   "DO UPDATE SET ends_at = excluded.ends_at, looked_at = excluded.looked_at",
                                   {connection, ends, base::to_unix_ms(now)}));
    return {};
  });
}

}  // namespace ordersync::app
