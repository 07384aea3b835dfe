// Products as people look for them and change them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "pos/test_embedded.h"

namespace ordersync::pos {
namespace {

using namespace test_shop;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Products : public EmbeddedTest {
 protected:
  Products() { import_shop(); }
  void add(std::int64_t id, const std::string& name, const std::string& code = "",
           const std::string& barcode = "") {
    CatalogueFile goods;
    goods.products.push_back(shop_goods().products[0]);
    goods.products[0].product.id = id;
    goods.products[0].product.name = name;
    goods.products[0].product.default_code = code;
    goods.products[0].product.barcode = barcode;
    import_goods(goods);
  }
  std::vector<std::string> names(const ProductFilter& filter, int limit = 100) {
    std::vector<std::string> found;
    PageRequest request{limit, ""};
    do {
      const auto page = pos_->products(request, filter).value();
      for (const ListedProduct& product : page.items) found.push_back(product.product.name);
      request.cursor = page.next;
    } while (!request.cursor.empty());
    return found;
  }
  base::Result<ListedProduct> edit(std::int64_t id, const std::string& object) {
    return pos_->edit_product(id, [&](const ListedProduct&) { return read_product_json(object); });
  }
};

TEST_F(Products, AreByNameIgnoringCaseOverAllPages) {
  add(20, "apple");
  add(21, "Apple");
  add(22, "Zebra");
  for (const int limit : {1, 2, 100}) {
    EXPECT_THAT(names({}, limit),
                ElementsAre("apple", "Apple", "Burger", "Cake", "Delivery", "Napkin", "Water", "Zebra"));
  }
}

TEST_F(Products, AreSortedByEachOfTheirKeysBothWaysOverAllPages) {
  add(20, "apple", "B-2");
  add(21, "Apple", "b-1");
  for (const ProductKey key :
       {ProductKey::name, ProductKey::default_code, ProductKey::list_price, ProductKey::id}) {
    const auto up = names({"", {}, {key, Direction::ascending}}, 100);
    ASSERT_EQ(up.size(), 7U);
    auto down = names({"", {}, {key, Direction::descending}}, 2);
    std::reverse(down.begin(), down.end());
    EXPECT_EQ(names({"", {}, {key, Direction::ascending}}, 1), up);
    EXPECT_EQ(down, up);
  }
  const auto by_code = names({"", {}, {ProductKey::default_code, Direction::descending}});
  EXPECT_EQ(by_code[0], "apple");
  EXPECT_EQ(by_code[1], "Apple");
  EXPECT_EQ(names({"", {}, {ProductKey::id, Direction::descending}})[0], "Apple");
  const auto dearest =
      pos_->products({1, ""}, {"", {}, {ProductKey::list_price, Direction::descending}}).value();
  const auto all = pos_->products({}).value();
  for (const ListedProduct& product : all.items) {
    EXPECT_LE(product.product.list_price, dearest.items.at(0).product.list_price);
  }
}

TEST_F(Products, AreReadOneAtATime) {
  for (const char* text : {"", R"({"id":1,"name":"A"},{"id":2,"name":"B"})"}) {
    const auto row = read_product_json(text);
    ASSERT_FALSE(row.ok()) << text;
    EXPECT_EQ(row.error().code, "bad_catalogue");
  }
}

TEST_F(Products, AreFoundByAPartOfNameCodeOrBarcode) {
  add(20, "Crème BRÛLÉE", "SKU-77", "400638133393");
  add(21, "شطيرة دجاج");
  EXPECT_THAT(names({"brûlée", {}}), ElementsAre("Crème BRÛLÉE"));
  EXPECT_THAT(names({" sku-7 ", {}}), ElementsAre("Crème BRÛLÉE"));
  EXPECT_THAT(names({"38133", {}}), ElementsAre("Crème BRÛLÉE"));
  EXPECT_THAT(names({"دجاج", {}}), ElementsAre("شطيرة دجاج"));
  EXPECT_THAT(names({"%", {}}), IsEmpty());
  EXPECT_THAT(names({"\xff", {}}), IsEmpty());
}

TEST_F(Products, ThePosOwnProductForRoundingIsNotAmongThem) {
  EXPECT_THAT(names({"rounding", {}}), IsEmpty());
  EXPECT_EQ(pos_->product(9'007'199'254'740'991).error().code, "no_such_product");
  EXPECT_EQ(edit(9'007'199'254'740'991, R"({"id":1,"name":"Mine"})").error().code, "no_such_product");
}

TEST_F(Products, AreActiveOrNotOrBoth) {
  ASSERT_TRUE(edit(kCake, R"({"id":1,"name":"Cake","active":false})").ok());
  EXPECT_THAT(names({"", true}), ElementsAre("Burger", "Delivery", "Napkin", "Water"));
  EXPECT_THAT(names({"", false}), ElementsAre("Cake"));
}

TEST_F(Products, AreShownWithTaxesAndStock) {
  const ListedProduct burger = pos_->product(kBurger).value();
  EXPECT_THAT(burger.tax_names, ElementsAre("VAT 15%"));
  EXPECT_EQ(burger.on_hand->to_string(), "100");
  EXPECT_FALSE(pos_->product(kDelivery).value().on_hand.has_value());
  EXPECT_EQ(pos_->product(999).error().code, "no_such_product");
}

TEST_F(Products, ANewOneGetsAnIdThatNoneEverHad) {
  add(500, "Five hundred");
  const auto product =
      pos_->add_product(read_product_json(R"({"id":10,"name":"New","on_hand":"3"})").value());
  EXPECT_EQ(product.value().product.id, 501);
  EXPECT_EQ(product.value().on_hand->to_string(), "3");
  EXPECT_EQ(pos_->product(kBurger).value().product.name, "Burger");
}

TEST_F(Products, WhereTheLargestIdIsTakenANewOneGetsAFreeOne) {
  add(9'007'199'254'740'990, "Largest");
  EXPECT_EQ(pos_->add_product(read_product_json(R"({"id":1,"name":"New"})").value()).value().product.id, 1);
}

TEST_F(Products, AnEditKeepsTheStockAndMakesANewCatalogue) {
  const auto version = goods()->version();
  const auto edited =
      edit(kBurger, R"({"id":77,"name":"Big Burger","list_price":"90","on_hand":"1"})").value();
  EXPECT_EQ(edited.product.id, kBurger);
  EXPECT_EQ(edited.product.name, "Big Burger");
  EXPECT_THAT(edited.product.taxes, IsEmpty());
  EXPECT_EQ(edited.on_hand->to_string(), "100");
  EXPECT_GT(goods()->version(), version);
  EXPECT_EQ(pos_->product(77).error().code, "no_such_product");
}

TEST_F(Products, WhatIsWrongNamesItsField) {
  const auto wrong = [&](const std::string& object) {
    const auto row = read_product_json(object);
    const base::Error error = row.ok() ? pos_->add_product(*row).error() : row.error();
    EXPECT_EQ(error.code, "bad_field");
    EXPECT_EQ(error.message.find("products[0]"), std::string::npos) << error.message;
    EXPECT_EQ(error.message.find("imported"), std::string::npos) << error.message;
    return error.about;
  };
  EXPECT_EQ(wrong(R"({"id":1})"), "name");
  EXPECT_EQ(wrong(R"({"id":1,"name":" "})"), "name");
  EXPECT_EQ(wrong(R"({"id":1,"name":"A","list_price":"a lot"})"), "list_price");
  EXPECT_EQ(wrong(R"({"id":1,"name":"A","type":"gas"})"), "type");
  EXPECT_EQ(wrong(R"({"id":1,"name":"A","taxes":[1,9]})"), "taxes");
  EXPECT_EQ(wrong(R"({"id":1,"name":"A","taxes":7})"), "taxes");
  EXPECT_EQ(wrong(R"({"id":1,"name":"A","active":"yes"})"), "active");
}

TEST_F(Products, BadCursorsAndLimitsAreNamed) {
  for (const char* cursor : {"x", "-1", "0", "999", "99999999999999999999"}) {
    EXPECT_EQ(pos_->products({10, cursor}).error().code, "bad_cursor") << cursor;
  }
  EXPECT_EQ(pos_->products({0, ""}).error().code, "bad_limit");
}

TEST_F(Products, OfAnyCatalogueAreListedTheSameWay) {
  const auto here = pos_->products({3, ""}, {"a", {}}).value();
  const auto there = products_of(*goods(), {3, ""}, {"a", {}}).value();
  EXPECT_EQ(here.next, there.next);
  ASSERT_EQ(here.items.size(), there.items.size());
  EXPECT_EQ(here.items[0].product.name, there.items[0].product.name);
  EXPECT_EQ(products_of(*goods(), {3, "999"}, {}).error().code, "bad_cursor");
}

TEST_F(Products, StockIsFoundByAPartOfTheName) {
  add(21, "شطيرة دجاج");
  const auto page = pos_->stock({}, "BURG").value();
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(page.items[0].product, "Burger");
  EXPECT_EQ(pos_->stock({}, "دجاج").value().items.size(), 1U);
  const auto first = pos_->stock({1, ""}, "a").value();  // Water, Cake
  EXPECT_EQ(first.items.at(0).product, "Water");
  EXPECT_EQ(pos_->stock({1, first.next}, "a").value().items.at(0).product, "Cake");
}

TEST_F(Products, PaymentMethodsNameTheConfigurationsThatTakeThem) {
  const auto methods = pos_->payment_methods().value();
  ASSERT_EQ(methods.size(), 3U);
  EXPECT_THAT(methods[0].pos_configs, ElementsAre("Main Store", "Kiosk"));
  EXPECT_THAT(methods[2].pos_configs, IsEmpty());
  EXPECT_EQ(pos_->taxes().value().size(), 2U);
}

TEST_F(Products, AnImportThatIsOnlyTriedChangesNothing) {
  CatalogueFile file = shop_goods();
  file.products[0].product.name = "Big Burger";
  file.products.push_back(file.products[0]);
  file.products.back().product.id = 99;
  const auto version = goods()->version();
  const auto would = pos_->try_import(file).value();
  EXPECT_EQ(would.created, 1);
  EXPECT_EQ(would.updated, 1);
  EXPECT_EQ(pos_->product(kBurger).value().product.name, "Burger");
  EXPECT_EQ(pos_->product(99).error().code, "no_such_product");
  EXPECT_EQ(goods()->version(), version);
  EXPECT_EQ(pos_->try_import({}).value().created, 0);
  import_goods(file);
  EXPECT_EQ(pos_->product(99).value().product.name, "Big Burger");
}

}  // namespace
}  // namespace ordersync::pos
