// The guide's own order, and what every document says.
#include "match/match.h"

#include "match/test_shop.h"

namespace ordersync::match {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the words of the tests

Draft guide_order() {
  Draft order("92.0", {Line("Burger", "80.0", "1.0")});
  order.taxed("12.0").rate("15.0").subtotal("80.0").paid("92.0", "Cash", "1");
  order.status = "103";
  return order;
}

TEST(Match, TheGuidesOrderIsBookedWithTheProductsTax) {
  const Matched matched = Shop().booked(guide_order());
  EXPECT_THAT(lines_of(matched.document), ElementsAre("1 × Burger at 80 = 80.00/92.00 [1]"));
  EXPECT_THAT(payments_of(matched.document), ElementsAre("Cash 92.00"));
  EXPECT_EQ(matched.document.total, money("92"));
  EXPECT_EQ(matched.document.tax, money("12"));
  EXPECT_EQ(matched.document.amount_paid, money("92"));
  EXPECT_EQ(matched.document.change, money("0"));
  EXPECT_THAT(matched.warnings, IsEmpty());
}

TEST(Match, TheDocumentCarriesKeyReferenceNoteDateAndConfiguration) {
  Draft order = guide_order();
  order.remark = "no onions";
  const auto document = Shop().book(order);
  EXPECT_EQ(document.key, order.key);
  EXPECT_EQ(document.reference, "External Order ID: 639");
  EXPECT_EQ(document.note, "External Order ID: 639\nno onions");
  EXPECT_EQ(document.pos_config, "Main Store");
  EXPECT_EQ(document.date, base::from_unix_ms(1'000'000)) << "no date: the time received";
  EXPECT_FALSE(document.refund_of.has_value());

  order.date = base::from_unix_ms(5000);
  EXPECT_EQ(Shop().book(order).date, base::from_unix_ms(5000));
}

TEST(Match, TheWarningsOfTheOrderComeFirst) {
  Draft order = guide_order();
  order.warnings.push_back({"line_left_out", "line 2 is void"});
  EXPECT_THAT(Shop().warnings(order), ElementsAre("line_left_out"));
}

TEST(Match, ThePosCustomerIsKeptWhenOneWasFound) {
  Draft order = guide_order();
  order.customer.partner_id = "41";
  Shop shop;
  EXPECT_EQ(shop.book(order).customer_id, "41");
  shop.around.customer_id = "42";
  EXPECT_EQ(shop.book(order).customer_id, "42");
}

TEST(Match, AFreeOrderNeedsNoPayment) {
  const auto document = Shop().book(Draft("0", {Line("Burger", "80").off("80")}).subtotal("0"));
  EXPECT_THAT(lines_of(document), ElementsAre("1 × Burger at 80 -100% = 0.00/0.00 [1]"));
  EXPECT_THAT(document.payments, IsEmpty());
}

TEST(Match, AnotherCurrencyIsParkedNotComputed) {
  Draft order = guide_order();
  order.grand_total = base::Money(9200, *base::Currency::of("EUR"));
  EXPECT_EQ(Shop().park(order).code, "currency_differs");

  Shop shop;
  shop.parts.currency = *base::Currency::of("EUR");
  EXPECT_EQ(shop.park(guide_order()).code, "currency_differs");
}

TEST(Match, ZeroHasNoCurrency) {
  Shop shop;
  shop.parts.currency = *base::Currency::of("KWD");
  Draft order("1.150", {Line("Burger", "1.000")}, shop.parts.currency);
  order.taxed("0.150").paid("1.150");
  order.discount = base::Money();  // zero US dollars: a field that was never set
  EXPECT_EQ(shop.book(order).total.to_string(), "1.150");
}

TEST(Match, AmountsBeyondComputingAreParked) {
  Draft order("92", {Line("Burger", "99999999999999999999999999", "99999999999999")});
  order.paid("92");
  EXPECT_EQ(Shop().park(order).code, "amount_too_large");
}

TEST(Match, SumsBeyondMoneyAreParked) {
  Draft order("92", {Line("Tea", "90000000000000000"), Line("Tea", "90000000000000000")});
  order.paid("92");
  EXPECT_EQ(Shop().park(order).code, "amount_too_large");
}

TEST(Match, AnOrderWithNothingToSellIsParked) {
  Draft order("0", {Line("Burger", "80", "0")});
  EXPECT_EQ(Shop().park(order).code, "no_lines");
}

TEST(Match, ADeepTailOfDecimalsIsOnlyNoise) {
  Draft order("0.35", {Line("Burger", "1.0000000000000000000001", "0.30000000000000004")});
  order.taxed("0.05").paid("0.35");
  EXPECT_THAT(lines_of(Shop().book(order)), ElementsAre("0.3 × Burger at 1 = 0.30/0.35 [1]"));
}

TEST(Match, CurrenciesWithoutAndWithThreeDecimals) {
  Shop shop;
  shop.parts.currency = *base::Currency::of("JPY");
  Draft yen("1150", {Line("Burger", "1000")}, shop.parts.currency);
  yen.taxed("150").paid("1150");
  EXPECT_EQ(shop.book(yen).total.to_string(), "1150");

  shop.parts.currency = *base::Currency::of("KWD");
  Draft dinar("1.421", {Line("Burger", "1.2355")}, shop.parts.currency);
  dinar.taxed("0.185").paid("1.421");
  EXPECT_EQ(shop.book(dinar).total.to_string(), "1.421");
}

TEST(Match, NothingSoldTwiceByMatchingTwice) {
  const Shop shop;
  EXPECT_EQ(shop.book(guide_order()), shop.book(guide_order()));
}

}  // namespace
}  // namespace ordersync::match
