// The pure rules of the engine: pauses, closing rules, what to ask for, counting without writing.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "sync/closing.h"
#include "sync/dry_run.h"
#include "sync/engine.h"
#include "sync/retry.h"
#include "sync/seen.h"

namespace ordersync::sync {
namespace {

using namespace std::chrono_literals;
using base::Instant;

Instant at(const char* text) {
  return *base::parse_date(text, {});
}

TEST(Retry, PausesGrowFromHalfAMinuteToAnHourAndNoFurther) {
  base::SeededRandom random(7);
  base::Milliseconds before{0};
  for (int attempt = 1; attempt <= 7; ++attempt) {
    const auto pause = retry_pause(attempt, random);
    EXPECT_GT(pause, before * 3 / 2) << attempt;
    before = pause;
  }
  for (int i = 0; i < 100; ++i) EXPECT_LE(retry_pause(1, random), 30s);
  for (int attempt = 8; attempt < 100; ++attempt) {
    const auto pause = retry_pause(attempt, random);
    EXPECT_LE(pause, 1h);
    EXPECT_GT(pause, 45min);
  }
}

TEST(Retry, OrdersThatFailedTogetherDoNotComeBackTogether) {
  base::SeededRandom random(1);
  EXPECT_NE(retry_pause(5, random), retry_pause(5, random));
}

TEST(ClosingRule, TextRoundTrips) {
  for (const char* text : {"never", "daily:00:00", "daily:04:00", "daily:23:59", "idle:30", "orders:500"}) {
    const auto rule = parse_closing_rule(text);
    ASSERT_TRUE(rule.ok()) << text;
    EXPECT_EQ(to_string(*rule), text);
  }
}

TEST(ClosingRule, NonsenseIsRefused) {
  for (const char* text :
       {"", "daily", "daily:24:00", "daily:4", "daily:04:60", "idle:0", "idle:x", "orders:-1", "Never"}) {
    const auto rule = parse_closing_rule(text);
    ASSERT_FALSE(rule.ok()) << text;
    EXPECT_EQ(rule.error().code, "bad_option");
  }
}

pos::Session automatic(const char* opened) {
  pos::Session session;
  session.automatic = true;
  session.state = pos::SessionState::opened;
  session.opened_at = at(opened);
  return session;
}

TEST(ClosingRule, DailyIsDueAtTheNextFourOClockOfTheShopsZone) {
  const auto riyadh = *base::Zone::find("Asia/Riyadh");  // UTC+3
  const auto session = automatic("2026-11-21T10:00:00Z");
  const auto rule = *parse_closing_rule("daily:04:00");
  EXPECT_FALSE(closing_is_due(rule, session, at("2026-11-22T00:59:59Z"), riyadh));
  EXPECT_TRUE(closing_is_due(rule, session, at("2026-11-22T01:00:00Z"), riyadh));
}

TEST(ClosingRule, IdleCountsFromTheLastBookedOrder) {
  auto session = automatic("2026-11-21T10:00:00Z");
  const auto rule = *parse_closing_rule("idle:30");
  EXPECT_TRUE(closing_is_due(rule, session, at("2026-11-21T10:30:00Z"), base::Zone::utc()));
  session.last_order_at = at("2026-11-21T10:20:00Z");
  EXPECT_FALSE(closing_is_due(rule, session, at("2026-11-21T10:30:00Z"), base::Zone::utc()));
  EXPECT_TRUE(closing_is_due(rule, session, at("2026-11-21T10:50:00Z"), base::Zone::utc()));
}

TEST(ClosingRule, OrdersCloseWhenThereAreEnough) {
  auto session = automatic("2026-11-21T10:00:00Z");
  const auto rule = *parse_closing_rule("orders:2");
  session.orders = 1;
  EXPECT_FALSE(closing_is_due(rule, session, at("2026-11-25T10:00:00Z"), base::Zone::utc()));
  session.orders = 2;
  EXPECT_TRUE(closing_is_due(rule, session, at("2026-11-21T10:00:01Z"), base::Zone::utc()));
}

TEST(ClosingRule, AnAutomaticSessionNeedsAPersonAfterTwoDays) {
  auto session = automatic("2026-11-20T10:00:00Z");
  session.name = "Main Store/00007";
  session.pos_config = "Main Store";
  EXPECT_FALSE(open_too_long(session, at("2026-11-22T09:59:59Z")));
  const auto notice = open_too_long(session, at("2026-11-22T10:00:00Z"));
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->code, "session_open_long");
  EXPECT_NE(notice->message.find("Main Store/00007"), std::string::npos);
  session.state = pos::SessionState::closed;
  EXPECT_FALSE(open_too_long(session, at("2026-12-22T10:00:00Z")));
  session.state = pos::SessionState::opened;
  session.automatic = false;
  EXPECT_FALSE(open_too_long(session, at("2026-12-22T10:00:00Z")));
}

TEST(ClosingRule, SessionsThatPeopleOpenedAreNeverClosed) {
  auto session = automatic("2026-11-01T10:00:00Z");
  session.automatic = false;
  session.orders = 10'000;
  for (const char* text : {"daily:04:00", "idle:1", "orders:1"}) {
    EXPECT_FALSE(
        closing_is_due(*parse_closing_rule(text), session, at("2026-11-22T10:00:00Z"), base::Zone::utc()));
  }
}

TEST(PlanFetch, TheFirstRunAsksForEverything) {
  SyncSettings settings;
  settings.fetch.date_filter.since_parameter = "since";
  const auto plan = plan_fetch(settings, {}, at("2026-11-22T10:00:00Z"));
  EXPECT_FALSE(plan.window.since.has_value());
}

TEST(PlanFetch, LaterRunsAskFromTheCursor) {
  SyncSettings settings;
  settings.fetch.date_filter.since_parameter = "since";
  journal::Progress progress;
  progress.cursor = at("2026-11-22T09:50:00Z");
  progress.full_read_at = at("2026-11-22T00:00:00Z");
  const auto plan = plan_fetch(settings, progress, at("2026-11-22T10:00:00Z"));
  EXPECT_EQ(plan.window.since, progress.cursor);
  EXPECT_FALSE(plan.full_read);
}

TEST(PlanFetch, OnceADayTheLastSevenDaysAreReadAgain) {
  SyncSettings settings;
  settings.fetch.date_filter.since_parameter = "since";
  journal::Progress progress;
  progress.cursor = at("2026-11-22T09:50:00Z");
  progress.full_read_at = at("2026-11-21T10:00:00Z");
  const auto plan = plan_fetch(settings, progress, at("2026-11-22T10:00:00Z"));
  EXPECT_EQ(plan.window.since, at("2026-11-15T10:00:00Z"));
  EXPECT_TRUE(plan.full_read);
  ASSERT_TRUE(plan.recent);
  EXPECT_EQ(plan.recent->since, progress.cursor);
}

TEST(PlanFetch, AnOlderCursorIsNotMovedForwardByTheDailyReading) {
  SyncSettings settings;
  settings.fetch.date_filter.since_parameter = "since";
  journal::Progress progress;
  progress.cursor = at("2026-10-01T00:00:00Z");  // the service was off for weeks
  const auto plan = plan_fetch(settings, progress, at("2026-11-22T10:00:00Z"));
  EXPECT_EQ(plan.window.since, progress.cursor);
}

TEST(PlanFetch, AfterAClockThatWasSetBackTheLastSevenDaysAreReadAgain) {
  SyncSettings settings;
  settings.fetch.date_filter.since_parameter = "since";
  journal::Progress read_ahead;
  read_ahead.cursor = at("2026-11-22T09:50:00Z");
  read_ahead.full_read_at = at("2026-11-23T00:00:00Z");
  journal::Progress cursor_ahead;
  cursor_ahead.cursor = at("2027-11-22T09:50:00Z");
  cursor_ahead.full_read_at = at("2026-11-22T00:00:00Z");
  for (const auto& progress : {read_ahead, cursor_ahead}) {
    const auto plan = plan_fetch(settings, progress, at("2026-11-22T10:00:00Z"));
    EXPECT_TRUE(plan.full_read);
    EXPECT_EQ(plan.window.since, at("2026-11-15T10:00:00Z"));
    EXPECT_EQ(plan.recent.has_value(), progress.cursor == read_ahead.cursor);
  }
  journal::Progress sources_clock;  // which is ahead of ours, and counts
  sources_clock.cursor = at("2026-11-22T12:00:00Z");
  sources_clock.full_read_at = at("2026-11-22T00:00:00Z");
  EXPECT_EQ(plan_fetch(settings, sources_clock, at("2026-11-22T10:00:00Z")).window.since,
            sources_clock.cursor);
}

TEST(PlanFetch, WithoutADateFilterNothingIsAskedFor) {
  journal::Progress progress;
  progress.cursor = at("2026-11-22T09:50:00Z");
  const auto plan = plan_fetch(SyncSettings{}, progress, at("2026-11-22T10:00:00Z"));
  EXPECT_FALSE(plan.window.since.has_value());
  EXPECT_FALSE(plan.window.until.has_value());
}

TEST(SeenKeys, EveryKeyIsNewOnce) {
  SeenKeys seen;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 10'000; ++i) {
      const order::OrderKey key{
          "shop", std::to_string(i), i % 7 == 0 ? order::Kind::refund : order::Kind::sale, {}};
      EXPECT_EQ(seen.insert(key), round == 0) << i;
    }
  }
}

