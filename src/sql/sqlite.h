// ADAPTER of database.h: one SQLite file, WAL, synchronous=FULL, foreign keys on.
#pragma once

#include <memory>
#include <string>

#include "sql/database.h"

namespace ordersync::sql {

struct SqliteOptions {
  int busy_timeout_ms = 30'000;
  bool read_only = false;
};

// Creates the file when absent, for its owner alone (0600). Fails with "store_unavailable" (no such folder,
// network folder), "store_read_only" (no permission), "store_corrupt" (not a database), "disk_full" or
// "store_busy", naming the path and what to do. ":memory:" gives a private database to every connection.
base::Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, SqliteOptions options = {});

}  // namespace ordersync::sql
