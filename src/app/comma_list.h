// PURE: words in one text, separated by commas.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ordersync::app {

std::string joined(const std::vector<std::string>& words);
// Without blanks around them, and without empty ones.
std::vector<std::string> split(std::string_view text);

}  // namespace ordersync::app
