// What becomes of a batch: decided by state.h, and written; see receive.h.
#include "journal/receive.h"

#include <utility>

#include "base/text.h"
#include "journal/blocks.h"
#include "journal/outcome.h"
#include "journal/stored_payload.h"
#include "sql/nullable.h"

namespace ordersync::journal {

using base::Result;
using sql::Row;
using sql::Value;

namespace {

std::string_view reason_of(const Incoming& incoming) {
  return incoming.reason ? std::string_view(incoming.reason->code) : std::string_view();
}

// By the sync's filter, start date or hook.
bool is_left_out(const Incoming& incoming) {
  return incoming.content == Content::other &&
         (incoming.filtered_out || !is_cancellation(reason_of(incoming)));
}

// What the sync leaves out is no cancellation, unless it is one by its status, and of the sync's own order.
bool may_be_news(const Incoming& incoming, bool of_this_sync) {
  return !is_left_out(incoming) || (of_this_sync && is_cancellation(reason_of(incoming)));
}

std::optional<std::int64_t> date_of(const Incoming& incoming) {
  return incoming.date ? std::optional(base::to_unix_ms(*incoming.date)) : std::nullopt;
}

order::Problem changed_unshown(const Incoming& incoming) {
  const bool is_refund = incoming.key.kind == order::Kind::refund;
  std::string message =
      (is_refund ? "The refund of order " : "Order ") + base::printable(incoming.key.external_id);
  if (incoming.content == Content::other) {
    message += std::string(is_refund ? " is no refund" : " is no sale") + " any more at the source";
    if (incoming.reason) message += " (" + incoming.reason->message + ")";
  } else {
    message += " differs at the source now";
    if (incoming.problem) message += ", and cannot be read (" + incoming.problem->message + ")";
  }
  message +=
      ". It was ignored because it stands in the POS, which does not show it under its number: correct the "
      "POS by hand, then press Ignore";
  if (incoming.content == Content::bookable) message += "; only where nothing of it stands there press Retry";
  return {std::string(kNotShown), std::move(message), std::string(kNotShown), order::Remedy::fix};
}

Tally tally_of_what_stays(State state) {
  if (state == State::settled || state == State::ignored) return Tally::already_synced;
  return state == State::skipped ? Tally::skipped : Tally::waiting;
}

}  // namespace

Receiver::Place Receiver::place_of(Content content) const {
  switch (content) {
    case Content::bookable:
      if (is_pushed()) break;
      return {State::claimed, Shelf::in_hand, Tally::none};
    case Content::refused:
      if (is_pushed()) break;  // the next run tries it, fails and counts it
      return {State::parked, Shelf::fix, Tally::failed};
    case Content::other:
      return {State::skipped, Shelf::skipped, Tally::skipped};
  }
  return {State::received, Shelf::received, Tally::none};
}

Receiver::Place Receiver::first_place_of(const Slot& slot) const {
  if (slot.further) return {State::parked, Shelf::held, Tally::failed};
  Place place = place_of(slot.incoming->content);
  if (place.state == State::claimed && !slot.incoming->document.empty()) place.state = State::intended;
  return place;
}

Receiver::Receiver(Store& store, const Lease* lease, SyncId sync, RunId run, std::span<const Incoming> batch)
    : store_(store),
      lease_(lease),
      sync_(sync),
      run_(run),
      batch_(batch),
      now_(store.now()),
      slots_(batch.size()),
      arrived_(batch.size()) {
  by_key_.reserve(batch.size());
}

Result<std::vector<Arrived>> Receiver::receive() {
  TRY(weigh_all());
  TRY(write_fresh());
  TRY(dates_.store(store_.sql()));
  return take_arrived();
}

Result<std::vector<Arrived>> Receiver::look() {
  TRY(weigh_all());
  return take_arrived();
}

Result<void> Receiver::weigh_all() {
  if (lease_ != nullptr) TRY(store_.require_lease(*lease_));
  TRY(store_.free_dead_leases(lease_ == nullptr ? 0 : lease_->id));
  TRY(look_up_all());
  for (std::size_t i = 0; i < slots_.size(); ++i) TRY(resolve(i));
  TRY(compare_payloads());
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!slots_[i].repeats) TRY(weigh(i));
  }
  return {};
}

