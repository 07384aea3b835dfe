// The request rate.
#include "source/pace.h"

#include <gtest/gtest.h>

#include <vector>

namespace ordersync::source {
namespace {

using base::Milliseconds;

TEST(Pace, NoSecondSeesMoreThanTheLimit) {
  base::FakeClock clock(base::from_unix_ms(0));
  Pace pace(5, clock);
  std::vector<base::Instant> sent;
  for (int i = 0; i < 23; ++i) {
    ASSERT_TRUE(pace.wait());
    sent.push_back(clock.now());
    clock.advance(Milliseconds(i % 3 * 40));
  }
  for (std::size_t i = 5; i < sent.size(); ++i) EXPECT_GE(sent[i] - sent[i - 5], Milliseconds(1000)) << i;
}

TEST(Pace, SlowRequestsAreNotHeldUp) {
  base::FakeClock clock(base::from_unix_ms(0));
  Pace pace(5, clock);
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(pace.wait());
    clock.advance(Milliseconds(200));
  }
  EXPECT_EQ(clock.slept(), Milliseconds(0));
}

TEST(Pace, ClockSetBackWaitsAtMostOneSecond) {
  base::FakeClock clock(base::from_unix_ms(1'000'000'000));
  Pace pace(1, clock);
  ASSERT_TRUE(pace.wait());
  clock.set(base::from_unix_ms(0));
  ASSERT_TRUE(pace.wait());
  EXPECT_EQ(clock.slept(), Milliseconds(1000));
}

TEST(Pace, ZeroMeansNoLimit) {
  base::FakeClock clock(base::from_unix_ms(0));
  Pace pace(0, clock);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(pace.wait());
  EXPECT_EQ(clock.slept(), Milliseconds(0));
}

class StoppingClock final : public base::Clock {
 public:
  base::Instant now() const override { return base::from_unix_ms(0); }
  bool sleep_for(Milliseconds) override { return false; }
};

TEST(Pace, StopEndsTheWait) {
  StoppingClock clock;
  Pace pace(1, clock);
  EXPECT_TRUE(pace.wait());
  EXPECT_FALSE(pace.wait());
}

}  // namespace
}  // namespace ordersync::source
