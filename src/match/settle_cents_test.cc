// Behaviour 6: the booked order's total is GrandTotal, to the cent, by the POS's own arithmetic.
#include "match/settle_cents.h"

#include "match/test_shop.h"

namespace ordersync::match {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the words of the tests

// 949.57 + 142.44 is 1092.01, 949.56 + 142.43 is 1091.99: per line no net price gives 1092.00.
Draft unreachable() {
  return Draft("1092.00", {Line("Burger", "949.5652173913")}).taxed("142.4347826087").rate("15").paid("1092");
}

TEST(SettleCents, FirstByAPriceIncludedTaxOfTheSameRate) {
  Shop shop;
  shop.with_rounding_product().tax(2, "VAT 15% incl.", "15", true);
  const Matched matched = shop.booked(unreachable());
  EXPECT_THAT(lines_of(matched.document), ElementsAre("1 × Burger at 1092 = 949.57/1092.00 [2]"));
  EXPECT_EQ(matched.document.tax, money("142.43"));
  ASSERT_EQ(matched.warnings.size(), 1U);
  EXPECT_EQ(matched.warnings.front().code, "rounding");
  EXPECT_THAT(matched.warnings.front().message, HasSubstr("-0.01"));
  EXPECT_THAT(matched.warnings.front().message, HasSubstr("\"VAT 15% incl.\""));
}

// One line: two cents. What is settled may differ from the stated tax by as much, as what is near may.
TEST(SettleCents, TheTaxMayDifferByAsMuchAsTheToleranceAndNoMore) {
  const auto order = [](std::string_view tax) {
    return Draft("92.01", {Line("Burger", "80")}).taxed(tax).paid("92.01");
  };
  EXPECT_EQ(Shop().book(order("12.02")).total, money("92.01"));
  EXPECT_EQ(Shop().park(order("12.03")).code, "totals_do_not_add_up");
}

TEST(SettleCents, AnInactivePriceIncludedTaxIsNoRemedy) {
  Shop shop;
  shop.with_rounding_product().tax(2, "VAT 15% incl.", "15", true);
  shop.parts.taxes.back().active = false;
  EXPECT_EQ(shop.book(unreachable()).lines.front().taxes.front(), 1);
}

TEST(SettleCents, ThenByAUnitPriceThatGivesTheTotal) {
  Shop shop;
  shop.with_rounding_product();
  // Two lines round up where the source rounds once: 11.50 + 11.50 against 22.99.
  const Matched matched = shop.booked(Draft("91.99", {Line("Burger", "80")}).taxed("12").paid("91.99"));
  EXPECT_THAT(lines_of(matched.document), ElementsAre("1 × Burger at 79.99 = 79.99/91.99 [1]"));
  EXPECT_EQ(matched.warnings.front().code, "rounding");
  EXPECT_THAT(matched.warnings.front().message, HasSubstr("unit price of 79.99 for \"Burger\""));
}

TEST(SettleCents, TheUnitPriceOfTheLargestLineMoves) {
  const auto document =
      Shop().book(Draft("114.99", {Line("Fries", "10"), Line("Burger", "80"), Line("Fries", "10")})
                      .taxed("15")
                      .paid("114.99"));
  EXPECT_EQ(document.lines[0].price_unit, dec("10"));
  EXPECT_EQ(document.lines[1].price_unit, dec("79.99"));
}

TEST(SettleCents, ThenByAnUntaxedLineOnTheRoundingProduct) {
  Shop shop;
  shop.with_rounding_product();
  const Matched matched = shop.booked(unreachable());
  EXPECT_THAT(lines_of(matched.document), ElementsAre("1 × Burger at 949.5652173913 = 949.57/1092.01 [1]",
                                                      "1 × Rounding at -0.01 = -0.01/-0.01 []"));
  EXPECT_EQ(matched.document.total, money("1092.00"));
  EXPECT_EQ(matched.document.lines.back().note, "rounding");
  EXPECT_EQ(matched.warnings.front().code, "rounding");
}

TEST(SettleCents, TheRoundingProductOfTheSyncGoesBeforeThePossOwn) {
  Shop shop;
  shop.with_rounding_product().product(98, "Cents");
  shop.rules.rounding_product = 98;
  EXPECT_EQ(shop.book(unreachable()).lines.back().product, "Cents");
}

TEST(SettleCents, WithoutARoundingProductTheOrderIsParked) {
  const auto why = Shop().park(unreachable());
  EXPECT_EQ(why.code, "rounding_product_missing");
  EXPECT_THAT(why.message, HasSubstr("-0.01"));
}

TEST(SettleCents, RoundingOnceAnOrderNeedsNoRemedyThere) {
  const Matched matched = Shop().globally().booked(unreachable());
  EXPECT_THAT(lines_of(matched.document), ElementsAre("1 × Burger at 949.5652173913 = 949.57/1092.01 [1]"));
  EXPECT_EQ(matched.document.total, money("1092.00")) << "the line's own total is rounded for display";
  EXPECT_THAT(matched.warnings, IsEmpty());
}

TEST(SettleCents, OldOdoosRoundTheBaseByLineAndTheTaxOnceAnOrder) {
  Shop shop;
  shop.rounding(order::TaxRounding::round_taxes_globally).with_rounding_product();
  const Line third("Burger", "0.233");
  // Bases of 0.23, and 15 % of 0.69 once: 0.10. By line it is 0.03 each, and once an order 0.70 and 0.10.
  const Matched right = shop.booked(Draft("0.79", {third, third, third}).taxed("0.10").paid("0.79"));
  EXPECT_THAT(right.warnings, IsEmpty());
  EXPECT_EQ(right.document.tax, money("0.10"));
  const Matched settled = shop.booked(Draft("0.80", {third, third, third}).taxed("0.10").paid("0.80"));
  EXPECT_EQ(settled.document.total, money("0.80"));
  EXPECT_EQ(settled.warnings.front().code, "rounding");
}

TEST(SettleCents, GrossPricesComeToTheirTotal) {
  Shop shop;
  shop.with_rounding_product();
  // 10.00 gross at 15 %: 8.70 + 1.31 is 10.01, 8.69 + 1.30 is 9.99.
  const auto document = shop.book(Draft("10", {Line("Burger", "10")}).taxed("1.30").paid("10"));
  EXPECT_EQ(document.total, money("10.00"));
  EXPECT_EQ(document.lines.back().product, "Rounding");
  shop.tax(2, "VAT 15% incl.", "15", true);
  EXPECT_THAT(lines_of(shop.book(Draft("10", {Line("Burger", "10")}).taxed("1.30").paid("10"))),
              ElementsAre("1 × Burger at 10 = 8.70/10.00 [2]"));
}

TEST(SettleCents, ARefundsRoundingLineComesBackAsWell) {
  Shop shop;
  shop.with_rounding_product().around.refund_alone = true;
  Draft order("-1092.00", {Line("Burger", "949.5652173913", "-1")});
  order.taxed("-142.4347826087").rate("15").refund().paid("-1092");
  EXPECT_THAT(lines_of(shop.book(order)), ElementsAre("-1 × Burger at 949.5652173913 = -949.57/-1092.01 [1]",
                                                      "-1 × Rounding at -0.01 = 0.01/0.01 []"));
}

TEST(SettleCents, ADifferenceOfTheTaxAloneIsNoted) {
  const Matched matched = Shop().booked(Draft("92", {Line("Burger", "80")}).taxed("11.99").paid("92"));
  ASSERT_EQ(matched.warnings.size(), 1U);
  EXPECT_EQ(matched.warnings.front().code, "tax_rounding");
  EXPECT_EQ(matched.document.tax, money("12.00"));
}

TEST(SettleCents, ADiscountedLineKeepsItsDiscountWhileItsPriceMoves) {
  const auto document = Shop().book(
      Draft("21.56", {Line("Burger", "10"), Line("Burger", "15")}).off("6.25").taxed("2.81").paid("21.56"));
  EXPECT_EQ(document.total, money("21.56")) << "per line it would be 21.57";
  EXPECT_EQ(document.lines[1].discount_percent, dec("25"));
}

// 10.05 and its tax would be three cents more, 10.04 and its tax are the two that are missing.
TEST(SettleCents, APriceThatDoesNotGiveTheTotalIsFollowedByTheOnesBesideIt) {
  const auto document =
      Shop().book(Draft("13.85", {Line("Burger", "10.03"), Line("Fries", "1"), Line("Fries", "1")})
                      .taxed("1.82")
                      .paid("13.85"));
  EXPECT_EQ(document.total, money("13.85"));
  EXPECT_EQ(document.lines[0].price_unit, dec("10.04"));
  EXPECT_EQ(document.lines[1].price_unit, dec("1"));
}

// 40 times 0.495 is 19.80, and 20.00 where each line is rounded: one of them takes all of the difference, and
// nothing less.
TEST(SettleCents, APriceThatHoldsItsTaxTakesTheDifferenceAsItIs) {
  Shop shop;
  shop.tax(2, "VAT 15% incl.", "15", true).product(14, "Water", {2});
  Draft order("19.80", {});
  for (int i = 1; i <= 40; ++i) {
    order.lines.push_back(Line("Water", "0.99", "0.5"));
    order.lines.back().number = i;
  }
  const auto document = shop.book(order.taxed("2.58").paid("19.80"));
  EXPECT_EQ(text(document.lines.front()), "0.5 × Water at 0.6 = 0.26/0.30 [2]");
  EXPECT_EQ(document.total, money("19.80"));
}

TEST(SettleCents, EveryLineOfALargeOrderMayBeACentOff) {
  Shop shop;
  shop.with_rounding_product();
  Draft order("0", {});
  for (int i = 1; i <= 300; ++i) {
    order.lines.push_back(Line("Burger", "949.5652173913"));
    order.lines.back().number = i;
  }
  order.grand_total = money("327600.00");  // 300 × 1092.00; per line 300 × 1092.01
  order.taxed("42730.43").paid("327600");
  EXPECT_EQ(shop.book(order).total, money("327600.00"));
}

}  // namespace
}  // namespace ordersync::match