// Nobody else decides about these rows: they are under no key that anybody knows, and under a lease that is
// held, so that whoever thinks its owner dead frees them after they are there.
Result<std::optional<std::vector<Arrived>>> Receiver::append() {
  CHECK(lease_ != nullptr);
  TRY(store_.hold_lease(*lease_));
  TRY_ASSIGN(const bool knows, knows_sources());
  if (!knows) return std::optional<std::vector<Arrived>>();
  TRY(look_up_all());
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    TRY(resolve(i));
    if (slots_[i].found || slots_[i].further) return std::optional<std::vector<Arrived>>();
  }
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (!slots_[i].repeats) TRY(weigh(i));
  }
  TRY(write_fresh());
  TRY(dates_.store(store_.sql()));
  return std::optional(take_arrived());
}

// A new one would be a row that others may be making.
Result<bool> Receiver::knows_sources() {
  for (const Incoming& incoming : batch_) {
    TRY_ASSIGN(const auto source, store_.find_source(incoming.key.source));
    if (!source) return false;
  }
  return true;
}

// With those that another one of the batch stands for.
std::vector<Arrived> Receiver::take_arrived() {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    std::size_t winner = i;
    while (slots_[winner].repeats) winner = slots_[winner].winner;
    if (winner == i) continue;
    arrived_[i] = {};
    arrived_[i].row = arrived_[winner].row;
    arrived_[i].arrival = Arrival::repeated;
  }
  return std::move(arrived_);
}

// ---- what arrived, and what becomes of it

// The sync's settings or its hook were changed, not the order: the same bytes are the same order, and so are
// bytes that read today as what has come, down to the status that makes it no sale: the digest does not hold
// it.
Result<bool> Receiver::same_content(const Slot& slot) {
  const Incoming& incoming = *slot.incoming;
  if (slot.same_payload.value_or(false)) return true;
  std::string kept;
  TRY(store_.sql().query("SELECT bytes FROM journal_payload WHERE row_id = ?", {slot.found->row},
                         [&](const Row& row) { kept = row.bytes(0); }));
  if (is_same_payload(kept, incoming.payload)) return true;
  const bool was_read = incoming.content == Content::bookable || incoming.total;
  if (incoming.reader == nullptr || !was_read) return false;
  const bool no_sale = incoming.reason && is_cancellation(incoming.reason->code);
  const ContentReader::Read came{incoming.digest, no_sale ? incoming.reason->message : std::string()};
  return incoming.reader->read(incoming.key, read_payload(kept).text) == came;
}

// Other settings are no reason to work again what a person has ignored or is to decide, nor what was worked
// from the same bytes with the same settings in this run already.
bool Receiver::stands_as_it_was_read(const Slot& slot) const {
  const Found& found = *slot.found;
  if (found.state == State::ignored) return true;
  return found.state == State::parked && slot.incoming->content == Content::bookable &&
         (found.held || found.run == run_);
}

Result<bool> Receiver::is_never_shown(const Slot& slot) {
  const Found& found = *slot.found;
  const bool is_ignored = found.state == State::ignored && found.digest != slot.incoming->digest;
  if (!is_ignored && (found.state != State::parked || !found.held)) return false;
  return store_.was_never_shown(found.row);
}

