// Orders read back: which questions are asked of which version, and what the records are taken to mean. The
// records are those that real servers answered, with their noise.
#include "pos/odoo_readback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "pos/odoo_key.h"
#include "pos/test_odoo_tables.h"

namespace ordersync::pos::odoo {
namespace {

using base::Decimal;
using order::Kind;
using order::OrderKey;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kCard;
using testing::kCash;
using ::testing::Not;
using testing::refund;
using testing::sale;
using testing::Tables;
using testing::usd;

constexpr int kSeries[] = {14, 15, 16, 17, 18, 19};

std::string difference(const order::PosDocument& document, const StandingOrder& standing) {
  const auto notice = compare(document, standing.booked);
  return notice ? notice->code + ": " + notice->message : "";
}

TEST(OdooReadback, WhatWasSentIsFoundWithoutADifferenceInEveryVersion) {
  for (const int series : kSeries) {
    for (const order::PosDocument& document : {sale(), refund()}) {
      Tables tables(series);
      tables.stand(document);
      EXPECT_EQ(difference(document, tables.one(document.key)), "") << series;
    }
  }
}

TEST(OdooReadback, EverythingThatPeopleSeeIsThere) {
  Tables tables(18);
  tables.stand(sale());
  const StandingOrder standing = tables.one(sale().key);
  EXPECT_EQ(standing.id, 646);
  EXPECT_EQ(standing.session_id, 26);
  EXPECT_THAT(standing.line_ids, ElementsAre(64'600, 64'601, 64'602));
  const BookedOrder& booked = standing.booked;
  EXPECT_EQ(booked.name, "PX Shop/0014");
  EXPECT_EQ(booked.reference, pos_reference(sale().key));
  EXPECT_EQ(booked.state, "paid");
  EXPECT_EQ(booked.session, "POS/00026");
  EXPECT_EQ(booked.pos_config, "PX Shop");  // and not what Odoo shows for it
  EXPECT_EQ(booked.lines.at(1).product, "Cake \"Sacher\"");
  EXPECT_EQ(booked.payments.at(0).method, "Card");
  EXPECT_EQ(booked.payments.at(0).reference_id, "TX-77");
  EXPECT_EQ(booked.payments.at(0).card_last4, "4242");
  ASSERT_TRUE(booked.picking);
  EXPECT_EQ(booked.picking->name, "WH/POS/6460");
  EXPECT_EQ(booked.picking->moves.size(), 3);
}

TEST(OdooReadback, OrdersKeepTheOrderOfTheirKeysAndTheAbsentAreNothing) {
  for (const int series : {14, 18}) {
    Tables tables(series);
    tables.stand(sale());
    tables.stand(refund(), {700, "PX Shop/0020", "paid", 26, "done"});
    const OrderKey absent{"shop", "640", Kind::sale, ""};
    const auto found = tables.read({refund().key, absent, sale().key, absent, sale().key});
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found->size(), 5);
    EXPECT_EQ((*found)[0]->id, 700);
    EXPECT_FALSE((*found)[1]);
    EXPECT_EQ((*found)[2]->id, 646);
    EXPECT_FALSE((*found)[3]);
    EXPECT_EQ((*found)[4]->id, 646);
  }
}

TEST(OdooReadback, TheNumberOfQuestionsDoesNotGrowWithTheKeys) {
  for (const int series : kSeries) {
    Tables tables(series);
    std::vector<OrderKey> keys;
    for (int i = 0; i < 50; ++i) {
      order::PosDocument document = sale();
      document.key.external_id = std::to_string(i);
      tables.stand(document, {1000 + i, "PX Shop/" + std::to_string(i), "paid", 26, "done"});
      keys.push_back(document.key);
    }
    const auto found = tables.read(keys);
    ASSERT_TRUE(found.ok());
    EXPECT_EQ((*found)[49]->id, 1049);
    EXPECT_EQ(tables.questions(), 8);
  }
}

TEST(OdooReadback, NoPickingsAreAskedForWhereOrdersHaveNone) {
  Tables tables(17);
  order::PosDocument document = sale();
  for (order::DocumentLine& line : document.lines) line.product_type = order::ProductType::service;
  tables.stand(document);
  EXPECT_FALSE(tables.one(document.key).booked.picking);
  EXPECT_EQ(tables.questions(), 6);
}

TEST(OdooReadback, NothingIsAskedAboutOrdersThatAreNotThere) {
  Tables tables(17);
  EXPECT_FALSE(tables.read({sale().key})->front());
  EXPECT_EQ(tables.questions(), 1);
  EXPECT_TRUE(tables.read({})->empty());
  EXPECT_EQ(tables.questions(), 1);
}

TEST(OdooReadback, ExistenceIsOneQuestion) {
  for (const int series : kSeries) {
    Tables tables(series);
    tables.stand(sale());
    const std::vector<OrderKey> keys = {refund().key, sale().key};
    const auto found = exist(tables.ask(), series, keys);
    ASSERT_TRUE(found.ok());
    EXPECT_THAT(*found, ElementsAre(false, true));
    EXPECT_EQ(tables.questions(), 1);
  }
}

TEST(OdooReadback, OrdersBookedBeforeAnUpgradeTo18AreFoundAfterIt) {
  Tables tables(18);
  tables.stand(sale());
  tables.change("pos.order", "uuid", false);
  EXPECT_EQ(tables.one(sale().key).id, 646);
  tables.change("pos.order", "uuid", "11111111-1111-4111-8111-111111111111");
  EXPECT_EQ(tables.one(sale().key).id, 646);
  EXPECT_TRUE(exist(tables.ask(), 18, std::vector{sale().key})->front());
}

TEST(OdooReadback, FailureToAskIsTheAnswer) {
  int asked = 0;
  Tables tables(17);
  tables.stand(sale());
  for (int fails_at = 1; fails_at <= 8; ++fails_at) {
    asked = 0;
    const Ask failing = [&](const Rpc::Search& search) -> base::Result<Value::Array> {
      if (++asked == fails_at) return base::invalid("odoo_missing_right", "no right");
      return tables.search(search);
    };
    const auto found = read_back(failing, 17, std::vector{sale().key});
    ASSERT_FALSE(found.ok()) << fails_at;
    EXPECT_EQ(found.error().code, "odoo_missing_right");
  }
}

// Odoo's "Return Products" copies pos_reference (_prepare_refund_values, 14 to 18).
TEST(OdooReadback, WhatAPersonTookBackInOdooIsNotTheOrder) {
  for (const int series : {14, 16, 17}) {
    Tables tables(series);
    order::PosDocument returned = sale();
    for (auto& line : returned.lines) line.qty = -line.qty;
    returned.total = -returned.total;
    tables.stand(returned, {600, "PX Shop/0014 REFUND", "draft", 26, "done"});  // lower id, to be hard
    tables.stand(sale());
    EXPECT_EQ(difference(sale(), tables.one(sale().key)), "") << series;
  }
}

// A refund of the source on top of it would take back more than was sold.
TEST(OdooReadback, WhatAPersonTookBackInOdooIsCountedUnlessItIsCancelled) {
  for (const int series : {14, 16, 17, 18}) {
    Tables tables(series);
    order::PosDocument returned = sale();
    for (auto& line : returned.lines) line.qty = -line.qty;
    returned.total = usd("-20");
    const std::string drawn = "2ed6657d-e927-468b-95e1-2665a8aea6a2";
    tables.stand(returned, {600, "PX Shop/0014 REFUND", "paid", 26, "done", drawn});
    tables.stand(returned, {601, "PX Shop/0014 REFUND", "draft", 26, "done", drawn});
    tables.stand(returned, {602, "PX Shop/0014 REFUND", "cancel", 26, "done", drawn});
    tables.stand(sale());
    tables.stand(refund(), {700, "PX Shop/0020", "paid", 26, "done"});
    const StandingOrder standing = tables.one(sale().key);
    EXPECT_EQ(standing.id, 646);
    EXPECT_EQ(standing.booked.returned, usd("40")) << series;
    EXPECT_TRUE(tables.one(refund().key).booked.returned.is_zero());
  }
}

TEST(OdooReadback, ARefundOfOursIsNotWhatAPersonTookBack) {
  Tables tables(18);
  tables.stand(sale());
  tables.stand(refund(), {700, "PX Shop/0020", "paid", 26, "done"});
  EXPECT_TRUE(tables.one(sale().key).booked.returned.is_zero());
  tables.change("pos.order", "pos_reference", pos_reference(sale().key));  // somebody gave them one number
  EXPECT_TRUE(tables.one(sale().key).booked.returned.is_zero());
  EXPECT_EQ(tables.one(sale().key).id, 646);
}

TEST(OdooReadback, AFreeOrderTakenBackIsKnownByItsLines) {
  Tables tables(17);
  order::PosDocument gift = sale();
  gift.lines.erase(gift.lines.begin(), gift.lines.begin() + 2);
  gift.payments.clear();
  gift.total = gift.tax = gift.amount_paid = gift.change = usd("0");
  tables.stand(gift);
  order::PosDocument returned = gift;
  returned.lines[0].qty = -returned.lines[0].qty;
  tables.stand(returned, {700, "PX Shop/0014 REFUND", "paid", 26, "done"});
  EXPECT_EQ(difference(gift, tables.one(gift.key)), "");
}

TEST(OdooReadback, OrderBookedTwiceIsAnAlarmThatNamesBoth) {
  for (const int series : {14, 17, 18}) {
    Tables tables(series);
    tables.stand(sale(), {700, "PX Shop/0020", "paid", 26, "done"});
    tables.stand(sale());
    const StandingOrder standing = tables.one(sale().key);
    EXPECT_EQ(standing.id, 646);
    ASSERT_TRUE(standing.booked.alarm);
    EXPECT_EQ(standing.booked.alarm->code, "odoo_booked_twice");
    EXPECT_THAT(
        standing.booked.alarm->message,
        HasSubstr("Order 639 over 59.79 USD stands in Odoo 2 times: PX Shop/0014 (paid), PX Shop/0020 "
                  "(paid)"));
  }
}

TEST(OdooReadback, ACancelledOneDoesNotCountBesideAnother) {
  Tables tables(17);
  tables.stand(sale(), {600, "/", "cancel", 26, "done"});
  tables.stand(sale());
  EXPECT_EQ(difference(sale(), tables.one(sale().key)), "");
}

TEST(OdooReadback, ACancelledOrderAloneIsADifference) {
  Tables tables(17);
  tables.stand(sale(), {646, "/", "cancel", 26, "done"});
  EXPECT_THAT(difference(sale(), tables.one(sale().key)), HasSubstr("state: sent paid, in the POS cancel"));
}

TEST(OdooReadback, ADraftIsAnAlarmThatSaysWhatHappenedAndWhatToDo) {
  Tables tables(17);
  order::PosDocument underpaid = sale();
  underpaid.amount_paid = usd("50");
  tables.stand(underpaid, {646, "/", "draft", 26, "done"});
  const auto notice = compare(sale(), tables.one(sale().key).booked);
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->code, "odoo_left_draft");
  for (const char* part : {"Order 639 over 59.79 USD", "Order 46485-392-0585257664 639",
                           "takes 50.00 of it as paid", "Its stock has moved all the same (WH/POS/6460)",
                           "cancel or delete the draft", "Nothing is sent again by itself"}) {
    EXPECT_THAT(notice->message, HasSubstr(part));
  }
}

TEST(OdooReadback, ADraftOfServicesHasMovedNothing) {
  Tables tables(17);
  order::PosDocument services = sale();
  for (auto& line : services.lines) line.product_type = order::ProductType::service;
  tables.stand(services, {646, "/", "draft", 26, "done"});
  const StandingOrder standing = tables.one(sale().key);
  ASSERT_TRUE(standing.booked.alarm);
  EXPECT_THAT(standing.booked.alarm->message, Not(HasSubstr("stock")));
}

TEST(OdooReadback, AnOrderInARescueSessionIsAnAlarm) {
  Tables tables(14);
  tables.stand(sale(), {646, "PX Shop/0014", "paid", 27, "done"});
  const StandingOrder standing = tables.one(sale().key);
  ASSERT_TRUE(standing.booked.alarm);
  EXPECT_EQ(standing.booked.alarm->code, "odoo_rescue_session");
  EXPECT_THAT(standing.booked.alarm->message, HasSubstr("\"(RESCUE FOR POS/00026)\""));
}

TEST(OdooReadback, APickingThatWaitsIsAnAlarm) {
  Tables tables(18);
  tables.stand(sale(), {646, "PX Shop/0014", "paid", 26, "assigned"});
  const StandingOrder standing = tables.one(sale().key);
  ASSERT_TRUE(standing.booked.alarm);
  EXPECT_EQ(standing.booked.alarm->code, "odoo_picking_not_done");
  EXPECT_THAT(standing.booked.alarm->message, HasSubstr("picking WH/POS/6460 is assigned"));
}

TEST(OdooReadback, StockMovedTwiceIsADifference) {
  Tables tables(14);
  tables.stand(sale());
  Value::Object second = {{"id", 6500},
                          {"name", "WH/POS/6500"},
                          {"state", "done"},
                          {"pos_order_id", Tables::many(646, "PX Shop/0014")},
                          {"picking_type_code", "outgoing"}};
  tables.put("stock.picking", second);
  tables.put("stock.move", {{"id", 1},
                            {"picking_id", Tables::many(6500, "WH")},
                            {"product_id", Tables::many(10, "Burger")},
                            {"state", "done"},
                            {"product_uom_qty", 3}});
  EXPECT_THAT(difference(sale(), tables.one(sale().key)),
              HasSubstr("picking WH/POS/6460, WH/POS/6500, Burger: sent 3, in the POS 6"));
}

TEST(OdooReadback, AnExchangeHasAPickingEachWayAndTheOrdersOwnIsCompared) {
  for (const int series : kSeries) {
    Tables tables(series);
    order::PosDocument exchange = sale();
    exchange.lines.push_back(testing::line(13, "Old cake", "-1", "0", "0", "0"));
    exchange.lines.push_back(testing::line(10, "Burger", "-1", "0", "0", "0"));
    tables.stand(exchange);
    const StandingOrder standing = tables.one(exchange.key);
    EXPECT_EQ(standing.booked.picking->name, "WH/POS/6460");
    EXPECT_EQ(difference(exchange, standing), "");
  }
}

TEST(OdooReadback, AReturnByAPickingTypeWithoutReturnsComesIn) {
  Tables tables(17);
  tables.stand(refund());
  tables.change("stock.picking", "picking_type_code", "outgoing");
  EXPECT_EQ(tables.one(refund().key).booked.picking->direction, PickingDirection::in);
}

TEST(OdooReadback, PartsOfAKitGoTheOrdersWay) {
  Tables tables(17);
  order::PosDocument kit = sale();
  kit.lines.resize(1);
  tables.stand(kit);
  tables.change("stock.move", "product_id", Tables::many(77, "Patty"));
  const StandingOrder standing = tables.one(kit.key);
  EXPECT_EQ(standing.booked.picking->direction, PickingDirection::out);
}

TEST(OdooReadback, StockMovedAtClosingIsNoPicking) {
  Tables tables(17);
  order::PosDocument services = sale();
  for (auto& line : services.lines) line.product_type = order::ProductType::service;
  tables.stand(services);
  EXPECT_FALSE(tables.one(sale().key).booked.picking);
  EXPECT_EQ(difference(sale(), tables.one(sale().key)), "");
}

TEST(OdooReadback, ChangeIsWhatWentBackInCashAndOnlyThat) {
  Tables tables(17);
  order::PosDocument document = sale();
  document.payments.push_back(testing::payment(kCard, "Card", "-5"));
  document.payments[0].amount = usd("25");
  tables.stand(document);
  const StandingOrder standing = tables.one(document.key);
  EXPECT_EQ(standing.booked.change, usd("10.21"));
  EXPECT_TRUE(standing.booked.payments.at(2).is_change);
  EXPECT_FALSE(standing.booked.payments.at(3).is_change);
  EXPECT_EQ(difference(document, standing), "");
}

TEST(OdooReadback, CashThatARefundPaysBackIsNoChange) {
  Tables tables(17);
  order::PosDocument document = refund();
  document.payments[0] = testing::payment(kCash, "Cash", "-31.05");
  tables.stand(document);
  EXPECT_EQ(difference(document, tables.one(document.key)), "");
}

TEST(OdooReadback, AnotherSessionOfTheConfigurationIsFine) {
  Tables tables(18);
  tables.put("pos.session",
             {{"id", 30}, {"name", "POS/00030"}, {"rescue", false}, {"config_id", Tables::many(4, "")}});
  tables.stand(sale(), {646, "PX Shop/0014", "paid", 30, "done"});
  EXPECT_EQ(difference(sale(), tables.one(sale().key)), "");
  EXPECT_EQ(tables.one(sale().key).booked.session, "POS/00030");
}

TEST(OdooReadback, EveryChangeInOdooIsADifference) {
  const auto differs = [](const char* model, const char* field, Value to) {
    Tables tables(17);
    tables.stand(sale());
    tables.change(model, field, std::move(to));
    return difference(sale(), tables.one(sale().key));
  };
  EXPECT_THAT(differs("pos.order", "amount_total", Value::number("59.78")), HasSubstr("total"));
  EXPECT_THAT(differs("pos.order", "amount_tax", Value::number("7.81")), HasSubstr("tax"));
  EXPECT_THAT(differs("pos.order", "date_order", "2026-11-22 09:30:01"), HasSubstr("date"));
  EXPECT_THAT(differs("pos.order.line", "price_subtotal_incl", 1), HasSubstr("line 1"));
  EXPECT_THAT(differs("pos.order.line", "tax_ids_after_fiscal_position", Value::list({9})),
              HasSubstr("line 1"));
  EXPECT_THAT(differs("pos.order.line", "qty", 2), HasSubstr("line 1"));
  EXPECT_THAT(differs("pos.payment", "payment_method_id", Tables::many(kCard, "Card")),
              HasSubstr("payment 2"));
}

TEST(OdooReadback, RecordsWithoutWhatEveryOdooSendsAreRefusedByName) {
  const std::pair<const char*, const char*> needed[] = {
      {"pos.order", "state"},           {"pos.order", "amount_total"},    {"pos.order", "date_order"},
      {"pos.order.line", "product_id"}, {"pos.order.line", "qty"},        {"pos.payment", "amount"},
      {"stock.picking", "state"},       {"stock.move", "product_id"},     {"pos.session", "name"},
      {"pos.config", "name"},           {"stock.move", "product_uom_qty"}};
  for (const auto& [model, field] : needed) {
    Tables tables(16);
    tables.stand(sale());
    tables.erase(model, field);
    const auto found = tables.read({sale().key});
    ASSERT_FALSE(found.ok()) << model << ' ' << field;
    EXPECT_EQ(found.error().code, "odoo_bad_record");
    EXPECT_THAT(found.error().message, HasSubstr(std::string("\"") + field + "\""));
  }
}

TEST(OdooReadback, NumbersBeyondAnyOrderAreRefusedAndDoNotOverflow) {
  for (const char* number : {"1e13", "-99999999999999999999999999999999999999", "1e30"}) {
    for (const char* field : {"amount_total", "qty", "price_unit", "price_subtotal", "amount"}) {
      Tables tables(17);
      tables.stand(sale());
      for (const char* model : {"pos.order", "pos.order.line", "pos.payment"}) {
        tables.change(model, field, Value::number(number));
      }
      EXPECT_EQ(tables.read({sale().key}).error().code, "odoo_bad_record") << field << ' ' << number;
    }
  }
}

TEST(OdooReadback, ACurrencyThatIsNoneIsRefused) {
  Tables tables(17);
  tables.stand(sale());
  tables.change("pos.order", "currency_id", Tables::many(1, "dollars"));
  EXPECT_EQ(tables.read({sale().key}).error().code, "odoo_bad_record");
}

RC_GTEST_PROP(OdooReadbackProperty, WhatStandsAsSentNeverDiffers, ()) {
  order::PosDocument document = sale();
  document.lines.clear();
  const auto count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    order::DocumentLine line = testing::line(*rc::gen::inRange(1, 4), "Product", "1", "1", "0", "0");
    line.qty = Decimal::from_units(*rc::gen::inRange(-300, 300), *rc::gen::inRange(0, 3));
    line.price_unit = Decimal::from_units(*rc::gen::inRange(1, 1'000'000), *rc::gen::inRange(0, 10));
    line.subtotal = base::Money(*rc::gen::inRange(-100'000, 100'000), {});
    line.total = base::Money(*rc::gen::inRange(-100'000, 100'000), {});
    if (*rc::gen::inRange(0, 4) == 0) line.product_type = order::ProductType::service;
    if (!line.qty.is_zero()) document.lines.push_back(line);
  }
  for (const int series : {14, 17, 19}) {
    Tables tables(series);
    tables.stand(document);
    RC_ASSERT(difference(document, tables.one(document.key)) == "");
  }
}

}  // namespace
}  // namespace ordersync::pos::odoo
