// StoreLock: who may use a data folder just now. Every command holds it together with all others; a restore
// and a new key hold it alone, so that nobody writes into a database that is being replaced, or seals with a
// key that is being given up. The kernel frees it when a process ends, however it ends.
#pragma once

#include <string>
#include <utility>

#include "base/clock.h"
#include "base/result.h"

namespace ordersync::app {

enum class Hold { together, alone };

// What everybody waits for the store at most.
inline constexpr base::Milliseconds kStorePatience{30'000};

class StoreLock {
 public:
  StoreLock() = default;
  // Waits up to `patience`. `path` is the lock's file, made when absent. Fails with "store_in_use" (kind
  // busy), "store_unavailable".
  static base::Result<StoreLock> take(const std::string& path, Hold hold, base::Milliseconds patience,
                                      base::Clock& clock);
  StoreLock(StoreLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  StoreLock& operator=(StoreLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  ~StoreLock();

 private:
  explicit StoreLock(int file) : file_(file) {}
  int file_ = -1;
};

}  // namespace ordersync::app
