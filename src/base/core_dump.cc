// The limit of POSIX; see core_dump.h.
#include "base/core_dump.h"

#include <sys/resource.h>

namespace ordersync::base {

void forbid_core_dumps() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

}  // namespace ordersync::base
