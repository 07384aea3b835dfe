// The threads of `ordersync serve`; see service.h.
#include "app/service.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/alert_sender.h"
#include "app/commands.h"
#include "app/service_certificate.h"
#include "base/heap.h"
#include "http/tls_files.h"
#include "journal/recent.h"
#include "pos/embedded_payments.h"
#include "pos/odoo_key_end.h"

namespace ordersync::app {

namespace {

using base::Result;
using namespace std::chrono_literals;

constexpr base::Milliseconds kLookEvery = 1s;
constexpr base::Milliseconds kLookAgain = 100ms;  // where more syncs were due than may run at once
constexpr base::Milliseconds kReadyFor = 60s;
constexpr std::ptrdiff_t kRunsAtOnce = 4;
constexpr base::Milliseconds kFirstPause = 5s;
constexpr base::Milliseconds kLongestPause = 300s;
constexpr base::Milliseconds kLongestRest = 60s;
constexpr base::Milliseconds kPushedEvery = 60s;
constexpr base::Milliseconds kAlertsEvery = 15s;
constexpr base::Milliseconds kSilenceEvery = 10min;  // it reads weeks of orders; old sums go with it
constexpr base::Milliseconds kRetentionEvery = 24h;
constexpr base::Milliseconds kKeysEvery = 20h;

}  // namespace

Result<std::unique_ptr<Service>> Service::start(Store& store, ServiceOptions options) {
  std::unique_ptr<Service> service(new Service(store, std::move(options)));
  TRY_ASSIGN(service->lock_, ServeLock::take(store.folder().serve_lock()));
  TRY(service->check_key());
  TRY(store.nodes().join("serve", store.log()));
  service->scheduler_ = std::thread([raw = service.get()] { raw->schedule_loop(); });
  return service;
}

// Nodes share a store, and each has a copy of the key file that its secrets are sealed with.
Result<void> Service::check_key() {
  if (!store_.nodes().is_shared()) return {};
  TRY_ASSIGN(const auto worker, Worker::open(store_));
  TRY_ASSIGN(const auto syncs, worker->syncs.list());
  for (const auto& sync : syncs) {
    const auto read = worker->syncs.get(sync.name);
    if (!read.ok() && !sync.unreadable) return read.error();
  }
  TRY_ASSIGN(const auto connections, worker->connections.list());
  for (const auto& connection : connections) TRY(worker->connections.get(connection.settings.name));
  return {};
}

Service::Service(Store& store, ServiceOptions options)
    : store_(store),
      options_(std::move(options)),
      push_(store, [this](journal::SyncId sync) { pushed(sync); }) {}

Service::~Service() {
  stop();
}

void Service::stop() {
  push_.stop();
  stopping_ = true;
  store_.clock().interrupt();
  if (scheduler_.joinable()) scheduler_.join();
}

void Service::schedule_loop() {
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
  // Nothing is started any more once stopping_ is seen under the lock.
  std::vector<Running> last;
  {
    const base::MutexLock lock(running_mutex_);
    last.swap(running_);
  }
  for (auto& running : last) running.thread.join();
}

std::optional<base::Error> Service::outgrown() const {
  const base::MutexLock lock(mutex_);
  return outgrown_;
}

Result<void> Service::tick(Worker& worker) {
  reap();
  TRY(worker.connection->check_generation());
  Schedule schedule(worker);
  // Without room it is as it was: whoever waits is asked for again as soon as a run may have ended.
  if (const std::ptrdiff_t room = kRunsAtOnce - scheduled_runs(); room > 0) {
    TRY_ASSIGN(const auto due,
               schedule.take_due(store_.clock().now(), static_cast<std::size_t>(room), served_last_,
                                 [this](const std::string& sync) { return rests(sync); }));
    more_is_due_ = due.count() == static_cast<std::size_t>(room);
    for (const auto& sync : due.runs) start_work(sync, Work::run);
    for (const auto& sync : due.retries) start_work(sync, Work::retry);
    served_last_ = due.last;
  }
  TRY(start_pushed(worker));
  TRY(note_own_certificate(worker));
  TRY_ASSIGN(const bool closes, store_.nodes().has_duty(*worker.connection, "sessions"));
  if (!closes) {
    // Another node sees to them, and says what it sees.
    looked_after_.clear();
    forget_sessions_but({});
    return {};
  }
  TRY_ASSIGN(auto notices, schedule.close_due_sessions(store_.clock().now()));
  tell_of_sessions("", std::move(notices));
  TRY_ASSIGN(const auto connections, worker.connections.list());
  std::set<std::string> seen_to{""};
  for (const auto& connection : connections) {
    if (connection.syncs.empty()) continue;
    seen_to.insert(connection.settings.name);
    TRY(look_after(schedule, connection.settings.name));
  }
  forget_sessions_but(seen_to);
  return start_chores(worker);
}

// On every node: whoever looks for alerts reads what all of them say.
Result<void> Service::note_own_certificate(Worker& worker) {
  const base::Instant now = store_.clock().now();
  if (now >= certificate_at_ && now - certificate_at_ < kAlertsEvery) return {};
  certificate_at_ = now;
  return note_certificate(worker, options_.tls_certificate, options_.tls_key);
}

// On threads of their own: a mail server may be slow, and retention has much to do the first time.
Result<void> Service::start_chores(Worker& worker) {
  const base::Instant now = store_.clock().now();
  if (now < alerts_at_ || now - alerts_at_ >= kAlertsEvery) {
    alerts_at_ = now;
    start_work("", Work::alerts);
  }
  if (options_.retention.payload_days == 0 && options_.retention.personal_data_days == 0) return {};
  TRY_ASSIGN(const RetentionState state, retention_state(worker));
  if (!state.at || now < *state.at || now - *state.at >= kRetentionEvery) start_work("", Work::retention);
  return {};
}

Result<void> Service::do_chore(Worker& worker, Work work) {
  if (work == Work::retention) {
    TRY(run_retention(worker, options_.retention, [this] { return stopping_.load(); }));
    return {};
  }
  LookOptions look{false};
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

std::ptrdiff_t Service::scheduled_runs() {
  const base::MutexLock lock(running_mutex_);
  return std::count_if(running_.begin(), running_.end(),
                       [](const Running& running) { return running.work <= Work::retry; });
}

std::ptrdiff_t Service::pushed_runs() {
  const base::MutexLock lock(running_mutex_);
  return std::count_if(running_.begin(), running_.end(),
                       [](const Running& running) { return running.work == Work::push; });
}

// On a thread of its own: an Odoo that is slow must not hold up the schedule.
Result<void> Service::look_after(Schedule& schedule, const std::string& connection) {
  const base::Instant now = store_.clock().now();
  const auto last = looked_after_.find(connection);
  if (last != looked_after_.end()) {
    TRY_ASSIGN(const auto pause, schedule.look_after_every(connection));
    if (now >= last->second && now - last->second < pause) return {};
  }
  looked_after_[connection] = now;
  start_work(connection, Work::sessions);
  return {};
}

void Service::run_now(const std::string& sync) {
  start_work(sync, Work::run_now);
}

// Who waits for the end of a pause goes on waiting, whatever comes meanwhile.
void Service::pushed(journal::SyncId sync) {
  const base::MutexLock lock(running_mutex_);
  pushed_.try_emplace(sync, store_.clock().now());
}

void Service::work_pushed_after(journal::SyncId sync, base::Milliseconds pause) {
  const base::MutexLock lock(running_mutex_);
  pushed_[sync] = store_.clock().now() + pause;
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
      if (sync.active && sync.push.kind != source::PushKind::none) pushed(sync.id);
    }
  }
  pushed_at_ = now;
  return {};
}

