// What comes of orders that are booked, or whose outcome is not known yet; see receive.h.
#include <utility>

#include "journal/receive.h"
#include "sql/nullable.h"

namespace ordersync::journal {

using base::Result;
using sql::Row;
using sql::Value;

namespace {

Value optional_text(const std::string& text) {
  if (text.empty()) return sql::Null{};
  return std::string_view(text);
}

}  // namespace

// The source sends what is booked again. Where a reversal stands in the journal, that is decided at once: one
// that only waits is not booked any more, and where it was, nothing of the sale is left. Else the end of the
// answer is waited for, which a push is.
Result<void> Receiver::go_back(std::size_t index) {
  const Slot& slot = slots_[index];
  const RowId row = slot.found->row;
  const order::OrderKey& key = slot.incoming->key;
  std::optional<Reversal> reversal;
  if (key.kind == order::Kind::sale) {
    TRY_ASSIGN(reversal, reversal_in(slot));
  }
  if (!reversal && !is_pushed()) {
    arrived_[index].went_back_at = now_;
    return {};
  }
  TRY(store_.end_news(row, key.external_id, event_run(), event_actor()));
  if (!reversal) return {};
  TRY_ASSIGN(auto notice, sell_again(slot, *reversal));
  if (!notice) return {};
  TRY(store_.set_attention(row, *notice));
  TRY(store_.add_event(row, event_run(), notice->code, event_actor(), notice->message));
  return tell_failure(index, *std::move(notice));
}

// A reversal that waits is ended; of one that was booked a person must know.
Result<std::optional<order::Notice>> Receiver::sell_again(const Slot& sale, const Reversal& reversal) {
  const std::string& external_id = sale.incoming->key.external_id;
  if (reversal.may_stand) return std::optional(sold_again_unshown_notice(external_id));
  if (!reversal.waits) return std::optional(sold_again_notice(external_id));
  TRY(store_.end_as_skipped(
      reversal.row, event_actor(),
      {"sold_again", "The source has order " + external_id + " as a sale again: it is not taken back"}));
  return std::optional<order::Notice>();
}

// One that is or may come to be in the POS; nothing where it was ignored, unless because it stands there:
// then it is as good as booked. What this run has claimed before it fetched, and has not booked, waits as
// well.
Result<std::optional<Receiver::Reversal>> Receiver::reversal_in(const Slot& sale) {
  std::optional<Reversal> reversal;
  State state = State::skipped;
  TRY(store_.sql().query(
      "SELECT id, state, lease_id FROM journal_order WHERE source_id = ? AND external_id = ? AND kind = ? "
      "AND refund_id = ? AND state <> ?",
      {sale.source, sale.incoming->key.external_id, code(order::Kind::refund), order::kReversal,
       code(State::skipped)},
      [&](const Row& row) {
        state = static_cast<State>(row.integer(1));
        const bool is_mine = lease_ != nullptr && !row.is_null(2) && row.integer(2) == lease_->id;
        reversal = Reversal{
            row.integer(0), state == State::settled,
            state == State::received || state == State::parked || (state == State::claimed && is_mine)};
      }));
  if (!reversal || (state != State::parked && state != State::ignored)) return reversal;
  TRY_ASSIGN(const bool never_shown, store_.was_never_shown(reversal->row));
  if (state == State::ignored) {
    reversal->is_booked = never_shown;
    if (!never_shown) reversal.reset();
  } else if (never_shown) {
    reversal->waits = false;
    reversal->may_stand = true;
  }
  return reversal;
}

// By this run; a push is none.
Result<void> Receiver::count(RowId row, Tally tally) {
  if (is_pushed()) return {};
  TRY(store_.sql().execute("UPDATE journal_order SET run_id = ?, tally = ? WHERE id = ?",
                           {run_, code(tally), row}));
  return {};
}

Result<void> Receiver::tell_failure(std::size_t index, order::Notice notice) {
  TRY(count(slots_[index].found->row, Tally::failed));
  arrived_[index].tally = Tally::failed;
  arrived_[index].notice = std::move(notice);
  return {};
}

Result<void> Receiver::keep_aside(std::size_t index) {
  const Slot& slot = slots_[index];
  TRY(store_.sql().execute("DELETE FROM journal_aside WHERE row_id = ? AND status = 0", {slot.found->row}));
  TRY(store_aside(slot, AsideStatus::pending));
  return store_.add_event(slot.found->row, event_run(), "kept_aside", event_actor(),
                          "the source sent other content while the outcome of the older is not known");
}

// A failure once: the first time the source sends this content after the booking.
Result<void> Receiver::report_change(std::size_t index, Arrival arrival, std::optional<AsideStatus> aside) {
  const Slot& slot = slots_[index];
  const RowId row = slot.found->row;
  sql::Connection& sql = store_.sql();
  if (aside == AsideStatus::shown) {
    TRY_ASSIGN(const bool is_news, was_said_otherwise(slot));
    if (is_news) aside.reset();
  }
  std::string pos_order;
  TRY(sql.query("SELECT pos_order FROM journal_booking WHERE row_id = ?", {row},
                [&](const Row& found) { pos_order = found.text(0); }));
  const std::string& external_id = slot.incoming->key.external_id;
  order::Notice notice = changed_notice(external_id, pos_order);
  if (arrival == Arrival::cancelled_after_booking) {
    TRY_ASSIGN(const auto reversal, reversal_in(slot));
    notice = reversal && reversal->is_booked
                 ? cancelled_again_notice(external_id)
                 : cancelled_notice(slot.incoming->key.kind, external_id, pos_order,
                                    slot.incoming->reason ? slot.incoming->reason->message : std::string());
  }
  const bool is_sale = slot.incoming->key.kind == order::Kind::sale;
  if (arrival == Arrival::changed_after_booking && is_sale && !aside) {
    TRY_ASSIGN(const bool was_cancelled, was_said_otherwise(slot));
    TRY_ASSIGN(const auto reversal, reversal_in(slot));
    if (was_cancelled && reversal) {
      TRY_ASSIGN(auto sold_again, sell_again(slot, *reversal));
      if (sold_again) notice = *std::move(sold_again);
    }
  }
  if (!aside) {
    TRY(store_.set_attention(row, notice));
    TRY(store_.add_event(row, event_run(), notice.code, event_actor(), notice.message));
  }
  TRY(store_aside(slot, AsideStatus::counted));
  arrived_[index].is_otherwise = true;
  return tell_failure(index, std::move(notice));
}

// Of several contents that came after booking only the newest keeps its bytes: a source that changes an order
// for ever must not fill the disk.
Result<void> Receiver::store_aside(const Slot& slot, AsideStatus status) {
  const Incoming& incoming = *slot.incoming;
  const RowId row = slot.found->row;
  sql::Connection& sql = store_.sql();
  TRY(sql.execute("UPDATE journal_aside SET payload = ? WHERE row_id = ?", {sql::Blob{}, row}));
  static const std::string kNothing;
  const std::string& why = slot.problem ? slot.problem->code : kNothing;
  const std::string& message = slot.problem ? slot.problem->message : kNothing;
  const std::string& cause = slot.problem ? slot.problem->cause : kNothing;
  TRY(sql.execute(
      "INSERT INTO journal_aside(row_id, digest, at, status, content, payload, code, message, cause) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (row_id, digest) DO UPDATE SET at = excluded.at, "
      "status = excluded.status, payload = excluded.payload",
      {row, blob(incoming.digest), now_, code(status), code(incoming.content), sql::Blob{incoming.payload},
       optional_text(why), optional_text(message), optional_text(cause)}));
  return {};
}

// What was booked by other settings is known by this digest as well from now on; what waits is this one.
Result<void> Receiver::note_digest(const Slot& slot) {
  if (slot.found->state != State::settled) return adopt_digest(slot);
  TRY(store_.sql().execute(
      "INSERT INTO journal_aside(row_id, digest, at, status, content, payload) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (row_id, digest) DO UPDATE SET at = excluded.at, status = excluded.status, payload = "
      "excluded.payload",
      {slot.found->row, blob(slot.incoming->digest), now_, code(AsideStatus::as_booked),
       code(slot.incoming->content), sql::Blob{}}));
  return {};
}

Result<void> go_back_rows(Store& store, const Lease& lease, RunId run, std::span<const WentBack> rows) {
  TRY(store.require_lease(lease));
  for (const auto& [row, at] : rows) {
    std::string external_id;
    TRY(store.sql().query(
        "SELECT external_id FROM journal_order o WHERE id = ? AND state = ? AND NOT EXISTS (SELECT 1 FROM "
        "journal_order r WHERE r.source_id = o.source_id AND r.external_id = o.external_id AND r.kind = ? "
        "AND "
        "r.refund_id = ? AND r.state <> ? AND (r.state <> ? OR EXISTS (SELECT 1 FROM journal_problem p WHERE "
        "p.row_id = r.id AND p.cause = ?))) AND NOT EXISTS (SELECT 1 FROM journal_aside a WHERE a.row_id = "
        "o.id AND a.status <> ? AND a.at >= ?)",
        {row, code(State::settled), code(order::Kind::refund), order::kReversal, code(State::skipped),
         code(State::ignored), kNotShown, code(AsideStatus::as_booked), at},
        [&](const Row& found) { external_id = found.text(0); }));
    // A reversal was pressed since, or somebody has pushed it otherwise: the next run that sees it decides.
    if (!external_id.empty()) TRY(store.end_news(row, external_id, run, {}));
  }
  return {};
}

}  // namespace ordersync::journal