Result<Arrival> Receiver::arrival_of(Slot& slot, std::optional<AsideStatus>& aside) {
  const Incoming& incoming = *slot.incoming;
  if (!slot.found) return slot.further ? Arrival::further_refund : Arrival::fresh;
  // Two syncs of one source are told apart by filters: what one leaves out the other books.
  if (slot.found->sync != sync_ && slot.found->state != State::settled &&
      slot.found->state != State::skipped && is_left_out(incoming)) {
    return Arrival::anothers;
  }
  // What the POS accepted and never showed may stand there: it is as if it were still in hand (decision
  // 0034).
  TRY_ASSIGN(const bool never_shown, is_never_shown(slot));
  slot.stands_unshown = never_shown && slot.found->state == State::ignored;
  const bool may_stand = never_shown && !slot.stands_unshown;
  Known known{may_stand ? State::intended : slot.found->state, slot.found->digest == incoming.digest, false,
              slot.found->content, is_anonymous_refund(incoming) && !slot.further};
  if (!known.same_digest) {
    TRY(store_.sql().query("SELECT status FROM journal_aside WHERE row_id = ? AND digest = ?",
                           {slot.found->row, blob(incoming.digest)},
                           [&](const Row& row) { aside = static_cast<AsideStatus>(row.integer(0)); }));
    known.same_as_aside = aside == AsideStatus::counted;
    slot.as_booked = aside == AsideStatus::as_booked && slot.found->state == State::settled;
    if (slot.as_booked) {
      TRY_ASSIGN(const bool overtaken, is_overtaken(slot, Arrival::same));
      return overtaken ? Arrival::overtaken : Arrival::same;
    }
  }
  Arrival arrival = decide(known, incoming.content, slot.found->leased);
  TRY_ASSIGN(const bool overtaken, is_overtaken(slot, arrival));
  if (overtaken) return Arrival::overtaken;
  if (known.same_as_aside && slot.found->state == State::settled) {
    TRY_ASSIGN(const bool is_news, was_said_otherwise(slot));
    if (!is_news) return arrival;
    aside.reset();
    arrival = incoming.content == Content::other ? Arrival::cancelled_after_booking
                                                 : Arrival::changed_after_booking;
  }
  switch (arrival) {
    case Arrival::cancelled_after_booking:
      if (!may_be_news(incoming, slot.found->sync == sync_)) {
        // A start date or a filter says what is booked, not that what was booked is watched no more.
        if (slot.found->sync != sync_ || !incoming.total) return Arrival::same;
        arrival = Arrival::changed_after_booking;
      }
      [[fallthrough]];
    case Arrival::changed_after_booking: {
      TRY_ASSIGN(slot.as_booked, same_content(slot));
      if (!slot.as_booked) return arrival;
      if (incoming.content == Content::bookable) TRY(note_digest(slot));
      return Arrival::same;
    }
    case Arrival::replaced: {
      if (slot.found->state == State::skipped && incoming.not_before &&
          slot.found->received_at < base::to_unix_ms(*incoming.not_before)) {
        return Arrival::skipped_again;
      }
      // It stays as it is: what the sync leaves out is no news of it, and only a person takes back its
      // reversal once more.
      if (slot.stands_unshown && (is_left_out(incoming) || order::is_reversal(incoming.key)))
        return Arrival::same;
      if (!stands_as_it_was_read(slot)) return arrival;
      TRY_ASSIGN(const bool same, same_content(slot));
      if (!same) return arrival;
      TRY(adopt_digest(slot));
      return slot.found->state == State::ignored ? Arrival::same : Arrival::same_waiting;
    }
    default:
      return arrival;
  }
}

// What this run fetches may have been written before what was pushed since it began: the newer stays.
Result<bool> Receiver::is_overtaken(const Slot& slot, Arrival arrival) {
  switch (arrival) {
    case Arrival::replaced:
    case Arrival::kept_aside:
    case Arrival::changed_after_booking:
    case Arrival::cancelled_after_booking:
      break;
    case Arrival::same_waiting:
      if (!is_in_hand(*slot.found) && !slot.found->held) return false;
      break;
    case Arrival::same:
      if (slot.found->state != State::settled || !slot.found->has_asides) return false;
      break;
    default:
      return false;
  }
  return was_pushed_since(slot.found->row);
}

// Since this run began; not after now, as a clock that was set back has it.
Result<bool> Receiver::was_pushed_since(RowId row) {
  if (is_pushed()) return false;
  return sql::any_row(
      store_.sql(),
      "SELECT 1 FROM journal_run r JOIN journal_order o ON o.id = ? WHERE r.id = ? AND ((o.received_run = ? "
      "AND o.received_at > r.started_at AND o.received_at <= ?) OR (o.pushed_at > r.started_at AND "
      "o.pushed_at <= ?))",
      {row, run_, kNoRun, now_, now_});
}

// Whether the source has cancelled the order since it said this, or has sold it again: in a later run, since
// an answer may hold both for ever.
Result<bool> Receiver::was_said_otherwise(const Slot& slot) {
  struct Said {
    std::int64_t at = 0;
    bool other = false;
  };
  std::optional<Said> last;
  std::int64_t this_at = 0;
  TRY(store_.sql().query(
      "SELECT at, content, digest FROM journal_aside WHERE row_id = ? AND status <> ? ORDER BY at, digest",
      {slot.found->row, code(AsideStatus::as_booked)}, [&](const Row& row) {
        last = Said{row.integer(0), static_cast<Content>(row.integer(1)) == Content::other};
        if (digest_from(row.bytes(2)) == slot.incoming->digest) this_at = last->at;
      }));
  if (!last || last->other == (slot.incoming->content == Content::other)) return false;
  if (is_pushed()) return true;
  bool in_one_run = false;
  TRY(store_.sql().query(
      "SELECT started_at, ended_at FROM journal_run WHERE sync_id = ? AND started_at <= ? ORDER BY id DESC "
      "LIMIT 1",
      {sync_, last->at}, [&](const Row& row) {
        in_one_run = row.integer(0) <= this_at && (row.is_null(1) || row.integer(1) >= last->at);
      }));
  return !in_one_run;
}

