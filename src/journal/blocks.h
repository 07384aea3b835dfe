// Where in the journal the orders of a sync and of some days stand: of each thousand rows (by id) one entry
// for each sync among them, with the earliest and the latest date of its orders. A list looks at the
// thousands that may hold what it shows and passes over the others, so that a day without orders is found
// empty at once among a million. It is written with the orders, one entry a batch, and only ever grows wider.
// Internal to journal/.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "journal/journal.h"
#include "sql/database.h"

namespace ordersync::journal {

inline constexpr RowId kRowsPerBlock = 1000;  // block b: the ids from 1000·b to 1000·b + 999

// Rows on their way into the journal, or whose sync or date has changed.
class BlockDates {
 public:
  // `date`: the order's own, in Unix milliseconds; nothing: it has none and counts as received, on any
  // earlier day as well.
  void add(SyncId sync, RowId row, std::optional<std::int64_t> date, std::int64_t received_at);
  // REQUIRES: a write transaction.
  base::Result<void> store(sql::Connection& connection) const;

 private:
  struct Dates {
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
  };
  std::map<std::pair<SyncId, std::int64_t>, Dates> blocks_;  // by sync and block
};

// Ids from `from` until before `until`.
struct RowSpan {
  RowId from = 0;
  RowId until = 0;
};

// What a list is after: dates in Unix milliseconds, the last one left out.
struct BlockFilter {
  std::optional<SyncId> sync;
  std::int64_t dated_from = std::numeric_limits<std::int64_t>::min();
  std::int64_t dated_until = std::numeric_limits<std::int64_t>::max();
};

BlockFilter block_filter(const OrderFilter& filter);

// A thousand rows that may hold some, with the dates of all of the wanted sync's orders in it.
struct Block {
  std::int64_t number = 0;
  std::int64_t first = 0;
  std::int64_t last = 0;
};
base::Result<std::vector<Block>> blocks_of(sql::Connection& connection, const BlockFilter& filter);

// The rows within `rows` that may pass, ascending; neighbouring thousands are one span.
base::Result<std::vector<RowSpan>> spans_of(sql::Connection& connection, const BlockFilter& filter,
                                            RowSpan rows);

}  // namespace ordersync::journal
