// How what was looked at stands: the settings of this machine, an Odoo.
#pragma once

#include <string_view>

namespace ordersync::base {

enum class Health { good, warning, bad };

inline std::string_view to_string(Health health) {
  switch (health) {
    case Health::good:
      return "good";
    case Health::warning:
      return "warning";
    case Health::bad:
      break;
  }
  return "bad";
}

}  // namespace ordersync::base
