// See sodium.h.
#include "base/sodium.h"

#include <sodium.h>

#include "base/check.h"

namespace ordersync::base {

void use_sodium() {
  static const int ready = sodium_init();
  CHECK(ready >= 0);
}

}  // namespace ordersync::base
