// Behaviour 6: what an order's totals mean, sentence by sentence.
#include "match/totals.h"

#include "match/test_shop.h"

namespace ordersync::match {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the words of the tests

// ---- net or gross

// More is asked for it than its price: that is a price, and no discount below zero.
TEST(Totals, ADiscountThatRaisesALineIsItsPrice) {
  EXPECT_THAT(lines_of(Shop().book(Draft("11", {Line("Tea", "10").off("-1")}).paid("11"))),
              ElementsAre("1 × Tea at 11 = 11.00/11.00 []"));
}

// Half a cent of a price that has no end is not lost.
TEST(Totals, ADiscountOverSeveralPiecesKeepsHalfACent) {
  Shop shop;
  const auto exact = shop.book(Draft("30", {Line("Tea", "10", "3").off("0.005")}).paid("30"));
  EXPECT_EQ(exact.total, money("30"));
  EXPECT_THAT(shop.warnings(Draft("30", {Line("Tea", "10", "3").off("0.005")}).paid("30")), IsEmpty());
  const auto returned = shop.book(
      Draft("62", {Line("Burger", "80"), Line("Tea", "10", "-3").off("-0.005")}).taxed("12").paid("62"));
  EXPECT_EQ(returned.total, money("62"));
}

TEST(Totals, NetPricesTakeTheProductsTax) {
  EXPECT_THAT(lines_of(Shop().book(Draft("31.74", {Line("Burger", "9.2", "3")}).taxed("4.14").paid("31.74"))),
              ElementsAre("3 × Burger at 9.2 = 27.60/31.74 [1]"));
}

TEST(Totals, TheGuidesMinimumOrderNeedsNoTaxField) {
  EXPECT_THAT(lines_of(Shop().book(Draft("92", {Line("Burger", "80")}).subtotal("80").paid("92"))),
              ElementsAre("1 × Burger at 80 = 80.00/92.00 [1]"));
}

TEST(Totals, GrossPricesAreSplitByTheProductsTax) {
  EXPECT_THAT(lines_of(Shop().book(Draft("92", {Line("Burger", "92")}).taxed("12").paid("92"))),
              ElementsAre("1 × Burger at 80 = 80.00/92.00 [1]"));
}

TEST(Totals, NetPricesOfAPriceIncludedProductAreBookedGross) {
  Shop shop;
  shop.tax(2, "VAT 15% incl.", "15", true).of(10).taxes = {2};
  EXPECT_THAT(lines_of(shop.book(Draft("92", {Line("Burger", "80")}).taxed("12").paid("92"))),
              ElementsAre("1 × Burger at 92 = 80.00/92.00 [2]"));
}

TEST(Totals, GrossPricesOfAPriceIncludedProductAreBookedAsTheyAre) {
  Shop shop;
  shop.tax(2, "VAT 15% incl.", "15", true).of(10).taxes = {2};
  EXPECT_THAT(lines_of(shop.book(Draft("92", {Line("Burger", "92")}).taxed("12").paid("92"))),
              ElementsAre("1 × Burger at 92 = 80.00/92.00 [2]"));
}

TEST(Totals, UntaxedProductsAreBookedWithoutTax) {
  const Matched matched = Shop().booked(Draft("5", {Line("Tea", "2.5", "2")}).subtotal("5").paid("5"));
  EXPECT_THAT(lines_of(matched.document), ElementsAre("2 × Tea at 2.5 = 5.00/5.00 []"));
  EXPECT_THAT(matched.warnings, IsEmpty());
}

TEST(Totals, RatesMayDifferWithinAnOrder) {
  Shop shop;
  shop.tax(2, "VAT 5%", "5").of(11).taxes = {2};
  EXPECT_THAT(lines_of(shop.book(Draft("118", {Line("Burger", "80"), Line("Fries", "20"), Line("Tea", "5")})
                                     .taxed("13")
                                     .paid("118"))),
              ElementsAre("1 × Burger at 80 = 80.00/92.00 [1]", "1 × Fries at 20 = 20.00/21.00 [2]",
                          "1 × Tea at 5 = 5.00/5.00 []"));
}

TEST(Totals, AProductMayHaveTwoTaxes) {
  Shop shop;
  shop.tax(2, "City 2%", "2").of(10).taxes = {1, 2};
  EXPECT_THAT(lines_of(shop.book(Draft("93.6", {Line("Burger", "80")}).taxed("13.6").paid("93.6"))),
              ElementsAre("1 × Burger at 80 = 80.00/93.60 [1,2]"));
}

TEST(Totals, TaxesAreTheProductsAfterTheFiscalPosition) {
  Shop shop;
  shop.tax(2, "VAT 5%", "5");
  shop.parts.fiscal_position = order::FiscalPosition{1, "Reduced", {{1, 2}}};
  EXPECT_THAT(lines_of(shop.book(Draft("84", {Line("Burger", "80")}).taxed("4").paid("84"))),
              ElementsAre("1 × Burger at 80 = 80.00/84.00 [2]"));
  shop.parts.fiscal_position = order::FiscalPosition{2, "Export", {{1, std::nullopt}}};
  EXPECT_THAT(lines_of(shop.book(Draft("80", {Line("Burger", "80")}).paid("80"))),
              ElementsAre("1 × Burger at 80 = 80.00/80.00 []"));
}

TEST(Totals, TaxIsRoundedPerLineOrPerOrderAsTheCompanySays) {
  // 3 × 0.03 at 15 %: 0.0045 each rounds to nothing; together 0.0135 is a cent.
  const auto order = [](std::string_view total, std::string_view tax) {
    return Draft(total, {Line("Burger", "0.03"), Line("Burger", "0.03"), Line("Burger", "0.03")})
        .taxed(tax)
        .paid(total);
  };
  EXPECT_EQ(Shop().book(order("0.09", "0")).tax, money("0.00"));
  EXPECT_EQ(Shop().globally().book(order("0.10", "0.01")).tax, money("0.01"));
}

// ---- discounts

TEST(Totals, ALineDiscountIsBookedAsAPercentage) {
  EXPECT_THAT(lines_of(Shop().book(Draft("92", {Line("Burger", "100").off("20")}).taxed("12").paid("92"))),
              ElementsAre("1 × Burger at 100 -20% = 80.00/92.00 [1]"));
}

TEST(Totals, ALineDiscountThatIsNoRoundPercentageGivesTheAmount) {
  EXPECT_THAT(lines_of(Shop().book(Draft("92", {Line("Burger", "90").off("10")}).taxed("12").paid("92"))),
              ElementsAre("1 × Burger at 90 -11.11111111% = 80.00/92.00 [1]"));
}

TEST(Totals, APercentageOfTheSourceIsKept) {
  EXPECT_THAT(lines_of(Shop().book(
                  Draft("82.80", {Line("Burger", "80").percent_off("10")}).taxed("10.8").paid("82.8"))),
              ElementsAre("1 × Burger at 80 -10% = 72.00/82.80 [1]"));
}

TEST(Totals, AHundredPercentIsNeverMoreThanTheLine) {
  EXPECT_EQ(Shop().book(Draft("0", {Line("Tea", "949.5652173913", "0.333").percent_off("100")})).total,
            money("0"));
}

TEST(Totals, ADiscountThatIsInsideTheLinesIsNotTakenTwice) {
  EXPECT_THAT(
      lines_of(Shop().book(Draft("92", {Line("Burger", "90").off("10")}).off("10").taxed("12").paid("92"))),
      ElementsAre("1 × Burger at 90 -11.11111111% = 80.00/92.00 [1]"));
}

TEST(Totals, ADiscountOnTopOfTheLinesIsTakenOff) {
  EXPECT_THAT(
      lines_of(Shop().book(
          Draft("21.56", {Line("Burger", "25")}).off("6.25").taxed("2.81").subtotal("18.75").paid("21.56"))),
      ElementsAre("1 × Burger at 25 -25% = 18.75/21.56 [1]"));
}

TEST(Totals, ADiscountOnTopIsSharedInProportionToTheLastCent) {
  const auto document = Shop().book(Draft("18.75", {Line("Tea", "10"), Line("Tea", "10"), Line("Tea", "5")})
                                        .off("6.25")
                                        .subtotal("18.75")
                                        .paid("18.75"));
  EXPECT_THAT(lines_of(document),
              ElementsAre("1 × Tea at 10 -25% = 7.50/7.50 []", "1 × Tea at 10 -25% = 7.50/7.50 []",
                          "1 × Tea at 5 -25% = 3.75/3.75 []"));
  // 1.00 over three equal lines: 0.34 + 0.33 + 0.33
  const auto thirds =
      Shop().book(Draft("8", {Line("Tea", "3"), Line("Tea", "3"), Line("Tea", "3")}).off("1").paid("8"));
  EXPECT_EQ(thirds.lines[0].total, money("2.66"));
  EXPECT_EQ(thirds.lines[1].total, money("2.67"));
  EXPECT_EQ(thirds.lines[2].total, money("2.67"));
}

TEST(Totals, ADiscountOnTopLessTheLineDiscounts) {
  // D 30 is the line discount of 10 and 20 more.
  EXPECT_EQ(Shop().book(Draft("69", {Line("Burger", "90").off("10")}).off("30").taxed("9").paid("69")).total,
            money("69"));
}

TEST(Totals, ADiscountOnTopOfAGrossPrice) {
  EXPECT_THAT(lines_of(Shop().book(Draft("69", {Line("Burger", "92")}).off("23").taxed("9").paid("69"))),
              ElementsAre("1 × Burger at 80 -25% = 60.00/69.00 [1]"));
}

TEST(Totals, AWholeOrderMayBeGivenAway) {
  EXPECT_EQ(Shop().book(Draft("0", {Line("Burger", "80")}).off("80").taxed("0")).total, money("0"));
}

// 20 less 30, and 15 for the delivery, is 5: but what there is to take from is the 20.
TEST(Totals, ADiscountAboveItsLinesIsNotTakenFromTheCharges) {
  Shop shop;
  shop.product(31, "Delivery");
  shop.rules.delivery_product = 31;
  EXPECT_EQ(shop.park(Draft("5", {Line("Tea", "20")}).delivery("15").off("30").paid("5")).code,
            "totals_do_not_add_up");
}

TEST(Totals, ALineDiscountLargerThanItsLineParksTheOrder) {
  const auto why = Shop().park(Draft("92", {Line("Tea", "1"), Line("Burger", "80").off("80.01")}).paid("92"));
  EXPECT_EQ(why.code, "discount_too_large");
  EXPECT_EQ(why.message, "The discount 80.01 is larger than its line \"Burger\" (line 2) of 80.00");
  const auto of_two =
      Shop().park(Draft("92", {Line("Tea", "1").off("2"), Line("Burger", "80").off("80.01")}).paid("92"));
  EXPECT_EQ(of_two.message, "The discount 2.00 is larger than its line \"Tea\" (line 1) of 1.00")
      << "the first is named";
  EXPECT_EQ(Shop().park(Draft("0", {Line("Burger", "80").percent_off("100.1")})).code, "discount_too_large");
  EXPECT_EQ(Shop().park(Draft("0", {Line("Burger", "0").off("5")})).code, "discount_too_large");
}

// ---- ranking

TEST(Totals, TheSubtotalTellsWhichOfTwoReadingsThatAreAsNearIsMeant) {
  // 11.49 is a cent from 11.50, the discount inside the line, and from 11.48, the discount on top of it.
  const auto cents = [](std::string_view subtotal) {
    return lines_of(
        Shop().book(Draft("11.49", {Line("Burger", "10")}).off("0.02").subtotal(subtotal).paid("11.49")));
  };
  EXPECT_THAT(cents("10"), ElementsAre(HasSubstr(" at 9.99 = ")));
  EXPECT_THAT(cents("9.98"), ElementsAre(HasSubstr(" -0.2% = ")));
}

TEST(Totals, AnExactReadingBeatsANearOne) {
  // Net on top is 81.00 − 1.00 + 12.00 = 92.00 exactly; no other reading is nearer.
  const auto document = Shop().book(Draft("92", {Line("Burger", "81")}).off("1").taxed("12").paid("92"));
  EXPECT_EQ(document.lines.front().subtotal, money("80"));
  EXPECT_EQ(document.lines.size(), 1U);
}

// Twenty bottles have a tolerance of 21 cents: near enough to hide a tip of 20.
TEST(Totals, AnExactReadingBeatsANearOneWhereverItIsFound) {
  Shop shop;
  shop.product(32, "Tips");
  shop.rules.tip_product = 32;
  const auto tipped = shop.book(Draft("100", {Line("Tea", "5", "20")}).tipped("0.2").paid("100.2", "Card"));
  EXPECT_EQ(tipped.total, money("100.20"));
  EXPECT_EQ(tipped.lines.front().total, money("100.00"));
}

// An unrelated tax of the POS may give the very cents of a small order; its products are taxed otherwise.
TEST(Totals, ARateThatTheAmountsImplyDoesNotReplaceTaxesThatAreNear) {
  Shop shop;
  shop.tax(2, "VAT 5%", "5").tax(3, "VAT 14%", "14").product(20, "Cola", {2});
  const auto document =
      shop.book(Draft("5.20", {Line("Burger", "1.77"), Line("Burger", "2.39"), Line("Cola", "0.40")})
                    .taxed("0.64")
                    .paid("5.2"));
  EXPECT_EQ(document.lines.at(0).taxes, std::vector<std::int64_t>{1});
  EXPECT_EQ(document.lines.at(2).taxes, std::vector<std::int64_t>{2});
}

TEST(Totals, NetGoesBeforeGross) {
  // Net on top and gross inside both give 92.00 with a tax of 12.00.
  EXPECT_THAT(lines_of(Shop().book(
                  Draft("92", {Line("Burger", "92")}).off("12").taxed("12").subtotal("80").paid("92"))),
              ElementsAre("1 × Burger at 92 -13.04347826% = 80.00/92.00 [1]"));
}

TEST(Totals, TheToleranceIsOneMinorUnitPerLinePlusOne) {
  Shop shop;
  shop.with_rounding_product();
  EXPECT_EQ(shop.book(Draft("92.02", {Line("Burger", "80")}).taxed("12").paid("92.02")).total,
            money("92.02"));
  EXPECT_EQ(shop.park(Draft("92.03", {Line("Burger", "80")}).taxed("12").paid("92.03")).code,
            "totals_do_not_add_up");
  EXPECT_EQ(shop.book(Draft("91.98", {Line("Burger", "80")}).taxed("12").paid("91.98")).total,
            money("91.98"));
  EXPECT_EQ(shop.park(Draft("91.97", {Line("Burger", "80")}).taxed("12").paid("91.97")).code,
            "totals_do_not_add_up");
}

TEST(Totals, TheTaxMustFitToo) {
  EXPECT_EQ(
      Shop().booked(Draft("92", {Line("Burger", "80")}).taxed("12.02").paid("92")).warnings.front().code,
      "tax_rounding");
  const auto why = Shop().park(Draft("92", {Line("Burger", "80")}).taxed("11").paid("92"));
  EXPECT_EQ(
      why.message,
      "Totals do not add up: lines 80.00 + tax 12.00 = 92.00, GrandTotal 92.00 (difference 0.00), but Tax is "
      "11.00 (difference 1.00)");
}

// A cent of the total is within the tolerance: it is the tax that keeps the order back, and it is named.
TEST(Totals, ATaxThatPricesWithTheirTaxDoNotHoldIsTold) {
  const auto why = [](std::string_view total, std::string_view tax) {
    return Shop().park(Draft(total, {Line("Burger", "80")}).taxed(tax).paid(total)).message;
  };
  EXPECT_EQ(
      why("80", "12"),
      "Totals do not add up: lines 69.57 + tax 10.43 = 80.00, GrandTotal 80.00 (difference 0.00), but Tax "
      "is 12.00 (difference 1.57); the prices were read with their tax in them");
  EXPECT_THAT(why("80", "9.5"), HasSubstr("(difference 0.00), but Tax is 9.50 (difference 0.93);"));
  EXPECT_EQ(
      why("92.01", "5"),
      "Totals do not add up: lines 80.00 + tax 12.00 = 92.00, GrandTotal 92.01 (difference 0.01), but Tax "
      "is 5.00 (difference 7.00)");
}

TEST(Totals, ATaxOfTheWrongSignIsNotOverlooked) {
  EXPECT_EQ(Shop().park(Draft("92", {Line("Burger", "80")}).taxed("-12").paid("92")).code,
            "totals_do_not_add_up");
}

// ---- one rate

TEST(Totals, TheStatedRateIsASalesTaxOfThePos) {
  const Matched matched =
      Shop().booked(Draft("92", {Line("Tea", "80")}).taxed("12").rate("15").subtotal("80").paid("92"));
  EXPECT_THAT(lines_of(matched.document), ElementsAre("1 × Tea at 80 = 80.00/92.00 [1]"));
  ASSERT_EQ(matched.warnings.size(), 1U);
  EXPECT_EQ(matched.warnings.front().code, "tax_from_order");
  EXPECT_THAT(matched.warnings.front().message, HasSubstr("\"VAT 15%\""));
}

TEST(Totals, ARateMayBeAsLowAsOnePercent) {
  Shop shop;
  shop.tax(2, "Levy 1%", "1");
  EXPECT_THAT(lines_of(shop.book(Draft("80.8", {Line("Tea", "80")}).taxed("0.8").paid("80.8"))),
              ElementsAre("1 × Tea at 80 = 80.00/80.80 [2]"));
}

TEST(Totals, TheStatedRateOfGrossPricesPrefersAPriceIncludedTax) {
  Shop shop;
  shop.tax(2, "VAT 15% incl.", "15", true);
  EXPECT_THAT(lines_of(shop.book(Draft("92", {Line("Tea", "92")}).taxed("12").rate("15").paid("92"))),
              ElementsAre("1 × Tea at 92 = 80.00/92.00 [2]"));
  EXPECT_THAT(lines_of(shop.book(Draft("92", {Line("Tea", "80")}).taxed("12").rate("15").paid("92"))),
              ElementsAre("1 × Tea at 80 = 80.00/92.00 [1]"));
}

TEST(Totals, WithoutTaxPercentTheRateIsTaxByBase) {
  const Matched matched = Shop().booked(Draft("92", {Line("Tea", "80")}).taxed("12").paid("92"));
  EXPECT_THAT(lines_of(matched.document), ElementsAre("1 × Tea at 80 = 80.00/92.00 [1]"));
  EXPECT_EQ(matched.warnings.front().code, "tax_from_order");
}

TEST(Totals, TheRateOfRoundedAmountsIsFound) {
  Shop shop;
  shop.with_rounding_product();
  EXPECT_EQ(
      shop.book(Draft("1.14", {Line("Tea", "0.99")}).taxed("0.15").paid("1.14")).lines.front().taxes.front(),
      1);
}

TEST(Totals, GrossPricesImplyTheRateToo) {
  EXPECT_THAT(lines_of(Shop().book(Draft("92", {Line("Tea", "92")}).taxed("12").paid("92"))),
              ElementsAre("1 × Tea at 80 = 80.00/92.00 [1]"));
}

// 20 % of 1.03 is 0.206: half a minor unit of the price may be missing from the 0.20, with its own 20 %.
TEST(Totals, ARateExplainsATaxThatIsOffByTheRoundingOfItsLines) {
  Shop shop;
  shop.tax(2, "VAT 20%", "20");
  shop.with_rounding_product();
  EXPECT_EQ(shop.book(Draft("1.23", {Line("Tea", "1.03")}).taxed("0.20").paid("1.23")).lines.front().taxes,
            std::vector<std::int64_t>{2});
  EXPECT_EQ(shop.park(Draft("1.22", {Line("Tea", "1.03")}).taxed("0.19").paid("1.22")).code, "no_sales_tax");
}

TEST(Totals, WithoutAnyTaxFieldTheRateIsGrandTotalOverAmountTotal) {
  const Matched matched = Shop().booked(Draft("92", {Line("Tea", "80")}).subtotal("80").paid("92"));
  EXPECT_THAT(lines_of(matched.document), ElementsAre("1 × Tea at 80 = 80.00/92.00 [1]"));
  EXPECT_EQ(matched.warnings.front().code, "tax_from_order");
}

TEST(Totals, NoSuchTaxNamesRateAndProduct) {
  Shop shop;
  shop.parts.taxes.clear();
  const auto order = Draft("92", {Line("Burger", "80")}).taxed("12").rate("15").subtotal("80").paid("92");
  const auto why = shop.park(order);
  EXPECT_EQ(why.code, "no_sales_tax");
  EXPECT_THAT(why.message, HasSubstr("No 15 % sales tax for \"Burger\""));
  EXPECT_EQ(why.cause, "no_sales_tax: 15 %");
}

// 14.4 % is not nearly 15 %, whatever the order comes to.
TEST(Totals, TheRateThatIsMissingIsTheOneThatGivesTheTax) {
  const auto why = Shop().park(Draft("91.52", {Line("Tea", "80")}).taxed("11.52").paid("91.52"));
  EXPECT_EQ(why.code, "no_sales_tax");
  EXPECT_THAT(why.message, HasSubstr("No 14.4 % sales tax for \"Tea\""));
}

TEST(Totals, NoSuchTaxNamesTheProductThatHasAnother) {
  Shop shop;
  shop.tax(2, "State 5%", "5").tax(3, "City 3%", "3").of(10).taxes = {2, 3};
  const auto why =
      shop.park(Draft("108", {Line("Burger", "50"), Line("Tea", "50")}).taxed("8").rate("8").paid("108"));
  EXPECT_THAT(why.message, HasSubstr("No 8 % sales tax for \"Tea\""));
}

TEST(Totals, NoSuchTaxIsToldForTaxByBaseToo) {
  EXPECT_THAT(Shop().park(Draft("84.4", {Line("Tea", "80")}).taxed("4.4").paid("84.4")).message,
              HasSubstr("No 5.5 % sales tax for \"Tea\""));
}

// Of a mixture no product has the rate: whoever made such a tax would tax everything wrongly.
TEST(Totals, AMixtureOfRatesIsNoTaxThatIsMissing) {
  const auto why = Shop().park(
      Draft("15.5", {Line("Burger", "8"), Line("Tea", "6")}).taxed("1.5").subtotal("14").paid("15.5"));
  EXPECT_EQ(why.code, "totals_do_not_add_up");
}

TEST(Totals, AnOrderThatContradictsItsOwnRateDoesNotAddUp) {
  EXPECT_EQ(Shop().park(Draft("90", {Line("Burger", "80")}).taxed("10").rate("15").paid("90")).message,
            "Totals do not add up: lines 80.00 + tax 12.00 = 92.00, GrandTotal 90.00 (difference 2.00)");
}

TEST(Totals, TheNoiseOfFloatingPointIsNoOtherRateAndNoTax) {
  EXPECT_EQ(Shop().book(Draft("92", {Line("Tea", "80")}).rate("15.000000000000002").paid("92")).tax,
            money("12"));
  EXPECT_EQ(Shop().park(Draft("80", {Line("Burger", "80")}).taxed("0.0000000000001").paid("80")).code,
            "tax_not_stated");
}

TEST(Totals, ATaxThatTheSourceDoesNotSendIsNotMissing) {
  Shop shop;
  shop.parts.taxes.clear();
  EXPECT_EQ(shop.park(Draft("92", {Line("Burger", "80")}).taxed("0").subtotal("80").paid("92")).message,
            "Totals do not add up: lines 80.00 + tax 0.00 = 80.00, GrandTotal 92.00 (difference 12.00)");
}

TEST(Totals, InactiveAndOtherTaxesAreNoSalesTaxes) {
  Shop shop;
  shop.parts.taxes.front().active = false;
  const auto order = Draft("92", {Line("Tea", "80")}).taxed("12").rate("15").paid("92");
  EXPECT_EQ(shop.park(order).code, "no_sales_tax");
  shop.parts.taxes.front().active = true;
  shop.parts.taxes.front().type = order::TaxType::other;
  EXPECT_EQ(shop.park(order).code, "no_sales_tax");
}

TEST(Totals, ASmallOrdersStatedRateIsNotLostInTheTolerance) {
  // 0.10 + 0.02: within two cents of no tax at all, but the order says 15 %.
  EXPECT_THAT(
      lines_of(Shop().book(Draft("0.12", {Line("Tea", "0.10")}).taxed("0.02").rate("15").paid("0.12"))),
      ElementsAre("1 × Tea at 0.1 = 0.10/0.12 [1]"));
}

TEST(Totals, ATaxThatIsNoPlainPercentageIsParked) {
  Shop shop;
  shop.parts.taxes.front().type = order::TaxType::other;
  const auto why = shop.park(Draft("92", {Line("Burger", "80")}).taxed("12").rate("15").paid("92"));
  EXPECT_EQ(why.code, "tax_not_percentage");
  EXPECT_THAT(why.message, HasSubstr("\"VAT 15%\" of \"Burger\""));
}

TEST(Totals, ATaxThatTakesTheWholePriceIsParkedNotDividedBy) {
  for (const bool included : {false, true}) {
    Shop shop;
    shop.tax(2, "Nothing left", "-100", included).of(10).taxes = {2};
    EXPECT_EQ(shop.park(Draft("92", {Line("Burger", "80")}).taxed("12").paid("92")).code,
              "tax_not_percentage");
    shop.tax(3, "Half", "-60", included).tax(4, "Other half", "-40", included).of(10).taxes = {3, 4};
    EXPECT_EQ(shop.park(Draft("92", {Line("Burger", "80")}).taxed("12").paid("92")).code,
              "tax_not_percentage");
  }
}

TEST(Totals, AnAmountTotalOfAlmostNothingImpliesNoRate) {
  EXPECT_EQ(
      Shop()
          .park(Draft("92", {Line("Tea", "80")}).subtotal("0.000000000000000000000000000001").paid("92"))
          .code,
      "totals_do_not_add_up");
  EXPECT_EQ(Shop().park(Draft("0", {Line("Tea", "80")}).taxed("12").subtotal("-0.0000000000000001")).code,
            "totals_do_not_add_up");
}

// ---- no tax stated

Draft untaxed_order() {
  return Draft("80", {Line("Burger", "80")}).taxed("0").subtotal("80").paid("80");
}

TEST(Untaxed, NobodyMayGuess) {
  const auto why = Shop().park(untaxed_order());
  EXPECT_EQ(why.code, "tax_not_stated");
  EXPECT_EQ(why.cause, "tax_not_stated") << "one choice frees all";
  EXPECT_THAT(why.message, HasSubstr("GrandTotal 80.00 equals its lines, but \"Burger\" is taxed"));
}

TEST(Untaxed, PricesMayIncludeTheProductsTax) {
  Shop shop;
  shop.with_rounding_product().rules.untaxed = Untaxed::included;
  const auto document = shop.book(Draft("92", {Line("Burger", "92")}).subtotal("92").paid("92"));
  EXPECT_THAT(lines_of(document), ElementsAre("1 × Burger at 80 = 80.00/92.00 [1]"));
  EXPECT_EQ(shop.book(untaxed_order()).total, money("80"));
}

TEST(Untaxed, OrTheOrderIsBookedWithoutTax) {
  Shop shop;
  shop.rules.untaxed = Untaxed::none;
  EXPECT_THAT(lines_of(shop.book(untaxed_order())), ElementsAre("1 × Burger at 80 = 80.00/80.00 []"));
}

TEST(Untaxed, SoAreItsCharges) {
  Shop shop;
  shop.product(31, "Delivery", {1});
  shop.rules.delivery_product = 31;
  shop.rules.untaxed = Untaxed::none;
  EXPECT_THAT(lines_of(shop.book(Draft("90", {Line("Burger", "80")}).delivery("10").paid("90"))),
              ElementsAre("1 × Burger at 80 = 80.00/80.00 []", "1 × Delivery at 10 = 10.00/10.00 []"));
}

TEST(Untaxed, ATaxThatIsPriceIncludedIsBookedWithAWarning) {
  for (const Untaxed rule : {Untaxed::park, Untaxed::included, Untaxed::none}) {
    Shop shop;
    shop.tax(2, "VAT 15% incl.", "15", true).of(10).taxes = {2};
    shop.rules.untaxed = rule;
    const Matched matched = shop.booked(Draft("92",
                                              {
                                                  Line("Burger", "92"),
                                              })
                                            .paid("92"));
    EXPECT_THAT(lines_of(matched.document), ElementsAre("1 × Burger at 92 = 80.00/92.00 [2]"));
    ASSERT_EQ(matched.warnings.size(), 1U);
    EXPECT_EQ(matched.warnings.front().code, "tax_of_products");
  }
}

TEST(Untaxed, OneProductTaxedOnTopIsEnoughToAsk) {
  Shop shop;
  shop.tax(2, "VAT 15% incl.", "15", true).of(11).taxes = {2};
  EXPECT_EQ(shop.park(Draft("100", {Line("Burger", "80"), Line("Fries", "20")}).paid("100")).code,
            "tax_not_stated");
}

TEST(Untaxed, AnAmountTotalLessTheTaxAnswers) {
  EXPECT_THAT(lines_of(Shop().book(Draft("92", {Line("Burger", "92")}).subtotal("80").paid("92"))),
              ElementsAre("1 × Burger at 80 = 80.00/92.00 [1]"));
}

TEST(Untaxed, TheQuestionArisesWithADiscountOnTopToo) {
  EXPECT_EQ(Shop().park(Draft("70", {Line("Burger", "80")}).off("10").subtotal("70").paid("70")).code,
            "tax_not_stated");
}

TEST(Untaxed, TaxesOfZeroPercentAskNothing) {
  Shop shop;
  shop.tax(2, "Exempt", "0").of(10).taxes = {2};
  EXPECT_THAT(lines_of(shop.book(untaxed_order())), ElementsAre("1 × Burger at 80 = 80.00/80.00 [2]"));
}

// A cent off, "15 % in the price" comes out: no tax that the products have, and none that is stated.
TEST(Untaxed, ProductsWithoutTaxStaySoWhereARateInThePriceWouldFit) {
  const auto order = Draft("10.01", {Line("Tea", "10")}).rate("15").paid("10.01");
  EXPECT_THAT(lines_of(Shop().book(order)), ElementsAre("1 × Tea at 10.01 = 10.01/10.01 []"));
  EXPECT_THAT(Shop().warnings(order), ElementsAre("rounding"));
}

TEST(Untaxed, SoDoTaxesThatCancelEachOther) {
  Shop shop;
  shop.tax(2, "Reverse charge", "-15").of(12).taxes = {1, 2};
  EXPECT_EQ(shop.book(Draft("10.01", {Line("Tea", "10")}).rate("15").paid("10.01")).tax, money("0"));
}

// ---- messages

// What the lines come to is said beside GrandTotal, also where they are nearer to what was paid with a tip.
TEST(Totals, ADifferenceIsToldFromGrandTotal) {
  Shop shop;
  shop.product(20, "Tip");
  shop.rules.tip_product = 20;
  const auto why = shop.park(Draft("50", {Line("Tea", "62")}).tipped("10").paid("60", "Card"));
  EXPECT_EQ(why.message,
            "Totals do not add up: lines 72.00 + tax 0.00 = 72.00, GrandTotal 50.00 (difference 22.00)");
}

TEST(Totals, NothingThatFitsIsParkedWithItsArithmetic) {
  const auto why =
      Shop().park(Draft("100", {Line("Burger", "80")}).taxed("12").rate("15").subtotal("80").paid("100"));
  EXPECT_EQ(why.code, "totals_do_not_add_up");
  EXPECT_EQ(why.cause, "totals_do_not_add_up");
  EXPECT_EQ(why.message,
            "Totals do not add up: lines 80.00 + tax 12.00 = 92.00, GrandTotal 100.00 (difference 8.00)");
}

// 0.18 with the products' own 15 %, 0.15 with the stated 5 %: neither is 0.17.
TEST(Totals, NearlyRightWithTheProductsOwnTaxesGoesBeforeNearlyRightWithTheStatedRate) {
  Shop shop;
  shop.tax(2, "VAT 5%", "5");
  const auto document =
      shop.book(Draft("0.17", {Line("Burger", "0.05"), Line("Burger", "0.05"), Line("Burger", "0.05")})
                    .rate("5")
                    .paid("0.17"));
  for (const auto& line : document.lines) EXPECT_THAT(line.taxes, ElementsAre(1));
}

}  // namespace
}  // namespace ordersync::match
