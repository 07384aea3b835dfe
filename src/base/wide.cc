// Schoolbook multiplication by 64-bit limbs; division natively where it fits, else bit by bit (the rare
// path).
#include "base/wide.h"

#include <cstdint>

#include "base/check.h"

namespace ordersync::base::wide {

U256 multiply(U128 a, U128 b) {
  const auto a_low = static_cast<std::uint64_t>(a), a_high = static_cast<std::uint64_t>(a >> 64);
  const auto b_low = static_cast<std::uint64_t>(b), b_high = static_cast<std::uint64_t>(b >> 64);
  const U128 low_low = static_cast<U128>(a_low) * b_low;
  if (a_high == 0 && b_high == 0) return {0, low_low};
  const U128 low_high = static_cast<U128>(a_low) * b_high;
  const U128 high_low = static_cast<U128>(a_high) * b_low;
  const U128 middle =
      (low_low >> 64) + static_cast<std::uint64_t>(low_high) + static_cast<std::uint64_t>(high_low);
  U256 product;
  product.low = (middle << 64) | static_cast<std::uint64_t>(low_low);
  product.high = static_cast<U128>(a_high) * b_high + (low_high >> 64) + (high_low >> 64) + (middle >> 64);
  return product;
}

Quotient divide(const U256& dividend, U128 divisor) {
  CHECK(divisor != 0);
  if (dividend.high == 0) return {{0, dividend.low / divisor}, dividend.low % divisor};
  Quotient result;
  result.quotient.high = dividend.high / divisor;
  U128 remainder = dividend.high % divisor;
  for (int bit = 127; bit >= 0; --bit) {
    const bool carry = (remainder >> 127) != 0;
    remainder = (remainder << 1) | ((dividend.low >> bit) & 1);
    result.quotient.low <<= 1;
    if (carry || remainder >= divisor) {
      remainder -= divisor;
      result.quotient.low |= 1;
    }
  }
  result.remainder = remainder;
  return result;
}

std::optional<U128> multiply_divide_half_up(U128 a, U128 b, U128 divisor) {
  Quotient exact = divide(multiply(a, b), divisor);
  if (exact.quotient.high != 0) return std::nullopt;
  // remainder >= divisor / 2, without overflow of 2 * remainder
  if (exact.remainder >= divisor - exact.remainder) {
    ++exact.quotient.low;
    if (exact.quotient.low == 0) return std::nullopt;
  }
  return exact.quotient.low;
}

}  // namespace ordersync::base::wide
