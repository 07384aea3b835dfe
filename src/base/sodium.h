// Libsodium made ready, and text as the bytes that it takes.
#pragma once

#include <string>
#include <string_view>

namespace ordersync::base {

// Before it draws anything at random or works on a password; any number of times, from any thread.
void use_sodium();

inline unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace ordersync::base
