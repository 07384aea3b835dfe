// When the service tries again what it could not do.
#include "app/service_turns.h"

#include <gmock/gmock.h>

#include <chrono>

namespace ordersync::app {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr PushedRun kInVain{.worked = 0, .left = 3};

struct TurnsTest : ::testing::Test {
  base::FakeClock clock{base::from_unix_ms(1'800'000'000'000)};
  PushedTurns turns{clock};
  RetryRests rests{clock};

  // Seconds until it is due.
  int pause_of(journal::SyncId sync) {
    for (int seconds = 0; seconds <= 1000; ++seconds, clock.advance(1s)) {
      if (turns.due() == std::vector{sync}) return seconds;
    }
    return -1;
  }
  int rest_of(const std::string& sync) {
    for (int seconds = 0; seconds <= 1000; ++seconds, clock.advance(1s)) {
      if (!rests.rests(sync)) return seconds;
    }
    return -1;
  }
};

TEST_F(TurnsTest, WhatCameIsDueOnceUntilMoreComes) {
  EXPECT_THAT(turns.due(), IsEmpty());
  turns.came(7);
  turns.came(7);
  turns.came(3);
  EXPECT_THAT(turns.due(), ElementsAre(3, 7));
  turns.take(7);
  EXPECT_THAT(turns.due(), ElementsAre(3));
  turns.came(7);
  EXPECT_THAT(turns.due(), ElementsAre(3, 7));
}

TEST_F(TurnsTest, WhoWaitsGoesOnWaitingWhateverComesMeanwhile) {
  turns.ran(7, kInVain);
  turns.came(7);
  EXPECT_EQ(pause_of(7), 5);
}

TEST_F(TurnsTest, PausesDoubleUntilNothingIsLeft) {
  std::vector<int> pauses;
  for (int i = 0; i < 9; ++i) {
    turns.ran(7, kInVain);
    pauses.push_back(pause_of(7));
    turns.take(7);
  }
  EXPECT_THAT(pauses, ElementsAre(5, 10, 20, 40, 80, 160, 300, 300, 300));
  turns.left_none(7);
  turns.ran(7, kInVain);
  EXPECT_EQ(pause_of(7), 5);
  turns.take(7);
  turns.ran(7, {.worked = 0, .left = 0});
  EXPECT_THAT(turns.due(), IsEmpty());
  turns.ran(7, kInVain);
  EXPECT_EQ(pause_of(7), 5);
}

// What is left has come while the run ended: a sync to which much is pushed had one run in five minutes.
TEST_F(TurnsTest, ARunThatWorkedSomethingIsFollowedByTheNextWithoutAPause) {
  for (int i = 0; i < 9; ++i) {
    turns.ran(7, {.worked = 100, .left = 3});
    EXPECT_EQ(pause_of(7), 0);
    turns.take(7);
  }
  for (int i = 0; i < 4; ++i) turns.ran(7, kInVain);
  turns.ran(7, {.worked = 1, .left = 3});
  EXPECT_EQ(pause_of(7), 0);
  turns.take(7);
  turns.ran(7, kInVain);
  EXPECT_EQ(pause_of(7), 5) << "the pauses are forgotten";
}

TEST_F(TurnsTest, WhoHasWaitedLongestComesFirst) {
  turns.came(7);
  clock.advance(100ms);
  turns.ran(3, {.worked = 100, .left = 3});
  EXPECT_THAT(turns.due(), ElementsAre(7, 3));
  turns.take(7);
  clock.advance(100ms);
  turns.ran(7, {.worked = 100, .left = 3});
  EXPECT_THAT(turns.due(), ElementsAre(3, 7));
}

TEST_F(TurnsTest, WhatFailedComesAgainSoonHoweverOften) {
  for (int i = 0; i < 5; ++i) {
    i == 0 ? turns.again_soon(7) : turns.ran(7, {.worked = 1, .left = {}});
    EXPECT_EQ(pause_of(7), 5);
    turns.take(7);
  }
  turns.again_after(7, 1s);
  EXPECT_EQ(pause_of(7), 1);
}

TEST_F(TurnsTest, RestsDoubleToAMinuteUntilARunHasBegun) {
  EXPECT_EQ(rest_of("Store 1"), 0);
  std::vector<int> pauses;
  for (int i = 0; i < 6; ++i) {
    rests.not_begun("Store 1");
    EXPECT_FALSE(rests.rests("Store 2"));
    pauses.push_back(rest_of("Store 1"));
  }
  EXPECT_THAT(pauses, ElementsAre(5, 10, 20, 40, 60, 60));
  rests.not_begun("Store 1");
  rests.begun("Store 1");
  EXPECT_FALSE(rests.rests("Store 1"));
  rests.not_begun("Store 1");
  EXPECT_EQ(rest_of("Store 1"), 5);
}

TEST_F(TurnsTest, AClockThatWasSetBackHoldsNothingUp) {
  turns.ran(7, kInVain);
  rests.not_begun("Store 1");
  clock.set(clock.now() - 3h);
  EXPECT_THAT(turns.due(), ElementsAre(7));
  EXPECT_FALSE(rests.rests("Store 1"));
}

}  // namespace
}  // namespace ordersync::app
