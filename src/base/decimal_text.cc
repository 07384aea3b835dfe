// Reading numbers as sources write them (behaviour 2). Nothing is guessed: what is not plainly a number is
// refused.
#include <cstdint>

#include "base/decimal.h"
#include "base/text.h"
#include "base/wide.h"

namespace ordersync::base {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// "80", "-92.00": at most 18 digits, no groups, no exponent. Nothing: the careful reader must look.
std::optional<Decimal> parse_plain(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 19) return std::nullopt;
  std::uint64_t units = 0;
  std::size_t point = text.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      units = units * 10 + static_cast<std::uint64_t>(text[i] - '0');
    } else if (text[i] == '.' && point == text.size() && i > 0 && i + 1 < text.size()) {
      point = i;
    } else {
      return std::nullopt;
    }
  }
  const bool has_point = point != text.size();
  if (!has_point && text.size() > 18) return std::nullopt;
  const int scale = has_point ? static_cast<int>(text.size() - point - 1) : 0;
  const auto whole = static_cast<std::int64_t>(units);
  return Decimal::from_units(negative ? -whole : whole, scale);
}

// Significant digits as they come, zeros at the end kept apart so that they need not fit.
class Digits {
 public:
  void add(char c) {
    if (c == '0') {
      if (units_ != 0) ++zeros_;
      return;
    }
    count_ += zeros_ + 1;
    if (count_ > 38) {
      too_long_ = true;
      return;
    }
    units_ = units_ * wide::power_of_ten(static_cast<int>(zeros_) + 1) + static_cast<unsigned>(c - '0');
    zeros_ = 0;
  }
  bool too_long() const { return too_long_; }
  bool is_zero() const { return units_ == 0; }
  __int128 units() const { return static_cast<__int128>(units_); }
  std::int64_t zeros() const { return zeros_; }
  std::int64_t count() const { return count_; }

 private:
  wide::U128 units_ = 0;
  std::int64_t count_ = 0;  // of the digits in units_
  std::int64_t zeros_ = 0;  // after them
  bool too_long_ = false;
};

// One number, from its first character to its last. Fails on anything that is left over.
class Reader {
 public:
  Reader(std::string_view text, DecimalMark mark)
      : text_(text),
        point_(mark == DecimalMark::point ? '.' : ','),
        group_(mark == DecimalMark::point ? ',' : '.') {}

  bool read() {
    negative_ = take('-');
    if (!read_whole() || !read_fraction() || !read_exponent()) return false;
    return at_ == text_.size();
  }
  bool negative() const { return negative_; }
  const Digits& digits() const { return digits_; }
  // The power of ten that the significant digits stand for.
  std::int64_t exponent() const { return digits_.zeros() - fraction_digits_ + exponent_; }

 private:
  bool peek_digit() const { return at_ < text_.size() && is_digit(text_[at_]); }
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::int64_t take_digits() {
    const std::size_t begin = at_;
    while (peek_digit()) digits_.add(text_[at_++]);
    return static_cast<std::int64_t>(at_ - begin);
  }

  bool read_whole() {
    const std::size_t begin = at_;
    const std::int64_t first = take_digits();
    if (at_ == text_.size() || text_[at_] != group_) {
      return first > 0 || (at_ < text_.size() && text_[at_] == point_);  // ".5"
    }
    // "0,500" is half a kilogram in other places, never five hundred: groups do not begin with a zero.
    if (first < 1 || first > 3 || text_[begin] == '0') return false;
    while (take(group_)) {
      if (take_digits() != 3) return false;
    }
    return true;
  }

  bool read_fraction() {
    if (!take(point_)) return true;
    fraction_digits_ = take_digits();
    return fraction_digits_ > 0;  // "92." looks cut off
  }

  bool read_exponent() {
    if (!take('e') && !take('E')) return true;
    const bool minus = take('-');
    if (!minus) take('+');
    if (!peek_digit()) return false;
    constexpr std::int64_t kFar = 1'000'000'000;  // far beyond anything that fits
    while (peek_digit()) {
      if (exponent_ < kFar) exponent_ = exponent_ * 10 + (text_[at_] - '0');
      ++at_;
    }
    if (minus) exponent_ = -exponent_;
    return true;
  }

  std::string_view text_;
  char point_;
  char group_;
  std::size_t at_ = 0;
  bool negative_ = false;
  Digits digits_;
  std::int64_t fraction_digits_ = 0;
  std::int64_t exponent_ = 0;
};

Error bad_number(std::string_view text, DecimalMark mark) {
  std::string message =
      text.empty() ? "an empty text is not a number" : '"' + printable(text, 60) + "\" is not a number";
  if (text.find_first_of(".,") != std::string_view::npos) {
    message +=
        mark == DecimalMark::point
            ? " (a comma may only part groups of three digits before the point, as in 1,092.00)"
            : " (a point may only part groups of three digits before the decimal comma, as in 1.092,00)";
  }
  return invalid("bad_number", std::move(message));
}

Error too_long(std::string_view text) {
  return invalid("number_too_long",
                 '"' + printable(text, 60) +
                     "\" has more digits than can be kept exactly (38 digits, 36 after the point)");
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  const bool ascii = text.empty() || (static_cast<signed char>(text.front()) >= 0 &&
                                      static_cast<signed char>(text.back()) >= 0);
  return ascii ? text : trim(text);
}

}  // namespace

Result<Decimal> Decimal::parse(std::string_view text, DecimalMark mark) {
  text = without_blanks(text);
  if (mark == DecimalMark::point) {
    if (const std::optional<Decimal> plain = parse_plain(text)) return *plain;
  }
  Reader reader(text, mark);
  if (!reader.read()) return bad_number(text, mark);
  const Digits& digits = reader.digits();
  if (digits.too_long()) return too_long(text);
  if (digits.is_zero()) return Decimal();
  const std::int64_t exponent = reader.exponent();
  if (exponent < -kMaxScale || (exponent > 0 && digits.count() + exponent > 38)) return too_long(text);
  return from_units(reader.negative() ? -digits.units() : digits.units(), static_cast<int>(-exponent));
}

}  // namespace ordersync::base
