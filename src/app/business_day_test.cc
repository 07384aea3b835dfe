#include "app/business_day.h"

#include <gtest/gtest.h>

namespace ordersync::app {
namespace {

std::string moments(std::string_view date, std::string_view zone) {
  const auto day = business_day(date, *base::Zone::find(zone));
  return day.ok() ? base::to_iso8601(day->from) + " " + base::to_iso8601(day->until) : day.error().code;
}

TEST(BusinessDay, GoesFromMidnightToMidnightOfItsZone) {
  EXPECT_EQ(moments("2026-11-22", "UTC"), "2026-11-22T00:00:00Z 2026-11-23T00:00:00Z");
  EXPECT_EQ(moments("2026-11-22", "Asia/Riyadh"), "2026-11-21T21:00:00Z 2026-11-22T21:00:00Z");
}

TEST(BusinessDay, IsAnHourShorterOrLongerWhenTheClocksChange) {
  EXPECT_EQ(moments("2026-03-29", "Europe/Berlin"), "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z");
  EXPECT_EQ(moments("2026-10-25", "Europe/Berlin"), "2026-10-24T22:00:00Z 2026-10-25T23:00:00Z");
}

TEST(BusinessDay, WhatIsNoDateIsRefused) {
  for (const char* text :
       {"", "today", "22-11-2026", "2026-11-31", "2026-1-1", "2026-11-22T00:00", "-026-11-22"}) {
    EXPECT_EQ(moments(text, "UTC"), "bad_option") << text;
  }
}

TEST(BusinessDay, TheZoneIsThePosesElseTheSyncs) {
  const base::Zone sync = *base::Zone::find("Asia/Riyadh");
  EXPECT_EQ(business_zone("Europe/Berlin", sync).name(), "Europe/Berlin");
  EXPECT_EQ(business_zone("UTC", sync).name(), "Asia/Riyadh");
  EXPECT_EQ(business_zone("Mars/Base", sync).name(), "Asia/Riyadh");
}

}  // namespace
}  // namespace ordersync::app
