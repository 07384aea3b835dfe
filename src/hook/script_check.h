// PURE: what of a script's text would make binary floating point, which must not touch an amount.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ordersync::hook {

struct ScriptFault {
  int line = 1;
  std::string text;
};

// The first number with a fraction or an exponent, or too large to be whole; the first "/" or "^". Without
// these no script can come by such a number. Comments and texts are passed over; a text that never ends is
// Lua's to refuse.
std::optional<ScriptFault> find_binary_float(std::string_view script);

}  // namespace ordersync::hook