Result<void> Receiver::weigh(std::size_t index) {
  Slot& slot = slots_[index];
  std::optional<AsideStatus> aside;
  TRY_ASSIGN(const Arrival arrival, arrival_of(slot, aside));
  Arrived& answer = arrived_[index];
  answer.arrival = arrival;
  const bool this_run = slot.found && slot.found->run == run_ && !is_pushed();
  if (slot.found) answer.row = slot.found->row;
  if (this_run) answer.counted = slot.found->tally;
  if (slot.found && is_pushed() && arrival != Arrival::anothers) TRY(note_push(slot.found->row));
  const auto unless_counted = [&](Tally tally) { return this_run ? Tally::none : tally; };

  switch (arrival) {
    case Arrival::fresh:
      add_fresh(index);
      return {};
    case Arrival::further_refund:
      CHECK(!slot.found);
      add_fresh(index);
      answer.notice = order::notice_of(*slot.problem);
      return {};
    case Arrival::replaced:
      return replace(index);
    case Arrival::same: {
      answer.tally = unless_counted(Tally::already_synced);
      const Found& found = *slot.found;
      if (found.state != State::settled || !found.has_asides) return {};
      if (slot.as_booked || found.digest == slot.incoming->digest) return go_back(index);
      answer.is_otherwise = aside.has_value();
      // A run that has seen it as it is booked must not take this for what was said before.
      if (!is_pushed() || !aside) return {};
      return store_aside(slot, *aside);
    }
    case Arrival::same_waiting:
      answer.tally = unless_counted(Tally::waiting);
      if (slot.found->sync != sync_) TRY(adopt_sync(slot.found->row));
      // Pushed meanwhile: this run works it later, and counts it once.
      if (!this_run && slot.found->state == State::received) TRY(count(slot.found->row, Tally::waiting));
      return go_on_waiting(slot);
    case Arrival::overtaken:
      answer.tally = unless_counted(tally_of_what_stays(slot.found->state));
      answer.is_otherwise = slot.found->state == State::settled;
      if (!this_run && slot.found->state == State::received) TRY(count(slot.found->row, Tally::waiting));
      return {};
    case Arrival::skipped_again:
      return see_skipped_again(index);
    case Arrival::anothers:
      answer.tally = unless_counted(Tally::skipped);
      return {};
    case Arrival::kept_aside: {
      answer.tally = unless_counted(Tally::waiting);
      if (slot.found->sync != sync_) TRY(adopt_sync(slot.found->row));
      // Kept already, or known of an earlier booking, after which a person has pressed Book again.
      if (aside) return {};
      // What today's settings leave out or read otherwise is no news of what is being posted.
      if (!may_be_news(*slot.incoming, slot.found->sync == sync_)) return {};
      TRY_ASSIGN(const bool same, same_content(slot));
      return same ? Result<void>() : keep_aside(index);
    }
    case Arrival::changed_after_booking:
    case Arrival::cancelled_after_booking:
      return report_change(index, arrival, aside);
    case Arrival::repeated:
      break;
  }
  return {};
}

// ---- new rows, written together

void Receiver::add_fresh(std::size_t index) {
  const Slot& slot = slots_[index];
  const Place place = first_place_of(slot);
  arrived_[index].tally = place.tally;
  arrived_[index].intended = place.state == State::intended;
  fresh_.push_back(index);
}

