// Backups of a data folder, and bringing one back. A backup is one SQLite file of one moment; the key file is
// no part of it unless it is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/store.h"
#include "sql/sqlite_copy.h"

namespace ordersync::app {

enum class WithKey { no, yes };

struct BackupOptions {
  std::string file;    // a new file; or
  std::string folder;  // a folder, where the file is named by the time: ordersync-20261126T090000Z.db
  WithKey with_key = WithKey::no;
  int keep = 0;  // with `folder`: how many backups of this store stay there, the newest; 0: all
};

struct BackupReport {
  std::string file;
  std::string key_file;  // empty: not asked for
  std::int64_t bytes = 0;
  std::int64_t orders = 0;  // in the journal
  std::int64_t booked = 0;
  std::int64_t sealed = 0;  // records that only the key file opens
  std::int64_t removed = 0;
};

// Copies the running store, and proves the copy; nobody waits for it. On failure nothing is left. Fails as
// sql::copy_sqlite, and with "bad_option".
base::Result<BackupReport> back_up(Store& store, const BackupOptions& options,
                                   const sql::CopyObserver& observer = {});

enum class Replace { no, yes };

struct RestoreOptions {
  std::string file;
  std::string key_file;  // empty: FILE.key where it is there, else the folder's own
  Replace replace = Replace::no;
  bool keep_ignored = true;  // of the store that is replaced: what was ignored there stays ignored
};

struct RestoreReport {
  std::int64_t orders = 0;
  std::int64_t booked = 0;
  std::int64_t sealed = 0;
  std::int64_t unreadable = 0;          // sealed records that the key file does not open
  std::optional<std::int64_t> ignored;  // since the backup, and now again; nothing: nobody can tell
  std::string kept_as;                  // where the replaced store lies; empty: there was none
  std::string kept_key_as;
};

// Proves the backup, brings its tables up to date beside the folder's store and then puts it in place by one
// rename: a crash leaves the old store or the new one, whole, with the key file that fits. Fails with
// "already_serving", "store_in_use", "store_exists" (there is a store, and `replace` was not said),
// "not_a_backup", "file_not_found", "store_damaged", "schema_too_new"; nothing is then changed.
base::Result<RestoreReport> restore(const DataFolder& folder, const RestoreOptions& options,
                                    const sql::CopyObserver& observer = {});

}  // namespace ordersync::app
