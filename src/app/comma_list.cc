// Splitting; see comma_list.h.
#include "app/comma_list.h"

#include <algorithm>

#include "base/text.h"

namespace ordersync::app {

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view word = base::trim(text.substr(0, end));
    if (!word.empty()) words.emplace_back(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace ordersync::app
