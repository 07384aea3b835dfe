// Growing pauses between attempts; see retry.h.
#include "sync/retry.h"

#include <algorithm>
#include <chrono>

namespace ordersync::sync {

base::Milliseconds retry_pause(int attempts, base::Random& random) {
  using namespace std::chrono_literals;
  const int doublings = std::clamp(attempts - 1, 0, 7);
  const base::Milliseconds full = std::min<base::Milliseconds>(30s * (1 << doublings), 1h);
  const auto quarter = static_cast<std::uint64_t>(full.count() / 4);
  return full - base::Milliseconds(random.below(quarter));
}

}  // namespace ordersync::sync
