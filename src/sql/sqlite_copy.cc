// The copy on SQLite's backup interface; see sqlite_copy.h.
#include "sql/sqlite_copy.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "base/durable_file.h"
#include "sql/sqlite_errors.h"
#include "sql/sqlite_handles.h"

namespace ordersync::sql {

namespace {

using base::Error;
using base::ErrorKind;
using base::Result;

constexpr int kPagesAtOnce = 256;  // 1 MiB between two looks at the observer
constexpr int kPatience_ms = 30'000;

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};
using Backup = std::unique_ptr<sqlite3_backup, FinishBackup>;

Result<Handle> open(const std::string& path, int flags) {
  return open_handle(path, flags, kPatience_ms);
}

// Every row of the first column, as text.
Result<std::vector<std::string>> column(sqlite3* handle, const std::string& sql, const std::string& path) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(handle, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    return failure_of(handle, path, During::open);
  const Statement statement(raw);
  std::vector<std::string> values;
  int code = sqlite3_step(raw);
  for (; code == SQLITE_ROW; code = sqlite3_step(raw)) {
    const unsigned char* text = sqlite3_column_text(raw, 0);
    values.emplace_back(text == nullptr ? "" : reinterpret_cast<const char*>(text));
  }
  if (code != SQLITE_DONE) return failure_of(handle, path, During::statement);
  return values;
}

std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

Result<std::map<std::string, std::int64_t>> count_rows(sqlite3* handle, const std::string& path) {
  TRY_ASSIGN(
      const auto tables,
      column(handle, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
             path));
  std::map<std::string, std::int64_t> rows;
  for (const std::string& table : tables) {
    TRY_ASSIGN(const auto count, column(handle, "SELECT COUNT(*) FROM " + quoted(table), path));
    rows[table] = count.empty() ? 0 : std::stoll(count.front());
  }
  return rows;
}

Error not_written(const std::string& path, const std::string& why) {
  return {ErrorKind::unavailable, "file_not_written", "The file " + path + " cannot be written: " + why, {}};
}

Result<void> make_new_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return not_written(path, std::strerror(errno));
  ::close(file);
  return {};
}

Result<void> copy_pages(sqlite3* source, const std::string& from, sqlite3* target, const std::string& to,
                        const CopyObserver& observer) {
  const Backup backup(sqlite3_backup_init(target, "main", source, "main"));
  if (!backup) return failure_of(target, to, During::statement);
  for (;;) {
    const int code = sqlite3_backup_step(backup.get(), kPagesAtOnce);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_OK) {
      const bool reading = (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
      return sqlite_error(code, sqlite3_system_errno(reading ? source : target), sqlite3_errstr(code),
                          reading ? from : to, During::statement);
    }
    const std::int64_t total = sqlite3_backup_pagecount(backup.get());
    if (observer && !observer({total - sqlite3_backup_remaining(backup.get()), total}))
      return Error{ErrorKind::temporary,
                   "interrupted",
                   "The copy was not finished, since the program was asked to stop; nothing was left of it",
                   {}};
  }
}

// The rows are counted in the very transaction that is copied: a later writer changes neither.
Result<SqliteCopy> copy_moment(const std::string& from, const std::string& to, const CopyObserver& observer) {
  SqliteCopy copy;
  TRY_ASSIGN(const Handle source, open(from, SQLITE_OPEN_READONLY));
  if (sqlite3_exec(source.get(), "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return failure_of(source.get(), from, During::open);
  TRY_ASSIGN(copy.rows, count_rows(source.get(), from));
  TRY_ASSIGN(const Handle target, open(to, SQLITE_OPEN_READWRITE));
  // Nobody knows the copy yet: it is made durable as a whole, at the end.
  TRY(column(target.get(), "PRAGMA synchronous = OFF", to));
  TRY(column(target.get(), "PRAGMA journal_mode = OFF", to));
  TRY(copy_pages(source.get(), from, target.get(), to, observer));
  return copy;
}

Result<SqliteCopy> copy_into(const std::string& from, const std::string& to, const CopyObserver& observer) {
  TRY_ASSIGN(SqliteCopy copy, copy_moment(from, to, observer));
  {
    // The original's way of logging came with its first page; a backup is one file, readable in any folder.
    TRY_ASSIGN(const Handle target, open(to, SQLITE_OPEN_READWRITE));
    TRY_ASSIGN(const auto mode, column(target.get(), "PRAGMA journal_mode = DELETE", to));
    if (mode.empty() || mode.front() != "delete") return not_written(to, "it cannot be made a single file");
    TRY_ASSIGN(const auto rows, count_rows(target.get(), to));
    if (rows != copy.rows) {
      return Error{ErrorKind::unavailable,
                   "copy_differs",
                   "The copy " + to + " does not hold the rows of its original, and was removed: try again",
                   {}};
    }
  }
  TRY(check_sqlite(to));
  if (!base::make_durable(to)) return not_written(to, std::strerror(errno));
  struct stat status {};
  if (::stat(to.c_str(), &status) != 0) return not_written(to, std::strerror(errno));
  copy.bytes = status.st_size;
  return copy;
}

}  // namespace

Result<SqliteCopy> copy_sqlite(const std::string& from, const std::string& to, const CopyObserver& observer) {
  TRY(make_new_private_file(to));
  auto copy = copy_into(from, to, observer);
  if (!copy.ok()) {
    for (const char* ending : {"", "-wal", "-shm", "-journal"}) ::unlink((to + ending).c_str());
  }
  return copy;
}

Result<void> check_sqlite(const std::string& path) {
  TRY_ASSIGN(const Handle handle, open(path, SQLITE_OPEN_READONLY));
  TRY_ASSIGN(const auto found, column(handle.get(), "PRAGMA integrity_check(1)", path));
  TRY_ASSIGN(const auto orphans, column(handle.get(), "PRAGMA foreign_key_check", path));
  const bool sound = found.size() == 1 && found.front() == "ok" && orphans.empty();
  if (sound) return {};
  return Error{ErrorKind::unavailable, "store_damaged",
               "The database " + path + " is damaged: restore a backup of an earlier time",
               orphans.empty() ? (found.empty() ? std::string("no answer") : found.front())
                               : "rows of " + orphans.front() + " refer to what is not there"};
}

Result<void> settle_sqlite(const std::string& path) {
  {
    TRY_ASSIGN(const Handle handle, open(path, SQLITE_OPEN_READWRITE));
    const auto mode = column(handle.get(), "PRAGMA journal_mode = DELETE", path);
    if (!mode.ok() && mode.error().kind != ErrorKind::busy) return mode.error();
    if (!mode.ok() || mode->empty() || mode->front() != "delete") {
      return Error{ErrorKind::busy,
                   "store_in_use",
                   "The database " + path + " is in use by another program: stop it first",
                   {}};
    }
  }
  if (!base::make_durable(path)) return not_written(path, std::strerror(errno));
  return {};
}

}  // namespace ordersync::sql
