// The rule of silence, on weeks of a shop.
#include "app/silence.h"

#include <gtest/gtest.h>

#include <chrono>

namespace ordersync::app {
namespace {

using namespace std::chrono_literals;

// A Thursday, 14:00.
const base::Instant kThursday = std::chrono::sys_days(std::chrono::year(2026) / 11 / 26) + 14h;

// `each_hour` orders in every hour from 10 to 22 o'clock, for `weeks` weeks up to `until`.
std::map<base::Instant, std::int64_t> shop(std::int64_t each_hour, int weeks, base::Instant until) {
  std::map<base::Instant, std::int64_t> seen;
  const base::Instant day = std::chrono::floor<std::chrono::days>(until);
  for (int back = weeks * 7; back >= 0; --back) {
    for (int hour = 10; hour < 22; ++hour) {
      const base::Instant at = day - std::chrono::days(back) + std::chrono::hours(hour);
      if (at < until) seen[at] = each_hour;
    }
  }
  return seen;
}

TEST(Silence, ABusyShopIsMissedAfterAnHour) {
  auto seen = shop(14, 5, kThursday - 1h);
  const auto silence = silence_of(seen, kThursday + 5min);
  ASSERT_TRUE(silence);
  EXPECT_EQ(silence->hours, 1);
  EXPECT_EQ(silence->usual, 14);
  EXPECT_EQ(silence->since, kThursday - 1h);
}

TEST(Silence, AQuietShopIsMissedLater) {
  EXPECT_FALSE(silence_of(shop(2, 5, kThursday - 1h), kThursday));
  EXPECT_FALSE(silence_of(shop(2, 5, kThursday - 2h), kThursday));
  const auto silence = silence_of(shop(2, 5, kThursday - 3h), kThursday);
  ASSERT_TRUE(silence);
  EXPECT_EQ(silence->hours, 3);
  EXPECT_EQ(silence->usual, 6);
}

TEST(Silence, OneOrderIsEnough) {
  auto seen = shop(14, 5, kThursday - 1h);
  seen[kThursday - 1h] = 1;
  EXPECT_FALSE(silence_of(seen, kThursday + 5min));
  seen.erase(kThursday - 1h);
  seen[kThursday] = 1;  // in the hour that is not over
  EXPECT_FALSE(silence_of(seen, kThursday + 5min));
}

TEST(Silence, AtNightNothingIsUsual) {
  const auto seen = shop(14, 5, kThursday + 8h);
  for (const auto later : {8h, 9h, 12h, 15h, 19h, 20h})
    EXPECT_FALSE(silence_of(seen, kThursday + later)) << later.count();
  EXPECT_TRUE(silence_of(seen, kThursday + 21h)) << "the next day at eleven, after an hour without";
}

TEST(Silence, AWeekdayThatIsClosedIsLeftAlone) {
  auto seen = shop(14, 5, kThursday - 15h);
  for (int week = 1; week <= 5; ++week) {
    for (int hour = 0; hour < 24; ++hour)
      seen.erase(std::chrono::floor<std::chrono::days>(kThursday) - std::chrono::days(7 * week) +
                 std::chrono::hours(hour));
  }
  EXPECT_FALSE(silence_of(seen, kThursday - 4h));
  EXPECT_FALSE(silence_of(seen, kThursday + 6h));
}

TEST(Silence, OneHolidayDoesNotMakeSilenceUsualAndTwoDo) {
  auto seen = shop(14, 5, kThursday - 1h);
  const auto close_week = [&](int week) {
    for (auto& [at, orders] : seen) {
      if (at >= kThursday - std::chrono::days(7 * week) - 24h && at < kThursday - std::chrono::days(7 * week))
        orders = 0;
    }
  };
  close_week(1);
  EXPECT_TRUE(silence_of(seen, kThursday));
  close_week(2);
  EXPECT_FALSE(silence_of(seen, kThursday));
}

TEST(Silence, ANewShopHasNothingUsual) {
  EXPECT_FALSE(silence_of({}, kThursday));
  EXPECT_FALSE(silence_of(shop(14, 1, kThursday - 1h), kThursday));
  EXPECT_FALSE(silence_of(shop(14, 2, kThursday - 1h), kThursday));
  EXPECT_TRUE(silence_of(shop(14, 3, kThursday - 1h), kThursday)) << "three weeks are known";
}

}  // namespace
}  // namespace ordersync::app
