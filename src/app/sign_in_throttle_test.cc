// Who guesses waits; who does not, does not.
#include "app/sign_in_throttle.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace ordersync::app {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr const char* kThere = "198.51.100.9";
constexpr const char* kHere = "203.0.113.7";

class Throttle : public ::testing::Test {
 protected:
  void fail(int times, const std::string& login, const std::string& remote = kThere) {
    for (int i = 0; i < times; ++i) EXPECT_EQ(throttle.attempt(login, remote), seconds(0)) << i;
  }

  base::FakeClock clock{base::from_unix_ms(1'767'225'600'000)};
  SignInThrottle throttle{clock};
};

TEST_F(Throttle, AfterFiveFailuresOfALoginTheDelaysDouble) {
  fail(5, "anna");
  for (const int delay : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
    EXPECT_EQ(throttle.attempt("anna", kThere), seconds(delay));
    clock.advance(seconds(delay) - base::Milliseconds(1));
    EXPECT_EQ(throttle.attempt("anna", kThere), seconds(1));
    clock.advance(base::Milliseconds(1));
    EXPECT_EQ(throttle.attempt("anna", kThere), seconds(0)) << delay;
  }
}

TEST_F(Throttle, AnAttemptThatIsRefusedDoesNotCount) {
  fail(5, "anna");
  for (int i = 0; i < 50; ++i) EXPECT_EQ(throttle.attempt("anna", kThere), seconds(1));
}

TEST_F(Throttle, NobodyIsLockedOutByAStrangersGuesses) {
  fail(5, "anna");
  EXPECT_GT(throttle.attempt("anna", kThere), seconds(0));
  EXPECT_EQ(throttle.attempt("anna", kHere), seconds(0));
}

TEST_F(Throttle, OneAddressThatTriesManyLoginsWaitsForAllOfThem) {
  for (int i = 0; i < 20; ++i) fail(1, "user" + std::to_string(i));
  EXPECT_GT(throttle.attempt("another", kThere), seconds(0));
  EXPECT_EQ(throttle.attempt("another", kHere), seconds(0));
}

TEST_F(Throttle, TheCaseOfALoginMakesNoOtherLogin) {
  fail(5, "anna");
  EXPECT_GT(throttle.attempt("ANNA", kThere), seconds(0));
}

TEST_F(Throttle, AnIpv6SubscriberIsOneAddress) {
  for (int i = 1; i <= 5; ++i) fail(1, "anna", "2001:db8:1:2::" + std::to_string(i));
  EXPECT_GT(throttle.attempt("anna", "2001:db8:1:2:ffff::1"), seconds(0));
  EXPECT_EQ(throttle.attempt("anna", "2001:db8:1:3::1"), seconds(0));
}

TEST_F(Throttle, SuccessForgetsTheFailuresOfThatLoginFromThere) {
  fail(5, "anna");
  clock.advance(seconds(1));
  EXPECT_EQ(throttle.attempt("anna", kThere), seconds(0));
  throttle.succeeded("anna", kThere);
  fail(5, "anna");
}

TEST_F(Throttle, AnOwnPasswordDoesNotWipeOutGuessesAtOthers) {
  for (int i = 0; i < 19; ++i) {
    fail(1, "user" + std::to_string(i));
    fail(1, "mallory");
    throttle.succeeded("mallory", kThere);
  }
  fail(1, "user19");
  EXPECT_GT(throttle.attempt("user20", kThere), seconds(0));
}

TEST_F(Throttle, AnHourWithoutFailuresForgets) {
  fail(5, "anna");
  clock.advance(hours(1));
  fail(5, "anna");
  EXPECT_GT(throttle.attempt("anna", kThere), seconds(0));
}

TEST_F(Throttle, AClockThatIsSetBackKeepsNobodyOut) {
  fail(5, "anna");
  clock.advance(-hours(24));
  EXPECT_EQ(throttle.attempt("anna", kThere), seconds(0));
}

TEST_F(Throttle, MemoryStaysBoundedAndTheOldestAreForgotten) {
  ThrottleRules rules;
  rules.most_entries = 100;
  SignInThrottle small(clock, rules);
  const auto others = [&](int from, int to) {
    for (int i = from; i < to; ++i) {  // each is two entries: the login from there, and the address
      clock.advance(base::Milliseconds(1));
      small.attempt(std::string(100'000, 'x'), "10.0.0." + std::to_string(i));
    }
  };
  for (int i = 0; i < 5; ++i) small.attempt("anna", kThere);
  others(0, 49);
  EXPECT_GT(small.wait("anna", kThere), seconds(0));
  others(49, 50);
  EXPECT_EQ(small.wait("anna", kThere), seconds(0));
}

TEST_F(Throttle, AttemptsAtTheSameTimeAllCount) {
  std::vector<std::thread> threads;
  std::atomic<int> let_in{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10; ++n) let_in += throttle.attempt("anna", kThere) == seconds(0) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(let_in, 5);
}

TEST_F(Throttle, LookingCountsNothingAndFailuresCountAsAttemptsDo) {
  for (int i = 0; i < 100; ++i) EXPECT_EQ(throttle.wait("shop", kThere), seconds(0));
  for (int i = 0; i < 5; ++i) throttle.failed("shop", kThere);
  EXPECT_EQ(throttle.wait("shop", kThere), seconds(1));
  EXPECT_EQ(throttle.wait("shop", kHere), seconds(0));
  EXPECT_EQ(throttle.attempt("shop", kThere), seconds(1));
  clock.advance(seconds(1));
  EXPECT_EQ(throttle.wait("shop", kThere), seconds(0));
}

}  // namespace
}  // namespace ordersync::app
