// Dates as sources and HTTP write them (behaviour 2). A date that could be read in two ways is a question for
// a person.
#include <array>

#include "base/date_format.h"
#include "base/text.h"
#include "base/time.h"

namespace ordersync::base {
namespace {

// ISO 8601 in its extended form, or in its basic one where a time is there ("20261125T144107Z"; eight digits
// alone may be anything). Nothing unless all of the text was read.
class IsoReader {
 public:
  explicit IsoReader(std::string_view text) : text_(text) {}

  std::optional<WallTime> read() {
    int year = 0, month = 0, day = 0;
    if (!digits(4, year)) return std::nullopt;
    basic_ = at_ != text_.size() && is_digit(text_[at_]);
    if (!separator('-') || !digits(2, month) || !separator('-') || !digits(2, day)) return std::nullopt;
    std::optional<std::chrono::minutes> offset;
    if (basic_ || at_ != text_.size()) {
      if (!take('T') && !take('t') && (basic_ || !take_blanks())) return std::nullopt;
      if (!read_clock() || !read_zone(offset)) return std::nullopt;
    }
    if (at_ != text_.size()) return std::nullopt;
    // 24:00 is the end of the day.
    const bool midnight = hour_ == 24 && minute_ == 0 && second_ == 0 && millisecond_ == 0;
    const auto local = wall_time(year, month, day, midnight ? 0 : hour_, minute_, second_, millisecond_);
    if (!local) return std::nullopt;
    return WallTime{*local + std::chrono::days(midnight ? 1 : 0), offset};
  }

 private:
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool separator(char c) { return basic_ || take(c); }
  bool take_blanks() {
    const std::size_t begin = at_;
    while (take(' ')) {
    }
    return at_ > begin;
  }
  bool digits(std::size_t count, int& value) {
    if (text_.size() - at_ < count) return false;
    value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = text_[at_ + i];
      if (!is_digit(c)) return false;
      value = value * 10 + (c - '0');
    }
    at_ += count;
    return true;
  }

  bool read_clock() {
    if (!digits(2, hour_) || !separator(':') || !digits(2, minute_)) return false;
    if (!separator(':')) return true;
    if (!digits(2, second_)) return false;
    if (!take('.') && !take(',')) return true;
    const std::size_t begin = at_;
    // Cut, not rounded: 23:59:59.9999 stays on its day.
    for (int unit = 100; at_ < text_.size() && is_digit(text_[at_]); ++at_, unit /= 10) {
      millisecond_ += (text_[at_] - '0') * unit;
    }
    return at_ > begin;
  }

  bool read_zone(std::optional<std::chrono::minutes>& offset) {
    if (at_ == text_.size()) return true;
    take_blanks();
    if (take('Z') || take('z')) {
      offset = std::chrono::minutes(0);
      return true;
    }
    const bool west = take('-');
    if (!west && !take('+')) return false;
    int hours = 0, minutes = 0;
    if (!digits(2, hours)) return false;
    if (at_ != text_.size()) {
      take(':');
      if (!digits(2, minutes)) return false;
    }
    if (hours > 18 || minutes > 59) return false;
    offset = std::chrono::minutes((hours * 60 + minutes) * (west ? -1 : 1));
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool basic_ = false;
  int hour_ = 0, minute_ = 0, second_ = 0, millisecond_ = 0;
};

// Outside these years it is a placeholder (0001-01-01) or a typing error, not the day of a sale.
std::optional<Instant> plausible(const WallTime& wall, const Zone& zone) {
  static constexpr auto kFirst = std::chrono::local_days(std::chrono::year(1970) / 1 / 1);
  static constexpr auto kEnd = std::chrono::local_days(std::chrono::year(3000) / 1 / 1);
  if (wall.local < kFirst || wall.local >= kEnd) return std::nullopt;
  if (wall.offset) return Instant(wall.local.time_since_epoch() - *wall.offset);
  return zone.to_utc(wall.local);
}

Error bad_date(std::string_view text, std::string_view why) {
  return invalid("bad_date",
                 '"' + printable(text, 60) + "\" is not a date that can be read: " + std::string(why));
}

// The format of the time behind a numeric date ("05:16:43 PM"); empty when it is none that we know.
std::string_view clock_format(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kClocks = {"%I:%M:%S %p", "%I:%M %p",    "%H:%M:%S",
                                                              "%H:%M",       "%H:%M:%S.%f", "%H:%M:%S %z"};
  for (const std::string_view format : kClocks) {
    const std::string whole = "%F " + std::string(format);
    if (read_date("2000-01-01 " + std::string(text), whole)) return format;
  }
  return {};
}

// A date of three numbers, the year last.
struct NumericDate {
  char separator = '-';
  bool long_year = true;
  std::string_view rest;

