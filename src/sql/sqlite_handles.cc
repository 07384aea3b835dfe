// Opening, and what went wrong by what SQLite itself says; see sqlite_handles.h.
#include "sql/sqlite_handles.h"

#include <chrono>
#include <cstdint>

namespace ordersync::sql {

namespace {

constexpr int kPauseMs = 2;

// SQLite's own pauses grow to a tenth of a second. Between two batches of a run the lock is free for far less
// than that, so that a push beside it could sleep through all of them for a second.
int wait_while_busy(void* patience_ms, int times) {
  thread_local std::chrono::steady_clock::time_point until;  // of the one wait that a thread is in
  const auto now = std::chrono::steady_clock::now();
  if (times == 0) until = now + std::chrono::milliseconds(reinterpret_cast<std::intptr_t>(patience_ms));
  if (now >= until) return 0;
  sqlite3_sleep(kPauseMs);
  return 1;
}

}  // namespace

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
  sqlite3_busy_handler(raw, wait_while_busy, reinterpret_cast<void*>(std::intptr_t{busy_timeout_ms}));
  return handle;
}

}  // namespace ordersync::sql
