// Time is UTC inside. Local time is for edges: dates a source sends without a zone, business days, screens.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ordersync::base {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;

inline std::int64_t to_unix_ms(Instant t) {
  return t.time_since_epoch().count();
}
inline Instant from_unix_ms(std::int64_t ms) {
  return Instant(Milliseconds(ms));
}

// "2026-11-22T14:00:03Z"; milliseconds only when they are not zero ("…03.250Z").
std::string to_iso8601(Instant t);

// An IANA zone known to the machine's tz database. Cheap to copy.
class Zone {
 public:
  static Result<Zone> find(std::string_view name);  // fails with "unknown_timezone"
  static Zone utc();
  const std::string& name() const;

  // A local wall-clock time: the earlier instant when it happens twice, the moment of the jump when it never
  // does.
  Instant to_utc(std::chrono::local_time<std::chrono::milliseconds> local) const;
  std::chrono::local_time<std::chrono::milliseconds> to_local(Instant t) const;

 private:
  explicit Zone(const void* zone) : zone_(zone) {}
  const void* zone_;
};

// How a source writes its dates. Behaviour 2: ISO 8601 always; any other form only by the sync's own format.
struct DateRules {
  std::string format;       // strptime-like ("%d-%m-%Y %I:%M:%S %p", see date_format.h); empty: not set
  Zone zone = Zone::utc();  // for dates without a zone of their own
};

// Reads ISO 8601 (date only, date and time, with or without zone, blank or T between; 20261125T144107 too; no
// weeks, days of the year or hours alone), else `rules.format`.
// A date that could be read in two ways ("10-08-2025 …" with no format) fails with "ambiguous_date", whose
// message asks which it is; anything else with "bad_date".
Result<Instant> parse_date(std::string_view text, const DateRules& rules);

// Whether a sync's date format can be used at all. Fails with "bad_date_format", which says what is wrong
// with it.
Result<void> check_date_format(std::string_view format);

// "Sun, 06 Nov 1994 08:49:37 GMT", as headers of HTTP have it (RFC 9110).
std::string to_http_date(Instant t);
// Nothing when it is not one.
std::optional<Instant> parse_http_date(std::string_view text);

// The next time after `after` at which the clock of `zone` shows hour:minute (the closing rule "daily at
// 04:00").
Instant next_local_time(Instant after, int hour, int minute, const Zone& zone);

}  // namespace ordersync::base
