// Pages of the embedded POS: newest first, none twice, none left out, whatever arrives in between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "pos/test_embedded.h"

namespace ordersync::pos {
namespace {

using namespace test_shop;
using ::testing::ElementsAre;

class Lists : public EmbeddedTest {
 protected:
  Lists() { import_shop(); }
  void post(int first, int last) {
    std::vector<order::PosDocument> documents;
    for (int i = first; i <= last; ++i) documents.push_back(sale(std::to_string(i)));
    pos_->post(session(), documents);
  }
  // The external ids of all pages.
  std::vector<std::string> all_orders(int limit) {
    std::vector<std::string> ids;
    PageRequest request{limit, ""};
    do {
      const auto page = pos_->orders(request).value();
      EXPECT_LE(page.items.size(), static_cast<std::size_t>(limit));
      for (const BookedOrder& order : page.items) ids.push_back(order.key.external_id);
      request.cursor = page.next;
    } while (!request.cursor.empty());
    return ids;
  }
};

TEST_F(Lists, OrdersAreNewestFirstOverAllPages) {
  post(1, 5);
  for (const int limit : {1, 2, 5, 100}) EXPECT_THAT(all_orders(limit), ElementsAre("5", "4", "3", "2", "1"));
}

TEST_F(Lists, ALastPageThatIsFullHasNoNext) {
  post(1, 4);
  const auto first = pos_->orders({2, ""}).value();
  EXPECT_FALSE(first.next.empty());
  EXPECT_TRUE(pos_->orders({2, first.next}).value().next.empty());
  EXPECT_TRUE(pos_->orders({4, ""}).value().next.empty());
}

TEST_F(Lists, WhatArrivesInBetweenMovesNoPage) {
  post(1, 4);
  const auto first = pos_->orders({2, ""}).value();
  post(5, 9);
  const auto second = pos_->orders({2, first.next}).value();
  ASSERT_EQ(second.items.size(), 2U);
  EXPECT_EQ(second.items[0].key.external_id, "2");
}

TEST_F(Lists, AListedOrderIsComplete) {
  post(1, 1);
  const BookedOrder order = pos_->orders({}).value().items.at(0);
  EXPECT_FALSE(compare(sale("1"), order).has_value());
  EXPECT_TRUE(order.picking.has_value());
}

TEST_F(Lists, PickingsNameTheirOrigin) {
  post(1, 3);
  const auto page = pos_->pickings({2, ""}).value();
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(page.items[0].first.name, "WH/POS/00003");
  EXPECT_EQ(page.items[0].second, "Main Store/0003");
  EXPECT_EQ(page.items[0].first.moves.at(0).product, "Burger");
  EXPECT_EQ(pos_->pickings({2, page.next}).value().items.at(0).first.name, "WH/POS/00001");
}

TEST_F(Lists, SessionsAreNewestFirst) {
  for (int i = 0; i < 3; ++i) {
    session();
    ASSERT_TRUE(pos_->close_session("Main Store", std::nullopt).ok());
  }
  const auto page = pos_->sessions({2, ""}).value();
  EXPECT_EQ(page.items.at(0).name, "Main Store/00003");
  EXPECT_TRUE(page.items.at(0).closing.has_value());
  EXPECT_EQ(pos_->sessions({2, page.next}).value().items.at(0).name, "Main Store/00001");
}

TEST_F(Lists, StockIsByProductAndOfStorableProductsOnly) {
  const auto first = pos_->stock({2, ""}).value();
  ASSERT_EQ(first.items.size(), 2U);
  EXPECT_EQ(first.items[0].product_id, kBurger);
  EXPECT_EQ(first.items[0].on_hand, base::Decimal(100));
  const auto second = pos_->stock({2, first.next}).value();
  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_EQ(second.items[0].product, "Cake");
  EXPECT_TRUE(second.next.empty());
}

TEST_F(Lists, OldestFirstIsTheSameTheOtherWayRound) {
  post(1, 3);
  using base::ListOrder;
  const auto pickings = pos_->pickings({2, ""}, "", ListOrder::oldest_first).value();
  EXPECT_EQ(pickings.items.at(0).first.name, "WH/POS/00001");
  EXPECT_EQ(pos_->pickings({2, pickings.next}, "", ListOrder::oldest_first).value().items.at(0).first.name,
            "WH/POS/00003");
  ASSERT_TRUE(pos_->close_session("Main Store", std::nullopt).ok());
  session();
  const auto sessions = pos_->sessions({1, ""}, ListOrder::oldest_first).value();
  EXPECT_EQ(sessions.items.at(0).name, "Main Store/00001");
  EXPECT_EQ(pos_->sessions({1, sessions.next}, ListOrder::oldest_first).value().items.at(0).name,
            "Main Store/00002");
}

TEST_F(Lists, StockIsSortedByProductAndByWhatIsThere) {
  post(1, 3);
  const auto products = [&](StockSort sort) {
    std::vector<std::string> found;
    PageRequest request{1, ""};
    do {
      const auto page = pos_->stock(request, "", sort).value();
      for (const Quantity& quantity : page.items) found.push_back(quantity.product);
      request.cursor = page.next;
    } while (!request.cursor.empty());
    return found;
  };
  const std::vector<std::string> by_name = products({StockKey::product, Direction::ascending});
  EXPECT_TRUE(std::is_sorted(by_name.begin(), by_name.end()));
  std::vector<std::string> back = products({StockKey::product, Direction::descending});
  std::reverse(back.begin(), back.end());
  EXPECT_EQ(back, by_name);
  for (const Direction direction : {Direction::ascending, Direction::descending}) {
    const auto page = pos_->stock({}, "", {StockKey::on_hand, direction}).value();
    ASSERT_EQ(page.items.size(), 3U);
    const bool up = direction == Direction::ascending;
    EXPECT_LE(page.items[up ? 0 : 1].on_hand, page.items[up ? 1 : 0].on_hand);
    EXPECT_LE(page.items[up ? 1 : 2].on_hand, page.items[up ? 2 : 1].on_hand);
  }
  EXPECT_EQ(pos_->stock({1, "999"}, "", {StockKey::on_hand, Direction::ascending}).error().code,
            "bad_cursor");
}

TEST_F(Lists, AProductThatBecomesStorableIsListedWithNothingOnHand) {
  CatalogueFile goods = shop_goods();
  goods.products[2].product.type = order::ProductType::storable;
  goods.products[2].on_hand = base::Decimal(50);
  import_goods(goods);
  EXPECT_EQ(on_hand(kNapkin), "0");
}

TEST_F(Lists, NonsenseIsRefused) {
  for (const char* cursor : {"x", "1x", "-1", "0", " 1", "99999999999999999999"}) {
    EXPECT_EQ(pos_->orders({10, cursor}).error().code, "bad_cursor") << cursor;
  }
  for (const int limit : {0, -1}) EXPECT_EQ(pos_->stock({limit, ""}).error().code, "bad_limit");
}

TEST_F(Lists, AHugeLimitIsCut) {
  CatalogueFile goods = shop_goods();
  for (int i = 0; i < base::kMostListed; ++i) {
    goods.products.push_back(goods.products[0]);
    goods.products.back().product.id = 1'000 + i;
  }
  import_goods(goods);
  const auto page = pos_->stock({2'000'000'000, ""}).value();
  EXPECT_EQ(page.items.size(), std::size_t{base::kMostListed});
  EXPECT_FALSE(page.next.empty());
}

}  // namespace
}  // namespace ordersync::pos
