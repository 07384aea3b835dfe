// The threads of `ordersync serve`; see service.h.
#include "app/service.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include "app/commands.h"

namespace ordersync::app {

namespace {

using base::Result;
using namespace std::chrono_literals;

constexpr base::Milliseconds kLookEvery = 1s;
constexpr base::Milliseconds kReadyFor = 60s;
constexpr std::size_t kRunsAtOnce = 4;

// The kernel frees the lock when the process ends, however it ends. The file names the process for people.
Result<int> take_lock(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return base::Error{base::ErrorKind::unavailable,
                       "store_unavailable",
                       "The file " + path + " cannot be opened: " + std::strerror(errno),
                       {}};
  }
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    char pid[32] = {};
    const ssize_t size = ::pread(file, pid, sizeof pid - 1, 0);
    ::close(file);
    return base::Error{base::ErrorKind::conflict,
                       "already_serving",
                       "`ordersync serve` is running on this folder already (process " +
                           std::string(pid, size > 0 ? static_cast<std::size_t>(size) : 0) +
                           "): stop it first, or name another folder with --data",
                       {}};
  }
  const std::string pid = std::to_string(::getpid());
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, pid.data(), pid.size(), 0) < 0) {
    // The lock holds all the same; only the number for people is missing.
  }
  return file;
}

}  // namespace

Result<std::unique_ptr<Service>> Service::start(Store& store) {
  std::unique_ptr<Service> service(new Service(store));
  TRY_ASSIGN(service->lock_file_, take_lock(store.folder().serve_lock()));
  service->scheduler_ = std::thread([raw = service.get()] { raw->schedule_loop(); });
  return service;
}

Service::~Service() {
  stop();
  if (lock_file_ >= 0) ::close(lock_file_);
}

void Service::stop() {
  stopping_ = true;
  store_.clock().interrupt();
  if (scheduler_.joinable()) scheduler_.join();
}

void Service::schedule_loop() {
  std::unique_ptr<Worker> worker;
  while (!stopping_) {
    Result<void> looked;
    if (!worker) {
      auto opened = Worker::open(store_);
      if (opened.ok()) {
        worker = std::move(*opened);
      } else {
        looked = opened.error();
      }
    }
    if (worker) {
      Schedule schedule(*worker);
      looked = tick(schedule);
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
    store_.clock().sleep_for(kLookEvery);
  }
  for (auto& running : running_) running.thread.join();
  running_.clear();
}

Result<void> Service::tick(Schedule& schedule) {
  reap();
  if (running_.size() < kRunsAtOnce) {
    TRY_ASSIGN(const auto due, schedule.take_due(store_.clock().now()));
    for (const auto& sync : due.runs) start_work(sync, Work::run);
    for (const auto& sync : due.retries) start_work(sync, Work::retry);
  }
  return schedule.close_due_sessions(store_.clock().now());
}

void Service::start_work(const std::string& sync, Work work) {
  const bool runs_already = std::any_of(running_.begin(), running_.end(),
                                        [&](const Running& running) { return running.sync == sync; });
  if (runs_already) return;
  auto done = std::make_shared<std::atomic<bool>>(false);
  std::thread thread([this, sync, work, done] {
    do_work(sync, work);
    *done = true;
  });
  running_.push_back({sync, std::move(thread), std::move(done)});
}

void Service::do_work(const std::string& sync, Work work) {
  auto failed = [&](const base::Error& error) {
    store_.log().write(
        base::LogLevel::error, "sync_orders_failed",
        {{"sync", sync}, {"code", error.code}, {"why", error.message}, {"detail", error.detail}});
  };
  auto worker = Worker::open(store_);
  if (!worker.ok()) return failed(worker.error());
  Commands commands(**worker, [this] { return stopping_.load(); });
  const auto run =
      work == Work::run ? commands.sync_now(sync, journal::Trigger::schedule) : commands.retry_waiting(sync);
  if (!run.ok()) return failed(run.error());
  count(*run);
}

void Service::reap() {
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
  return snapshot;
}

}  // namespace ordersync::app