Result<void> Receiver::write_fresh() {
  if (fresh_.empty()) return {};
  TRY_ASSIGN(RowId row, store_.allocate("order", static_cast<std::int64_t>(fresh_.size())));
  constexpr int kOrderColumns = 18;
  std::vector<Value> orders, payloads, problems, events;
  IntentRows intents(now_, run_);
  const Value event_run_value = is_pushed() ? Value(sql::Null{}) : Value(run_);
  orders.reserve(fresh_.size() * kOrderColumns);
  payloads.reserve(fresh_.size() * 2);

  for (const std::size_t index : fresh_) {
    const Slot& slot = slots_[index];
    const Incoming& incoming = *slot.incoming;
    const Place place = first_place_of(slot);
    const bool in_hand = place.shelf == Shelf::in_hand;
    const Value total = incoming.total ? Value(incoming.total->minor()) : Value(sql::Null{});
    const Value currency = incoming.total ? Value(slot.currency.code()) : Value(sql::Null{});
    orders.insert(orders.end(), {row, slot.source, incoming.key.external_id, code(incoming.key.kind),
                                 slot.refund_id, code(place.state), code(place.shelf), sync_,
                                 in_hand ? Value(lease_->id) : Value(sql::Null{}), run_, code(place.tally),
                                 code(incoming.content), blob(incoming.digest), now_, run_,
                                 sql::or_null(incoming.date), total, currency});
    payloads.insert(payloads.end(), {row, sql::Blob{incoming.payload}});
    if (place.state == State::intended) intents.add(row, incoming.document, incoming.warnings);
    dates_.add(sync_, row, date_of(incoming), now_);
    if (slot.problem && place.state != State::received) {
      const order::Problem& problem = *slot.problem;
      const std::int64_t attempts = place.state == State::parked ? 1 : 0;
      problems.insert(problems.end(), {row, now_, problem.code, problem.message, problem.cause,
                                       code(problem.remedy), attempts});
    }
    if (slot.superseding) {
      events.insert(events.end(),
                    {row, std::int64_t{1}, now_, event_run_value, std::string_view("replaced"), event_actor(),
                     std::string_view("sent twice in one answer with different content: the last counts")});
    }
    if (place.state == State::parked) {
      events.insert(events.end(), {row, std::int64_t{slot.superseding ? 2 : 1}, now_, event_run_value,
                                   std::string_view("parked"), event_actor(), slot.problem->message});
    }
    arrived_[index].row = row++;
  }

  sql::Connection& sql = store_.sql();
  TRY(sql.add_rows(
      "INSERT INTO journal_order(id, source_id, external_id, kind, refund_id, state, shelf, sync_id, "
      "lease_id, run_id, tally, content, digest, received_at, received_run, order_date, total, currency)",
      kOrderColumns, "", orders));
  TRY(sql.add_rows("INSERT INTO journal_payload(row_id, bytes)", 2, "", payloads));
  TRY(intents.insert(sql));
  TRY(sql.add_rows("INSERT INTO journal_problem(row_id, at, code, message, cause, remedy, attempts)", 7, "",
                   problems));
  TRY(sql.add_rows("INSERT INTO journal_event(row_id, seq, at, run_id, step, actor, text)", 7, "", events));
  return {};
}

// ---- known rows, one by one

// Of a sync that was removed and made again.
Result<void> Receiver::adopt_sync(RowId row) {
  TRY(store_.sql().query("SELECT order_date, received_at FROM journal_order WHERE id = ?", {row},
                         [&](const Row& found) {
                           const auto date = sql::maybe_integer(found, 0);
                           dates_.add(sync_, row, date, found.integer(1));
                         }));
  TRY(store_.sql().execute("UPDATE journal_order SET sync_id = ? WHERE id = ?", {sync_, row}));
  return {};
}

// The source has gone back to what is being posted, or was accepted and never shown: what it said in between
// is no news any more.
Result<void> Receiver::go_on_waiting(const Slot& slot) {
  const bool in_hand = is_in_hand(*slot.found);
  if (in_hand || slot.found->held) {
    TRY(store_.sql().execute("DELETE FROM journal_aside WHERE row_id = ? AND status = 0", {slot.found->row}));
  }
  return in_hand ? Result<void>() : keep_newer_payload(slot);
}

// Content is what decides of the money; the rest of what came, such as a customer that was missing, is used
// as it came last, as long as nothing is booked. Some sources send another time of day with each answer: that
// is told once.
Result<void> Receiver::keep_newer_payload(const Slot& slot) {
  if (slot.incoming->content != Content::bookable || slot.same_payload.value_or(true)) return {};
  const RowId row = slot.found->row;
  TRY_ASSIGN(const bool pushed, was_pushed_since(row));
  if (pushed) return {};
  std::string last_step;
  TRY(store_.sql().execute("UPDATE journal_payload SET bytes = ? WHERE row_id = ?",
                           {sql::Blob{slot.incoming->payload}, row}));
  TRY(store_.sql().execute("UPDATE journal_order SET shelf = ? WHERE id = ? AND shelf = ?",
                           {code(Shelf::due), row, code(Shelf::fix)}));
  TRY(store_.sql().query("SELECT step FROM journal_event WHERE row_id = ? ORDER BY seq DESC LIMIT 1", {row},
                         [&](const Row& found) { last_step = found.text(0); }));
  if (last_step == "sent_again") return {};
  return store_.add_event(row, event_run(), "sent_again", event_actor(),
                          "with the same lines, amounts and payments, and something else in it, such as the "
                          "customer: what came last is used");
}

