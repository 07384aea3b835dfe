// Handover: batches on their way from the thread that fetches and decodes to the thread that books. Bounded,
// so that a fast source cannot fill the memory while the disk works.
#pragma once

#include <condition_variable>
#include <optional>

#include "base/mutex.h"
#include "sync/inbox.h"

namespace ordersync::sync {

// One thread puts, one takes.
class Handover {
 public:
  // Waits for room; false when nobody takes any more.
  bool put(Batch batch);
  // Nothing more will be put.
  void close();

  // Waits for a batch, at most about a second, so that the taker can show that it lives.
  enum class Taken { batch, nothing_yet, closed };
  Taken take(Batch& batch);
  // Nothing more will be taken.
  void abandon();

 private:
  base::Mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<Batch> waiting_ GUARDED_BY(mutex_);
  bool closed_ GUARDED_BY(mutex_) = false;
  bool abandoned_ GUARDED_BY(mutex_) = false;
};

}  // namespace ordersync::sync
