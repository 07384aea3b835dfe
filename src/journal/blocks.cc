// The dates of each thousand rows; see blocks.h.
#include "journal/blocks.h"

#include <algorithm>

namespace ordersync::journal {

namespace {

using base::Result;
using sql::Row;
using sql::Value;

constexpr std::string_view kWidenBlock =
    "ON CONFLICT (sync_id, block) DO UPDATE SET "
    "first_at = CASE WHEN excluded.first_at < journal_block.first_at THEN excluded.first_at "
    "ELSE journal_block.first_at END, "
    "last_at = CASE WHEN excluded.last_at > journal_block.last_at THEN excluded.last_at "
    "ELSE journal_block.last_at END";

}  // namespace

void BlockDates::add(SyncId sync, RowId row, std::optional<std::int64_t> date, std::int64_t received_at) {
  Dates& dates = blocks_[{sync, row / kRowsPerBlock}];
  dates.first = std::min(dates.first, date.value_or(0));
  dates.last = std::max(dates.last, date.value_or(received_at));
}

Result<void> BlockDates::store(sql::Connection& connection) const {
  std::vector<Value> cells;
  for (const auto& [key, dates] : blocks_) {
    cells.insert(cells.end(), {key.first, key.second, dates.first, dates.last});
  }
  return connection.add_rows("INSERT INTO journal_block(sync_id, block, first_at, last_at)", 4, kWidenBlock,
                             cells);
}

BlockFilter block_filter(const OrderFilter& filter) {
  BlockFilter wanted;
  wanted.sync = filter.sync;
  if (filter.dated_from) wanted.dated_from = base::to_unix_ms(*filter.dated_from);
  if (filter.dated_until) wanted.dated_until = base::to_unix_ms(*filter.dated_until);
  return wanted;
}

Result<std::vector<Block>> blocks_of(sql::Connection& connection, const BlockFilter& filter) {
  std::vector<Block> blocks;
  const auto add = [&](const Row& row) {
    blocks.push_back({row.integer(0), row.integer(1), row.integer(2)});
  };
  TRY(filter.sync
          ? connection.query("SELECT block, first_at, last_at FROM journal_block WHERE sync_id = ? AND "
                             "last_at >= ? AND first_at < ?",
                             {*filter.sync, filter.dated_from, filter.dated_until}, add)
          : connection.query("SELECT block, MIN(first_at), MAX(last_at) FROM journal_block WHERE "
                             "last_at >= ? AND first_at < ? GROUP BY block",
                             {filter.dated_from, filter.dated_until}, add));
  return blocks;
}

Result<std::vector<RowSpan>> spans_of(sql::Connection& connection, const BlockFilter& filter, RowSpan rows) {
  using Limits = std::numeric_limits<std::int64_t>;
  const bool any_date = filter.dated_from == Limits::min() && filter.dated_until == Limits::max();
  if (!filter.sync && any_date) return std::vector{rows};
  std::vector<RowSpan> spans;
  const auto add = [&](const Row& row) {
    const RowSpan block{std::max(rows.from, row.integer(0) * kRowsPerBlock),
                        std::min(rows.until, (row.integer(0) + 1) * kRowsPerBlock)};
    if (!spans.empty() && spans.back().until >= block.from) {
      spans.back().until = block.until;
    } else {
      spans.push_back(block);
    }
  };
  const std::int64_t first = rows.from / kRowsPerBlock;
  const std::int64_t last = rows.until / kRowsPerBlock;
  TRY(filter.sync
          ? connection.query(
                "SELECT block FROM journal_block WHERE sync_id = ? AND block BETWEEN ? AND ? AND "
                "last_at >= ? AND first_at < ? ORDER BY block",
                {*filter.sync, first, last, filter.dated_from, filter.dated_until}, add)
          : connection.query("SELECT DISTINCT block FROM journal_block WHERE block BETWEEN ? AND ? AND "
                             "last_at >= ? AND first_at < ? ORDER BY block",
                             {first, last, filter.dated_from, filter.dated_until}, add));
  return spans;
}

}  // namespace ordersync::journal
