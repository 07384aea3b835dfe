// "Book the reversal": a booked sale is taken back as a whole, once, whenever that is asked for and whatever
// became of it before.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/order_words.h"
#include "tests/support/world.h"

namespace ordersync::testing {
namespace {

using journal::State;
using support::Play;
using ::testing::HasSubstr;

class Reversal : public ::testing::Test {
 protected:
  Reversal() {
    world_.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
    run();
  }

  journal::Run run() {
    world_.clock.advance(std::chrono::minutes(1));
    return world_.run();
  }
  journal::OrderView sale() { return world_.order("main-store-orders/639"); }
  journal::OrderView reversal() { return world_.order("639:refund:~reversal"); }

  World world_{PosKind::memory};
};

// Its name was masked meanwhile (retention): that is no other reversal.
TEST_F(Reversal, AReversalThatIsPressedAgainLaterIsStillBooked) {
  const journal::OrderView sold = sale();
  const std::string payload = *world_.journal().payload(sold.row);
  ASSERT_TRUE(world_.reverse(world_.first, sold).ok());
  ASSERT_TRUE(world_.connection().execute("UPDATE journal_payload SET bytes = 'masked'", {}).ok());
  ASSERT_NE(*world_.journal().payload(sold.row), payload);
  world_.clock.advance(std::chrono::hours(1));
  const auto again = world_.reverse(world_.first, sold);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->counts.failed, 0);
  EXPECT_FALSE(reversal().attention);
  EXPECT_EQ(world_.memory().orders().size(), 2u);
}

// No source ever sends a reversal: nothing else would take it up.
TEST_F(Reversal, AReversalThatWasIgnoredIsBookedWhenItIsPressedAgain) {
  const journal::OrderView sold = sale();
  world_.memory().play_next(Play::refuse);
  ASSERT_TRUE(world_.reverse(world_.first, sold).ok());
  const journal::OrderView refused = reversal();
  ASSERT_TRUE(world_.journal().ignore(refused.row, "not wanted", "Ada", std::nullopt).ok());
  EXPECT_EQ(world_.retry(world_.first, reversal()).error().code, "order_not_waiting");
  const auto again = world_.reverse(world_.first, sold);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->counts.processed, 1);
  EXPECT_EQ(reversal().state, State::settled);
}

TEST_F(Reversal, AReversalThatThePosRefusedIsBookedWhenItIsPressedAgain) {
  const journal::OrderView sold = sale();
  world_.memory().play_next(Play::refuse);
  ASSERT_TRUE(world_.reverse(world_.first, sold).ok());
  ASSERT_EQ(reversal().state, State::parked);
  world_.clock.advance(std::chrono::hours(1));
  const auto again = world_.reverse(world_.first, sold);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->counts.processed, 1);
  EXPECT_EQ(reversal().state, State::settled);
  EXPECT_EQ(world_.memory().orders().size(), 2u);
}

// The money goes back today, and into today's takings.
TEST_F(Reversal, IsOfTheDayOnWhichItIsBooked) {
  const journal::OrderView sold = sale();
  world_.memory().play_next(Play::refuse);
  ASSERT_TRUE(world_.reverse(world_.first, sold).ok());
  world_.clock.advance(std::chrono::hours(24));
  const base::Instant today = world_.clock.now();
  ASSERT_TRUE(world_.reverse(world_.first, sold).ok());
  ASSERT_EQ(world_.memory().orders().size(), 2u);
  EXPECT_EQ(world_.memory().orders().back().date, today);
}

// A damaged store: nobody can say what there is to be taken back.
TEST_F(Reversal, OfASaleWhoseBookingCannotBeReadIsAPersons) {
  ASSERT_TRUE(world_.connection().execute("UPDATE journal_intent SET document = 'damaged'", {}).ok());
  ASSERT_TRUE(world_.reverse(world_.first, sale()).ok());
  ASSERT_EQ(reversal().state, State::parked);
  EXPECT_EQ(reversal().error->code, "bad_document");
  EXPECT_THAT(reversal().error->message, HasSubstr("take it back in the POS by hand"));
  EXPECT_EQ(world_.memory().orders().size(), 1u);
}

TEST_F(Reversal, OfASaleWhoseBookingIsGoneIsAPersons) {
  ASSERT_TRUE(world_.connection().execute("DELETE FROM journal_intent", {}).ok());
  ASSERT_TRUE(world_.reverse(world_.first, sale()).ok());
  ASSERT_EQ(reversal().state, State::parked);
  EXPECT_EQ(reversal().error->code, "bad_document");
  EXPECT_EQ(world_.memory().orders().size(), 1u);
}

}  // namespace
}  // namespace ordersync::testing
