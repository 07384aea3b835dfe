// Dates as sources write them (behaviour 2).
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/time.h"

namespace ordersync::base {
namespace {

std::string date_of(std::string_view text, const DateRules& rules = {}) {
  const Result<Instant> date = parse_date(text, rules);
  return date.ok() ? to_iso8601(*date) : date.error().code;
}

DateRules with_format(std::string format) {
  return {std::move(format), Zone::utc()};
}

TEST(ParseDate, ReadsIso8601InAllItsDress) {
  EXPECT_EQ(date_of("2025-08-10"), "2025-08-10T00:00:00Z");
  EXPECT_EQ(date_of("2025-08-10T17:16"), "2025-08-10T17:16:00Z");
  EXPECT_EQ(date_of("2025-08-10T17:16:43"), "2025-08-10T17:16:43Z");
  EXPECT_EQ(date_of("2025-08-10 17:16:43"), "2025-08-10T17:16:43Z");
  EXPECT_EQ(date_of("2025-08-10t17:16:43z"), "2025-08-10T17:16:43Z");
  EXPECT_EQ(date_of("2025-08-10T17:16:43.25Z"), "2025-08-10T17:16:43.250Z");
  EXPECT_EQ(date_of("2025-08-10T17:16:43,120Z"), "2025-08-10T17:16:43.120Z");
  EXPECT_EQ(date_of("2025-08-10T17:16:43.1234567Z"), "2025-08-10T17:16:43.123Z");
  EXPECT_EQ(date_of("2025-12-31T23:59:59.9999999Z"), "2025-12-31T23:59:59.999Z");
  EXPECT_EQ(date_of("2025-08-10T17:16:43+03:00"), "2025-08-10T14:16:43Z");
  EXPECT_EQ(date_of("2025-08-10T17:16:43+0300"), "2025-08-10T14:16:43Z");
  EXPECT_EQ(date_of("2025-08-10T17:16:43+03"), "2025-08-10T14:16:43Z");
  EXPECT_EQ(date_of("2025-08-10 17:16:43 -05:30"), "2025-08-10T22:46:43Z");
  EXPECT_EQ(date_of("2025-08-10T24:00:00Z"), "2025-08-11T00:00:00Z");
  EXPECT_EQ(date_of("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00Z");
  EXPECT_EQ(date_of("  2025-08-10  "), "2025-08-10T00:00:00Z");
}

TEST(ParseDate, ReadsTheBasicFormWhereATimeIsThere) {
  const DateRules riyadh{"", *Zone::find("Asia/Riyadh")};
  EXPECT_EQ(date_of("20261125T144107Z"), "2026-11-25T14:41:07Z");
  EXPECT_EQ(date_of("20261125T144107", riyadh), "2026-11-25T11:41:07Z");
  EXPECT_EQ(date_of("20261125T144107.25+0200"), "2026-11-25T12:41:07.250Z");
  for (const char* text :
       {"20261125", "20261125Z", "20261125T", "20261125T14", "20261125T1441", "20261125 144107",
        "20261125T14:41:07", "2026-11-25T144107", "202611-25T144107", "20261325T144107", "20261125144107"}) {
    EXPECT_EQ(date_of(text), "bad_date") << text;
  }
}

// Weeks and hours alone are ISO 8601, too: what is expected is said, not that they are none.
TEST(ParseDate, WhatIsExpectedIsSaidOfADateThatCannotBeRead) {
  for (const char* text : {"2026-W48-3", "2026-11-25T14", "2026-329", "yesterday"}) {
    const Result<Instant> date = parse_date(text, {});
    ASSERT_FALSE(date.ok()) << text;
    EXPECT_EQ(date.error().message,
              '"' + std::string(text) +
                  "\" is not a date that can be read: a date is expected as "
                  "2026-11-25T14:41:07Z; for another form set the sync's date format with "
                  "--date-format");
  }
  EXPECT_EQ(parse_date("2026-W48-3", with_format("%d-%m-%Y")).error().message,
            "\"2026-W48-3\" is not a date that can be read: it is neither written as 2026-11-25T14:41:07Z "
            "nor in the "
            "sync's date format \"%d-%m-%Y\"");
}

TEST(ParseDate, DateWithoutAZoneIsInTheSyncsZone) {
  const DateRules riyadh{"", *Zone::find("Asia/Riyadh")};
  EXPECT_EQ(date_of("2025-08-10T17:16:43", riyadh), "2025-08-10T14:16:43Z");
  EXPECT_EQ(date_of("2025-08-10", riyadh), "2025-08-09T21:00:00Z");
  EXPECT_EQ(date_of("2025-08-10T17:16:43Z", riyadh), "2025-08-10T17:16:43Z");
  EXPECT_EQ(date_of("2025-08-10T17:16:43+01:00", riyadh), "2025-08-10T16:16:43Z");
}

TEST(ParseDate, DatesThatDoNotExistAreRefused) {
  for (const char* text :
       {"2025-02-29", "2025-13-01", "2025-00-10", "2025-08-32", "0000-00-00 00:00:00", "2025-08-10T25:00:00",
        "2025-08-10T24:00:01", "2025-08-10T17:60:00", "2025-08-10T17:16:61"}) {
    EXPECT_EQ(date_of(text), "bad_date") << text;
  }
  EXPECT_EQ(date_of("2024-02-29"), "2024-02-29T00:00:00Z");
}

TEST(ParseDate, PlaceholdersAreNotTheDayOfASale) {
  EXPECT_EQ(date_of("0001-01-01T00:00:00"), "bad_date");
  EXPECT_EQ(date_of("9999-12-31T23:59:59Z"), "bad_date");
}

TEST(ParseDate, WhatIsNoDateIsRefused) {
  for (const char* text : {"",
                           " ",
                           "yesterday",
                           "2025",
                           "2025-8-1",
                           "20250810",
                           "2025-08-10T",
                           "2025-08-10T17",
                           "2025-08-10Z",
                           "2025-08-10T17:16:43.",
                           "2025-08-10T17:16:43X",
                           "2025-08-10T17:16:43+3",
                           "2025-08-10T17:16:43+99:00",
                           "2025-08-10T17:16:43Z extra",
                           "-2025-08-10",
                           "2025/08/10",
                           "1691683000",
                           "Sun, 10 Aug 2025",
                           "/Date(1691683000000)/",
                           "10-08",
                           "10-08-20255",
                           "10-08/2025"}) {
    EXPECT_EQ(date_of(text), "bad_date") << text;
  }
}

TEST(ParseDate, NumericDateWithoutAFormatAsksWhichItIs) {
  const Result<Instant> date = parse_date("10-08-2025 05:16:43 PM", {});
  ASSERT_FALSE(date.ok());
  EXPECT_EQ(date.error().code, "ambiguous_date");
  EXPECT_EQ(
      date.error().message,
      "Which date is \"10-08-2025 05:16:43 PM\"? 10 August 2025 (--date-format \"%d-%m-%Y %I:%M:%S %p\"), or "
      "8 October 2025 (--date-format \"%m-%d-%Y %I:%M:%S %p\"). Set the sync's date format and these orders "
      "go on "
      "by themselves");
  for (const char* text : {"10-08-2025", "10/08/2025", "10.08.2025", "1/2/2025", "10/08/25",
                           "10-08-2025T05:16:43", "10/08/2025, 17:16", "10-08-2025 something else"}) {
    EXPECT_EQ(date_of(text), "ambiguous_date") << text;
  }
}

TEST(ParseDate, NumericDateWithOneReadingNamesItAndStillAsks) {
  const Result<Instant> date = parse_date("25/12/2025 17:16", {});
  ASSERT_FALSE(date.ok());
  EXPECT_EQ(date.error().code, "ambiguous_date");
  EXPECT_NE(date.error().message.find("25 December 2025 (--date-format \"%d/%m/%Y %H:%M\")."),
            std::string::npos)
      << date.error().message;
  EXPECT_EQ(date.error().message.find(", or "), std::string::npos) << date.error().message;
}

TEST(ParseDate, FormatThatTheQuestionOffersReadsTheDate) {
  EXPECT_EQ(date_of("10-08-2025 05:16:43 PM", with_format("%d-%m-%Y %I:%M:%S %p")), "2025-08-10T17:16:43Z");
  EXPECT_EQ(date_of("10-08-2025 05:16:43 PM", with_format("%m-%d-%Y %I:%M:%S %p")), "2025-10-08T17:16:43Z");
  EXPECT_EQ(date_of("10-08-2025 12:00:00 am", with_format("%d-%m-%Y %I:%M:%S %p")), "2025-08-10T00:00:00Z");
  EXPECT_EQ(date_of("10-08-2025 12:30:00 p.m.", with_format("%d-%m-%Y %I:%M:%S %p")), "2025-08-10T12:30:00Z");
}

TEST(ParseDate, Iso8601IsReadWhateverTheFormat) {
  EXPECT_EQ(date_of("2025-08-10T17:16:43Z", with_format("%d-%m-%Y")), "2025-08-10T17:16:43Z");
}

TEST(ParseDate, FormatsKnowTheFieldsOfStrptime) {
  EXPECT_EQ(date_of("10 Aug 2025", with_format("%d %b %Y")), "2025-08-10T00:00:00Z");
  EXPECT_EQ(date_of("AUGUST 10, 2025", with_format("%B %d, %Y")), "2025-08-10T00:00:00Z");
  EXPECT_EQ(date_of("Sunday 10/08/25 17:16", with_format("%A %d/%m/%y %H:%M")), "2025-08-10T17:16:00Z");
  EXPECT_EQ(date_of("1691683000", with_format("%s")), "2023-08-10T15:56:40Z");
  EXPECT_EQ(date_of("10/08/2025 17:16:43.5 +0300", with_format("%d/%m/%Y %H:%M:%S.%f %z")),
            "2025-08-10T14:16:43.500Z");
  EXPECT_EQ(date_of("10/08/2025 17:16 UTC", with_format("%d/%m/%Y %R %Z")), "2025-08-10T17:16:00Z");
  EXPECT_EQ(date_of("2025222", with_format("%Y%j")), "2025-08-10T00:00:00Z");
  EXPECT_EQ(date_of("20250810171643", with_format("%Y%m%d%H%M%S")), "2025-08-10T17:16:43Z");
}

TEST(ParseDate, TextThatDoesNotFitTheFormatIsRefused) {
  for (const char* text : {"31-02-2025", "10-13-2025", "10-08-2025x", "10-08", "Aug 10", "10-08-25"}) {
    EXPECT_EQ(date_of(text, with_format("%d-%m-%Y")), "bad_date") << text;
  }
  EXPECT_EQ(date_of("2025366", with_format("%Y%j")), "bad_date");
  EXPECT_EQ(date_of("10-08-2025 13:00 PM", with_format("%d-%m-%Y %I:%M %p")), "bad_date");
}

TEST(ParseDate, AfternoonReadWithA24HourFieldIsRefusedNotShifted) {
  EXPECT_EQ(date_of("10-08-2025 05:16 PM", with_format("%d-%m-%Y %H:%M %p")), "bad_date");
  EXPECT_EQ(date_of("10-08-2025 17:16 PM", with_format("%d-%m-%Y %H:%M %p")), "2025-08-10T17:16:00Z");
}

TEST(CheckDateFormat, FormatsThatCannotMakeADateAreRefused) {
  for (const char* format :
       {"", "%d-%m", "%H:%M", "%d-%m-%Y %Q", "%d-%m-%Y %I:%M", "%d-%m-%Y %", "dd-mm-yyyy"}) {
    EXPECT_EQ(check_date_format(format).error().code, "bad_date_format") << format;
  }
  for (const char* format : {"%d-%m-%Y %I:%M:%S %p", "%s", "%F %T", "%D", "%Y%j", "%e %b %y"}) {
    EXPECT_TRUE(check_date_format(format).ok()) << format;
  }
}

RC_GTEST_PROP(DateProperty, IsoTextRoundTrips, ()) {
  const auto ms = *rc::gen::inRange<std::int64_t>(0, 32'503'680'000'000);  // 1970 to 3000
  RC_ASSERT(to_unix_ms(*parse_date(to_iso8601(from_unix_ms(ms)), {})) == ms);
}

RC_GTEST_PROP(DateProperty, AnyBytesAreADateOrAnError, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789-/.: TZ+PMpmAug,")));
  const DateRules rules =
      with_format(*rc::gen::element<std::string>("", "%d-%m-%Y %I:%M:%S %p", "%s", "%b %d %Y %z"));
  const Result<Instant> date = parse_date(text, rules);
  if (!date.ok()) RC_ASSERT(date.error().code == "bad_date" || date.error().code == "ambiguous_date");
}

}  // namespace
}  // namespace ordersync::base
