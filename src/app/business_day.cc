// Days of a zone's calendar; see business_day.h.
#include "app/business_day.h"

#include "base/whole_number.h"

#include <chrono>
#include <optional>

namespace ordersync::app {

namespace {

std::optional<int> number(std::string_view digits) {
  const auto value = base::whole_number<int>(digits);
  return value && *value >= 0 ? value : std::nullopt;
}

std::optional<std::chrono::year_month_day> calendar_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return date;
}

}  // namespace

base::Zone business_zone(std::string_view pos_timezone, const base::Zone& sync_zone) {
  const auto zone = base::Zone::find(pos_timezone);
  return zone.ok() && zone->name() != base::Zone::utc().name() ? *zone : sync_zone;
}

base::Result<BusinessDay> business_day(std::string_view date, const base::Zone& zone) {
  const auto calendar = calendar_date(date);
  if (!calendar) {
    return base::invalid("bad_option",
                         "--day: \"" + std::string(date) + "\" is not a date, such as 2026-11-22");
  }
  const std::chrono::local_days midnight(*calendar);
  return BusinessDay{std::string(date), zone, zone.to_utc(midnight),
                     zone.to_utc(midnight + std::chrono::days(1))};
}

}  // namespace ordersync::app
