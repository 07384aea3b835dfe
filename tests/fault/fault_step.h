#pragma once

#include <cstdlib>

namespace ordersync::support {

// How far it is from one place that fails to the next: 1, each of them, or as ORDERSYNC_FAULT_STEP says.
// ./test tries each on the optimized rooms, and some with sanitizers, which take several times as long.
inline int fault_step() {
  const char* const said = std::getenv("ORDERSYNC_FAULT_STEP");
  const int step = said == nullptr ? 1 : std::atoi(said);
  return step < 1 ? 1 : step;
}

}  // namespace ordersync::support
