// A store is put in another one's place: what only the one knew, the other knows.
#include "pos/odoo_carried.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pos/odoo_flight.h"
#include "pos/odoo_pos.h"
#include "pos/odoo_store.h"
#include "pos/test_shop.h"
#include "sql/sqlite.h"

namespace ordersync::pos::odoo {
namespace {

using ::testing::ElementsAre;

class OdooCarried : public ::testing::Test {
 protected:
  static std::unique_ptr<sql::Connection> migrated(sql::Database& database) {
    auto store = database.connect().value();
    EXPECT_TRUE(sql::migrate(*store, "odoo", odoo_migrations()).ok());
    return store;
  }
  void carry() {
    const auto carried = read_carried(*replaced_);
    ASSERT_TRUE(carried.ok()) << carried.error().message;
    const auto written = write_carried(*restored_, *carried);
    ASSERT_TRUE(written.ok()) << written.error().message;
  }
  void put_session(sql::Connection& store, const std::string& key, std::int64_t session,
                   std::int64_t created_at) {
    const auto id = connection_id(store, key).value();
    ASSERT_TRUE(store.execute("INSERT INTO odoo_session VALUES (?, ?, ?)", {id, session, created_at}).ok());
  }
  void put_attempt(sql::Connection& store, const std::string& key, std::int64_t config,
                   std::int64_t began_at) {
    const auto id = connection_id(store, key).value();
    ASSERT_TRUE(
        store.execute("INSERT INTO odoo_session_attempt VALUES (?, ?, ?)", {id, config, began_at}).ok());
  }
  // "key id at" of the restored store's rows, sorted.
  std::vector<std::string> restored(std::string_view sql) {
    std::vector<std::string> rows;
    EXPECT_TRUE(restored_
                    ->query(sql, {},
                            [&](const sql::Row& row) {
                              rows.push_back(std::string(row.text(0)) + " " + std::to_string(row.integer(1)) +
                                             " " + std::to_string(row.integer(2)));
                            })
                    .ok());
    return rows;
  }
  std::vector<std::string> sessions() {
    return restored(
        "SELECT key, session_id, created_at FROM odoo_session JOIN odoo_connection ON id = connection_id "
        "ORDER BY key, session_id");
  }
  std::vector<std::string> attempts() {
    return restored(
        "SELECT key, config_id, began_at FROM odoo_session_attempt JOIN odoo_connection ON id = "
        "connection_id ORDER BY key, config_id");
  }

  // Each ":memory:" is a store of its own.
  std::unique_ptr<sql::Database> of_replaced_ = sql::open_sqlite(":memory:").value();
  std::unique_ptr<sql::Database> of_restored_ = sql::open_sqlite(":memory:").value();
  std::unique_ptr<sql::Connection> replaced_ = migrated(*of_replaced_);
  std::unique_ptr<sql::Connection> restored_ = migrated(*of_restored_);
};

TEST_F(OdooCarried, AFlightGoesOnInTheStoreThatTakesThePlaceOfItsOwn) {
  constexpr std::chrono::milliseconds kLasts{300'000};
  base::FakeClock clock{test_shop::kNoon};
  base::SeededRandom random{7};
  ASSERT_TRUE(Flights(*replaced_, clock, random).begin("shop/1", kLasts, std::chrono::seconds(0)).ok());
  carry();
  Flights after(*restored_, clock, random);
  EXPECT_EQ(after.begin("shop/1", kLasts, std::chrono::seconds(0)).error().code, "odoo_writer_busy");
  clock.advance(kLasts + Flights::kSpare);
  EXPECT_TRUE(after.begin("shop/1", kLasts, std::chrono::seconds(0)).ok());
}

TEST_F(OdooCarried, SessionsOpenedSinceStayOursWhateverNumberTheirConnectionHas) {
  put_session(*restored_, "https://b/x", 1, 10);  // number 1 there
  put_session(*replaced_, "https://a/x", 5, 50);  // number 1 here
  put_session(*replaced_, "https://b/x", 6, 60);
  carry();
  EXPECT_THAT(sessions(), ElementsAre("https://a/x 5 50", "https://b/x 1 10", "https://b/x 6 60"));
}

TEST_F(OdooCarried, OfWhatBothKnowTheReplacedStoreKnowsTheNewer) {
  for (auto* store : {replaced_.get(), restored_.get()}) {
    put_session(*store, "https://a/x", 5, store == replaced_.get() ? 50 : 40);
    put_attempt(*store, "https://a/x", 3, store == replaced_.get() ? 30 : 20);
  }
  carry();
  EXPECT_THAT(sessions(), ElementsAre("https://a/x 5 50"));
  EXPECT_THAT(attempts(), ElementsAre("https://a/x 3 30"));
}

TEST_F(OdooCarried, ASessionWhoseAnswerWasLostIsStillLookedFor) {
  put_attempt(*replaced_, "https://a/x", 3, 30);
  carry();
  EXPECT_THAT(attempts(), ElementsAre("https://a/x 3 30"));
}

TEST_F(OdooCarried, WhatCannotBeReadIsSaidBeforeAnythingIsWritten) {
  ASSERT_TRUE(replaced_->execute("DROP TABLE odoo_session", {}).ok());
  EXPECT_FALSE(read_carried(*replaced_).ok());
}

}  // namespace
}  // namespace ordersync::pos::odoo
