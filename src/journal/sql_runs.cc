// Runs of syncs and their progress, in SQL; see runs.h.
#include <algorithm>
#include <string>
#include <utility>

#include "journal/rows.h"
#include "journal/runs.h"
#include "journal/sql_journal.h"
#include "journal/views.h"
#include "sql/nullable.h"
#include "sql/shared_clock.h"

namespace ordersync::journal {

std::string_view to_string(Trigger trigger) {
  switch (trigger) {
    case Trigger::schedule:
      return "schedule";
    case Trigger::sync_now:
      return "sync_now";
    case Trigger::push:
      return "push";
    case Trigger::retry:
      return "retry";
  }
  return "";
}

std::string_view to_string(RunStatus status) {
  switch (status) {
    case RunStatus::running:
      return "running";
    case RunStatus::success:
      return "success";
    case RunStatus::no_orders:
      return "no_orders";
    case RunStatus::error:
      return "error";
  }
  return "";
}

namespace {

using base::Result;
using sql::Row;
using sql::Value;

constexpr std::string_view kDied =
    "The program stopped during this run; its orders were kept and are worked by the next run";

// Stored as they are declared; a new value goes to the end.
static_assert(static_cast<int>(Trigger::schedule) == 0 && static_cast<int>(Trigger::sync_now) == 1 &&
              static_cast<int>(Trigger::push) == 2 && static_cast<int>(Trigger::retry) == 3);
static_assert(static_cast<int>(RunStatus::running) == 0 && static_cast<int>(RunStatus::success) == 1 &&
              static_cast<int>(RunStatus::no_orders) == 2 && static_cast<int>(RunStatus::error) == 3);

base::Error run_lost() {
  return {
      base::ErrorKind::conflict,
      "run_lost",
      "This run was given up as dead, because it was silent for too long, and another has taken its place",
      {}};
}

base::Error in_progress(RunId run) {
  return {base::ErrorKind::conflict,
          "run_in_progress",
          "A run of this sync is in progress: wait for it to end",
          {},
          std::to_string(run)};
}

Run run_from(const Row& row) {
  Run run;
  run.id = row.integer(0);
  run.sync_id = row.integer(1);
  run.trigger = static_cast<Trigger>(row.integer(2));
  run.status = static_cast<RunStatus>(row.integer(3));
  run.message = row.text(4);
  run.counts = {row.integer(5), row.integer(6), row.integer(7), row.integer(8), row.integer(9)};
  run.pages = static_cast<int>(row.integer(10));
  run.started_at = base::from_unix_ms(row.integer(11));
  run.ended_at = sql::maybe_time(row, 12);
  return run;
}

#define ORDERSYNC_RUN                                                                                        \
  "SELECT id, sync_id, trigger_code, status, message, processed, failed, already_synced, skipped, waiting, " \
  "pages, started_at, ended_at FROM journal_run "

class SqlRuns final : public Runs {
 public:
  SqlRuns(sql::Connection& connection, const base::Clock& clock, OwnerAlive owner_alive)
      : connection_(connection), clock_(clock), owner_alive_(std::move(owner_alive)) {}

  Result<RunId> begin(SyncId sync, Trigger trigger, std::string_view owner, base::Instant deadline) override {
    RunId run = 0;
    TRY(sql::write_transaction(connection_, [&]() -> Result<void> {
      TRY_ASSIGN(const std::int64_t until, sql::shared_ms(connection_, clock_, deadline));
      TRY_ASSIGN(const auto living, end_dead_runs(sync));
      if (living) return in_progress(*living);
      TRY(connection_.query(
          "UPDATE journal_sequence SET next = next + 1 WHERE name = 'run' RETURNING next - 1", {},
          [&](const Row& row) { run = row.integer(0); }));
      CHECK(run > 0);
      TRY(connection_.execute(
          "INSERT INTO journal_run(id, sync_id, trigger_code, status, message, processed, failed, "
          "already_synced, skipped, "
          "waiting, pages, owner, deadline, started_at) VALUES (?, ?, ?, ?, '', 0, 0, 0, 0, 0, 0, ?, ?, ?)",
          {run, sync, code(trigger), code(RunStatus::running), owner, until, now()}));
      return {};
    }));
    return run;
  }

