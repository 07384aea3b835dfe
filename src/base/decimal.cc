// Arithmetic and printing of Decimal. Reading text is decimal_text.cc.
#include "base/decimal.h"

#include "base/check.h"
#include "base/wide.h"

namespace ordersync::base {
namespace {

using wide::magnitude;
using wide::power_of_ten;
using wide::U128;

constexpr U128 kLimit = power_of_ten(38);  // |mantissa| stays below: 38 digits

[[noreturn]] void overflow() {
  throw Overflow("the number has more than 38 digits");
}

// Strips zeros off the fraction; 64-bit division is several times cheaper and nearly always enough.
void strip_zeros(U128& units, int& scale) {
  while (scale > 0 && (units >> 64) != 0 && units % 10 == 0) {
    units /= 10;
    --scale;
  }
  if ((units >> 64) != 0) return;
  auto small = static_cast<std::uint64_t>(units);
  while (scale > 0 && small % 10 == 0) {
    small /= 10;
    --scale;
  }
  units = small;
}

__int128 with_sign(U128 units, bool negative) {
  return negative ? -static_cast<__int128>(units) : static_cast<__int128>(units);
}

// a * b as a Decimal of `scale`, where the product does not fit in 128 bits as it stands.
Decimal multiply_wide(U128 a, U128 b, int scale, bool negative) {
  wide::U256 product = wide::multiply(a, b);
  while (scale > 0 && (product.high != 0 || product.low >= kLimit)) {
    const wide::Quotient tenth = wide::divide(product, 10);
    if (tenth.remainder != 0) overflow();
    product = tenth.quotient;
    --scale;
  }
  if (product.high != 0 || product.low >= kLimit) overflow();
  return Decimal::from_units(with_sign(product.low, negative), scale);
}

// Both operands in units of the finer scale.
struct Aligned {
  __int128 a = 0;
  __int128 b = 0;
  int scale = 0;
};

__int128 scaled_up(__int128 units, int digits) {
  if (units == 0) return 0;
  __int128 result = 0;
  if (__builtin_mul_overflow(units, static_cast<__int128>(power_of_ten(digits)), &result)) overflow();
  return result;
}

Aligned align(const Decimal& a, const Decimal& b) {
  if (a.scale() == b.scale()) return {a.mantissa(), b.mantissa(), a.scale()};
  if (a.scale() < b.scale()) return {scaled_up(a.mantissa(), b.scale() - a.scale()), b.mantissa(), b.scale()};
  return {a.mantissa(), scaled_up(b.mantissa(), a.scale() - b.scale()), a.scale()};
}

}  // namespace

Decimal Decimal::of(std::string_view text) {
  Result<Decimal> parsed = parse(text);
  CHECK(parsed.ok());
  return *parsed;
}

Decimal Decimal::from_units(__int128 units, int scale) {
  if (units == 0) return {};
  U128 digits = magnitude(units);
  if (scale > 0) strip_zeros(digits, scale);
  if (scale > kMaxScale) overflow();
  if (scale < 0) {
    if (scale < -wide::kMaxPower || __builtin_mul_overflow(digits, power_of_ten(-scale), &digits)) overflow();
    scale = 0;
  }
  if (digits >= kLimit) overflow();
  Decimal result;
  result.mantissa_ = with_sign(digits, units < 0);
  result.scale_ = scale;
  return result;
}

Decimal Decimal::operator-() const {
  Decimal result;
  result.mantissa_ = -mantissa_;
  result.scale_ = scale_;
  return result;
}

Decimal operator+(const Decimal& a, const Decimal& b) {
  const Aligned both = align(a, b);
  __int128 sum = 0;
  if (__builtin_add_overflow(both.a, both.b, &sum)) overflow();
  return Decimal::from_units(sum, both.scale);
}

Decimal operator-(const Decimal& a, const Decimal& b) {
  return a + -b;
}

Decimal operator*(const Decimal& a, const Decimal& b) {
  const int scale = a.scale_ + b.scale_;
  __int128 product = 0;
  if (__builtin_mul_overflow(a.mantissa_, b.mantissa_, &product) || magnitude(product) >= kLimit) {
    return multiply_wide(magnitude(a.mantissa_), magnitude(b.mantissa_), scale,
                         a.is_negative() != b.is_negative());
  }
  return Decimal::from_units(product, scale);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.scale_ == b.scale_) return a.mantissa_ <=> b.mantissa_;
  if (a.is_negative() != b.is_negative()) {
    return a.is_negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (a.scale_ > b.scale_) {
    const std::strong_ordering reversed = b <=> a;
    if (reversed == std::strong_ordering::equal) return reversed;
    return reversed == std::strong_ordering::less ? std::strong_ordering::greater
                                                  : std::strong_ordering::less;
  }
  // What does not fit in b's finer units is farther from zero than b.
  __int128 scaled = 0;
  if (__builtin_mul_overflow(a.mantissa_, static_cast<__int128>(power_of_ten(b.scale_ - a.scale_)),
                             &scaled)) {
    return a.is_negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return scaled <=> b.mantissa_;
}

Decimal Decimal::round_half_away(int scale) const {
  CHECK(scale >= 0);
  if (scale_ <= scale) return *this;
  const U128 unit = power_of_ten(scale_ - scale);
  const U128 digits = magnitude(mantissa_);
  U128 quotient = digits / unit;
  const U128 remainder = digits - quotient * unit;
  if (remainder >= unit - remainder) ++quotient;
  return from_units(with_sign(quotient, is_negative()), scale);
}

std::string Decimal::to_string(int min_scale) const {
  std::string out;
  append_to(out, min_scale);
  return out;
}

void Decimal::append_to(std::string& out, int min_scale) const {
  char digits[40];
  char* const end = digits + sizeof digits;
  char* begin = end;
  U128 rest = magnitude(mantissa_);
  constexpr std::uint64_t kChunk = 10'000'000'000'000'000'000ULL;  // 19 digits at a time
  while ((rest >> 64) != 0) {
    auto chunk = static_cast<std::uint64_t>(rest % kChunk);
    rest /= kChunk;
    for (int i = 0; i < 19; ++i, chunk /= 10) *--begin = static_cast<char>('0' + chunk % 10);
  }
  for (auto small = static_cast<std::uint64_t>(rest); small != 0; small /= 10) {
    *--begin = static_cast<char>('0' + small % 10);
  }
  if (is_negative()) out += '-';
  const auto count = static_cast<int>(end - begin);
  if (count <= scale_) {
    out += '0';
  } else {
    out.append(begin, static_cast<std::size_t>(count - scale_));
    begin += count - scale_;
  }
  if (scale_ == 0 && min_scale <= 0) return;
  out += '.';
  if (count < scale_) out.append(static_cast<std::size_t>(scale_ - count), '0');
  out.append(begin, end);
  if (min_scale > scale_) out.append(static_cast<std::size_t>(min_scale - scale_), '0');
}

Decimal multiply_half_away(const Decimal& a, const Decimal& b, int scale) {
  CHECK(scale >= 0 && scale <= Decimal::kMaxScale);
  int surplus = a.scale() + b.scale() - scale;
  if (surplus <= 0) return a * b;
  wide::U256 product = wide::multiply(magnitude(a.mantissa()), magnitude(b.mantissa()));
  // In two steps where one power of ten is not enough: what the first cuts off cannot reach half of the
  // second's unit.
  for (; surplus > wide::kMaxPower; surplus -= wide::kMaxPower) {
    product = wide::divide(product, power_of_ten(wide::kMaxPower)).quotient;
  }
  const U128 unit = power_of_ten(surplus);
  wide::Quotient share = wide::divide(product, unit);
  if (share.remainder >= unit - share.remainder) ++share.quotient.low;
  if (share.quotient.high != 0 || share.quotient.low >= kLimit) overflow();
  return Decimal::from_units(with_sign(share.quotient.low, a.is_negative() != b.is_negative()), scale);
}

Decimal divide_half_away(const Decimal& a, const Decimal& b, int scale) {
  CHECK(!b.is_zero());
  CHECK(scale >= 0 && scale <= Decimal::kMaxScale);
  if (a.is_zero()) return {};
  U128 dividend = magnitude(a.mantissa());
  U128 divisor = magnitude(b.mantissa());
  U128 factor = 1;
  // a / b * 10^scale = a.mantissa * 10^exponent / b.mantissa
  int exponent = scale - a.scale() + b.scale();
  if (exponent < 0) {
    // A divisor beyond 128 bits is more than twice any dividend: the quotient rounds to zero.
    if (__builtin_mul_overflow(divisor, power_of_ten(-exponent), &divisor)) return {};
  } else {
    for (; exponent > wide::kMaxPower; --exponent) {
      // Two factors of ten beyond the table: shorten the divisor if it can be, else lengthen the dividend.
      if (divisor % 10 == 0) {
        divisor /= 10;
      } else if (__builtin_mul_overflow(dividend, U128{10}, &dividend)) {
        overflow();
      }
    }
    factor = power_of_ten(exponent);
  }
  const std::optional<U128> quotient = wide::multiply_divide_half_up(dividend, factor, divisor);
  if (!quotient || *quotient >= kLimit) {
    // The last digits may be zeros that the result does not need (1e38 has scale 0 at any `scale`).
    overflow();
  }
  return Decimal::from_units(with_sign(*quotient, a.is_negative() != b.is_negative()), scale);
}

}  // namespace ordersync::base
