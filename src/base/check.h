// CHECK: a programmer's error ends the program at once, in every build. Operating failures are values
// (result.h).
#pragma once

namespace ordersync::base {

// Writes "file:line: CHECK failed: expression" to standard error and aborts.
[[noreturn]] void check_failed(const char* file, int line, const char* expression) noexcept;

}  // namespace ordersync::base

#define CHECK(expression) \
  ((expression) ? void(0) : ::ordersync::base::check_failed(__FILE__, __LINE__, #expression))
