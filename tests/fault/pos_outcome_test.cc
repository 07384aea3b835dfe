// Every outcome that a POS can have for a posted order, the bad ones too: what the journal makes of it, and
// that nothing is ever posted twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "order/document.h"
#include "tests/fault/pos_outcome_fixture.h"
#include "tests/support/order_words.h"
#include "tests/support/world.h"

namespace ordersync::testing {
namespace {

using journal::RunStatus;
using journal::State;
using support::Play;
using ::testing::HasSubstr;

TEST_F(PosOutcome, LostAnswerIsSettledByLookUpAndNeverPostedTwice) {
  world_.memory().play_next(Play::act_then_unknown);
  const auto first = run();
  EXPECT_EQ(first.counts.processed, 0);
  EXPECT_EQ(first.status, RunStatus::error);
  EXPECT_EQ(order().state, State::intended);
  const auto second = run();
  EXPECT_EQ(second.counts.processed, 1);
  EXPECT_EQ(second.status, RunStatus::success);
  expect_booked_once();
  EXPECT_EQ(world_.memory().documents_posted(), 1u);
  EXPECT_EQ(world_.memory().on_hand(12).to_string(), "99");
  EXPECT_FALSE(order().attention);
}

// What came meanwhile is worked in the same batch.
TEST_F(PosOutcome, AnOrderThatIsLookedUpKeepsNoNewOneWaiting) {
  world_.memory().play_next(Play::act_then_unknown);
  run();
  ASSERT_EQ(order().state, State::intended);
  world_.source.clear();
  ASSERT_TRUE(world_.push(world_.first, order_json({"640", "1 Tea at 5.00", "5.00", "5.00 Cash", ""})));
  EXPECT_EQ(run().counts.processed, 2);
  EXPECT_EQ(world_.order("640").state, State::settled);
}

// A source that shows what is open, or today's, shows it no more when the key is renewed.
TEST_F(PosOutcome, WhatComesWhileTheKeyIsRefusedIsReceivedAndBookedAfterwards) {
  World world(OdooVersion::v17);
  world.source.put(order_json({"638", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  world.run();
  ASSERT_EQ(world.booked().size(), 1u);
  world.odoo().fail_always(OdooFault::access_denied);
  world.source.clear();
  world.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  world.source.put(order_json({"640", "1 Nothing We Sell at 5.00", "5.00", "5.00 Cash", ""}));
  world.clock.advance(std::chrono::hours(1));
  const auto refused = world.run();
  EXPECT_EQ(refused.status, RunStatus::error);
  EXPECT_THAT(refused.message, HasSubstr("API key"));
  EXPECT_EQ(refused.counts.failed, 0);
  EXPECT_EQ(world.order("639").state, State::received);
  EXPECT_EQ(world.order("640").state, State::received) << "by the catalogue of before nobody is blamed";
  world.odoo().heal();
  world.source.clear();
  world.clock.advance(std::chrono::hours(1));
  world.run();
  EXPECT_EQ(world.order("639").state, State::settled);
  EXPECT_EQ(world.order("640").state, State::parked);
}

// A debt that is nobody's: Odoo would book it all the same. Of a POS without customers what the order says
// counts (money.scenario).
TEST_F(PosOutcome, WhatIsPaidOnAccountWaitsForTheCustomerWhomThePosDoesNotFind) {
  World world(OdooVersion::v17);
  world.settings.match.pay_later_method = 5;
  const std::string named = R"(CustomerID=7, partner_id=7000, customer_ref="C-1")";
  world.source.put(order_json({"1", "1 Tea at 5.00", "5.00", "5.00 Customer Account", named}));
  world.source.put(order_json({"2", "1 Tea at 5.00", "5.00", "3.00 Cash", named + ", BalanceAmount=2.00"}));
  world.run();
  ASSERT_EQ(world.order("1").state, State::parked);
  EXPECT_EQ(world.order("1").error->code, "customer_missing");
  EXPECT_THAT(world.order("1").error->message, HasSubstr("the POS has none that the order names"));
  ASSERT_EQ(world.order("2").state, State::parked);
  EXPECT_EQ(world.order("2").error->code, "not_fully_paid");
  EXPECT_TRUE(world.odoo().rows("pos.order").empty());

  const int id = world.odoo().add("res.partner", {{"name", "Anna"}, {"ref", "C-1"}, {"active", true}});
  world.clock.advance(std::chrono::minutes(6));  // who was not there is asked for again after five
  EXPECT_EQ(world.run().counts.processed, 2);
  const auto orders = world.odoo().rows("pos.order");
  ASSERT_EQ(orders.size(), 2u);
  for (const auto& order : orders) EXPECT_EQ(order["partner_id"], id) << order.dump();
}

// Whether the POS has the first refund is not known when the second comes: both together are more than was
// sold.
TEST_F(PosOutcome, ARefundWhoseAnswerWasLostCountsForTheNextOneOfItsSale) {
  for (const Play lost : {Play::act_then_unknown, Play::unknown}) {
    World world(PosKind::memory);
    world.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
    world.run();
    for (const char* const id : {"R1", "R2"}) {
      world.source.put(order_json({"639", "-1 Tea at 5.00", "-5.00", "-5.00 Cash",
                                   std::string("OrderStatus=106, RefundID=\"") + id + '"'}));
    }
    world.memory().set_batch_size(1);
    world.memory().play_next(lost);
    world.clock.advance(std::chrono::minutes(1));
    world.run();
    EXPECT_EQ(world.order("639:refund:R1").state, State::intended);
    ASSERT_EQ(world.order("639:refund:R2").state, State::parked);
    EXPECT_EQ(world.order("639:refund:R2").error->code, "refund_above_sale");
    ASSERT_TRUE(world.drain());
    EXPECT_EQ(world.order("639:refund:R1").state, State::settled);
    EXPECT_EQ(world.order("639:refund:R2").error->code, "refund_above_sale");
    EXPECT_EQ(world.memory().orders().size(), 2u);
  }
}

// Its money never came in, or was given back when somebody cancelled it there.
TEST_F(PosOutcome, WhatThePosHasAsADraftOrCancelledIsNotRefunded) {
  for (const char* const state : {"draft", "cancel"}) {
    World world(PosKind::memory);
    world.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
    world.run();
    world.memory().set_state("639", state);
    world.source.put(order_json({"639", "-1 Tea at 5.00", "-5.00", "-5.00 Cash", "OrderStatus=106"}));
    world.clock.advance(std::chrono::minutes(1));
    world.run();
    ASSERT_TRUE(world.order("639:refund").error) << state;
    EXPECT_EQ(world.order("639:refund").error->code, "sale_not_booked") << state;
    EXPECT_EQ(world.memory().orders().size(), 1U) << state;
  }
}

TEST_F(PosOutcome, OneCauseOfManyUnknownOutcomesIsOneLineOfTheLog) {
  for (const char* const id : {"640", "641"}) {
    world_.source.put(order_json({id, "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  }
  for (int i = 0; i < 3; ++i) world_.memory().play_next(Play::unknown);
  const auto first = run();
  EXPECT_EQ(first.counts.waiting, 3);
  std::vector<std::string> told;
  std::copy_if(world_.logged.begin(), world_.logged.end(), std::back_inserter(told),
               [](const std::string& line) { return line.starts_with("order_outcome_unknown "); });
  ASSERT_EQ(told.size(), 1u);
  EXPECT_THAT(told.front(), HasSubstr(" run=" + std::to_string(first.id) + " "));
  EXPECT_THAT(told.front(), HasSubstr(" orders=3"));
}

TEST_F(PosOutcome, UnknownWithNothingBookedIsPostedAgainOnlyAfterLookUp) {
  world_.memory().play_next(Play::unknown);
  run();
  EXPECT_EQ(order().state, State::intended);
  EXPECT_TRUE(world_.memory().orders().empty());
  world_.memory().be_unreachable_in_find_for(1);
  run();
  EXPECT_EQ(world_.memory().documents_posted(), 1u) << "posted although the look-up failed";
  EXPECT_EQ(order().state, State::intended);
  run();
  expect_booked_once();
  EXPECT_EQ(world_.memory().documents_posted(), 2u);
}

TEST_F(PosOutcome, UnknownForEverNeverBooksTwice) {
  for (int i = 0; i < 5; ++i) {
    world_.memory().play_next(i % 2 == 0 ? Play::unknown : Play::act_then_unknown);
    run();
  }
  run();
  expect_booked_once();
}

TEST_F(PosOutcome, RefusedIsParkedWithThePosesReasonAndBookedWhenItIsGone) {
  world_.memory().play_next(Play::refuse);
  const auto refused = run();
  EXPECT_EQ(refused.status, RunStatus::error);
  EXPECT_EQ(refused.counts.failed, 1);
  EXPECT_EQ(order().state, State::parked);
  EXPECT_EQ(order().error->code, "pos_refused");
  EXPECT_THAT(refused.message, HasSubstr("The POS refused order 639"));
  EXPECT_EQ(run().counts.processed, 1);
  expect_booked_once();
}

TEST_F(PosOutcome, RefusedTwiceForTheSameReasonFailsOnce) {
  world_.memory().play_next(Play::refuse);
  world_.memory().play_next(Play::refuse);
  EXPECT_EQ(run().counts.failed, 1);
  const auto again = run();
  EXPECT_EQ(again.counts.failed, 0);
  EXPECT_EQ(again.counts.waiting, 1);
  EXPECT_EQ(again.status, RunStatus::no_orders);
}

TEST_F(PosOutcome, AnotherOrderUnderTheKeyNeedsAttentionAndIsNotPostedOver) {
  world_.memory().play_next(Play::exists_different);
  run();
  expect_booked_once("5.01");
  ASSERT_TRUE(order().attention);
  run();
  EXPECT_EQ(world_.memory().documents_posted(), 1u);
}

TEST_F(PosOutcome, ReadBackThatDiffersIsShownToAPerson) {
  world_.memory().play_next(Play::differ);
  run();
  expect_booked_once("5.01");
  ASSERT_TRUE(order().attention);
  EXPECT_EQ(order().attention->code, "booked_differs");
}

TEST_F(PosOutcome, ReadBackThatFailsIsSettledByTheNextRunWithoutPosting) {
  world_.memory().be_unreachable_in_find_for(1);
  run();
  EXPECT_EQ(order().state, State::intended);
  EXPECT_EQ(run().counts.processed, 1);
  expect_booked_once();
  EXPECT_EQ(world_.memory().documents_posted(), 1u);
}

TEST_F(PosOutcome, SessionClosedInBetweenIsFollowedByTheNextOne) {
  world_.memory().play_next(Play::close_session);
  const auto first = run();
  EXPECT_EQ(first.status, RunStatus::success);
  expect_booked_once();
  EXPECT_EQ(world_.memory().sessions().size(), 2u);
  EXPECT_EQ(world_.memory().orders().front().session, "Main Store/00002");
}

TEST_F(PosOutcome, SessionClosedInBetweenWithoutAutoCreateWaitsForASession) {
  world_.settings.auto_create_session = false;
  world_.memory().put_session("Main Store", pos::SessionState::opened);
  world_.memory().play_next(Play::close_session);
  const auto first = run();
  EXPECT_EQ(first.status, RunStatus::error);
  EXPECT_THAT(first.message, HasSubstr("No open POS session found"));
  EXPECT_EQ(first.counts.failed, 0) << "no order is at fault";
  EXPECT_EQ(first.counts.waiting, 1);
  ASSERT_TRUE(order().error);
  EXPECT_EQ(order().error->code, "no_open_session");
  EXPECT_TRUE(world_.memory().orders().empty());
  world_.memory().put_session("Main Store", pos::SessionState::opened);
  EXPECT_EQ(run().counts.processed, 1);
  expect_booked_once();
}

TEST_F(PosOutcome, SessionsThatAreClosedInBetweenAgainAndAgainAreNoFaultOfTheOrder) {
  world_.memory().play_next(Play::close_session);
  world_.memory().play_next(Play::close_session);
  const auto first = run();
  EXPECT_EQ(first.counts.failed, 0);
  EXPECT_EQ(first.counts.waiting, 1);
  ASSERT_TRUE(world_.drain());
  expect_booked_once();
}

TEST_F(PosOutcome, SessionInClosingControlLetsOrdersWait) {
  world_.memory().put_session("Main Store", pos::SessionState::closing_control);
  const auto waiting = run();
  EXPECT_EQ(waiting.status, RunStatus::error);
  EXPECT_THAT(waiting.message, HasSubstr("POS is being closed: finish it"));
  EXPECT_EQ(waiting.counts.waiting, 1);
  world_.memory().put_session("Main Store", pos::SessionState::closed);
  EXPECT_EQ(run().counts.processed, 1);
  expect_booked_once();
}

TEST_F(PosOutcome, PosOutOfReachFetchesNothingAndKeepsTheCursor) {
  world_.memory().be_unreachable_for(1);
  const auto failed = run();
  EXPECT_EQ(failed.status, RunStatus::error);
  const auto progress = world_.runs().progress(world_.settings.id);
  ASSERT_TRUE(progress.ok());
  EXPECT_FALSE(progress->cursor);
  EXPECT_EQ(run().counts.processed, 1);
  expect_booked_once();
}

// The product is renamed and its name given to another: matched again, the order would sell the other one.
TEST_F(PosOutcome, IntendedDocumentSurvivesACatalogueChangeUnaltered) {
  world_.memory().play_next(Play::unknown);
  run();
  const auto row = order().row;
  const auto intended = world_.journal().document(row);
  ASSERT_TRUE(intended.ok());
  const auto document = order::decode_document(*intended);
  ASSERT_TRUE(document.ok());

  std::string shop(kWorldShop);
  const std::string tea = R"({"id": 12, "name": "Tea")";
  shop.replace(shop.find(tea), tea.size(),
               R"({"id": 40, "name": "Tea", "taxes": []}, {"id": 12, "name": "Old Tea")");
  world_.import(shop);
  run();
  expect_booked_once();
  EXPECT_EQ(world_.memory().orders().front().lines, document->lines);
  EXPECT_EQ(world_.memory().orders().front().lines.front().product_id, 12);
  EXPECT_EQ(*world_.journal().document(row), *intended);
}

TEST_F(PosOutcome, NewerContentWhileTheOutcomeIsUnknownIsAChangeAfterBooking) {
  world_.memory().play_next(Play::act_then_unknown);
  run();
  world_.memory().be_unreachable_in_find_for(1);
  send("1 Iced Tea at 6.00", "6.00");
  run();
  EXPECT_EQ(order().state, State::intended);
  run();
  expect_booked_once("5.00");
  ASSERT_TRUE(order().attention);
  EXPECT_EQ(order().attention->code, "changed_after_booking");
}

TEST_F(PosOutcome, NewerContentIsBookedInPlaceOfTheOlderThatThePosDoesNotHave) {
  world_.memory().play_next(Play::unknown);
  run();
  world_.memory().be_unreachable_in_find_for(1);
  send("1 Iced Tea at 6.00", "6.00");
  run();
  const auto last = run();
  expect_booked_once("6.00");
  EXPECT_EQ(last.counts.processed, 1);
  EXPECT_EQ(last.counts.failed, 0);
  EXPECT_FALSE(order().attention);
}

// The same at an Odoo, where the older may still be on its way: it is waited for.
TEST_F(PosOutcome, WhatWasCancelledWhileTheOutcomeIsUnknownIsNotBooked) {
  World world(OdooVersion::v17);
  world.source.put(order_json({"638", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  world.run();
  world.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  world.odoo().fail_method("create_from_ui", OdooFault::kill_worker);
  world.run();
  ASSERT_EQ(world.order("639").state, State::intended);
  world.odoo().heal();
  ASSERT_TRUE(
      world.push(world.first, order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", "OrderStatus=105"})));
  world.source.clear();
  world.clock.advance(std::chrono::hours(1));
  world.run();
  EXPECT_EQ(world.order("639").state, State::skipped);
  EXPECT_EQ(world.booked().size(), 1u);
}

TEST_F(PosOutcome, NewerContentIsBookedWhenThePosRefusedTheOlder) {
  world_.memory().play_next(Play::unknown);
  run();
  world_.memory().be_unreachable_in_find_for(1);
  send("1 Iced Tea at 6.00", "6.00");
  run();
  world_.memory().play_next(Play::refuse);
  run();
  run();
  expect_booked_once("6.00");
  EXPECT_FALSE(order().attention);
}

TEST_F(PosOutcome, ASessionThatIsClosedWithinABatchTakesTheRestOfItIntoTheNextOne) {
  world_.source.put(order_json({"640", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  world_.memory().play_next(Play::differ);
  world_.memory().play_next(Play::close_session);
  EXPECT_EQ(run().counts.processed, 2);
  EXPECT_EQ(world_.order("640").state, State::settled);
  EXPECT_EQ(world_.memory().sessions().size(), 2u);
}

// It was chosen by a person: what keeps the others waiting is still what is said of the sync.
TEST_F(PosOutcome, AReversalDoesNotHideThatOthersWait) {
  world_.source.put(order_json({"640", "1 Nothing We Sell at 5.00", "5.00", "5.00 Cash", ""}));
  run();
  ASSERT_EQ(world_.runs().progress(world_.settings.id)->last_sync_status, "error");
  ASSERT_TRUE(world_.reverse(world_.first, order()).ok());
  EXPECT_EQ(world_.order("639:refund:~reversal").state, State::settled);
  EXPECT_EQ(world_.runs().progress(world_.settings.id)->last_sync_status, "error");
}

// It was foreseen while it was fetched, when nobody had asked for the customer yet.
TEST_F(PosOutcome, ACustomerWhomThePosKnowsIsInTheOrder) {
  World world(OdooVersion::v17);
  const int id = world.odoo().add("res.partner", {{"name", "Anna"}, {"ref", "C-1"}, {"active", true}});
  world.source.put(
      order_json({"1", "1 Tea at 5.00", "5.00", "5.00 Cash", R"(CustomerID=7, customer_ref="C-1")"}));
  EXPECT_EQ(world.run().counts.processed, 1);
  const auto orders = world.odoo().rows("pos.order");
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders.front()["partner_id"], id) << orders.front().dump();
}

// The sync learns that this status is a refund: what waited as a sale goes on as that.
TEST_F(PosOutcome, WhatReadsAsARefundByTodaysSettingsGoesOnAsOne) {
  world_.source.clear();
  world_.settings.decode.sale_statuses = {"103", "107"};
  world_.source.put(order_json({"640", "1 Nothing We Sell at 5.00", "5.00", "5.00 Cash", "OrderStatus=107"}));
  run();
  ASSERT_EQ(world_.order("640").state, State::parked);
  world_.settings.decode.sale_statuses = {"103"};
  world_.settings.decode.refund_statuses = {"106", "107"};
  world_.source.clear();
  run();
  EXPECT_EQ(world_.order("main-store-orders/640").state, State::skipped);
  EXPECT_EQ(world_.order("main-store-orders/640:refund").state, State::parked);
}

// As it is booked: the attention that other content had called for is over.
TEST_F(PosOutcome, WhatReadsAsABookedRefundAgainEndsItsAttention) {
  const auto refund = [&](const std::string& sold, const std::string& total) {
    world_.source.clear();
    world_.source.put(order_json({"640", sold, total, total + " Cash", R"(OrderStatus=107, RefundID="R1")"}));
    run();
  };
  world_.settings.decode.refund_statuses = {"107"};
  refund("1 Tea at 5.00", "5.00");
  ASSERT_TRUE(world_.journal().refund_alone(world_.order("640:refund:R1").row, "Ada").ok());
  run();
  refund("2 Tea at 5.00", "10.00");
  ASSERT_EQ(world_.order("640:refund:R1").attention->code, "changed_after_booking");

  world_.settings.decode.refund_statuses = {};
  world_.settings.decode.sale_statuses = {"103", "107"};
  world_.memory().play_next(Play::refuse);
  refund("1 Tea at 5.00", "5.00");
  ASSERT_EQ(world_.order("main-store-orders/640").state, State::parked);
  world_.settings.decode.refund_statuses = {"107"};
  world_.settings.decode.sale_statuses = {"103"};
  world_.source.clear();
  run();
  EXPECT_EQ(world_.order("main-store-orders/640").state, State::skipped);
  EXPECT_FALSE(world_.order("640:refund:R1").attention);
}

// However many orders lack something, the POS is asked once whether it has it by now.
TEST_F(PosOutcome, ACatalogueIsAskedForAgainOnceForManyOrders) {
  const auto exchanges = [](int orders) {
    World world(OdooVersion::v17);
    for (int i = 1; i <= orders; ++i) {
      world.source.put(order_json({std::to_string(i), "1 Nothing We Sell at 5.00", "5.00", "5.00 Cash", ""}));
    }
    EXPECT_EQ(world.run().counts.failed, orders);
    return world.odoo_transport().exchanges;
  };
  EXPECT_EQ(exchanges(5), exchanges(1));
}

// The shop counts in another currency since: what was refunded before is added to nothing, and nobody can say
// what is left of the sale.
TEST_F(PosOutcome, RefundsOfTwoCurrenciesAreNotAddedUp) {
  world_.source.clear();
  const auto refund = [](const std::string& id) {
    return order_json({"639", "-1 Tea at 1.00", "-1.00", "-1.00 Cash", "OrderStatus=106, RefundID=" + id});
  };
  world_.source.put(refund("1"));
  run();
  ASSERT_TRUE(world_.journal().refund_alone(world_.order("639:refund:1").row, "Ada").ok());
  run();
  ASSERT_EQ(world_.order("639:refund:1").state, State::settled);

  std::string shop(kWorldShop);
  shop.replace(shop.find("USD"), 3, "EUR");
  ASSERT_TRUE(world_.memory().close_session(world_.settings.pos_config, std::nullopt).ok());
  world_.import(shop);
  world_.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  world_.source.put(refund("2"));
  run();
  EXPECT_EQ(world_.order("main-store-orders/639").state, State::settled);
  ASSERT_EQ(world_.order("639:refund:2").state, State::parked);
  EXPECT_EQ(world_.order("639:refund:2").error->code, "currency_differs");
  EXPECT_THAT(world_.order("639:refund:2").error->message,
              HasSubstr("booked in USD, the POS now sells in EUR"));
}

// A damaged store: what was to be booked can be read no more. Where it stands in the POS, it is compared with
// nothing, and a person does it; where not, it may still be on its way: nothing is sent, and it holds nobody
// up.
TEST_F(PosOutcome, AnIntentThatCannotBeReadIsLookedForAndHoldsNobodyUp) {
  for (const Play lost : {Play::act_then_unknown, Play::unknown}) {
    World world(PosKind::memory);
    world.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
    world.memory().play_next(lost);
    world.run();
    ASSERT_EQ(world.order("639").state, State::intended);
    ASSERT_TRUE(world.connection().execute("UPDATE journal_intent SET document = 'damaged'", {}).ok());
    world.source.put(order_json({"640", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
    world.clock.advance(std::chrono::hours(1));
    const auto dry = world.dry_run();
    const auto run = world.run();
    EXPECT_EQ(dry.counts.processed, run.counts.processed);
    EXPECT_EQ(dry.counts.failed, run.counts.failed);
    EXPECT_EQ(dry.counts.waiting, run.counts.waiting);
    EXPECT_EQ(dry.counts.already_synced, run.counts.already_synced);
    EXPECT_EQ(world.order("640").state, State::settled);
    if (lost == Play::act_then_unknown) {
      ASSERT_EQ(world.order("639").state, State::settled);
      EXPECT_EQ(world.order("639").attention->code, "booked_differs");
    } else {
      ASSERT_EQ(world.order("639").state, State::intended);
      EXPECT_EQ(world.order("639").error->code, "bad_document");
      EXPECT_EQ(run.status, RunStatus::error);
      EXPECT_THAT(run.message, HasSubstr("nothing is sent"));
    }
    EXPECT_EQ(world.memory().documents_posted(), 2u) << "what cannot be read is never sent";
  }
}

// Whenever a person does that: a run that finds the order changed goes on to its end.
class BookedAgainMeanwhile : public ::testing::TestWithParam<CrashPoint> {};

TEST_P(BookedAgainMeanwhile, AnOrderWhoseChangeIsToldStopsNoRun) {
  bool fired = true;
  int pressed = 0;
  for (int at = 1; fired; ++at) {
    SCOPED_TRACE("pressed at call " + std::to_string(at));
    World world(PosKind::memory);
    world.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
    world.run();
    world.source.clear();
    world.source.put(order_json({"639", "1 Tea at 6.00", "6.00", "6.00 Cash", ""}));
    world.source.put(order_json({"640", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
    world.clock.advance(std::chrono::minutes(5));
    world.ports.arm_hang(at, GetParam(), [&] {
      pressed += world.journal().book_again(world.order("639"), world.settings.id, "Ada").ok() ? 1 : 0;
    });
    const auto run = world.sync_now();
    fired = world.ports.fired;
    world.ports.disarm();
    ASSERT_TRUE(run && run->ok());
    EXPECT_NE(run->value().status, RunStatus::no_orders) << run->value().message;
    EXPECT_EQ(world.order("640").state, State::settled);
    ASSERT_TRUE(world.drain());
    EXPECT_EQ(world.order("639").state, State::settled);
    EXPECT_EQ(world.memory().orders().size(), 2u);
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GT(pressed, 0);
}

INSTANTIATE_TEST_SUITE_P(Calls, BookedAgainMeanwhile,
                         ::testing::Values(CrashPoint::before_call, CrashPoint::after_call));

}  // namespace
}  // namespace ordersync::testing
