// The machine's clock, and sleeping that can be interrupted.
#include "base/clock.h"

#include <algorithm>
#include <condition_variable>

#include "base/mutex.h"

namespace ordersync::base {

struct SystemClock::State {
  Mutex mutex;
  std::condition_variable_any changed;
  bool interrupted GUARDED_BY(mutex) = false;
};

SystemClock::SystemClock() : state_(std::make_unique<State>()) {}
SystemClock::~SystemClock() = default;

Instant SystemClock::now() const {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

bool SystemClock::sleep_for(Milliseconds duration) {
  // Longer waits would overflow the steady clock's nanoseconds; nobody sleeps a year.
  const Milliseconds bounded = std::min<Milliseconds>(duration, std::chrono::hours(24 * 365));
  const auto deadline = std::chrono::steady_clock::now() + bounded;
  MutexLock lock(state_->mutex);
  while (!state_->interrupted) {
    if (state_->changed.wait_until(state_->mutex, deadline) == std::cv_status::timeout) break;
  }
  return !state_->interrupted;
}

void SystemClock::interrupt() {
  MutexLock lock(state_->mutex);
  state_->interrupted = true;
  state_->changed.notify_all();
}

}  // namespace ordersync::base