// The newer content takes the older one's place; what was decided and tried for the older counts no more. Not
// so that it stands in the POS: then a person decides once more (decision 0034).
Result<void> Receiver::replace(std::size_t index) {
  Slot& slot = slots_[index];
  const Incoming& incoming = *slot.incoming;
  const RowId row = slot.found->row;
  Place place = place_of(incoming.content);
  if (slot.stands_unshown) {
    place = {State::parked, Shelf::held, Tally::failed};
    slot.problem = changed_unshown(incoming);
    arrived_[index].notice = order::notice_of(*slot.problem);
  }
  CHECK(place.state == slot.found->state || may_step(slot.found->state, place.state));
  arrived_[index].tally = place.tally;
  if (place.tally == Tally::none) place.tally = arrived_[index].counted;

  sql::Connection& sql = store_.sql();
  const Value total = incoming.total ? Value(incoming.total->minor()) : Value(sql::Null{});
  const Value currency = incoming.total ? Value(slot.currency.code()) : Value(sql::Null{});
  const bool in_hand = place.state == State::claimed;
  TRY(sql.execute(
      "UPDATE journal_order SET state = ?, shelf = ?, sync_id = ?, lease_id = ?, run_id = ?, tally = ?, "
      "content = ?, digest = ?, order_date = ? WHERE id = ?",
      {code(place.state), code(place.shelf), sync_, in_hand ? Value(lease_->id) : Value(sql::Null{}), run_,
       code(place.tally), code(incoming.content), blob(incoming.digest), sql::or_null(incoming.date), row}));
  if (!slot.stands_unshown) {  // what stands in the POS goes on counting for other refunds of its sale
    TRY(sql.execute("UPDATE journal_order SET total = ?, currency = ? WHERE id = ?", {total, currency, row}));
  }
  dates_.add(sync_, row, date_of(incoming),
             now_);  // it was received earlier: its thousand may only look wider
  TRY(sql.execute("UPDATE journal_payload SET bytes = ? WHERE row_id = ?",
                  {sql::Blob{incoming.payload}, row}));
  TRY(sql.execute("DELETE FROM journal_problem WHERE row_id = ?", {row}));
  TRY(sql.execute("DELETE FROM journal_intent WHERE row_id = ?", {row}));
  TRY(sql.execute("DELETE FROM journal_aside WHERE row_id = ?", {row}));
  TRY(sql.execute("DELETE FROM journal_decision WHERE row_id = ?", {row}));
  TRY(store_.add_event(row, event_run(), "replaced", event_actor(), "the source sent other content"));
  if (!slot.problem || place.state == State::received) return {};
  TRY(store_.set_problem(row, *slot.problem, std::nullopt));
  return store_.add_event(row, event_run(), to_string(place.state), event_actor(), slot.problem->message);
}

Result<void> Receiver::see_skipped_again(std::size_t index) {
  const Slot& slot = slots_[index];
  arrived_[index].tally = Tally::skipped;
  if (slot.found->digest == slot.incoming->digest && !is_pushed()) return {};
  TRY(adopt_digest(slot));
  TRY(store_.sql().execute("UPDATE journal_payload SET bytes = ? WHERE row_id = ?",
                           {sql::Blob{slot.incoming->payload}, slot.found->row}));
  if (!slot.problem) return {};
  return store_.set_problem(slot.found->row, *slot.problem, std::nullopt);
}

// Runs that began before it fetch what is older.
Result<void> Receiver::note_push(RowId row) {
  TRY(store_.sql().execute("UPDATE journal_order SET pushed_at = ? WHERE id = ?", {now_, row}));
  return {};
}

Result<void> Receiver::adopt_digest(const Slot& slot) {
  TRY(store_.sql().execute("UPDATE journal_order SET content = ?, digest = ? WHERE id = ?",
                           {code(slot.incoming->content), blob(slot.incoming->digest), slot.found->row}));
  return {};
}

}  // namespace ordersync::journal
