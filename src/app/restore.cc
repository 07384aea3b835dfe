// Bringing a backup back; see backup.h. The order of the steps makes a crash at any of them harmless: all is
// prepared beside the store, and the store changes by one rename.
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "app/backup.h"
#include "app/data_files.h"
#include "app/key_file.h"
#include "app/restore_ignored.h"
#include "app/sealed_records.h"
#include "base/file_log.h"
#include "pos/odoo_carried.h"
#include "sql/sqlite.h"

namespace ordersync::app {

namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
using namespace std::chrono_literals;

void remove_quietly(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
}

void remove_database(const std::string& path) {
  for (const char* ending : {"", "-wal", "-shm", "-journal"}) remove_quietly(path + ending);
}

Error not_a_backup(const std::string& file, std::string detail) {
  return {ErrorKind::invalid, "not_a_backup",
          "The file " + file + " is no backup of ordersync: it holds no journal of orders",
          std::move(detail)};
}

Error no_database(const std::string& file) {
  return {ErrorKind::invalid,
          "not_a_backup",
          "The file " + file + " is no backup of ordersync: it is no database",
          {}};
}

bool is_sqlite_file(const std::string& path) {
  static constexpr std::string_view kMagic("SQLite format 3\0", 16);
  char bytes[kMagic.size()] = {};
  std::ifstream file(path, std::ios::binary);
  return file.read(bytes, sizeof bytes) && std::string_view(bytes, sizeof bytes) == kMagic;
}

// What came since the backup, in a copy of the store that is to be replaced.
struct Replaced {
  std::unique_ptr<sql::Database> database;
  std::unique_ptr<sql::Connection> connection;
  pos::odoo::Carried of_odoos;
};

Error because(std::string_view what, Error error) {
  error.message.insert(0, what);
  return error;
}

// Has to do with the copying, and nothing with the store that is copied.
bool may_pass(const Error& error) {
  return error.kind == ErrorKind::busy || error.code == "disk_full" || error.code == "interrupted" ||
         error.code == "store_in_use";
}

// On a copy: the backup itself is never changed, and may lie on a medium that cannot be.
class Restoring {
 public:
  Restoring(const DataFolder& folder, const RestoreOptions& options)
      : folder_(folder), options_(options), draft_(folder.database() + ".restoring") {}
  ~Restoring() { remove_database(draft_); }
  Restoring(const Restoring&) = delete;
  Restoring& operator=(const Restoring&) = delete;

  Result<RestoreReport> run(const sql::CopyObserver& observer) {
    TRY(look());
    TRY(make_folder(folder_.path));
    TRY(check_user(folder_.path));
    TRY_ASSIGN(lock_, StoreLock::take(folder_.store_lock(), Hold::alone, kStorePatience, clock_));
    remove_database(draft_);  // of a restore that was killed
    finish_new_key();
    TRY(prepare(observer));
    TRY(choose_key());
    TRY(swap());
    return report_;
  }

 private:
  Result<void> look();
  void finish_new_key() const;
  Result<void> prepare(const sql::CopyObserver& observer);
  Result<void> keep_what_came_since();
  Result<Replaced> read_replaced(const std::string& copy) const;
  Result<void> carry_over(const std::string& copy);
  Result<void> choose_key();
  Result<void> swap();
  Result<void> set_old_aside();
  std::string stamped(const std::string& path) const;

