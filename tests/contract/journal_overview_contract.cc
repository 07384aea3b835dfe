// The journal for screens (journal/overview.h) on every store: today's hours, open causes, lists of a cause
// and a run.
#include <gmock/gmock.h>

#include <tuple>

#include "journal/overview.h"
#include "journal/recent.h"
#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> ids_in(const OrderPage& page) {
  std::vector<std::string> ids;
  for (const auto& item : page.items) ids.push_back(item.key.external_id);
  return ids;
}

Incoming worth(Incoming incoming, std::int64_t minor) {
  incoming.total = base::Money(minor, *base::Currency::of("SAR"));
  return incoming;
}

}  // namespace

TEST_P(JournalViews, ASumThatCannotBeCountedIsNotShown) {
  constexpr std::int64_t kHuge = 5'000'000'000'000'000'000;
  for (const char* id : {"1", "2", "3"}) parked(worth(sale(id), kHuge), "product_not_found: Latte XL");
  Overview overview(*program_.connection);
  const auto causes = overview.causes(std::nullopt);
  ASSERT_TRUE(causes.ok());
  EXPECT_EQ(causes->front().orders, 3);
  EXPECT_FALSE(causes->front().total);
  EXPECT_TRUE(overview.hours(clock_.now() - 24h, clock_.now() + 24h).ok());
}

TEST_P(JournalViews, OrdersOfOneCauseAreOneGroupWithTheirSum) {
  parked(worth(sale("1"), 1000), "product_not_found: Latte XL");
  parked(worth(sale("2"), 250), "product_not_found: Latte XL");
  parked(worth(sale("3"), 99), "not_fully_paid");
  Overview overview(*program_.connection);
  const auto causes = overview.causes(std::nullopt);
  ASSERT_TRUE(causes.ok());
  ASSERT_THAT(*causes, SizeIs(2));
  const Cause& latte = causes->front();
  EXPECT_EQ(latte.cause, "product_not_found: Latte XL");
  EXPECT_EQ(latte.orders, 2);
  ASSERT_TRUE(latte.total);
  EXPECT_EQ(latte.total->to_string(), "12.50");
  EXPECT_THAT(latte.syncs, ElementsAre(kSync));
  ASSERT_THAT(latte.newest, SizeIs(2));
  EXPECT_EQ(latte.newest.front().external_id, "2");
  EXPECT_THAT(ids_in(*overview.of_cause("product_not_found: Latte XL",
                                        {.order = base::ListOrder::oldest_first, .limit = 10})),
              ElementsAre("1", "2"));
  EXPECT_THAT(ids_in(*overview.of_cause("product_not_found: Latte XL", {.limit = 10})),
              ElementsAre("2", "1"));
  EXPECT_THAT(
      ids_in(*overview.of_cause("product_not_found: Latte XL", {.by = OrderFilter::By::date, .limit = 10})),
      ElementsAre("2", "1"));
  EXPECT_THAT(*overview.rows_of("not_fully_paid", Cause::Kind::parked), SizeIs(1));
  EXPECT_THAT(*overview.causes(SyncId{99}), IsEmpty());
}

TEST_P(JournalViews, AnAttentionIsToldWithWhenItWasRaised) {
  const RowId first = booked(sale("1"));
  const RowId second = booked(sale("2"));
  begin_run();
  receive_one(no_sale("1", "void"));
  const auto raised = clock_.now();
  Overview overview(*program_.connection);
  EXPECT_EQ(overview.causes(std::nullopt)->front().raised_at, raised);
  clock_.advance(1min);
  receive_one(no_sale("2", "void"));
  EXPECT_EQ(overview.causes(std::nullopt)->front().raised_at, raised + 1min);
  const auto rows = overview.rows_of("cancelled_after_booking", Cause::Kind::attention);
  ASSERT_TRUE(rows.ok());
  ASSERT_THAT(*rows, SizeIs(2));
  EXPECT_EQ((*rows)[0].row, first);
  EXPECT_EQ((*rows)[0].attention->at, raised);
  EXPECT_TRUE((*rows)[1].attention->is_same_as(*view("2").attention));
  EXPECT_EQ((*rows)[1].row, second);
}

TEST_P(JournalViews, ACauseWithAnOrderWithoutATotalHasNone) {
  parked(worth(sale("1"), 1000), "cause");
  Incoming without = sale("2");
  without.total.reset();
  parked(without, "cause");
  const auto causes = Overview(*program_.connection).causes(std::nullopt);
  ASSERT_TRUE(causes.ok());
  EXPECT_FALSE(causes->front().total) << "a sum of some would be taken for the sum of all";
}

TEST_P(JournalViews, WhatNeedsAPersonIsToldFromWhatGoesOnByItself) {
  parked(sale("fix"), "product_not_found: A");
  begin_run();
  const auto later = receive_one(sale("later")).row;
  park(later, "pos_away", true, order::Remedy::wait, clock_.now() + 1min);
  receive_one(sale("received"));
  end_run();
  booked(sale("booked"));
  begin_run();
  receive_one(sale("booked", "another content"));
  end_run();
  Overview overview(*program_.connection);
  const auto open = overview.open(std::nullopt);
  ASSERT_TRUE(open.ok());
  EXPECT_EQ(open->need_you, 2);
  EXPECT_EQ(open->waiting, 2);
  EXPECT_THAT(ids_in(*overview.with_attention({.limit = 10})), ElementsAre("booked"));
  EXPECT_THAT(ids_in(*overview.with_attention({.by = OrderFilter::By::date, .limit = 10})),
              ElementsAre("booked"));
}

