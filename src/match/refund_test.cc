// Behaviour 3 and 7: refunds.
#include "match/refund.h"

#include "match/test_shop.h"

namespace ordersync::match {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the words of the tests

struct Refund : ::testing::Test {
  static Draft order(std::string_view total = "-92", std::string_view qty = "-1") {
    Draft draft(total, {Line("Burger", "80", qty)});
    draft.rate("15").refund().paid(total);
    return draft;
  }
  void sold(std::string_view total, std::string_view refunded = "0") {
    shop.around.sale =
        Surroundings::Sale{{"main", "639", order::Kind::sale, {}}, money(total), money(refunded)};
  }
  Shop shop;
};

TEST_F(Refund, ItsLinesAndPaymentsAreNegativeAndItNamesItsSale) {
  sold("92");
  const auto document = shop.book(order());
  EXPECT_THAT(lines_of(document), ElementsAre("-1 × Burger at 80 = -80.00/-92.00 [1]"));
  EXPECT_THAT(payments_of(document), ElementsAre("Cash -92.00"));
  EXPECT_EQ(document.total, money("-92"));
  EXPECT_EQ(document.tax, money("-12"));
  EXPECT_EQ(document.change, money("0"));
  ASSERT_TRUE(document.refund_of.has_value());
  EXPECT_EQ(*document.refund_of, (order::OrderKey{"main", "639", order::Kind::sale, {}}));
}

TEST_F(Refund, MoreThanItIsPaidBackIsSaidToTheCent) {
  sold("92");
  Draft draft("-92", {Line("Burger", "80", "-1")});
  draft.rate("15").refund().paid("-100", "Card");
  EXPECT_THAT(shop.park(draft).message, HasSubstr("overpaid by 8.00"));
}

// What was owed is taken off again.
TEST_F(Refund, OfASaleOnAccountIsOnAccountAsWell) {
  sold("92");
  shop.rules.pay_later_method = 3;
  Draft draft("-92", {Line("Burger", "80", "-1")});
  draft.rate("15").refund().paid("-80").owing("-12");
  EXPECT_THAT(shop.park(draft).message, HasSubstr("names no customer"));
  draft.customer.id = "C-7";
  EXPECT_THAT(payments_of(shop.book(draft)), ElementsAre("Cash -80.00", "Customer Account -12.00"));

  Draft whole("-92", {Line("Burger", "80", "-1")});
  whole.rate("15").refund().owing("-92");
  whole.customer.id = "C-7";
  EXPECT_THAT(payments_of(shop.book(whole)), ElementsAre("Customer Account -92.00"));
  EXPECT_EQ(shop.park(whole.owing("-90")).code, "not_fully_paid");
}

TEST_F(Refund, BeforeItsSaleItIsParked) {
  const auto why = shop.park(order());
  EXPECT_EQ(why.code, "sale_not_booked");
  EXPECT_EQ(why.remedy, order::Remedy::fix);
  EXPECT_THAT(why.message, HasSubstr("639"));
  EXPECT_THAT(why.cause, Not(HasSubstr("639")));
  for (const char* offer : {"both", "alone", "ignore"}) EXPECT_THAT(why.message, HasSubstr(offer));
}

TEST_F(Refund, OfASaleThatThePosHasLostItSaysHowThatIsBookedAgain) {
  shop.around.lost_sale = "Main Store/0001";
  const auto why = shop.park(order());
  EXPECT_EQ(why.code, "sale_not_booked");
  for (const char* said : {"639", "Main Store/0001", "has it no more", "--again", "alone", "ignore"})
    EXPECT_THAT(why.message, HasSubstr(said));
  EXPECT_THAT(why.message, Not(HasSubstr("is not booked")));
  EXPECT_THAT(why.cause, Not(HasSubstr("0001")));
}

TEST_F(Refund, TheMissingSaleIsToldBeforeAMissingProduct) {
  shop.parts.products.clear();
  EXPECT_EQ(shop.park(order()).code, "sale_not_booked");
}

TEST_F(Refund, AloneItIsBookedWithoutALink) {
  shop.around.refund_alone = true;
  EXPECT_FALSE(shop.book(order()).refund_of.has_value());
}

TEST_F(Refund, AboveItsSaleItIsParked) {
  sold("91.99");
  const auto why = shop.park(order());
  EXPECT_EQ(why.code, "refund_above_sale");
  EXPECT_THAT(why.message, HasSubstr("refund of 92.00"));
  EXPECT_THAT(why.message, HasSubstr("91.99"));
}

TEST_F(Refund, WhatWasRefundedBeforeCounts) {
  sold("184", "92");
  EXPECT_EQ(shop.book(order()).total, money("-92"));
  sold("184", "92.01");
  EXPECT_THAT(shop.park(order()).message, HasSubstr("92.01 was refunded before"));
}

// The sale cost 92.02 and was booked at the 92.00 that were paid in coins.
TEST_F(Refund, OfASaleThatWasRoundedToCoinsIsRoundedAsWell) {
  shop.with_rounding_product().parts.config.cash_rounding = dec("0.05");
  Draft whole("-92.02", {Line("Tea", "92.02", "-1")});
  whole.refund().paid("-92.00");
  sold("92.00");
  EXPECT_EQ(shop.book(whole).total, money("-92.00"));
  sold("91.95");
  EXPECT_EQ(shop.park(whole).code, "refund_above_sale") << "a coin more than the sale";
  Draft in_full("-92.02", {Line("Tea", "92.02", "-1")});
  in_full.refund().paid("-92.02");
  sold("92.00");
  EXPECT_EQ(shop.park(in_full).code, "refund_above_sale") << "paid back in full";
}

TEST_F(Refund, AloneDoesNotMeanAboveASaleThatIsBooked) {
  sold("50");
  shop.around.refund_alone = true;
  EXPECT_EQ(shop.park(order()).code, "refund_above_sale");
}

TEST_F(Refund, PaymentsCompareAbsolutely) {
  sold("92");
  Draft positive = order();
  positive.checkouts.front().amount = money("92");
  EXPECT_THAT(payments_of(shop.book(positive)), ElementsAre("Cash -92.00"));
}

TEST_F(Refund, HasNoChange) {
  sold("92");
  Draft more = order();
  more.checkouts.front().amount = money("-100");
  EXPECT_EQ(shop.park(more).code, "overpaid");
  Draft less = order();
  less.checkouts.front().amount = money("-80");
  EXPECT_EQ(shop.park(less).message, "Order is not fully paid: 80.00 of 92.00");
}

TEST_F(Refund, OfACardIsPaidByCard) {
  sold("92");
  Draft card = order();
  card.checkouts.front().card_type = "Card";
  EXPECT_THAT(payments_of(shop.book(card)), ElementsAre("Card -92.00"));
}

TEST_F(Refund, WithADiscount) {
  sold("92");
  Draft discounted("-82.80", {Line("Burger", "80", "-1").off("-8")});
  discounted.taxed("-10.80").refund().paid("-82.80");
  EXPECT_THAT(lines_of(shop.book(discounted)), ElementsAre("-1 × Burger at 80 -10% = -72.00/-82.80 [1]"));
  Draft on_top("-82.80", {Line("Burger", "80", "-1")});
  on_top.off("-8").taxed("-10.80").refund().paid("-82.80");
  EXPECT_THAT(lines_of(shop.book(on_top)), ElementsAre("-1 × Burger at 80 -10% = -72.00/-82.80 [1]"));
}

TEST_F(Refund, WithGrossPricesOneRateAndATip) {
  sold("200");
  shop.product(32, "Tips");
  shop.rules.tip_product = 32;
  Draft gross("-97", {Line("Tea", "92", "-1")});
  gross.taxed("-12.65").rate("15").tipped("-5").refund().paid("-97");
  EXPECT_EQ(shop.with_rounding_product().book(gross).total, money("-97"));
}

TEST_F(Refund, ThatGivesNothingBackNeedsNoPayment) {
  sold("92");
  Draft nothing("0", {Line("Burger", "80", "-1").off("-80")});
  nothing.refund();
  EXPECT_EQ(shop.book(nothing).total, money("0"));
}

TEST_F(Refund, OfTheWrongSignIsParked) {
  sold("92");
  Draft positive("92", {Line("Burger", "80")});
  positive.taxed("12").refund().paid("92");
  EXPECT_EQ(shop.park(positive).code, "wrong_sign");
  Draft negative_sale("-92", {Line("Burger", "80", "-1")});
  negative_sale.taxed("-12").paid("-92");
  EXPECT_EQ(shop.park(negative_sale).code, "wrong_sign");
}

TEST_F(Refund, OfASaleInAnotherCurrencyIsParked) {
  shop.around.sale = Surroundings::Sale{
      {}, base::Money(9200, *base::Currency::of("EUR")), base::Money(0, *base::Currency::of("EUR"))};
  EXPECT_EQ(shop.park(order()).code, "currency_differs");
}

}  // namespace
}  // namespace ordersync::match
