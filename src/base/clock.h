// Clock: the one place where time comes from, so that tests can own it.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "base/time.h"

namespace ordersync::base {

// What a machine has counted since it was started: no setting of its clock changes it.
struct Uptime {
  std::string boot;  // which start it was
  Milliseconds elapsed;
};

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall time; may jump in either direction.
  virtual Instant now() const = 0;
  // Nothing where the machine does not say.
  virtual std::optional<Uptime> uptime() const { return std::nullopt; }
  // Waits, or returns early with false when the program is asked to stop.
  virtual bool sleep_for(Milliseconds duration) = 0;
};

// The machine's clock. interrupt() wakes all sleepers for good; safe from any thread.
class SystemClock final : public Clock {
 public:
  SystemClock();
  SystemClock(const SystemClock&) = delete;
  SystemClock& operator=(const SystemClock&) = delete;
  ~SystemClock() override;
  Instant now() const override;
  std::optional<Uptime> uptime() const override;
  bool sleep_for(Milliseconds duration) override;
  void interrupt();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A clock that stands still until told otherwise; sleeping advances it at once. Set, it jumps: its uptime
// stays. Not thread-safe.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  std::optional<Uptime> uptime() const override { return Uptime{std::to_string(boots_), elapsed_}; }
  bool sleep_for(Milliseconds duration) override {
    advance(duration);
    slept_ += duration;
    return true;
  }
  void advance(Milliseconds by) {
    now_ += by;
    elapsed_ += std::max(by, Milliseconds(0));
  }
  void set(Instant t) { now_ = t; }
  void restart_machine() {
    ++boots_;
    elapsed_ = Milliseconds(0);
  }
  Milliseconds slept() const { return slept_; }

 private:
  Instant now_;
  int boots_ = 1;
  Milliseconds elapsed_{0};
  Milliseconds slept_{0};
};

}  // namespace ordersync::base