TEST_P(JournalViews, HoursCountByTheOrdersOwnDates) {
  const base::Instant midnight = std::chrono::floor<std::chrono::days>(clock_.now());
  Incoming old = worth(sale("old"), 500);
  old.date = midnight - 2h;
  booked(old);
  Incoming early = worth(sale("early"), 700);
  early.date = midnight + 30min;
  booked(early);
  Incoming refused_one = worth(sale("waits"), 900);
  refused_one.date = midnight + 45min;
  parked(refused_one, "cause");
  const auto hours = Overview(*program_.connection).hours(midnight, midnight + 24h);
  ASSERT_TRUE(hours.ok());
  ASSERT_THAT(*hours, SizeIs(1));
  EXPECT_EQ(hours->front().hour, midnight);
  EXPECT_EQ(hours->front().booked, 1);
  EXPECT_EQ(hours->front().booked_total.to_string(), "7.00");
  EXPECT_EQ(hours->front().waiting, 1);
}

TEST_P(JournalViews, WhatWasCountedWhileItWasBookedIsWhatCountingTheOrdersFinds) {
  const base::Instant midnight = std::chrono::floor<std::chrono::days>(clock_.now());
  for (int i = 0; i < 40; ++i) {
    Incoming incoming = worth(sale("sale " + std::to_string(i)), 100 + i);
    incoming.date = midnight + 7min * i;
    booked(incoming);
  }
  booked(sale("without a total or a date"));
  Incoming late = worth(sale("parked at first"), 5000);
  late.date = midnight + 1h;
  const RowId row = parked(late, "cause");
  Overview overview(*program_.connection);
  const auto same = [&] {
    const auto counted = overview.recent_hours(midnight, midnight + 24h);
    const auto found = overview.hours(midnight, midnight + 24h);
    ASSERT_TRUE(counted.ok() && found.ok());
    ASSERT_EQ(counted->size(), found->size());
    for (std::size_t i = 0; i < found->size(); ++i) {
      const auto told = [](const HourOfSync& hour) {
        return std::tuple(hour.sync, hour.hour, hour.booked, hour.waiting, hour.booked_total.to_string());
      };
      EXPECT_EQ(told((*counted)[i]), told((*found)[i]));
    }
  };
  same();
  begin_run();
  ASSERT_THAT(claim(ClaimOf::waiting), SizeIs(1));
  intend({row});
  settle({row});
  same();
  const auto quarter = overview.recent_hours(midnight + 15min, midnight + 30min);
  ASSERT_TRUE(quarter.ok());
  ASSERT_THAT(*quarter, SizeIs(1));
  EXPECT_EQ(quarter->front().booked, 2) << "of 21 and 28 past";
}

TEST_P(JournalViews, AnOrderOfLastYearIsInNoCountAndOldCountsAreForgotten) {
  Incoming old = worth(sale("old"), 500);
  old.date = clock_.now() - 365 * 24h;
  booked(old);
  booked(worth(sale("new"), 700));
  const auto rows = [&] {
    std::int64_t count = -1;
    EXPECT_TRUE(program_.connection
                    ->query("SELECT COUNT(*) FROM journal_recent", {},
                            [&](const sql::Row& row) { count = row.integer(0); })
                    .ok());
    return count;
  };
  EXPECT_EQ(rows(), 1);
  ASSERT_TRUE(forget_counts(*program_.connection, clock_.now()).ok());
  EXPECT_EQ(rows(), 1);
  ASSERT_TRUE(forget_counts(*program_.connection, clock_.now() + 49h).ok());
  EXPECT_EQ(rows(), 0);
}

TEST_P(JournalViews, ASumThatIsTooLargeIsNotSaidAndStopsNoBooking) {
  const std::int64_t quarter = base::to_unix_ms(clock_.now()) / kQuarterMs;
  ASSERT_TRUE(program_.connection
                  ->execute("INSERT INTO journal_recent(quarter, sync_id, currency, orders, total) VALUES "
                            "(?, ?, 'SAR', 1, 9223372036854775807)",
                            {quarter, kSync})
                  .ok());
  booked(worth(sale("1"), 500));
  const auto hours = Overview(*program_.connection)
                         .recent_hours(base::from_unix_ms(quarter * kQuarterMs),
                                       base::from_unix_ms((quarter + 1) * kQuarterMs));
  ASSERT_TRUE(hours.ok());
  ASSERT_THAT(*hours, SizeIs(1));
  EXPECT_EQ(hours->front().booked, 2);
  EXPECT_EQ(hours->front().booked_total.minor(), 0);
}

TEST_P(JournalViews, OpenOrdersOfEachSyncAreThoseOfAllOfThem) {
  parked(sale("fix"), "product_not_found: A");
  begin_run();
  receive({sale("another")}, 3);
  end_run();
  Overview overview(*program_.connection);
  const auto open = overview.open_by_sync();
  ASSERT_TRUE(open.ok());
  ASSERT_THAT(*open, SizeIs(2));
  EXPECT_EQ(open->at(kSync).need_you, 1);
  EXPECT_EQ(open->at(3).waiting, 1);
}

TEST_P(JournalViews, TheOrdersOfARunAreThoseThatCameInIt) {
  booked(sale("before"));
  clock_.advance(1s);
  begin_run();
  receive({sale("a"), sale("b"), sale("c")});
  const auto run = runs_->show(run_);
  ASSERT_TRUE(run.ok() && *run);
  Overview overview(*program_.connection);
  auto page = overview.of_run(**run, 2, "");
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(ids_in(*page), ElementsAre("c", "b"));
  page = overview.of_run(**run, 2, page->next);
  EXPECT_THAT(ids_in(*page), ElementsAre("a"));
  EXPECT_EQ(page->next, "");
  EXPECT_FALSE(overview.of_run(**run, 2, "not a cursor").ok());
}

}  // namespace ordersync::journal
