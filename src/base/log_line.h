// PURE: how an event reads as one line of the log.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/time.h"

namespace ordersync::base {

// No line break, control character or quote of a value survives unescaped: what a source sends cannot forge a
// line.
std::string log_line(Instant at, LogLevel level, std::string_view event,
                     std::initializer_list<LogField> fields);

}  // namespace ordersync::base
