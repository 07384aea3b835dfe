// The small ones: results, digests, random numbers, clocks.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <set>
#include <thread>

#include "base/clock.h"
#include "base/digest.h"
#include "base/random.h"
#include "base/result.h"

namespace ordersync::base {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return invalid("odd", "the number is odd");
  return number / 2;
}
Result<int> quarter(int number) {
  TRY_ASSIGN(const int once, half(number));
  TRY_ASSIGN(const int twice, half(once));
  return twice;
}
Result<void> check_even(int number) {
  TRY(half(number));
  return {};
}

TEST(Result, ErrorsTravelUpAndValuesDoNotCopy) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_EQ(quarter(6).error().code, "odd");
  EXPECT_TRUE(check_even(4).ok());
  EXPECT_EQ(check_even(3).error().message, "the number is odd");
  Result<std::unique_ptr<int>> owned = std::make_unique<int>(7);
  EXPECT_EQ(*std::move(owned).value(), 7);
}

TEST(ResultDeathTest, ValueOfAFailureIsAProgrammersError) {
  const Result<int> failed = half(3);
  EXPECT_DEATH((void)failed.value(), "CHECK failed");
  EXPECT_DEATH((void)half(2).error(), "CHECK failed");
}

TEST(Digest, IsBlake2bOf16Bytes) {
  EXPECT_EQ(digest_of("").to_hex(), "cae66941d9efbd404e4d88758ea67670");
  EXPECT_EQ(digest_of("abc"), digest_of("abc"));
  EXPECT_NE(digest_of("abc"), digest_of("abd"));
}

TEST(SeededRandom, GivesTheSameNumbersEverywhere) {
  SeededRandom random(0);
  EXPECT_EQ(random.next(), 0xE220A8397B1DCDAFULL);
  EXPECT_EQ(random.next(), 0x6E789E6AA1B965F4ULL);
}

TEST(Random, BelowStaysBelow) {
  SeededRandom random(7);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(random.below(5));
  EXPECT_EQ(seen, (std::set<std::uint64_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(random.below(1), 0u);
  EXPECT_LT(random.below(~std::uint64_t{0}), ~std::uint64_t{0});
}

TEST(Random, TokensAre32HexadecimalDigitsAndDiffer) {
  SystemRandom random;
  const std::string token = random_token(random);
  EXPECT_EQ(token.size(), 32u);
  EXPECT_EQ(token.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(token, random_token(random));
}

TEST(SystemClock, SleepEndsWhenInterrupted) {
  SystemClock clock;
  std::thread stopper([&clock] { clock.interrupt(); });
  EXPECT_FALSE(clock.sleep_for(std::chrono::hours(1)));
  stopper.join();
  EXPECT_FALSE(clock.sleep_for(Milliseconds::max()));  // for good
}

TEST(SystemClock, SleepOfNothingReturnsAtOnce) {
  SystemClock clock;
  EXPECT_TRUE(clock.sleep_for(Milliseconds(0)));
  EXPECT_TRUE(clock.sleep_for(Milliseconds(-5)));
}

TEST(FakeClock, SleepingAdvancesIt) {
  FakeClock clock(from_unix_ms(1000));
  EXPECT_TRUE(clock.sleep_for(Milliseconds(250)));
  EXPECT_EQ(to_unix_ms(clock.now()), 1250);
  EXPECT_EQ(clock.slept(), Milliseconds(250));
}

}  // namespace
}  // namespace ordersync::base
