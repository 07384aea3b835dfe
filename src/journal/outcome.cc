// Intents and outcomes in SQL: whole batches stepped by ranges of row numbers; see outcome.h.
#include "journal/outcome.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "journal/blocks.h"
#include "journal/recent.h"
#include "sql/nullable.h"

namespace ordersync::journal {

using base::Result;
using sql::Row;
using sql::Value;

namespace {

Value warnings_value(const order::Warnings& warnings, std::deque<std::string>& kept) {
  if (warnings.empty()) return sql::Null{};
  return std::string_view(kept.emplace_back(encode_notices(warnings)));
}

// Steps all rows, which must be claimed under this lease; one that is not is somebody else's by now.
Result<void> step_intended(Store& store, const Lease& lease, std::vector<RowId> rows) {
  CHECK(may_step(State::claimed, State::intended));
  std::int64_t stepped = 0;
  const auto count = static_cast<std::int64_t>(rows.size());
  for (const auto& [first, last] : ranges_of(rows)) {
    TRY_ASSIGN(
        const auto changed,
        store.sql().execute(
            "UPDATE journal_order SET state = ? WHERE id BETWEEN ? AND ? AND lease_id = ? AND state = ?",
            {code(State::intended), first, last, lease.id, code(State::claimed)}));
    stepped += changed;
  }
  if (stepped != count) return lease_lost();
  return {};
}

// In their order: those of which other content has come since they were claimed.
Result<std::vector<RowId>> superseded_of(Store& store, std::vector<RowId>& rows) {
  std::vector<RowId> superseded;
  for (const auto& [first, last] : ranges_of(rows)) {
    TRY(store.sql().query(
        "SELECT row_id FROM journal_aside WHERE row_id BETWEEN ? AND ? AND status = ? ORDER BY row_id",
        {first, last, code(AsideStatus::pending)},
        [&](const Row& row) { superseded.push_back(row.integer(0)); }));
  }
  return superseded;
}

Result<void> step_settled(Store& store, const Lease& lease, RunId run, std::vector<RowId> rows) {
  CHECK(may_step(State::intended, State::settled));
  std::int64_t stepped = 0;
  const auto count = static_cast<std::int64_t>(rows.size());
  const auto ranges = ranges_of(rows);
  for (const auto& [first, last] : ranges) {
    TRY_ASSIGN(
        const auto changed,
        store.sql().execute(
            "UPDATE journal_order SET state = ?, shelf = NULL, lease_id = NULL, run_id = ?, tally = ? "
            "WHERE id BETWEEN ? AND ? AND lease_id = ? AND state = ?",
            {code(State::settled), run, code(Tally::booked), first, last, lease.id, code(State::intended)}));
    stepped += changed;
    TRY(store.sql().execute("DELETE FROM journal_problem WHERE row_id BETWEEN ? AND ?", {first, last}));
  }
  if (stepped != count) return lease_lost();
  return count_booked(store.sql(), ranges, base::from_unix_ms(store.now()));
}

// What a list shows of an order, and where it looks for it.
class ReadAgainRows {
 public:
  explicit ReadAgainRows(Store& store) : store_(store) {}

  Result<void> note(RowId row, const ReadAgain& read) {
    TRY(store_.sql().execute(
        "UPDATE journal_order SET order_date = ?, total = ?, currency = ? WHERE id = ?",
        {sql::or_null(read.date), read.total.minor(), read.total.currency().code(), row}));
    const auto date = read.date ? std::optional(base::to_unix_ms(*read.date)) : std::nullopt;
    return store_.sql().query(
        "SELECT sync_id, received_at FROM journal_order WHERE id = ?", {row},
        [&](const Row& found) { dates_.add(found.integer(0), row, date, found.integer(1)); });
  }
  Result<void> store() const { return dates_.store(store_.sql()); }

