// The products of a connection in the store.
#include "pos/odoo_goods.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pos/odoo_goods_read.h"
#include "pos/odoo_pos.h"
#include "pos/odoo_store.h"
#include "pos/test_shop.h"
#include "sql/sqlite.h"

namespace ordersync::pos::odoo {
namespace {

using ::testing::ElementsAre;

using test_shop::kNoon;

class OdooGoods : public ::testing::Test {
 protected:
  OdooGoods()
      : database_(sql::open_sqlite(":memory:").value()),
        connection_(database_->connect().value()),
        goods_(*connection_, 1) {
    EXPECT_TRUE(sql::migrate(*connection_, "odoo", odoo_migrations()).ok());
    GoodsState state;
    state.reader = "api";
    state.full_read_at = state.read_at = state.newest = kNoon;
    EXPECT_TRUE(goods_.keep_state(state).ok());
  }

  static RawProduct burger() {
    RawProduct raw;
    raw.product.id = 10;
    raw.product.name = "Burger";
    raw.product.other_names = {"Hamburguesa", "Бургер"};
    raw.product.default_code = "B-1";
    raw.product.barcode = "4006381333931";
    raw.product.list_price = base::Decimal::of("80.005");
    raw.product.type = order::ProductType::consumable;
    raw.product.taxes = {3, 5};
    raw.product.available_in_pos = false;
    raw.company_id = 2;
    return raw;
  }
  static RawProduct water() {
    RawProduct raw;
    raw.product.id = 11;
    raw.product.name = "Water";
    return raw;
  }
  static std::vector<RawProduct> all_of(GoodsStore& goods) {
    std::vector<RawProduct> products;
    EXPECT_TRUE(goods.give([&](RawProduct product) { products.push_back(std::move(product)); }).ok());
    EXPECT_EQ(goods.count().value(), static_cast<std::int64_t>(products.size()));
    return products;
  }
  void put(const std::vector<RawProduct>& products) { ASSERT_TRUE(goods_.put(products).ok()); }
  std::int64_t version() { return goods_.state().value()->version; }

  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<sql::Connection> connection_;
  GoodsStore goods_;
};

TEST_F(OdooGoods, ComeBackAsTheyWent) {
  put({burger(), water()});
  EXPECT_THAT(all_of(goods_), ElementsAre(burger(), water()));
}

TEST_F(OdooGoods, TheVersionGrowsWithEveryChangeAndOnlyThen) {
  put({burger(), water()});
  const std::int64_t first = version();
  put({burger(), water()});
  EXPECT_EQ(version(), first);
  RawProduct dearer = burger();
  dearer.product.list_price = base::Decimal(90);
  put({dearer});
  EXPECT_EQ(version(), first + 1);
  EXPECT_THAT(all_of(goods_), ElementsAre(dearer, water()));
}

TEST_F(OdooGoods, EveryFieldThatDiffersIsAChange) {
  const std::vector<void (*)(RawProduct&)> changes = {
      [](RawProduct& raw) { raw.product.name = "Big Burger"; },
      [](RawProduct& raw) { raw.product.other_names.pop_back(); },
      [](RawProduct& raw) { raw.product.default_code.clear(); },
      [](RawProduct& raw) { raw.product.barcode = "1"; },
      [](RawProduct& raw) { raw.product.list_price = base::Decimal(1); },
      [](RawProduct& raw) { raw.product.type = order::ProductType::service; },
      [](RawProduct& raw) { raw.product.sale_ok = false; },
      [](RawProduct& raw) { raw.product.active = false; },
      [](RawProduct& raw) { raw.product.available_in_pos = true; },
      [](RawProduct& raw) { raw.company_id = 0; },
      [](RawProduct& raw) {
        raw.product.taxes = {5, 3};
      }};
  RawProduct product = burger();
  put({product});
  for (const auto change : changes) {
    const std::int64_t before = version();
    change(product);
    put({product});
    EXPECT_EQ(version(), before + 1);
  }
  EXPECT_THAT(all_of(goods_), ElementsAre(product));
}

TEST_F(OdooGoods, WhatWasDeletedGoes) {
  put({burger(), water()});
  const std::int64_t before = version();
  ASSERT_TRUE(goods_.remove_all_but({10, 11}).ok());
  EXPECT_EQ(version(), before);
  ASSERT_TRUE(goods_.remove_all_but({11}).ok());
  EXPECT_EQ(version(), before + 1);
  EXPECT_THAT(all_of(goods_), ElementsAre(water()));
}

TEST_F(OdooGoods, ANameOfTwoLinesIsOneName) {
  RawProduct product = water();
  product.product.other_names = {"Still\nWater"};
  put({product});
  EXPECT_THAT(all_of(goods_).front().product.other_names, ElementsAre("Still Water"));
}

TEST_F(OdooGoods, ConnectionsKeepApart) {
  put({burger()});
  GoodsStore other(*connection_, 2);
  EXPECT_TRUE(all_of(other).empty());
  EXPECT_FALSE(other.state().value().has_value());
}

TEST_F(OdooGoods, AreFreshUntilTheirTimeOnly) {
  GoodsState state;
  state.read_at = kNoon;
  state.fresh_until = kNoon + kFreshFor;
  EXPECT_FALSE(is_fresh(state, kNoon)) << "never read completely";
  state.full_read_at = kNoon;
  EXPECT_TRUE(is_fresh(state, kNoon));
  EXPECT_FALSE(is_fresh(state, kNoon + kFreshFor));
  EXPECT_FALSE(is_fresh(state, kNoon - std::chrono::hours(1))) << "the clock was put back";
}

TEST(OdooConnection, IsItsServerAndItsDatabase) {
  ConnectionSettings settings;
  settings.url = "HTTPS://Shop.Odoo.com/";
  settings.database = "Main";
  EXPECT_EQ(connection_key(settings), "https://shop.odoo.com/Main");
}

TEST(OdooConnection, KeepsItsNumber) {
  const auto database = sql::open_sqlite(":memory:").value();
  const auto store = database->connect().value();
  ASSERT_TRUE(sql::migrate(*store, "odoo", odoo_migrations()).ok());
  const auto first = connection_id(*store, "https://a/x").value();
  const auto second = connection_id(*store, "https://b/x").value();
  EXPECT_NE(first, second);
  EXPECT_EQ(connection_id(*store, "https://a/x").value(), first);
}

TEST(OdooConnection, TakesWhatIsKeptAlongToItsNewAddress) {
  const auto database = sql::open_sqlite(":memory:").value();
  const auto store = database->connect().value();
  ASSERT_TRUE(sql::migrate(*store, "odoo", odoo_migrations()).ok());
  const auto rename = [&](const std::string& from, const std::string& to) {
    return sql::write_transaction(*store, [&] { return rename_connection(*store, from, to); }).ok();
  };
  const auto number = [&](std::string_view sql) {
    std::int64_t number = -1;
    EXPECT_TRUE(store->query(sql, {}, [&](const sql::Row& row) { number = row.integer(0); }).ok());
    return number;
  };
  const auto id = connection_id(*store, "https://a/x").value();
  ASSERT_TRUE(store->execute("INSERT INTO odoo_session VALUES (?, 5, 0)", {id}).ok());
  ASSERT_TRUE(rename("https://a/x", "https://b/x"));
  EXPECT_EQ(connection_id(*store, "https://b/x").value(), id);

  // Where something is kept already: whoever looked there has left a row.
  const auto there = connection_id(*store, "https://a/x").value();
  ASSERT_TRUE(store->execute("INSERT INTO odoo_session VALUES (?, 5, 0), (?, 6, 0)", {there, there}).ok());
  ASSERT_TRUE(store->execute("INSERT INTO odoo_goods VALUES (?, '', 1, 0, 0, 0, 0, 0)", {there}).ok());
  ASSERT_TRUE(rename("https://b/x", "https://a/x"));
  EXPECT_EQ(connection_id(*store, "https://a/x").value(), id);
  EXPECT_NE(connection_id(*store, "https://c/x").value(), there) << "a number is never another's";
  EXPECT_EQ(number("SELECT SUM(session_id) FROM odoo_session"), 11);
  EXPECT_EQ(number("SELECT COUNT(*) FROM odoo_goods"), 0);
  EXPECT_TRUE(rename("https://nowhere/x", "https://d/x"));
  EXPECT_TRUE(rename("https://a/x", "https://a/x"));
  EXPECT_EQ(connection_id(*store, "https://a/x").value(), id);
}

}  // namespace
}  // namespace ordersync::pos::odoo
