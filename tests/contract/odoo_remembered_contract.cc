// What is asked for once a minute instead of with every read-back, and what never is. On a model of each
// version.
#include "pos/odoo_remembered.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/contract/odoo_parts_fixture.h"

namespace ordersync::testing {
namespace {

using pos::odoo::Remembered;
using pos::odoo::Rpc;
using pos::odoo::Value;
using namespace std::chrono_literals;

class OdooRemembered : public OdooParts {
 protected:
  std::string name_of(std::string_view model, int id) {
    Rpc::Search search;
    search.model = model;
    search.domain = Value::list({Value::list({"id", "in", Value::list({id})})});
    search.fields = {"name"};
    const auto records = remembered_.all(search);
    EXPECT_TRUE(records.ok());
    return records.ok() && records->size() == 1 ? std::string(records->front()["name"].text()) : "";
  }

  Remembered remembered_{*rpc_, clock_};
};

TEST_P(OdooRemembered, APaymentMethodIsAskedForOnceAMinute) {
  EXPECT_EQ(name_of("pos.payment.method", odoo_.shop.cash), "Cash");
  const int asked = odoo_.exchanges();
  odoo_.set("pos.payment.method", odoo_.shop.cash, "name", "Coins");
  clock_.advance(60s);
  EXPECT_EQ(name_of("pos.payment.method", odoo_.shop.cash), "Cash");
  EXPECT_EQ(odoo_.exchanges(), asked);
  clock_.advance(1s);
  EXPECT_EQ(name_of("pos.payment.method", odoo_.shop.cash), "Coins");
}

TEST_P(OdooRemembered, AClockThatWentBackMakesItAskAnew) {
  EXPECT_EQ(name_of("pos.config", odoo_.shop.kiosk), "Kiosk");
  odoo_.set("pos.config", odoo_.shop.kiosk, "name", "Corner");
  clock_.advance(-1h);
  EXPECT_EQ(name_of("pos.config", odoo_.shop.kiosk), "Corner");
}

TEST_P(OdooRemembered, WhatWasNotThereIsAskedForAgain) {
  EXPECT_EQ(name_of("pos.config", 77), "");
  const int asked = odoo_.exchanges();
  EXPECT_EQ(name_of("pos.config", 77), "");
  EXPECT_GT(odoo_.exchanges(), asked);
}

TEST_P(OdooRemembered, RecordsOfOtherModelsAreAskedForEachTime) {
  EXPECT_EQ(name_of("res.partner", odoo_.shop.partner), "Regular Customer");
  odoo_.set("res.partner", odoo_.shop.partner, "name", "Anna");
  EXPECT_EQ(name_of("res.partner", odoo_.shop.partner), "Anna");
}

INSTANTIATE_TEST_SUITE_P(EveryOdoo, OdooRemembered, ::testing::ValuesIn(kAllOdoos), odoo_name);

}  // namespace
}  // namespace ordersync::testing
