// Values in PostgreSQL's binary form, and texts that it would refuse.
#include "sql/postgres_values.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace ordersync::sql {
namespace {

using namespace std::string_literals;

std::string round_trip(const std::string& text) {
  const std::string stored = escaped_text(text).value_or(text);
  EXPECT_EQ(escaped_text(stored).has_value(), stored.find("\xEF\xB7\x90") != std::string::npos)
      << "what is stored holds nothing that is refused, but for the mark itself";
  EXPECT_EQ(stored.find('\0'), std::string::npos);
  return unescaped_text(stored).value_or(stored);
}

TEST(PostgresText, OrdinaryTextGoesAsItIs) {
  for (const char* text : {"", "Burger", "Crème brûlée", "برجر", "\xF0\x9F\x8D\x94", "U+FDD1 \xEF\xB7\x91"}) {
    EXPECT_FALSE(escaped_text(text).has_value()) << text;
    EXPECT_FALSE(unescaped_text(text).has_value()) << text;
  }
}

TEST(PostgresText, WhatPostgresRefusesComesBackAsItWent) {
  for (const std::string& text :
       {"a\0b"s, "\xff"s, "\xc3"s, "\xed\xa0\x80"s, "\xc0\x80"s, "\xf4\x90\x80\x80"s, "\xEF\xB7\x90"s,
        "\xEF\xB7\x90"s + "61", "\0\0"s, "\xe2\x82"s}) {
    EXPECT_TRUE(escaped_text(text).has_value());
    EXPECT_EQ(round_trip(text), text);
  }
}

TEST(PostgresText, AnyBytesComeBackAsTheyWent) {
  base::SeededRandom random(20261126);
  const std::string alphabet = "\0\xEF\xB7\x90 ad0f\xC3\xA9\xFF\xE2\x82\xAC"s;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::uint64_t size = random.below(9); size > 0; --size)
      text += alphabet[random.below(alphabet.size())];
    ASSERT_EQ(round_trip(text), text) << "round " << i;
  }
}

TEST(PostgresText, TextThatSomebodyElseWroteIsLeftAlone) {
  EXPECT_EQ(unescaped_text("\xEF\xB7\x90zz"s), "\xEF\xB7\x90zz"s);
  EXPECT_EQ(unescaped_text("end \xEF\xB7\x90"s), "end \xEF\xB7\x90"s);
}

TEST(PostgresValues, IntegersAreWrittenInTheStatementsOwnType) {
  Parameters parameters(3);
  ASSERT_TRUE(parameters.add(std::int64_t{-2}, kInt8).ok());
  ASSERT_TRUE(parameters.add(std::int64_t{258}, kInt2).ok());
  ASSERT_TRUE(parameters.add(Null{}, kText).ok());
  EXPECT_EQ(std::string(parameters.values()[0], 8), "\xff\xff\xff\xff\xff\xff\xff\xfe"s);
  EXPECT_EQ(std::string(parameters.values()[1], 2), "\x01\x02"s);
  EXPECT_EQ(parameters.values()[2], nullptr);
  EXPECT_FALSE(parameters.add(std::int64_t{40'000}, kInt2).ok());
  EXPECT_FALSE(parameters.add(std::string_view("text"), kInt8).ok());
}

TEST(PostgresValues, AnArrayHoldsEveryStepthValue) {
  const std::vector<Value> cells{std::int64_t{1}, std::string_view("a"), Null{}, std::string_view("bc")};
  Parameters parameters(2);
  ASSERT_TRUE(parameters.add_array(cells, 2, kInt8).ok());
  ASSERT_TRUE(parameters.add_array(std::span(cells).subspan(1), 2, kText).ok());
  const std::string numbers(parameters.values()[0], static_cast<std::size_t>(parameters.lengths()[0]));
  EXPECT_EQ(numbers, "\0\0\0\1\0\0\0\1\0\0\0\x14\0\0\0\2\0\0\0\1\0\0\0\x08\0\0\0\0\0\0\0\1\xff\xff\xff\xff"s);
  const std::string texts(parameters.values()[1], static_cast<std::size_t>(parameters.lengths()[1]));
  EXPECT_EQ(texts, "\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\2\0\0\0\1\0\0\0\1a\0\0\0\2bc"s);
}

TEST(PostgresValues, SumsAreReadAsWholeNumbers) {
  EXPECT_EQ(integer_in("\0\2\0\1\0\0\0\0\0\x01\x03\xe8"s, kNumeric), 11'000);  // digits 1 and 1000
  EXPECT_EQ(integer_in("\0\1\0\1\x40\0\0\0\0\x05"s, kNumeric), -50'000);       // trailing zeros are left out
  EXPECT_EQ(integer_in("\0\0\0\0\0\0\0\0"s, kNumeric), 0);
  EXPECT_EQ(integer_in("\0\1\0\x09\0\0\0\0\0\1"s, kNumeric), INT64_MAX) << "too large";
  EXPECT_EQ(integer_in("\x01"s, kBool), 1);
  EXPECT_EQ(integer_in("\xff\xfe"s, kInt2), -2);
  EXPECT_EQ(integer_in("12", kText), 12);
  EXPECT_EQ(integer_in("twelve", kText), 0);
}

}  // namespace
}  // namespace ordersync::sql
