// compare(): what counts as different between a document and the order that stands, and what does not.
#include "pos/pos_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace ordersync::pos {
namespace {

using base::Decimal;
using base::Money;
using ::testing::HasSubstr;

Money dollars(std::int64_t minor) {
  return {minor, base::Currency()};
}

order::DocumentLine line(std::int64_t product, const char* qty, std::int64_t total) {
  order::DocumentLine out;
  out.product_id = product;
  out.product = "Product " + std::to_string(product);
  out.qty = Decimal::of(qty);
  out.price_unit = Decimal::of("10");
  out.taxes = {1, 2};
  out.subtotal = dollars(total - 100);
  out.total = dollars(total);
  return out;
}

class Compare : public ::testing::Test {
 protected:
  Compare() {
    document_.key = {"shop", "639", order::Kind::sale, ""};
    document_.date = base::from_unix_ms(1'795'356'000'250);
    document_.pos_config = "Main Store";
    document_.lines = {line(10, "2", 2'000), line(11, "1", 1'000)};
    order::DocumentPayment cash;
    cash.method_id = 1;
    cash.method = "Cash";
    cash.amount = dollars(5'000);
    order::DocumentPayment change = cash;
    change.amount = dollars(-2'000);
    change.is_change = true;
    document_.payments = {cash, change};
    document_.total = dollars(3'000);
    document_.tax = dollars(200);
    document_.amount_paid = dollars(3'000);
    document_.change = dollars(2'000);

    booked_.key = document_.key;
    booked_.name = "Main Store/0001";
    booked_.state = "paid";
    booked_.pos_config = "Main Store";
    booked_.date = document_.date;
    booked_.total = document_.total;
    booked_.tax = document_.tax;
    booked_.amount_paid = document_.amount_paid;
    booked_.change = document_.change;
    booked_.lines = document_.lines;
    booked_.payments = document_.payments;
    Picking picking;
    picking.name = "WH/POS/00001";
    picking.state = "done";
    picking.moves = {{10, "Product 10", Decimal(2)}, {11, "Product 11", Decimal(1)}};
    booked_.picking = picking;
  }
  std::string difference() const {
    const auto notice = compare(document_, booked_);
    if (!notice) return "";
    EXPECT_EQ(notice->code, "booked_differs");
    return notice->message;
  }

  order::PosDocument document_;
  BookedOrder booked_;
};

TEST_F(Compare, TheSameIsTheSame) {
  EXPECT_EQ(difference(), "");
}

TEST_F(Compare, EveryFinalStateIsFine) {
  for (const char* state : {"paid", "done", "invoiced"}) {
    booked_.state = state;
    EXPECT_EQ(difference(), "");
  }
}

TEST_F(Compare, AnAlarmOfThePosComesBeforeEveryDifference) {
  booked_.alarm = order::Notice{"odoo_left_draft", "Odoo left it in draft"};
  booked_.state = "draft";
  const auto notice = compare(document_, booked_);
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->code, "odoo_left_draft");
}

TEST_F(Compare, ADraftIsADifferenceThatNamesTheOrder) {
  booked_.state = "draft";
  EXPECT_THAT(difference(), HasSubstr("Order Main Store/0001"));
  EXPECT_THAT(difference(), HasSubstr("state: sent paid, in the POS draft"));
}

TEST_F(Compare, ACentIsADifferenceInEveryAmount) {
  for (Money BookedOrder::*amount :
       {&BookedOrder::total, &BookedOrder::tax, &BookedOrder::amount_paid, &BookedOrder::change}) {
    const Money before = booked_.*amount;
    booked_.*amount = before + dollars(1);
    EXPECT_NE(difference(), "");
    booked_.*amount = before;
  }
  EXPECT_EQ(difference(), "");
}

TEST_F(Compare, BothAmountsAreSaid) {
  booked_.total = dollars(2'999);
  EXPECT_THAT(difference(), HasSubstr("total: sent 30.00 USD, in the POS 29.99 USD"));
}

TEST_F(Compare, AnotherCurrencyIsADifferenceAndNoCrash) {
  booked_.total = Money(3'000, base::Currency::of("EUR").value());
  EXPECT_THAT(difference(), HasSubstr("30.00 EUR"));
}

TEST_F(Compare, LinesAndPaymentsMayStandInAnotherOrder) {
  std::reverse(booked_.lines.begin(), booked_.lines.end());
  std::reverse(booked_.payments.begin(), booked_.payments.end());
  std::reverse(booked_.lines[0].taxes.begin(), booked_.lines[0].taxes.end());
  EXPECT_EQ(difference(), "");
}

TEST_F(Compare, NamesNotesAndReferencesAreNotCompared) {
  booked_.lines[0].product = "[SKU] Product 10";
  booked_.lines[0].note = "something";
  booked_.payments[0].method = "Cash (EUR)";
  booked_.payments[0].reference_id = "TX";
  booked_.reference = "Order 1";
  EXPECT_EQ(difference(), "");
}

TEST_F(Compare, EveryNumberOfALineCounts) {
  const order::DocumentLine good = booked_.lines[0];
  const auto differs_after = [&](auto change) {
    booked_.lines[0] = good;
    change(booked_.lines[0]);
    return difference() != "";
  };
  using Line = order::DocumentLine;
  EXPECT_TRUE(differs_after([](Line& l) { l.product_id = 12; }));
  EXPECT_TRUE(differs_after([](Line& l) { l.qty = Decimal(3); }));
  EXPECT_TRUE(differs_after([](Line& l) { l.price_unit = Decimal::of("10.0000001"); }));
  EXPECT_TRUE(differs_after([](Line& l) { l.discount_percent = Decimal(5); }));
  EXPECT_TRUE(differs_after([](Line& l) { l.subtotal = dollars(1); }));
  EXPECT_TRUE(differs_after([](Line& l) { l.total = dollars(1); }));
  EXPECT_TRUE(differs_after([](Line& l) { l.taxes = {1}; }));
  EXPECT_FALSE(differs_after([](Line&) {}));
}

TEST_F(Compare, AMissingLineAndOneTooManyAreNamed) {
  booked_.lines.pop_back();
  EXPECT_THAT(difference(), HasSubstr("line 2: sent 1 × Product 11"));
  EXPECT_THAT(difference(), HasSubstr("missing in the POS"));
  booked_.lines = document_.lines;
  booked_.lines.push_back(line(77, "1", 500));
  EXPECT_THAT(difference(), HasSubstr("line that was not sent: 1 × Product 77"));
}

TEST_F(Compare, LinesBookedTwiceAreADifference) {
  booked_.lines.insert(booked_.lines.end(), document_.lines.begin(), document_.lines.end());
  EXPECT_NE(difference(), "");
}

TEST_F(Compare, AnotherMethodOrAmountOfAPaymentIsADifference) {
  booked_.payments[0].method_id = 2;
  EXPECT_THAT(difference(), HasSubstr("payment 1"));
  booked_.payments = document_.payments;
  booked_.payments.pop_back();
  EXPECT_NE(difference(), "");
}

TEST_F(Compare, DatesAreComparedToTheSecond) {
  booked_.date -= base::Milliseconds(250);
  EXPECT_EQ(difference(), "");
  booked_.date -= base::Milliseconds(1);
  EXPECT_THAT(difference(), HasSubstr("date"));
}

TEST_F(Compare, AnotherPosOrKeyIsADifference) {
  booked_.pos_config = "Kiosk";
  EXPECT_THAT(difference(), HasSubstr("POS: sent Main Store, in the POS Kiosk"));
  booked_.pos_config = "Main Store";
  booked_.key.external_id = "640";
  EXPECT_THAT(difference(), HasSubstr("shop/640"));
}

TEST_F(Compare, ThePickingMustBeDoneAndMoveWhatWasSold) {
  booked_.picking->state = "assigned";
  EXPECT_THAT(difference(), HasSubstr("picking WH/POS/00001 is assigned, not done"));
  booked_.picking->state = "done";
  booked_.picking->moves[0].qty = Decimal(1);
  EXPECT_THAT(difference(), HasSubstr("Product 10: sent 2, in the POS 1"));
  booked_.picking->moves.erase(booked_.picking->moves.begin());
  EXPECT_THAT(difference(), HasSubstr("Product 10: sent 2, in the POS 0"));
  booked_.picking->moves = {{10, "", Decimal(2)}, {11, "", Decimal(1)}, {12, "Salt", Decimal(9)}};
  EXPECT_THAT(difference(), HasSubstr("Salt: sent 0, in the POS 9"));
}

TEST_F(Compare, PartsOfAKitMoveInItsPlace) {
  booked_.picking->moves = {{11, "", Decimal(1)}, {12, "Bun", Decimal(4)}, {13, "Patty", Decimal(2)}};
  EXPECT_EQ(difference(), "");
  booked_.picking->moves[0].qty = Decimal(3);
  EXPECT_THAT(difference(), HasSubstr("Product 11: sent 1, in the POS 3"));
}

TEST_F(Compare, PricesMayHaveLostTheir15thDigitInThePos) {
  document_.lines[0].price_unit = Decimal::of("123456.78901234567891");
  booked_.lines[0].price_unit = Decimal::of("123456.78901234568");
  document_.lines[1].discount_percent = Decimal::of("33.33333333");
  booked_.lines[1].discount_percent = Decimal::of("33.333333330000001");
  EXPECT_EQ(difference(), "");
  booked_.lines[1].discount_percent = Decimal::of("33.3333334");
  EXPECT_THAT(difference(), HasSubstr("line 2"));
}

TEST(SamePrice, IsOnePartInTenToTheNinthAndNoMore) {
  const auto same = [](const char* a, const char* b) {
    EXPECT_EQ(same_price(Decimal::of(a), Decimal::of(b)), same_price(Decimal::of(b), Decimal::of(a)));
    return same_price(Decimal::of(a), Decimal::of(b));
  };
  EXPECT_TRUE(same("1", "1.000000001"));
  EXPECT_TRUE(same("1", "0.999999999"));
  EXPECT_FALSE(same("1", "1.0000000011"));
  EXPECT_FALSE(same("1", "0.9999999989"));
  EXPECT_TRUE(same("-8.6956521739", "-8.695652173900001"));
  EXPECT_FALSE(same("8", "-8"));
  EXPECT_TRUE(same("0", "0"));
  EXPECT_FALSE(same("0", "0.000000000000000001"));
  EXPECT_TRUE(same("1000000000", "1000000001"));
  EXPECT_FALSE(same("1000000000", "1000000002"));
}

TEST(SamePrice, NumbersAtTheEdgeAreToldApartWithoutOverflow) {
  const Decimal huge = Decimal::from_units(static_cast<__int128>(9) * 1'000'000'000'000'000'000, 0);
  const Decimal tiny = Decimal::from_units(1, 36);
  EXPECT_FALSE(same_price(huge, tiny));
  EXPECT_FALSE(same_price(huge, -huge));
  EXPECT_TRUE(same_price(tiny, tiny));
  EXPECT_FALSE(same_price(tiny, tiny + tiny));
}

RC_GTEST_PROP(SamePriceProperty, IsTheFormulaInExactArithmetic, ()) {
  const auto digits = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
  const auto apart = *rc::gen::inRange<std::int64_t>(-2'000, 2'000);
  const Decimal price = Decimal::from_units(digits, 6);
  const Decimal other = price + Decimal::from_units(apart, 12);
  const __int128 scaled = static_cast<__int128>(std::abs(apart)) * 1'000'000'000;
  const __int128 larger =
      std::max(static_cast<__int128>(digits) * 1'000'000, static_cast<__int128>(digits) * 1'000'000 + apart);
  RC_ASSERT(same_price(price, other) == (scaled <= larger));
}

TEST_F(Compare, APickingTheWrongWayIsADifference) {
  booked_.picking->direction = PickingDirection::in;
  EXPECT_NE(difference(), "");
}

TEST_F(Compare, NoPickingIsNoDifferenceSinceStockMayMoveAtClosing) {
  booked_.picking.reset();
  EXPECT_EQ(difference(), "");
}

TEST_F(Compare, ServicesDoNotMove) {
  document_.lines[1].product_type = order::ProductType::service;
  EXPECT_NE(difference(), "");
  booked_.picking->moves.pop_back();
  EXPECT_EQ(difference(), "");
}

TEST_F(Compare, OfMixedLinesTheNetOrTheOneDirectionMayHaveMoved) {
  document_.lines.push_back(line(10, "-1", -500));
  booked_.lines = document_.lines;
  EXPECT_EQ(difference(), "");  // 2 out, as Odoo with its two pickings
  booked_.picking->moves[0].qty = Decimal(1);
  EXPECT_EQ(difference(), "");  // net
}

TEST_F(Compare, AtMostFiveDifferencesAreSpelledOut) {
  for (int i = 0; i < 8; ++i) booked_.lines.push_back(line(100 + i, "1", 100));
  booked_.picking.reset();
  EXPECT_THAT(difference(), HasSubstr("and 3 more"));
}

TEST(SessionStates, HaveOdoosNames) {
  EXPECT_EQ(to_string(SessionState::opening_control), "opening_control");
  EXPECT_EQ(to_string(SessionState::opened), "opened");
  EXPECT_EQ(to_string(SessionState::closing_control), "closing_control");
  EXPECT_EQ(to_string(SessionState::closed), "closed");
}

}  // namespace
}  // namespace ordersync::pos
