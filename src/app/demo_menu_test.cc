// Facts about the sample restaurant's orders: the same for the same seed, believable, and adding up to the
// cent.
#include "app/demo_menu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/demo_catalogue.h"
#include "base/decimal.h"

namespace ordersync::app {
namespace {

using base::Decimal;

std::string text_of(const DemoMenu& menu, std::int64_t index) {
  std::string out;
  menu.append_order(index, out);
  return out;
}

nlohmann::json order_of(const DemoMenu& menu, std::int64_t index) {
  return nlohmann::json::parse(text_of(menu, index));
}

// Amounts are written with two decimals, so that the shortest text of the number is the number.
Decimal decimal(const nlohmann::json& value) {
  return *Decimal::parse(value.is_string() ? value.get<std::string>() : value.dump());
}

const nlohmann::json& either(const nlohmann::json& order, const char* name, const char* alias) {
  return order.contains(name) ? order.at(name) : order.at(alias);
}

// What the lines cost before and after their discounts, their tax at 15 % rounded line by line, and what was
// paid.
struct Sums {
  Decimal lines, line_discounts, paid;
};

Sums sums_of(const nlohmann::json& order) {
  Sums sums;
  for (const nlohmann::json& item : either(order, "OrderItems", "OrderDetails")) {
    sums.lines +=
        decimal(item.at("Price")) * decimal(item.at("Quantity")) - decimal(item.at("DiscountAmount"));
    sums.line_discounts += decimal(item.at("DiscountAmount"));
  }
  for (const nlohmann::json& payment : either(order, "CheckoutDetails", "OrderCheckoutDetails")) {
    sums.paid += decimal(payment.at("AmountPaid"));
  }
  return sums;
}

bool adds_up(const nlohmann::json& order) {
  const Sums sums = sums_of(order);
  const Decimal discount = decimal(order.at("AmountDiscount"));
  const Decimal on_top = sums.line_discounts.is_zero() ? discount : Decimal(0);
  const Decimal sold = sums.lines - on_top;
  const Decimal total = decimal(order.at("GrandTotal"));
  const Decimal tax = decimal(order.at("Tax"));
  const bool net = sold + tax == total && sold * Decimal::of("0.15") == tax;
  const bool gross = sold == total && (total - tax) * Decimal::of("0.15") == tax;
  return net || gross;
}

TEST(DemoMenu, AnOrderDependsOnSeedAndNumberAlone) {
  const DemoMenu menu(7, DemoMix::everything);
  std::string together;
  for (std::int64_t index = 0; index < 100; ++index) menu.append_order(index, together);
  std::string apart;
  for (std::int64_t index = 0; index < 100; ++index)
    apart += text_of(DemoMenu(7, DemoMix::everything), index);
  EXPECT_EQ(together, apart);
  EXPECT_NE(text_of(menu, 5), text_of(DemoMenu(8, DemoMix::everything), 5));
}

TEST(DemoMenu, EveryOrderIsOneJsonObjectWithItsOwnNumber) {
  const DemoMenu menu(1, DemoMix::everything);
  std::set<std::pair<std::int64_t, std::int64_t>> keys;
  for (std::int64_t index = 0; index < 2'000; ++index) {
    const nlohmann::json order = order_of(menu, index);
    keys.emplace(order.at("OrderID").get<std::int64_t>(), order.value("RefundID", std::int64_t{0}));
  }
  EXPECT_EQ(keys.size(), 2'000U);
  for (const std::int64_t far : {std::int64_t{1'000'000}, std::int64_t{100'000'000}}) {
    EXPECT_EQ(order_of(menu, far / 40 * 40).at("OrderID"), far / 40 * 40 + 640);
  }
}

TEST(DemoMenu, WhatMustNotParkAddsUpAndIsPaid) {
  const DemoMenu menu(3, DemoMix::everything);
  int checked = 0;
  for (std::int64_t index = 0; index < 4'000; ++index) {
    const DemoRole role = menu.role(index);
    if (role != DemoRole::sale && role != DemoRole::refund) continue;
    const nlohmann::json order = order_of(menu, index);
    ASSERT_TRUE(adds_up(order)) << order.dump(1);
    const Decimal over = sums_of(order).paid - decimal(order.at("GrandTotal"));
    if (!over.is_zero()) {  // change, out of cash alone
      ASSERT_EQ(role, DemoRole::sale);
      const nlohmann::json& payments = either(order, "CheckoutDetails", "OrderCheckoutDetails");
      ASSERT_EQ(payments.size(), 1U);
      ASSERT_EQ(payments[0].at("CardType"), "Cash");
      ASSERT_GT(over, Decimal(0)) << order.dump(1);
    }
    ++checked;
  }
  EXPECT_GT(checked, 3'000);
}

TEST(DemoMenu, WhatMustParkDoesNotAddUpForExactlyOneReason) {
  const DemoMenu menu(3, DemoMix::everything);
  std::map<DemoRole, int> seen;
  for (std::int64_t index = 0; index < 400; ++index) {
    const DemoRole role = menu.role(index);
    const nlohmann::json order = order_of(menu, index);
    const Decimal total = decimal(order.at("GrandTotal"));
    const bool latte = order.dump().find("Latte XL") != std::string::npos;
    ++seen[role];
    EXPECT_EQ(latte, role == DemoRole::unknown_product);
    if (role == DemoRole::unknown_product) {
      EXPECT_TRUE(adds_up(order));
      EXPECT_EQ(sums_of(order).paid, total);
    } else if (role == DemoRole::underpaid) {
      EXPECT_TRUE(adds_up(order));
      EXPECT_LT(sums_of(order).paid, total);
    } else if (role == DemoRole::wrong_total) {
      EXPECT_FALSE(adds_up(order));
      EXPECT_EQ(sums_of(order).paid, total);
    } else if (role == DemoRole::still_open) {
      EXPECT_EQ(order.at("OrderStatus"), 101);
    }
  }
  for (const DemoRole role :
       {DemoRole::unknown_product, DemoRole::underpaid, DemoRole::wrong_total, DemoRole::still_open}) {
    EXPECT_EQ(seen[role], 10);
  }
}

TEST(DemoMenu, ARefundTakesBackAnEarlierSaleOfItsBlockAndNotMore) {
  const DemoMenu menu(5, DemoMix::everything);
  std::set<std::int64_t> refunded;
  int negative = 0;
  int partial = 0;
  for (std::int64_t index = 0; index < 400; ++index) {
    if (menu.role(index) != DemoRole::refund) continue;
    const std::int64_t sale_index = DemoMenu::refunded_sale(index);
    ASSERT_EQ(sale_index / DemoMenu::kBlock, index / DemoMenu::kBlock);
    ASSERT_LT(sale_index, index);
    ASSERT_TRUE(refunded.insert(sale_index).second);
    const nlohmann::json refund = order_of(menu, index);
    const nlohmann::json sale = order_of(menu, sale_index);
    EXPECT_EQ(refund.at("OrderID"), sale.at("OrderID"));
    EXPECT_EQ(refund.at("OrderStatus"), 106);
    EXPECT_EQ(sale.at("OrderStatus"), 103);
    const Decimal back = decimal(refund.at("GrandTotal"));
    EXPECT_LE(back.abs(), decimal(sale.at("GrandTotal")));
    negative += back.is_negative() ? 1 : 0;
    partial += back.abs() < decimal(sale.at("GrandTotal")) ? 1 : 0;
  }
  EXPECT_EQ(refunded.size(), 30U);
  EXPECT_EQ(negative, 10);
  EXPECT_GT(partial, 0);
}

TEST(DemoMenu, BookableMeansThatNothingParksAndNothingIsSkipped) {
  const DemoMenu menu(1, DemoMix::bookable);
  for (std::int64_t index = 0; index < 400; ++index) {
    const DemoRole role = menu.role(index);
    ASSERT_TRUE(role == DemoRole::sale || role == DemoRole::refund);
    ASSERT_TRUE(adds_up(order_of(menu, index)));
  }
}

// A believable shop: within some hundred orders everything that the guide and real systems send has been
// seen.
TEST(DemoMenu, TheStreamShowsWhatRealOnesShow) {
  const DemoMenu menu(1, DemoMix::everything);
  std::map<std::string, int> seen;
  for (std::int64_t index = 0; index < 400; ++index) {
    const nlohmann::json order = order_of(menu, index);
    seen[order.contains("OrderItems") ? "guide's names" : "aliases"]++;
    if (order.at("GrandTotal").is_string()) seen["strings for numbers"]++;
    if (order.dump().find("\"1,") != std::string::npos) seen["grouped thousands"]++;
    if (either(order, "CheckoutDetails", "OrderCheckoutDetails").size() > 1) seen["split payment"]++;
    const Sums sums = sums_of(order);
    if (!decimal(order.at("AmountDiscount")).is_zero()) {
      seen[sums.line_discounts.is_zero() ? "discount on top" : "discount inside"]++;
    }
    if (sums.lines == decimal(order.at("GrandTotal"))) seen["prices with tax"]++;
    for (const nlohmann::json& item : either(order, "OrderItems", "OrderDetails")) {
      if (!item.at("OrderDetailPackages").empty()) seen["package"]++;
      if (item.at("ItemID") == 0) seen["product by name"]++;
      if (item.contains("OdooItemID")) seen["OdooItemID"]++;
      if (decimal(item.at("Quantity")).scale() > 0) seen["by weight"]++;
      if (either(item, "ItemName", "Name").get<std::string>().find("كبسة") != std::string::npos)
        seen["Arabic name"]++;
    }
  }
  for (const char* what : {"guide's names", "aliases", "strings for numbers", "grouped thousands",
                           "split payment", "discount on top", "discount inside", "prices with tax",
                           "package", "product by name", "OdooItemID", "by weight", "Arabic name"}) {
    EXPECT_GT(seen[what], 0) << what;
  }
}

TEST(DemoMenu, NumbersFollowTheClock) {
  using namespace std::chrono_literals;
  const base::Instant t = DemoMenu::placed_at(1'000);
  EXPECT_EQ(base::to_iso8601(t), "2025-01-01T01:23:20Z");
  EXPECT_EQ(DemoMenu::placed_until(t), 1'001);
  EXPECT_EQ(DemoMenu::placed_until(t - 1ms), 1'000);
  EXPECT_EQ(DemoMenu::placed_until(DemoMenu::placed_at(0) - 1ms), 0);
  const DemoMenu menu(1, DemoMix::everything);
  for (std::int64_t index = 1'000; index < 1'040; ++index) {
    const nlohmann::json order = order_of(menu, index);
    const auto date = base::parse_date(either(order, "OrderDate", "CheckoutDate").get<std::string>(), {});
    ASSERT_TRUE(date.ok());
    EXPECT_EQ(*date, DemoMenu::placed_at(index));
  }
}

TEST(DemoMenu, TheFixedOrdersAreTheOnesOfTheGuideAndOfARealSystem) {
  const nlohmann::json guide = nlohmann::json::parse(demo_guide_order());
  EXPECT_EQ(guide.at("OrderID"), 639);
  EXPECT_EQ(guide.at("AmountPaid"), "92.0");
  EXPECT_EQ(guide.at("OrderItems")[0].at("OrderDetailPackages")[0].at("ItemID"), 175741);
  const nlohmann::json real = nlohmann::json::parse(demo_real_order());
  EXPECT_EQ(real.at("OrderID"), 170388001);
  EXPECT_EQ(real.at("CheckoutDate"), "10-08-2025 05:16:43 PM");
  EXPECT_EQ(real.at("OrderDetails")[0].at("Name"), "Fuchs Oil 5W30 Syn Sn ");
}

TEST(DemoCatalogue, HoldsAllThatTheOrdersNameExceptOne) {
  const nlohmann::json catalogue = nlohmann::json::parse(demo_catalogue_json());
  std::set<std::int64_t> ids;
  std::set<std::string> names;
  for (const nlohmann::json& product : catalogue.at("products")) {
    EXPECT_TRUE(ids.insert(product.at("id").get<std::int64_t>()).second) << product;
    EXPECT_TRUE(names.insert(product.at("name").get<std::string>()).second) << product;
  }
  EXPECT_TRUE(names.contains("Product Name"));
  EXPECT_TRUE(names.contains("Fuchs Oil 5W30 Syn Sn"));
  EXPECT_TRUE(ids.contains(175741));
  EXPECT_FALSE(names.contains("Latte XL"));
  const DemoMenu menu(1, DemoMix::bookable);
  for (std::int64_t index = 0; index < 400; ++index) {
    const nlohmann::json order = order_of(menu, index);
    for (const nlohmann::json& item : either(order, "OrderItems", "OrderDetails")) {
      const std::int64_t id = item.value("OdooItemID", item.at("ItemID").get<std::int64_t>());
      EXPECT_TRUE(id == 0 || ids.contains(id)) << item;
      for (const nlohmann::json& part : item.at("OrderDetailPackages")) {
        EXPECT_TRUE(ids.contains(part.at("ItemID").get<std::int64_t>())) << part;
      }
    }
  }
}

}  // namespace
}  // namespace ordersync::app
