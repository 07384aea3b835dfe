// Clock: the one place where time comes from, so that tests can own it.
#pragma once

#include <memory>

#include "base/time.h"

namespace ordersync::base {

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall time; may jump in either direction.
  virtual Instant now() const = 0;
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
  bool sleep_for(Milliseconds duration) override;
  void interrupt();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A clock that stands still until told otherwise; sleeping advances it at once. Not thread-safe.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  bool sleep_for(Milliseconds duration) override {
    now_ += duration;
    slept_ += duration;
    return true;
  }
  void advance(Milliseconds by) { now_ += by; }
  void set(Instant t) { now_ = t; }
  Milliseconds slept() const { return slept_; }

 private:
  Instant now_;
  Milliseconds slept_{0};
};

}  // namespace ordersync::base
