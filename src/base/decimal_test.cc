// Exact decimals: reading, printing, arithmetic, rounding.
#include "base/decimal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/decimal_arbitrary.h"

namespace ordersync::base {
namespace {

const std::string kLargest(38, '9');

std::string decimal_of(std::string_view text, DecimalMark mark = DecimalMark::point) {
  const Result<Decimal> value = Decimal::parse(text, mark);
  return value.ok() ? value->to_string() : value.error().code;
}

TEST(DecimalParse, ReadsNumbersAsSourcesWriteThem) {
  EXPECT_EQ(decimal_of("92.0"), "92");
  EXPECT_EQ(decimal_of("92.00"), "92");
  EXPECT_EQ(decimal_of("9.2e1"), "92");
  EXPECT_EQ(decimal_of("920E-1"), "92");
  EXPECT_EQ(decimal_of("9.2e+1"), "92");
  EXPECT_EQ(decimal_of("-0.05"), "-0.05");
  EXPECT_EQ(decimal_of(".5"), "0.5");
  EXPECT_EQ(decimal_of("-.5"), "-0.5");
  EXPECT_EQ(decimal_of("0"), "0");
  EXPECT_EQ(decimal_of("-0.00"), "0");
  EXPECT_EQ(decimal_of("007"), "7");
  EXPECT_EQ(decimal_of("949.5652173913"), "949.5652173913");
}

TEST(DecimalParse, SkipsBlanksAround) {
  EXPECT_EQ(decimal_of("  92.0\t\r\n"), "92");
  EXPECT_EQ(decimal_of("\xC2\xA0"
                       "92.0\xC2\xA0"),
            "92");
  EXPECT_EQ(decimal_of(" \xC2\xA0 1,092.00 \xC2\xA0 "), "1092");
}

TEST(DecimalParse, CommasPartGroupsOfThreeBeforeThePoint) {
  EXPECT_EQ(decimal_of("1,092.00"), "1092");
  EXPECT_EQ(decimal_of("1,092"), "1092");
  EXPECT_EQ(decimal_of("-1,234,567.89"), "-1234567.89");
  EXPECT_EQ(decimal_of("12,345"), "12345");
  EXPECT_EQ(decimal_of("123,456.5"), "123456.5");
}

TEST(DecimalParse, CommaOutsideGroupsOfThreeIsRefused) {
  for (const char* text : {"92,00", "9,2", "1,09.2", "1,0920", "1234,567", ",500", "1,,092", "1,092,",
                           "1,092,00", "1,092.00,0", "0.1,234", "1,092.1,234", ","}) {
    EXPECT_EQ(decimal_of(text), "bad_number") << text;
  }
}

TEST(DecimalParse, GroupThatBeginsWithZeroIsRefusedBecauseItIsAFractionElsewhere) {
  EXPECT_EQ(decimal_of("0,500"), "bad_number");
  EXPECT_EQ(decimal_of("000,500"), "bad_number");
  EXPECT_EQ(decimal_of("0.500", DecimalMark::comma), "bad_number");
}

TEST(DecimalParse, WhatIsNoNumberIsRefused) {
  for (const char* text :
       {"",    " ",        "-",     "+",    ".",    "-.",    "e5",    "1e", "1e+",   "1e-", "1e5.5", "NaN",
        "nan", "Infinity", "inf",   "-inf", "0x10", "1_000", "+1",    "1-", "--1",   "- 1", "1 000", "1 2",
        "92.", "92.e1",    "1.2.3", "one",  "$5",   "5%",    "1'000", "٣",  "1e5e5", "½"}) {
    EXPECT_EQ(decimal_of(text), "bad_number") << text;
  }
  EXPECT_EQ(decimal_of(std::string_view("1\0", 2)), "bad_number");
}

TEST(DecimalParse, DecimalCommaSwapsTheMarks) {
  EXPECT_EQ(decimal_of("92,00", DecimalMark::comma), "92");
  EXPECT_EQ(decimal_of("1.092,05", DecimalMark::comma), "1092.05");
  EXPECT_EQ(decimal_of("92.00", DecimalMark::comma), "bad_number");
  EXPECT_EQ(decimal_of("1,092.00", DecimalMark::comma), "bad_number");
  EXPECT_EQ(decimal_of("92", DecimalMark::comma), "92");
}

TEST(DecimalParse, FloatingNoiseIsKeptExactly) {
  EXPECT_EQ(decimal_of("7.105427357601002e-15"), "0.000000000000007105427357601002");
  EXPECT_EQ(decimal_of("45.230000000000004"), "45.230000000000004");
}

TEST(DecimalParse, ZerosBeyondWhatFitsDoNotCount) {
  EXPECT_EQ(decimal_of("92." + std::string(200, '0')), "92");
  EXPECT_EQ(decimal_of(std::string(200, '0') + "92"), "92");
  EXPECT_EQ(decimal_of("0." + std::string(200, '0')), "0");
  EXPECT_EQ(decimal_of("0e999999999999999999999"), "0");
  EXPECT_EQ(decimal_of("1" + std::string(50, '0') + "e-50"), "1");
  EXPECT_EQ(decimal_of("0." + std::string(50, '0') + "1e50"), "0.1");
}

TEST(DecimalParse, DigitsThatDoNotFitAreAnErrorOfTheirOwn) {
  EXPECT_EQ(decimal_of(kLargest), kLargest);
  EXPECT_EQ(decimal_of("-" + kLargest), "-" + kLargest);
  EXPECT_EQ(decimal_of(kLargest + "9"), "number_too_long");
  EXPECT_EQ(decimal_of("1e38"), "number_too_long");
  EXPECT_EQ(decimal_of("1e37"), "1" + std::string(37, '0'));
  EXPECT_EQ(decimal_of("1e-36"), "0." + std::string(35, '0') + "1");
  EXPECT_EQ(decimal_of("1e-37"), "number_too_long");
  EXPECT_EQ(decimal_of("1e999999999999999999999"), "number_too_long");
  EXPECT_EQ(decimal_of("1e-999999999999999999999"), "number_too_long");
  EXPECT_EQ(decimal_of("2.2250738585072014e-308"), "number_too_long");
}

TEST(DecimalParse, MessageShowsTheTextWithoutControlCharacters) {
  const Result<Decimal> value = Decimal::parse("92,00\n2026-01-01 INFO");
  ASSERT_FALSE(value.ok());
  EXPECT_NE(value.error().message.find("\"92,00\\n2026"), std::string::npos) << value.error().message;
  EXPECT_EQ(value.error().message.find('\n'), std::string::npos);
}

TEST(Decimal, IsNormalised) {
  EXPECT_EQ(Decimal::of("80.00"), Decimal(80));
  EXPECT_EQ(Decimal::of("80.00").scale(), 0);
  EXPECT_EQ(Decimal::of("0.000").scale(), 0);
  EXPECT_EQ(Decimal::from_units(1050, 2), Decimal::of("10.5"));
  EXPECT_EQ(Decimal::from_units(5, -2), Decimal(500));
}

TEST(Decimal, PrintsAtLeastTheDigitsAskedFor) {
  EXPECT_EQ(Decimal(80).to_string(2), "80.00");
  EXPECT_EQ(Decimal::of("80.5").to_string(2), "80.50");
  EXPECT_EQ(Decimal::of("80.123").to_string(2), "80.123");
  EXPECT_EQ(Decimal::of("-0.05").to_string(3), "-0.050");
  EXPECT_EQ(Decimal().to_string(2), "0.00");
  EXPECT_EQ(Decimal().to_string(), "0");
}

TEST(Decimal, RoundsHalfAwayFromZeroOnBothSides) {
  EXPECT_EQ(Decimal::of("0.125").round_half_away(2), Decimal::of("0.13"));
  EXPECT_EQ(Decimal::of("-0.125").round_half_away(2), Decimal::of("-0.13"));
  EXPECT_EQ(Decimal::of("0.1249999").round_half_away(2), Decimal::of("0.12"));
  EXPECT_EQ(Decimal::of("0.5").round_half_away(0), Decimal(1));
  EXPECT_EQ(Decimal::of("-0.5").round_half_away(0), Decimal(-1));
  EXPECT_EQ(Decimal::of("9.99999").round_half_away(2), Decimal(10));
}

TEST(Decimal, DividesHalfAwayFromZero) {
  EXPECT_EQ(divide_half_away(Decimal(1), Decimal(3), 4), Decimal::of("0.3333"));
  EXPECT_EQ(divide_half_away(Decimal(2), Decimal(3), 4), Decimal::of("0.6667"));
  EXPECT_EQ(divide_half_away(Decimal(-2), Decimal(3), 4), Decimal::of("-0.6667"));
  EXPECT_EQ(divide_half_away(Decimal(1), Decimal(8), 2), Decimal::of("0.13"));
  EXPECT_EQ(divide_half_away(Decimal(92), Decimal::of("1.15"), 2), Decimal(80));
  EXPECT_EQ(divide_half_away(Decimal::of("0.0000001"), Decimal::of("1000000000000000000000000000000"), 2),
            Decimal());
  EXPECT_EQ(divide_half_away(Decimal(7), Decimal::of("0.000000000000000000000000000000000001"), 0),
            Decimal::of("7e36"));
  EXPECT_EQ(divide_half_away(Decimal(1), Decimal::of("7e36"), 36), Decimal());
  EXPECT_EQ(divide_half_away(Decimal(6), Decimal::of("7e36"), 36), Decimal::from_units(1, 36));
}

TEST(Decimal, MultipliesBeyondWhatTheExactProductNeeds) {
  const Decimal price = Decimal::of("33.333333333333333333");
  EXPECT_EQ(multiply_half_away(price, price, 4), Decimal::of("1111.1111"));
  const Decimal tiny = Decimal::from_units(1, 36);
  EXPECT_EQ(multiply_half_away(tiny, tiny, 36), Decimal());
  EXPECT_EQ(multiply_half_away(Decimal::of("0.05"), Decimal::of("0.1"), 2), Decimal::of("0.01"));
  EXPECT_EQ(multiply_half_away(Decimal::of("-0.05"), Decimal::of("0.1"), 2), Decimal::of("-0.01"));
  // Just below half, over both steps of the division.
  const Decimal almost = Decimal::from_units(5 * Decimal::of("1e35").mantissa() - 1, 36);
  EXPECT_EQ(multiply_half_away(almost, Decimal::from_units(1, 36), 36), Decimal());
  EXPECT_EQ(multiply_half_away(Decimal::of("0.5"), Decimal::from_units(1, 36), 36),
            Decimal::from_units(1, 36));
}

TEST(Decimal, WhatDoesNotFitThrowsOverflow) {
  const Decimal largest = Decimal::of(kLargest);
  EXPECT_THROW(largest + 1, Overflow);
  EXPECT_THROW(-largest - 1, Overflow);
  EXPECT_THROW(largest + Decimal::of("0.1"), Overflow);
  EXPECT_THROW(largest * 2, Overflow);
  EXPECT_THROW(largest * largest, Overflow);
  EXPECT_THROW(Decimal::from_units(1, 37), Overflow);
  EXPECT_THROW(divide_half_away(largest, Decimal::of("0.1"), 2), Overflow);
  EXPECT_EQ(Decimal::from_units(10, 37), Decimal::from_units(1, 36));
}

TEST(Decimal, ProductWhoseDigitsEndInZerosFits) {
  const Decimal a = Decimal::from_units(__int128{1} << 62, 36);
  const Decimal b = Decimal::of("0.00000000000000000000000000000000005");  // 5e-35
  EXPECT_THROW(a * b, Overflow);
  EXPECT_EQ(Decimal::of("1e30") * Decimal::of("1e-30"), Decimal(1));
  EXPECT_EQ(Decimal::of("12345678901234567890.5") * Decimal::of("0.2") * Decimal(5),
            Decimal::of("12345678901234567890.5"));
}

TEST(Decimal, ComparesAcrossScalesWithoutOverflow) {
  const Decimal largest = Decimal::of(kLargest);
  const Decimal tiny = Decimal::from_units(1, 36);
  EXPECT_GT(largest, tiny);
  EXPECT_LT(-largest, tiny);
  EXPECT_LT(-largest, -tiny);
  EXPECT_LT(-tiny, tiny);
  EXPECT_LT(Decimal(), tiny);
  EXPECT_LT(Decimal::of("1.99"), Decimal(2));
  EXPECT_GT(Decimal::of("-1.99"), Decimal(-2));
}

RC_GTEST_PROP(DecimalProperty, TextRoundTrips, (const Decimal& value)) {
  RC_ASSERT(*Decimal::parse(value.to_string()) == value);
  RC_ASSERT(*Decimal::parse(value.to_string(8)) == value);
  RC_ASSERT(*Decimal::parse("  " + value.to_string() + "00e0", DecimalMark::point) == value ||
            value.scale() == 0);
}

RC_GTEST_PROP(DecimalProperty, GroupedTextReadsTheSame, (const Decimal& value)) {
  std::string text = value.abs().to_string();
  const std::size_t point = std::min(text.find('.'), text.size());
  for (std::size_t at = point; at > 3; at -= 3) text.insert(at - 3, ",");
  RC_ASSERT(*Decimal::parse(text) == value.abs());
}

RC_GTEST_PROP(DecimalProperty, AdditionIsExactAndUndoable, (const Decimal& a, const Decimal& b)) {
  RC_ASSERT(a + b == b + a);
  RC_ASSERT(a + b - b == a);
  RC_ASSERT(a - a == Decimal());
  RC_ASSERT((a < b) == (a - b).is_negative());
  RC_ASSERT((a == b) == (a - b).is_zero());
}

RC_GTEST_PROP(DecimalProperty, MultiplicationDistributes, ()) {
  const auto small =
      rc::gen::map(rc::gen::pair(rc::gen::inRange(-1'000'000, 1'000'000), rc::gen::inRange(0, 7)),
                   [](std::pair<int, int> p) { return Decimal::from_units(p.first, p.second); });
  const Decimal a = *small, b = *small, c = *small;
  RC_ASSERT(a * b == b * a);
  RC_ASSERT(a * (b + c) == a * b + a * c);
  RC_ASSERT((a * b) * c == a * (b * c));
  RC_ASSERT(multiply_half_away(a, b, 14) == a * b);
}

RC_GTEST_PROP(DecimalProperty, RoundingIsNearestAndSymmetric, (const Decimal& value)) {
  const int scale = *rc::gen::inRange(0, 10);
  const Decimal rounded = value.round_half_away(scale);
  RC_ASSERT(rounded.scale() <= scale);
  RC_ASSERT((rounded - value).abs() * 2 <= Decimal::from_units(1, scale));
  RC_ASSERT((-value).round_half_away(scale) == -rounded);
  RC_ASSERT(rounded.round_half_away(scale) == rounded);
}

RC_GTEST_PROP(DecimalProperty, DivisionIsNearest, ()) {
  const auto small =
      rc::gen::map(rc::gen::pair(rc::gen::inRange(-1'000'000, 1'000'000), rc::gen::inRange(0, 7)),
                   [](std::pair<int, int> p) { return Decimal::from_units(p.first, p.second); });
  const Decimal a = *small, b = *small;
  RC_PRE(!b.is_zero());
  const int scale = *rc::gen::inRange(0, 12);
  const Decimal quotient = divide_half_away(a, b, scale);
  // |a - q*b| <= |b| * half a unit
  RC_ASSERT((a - quotient * b).abs() * 2 <= b.abs() * Decimal::from_units(1, scale));
  RC_ASSERT(divide_half_away(-a, b, scale) == -quotient);
}

RC_GTEST_PROP(DecimalProperty, AnyBytesEitherReadBackOrAreRefused, (const std::string& bytes)) {
  const Result<Decimal> value = Decimal::parse(bytes);
  if (value.ok()) {
    RC_ASSERT(*Decimal::parse(value->to_string()) == *value);
  } else {
    RC_ASSERT(value.error().code == "bad_number" || value.error().code == "number_too_long");
  }
}

RC_GTEST_PROP(DecimalProperty, NumberLikeBytesEitherReadBackOrAreRefused, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789.,-eE ")));
  for (const DecimalMark mark : {DecimalMark::point, DecimalMark::comma}) {
    const Result<Decimal> value = Decimal::parse(text, mark);
    if (value.ok()) RC_ASSERT(*Decimal::parse(value->to_string()) == *value);
  }
}

}  // namespace
}  // namespace ordersync::base