TEST(SeenKeys, ASaleAndItsRefundsAreDifferentKeys) {
  SeenKeys seen;
  EXPECT_TRUE(seen.insert({"shop", "1", order::Kind::sale, {}}));
  EXPECT_TRUE(seen.insert({"shop", "1", order::Kind::refund, {}}));
  EXPECT_TRUE(seen.insert({"shop", "1", order::Kind::refund, "R1"}));
  EXPECT_TRUE(seen.insert({"shop", "1", order::Kind::refund, "R2"}));
  EXPECT_FALSE(seen.insert({"shop", "1", order::Kind::refund, "R1"}));
}

// Each quantity may be sold; together they are more digits than are counted.
TEST(Preview, RefusesWhatNoPosCouldBook) {
  order::PosDocument document;
  document.key = {"main", "639", order::Kind::sale, ""};
  for (const char* quantity : {"1e30", "0.0000000005"}) {
    order::DocumentLine line;
    line.product_id = 12;
    line.product_type = order::ProductType::storable;
    line.qty = base::Decimal::of(quantity);
    document.lines.push_back(line);
  }
  for (const auto stock : {order::StockMode::real_time, order::StockMode::at_closing}) {
    const auto standing = preview(document, stock);
    ASSERT_FALSE(standing.ok());
    EXPECT_EQ(standing.error().code, "amount_too_large");
  }
  document.lines.pop_back();
  EXPECT_TRUE(preview(document, order::StockMode::real_time).ok());
}

}  // namespace
}  // namespace ordersync::sync