  static std::optional<NumericDate> of(std::string_view text) {
    std::size_t at = 0;
    const auto count = [&](std::size_t most) {
      const std::size_t begin = at;
      while (at < text.size() && at - begin < most && is_digit(text[at])) ++at;
      return at - begin;
    };
    NumericDate date;
    if (count(2) == 0 || at == text.size()) return std::nullopt;
    date.separator = text[at++];
    if (std::string_view("-/. ").find(date.separator) == std::string_view::npos) return std::nullopt;
    if (count(2) == 0 || at == text.size() || text[at++] != date.separator) return std::nullopt;
    const std::size_t year = count(4);
    if ((year != 2 && year != 4) || (at < text.size() && is_digit(text[at]))) return std::nullopt;
    date.long_year = year == 4;
    date.rest = text.substr(at);
    return date;
  }

  std::string format(std::string_view first, std::string_view second) const {
    std::string out(first);
    out.append(1, separator).append(second).append(1, separator).append(long_year ? "%Y" : "%y");
    if (rest.empty()) return out;
    const bool tee = rest.front() == 'T';
    const std::string_view clock = clock_format(tee ? rest.substr(1) : trim(rest));
    return out.append(tee ? "T" : (rest.front() == ',' ? ", " : " ")).append(clock);
  }
};

std::string day_in_words(const std::chrono::year_month_day& date) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  return std::to_string(unsigned(date.day())) + ' ' + std::string(kMonths[unsigned(date.month()) - 1]) + ' ' +
         std::to_string(int(date.year()));
}

// Asks which it is, and says how to answer.
Error ambiguous(std::string_view text) {
  const std::string readings = joined(ways_to_read(text), ", or ", [](const DateWay& way) {
    return day_in_words(way.day) + " (--date-format \"" + way.format + "\")";
  });
  if (readings.empty()) {
    return invalid("ambiguous_date",
                   '"' + printable(text, 60) +
                       "\" does not say which number is the day: set the sync's date format, "
                       "for example --date-format \"%d-%m-%Y %H:%M:%S\"");
  }
  return invalid("ambiguous_date", "Which date is \"" + printable(text, 60) + "\"? " + readings +
                                       ". Set the sync's date format and these orders go on by themselves");
}

}  // namespace

std::vector<DateWay> ways_to_read(std::string_view text) {
  text = trim(text);
  std::vector<DateWay> ways;
  const std::optional<NumericDate> date = NumericDate::of(text);
  if (!date) return ways;
  for (const auto& [first, second] : {std::pair{"%d", "%m"}, std::pair{"%m", "%d"}}) {
    std::string format = date->format(first, second);
    const std::optional<WallTime> wall = read_date(text, format);
    if (wall)
      ways.push_back({std::move(format),
                      std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(wall->local))});
  }
  return ways;
}

Result<Instant> parse_date(std::string_view text, const DateRules& rules) {
  text = trim(text);
  const std::optional<WallTime> iso = IsoReader(text).read();
  const std::optional<WallTime> wall = iso || rules.format.empty() ? iso : read_date(text, rules.format);
  if (wall) {
    if (const std::optional<Instant> instant = plausible(*wall, rules.zone)) return *instant;
    return bad_date(text, "the year cannot be right");
  }
  if (text.empty()) return bad_date(text, "it is empty");
  if (!rules.format.empty()) {
    return bad_date(text, "it is neither written as 2026-11-25T14:41:07Z nor in the sync's date format \"" +
                              printable(rules.format, 60) + '"');
  }
  if (NumericDate::of(text)) return ambiguous(text);
  return bad_date(
      text,
      "a date is expected as 2026-11-25T14:41:07Z; for another form set the sync's date format with "
      "--date-format");
}

Result<void> check_date_format(std::string_view format) {
  bool year = false, month = false, day = false, half = false, half_mark = false, seconds = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    const char field = ++i < format.size() ? format[i] : '\0';
    if (std::string_view("YymbBhdejHkIlMSfpPzZaAsDFRTnt%").find(field) == std::string_view::npos ||
        field == '\0') {
      return invalid("bad_date_format", "\"%" + std::string(field == '\0' ? 0 : 1, field) +
                                            "\" in the date format \"" + printable(format, 60) +
                                            "\" is not known");
    }
    const auto is_one_of = [field](std::string_view fields) {
      return fields.find(field) != std::string_view::npos;
    };
    year = year || is_one_of("YyDF");
    month = month || is_one_of("mbBhDFj");
    day = day || is_one_of("deDFj");
    half = half || is_one_of("Il");
    half_mark = half_mark || is_one_of("pP");
    seconds = seconds || field == 's';
  }
  if (!seconds && !(year && month && day)) {
    return invalid("bad_date_format", "The date format \"" + printable(format, 60) +
                                          "\" needs a year (%Y), a month (%m) and a day (%d)");
  }
  if (half && !half_mark) {
    return invalid("bad_date_format", "The date format \"" + printable(format, 60) +
                                          "\" has a 12-hour clock (%I) without AM or PM (%p)");
  }
  return {};
}

std::optional<Instant> parse_http_date(std::string_view text) {
  static constexpr std::array<std::string_view, 3> kForms = {
      "%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"};
  for (const std::string_view form : kForms) {
    if (const std::optional<WallTime> wall = read_date(trim(text), form))
      return Instant(wall->local.time_since_epoch());
  }
  return std::nullopt;
}

}  // namespace ordersync::base
