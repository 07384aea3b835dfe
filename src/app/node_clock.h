// The clock of this process: the machine's, or where nodes share a store, the store's time as it was heard
// last and gone on by the machine's steady clock, so that a machine whose clock is wrong or is set anew
// neither runs a sync at the wrong time nor moves a cursor over orders.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "base/mutex.h"

namespace ordersync::app {

// Thread-safe.
class NodeClock final : public base::Clock {
 public:
  base::Instant now() const override;
  std::optional<base::Uptime> uptime() const override { return machine_.uptime(); }
  bool sleep_for(base::Milliseconds duration) override { return machine_.sleep_for(duration); }
  void interrupt() { machine_.interrupt(); }

  // The store's clock says `store_ms` now.
  void follow(std::int64_t store_ms);

 private:
  using Steady = std::chrono::steady_clock;
  struct Heard {
    base::Instant time;
    Steady::time_point at;
  };

  base::SystemClock machine_;
  mutable base::Mutex mutex_;
  std::optional<Heard> heard_ GUARDED_BY(mutex_);
};

}  // namespace ordersync::app
