// What tests need where nobody reads the log.
#pragma once

#include "base/log.h"

namespace ordersync::base {

class NullLog final : public Log {
 public:
  void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace ordersync::base
