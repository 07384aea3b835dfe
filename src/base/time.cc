// Instants as text, time zones and business clocks. Dates that sources write are read in date_text.cc.
#include "base/time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"

namespace ordersync::base {
namespace {

// Null stands for UTC, so that UTC works on a machine without a time zone database.
const date::time_zone* zone_of(const void* zone) {
  return static_cast<const date::time_zone*>(zone);
}

using LocalTime = std::chrono::local_time<Milliseconds>;

}  // namespace

std::string to_iso8601(Instant t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(t - day);
  const auto ms = clock.subseconds().count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", int(date.year()), unsigned(date.month()),
                     unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), ms == 0 ? "" : fmt::format(".{:03}", ms));
}

std::string to_http_date(Instant t) {
  static constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(t - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays[std::chrono::weekday(day).c_encoding()], unsigned(date.day()),
                     kMonths[unsigned(date.month()) - 1], int(date.year()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

Result<Zone> Zone::find(std::string_view name) {
  if (name == "UTC" || name == "Etc/UTC") return utc();
  try {
    return Zone(static_cast<const void*>(date::locate_zone(name)));
  } catch (const std::exception& problem) {
    Error error =
        invalid("unknown_timezone", '"' + printable(name, 60) +
                                        "\" is no time zone: use a name such as Europe/Paris or Asia/Riyadh");
    error.detail = problem.what();
    return error;
  }
}

Zone Zone::utc() {
  return Zone(nullptr);
}

const std::string& Zone::name() const {
  static const std::string utc_name = "UTC";
  return zone_ == nullptr ? utc_name : zone_of(zone_)->name();
}

Instant Zone::to_utc(LocalTime local) const {
  if (zone_ == nullptr) return Instant(local.time_since_epoch());
  const date::local_time<Milliseconds> wall(local.time_since_epoch());
  return Instant(zone_of(zone_)->to_sys(wall, date::choose::earliest).time_since_epoch());
}

LocalTime Zone::to_local(Instant t) const {
  if (zone_ == nullptr) return LocalTime(t.time_since_epoch());
  const date::sys_time<Milliseconds> utc(t.time_since_epoch());
  return LocalTime(zone_of(zone_)->to_local(utc).time_since_epoch());
}

Instant next_local_time(Instant after, int hour, int minute, const Zone& zone) {
  CHECK(hour >= 0 && hour < 24 && minute >= 0 && minute < 60);
  // The day before as well: around a change of the clock today's time may lie behind on another date.
  auto day = std::chrono::floor<std::chrono::days>(zone.to_local(after)) - std::chrono::days(1);
  for (;; day += std::chrono::days(1)) {
    const Instant candidate = zone.to_utc(day + std::chrono::hours(hour) + std::chrono::minutes(minute));
    if (candidate > after) return candidate;
  }
}

}  // namespace ordersync::base
