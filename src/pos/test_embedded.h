// FOR TESTS ONLY: an embedded POS on a private store in memory, with the shop of test_shop.h.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "pos/embedded_pos.h"
#include "pos/test_shop.h"
#include "sql/test_store.h"

namespace ordersync::pos::test_shop {

class EmbeddedTest : public ::testing::Test {
 protected:
  EmbeddedTest() : connection_(store_.connect()) {
    EXPECT_TRUE(sql::migrate(*connection_, "pos", embedded_migrations()).ok());
    pos_ = std::make_unique<EmbeddedPos>(*connection_, clock_);
  }

  void import_shop() { import_goods(shop_goods()); }
  void import_goods(const CatalogueFile& goods) {
    auto imported = pos_->import(goods, {});
    ASSERT_TRUE(imported.ok()) << imported.error().message;
  }

  std::shared_ptr<const order::Catalogue> goods(std::string_view config = "Main Store") {
    return pos_->catalogue(config).value();
  }
  Session session(std::string_view config = "Main Store") {
    return pos_->ensure_session(config, AutoCreate::yes).value();
  }
  order::PosDocument sale(const std::string& id, const std::vector<Item>& items = {{kBurger, "1"}},
                          std::string_view config = "Main Store") {
    return sale_of(*goods(config), id, items);
  }
  order::PosDocument refund(const std::string& id, const std::vector<Item>& items,
                            std::string_view config = "Main Store") {
    return document_of(*goods(config), {"main-store-orders", id, order::Kind::refund, ""}, items);
  }
  Outcome post_one(const order::PosDocument& document) {
    return pos_->post(session(document.pos_config), std::vector{document}).at(0);
  }
  BookedOrder booked(const order::PosDocument& document) {
    return pos_->find(std::vector{document.key}).value().at(0).value();
  }
  std::string on_hand(std::int64_t product_id) {
    const auto page = pos_->stock({}).value();
    for (const Quantity& quantity : page.items) {
      if (quantity.product_id == product_id) return quantity.on_hand.to_string();
    }
    return "not listed";
  }
  std::int64_t count(std::string_view sql) {
    std::int64_t rows = -1;
    EXPECT_TRUE(connection_->query(sql, {}, [&](const sql::Row& row) { rows = row.integer(0); }).ok());
    return rows;
  }
  void execute(std::string_view sql) {
    const auto done = connection_->execute(sql, {});
    ASSERT_TRUE(done.ok()) << done.error().detail;
  }

  base::FakeClock clock_{kNoon};
  sql::TestStore store_;
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<EmbeddedPos> pos_;
};

}  // namespace ordersync::pos::test_shop
