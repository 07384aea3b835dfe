// What was paid by method, of orders booked one by one.
#include "pos/embedded_payments.h"

#include <gmock/gmock.h>

#include "pos/test_embedded.h"

namespace ordersync::pos {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class Payments : public test_shop::EmbeddedTest {
 protected:
  Payments() { import_shop(); }

  void sell(const std::string& id, base::Instant date, std::int64_t method = test_shop::kCash) {
    order::PosDocument document = sale(id, {{test_shop::kWater, "4"}});
    document.date = date;
    for (auto& payment : document.payments) payment.method_id = method;
    ASSERT_EQ(post_one(document).kind, Outcome::Kind::created);
  }
  std::vector<std::pair<std::string, std::string>> paid(base::Instant from, base::Instant until) {
    std::vector<std::pair<std::string, std::string>> told;
    const auto found = paid_by_method(*connection_, from, until);
    EXPECT_TRUE(found.ok());
    for (const auto& [method, total] : *found) told.emplace_back(method, total.to_string());
    return told;
  }

  const base::Instant midnight_ = test_shop::kNoon - 12h;
};

TEST_F(Payments, AreSummedUpByMethodAndDay) {
  sell("1", midnight_ + 1h);
  sell("2", midnight_ + 23h);
  sell("3", midnight_ + 2h, test_shop::kCard);
  sell("the day before", midnight_ - 1ms);
  sell("the day after", midnight_ + 24h);
  EXPECT_THAT(paid(midnight_, midnight_ + 24h), ElementsAre(Pair("Cash", "20.00"), Pair("Card", "10.00")));
  EXPECT_THAT(paid(midnight_ - 24h, midnight_), ElementsAre(Pair("Cash", "10.00")));
  EXPECT_THAT(paid(midnight_ + 30min, midnight_ + 45min), IsEmpty());
}

TEST_F(Payments, OrdersOfLastYearAreInNoSum) {
  sell("old", midnight_ - 24h * 365);
  EXPECT_EQ(count("SELECT COUNT(*) FROM pos_payment_recent"), 0);
}

TEST_F(Payments, OldSumsAreForgotten) {
  sell("1", midnight_ + 1h);
  ASSERT_TRUE(forget_payment_sums(*connection_, midnight_ + 48h).ok());
  EXPECT_EQ(count("SELECT COUNT(*) FROM pos_payment_recent"), 1);
  ASSERT_TRUE(forget_payment_sums(*connection_, midnight_ + 50h).ok());
  EXPECT_EQ(count("SELECT COUNT(*) FROM pos_payment_recent"), 0);
}

TEST_F(Payments, ASumThatIsTooLargeIsNotSaidAndStopsNoBooking) {
  sell("1", midnight_ + 1h);
  execute("UPDATE pos_payment_recent SET amount = 9223372036854775807");
  sell("2", midnight_ + 1h);
  sell("3", midnight_ + 1h, test_shop::kCard);
  EXPECT_THAT(paid(midnight_, midnight_ + 24h), ElementsAre(Pair("Card", "10.00")));
}

TEST_F(Payments, WhatStandsInAStoreOfAnEarlierStepIsCounted) {
  sell("1", midnight_ + 1h);
  sell("2", midnight_ + 2h);
  execute("DROP TABLE pos_payment_recent");
  execute("DELETE FROM schema_migration WHERE component = 'pos' AND version = 3");
  ASSERT_TRUE(sql::migrate(*connection_, "pos", embedded_migrations()).ok());
  EXPECT_THAT(paid(midnight_, midnight_ + 24h), ElementsAre(Pair("Cash", "20.00")));
}

}  // namespace
}  // namespace ordersync::pos
