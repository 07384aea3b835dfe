// Facts about what watchers see, without a socket and without a service.
#include "api/health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ordersync::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

app::ServiceSnapshot busy_shop() {
  app::ServiceSnapshot snapshot;
  snapshot.syncs.resize(2);
  snapshot.syncs[0].name = "Main Store Orders";
  snapshot.syncs[0].active = true;
  snapshot.syncs[0].received = 3;
  snapshot.syncs[0].posting = 1;
  snapshot.syncs[0].parked = 2;
  snapshot.syncs[0].attention = 4;
  snapshot.syncs[0].last_run_unix = 1'795'370'403;
  snapshot.syncs[0].last_run_failed = true;
  snapshot.syncs[1].name = "Café \"Zoé\"\nEast";
  snapshot.runs = {{"success", 12}, {"error", 1}};
  snapshot.orders = {{"booked", 96}, {"parked", 2}};
  snapshot.sessions_open = 1;
  return snapshot;
}

HealthView view_of(std::string not_ready, base::Result<app::ServiceSnapshot> snapshot) {
  return {[not_ready] { return not_ready; }, [snapshot] { return snapshot; }};
}

http::ServerResponse ask(std::string_view method, std::string_view target, const HealthView& view) {
  return answer_health(*http::make_request(method, target), view);
}

TEST(Health, HealthzIsOkEvenWhenNothingElseIs) {
  const HealthView view = view_of("the store is gone",
                                  base::Error{base::ErrorKind::unavailable, "store_unavailable", "gone", ""});
  const auto response = ask("GET", "/healthz", view);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "ok\n");
}

TEST(Health, ReadyzSaysWhyNot) {
  const auto ready = ask("GET", "/readyz", view_of("", busy_shop()));
  EXPECT_EQ(ready.status, 200);
  EXPECT_EQ(nlohmann::json::parse(ready.body), nlohmann::json::parse(R"({"ready":true,"reasons":[]})"));
  const auto not_ready = ask("GET", "/readyz", view_of("the schedule \"sleeps\"\n\xff", busy_shop()));
  EXPECT_EQ(not_ready.status, 503);
  const auto body = nlohmann::json::parse(not_ready.body);
  EXPECT_EQ(body["ready"], false);
  EXPECT_EQ(body["reasons"].size(), 1U);
}

TEST(Health, MetricsCountOrdersRunsAndWhatWaits) {
  const auto response = ask("GET", "/metrics", view_of("", busy_shop()));
  ASSERT_EQ(response.status, 200);
  const std::string& text = response.body;
  EXPECT_THAT(text, HasSubstr("# TYPE ordersync_orders_total counter\n"));
  EXPECT_THAT(text, HasSubstr("ordersync_orders_total{outcome=\"booked\"} 96\n"));
  EXPECT_THAT(text, HasSubstr("ordersync_orders_total{outcome=\"parked\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("ordersync_runs_total{status=\"error\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE ordersync_sync_orders gauge\n"));
  EXPECT_THAT(text, HasSubstr("ordersync_sync_orders{sync=\"Main Store Orders\",state=\"received\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("ordersync_sync_orders{sync=\"Main Store Orders\",state=\"posting\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("ordersync_sync_orders{sync=\"Main Store Orders\",state=\"parked\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("ordersync_sync_attention{sync=\"Main Store Orders\"} 4\n"));
  EXPECT_THAT(
      text, HasSubstr("ordersync_sync_last_run_timestamp_seconds{sync=\"Main Store Orders\"} 1795370403\n"));
  EXPECT_THAT(text, HasSubstr("ordersync_sync_last_run_failed{sync=\"Main Store Orders\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("ordersync_sessions_open 1\n"));
  EXPECT_THAT(text, HasSubstr("ordersync_build_info{version=\"" ORDERSYNC_VERSION "\"} 1\n"));
}

TEST(Health, AnyNameOfASyncStaysOneLabel) {
  EXPECT_THAT(metrics_text(busy_shop()),
              HasSubstr("ordersync_sync_active{sync=\"Café \\\"Zoé\\\"\\nEast\"} 0\n"));
}

TEST(Health, ASyncThatNeverRanHasNoLastRun) {
  EXPECT_THAT(metrics_text(busy_shop()), Not(HasSubstr("timestamp_seconds{sync=\"Café")));
}

TEST(Health, MetricsWithoutAStoreAre503AndSayWhy) {
  const auto response =
      ask("GET", "/metrics",
          view_of("", base::Error{base::ErrorKind::busy, "store_busy", "The store is busy.", ""}));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(nlohmann::json::parse(response.body)["code"], "store_busy");
}

TEST(Health, EverythingElseIsAProblem) {
  const HealthView view = view_of("", busy_shop());
  for (const char* target : {"/", "/healthz/", "/api/v1/orders", "/Healthz"}) {
    const auto response = ask("GET", target, view);
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_EQ(response.headers.front().second, "application/problem+json");
    EXPECT_EQ(nlohmann::json::parse(response.body)["code"], "not_found");
  }
  EXPECT_EQ(ask("POST", "/healthz", view).status, 405);
}

}  // namespace
}  // namespace ordersync::api
