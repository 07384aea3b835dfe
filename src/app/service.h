// Service: what `ordersync serve` keeps going — the schedule, one thread per running sync, the closing rules
// — and the snapshot that health and metrics show. Its threads are the only ones of the program besides the
// HTTP server's.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "app/schedule.h"
#include "app/store.h"
#include "base/mutex.h"

namespace ordersync::app {

// What is counted since the start, and how things stand.
struct ServiceSnapshot {
  struct Sync {
    std::string name;
    bool active = false;
    std::int64_t received = 0, posting = 0, parked = 0, attention = 0;  // in the journal now
    std::int64_t last_run_unix = 0;                                     // 0: never
    bool last_run_failed = false;
  };
  std::vector<Sync> syncs;
  std::map<std::string, std::int64_t> runs;    // by status, since the start
  std::map<std::string, std::int64_t> orders;  // by outcome, since the start
  std::int64_t sessions_open = 0;
};

class Service {
 public:
  // Takes the folder's serve lock. Fails with "already_serving", naming the process.
  static base::Result<std::unique_ptr<Service>> start(Store& store);
  // Stops as stop() does.
  ~Service();

  // Finishes the batches in hand, ends the runs, joins the threads.
  void stop();

  // Ready: the schedule has looked at the store within the last minute, and the last look succeeded. Empty:
  // ready; else the reason. Thread-safe.
  std::string not_ready_because() const;
  // Reads the store on a connection of its own. Thread-safe.
  base::Result<ServiceSnapshot> snapshot();

 private:
  struct Running {
    std::string sync;
    std::thread thread;
    std::shared_ptr<std::atomic<bool>> done;
  };
  enum class Work { run, retry };

  explicit Service(Store& store) : store_(store) {}
  void schedule_loop();
  base::Result<void> tick(Schedule& schedule);
  void start_work(const std::string& sync, Work work);
  void do_work(const std::string& sync, Work work);
  void reap();
  void count(const journal::Run& run);

  Store& store_;
  int lock_file_ = -1;
  std::atomic<bool> stopping_{false};
  std::thread scheduler_;
  std::vector<Running> running_;  // the scheduler thread's own
  mutable base::Mutex mutex_;
  base::Instant looked_at_ GUARDED_BY(mutex_);
  std::string trouble_ GUARDED_BY(mutex_) = "starting";
  std::map<std::string, std::int64_t> runs_ GUARDED_BY(mutex_);
  std::map<std::string, std::int64_t> orders_ GUARDED_BY(mutex_);
};

}  // namespace ordersync::app
