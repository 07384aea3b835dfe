// The verbs of the journal, each one transaction; what they do stands in receive, claim, outcome and views.
#include "journal/sql_journal.h"

#include <utility>

#include "journal/book_again.h"
#include "journal/claim.h"
#include "journal/outcome.h"
#include "journal/receive.h"
#include "journal/store.h"
#include "journal/views.h"

namespace ordersync::journal {

namespace {

using base::Result;
using sql::Row;

// Of what is tried and undone: no run has this number.
constexpr RunId kTried = -1;
constexpr base::Milliseconds kTrial{60'000};

class SqlJournal final : public Journal {
 public:
  SqlJournal(sql::Connection& connection, const base::Clock& clock, base::Random& random,
             OwnerAlive owner_alive)
      : store_(connection, clock, random, std::move(owner_alive)) {}

  Result<Lease> open_lease(RunId run, std::string_view owner, base::Instant deadline) override {
    return writing<Lease>([&] { return store_.open_lease(run, owner, deadline); });
  }
  Result<void> extend(const Lease& lease, base::Instant deadline) override {
    return sql::write_transaction(store_.sql(), [&] { return store_.extend(lease, deadline); });
  }
  Result<void> close_lease(const Lease& lease) override {
    return sql::write_transaction(store_.sql(), [&] { return store_.close_lease(lease); });
  }

  Result<void> check_lease(const Lease& lease) override { return store_.require_lease(lease); }

  Result<std::vector<Arrived>> receive(const Lease& lease, SyncId sync, RunId run,
                                       std::span<const Incoming> batch) override {
    return writing<std::vector<Arrived>>([&] { return Receiver(store_, lease, sync, run, batch).receive(); });
  }
  Result<std::optional<std::vector<Arrived>>> append(const Lease& lease, SyncId sync, RunId run,
                                                     std::span<const Incoming> batch) override;
  Result<std::vector<Arrived>> receive_pushed(SyncId sync, std::span<const Incoming> batch,
                                              const std::function<Result<void>()>& together) override {
    return writing<std::vector<Arrived>>([&]() -> Result<std::vector<Arrived>> {
      if (together) TRY(together());
      return Receiver(store_, sync, batch).receive();
    });
  }
  Result<std::vector<Claimed>> claim(const Lease& lease, SyncId sync, RunId run, ClaimOf which, RowId after,
                                     int limit) override {
    return writing<std::vector<Claimed>>(
        [&] { return claim_rows(store_, lease, sync, run, which, after, limit); });
  }
  Result<void> go_back(const Lease& lease, RunId run, std::span<const WentBack> rows) override {
    return sql::write_transaction(store_.sql(), [&] { return go_back_rows(store_, lease, run, rows); });
  }
  Result<std::vector<RowId>> count_held(const Lease& lease, SyncId sync, RunId run) override {
    return writing<std::vector<RowId>>([&] { return count_held_rows(store_, lease, sync, run); });
  }
  Result<std::vector<RowId>> try_count_held(SyncId sync) override {
    return undone<std::vector<RowId>>(
        [&](const Lease& lease) { return count_held_rows(store_, lease, sync, kTried); });
  }
  Result<std::vector<Arrived>> try_receive(SyncId sync, std::span<const Incoming> batch) override {
    return undone<std::vector<Arrived>>(
        [&](const Lease& lease) { return Receiver(store_, lease, sync, kTried, batch).look(); });
  }
  Result<std::vector<Claimed>> try_claim(SyncId sync, RowId after, int limit) override {
    return undone<std::vector<Claimed>>([&](const Lease& lease) {
      return claim_rows(store_, lease, sync, kTried, ClaimOf::waiting, after, limit);
    });
  }
  Result<Claimed> claim_one(const Lease& lease, RunId run, RowId row, Ignored ignored) override {
    return writing<Claimed>([&]() -> Result<Claimed> {
      if (ignored == Ignored::taken_up) TRY(take_up_again(row, run));
      return claim_row(store_, lease, run, row);
    });
  }
  Result<std::optional<Claimed>> claim_sale(const Lease& lease, SyncId sync, RunId run, RowId row,
                                            const Incoming* as_sale, std::string_view actor) override {
    return writing<std::optional<Claimed>>(
        [&] { return claim_sale_of(store_, lease, sync, run, row, as_sale, actor); });
  }
  Result<std::vector<RowId>> intend(const Lease& lease, RunId run, std::span<const Intent> batch) override {
    return writing<std::vector<RowId>>([&] { return intend_rows(store_, lease, run, batch); });
  }
  Result<void> finish(const Lease& lease, RunId run, std::span<const Settlement> settled,
                      std::span<const Parking> parked) override {
    return sql::write_transaction(store_.sql(),
                                  [&] { return finish_rows(store_, lease, run, settled, parked); });
  }
  Result<std::vector<Arrived>> finish_and_receive(const Lease& lease, SyncId sync, RunId run,
                                                  const Finished& finished,
                                                  std::span<const Incoming> batch) override {
    return writing<std::vector<Arrived>>([&]() -> Result<std::vector<Arrived>> {
      TRY(finish_rows(store_, lease, run, finished.settled, finished.parked));
      return Receiver(store_, lease, sync, run, batch).receive();
    });
  }

  Result<void> skip(const Lease& lease, RunId run, std::span<const Skipping> rows) override {
    return sql::write_transaction(store_.sql(), [&] { return skip_rows(store_, lease, run, rows); });
  }

  Result<std::optional<OrderView>> find(const order::OrderKey& key) override { return view_of(store_, key); }
  Result<std::vector<OrderView>> refunds_of(std::string_view source, std::string_view external_id) override {
    return journal::refunds_of(store_, source, external_id);
  }
  Result<std::vector<OrderView>> find_text(std::string_view text) override {
    return reading<std::vector<OrderView>>([&] { return find_by_text(store_, text); });
  }
  Result<OrderPage> list(const OrderFilter& filter) override {
    return reading<OrderPage>([&] { return list_orders(store_, filter); });
  }
  Result<std::vector<KeyOfRow>> decided(std::string_view source, order::Kind kind, int limit) override {
    return reading<std::vector<KeyOfRow>>([&] { return decided_of(store_, source, kind, limit); });
  }
  Result<std::vector<Event>> timeline(RowId row) override {
    return reading<std::vector<Event>>([&] { return timeline_of(store_, row); });
  }
  Result<std::string> payload(RowId row) override { return payload_of(store_, row); }
  Result<std::string> document(RowId row) override { return document_of(store_, row); }
  Result<std::string> changed_payload(RowId row) override { return changed_payload_of(store_, row); }
  Result<std::set<SyncId>> due_syncs() override { return syncs_with_due_rows(store_); }
  Result<Counts> counts(std::optional<SyncId> sync) override {
    return reading<Counts>([&] { return open_counts(store_, sync); });
  }

  Result<void> ignore(RowId row, std::string_view why, std::string_view actor,
                      const std::optional<Attention>& seen) override;
  Result<void> refund_alone(RowId row, std::string_view actor) override;
  Result<void> book_again(const OrderView& seen, SyncId sync, std::string_view actor) override {
    return sql::write_transaction(store_.sql(), [&] { return book_row_again(store_, seen, sync, actor); });
  }
  Result<void> attend(RowId row, const order::Notice& attention) override;
  Result<std::int64_t> wake(std::optional<SyncId> sync, std::string_view reason) override;

 private:
  // Not what the POS accepted before: whoever asks for that again may not know (decision 0034).
  Result<void> take_up_again(RowId row, RunId run) {
    TRY_ASSIGN(const bool never_shown, store_.was_never_shown(row));
    if (!never_shown) return take_up(store_, run, row, {}, "asked for again");
    return order_not_waiting(
        "The POS accepted this reversal before and does not show it under its number, so booked now it may "
        "stand there twice. Look for it in the POS; where nothing of it stands there, press Retry at the "
        "reversal while it waits, or take the sale back in the POS by hand");
  }
  // One durable transaction with an answer. After a failure nothing learned in it is believed.
  template <class T, class Body>
  Result<T> writing(const Body& body) {
    std::optional<T> answer;
    auto done = sql::write_transaction(store_.sql(), [&]() -> Result<void> {
      TRY_ASSIGN(answer, body());
      return {};
    });
    if (done.ok()) return *std::move(answer);
    store_.forget_sources();
    return std::move(done).error();
  }
  // The answer of a transaction that leaves nothing behind, under a lease that nobody ever sees.
  template <class T, class Body>
  Result<T> undone(const Body& body) {
    TRY(store_.sql().begin_write());
    auto answer = [&]() -> Result<T> {
      TRY_ASSIGN(const Lease lease, store_.open_lease(kTried, {}, base::from_unix_ms(store_.now()) + kTrial));
      return body(lease);
    }();
    store_.sql().rollback();
    store_.forget_sources();
    return answer;
  }
  template <class T, class Body>
  Result<T> reading(const Body& body) {
    std::optional<T> answer;
    TRY(sql::read_transaction(store_.sql(), [&]() -> Result<void> {
      TRY_ASSIGN(answer, body());
      return {};
    }));
    return *std::move(answer);
  }

  // The state of a row that nobody has in hand; dead leases have been freed. REQUIRES: a write transaction.
  Result<State> state_at_rest(RowId row);
  // REQUIRES: a write transaction.
  Result<void> close_attention(RowId row, const std::optional<Attention>& seen);

  Store store_;
};

// Somebody may add one of the keys between the look and the insert: then its unique index says so.
Result<std::optional<std::vector<Arrived>>> SqlJournal::append(const Lease& lease, SyncId sync, RunId run,
                                                               std::span<const Incoming> batch) {
  constexpr const char* kKnown = "not_all_new";
  std::optional<std::vector<Arrived>> arrived;
  auto done = sql::append_transaction(store_.sql(), [&]() -> Result<void> {
    TRY_ASSIGN(arrived, Receiver(store_, lease, sync, run, batch).append());
    if (!arrived) return base::Error{base::ErrorKind::conflict, kKnown, {}, {}};
    return {};
  });
  if (done.ok()) return arrived;
  if (done.error().code == kKnown || done.error().code == "store_conflict")
    return std::optional<std::vector<Arrived>>();
  return std::move(done).error();
}

Result<State> SqlJournal::state_at_rest(RowId row) {
  TRY(store_.free_dead_leases(0));
  std::optional<State> state;
  bool leased = false;
  TRY(store_.sql().query("SELECT state, lease_id FROM journal_order WHERE id = ?", {row}, [&](const Row& r) {
    state = static_cast<State>(r.integer(0));
    leased = !r.is_null(1);
  }));
  if (!state) return order_not_found();
  if (leased)
    return order_not_waiting("This order is being worked on by a run: see what becomes of it in a moment");
  return *state;
}

Result<void> SqlJournal::close_attention(RowId row, const std::optional<Attention>& seen) {
  std::optional<Attention> stands;
  TRY(store_.sql().query("SELECT code, message, at FROM journal_attention WHERE row_id = ?", {row},
                         [&](const Row& r) { stands = attention_at(r, 0, 1, 2); }));
  if (!stands) return order_not_waiting("This order is booked already, and nothing about it needs attention");
  if (!seen || !seen->is_same_as(*stands)) return attention_changed(stands);
  TRY(store_.sql().execute("DELETE FROM journal_attention WHERE row_id = ?", {row}));
  return {};
}

Result<void> SqlJournal::ignore(RowId row, std::string_view why, std::string_view actor,
                                const std::optional<Attention>& seen) {
  return sql::write_transaction(store_.sql(), [&]() -> Result<void> {
    TRY_ASSIGN(const State state, state_at_rest(row));
    if (state == State::settled) {
      TRY(close_attention(row, seen));
      return store_.add_event(row, std::nullopt, "attention_closed", actor, why);
    }
    if (state == State::intended) {
      return order_not_waiting(
          "Whether this order was booked is not known yet: it is looked up first, then it can be ignored");
    }
    if (!may_step(state, State::ignored))
      return order_not_waiting("This order waits for nothing: it was ignored or skipped already");
    TRY(store_.sql().execute("UPDATE journal_order SET state = ?, shelf = ? WHERE id = ?",
                             {code(State::ignored), code(Shelf::ignored), row}));
    // What it waited for is over; when that was, and how often it had been tried, stays. So does that it
    // stands in the POS (Store::was_never_shown).
    TRY(store_.sql().execute(
        "INSERT INTO journal_problem(row_id, at, code, message, cause, remedy, attempts) "
        "VALUES (?, ?, 'ignored', '', '', ?, 0) ON CONFLICT (row_id) DO UPDATE SET at = excluded.at, code = "
        "excluded.code, message = excluded.message, cause = CASE WHEN journal_problem.code = ? THEN "
        "journal_problem.code ELSE excluded.cause END, remedy = excluded.remedy, retry_at = NULL",
        {row, store_.now(), code(order::Remedy::fix), kNotShown}));
    return store_.add_event(row, std::nullopt, "ignored", actor, why);
  });
}

Result<void> SqlJournal::refund_alone(RowId row, std::string_view actor) {
  return sql::write_transaction(store_.sql(), [&]() -> Result<void> {
    TRY(state_at_rest(row));
    TRY(refund_that_waits(store_, row));
    TRY(store_.decide(row, Decision::refund_alone));
    TRY(store_.make_due(row));
    return store_.add_event(row, std::nullopt, "refund_alone", actor, "to be booked without its sale");
  });
}

Result<void> SqlJournal::attend(RowId row, const order::Notice& attention) {
  return sql::write_transaction(store_.sql(), [&]() -> Result<void> {
    TRY_ASSIGN(const State state, state_at_rest(row));
    if (state != State::settled) return order_not_waiting("Only a booked order can need attention");
    TRY_ASSIGN(const auto open,
               store_.sql().execute("UPDATE journal_attention SET message = ? WHERE row_id = ? AND code = ?",
                                    {attention.message, row, attention.code}));
    if (open == 0) return {};
    TRY_ASSIGN(
        const auto told,
        store_.sql().execute("UPDATE journal_event SET text = ? WHERE row_id = ? AND step = ? AND seq = "
                             "(SELECT MAX(e.seq) FROM journal_event e WHERE e.row_id = ?)",
                             {attention.message, row, attention.code, row}));
    if (told > 0) return {};
    return store_.add_event(row, std::nullopt, attention.code, "", attention.message);
  });
}

Result<std::int64_t> SqlJournal::wake(std::optional<SyncId> sync, std::string_view reason) {
  return writing<std::int64_t>([&]() -> Result<std::int64_t> {
    const SyncId wanted = sync.value_or(kAnySync);
    TRY(store_.sql().execute(
        "INSERT INTO journal_event(row_id, seq, at, run_id, step, actor, text) SELECT o.id, "
        "(SELECT COALESCE(MAX(e.seq), 0) + 1 FROM journal_event e WHERE e.row_id = o.id), ?, NULL, 'woken', "
        "'', ? "
        "FROM journal_order o WHERE o.shelf = ? AND (? = -1 OR o.sync_id = ?)",
        {store_.now(), reason, code(Shelf::fix), wanted, wanted}));
    // Of these the POS is asked at once: their outcome is not known, or they wait for a session.
    TRY(store_.sql().execute(
        "UPDATE journal_problem SET retry_at = NULL WHERE row_id IN (SELECT o.id FROM journal_order o WHERE "
        "o.shelf = ? AND (? = -1 OR o.sync_id = ?))",
        {code(Shelf::unknown), wanted, wanted}));
    constexpr std::string_view kMove =
        "UPDATE journal_order SET shelf = ? WHERE shelf = ? AND (? = -1 OR sync_id = ?)";
    TRY(store_.sql().execute(kMove, {code(Shelf::woken), code(Shelf::received), wanted, wanted}));
    return store_.sql().execute(kMove, {code(Shelf::due), code(Shelf::fix), wanted, wanted});
  });
}

}  // namespace

std::unique_ptr<Journal> make_sql_journal(sql::Connection& connection, const base::Clock& clock,
                                          base::Random& random, OwnerAlive owner_alive) {
  return std::make_unique<SqlJournal>(connection, clock, random, std::move(owner_alive));
}

}  // namespace ordersync::journal
