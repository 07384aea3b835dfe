// What the tests of the parts of the Odoo adapter share: a FakeOdoo of each version, the calls to it as the
// program's account, and a store.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "pos/odoo_catalogue.h"
#include "pos/odoo_flight.h"
#include "pos/odoo_pos.h"
#include "sql/sqlite.h"
#include "tests/support/odoo_versions.h"
#include "tests/support/scratch_folder.h"

namespace ordersync::testing {

using nlohmann::json;

class OdooParts : public ::testing::TestWithParam<OdooVersion> {
 protected:
  OdooParts()
      : database_(sql::open_sqlite(folder_.file("store.db")).value()), store_(database_->connect().value()) {
    EXPECT_TRUE(sql::migrate(*store_, "odoo", pos::odoo_migrations()).ok());
    connect();
  }

  int series() const { return static_cast<int>(odoo_.version); }

  // Another connection of ours, as after a restart, or with what was changed in odoo_.user.
  void connect() {
    settings_.name = "Shop";
    settings_.url = odoo_.url;
    settings_.database = odoo_.database;
    settings_.login = odoo_.user.login;
    settings_.key = base::Secret(odoo_.user.api_key);
    rpc_ = std::make_unique<pos::odoo::Rpc>(odoo_, settings_);
    catalogue_ = std::make_unique<pos::odoo::CatalogueReader>(*rpc_, *store_, clock_);
  }

  pos::odoo::PosFacts facts(std::string_view config = "Main Store") {
    auto facts = catalogue_->facts(config);
    EXPECT_TRUE(facts.ok()) << (facts.ok() ? "" : facts.error().message);
    return facts.ok() ? *facts : pos::odoo::PosFacts();
  }

  // Fries at 10.00 with 15 %, paid in cash; another client's doing. The order's id.
  struct Sold {
    double total = 11.5;
    double paid = 11.5;
    std::string date = "2026-11-22 12:00:00";
  };
  int sell(std::int64_t session, const Sold& sold) {
    const std::string reference = "Order 00001-001-" + std::to_string(10'000 + ++sold_);
    json line = {{"product_id", odoo_.shop.fries},
                 {"qty", 1},
                 {"price_unit", 10.0},
                 {"discount", 0.0},
                 {"price_subtotal", 10.0},
                 {"price_subtotal_incl", 11.5},
                 {"tax_ids", {{6, false, {odoo_.shop.vat_15}}}}};
    json payment = {{"payment_method_id", odoo_.shop.cash}, {"amount", sold.paid}};
    json order = {{"user_id", odoo_.admin.id},
                  {"partner_id", false},
                  {"sequence_number", sold_},
                  {"fiscal_position_id", false},
                  {"pricelist_id", series() == 14 ? json(odoo_.shop.pricelist) : json(false)},
                  {"amount_total", sold.total},
                  {"amount_tax", 1.5},
                  {"amount_paid", sold.paid},
                  {"amount_return", 0.0},
                  {"to_invoice", false}};
    if (series() >= 15 && series() <= 16) order["pricelist_id"] = odoo_.shop.pricelist;
    const std::string uuid = "00000000-0000-4000-8000-0000000" + std::to_string(10'000 + sold_);
    if (series() >= 18) {
      line["uuid"] = uuid + "a";
      payment["uuid"] = uuid + "b";
      payment["payment_date"] = sold.date;
      order["uuid"] = uuid;
      order["session_id"] = session;
      order[series() >= 19 ? "pos_reference" : "name"] = reference;
      order["date_order"] = sold.date;
      order["lines"] = {{0, 0, line}};
      order["payment_ids"] = {{0, 0, payment}};
      odoo_.call("pos.order", "sync_from_ui", {{order}});
    } else {
      payment["name"] = sold.date;
      order["name"] = reference;
      order["pos_session_id"] = session;
      order["server_id"] = false;
      order[series() >= 15 ? "date_order" : "creation_date"] = sold.date;
      order["creation_date"] = sold.date;
      order["lines"] = {{0, 0, line}};
      order["statement_ids"] = {{0, 0, payment}};
      odoo_.call("pos.order", "create_from_ui",
                 {{{{"id", reference}, {"data", order}, {"to_invoice", false}}}});
    }
    const auto rows = odoo_.rows("pos.order", {{"pos_reference", "=", reference}});
    EXPECT_EQ(rows.size(), 1U);
    return rows.empty() ? 0 : rows.front()["id"].get<int>();
  }
  int sell(std::int64_t session) { return sell(session, Sold()); }

  std::vector<json> sessions_not_closed() {
    return odoo_.rows("pos.session", {{"state", "!=", "closed"}, {"rescue", "=", false}});
  }

  support::ScratchFolder folder_;
  base::FakeClock clock_{base::from_unix_ms(1'795'348'800'000)};  // 2026-11-22T12:00:00Z
  FakeOdoo odoo_{GetParam(), clock_};
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<sql::Connection> store_;
  base::SeededRandom random_{7};
  pos::odoo::Flights flights_{*store_, clock_, random_};
  pos::odoo::ConnectionSettings settings_;
  std::unique_ptr<pos::odoo::Rpc> rpc_;
  std::unique_ptr<pos::odoo::CatalogueReader> catalogue_;

 private:
  int sold_ = 0;
};

}  // namespace ordersync::testing
