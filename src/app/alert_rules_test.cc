// Decisions about alerts: when somebody is told, and when nobody is.
#include "app/alert_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace ordersync::app {
namespace {

using namespace std::chrono_literals;
using What = AlertStep::What;
using testing::IsEmpty;

const base::Instant kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 26) + 9h;

Looked all_kinds() {
  Looked looked;
  for (const std::string_view kind : kAlertKinds) looked.emplace(kind, "");
  return looked;
}

Condition condition(std::string kind = "run_failed", std::string text = "HTTP 401") {
  return {std::move(kind), "Main Store Orders", "Run failed", std::move(text)};
}

std::vector<AlertStep> decide(std::vector<Condition> so, std::vector<AlertRow> rows, base::Instant now = kNow,
                              std::map<AlertKey, base::Instant> told = {}) {
  return decide_alerts(so, rows, all_kinds(), told, {}, now);
}

AlertRow open_row(std::optional<base::Instant> told = kNow) {
  return {7, condition(), kNow, kNow, told};
}

TEST(Alerts, WhatIsWrongNowIsToldAtOnce) {
  const auto steps = decide({condition()}, {});
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].what, What::open);
  EXPECT_FALSE(steps[0].id);
  EXPECT_TRUE(steps[0].tell);
}

TEST(Alerts, TheSameThingIsNotToldAgainWithinThePauseAndIsAfterIt) {
  EXPECT_THAT(decide({condition()}, {open_row()}, kNow + 23h), IsEmpty());
  const auto steps = decide({condition()}, {open_row()}, kNow + 24h);
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].what, What::repeat);
  EXPECT_EQ(steps[0].id, 7);
  EXPECT_TRUE(steps[0].tell);
}

TEST(Alerts, OtherWordsAreKeptAndTellNobody) {
  const auto steps = decide({condition("run_failed", "HTTP 500")}, {open_row()}, kNow + 1h);
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].what, What::update);
  EXPECT_FALSE(steps[0].tell);
}

TEST(Alerts, WhoWasToldHearsThatItIsOver) {
  const auto steps = decide({}, {open_row()}, kNow + 1h);
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].what, What::close);
  EXPECT_TRUE(steps[0].tell);
}

TEST(Alerts, WhatComesAndGoesIsToldOnceInAnHour) {
  const std::map<AlertKey, base::Instant> before{{{"run_failed", "Main Store Orders"}, kNow}};
  const auto again = decide({condition()}, {}, kNow + 59min, before);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].what, What::open);
  EXPECT_FALSE(again[0].tell);
  // Its end is no news either: nobody was told that it began again.
  const AlertRow quiet{8, condition(), kNow + 30min, kNow + 30min, {}};
  EXPECT_FALSE(decide({}, {quiet}, kNow + 40min, before).at(0).tell);
  // But what goes on is told, since who was told that it is over believes so.
  EXPECT_THAT(decide({condition()}, {quiet}, kNow + 59min, before), IsEmpty());
  const auto back = decide({condition()}, {quiet}, kNow + 60min, before);
  EXPECT_TRUE(back.at(0).tell);
  EXPECT_EQ(back.at(0).what, What::open) << "for who was told that it is over";
  EXPECT_TRUE(decide({condition()}, {}, kNow + 60min, before).at(0).tell);
}

TEST(Alerts, WhatMayPassByItselfIsWaitedFor) {
  const auto first = decide({condition("source_unreachable")}, {});
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].what, What::see);
  EXPECT_FALSE(first[0].tell);
  const AlertRow seen{9, condition("source_unreachable"), kNow, std::nullopt, std::nullopt};
  EXPECT_THAT(decide({condition("source_unreachable")}, {seen}, kNow + 14min), IsEmpty());
  const auto lasting = decide({condition("source_unreachable")}, {seen}, kNow + 15min);
  EXPECT_EQ(lasting.at(0).what, What::open);
  EXPECT_TRUE(lasting.at(0).tell);
  EXPECT_EQ(decide({}, {seen}, kNow + 5min).at(0).what, What::forget);
}

TEST(Alerts, WhatWasNotLookedAtStays) {
  EXPECT_THAT(decide_alerts({}, std::vector{open_row()}, {{"silence", ""}}, {}, {}, kNow + 1h), IsEmpty());
  EXPECT_THAT(decide_alerts({}, std::vector{open_row()}, {{"run_failed", "Other"}}, {}, {}, kNow + 1h),
              IsEmpty());
  EXPECT_THAT(decide_alerts({}, std::vector{open_row()}, {{"run_failed", "Main"}}, {}, {}, kNow + 1h),
              IsEmpty());
  const Looked also_it{{"run_failed", "Other"}, {"run_failed", "Main Store Orders"}};
  EXPECT_EQ(decide_alerts({}, std::vector{open_row()}, also_it, {}, {}, kNow + 1h).at(0).what, What::close);
}

TEST(Alerts, AClockThatWasSetBackSilencesNobody) {
  EXPECT_EQ(decide({condition()}, {open_row(kNow + 48h)}, kNow).at(0).what, What::repeat);
}

TEST(Alerts, AMessageIsTriedForAboutADay) {
  base::Milliseconds all{0};
  int attempts = 0;
  while (const auto pause = retry_after(++attempts)) all += *pause;
  EXPECT_GT(all, 20h);
  EXPECT_LT(all, 30h);
}

}  // namespace
}  // namespace ordersync::app
