// Masking; see personal_data.h.
#include "app/personal_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace ordersync::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kMask = "•••";
constexpr std::string_view kWords[] = {"customer", "contact",   "phone",    "mobile", "email",
                                       "address",  "street",    "city",     "zip",    "postal",
                                       "latitude", "longitude", "recipient"};
// Inside an object of one of these names everything is about a person.
constexpr std::string_view kPersons[] = {"customer", "contact", "address", "recipient", "deliveryaddress"};

std::string plain(std::string_view name) {
  std::string folded = base::fold_case(name);
  std::erase_if(folded, [](char c) { return c == '_' || c == '-' || c == ' '; });
  return folded;
}

void mask_all(Json& value) {
  if (value.is_structured()) {
    for (auto& inner : value) mask_all(inner);
  } else if (!value.is_null()) {
    value = kMask;
  }
}

void mask(Json& value) {
  if (value.is_array()) {
    for (auto& inner : value) mask(inner);
  }
  if (!value.is_object()) return;
  for (auto& [name, inner] : value.items()) {
    const std::string folded = plain(name);
    const bool personal = std::any_of(std::begin(kWords), std::end(kWords), [&](std::string_view word) {
      return folded.find(word) != std::string::npos;
    });
    const bool person = std::find(std::begin(kPersons), std::end(kPersons), folded) != std::end(kPersons);
    if (person || (personal && !inner.is_structured())) {
      mask_all(inner);
    } else {
      mask(inner);
    }
  }
}

}  // namespace

std::string without_personal_data(std::string_view payload) {
  Json json = Json::parse(payload, nullptr, false);
  if (json.is_discarded()) return std::string(kMask);
  mask(json);
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ordersync::app
