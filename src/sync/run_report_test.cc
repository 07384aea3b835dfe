// What a run says of itself (behaviour 11), word for word.
#include "sync/run_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ordersync::sync {
namespace {

using journal::RunStatus;
using journal::Tally;

void fail(RunTally& tally, const std::string& message, int times = 1) {
  const order::Notice notice{"code", message};
  for (int i = 0; i < times; ++i) tally.count(Tally::none, Tally::failed, &notice, message);
}

TEST(RunReport, BookedOrdersAreASuccess) {
  RunTally tally;
  tally.count_many(Tally::booked, 8);
  const RunEnd end = describe(tally, {});
  EXPECT_EQ(end.status, RunStatus::success);
  EXPECT_EQ(end.message, "Processed 8 orders successfully");
}

TEST(RunReport, NothingSentIsNoOrders) {
  const RunEnd end = describe(RunTally{}, {});
  EXPECT_EQ(end.status, RunStatus::no_orders);
  EXPECT_EQ(end.message, "No orders found to sync");
}

TEST(RunReport, OnlyKnownOrdersAreNoOrders) {
  RunTally tally;
  tally.count_many(Tally::already_synced, 25);
  const RunEnd end = describe(tally, {.elements = 25});
  EXPECT_EQ(end.status, RunStatus::no_orders);
  EXPECT_EQ(end.message, "No new orders (25 already synced)");
}

// Tried at the beginning of the run, and sent again in it with other content that is wrong in its own way.
TEST(RunReport, AnOrderThatWaitedAndFailsAnewIsAFailure) {
  RunTally tally;
  tally.count(Tally::none, Tally::waiting);
  const order::Notice notice{"order_underpaid", "Order is not fully paid: 80.00 of 92.00"};
  tally.count(Tally::waiting, Tally::failed, &notice, "order_underpaid");
  const RunEnd end = describe(tally, {});
  EXPECT_EQ(end.status, RunStatus::error);
  EXPECT_EQ(end.message,
            "Processed 0 orders successfully, 1 failed: Order is not fully paid: 80.00 of 92.00");
  EXPECT_EQ(tally.counts().waiting, 0);
}

// This run has not counted it as waiting: no counter goes below zero.
TEST(RunReport, AnOrderThatThisRunHasNotCountedLeavesNothingBelowZero) {
  RunTally tally;
  tally.count(Tally::waiting, Tally::failed);
  EXPECT_EQ(tally.counts().waiting, 0);
  EXPECT_EQ(tally.counts().failed, 1);
}

// Tried at the beginning of the run, and sent in it under a status that is no sale.
TEST(RunReport, AnOrderThatWaitedAndIsNoSaleAnyMoreIsSkipped) {
  RunTally tally;
  tally.count(Tally::none, Tally::waiting);
  tally.count(Tally::waiting, Tally::skipped);
  EXPECT_EQ(describe(tally, {.elements = 1}).message, "No new orders (1 skipped)");
}

TEST(RunReport, OnlySkippedOrdersAreNoOrders) {
  RunTally tally;
  tally.count_many(Tally::skipped, 3);
  const RunEnd end = describe(tally, {.elements = 3});
  EXPECT_EQ(end.status, RunStatus::no_orders);
  EXPECT_EQ(end.message, "No new orders (3 skipped)");
}

TEST(RunReport, AFailedOrderIsAnErrorThatNamesItsCause) {
  RunTally tally;
  tally.count_many(Tally::booked, 8);
  fail(tally, "Product not found: ItemName=\"Latte XL\", ItemID=0 (line 2)");
  fail(tally, "Order is not fully paid: 80.00 of 92.00");
  const RunEnd end = describe(tally, {});
  EXPECT_EQ(end.status, RunStatus::error);
  EXPECT_EQ(end.message,
            "Processed 8 orders successfully, 2 failed: Product not found: ItemName=\"Latte XL\", ItemID=0 "
            "(line 2); "
            "Order is not fully paid: 80.00 of 92.00");
}

TEST(RunReport, TheMostFrequentCausesComeFirstAndFiveAreShown) {
  RunTally tally;
  for (const char* cause : {"a", "b", "c", "d", "e", "f", "g"}) fail(tally, cause);
  fail(tally, "c", 36);
  const RunEnd end = describe(tally, {});
  EXPECT_EQ(end.message, "Processed 0 orders successfully, 43 failed: c (37 orders); a; b; d; e; and 2 more");
}

TEST(RunReport, TenThousandCausesAreKept) {
  RunTally tally;
  for (int cause = 0; cause < 10'001; ++cause) fail(tally, std::to_string(cause));
  EXPECT_EQ(describe(tally, {}).message,
            "Processed 0 orders successfully, 10001 failed: 0; 1; 2; 3; 4; and 9995 more");
}

TEST(RunReport, ACauseIsNamedUntilItsLastOrderIsBooked) {
  RunTally tally;
  fail(tally, "a", 2);
  tally.forget_cause("a");
  EXPECT_THAT(describe(tally, {}).message, ::testing::HasSubstr(": a"));
  tally.forget_cause("a");
  EXPECT_THAT(describe(tally, {}).message, ::testing::Not(::testing::HasSubstr(": a")));
}

TEST(RunReport, AFetchErrorBeginsAsInTheGuide) {
  const RunEnd end =
      describe(RunTally{}, {.fetch_error = "HTTP 401 Unauthorized: check the External API Key"});
  EXPECT_EQ(end.status, RunStatus::error);
  EXPECT_EQ(end.message,
            "Failed to fetch orders from external system: HTTP 401 Unauthorized: check the External API Key");
}

TEST(RunReport, AFetchThatBrokeLaterSaysWhatWasBookedBefore) {
  RunTally tally;
  tally.count_many(Tally::booked, 100);
  const RunEnd end = describe(tally, {.fetch_error = "page 2: HTTP 500 Internal Server Error"});
  EXPECT_EQ(end.status, RunStatus::error);
  EXPECT_EQ(end.message,
            "Failed to fetch orders from external system: page 2: HTTP 500 Internal Server Error; "
            "Processed 100 orders successfully");
}

TEST(RunReport, AMissingSessionIsAnErrorAndTheOrdersWait) {
  RunTally tally;
  tally.count_many(Tally::waiting, 3);
  const RunEnd end =
      describe(tally, {.pos_error = "No open POS session found for \"Main Store\"", .elements = 3});
  EXPECT_EQ(end.status, RunStatus::error);
  EXPECT_EQ(end.message, "No open POS session found for \"Main Store\"; 3 orders wait for you");
}

TEST(RunReport, OrdersThatGoOnWaitingChangeNoStatus) {
  RunTally tally;
  tally.count_many(Tally::booked, 1);
  tally.count_many(Tally::waiting, 2);
  const RunEnd end = describe(tally, {});
  EXPECT_EQ(end.status, RunStatus::success);
  EXPECT_EQ(end.message, "Processed 1 orders successfully; 2 orders wait for you");
}

TEST(RunReport, AnOrderThatFailedAndIsBookedLaterInTheRunCountsOnceAsBooked) {
  RunTally tally;
  fail(tally, "sale not booked");
  tally.forget_cause("sale not booked");
  tally.count(Tally::failed, Tally::booked);
  const RunEnd end = describe(tally, {});
  EXPECT_EQ(end.status, RunStatus::success);
  EXPECT_EQ(end.message, "Processed 1 orders successfully");
  EXPECT_EQ(tally.counts().failed, 0);
}

TEST(RunReport, ABookedOrderThatTheSameAnswerHasOtherwiseIsAFailure) {
  const order::Notice notice{"changed_after_booking", "Order 1 was changed"};
  for (const Tally before : {Tally::booked, Tally::already_synced}) {
    RunTally tally;
    tally.count(Tally::none, before);
    tally.count(before, Tally::failed, &notice, "changed_after_booking 1");
    EXPECT_EQ(tally.counts().processed + tally.counts().already_synced, 0);
    const RunEnd end = describe(tally, {});
    EXPECT_EQ(end.status, RunStatus::error);
    EXPECT_EQ(end.message, "Processed 0 orders successfully, 1 failed: Order 1 was changed");
  }
}

TEST(RunReport, ABookedOrderNeverCountsAsWaitingAfterwards) {
  RunTally tally;
  tally.count(Tally::none, Tally::booked);
  tally.count(Tally::booked, Tally::waiting);
  EXPECT_EQ(tally.counts().processed, 1);
  EXPECT_EQ(tally.counts().waiting, 0);
}

}  // namespace
}  // namespace ordersync::sync
