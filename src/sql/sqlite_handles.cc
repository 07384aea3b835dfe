// Opening, and what went wrong by what SQLite itself says; see sqlite_handles.h.
#include "sql/sqlite_handles.h"

namespace ordersync::sql {

base::Error failure_of(sqlite3* handle, const std::string& path, During during) {
  return sqlite_error(sqlite3_extended_errcode(handle), sqlite3_system_errno(handle), sqlite3_errmsg(handle),
                      path, during);
}

base::Result<Handle> open_handle(const std::string& path, int flags, int busy_timeout_ms) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Handle handle(raw);
  if (code != SQLITE_OK) {
    return sqlite_error(code, raw == nullptr ? 0 : sqlite3_system_errno(raw),
                        raw == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(raw), path, During::open);
  }
  sqlite3_busy_timeout(raw, busy_timeout_ms);
  return handle;
}

}  // namespace ordersync::sql
