// PURE: no orders when there usually are some. "No error, no orders" is the failure nobody notices: the
// source answers, with nothing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/time.h"

namespace ordersync::app {

struct Silence {
  base::Instant since;     // the end of the last hour with an order, or the beginning of the window
  int hours = 0;           // the window that shows it
  std::int64_t usual = 0;  // orders in that window in the weeks before
};

// The rule. `until` is the moment up to which the source was read to its end. A window of W whole hours ends
// with the last full hour before it; the same window is looked at one, two, three and four weeks earlier
// (same weekday, same hours). It shows a silence when
//   - no order is dated in it or after it,
//   - at least three of the four weeks are known: the first order ever is older than the window there,
//   - at most one of the known weeks was empty (a holiday), and
//   - the lower median of the known weeks is at least 5 orders.
// Five, because a shop that usually sells five in that time sells none by chance less than once in a hundred
// windows. The shortest window from one to 24 hours that shows it counts: a busy shop is missed after an
// hour, a quiet one after an afternoon, and at night nothing is usual. Weeks are counted in UTC: for four
// weeks after a change of the clocks the windows are an hour off.
//
// `orders_an_hour`: beginnings of full hours → orders dated in them.
std::optional<Silence> silence_of(const std::map<base::Instant, std::int64_t>& orders_an_hour,
                                  base::Instant until);

// How far back silence_of looks.
inline constexpr std::chrono::hours kSilenceLooksBack{24 * (4 * 7 + 1) + 1};

}  // namespace ordersync::app
