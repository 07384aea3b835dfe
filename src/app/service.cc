// The threads of `ordersync serve`; see service.h.
#include "app/service.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/alert_sender.h"
#include "app/commands.h"
#include "app/lost_orders.h"
#include "app/service_certificate.h"
#include "app/service_keys.h"
#include "base/heap.h"
#include "http/tls_files.h"
#include "journal/recent.h"
#include "pos/embedded_payments.h"

namespace ordersync::app {

namespace {

using base::Result;
using namespace std::chrono_literals;

constexpr base::Milliseconds kLookEvery = 1s;
constexpr base::Milliseconds kLookAgain = 100ms;  // where more syncs were due than may run at once
constexpr base::Milliseconds kReadyFor = 60s;
constexpr base::Milliseconds kIdleAfter = 10s;  // without a run
constexpr std::ptrdiff_t kRunsAtOnce = 4;
constexpr base::Milliseconds kLookAtTroubleEvery = 10min;
constexpr base::Milliseconds kLostEvery = 50min;  // where sessions are looked after every hour: with each
constexpr base::Milliseconds kPushedEvery = 60s;
constexpr base::Milliseconds kAlertsEvery = 15s;
constexpr base::Milliseconds kSilenceEvery = 10min;  // it reads weeks of orders; old sums go with it
constexpr base::Milliseconds kRetentionEvery = 24h;
constexpr base::Milliseconds kRetentionAgain = 1h;  // after it failed

}  // namespace

Result<std::unique_ptr<Service>> Service::start(Store& store, ServiceOptions options) {
  std::unique_ptr<Service> service(new Service(store, std::move(options)));
  TRY_ASSIGN(service->lock_, ServeLock::take(store.folder().serve_lock(),
                                             " already: stop it first, or name another folder with --data"));
  TRY(store.nodes().join("serve", store.log()));
  service->scheduler_ = std::thread([raw = service.get()] { raw->schedule_loop(); });
  return service;
}

Service::Service(Store& store, ServiceOptions options)
    : store_(store),
      options_(std::move(options)),
      threads_(store.log()),
      turns_(store.clock()),
      rests_(store.clock()),
      notices_("session_needs_attention", store.clock(), store.log()),
      lost_("orders_lost", store.clock(), store.log()),
      push_(store, [this](journal::SyncId sync) { turns_.came(sync); }) {}

Service::~Service() {
  stop();
}

void Service::begin_stop() {
  stopping_ = true;
  threads_.close();
  store_.clock().interrupt();
}

void Service::stop() {
  push_.stop();
  begin_stop();
  if (scheduler_.joinable()) scheduler_.join();
}

void Service::schedule_loop() {
  {
    const base::MutexLock lock(mutex_);
    worked_at_ = store_.clock().now();
  }
  std::unique_ptr<Worker> worker;
  while (!stopping_) {
    Result<void> looked;
    if (!worker) {
      auto opened = Worker::open(store_, [this] { return stopping_.load(); });
      if (opened.ok()) {
        worker = std::move(*opened);
      } else {
        looked = opened.error();
      }
    }
    if (worker) {
      looked = tick(*worker);
    }
    {
      const base::MutexLock lock(mutex_);
      looked_at_ = store_.clock().now();
      trouble_ = looked.ok() ? "" : looked.error().message;
    }
    if (!looked.ok()) {
      store_.log().write(base::LogLevel::error, "schedule_failed",
                         {{"code", looked.error().code},
                          {"why", looked.error().message},
                          {"detail", looked.error().detail}});
    }
    // It may have been replaced on the disk by now; whoever looks after it starts it again.
    if (!looked.ok() && looked.error().code == "schema_too_new") {
      const base::MutexLock lock(mutex_);
      outgrown_ = looked.error();
    }
    store_.clock().sleep_for(more_is_due_ ? kLookAgain : kLookEvery);
  }
  threads_.join();
}

// A service that has nothing to do keeps no pages of the store in memory: of a large one that is most of what
// it would keep.
void Service::give_back_memory(Worker& worker) {
  if (store_.nodes().is_shared()) return;  // the pages are the server's
  std::unique_ptr<Worker> spare;
  {
    const base::MutexLock lock(mutex_);
    const base::Instant now = store_.clock().now();
    if (!worked_at_ || (now >= *worked_at_ && now - *worked_at_ < kIdleAfter)) return;
    worked_at_.reset();
    spare = std::move(spare_);
  }
  if (spare) spare->give_back_memory();
  worker.give_back_memory();
  base::give_back_memory();
  const base::MutexLock lock(mutex_);
  if (!spare_) spare_ = std::move(spare);
}

std::optional<base::Error> Service::outgrown() const {
  const base::MutexLock lock(mutex_);
  return outgrown_;
}

Result<void> Service::tick(Worker& worker) {
  threads_.reap();
  give_back_memory(worker);
  TRY(worker.connection->check_generation());
  Schedule schedule(worker);
  // Without room it is as it was: whoever waits is asked for again as soon as a run may have ended.
  if (const std::ptrdiff_t room = kRunsAtOnce - threads_.count(Lane::runs); room > 0) {
    TRY_ASSIGN(const auto due,
               schedule.take_due(store_.clock().now(), static_cast<std::size_t>(room), served_last_,
                                 [this](const std::string& sync) { return rests_.rests(sync); }));
    more_is_due_ = due.count() == static_cast<std::size_t>(room);
    // A turn that cannot begin here, as one of its sync goes on, comes again by itself.
    for (const auto& turn : due.runs) {
      threads_.start(Lane::runs, turn.sync, [this, turn] {
        tell(turn.sync, with_spare([&](Worker& own) { return Schedule(own).run(turn); }));
      });
    }
    for (const auto& sync : due.retries) start_retry(sync);
    served_last_ = due.last;
  }
  TRY(start_pushed(worker));
  TRY(note_own_certificate(worker));
  TRY_ASSIGN(const bool closes, store_.nodes().has_duty(*worker.connection, "sessions"));
  if (!closes) {
    // Another node sees to them, and says what it sees.
    looked_after_.clear();
    notices_.keep_only({});
    lost_.keep_only({});
    return {};
  }
  TRY_ASSIGN(auto notices, schedule.close_due_sessions(store_.clock().now()));
  notices_.tell("", std::move(notices));
  lost_.tell("", {});  // the embedded POS is in the store itself
  TRY_ASSIGN(const auto connections, worker.connections.list());
  std::set<std::string> seen_to{""};
  for (const auto& connection : connections) {
    if (connection.syncs.empty()) continue;
    seen_to.insert(connection.settings.name);
    TRY(look_after(schedule, connection.settings.name));
  }
  notices_.keep_only(seen_to);
  lost_.keep_only(seen_to);
  return start_chores(worker, seen_to);
}

// On every node: whoever looks for alerts reads what all of them say.
Result<void> Service::note_own_certificate(Worker& worker) {
  const base::Instant now = store_.clock().now();
  if (now >= certificate_at_ && now - certificate_at_ < kAlertsEvery) return {};
  certificate_at_ = now;
  return note_certificate(worker, options_.tls_certificate, options_.tls_key);
}

// On threads of their own: a mail server may be slow, and retention has much to do the first time.
Result<void> Service::start_chores(Worker& worker, const std::set<std::string>& connections) {
  const base::Instant now = store_.clock().now();
  if (now < alerts_at_ || now - alerts_at_ >= kAlertsEvery) {
    alerts_at_ = now;
    start("alerts_failed", Lane::alerts, "",
          [this, connections](Worker& own) { return look_for_alerts(own, connections); });
  }
  if (options_.retention.payload_days == 0 && options_.retention.personal_data_days == 0) return {};
  if (threads_.count(Lane::retention) > 0) retention_at_ = now;
  if (now >= retention_at_ && now - retention_at_ < kRetentionAgain) return {};
  TRY_ASSIGN(const RetentionState state, retention_state(worker));
  if (state.at && now >= *state.at && now - *state.at < kRetentionEvery) return {};
  retention_at_ = now;
  start("retention_failed", Lane::retention, "", [this](Worker& own) -> Result<void> {
    TRY(run_retention(own, options_.retention, [this] { return stopping_.load(); }));
    return {};
  });
  return {};
}

Result<void> Service::look_for_alerts(Worker& worker, const std::set<std::string>& connections) {
  LookOptions look;
  look.silence = false;
  look.disk_low_bytes = options_.disk_low_bytes;
  // Of an Odoo that was not looked at since the start nobody knows; of the others one does.
  look.sessions = notices_.seen(connections);
  look.lost = lost_.seen(connections);
  const base::Instant now = store_.clock().now();
  if (now < silence_at_ || now - silence_at_ >= kSilenceEvery) {
    silence_at_ = now;
    look.silence = true;
    TRY(journal::forget_counts(*worker.connection, now));
    TRY(pos::forget_payment_sums(*worker.connection, now));
  }
  TRY(alert_round(worker, look, options_.alerts));
  return {};
}

// On a thread of its own: an Odoo that is slow must not hold up the schedule.
Result<void> Service::look_after(Schedule& schedule, const std::string& connection) {
  const base::Instant now = store_.clock().now();
  const auto last = looked_after_.find(connection);
  if (last != looked_after_.end()) {
    if (now >= last->second && now - last->second < kLookAfterRules) return {};
    TRY_ASSIGN(auto pause, schedule.look_after_every(connection));
    // What waits for a person is not asked for each minute: it keeps others from booking there meanwhile.
    if (notices_.has(connection, kCloseRefused)) pause = std::max(pause, kLookAtTroubleEvery);
    if (now >= last->second && now - last->second < pause) return {};
  }
  looked_after_[connection] = now;
  start("sessions_not_seen", Lane::sessions, connection, [this, connection](Worker& worker) -> Result<void> {
    const base::Instant began = store_.clock().now();
    auto looked = Schedule(worker).look_after_sessions(connection, began);
    if (looked.ok()) notices_.tell(connection, std::move(*looked));
    if (!lost_.told_within(connection, kLostEvery)) {
      TRY_ASSIGN(auto lost, look_for_lost_orders(worker, connection));
      lost_.tell(connection, std::move(lost));
    }
    TRY(note_key_end(worker, connection, began));
    TRY(looked);
    return {};
  });
  return {};
}

void Service::run_now(const std::string& sync) {
  threads_.start(Lane::runs, sync, [this, sync] {
    tell(sync, with_spare([&](Worker& worker) {
           return Commands(worker).sync_now(sync, journal::Trigger::sync_now);
         }));
  });
}

void Service::start_retry(const std::string& sync) {
  threads_.start(Lane::runs, sync, [this, sync] {
    const auto run = with_spare([&](Worker& worker) { return Commands(worker).retry_waiting(sync); });
    const bool begun = run.ok() && (run->status != journal::RunStatus::error || run->counts.processed > 0 ||
                                    run->counts.failed > 0);
    begun ? rests_.begun(sync) : rests_.not_begun(sync);
    tell(sync, run);
  });
}

bool Service::start_pushed_run(journal::SyncId id, const std::string& sync) {
  return threads_.start(Lane::pushed, sync, [this, id, sync] {
    PushedRun ran;
    const auto run = with_spare([&](Worker& worker) {
      auto booked = Commands(worker).book_pushed(sync);
      if (const auto counts = worker.journal->counts(id); counts.ok()) ran.left = counts->received;
      return booked;
    });
    if (run.ok()) ran.worked = run->counts.processed + run->counts.failed + run->counts.skipped;
    turns_.ran(id, ran);
    tell(sync, run);
  });
}

// The store is the memory: what was durable when a program ended, however it ended, what another node has
// answered and left, and what nobody was told of because its commit looked as if it had failed.
Result<void> Service::find_pushed(Worker& worker) {
  const base::Instant now = store_.clock().now();
  if (now >= pushed_at_ && now - pushed_at_ < kPushedEvery) return {};
  TRY_ASSIGN(const auto any, worker.journal->counts(std::nullopt));
  if (any.received > 0) {
    TRY_ASSIGN(const auto syncs, worker.syncs.list());
    for (const auto& sync : syncs) {
      if (sync.active && sync.push.kind != source::PushKind::none) turns_.came(sync.id);
    }
  }
  pushed_at_ = now;
  return {};
}

// One run for all that has come, at most one a second; few syncs at once, beside those that are scheduled. An
// inactive sync's orders wait until it is activated.
Result<void> Service::start_pushed(Worker& worker) {
  TRY(find_pushed(worker));
  for (const journal::SyncId id : turns_.due()) {
    if (threads_.count(Lane::pushed) >= kRunsAtOnce) {  // the rest has its turn when one has ended
      more_is_due_ = true;
      return {};
    }
    turns_.take(id);
    if (!start_turn(worker, id).ok()) turns_.again_soon(id);
  }
  return {};
}

// Fails where the store is away, or the sync got another name just now.
Result<void> Service::start_turn(Worker& worker, journal::SyncId id) {
  TRY_ASSIGN(const auto name, worker.syncs.name_of(id));
  if (!name) return {};
  TRY_ASSIGN(const auto sync, worker.syncs.get(*name));
  if (!sync.active) {
    turns_.came(id);
    return {};
  }
  TRY_ASSIGN(const auto counts, worker.journal->counts(id));
  if (counts.received == 0) {
    turns_.left_none(id);
  } else if (!start_pushed_run(id, *name)) {
    turns_.again_after(id, kLookEvery);
  }
  return {};
}

void Service::start(const char* failed_event, Lane lane, const std::string& connection,
                    std::function<Result<void>(Worker&)> work) {
  threads_.start(lane, connection, [this, failed_event, lane, connection, work = std::move(work)] {
    const auto worker = Worker::open(store_, [this] { return stopping_.load(); });
    const Result<void> done = worker.ok() ? work(**worker) : Result<void>(worker.error());
    if (!done.ok()) {
      const char* const subject = lane == Lane::sessions ? "connection" : "sync";
      log_failure(failed_event, {subject, connection}, done.error());
    }
  });
}

// A worker that has done its work well is kept: its Odoo is signed in to, and its catalogue is in memory.
Result<journal::Run> Service::with_spare(const std::function<Result<journal::Run>(Worker&)>& work) {
  std::unique_ptr<Worker> worker;
  {
    const base::MutexLock lock(mutex_);
    worker = std::move(spare_);
  }
  if (!worker) {
    TRY_ASSIGN(worker, Worker::open(store_, [this] { return stopping_.load(); }));
  }
  auto run = work(*worker);
  const base::MutexLock lock(mutex_);
  worked_at_ = store_.clock().now();
  // Another one is closed outside of the lock.
  if (run.ok() && run->status != journal::RunStatus::error) spare_.swap(worker);
  return run;
}

void Service::tell(const std::string& sync, const Result<journal::Run>& run) {
  base::give_back_memory();
  if (!run.ok()) return log_failure("sync_orders_failed", {"sync", sync}, run.error());
  const base::MutexLock lock(mutex_);
  ++runs_[std::string(journal::to_string(run->status))];
  orders_["booked"] += run->counts.processed;
  orders_["failed"] += run->counts.failed;
  orders_["already_synced"] += run->counts.already_synced;
  orders_["skipped"] += run->counts.skipped;
}

void Service::log_failure(const char* event, const base::LogField& subject, const base::Error& error) {
  store_.log().write(base::LogLevel::error, event,
                     {subject, {"code", error.code}, {"why", error.message}, {"detail", error.detail}});
}

std::string Service::not_ready_because() const {
  const base::MutexLock lock(mutex_);
  if (!trouble_.empty()) return trouble_;
  if (store_.clock().now() - looked_at_ > kReadyFor)
    return "the schedule has not looked at the store for a minute";
  return {};
}

Result<ServiceSnapshot> Service::snapshot() {
  ServiceSnapshot snapshot;
  {
    const base::MutexLock lock(mutex_);
    snapshot.runs = runs_;
    snapshot.orders = orders_;
  }
  snapshot.sessions_attention = notices_.count();
  TRY_ASSIGN(const auto worker, Worker::open(store_));
  TRY_ASSIGN(const auto syncs, worker->syncs.list());
  for (const auto& sync : syncs) {
    TRY_ASSIGN(const auto counts, worker->journal->counts(sync.id));
    TRY_ASSIGN(const auto progress, worker->runs->progress(sync.id));
    snapshot.syncs.push_back({sync.name, sync.active, counts.received, counts.posting, counts.parked,
                              counts.attention,
                              progress.last_sync_date ? base::to_unix_ms(*progress.last_sync_date) / 1000 : 0,
                              progress.last_sync_status == "error"});
  }
  TRY_ASSIGN(const auto configs, worker->pos.configs());
  for (const auto& config : configs) {
    TRY_ASSIGN(const auto session, worker->pos.open_session(config.name));
    if (session) ++snapshot.sessions_open;
  }
  TRY_ASSIGN(snapshot.alerts, alerts_of(*worker).counts());
  TRY_ASSIGN(const RetentionState retention, retention_state(*worker));
  if (retention.at) snapshot.retention_unix = base::to_unix_ms(*retention.at) / 1000;
  if (!options_.tls_certificate.empty()) {
    const auto files = http::inspect_tls_files(options_.tls_certificate, options_.tls_key);
    if (files.ok()) snapshot.certificate_ends_unix = base::to_unix_ms(files->not_after) / 1000;
  }
  return snapshot;
}

}  // namespace ordersync::app
