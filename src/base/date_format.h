// Dates by a strptime-like format: the one a sync names, and those of HTTP. No locale, no allocation.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace ordersync::base {

// What a text said, as wall-clock time, and how far it was ahead of UTC where it said so.
struct WallTime {
  std::chrono::local_time<Milliseconds> local;
  std::optional<std::chrono::minutes> offset;
};

// The whole of `text` by the whole of `format`; nothing where they do not agree or the date does not exist.
// Known: %Y %y %m %b %B %h %d %e %j, %H %k %I %l %M %S %f %p %P, %z %Z, %a %A, %s (Unix seconds), %D %F %R
// %T, %n %t %%. A blank stands for any blanks, letters match whatever their case.
std::optional<WallTime> read_date(std::string_view text, std::string_view format);

// A format by which a date of three numbers can be read, and the day that it is then.
struct DateWay {
  std::string format;
  std::chrono::year_month_day day;
};
// Those of "10-08-2025 05:16:43 PM", with the day first and with the month first: one or two, or none where
// it is no such date.
std::vector<DateWay> ways_to_read(std::string_view text);

// Year, month and day and the clock, put together; nothing where they do not exist. Second 60 is the next
// second.
std::optional<std::chrono::local_time<Milliseconds>> wall_time(int year, int month, int day, int hour,
                                                               int minute, int second, int millisecond);

}  // namespace ordersync::base
