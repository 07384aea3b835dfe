// Sessions of the embedded POS beyond the port's contract: names, cash from one session to the next, people's
// sessions, several openers at once, and what a session's closing does to the stock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

#include "pos/test_embedded.h"
#include "sql/test_store.h"

namespace ordersync::pos {
namespace {

using namespace test_shop;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

base::Money usd(std::int64_t minor) {
  return {minor, base::Currency()};
}

class Sessions : public EmbeddedTest {
 protected:
  Sessions() { import_shop(); }
  Session close(std::optional<base::Money> counted = std::nullopt) {
    return pos_->close_session("Main Store", counted).value();
  }
};

TEST_F(Sessions, AreNumberedForEachPos) {
  EXPECT_EQ(session().name, "Main Store/00001");
  EXPECT_EQ(session("Kiosk").name, "Kiosk/00001");
  close();
  EXPECT_EQ(session().name, "Main Store/00002");
}

TEST_F(Sessions, AnUnknownPosNamesThoseThatExist) {
  const auto session = pos_->ensure_session("Main Stroe", AutoCreate::yes);
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().message,
            "There is no POS configuration \"Main Stroe\": there is \"Main Store\", \"Kiosk\", \"Bare\"");
}

TEST_F(Sessions, ThatPeopleOpenAreNotAutomaticAndStayTheirs) {
  const auto opened = pos_->open_session_by_hand("Main Store");
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->state, SessionState::opened);
  EXPECT_FALSE(opened->automatic);
  EXPECT_FALSE(session().automatic);
}

TEST_F(Sessions, ASecondOneCannotBeOpenedByHand) {
  const Session first = session();
  const auto second = pos_->open_session_by_hand("Main Store");
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, "session_already_open");
  EXPECT_THAT(second.error().message, HasSubstr(first.name));
  EXPECT_EQ(count("SELECT count(*) FROM pos_session"), 1);
}

TEST_F(Sessions, OneInOpeningControlIsOpenedByHand) {
  CatalogueFile goods = shop_goods();
  goods.pos_configs[0].session = StartSession::opening_control;
  import_goods(goods);
  EXPECT_EQ((*pos_->open_session("Main Store"))->state, SessionState::opening_control);
  EXPECT_FALSE((*pos_->open_session("Main Store"))->opened_at.has_value());
  const auto opened = pos_->open_session_by_hand("Main Store");
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->state, SessionState::opened);
  EXPECT_EQ(opened->opened_at, kNoon);
  EXPECT_FALSE(opened->automatic);
}

TEST_F(Sessions, ByHandTheSameObstaclesAreSaid) {
  EXPECT_EQ(pos_->open_session_by_hand("Bare").error().code, "no_payment_method");
  EXPECT_EQ(pos_->open_session_by_hand("X").error().code, "pos_config_not_found");
  session();
  execute("UPDATE pos_session SET state = 'closing_control'");
  EXPECT_EQ(pos_->open_session_by_hand("Main Store").error().code, "session_closing");
}

TEST_F(Sessions, OneInClosingControlIsFinishedByClosing) {
  session();
  execute("UPDATE pos_session SET state = 'closing_control'");
  EXPECT_EQ(close().state, SessionState::closed);
}

