// Decimal: exact decimal numbers for unit prices, quantities, rates and amounts as a source sent them.
// There is no way in from or out to binary floating point.
#pragma once

#include <compare>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ordersync::base {

// Thrown by Decimal and Money arithmetic when a result does not fit. Caught at the doors of the pure rooms
// (source::decode, match::match), where it parks the order; it never crosses a room (docs/decisions/0003).
class Overflow : public std::overflow_error {
 public:
  using std::overflow_error::overflow_error;
};

// Which mark separates the fraction in text ("1,092.00" or "1.092,00").
enum class DecimalMark { point, comma };

// value = mantissa * 10^-scale, always normalised: no trailing zeros in the fraction, zero has scale 0.
// At most 38 significant digits, scale 0..36.
class Decimal {
 public:
  static constexpr int kMaxScale = 36;

  constexpr Decimal() = default;
  // Whole numbers are implicit on purpose: Decimal(2), quantity * 100.
  constexpr Decimal(std::int64_t whole) : mantissa_(whole) {}  // NOLINT(google-explicit-constructor)

  // Reads "92.0", "-3", ".5", "1,092.00" (groups of three only), "9.2e1", with blanks around. Fails with code
  // "bad_number" on everything else ("92,00", "0,500", "92.", "+1", "NaN", "", "0x10", "1,09.2") and
  // "number_too_long" when it does not fit exactly. A number token of JSON always has DecimalMark::point.
  // Behaviour 2.
  static Result<Decimal> parse(std::string_view text, DecimalMark mark = DecimalMark::point);
  // REQUIRES: text is valid (constants in code and tests).
  static Decimal of(std::string_view text);
  // units * 10^-scale, normalised. Throws Overflow when scale > kMaxScale and does not normalise below it.
  static Decimal from_units(__int128 units, int scale);

  __int128 mantissa() const { return mantissa_; }
  int scale() const { return scale_; }
  bool is_zero() const { return mantissa_ == 0; }
  bool is_negative() const { return mantissa_ < 0; }

  Decimal operator-() const;
  Decimal abs() const { return is_negative() ? -*this : *this; }
  friend Decimal operator+(const Decimal& a, const Decimal& b);  // these throw Overflow
  friend Decimal operator-(const Decimal& a, const Decimal& b);
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  Decimal& operator+=(const Decimal& other) { return *this = *this + other; }
  Decimal& operator-=(const Decimal& other) { return *this = *this - other; }

  friend bool operator==(const Decimal& a, const Decimal& b) {
    return a.mantissa_ == b.mantissa_ && a.scale_ == b.scale_;
  }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

  // Half away from zero at `scale` digits after the point.
  Decimal round_half_away(int scale) const;

  // Plain notation, never an exponent: "949.5652173913", "-0.05", "80". With `min_scale`, zeros are added:
  // "80.00".
  std::string to_string(int min_scale = 0) const;
  void append_to(std::string& out, int min_scale = 0) const;

 private:
  __int128 mantissa_ = 0;
  std::int32_t scale_ = 0;
};

// a * b, half away from zero at `scale` digits: for products whose exact digits need not all be kept. Throws
// Overflow.
Decimal multiply_half_away(const Decimal& a, const Decimal& b, int scale);

// a / b, half away from zero at `scale` digits. REQUIRES: b is not zero. Throws Overflow.
Decimal divide_half_away(const Decimal& a, const Decimal& b, int scale);

}  // namespace ordersync::base
