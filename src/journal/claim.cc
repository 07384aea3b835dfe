// Claiming in SQL: which shelf a row stands on says whether it may be taken; see claim.h.
#include "journal/claim.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "base/text.h"
#include "journal/receive.h"
#include "journal/state.h"
#include "journal/stored_payload.h"
#include "sql/nullable.h"

namespace ordersync::journal {

using base::Result;
using sql::Row;

namespace {

// A batch holds at most this much of payloads and documents (and always one order), whatever the limit in
// rows: an order may be a megabyte.
constexpr std::size_t kBatchBytes = 4 << 20;

// One shelf's rows that may be tried now. Another lease's rows stand on no shelf that is asked for.
Result<void> candidates_of(Store& store, Shelf shelf, SyncId sync, RowId after, std::int64_t not_later_than,
                           int limit, std::vector<RowId>& onto) {
  return store.sql().query(
      "SELECT o.id FROM journal_order o LEFT JOIN journal_problem p ON p.row_id = o.id "
      "WHERE o.shelf = ? AND o.id > ? AND o.sync_id = ? AND (p.retry_at IS NULL OR p.retry_at <= ?) ORDER BY "
      "o.id LIMIT ?",
      {code(shelf), after, sync, not_later_than, std::int64_t{limit}},
      [&](const Row& row) { onto.push_back(row.integer(0)); });
}

Result<std::optional<Claimed>> load(Store& store, RunId run, RowId id) {
  std::optional<Claimed> claimed;
  TRY(store.sql().query(
      "SELECT s.code, o.external_id, o.kind, o.refund_id, o.state, o.received_at, o.run_id, o.tally, "
      "m.bytes, p.attempts, "
      "p.cause, p.code, p.message, p.remedy, i.document, d.refund_alone, CASE WHEN EXISTS (SELECT 1 FROM "
      "journal_aside a WHERE a.row_id = o.id AND a.status = ? AND a.at > COALESCE((SELECT MAX(e.at) FROM "
      "journal_event e WHERE e.row_id = o.id AND e.step = ?), 0)) THEN 1 ELSE 0 END, CASE WHEN o.state = ? "
      "THEN "
      "(SELECT MAX(e.at) FROM journal_event e WHERE e.row_id = o.id AND e.step = 'unknown') END FROM "
      "journal_order o "
      "JOIN journal_source s ON s.id = "
      "o.source_id "
      "JOIN journal_payload m ON m.row_id = o.id LEFT JOIN journal_problem p ON p.row_id = o.id "
      "LEFT JOIN journal_intent i ON i.row_id = o.id LEFT JOIN journal_decision d ON d.row_id = o.id WHERE "
      "o.id = ?",
      {code(AsideStatus::pending), kBookAgain, code(State::intended), id}, [&](const Row& row) {
        claimed.emplace();
        claimed->row = id;
        claimed->key = key_at(row, 0, 1, 2, 3);
        claimed->was = static_cast<State>(row.integer(4));
        claimed->received_at = base::from_unix_ms(row.integer(5));
        if (row.integer(6) == run) claimed->counted = static_cast<Tally>(row.integer(7));
        claimed->payload = read_payload(row.bytes(8)).text;
        claimed->attempts = static_cast<int>(row.integer(9));
        claimed->problem = {std::string(row.text(11)), std::string(row.text(12)), std::string(row.text(10)),
                            static_cast<order::Remedy>(row.integer(13))};
        if (claimed->was == State::intended) {
          claimed->document = row.bytes(14);
          claimed->superseded = row.integer(16) != 0;
          claimed->unknown_since = sql::maybe_time(row, 17);
        }
        const auto decision = row.is_null(15) ? std::int64_t{0} : row.integer(15);
        claimed->refund_alone = decision == code(Decision::refund_alone);
        claimed->as_sale = decision == code(Decision::as_sale);
        claimed->taken_over = decision == code(Decision::taken_over);
      }));
  return claimed;
}

// What was intended stays so; everything else becomes claimed.
Result<void> take(Store& store, const Lease& lease, RunId run, std::vector<RowId>& rows) {
  std::int64_t taken = 0;
  const auto count = static_cast<std::int64_t>(rows.size());
  for (const auto& [first, last] : ranges_of(rows)) {
    TRY_ASSIGN(const auto changed,
               store.sql().execute(
                   "UPDATE journal_order SET state = CASE WHEN state = ? THEN state ELSE ? END, shelf = ?, "
                   "lease_id = ?, tally = CASE WHEN run_id = ? THEN tally ELSE 0 END, run_id = ? "
                   "WHERE id BETWEEN ? AND ? AND shelf IS NOT NULL AND lease_id IS NULL",
                   {code(State::intended), code(State::claimed), code(Shelf::in_hand), lease.id, run, run,
                    first, last}));
    taken += changed;
  }
  CHECK(taken == count);  // they were free when they were read, in this transaction
  return {};
}

// ---- the sale of a refund

base::Error sale_not_received(std::string_view external_id) {
  return {
      base::ErrorKind::conflict,
      "sale_not_received",
      "The sale " + base::printable(external_id) +
          " was never received, and this refund does not say what it was: press Book the refund alone, or "
          "Ignore",
      {}};
}

// Decision 0034.
base::Error sale_never_shown(std::string_view external_id) {
  return order_not_waiting(
      "The POS accepted the sale " + base::printable(external_id) +
      " before and does not show it under its number, so booked now it may stand there twice. Look for it in "
      "the POS: where it stands, press Book the refund alone; where not, press Retry at the sale first, or, "
      "where the sale is ignored, enter it in the POS by hand");
}

// The row is received, or looked at again, under the lease.
Result<RowId> receive_as_sale(Store& store, const Lease& lease, SyncId sync, RunId run,
                              const Incoming& as_sale) {
  TRY_ASSIGN(const auto arrived, Receiver(store, lease, sync, run, std::span(&as_sale, 1)).receive());
  const Arrived& sale = arrived.front();
  if (sale.arrival != Arrival::fresh && sale.arrival != Arrival::replaced) {
    return order_not_waiting("The sale of this refund was sent again a moment ago, and is none: try again");
  }
  TRY(store.decide(sale.row, Decision::as_sale));
  return sale.row;
}

}  // namespace

Result<WaitingRefund> refund_that_waits(Store& store, RowId refund) {
  std::optional<WaitingRefund> waiting;
  bool found = false;
  TRY(store.sql().query(
      "SELECT o.source_id, o.external_id, o.state, p.code FROM journal_order o LEFT JOIN journal_problem p "
      "ON p.row_id = o.id WHERE o.id = ?",
      {refund}, [&](const Row& row) {
        found = true;
        if (static_cast<State>(row.integer(2)) != State::parked || row.text(3) != kSaleNotBooked) return;
        waiting = WaitingRefund{row.integer(0), std::string(row.text(1))};
      }));
  if (!found) return order_not_found();
  if (!waiting) {
    return order_not_waiting("This order is no refund that waits for its sale");
  }
  return *std::move(waiting);
}

base::Error not_waiting(State state) {
  std::string message;
  switch (state) {
    case State::settled:
      message = "This order is booked already: it is not posted again";
      break;
    case State::ignored:
      message =
          "This order was ignored: it is looked at again only when the external system sends it with other "
          "content";
      break;
    case State::skipped:
      message =
          "This order is no sale for this sync: it is looked at again when the external system sends it "
          "again";
      break;
    default:
      message = "This order is being worked on by another run: see what becomes of it in a moment";
  }
  return order_not_waiting(std::move(message));
}

Result<std::vector<Claimed>> claim_rows(Store& store, const Lease& lease, SyncId sync, RunId run,
                                        ClaimOf which, RowId after, int limit) {
  TRY(store.require_lease(lease));
  TRY(store.free_dead_leases(lease.id));
  const bool all = which == ClaimOf::waiting;
  const std::int64_t not_later_than = all ? std::numeric_limits<std::int64_t>::max() : store.now();
  std::vector<RowId> ids;
  for (const Shelf shelf : {Shelf::woken, Shelf::received, Shelf::unknown, Shelf::due, Shelf::fix}) {
    if (shelf == Shelf::fix && !all) continue;
    TRY(candidates_of(store, shelf, sync, after, not_later_than, limit, ids));
  }
  std::sort(ids.begin(), ids.end());
  ids.resize(std::min(ids.size(), static_cast<std::size_t>(std::max(limit, 0))));

  std::vector<Claimed> claimed;
  std::size_t bytes = 0;
  for (const RowId id : ids) {
    if (bytes >= kBatchBytes) break;
    TRY_ASSIGN(auto row, load(store, run, id));
    CHECK(row.has_value());
    bytes += row->payload.size() + row->document.size();
    claimed.push_back(*std::move(row));
  }
  ids.resize(claimed.size());
  TRY(take(store, lease, run, ids));
  return claimed;
}

Result<std::vector<RowId>> count_held_rows(Store& store, const Lease& lease, SyncId sync, RunId run) {
  TRY(store.require_lease(lease));
  std::vector<RowId> rows;
  TRY(store.sql().query(
      "SELECT id FROM journal_order WHERE shelf = ? AND sync_id = ? AND run_id <> ? ORDER BY id",
      {code(Shelf::held), sync, run}, [&](const Row& row) { rows.push_back(row.integer(0)); }));
  if (rows.empty()) return rows;
  TRY(store.sql().execute(
      "UPDATE journal_order SET run_id = ?, tally = ? WHERE shelf = ? AND sync_id = ? AND run_id <> ?",
      {run, code(Tally::waiting), code(Shelf::held), sync, run}));
  return rows;
}

Result<void> take_up(Store& store, RunId run, RowId row, std::string_view actor, std::string_view why) {
  CHECK(may_step(State::ignored, State::received));
  TRY_ASSIGN(const auto stepped,
             store.sql().execute("UPDATE journal_order SET state = ?, shelf = ? WHERE id = ? AND state = ?",
                                 {code(State::received), code(Shelf::received), row, code(State::ignored)}));
  if (stepped == 0) return {};
  TRY(store.sql().execute("DELETE FROM journal_problem WHERE row_id = ?", {row}));
  return store.add_event(row, run, kTakenUp, actor, why);
}

Result<Claimed> claim_row(Store& store, const Lease& lease, RunId run, RowId row) {
  TRY(store.require_lease(lease));
  TRY(store.free_dead_leases(lease.id));
  std::optional<std::pair<State, bool>> found;
  TRY(store.sql().query("SELECT state, lease_id FROM journal_order WHERE id = ?", {row}, [&](const Row& r) {
    found.emplace(static_cast<State>(r.integer(0)), !r.is_null(1));
  }));
  if (!found) return order_not_found();
  const auto [state, leased] = *found;
  const bool waiting = state == State::received || state == State::parked || state == State::intended;
  if (!waiting || leased) return not_waiting(state);
  TRY(store.settle_asides(row));  // the POS has it not, says who asks for it: what came last is what is tried
  TRY_ASSIGN(auto claimed, load(store, run, row));
  CHECK(claimed.has_value());
  std::vector<RowId> rows{row};
  TRY(take(store, lease, run, rows));
  TRY(store.add_event(row, run, "retried", "", ""));
  return *std::move(claimed);
}

Result<std::optional<Claimed>> claim_sale_of(Store& store, const Lease& lease, SyncId sync, RunId run,
                                             RowId refund, const Incoming* as_sale, std::string_view actor) {
  TRY(store.require_lease(lease));
  TRY(store.free_dead_leases(lease.id));
  TRY_ASSIGN(const WaitingRefund waiting, refund_that_waits(store, refund));
  RowId row = 0;
  std::optional<State> state;
  TRY(store.sql().query(
      "SELECT id, state FROM journal_order WHERE source_id = ? AND external_id = ? AND kind = ? AND "
      "refund_id = ''",
      {waiting.source, waiting.external_id, code(order::Kind::sale)}, [&](const Row& r) {
        row = r.integer(0);
        state = static_cast<State>(r.integer(1));
      }));
  if (state == State::settled) return std::optional<Claimed>();
  TRY_ASSIGN(const bool never_shown, store.was_never_shown(row));
  if (never_shown) return sale_never_shown(waiting.external_id);
  if (!state || state == State::skipped) {
    if (as_sale == nullptr) return sale_not_received(waiting.external_id);
    TRY_ASSIGN(row, receive_as_sale(store, lease, sync, run, *as_sale));
    TRY(store.add_event(row, run, kTakenUp, actor, "read from its refund, to be booked with it"));
    return load(store, run, row);
  }
  TRY(take_up(store, run, row, actor, "to be booked with its refund"));
  TRY_ASSIGN(auto claimed, claim_row(store, lease, run, row));
  return std::optional(std::move(claimed));
}

Result<std::set<SyncId>> syncs_with_due_rows(Store& store) {
  std::set<SyncId> due;
  const auto add = [&](const Row& row) { due.insert(row.integer(0)); };
  TRY(store.sql().query(
      "SELECT DISTINCT o.sync_id FROM journal_order o LEFT JOIN journal_problem p ON p.row_id = o.id "
      "WHERE o.shelf IN (?, ?, ?) AND (p.retry_at IS NULL OR p.retry_at <= ?)",
      {code(Shelf::woken), code(Shelf::unknown), code(Shelf::due), store.now()}, add));
  // In hand under a lease that nobody has freed yet.
  TRY_ASSIGN(const auto dead, store.dead_leases(0));
  for (const std::int64_t lease : dead) {
    TRY(store.sql().query("SELECT DISTINCT sync_id FROM journal_order WHERE shelf = ? AND lease_id = ?",
                          {code(Shelf::in_hand), lease}, add));
  }
  return due;
}

}  // namespace ordersync::journal
