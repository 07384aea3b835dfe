// A small strptime of our own: the C library's depends on the locale, knows no fractions and accepts 31
// February.
#include "base/date_format.h"

#include <array>
#include <cstdint>

#include "base/text.h"

namespace ordersync::base {
namespace {

using std::chrono::minutes;

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> kDays = {"sunday",   "monday", "tuesday", "wednesday",
                                                   "thursday", "friday", "saturday"};

bool is_ascii_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

enum class HalfDay { unset, am, pm };

class FormatReader {
 public:
  explicit FormatReader(std::string_view text) : text_(text) {}

  bool read(std::string_view format) {
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (is_ascii_space(format[i])) {
        skip_blanks();
      } else if (format[i] != '%') {
        if (!take(format[i])) return false;
      } else if (++i == format.size() || !read_field(format[i])) {
        return false;
      }
    }
    return true;
  }
  bool at_end() const { return at_ == text_.size(); }

  std::optional<WallTime> finish() const {
    if (unix_seconds_) {
      return WallTime{std::chrono::local_time<Milliseconds>(std::chrono::seconds(*unix_seconds_)),
                      minutes(0)};
    }
    const std::optional<int> hour = hour_of_day();
    if (!year_ || !hour) return std::nullopt;
    if (day_of_year_) {
      const auto first = wall_time(*year_, 1, 1, *hour, minute_, second_, millisecond_);
      const int days = std::chrono::year(*year_).is_leap() ? 366 : 365;
      if (!first || *day_of_year_ < 1 || *day_of_year_ > days) return std::nullopt;
      return WallTime{*first + std::chrono::days(*day_of_year_ - 1), offset_};
    }
    if (!month_ || !day_) return std::nullopt;
    const auto local = wall_time(*year_, *month_, *day_, *hour, minute_, second_, millisecond_);
    if (!local) return std::nullopt;
    return WallTime{*local, offset_};
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_ascii_space(text_[at_])) ++at_;
  }
  bool take(char c) {
    if (at_ == text_.size() || ascii_lower(text_[at_]) != ascii_lower(c)) return false;
    ++at_;
    return true;
  }
  bool take_word(std::string_view word) {
    if (text_.size() - at_ < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (ascii_lower(text_[at_ + i]) != word[i]) return false;
    }
    at_ += word.size();
    return true;
  }
  // Between `least` and `most` digits.
  std::optional<int> number(int least, int most) {
    int value = 0;
    int count = 0;
    for (; count < most && at_ < text_.size() && is_digit(text_[at_]); ++count) {
      value = value * 10 + (text_[at_++] - '0');
    }
    if (count < least) return std::nullopt;
    return value;
  }
  bool into(std::optional<int>& field, int least, int most) {
    field = number(least, most);
    return field.has_value();
  }
  bool into(int& field, int least, int most) {
    const std::optional<int> value = number(least, most);
    field = value.value_or(0);
    return value.has_value();
  }

  bool read_field(char field) {
    switch (field) {
      case 'Y':
        return into(year_, 4, 4);
      case 'y':
        return short_year();
      case 'm':
        return into(month_, 1, 2);
      case 'b':
      case 'B':
      case 'h':
        return month_name();
      case 'e':
        skip_blanks();
        return into(day_, 1, 2);
      case 'd':
        return into(day_, 1, 2);
      case 'j':
        return into(day_of_year_, 1, 3);
      case 'k':
        skip_blanks();
        return into(hour_, 1, 2);
      case 'H':
        return into(hour_, 1, 2);
      case 'l':
        skip_blanks();
        return into(hour_of_half_, 1, 2);
      case 'I':
        return into(hour_of_half_, 1, 2);
      case 'M':
        return into(minute_, 1, 2);
      case 'S':
        return into(second_, 1, 2);
      case 'f':
        return fraction();
      case 'p':
      case 'P':
        return half_day();
      case 'z':
        return zone_offset();
      case 'Z':
        return zone_name();
      case 'a':
      case 'A':
        return day_name();
      case 's':
        return unix_time();
      case 'D':
        return read("%m/%d/%y");
      case 'F':
        return read("%Y-%m-%d");
      case 'R':
        return read("%H:%M");
      case 'T':
        return read("%H:%M:%S");
      case 'n':
      case 't':
        skip_blanks();
        return true;
      case '%':
        return take('%');
      default:
        return false;
    }
  }