  Result<void> beat(RunId run, const RunCounts& counts, int pages, base::Instant deadline) override {
    TRY_ASSIGN(const std::int64_t until, sql::shared_ms(connection_, clock_, deadline));
    TRY_ASSIGN(const auto changed,
               connection_.execute(
                   "UPDATE journal_run SET processed = ?, failed = ?, already_synced = ?, skipped = ?, "
                   "waiting = ?, pages = ?, deadline = ? WHERE id = ? AND status = ?",
                   {counts.processed, counts.failed, counts.already_synced, counts.skipped, counts.waiting,
                    std::int64_t{pages}, until, run, code(RunStatus::running)}));
    if (changed == 0) return run_lost();
    return {};
  }

  Result<void> end(RunId run, const RunResult& result) override {
    CHECK(result.status != RunStatus::running);
    CHECK((result.source == SourceSeen::failed) == !result.fetch_error.empty());
    return sql::write_transaction(connection_, [&]() -> Result<void> {
      const RunCounts& counts = result.counts;
      TRY_ASSIGN(const auto changed,
                 connection_.execute(
                     "UPDATE journal_run SET processed = ?, failed = ?, already_synced = ?, skipped = ?, "
                     "waiting = ?, pages = ? WHERE id = ? AND status = ?",
                     {counts.processed, counts.failed, counts.already_synced, counts.skipped, counts.waiting,
                      std::int64_t{result.pages}, run, code(RunStatus::running)}));
      if (changed == 0) return run_lost();
      return write_end(run, result);
    });
  }

  Result<std::optional<Run>> show(RunId run) override {
    std::optional<Run> found;
    TRY(connection_.query(ORDERSYNC_RUN "WHERE id = ?", {run},
                          [&](const Row& row) { found = run_from(row); }));
    return found;
  }

  Result<bool> alive(RunId run) override {
    bool lives = false;
    TRY_ASSIGN(const std::int64_t time, sql::shared_now_ms(connection_, clock_));
    TRY(connection_.query("SELECT owner, deadline FROM journal_run WHERE id = ? AND status = 0", {run},
                          [&](const Row& row) {
                            lives = row.integer(1) > time && (!owner_alive_ || owner_alive_(row.text(0)));
                          }));
    return lives;
  }

  Result<Page> list(const RunFilter& filter) override {
    const bool newest_first = filter.order == base::ListOrder::newest_first;
    TRY_ASSIGN(const RunId from, id_of_cursor(filter.cursor, filter.order));
    const auto shown = static_cast<std::size_t>(std::clamp(filter.limit, 1, base::kMostListed));
    const auto one_more = static_cast<std::int64_t>(shown) + 1;
    Page page;
    const sql::RowHandler add = [&](const Row& row) { page.items.push_back(run_from(row)); };
    if (filter.sync) {
      TRY(connection_.query(newest_first ? ORDERSYNC_RUN
                                "WHERE sync_id = ? AND id < ? ORDER BY id DESC LIMIT ?"
                                         : ORDERSYNC_RUN "WHERE sync_id = ? AND id > ? ORDER BY id LIMIT ?",
                            {*filter.sync, from, one_more}, add));
    } else {
      TRY(connection_.query(newest_first ? ORDERSYNC_RUN "WHERE id < ? ORDER BY id DESC LIMIT ?"
                                         : ORDERSYNC_RUN "WHERE id > ? ORDER BY id LIMIT ?",
                            {from, one_more}, add));
    }
    if (page.items.size() > shown) {
      page.items.resize(shown);
      page.next = std::to_string(page.items.back().id);
    }
    return page;
  }

