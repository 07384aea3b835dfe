// A whole copy of one SQLite file, taken while others write to it, and what proves that a file is sound. For
// backups and restores; nothing here knows what the tables mean.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/result.h"

namespace ordersync::sql {

struct CopyProgress {
  std::int64_t done = 0;  // pages
  std::int64_t total = 0;
};

struct SqliteCopy {
  std::int64_t bytes = 0;
  std::map<std::string, std::int64_t> rows;  // by table, as they were at the moment of the copy
};

// Asked for every few pages; false ends the copy with "interrupted".
using CopyObserver = std::function<bool(const CopyProgress&)>;

// Copies the database at `from` to the new file `to` (0600): one moment of it, however long it takes and
// whoever writes meanwhile; writers do not wait. The copy is a single file without a log beside it, is proved
// by check_sqlite and by the number of rows of every table, and is on the disk when this answers. On failure
// `to` is not there. Fails with "file_not_written" (`to` exists already, or cannot be written), "disk_full",
// "store_corrupt" (the original is broken, or not a database), "copy_differs", "interrupted".
base::Result<SqliteCopy> copy_sqlite(const std::string& from, const std::string& to,
                                     const CopyObserver& observer = {});

// SQLite's own integrity check and that of foreign keys. Fails with "store_damaged", naming what was found
// first.
base::Result<void> check_sqlite(const std::string& path);

// Brings the log of a database that nobody else uses into its file, so that the file alone is all of it.
// REQUIRES: no other process has it open.
base::Result<void> settle_sqlite(const std::string& path);

}  // namespace ordersync::sql
