// Behaviour 5: packages.
#include "match/packages.h"

#include "match/test_shop.h"

namespace ordersync::match {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the words of the tests

struct Packaged : ::testing::Test {
  Packaged() {
    shop.product(20, "Bun", {1});
    shop.product(21, "Patty", {1});
  }
  Draft menu(std::string_view qty = "2") const {
    Draft order("184", {Line("Burger", "80", qty).with("Bun", "20", "1", "175741").with("Patty", "30", "2")});
    order.taxed("24").paid("184");
    return order;
  }
  Shop shop;
};

TEST_F(Packaged, ComponentsMoveAtPriceZeroWithoutTax) {
  const auto document = shop.book(menu());
  EXPECT_THAT(lines_of(document),
              ElementsAre("2 × Burger at 80 = 160.00/184.00 [1]", "2 × Bun at 0 = 0.00/0.00 []",
                          "4 × Patty at 0 = 0.00/0.00 []"));
  EXPECT_EQ(document.lines[1].note, "component of Burger");
}

TEST_F(Packaged, AComponentsQuantityMayBeInTotal) {
  shop.rules.package_quantity = PackageQuantity::in_total;
  const auto document = shop.book(menu());
  EXPECT_EQ(document.lines[1].qty, dec("1"));
  EXPECT_EQ(document.lines[2].qty, dec("2"));
}

TEST_F(Packaged, AnUnknownComponentDoesNotStopTheSale) {
  Draft order("92", {Line("Burger", "80").with("Tomato", "1", "1").with("Bun", "20", "1")});
  order.taxed("12").paid("92");
  const Matched matched = shop.booked(order);
  EXPECT_THAT(lines_of(matched.document),
              ElementsAre("1 × Burger at 80 = 80.00/92.00 [1]", "1 × Bun at 0 = 0.00/0.00 []"));
  ASSERT_EQ(matched.warnings.size(), 1U);
  EXPECT_EQ(matched.warnings.front().code, "component_not_found");
  EXPECT_THAT(matched.warnings.front().message, HasSubstr("Component \"Tomato\" of \"Burger\" (line 1)"));
}

TEST_F(Packaged, AnUnsellableOrAmbiguousComponentIsUnknown) {
  shop.of(20).available_in_pos = false;
  shop.product(22, "Patty");
  EXPECT_THAT(shop.warnings(menu()), ElementsAre("component_not_found", "component_not_found"));
}

TEST_F(Packaged, ComponentsOfARefundComeBackHoweverTheirSignIsSent) {
  shop.around.refund_alone = true;
  for (const char* each : {"1", "-1"}) {
    Draft order("-92", {Line("Burger", "80", "-1").with("Bun", "20", each)});
    order.taxed("-12").refund().paid("-92");
    EXPECT_EQ(shop.book(order).lines[1].qty, dec("-1")) << each;
    EXPECT_THAT(shop.warnings(order), IsEmpty()) << each;
  }
}

TEST_F(Packaged, AComponentBelowZeroInALineThatIsSoldIsBookedAboveAndTold) {
  Draft order("92", {Line("Burger", "80").with("Bun", "20", "-1").with("Patty", "30", "1")});
  order.taxed("12").paid("92");
  for (const Packages how : {Packages::components, Packages::explode}) {
    shop.rules.packages = how;
    const Matched matched = shop.booked(order);
    EXPECT_EQ(matched.document.lines[how == Packages::explode ? 0 : 1].qty, dec("1"));
    ASSERT_EQ(matched.warnings.size(), 1U);
    EXPECT_EQ(matched.warnings.front().code, "component_negative");
    EXPECT_THAT(
        matched.warnings.front().message,
        HasSubstr("Component \"Bun\" of \"Burger\" (line 1) has the quantity -1 in a line that is sold: "
                  "it was booked as 1"));
  }
  shop.rules.packages = Packages::parent_only;
  EXPECT_THAT(shop.warnings(order), IsEmpty());
}

TEST_F(Packaged, AComponentOfNothingIsLeftOut) {
  Draft order("92", {Line("Burger", "80").with("Bun", "20", "0")});
  order.taxed("12").paid("92");
  EXPECT_EQ(shop.book(order).lines.size(), 1U);
}

TEST_F(Packaged, ParentOnlyIgnoresComponents) {
  shop.rules.packages = Packages::parent_only;
  EXPECT_EQ(shop.book(menu()).lines.size(), 1U);
}

TEST_F(Packaged, ExplodeSellsTheComponentsInsteadOfTheLine) {
  shop.rules.packages = Packages::explode;
  // 160.00 shared 20×2 : 30×4 = 40.00 and 120.00
  EXPECT_THAT(lines_of(shop.book(menu())),
              ElementsAre("2 × Bun at 20 = 40.00/46.00 [1]", "4 × Patty at 30 = 120.00/138.00 [1]"));
}

TEST_F(Packaged, ExplodeSharesThePriceToTheLastCent) {
  shop.rules.packages = Packages::explode;
  shop.of(20).taxes.clear();
  shop.of(21).taxes.clear();
  Draft order("10.00", {Line("Burger", "10").with("Bun", "1", "1").with("Patty", "1", "2")});
  order.paid("10");
  const auto document = shop.book(order);
  EXPECT_EQ(document.total, money("10.00"));
  EXPECT_EQ(document.lines[0].total, money("3.33"));
  EXPECT_EQ(document.lines[1].total, money("6.67"));
}

TEST_F(Packaged, ExplodeOfComponentsWithoutPricesSharesEqually) {
  shop.rules.packages = Packages::explode;
  Draft order("92", {Line("Burger", "80").with("Bun", "0", "1").with("Patty", "0", "1")});
  order.taxed("12").paid("92");
  EXPECT_THAT(lines_of(shop.book(order)),
              ElementsAre("1 × Bun at 40 = 40.00/46.00 [1]", "1 × Patty at 40 = 40.00/46.00 [1]"));
}

TEST_F(Packaged, ExplodeTakesTheLineDiscountAlong) {
  shop.rules.packages = Packages::explode;
  Draft order("46", {Line("Burger", "80").off("40").with("Bun", "1", "1").with("Patty", "1", "1")});
  order.taxed("6").paid("46");
  EXPECT_THAT(lines_of(shop.book(order)),
              ElementsAre("1 × Bun at 20 = 20.00/23.00 [1]", "1 × Patty at 20 = 20.00/23.00 [1]"));
}

TEST_F(Packaged, ExplodeNeedsNoProductForTheLineItself) {
  shop.rules.packages = Packages::explode;
  Draft order("23", {Line("Menu of the day", "20").with("Bun", "20", "1")});
  order.taxed("3").paid("23");
  EXPECT_THAT(lines_of(shop.book(order)), ElementsAre("1 × Bun at 20 = 20.00/23.00 [1]"));
}

TEST_F(Packaged, ExplodeSellsALineWithoutComponentsAsItIs) {
  shop.rules.packages = Packages::explode;
  Draft order("92", {Line("Burger", "80").with("Bun", "20", "0")});
  order.taxed("12").paid("92");
  EXPECT_THAT(lines_of(shop.book(order)), ElementsAre("1 × Burger at 80 = 80.00/92.00 [1]"));
}

TEST_F(Packaged, ExplodeParksForAnUnknownComponent) {
  shop.rules.packages = Packages::explode;
  Draft order("92", {Line("Burger", "80").with("Tomato", "1", "1")});
  order.taxed("12").paid("92");
  EXPECT_EQ(shop.park(order).message, "Product not found: ItemName=\"Tomato\", ItemID=0 (line 1)");
}

TEST_F(Packaged, ATinyComponentThatRoundsToNothingBreaksNothing) {
  for (const Packages mode : {Packages::components, Packages::explode}) {
    shop.rules.packages = mode;
    Draft order("92", {Line("Burger", "80").with("Bun", "20", "0.000000000000001")});
    order.taxed("12").paid("92");
    EXPECT_EQ(shop.book(order).lines.size(), 1U);
  }
}

}  // namespace
}  // namespace ordersync::match
