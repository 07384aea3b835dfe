// PURE: what may be shown of a setting.
#pragma once

#include <string>

#include "app/settings.h"

namespace ordersync::app {

// Its value; passwords in the address of a database become "***", of whatever form it is.
std::string shown_value(const EffectiveSetting& setting);

}  // namespace ordersync::app
