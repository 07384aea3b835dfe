// What the store makes of the decisions about alerts. The decisions themselves: alert_rules_test.cc.
#include "app/alerts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "app/schema.h"
#include "sql/test_store.h"

namespace ordersync::app {
namespace {

using ::testing::SizeIs;

// Time goes on while the program works: each look at the clock is a millisecond later than the one before.
class PassingClock final : public base::Clock {
 public:
  base::Instant now() const override { return now_ += std::chrono::milliseconds(1); }
  bool sleep_for(base::Milliseconds duration) override {
    now_ += duration;
    return true;
  }

 private:
  mutable base::Instant now_ = base::from_unix_ms(1'767'225'600'000);
};

class AlertsInTheStore : public ::testing::Test {
 protected:
  AlertsInTheStore() { EXPECT_TRUE(sql::migrate(*connection_, "operations", operations_migrations()).ok()); }

  std::vector<AlertStep> take_in(std::vector<Condition> now_so) {
    AlertChannel channel;
    channel.id = 1;
    auto steps = alerts_.take_in(now_so, {{"odoo_key_expires", ""}}, {}, std::span(&channel, 1));
    EXPECT_TRUE(steps.ok()) << steps.error().message;
    return *std::move(steps);
  }

  PassingClock clock_;
  base::SeededRandom random_{7};
  sql::TestStore store_;
  std::unique_ptr<sql::Connection> connection_ = store_.connect();
  Alerts alerts_{*connection_, clock_, random_};
};

TEST_F(AlertsInTheStore, WhoWasToldHearsThatItIsOverHoweverLongTheTellingTook) {
  take_in({{"odoo_key_expires", "Odoo", "ends soon", "make another"}});
  ASSERT_THAT(*alerts_.take_due(10), SizeIs(1));
  const auto over = take_in({});
  ASSERT_THAT(over, SizeIs(1));
  EXPECT_EQ(over.front().what, AlertStep::What::close);
  EXPECT_TRUE(over.front().tell) << "opened a millisecond after it was told";
  const auto due = alerts_.take_due(10);
  ASSERT_THAT(*due, SizeIs(1));
  EXPECT_EQ(due->front().event, "closed");
}

TEST_F(AlertsInTheStore, WhatASenderHasTakenIsItsOwnUntilTheSlowestServerHasHadItsTime) {
  take_in({{"odoo_key_expires", "Odoo", "ends soon", "make another"}});
  ASSERT_THAT(*alerts_.take_due(20), SizeIs(1));
  clock_.sleep_for(20 * std::chrono::seconds(30));
  EXPECT_THAT(*alerts_.take_due(20), SizeIs(0)) << "or whoever is told is told twice";
  clock_.sleep_for(std::chrono::minutes(5));
  EXPECT_THAT(*alerts_.take_due(20), SizeIs(1)) << "or nobody is, where the sender died";
}

// The sender reads the channel from the same store: an alert must not be lost with one failed read.
TEST_F(AlertsInTheStore, OnlyWhatTryingAgainDoesNotHelpIsGivenUpAtOnce) {
  using base::ErrorKind;
  take_in({{"odoo_key_expires", "Odoo", "ends soon", "make another"}});
  for (const base::Error& passing : {base::Error{ErrorKind::unavailable, "store_unavailable", "away", {}},
                                     base::Error{ErrorKind::busy, "store_busy", "locked", {}},
                                     base::Error{ErrorKind::temporary, "timed_out", "slow", {}},
                                     base::Error{ErrorKind::unknown, "connection_lost", "lost", {}}}) {
    const auto due = alerts_.take_due(10);
    ASSERT_THAT(*due, SizeIs(1)) << passing.code;
    const auto given_up = alerts_.failed(due->front(), passing);
    ASSERT_TRUE(given_up.ok()) << given_up.error().message;
    EXPECT_FALSE(*given_up) << passing.code;
    EXPECT_EQ(alerts_.counts()->waiting, 1) << passing.code;
    clock_.sleep_for(std::chrono::hours(1));
  }
  const auto due = alerts_.take_due(10);
  ASSERT_THAT(*due, SizeIs(1));
  EXPECT_TRUE(*alerts_.failed(due->front(), {ErrorKind::invalid, "mail_refused", "nobody of that name", {}}));
  EXPECT_EQ(alerts_.counts()->given_up, 1);
}

}  // namespace
}  // namespace ordersync::app
