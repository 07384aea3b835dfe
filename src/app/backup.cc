// Taking a backup; see backup.h. Bringing one back is restore.cc.
#include "app/backup.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "app/data_files.h"
#include "app/key_file.h"
#include "app/sealed_records.h"
#include "sql/sqlite.h"

namespace ordersync::app {

namespace {

using base::Result;

constexpr std::string_view kBackupName = "ordersync-";
constexpr std::string_view kEnding = ".db";
constexpr std::string_view kPartial = ".partial";

// "ordersync-20261126T090000Z.db": the names sort by time.
std::string name_of(base::Instant now) {
  return std::string(kBackupName) + compact_time(now) + std::string(kEnding);
}

bool has_name_of_backup(const std::string& name) {
  return name.size() == kBackupName.size() + 16 + kEnding.size() && name.starts_with(kBackupName) &&
         name.ends_with(kEnding);
}

// Rows that are never removed, and whose number and time never change.
struct History {
  std::string_view newest;
  std::string_view same;
};
constexpr History kHistories[] = {
    {"SELECT id, at FROM audit ORDER BY id DESC LIMIT 1", "SELECT 1 FROM audit WHERE id = ? AND at = ?"},
    {"SELECT id, started_at FROM journal_run ORDER BY id DESC LIMIT 1",
     "SELECT 1 FROM journal_run WHERE id = ? AND started_at = ?"},
};

// Whether the file is a backup of this store: the newest that it has of each history stands in the store too.
// Where nothing has happened yet, by the key check, which is drawn at random. A file that cannot be read is
// nobody's.
Result<bool> is_backup_of(sql::Connection& store, const std::string& file) {
  const auto database = sql::open_sqlite(file, {.read_only = true});
  if (!database.ok()) return false;
  const auto backup = (*database)->connect();
  if (!backup.ok()) return false;
  bool has_history = false;
  for (const History& history : kHistories) {
    std::optional<std::pair<std::int64_t, std::int64_t>> newest;
    const auto read = (*backup)->query(
        history.newest, {}, [&](const sql::Row& row) { newest.emplace(row.integer(0), row.integer(1)); });
    if (!read.ok()) return false;
    if (!newest) continue;
    TRY_ASSIGN(const bool is_shared, sql::any_row(store, history.same, {newest->first, newest->second}));
    if (!is_shared) return false;
    has_history = true;
  }
  if (has_history) return true;
  const auto check = key_check_of(**backup);
  TRY_ASSIGN(const auto own, key_check_of(store));
  return check.ok() && *check && *check == own;
}

// The oldest backups of the store in the folder of `newest` that are one too many, with their keys. Those
// that are named by a later time, of a clock that went ahead, say nothing of their age: they stay.
Result<std::int64_t> remove_old(sql::Connection& store, const std::string& newest, int keep) {
  if (keep <= 0) return std::int64_t{0};
  const std::filesystem::path made(newest);
  std::vector<std::string> older;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(made.parent_path(), failure)) {
    const std::string name = entry.path().filename().string();
    if (!has_name_of_backup(name) || name >= made.filename().string()) continue;
    TRY_ASSIGN(const bool is_ours, is_backup_of(store, entry.path().string()));
    if (is_ours) older.push_back(entry.path().string());
  }
  std::sort(older.rbegin(), older.rend());
  std::int64_t removed = 0;
  for (std::size_t i = static_cast<std::size_t>(keep) - 1; i < older.size(); ++i) {
    std::filesystem::remove(older[i] + ".key", failure);
    if (std::filesystem::remove(older[i], failure)) ++removed;
    if (failure) {
      return base::Error{base::ErrorKind::unavailable,
                         "file_not_written",
                         "The old backup " + older[i] + " cannot be removed: " + failure.message(),
                         {}};
    }
  }
  return removed;
}

// What backups have left that were killed. One of today may still be under way.
void remove_abandoned(const std::string& folder) {
  if (folder.empty()) return;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(kPartial) || !has_name_of_backup(name.substr(0, name.size() - kPartial.size())))
      continue;
    const auto written = entry.last_write_time(failure);
    if (!failure && std::filesystem::file_time_type::clock::now() - written > std::chrono::hours(24))
      std::filesystem::remove(entry.path(), failure);
  }
}

Result<std::string> file_for(const BackupOptions& options, base::Instant now) {
  if (options.file.empty() == options.folder.empty())
    return base::invalid("bad_option", "Say either a FILE or --to FOLDER");
  if (options.keep > 0 && options.folder.empty())
    return base::invalid("bad_option", "--keep goes with --to FOLDER");
  if (options.folder.empty()) return options.file;
  TRY(make_folder(options.folder));
  return options.folder + "/" + name_of(now);
}

std::int64_t rows_of(const sql::SqliteCopy& copy, const char* table) {
  const auto found = copy.rows.find(table);
  return found == copy.rows.end() ? 0 : found->second;
}

// The store, its key where the report names a file for it, and last the name that makes it a backup. Where it
// fails, the draft may be left.
Result<void> copy_to(BackupReport& report, const std::string& draft, const DataFolder& folder,
                     const sql::CopyObserver& observer) {
  TRY_ASSIGN(const sql::SqliteCopy copy, sql::copy_sqlite(folder.database(), draft, observer));
  report.bytes = copy.bytes;
  report.orders = rows_of(copy, "journal_order");
  report.booked = rows_of(copy, "journal_booking");
  if (!report.key_file.empty()) TRY(copy_private_file(folder.key(), report.key_file));
  auto placed = put_in_place(draft, report.file);
  // Where it has its name and only its folder may not last, it is whole, and keeps its key.
  std::error_code ignored;
  if (!placed.ok() && !report.key_file.empty() && file_exists(draft))
    std::filesystem::remove(report.key_file, ignored);
  return placed;
}

}  // namespace

Result<BackupReport> back_up(Store& store, const BackupOptions& options, const sql::CopyObserver& observer) {
  if (!store.folder().store_url.empty()) {
    return base::Error{
        base::ErrorKind::conflict,
        "store_elsewhere",
        "The store is on a PostgreSQL server: back it up there, with pg_dump or the server's own means "
        "(docs/scaling.md), and keep a copy of the key file " +
            store.folder().key(),
        {}};
  }
  BackupReport report;
  TRY_ASSIGN(report.file, file_for(options, store.clock().now()));
  remove_abandoned(options.folder);
  if (file_exists(report.file)) {
    return base::Error{base::ErrorKind::conflict,
                       "file_not_written",
                       "The file " + report.file + " is there already: name another",
                       {}};
  }
  // Under another name until it is whole: what bears the name of a backup is one.
  const std::string draft = report.file + std::string(kPartial);
  std::error_code ignored;
  std::filesystem::remove(draft, ignored);  // of a backup that was killed
  if (options.with_key == WithKey::yes) report.key_file = report.file + ".key";
  auto copied = copy_to(report, draft, store.folder(), observer);
  if (!copied.ok()) {
    std::filesystem::remove(draft, ignored);
    return std::move(copied).error();
  }
  TRY_ASSIGN(const auto connection, store.database().connect());
  TRY_ASSIGN(const SealedCount sealed, count_sealed(*connection, store.secrets()));
  report.sealed = sealed.all;
  store.log().write(base::LogLevel::info, "backup_taken",
                    {{"file", report.file},
                     {"bytes", std::to_string(report.bytes)},
                     {"orders", std::to_string(report.orders)},
                     {"with_key", report.key_file.empty() ? "no" : "yes"}});
  TRY_ASSIGN(report.removed, remove_old(*connection, report.file, options.keep));
  return report;
}

}  // namespace ordersync::app
