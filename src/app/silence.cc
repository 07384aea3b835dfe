// The rule of silence; see silence.h.
#include "app/silence.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace ordersync::app {

namespace {

constexpr std::int64_t kLeastUsual = 5;
constexpr int kWeeks = 4;
constexpr std::size_t kLeastKnown = 3;
constexpr int kLongest = 24;
constexpr std::chrono::hours kWeek{7 * 24};

using Hours = std::map<base::Instant, std::int64_t>;

std::int64_t count(const Hours& hours, base::Instant from, base::Instant before) {
  std::int64_t orders = 0;
  for (auto hour = hours.lower_bound(from); hour != hours.end() && hour->first < before; ++hour)
    orders += hour->second;
  return orders;
}

// What the window usually holds; nothing where too little is known, or too little is usual.
std::optional<std::int64_t> usual_in(const Hours& hours, base::Instant first, base::Instant from,
                                     base::Instant before) {
  std::vector<std::int64_t> known;
  for (int week = 1; week <= kWeeks; ++week) {
    if (first <= from - week * kWeek)
      known.push_back(count(hours, from - week * kWeek, before - week * kWeek));
  }
  if (known.size() < kLeastKnown) return std::nullopt;
  std::sort(known.begin(), known.end());
  if (known[1] == 0) return std::nullopt;  // two of them were empty
  const std::int64_t median = known[(known.size() - 1) / 2];
  return median >= kLeastUsual ? std::optional(median) : std::nullopt;
}

}  // namespace

std::optional<Silence> silence_of(const Hours& orders_an_hour, base::Instant until) {
  const auto has_orders = [](const auto& hour) { return hour.second > 0; };
  const auto first = std::find_if(orders_an_hour.begin(), orders_an_hour.end(), has_orders);
  if (first == orders_an_hour.end()) return std::nullopt;
  const auto last = std::find_if(orders_an_hour.rbegin(), orders_an_hour.rend(), has_orders);
  const base::Instant end = std::chrono::floor<std::chrono::hours>(until);
  for (int width = 1; width <= kLongest; ++width) {
    const base::Instant from = end - std::chrono::hours(width);
    if (last->first >= from) return std::nullopt;  // a wider window holds it as well
    if (const auto usual = usual_in(orders_an_hour, first->first, from, end))
      return Silence{last->first + std::chrono::hours(1), width, *usual};
  }
  return std::nullopt;
}

}  // namespace ordersync::app
