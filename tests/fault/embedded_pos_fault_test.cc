// The embedded POS on a store that fails: at every call in turn, for once or for good, and at every commit
// whose answer is lost. Whatever happens, asking by key and posting again books each order exactly once, with
// its stock.
#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "pos/embedded_pos.h"
#include "pos/test_shop.h"
#include "sql/sqlite.h"
#include "tests/support/fault_database.h"
#include "tests/support/scratch_folder.h"

namespace ordersync::pos {
namespace {

using namespace test_shop;
using support::Afterwards;
using support::Fault;
using Kind = Outcome::Kind;

constexpr base::Instant kNoon = base::Instant(base::Milliseconds(1'795'348'800'000));

class EmbeddedPosFaults : public ::testing::Test {
 protected:
  void start_anew() {
    real_.reset();
    folder_.emplace();
    real_ = sql::open_sqlite(folder_->file("pos.db")).value();
    const auto connection = real_->connect().value();
    ASSERT_TRUE(sql::migrate(*connection, "pos", embedded_migrations()).ok());
    EmbeddedPos pos(*connection, clock_);
    ASSERT_TRUE(pos.import(shop_goods(), {}).ok());
    goods_ = pos.catalogue("Main Store").value();
    documents_ = {sale_of(*goods_, "1", {{kBurger, "1"}, {kNapkin, "1"}}),
                  sale_of(*goods_, "2", {{kCake, "3"}}),
                  sale_of(*goods_, "3", {{kBurger, "1"}, {kWater, "-1"}})};
  }

  // One try of a whole run on the failing store. Answers whether everything was booked as far as the POS
  // said.
  void try_once() {
    auto connection = faulty(real_->connect().value(), script_);
    EmbeddedPos pos(*connection, clock_);
    const auto session = pos.ensure_session("Main Store", AutoCreate::yes);
    if (!session.ok()) return;
    const auto outcomes = pos.post(*session, documents_);
    ASSERT_EQ(outcomes.size(), documents_.size());
    std::vector<order::OrderKey> created;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      if (outcomes[i].kind == Kind::created) created.push_back(documents_[i].key);
      EXPECT_EQ(outcomes[i].kind == Kind::created, !outcomes[i].problem.has_value());
    }
    expect_standing(created);
  }
  // What was said to be booked is booked, whatever failed afterwards.
  void expect_standing(const std::vector<order::OrderKey>& keys) {
    const auto connection = real_->connect().value();
    const auto found = EmbeddedPos(*connection, clock_).find(keys).value();
    for (const auto& booked : found) EXPECT_TRUE(booked.has_value());
  }

  // As the engine does after an unknown outcome: ask by key, post what is not there.
  void recover() {
    const auto connection = real_->connect().value();
    EmbeddedPos pos(*connection, clock_);
    std::vector<order::OrderKey> keys;
    for (const auto& document : documents_) keys.push_back(document.key);
    const auto found = pos.find(keys).value();
    std::vector<order::PosDocument> missing;
    for (std::size_t i = 0; i < documents_.size(); ++i) {
      if (!found[i]) missing.push_back(documents_[i]);
    }
    const auto session = pos.ensure_session("Main Store", AutoCreate::yes);
    ASSERT_TRUE(session.ok()) << session.error().message;
    for (const Outcome& outcome : pos.post(*session, missing)) EXPECT_EQ(outcome.kind, Kind::created);
    const auto after = pos.find(keys).value();
    for (std::size_t i = 0; i < documents_.size(); ++i) {
      ASSERT_TRUE(after[i].has_value());
      EXPECT_FALSE(compare(documents_[i], *after[i]).has_value());
    }
    expect_exactly_once(pos);
  }

  static void expect_exactly_once(EmbeddedPos& pos) {
    const auto sessions = pos.sessions({}).value();
    ASSERT_EQ(sessions.items.size(), 1U);
    EXPECT_EQ(sessions.items[0].orders, 3);
    EXPECT_EQ(sessions.items[0].total.to_string(), "213.10");  // 92.10 + 31.50 + 89.50
    EXPECT_EQ(pos.orders({}).value().items.size(), 3U);
    EXPECT_EQ(pos.pickings({}).value().items.size(), 4U);
    const auto stock = pos.stock({}).value();
    EXPECT_EQ(stock.items.at(0).on_hand, base::Decimal(98));
    EXPECT_EQ(stock.items.at(1).on_hand, base::Decimal(1001));
    EXPECT_EQ(stock.items.at(2).on_hand, base::Decimal(-1));
  }

