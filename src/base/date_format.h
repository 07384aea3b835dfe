// Dates by a strptime-like format: the one a sync names, and those of HTTP. No locale, no allocation.
#pragma once

#include <optional>
#include <string_view>

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

// Year, month and day and the clock, put together; nothing where they do not exist. Second 60 is the next
// second.
std::optional<std::chrono::local_time<Milliseconds>> wall_time(int year, int month, int day, int hour,
                                                               int minute, int second, int millisecond);

}  // namespace ordersync::base
