// Slots: at most so many of something at once. Thread-safe.
#pragma once

#include <atomic>
#include <memory>

namespace ordersync::base {

class Slots {
 public:
  explicit Slots(int limit) : free_(std::make_shared<std::atomic<int>>(limit)) {}

  // Held until the last copy of the answer is gone; null when all are taken. May outlive the Slots.
  std::shared_ptr<void> take() {
    if (free_->fetch_sub(1) <= 0) {
      free_->fetch_add(1);
      return nullptr;
    }
    return std::shared_ptr<void>(free_.get(), [free = free_](void*) { free->fetch_add(1); });
  }

 private:
  std::shared_ptr<std::atomic<int>> free_;
};

}  // namespace ordersync::base
