// What the source says while a run is at other work, or a person decides on what is no longer so: the newer
// counts, and nothing that was said falls between two runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "tests/support/order_words.h"
#include "tests/support/world.h"

namespace ordersync::testing {
namespace {

using journal::RunStatus;
using journal::State;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

std::string tea(const std::string& id, const std::string& also = "") {
  return order_json({id, "1 Tea at 5.00", "5.00", "5.00 Cash", also});
}

class LateNews : public ::testing::Test {
 protected:
  LateNews() { world_.settings.fetch.date_filter.since_parameter = "since"; }

  journal::Run run() {
    world_.clock.advance(1min);
    return world_.run();
  }
  journal::Progress progress() { return *world_.runs().progress(world_.settings.id); }

  World world_{PosKind::memory};
};

// A precaution that fails is told, and stands in nobody's way.
TEST_F(LateNews, WhereTheSevenDaysCannotBeReadAgainWhatIsNewIsBooked) {
  run();
  const journal::Progress before = progress();
  world_.clock.advance(25h);
  world_.source.put(tea("639"));
  world_.source.fail_next(SourceFault::unauthorized);
  const sync::DryRun foreseen = world_.dry_run();
  world_.source.fail_next(SourceFault::unauthorized);
  const journal::Run failed = run();
  for (const auto& [status, message] :
       {std::pair(foreseen.status, foreseen.message), std::pair(failed.status, failed.message)}) {
    EXPECT_EQ(status, RunStatus::error);
    EXPECT_THAT(message,
                HasSubstr("The last 7 days could not be read again, only what is new since the last sync: "));
    EXPECT_THAT(message, HasSubstr("401"));
    EXPECT_THAT(message, HasSubstr("Processed 1 orders successfully"));
  }
  EXPECT_EQ(world_.order("639").state, State::settled);
  EXPECT_GT(progress().cursor, before.cursor);
  EXPECT_EQ(progress().full_read_at, before.full_read_at);
  EXPECT_EQ(progress().fetch_error, "") << "the source was heard";

  EXPECT_EQ(run().status, RunStatus::no_orders);
  EXPECT_GT(progress().full_read_at, before.full_read_at);
}

TEST_F(LateNews, ASourceThatIsAwayIsAwayForTheSevenDaysToo) {
  run();
  const journal::Progress before = progress();
  world_.clock.advance(25h);
  world_.source.fail_always(SourceFault::unauthorized);
  EXPECT_THAT(run().message, ::testing::StartsWith("Failed to fetch orders from external system: "));
  EXPECT_EQ(progress().cursor, before.cursor);
  EXPECT_NE(progress().fetch_error, "");
}

// The page may be newer than the push that it is taken to be older than: it is asked for once more.
TEST_F(LateNews, WhatARunHearsAfterAPushIsAskedForAgain) {
  world_.settings.fetch.date_filter.overlap = 0min;
  world_.source.put(order_json({"638", "1 Nothing We Sell at 5.00", "5.00", "5.00 Cash", ""}));
  run();
  ASSERT_EQ(world_.order("638").state, State::parked);
  const base::Instant begins = world_.clock.now() + 1min;
  base::Milliseconds works = 10min;  // what waits, before it asks the source
  world_.stop_requested = [&] {
    world_.clock.advance(std::exchange(works, 0min));
    return false;
  };
  run();
  ASSERT_EQ(works, 0min);
  EXPECT_EQ(progress().cursor, begins);
}

// While another run was waited for, the source has sold the order again: nothing of it is left to show that.
TEST_F(LateNews, AReversalOfWhatIsSoldAgainIsNotBooked) {
  world_.source.put(tea("639"));
  run();
  world_.source.clear();
  world_.source.put(tea("639", "OrderStatus=105"));
  run();
  const journal::OrderView cancelled = world_.order("main-store-orders/639");
  ASSERT_TRUE(cancelled.attention);
  world_.source.clear();
  world_.source.put(tea("639"));
  run();
  ASSERT_FALSE(world_.order("main-store-orders/639").attention);

  const auto pressed = world_.reverse(world_.first, cancelled);
  ASSERT_FALSE(pressed.ok());
  EXPECT_EQ(pressed.error().code, "attention_changed");
  EXPECT_EQ(world_.order("639:refund:~reversal").state, State::skipped);
  EXPECT_EQ(world_.memory().orders().size(), 1u);
  EXPECT_NE(progress().last_sync_status, "error");

  ASSERT_TRUE(world_.reverse(world_.first, world_.order("main-store-orders/639")).ok())
      << "a person may still want it";
  EXPECT_EQ(world_.memory().orders().size(), 2u);
}

}  // namespace
}  // namespace ordersync::testing
