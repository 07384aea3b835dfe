// What a person said that cannot be taken.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace ordersync::app {

// Of a form, about the field that `field` names.
inline base::Error bad_option(std::string_view field, std::string message) {
  return base::invalid_option("bad_option", field, std::move(message));
}

// Of a member of a body; shown beside that field on a form.
inline base::Error bad_field(std::string_view name, std::string_view why) {
  return base::invalid_option("bad_field", name, std::string(name) + " " + std::string(why));
}

inline base::Error option_not_utf8() {
  return base::invalid("bad_option",
                       "An option holds bytes that are not UTF-8: look which encoding the terminal has");
}

}  // namespace ordersync::app
