// A shop whose Odoo is a model of each version, and the program's way of booking into it.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "http/transport.h"
#include "pos/odoo_pos.h"
#include "pos/test_shop.h"
#include "sql/sqlite.h"
#include "tests/support/odoo_contract_shop.h"
#include "tests/support/odoo_versions.h"
#include "tests/support/scratch_folder.h"

namespace ordersync::pos {

class OdooBooking : public ::testing::TestWithParam<testing::OdooVersion> {
 protected:
  using FakeOdoo = testing::FakeOdoo;
  using Kind = Outcome::Kind;
  using OdooFault = testing::OdooFault;
  using OdooVersion = testing::OdooVersion;

  OdooBooking() {
    database_ = sql::open_sqlite(folder_.file("pos.db")).value();
    auto connection = database_->connect().value();
    EXPECT_TRUE(sql::migrate(*connection, "odoo", odoo_migrations()).ok());
    testing::seed_contract_shop(odoo_);
    restart();
  }
  // The program starts again on the same store.
  void restart() {
    pos_.reset();
    connection_ = database_->connect().value();
    pos_ = new_pos(*connection_);
  }
  std::unique_ptr<OdooPos> new_pos(sql::Connection& connection) { return new_pos(connection, odoo_); }
  std::unique_ptr<OdooPos> new_pos(sql::Connection& connection, FakeOdoo& odoo) {
    return new_pos(connection, odoo, odoo);
  }
  std::unique_ptr<OdooPos> new_pos(sql::Connection& connection, FakeOdoo& odoo, http::Transport& way) {
    odoo::ConnectionSettings settings;
    settings.name = "Shop";
    settings.url = odoo.url;
    settings.database = odoo.database;
    settings.login = odoo.user.login;
    settings.key = base::Secret(odoo.user.api_key);
    return std::make_unique<OdooPos>(
        OdooPos::Ports{way, connection, clock_, random_, {}, [this] { return leads_here_; }},
        std::move(settings));
  }
  std::string orders_method() const {
    return GetParam() >= OdooVersion::v18 ? "sync_from_ui" : "create_from_ui";
  }
  std::string closing_method() const {
    return GetParam() == OdooVersion::v14 ? "action_pos_session_validate" : "close_session_from_ui";
  }

  order::PosDocument sale(int id, const char* qty = "1") {
    auto goods = pos_->catalogue("Main Store");
    CHECK(goods.ok());
    return test_shop::sale_of(**goods, std::to_string(id),
                              {{test_shop::kBurger, qty}, {test_shop::kDelivery, "1"}});
  }
  std::vector<order::PosDocument> sales(int count) {
    std::vector<order::PosDocument> documents;
    for (int i = 1; i <= count; ++i) documents.push_back(sale(i));
    return documents;
  }
  Session session() {
    auto session = pos_->ensure_session("Main Store", AutoCreate::yes);
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : session.error().message);
    return *session;
  }
  // As the engine does: what is unknown is posted again later. `post` gives nothing where there is no
  // session.
  using Post = std::function<std::vector<Outcome>(std::span<const order::PosDocument>)>;
  std::vector<Kind> settle(const std::vector<order::PosDocument>& documents, const Post& post) {
    std::vector<Kind> kinds(documents.size(), Kind::unknown);
    for (int round = 0; round < 6; ++round) {
      std::vector<order::PosDocument> rest;
      std::vector<std::size_t> places;
      for (std::size_t i = 0; i < documents.size(); ++i) {
        if (kinds[i] != Kind::unknown) continue;
        rest.push_back(documents[i]);
        places.push_back(i);
      }
      if (rest.empty()) break;
      const auto outcomes = post(rest);
      for (std::size_t i = 0; i < outcomes.size(); ++i) kinds[places[i]] = outcomes[i].kind;
      clock_.advance(std::chrono::minutes(20));
    }
    return kinds;
  }
  std::vector<Kind> settle(const std::vector<order::PosDocument>& documents) {
    return settle(documents, [&](std::span<const order::PosDocument> rest) {
      const auto open = pos_->ensure_session("Main Store", AutoCreate::yes);
      return open.ok() ? pos_->post(*open, rest) : std::vector<Outcome>();
    });
  }
  void expect_each_once(const std::vector<order::PosDocument>& documents) {
    EXPECT_EQ(odoo_.rows("pos.order").size(), documents.size());
    EXPECT_EQ(odoo_.rows("stock.picking").size(), documents.size());
    EXPECT_EQ(odoo_.on_hand(test_shop::kBurger), 100 - static_cast<double>(documents.size()));
    std::vector<order::OrderKey> keys;
    for (const auto& document : documents) keys.push_back(document.key);
    const auto found = pos_->find(keys);
    ASSERT_TRUE(found.ok()) << found.error().message;
    for (std::size_t i = 0; i < documents.size(); ++i) {
      ASSERT_TRUE((*found)[i]) << "order " << i << " is missing";
      const auto difference = compare(documents[i], *(*found)[i]);
      EXPECT_FALSE(difference) << difference->message;
    }
  }

  support::ScratchFolder folder_;
  base::FakeClock clock_{test_shop::kStart};
  base::SeededRandom random_{7};
  FakeOdoo odoo_{GetParam(), clock_};
  bool leads_here_ = true;  // the connection, to odoo_
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<sql::Connection> connection_;
  std::unique_ptr<OdooPos> pos_;
};

}  // namespace ordersync::pos
