// The steps of booking a batch, in their order; see booking.h. Nothing here knows SQL, HTTP or JSON.
#include "sync/booking.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "sync/booking_item.h"
#include "sync/match_asking.h"
#include "sync/retry.h"
#include "sync/taken_back.h"

namespace ordersync::sync {

using journal::Tally;
using order::Problem;
using order::Remedy;

namespace {

// Sales come first, so that a refund finds its sale booked; of two refunds of one sale, the second comes in a
// part of its own, so that it sees what the first took back. Reorders the batch; gives the ends of its parts.
std::vector<std::size_t> arrange(std::vector<Work>& batch) {
  const auto is_sale = [](const Work& work) { return work.key.kind == order::Kind::sale; };
  if (std::all_of(batch.begin(), batch.end(), is_sale)) return {batch.size()};
  const auto refunds = std::stable_partition(batch.begin(), batch.end(), is_sale);
  std::vector<std::size_t> ends;
  if (refunds != batch.begin()) ends.push_back(static_cast<std::size_t>(refunds - batch.begin()));
  auto begin = refunds;
  while (begin != batch.end()) {
    std::set<order::OrderKey> sales;
    begin = std::stable_partition(begin, batch.end(),
                                  [&](const Work& work) { return sales.insert(sale_of(work.key)).second; });
    ends.push_back(static_cast<std::size_t>(begin - batch.begin()));
  }
  return ends;
}

constexpr base::Milliseconds kCatalogueAge{30'000};

Problem nothing_to_take_back(const order::OrderKey& reversal) {
  return {"bad_document",
          "What was booked of sale " + reversal.external_id +
              " is not kept or cannot be read: take it back in the POS by hand, then ignore this one",
          "bad_document", Remedy::fix};
}

Problem pos_problem(const base::Error& error) {
  return {error.code, error.message, error.code, Remedy::wait};
}

constexpr std::string_view kReadBackMissing = "read_back_missing";
constexpr base::Milliseconds kLooksForWhatWasAccepted = std::chrono::hours(1);

// `why`: it could not be asked.
order::Problem not_shown_yet(const order::OrderKey& key, const base::Error* why = nullptr) {
  return {std::string(kReadBackMissing),
          "The POS accepted order " + key.external_id +
              " and has not shown it yet; it is asked again, and nothing is sent" +
              (why == nullptr ? std::string() : ". It could not be asked just now: " + why->message),
          std::string(kReadBackMissing), Remedy::wait};
}

// Accepted is booked, whatever the POS shows: who sends it again may book it twice, and only a person can
// look.
order::Problem never_shown(const order::OrderKey& key) {
  return {
      "not_shown",
      "The POS accepted order " + key.external_id +
          " and does not show it under its number. Look for it in the POS by its amount and time. If it is "
          "there, press Ignore; if it is not, press Retry, and it is sent once more",
      "not_shown", Remedy::fix};
}

}  // namespace

Booker::Booker(Ports& ports, const SyncSettings& settings, RunContext& context)
    : ports_(ports), settings_(settings), context_(context) {}

base::Result<void> Booker::book(std::vector<Work> batch) {
  if (batch.empty()) return {};
  const std::size_t most = ports_.pos.batch_size();
  std::size_t begin = 0;
  for (const std::size_t part_end : arrange(batch)) {
    while (begin < part_end) {
      const std::size_t end = std::min(part_end, begin + most);
      if (ports_.stop_is_asked_for()) {
        leave_for_the_next_run(std::span(batch).subspan(begin));
        return {};
      }
      TRY(book_part(std::span(batch).subspan(begin, end - begin)));
      begin = end;
    }
  }
  return {};
}

void Booker::look_at_catalogue() {
  if (context_.refusal || !ports_.pos.is_at_hand()) return;
  auto catalogue = ports_.pos.catalogue(settings_.pos_config);
  if (catalogue.ok()) take_catalogue(std::move(*catalogue));
}

bool Booker::take_catalogue(std::shared_ptr<const order::Catalogue> catalogue) {
  if (catalogue->version() == context_.catalogue->version()) return false;
  context_.catalogue = std::move(catalogue);
  pos_amounts_ = {};
  return true;
}

void Booker::leave_for_the_next_run(std::span<Work> rest) {
  for (const Work& work : rest) context_.tally.count(work.counted, Tally::waiting);
}

bool Booker::posts_at_once(std::size_t orders) const {
  return context_.session.has_value() && orders <= ports_.pos.batch_size();
}

// A customer whom the POS knows stands in the document, and was not asked for when it was foreseen.
bool Booker::holds(const Foreseen& foreseen) const {
  return foreseen.catalogue == context_.catalogue && !ports_.pos.knows_customers();
}

base::Result<void> Booker::stay_alive() {
  const base::Instant now = ports_.clock.now();
  if (now >= context_.beaten_at && now - context_.beaten_at < kBeatEvery) return {};
  context_.beaten_at = now;
  TRY(flush());
  TRY(ports_.journal.extend(context_.lease, now + kRunLease));
  return ports_.runs.beat(context_.run, context_.tally.counts(), context_.pages, now + kRunLease);
}

base::Result<void> Booker::book_part(std::span<Work> part) {
  TRY(flush());
  TRY(stay_alive());  // a slow POS may need the whole lease for one batch
  std::vector<Item> items;
  items.reserve(part.size());
  for (Work& work : part) items.emplace_back(work);

  look_up_recovered(items);
  TRY(match_new(items));
  const bool any = std::any_of(items.begin(), items.end(), [](const Item& item) { return item.to_post; });
  if (any && !session_is_ready()) {
    put_off_recovered(items);
  } else if (any) {
    TRY(send(items));
  }
  keep(items);
  for (const Item& item : items) tally(item);
  return {};
}

base::Result<void> Booker::send(std::span<Item> items) {
  TRY(intend(items));
  post(items);
  read_back(items);
  return {};
}

void Booker::keep(std::span<const Item> items) {
  before_last_ = context_.tally;
  last_ = outcome_of(items);
  for (const Item& item : items) tell(item);
}

base::Result<std::vector<journal::Claimed>> Booker::claim(journal::ClaimOf which, journal::RowId after,
                                                          int limit) {
  return ports_.journal.claim(context_.lease, settings_.id, context_.run, which, after, limit);
}

base::Result<void> Booker::skip(std::span<const journal::Skipping> rows) {
  return ports_.journal.skip(context_.lease, context_.run, rows);
}

base::Result<std::vector<journal::RowId>> Booker::count_held() {
  return ports_.journal.count_held(context_.lease, settings_.id, context_.run);
}

base::Result<void> Booker::go_back(std::span<const journal::WentBack> rows) {
  return ports_.journal.go_back(context_.lease, context_.run, rows);
}

base::Result<void> Booker::attend(journal::RowId row, const order::Notice& notice) {
  return ports_.journal.attend(row, notice);
}

base::Result<std::vector<journal::Arrived>> Booker::receive(std::span<const journal::Incoming> batch) {
  if (last_.empty()) return ports_.journal.receive(context_.lease, settings_.id, context_.run, batch);
  auto arrived = ports_.journal.finish_and_receive(context_.lease, settings_.id, context_.run, last_, batch);
  if (!arrived.ok()) forget_last();
  last_ = {};
  return arrived;
}

base::Result<void> Booker::flush() {
  if (last_.empty()) return {};
  auto finished = ports_.journal.finish(context_.lease, context_.run, last_.settled, last_.parked);
  if (!finished.ok()) forget_last();
  last_ = {};
  return finished;
}

// The next run looks them up and counts them.
void Booker::forget_last() {
  context_.tally = std::move(before_last_);
}

// A row found intended is the unknown outcome: the POS is asked by key before anything is sent again.
void Booker::look_up_recovered(std::span<Item> items) {
  std::vector<Item*> recovered;
  std::vector<order::OrderKey> keys;
  for (Item& item : items) {
    if (!item.recovered()) continue;
    recovered.push_back(&item);
    keys.push_back(item.work->key);
  }
  if (recovered.empty()) return;

  auto booked = ports_.pos.find(keys);
  const base::Instant now = ports_.clock.now();
  for (std::size_t i = 0; i < recovered.size(); ++i) {
    Item& item = *recovered[i];
    const bool was_accepted = item.work->cause == kReadBackMissing;
    if (!booked.ok()) {
      item.leave_unknown(was_accepted ? not_shown_yet(item.work->key, &booked.error())
                                      : pos_problem(booked.error()));
    } else if ((*booked)[i].has_value()) {
      item.found = true;
      item.settle(*(*booked)[i]);
    } else if (item.work->unreadable_intent) {
      item.leave_unknown(*item.work->unreadable_intent);
    } else if (was_accepted && now - item.work->unknown_since.value_or(now) < kLooksForWhatWasAccepted) {
      item.leave_unknown(not_shown_yet(item.work->key));
    } else if (was_accepted) {
      item.park(never_shown(item.work->key));
    } else {
      item.to_post = true;
    }
  }
}

base::Result<void> Booker::match_new(std::span<Item> items) {
  const bool paid = takes_payment();
  for (Item& item : items) {
    if (item.recovered()) continue;
    TRY(stay_alive());  // each may ask the POS for its customer, its sale and more
    if (paid || item.work->intended || item.work->refused) match_one(item);
  }
  return {};
}

// Where nothing can be paid, or the POS gives no catalogue, no order is at fault: the run says so and they
// wait, as without a session (behaviour 8).
bool Booker::takes_payment() {
  if (context_.refusal) return false;
  if (!context_.catalogue->payment_methods().empty()) return true;
  return (catalogue_has_moved_on() && !context_.catalogue->payment_methods().empty()) || session_is_ready();
}

void Booker::match_one(Item& item) {
  if (item.work->intended) return item.take(*std::move(item.work->foreseen));
  if (item.work->refused) return item.park(*item.work->refused);
  auto surroundings = surroundings_of(*item.work);
  if (!surroundings.ok()) return item.park(pos_problem(surroundings.error()));
  if (auto& foreseen = item.work->foreseen; foreseen && holds(*foreseen))
    return item.take(std::move(*foreseen));
  auto asked = match(*item.work, *surroundings);
  if (asked.ok() && !asked->ok() && catalogue_has_moved_on()) asked = match(*item.work, *surroundings);
  if (!asked.ok()) return item.park(pos_problem(asked.error()));
  match::MatchResult& result = *asked;
  if (!result.ok()) return item.park(std::move(result).error());
  item.document = std::move(result->document);
  item.warnings = std::move(result->warnings);
  item.to_post = true;
}

base::Result<match::MatchResult> Booker::match(const Work& work, const match::Surroundings& surroundings) {
  const order::Catalogue& catalogue = *context_.catalogue;
  if (!order::is_reversal(work.key))
    return match_asking(ports_.pos, pos_amounts_, *work.order, catalogue, settings_.match, surroundings);
  auto sale = booked_document(ports_.journal, sale_of(work.key));
  if (!sale.ok() && sale.error().code != "bad_document") return std::move(sale).error();
  if (!sale.ok() || !*sale) return match::MatchResult(nothing_to_take_back(work.key));
  TRY_ASSIGN(auto otherwise, stands_otherwise(ports_.pos, **sale));
  if (otherwise) return match::MatchResult(*std::move(otherwise));
  return take_back_asking(ports_.pos, pos_amounts_, **sale, catalogue, surroundings);
}

// An order may need what was made at the POS a moment ago. Asked for the first order that finds something
// missing, and then at most every kCatalogueAge, so that a day of orders that wait for a person does not ask
// once an order.
bool Booker::catalogue_has_moved_on() {
  const base::Instant now = ports_.clock.now();
  const auto last = context_.catalogue_asked_again_at;
  if (last && now >= *last && now - *last < kCatalogueAge) return false;
  context_.catalogue_asked_again_at = now;
  auto catalogue = ports_.pos.catalogue_now(settings_.pos_config);
  return catalogue.ok() && take_catalogue(std::move(*catalogue));
}

base::Result<match::Surroundings> Booker::surroundings_of(const Work& work) {
  match::Surroundings surroundings;
  surroundings.received_at = work.received_at;
  surroundings.refund_alone = work.refund_alone;
  if (work.order) {
    TRY_ASSIGN(const auto customer, ports_.pos.find_customer(work.order->customer));
    surroundings.customer_id = customer.value_or("");
    surroundings.pos_has_customers = ports_.pos.knows_customers();
  }
  if (work.key.kind == order::Kind::sale) return surroundings;

  TRY(find_sale_of(work.key, surroundings));
  return surroundings;
}

base::Result<void> Booker::find_sale_of(const order::OrderKey& refund, match::Surroundings& onto) {
  return find_sale(ports_.journal, ports_.pos, refund, onto);
}

// Finds or opens the session once a run, when the first order needs it. Without one, orders wait where they
// are.
bool Booker::session_is_ready() {
  if (context_.refusal) {
    no_session_ = pos_problem(*context_.refusal);
    return false;
  }
  if (context_.session) return true;
  auto session = ensure_session(settings_.auto_create_session ? pos::AutoCreate::yes : pos::AutoCreate::no);
  if (!session.ok()) {
    context_.troubles.pos_error = session.error().message;
    no_session_ = pos_problem(session.error());
    return false;
  }
  context_.session = std::move(*session);
  return true;
}

base::Result<pos::Session> Booker::ensure_session(pos::AutoCreate auto_create) {
  return ports_.pos.ensure_session(settings_.pos_config, auto_create);
}

// An intended row that is nobody's calls for a run by itself: without a time to try again it would do so
// every second until the session is there.
void Booker::put_off_recovered(std::span<Item> items) {
  for (Item& item : items) {
    if (item.recovered() && item.to_post) item.leave_unknown(no_session_);
  }
}

base::Result<void> Booker::intend(std::span<Item> items) {
  std::vector<journal::Intent> intents;
  for (Item& item : items) {
    if (!item.to_post || item.recovered() || item.work->intended) continue;
    if (item.encoded.empty()) order::encode_to(*item.document, item.encoded);
    intents.push_back({item.work->row, item.encoded, &item.warnings, item.work->read_again});
  }
  if (intents.empty()) return {};
  TRY_ASSIGN(const auto left, ports_.journal.intend(context_.lease, context_.run, intents));
  if (left.empty()) return {};
  const std::set<journal::RowId> superseded(left.begin(), left.end());
  for (Item& item : items) {
    if (superseded.contains(item.work->row)) item.to_post = false;
  }
  return {};
}

// Posts what is to be posted; when the session was closed by somebody in between, once more into the next
// one. Without one it is no fault of the orders: they are tried again by themselves (behaviour 8).
void Booker::post(std::span<Item> items) {
  post_once(items);
  const auto has_no_session = [](const Item& item) {
    return item.problem && item.problem->code == "session_closed";
  };
  if (std::none_of(items.begin(), items.end(), has_no_session)) return;
  context_.session.reset();
  const bool is_ready = session_is_ready();
  for (Item& item : items) {
    if (!has_no_session(item)) continue;
    if (!is_ready) {
      item.wait_for_session(no_session_);
      continue;
    }
    item.problem.reset();
    item.ending = Item::Ending::waits;
    item.to_post = true;
  }
  if (!is_ready) return;
  post_once(items);
  for (Item& item : items) {
    if (has_no_session(item)) item.wait_for_session(*item.problem);  // closed once more
  }
}

void Booker::post_once(std::span<Item> items) {
  send_once(items, Sent::to_be_booked);
  send_once(items, Sent::to_be_called_off);
}

void Booker::send_once(std::span<Item> items, Sent what) {
  const bool call_off = what == Sent::to_be_called_off;
  std::vector<Item*> posted;
  std::vector<order::PosDocument> documents;
  for (Item& item : items) {
    if (!item.to_post || item.work->superseded != call_off) continue;
    posted.push_back(&item);
    documents.push_back(std::move(*item.document));
  }
  if (posted.empty()) return;
  // Whoever slept since these were intended may have been taken over: nothing is sent that another one may
  // be sending.
  const pos::Permit permit{[this] { return ports_.journal.check_lease(context_.lease); },
                           [this] { return stay_alive(); }};
  auto outcomes = call_off ? ports_.pos.call_off(*context_.session, documents)
                           : ports_.pos.post(*context_.session, documents, permit);
  CHECK(outcomes.size() == posted.size());

  for (std::size_t i = 0; i < posted.size(); ++i) {
    Item& item = *posted[i];
    pos::Outcome& outcome = outcomes[i];
    item.document = std::move(documents[i]);
    item.to_post = false;
    item.posting_warnings.insert(item.posting_warnings.end(), outcome.warnings.begin(),
                                 outcome.warnings.end());
    Problem why = outcome.problem.value_or(
        Problem{"outcome_unknown", "The POS gave no answer; it is asked again before anything is sent",
                "outcome_unknown", Remedy::wait});
    switch (outcome.kind) {
      case pos::Outcome::Kind::created:
      case pos::Outcome::Kind::exists:
      case pos::Outcome::Kind::exists_different:
        item.to_read_back = true;
        break;
      case pos::Outcome::Kind::refused:
        if (call_off) why.cause = item.work->cause;  // what counts is what comes in its place
        item.park(std::move(why));
        break;
      case pos::Outcome::Kind::unknown:
        item.leave_unknown(std::move(why));
        break;
    }
  }
}

// Only what was read back is settled (behaviour 9); what the POS said of itself is not enough.
void Booker::read_back(std::span<Item> items) {
  std::vector<Item*> reading;
  std::vector<order::OrderKey> keys;
  for (Item& item : items) {
    if (!item.to_read_back) continue;
    reading.push_back(&item);
    keys.push_back(item.work->key);
  }
  if (reading.empty()) return;
  auto booked = ports_.pos.find(keys);
  for (std::size_t i = 0; i < reading.size(); ++i) {
    Item& item = *reading[i];
    if (!booked.ok()) {
      item.leave_unknown(not_shown_yet(item.work->key, &booked.error()));
    } else if (!(*booked)[i]) {
      item.leave_unknown(not_shown_yet(item.work->key));
    } else {
      item.settle(*(*booked)[i]);
    }
  }
}

journal::Finished Booker::outcome_of(std::span<const Item> items) {
  journal::Finished finished;
  for (const Item& item : items) {
    const Work& work = *item.work;
    if (item.ending == Item::Ending::settled) {
      finished.settled.push_back(
          {work.row, item.pos_order, item.found, item.attention, item.posting_warnings});
    } else if (item.problem) {
      journal::Parking parking;
      parking.row = work.row;
      parking.problem = *item.problem;
      parking.anew = item.failed_anew();
      parking.is_failure = !item.lost_session;
      parking.keep_intent = item.ending == Item::Ending::unknown;
      parking.read_again = work.read_again;
      if (item.problem->remedy == Remedy::wait) {
        parking.retry_at = ports_.clock.now() + retry_pause(work.attempts + 1, ports_.random);
      }
      finished.parked.push_back(std::move(parking));
    }
  }
  return finished;
}

void Booker::tell(const Item& item) {
  const auto write = [&](base::LogLevel level, const char* event, const std::string& code) {
    ports_.log.write(level, event, {{"order", order::to_string(item.work->key)}, {"code", code}});
  };
  if (item.ending == Item::Ending::settled && item.attention)
    write(base::LogLevel::error, "order_needs_attention", item.attention->code);
  if (item.ending == Item::Ending::parked && item.tally() == Tally::failed)
    write(base::LogLevel::warning, "order_parked", item.problem->code);
}

void Booker::tally(const Item& item) {
  const Work& work = *item.work;
  RunTally& tally = context_.tally;
  switch (item.ending) {
    case Item::Ending::settled:
      if (work.counted == Tally::failed) tally.forget_cause(work.cause);
      break;
    case Item::Ending::parked: {
      const order::Notice notice{item.problem->code, item.problem->message};
      tally.count(work.counted, item.tally(), &notice, item.problem->cause);
      return;
    }
    case Item::Ending::unknown:
      context_.troubles.pos_error = item.problem->message;
      ++context_.unknown[item.problem->code];  // which orders stands in their timelines
      break;
    case Item::Ending::waits:
      break;
  }
  tally.count(work.counted, item.tally());
}

}  // namespace ordersync::sync
