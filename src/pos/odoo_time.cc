// Odoo's times, both ways.
#include "pos/odoo_time.h"

#include <algorithm>

#include "base/date_format.h"
#include "base/text.h"
#include "base/whole_number.h"

namespace ordersync::pos::odoo {
namespace {

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
  constexpr std::size_t kSize = std::string_view("2026-11-22 11:15:08").size();
  if (text.size() < kSize) return std::nullopt;
  const auto whole = base::read_date(text.substr(0, kSize), "%Y-%m-%d %H:%M:%S");
  const auto rest = fraction(text.substr(kSize));
  if (!whole || !rest) return std::nullopt;
  return base::Instant(whole->local.time_since_epoch()) + *rest;
}

}  // namespace ordersync::pos::odoo
