// Logs for tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "base/mutex.h"

namespace ordersync::base {

class NullLog final : public Log {
 public:
  void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

// "event name=value name=value" for each; thread-safe, read them when nobody writes.
class KeptLog final : public Log {
 public:
  // They must outlive it.
  explicit KeptLog(std::vector<std::string>& lines) : lines_(lines) {}

  void write(LogLevel, std::string_view event, std::initializer_list<LogField> fields) override {
    std::string line(event);
    for (const LogField& field : fields) line.append(" ").append(field.name).append("=").append(field.value);
    const MutexLock lock(mutex_);
    lines_.push_back(std::move(line));
  }

 private:
  Mutex mutex_;
  std::vector<std::string>& lines_;
};

}  // namespace ordersync::base
