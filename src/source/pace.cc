// The window of the last requests.
#include "source/pace.h"

#include <algorithm>

namespace ordersync::source {

bool Pace::wait() {
  if (limit_ <= 0) return true;
  if (sent_.size() >= static_cast<std::size_t>(limit_)) {
    constexpr base::Milliseconds kWindow{1000};
    const base::Milliseconds left = sent_.front() + kWindow - clock_.now();
    // A clock that was set back must not hold a run up for longer than the window.
    if (left.count() > 0 && !clock_.sleep_for(std::min(left, kWindow))) return false;
    sent_.pop_front();
  }
  sent_.push_back(clock_.now());
  return true;
}

}  // namespace ordersync::source
