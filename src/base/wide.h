// 256-bit intermediates for the exact arithmetic of decimals and money: a product of two 128-bit numbers and
// its division by one. Only for decimal.cc, decimal_text.cc and money.cc; nothing here allocates.
#pragma once

#include <array>
#include <optional>

namespace ordersync::base::wide {

using U128 = unsigned __int128;

inline constexpr int kMaxPower = 38;  // 10^38 is the largest power of ten below 2^128

inline constexpr std::array<U128, kMaxPower + 1> kPowersOfTen = [] {
  std::array<U128, kMaxPower + 1> powers{};
  powers[0] = 1;
  for (int i = 1; i <= kMaxPower; ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

// REQUIRES: 0 <= exponent <= 38.
inline constexpr U128 power_of_ten(int exponent) {
  return kPowersOfTen[static_cast<std::size_t>(exponent)];
}

inline constexpr U128 magnitude(__int128 value) {
  return value < 0 ? ~static_cast<U128>(value) + 1 : static_cast<U128>(value);
}

struct U256 {
  U128 high = 0;
  U128 low = 0;
};

U256 multiply(U128 a, U128 b);

struct Quotient {
  U256 quotient;
  U128 remainder = 0;
};

// REQUIRES: divisor is not zero.
Quotient divide(const U256& dividend, U128 divisor);

// round(a * b / divisor), half up; nothing when it does not fit in 128 bits. REQUIRES: divisor is not zero.
std::optional<U128> multiply_divide_half_up(U128 a, U128 b, U128 divisor);

}  // namespace ordersync::base::wide
