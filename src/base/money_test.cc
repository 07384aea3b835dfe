// Money: currencies, rounding to minor units, splitting.
#include "base/money.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <numeric>

#include "base/decimal_arbitrary.h"

namespace ordersync::base {
namespace {

const Currency kUsd = *Currency::of("USD");
const Currency kJpy = *Currency::of("JPY");
const Currency kKwd = *Currency::of("KWD");

std::vector<std::int64_t> minors(const std::vector<Money>& parts) {
  std::vector<std::int64_t> out;
  for (const Money part : parts) out.push_back(part.minor());
  return out;
}

std::vector<std::int64_t> split(std::int64_t minor, std::vector<Decimal> weights) {
  return minors(allocate(Money(minor, kUsd), weights));
}

TEST(Currency, HasTheDecimalsOfIso4217) {
  for (const auto& [code, decimals] : std::initializer_list<std::pair<const char*, int>>{{"USD", 2},
                                                                                         {"EUR", 2},
                                                                                         {"SAR", 2},
                                                                                         {"JPY", 0},
                                                                                         {"KRW", 0},
                                                                                         {"VND", 0},
                                                                                         {"CLP", 0},
                                                                                         {"ISK", 0},
                                                                                         {"KWD", 3},
                                                                                         {"BHD", 3},
                                                                                         {"JOD", 3},
                                                                                         {"OMR", 3},
                                                                                         {"TND", 3},
                                                                                         {"LYD", 3},
                                                                                         {"IQD", 3},
                                                                                         {"CLF", 4},
                                                                                         {"XYZ", 2}}) {
    EXPECT_EQ(Currency::of(code)->decimals(), decimals) << code;
    EXPECT_EQ(Currency::of(code)->code(), code);
  }
}

TEST(Currency, CodesThatAreNotThreeCapitalLettersAreRefused) {
  for (const char* code : {"", "US", "usd", "USDT", "U$D", "€"}) {
    EXPECT_EQ(Currency::of(code).error().code, "unknown_currency") << code;
  }
}

TEST(Money, PrintsExactlyTheDecimalsOfItsCurrency) {
  EXPECT_EQ(Money(9200, kUsd).to_string(), "92.00");
  EXPECT_EQ(Money(-5, kUsd).to_string(), "-0.05");
  EXPECT_EQ(Money(0, kUsd).to_string(), "0.00");
  EXPECT_EQ(Money(1092, kJpy).to_string(), "1092");
  EXPECT_EQ(Money(0, kJpy).to_string(), "0");
  EXPECT_EQ(Money(5, kKwd).to_string(), "0.005");
  EXPECT_EQ(Money(std::numeric_limits<std::int64_t>::min(), kUsd).to_string(), "-92233720368547758.08");
}

TEST(Money, OverflowIsThrown) {
  const Money largest(std::numeric_limits<std::int64_t>::max(), kUsd);
  EXPECT_THROW(largest + Money(1, kUsd), Overflow);
  EXPECT_THROW(-largest - Money(2, kUsd), Overflow);
  EXPECT_THROW(-Money(std::numeric_limits<std::int64_t>::min(), kUsd), Overflow);
  EXPECT_THROW(round_half_away(Decimal::of("1e20"), kUsd), Overflow);
  EXPECT_THROW(round_half_away(Decimal::of("1e37"), kUsd), Overflow);
}

TEST(MoneyDeathTest, MixingCurrenciesIsAProgrammersError) {
  EXPECT_DEATH((void)(Money(1, kUsd) + Money(1, kJpy)), "CHECK failed");
  EXPECT_DEATH((void)(Money(1, kUsd) < Money(1, kJpy)), "CHECK failed");
}

TEST(Money, RoundsHalfAwayFromZeroInItsDecimals) {
  EXPECT_EQ(round_half_away(Decimal::of("0.125"), kUsd), Money(13, kUsd));
  EXPECT_EQ(round_half_away(Decimal::of("-0.125"), kUsd), Money(-13, kUsd));
  EXPECT_EQ(round_half_away(Decimal::of("0.5"), kJpy), Money(1, kJpy));
  EXPECT_EQ(round_half_away(Decimal::of("1.0005"), kKwd), Money(1001, kKwd));
  EXPECT_EQ(round_half_away(Decimal(92), kUsd), Money(9200, kUsd));
}

TEST(ExactMinor, FloatingNoiseIsTheMinorUnitItMeans) {
  EXPECT_EQ(*exact_minor(Decimal::of("45.230000000000004"), kUsd), Money(4523, kUsd));
  EXPECT_EQ(*exact_minor(Decimal::of("45.229999999999997"), kUsd), Money(4523, kUsd));
  EXPECT_EQ(*exact_minor(Decimal::of("7.105427357601002e-15"), kUsd), Money(0, kUsd));
  EXPECT_EQ(*exact_minor(Decimal::of("-7.105427357601002e-15"), kUsd), Money(0, kUsd));
  EXPECT_EQ(*exact_minor(Decimal::of("92.000001"), kUsd), Money(9200, kUsd));
  EXPECT_EQ(*exact_minor(Decimal::of("91.999999"), kUsd), Money(9200, kUsd));
  EXPECT_EQ(*exact_minor(Decimal(92), kUsd), Money(9200, kUsd));
}

TEST(ExactMinor, FartherOffIsAnError) {
  for (const char* amount : {"92.0000011", "91.9999989", "92.005", "92.001", "-0.001"}) {
    const Result<Money> money = exact_minor(Decimal::of(amount), kUsd);
    ASSERT_FALSE(money.ok()) << amount;
    EXPECT_EQ(money.error().code, "not_a_minor_unit");
    EXPECT_NE(money.error().message.find(amount), std::string::npos);
  }
  EXPECT_EQ(exact_minor(Decimal::of("92.5"), kJpy).error().code, "not_a_minor_unit");
  EXPECT_EQ(*exact_minor(Decimal::of("92.005"), kKwd), Money(92005, kKwd));
}

TEST(ExactMinor, AmountsBeyondTenToTheFifteenthMinorUnitsAreTooLarge) {
  EXPECT_EQ(*exact_minor(Decimal::of("10000000000000.00"), kUsd), Money(1'000'000'000'000'000, kUsd));
  EXPECT_EQ(exact_minor(Decimal::of("10000000000000.01"), kUsd).error().code, "amount_too_large");
  EXPECT_EQ(exact_minor(Decimal::of("-10000000000000.01"), kUsd).error().code, "amount_too_large");
  EXPECT_EQ(exact_minor(Decimal::of("1e37"), kUsd).error().code, "amount_too_large");
  EXPECT_EQ(exact_minor(Decimal::of("1e37"), kKwd).error().code, "amount_too_large");
}

TEST(Allocate, LargestRemainderGetsTheCentAndTiesGoToTheEarlier) {
  EXPECT_EQ(split(100, {1, 1, 1}), (std::vector<std::int64_t>{34, 33, 33}));
  EXPECT_EQ(split(-100, {1, 1, 1}), (std::vector<std::int64_t>{-34, -33, -33}));
  EXPECT_EQ(split(100, {1, 2, 3}), (std::vector<std::int64_t>{17, 33, 50}));
  EXPECT_EQ(split(5, {Decimal::of("0.3"), Decimal::of("0.7")}), (std::vector<std::int64_t>{2, 3}));
}

TEST(Allocate, WeightZeroGetsNothingUnlessAllAreZero) {
  EXPECT_EQ(split(100, {0, 3, 0}), (std::vector<std::int64_t>{0, 100, 0}));
  EXPECT_EQ(split(100, {0, 0, 0}), (std::vector<std::int64_t>{34, 33, 33}));
  EXPECT_EQ(split(0, {1, 2}), (std::vector<std::int64_t>{0, 0}));
}

TEST(Allocate, HugeWeightsAreExact) {
  const Decimal huge = Decimal::of("33333333333333333333333333333333333333");
  EXPECT_EQ(split(std::numeric_limits<std::int64_t>::max(), {huge, huge}),
            (std::vector<std::int64_t>{4'611'686'018'427'387'904, 4'611'686'018'427'387'903}));
  EXPECT_THROW(split(100, {huge, Decimal::of("0.000001")}), Overflow);
}

RC_GTEST_PROP(MoneyProperty, TextIsTheDecimalWithTheCurrencysDecimals, (const Currency& currency)) {
  const Money money(*rc::gen::resize(100, rc::gen::arbitrary<std::int64_t>()), currency);
  RC_ASSERT(money.to_string() == money.to_decimal().to_string(currency.decimals()));
  RC_ASSERT(round_half_away(*Decimal::parse(money.to_string()), currency) == money);
}

RC_GTEST_PROP(MoneyProperty, PartsSumToTheWholeAndKeepItsSign, (const Currency& currency)) {
  const Money total(*rc::gen::resize(100, rc::gen::arbitrary<std::int64_t>()), currency);
  RC_PRE(total.minor() != std::numeric_limits<std::int64_t>::min());
  const auto weights = *rc::gen::nonEmpty(rc::gen::container<std::vector<Decimal>>(
      rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 100'000), rc::gen::inRange(0, 5)),
                   [](std::pair<int, int> p) { return Decimal::from_units(p.first, p.second); })));
  const std::vector<Money> parts = allocate(total, weights);
  RC_ASSERT(parts.size() == weights.size());
  const Money sum = std::accumulate(parts.begin(), parts.end(), Money::zero(currency));
  RC_ASSERT(sum == total);
  const Decimal whole = std::accumulate(weights.begin(), weights.end(), Decimal());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    RC_ASSERT(parts[i].is_zero() || parts[i].is_negative() == total.is_negative());
    // No part is a whole minor unit or more away from its exact share.
    if (!whole.is_zero()) {
      RC_ASSERT((Decimal(parts[i].minor()) * whole - Decimal(total.minor()) * weights[i]).abs() < whole);
    }
  }
}

RC_GTEST_PROP(MoneyProperty, ExactMinorNeverMovesAnAmountByMoreThanTheNoise,
              (const Decimal& amount, const Currency& currency)) {
  const Result<Money> money = exact_minor(amount, currency);
  if (money.ok()) RC_ASSERT((money->to_decimal() - amount).abs() <= Decimal::of("0.000001"));
}

}  // namespace
}  // namespace ordersync::base