  bool short_year() {
    const std::optional<int> value = number(2, 2);
    if (!value) return false;
    year_ = *value < 69 ? 2000 + *value : 1900 + *value;  // as POSIX says
    return true;
  }
  bool month_name() {
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
      if (take_word(kMonths[i]) || take_word(kMonths[i].substr(0, 3))) {
        month_ = static_cast<int>(i) + 1;
        return true;
      }
    }
    return false;
  }
  bool day_name() {
    for (const std::string_view day : kDays) {
      if (take_word(day) || take_word(day.substr(0, 3))) return true;
    }
    return false;
  }
  bool fraction() {
    int unit = 100;
    int count = 0;
    for (; count < 9 && at_ < text_.size() && is_digit(text_[at_]); ++count, unit /= 10) {
      millisecond_ += (text_[at_++] - '0') * unit;
    }
    return count > 0;
  }
  bool half_day() {
    if (take_word("am") || take_word("a.m.")) {
      half_day_ = HalfDay::am;
    } else if (take_word("pm") || take_word("p.m.")) {
      half_day_ = HalfDay::pm;
    } else {
      return false;
    }
    return true;
  }
  bool zone_offset() {
    if (take('z')) {
      offset_ = minutes(0);
      return true;
    }
    const bool west = take('-');
    if (!west && !take('+')) return false;
    const std::optional<int> hours = number(2, 2);
    if (!hours) return false;
    take(':');
    const int more = number(2, 2).value_or(0);
    if (*hours > 18 || more > 59) return false;
    offset_ = minutes((*hours * 60 + more) * (west ? -1 : 1));
    return true;
  }
  // Only the names that mean one thing everywhere.
  bool zone_name() {
    if (!take_word("utc") && !take_word("gmt") && !take_word("z")) return false;
    offset_ = minutes(0);
    return true;
  }
  bool unix_time() {
    std::int64_t value = 0;
    int count = 0;
    for (; count < 12 && at_ < text_.size() && is_digit(text_[at_]); ++count) {
      value = value * 10 + (text_[at_++] - '0');
    }
    unix_seconds_ = value;
    return count > 0;
  }

  std::optional<int> hour_of_day() const {
    if (!hour_of_half_) {
      // "05:16 PM" read with %H would silently be five in the morning.
      if (half_day_ == HalfDay::pm && hour_.value_or(0) < 12) return std::nullopt;
      if (half_day_ == HalfDay::am && hour_.value_or(0) >= 12) return std::nullopt;
      return hour_.value_or(0);
    }
    if (half_day_ == HalfDay::unset || *hour_of_half_ < 1 || *hour_of_half_ > 12) return std::nullopt;
    return *hour_of_half_ % 12 + (half_day_ == HalfDay::pm ? 12 : 0);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<int> year_, month_, day_, day_of_year_, hour_, hour_of_half_;
  int minute_ = 0, second_ = 0, millisecond_ = 0;
  HalfDay half_day_ = HalfDay::unset;
  std::optional<minutes> offset_;
  std::optional<std::int64_t> unix_seconds_;
};

}  // namespace

std::optional<std::chrono::local_time<Milliseconds>> wall_time(int year, int month, int day, int hour,
                                                               int minute, int second, int millisecond) {
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
    return std::nullopt;
  return std::chrono::local_days(date) + std::chrono::hours(hour) + minutes(minute) +
         std::chrono::seconds(second) + Milliseconds(millisecond);
}

std::optional<WallTime> read_date(std::string_view text, std::string_view format) {
  FormatReader reader(text);
  if (!reader.read(format) || !reader.at_end()) return std::nullopt;
  return reader.finish();
}

}  // namespace ordersync::base
