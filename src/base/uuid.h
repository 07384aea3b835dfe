// UUIDs that are derived from names (RFC 9562 version 5): the same name is the same UUID on every machine and
// for ever. Not for random ones.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace ordersync::base {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  std::string to_string() const;  // "2ed6657d-e927-568b-95e1-2665a8aea6a2"
  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

// The version 5 UUID of `name`, any bytes, in the namespace `space`.
Uuid uuid_of(const Uuid& space, std::string_view name);

// SHA-1 (RFC 3174). Version 5 is built on it; it guards nothing, and digest.h is for telling contents apart.
std::array<std::uint8_t, 20> sha1(std::string_view bytes);

}  // namespace ordersync::base
