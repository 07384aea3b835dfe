// Behaviour 4, sentence by sentence.
#include "match/products.h"

#include "match/test_shop.h"

namespace ordersync::match {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the words of the tests

// A free line per item: only the product matters.
std::int64_t product_of(const Shop& shop, const Line& line) {
  const auto document = shop.book(Draft("0", {line}));
  return document.lines.empty() ? 0 : document.lines.front().product_id;
}
order::Problem parked(const Shop& shop, std::initializer_list<Line> lines) {
  return shop.park(Draft("0", lines));
}
Line item(std::string name, std::string id = {}) {
  return Line(std::move(name), "0").id(std::move(id));
}

TEST(Products, TheMapByIdStandsAboveEverything) {
  Shop shop;
  shop.rules.product_map = {{"10", 12}, {"Burger", 11}};
  EXPECT_EQ(product_of(shop, item("Burger", "10").odoo_id(10)), 12);
}

TEST(Products, TheMapByNameStandsAboveIds) {
  Shop shop;
  shop.rules.product_map = {{"Latte XL", 12}};
  EXPECT_EQ(product_of(shop, item("Latte XL", "10").odoo_id(10)), 12);
}

TEST(Products, TheMapTakesIdsThatAreNoNumbers) {
  Shop shop;
  shop.rules.product_map = {{"SKU-7", 12}};
  EXPECT_EQ(product_of(shop, item("Whatever", "SKU-7")), 12);
}

TEST(Products, OdooItemIdStandsAboveItemId) {
  EXPECT_EQ(product_of(Shop(), item("Tea", "10").odoo_id(11)), 11);
}

TEST(Products, ItemIdThatExistsStandsAboveTheName) {
  EXPECT_EQ(product_of(Shop(), item("Tea", "10")), 10);
}

TEST(Products, ItemIdThatDoesNotExistFallsToTheName) {
  EXPECT_EQ(product_of(Shop(), item("Tea", "175741")), 12);
}

TEST(Products, ItemIdsThatAreNoProductIdsFallToTheName) {
  for (const char* id : {"0", "-10", "010", "10.0", "10 ", "1e1", "A10", "99999999999999999999"}) {
    EXPECT_EQ(product_of(Shop(), item("Tea", id)), 12) << id;
  }
}

TEST(Products, ItemIdsMayBeginWithAnyDigitButZero) {
  Shop shop;
  for (const std::int64_t id : {19, 20, 90}) {
    shop.product(id, "Numbered");
    EXPECT_EQ(product_of(shop, item("", std::to_string(id))), id);
  }
}

TEST(Products, AnItemWithoutNameIsFoundByItsId) {
  EXPECT_EQ(product_of(Shop(), item("", "10")), 10);
}

TEST(Products, AnItemWithNeitherIsNamedByItsLine) {
  EXPECT_EQ(parked(Shop(), {item("")}).message, "Product not found: ItemName=\"\", ItemID=0 (line 1)");
}

TEST(Products, TheExactNameStandsAboveTheNameIgnoringCase) {
  Shop shop;
  shop.product(20, "TEA");
  EXPECT_EQ(product_of(shop, item("TEA")), 20);
  EXPECT_EQ(product_of(shop, item("Tea")), 12);
}

TEST(Products, TheNameIsFoundIgnoringCaseAndBlanksAround) {
  EXPECT_EQ(product_of(Shop(), item("bURGER")), 10);
  EXPECT_EQ(product_of(Shop(), item("  Burger ")), 10);
}

TEST(Products, CaseFoldingIsUnicodeAndNotTurkic) {
  Shop shop;
  shop.product(20, "STRASSE");
  shop.product(21, "Cafe\u0301");  // decomposed
  shop.product(22, "I");
  EXPECT_EQ(product_of(shop, item("straße")), 20);
  EXPECT_EQ(product_of(shop, item("CAFÉ")), 21);
  EXPECT_EQ(product_of(shop, item("i")), 22);
  EXPECT_EQ(parked(shop, {item("ı")}).code, "product_not_found");
}

TEST(Products, NamesInOtherLanguagesCount) {
  Shop shop;
  shop.of(10).other_names = {"برجر"};
  EXPECT_EQ(product_of(shop, item("برجر")), 10);
}

TEST(Products, NeverASubstringNeverAWildcard) {
  const Shop shop;
  for (const char* name : {"%", "_ea", "Te%", "Te", "ea", "ced Tea", "*", "T.a", "Burger Fries"}) {
    EXPECT_EQ(parked(shop, {item(name)}).code, "product_not_found") << name;
  }
  EXPECT_EQ(product_of(shop, item("Tea")), 12) << "not Iced Tea";
}

TEST(Products, AProductThatMayNotBeSoldByIdFallsThroughToTheName) {
  Shop shop;
  shop.of(10).sale_ok = false;
  EXPECT_EQ(product_of(shop, item("Tea", "10")), 12);
}

TEST(Products, AProductThatMayNotBeSoldByMapFallsThroughToo) {
  Shop shop;
  shop.of(10).active = false;
  shop.rules.product_map = {{"Tea", 10}};
  EXPECT_EQ(product_of(shop, item("Tea")), 12);
}

// The ItemID beside it is the source's own number, and here another product's.
TEST(Products, AnOdooItemIdThatMayNotBeSoldFallsThroughToTheNameOnly) {
  Shop shop;
  shop.of(10).available_in_pos = false;
  EXPECT_EQ(parked(shop, {item("Burger", "12").odoo_id(10)}).code, "product_not_sellable");
  EXPECT_EQ(product_of(shop, item("Fries", "12").odoo_id(10)), 11);
  EXPECT_EQ(shop.warnings(Draft("0", {item("Fries", "12").odoo_id(10)})),
            std::vector<std::string>{"product_by_name"});
}

TEST(Products, AMapThatMayNotBeFollowedLeavesTheNameOnly) {
  Shop shop;
  shop.rules.product_map = {{"12", 10}, {"Chips", 999}};
  shop.of(10).available_in_pos = false;
  EXPECT_EQ(parked(shop, {item("Burger", "12")}).code, "product_not_sellable");
  EXPECT_EQ(parked(shop, {item("Chips", "12")}).code, "product_not_sellable");
  EXPECT_EQ(parked(shop, {item("Chips")}).code, "product_not_found");
  EXPECT_EQ(product_of(shop, item("Fries", "12")), 11);
}

TEST(Products, TheMessageSaysWhichFlagIsMissing) {
  const auto message_with = [](bool order::Product::*flag) {
    Shop shop;
    shop.of(10).*flag = false;
    const auto why = parked(shop, {item("Burger")});
    EXPECT_EQ(why.code, "product_not_sellable");
    EXPECT_EQ(why.cause, "product_not_sellable: Burger");
    return why.message;
  };
  EXPECT_THAT(
      message_with(&order::Product::available_in_pos),
      HasSubstr(
          "Product \"Burger\" (id 10) exists but is not available in the POS (available_in_pos is off)"));
  EXPECT_THAT(message_with(&order::Product::sale_ok), HasSubstr("(sale_ok is off)"));
  EXPECT_THAT(message_with(&order::Product::active), HasSubstr("(active is off)"));
  EXPECT_THAT(message_with(&order::Product::of_company), HasSubstr("another company"));
}

TEST(Products, TheMessageNamesTheUnsellableProductOfTheIdToo) {
  Shop shop;
  shop.of(10).available_in_pos = false;
  EXPECT_THAT(parked(shop, {item("Latte XL", "10")}).message,
              HasSubstr("Product \"Burger\" (id 10) exists but"));
}

TEST(Products, AnUnsellableNamesakeDoesNotMakeANameAmbiguous) {
  Shop shop;
  shop.product(20, "Tea").active = false;
  EXPECT_EQ(product_of(shop, item("Tea")), 12);
}

TEST(Products, AnUnsellableExactNameFallsToTheNameIgnoringCase) {
  Shop shop;
  shop.of(12).sale_ok = false;
  shop.product(20, "TEA");
  EXPECT_EQ(product_of(shop, item("Tea")), 20);
}

TEST(Products, ACollisionOfIdAndNameIsWarnedOfAndTheIdWins) {
  const Matched matched = Shop().booked(Draft("0", {item("Tea", "10")}));
  EXPECT_EQ(matched.document.lines.front().product_id, 10);
  ASSERT_EQ(matched.warnings.size(), 1U);
  EXPECT_EQ(matched.warnings.front().code, "product_collision");
  EXPECT_THAT(matched.warnings.front().message, HasSubstr("ItemID 10 is \"Burger\" (id 10)"));
  EXPECT_THAT(matched.warnings.front().message, HasSubstr("\"Tea\" (id 12)"));
}

TEST(Products, ACollisionParksWhereTheSyncSaysSo) {
  Shop shop;
  shop.rules.collision = Collision::park;
  EXPECT_EQ(parked(shop, {item("Tea", "10")}).code, "product_collision");
  EXPECT_EQ(product_of(shop, item("Burger", "10")), 10);
  EXPECT_EQ(product_of(shop, item("burger", "10")), 10) << "its own name, in another case";
  EXPECT_EQ(product_of(shop, item("Latte", "10")), 10) << "no other product has this name";
}

TEST(Products, NoCollisionWhereTheIdTellsTwoOfOneNameApart) {
  Shop shop;
  shop.product(20, "Tea");
  EXPECT_THAT(shop.warnings(Draft("0", {item("Tea", "20")})), IsEmpty());
}

TEST(Products, AnOdooItemIdThatCollidesWithTheNameIsWarnedOfAndWins) {
  const Matched matched = Shop().booked(Draft("0", {item("Tea", "12").odoo_id(10)}));
  EXPECT_EQ(matched.document.lines.front().product_id, 10);
  ASSERT_EQ(matched.warnings.size(), 1U);
  EXPECT_EQ(matched.warnings.front().code, "product_collision");
  EXPECT_THAT(matched.warnings.front().message, HasSubstr("OdooItemID 10 is \"Burger\" (id 10)"));
  EXPECT_THAT(matched.warnings.front().message, HasSubstr("\"Tea\" (id 12)"));
}

TEST(Products, AnOdooItemIdThatCollidesParksWhereTheSyncSaysSo) {
  Shop shop;
  shop.rules.collision = Collision::park;
  const auto why = parked(shop, {item("Tea", "12").odoo_id(10)});
  EXPECT_EQ(why.code, "product_collision");
  EXPECT_THAT(why.message, HasSubstr("OdooItemID 10 is \"Burger\" (id 10) in the POS"));
  EXPECT_EQ(product_of(shop, item("Burger", "12").odoo_id(10)), 10)
      << "the ItemID beside it is not looked at";
  EXPECT_EQ(product_of(shop, item("Latte").odoo_id(10)), 10) << "no other product has this name";
}

TEST(Products, NoCollisionForTheMapSinceAPersonHasChosen) {
  Shop shop;
  shop.rules.collision = Collision::park;
  shop.rules.product_map = {{"Tea", 10}};
  EXPECT_THAT(shop.warnings(Draft("0", {item("Tea", "12")})), IsEmpty());
  EXPECT_THAT(shop.warnings(Draft("0", {item("Tea").odoo_id(11)})), IsEmpty());
}

TEST(Products, TwoOfTheSameRankAreParkedWithTheCandidates) {
  Shop shop;
  shop.product(20, "Tea");
  const auto why = parked(shop, {item("Tea")});
  EXPECT_EQ(why.code, "product_ambiguous");
  EXPECT_EQ(why.cause, "product_ambiguous: Tea");
  EXPECT_THAT(why.message, HasSubstr("\"Tea\" (id 12), \"Tea\" (id 20)"));
  shop.rules.product_map = {{"Tea", 20}};
  EXPECT_EQ(product_of(shop, item("Tea")), 20) << "choosing one saves it to the map";
}

TEST(Products, TwoIgnoringCaseAreAmbiguousToo) {
  Shop shop;
  shop.product(20, "TEA");
  EXPECT_EQ(parked(shop, {item("tea")}).code, "product_ambiguous");
}

TEST(Products, AnOdooItemIdThatIsNotThereIsNamed) {
  EXPECT_EQ(parked(Shop(), {item("").odoo_id(7)}).message,
            "Product not found: ItemName=\"\", ItemID=0, OdooItemID=7 (line 1)");
}

TEST(Products, OneLineWithoutAProductParksTheWholeOrder) {
  const auto why = parked(Shop(), {item("Burger"), item("Latte XL")});
  EXPECT_EQ(why.message, "Product not found: ItemName=\"Latte XL\", ItemID=0 (line 2)");
  EXPECT_EQ(why.code, "product_not_found");
  EXPECT_EQ(why.cause, "product_not_found: Latte XL");
  EXPECT_EQ(why.remedy, order::Remedy::fix);
}

TEST(Products, AllMissingLinesAreNamedInOneMessage) {
  const auto why = parked(Shop(), {item("Latte XL"), item("Burger"), item("Mocha", "5"), item("Latte XL")});
  EXPECT_EQ(
      why.message,
      "Product not found: ItemName=\"Latte XL\", ItemID=0 (line 1); ItemName=\"Mocha\", ItemID=5 (line 3); "
      "ItemName=\"Latte XL\", ItemID=0 (line 4)");
  EXPECT_EQ(why.cause, "product_not_found: Latte XL, Mocha") << "each thing to fix once";
}

TEST(Products, DifferentReasonsStandInOneMessage) {
  Shop shop;
  shop.of(10).sale_ok = false;
  const auto why = parked(shop, {item("Burger"), item("Latte XL")});
  EXPECT_EQ(why.message,
            "Product not found: ItemName=\"Latte XL\", ItemID=0 (line 2); Product \"Burger\" (id 10) exists "
            "but may "
            "not be sold (sale_ok is off) (line 1)");
}

TEST(Products, ThousandsOfMissingLinesStayReadable) {
  Draft order("0", {});
  for (int i = 1; i <= 3000; ++i) {
    order.lines.push_back(item("Latte " + std::to_string(i)));
    order.lines.back().number = i;
  }
  const auto why = Shop().park(order);
  EXPECT_LT(why.message.size(), 10'000U);
  EXPECT_THAT(why.message, HasSubstr("\"Latte 50\", ItemID=0 (line 50); and 2950 more"));
}

TEST(Products, HostileNamesAreShownHarmlessly) {
  const auto why = parked(Shop(), {item("Tea\n\x1b[31mred")});
  EXPECT_EQ(why.message.find('\n'), std::string::npos);
  EXPECT_EQ(why.message.find('\x1b'), std::string::npos);
}

TEST(Products, TheCauseCarriesNoOrderNumber) {
  EXPECT_THAT(parked(Shop(), {item("Latte XL")}).cause, Not(HasSubstr("639")));
}

}  // namespace
}  // namespace ordersync::match
