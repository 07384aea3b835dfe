// HMAC-SHA256, the spellings of its result, and comparing secrets without telling by the time it takes. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace ordersync::base {

using Sha256Mac = std::array<std::uint8_t, 32>;

// Of all the parts, one after the other. A key of any length.
Sha256Mac hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts);

inline std::string_view as_bytes(const Sha256Mac& mac) {
  return {reinterpret_cast<const char*>(mac.data()), mac.size()};
}

// Whether `given` spells `mac`, in a time that does not depend on where they differ.
bool is_same(const Sha256Mac& mac, std::string_view given_bytes);
// The same for two texts. How long they are is no secret.
bool is_same_secret(std::string_view a, std::string_view b);

// Standard alphabet with padding. Nothing for anything else: blanks, a missing "=", stray bits.
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);
std::string to_hex(std::string_view bytes);  // in lower case
// Either case; an even number of digits.
std::optional<std::string> from_hex(std::string_view text);

}  // namespace ordersync::base
