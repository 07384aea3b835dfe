// N deterministic orders in the guide's format, rendered into one JSON array piece by piece.
#pragma once

#include <cstdint>
#include <string>

namespace ordersync::bench {

inline constexpr int kProducts = 20;

// Appends order `number` (from 1): two lines, 15 % tax, one payment; about 650 bytes.
void append_order(std::int64_t number, std::string& out);
std::string catalogue_json();

}  // namespace ordersync::bench
