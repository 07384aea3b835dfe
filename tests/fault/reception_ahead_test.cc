// Orders that are received on the thread that fetches, beside those that are booked: several batches of them,
// on PostgreSQL, in the order in which they came.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/order_words.h"
#include "tests/support/world.h"

namespace ordersync::testing {
namespace {

using journal::State;

constexpr int kBatch = 1000;

class ReceptionIsAhead : public ::testing::Test {
 protected:
  ReceptionIsAhead() { world_.two_threads = true; }

  void sell(int first, int last, const std::string& price = "5.00") {
    for (int i = first; i <= last; ++i) {
      world_.source.put(order_json({std::to_string(i), "1 Tea at " + price, price, price + " Cash",
                                    "OrderDate=\"2026-11-22T10:00:00Z\""}));
    }
  }
  std::int64_t number(std::string_view sql) {
    std::int64_t answer = -1;
    EXPECT_TRUE(
        world_.connection().query(sql, {}, [&](const sql::Row& row) { answer = row.integer(0); }).ok());
    return answer;
  }
  void expect_booked_once(int orders) {
    EXPECT_EQ(number("SELECT COUNT(*) FROM pos_order"), orders);
    EXPECT_EQ(number("SELECT COUNT(DISTINCT external_id) FROM pos_order"), orders);
    EXPECT_EQ(number("SELECT COUNT(*) FROM journal_order WHERE state = 3 AND lease_id IS NULL"), orders);
    EXPECT_EQ(number("SELECT COUNT(*) FROM journal_booking"), orders);
    EXPECT_EQ(number("SELECT COUNT(*) FROM journal_intent"), orders);
  }

  World world_{PosKind::embedded_on_postgres};
};

TEST_F(ReceptionIsAhead, OfNewOrdersFromTheSecondBatchOn) {
  sell(1, 4 * kBatch + 7);
  const auto run = world_.run();
  EXPECT_EQ(run.counts.processed, 4 * kBatch + 7);
  EXPECT_EQ(run.counts.failed, 0);
  EXPECT_GE(world_.asked_aside, 2);
  expect_booked_once(4 * kBatch + 7);
  EXPECT_EQ(world_.on_hand(12), base::Decimal(100 - 4 * kBatch - 7));
  world_.asked_aside = 0;
  EXPECT_EQ(world_.run().counts.already_synced, 4 * kBatch + 7);
  EXPECT_EQ(world_.asked_aside, 0) << "what is known is left to the writer";
}

TEST_F(ReceptionIsAhead, NoFurtherThanABatchWithSomethingKnownInIt) {
  sell(1, 3 * kBatch);
  sell(1, 1);  // again, at the head of the fourth batch
  sell(3 * kBatch + 1, 5 * kBatch);
  const auto run = world_.run();
  EXPECT_EQ(run.counts.processed, 5 * kBatch);
  EXPECT_EQ(run.counts.failed, 0);
  expect_booked_once(5 * kBatch);
}

// Of two contents of one order the one that came first is booked, and the other one is told.
TEST_F(ReceptionIsAhead, InTheOrderInWhichTheyCame) {
  sell(1, 2 * kBatch);
  sell(1, 1);  // known: this batch is left to the writer …
  sell(7001, 7000 + kBatch - 1);
  sell(7001, 7001, "7.00");  // … and the next one must not be received before it
  sell(8001, 8000 + kBatch);
  const auto run = world_.run();
  EXPECT_EQ(run.counts.processed, 2 * kBatch + kBatch - 1 + kBatch - 1);
  EXPECT_EQ(run.counts.failed, 1) << "the one that the same answer has otherwise";
  EXPECT_EQ(world_.order("7001").total->to_string(), "5.00");
  EXPECT_EQ(world_.order("7001").attention->code, "changed_after_booking");
}

// What is received once there is no session any more was never sent: it waits as received, not as posting.
TEST_F(ReceptionIsAhead, IntendsNothingOnceTheSessionIsGone) {
  sell(1, 1);
  world_.run();
  world_.settings.auto_create_session = false;
  world_.source.clear();
  sell(2, 8 * kBatch + 1);
  int asked = 0;
  world_.stop_requested = [&] {
    if (++asked == 4) {
      const auto closed = world_.pos().close_session(world_.settings.pos_config, std::nullopt);
      EXPECT_TRUE(closed.ok()) << closed.error().message;
    }
    return false;
  };
  world_.run();
  EXPECT_GE(asked, 4);
  EXPECT_LT(number("SELECT COUNT(*) FROM journal_order WHERE state = 2"), 4 * kBatch) << "those in flight";
  EXPECT_GT(number("SELECT COUNT(*) FROM journal_order WHERE state = 0"), 2 * kBatch);
  world_.settings.auto_create_session = true;
  world_.stop_requested = {};
  ASSERT_TRUE(world_.drain());
  expect_booked_once(8 * kBatch + 1);
}

TEST_F(ReceptionIsAhead, UntilSomebodyAsksToStop) {
  sell(1, 5 * kBatch);
  int asked = 0;
  world_.stop_requested = [&] { return ++asked > 4; };
  const auto stopped = world_.run();
  EXPECT_LT(stopped.counts.processed, 5 * kBatch);
  EXPECT_EQ(number("SELECT COUNT(*) FROM journal_order WHERE shelf = 1"), 0) << "nothing stays in hand";
  world_.stop_requested = {};
  ASSERT_TRUE(world_.drain());
  expect_booked_once(5 * kBatch);
}

// A store of one writer has no second connection for it.
TEST(ReceptionOnOneWriter, IsLeftToTheWriter) {
  World world;
  world.two_threads = true;
  for (int i = 1; i <= kBatch + 1; ++i) {
    world.source.put(order_json({std::to_string(i), "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  }
  EXPECT_EQ(world.run().counts.processed, kBatch + 1);
  EXPECT_EQ(world.asked_aside, 0);
}

// The last order is fetched at once, and waits for the thousand before it: a store that fails under their
// writer ends both.
TEST_F(ReceptionIsAhead, EndsWithTheWriterWhoseStoreFails) {
  ::alarm(120);  // who is not woken would wait for ever
  int runs = 0;
  for (int failing = 1; failing < 33; failing += 3 + support::fault_step()) {
    const int first = runs++ * 2 * kBatch;
    sell(first + 1, first + kBatch + 1);
    world_.sql.arm(support::Fault::refused, failing, support::Afterwards::stays_down);
    const auto ended = world_.sync_now();
    EXPECT_TRUE(world_.sql.fired);
    EXPECT_FALSE(ended->ok() && ended->value().status == journal::RunStatus::success) << failing;
    world_.kill();  // its connection is not trusted again
    ASSERT_TRUE(world_.drain());
    world_.source.clear();
  }
  ::alarm(0);
  expect_booked_once(runs * (kBatch + 1));
}

}  // namespace
}  // namespace ordersync::testing