 private:
  Store& store_;
  BlockDates dates_;
};

template <class Batch>
std::vector<RowId> rows_of(const Batch& batch) {
  std::vector<RowId> rows;
  rows.reserve(batch.size());
  for (const auto& item : batch) rows.push_back(item.row);
  return rows;
}

// ---- settled

Result<void> settle(Store& store, const Lease& lease, RunId run, std::span<const Settlement> settled) {
  if (settled.empty()) return {};
  TRY(step_settled(store, lease, run, rows_of(settled)));
  std::deque<std::string> kept;
  std::vector<Value> cells;
  cells.reserve(settled.size() * 6);
  const std::int64_t now = store.now();
  for (const Settlement& one : settled) {
    cells.insert(cells.end(), {one.row, now, run, one.pos_order, std::int64_t{one.found ? 1 : 0},
                               warnings_value(one.warnings, kept)});
  }
  TRY(store.sql().add_rows("INSERT INTO journal_booking(row_id, at, run_id, pos_order, found, warnings)", 6,
                           "", cells));
  for (const Settlement& one : settled) {
    if (!one.attention) continue;
    TRY(store.set_attention(one.row, *one.attention));
    TRY(store.add_event(one.row, run, one.attention->code, "", one.attention->message));
  }
  return {};
}

// Refunds that wait for a sale become due when it is booked. Mostly none wait, and one look says so.
Result<void> wake_refunds(Store& store, RunId run, std::span<const Settlement> settled) {
  TRY_ASSIGN(const bool any,
             sql::any_row(store.sql(),
                          "SELECT row_id FROM journal_problem WHERE code = 'sale_not_booked' LIMIT 1", {}));
  if (!any) return {};
  std::vector<RowId> refunds;
  for (const Settlement& one : settled) {
    TRY(store.sql().query(
        "SELECT r.id FROM journal_order o JOIN journal_order r ON r.source_id = o.source_id "
        "AND r.external_id = o.external_id AND r.kind = 1 JOIN journal_problem p ON p.row_id = r.id "
        "WHERE o.id = ? AND o.kind = 0 AND p.code = 'sale_not_booked' AND r.shelf IN (?, ?)",
        {one.row, code(Shelf::fix), code(Shelf::due)},
        [&](const Row& row) { refunds.push_back(row.integer(0)); }));
  }
  for (const RowId refund : refunds) {
    TRY(store.make_due(refund));
    TRY(store.add_event(refund, run, "woken", "", "its sale is booked now"));
  }
  return {};
}

// ---- parked

struct InHand {
  State state = State::claimed;
  bool counted_failed = false;  // in this run already
};

Result<InHand> in_hand(Store& store, const Lease& lease, RunId run, RowId row) {
  std::optional<InHand> found;
  TRY(store.sql().query(
      "SELECT state, run_id, tally FROM journal_order WHERE id = ? AND lease_id = ? AND state IN (?, ?)",
      {row, lease.id, code(State::claimed), code(State::intended)}, [&](const Row& r) {
        const bool failed = r.integer(1) == run && static_cast<Tally>(r.integer(2)) == Tally::failed;
        found = InHand{static_cast<State>(r.integer(0)), failed};
      }));
  if (!found) return lease_lost();
  return *found;
}

// The intent's row makes room for the next attempt's; that it was there stays in the timeline.
Result<void> keep_refused_intent(Store& store, RowId row) {
  TRY(store.sql().execute(
      "INSERT INTO journal_event(row_id, seq, at, run_id, step, actor, text) "
      "SELECT i.row_id, (SELECT COALESCE(MAX(e.seq), 0) + 1 FROM journal_event e WHERE e.row_id = i.row_id), "
      "i.at, i.run_id, 'intended', '', '' FROM journal_intent i WHERE i.row_id = ?",
      {row}));
  return {};
}

Result<void> park(Store& store, const Lease& lease, RunId run, const Parking& parking) {
  TRY_ASSIGN(const InHand before, in_hand(store, lease, run, parking.row));
  CHECK(!parking.keep_intent || before.state == State::intended);
  const bool failed = !parking.keep_intent && ((parking.anew && parking.is_failure) || before.counted_failed);
  const State state = parking.keep_intent ? State::intended : State::parked;
  const Shelf shelf =
      parking.keep_intent ? Shelf::unknown : shelf_of(parking.problem.code, parking.problem.remedy);
  CHECK(parking.keep_intent || may_step(before.state, state));
  TRY(store.sql().execute(
      "UPDATE journal_order SET state = ?, shelf = ?, lease_id = NULL, run_id = ?, tally = ? WHERE id = ?",
      {code(state), code(shelf), run, code(failed ? Tally::failed : Tally::waiting), parking.row}));
  TRY(store.set_problem(parking.row, parking.problem, parking.retry_at));
  if (before.state == State::intended && !parking.keep_intent) TRY(keep_refused_intent(store, parking.row));
  if (!parking.anew) return {};  // the same as last time: a line per run would bury the rest
  return store.add_event(parking.row, run, parking.keep_intent ? "unknown" : "parked", "",
                         parking.problem.message);
}

}  // namespace

void IntentRows::add(RowId row, std::string_view document, const order::Warnings* warnings) {
  const Value said = warnings == nullptr ? Value(sql::Null{}) : warnings_value(*warnings, kept_);
  cells_.insert(cells_.end(), {row, now_, run_, said, sql::Blob{document}});
}

Result<void> IntentRows::insert(sql::Connection& sql) const {
  return insert(sql, "");
}

Result<void> IntentRows::insert_or_replace(sql::Connection& sql) const {
  return insert(sql,
                "ON CONFLICT (row_id) DO UPDATE SET at = excluded.at, run_id = excluded.run_id, "
                "warnings = excluded.warnings, document = excluded.document");
}

Result<void> IntentRows::insert(sql::Connection& sql, std::string_view tail) const {
  return sql.add_rows("INSERT INTO journal_intent(row_id, at, run_id, warnings, document)", 5, tail, cells_);
}

Result<std::vector<RowId>> intend_rows(Store& store, const Lease& lease, RunId run,
                                       std::span<const Intent> batch) {
  TRY(store.require_lease(lease));
  std::vector<RowId> rows = rows_of(batch);
  TRY_ASSIGN(auto left, superseded_of(store, rows));
  const auto is_left = [&](RowId row) { return std::binary_search(left.begin(), left.end(), row); };
  std::erase_if(rows, is_left);
  if (rows.empty()) return left;
  TRY(step_intended(store, lease, std::move(rows)));
  IntentRows intents(store.now(), run);
  for (const Intent& intent : batch) {
    if (!is_left(intent.row)) intents.add(intent.row, intent.document, intent.warnings);
  }
  TRY(intents.insert_or_replace(store.sql()));
  ReadAgainRows again(store);
  for (const Intent& intent : batch) {
    if (!intent.read_again || is_left(intent.row)) continue;
    TRY(store.sql().execute("UPDATE journal_order SET digest = ?, content = ? WHERE id = ?",
                            {blob(intent.read_again->digest), code(Content::bookable), intent.row}));
    TRY(again.note(intent.row, *intent.read_again));
  }
  TRY(again.store());
  return left;
}

Result<void> finish_rows(Store& store, const Lease& lease, RunId run, std::span<const Settlement> settled,
                         std::span<const Parking> parked) {
  TRY(store.require_lease(lease));
  TRY(settle(store, lease, run, settled));
  ReadAgainRows again(store);
  for (const Parking& parking : parked) {
    TRY(park(store, lease, run, parking));
    if (parking.read_again) TRY(again.note(parking.row, *parking.read_again));
  }
  TRY(again.store());
  if (!settled.empty()) TRY(wake_refunds(store, run, settled));
  return store.settle_asides();
}

Result<void> skip_rows(Store& store, const Lease& lease, RunId run, std::span<const Skipping> rows) {
  TRY(store.require_lease(lease));
  CHECK(may_step(State::claimed, State::skipped));
  for (const Skipping& one : rows) {
    TRY_ASSIGN(
        const auto stepped,
        store.sql().execute("UPDATE journal_order SET state = ?, shelf = ?, lease_id = NULL, content = ?, "
                            "run_id = ?, tally = ? WHERE id = ? AND lease_id = ? AND state = ?",
                            {code(State::skipped), code(Shelf::skipped), code(Content::other), run,
                             code(Tally::skipped), one.row, lease.id, code(State::claimed)}));
    if (stepped == 0) return lease_lost();
    TRY(store.sql().execute("DELETE FROM journal_problem WHERE row_id = ?", {one.row}));
    TRY(store.set_problem(one.row, {one.reason.code, one.reason.message, one.reason.code, order::Remedy::fix},
                          std::nullopt));
  }
  return store.settle_asides();
}

}  // namespace ordersync::journal
