// PURE: the words of a text that separates them by commas.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ordersync::app {

// Without blanks around them, and without empty ones.
std::vector<std::string> split(std::string_view text);

}  // namespace ordersync::app
