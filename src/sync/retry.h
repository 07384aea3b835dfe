// PURE: how long to wait before something that failed for a passing reason is tried again (behaviour 10).
#pragma once

#include "base/random.h"
#include "base/time.h"

namespace ordersync::sync {

// 30 s after the first failed attempt, doubling, at most an hour; shortened by up to a quarter by chance, so
// that orders that failed together do not come back together. REQUIRES: attempts >= 1.
base::Milliseconds retry_pause(int attempts, base::Random& random);

}  // namespace ordersync::sync
