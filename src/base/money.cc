// Money arithmetic, rounding and splitting.
#include "base/money.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "base/text.h"
#include "base/wide.h"

namespace ordersync::base {
namespace {

using wide::U128;

struct Exception {
  std::string_view code;
  std::int8_t decimals;
};

// ISO 4217 (2024): every currency whose minor unit is not a hundredth.
constexpr auto kExceptions = std::to_array<Exception>({
    {"BHD", 3}, {"BIF", 0}, {"CLF", 4}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0}, {"IQD", 3},
    {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KMF", 0}, {"KRW", 0}, {"KWD", 3}, {"LYD", 3},
    {"OMR", 3}, {"PYG", 0}, {"RWF", 0}, {"TND", 3}, {"UGX", 0}, {"UYI", 0}, {"UYW", 4},
    {"VND", 0}, {"VUV", 0}, {"XAF", 0}, {"XOF", 0}, {"XPF", 0},
});

[[noreturn]] void amount_overflow() {
  throw Overflow("the amount is too large");
}

std::int64_t to_minor(__int128 units) {
  if (units > std::numeric_limits<std::int64_t>::max() || units < std::numeric_limits<std::int64_t>::min())
    amount_overflow();
  return static_cast<std::int64_t>(units);
}

// The weights as whole numbers of their finest unit: what counts is only their proportion.
std::vector<U128> whole_weights(std::span<const Decimal> weights) {
  int scale = 0;
  for (const Decimal& weight : weights) {
    CHECK(!weight.is_negative());
    scale = std::max(scale, weight.scale());
  }
  std::vector<U128> whole(weights.size());
  bool all_zero = true;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (__builtin_mul_overflow(wide::magnitude(weights[i].mantissa()),
                               wide::power_of_ten(scale - weights[i].scale()), &whole[i])) {
      amount_overflow();
    }
    all_zero = all_zero && whole[i] == 0;
  }
  if (all_zero) std::fill(whole.begin(), whole.end(), U128{1});
  return whole;
}

}  // namespace

Result<Currency> Currency::of(std::string_view code) {
  const bool letters =
      code.size() == 3 && std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!letters) {
    return invalid(
        "unknown_currency",
        '"' + printable(code, 40) + "\" is no currency: use its three capital letters, such as USD or EUR");
  }
  Currency currency;
  std::copy(code.begin(), code.end(), currency.code_);
  const auto* found = std::find_if(kExceptions.begin(), kExceptions.end(),
                                   [code](const Exception& exception) { return exception.code == code; });
  currency.decimals_ = found == kExceptions.end() ? std::int8_t{2} : found->decimals;
  return currency;
}

Money Money::operator-() const {
  if (minor_ == std::numeric_limits<std::int64_t>::min()) amount_overflow();
  return {-minor_, currency_};
}

Money operator+(Money a, Money b) {
  CHECK(a.currency_ == b.currency_);
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.minor_, b.minor_, &sum)) amount_overflow();
  return {sum, a.currency_};
}

Money operator-(Money a, Money b) {
  CHECK(a.currency_ == b.currency_);
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.minor_, b.minor_, &difference)) amount_overflow();
  return {difference, a.currency_};
}

std::strong_ordering operator<=>(Money a, Money b) {
  CHECK(a.currency_ == b.currency_);
  return a.minor_ <=> b.minor_;
}

Decimal Money::to_decimal() const {
  return Decimal::from_units(minor_, currency_.decimals());
}

std::string Money::to_string() const {
  std::string out;
  append_to(out);
  return out;
}

void Money::append_to(std::string& out) const {
  char digits[24];
  // Zeros in front, so that "5" cents reads "0.05"; unsigned, so that the smallest amount has a magnitude.
  auto rest = static_cast<std::uint64_t>(minor_);
  if (minor_ < 0) {
    rest = ~rest + 1;
    out += '-';
  }
  char* const end = digits + sizeof digits;
  char* begin = end;
  int count = 0;
  const int decimals = currency_.decimals();
  while (rest != 0 || count <= decimals) {
    if (count == decimals && decimals > 0) *--begin = '.';
    *--begin = static_cast<char>('0' + rest % 10);
    rest /= 10;
    ++count;
  }
  out.append(begin, end);
}

Money round_half_away(const Decimal& amount, Currency currency) {
  const int decimals = currency.decimals();
  const Decimal rounded = amount.round_half_away(decimals);
  __int128 units = 0;
  if (__builtin_mul_overflow(rounded.mantissa(),
                             static_cast<__int128>(wide::power_of_ten(decimals - rounded.scale())), &units)) {
    amount_overflow();
  }
  return {to_minor(units), currency};
}

Result<Money> exact_minor(const Decimal& amount, Currency currency) {
  constexpr std::int64_t kMost = 1'000'000'000'000'000;
  const auto too_large = [&] {
    return invalid("amount_too_large",
                   amount.to_string() + ' ' + std::string(currency.code()) + " is too large an amount");
  };
  const int decimals = currency.decimals();
  if (amount.scale() <= decimals) {
    U128 units = 0;
    if (__builtin_mul_overflow(wide::magnitude(amount.mantissa()),
                               wide::power_of_ten(decimals - amount.scale()), &units) ||
        units > kMost) {
      return too_large();
    }
    const auto minor = static_cast<std::int64_t>(units);
    return Money(amount.is_negative() ? -minor : minor, currency);
  }
  // Before anything is rounded, so that nothing below can overflow.
  if (amount.abs() > Decimal::from_units(kMost, decimals)) return too_large();
  const Money nearest = round_half_away(amount, currency);
  // By comparison, not by difference: the digits of `amount` may leave no room for one.
  const Decimal noise = Decimal::from_units(1, 6);
  if (amount < nearest.to_decimal() - noise || amount > nearest.to_decimal() + noise) {
    return invalid("not_a_minor_unit",
                   amount.to_string() + " has more decimals than " + std::string(currency.code()) + " has (" +
                       std::to_string(decimals) + "): it would have to be " + nearest.to_string());
  }
  return nearest;
}

std::vector<Money> allocate(Money total, std::span<const Decimal> weights) {
  CHECK(!weights.empty());
  const std::vector<U128> whole = whole_weights(weights);
  U128 sum = 0;
  for (const U128 weight : whole) {
    if (__builtin_add_overflow(sum, weight, &sum)) amount_overflow();
  }
  const U128 amount = wide::magnitude(total.minor());
  std::vector<U128> parts(whole.size());
  std::vector<U128> remainders(whole.size());
  U128 given = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const wide::Quotient share = wide::divide(wide::multiply(amount, whole[i]), sum);
    parts[i] = share.quotient.low;  // never more than `amount`
    remainders[i] = share.remainder;
    given += parts[i];
  }
  std::vector<std::size_t> order(whole.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  // Fewer units are left than there are remainders above zero, so a weight of zero gets nothing.
  for (std::size_t i = 0; given < amount; ++i, ++given) ++parts[order[i]];
  std::vector<Money> result;
  result.reserve(parts.size());
  for (const U128 part : parts) {
    const auto units = static_cast<__int128>(part);
    result.emplace_back(to_minor(total.is_negative() ? -units : units), total.currency());
  }
  return result;
}

}  // namespace ordersync::base
