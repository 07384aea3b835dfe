// Handing over what waits; see adopt.h.
#include "journal/adopt.h"

#include "journal/blocks.h"
#include "journal/rows.h"
#include "sql/nullable.h"

namespace ordersync::journal {

using base::Result;

#define ORDERSYNC_WAITING \
  "FROM journal_order WHERE shelf < 6 AND source_id = (SELECT id FROM journal_source WHERE code = ?) "
static_assert(static_cast<int>(Shelf::ignored) == 6 && static_cast<int>(Shelf::skipped) == 7);

Result<std::set<SyncId>> syncs_that_wait(sql::Connection& connection, std::string_view source) {
  std::set<SyncId> syncs;
  TRY(connection.query("SELECT DISTINCT sync_id " ORDERSYNC_WAITING, {source},
                       [&](const sql::Row& row) { syncs.insert(row.integer(0)); }));
  return syncs;
}

// Lists of a sync look only at the thousands that blocks.h names for it: those are widened first, by the rows
// that are about to go. What the old sync's blocks say is too wide then, which they may be. No other count
// goes by sync but that of booked orders (recent.h).
Result<void> adopt_waiting(sql::Connection& connection, std::string_view source, SyncId from, SyncId to) {
  BlockDates dates;
  TRY(connection.query("SELECT id, order_date, received_at " ORDERSYNC_WAITING "AND sync_id = ?",
                       {source, from}, [&](const sql::Row& row) {
                         const auto date = sql::maybe_integer(row, 1);
                         dates.add(to, row.integer(0), date, row.integer(2));
                       }));
  TRY(dates.store(connection));
  TRY(connection.execute("INSERT INTO journal_decision(row_id, refund_alone) SELECT id, ? " ORDERSYNC_WAITING
                         "AND sync_id = ? ON CONFLICT DO NOTHING",
                         {code(Decision::taken_over), source, from}));
  TRY(connection.execute(
      "UPDATE journal_order SET sync_id = ? WHERE shelf < 6 AND sync_id = ? AND source_id = "
      "(SELECT id FROM journal_source WHERE code = ?)",
      {to, from, source}));
  return {};
}

#undef ORDERSYNC_WAITING

}  // namespace ordersync::journal
