// Orders of products whose taxes only the POS can compute: what is asked, and what the answers make of them.
#include <gtest/gtest.h>

#include "match/test_shop.h"

namespace ordersync::match::testing {
namespace {

using Question = order::PosAmounts::Question;

// "Cola" bears a deposit of 0.25 a bottle, which no percentage says.
class OfThePos : public ::testing::Test {
 protected:
  OfThePos() {
    shop_.tax(3, "Deposit", "0.25");
    shop_.parts.taxes.back().type = order::TaxType::other;
    shop_.parts.taxes.back().pos_tells = true;
    shop_.product(20, "Cola", {3});
    shop_.around.pos_amounts = &amounts_;
  }
  // Answers everything that is wanted as Odoo does for a deposit, and counts it.
  int answer() {
    const auto wanted = amounts_.take_wanted();
    for (const Question& question : wanted) {
      const auto net = base::round_half_away(question.price * question.qty, base::Currency());
      const auto tax = base::round_half_away(question.qty * dec("0.25"), base::Currency());
      amounts_.keep(question, order::LineAmounts{net, net + tax});
    }
    return static_cast<int>(wanted.size());
  }

  Shop shop_;
  order::PosAmounts amounts_;
};

TEST_F(OfThePos, ALineIsAskedForAndBookedAsThePosComputesIt) {
  const auto order = Draft("6.75", {Line("Cola", "2", "3")}).taxed("0.75").paid("6.75");
  EXPECT_EQ(shop_.park(order).code, "tax_not_percentage");
  const auto wanted = amounts_.take_wanted();
  ASSERT_EQ(wanted.size(), 1u);
  EXPECT_EQ(wanted.front(), (Question{{3}, dec("2"), dec("3")}));
  amounts_.keep(wanted.front(), order::LineAmounts{money("6.00"), money("6.75")});
  const auto document = shop_.book(order);
  EXPECT_THAT(lines_of(document), ElementsAre("3 × Cola at 2 = 6.00/6.75 [3]"));
  EXPECT_EQ(document.tax, money("0.75"));
  EXPECT_TRUE(amounts_.take_wanted().empty());
}

TEST_F(OfThePos, BesideLinesThatArePlain) {
  const auto order = Draft("94.25", {Line("Burger", "80"), Line("Cola", "2")}).taxed("12.25").paid("94.25");
  EXPECT_EQ(shop_.park(order).code, "tax_not_percentage");
  EXPECT_EQ(answer(), 1);
  EXPECT_THAT(lines_of(shop_.book(order)),
              ElementsAre("1 × Burger at 80 = 80.00/92.00 [1]", "1 × Cola at 2 = 2.00/2.25 [3]"));
}

TEST_F(OfThePos, ThePriceAskedForIsLessTheDiscount) {
  const auto order = Draft("3.85", {Line("Cola", "2", "2").percent_off("15")}).taxed("0.5").paid("3.9");
  (void)shop_.match(order);
  const auto wanted = amounts_.take_wanted();
  ASSERT_EQ(wanted.size(), 1u);
  EXPECT_EQ(wanted.front().price, dec("1.7"));
}

TEST_F(OfThePos, ARefundIsAskedForAsWhatComesBack) {
  shop_.around.refund_alone = true;
  const auto order = Draft("-2.25", {Line("Cola", "2", "-1")}).refund().taxed("-0.25").paid("-2.25");
  (void)shop_.match(order);
  EXPECT_EQ(answer(), 1);
  EXPECT_THAT(lines_of(shop_.book(order)), ElementsAre("-1 × Cola at 2 = -2.00/-2.25 [3]"));
}

TEST_F(OfThePos, ACentIsNotTakenOutOfALineThatWasAskedFor) {
  shop_.with_rounding_product();
  const auto order = Draft("2.26", {Line("Cola", "2")}).taxed("0.25").paid("2.26");
  (void)shop_.match(order);
  EXPECT_EQ(answer(), 1);
  EXPECT_THAT(lines_of(shop_.book(order)),
              ElementsAre("1 × Cola at 2 = 2.00/2.25 [3]", "1 × Rounding at 0.01 = 0.01/0.01 []"));
}

TEST_F(OfThePos, AFixedAmountIsNoRate) {
  shop_.tax(4, "15 included", "15", true);
  shop_.parts.taxes[1].amount = dec("15");  // a deposit of 15.00
  const auto order = Draft("17", {Line("Cola", "2")}).taxed("15").rate("15").paid("17");
  (void)shop_.match(order);
  const auto wanted = amounts_.take_wanted();
  ASSERT_EQ(wanted.size(), 1u);
  amounts_.keep(wanted.front(), order::LineAmounts{money("2.00"), money("17.00")});
  EXPECT_THAT(lines_of(shop_.book(order)), ElementsAre("1 × Cola at 2 = 2.00/17.00 [3]"));
}

TEST_F(OfThePos, WhatTheOrderSaysOtherwiseDoesNotAddUp) {
  const auto order = Draft("6.60", {Line("Cola", "2", "3")}).taxed("0.75").paid("6.60");
  (void)shop_.match(order);
  answer();
  EXPECT_EQ(shop_.park(order).code, "totals_do_not_add_up");
}

TEST_F(OfThePos, WithoutATaxInTheOrderNobodyGuesses) {
  const auto order = Draft("2", {Line("Cola", "2")}).paid("2");
  (void)shop_.match(order);
  answer();
  EXPECT_EQ(shop_.park(order).code, "tax_not_stated");
}

TEST_F(OfThePos, WhatThePosCannotTellIsParkedAndNotAskedForAgain) {
  const auto order = Draft("6.75", {Line("Cola", "2", "3")}).taxed("0.75").paid("6.75");
  (void)shop_.match(order);
  for (Question& question : amounts_.take_wanted()) amounts_.keep(std::move(question), std::nullopt);
  EXPECT_EQ(shop_.park(order).code, "tax_not_percentage");
  EXPECT_TRUE(amounts_.take_wanted().empty());
}

TEST_F(OfThePos, WhereOrdersAreRoundedThereIsNothingToAsk) {
  for (const auto how : {order::TaxRounding::round_globally, order::TaxRounding::round_bases_globally,
                         order::TaxRounding::round_taxes_globally}) {
    shop_.rounding(how);
    const auto order = Draft("6.75", {Line("Cola", "2", "3")}).taxed("0.75").paid("6.75");
    EXPECT_EQ(shop_.park(order).code, "tax_not_percentage");
    EXPECT_TRUE(amounts_.take_wanted().empty());
  }
}

TEST_F(OfThePos, AnOrderThatFollowsIsNotBlamedForOneThatLacked) {
  const auto order = Draft("6.75", {Line("Cola", "2", "3")}).taxed("0.75").paid("6.75");
  (void)shop_.match(order);
  answer();
  const std::string much(15, '9');
  EXPECT_EQ(
      shop_.park(Draft("6.75", {Line("Cola", "1", "7"), Line("Cola", much, much)}).taxed("0.75").paid("6.75"))
          .code,
      "amount_too_large");
  EXPECT_THAT(lines_of(shop_.book(order)), ElementsAre("3 × Cola at 2 = 6.00/6.75 [3]"));
}

TEST_F(OfThePos, ATaxThatItCannotBeAskedForIsNotAskedFor) {
  shop_.parts.taxes.back().pos_tells = false;
  EXPECT_EQ(shop_.park(Draft("6.75", {Line("Cola", "2", "3")}).taxed("0.75").paid("6.75")).code,
            "tax_not_percentage");
  EXPECT_FALSE(amounts_.wants());
}

TEST_F(OfThePos, OfABottleThatIsGivenAwayItIsNotAsked) {
  const auto order = Draft("92.25", {Line("Burger", "80"), Line("Cola", "0")}).taxed("12.25").paid("92.25");
  EXPECT_EQ(shop_.park(order).code, "tax_not_percentage");
  EXPECT_FALSE(amounts_.wants());
}

TEST_F(OfThePos, ADepositIsNotReplacedByARateThatFits) {
  for (const char* rate : {"15", ""}) {
    auto order = Draft("2.30", {Line("Cola", "2")}).taxed("0.30").paid("2.30");
    if (*rate != '\0') order = order.rate(rate);
    (void)shop_.match(order);
    answer();
    EXPECT_EQ(shop_.park(order).code, "totals_do_not_add_up");
  }
}

TEST_F(OfThePos, WhatIsBookedWithoutTaxNeedsNoAnswer) {
  shop_.rules.untaxed = Untaxed::none;
  const auto order = Draft("2", {Line("Cola", "2")}).paid("2");
  EXPECT_EQ(shop_.park(order).code, "tax_not_percentage") << "first it is asked for";
  for (Question& question : amounts_.take_wanted()) amounts_.keep(std::move(question), std::nullopt);
  EXPECT_THAT(lines_of(shop_.book(order)), ElementsAre("1 × Cola at 2 = 2.00/2.00 []"));
}

}  // namespace
}  // namespace ordersync::match::testing
