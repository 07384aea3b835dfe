// A POS that takes few documents a call: the engine posts in as many calls as it likes, stops between them,
// and sees what was made at the POS meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/order_words.h"
#include "tests/support/world.h"

namespace ordersync::testing {
namespace {

using journal::RunStatus;
using journal::State;

class PosBatches : public ::testing::Test {
 protected:
  void send(int orders) {
    for (int i = 1; i <= orders; ++i) {
      world_.source.put(order_json({std::to_string(i), "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
    }
  }
  std::size_t settled() {
    std::size_t count = 0;
    for (const auto& order : world_.orders()) count += order.state == State::settled ? 1 : 0;
    return count;
  }

  World world_{PosKind::memory};
};

TEST_F(PosBatches, NoCallHoldsMoreDocumentsThanThePosLikes) {
  world_.memory().set_batch_size(3);
  send(8);
  const auto run = world_.run();
  EXPECT_EQ(run.counts.processed, 8);
  EXPECT_EQ(world_.memory().largest_batch(), 3U);
  EXPECT_EQ(world_.memory().orders().size(), 8U);
}

// A thousand orders at a POS that takes a second for each take longer than a run may be silent.
TEST_F(PosBatches, ASlowPosMayTakeLongerForABatchThanARunMayBeSilent) {
  world_.memory().set_batch_size(200);
  send(1000);
  world_.stop_requested = [&] {
    world_.clock.advance(std::chrono::seconds(200));
    return false;
  };
  const auto run = world_.run();
  EXPECT_EQ(run.status, RunStatus::success) << run.message;
  EXPECT_EQ(run.counts.processed, 1000);
}

// Whoever looks meanwhile finds it alive.
TEST_F(PosBatches, ARunThatTakesLongerThanItMayBeSilentIsNobodysToEnd) {
  world_.memory().set_batch_size(1);
  send(4);
  int asked = 0;
  world_.stop_requested = [&] {
    world_.clock.advance(std::chrono::minutes(10));
    if (++asked < 3) return false;
    const auto again = world_.runs().begin(world_.settings.id, journal::Trigger::sync_now, "another node",
                                           world_.clock.now() + std::chrono::minutes(15));
    EXPECT_EQ(again.ok() ? "taken over" : again.error().code, "run_in_progress");
    return false;
  };
  EXPECT_EQ(world_.run().counts.processed, 4);
  EXPECT_GE(asked, 3);
}

TEST_F(PosBatches, AStopBetweenTwoCallsLeavesTheRestReceivedForTheNextRun) {
  world_.memory().set_batch_size(2);
  send(6);
  world_.stop_requested = [&] { return world_.memory().documents_posted() >= 4; };
  const auto stopped = world_.sync_now();
  ASSERT_TRUE(stopped->ok());
  EXPECT_EQ(stopped->value().counts.processed, 4);
  EXPECT_EQ(stopped->value().counts.waiting, 2);
  EXPECT_EQ(world_.memory().documents_posted(), 4U);
  EXPECT_EQ(settled(), 4U);
  EXPECT_EQ(world_.orders().size(), 6U) << "what was not booked is kept";

  world_.stop_requested = {};
  world_.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(world_.run().counts.processed, 2);
  EXPECT_EQ(world_.memory().orders().size(), 6U);
  EXPECT_EQ(world_.on_hand(12), base::Decimal(94));
}

TEST_F(PosBatches, AProductMadeWhileTheRunFetchesIsFoundInTheSameRun) {
  world_.source.put(order_json({"639", "1 Latte at 4.00", "4.00", "4.00 Cash", ""}));
  world_.transport.during_exchange = [&] {
    world_.import(kWorldShopWithLatte);
    world_.clock.advance(std::chrono::minutes(1));
  };
  EXPECT_EQ(world_.run().counts.processed, 1);
  EXPECT_EQ(world_.order("639").state, State::settled);
}

// An Odoo is asked again for it.
TEST_F(PosBatches, AProductMadeAMomentAgoIsLookedForBeforeAnOrderWaitsForIt) {
  World world(OdooVersion::v17);
  world.source.put(order_json({"639", "1 Latte at 4.00", "4.00", "4.00 Cash", ""}));
  world.transport.during_exchange = [&] {
    world.clock.advance(std::chrono::seconds(10));
    world.deliver_latte();
  };
  const auto run = world.run();
  EXPECT_EQ(run.counts.processed, 1) << run.message;
  EXPECT_EQ(world.order("639").state, State::settled);
}

// Matched ahead by the catalogue of before.
TEST_F(PosBatches, AProductThatIsArchivedWhileTheRunFetchesIsSoldNoMore) {
  world_.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  std::string without_tea(kWorldShop);
  const std::string_view tea = R"("name": "Tea",)";
  without_tea.replace(without_tea.find(tea), tea.size(), R"("name": "Tea", "active": false,)");
  world_.transport.during_exchange = [&] { world_.import(without_tea); };
  EXPECT_EQ(world_.run().counts.failed, 1);
  EXPECT_EQ(world_.order("639").error->code, "product_not_sellable");
}

TEST_F(PosBatches, AProductThatIsNotThereParksTheOrderWithoutAskingAgainAndAgain) {
  world_.source.put(order_json({"639", "1 Latte at 4.00", "4.00", "4.00 Cash", ""}));
  EXPECT_EQ(world_.run().status, RunStatus::error);
  EXPECT_EQ(world_.order("639").error->code, "product_not_found");
}

// At an Odoo where nobody can pay anything all orders wait; what changes there while the run fetches is asked
// for.
class PosWithoutPaymentMethods : public ::testing::Test {
 protected:
  PosWithoutPaymentMethods() { set_methods(nlohmann::json::array()); }

  void set_methods(const nlohmann::json& methods) {
    world_.odoo().set("pos.config", world_.odoo().shop.main_store, "payment_method_ids", methods);
  }
  template <class Change>
  void meanwhile(const Change& change) {
    world_.transport.during_exchange = [this, change] {
      world_.clock.advance(std::chrono::seconds(10));
      change();
    };
  }
  void methods_appear() {
    meanwhile([this] { set_methods(methods_); });
  }
  void send(const std::string& id, const std::string& sold) {
    world_.source.put(order_json({id, sold, "4.00", "4.00 Cash", ""}));
  }

  World world_{OdooVersion::v17};
  const nlohmann::json methods_ =
      world_.odoo().row("pos.config", world_.odoo().shop.main_store)["payment_method_ids"];
};

TEST_F(PosWithoutPaymentMethods, BooksInTheRunInWhichTheyAppear) {
  send("639", "1 Tea at 4.00");
  methods_appear();
  const auto run = world_.run();
  EXPECT_EQ(run.counts.processed, 1) << run.message;
  EXPECT_EQ(world_.order("639").state, State::settled);
}

TEST_F(PosWithoutPaymentMethods, TellsOnceTheyAppearWhichOrderIsAtFaultThoughNoSessionIsOpen) {
  world_.settings.auto_create_session = false;
  send("639", "1 Tea at 4.00");
  send("640", "1 Nothing We Sell at 4.00");
  methods_appear();
  EXPECT_EQ(world_.run().status, RunStatus::error);
  EXPECT_EQ(world_.order("639").state, State::received);
  ASSERT_EQ(world_.order("640").state, State::parked);
  EXPECT_EQ(world_.order("640").error->code, "product_not_found");
}

TEST_F(PosWithoutPaymentMethods, KeepsOrdersWaitingWhereOnlySomethingElseHasChanged) {
  send("639", "1 Latte at 4.00");
  meanwhile([this] { world_.deliver_latte(); });
  const auto run = world_.run();
  EXPECT_EQ(run.status, RunStatus::error);
  EXPECT_THAT(run.message, ::testing::HasSubstr("has no payment method"));
  EXPECT_EQ(world_.order("639").state, State::received);
}

}  // namespace
}  // namespace ordersync::testing
