// One thread a piece; see service_threads.h.
#include "app/service_threads.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace ordersync::app {

namespace {

void do_guarded(base::Log& log, const std::string& name, const std::function<void()>& work) {
  const auto ended = [&](std::string_view why) {
    log.write(base::LogLevel::error, "work_ended", {{"name", name}, {"why", std::string(why)}});
  };
  try {
    work();
  } catch (const std::exception& error) {
    ended(error.what());
  } catch (...) {
    ended("an exception of an unknown kind");
  }
}

}  // namespace

ServiceThreads::~ServiceThreads() {
  join();
}

bool ServiceThreads::start(Lane lane, const std::string& name, std::function<void()> work) {
  const base::MutexLock lock(mutex_);
  const bool goes_on = std::any_of(running_.begin(), running_.end(), [&](const Running& running) {
    return running.lane == lane && running.name == name && !running.done->load();
  });
  if (closed_ || goes_on) return false;
  auto done = std::make_shared<std::atomic<bool>>(false);
  std::thread thread([&log = log_, name, work = std::move(work), done] {
    do_guarded(log, name, work);
    *done = true;
  });
  running_.push_back({lane, name, std::move(done), std::move(thread)});
  return true;
}

std::ptrdiff_t ServiceThreads::count(Lane lane) const {
  const base::MutexLock lock(mutex_);
  return std::count_if(running_.begin(), running_.end(),
                       [&](const Running& running) { return running.lane == lane; });
}

void ServiceThreads::reap() {
  const base::MutexLock lock(mutex_);
  const auto ended = std::partition(running_.begin(), running_.end(),
                                    [](const Running& running) { return !running.done->load(); });
  for (auto it = ended; it != running_.end(); ++it) it->thread.join();
  running_.erase(ended, running_.end());
}

void ServiceThreads::close() {
  const base::MutexLock lock(mutex_);
  closed_ = true;
}

void ServiceThreads::join() {
  close();
  std::vector<Running> last;
  {
    const base::MutexLock lock(mutex_);
    last.swap(running_);
  }
  for (Running& running : last) running.thread.join();
}

}  // namespace ordersync::app