TEST_F(Sessions, TheCashCountedIsTheNextOpeningsCash) {
  post_one(sale("1"));  // 92.00 in cash
  EXPECT_EQ(close(usd(10'000)).closing->difference, usd(800));
  post_one(sale("2"));
  const Session second = close();
  EXPECT_EQ(second.closing->opening_cash, usd(10'000));
  EXPECT_EQ(second.closing->expected_cash, usd(19'200));
  EXPECT_EQ(second.closing->counted_cash, usd(19'200));
  EXPECT_FALSE(second.closing->counted);
}

TEST_F(Sessions, RefundsInCashMayMakeTheExpectedCashNegative) {
  post_one(refund("1", {{kBurger, "-1"}}));
  EXPECT_EQ(close().closing->expected_cash, usd(-9'200));
}

TEST_F(Sessions, CashInAnotherCurrencyOrBelowZeroIsRefusedAndTheSessionStaysOpen) {
  session();
  const base::Money euros(100, base::Currency::of("EUR").value());
  EXPECT_EQ(pos_->close_session("Main Store", euros).error().code, "currency_mismatch");
  EXPECT_EQ(pos_->close_session("Main Store", usd(-1)).error().code, "bad_counted_cash");
  EXPECT_EQ((*pos_->open_session("Main Store"))->state, SessionState::opened);
}

TEST_F(Sessions, TheClosingReportNamesTheFirstHundredLateOrdersAndCountsTheRest) {
  std::vector<order::PosDocument> documents;
  for (int i = 0; i < 130; ++i) {
    documents.push_back(sale(std::to_string(i)));
    documents.back().date = kNoon - base::Milliseconds(60'000);
  }
  pos_->post(session(), documents);
  const Session closed = close();
  ASSERT_EQ(closed.late_orders.size(), 101U);
  EXPECT_EQ(closed.late_orders.front(), "Main Store/0001");
  EXPECT_EQ(closed.late_orders.back(), "and 30 more");
  EXPECT_EQ(pos_->sessions({}).value().items[0].late_orders, closed.late_orders);
}

TEST_F(Sessions, AnOrderThatTheSessionWasOpenedForIsNotLate) {
  auto document = sale("1");
  document.date = kNoon - base::Milliseconds(59'999);
  post_one(document);
  EXPECT_TRUE(close().late_orders.empty());
}

class SessionsWithStockAtClosing : public Sessions {
 protected:
  Session close_kiosk() { return pos_->close_session("Kiosk", std::nullopt).value(); }
};

TEST_F(SessionsWithStockAtClosing, MoveItOnceADirection) {
  pos_->post(session("Kiosk"), std::vector{sale("1", {{kBurger, "1"}, {kNapkin, "2"}}, "Kiosk"),
                                           sale("2", {{kBurger, "2"}, {kDelivery, "1"}}, "Kiosk")});
  post_one(refund("1", {{kWater, "-1"}, {kBurger, "-1"}}, "Kiosk"));
  EXPECT_EQ(on_hand(kBurger), "100");
  EXPECT_TRUE(pos_->pickings({}).value().items.empty());

  const Session closed = close_kiosk();
  EXPECT_EQ(on_hand(kBurger), "98");
  EXPECT_EQ(on_hand(kWater), "1001");
  const auto pickings = pos_->pickings({}).value().items;
  ASSERT_EQ(pickings.size(), 2U);
  const auto& [in, in_origin] = pickings[0];
  EXPECT_EQ(in.direction, PickingDirection::in);
  EXPECT_EQ(in.moves.size(), 2U);
  const auto& [out, origin] = pickings[1];
  EXPECT_EQ(out.direction, PickingDirection::out);
  EXPECT_EQ(out.name, "WH/POS/00001");
  EXPECT_EQ(origin, closed.name);
  ASSERT_EQ(out.moves.size(), 2U);
  EXPECT_EQ(out.moves[0].qty, base::Decimal(3));
  EXPECT_EQ(out.moves[1].product, "Napkin");
}

TEST_F(SessionsWithStockAtClosing, SumOverBatchesAndProcesses) {
  for (int i = 0; i < 3; ++i) {
    pos_ = std::make_unique<EmbeddedPos>(*connection_, clock_);
    post_one(sale(std::to_string(i), {{kWater, "0.25"}}, "Kiosk"));
  }
  close_kiosk();
  EXPECT_EQ(on_hand(kWater), "999.25");
}

TEST_F(SessionsWithStockAtClosing, NothingSoldIsNoPicking) {
  session("Kiosk");
  close_kiosk();
  EXPECT_TRUE(pos_->pickings({}).value().items.empty());
}

TEST_F(SessionsWithStockAtClosing, KeepTheirModeWhenTheConfigurationChanges) {
  session("Kiosk");
  CatalogueFile goods = shop_goods();
  goods.pos_configs[1].config.stock = order::StockMode::real_time;
  import_goods(goods);
  post_one(sale("1", {{kBurger, "1"}}, "Kiosk"));
  EXPECT_EQ(on_hand(kBurger), "100");
  close_kiosk();
  EXPECT_EQ(on_hand(kBurger), "99");
  post_one(sale("2", {{kBurger, "1"}}, "Kiosk"));
  EXPECT_EQ(on_hand(kBurger), "98");
}

// Eight openers with connections of their own, as several processes would be.
TEST(SessionsOfSeveralProcesses, NeverMoreThanOneIsOpen) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("ordersync-sessions-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  sql::TestStore store((folder / "pos.db").string());
  base::FakeClock clock{kNoon};
  {
    const auto connection = store.connect();
    ASSERT_TRUE(sql::migrate(*connection, "pos", embedded_migrations()).ok());
    ASSERT_TRUE(EmbeddedPos(*connection, clock).import(shop_goods(), {}).ok());
  }
  std::vector<std::string> names(8);
  std::atomic<int> waiting{8};
  std::vector<std::thread> openers;
  for (std::string& name : names) {
    openers.emplace_back([&] {
      const auto connection = store.connect();
      EmbeddedPos pos(*connection, clock);
      --waiting;
      while (waiting > 0) std::this_thread::yield();
      const auto session = pos.ensure_session("Main Store", AutoCreate::yes);
      name = session.ok() ? session->name : session.error().message;
    });
  }
  for (std::thread& opener : openers) opener.join();
  EXPECT_THAT(std::set<std::string>(names.begin(), names.end()), ElementsAre("Main Store/00001"));
  const auto connection = store.connect();
  EXPECT_EQ(EmbeddedPos(*connection, clock).sessions({}).value().items.size(), 1U);
  std::filesystem::remove_all(folder);
}

TEST_F(Sessions, TheStoreItselfRefusesASecondOpenOne) {
  session();
  const auto second = connection_->execute(
      "INSERT INTO pos_session(config_id, name, state, automatic, stock, opening_cash) "
      "VALUES (1, 'x', 'opening_control', 0, 'real_time', 0)",
      {});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, base::ErrorKind::conflict);
}

}  // namespace
}  // namespace ordersync::pos
