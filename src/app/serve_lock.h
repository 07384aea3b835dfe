// The lock of a data folder: one `serve` at a time, and none while its store is moved away.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ordersync::app {

class ServeLock {
 public:
  // Fails with "already_serving", naming the process, and "store_unavailable"; `why` goes on after the first.
  static base::Result<std::unique_ptr<ServeLock>> take(const std::string& path, std::string_view why);
  // The kernel frees it as well when the process ends, however it ends.
  ~ServeLock();
  ServeLock(const ServeLock&) = delete;
  ServeLock& operator=(const ServeLock&) = delete;

 private:
  explicit ServeLock(int file) : file_(file) {}
  int file_;
};

// The process that serves the folder whose lock is at `path`, as text; empty when nobody does.
std::string serving_process(const std::string& path);
// Fails with "already_serving", naming the process; `why` goes on after it: ": stop it first".
base::Result<void> nobody_serves(const std::string& path, std::string_view why);

}  // namespace ordersync::app
