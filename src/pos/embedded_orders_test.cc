// Booking into the embedded POS beyond the port's contract: names, counters, stock, links, and what a store
// that fails means for a batch.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "pos/test_embedded.h"

namespace ordersync::pos {
namespace {

using namespace test_shop;
using Kind = Outcome::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Orders : public EmbeddedTest {
 protected:
  Orders() { import_shop(); }
};

TEST_F(Orders, AreNumberedForEachPosWithoutHoles) {
  auto bad = sale("2");
  bad.lines[0].product_id = 999;
  const auto outcomes = pos_->post(session(), std::vector{sale("1"), bad, sale("3"), sale("1")});
  EXPECT_EQ(outcomes[0].pos_order, "Main Store/0001");
  EXPECT_EQ(outcomes[1].pos_order, "");
  EXPECT_EQ(outcomes[2].pos_order, "Main Store/0002");
  EXPECT_EQ(outcomes[3].pos_order, "Main Store/0001");
  EXPECT_EQ(post_one(sale("9", {{kBurger, "1"}}, "Kiosk")).pos_order, "Kiosk/0001");
  EXPECT_EQ(post_one(sale("4")).pos_order, "Main Store/0003");
}

TEST_F(Orders, PickingsAreNumberedAsOdooDoes) {
  pos_->post(session(), std::vector{sale("1"), sale("2", {{kDelivery, "1"}}), sale("3")});
  EXPECT_EQ(booked(sale("1")).picking->name, "WH/POS/00001");
  EXPECT_FALSE(booked(sale("2")).picking.has_value());
  EXPECT_EQ(booked(sale("3")).picking->name, "WH/POS/00002");
}

TEST_F(Orders, StorableQuantitiesLeaveTheStockAndConsumablesHaveNone) {
  post_one(sale("1", {{kBurger, "2"}, {kWater, "0.125"}, {kNapkin, "5"}}));
  EXPECT_EQ(on_hand(kBurger), "98");
  EXPECT_EQ(on_hand(kWater), "999.875");
  EXPECT_EQ(on_hand(kNapkin), "not listed");
  EXPECT_EQ(count("SELECT count(*) FROM stock_quant WHERE product_id = 12"), 0);
}

TEST_F(Orders, EachOrderOfABatchSeesWhatTheOneBeforeLeft) {
  const auto outcomes = pos_->post(
      session(),
      std::vector{sale("1", {{kCake, "2"}}), sale("2", {{kCake, "1"}}), sale("3", {{kCake, "1"}})});
  EXPECT_TRUE(outcomes[0].warnings.empty());
  EXPECT_THAT(outcomes[1].warnings[0].message, HasSubstr("Stock of \"Cake\" is now -1"));
  EXPECT_THAT(outcomes[2].warnings[0].message, HasSubstr("Stock of \"Cake\" is now -2"));
  EXPECT_EQ(on_hand(kCake), "-2");
}

TEST_F(Orders, WhatComesBackToANegativeStockIsNoWarning) {
  post_one(sale("1", {{kCake, "9"}}));
  EXPECT_TRUE(post_one(refund("1", {{kCake, "-1"}})).warnings.empty());
  EXPECT_EQ(on_hand(kCake), "-6");
}

TEST_F(Orders, ARefusedDocumentTakesNoStock) {
  auto bad = sale("1", {{kCake, "1"}});
  bad.payments[0].amount += base::Money(1, bad.currency);
  EXPECT_EQ(post_one(bad).kind, Kind::refused);
  EXPECT_EQ(on_hand(kCake), "2");
  EXPECT_EQ(count("SELECT count(*) FROM pos_order"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM pos_order_line"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM pos_payment"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM stock_picking"), 0);
}

TEST_F(Orders, MixedLinesGiveTwoPickingsOfWhichTheSaleShowsTheOneThatGoesOut) {
  const auto exchange = sale("1", {{kBurger, "1"}, {kWater, "-2"}});
  ASSERT_EQ(post_one(exchange).kind, Kind::created);
  const BookedOrder order = booked(exchange);
  EXPECT_EQ(order.picking->direction, PickingDirection::out);
  ASSERT_EQ(order.picking->moves.size(), 1U);
  EXPECT_EQ(order.picking->moves[0].product_id, kBurger);
  EXPECT_FALSE(compare(exchange, order).has_value());
  const auto pickings = pos_->pickings({}).value().items;
  ASSERT_EQ(pickings.size(), 2U);
  EXPECT_EQ(pickings[0].first.direction, PickingDirection::in);
  EXPECT_EQ(pickings[0].second, "Main Store/0001");
  EXPECT_EQ(on_hand(kBurger), "99");
  EXPECT_EQ(on_hand(kWater), "1002");
}

TEST_F(Orders, ASaleOfReturnsOnlyShowsTheIncomingPicking) {
  auto swap = sale("1", {{kWater, "-1"}, {kDelivery, "1"}});
  ASSERT_EQ(post_one(swap).kind, Kind::created);
  EXPECT_EQ(booked(swap).picking->direction, PickingDirection::in);
}

TEST_F(Orders, ARefundIsLinkedToItsSaleWhenThatStands) {
  const order::OrderKey key{"main-store-orders", "1", order::Kind::sale, ""};
  auto first = refund("1", {{kBurger, "-1"}});
  first.refund_of = key;
  auto second = first;
  second.key.refund_id = "2";
  pos_->post(session(), std::vector{sale("1", {{kBurger, "5"}}), first});
  post_one(second);
  EXPECT_EQ(count("SELECT count(*) FROM pos_order WHERE refund_of = 1"), 2);
  auto alone = refund("7", {{kBurger, "-1"}});
  alone.refund_of = order::OrderKey{"main-store-orders", "7", order::Kind::sale, ""};
  EXPECT_EQ(post_one(alone).kind, Kind::created);
  EXPECT_EQ(count("SELECT count(*) FROM pos_order WHERE refund_of IS NULL"), 2);
}

TEST_F(Orders, EveryTextAndNumberComesBackAsItWasSent) {
  auto document = sale("6\n3'9 \xE2\x82\xAC", {{kBurger, "0.333333333333333333"}, {kWater, "-1"}});
  document.lines[0].price_unit = base::Decimal::of("239.999999999999999999999999");
  document.lines[0].discount_percent = base::Decimal::of("12.5");
  document.lines[0].product = "Burger \"XL\"; DROP TABLE pos_order;--";
  document.lines[0].note = "component of Menu";
  document.reference = "External Order ID: x";
  document.note = document.reference + "\nno onions";
  document.customer_id = "42";
  pay_by_card(document);
  ASSERT_EQ(post_one(document).kind, Kind::created);
  const BookedOrder order = booked(document);
  EXPECT_FALSE(compare(document, order).has_value());
  EXPECT_EQ(order.key, document.key);
  EXPECT_EQ(order.lines[0].product, document.lines[0].product);
  EXPECT_EQ(order.lines[0].note, "component of Menu");
  EXPECT_EQ(order.lines[0].price_unit.to_string(), "239.999999999999999999999999");
  EXPECT_EQ(order.payments[0].reference_id, "TX-1");
  EXPECT_EQ(order.payments[0].card_last4, "4242");
  EXPECT_EQ(order.payments[0].method, "Card");
  EXPECT_EQ(count("SELECT count(*) FROM pos_order WHERE customer_id = '42' AND note LIKE '%no onions'"), 1);
}

TEST_F(Orders, AreReadBackOneByOneInSparseAndInDenseRanges) {
  std::vector<order::PosDocument> documents;
  for (int i = 0; i < 40; ++i) {
    documents.push_back(
        sale(std::to_string(i), {{i % 2 == 0 ? kBurger : kDelivery, "1"}, {kWater, std::to_string(i + 1)}}));
  }
  pos_->post(session(), documents);
  for (const std::size_t step : {1U, 2U, 3U, 5U, 17U}) {
    std::vector<order::OrderKey> keys;
    for (std::size_t i = 0; i < documents.size(); i += step) keys.insert(keys.begin(), documents[i].key);
    const auto found = pos_->find(keys).value();
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto& document = documents[(keys.size() - 1 - i) * step];
      ASSERT_TRUE(found[i].has_value());
      EXPECT_FALSE(compare(document, *found[i]).has_value()) << compare(document, *found[i])->message;
      EXPECT_TRUE(found[i]->picking.has_value());
    }
  }
}

// As a batch is that was posted a moment ago, and as one is of which others know something else.
TEST_F(Orders, InARowAreReadBackByTheirKeysAndNotByTheirPlaces) {
  std::vector<order::PosDocument> documents;
  for (int i = 0; i < 6; ++i)
    documents.push_back(sale("1" + std::to_string(i), {{kWater, std::to_string(i + 1)}}));
  pos_->post(session(), documents);
  std::vector<std::size_t> asked{0, 1, 2, 3, 4, 5};
  const auto expect_as_asked = [&] {
    std::vector<order::OrderKey> keys;
    for (const std::size_t index : asked) keys.push_back(documents[index].key);
    const auto found = pos_->find(keys).value();
    ASSERT_EQ(found.size(), asked.size());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      ASSERT_TRUE(found[i].has_value());
      EXPECT_EQ(found[i]->key, keys[i]);
      EXPECT_FALSE(compare(documents[asked[i]], *found[i]).has_value());
    }
  };
  expect_as_asked();
  std::swap(asked[2], asked[3]);  // the first and the last as far apart as before
  expect_as_asked();
  asked[3] = asked[2];
  expect_as_asked();

  std::vector<order::OrderKey> keys;
  for (const auto& document : documents) keys.push_back(document.key);
  keys[3].external_id = "nobody's";
  const auto found = pos_->find(keys).value();
  for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(found[i].has_value(), i != 3) << i;
}

TEST_F(Orders, AKeyIsTakenAsAWhole) {
  auto first = sale("2");
  first.key.source = "a";
  auto second = sale("a2");
  second.key.source = "";
  EXPECT_EQ(post_one(first).kind, Kind::created);
  EXPECT_EQ(post_one(second).kind, Kind::refused);
  EXPECT_FALSE(pos_->find(std::vector{second.key}).value()[0].has_value());
}

TEST_F(Orders, AmountsBeyondWhatTheSessionHoldsAreRefusedNotWrapped) {
  auto huge = sale("1", {{kWater, "1"}});
  const base::Money most(std::numeric_limits<std::int64_t>::max(), huge.currency);
  huge.lines[0].total = huge.lines[0].subtotal = huge.total = huge.amount_paid = huge.payments[0].amount =
      most;
  auto again = huge;
  again.key.external_id = "2";
  const auto outcomes = pos_->post(session(), std::vector{huge, again, sale("3", {{kNapkin, "1"}})});
  EXPECT_EQ(outcomes[0].kind, Kind::created);
  EXPECT_EQ(outcomes[1].kind, Kind::refused);
  EXPECT_EQ(outcomes[1].problem->code, "amount_too_large");
  EXPECT_EQ(outcomes[2].problem->code, "amount_too_large");
  EXPECT_EQ(session().orders, 1);
}

TEST_F(Orders, QuantitiesBeyondWhatIsExactAreRefused) {
  auto tiny = sale("1", {{kWater, "1"}});
  tiny.lines[0].qty = base::Decimal::of("0.000000000000000000000000000000000001");
  auto vast = sale("2", {{kWater, "1"}});
  vast.lines[0].qty = base::Decimal::of("90000000000000000000000000000000000000");
  const auto outcomes = pos_->post(session(), std::vector{vast, tiny});
  EXPECT_EQ(outcomes[0].kind, Kind::created);
  EXPECT_EQ(outcomes[1].kind, Kind::refused);
  EXPECT_EQ(outcomes[1].problem->code, "amount_too_large");
}

TEST_F(Orders, AreBookedIntoTheSessionOfTheirOwnPosOnly) {
  const auto outcomes = pos_->post(session("Kiosk"), std::vector{sale("1")});
  EXPECT_EQ(outcomes[0].kind, Kind::refused);
  EXPECT_EQ(outcomes[0].problem->code, "wrong_pos_config");
}

TEST_F(Orders, OfASessionThatIsNotOpenedYetOrIsBeingClosedWait) {
  const Session open = session();
  for (const char* state : {"opening_control", "closing_control", "closed"}) {
    ASSERT_TRUE(connection_->execute("UPDATE pos_session SET state = ?", {std::string_view(state)}).ok());
    const auto outcomes = pos_->post(open, std::vector{sale("1")});
    EXPECT_EQ(outcomes[0].kind, Kind::refused);
    EXPECT_EQ(outcomes[0].problem->code, "session_closed");
    EXPECT_EQ(outcomes[0].problem->remedy, order::Remedy::wait);
  }
  Session unknown = open;
  unknown.id = 77;
  EXPECT_EQ(pos_->post(unknown, std::vector{sale("1")})[0].problem->code, "session_closed");
}

// A row that no check foresees: the store refuses it, and only it.
TEST_F(Orders, WhatTheStoreRefusesIsRefusedAloneAndItsNeighboursAreBooked) {
  const bool postgres = connection_->dialect() == sql::Dialect::postgres;
  execute(postgres ? "ALTER TABLE pos_payment ADD CHECK (reference_id <> 'seven')"
                   : "CREATE TRIGGER no_seven BEFORE INSERT ON pos_payment WHEN new.reference_id = 'seven' "
                     "BEGIN SELECT raise(ABORT, 'seven'); END");
  std::vector<order::PosDocument> documents{sale("1"), sale("7"), sale("3")};
  documents[1].payments[0].reference_id = "seven";
  const auto outcomes = pos_->post(session(), documents);
  EXPECT_EQ(outcomes[0].kind, Kind::created);
  EXPECT_EQ(outcomes[1].kind, Kind::refused);
  EXPECT_EQ(outcomes[1].problem->code, "booking_failed");
  EXPECT_EQ(outcomes[1].problem->remedy, order::Remedy::fix);
  EXPECT_EQ(outcomes[2].kind, Kind::created);
  EXPECT_EQ(outcomes[2].pos_order, "Main Store/0002");
  EXPECT_EQ(on_hand(kBurger), "98");
  EXPECT_EQ(session().orders, 2);
  EXPECT_EQ(count("SELECT count(*) FROM pos_order_line"), 2);
}

TEST_F(Orders, OfTwoProcessesShareNumbersStockAndKeys) {
  const Session open = session();
  EmbeddedPos other(*connection_, clock_);
  const auto first = sale("1");
  EXPECT_EQ(pos_->post(open, std::vector{first})[0].kind, Kind::created);
  const auto outcomes = other.post(open, std::vector{first, sale("2")});
  EXPECT_EQ(outcomes[0].kind, Kind::exists);
  EXPECT_EQ(outcomes[1].pos_order, "Main Store/0002");
  EXPECT_EQ(on_hand(kBurger), "98");
}

TEST_F(Orders, TheSessionsTotalsAreThoseOfItsOrders) {
  auto with_change = sale("2");
  pay_in_cash_with_change(with_change, "100");
  auto by_card = sale("3");
  pay_by_card(by_card);
  pos_->post(session(), std::vector{sale("1"), with_change, by_card, refund("1", {{kBurger, "-1"}})});
  EXPECT_EQ(session().orders, 4);
  EXPECT_EQ(session().total.to_string(), "184.00");
  EXPECT_EQ(count("SELECT sum(total) FROM pos_order"), 18'400);
  EXPECT_EQ(count("SELECT cash_payments FROM pos_session"), 9'200);
}

TEST_F(Orders, ADamagedStoreIsSaidAndNotGuessed) {
  post_one(sale("1"));
  execute("UPDATE pos_order_line SET qty = 'one'");
  const auto found = pos_->find(std::vector{sale("1").key});
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().code, "store_damaged");
  EXPECT_EQ(found.error().kind, base::ErrorKind::unavailable);
}

}  // namespace
}  // namespace ordersync::pos
