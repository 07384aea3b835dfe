// Odoo's times, both ways.
#include "pos/odoo_time.h"

#include <algorithm>

#include "base/date_format.h"
#include "base/text.h"
#include "base/whole_number.h"

namespace ordersync::pos::odoo {
namespace {

constexpr std::string_view kPadded = "0000-00-00 00:00:00";

// Odoo pads every number, and knows no leap second; read_date is not as strict.
bool is_padded(std::string_view text) {
  const auto fits = [](char c, char shape) { return shape == '0' ? base::is_digit(c) : c == shape; };
  return std::equal(text.begin(), text.end(), kPadded.begin(), kPadded.end(), fits) &&
         text[kPadded.size() - 2] < '6';
}

std::optional<base::Milliseconds> fraction(std::string_view text) {
  if (text.empty()) return base::Milliseconds(0);
  if (text.size() < 2 || text.front() != '.') return std::nullopt;
  text.remove_prefix(1);
  if (!std::all_of(text.begin(), text.end(), base::is_digit)) return std::nullopt;
  return base::Milliseconds(*base::whole_number<int>((std::string(text) + "00").substr(0, 3)));
}

}  // namespace

std::string odoo_time(base::Instant t) {
  std::string text = base::to_iso8601(std::chrono::floor<std::chrono::seconds>(t));
  text[text.find('T')] = ' ';
  text.pop_back();  // "Z"
  return text;
}

std::optional<base::Instant> parse_odoo_time(std::string_view text) {
  const std::string_view seconds = text.substr(0, kPadded.size());
  if (!is_padded(seconds)) return std::nullopt;
  const auto whole = base::read_date(seconds, "%Y-%m-%d %H:%M:%S");
  const auto rest = fraction(text.substr(seconds.size()));
  if (!whole || !rest) return std::nullopt;
  return base::Instant(whole->local.time_since_epoch()) + *rest;
}

}  // namespace ordersync::pos::odoo
