// What a run asks its source for, and how that is received; see engine.h.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <string_view>
#include <utility>

#include "sync/engine.h"
#include "sync/inbox.h"

namespace ordersync::sync {

namespace {

using namespace std::chrono_literals;

constexpr base::Milliseconds kFullReadEvery = 24h;
constexpr base::Milliseconds kFullReadSpan = 7 * 24h;

// Failures that have nothing to do with which orders were asked for.
constexpr std::string_view kWhateverIsAskedFor[] = {
    "name_not_found",  "connection_refused", "connection_failed",
    "tls_failed",      "not_http",           "forbidden_address",
    "bad_url",         "source_redirects",   "source_unauthorized",
    "source_not_found"};

void note_fetch_error(const base::Error& error, RunTroubles& troubles) {
  troubles.fetch_error = error.message;
  troubles.with_fewer_orders =
      std::ranges::find(kWhateverIsAskedFor, error.code) == std::end(kWhateverIsAskedFor);
}

// Where the daily reading fails, the plan is what it would be without it.
bool falls_back(FetchPlan& plan, RunTroubles& troubles) {
  if (!troubles.fetch_error || !troubles.with_fewer_orders || !plan.recent) return false;
  troubles.full_read_error = std::exchange(troubles.fetch_error, {});
  plan.window = *std::exchange(plan.recent, std::nullopt);
  plan.full_read = false;
  return true;
}

}  // namespace

FetchPlan plan_fetch(const SyncSettings& settings, const journal::Progress& progress, base::Instant now) {
  FetchPlan plan;
  // What lies ahead of now is of a clock that was set back since.
  const auto is_of_another_clock = [now](const auto& time, base::Milliseconds most) {
    return time && *time > now + most;
  };
  const bool no_cursor = !progress.cursor || is_of_another_clock(progress.cursor, 24h);
  plan.full_read = no_cursor || !progress.full_read_at || now - *progress.full_read_at >= kFullReadEvery ||
                   is_of_another_clock(progress.full_read_at, 0ms);
  const source::DateFilter& filter = settings.fetch.date_filter;
  if (filter.since_parameter.empty()) return plan;
  if (!filter.until_parameter.empty()) plan.window.until = now;
  const auto& orders_from = settings.decode.orders_from;
  plan.window.since = progress.cursor ? progress.cursor : orders_from;
  if (!progress.cursor || !plan.full_read) return plan;
  const base::Instant begin = now - kFullReadSpan;
  if (begin >= *progress.cursor) return plan;
  if (!no_cursor) plan.recent = plan.window;
  plan.window.since = begin;
  return plan;
}

base::Result<void> Engine::fetch(const SyncSettings& settings, RunContext& context, Booker& booker,
                                 const RunObserver& observer) {
  TRY_ASSIGN(const auto progress, ports_.runs.progress(settings.id));
  FetchPlan plan = plan_fetch(settings, progress, ports_.clock.now());
  TRY_ASSIGN(auto summary, fetch_window(settings, plan.window, context, booker, observer));
  if (falls_back(plan, context.troubles)) {
    if (plan.window.until) plan.window.until = ports_.clock.now();
    TRY_ASSIGN(summary, fetch_window(settings, plan.window, context, booker, observer));
  }
  if (!summary) {
    context.source_seen = journal::SourceSeen::failed;
    return {};
  }
  context.source_seen = journal::SourceSeen::reached;
  context.pages = summary->pages;  // those without orders, too
  // Whole seconds, as sources are asked; and no further than it was asked for, if its clock is ahead of ours.
  // What was pushed since this run began is kept against what it was told afterwards: the next one asks for
  // that again.
  const base::Milliseconds worked_before = std::max(summary->sent_at - context.started_at, 0ms);
  const base::Instant asked_until =
      std::min(summary->asked_at, plan.window.until.value_or(summary->asked_at));
  const base::Instant cursor = std::chrono::floor<std::chrono::seconds>(asked_until - worked_before -
                                                                        settings.fetch.date_filter.overlap);
  return ports_.runs.advance_cursor(settings.id, cursor,
                                    plan.full_read ? journal::Reading::full : journal::Reading::recent);
}

// Fetching and decoding go on beside booking where there is a thread for it. A journal that fails ends both.
base::Result<std::optional<source::FetchSummary>> Engine::fetch_window(const SyncSettings& settings,
                                                                       const source::Window& window,
                                                                       RunContext& context, Booker& booker,
                                                                       const RunObserver& observer) {
  Fetched fetched{source::FetchSummary{}, false};
  base::Result<void> received;
  const auto catalogue = context.catalogue;  // the run's own may change meanwhile
  const auto foresee_all = [&](Batch& batch) {
    for (Batch::Entry& entry : batch.entries) {
      if (entry.decoded.order && entry.decoded.verdict == source::Verdict::book) {
        entry.foreseen = foresee(*entry.decoded.order, catalogue, settings.match);
      }
    }
  };
  if (ports_.side_by_side) {
    Handover handover;
    ReceptionAhead ahead(ports_, settings, context);
    Reception reception(ports_, settings, context, booker, &ahead);
    const auto aside = [&] {
      fetched = fetch_into(settings, window, [&](Batch batch) -> base::Result<void> {
        foresee_all(batch);
        TRY(ahead.take(batch));
        if (!handover.put(std::move(batch))) return stopping();
        return {};
      });
      handover.close();
    };
    const auto here = [&] {
      received = receive_all(handover, reception, booker, context, observer);
      if (received.ok()) received = reception.finish();
      ahead.give_up();
    };
    ports_.side_by_side(aside, here);
  } else {
    Reception reception(ports_, settings, context, booker);
    fetched = fetch_into(settings, window, [&](Batch batch) -> base::Result<void> {
      foresee_all(batch);
      received = reception.take(std::move(batch));
      if (received.ok()) received = pulse(booker, context, observer);
      return received;
    });
    if (received.ok()) received = reception.finish();
  }
  TRY(received);
  TRY(booker.flush());
  if (fetched.ended_by_us) return fetched.summary.error();
  if (fetched.summary.ok()) return std::optional(*std::move(fetched.summary));
  if (ports_.stop_is_asked_for()) return stopping();
  note_fetch_error(fetched.summary.error(), context.troubles);
  return std::optional<source::FetchSummary>();
}

Engine::Fetched Engine::fetch_into(const SyncSettings& settings, const source::Window& window,
                                   const Inbox::OnBatch& on_batch) {
  Inbox inbox(settings.decode, on_batch);
  auto summary = ports_.source.fetch(window, inbox);
  if (inbox.ended_fetch()) return {std::move(summary), true};
  // What came before a failure is kept as well.
  auto flushed = inbox.flush();
  if (!flushed.ok()) return {std::move(flushed).error(), true};
  return {std::move(summary), false};
}

base::Result<void> Engine::receive_all(Handover& handover, Reception& reception, Booker& booker,
                                       RunContext& context, const RunObserver& observer) {
  Batch batch;
  for (;;) {
    const Handover::Taken taken = handover.take(batch);
    if (taken == Handover::Taken::closed) return {};
    base::Result<void> done;
    // A slow source: what is booked need not wait for its next orders.
    done = taken == Handover::Taken::batch ? reception.take(std::move(batch)) : booker.flush();
    if (done.ok()) done = pulse(booker, context, observer);
    if (!done.ok()) {
      handover.abandon();
      return done;
    }
  }
}

base::Result<void> Engine::fetch_dry(const SyncSettings& settings, RunContext& context, Booker& booker,
                                     const RunObserver& observer) {
  TRY_ASSIGN(const auto progress, ports_.runs.progress(settings.id));
  FetchPlan plan = plan_fetch(settings, progress, ports_.clock.now());
  Reception reception(ports_, settings, context, booker);
  const auto read = [&](const source::Window& window) -> base::Result<void> {
    const Fetched fetched = fetch_into(settings, window, [&](Batch batch) -> base::Result<void> {
      TRY(reception.take(std::move(batch)));
      return pulse(booker, context, observer);
    });
    if (fetched.summary.ok()) return {};
    if (fetched.ended_by_us) return fetched.summary.error();
    if (ports_.stop_is_asked_for()) return stopping();
    note_fetch_error(fetched.summary.error(), context.troubles);
    return {};
  };
  TRY(read(plan.window));
  return falls_back(plan, context.troubles) ? read(plan.window) : base::Result<void>();
}

}  // namespace ordersync::sync
