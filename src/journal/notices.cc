// Warnings to and from their stored text. The text is our own; what cannot be read becomes one warning that
// says so.
#include <nlohmann/json.hpp>

#include "journal/rows.h"

namespace ordersync::journal {

std::string encode_notices(const order::Warnings& notices) {
  auto array = nlohmann::json::array();
  for (const auto& notice : notices) array.push_back({notice.code, notice.message});
  // Messages quote what a source sent, which need not be UTF-8.
  return array.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void decode_notices(std::string_view json, order::Warnings& onto) {
  const auto array = nlohmann::json::parse(json, nullptr, false);
  const auto readable = [](const nlohmann::json& pair) {
    return pair.is_array() && pair.size() == 2 && pair[0].is_string() && pair[1].is_string();
  };
  if (!array.is_array() || !std::all_of(array.begin(), array.end(), readable)) {
    onto.push_back({"warnings_unreadable", "The warnings of this order cannot be read from the database"});
    return;
  }
  for (const auto& pair : array) onto.push_back({pair[0].get<std::string>(), pair[1].get<std::string>()});
}

}  // namespace ordersync::journal
