// What a POS accepted and shows nowhere (decision 0034): it may stand there, so that nothing sends it again
// but a person, and it counts as standing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/pos_outcome_fixture.h"

namespace ordersync::testing {
namespace {

using journal::State;
using ::testing::HasSubstr;

// Something in the POS gives orders other numbers, or hides them from us: to send it again would book it
// again.
TEST_F(PosOutcome, WhatThePosAcceptsAndNeverShowsIsSentAgainOnlyWhenAPersonSaysSo) {
  world_.memory().show_nothing();
  run();
  EXPECT_EQ(order().state, State::intended);
  world_.memory().be_unreachable_in_find_for(1);
  for (int looks = 0; looks < 10; ++looks) run();  // somebody presses Sync Now
  EXPECT_EQ(order().state, State::intended) << "it may lag behind";
  world_.clock.advance(std::chrono::hours(1));
  run();
  EXPECT_EQ(order().state, State::parked);
  send("2 Tea at 5.00", "10.00");
  run();
  EXPECT_EQ(order().state, State::parked) << "with other content, too";
  EXPECT_EQ(world_.memory().documents_posted(), 1u);
  ASSERT_TRUE(order().error);
  EXPECT_EQ(order().error->code, "not_shown");
  world_.memory().show_nothing(false);
  ASSERT_TRUE(world_.retry(world_.first, order()).ok());
  expect_booked_once();
}

// The read-back of a post that was accepted fails, and what was booked is hidden later.
TEST_F(PosOutcome, WhatWasAcceptedIsNotSentAgainThoughThePosWasAwayWhenItWasToBeReadBack) {
  world_.memory().show_nothing();
  world_.memory().be_unreachable_in_find_for(1);
  run();
  run();
  EXPECT_EQ(world_.memory().documents_posted(), 1u);
  EXPECT_EQ(order().state, State::intended);
}

// Newer content of an order in hand takes its place once the older one is off: not of one that may stand.
TEST_F(PosOutcome, NewerContentDoesNotTakeThePlaceOfWhatWasAcceptedAndNeverShown) {
  world_.memory().show_nothing();
  run();
  send("2 Tea at 5.00", "10.00");
  run();
  world_.clock.advance(std::chrono::hours(1));
  run();
  run();
  EXPECT_EQ(world_.memory().documents_posted(), 1u);
  EXPECT_EQ(order().state, State::parked);
  EXPECT_EQ(order().error->code, "not_shown");
}

// A refund that the POS accepted and never showed, and that a person has found there, counts for the next
// one.
TEST_F(PosOutcome, ARefundThatStandsUnshownCountsForTheNextOneOfItsSale) {
  World world(PosKind::memory);
  world.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  world.source.put(
      order_json({"639", "-1 Latte at 5.00", "-5.00", "-5.00 Cash", "OrderStatus=106, RefundID=\"R1\""}));
  world.run();
  ASSERT_EQ(world.order("639:refund:R1").state, State::parked);
  const journal::RowId row = world.order("639:refund:R1").row;
  ASSERT_TRUE(world.connection()
                  .execute("UPDATE journal_problem SET code = 'not_shown' WHERE row_id = ?", {row})
                  .ok());
  ASSERT_TRUE(world.journal().ignore(row, "it is there", "Ada", std::nullopt).ok());
  world.source.put(
      order_json({"639", "-1 Latte at 1.00", "-1.00", "-1.00 Cash", "OrderStatus=106, RefundID=\"R1\""}));
  world.run();
  ASSERT_EQ(world.order("639:refund:R1").state, State::parked) << "as much as before stands in the POS";
  world.source.put(
      order_json({"639", "-1 Tea at 5.00", "-5.00", "-5.00 Cash", "OrderStatus=106, RefundID=\"R2\""}));
  world.run();
  ASSERT_EQ(world.order("639:refund:R2").state, State::parked);
  EXPECT_EQ(world.order("639:refund:R2").error->code, "refund_above_sale");
}

// "It is there": what the source says of it later is not booked beside it.
TEST_F(PosOutcome, WhatAPersonIgnoredSinceItStandsThereIsNotBookedAgainWithOtherContent) {
  world_.memory().show_nothing();
  run();
  world_.clock.advance(std::chrono::hours(1));
  run();
  ASSERT_EQ(order().error->code, "not_shown");
  ASSERT_TRUE(world_.journal().ignore(order().row, "it is there", "Ada", std::nullopt).ok());
  send("2 Tea at 5.00", "10.00");
  const auto edited = run();
  EXPECT_EQ(edited.counts.failed, 1);
  EXPECT_THAT(edited.message, HasSubstr("Order 639 differs at the source now. It was ignored"));
  const auto again = run();
  EXPECT_EQ(again.counts.failed, 0) << "told once";
  EXPECT_EQ(again.counts.waiting, 1);
  EXPECT_EQ(world_.memory().documents_posted(), 1u);
  ASSERT_EQ(order().state, State::parked);
  ASSERT_TRUE(world_.journal().ignore(order().row, "mended there", "Ada", std::nullopt).ok());
  world_.source.clear();
  world_.source.put(order_json({"639", "2 Tea at 5.00", "10.00", "10.00 Cash", "OrderStatus=104"}));
  EXPECT_THAT(run().message, HasSubstr("Order 639 is no sale any more at the source"));
  EXPECT_EQ(world_.memory().documents_posted(), 1u);
}

}  // namespace
}  // namespace ordersync::testing
