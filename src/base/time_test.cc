// Instants, zones and daily times.
#include "base/time.h"

#include <gtest/gtest.h>

namespace ordersync::base {
namespace {

Instant at(std::string_view iso) {
  return *parse_date(iso, {});
}
Zone zone(std::string_view name) {
  return *Zone::find(name);
}

TEST(Iso8601, ShowsMillisecondsOnlyWhenThereAreSome) {
  EXPECT_EQ(to_iso8601(from_unix_ms(1'763'820'003'000)), "2025-11-22T14:00:03Z");
  EXPECT_EQ(to_iso8601(from_unix_ms(1'763'820'003'250)), "2025-11-22T14:00:03.250Z");
  EXPECT_EQ(to_iso8601(from_unix_ms(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_iso8601(from_unix_ms(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Zone, UnknownNamesAreAnError) {
  for (const char* name : {"", "Mars/Olympus", "../../etc/passwd", "europe/paris x"}) {
    EXPECT_EQ(Zone::find(name).error().code, "unknown_timezone") << name;
  }
}

TEST(Zone, ConvertsBothWays) {
  const Zone riyadh = zone("Asia/Riyadh");
  EXPECT_EQ(riyadh.name(), "Asia/Riyadh");
  EXPECT_EQ(Zone::utc().name(), "UTC");
  EXPECT_EQ(zone("UTC").name(), "UTC");
  const Instant noon = at("2026-07-01T12:00:00Z");
  EXPECT_EQ(riyadh.to_local(noon).time_since_epoch(), (noon + std::chrono::hours(3)).time_since_epoch());
  EXPECT_EQ(riyadh.to_utc(riyadh.to_local(noon)), noon);
  EXPECT_EQ(Zone::utc().to_utc(Zone::utc().to_local(noon)), noon);
}

TEST(Zone, TimeThatHappensTwiceIsTheEarlier) {
  EXPECT_EQ(*parse_date("2026-10-25 02:30:00", {"", zone("Europe/Paris")}), at("2026-10-25T00:30:00Z"));
}

TEST(Zone, TimeThatNeverHappensIsTheMomentOfTheJump) {
  EXPECT_EQ(*parse_date("2026-03-29 02:30:00", {"", zone("Europe/Paris")}), at("2026-03-29T01:00:00Z"));
}

TEST(NextLocalTime, IsStrictlyAfter) {
  const Zone paris = zone("Europe/Paris");
  EXPECT_EQ(next_local_time(at("2026-07-01T01:59:59Z"), 4, 0, paris), at("2026-07-01T02:00:00Z"));
  EXPECT_EQ(next_local_time(at("2026-07-01T02:00:00Z"), 4, 0, paris), at("2026-07-02T02:00:00Z"));
  EXPECT_EQ(next_local_time(at("2026-07-01T23:30:00Z"), 0, 30, Zone::utc()), at("2026-07-02T00:30:00Z"));
}

TEST(NextLocalTime, FollowsTheChangeOfTheClock) {
  const Zone paris = zone("Europe/Paris");
  EXPECT_EQ(next_local_time(at("2026-03-28T04:00:00Z"), 4, 0, paris), at("2026-03-29T02:00:00Z"));
  EXPECT_EQ(next_local_time(at("2026-03-28T04:00:00Z"), 2, 30, paris), at("2026-03-29T01:00:00Z"));
  EXPECT_EQ(next_local_time(at("2026-10-25T00:45:00Z"), 2, 30, paris), at("2026-10-26T01:30:00Z"));
}

TEST(HttpDate, ReadsAllThreeForms) {
  const Instant expected = at("1994-11-06T08:49:37Z");
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), expected);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), expected);
}

TEST(HttpDate, IsWrittenInTheFirst) {
  EXPECT_EQ(to_http_date(at("1994-11-06T08:49:37.999Z")), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(to_http_date(at("2026-12-31T23:59:59Z")), "Thu, 31 Dec 2026 23:59:59 GMT");
}

TEST(HttpDate, WhatIsNoneGivesNothing) {
  for (const char* text : {"", "yesterday", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET",
                           "Sun, 06 Nov 1994 08:49:37 GMT x", "1994-11-06T08:49:37Z"}) {
    EXPECT_FALSE(parse_http_date(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace ordersync::base
