// A mutex that clang's -Wthread-safety understands.
#pragma once

#include <mutex>

#if defined(__clang__)
#define ORDERSYNC_ANNOTATE(x) __attribute__((x))
#else
#define ORDERSYNC_ANNOTATE(x)
#endif
#define GUARDED_BY(x) ORDERSYNC_ANNOTATE(guarded_by(x))
#define REQUIRES_LOCK(x) ORDERSYNC_ANNOTATE(requires_capability(x))

namespace ordersync::base {

class ORDERSYNC_ANNOTATE(capability("mutex")) Mutex {
 public:
  void lock() ORDERSYNC_ANNOTATE(acquire_capability()) { mutex_.lock(); }
  void unlock() ORDERSYNC_ANNOTATE(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

class ORDERSYNC_ANNOTATE(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ORDERSYNC_ANNOTATE(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() ORDERSYNC_ANNOTATE(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

}  // namespace ordersync::base