  const DataFolder& folder_;
  const RestoreOptions& options_;
  const std::string draft_;
  base::SystemClock clock_;
  StoreLock lock_;
  std::string new_key_;  // a key file to bring in; empty: the folder's own stays
  RestoreReport report_;
};

// Before anything is made or waited for.
Result<void> Restoring::look() {
  if (!file_exists(options_.file))
    return base::not_found("file_not_found", "There is no file " + options_.file);
  if (!options_.key_file.empty() && !file_exists(options_.key_file))
    return base::not_found("file_not_found", "There is no key file " + options_.key_file);
  if (!is_sqlite_file(options_.file)) return no_database(options_.file);
  TRY(nobody_serves(folder_.serve_lock(), ": stop it first, then restore"));
  if (file_exists(folder_.database()) && options_.replace == Replace::no) {
    return Error{ErrorKind::conflict,
                 "store_exists",
                 "There is a store in " + folder_.path +
                     " already: say --replace to put the backup in its place (the old one is kept beside "
                     "it), or name another folder with --data",
                 {}};
  }
  return {};
}

// Of a rekey that died half-way the store that is replaced may have its only key in the file that is to be
// written. A store that cannot be opened has none to lose.
void Restoring::finish_new_key() const {
  if (!file_exists(folder_.database()) || !file_exists(folder_.key() + std::string(kNextKey))) return;
  const auto database = sql::open_sqlite(folder_.database());
  if (!database.ok()) return;
  const auto connection = (*database)->connect();
  if (connection.ok()) static_cast<void>(open_key_file(folder_.key(), **connection, WrongKey::is_given));
}

Result<void> Restoring::prepare(const sql::CopyObserver& observer) {
  TRY_ASSIGN(const sql::SqliteCopy copy, sql::copy_sqlite(options_.file, draft_, observer));
  const auto rows_of = [&](const char* table) {
    const auto found = copy.rows.find(table);
    return found == copy.rows.end() ? std::int64_t{-1} : found->second;
  };
  if (rows_of("schema_migration") < 1 || rows_of("journal_order") < 0)
    return not_a_backup(options_.file, "no table journal_order");
  report_.orders = rows_of("journal_order");
  report_.booked = rows_of("journal_booking");
  {
    TRY_ASSIGN(const auto database, sql::open_sqlite(draft_));
    TRY_ASSIGN(const auto connection, database->connect());
    TRY(migrate_all(*connection));
  }
  TRY(keep_what_came_since());
  return sql::settle_sqlite(draft_);
}

// What is on its way to an Odoo, which sessions there are ours, and what was ignored: by a copy of the
// replaced store, as this program would have it, since the store itself is kept as it is.
Result<void> Restoring::keep_what_came_since() {
  report_.ignored = 0;
  if (!file_exists(folder_.database())) return {};
  const std::string copy = folder_.database() + ".replaced";
  remove_database(copy);
  auto carried = carry_over(copy);
  remove_database(copy);
  return carried;
}

Result<Replaced> Restoring::read_replaced(const std::string& copy) const {
  TRY(sql::copy_sqlite(folder_.database(), copy));
  Replaced replaced;
  TRY_ASSIGN(replaced.database, sql::open_sqlite(copy));
  TRY_ASSIGN(replaced.connection, replaced.database->connect());
  TRY(migrate_all(*replaced.connection));
  TRY_ASSIGN(replaced.of_odoos, pos::odoo::read_carried(*replaced.connection));
  return replaced;
}

// A store that cannot be read is replaced for that, and the answer says that nobody knows what was ignored.
Result<void> Restoring::carry_over(const std::string& copy) {
  const auto replaced = read_replaced(copy);
  if (!replaced.ok() && may_pass(replaced.error())) {
    return because("What has come since the backup cannot be read of the store that is there: ",
                   replaced.error());
  }
  if (!replaced.ok()) {
    if (options_.keep_ignored) report_.ignored.reset();
    return {};
  }
  TRY_ASSIGN(const auto database, sql::open_sqlite(draft_));
  TRY_ASSIGN(const auto restored, database->connect());
  if (const auto written = pos::odoo::write_carried(*restored, replaced->of_odoos); !written.ok()) {
    return because(
        "What is on its way to an Odoo, and which sessions ordersync opened there, cannot be written into "
        "the restored store: ",
        written.error());
  }
  if (!options_.keep_ignored) return {};
  const auto ignored = carry_ignored(*replaced->connection, *restored);
  if (!ignored.ok()) {
    return because(
        "What was ignored since the backup cannot be ignored again (say --forget-ignored to restore "
        "without): ",
        ignored.error());
  }
  report_.ignored = *ignored;
  return {};
}

// The key that comes with the backup, if any; else the folder's own, which a folder without one gets now.
Result<void> Restoring::choose_key() {
  new_key_ = options_.key_file;
  if (new_key_.empty() && file_exists(options_.file + ".key")) new_key_ = options_.file + ".key";
  TRY_ASSIGN(const auto database, sql::open_sqlite(draft_));
  TRY_ASSIGN(const auto connection, database->connect());
  const std::string next = folder_.key() + std::string(kNextKey);
  if (!new_key_.empty()) {
    if (file_exists(next)) TRY(put_in_place(next, stamped(next)));  // of a rekey: perhaps somebody's only key
    TRY(copy_private_file(new_key_, next));
    TRY_ASSIGN(const auto box, base::SecretBox::open(next));
    TRY_ASSIGN(const SealedCount count, count_sealed(*connection, box));
    report_.sealed = count.all;
    report_.unreadable = count.unreadable;
    // A backup of before there was a check: the folder is opened with this key all the same.
    TRY_ASSIGN(const KeyFits fits, key_fits(*connection, box));
    if (fits != KeyFits::unknown || count.unreadable > 0) return {};
    return write_transaction(*connection, [&] { return set_key_check(*connection, box); });
  }
  TRY_ASSIGN(const auto box, base::SecretBox::open(folder_.key()));
  TRY_ASSIGN(const SealedCount count, count_sealed(*connection, box));
  report_.sealed = count.all;
  report_.unreadable = count.unreadable;
  return {};
}

std::string Restoring::stamped(const std::string& path) const {
  const std::string kept = path + ".before-" + compact_time(clock_.now());
  std::string name = kept;
  for (int i = 2; file_exists(name); ++i) name = kept + "-" + std::to_string(i);
  return name;
}

// The old store becomes one file with a second name. A broken one is moved as it is, log and all.
Result<void> Restoring::set_old_aside() {
  if (!file_exists(folder_.database())) return {};
  report_.kept_as = stamped(folder_.database());
  const auto settled = sql::settle_sqlite(folder_.database());
  if (!settled.ok()) {
    if (settled.error().code == "store_in_use") return settled.error();
    if (file_exists(folder_.database() + "-wal"))
      TRY(put_in_place(folder_.database() + "-wal", report_.kept_as + "-wal"));
    remove_quietly(folder_.database() + "-shm");
  }
  return keep_as(folder_.database(), report_.kept_as);
}

Result<void> Restoring::swap() {
  TRY(sql::settle_sqlite(draft_));
  TRY(set_old_aside());
  const std::string next = folder_.key() + std::string(kNextKey);
  const bool brings_key = !new_key_.empty();
  if (brings_key && file_exists(folder_.key())) {
    report_.kept_key_as = stamped(folder_.key());
    TRY(keep_as(folder_.key(), report_.kept_key_as));
  }
  TRY(put_in_place(draft_, folder_.database()));
  remove_quietly(folder_.moved());  // that was another store
  // From here the new store counts. A crash before the next line: whoever opens the folder finds that the
  // key beside it is the one that fits.
  if (brings_key) TRY(put_in_place(next, folder_.key()));
  return {};
}

}  // namespace

Result<RestoreReport> restore(const DataFolder& folder, const RestoreOptions& options,
                              const sql::CopyObserver& observer) {
  if (!folder.store_url.empty()) {
    return Error{ErrorKind::conflict,
                 "store_elsewhere",
                 "The store is on a PostgreSQL server: restore it there, from what pg_dump or the server's "
                 "own means have kept",
                 {}};
  }
  TRY_ASSIGN(RestoreReport report, Restoring(folder, options).run(observer));
  base::FileLogOptions log_options;
  log_options.max_bytes = folder.log_file_bytes;
  log_options.files = folder.log_files;
  log_options.also_stderr = base::AlsoStderr::no;
  // It is done, whether a log can be written or not.
  if (const auto log = base::make_file_log(folder.log(), log_options); log.ok()) {
    (*log)->write(
        base::LogLevel::warning, "store_restored",
        {{"file", options.file}, {"orders", std::to_string(report.orders)}, {"kept_as", report.kept_as}});
  }
  return report;
}

}  // namespace ordersync::app
