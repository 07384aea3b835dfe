// What an edit is answered that was made from a state which is no longer the newest.
#pragma once

#include "base/result.h"

namespace ordersync::app {

inline base::Error edited_meanwhile() {
  return {base::ErrorKind::conflict,
          "edited_meanwhile",
          "Somebody else has changed this meanwhile: look at it again, then save",
          {}};
}

}  // namespace ordersync::app
