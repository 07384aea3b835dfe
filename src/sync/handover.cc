// One waiting batch between two threads; see handover.h.
#include "sync/handover.h"

#include <chrono>
#include <utility>

namespace ordersync::sync {

namespace {
constexpr std::chrono::seconds kPatience{1};
}

bool Handover::put(Batch batch) {
  const base::MutexLock lock(mutex_);
  while (waiting_.has_value() && !abandoned_) changed_.wait(mutex_);
  if (abandoned_) return false;
  waiting_ = std::move(batch);
  changed_.notify_all();
  return true;
}

void Handover::close() {
  const base::MutexLock lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

Handover::Taken Handover::take(Batch& batch) {
  const base::MutexLock lock(mutex_);
  if (!waiting_.has_value() && !closed_) changed_.wait_for(mutex_, kPatience);
  if (waiting_.has_value()) {
    batch = *std::exchange(waiting_, std::nullopt);
    changed_.notify_all();
    return Taken::batch;
  }
  return closed_ ? Taken::closed : Taken::nothing_yet;
}

void Handover::abandon() {
  const base::MutexLock lock(mutex_);
  abandoned_ = true;
  waiting_.reset();
  changed_.notify_all();
}

}  // namespace ordersync::sync
