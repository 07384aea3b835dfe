// Orders found by what people know of them: the same with and without summaries, no page skips or repeats an
// order, and whatever is typed is just text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/random.h"
#include "pos/embedded_summary.h"
#include "pos/test_embedded.h"

namespace ordersync::pos {
namespace {

using namespace test_shop;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kDay = 24 * 3600 * 1000;

class OrderSearch : public EmbeddedTest {
 protected:
  OrderSearch() { import_shop(); }

  // `number` is the external id; the date is some minutes after noon.
  order::PosDocument dated(int number, std::int64_t minutes, const std::string& source = "main-store-orders",
                           std::string_view config = "Main Store", const std::string& burgers = "1") {
    order::PosDocument document = sale(std::to_string(number), {{kBurger, burgers}}, config);
    document.key.source = source;
    document.date = kNoon + base::Milliseconds(minutes * 60'000);
    return document;
  }
  void post(const std::vector<order::PosDocument>& documents) {
    const Session open = session(documents.front().pos_config);
    for (const Outcome& outcome : pos_->post(open, documents)) {
      ASSERT_EQ(outcome.kind, Outcome::Kind::created) << outcome.problem->message;
    }
  }
  // The external ids of all pages.
  std::vector<std::string> ids(const OrderFilter& filter, int limit = 1000) {
    std::vector<std::string> found;
    PageRequest request{limit, ""};
    do {
      const OrderPage page = pos_->orders(request, filter).value();
      EXPECT_LE(page.items.size(), static_cast<std::size_t>(limit));
      for (const BookedOrder& order : page.items) found.push_back(order.key.external_id);
      request.cursor = page.next;
    } while (!request.cursor.empty());
    return found;
  }
  std::vector<std::string> by_text(const std::string& text) {
    OrderFilter filter;
    filter.text = text;
    return ids(filter);
  }
  // Orders without summaries, as an older program has left them.
  void forget_summaries() { execute("DELETE FROM pos_order_summary"); }
};

TEST_F(OrderSearch, SortsByTheOrdersOwnDatesBothWays) {
  post({dated(1, 30), dated(2, 10), dated(3, 20), dated(4, 20)});
  OrderFilter filter;
  EXPECT_THAT(ids(filter, 1), ElementsAre("1", "4", "3", "2"));
  filter.sort = OrderSort::oldest_first;
  EXPECT_THAT(ids(filter, 3), ElementsAre("2", "3", "4", "1"));
}

TEST_F(OrderSearch, SortsByTotalBothWaysAndOfTheSameByWhenTheyWereBooked) {
  post({dated(1, 0, "web-shop", "Main Store", "2"), dated(2, 1), dated(3, 2, "web-shop", "Main Store", "3"),
        dated(4, 3)});
  post({refund("1", {{kBurger, "-1"}})});
  OrderFilter filter;
  filter.sort = OrderSort::highest_first;
  EXPECT_THAT(ids(filter, 2), ElementsAre("3", "1", "4", "2", "1"));
  filter.sort = OrderSort::lowest_first;
  EXPECT_THAT(ids(filter, 1), ElementsAre("1", "2", "4", "1", "3"));
}

TEST_F(OrderSearch, FiltersByEachOfItsFields) {
  post({dated(1, 0), dated(2, 1, "web-shop"), dated(3, 2)});
  post({dated(4, 3, "main-store-orders", "Kiosk")});
  order::PosDocument back = refund("3", {{kBurger, "-1"}});
  back.date = kNoon + base::Milliseconds(4 * 60'000);
  post({back});

  const auto found = [&](auto change) {
    OrderFilter filter;
    change(filter);
    return ids(filter);
  };
  EXPECT_THAT(found([](auto& f) { f.source = "web-shop"; }), ElementsAre("2"));
  EXPECT_THAT(found([](auto& f) { f.pos_config = "Kiosk"; }), ElementsAre("4"));
  EXPECT_THAT(found([](auto& f) { f.session = "Kiosk/00001"; }), ElementsAre("4"));
  EXPECT_THAT(found([](auto& f) { f.kind = order::Kind::refund; }), ElementsAre("3"));
  EXPECT_THAT(found([](auto& f) { f.kind = order::Kind::sale; }), ElementsAre("4", "3", "2", "1"));
  EXPECT_THAT(found([](auto& f) {
                f.dated_from = kNoon + base::Milliseconds(60'000);
                f.dated_until = kNoon + base::Milliseconds(3 * 60'000);
              }),
              ElementsAre("3", "2"));
  EXPECT_THAT(found([](auto& f) { f.session = "Kiosk/00001", f.pos_config = "Main Store"; }), IsEmpty());
  EXPECT_THAT(found([](auto& f) { f.pos_config = "Nowhere"; }), IsEmpty());
}

TEST_F(OrderSearch, CountAndTotalAreOfTheWholeFilter) {
  post({dated(1, 0), dated(2, 1), dated(3, 2)});
  post({refund("3", {{kBurger, "-1"}})});
  OrderFilter sales;
  sales.kind = order::Kind::sale;
  const OrderPage page = pos_->orders({1, ""}, sales).value();
  EXPECT_EQ(page.items.size(), 1U);
  EXPECT_EQ(page.count, 3);
  EXPECT_EQ(page.total->to_string(), "276.00");
  EXPECT_EQ(pos_->orders({1, page.next}, sales).value().count, 3);
  EXPECT_EQ(pos_->orders({1, ""}).value().total->to_string(), "184.00");
}

TEST_F(OrderSearch, FindsAnOrderByNameReferenceExternalIdAndKey) {
  post({dated(639, 0), dated(640, 1)});
  for (const char* text :
       {"Main Store/0001", "External Order ID: 639", "639", "main-store-orders/639", " 639 "}) {
    EXPECT_THAT(by_text(text), ElementsAre("639")) << text;
  }
  for (const char* text : {"Main Store/0003", "External Order ID: 641", "other/639", "63", "Kiosk/0001"}) {
    EXPECT_THAT(by_text(text), IsEmpty()) << text;
  }
}

TEST_F(OrderSearch, ATextThatFitsInTwoWaysFindsTheOrderOnce) {
  order::PosDocument document = sale("Main Store/0001");
  post({document});
  EXPECT_THAT(by_text("Main Store/0001"), ElementsAre("Main Store/0001"));
  EXPECT_EQ(pos_->orders({},
                         [] {
                           OrderFilter filter;
                           filter.text = "Main Store/0001";
                           return filter;
                         }())
                .value()
                .count,
            1);
}

TEST_F(OrderSearch, ATextIsJustText) {
  post({dated(1, 0)});
  for (const char* text :
       {"%", "_", "'", "\" OR 1=1 --", "1' OR '1'='1", "/", "//", "/0", "Main Store/", "Main Store/-1",
        "Main Store/+1", "Main Store/1", "Main Store/00001", "Main Store/99999999999999999999", ": ",
        "\xff\xfe", "a/b:refund:c", "<script>alert(1)</script>"}) {
    EXPECT_THAT(by_text(text), IsEmpty()) << text;
    OrderFilter filter;
    filter.session = filter.pos_config = filter.source = text;
    EXPECT_THAT(ids(filter), IsEmpty()) << text;
    EXPECT_EQ(pos_->order_named(text).error().code, "pos_order_not_found") << text;
    EXPECT_TRUE(pos_->pickings({}, text).value().items.empty()) << text;
    EXPECT_TRUE(pos_->stock({}, std::string("\xff") + text).value().items.empty()) << text;
  }
}

TEST_F(OrderSearch, BadCursorsAreNamed) {
  for (const char* cursor : {"x", "1", "1.", ".1", "1.x", "1.0", "1.-1", " 1.1", "1.1 ", "1.1.1",
                             "99999999999999999999.1", "1.99999999999999999999"}) {
    EXPECT_EQ(pos_->orders({10, cursor}).error().code, "bad_cursor") << cursor;
  }
}

TEST_F(OrderSearch, PagesNeitherSkipNorRepeatAnOrderWhileOthersAreBooked) {
  std::vector<order::PosDocument> standing;
  for (int i = 1; i <= 40; ++i) standing.push_back(dated(i, i * 7 % 40));
  post(standing);
  for (const OrderSort sort : {OrderSort::newest_first, OrderSort::oldest_first, OrderSort::highest_first,
                               OrderSort::lowest_first}) {
    OrderFilter filter;
    filter.sort = sort;
    std::multiset<std::string> seen;
    std::string cursor;
    int arriving = 1'000 * (1 + static_cast<int>(sort));
    do {
      const OrderPage page = pos_->orders({7, cursor}, filter).value();
      for (const BookedOrder& order : page.items) seen.insert(order.key.external_id);
      cursor = page.next;
      ++arriving;
      post({dated(arriving, arriving % 40)});  // now before, now behind the page in hand
    } while (!cursor.empty());
    for (int i = 1; i <= 40; ++i) EXPECT_EQ(seen.count(std::to_string(i)), 1U) << i;
  }
}

// Three blocks and a rest, of two configurations, two sources, sales and refunds, with dates in disorder.
class ManyOrders : public OrderSearch {
 protected:
  static constexpr int kOrders = 3'400;

  ManyOrders() {
    base::SeededRandom random(7);
    for (int first = 1; first <= kOrders; first += 100) {
      const char* const config = first % 300 == 1 ? "Kiosk" : "Main Store";
      std::vector<order::PosDocument> batch;
      for (int i = first; i < first + 100; ++i) {
        const auto minutes = static_cast<std::int64_t>(random.below(30 * 24 * 60));
        batch.push_back(dated(i, minutes, i % 3 == 0 ? "web-shop" : "main-store-orders", config,
                              std::to_string(1 + i % 7)));
        if (i % 10 == 0) {
          order::PosDocument back = refund(std::to_string(i), {{kBurger, "-1"}}, config);
          back.key.source = batch.back().key.source;
          back.date = batch.back().date;
          batch.back() = back;
        }
        documents_.push_back(batch.back());
      }
      post(batch);
    }
  }

  // What the list must say, by looking at every document.
  std::vector<std::string> expected(const OrderFilter& filter) {
    const bool by_date = filter.sort == OrderSort::newest_first || filter.sort == OrderSort::oldest_first;
    const bool descending = filter.sort == OrderSort::newest_first || filter.sort == OrderSort::highest_first;
    std::vector<std::pair<std::int64_t, int>> found;
    for (const order::PosDocument& document : documents_) {
      if (!filter.source.empty() && document.key.source != filter.source) continue;
      if (!filter.pos_config.empty() && document.pos_config != filter.pos_config) continue;
      if (filter.kind && document.key.kind != *filter.kind) continue;
      if (filter.dated_from && document.date < *filter.dated_from) continue;
      if (filter.dated_until && document.date >= *filter.dated_until) continue;
      found.emplace_back(by_date ? base::to_unix_ms(document.date) : document.total.minor(),
                         std::stoi(document.key.external_id));
    }
    std::sort(found.begin(), found.end());
    if (descending) std::reverse(found.begin(), found.end());
    std::vector<std::string> out;
    for (const auto& [by, number] : found) out.push_back(std::to_string(number));
    return out;
  }
  std::vector<OrderFilter> filters() {
    std::vector<OrderFilter> all;
    for (int which = 0; which < 64; ++which) {
      OrderFilter filter;
      if (which & 1) filter.source = "web-shop";
      if (which & 2) filter.pos_config = "Kiosk";
      if (which & 4) filter.kind = order::Kind::refund;
      if (which & 8) {
        filter.dated_from = kNoon + base::Milliseconds(5 * kDay);
        filter.dated_until = kNoon + base::Milliseconds(9 * kDay);
      }
      if (which & 16) filter.sort = OrderSort::oldest_first;
      if (which & 32) filter.sort = which & 16 ? OrderSort::lowest_first : OrderSort::highest_first;
      all.push_back(filter);
    }
    return all;
  }

  std::vector<order::PosDocument> documents_;
};

TEST_F(ManyOrders, EveryFilterFindsWhatLookingAtEachOrderFinds) {
  ASSERT_GE(count("SELECT count(*) FROM pos_order_summary"), 3);
  for (const bool summed_up : {true, false}) {
    if (!summed_up) forget_summaries();
    for (const OrderFilter& filter : filters()) {
      const auto right = expected(filter);
      EXPECT_EQ(ids(filter, 700), right);
      EXPECT_EQ(pos_->orders({1, ""}, filter).value().count, static_cast<std::int64_t>(right.size()));
    }
  }
}

TEST_F(ManyOrders, NamesAreFoundInEveryBlockAndBehindThem) {
  const std::map<std::string, std::string> known = [&] {
    std::map<std::string, std::string> names;
    EXPECT_TRUE(connection_
                    ->query("SELECT name, external_id FROM pos_order WHERE id % 97 = 0 OR id > 3390", {},
                            [&](const sql::Row& row) { names[std::string(row.text(0))] = row.text(1); })
                    .ok());
    return names;
  }();
  for (const bool summed_up : {true, false}) {
    if (!summed_up) forget_summaries();
    for (const auto& [name, external_id] : known) {
      EXPECT_EQ(pos_->order_named(name).value().key.external_id, external_id) << name;
    }
  }
}

TEST_F(ManyOrders, ASummaryThatLagsBehindCatchesUpWithTheNextFullBlock) {
  forget_summaries();
  std::vector<order::PosDocument> rest;
  for (int i = kOrders + 1; i <= 4'000; ++i) rest.push_back(dated(i, i % 100));
  post(rest);
  EXPECT_EQ(count("SELECT count(DISTINCT block) FROM pos_order_summary"), 4);
  EXPECT_EQ(count("SELECT sum(orders) FROM pos_order_summary"), 4'000);
}

TEST_F(ManyOrders, ASummaryThatIsDamagedIsSaid) {
  ASSERT_TRUE(
      connection_->execute("UPDATE pos_order_summary SET entries = ?", {sql::Blob{std::string_view("\0", 1)}})
          .ok());
  EXPECT_EQ(pos_->orders({}).error().code, "store_damaged");
}

TEST_F(ManyOrders, NamesThatConfigurationsHaveSwappedAreFoundForBoth) {
  CatalogueFile swapped = shop_goods();
  std::swap(swapped.pos_configs[0].config.name, swapped.pos_configs[1].config.name);
  import_goods(swapped);
  EXPECT_EQ(pos_->order_named("Main Store/0005").value().name, "Main Store/0005");
  EXPECT_EQ(pos_->order_named("Kiosk/0005").value().name, "Kiosk/0005");
}

TEST_F(OrderSearch, PickingsAreFoundByTheirNameAndByTheOrders) {
  post({dated(1, 0), dated(2, 1)});
  EXPECT_EQ(pos_->pickings({}, "WH/POS/00002").value().items.at(0).second, "Main Store/0002");
  EXPECT_EQ(pos_->pickings({}, "Main Store/0001").value().items.at(0).first.name, "WH/POS/00001");
  EXPECT_TRUE(pos_->pickings({}, "WH/POS/2").value().items.empty());
  EXPECT_TRUE(pos_->pickings({}, "WH/POS/00003").value().items.empty());
}

TEST_F(OrderSearch, BothPickingsOfAnOrderThatMovesBothWaysAreFound) {
  post({sale("1", {{kBurger, "2"}, {kWater, "-1"}})});
  const auto page = pos_->pickings({}, "Main Store/0001").value();
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_NE(page.items[0].first.direction, page.items[1].first.direction);
  const auto first = pos_->pickings({1, ""}, "Main Store/0001").value();
  EXPECT_EQ(pos_->pickings({1, first.next}, "Main Store/0001").value().items.at(0).first.name,
            page.items[1].first.name);
}

}  // namespace
}  // namespace ordersync::pos