  Result<Progress> progress(SyncId sync) override {
    Progress progress;
    TRY(connection_.query(
        "SELECT cursor_at, full_read_at, next_run_at, last_sync_date, last_sync_status, last_sync_message, "
        "COALESCE(fetch_error, CASE WHEN last_sync_message LIKE 'Failed to fetch orders from external "
        "system: %' THEN last_sync_message ELSE '' END) FROM journal_sync_progress WHERE sync_id = ?",
        {sync}, [&](const Row& row) {
          progress.cursor = sql::maybe_time(row, 0);
          progress.full_read_at = sql::maybe_time(row, 1);
          progress.next_run_at = sql::maybe_time(row, 2);
          progress.last_sync_date = sql::maybe_time(row, 3);
          progress.last_sync_status = row.text(4);
          progress.last_sync_message = row.text(5);
          progress.fetch_error = row.text(6);
        }));
    return progress;
  }

  Result<void> advance_cursor(SyncId sync, base::Instant cursor, Reading reading) override {
    const std::int64_t at = base::to_unix_ms(cursor);
    const Value full_read = reading == Reading::full ? Value(now()) : Value(sql::Null{});
    return sql::write_transaction(connection_, [&]() -> Result<void> {
      TRY(make_progress(sync));
      // Also back: a source whose clock was ahead once would never be asked for the orders of today again,
      // while orders that are sent twice harm nobody.
      TRY(connection_.execute(
          "UPDATE journal_sync_progress SET cursor_at = ?, full_read_at = COALESCE(?, full_read_at) "
          "WHERE sync_id = ?",
          {at, full_read, sync}));
      return {};
    });
  }

  Result<void> schedule(SyncId sync, std::optional<base::Instant> next_run_at) override {
    const Value next = sql::or_null(next_run_at);
    return sql::write_transaction(connection_, [&]() -> Result<void> {
      TRY(make_progress(sync));
      TRY(connection_.execute("UPDATE journal_sync_progress SET next_run_at = ? WHERE sync_id = ?",
                              {next, sync}));
      return {};
    });
  }

  Result<bool> take_turn(SyncId sync, base::Instant at, const Turn& turn) override {
    // Mostly it is nobody's turn, and a look without the write lock says so.
    TRY_ASSIGN(const Progress standing, progress(sync));
    const base::Instant too_far = turn.next + kTurnsApart;
    if (standing.next_run_at && *standing.next_run_at > at && *standing.next_run_at <= too_far) return false;
    std::int64_t taken = 0;
    TRY(sql::write_transaction(connection_, [&]() -> Result<void> {
      TRY(make_progress(sync));
      TRY_ASSIGN(taken,
                 connection_.execute("UPDATE journal_sync_progress SET next_run_at = ? WHERE sync_id = ? "
                                     "AND (next_run_at IS NULL OR next_run_at <= ? OR next_run_at > ?)",
                                     {base::to_unix_ms(turn.held_until), sync, base::to_unix_ms(at),
                                      base::to_unix_ms(too_far)}));
      return {};
    }));
    return taken == 1;
  }

  // Earlier than it was held until: a dead run that this one has found left it due at once.
  Result<void> keep_turn(SyncId sync, const Turn& turn) override {
    if (turn.next == turn.held_until) return {};
    return sql::write_transaction(connection_, [&]() -> Result<void> {
      TRY(connection_.execute(
          "UPDATE journal_sync_progress SET next_run_at = ? WHERE sync_id = ? AND next_run_at <= ?",
          {base::to_unix_ms(turn.next), sync, base::to_unix_ms(turn.held_until)}));
      return {};
    });
  }

  Result<std::map<SyncId, base::Instant>> not_yet_due(base::Instant at) override {
    std::map<SyncId, base::Instant> syncs;
    TRY(connection_.query("SELECT sync_id, next_run_at FROM journal_sync_progress WHERE next_run_at > ?",
                          {base::to_unix_ms(at)}, [&](const Row& row) {
                            syncs.emplace(row.integer(0), base::from_unix_ms(row.integer(1)));
                          }));
    return syncs;
  }

  Result<void> end_dead() override {
    constexpr SyncId kNone = -1;
    TRY_ASSIGN(const Running found, running(kNone));
    if (found.dead.empty()) return {};
    return sql::write_transaction(connection_, [&]() -> Result<void> {
      TRY(end_dead_runs(kNone));
      return {};
    });
  }

 private:
  std::int64_t now() const { return base::to_unix_ms(clock_.now()); }

