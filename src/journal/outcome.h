// Outcomes: the intent before posting, and the end of a batch after it. Internal to journal/.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/store.h"

namespace ordersync::journal {

// The intents of a batch on their way into the store. What is added outlives it.
class IntentRows {
 public:
  IntentRows(std::int64_t now, RunId run) : now_(now), run_(run) {}

  // Null warnings are none.
  void add(RowId row, std::string_view document, const order::Warnings* warnings);
  // Of orders that are new, and have no intent yet.
  base::Result<void> insert(sql::Connection& sql) const;
  // An intent that was refused before makes room.
  base::Result<void> insert_or_replace(sql::Connection& sql) const;

 private:
  base::Result<void> insert(sql::Connection& sql, std::string_view tail) const;

  std::int64_t now_;
  RunId run_;
  std::deque<std::string> kept_;
  std::vector<sql::Value> cells_;
};

// Both as Journal's of the same name. REQUIRES: a write transaction.
base::Result<std::vector<RowId>> intend_rows(Store& store, const Lease& lease, RunId run,
                                             std::span<const Intent> batch);
base::Result<void> finish_rows(Store& store, const Lease& lease, RunId run,
                               std::span<const Settlement> settled, std::span<const Parking> parked);

base::Result<void> skip_rows(Store& store, const Lease& lease, RunId run, std::span<const Skipping> rows);

}  // namespace ordersync::journal
