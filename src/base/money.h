// Money: an amount in whole minor units of one currency. The only roads from Decimal to Money are the named
// rounding functions here; the only way to split Money is allocate(), whose parts sum to the whole.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"

namespace ordersync::base {

// ISO 4217 code with the number of decimals of its minor unit (2 for most, 0 for JPY, 3 for KWD).
class Currency {
 public:
  // Fails with "unknown_currency" when the code is not three capital letters. Decimals by ISO 4217; 2 when
  // the code is not in the table of exceptions.
  static Result<Currency> of(std::string_view code);
  constexpr Currency() = default;  // USD, 2

  std::string_view code() const { return {code_, 3}; }
  int decimals() const { return decimals_; }
  friend bool operator==(const Currency&, const Currency&) = default;

 private:
  char code_[3] = {'U', 'S', 'D'};
  std::int8_t decimals_ = 2;
};

class Money {
 public:
  constexpr Money() = default;
  constexpr Money(std::int64_t minor, Currency currency) : minor_(minor), currency_(currency) {}
  static constexpr Money zero(Currency currency) { return {0, currency}; }

  std::int64_t minor() const { return minor_; }
  Currency currency() const { return currency_; }
  bool is_zero() const { return minor_ == 0; }
  bool is_negative() const { return minor_ < 0; }

  // Throw Overflow; CHECK that the currencies are the same.
  Money operator-() const;
  friend Money operator+(Money a, Money b);
  friend Money operator-(Money a, Money b);
  Money& operator+=(Money other) { return *this = *this + other; }
  Money& operator-=(Money other) { return *this = *this - other; }
  Money abs() const { return is_negative() ? -*this : *this; }

  friend bool operator==(Money, Money) = default;
  friend std::strong_ordering operator<=>(Money a, Money b);  // CHECKs the currencies

  Decimal to_decimal() const;
  // "92.00", "-0.05", "1092" for JPY: always exactly the currency's decimals, no currency code, no grouping.
  std::string to_string() const;
  void append_to(std::string& out) const;

 private:
  std::int64_t minor_ = 0;
  Currency currency_;
};

// The nearest minor unit, half away from zero (behaviour 6). Throws Overflow.
Money round_half_away(const Decimal& amount, Currency currency);

// The minor unit that `amount` means when it lies within 0.000001 of one (sources compute in floating point).
// Fails with "not_a_minor_unit" when it is farther off, "amount_too_large" above 10^15 minor units.
// Behaviour 2.
Result<Money> exact_minor(const Decimal& amount, Currency currency);

// Splits `total` in proportion to `weights` by largest remainder; ties go to the earlier part. The parts sum
// to the whole, and no part has the opposite sign of `total`. All weights zero: equal parts. REQUIRES:
// weights not empty, none negative. Throws Overflow.
std::vector<Money> allocate(Money total, std::span<const Decimal> weights);

}  // namespace ordersync::base
