// The machine's clock, and sleeping that can be interrupted.
#include "base/clock.h"

#include <time.h>

#include <algorithm>
#include <condition_variable>

#include "base/mutex.h"
#include "base/read_file.h"
#include "base/text.h"

namespace ordersync::base {

namespace {

constexpr const char* kBootId = "/proc/sys/kernel/random/boot_id";

}  // namespace

struct SystemClock::State {
  Mutex mutex;
  std::condition_variable_any changed;
  bool interrupted GUARDED_BY(mutex) = false;
  std::string boot;
};

SystemClock::SystemClock() : state_(std::make_unique<State>()) {
  if (auto id = read_file(kBootId); id.ok()) state_->boot = trim(*id);
}
SystemClock::~SystemClock() = default;

Instant SystemClock::now() const {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

std::optional<Uptime> SystemClock::uptime() const {
  timespec since_boot{};
  if (state_->boot.empty() || ::clock_gettime(CLOCK_BOOTTIME, &since_boot) != 0) return std::nullopt;
  const auto elapsed = std::chrono::seconds(since_boot.tv_sec) + std::chrono::nanoseconds(since_boot.tv_nsec);
  return Uptime{state_->boot, std::chrono::floor<Milliseconds>(elapsed)};
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
