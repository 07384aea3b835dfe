// Odoo's times, both ways.
#include "pos/odoo_time.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ordersync::pos::odoo {
namespace {

// The whole number in text[from, from + digits); nothing when it is not all digits.
std::optional<int> number_at(std::string_view text, std::size_t from, std::size_t digits) {
  int value = 0;
  for (const char c : text.substr(from, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<base::Milliseconds> fraction(std::string_view text) {
  if (text.empty()) return base::Milliseconds(0);
  if (text.size() < 2 || text.front() != '.') return std::nullopt;
  text.remove_prefix(1);
  if (!std::all_of(text.begin(), text.end(), base::is_digit)) return std::nullopt;
  return base::Milliseconds(*number_at(std::string(text) + "00", 0, 3));
}

}  // namespace

std::string odoo_time(base::Instant t) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(t);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const auto time = (seconds - day).count();
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time / 3600,
                     time / 60 % 60, time % 60);
}

std::optional<base::Instant> parse_odoo_time(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd dd:dd:dd";
  if (text.size() < kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] != 'd' && text[i] != kForm[i]) return std::nullopt;
  }
  const auto year = number_at(text, 0, 4), month = number_at(text, 5, 2), day = number_at(text, 8, 2);
  const auto hour = number_at(text, 11, 2), minute = number_at(text, 14, 2), second = number_at(text, 17, 2);
  const auto rest = fraction(text.substr(kForm.size()));
  if (!year || !month || !day || !hour || !minute || !second || !rest) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + *rest;
}

}  // namespace ordersync::pos::odoo