// One run for all that has come, at most one a second; few syncs at once, beside those that are scheduled. An
// inactive sync's orders wait until it is activated.
Result<void> Service::start_pushed(Worker& worker) {
  TRY(find_pushed(worker));
  std::vector<journal::SyncId> due;
  {
    const base::MutexLock lock(running_mutex_);
    const base::Instant now = store_.clock().now();
    for (const auto& [id, not_before] : pushed_) {
      if (now >= not_before || not_before - now > kLongestPause) due.push_back(id);
    }
  }
  for (const journal::SyncId id : due) {
    if (pushed_runs() >= kRunsAtOnce) {  // the rest has its turn when one has ended
      more_is_due_ = true;
      return {};
    }
    {
      const base::MutexLock lock(running_mutex_);
      pushed_.erase(id);  // what comes from here on is told again
    }
    if (!start_pushed(worker, id).ok()) work_pushed_after(id, kFirstPause);
  }
  return {};
}

// Fails where the store is away, or the sync got another name just now.
Result<void> Service::start_pushed(Worker& worker, journal::SyncId id) {
  TRY_ASSIGN(const auto name, worker.syncs.name_of(id));
  if (!name) return {};
  TRY_ASSIGN(const auto sync, worker.syncs.get(*name));
  if (!sync.active) {
    pushed(id);
    return {};
  }
  TRY_ASSIGN(const auto counts, worker.journal->counts(id));
  if (counts.received > 0) {
    if (!start_work(*name, Work::push, id)) work_pushed_after(id, kLookEvery);
    return {};
  }
  const base::MutexLock lock(running_mutex_);
  pauses_.erase(id);
  return {};
}

