// Pace: at most so many requests in any second (behaviour 1, rate). Only counts and waits; sends nothing.
#pragma once

#include <deque>

#include "base/clock.h"

namespace ordersync::source {

class Pace {
 public:
  // 0 or less: no limit.
  Pace(int requests_per_second, base::Clock& clock) : limit_(requests_per_second), clock_(clock) {}
  // Waits until one more request may be sent, and counts it. False: asked to stop meanwhile.
  bool wait();

 private:
  const int limit_;
  base::Clock& clock_;
  std::deque<base::Instant> sent_;  // the last `limit_` ones
};

}  // namespace ordersync::source