  Result<void> make_progress(SyncId sync) {
    TRY(
        connection_.execute("INSERT INTO journal_sync_progress(sync_id, last_sync_status, last_sync_message) "
                            "VALUES (?, '', '') ON CONFLICT (sync_id) DO NOTHING",
                            {sync}));
    return {};
  }

  // The run and its sync bear the same moment.
  Result<void> write_end(RunId run, const RunResult& result) {
    const std::int64_t ended_at = now();
    TRY(connection_.execute("UPDATE journal_run SET status = ?, message = ?, ended_at = ? WHERE id = ?",
                            {code(result.status), result.message, ended_at, run}));
    std::int64_t sync = 0;
    Trigger trigger = Trigger::schedule;
    TRY(connection_.query("SELECT sync_id, trigger_code FROM journal_run WHERE id = ?", {run},
                          [&](const Row& row) {
                            sync = row.integer(0);
                            trigger = static_cast<Trigger>(row.integer(1));
                          }));
    TRY(make_progress(sync));
    TRY_ASSIGN(const Progress standing, progress(sync));
    const bool asked = result.source != SourceSeen::not_asked;
    const std::string& fetch_error = asked ? result.fetch_error : standing.fetch_error;
    // Retrying while the source is away must not look as if it were there again.
    const bool is_aside = !asked && (trigger == Trigger::push || trigger == Trigger::retry);
    const bool source_is_away = is_aside && !fetch_error.empty();
    std::string status(to_string(source_is_away ? RunStatus::error : result.status));
    std::string message = source_is_away ? fetch_error : result.message;
    // Nor as if what keeps the others waiting were gone.
    if (result.of_one_order && standing.last_sync_date) {
      TRY_ASSIGN(const bool others_wait, anything_waits(sync));
      if (others_wait) {
        status = standing.last_sync_status;
        message = standing.last_sync_message;
      }
    }
    TRY(connection_.execute(
        "UPDATE journal_sync_progress SET last_sync_date = ?, last_sync_status = ?, last_sync_message = ?, "
        "fetch_error = ? WHERE sync_id = ?",
        {ended_at, status, message, fetch_error, sync}));
    return {};
  }

  Result<bool> anything_waits(SyncId sync) {
    return sql::any_row(
        connection_,
        "SELECT 1 FROM journal_order WHERE shelf IS NOT NULL AND shelf < 6 AND sync_id = ? LIMIT 1", {sync});
  }

  struct Running {
    std::vector<RunId> dead;
    std::optional<RunId> living;  // of the sync that was asked for
  };
  Result<Running> running(SyncId sync) {
    Running found;
    TRY_ASSIGN(const std::int64_t time, sql::shared_now_ms(connection_, clock_));
    TRY(connection_.query("SELECT id, sync_id, owner, deadline FROM journal_run WHERE status = 0", {},
                          [&](const Row& row) {
                            const bool passed = row.integer(3) <= time;
                            if (passed || (owner_alive_ && !owner_alive_(row.text(2)))) {
                              found.dead.push_back(row.integer(0));
                            } else if (row.integer(1) == sync) {
                              found.living = row.integer(0);
                            }
                          }));
    return found;
  }

  // A run whose process died is no run; its counts stay as far as it came. The living run of `sync`, if any.
  Result<std::optional<RunId>> end_dead_runs(SyncId sync) {
    TRY_ASSIGN(const Running found, running(sync));
    for (const RunId run : found.dead) {
      TRY(write_end(run, {.status = RunStatus::error, .message = std::string(kDied)}));
      TRY(connection_.execute(
          "UPDATE journal_sync_progress SET next_run_at = ? WHERE next_run_at > ? AND sync_id = "
          "(SELECT sync_id FROM journal_run WHERE id = ?)",
          {now(), now(), run}));
    }
    return found.living;
  }

  sql::Connection& connection_;
  const base::Clock& clock_;
  OwnerAlive owner_alive_;
};

}  // namespace

std::unique_ptr<Runs> make_sql_runs(sql::Connection& connection, const base::Clock& clock,
                                    OwnerAlive owner_alive) {
  return std::make_unique<SqlRuns>(connection, clock, std::move(owner_alive));
}

}  // namespace ordersync::journal
