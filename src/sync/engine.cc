// The steps of a run, in their order; see engine.h. Fetching is engine_fetch.cc.
#include "sync/engine.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "sync/inbox.h"
#include "sync/taken_back.h"

namespace ordersync::sync {

using journal::ClaimOf;
using journal::RunStatus;
using journal::Trigger;

namespace {

using namespace std::chrono_literals;

constexpr const char* kStopping = "stopping";  // the code of Engine::stopping()

// How long a store that is away is waited for at the end of a run, and how often it is asked.
constexpr base::Milliseconds kStoreAway = 60s;
constexpr base::Milliseconds kStorePause = 500ms;

// A step that ends a run. Where a store's server is away for a moment (it fails over), it is done again: left
// undone, the run would hold its orders until its lease is over, by a process that is alive. Whoever is asked
// to stop leaves it: the next one sees that this process is gone.
template <class Step>
base::Result<void> insist(Ports& ports, Step step) {
  base::Milliseconds waited{0};
  while (true) {
    base::Result<void> done = step();
    const bool is_away = !done.ok() && done.error().code == "store_unavailable";
    if (!is_away || waited >= kStoreAway || ports.stop_is_asked_for()) return done;
    if (!ports.clock.sleep_for(kStorePause)) return done;
    waited += kStorePause;
  }
}

// True of the order that somebody wanted to be tried, and no failure of the sync.
bool is_about_one_order(const base::Error& error) {
  return error.code == "order_not_waiting" || error.code == "sale_not_received" ||
         error.code == "attention_changed";
}

// What a refund says read as its sale; nothing where it is a document of its own: it has an id, or its
// amounts are below zero.
std::optional<journal::Incoming> sale_in(std::string_view payload, const order::OrderKey& refund,
                                         const source::DecodeRules& rules) {
  if (!refund.refund_id.empty()) return std::nullopt;
  source::Reader reader(source::as_sales(rules));
  source::Reading reading = reader.read(payload);
  const source::Decoded* const found = source::find_order(reading.orders, sale_of(refund));
  if (found == nullptr || !found->order || found->verdict != source::Verdict::book) return std::nullopt;
  return incoming_of(*found, payload, nullptr);
}

// Steps of the timeline with which the source has said something of an order.
constexpr std::string_view kSaid[] = {"received",   "replaced",
                                      "sent_again", "kept_aside",
                                      "went_back",  "changed_after_booking",
                                      "sold_again", "cancelled_after_booking"};

// A reversal that could not be booked: the money may have been given back by hand since, and a run must not
// give it back once more because it can (decision 0029).
bool waits_for_a_press(const journal::Claimed& row) {
  return order::is_reversal(row.key) && row.was == journal::State::parked &&
         row.problem.remedy == order::Remedy::fix;
}

}  // namespace

base::Error Engine::stopping() {
  return {base::ErrorKind::temporary,
          kStopping,
          "The service was stopped during this run: what was received is kept, and the next run goes on",
          {}};
}

base::Result<journal::Run> Engine::run(const SyncSettings& settings, Trigger trigger,
                                       const RunObserver& observer) {
  return held(settings, trigger,
              [&](const SyncSettings& ready, RunContext& context, Booker& booker) -> base::Result<void> {
                TRY(work_waiting(ready, context, booker, ClaimOf::waiting));
                TRY(fetch(ready, context, booker, observer));
                return work_waiting(ready, context, booker, ClaimOf::due);
              });
}

base::Result<journal::Run> Engine::book_pushed(const SyncSettings& settings) {
  return held(settings, Trigger::push, [&](const SyncSettings& ready, RunContext& context, Booker& booker) {
    // Where nothing is fetched by schedule, what is pushed is all that is heard of the source.
    if (ready.interval_minutes == 0) context.source_seen = journal::SourceSeen::reached;
    return work_waiting(ready, context, booker, ClaimOf::due);
  });
}

base::Result<journal::Run> Engine::retry_waiting(const SyncSettings& settings) {
  return held(settings, Trigger::retry, [&](const SyncSettings& ready, RunContext& context, Booker& booker) {
    return work_waiting(ready, context, booker, ClaimOf::waiting);
  });
}

// Whoever claims the row is told by the journal; a run that fails for it would tell of the sync what is true
// of one order only.
base::Result<journal::Run> Engine::retry_one(const SyncSettings& settings, const journal::OrderView& order) {
  using journal::State;
  if (order.state == State::settled || order.state == State::ignored || order.state == State::skipped)
    return journal::not_waiting(order.state);
  return held(settings, Trigger::retry,
              [&](const SyncSettings& ready, RunContext& context, Booker& booker) -> base::Result<void> {
                context.of_one_order = true;
                TRY_ASSIGN(auto claimed, ports_.journal.claim_one(context.lease, context.run, order.row,
                                                                  journal::Ignored::stays));
                Rereader rereader(ready);
                std::vector<journal::Claimed> rows;
                rows.push_back(std::move(claimed));
                return work(ready, context, booker, rereader, std::move(rows));
              });
}

base::Result<journal::Run> Engine::reverse(const SyncSettings& settings, const journal::OrderView& sale) {
  if (sale.state != journal::State::settled || sale.key.kind != order::Kind::sale) {
    return base::Error{base::ErrorKind::conflict,
                       "order_not_booked",
                       "Order " + sale.key.external_id + " is no booked sale: there is nothing to reverse",
                       {}};
  }
  return held(settings, Trigger::retry,
              [&](const SyncSettings& ready, RunContext& context, Booker& booker) -> base::Result<void> {
                context.of_one_order = true;
                if (context.refusal) return *context.refusal;
                TRY(still_asks_for_the_same(sale));
                TRY_ASSIGN(auto claimed, claim_reversal(ready, context, sale));
                if (!claimed) return {};
                // What the source says of the sale from now on finds the reversal in hand, and is told as
                // such.
                auto same = still_asks_for_the_same(sale, "sold_again");
                if (!same.ok() && same.error().kind != base::ErrorKind::conflict) return same;
                if (!same.ok() && claimed->was != journal::State::intended) {
                  const journal::Skipping ended{claimed->row, {same.error().code, same.error().message}};
                  TRY(booker.skip(std::span(&ended, 1)));
                  return same;
                }
                auto read = Rereader(ready).read(*claimed);
                CHECK(read.work.has_value());  // of a reversal there always is
                std::vector<Work> batch;
                batch.push_back(*std::move(read.work));
                return booker.book(std::move(batch));
              });
}

// The source may have sold the order again since somebody decided, while another run was waited for.
base::Result<void> Engine::still_asks_for_the_same(const journal::OrderView& sale, std::string_view or_for) {
  TRY_ASSIGN(const auto now, ports_.journal.find(sale.key));
  const auto stands = now ? now->attention : std::nullopt;
  if (!stands && !sale.attention) return {};
  if (stands && (stands->code == or_for || (sale.attention && stands->is_same_as(*sale.attention))))
    return {};
  return journal::attention_changed(stands);
}

// The reversal's row in the inbox, made when it is not there yet; nothing when it is booked already.
base::Result<std::optional<journal::Claimed>> Engine::claim_reversal(const SyncSettings& settings,
                                                                     RunContext& context,
                                                                     const journal::OrderView& sale) {
  journal::Incoming incoming;
  incoming.key = order::reversal_of(sale.key);
  // What is kept of the sale may have been masked since: that is no other reversal.
  TRY_ASSIGN(const auto before, ports_.journal.find(incoming.key));
  if (before && before->state == journal::State::settled) return std::optional<journal::Claimed>();
  TRY_ASSIGN(const std::string payload, ports_.journal.payload(sale.row));
  incoming.digest = base::digest_of(payload);
  incoming.payload = payload;
  incoming.date = ports_.clock.now();
  if (sale.total) incoming.total = -*sale.total;
  TRY_ASSIGN(const auto arrived,
             ports_.journal.receive(context.lease, settings.id, context.run, std::span(&incoming, 1)));
  std::optional<journal::Claimed> claimed;
  const journal::Arrival arrival = arrived.front().arrival;
  if (arrival == journal::Arrival::fresh || arrival == journal::Arrival::replaced) {
    claimed.emplace();
    claimed->row = arrived.front().row;
    claimed->key = incoming.key;
    claimed->payload = payload;
    claimed->received_at = *incoming.date;
    return claimed;
  }
  // No source ever sends a reversal: one that was ignored is taken up when it is asked for again.
  TRY_ASSIGN(claimed, ports_.journal.claim_one(context.lease, context.run, arrived.front().row,
                                               journal::Ignored::taken_up));
  // The money goes back today, whenever it was asked for first (decision 0029).
  if (claimed->was != journal::State::intended) claimed->received_at = *incoming.date;
  return claimed;
}

base::Result<journal::Run> Engine::book_both(const SyncSettings& settings, const journal::OrderView& refund,
                                             std::string_view actor) {
  return held(
      settings, Trigger::retry,
      [&](const SyncSettings& ready, RunContext& context, Booker& booker) -> base::Result<void> {
        context.of_one_order = true;
        if (context.refusal) return *context.refusal;
        TRY_ASSIGN(const std::string payload, ports_.journal.payload(refund.row));
        const auto as_sale = sale_in(payload, refund.key, ready.decode);
        TRY_ASSIGN(auto sale, ports_.journal.claim_sale(context.lease, ready.id, context.run, refund.row,
                                                        as_sale ? &*as_sale : nullptr, actor));
        Rereader rereader(ready);
        std::vector<journal::Claimed> rows;
        if (sale) rows.push_back(*std::move(sale));
        TRY(work(ready, context, booker, rereader, std::move(rows)));
        TRY_ASSIGN(auto claimed,
                   ports_.journal.claim_one(context.lease, context.run, refund.row, journal::Ignored::stays));
        rows.clear();
        rows.push_back(std::move(claimed));
        return work(ready, context, booker, rereader, std::move(rows));
      });
}

void Engine::log_end(const SyncSettings& settings, const RunContext& context, RunStatus status) {
  for (const auto& [code, orders] : context.unknown) {
    ports_.log.write(base::LogLevel::warning, "order_outcome_unknown",
                     {{"sync", settings.name},
                      {"run", std::to_string(context.run)},
                      {"code", code},
                      {"orders", std::to_string(orders)}});
  }
  for (const auto& [event, why] : {std::pair("fetch_failed", context.troubles.fetch_error),
                                   std::pair("full_read_failed", context.troubles.full_read_error),
                                   std::pair("pos_not_ready", context.troubles.pos_error)}) {
    if (!why) continue;
    ports_.log.write(base::LogLevel::error, event,
                     {{"sync", settings.name}, {"run", std::to_string(context.run)}, {"why", *why}});
  }
  const auto& counts = context.tally.counts();
  ports_.log.write(status == RunStatus::error ? base::LogLevel::error : base::LogLevel::info, "sync_orders",
                   {{"sync", settings.name},
                    {"run", std::to_string(context.run)},
                    {"status", std::string(journal::to_string(status))},
                    {"booked", std::to_string(counts.processed)},
                    {"failed", std::to_string(counts.failed)},
                    {"already_synced", std::to_string(counts.already_synced)},
                    {"skipped", std::to_string(counts.skipped)},
                    {"waiting", std::to_string(counts.waiting)},
                    {"duration_ms", std::to_string((ports_.clock.now() - context.started_at).count())}});
}

// Begins the run, takes its lease, lets `body` work, and ends the run whatever happened. Troubles of the
// source and of the POS are the run's result; a failing journal is a failure.
base::Result<journal::Run> Engine::held(const SyncSettings& settings, Trigger trigger, const Body& body) {
  const base::Instant started = ports_.clock.now();
  RunContext context;
  TRY_ASSIGN(context.run, ports_.runs.begin(settings.id, trigger, ports_.owner, started + kRunLease));
  context.started_at = context.beaten_at = started;

  SyncSettings ready = settings;
  Booker booker(ports_, ready, context);
  base::Result<void> worked = prepare(ready, context);
  if (worked.ok() && context.catalogue) worked = body(ready, context, booker);
  auto flushed = booker.flush();
  if (worked.ok() && !flushed.ok()) worked = std::move(flushed);
  if (!context.lease.token.empty()) {
    auto closed = insist(ports_, [&] { return ports_.journal.close_lease(context.lease); });
    if (worked.ok() && !closed.ok()) worked = std::move(closed);
  }

  RunEnd end = describe(context.tally, context.troubles);
  if (!worked.ok()) {
    end.status = RunStatus::error;
    end.message = worked.error().message;
    if (context.of_one_order && is_about_one_order(worked.error())) end.status = RunStatus::no_orders;
    if (context.tally.counts().processed > 0) end.message += "; " + describe(context.tally, {}).message;
  }
  const journal::RunResult result{.status = end.status,
                                  .message = std::move(end.message),
                                  .counts = context.tally.counts(),
                                  .pages = context.pages,
                                  .source = context.source_seen,
                                  .fetch_error = fetch_sentence(context.troubles),
                                  .of_one_order = context.of_one_order};
  auto ended = insist(ports_, [&] { return ports_.runs.end(context.run, result); });
  log_end(settings, context, end.status);
  if (!worked.ok() && worked.error().code != kStopping) return std::move(worked).error();
  TRY(ended);
  TRY_ASSIGN(auto run, ports_.runs.show(context.run));
  CHECK(run.has_value());
  return *std::move(run);
}

base::Result<void> Engine::prepare(SyncSettings& settings, RunContext& context) {
  auto lease = ports_.journal.open_lease(context.run, ports_.owner, ports_.clock.now() + kRunLease);
  if (!lease.ok()) return std::move(lease).error();
  context.lease = std::move(*lease);
  return read_by(ports_.pos.catalogue(settings.pos_config), settings, context);
}

// The catalogue is needed before anything can be decoded (its currency) and matched. A POS that cannot give
// it is the run's trouble: with the one that is kept orders are received and wait, since a source may not
// show them for long; without one nothing is fetched, and the cursor stays.
base::Result<void> Engine::read_by(base::Result<std::shared_ptr<const order::Catalogue>> catalogue,
                                   SyncSettings& settings, RunContext& context) {
  if (catalogue.ok()) {
    context.catalogue = std::move(*catalogue);
  } else {
    context.troubles.pos_error = catalogue.error().message;
    TRY_ASSIGN(context.catalogue, ports_.pos.kept_for_receiving(settings.pos_config));
    if (!context.catalogue) return {};
    context.refusal = std::move(catalogue).error();
  }
  settings.decode.currency = context.catalogue->currency();
  settings.decode.source = settings.source;
  settings.decode.received_at = ports_.clock.now();
  return {};
}

base::Result<void> Engine::work_waiting(const SyncSettings& settings, RunContext& context, Booker& booker,
                                        ClaimOf which) {
  Rereader rereader(settings);
  journal::RowId after = 0;
  for (;;) {
    TRY_ASSIGN(auto claimed, booker.claim(which, after, static_cast<int>(Inbox::kBatchOrders)));
    if (claimed.empty()) break;
    after = claimed.back().row;
    TRY(work(settings, context, booker, rereader, std::move(claimed)));
    TRY(pulse(booker, context, {}));
  }
  if (which == ClaimOf::waiting) {
    TRY_ASSIGN(const auto held, booker.count_held());
    context.tally.count_many(journal::Tally::waiting, static_cast<std::int64_t>(held.size()));
  }
  return {};
}

// Orders that were kept under another key are received under their own before the old rows are let go, so
// that dying in between loses nothing: the next run does it again and finds them received.
base::Result<void> Engine::work(const SyncSettings& settings, RunContext& context, Booker& booker,
                                Rereader& rereader, std::vector<journal::Claimed> claimed) {
  std::vector<Work> batch;
  batch.reserve(claimed.size());
  std::vector<journal::Skipping> skipped;
  Batch elsewhere;
  elsewhere.page = context.pages;
  const auto let_go = [&](const journal::Claimed& row, const order::OrderKey& key) {
    skipped.push_back({row.row,
                       {"read_as_order", "The sync reads this as order " + order::to_string(key) +
                                             " today: it goes on under that number"}});
  };
  for (auto& row : claimed) {
    auto read = rereader.read(row);
    if (read.sent_as) {
      TRY_ASSIGN(const auto known, ports_.journal.find(*read.sent_as));
      if (known) {
        context.tally.count(row.counted, journal::Tally::skipped);
        let_go(row, *read.sent_as);
        continue;
      }
    }
    if (read.work) {
      if (waits_for_a_press(row) && !context.of_one_order) read.work->refused = row.problem;
      batch.push_back(*std::move(read.work));
    } else if (read.skipped) {
      context.tally.count(row.counted, journal::Tally::skipped);
      skipped.push_back({row.row, *std::move(read.skipped)});
    } else {
      let_go(row, read.elsewhere.front().key);
      const std::size_t before = elsewhere.entries.size();
      for (auto& order : read.elsewhere) {
        TRY_ASSIGN(const bool came_since, has_come_since(order.key, row));
        if (came_since) continue;
        elsewhere.entries.push_back({std::move(order), elsewhere.bytes.size(), row.payload.size()});
      }
      elsewhere.bytes.append(row.payload);
      const bool is_older = elsewhere.entries.size() == before;
      if (is_older) context.tally.count(row.counted, journal::Tally::skipped);
    }
  }
  if (!elsewhere.entries.empty()) {
    Reception reception(ports_, settings, context, booker);
    TRY(reception.take(std::move(elsewhere)));
    TRY(reception.finish());
  }
  if (!skipped.empty()) TRY(booker.skip(skipped));
  TRY(booker.book(std::move(batch)));
  return booker.flush();
}

// Whether the source has said something of the order since `row` came: then what `row` holds is the older.
base::Result<bool> Engine::has_come_since(const order::OrderKey& key, const journal::Claimed& row) {
  TRY_ASSIGN(const auto known, ports_.journal.find(key));
  if (!known) return false;
  if (known->received_at > row.received_at) return true;
  TRY_ASSIGN(const auto timeline, ports_.journal.timeline(known->row));
  return std::ranges::any_of(timeline, [&](const journal::Event& event) {
    return event.at > row.received_at && std::ranges::find(kSaid, event.step) != std::end(kSaid);
  });
}

base::Result<void> Engine::pulse(Booker& booker, RunContext& context, const RunObserver& observer) {
  if (observer) observer({context.run, context.pages, context.troubles.elements, context.tally.counts()});
  TRY(booker.stay_alive());
  if (ports_.stop_is_asked_for()) return stopping();
  return {};
}

// The steps of run(), with a booker that writes and sends nothing. The catalogue is the one of now: a person
// looks.
base::Result<DryRun> Engine::dry_run(const SyncSettings& settings, const RunObserver& observer) {
  DryRun result;
  result.started_at = ports_.clock.now();
  SyncSettings ready = settings;
  RunContext context;
  TRY(read_by(ports_.pos.catalogue_now(settings.pos_config), ready, context));
  if (context.catalogue) {
    DryBooker booker(ports_, ready, context, result);
    TRY(work_waiting(ready, context, booker, ClaimOf::waiting));
    TRY(fetch_dry(ready, context, booker, observer));
    TRY(booker.book_what_was_set_free());
  }
  RunEnd end = describe(context.tally, context.troubles);
  result.status = end.status;
  result.message = std::move(end.message);
  result.counts = context.tally.counts();
  result.ended_at = ports_.clock.now();
  return result;
}

}  // namespace ordersync::sync
