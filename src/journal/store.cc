// Numbers, sources, leases, events, and content kept aside, in SQL; see store.h.
#include "journal/store.h"

#include <utility>
#include <vector>

#include "sql/nullable.h"
#include "sql/shared_clock.h"

namespace ordersync::journal {

using base::Result;
using sql::Row;

order::Notice changed_notice(std::string_view external_id, std::string_view pos_order) {
  return {std::string(kChanged),
          "Order " + std::string(external_id) + " was changed at the source after it was booked as " +
              std::string(pos_order) +
              " and was not posted again (correct the POS by hand where needed, then press Ignore)"};
}

order::Notice cancelled_notice(order::Kind kind, std::string_view external_id, std::string_view pos_order,
                               std::string_view reason) {
  const bool refund = kind == order::Kind::refund;
  std::string message = "Order " + std::string(external_id) +
                        (refund ? " is no refund any more" : " is no sale any more") + " at the source";
  if (!reason.empty()) message.append(" (").append(reason).append(")");
  message.append(", after it was booked as ").append(pos_order);
  message += refund ? ": where the money was not given back, correct the POS by hand; then press Ignore"
                    : ": press Book the reversal, or Ignore to keep the sale";
  return {std::string(kCancelled), std::move(message)};
}

order::Notice sold_again_notice(std::string_view external_id) {
  return {
      std::string(kSoldAgain),
      "Order " + std::string(external_id) +
          " is a sale again at the source, after its reversal was booked: nothing of it is left in the POS. "
          "Ring it up there by hand where it was sold, then press Ignore"};
}

order::Notice sold_again_unshown_notice(std::string_view external_id) {
  return {
      std::string(kSoldAgain),
      "Order " + std::string(external_id) +
          " is a sale again at the source, after the POS accepted its reversal, which it does not show under "
          "its number: look for it there. Where it stands, ring the sale up by hand; where not, press Ignore "
          "at the reversal. Then press Ignore here"};
}

order::Notice cancelled_again_notice(std::string_view external_id) {
  return {std::string(kCancelled), "Order " + std::string(external_id) +
                                       " is no sale any more at the source, and its reversal was booked "
                                       "before: take back by hand what was "
                                       "rung up for it since, then press Ignore"};
}

std::string without_news(std::string_view message, std::string_view external_id) {
  const std::string begins = ". Order " + std::string(external_id) + " ";
  for (const char* const news :
       {"was changed at the source", "is no sale any more", "is no refund any more", "is a sale again"}) {
    message = message.substr(0, message.find(begins + news));
  }
  return std::string(message);
}

bool is_cancellation(std::string_view reason) {
  return reason.empty() || reason == "status_not_a_sale";
}

Shelf shelf_of(std::string_view problem_code, order::Remedy remedy) {
  if (problem_code == kFurtherRefund || problem_code == kNoAnswer || problem_code == kNotShown)
    return Shelf::held;
  return remedy == order::Remedy::wait ? Shelf::due : Shelf::fix;
}

base::Error lease_lost() {
  return {base::ErrorKind::conflict,
          "lease_lost",
          "This run was silent for too long (the machine slept, or its clock was changed), so its orders "
          "were given free: nothing was changed, and the next run works them",
          {}};
}

base::Error order_not_waiting(std::string message) {
  return {base::ErrorKind::conflict, "order_not_waiting", std::move(message), {}};
}

base::Error attention_changed(const std::optional<Attention>& stands) {
  return {base::ErrorKind::conflict,
          "attention_changed",
          stands ? "This order's attention has changed meanwhile: " + stands->message
                 : "What this order asked for stands no more: look at it again before it is taken back",
          {}};
}

base::Error order_not_found() {
  return base::not_found("order_not_found",
                         "There is no such order: see the list of orders for what was received");
}

Result<std::int64_t> Store::allocate(std::string_view sequence, std::int64_t count) {
  TRY_ASSIGN(const auto next,
             sql::integer_of(connection_,
                             "UPDATE journal_sequence SET next = next + ? WHERE name = ? RETURNING next",
                             {count, sequence}));
  CHECK(next && *next > count);  // migrations() made the sequence
  return *next - count;
}

Result<std::optional<SourceId>> Store::find_source(std::string_view code) {
  if (const auto known = sources_.find(std::string(code)); known != sources_.end())
    return std::optional(known->second);
  TRY_ASSIGN(const std::optional<SourceId> id,
             sql::integer_of(connection_, "SELECT id FROM journal_source WHERE code = ?", {code}));
  if (id) sources_.emplace(code, *id);
  return id;
}

Result<SourceId> Store::source(std::string_view code) {
  TRY_ASSIGN(const auto known, find_source(code));
  if (known) return *known;
  TRY_ASSIGN(const SourceId id, allocate("source", 1));
  TRY(connection_.execute("INSERT INTO journal_source(id, code) VALUES (?, ?)", {id, code}));
  return id;
}

Result<void> Store::add_event(RowId row, std::optional<RunId> run, std::string_view step,
                              std::string_view actor, std::string_view text) {
  const sql::Value run_value = sql::or_null(run);
  TRY(connection_.execute(
      "INSERT INTO journal_event(row_id, seq, at, run_id, step, actor, text) "
      "SELECT ?, COALESCE(MAX(seq), 0) + 1, ?, ?, ?, ?, ? FROM journal_event WHERE row_id = ?",
      {row, now(), run_value, step, actor, text, row}));
  return {};
}

// What the source says later does not take the place of what is wrong in the POS: it is said behind it. Its
// time is always a later one, by whatever clock, so that it is never taken for what somebody has read before.
#define ORDERSYNC_NEWS " IN ('changed_after_booking', 'cancelled_after_booking', 'sold_again')"
#define ORDERSYNC_ALARM_STANDS "excluded.code" ORDERSYNC_NEWS " AND NOT journal_attention.code" ORDERSYNC_NEWS

Result<void> Store::set_attention(RowId row, const order::Notice& attention) {
  TRY(connection_.execute(
      "INSERT INTO journal_attention(row_id, at, code, message) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (row_id) DO UPDATE SET "
      "at = CASE WHEN excluded.at > journal_attention.at THEN excluded.at ELSE journal_attention.at + 1 END, "
      "code = CASE WHEN " ORDERSYNC_ALARM_STANDS
      " THEN journal_attention.code ELSE excluded.code END, "
      "message = CASE WHEN " ORDERSYNC_ALARM_STANDS
      " THEN journal_attention.message || '. ' || excluded.message ELSE excluded.message END",
      {row, now(), attention.code, attention.message}));
  return {};
}

#undef ORDERSYNC_ALARM_STANDS
#undef ORDERSYNC_NEWS

Result<void> Store::decide(RowId row, Decision decision) {
  TRY(
      connection_.execute("INSERT INTO journal_decision(row_id, refund_alone) VALUES (?, ?) "
                          "ON CONFLICT (row_id) DO UPDATE SET refund_alone = excluded.refund_alone",
                          {row, code(decision)}));
  return {};
}

Result<bool> Store::was_never_shown(RowId row) {
  bool never_shown = false;
  TRY(connection_.query("SELECT code, cause FROM journal_problem WHERE row_id = ?", {row},
                        [&](const Row& r) { never_shown = is_never_shown(r.text(0), r.text(1)); }));
  return never_shown;
}

Result<void> Store::make_due(RowId row) {
  TRY(connection_.execute("UPDATE journal_order SET shelf = ? WHERE id = ?", {code(Shelf::due), row}));
  TRY(connection_.execute("UPDATE journal_problem SET retry_at = NULL WHERE row_id = ?", {row}));
  return {};
}

Result<void> Store::set_problem(RowId row, const order::Problem& problem,
                                std::optional<base::Instant> retry_at) {
  TRY(connection_.execute(
      "INSERT INTO journal_problem(row_id, at, code, message, cause, remedy, attempts, retry_at) "
      "VALUES (?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT (row_id) DO UPDATE SET at = excluded.at, code = "
      "excluded.code, "
      "message = excluded.message, cause = excluded.cause, remedy = excluded.remedy, retry_at = "
      "excluded.retry_at, "
      "attempts = journal_problem.attempts + 1",
      {row, now(), problem.code, problem.message, problem.cause, code(problem.remedy),
       sql::or_null(retry_at)}));
  return {};
}

// ---- leases

Result<Lease> Store::open_lease(RunId run, std::string_view owner, base::Instant deadline) {
  TRY(free_dead_leases(0));
  Lease lease;
  TRY_ASSIGN(lease.id, allocate("lease", 1));
  lease.token = base::random_token(random_);
  TRY_ASSIGN(const std::int64_t until, sql::shared_ms(connection_, clock_, deadline));
  TRY(connection_.execute(
      "INSERT INTO journal_lease(id, token, owner, run_id, deadline) VALUES (?, ?, ?, ?, ?)",
      {lease.id, lease.token, owner, run, until}));
  return lease;
}

Result<void> Store::extend(const Lease& lease, base::Instant deadline) {
  TRY_ASSIGN(const std::int64_t until, sql::shared_ms(connection_, clock_, deadline));
  TRY_ASSIGN(const auto changed,
             connection_.execute("UPDATE journal_lease SET deadline = ? WHERE id = ? AND token = ?",
                                 {until, lease.id, lease.token}));
  if (changed == 0) return lease_lost();
  return {};
}

Result<void> Store::close_lease(const Lease& lease) {
  TRY_ASSIGN(const auto removed, connection_.execute("DELETE FROM journal_lease WHERE id = ? AND token = ?",
                                                     {lease.id, lease.token}));
  if (removed == 0) return {};  // taken over: its rows are free already
  TRY(free_rows(lease.id));
  return settle_asides();
}

#define LIVE_LEASE "SELECT 1 FROM journal_lease WHERE id = ? AND token = ? AND deadline > ?"

Result<void> Store::require_lease(const Lease& lease) {
  return require_lease(lease, LIVE_LEASE);
}

// Where writers go beside each other, whoever ends the lease waits for it. SQLite has one writer.
Result<void> Store::hold_lease(const Lease& lease) {
  const bool many = connection_.dialect() == sql::Dialect::postgres;
  return require_lease(lease, many ? LIVE_LEASE " FOR SHARE" : LIVE_LEASE);
}

#undef LIVE_LEASE

Result<void> Store::require_lease(const Lease& lease, std::string_view sql) {
  TRY_ASSIGN(const std::int64_t time, sql::shared_now_ms(connection_, clock_));
  TRY_ASSIGN(const bool live, sql::any_row(connection_, sql, {lease.id, lease.token, time}));
  if (!live) return lease_lost();
  return {};
}

Result<std::vector<std::int64_t>> Store::dead_leases(std::int64_t mine) {
  std::vector<std::int64_t> dead;
  TRY_ASSIGN(const std::int64_t time, sql::shared_now_ms(connection_, clock_));
  TRY(connection_.query("SELECT id, owner, deadline FROM journal_lease WHERE id <> ?", {mine},
                        [&](const Row& row) {
                          const bool passed = row.integer(2) <= time;
                          if (passed || (owner_alive_ && !owner_alive_(row.text(1))))
                            dead.push_back(row.integer(0));
                        }));
  return dead;
}

// As what is no sale: it is looked at again when it is sent, or wanted, again.
Result<void> Store::end_news(RowId row, std::string_view external_id, std::optional<RunId> run,
                             std::string_view actor) {
  TRY(connection_.execute("DELETE FROM journal_aside WHERE row_id = ? AND status <> ?",
                          {row, code(AsideStatus::as_booked)}));
  TRY(connection_.execute("DELETE FROM journal_attention WHERE row_id = ? AND code IN (?, ?, ?)",
                          {row, kChanged, kCancelled, kSoldAgain}));
  std::string message;
  TRY(connection_.query("SELECT message FROM journal_attention WHERE row_id = ?", {row},
                        [&](const Row& found) { message = found.text(0); }));
  if (const std::string alarm = without_news(message, external_id); alarm != message) {
    TRY(connection_.execute("UPDATE journal_attention SET message = ?, at = at + 1 WHERE row_id = ?",
                            {alarm, row}));
  }
  return add_event(row, run, "went_back", actor, "the source sends again what is booked");
}

Result<void> Store::end_as_skipped(RowId row, std::string_view actor, const order::Notice& why) {
  TRY(connection_.execute("UPDATE journal_order SET state = ?, shelf = ?, lease_id = NULL WHERE id = ?",
                          {code(State::skipped), code(Shelf::skipped), row}));
  TRY(connection_.execute("DELETE FROM journal_decision WHERE row_id = ?", {row}));
  TRY(set_problem(row, {why.code, why.message, why.code, order::Remedy::fix}, std::nullopt));
  return add_event(row, std::nullopt, "skipped", actor, why.message);
}

Result<void> Store::free_dead_leases(std::int64_t mine) {
  TRY_ASSIGN(const auto dead, dead_leases(mine));
  if (dead.empty()) return {};
  for (const std::int64_t lease : dead) {
    TRY(connection_.execute("DELETE FROM journal_lease WHERE id = ?", {lease}));
    TRY(free_rows(lease));
  }
  return settle_asides();
}

// What was claimed goes back to where it was; what was intended stays so: that is the unknown outcome.
Result<void> Store::free_rows(std::int64_t lease) {
  TRY(connection_.execute(
      "UPDATE journal_order SET shelf = ?, lease_id = NULL WHERE shelf = ? AND lease_id = ? AND state = ?",
      {code(Shelf::unknown), code(Shelf::in_hand), lease, code(State::intended)}));

  struct Waiting {
    RowId row;
    Shelf shelf;
  };
  std::vector<Waiting> waiting;
  TRY(connection_.query(
      "SELECT o.id, p.code, p.remedy FROM journal_order o JOIN journal_problem p ON p.row_id = o.id "
      "WHERE o.shelf = ? AND o.lease_id = ?",
      {code(Shelf::in_hand), lease}, [&](const Row& row) {
        waiting.push_back(
            {row.integer(0), shelf_of(row.text(1), static_cast<order::Remedy>(row.integer(2)))});
      }));
  for (const Waiting& row : waiting) {
    TRY(connection_.execute("UPDATE journal_order SET state = ?, shelf = ?, lease_id = NULL WHERE id = ?",
                            {code(State::parked), code(row.shelf), row.row}));
  }
  TRY(connection_.execute(
      "UPDATE journal_order SET state = ?, shelf = ?, lease_id = NULL WHERE shelf = ? AND lease_id = ?",
      {code(State::received), code(Shelf::received), code(Shelf::in_hand), lease}));
  return {};
}

// ---- content kept aside

struct Store::Aside {
  RowId row = 0;
  State state = State::received;
  order::Kind kind = order::Kind::sale;
  std::string external_id;
  base::Digest digest;
  Content content = Content::bookable;
  order::Problem problem;  // refused: why; other: the reason in code and message
};

Result<void> Store::settle_asides(RowId by_hand) {
  std::vector<Aside> known;
  TRY(connection_.query(
      "SELECT a.row_id, o.state, o.kind, o.external_id, a.digest, a.content, a.code, a.message, a.cause FROM "
      "journal_aside a "
      "JOIN journal_order o ON o.id = a.row_id WHERE a.status = 0 AND o.state IN (?, ?, ?, ?) AND (o.id = ? "
      "OR NOT EXISTS "
      "(SELECT 1 FROM journal_problem p WHERE p.row_id = o.id AND p.code = ? AND o.state = ?))",
      {code(State::received), code(State::parked), code(State::settled), code(State::skipped), by_hand,
       kNotShown, code(State::parked)},
      [&](const Row& row) {
        known.push_back({row.integer(0),
                         static_cast<State>(row.integer(1)),
                         static_cast<order::Kind>(row.integer(2)),
                         std::string(row.text(3)),
                         digest_from(row.bytes(4)),
                         static_cast<Content>(row.integer(5)),
                         {std::string(row.text(6)), std::string(row.text(7)), std::string(row.text(8)),
                          order::Remedy::fix}});
      }));
  for (const Aside& aside : known) {
    if (aside.state == State::settled) {
      TRY(show_aside(aside));
    } else {
      TRY(replace_by_aside(aside));
    }
  }
  return {};
}

// Shown at once, counted as a failure by the run in which the source sends it again (behaviour 11: once).
Result<void> Store::show_aside(const Aside& aside) {
  const auto shown = [&]() -> Result<void> {
    TRY(connection_.execute("UPDATE journal_aside SET status = ? WHERE row_id = ? AND digest = ?",
                            {code(AsideStatus::shown), aside.row, blob(aside.digest)}));
    return {};
  };
  if (aside.content == Content::other && !is_cancellation(aside.problem.code)) return shown();
  std::string pos_order;
  TRY(connection_.query("SELECT pos_order FROM journal_booking WHERE row_id = ?", {aside.row},
                        [&](const Row& row) { pos_order = row.text(0); }));
  const order::Notice notice =
      aside.content == Content::other
          ? cancelled_notice(aside.kind, aside.external_id, pos_order, aside.problem.message)
          : changed_notice(aside.external_id, pos_order);
  TRY(set_attention(aside.row, notice));
  TRY(add_event(aside.row, std::nullopt, notice.code, "", notice.message));
  return shown();
}

Result<void> Store::replace_by_aside(const Aside& aside) {
  // What cannot be read fails in the run that tries it.
  const bool no_sale = aside.content == Content::other;
  const State state = no_sale ? State::skipped : State::received;
  const Shelf shelf = no_sale ? Shelf::skipped : Shelf::woken;
  CHECK(state == aside.state || may_step(aside.state, state));
  TRY(connection_.execute(
      "UPDATE journal_order SET state = ?, shelf = ?, content = ?, digest = ? WHERE id = ?",
      {code(state), code(shelf), code(aside.content), blob(aside.digest), aside.row}));
  TRY(
      connection_.execute("UPDATE journal_payload SET bytes = (SELECT payload FROM journal_aside WHERE "
                          "row_id = ? AND digest = ?) "
                          "WHERE row_id = ?",
                          {aside.row, blob(aside.digest), aside.row}));
  TRY(connection_.execute("DELETE FROM journal_aside WHERE row_id = ?", {aside.row}));
  TRY(connection_.execute("DELETE FROM journal_intent WHERE row_id = ?", {aside.row}));
  TRY(connection_.execute("DELETE FROM journal_problem WHERE row_id = ?", {aside.row}));
  TRY(connection_.execute("DELETE FROM journal_decision WHERE row_id = ?", {aside.row}));
  if (no_sale) TRY(set_problem(aside.row, aside.problem, std::nullopt));
  return add_event(aside.row, std::nullopt, "replaced", "",
                   "the newer content that was kept aside takes its place");
}

}  // namespace ordersync::journal
