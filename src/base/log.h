// One line per event, with a stable event id; no payloads, keys, card numbers, names or phone numbers.
// The logger is named "External Order Sync" so that the guide's searches work (behaviour 13).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ordersync::base {

enum class LogLevel { debug, info, warning, error };

struct LogField {
  std::string_view name;
  std::string value;
};

// Where events go. Thread-safe. The real one writes external-order-sync.log (rotated) and standard error.
class Log {
 public:
  virtual ~Log() = default;
  // `event` is a stable id such as "sync_orders"; values are escaped, one line always.
  virtual void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) = 0;
};

}  // namespace ordersync::base