// Whatever goes wrong with one piece of work, the others go on.
void Service::do_guarded(const std::string& name, Work work, journal::SyncId sync) {
  const auto failed = [&](std::string_view why) {
    store_.log().write(base::LogLevel::error, "work_ended", {{"name", name}, {"why", std::string(why)}});
  };
  try {
    do_work(name, work, sync);
  } catch (const std::exception& error) {
    failed(error.what());
  } catch (...) {
    failed("an exception of an unknown kind");
  }
}

bool Service::start_work(const std::string& name, Work work, journal::SyncId sync) {
  const base::MutexLock lock(running_mutex_);
  if (stopping_) return false;
  const bool runs_already = std::any_of(running_.begin(), running_.end(), [&](const Running& running) {
    const auto part = [](Work any) { return any <= Work::retry ? Work::run : any; };
    return running.name == name && !running.done->load() && part(running.work) == part(work);
  });
  if (runs_already) return false;
  auto done = std::make_shared<std::atomic<bool>>(false);
  std::thread thread([this, name, work, sync, done] {
    do_guarded(name, work, sync);
    *done = true;
  });
  running_.push_back({work, name, std::move(thread), std::move(done)});
  return true;
}

void Service::do_work(const std::string& name, Work work, journal::SyncId sync) {
  auto failed = [&](const base::Error& error) {
    const char* const event = work == Work::sessions    ? "sessions_not_seen"
                              : work == Work::retention ? "retention_failed"
                              : work == Work::alerts    ? "alerts_failed"
                                                        : "sync_orders_failed";
    store_.log().write(base::LogLevel::error, event,
                       {{work == Work::sessions ? "connection" : "sync", name},
                        {"code", error.code},
                        {"why", error.message},
                        {"detail", error.detail}});
  };
  if (work <= Work::push) {
    const auto run = do_run(name, work, sync);
    base::give_back_memory();
    return run.ok() ? count(*run) : failed(run.error());
  }
  const auto worker = Worker::open(store_, [this] { return stopping_.load(); });
  if (!worker.ok()) return failed(worker.error());
  const auto done = work == Work::sessions ? do_sessions(**worker, name) : do_chore(**worker, work);
  if (!done.ok()) failed(done.error());
}

Result<journal::Run> Service::do_run(const std::string& name, Work work, journal::SyncId sync) {
  std::unique_ptr<Worker> worker;
  {
    const base::MutexLock lock(running_mutex_);
    worker = std::move(spare_);
  }
  if (!worker) {
    auto opened = Worker::open(store_, [this] { return stopping_.load(); });
    if (!opened.ok()) {
      if (work == Work::push) work_pushed_after(sync, kFirstPause);
      return std::move(opened).error();
    }
    worker = std::move(opened).value();
  }
  Commands commands(*worker);
  const auto trigger = work == Work::run_now ? journal::Trigger::sync_now : journal::Trigger::schedule;
  const auto run = work == Work::retry  ? commands.retry_waiting(name)
                   : work == Work::push ? commands.book_pushed(name)
                                        : commands.sync_now(name, trigger);
  if (work == Work::push) look_again(*worker, sync);
  if (work == Work::retry) rest_after(name, run);
  if (run.ok() && run->status != journal::RunStatus::error) {
    const base::MutexLock lock(running_mutex_);
    spare_ = std::move(worker);
  }
  return run;
}

// What a run has left as it came (the POS is away, no session is open) is tried again with growing pauses. So
// is what nobody knows of because the store is away: start_pushed() sees what is left of it.
void Service::look_again(Worker& worker, journal::SyncId sync) {
  const auto counts = worker.journal->counts(sync);
  if (!counts.ok()) return work_pushed_after(sync, kFirstPause);
  base::Milliseconds pause = kFirstPause;
  {
    const base::MutexLock lock(running_mutex_);
    if (counts->received == 0) {
      pauses_.erase(sync);
      return;
    }
    const auto known = pauses_.find(sync);
    if (known != pauses_.end()) pause = std::min(2 * known->second, kLongestPause);
    pauses_[sync] = pause;
  }
  work_pushed_after(sync, pause);
}

// Orders that are due stay due where a run cannot even begin with them: the POS is away, no session is open.
// The next run waits a little longer each time, and not so long that whoever opens a session wonders.
void Service::rest_after(const std::string& sync, const Result<journal::Run>& run) {
  const base::MutexLock lock(running_mutex_);
  const bool begun = run.ok() && (run->status != journal::RunStatus::error || run->counts.processed > 0 ||
                                  run->counts.failed > 0);
  if (begun) {
    rests_.erase(sync);
    return;
  }
  Rest& rest = rests_.try_emplace(sync, Rest{{}, kFirstPause / 2}).first->second;
  rest.pause = std::min(2 * rest.pause, kLongestRest);
  rest.until = store_.clock().now() + rest.pause;
}

