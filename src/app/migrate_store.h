// Moving an embedded store to a PostgreSQL server: every row of every table, in batches that are each
// durable, and then both compared. What was interrupted goes on where it ended. Nothing of the embedded store
// is changed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "app/store.h"

namespace ordersync::app {

struct MovedTable {
  std::string name;
  std::int64_t rows = 0;     // in the embedded store
  std::int64_t arrived = 0;  // in the new one
  std::string checksum;      // over all values, of the embedded store
  bool is_same = false;
};

struct MovedStore {
  bool dry_run = false;
  bool went_on = false;  // after an interruption
  std::vector<MovedTable> tables;
};

enum class MoveMode { dry_run, move };
using MoveProgress = std::function<void(const std::string& table, std::int64_t done, std::int64_t total)>;

// `folder` holds the embedded store; nobody may serve or write it meanwhile. A dry run looks at both and
// writes to neither. Fails with "already_serving", "store_not_found" (no embedded store in the folder),
// "target_not_empty", "store_differs" (the copies are not the same), and as the stores do.
base::Result<MovedStore> move_store(const DataFolder& folder, const std::string& to_url, MoveMode mode,
                                    const MoveProgress& progress);

// Fails with "store_moved" where the embedded store of this folder has gone elsewhere: orders booked here
// would be missed there, and whoever books in both books twice.
base::Result<void> check_not_moved(const DataFolder& folder);
// Fails with "store_incomplete" where a move into this store has not come to its end.
base::Result<void> check_moved_whole(sql::Connection& connection);

}  // namespace ordersync::app
