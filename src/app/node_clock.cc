// The store's time between two of its words; see node_clock.h.
#include "app/node_clock.h"

namespace ordersync::app {

base::Instant NodeClock::now() const {
  const base::MutexLock lock(mutex_);
  if (!heard_) return machine_.now();
  return heard_->time + std::chrono::floor<base::Milliseconds>(Steady::now() - heard_->at);
}

// Never backwards by a little: what took a while to arrive is no reason to tell the same moment twice.
void NodeClock::follow(std::int64_t store_ms) {
  constexpr base::Milliseconds kCloseEnough{1000};
  const base::Instant time = base::from_unix_ms(store_ms);
  const base::Instant before = now();
  const base::MutexLock lock(mutex_);
  const bool close = heard_ && time <= before && before - time < kCloseEnough;
  heard_ = Heard{close ? before : time, Steady::now()};
}

}  // namespace ordersync::app
