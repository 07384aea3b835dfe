// What SQLite gives out, given back by itself. Internal to sql/.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "sql/sqlite_errors.h"

namespace ordersync::sql {

struct CloseHandle {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
using Handle = std::unique_ptr<sqlite3, CloseHandle>;

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

// What the call on `handle` that failed last failed with.
base::Error failure_of(sqlite3* handle, const std::string& path, During during);

// `flags` say whether it may be written to and made.
base::Result<Handle> open_handle(const std::string& path, int flags, int busy_timeout_ms);

}  // namespace ordersync::sql
