// Digests: what tells two contents apart. BLAKE2b-128 through libsodium.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace ordersync::base {

struct Digest {
  std::array<std::uint8_t, 16> bytes{};
  std::string to_hex() const;
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

Digest digest_of(std::string_view bytes);

}  // namespace ordersync::base
