// ADAPTER of database.h: a database of a PostgreSQL server, 13 or newer, that any number of processes on any
// number of machines share (docs/scaling.md).
//
// One writer at a time, as on SQLite: begin_write holds the one row of the table ordersync_writer until the
// end of the transaction, and is told "store_busy" when it does not get it in time. Whoever stays silent with
// the row in hand is cut off by the server (docs/decisions/0013). Reads see one moment and wait for nobody.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sql/database.h"

namespace ordersync::sql {

struct PostgresOptions {
  int busy_timeout_ms = 30'000;
  // A transaction in which nothing was asked for so long is ended by the server: a process that hangs, or was
  // cut off, stands in nobody's way. Less than a node's lease (app/nodes.h).
  int silent_timeout_ms = 15'000;
  int statement_timeout_ms = 120'000;
  // Makes nothing, not even the writer's row: for a look at a database that may be anybody's.
  bool only_look = false;
};

bool is_postgres_url(std::string_view url);  // postgresql://… or postgres://…
// The address for people and logs: no password in it.
std::string without_password(const std::string& url);

struct OpenedPostgres {
  std::unique_ptr<Database> database;
  std::vector<std::string> warnings;  // in the owner's words: what the server's settings put at risk
};

// `url` as libpq reads it; a password may also come from PGPASSWORD or ~/.pgpass. Makes the writer's row
// where it is absent. Fails with "store_unavailable", "store_refused" (not let in), "store_read_only" (a
// standby, or no right), "store_too_old" (before 13), "store_not_durable" (synchronous_commit is off).
base::Result<OpenedPostgres> open_postgres(const std::string& url, PostgresOptions options = {});
// One more way to a database that open_postgres has opened: asks the server nothing.
std::unique_ptr<Database> postgres_again(const std::string& url, PostgresOptions options);

}  // namespace ordersync::sql