  // Fails at 1, 2, 3 … until nothing fires any more; says how many places there were.
  int at_every_place(Fault fault, Afterwards afterwards) {
    for (int place = 1;; ++place) {
      SCOPED_TRACE("place " + std::to_string(place));
      start_anew();
      script_.arm(fault, place, afterwards);
      try_once();
      if (!script_.fired) return place - 1;
      recover();
      if (HasFatalFailure()) return place;
    }
  }

  std::optional<support::ScratchFolder> folder_;
  base::FakeClock clock_{kNoon};
  std::unique_ptr<sql::Database> real_;
  support::FaultScript script_;
  std::shared_ptr<const order::Catalogue> goods_;
  std::vector<order::PosDocument> documents_;
};

TEST_F(EmbeddedPosFaults, AFailureAtAnyCallLosesAndDoublesNothing) {
  EXPECT_GT(at_every_place(Fault::refused, Afterwards::recovers), 30);
}

TEST_F(EmbeddedPosFaults, AStoreThatStaysAwayLosesAndDoublesNothing) {
  EXPECT_GT(at_every_place(Fault::refused, Afterwards::stays_down), 30);
}

TEST_F(EmbeddedPosFaults, ALostAnswerOfACommitIsSettledByAsking) {
  EXPECT_EQ(at_every_place(Fault::answer_lost, Afterwards::recovers), 2);
  EXPECT_EQ(at_every_place(Fault::answer_lost, Afterwards::stays_down), 2);
}

TEST_F(EmbeddedPosFaults, ALostAnswerIsUnknownForEveryOrderOfTheBatch) {
  start_anew();
  auto connection = faulty(real_->connect().value(), script_);
  EmbeddedPos pos(*connection, clock_);
  const Session session = pos.ensure_session("Main Store", AutoCreate::yes).value();
  script_.arm(Fault::answer_lost, 1);
  for (const Outcome& outcome : pos.post(session, documents_)) {
    EXPECT_EQ(outcome.kind, Kind::unknown);
    ASSERT_TRUE(outcome.problem.has_value());
    EXPECT_EQ(outcome.problem->remedy, order::Remedy::wait);
  }
  for (const Outcome& outcome : pos.post(session, documents_)) EXPECT_EQ(outcome.kind, Kind::exists);
  expect_exactly_once(pos);
}

TEST_F(EmbeddedPosFaults, AnImportThatFailsAnywhereImportsNothing) {
  CatalogueFile goods = shop_goods();
  for (auto& row : goods.products) row.product.name += " new";
  goods.taxes[0].name = "VAT new";
  int place = 1;
  for (;; ++place) {
    start_anew();
    auto connection = faulty(real_->connect().value(), script_);
    script_.arm(Fault::refused, place);
    const bool imported = EmbeddedPos(*connection, clock_).import(goods, {}).ok();
    if (!script_.fired) {
      EXPECT_TRUE(imported);
      break;
    }
    EXPECT_FALSE(imported);
    const auto other = real_->connect().value();
    const auto catalogue = EmbeddedPos(*other, clock_).catalogue("Main Store").value();
    EXPECT_EQ(catalogue->product(kBurger)->name, "Burger");
    EXPECT_EQ(catalogue->tax(1)->name, "VAT 15%");
    EXPECT_EQ(catalogue->version(), goods_->version());
  }
  EXPECT_GT(place, 20) << "the loop went past every call";
}

TEST_F(EmbeddedPosFaults, AClosingThatFailsAnywhereLeavesTheSessionOpenAndTheStockUnmoved) {
  int place = 1;
  for (;; ++place) {
    start_anew();
    auto connection = faulty(real_->connect().value(), script_);
    EmbeddedPos pos(*connection, clock_);
    const auto kiosk = pos.catalogue("Kiosk").value();
    const Session session = pos.ensure_session("Kiosk", AutoCreate::yes).value();
    pos.post(session, std::vector{sale_of(*kiosk, "1", {{kBurger, "2"}})});
    script_.arm(Fault::refused, place);
    const bool closed = pos.close_session("Kiosk", std::nullopt).ok();
    if (!script_.fired) {
      EXPECT_TRUE(closed);
      break;
    }
    script_.disarm();
    EXPECT_FALSE(closed);
    EXPECT_TRUE(pos.pickings({}).value().items.empty());
    EXPECT_TRUE(pos.close_session("Kiosk", std::nullopt).ok());
    EXPECT_EQ(pos.pickings({}).value().items.size(), 1U);
    EXPECT_EQ(pos.stock({}).value().items.at(0).on_hand, base::Decimal(98));
  }
  EXPECT_GT(place, 8) << "the loop went past every call";
}

}  // namespace
}  // namespace ordersync::pos
