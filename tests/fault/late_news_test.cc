// What the source says while a run is at other work, or a person decides on what is no longer so: the newer
// counts, and nothing that was said falls between two runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>
#include <utility>

#include "tests/support/order_words.h"
#include "tests/support/world.h"

namespace ordersync::testing {
namespace {

using journal::RunStatus;
using journal::State;
using ::testing::HasSubstr;
using ::testing::StartsWith;
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

// A precaution that fails is told, and stands in nobody's way. What was read of it before it failed counts
// once.
TEST_F(LateNews, WhereTheSevenDaysCannotBeReadAgainWhatIsNewIsBooked) {
  source::Pagination& paging = world_.source.paging;
  paging.kind = source::PageKind::page;
  paging.parameter = "page";
  paging.size_parameter = "limit";
  paging.size = 2;
  world_.settings.fetch.pagination = world_.source.paging;
  const base::Instant old = world_.clock.now();
  for (const char* id : {"635", "636", "637"}) world_.source.put(tea(id), old);
  run();
  const journal::Progress before = progress();
  world_.clock.advance(25h);
  world_.source.clear();
  world_.source.put(tea("637"), world_.clock.now());
  for (const char* id : {"635", "636"}) world_.source.put(tea(id), old);
  run();
  ASSERT_GT(progress().full_read_at, before.full_read_at);
  const journal::Progress read = progress();

  world_.clock.advance(25h);
  world_.source.put(tea("639"), world_.clock.now());
  const auto second_page_fails = [&] {
    world_.transport.fail_at = world_.transport.exchanges + 2;
    world_.transport.fault = SourceFault::broken_json;
  };
  second_page_fails();
  const sync::DryRun foreseen = world_.dry_run();
  second_page_fails();
  const journal::Run failed = run();
  for (const auto& [status, message] :
       {std::pair(foreseen.status, foreseen.message), std::pair(failed.status, failed.message)}) {
    EXPECT_EQ(status, RunStatus::error);
    EXPECT_THAT(
        message,
        StartsWith(
            "The last 7 days could not be read again, only what is new since the last sync: page 2: "));
    EXPECT_THAT(message, HasSubstr("; Processed 1 orders successfully"));
  }
  EXPECT_EQ(world_.order("639").state, State::settled);
  EXPECT_EQ(failed.counts.already_synced, 3) << "637 came in both answers";
  EXPECT_GT(progress().cursor, read.cursor);
  EXPECT_EQ(progress().full_read_at, read.full_read_at);
  EXPECT_EQ(progress().fetch_error, "") << "the source was heard";
  EXPECT_THAT(world_.source.requests().back().url,
              HasSubstr("since=" + base::to_iso8601(*read.cursor).substr(0, 10)));
  EXPECT_EQ(run().status, RunStatus::no_orders);
  EXPECT_GT(progress().full_read_at, read.full_read_at);
}

TEST_F(LateNews, ASourceThatIsAwayIsAwayForTheSevenDaysToo) {
  run();
  const journal::Progress before = progress();
  world_.clock.advance(25h);
  world_.source.fail_always(SourceFault::unauthorized);
  const std::size_t asked = world_.source.requests().size();
  EXPECT_THAT(run().message, StartsWith("Failed to fetch orders from external system: "));
  EXPECT_EQ(world_.source.requests().size(), asked + 1) << "it is not asked once more";
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
  EXPECT_EQ(world_.orders().size(), 1u) << "no reversal was made";
  EXPECT_EQ(world_.memory().orders().size(), 1u);
  EXPECT_NE(progress().last_sync_status, "error");

  ASSERT_TRUE(world_.reverse(world_.first, world_.order("main-store-orders/639")).ok())
      << "a person may still want it";
  EXPECT_EQ(world_.memory().orders().size(), 2u);
}

// Whenever that is said while the reversal is being made, either it is not booked or a person is told.
TEST(LateNewsOfAReversal, NothingIsTakenBackInSilence) {
  bool fired = true;
  int not_booked = 0;
  int told = 0;
  for (int at = 1; fired; ++at) {
    SCOPED_TRACE("sold again before call " + std::to_string(at));
    World world(PosKind::memory);
    world.source.put(tea("639"));
    world.run();
    ASSERT_TRUE(world.push(world.first, tea("639", "OrderStatus=105")));
    world.clock.advance(1min);
    const journal::OrderView cancelled = world.order("main-store-orders/639");
    ASSERT_TRUE(cancelled.attention);
    bool sold_again = false;
    world.ports.arm_hang(at, CrashPoint::before_call,
                         [&] { sold_again = world.push(world.first, tea("639")).has_value(); });
    std::ignore = world.reverse(world.first, cancelled);
    fired = world.ports.fired;
    world.ports.disarm();
    ASSERT_EQ(sold_again, fired);
    world.source.clear();
    ASSERT_TRUE(world.drain());
    const auto attention = world.order("main-store-orders/639").attention;
    const bool is_told = attention && attention->code == "sold_again";
    const bool is_taken_back = world.memory().orders().size() == 2;
    if (fired) {
      EXPECT_EQ(is_taken_back, is_told);
    }
    (is_told ? told : not_booked) += fired ? 1 : 0;
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GT(not_booked, 2);
  EXPECT_GT(told, 0);
}

}  // namespace
}  // namespace ordersync::testing