bool Service::rests(const std::string& sync) {
  const base::MutexLock lock(running_mutex_);
  const auto known = rests_.find(sync);
  if (known == rests_.end()) return false;
  const base::Instant now = store_.clock().now();
  return now < known->second.until && known->second.until - now <= kLongestRest;  // else the clock was set
}

// Once a day, so that somebody is told before it ends. A user who may not see their keys has none to be told
// of.
Result<void> Service::look_at_key(Worker& worker, const std::string& connection, base::Instant now) {
  std::optional<base::Instant> looked;
  TRY(worker.connection->query("SELECT looked_at FROM connection_key WHERE connection = ?",
                               {std::string_view(connection)},
                               [&](const sql::Row& row) { looked = base::from_unix_ms(row.integer(0)); }));
  if (looked && *looked <= now && now - *looked < kKeysEvery) return {};
  TRY_ASSIGN(pos::OdooPos* const odoo, worker.odoo(connection));
  TRY_ASSIGN(const pos::odoo::Server server, odoo->rpc().server());
  const auto keys = pos::odoo::read_user_keys(odoo->rpc(), server, now);
  if (!keys.ok() && keys.error().code != "odoo_missing_right") return keys.error();
  const bool ends = keys.ok() && keys->first_end;
  return write_transaction(*worker.connection, [&]() -> Result<void> {
    TRY(worker.connection->execute(
        "INSERT INTO connection_key(connection, ends_at, looked_at) VALUES (?, ?, ?) ON CONFLICT "
        "(connection) "
        "DO UPDATE SET ends_at = excluded.ends_at, looked_at = excluded.looked_at",
        {std::string_view(connection),
         ends ? sql::Value(base::to_unix_ms(*keys->first_end)) : sql::Value(sql::Null{}),
         base::to_unix_ms(now)}));
    return {};
  });
}

Result<void> Service::do_sessions(Worker& worker, const std::string& connection) {
  const base::Instant now = store_.clock().now();
  auto looked = Schedule(worker).look_after_sessions(connection, now);
  TRY(look_at_key(worker, connection, now));
  TRY_ASSIGN(auto notices, std::move(looked));
  tell_of_sessions(connection, std::move(notices));
  return {};
}

// What a person has to see to is said once a day, and shown as long as it lasts.
void Service::tell_of_sessions(const std::string& connection, std::vector<order::Notice> notices) {
  const base::Instant now = store_.clock().now();
  const base::MutexLock lock(mutex_);
  for (const order::Notice& notice : notices) {
    const auto told = told_.find(notice.message);
    if (told != told_.end() && now - told->second < 24h) continue;
    told_[notice.message] = now;
    store_.log().write(base::LogLevel::error, "session_needs_attention",
                       {{"connection", connection}, {"code", notice.code}, {"why", notice.message}});
  }
  session_notices_[connection] = std::move(notices);
}

// What was seen through a connection that is gone, or that this node sees to no longer, is nobody's to see
// to.
void Service::forget_sessions_but(const std::set<std::string>& connections) {
  const base::MutexLock lock(mutex_);
  std::erase_if(session_notices_, [&](const auto& one) { return !connections.contains(one.first); });
}

void Service::reap() {
  const base::MutexLock lock(running_mutex_);
  const auto ended = std::partition(running_.begin(), running_.end(),
                                    [](const Running& running) { return !running.done->load(); });
  for (auto it = ended; it != running_.end(); ++it) it->thread.join();
  running_.erase(ended, running_.end());
}

void Service::count(const journal::Run& run) {
  const base::MutexLock lock(mutex_);
  ++runs_[std::string(journal::to_string(run.status))];
  orders_["booked"] += run.counts.processed;
  orders_["failed"] += run.counts.failed;
  orders_["already_synced"] += run.counts.already_synced;
  orders_["skipped"] += run.counts.skipped;
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
    for (const auto& [connection, notices] : session_notices_) {
      snapshot.sessions_attention += static_cast<std::int64_t>(notices.size());
    }
  }
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
  TRY_ASSIGN(snapshot.alerts, Alerts(*worker->connection, store_.clock(), store_.random()).counts());
  TRY_ASSIGN(const RetentionState retention, retention_state(*worker));
  if (retention.at) snapshot.retention_unix = base::to_unix_ms(*retention.at) / 1000;
  if (!options_.tls_certificate.empty()) {
    const auto files = http::inspect_tls_files(options_.tls_certificate, options_.tls_key);
    if (files.ok()) snapshot.certificate_ends_unix = base::to_unix_ms(files->not_after) / 1000;
  }
  return snapshot;
}

}  // namespace ordersync::app
