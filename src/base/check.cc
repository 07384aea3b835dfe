// The end of the program when a CHECK fails.
#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace ordersync::base {

void check_failed(const char* file, int line, const char* expression) noexcept {
  std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", file, line, expression);
  std::fflush(stderr);
  std::abort();
}

}  // namespace ordersync::base
