// Behaviour 6: charges, tips and vouchers.
#include "match/test_shop.h"

namespace ordersync::match {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the words of the tests

TEST(Charges, AreLinesOnTheirChosenProductsTaxedAsThose) {
  Shop shop;
  shop.product(30, "Service", {1}).type = order::ProductType::service;
  shop.product(31, "Delivery");
  shop.product(32, "Tips").available_in_pos = false;  // as Odoo's own
  shop.rules.service_product = 30;
  shop.rules.delivery_product = 31;
  shop.rules.tip_product = 32;
  const auto document = shop.book(Draft("109.5", {Line("Burger", "80")})
                                      .service("10")
                                      .delivery("4")
                                      .tipped("2")
                                      .taxed("13.5")
                                      .paid("109.5"));
  EXPECT_THAT(lines_of(document),
              ElementsAre("1 × Burger at 80 = 80.00/92.00 [1]", "1 × Service at 10 = 10.00/11.50 [1]",
                          "1 × Delivery at 4 = 4.00/4.00 []", "1 × Tips at 2 = 2.00/2.00 []"));
}

// One rate for the order is one for what it sells: a tip without tax stays without.
TEST(Charges, KeepTheirProductsTaxUnderAnOrdersOneRate) {
  Shop shop;
  shop.product(31, "Delivery");
  shop.product(32, "Tips");
  shop.rules.delivery_product = 31;
  shop.rules.tip_product = 32;
  const auto tipped =
      shop.book(Draft("102", {Line("Tea", "80")}).tipped("10").taxed("12").rate("15").paid("102"));
  EXPECT_THAT(lines_of(tipped),
              ElementsAre("1 × Tea at 80 = 80.00/92.00 [1]", "1 × Tips at 10 = 10.00/10.00 []"));
  const auto implied = shop.book(Draft("102", {Line("Tea", "80")}).delivery("10").taxed("12").paid("102"));
  EXPECT_THAT(lines_of(implied),
              ElementsAre("1 × Tea at 80 = 80.00/92.00 [1]", "1 × Delivery at 10 = 10.00/10.00 []"));
  const auto taxed_too =
      shop.book(Draft("103.5", {Line("Tea", "80")}).delivery("10").taxed("13.5").rate("15").paid("103.5"));
  EXPECT_THAT(lines_of(taxed_too),
              ElementsAre("1 × Tea at 80 = 80.00/92.00 [1]", "1 × Delivery at 10 = 10.00/11.50 [1]"));
}

TEST(Charges, WithoutAProductParkTheOrderNamingTheCharge) {
  const auto why_of = [](Draft order) { return Shop().park(order.paid("92")); };
  const Draft order("92", {Line("Burger", "80")});
  EXPECT_THAT(why_of(Draft(order).service("5")).message, HasSubstr("service charge of 5.00 has no product"));
  EXPECT_THAT(why_of(Draft(order).delivery("5")).message,
              HasSubstr("delivery charge of 5.00 has no product"));
  EXPECT_THAT(why_of(Draft(order).tipped("5")).message, HasSubstr("tip of 5.00 has no product"));
  EXPECT_EQ(why_of(Draft(order).tipped("5")).code, "charge_product_missing");
  EXPECT_EQ(why_of(Draft(order).tipped("5")).cause, "charge_product_missing: tip");
}

TEST(Charges, OnAProductThatIsGoneParkTheOrder) {
  Shop shop;
  shop.rules.service_product = 777;
  EXPECT_THAT(shop.park(Draft("97", {Line("Burger", "80")}).service("5").paid("97")).message,
              HasSubstr("service product (id 777)"));
}

TEST(Charges, BearNoneOfADiscountOnTop) {
  Shop shop;
  shop.product(31, "Delivery");
  shop.rules.delivery_product = 31;
  const auto document = shop.book(Draft("10", {Line("Tea", "8")}).delivery("4").off("2").paid("10"));
  EXPECT_THAT(lines_of(document),
              ElementsAre("1 × Tea at 8 -25% = 6.00/6.00 []", "1 × Delivery at 4 = 4.00/4.00 []"));
}

TEST(Charges, ATipMayBeOnlyInThePayments) {
  Shop shop;
  shop.product(32, "Tips");
  shop.rules.tip_product = 32;
  const Matched matched =
      shop.booked(Draft("92", {Line("Burger", "80")}).taxed("12").tipped("5").paid("97", "Card"));
  EXPECT_EQ(matched.document.total, money("97"));
  EXPECT_EQ(matched.document.lines.back().product, "Tips");
  EXPECT_THAT(payments_of(matched.document), ElementsAre("Card 97.00"));
  EXPECT_EQ(matched.warnings.front().code, "tip_in_payments");
}

TEST(Charges, ATipOnlyInThePaymentsMayBePaidWithChange) {
  Shop shop;
  shop.product(32, "Tips");
  shop.rules.tip_product = 32;
  Draft order = Draft("92", {Line("Burger", "80")}).taxed("12").tipped("5").paid("100");
  order.amount_paid = money("97");
  const auto document = shop.book(order);
  EXPECT_EQ(document.total, money("97"));
  EXPECT_THAT(payments_of(document), ElementsAre("Cash 100.00", "Cash -3.00 change"));
  EXPECT_THAT(shop.warnings(order), ElementsAre("tip_in_payments")) << "AmountPaid explains the change";
  order.amount_paid = money("100");
  EXPECT_THAT(payments_of(shop.book(order)), ElementsAre("Cash 100.00", "Cash -3.00 change"));
}

// The tip is owed beside GrandTotal, and the payments are measured by both.
TEST(Charges, ATipThatIsNotWhatWasPaidIsToldWithThePayments) {
  Shop shop;
  shop.product(32, "Tips");
  shop.rules.tip_product = 32;
  const auto why = [&](std::string_view amount, const char* by) {
    return shop.park(Draft("92", {Line("Burger", "80")}).taxed("12").tipped("8").paid(amount, by)).message;
  };
  const std::string owed = "100.00 (GrandTotal 92.00 and the tip of 8.00)";
  EXPECT_EQ(why("96", "Card"), "Order is not fully paid: 96.00 of " + owed);
  EXPECT_EQ(why("92", "Cash"), "Order is not fully paid: 92.00 of " + owed);
  EXPECT_EQ(why("99", "Cash"), "Order is not fully paid: 99.00 of " + owed);
  EXPECT_THAT(why("108", "Card"), HasSubstr("overpaid by 8.00 by card: 108.00 for " + owed));
}

TEST(Charges, ATipOfARefundIsGivenBackWholeToo) {
  Shop shop;
  shop.product(32, "Tips");
  shop.rules.tip_product = 32;
  shop.around.refund_alone = true;
  Draft refund = Draft("-92", {Line("Burger", "80", "-1")}).taxed("-12").tipped("-8").refund();
  EXPECT_EQ(shop.park(Draft(refund).paid("-92")).message,
            "Order is not fully paid: 92.00 of 100.00 (GrandTotal 92.00 and the tip of 8.00)");
}

TEST(Charges, ATipBelowZeroIsNoneThatWasPaid) {
  Shop shop;
  shop.product(32, "Tips");
  shop.rules.tip_product = 32;
  EXPECT_EQ(shop.park(Draft("92", {Line("Burger", "80")}).taxed("12").tipped("-8").paid("92")).code,
            "totals_do_not_add_up");
}

TEST(Charges, ATipOnlyInThePaymentsDoesNotAnswerTheUntaxedQuestion) {
  Shop shop;
  shop.product(32, "Tips");
  shop.rules.tip_product = 32;
  const auto why = shop.park(Draft("80", {Line("Burger", "80")}).tipped("5").paid("85"));
  EXPECT_EQ(why.code, "tax_not_stated");
  EXPECT_THAT(why.message, HasSubstr("GrandTotal 80.00 with the tip equals its lines"));
}

TEST(Vouchers, AreAPaymentOfTheDiscountWithTheFullTax) {
  Shop shop;
  shop.method(4, "Voucher").rules.voucher_method = 4;
  const auto document = shop.book(Draft("72", {Line("Burger", "80")}).off("20").taxed("12").paid("72"));
  EXPECT_EQ(document.total, money("92"));
  EXPECT_EQ(document.tax, money("12"));
  EXPECT_THAT(payments_of(document), ElementsAre("Cash 72.00", "Voucher 20.00"));
}

TEST(Vouchers, WithoutAMethodAreParked) {
  const auto why = Shop().park(Draft("72", {Line("Burger", "80")}).off("20").taxed("12").paid("72"));
  EXPECT_EQ(why.code, "voucher_method_missing");
  EXPECT_THAT(why.message, HasSubstr("discount of 20.00 is a voucher"));
}

TEST(Vouchers, WhatWasAddedToAnOrderHasNotPaidForIt) {
  Shop shop;
  shop.method(4, "Voucher").rules.voucher_method = 4;
  EXPECT_EQ(shop.park(Draft("97", {Line("Burger", "80")}).off("-5").taxed("12").paid("97")).code,
            "totals_do_not_add_up");
}

// Taken off the lines and paid with as well it would count twice.
TEST(Vouchers, ADiscountIsAVoucherOrOnTopAndNeverBoth) {
  Shop shop;
  shop.method(4, "Voucher").rules.voucher_method = 4;
  EXPECT_EQ(shop.park(Draft("93.5", {Line("Burger", "100")}).off("10").taxed("13.5").paid("93.5")).code,
            "totals_do_not_add_up");
}

TEST(Vouchers, ADiscountThatLowersTheTaxIsNone) {
  Shop shop;
  shop.method(4, "Voucher").rules.voucher_method = 4;
  EXPECT_EQ(shop.book(Draft("69", {Line("Burger", "80")}).off("20").taxed("9").paid("69")).total,
            money("69"));
}

}  // namespace
}  // namespace ordersync::match
