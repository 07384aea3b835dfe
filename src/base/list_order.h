// In which order a list shows records by when they came.
#pragma once

namespace ordersync::base {

enum class ListOrder { newest_first, oldest_first };

}  // namespace ordersync::base
