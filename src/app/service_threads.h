// ServiceThreads: the pieces of work that a service does at once, each on a thread of its own.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/log.h"
#include "base/mutex.h"

namespace ordersync::app {

enum class Lane { runs, pushed, sessions, retention, alerts };

// Thread-safe.
class ServiceThreads {
 public:
  // It must outlive this.
  explicit ServiceThreads(base::Log& log) : log_(log) {}
  // Closes, and joins.
  ~ServiceThreads();

  // False, and nothing is begun: work of this lane and name goes on, or this is closed. Whatever goes
  // wrong with one piece of work, exceptions too, the others go on.
  bool start(Lane lane, const std::string& name, std::function<void()> work);
  std::ptrdiff_t count(Lane lane) const;
  // Joins those that have ended.
  void reap();
  // Begins nothing any more.
  void close();
  // Closes, and waits for all.
  void join();

 private:
  struct Running {
    Lane lane;
    std::string name;
    std::shared_ptr<std::atomic<bool>> done;
    std::thread thread;
  };

  base::Log& log_;
  mutable base::Mutex mutex_;
  bool closed_ GUARDED_BY(mutex_) = false;
  std::vector<Running> running_ GUARDED_BY(mutex_);
};

}  // namespace ordersync::app
