// Home, attention and repeated requests through the router, without a socket.
#include <gmock/gmock.h>

#include "api/test_api.h"
#include "app/alerts.h"

namespace ordersync::api {
namespace {

class HomeApi : public ApiTest {
 protected:
  HomeApi() {
    const auto imported = worker_->pos.import(
        pos::read_catalogue_json(R"({"currency": "SAR", "products": [{"id": 10, "name": "Latte XL Hot"}],
            "payment_methods": [{"id": 1, "name": "Cash", "journal": "Cash", "type": "cash"}],
            "pos_configs": [{"id": 1, "name": "Main Store", "payment_methods": [1], "timezone": "Asia/Riyadh"}]})")
            .value(),
        {});
    EXPECT_TRUE(imported.ok());
  }
  Json new_sync(const std::string& name) {
    return {{"name", name}, {"url", "https://" + name + ".example/orders"}, {"pos_config", "Main Store"}};
  }
};

TEST_F(HomeApi, AShopWithoutOrdersHasTwentyFourEmptyHoursInItsOwnZone) {
  ask("POST", "/api/v1/syncs", 201, new_sync("first"));
  const Json home = get("/api/v1/home");
  EXPECT_EQ(home["timezone"], "Asia/Riyadh");
  EXPECT_EQ(home["currency"], "SAR");
  EXPECT_EQ(home["booked"], 0);
  EXPECT_EQ(home["total"], "0.00");
  EXPECT_EQ(home["hours"].size(), 24u);
  ASSERT_EQ(home["syncs"].size(), 1u);
  EXPECT_EQ(home["syncs"][0]["state"], "never");
}

TEST_F(HomeApi, APosThatOrdersWaitForIsInTrouble) {
  const journal::SyncId sync = ask("POST", "/api/v1/syncs", 201, new_sync("first"))["id"];
  EXPECT_TRUE(get("/api/v1/home")["syncs"][0]["pos_trouble"].is_null());
  const auto later = store_->clock().now() + std::chrono::hours(1);
  const auto run = worker_->runs->begin(sync, journal::Trigger::sync_now, "test", later).value();
  const auto lease = worker_->journal->open_lease(run, "test", later).value();
  journal::Incoming incoming;
  incoming.key = {"first", "639", order::Kind::sale, ""};
  incoming.payload = "{}";
  const auto arrived = worker_->journal->receive(lease, sync, run, std::span(&incoming, 1)).value();
  journal::Parking parking;
  parking.row = arrived.front().row;
  parking.problem = {"odoo_away", "The Odoo does not answer", "odoo_away", order::Remedy::wait};
  parking.retry_at = later;
  ASSERT_TRUE(worker_->journal->finish(lease, run, {}, std::span(&parking, 1)).ok());
  const Json tile = get("/api/v1/home")["syncs"][0];
  EXPECT_EQ(tile["pos_trouble"]["code"], "odoo_away");
  EXPECT_EQ(tile["waiting"], 1);
  EXPECT_TRUE(tile["source_reached_at"].is_null()) << "no page came";
}

// No session is open and none may be opened: nothing is parked, and no order asks for anybody.
TEST_F(HomeApi, ARunThatCouldNotBookIsSaidThoughNoOrderAsksForAnybody) {
  const journal::SyncId sync = ask("POST", "/api/v1/syncs", 201, new_sync("first"))["id"];
  EXPECT_TRUE(get("/api/v1/home")["syncs"][0]["run_trouble"].is_null());
  const auto end = [&](const std::string& message) {
    const auto run =
        worker_->runs
            ->begin(sync, journal::Trigger::sync_now, "test", store_->clock().now() + std::chrono::hours(1))
            .value();
    journal::RunResult result;
    result.status = journal::RunStatus::error;
    result.message = message;
    ASSERT_TRUE(worker_->runs->end(run, result).ok());
  };
  end("No open session found for POS Main Store");
  EXPECT_EQ(get("/api/v1/home")["syncs"][0]["run_trouble"]["message"],
            "No open session found for POS Main Store");
  end("Processed 1 orders, failed 1. First: not fully paid");
  EXPECT_TRUE(get("/api/v1/home")["syncs"][0]["run_trouble"].is_null()) << "the order says it";
}

TEST_F(HomeApi, WhatElseKeepsOrdersFromBeingBookedIsSaid) {
  ask("POST", "/api/v1/syncs", 201, new_sync("first"));
  EXPECT_EQ(get("/api/v1/home")["scheduled"], true);
  EXPECT_EQ(get("/api/v1/home")["open_alerts"], 0);
  EXPECT_EQ(get("/api/v1/home")["own_currency"], "SAR");
  EXPECT_EQ(get("/api/v1/home")["totals"], Json::array({{{"currency", "SAR"}, {"total", "0.00"}}}));
  const std::vector<app::Condition> conditions{{"orders_parked", "first", "", ""},
                                               {"disk_low", "here", "", ""}};
  ASSERT_TRUE(app::alerts_of(*worker_).take_in(conditions, {}, {}, {}).ok());
  if_match_ = "*";
  ask("PATCH", "/api/v1/scheduled-actions/Sync%20External%20Orders", 200, {{"active", false}});
  EXPECT_EQ(get("/api/v1/home")["scheduled"], false);
  EXPECT_EQ(get("/api/v1/home")["open_alerts"], 1) << "home itself tells of parked orders";
}

TEST_F(HomeApi, ASyncIsFoundByItsNameAndByItsNumber) {
  const Json made = ask("POST", "/api/v1/syncs", 201, new_sync("first"));
  EXPECT_EQ(get("/api/v1/syncs/first")["id"], made["id"]);
  EXPECT_EQ(get("/api/v1/syncs/" + std::to_string(made["id"].get<int>()))["name"], "first");
}

TEST_F(HomeApi, ANumberHasOneSpellingAndIsNoSyncsName) {
  const std::string number = ask("POST", "/api/v1/syncs", 201, new_sync("first"))["id"].dump();
  EXPECT_EQ(code("GET", "/api/v1/syncs/0" + number, 404), "sync_not_found");
  EXPECT_EQ(code("POST", "/api/v1/syncs", 422, new_sync(number)), "bad_option");
  EXPECT_EQ(get("/api/v1/syncs/" + number)["name"], "first");
}

TEST_F(HomeApi, ARenamedSyncKeepsItsHistoryOfChanges) {
  ask("POST", "/api/v1/syncs", 201, new_sync("first"));
  if_match_ = "*";
  ask("PATCH", "/api/v1/syncs/first", 200, {{"name", "renamed"}, {"key", "a new key"}});
  const Json changes = get("/api/v1/syncs/renamed/changes");
  ASSERT_EQ(changes["items"].size(), 2u);
  EXPECT_EQ(changes["items"][0]["after"]["name"], "renamed");
  EXPECT_EQ(changes["items"][0]["after"]["key"], "replaced");
  EXPECT_THAT(changes.dump(), testing::Not(testing::HasSubstr("a new key")));
  EXPECT_EQ(code("GET", "/api/v1/syncs/first", 404), "sync_not_found");
}

// People put keys into queries and headers: who may not edit the sync sees that they are there.
TEST_F(HomeApi, ValuesOfQueriesAndHeadersAreShownToWhoMayEditThem) {
  Json form = new_sync("first");
  form["url"] = "https://shop.example/orders?token=s3cret&all=1";
  form["params"] = {"key=s3cret"};
  form["headers"] = {"X-Key=s3cret"};
  form["push"] = "hmac:X-Signature,url=https://shop.example/hook?token=s3cret";
  form["push_secret"] = "a secret of 24 bytes or more";
  ask("POST", "/api/v1/syncs", 201, form);
  if_match_ = "*";
  ask("PATCH", "/api/v1/syncs/first", 200, {{"headers", {"X-Key=n3w"}}});
  EXPECT_EQ(get("/api/v1/syncs/first")["advanced"]["params"], form["params"]);
  EXPECT_EQ(get("/api/v1/syncs/first")["url"], form["url"]);
  as(app::Scope::read);
  const Json shown = get("/api/v1/syncs/first");
  EXPECT_EQ(shown["url"], "https://shop.example/orders?token=…&all=…");
  EXPECT_EQ(shown["advanced"]["params"], Json({"key=…"}));
  EXPECT_EQ(shown["advanced"]["headers"], Json({"X-Key=…"}));
  const Json changes = get("/api/v1/syncs/first/changes");
  EXPECT_EQ(changes["items"][0]["after"], Json({{"headers", "replaced"}}));
  const std::string all = get("/api/v1/syncs").dump() + changes.dump() +
                          worker_->accounts.audit().changes("", 9, "")->items.back().after.dump();
  EXPECT_THAT(all, testing::Not(testing::AnyOf(testing::HasSubstr("s3cret"), testing::HasSubstr("n3w"))));
}

TEST_F(HomeApi, ANameThatAnotherSyncHasIsRefused) {
  ask("POST", "/api/v1/syncs", 201, new_sync("first"));
  ask("POST", "/api/v1/syncs", 201, new_sync("second"));
  if_match_ = "*";
  EXPECT_EQ(code("PATCH", "/api/v1/syncs/second", 409, {{"name", "first"}}), "sync_exists");
}

TEST_F(HomeApi, AnInactiveSyncIsNotRun) {
  Json form = new_sync("first");
  form["active"] = false;
  ask("POST", "/api/v1/syncs", 201, form);
  EXPECT_EQ(code("POST", "/api/v1/syncs/first/run", 409, Json::object()), "sync_inactive");
}

TEST_F(HomeApi, ARequestSentAgainChangesNothingTwice) {
  http::ServerRequest made = request("POST", "/api/v1/syncs", new_sync("once").dump());
  made.headers.emplace_back("Idempotency-Key", "k1");
  const Json first = send(made, 201);
  EXPECT_EQ(send(made, 201), first);
  EXPECT_EQ(get("/api/v1/syncs")["items"].size(), 1u);
  made.body = new_sync("other").dump();
  EXPECT_EQ(send(made, 422)["code"], "idempotency_key_reused");
}

TEST_F(HomeApi, AChoiceForNothingIsRefusedByName) {
  EXPECT_EQ(field("POST", "/api/v1/attention/map", {{"kind", "product"}, {"source", "Latte"}, {"id", 10}}),
            "sync");
  EXPECT_EQ(field("POST", "/api/v1/attention/map",
                  {{"kind", "colour"}, {"source", "Latte"}, {"id", 10}, {"cause", "x"}}),
            "kind");
  EXPECT_EQ(field("POST", "/api/v1/attention/map", {{"kind", "product"}, {"source", "Latte"}, {"id", "ten"}}),
            "id");
  ask("POST", "/api/v1/syncs", 201, new_sync("first"));
  EXPECT_EQ(code("POST", "/api/v1/attention/map", 404,
                 {{"kind", "product"}, {"source", "Latte"}, {"id", 99}, {"sync", "first"}}),
            "product_not_found");
  EXPECT_EQ(code("POST", "/api/v1/attention/map", 404,
                 {{"kind", "product"}, {"source", "Latte"}, {"id", 10}, {"cause", "nobody waits for this"}}),
            "cause_not_found");
}

TEST_F(HomeApi, TheScheduledActionTellsItsNextRunsAndChangesThemAll) {
  ask("POST", "/api/v1/syncs", 201, new_sync("first"));
  ask("POST", "/api/v1/syncs", 201, new_sync("second"));
  const std::string action = "/api/v1/scheduled-actions/Sync%20External%20Orders";
  EXPECT_EQ(get(action)["interval_minutes"], 15);
  EXPECT_EQ(code("PATCH", action, 428, {{"active", false}}), "if_match_missing");
  if_match_ = header_of_get(action);
  const Json edited = ask("PATCH", action, 200, {{"interval_minutes", 45}, {"active", false}});
  EXPECT_EQ(edited["interval_minutes"], 45);
  EXPECT_EQ(edited["active"], false);
  EXPECT_TRUE(edited["upcoming"].empty()) << "nothing runs while it is off";
  EXPECT_TRUE(edited["next_run_at"].is_null());
  EXPECT_EQ(get("/api/v1/syncs/second")["interval_minutes"], 45);
  EXPECT_EQ(code("PATCH", action, 412, {{"active", true}}), "edited_meanwhile");
  EXPECT_EQ(get(action)["active"], false);
  EXPECT_EQ(code("GET", "/api/v1/scheduled-actions/Other", 404), "scheduled_action_not_found");
}

TEST_F(HomeApi, TheDocumentIsServedToAnyone) {
  http::ServerRequest stranger = http::make_request("GET", "/api/v1/openapi.yaml").value();
  const http::ServerResponse answer = router_->answer(stranger);
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, testing::StartsWith("openapi: 3.1.0"));
}

}  // namespace
}  // namespace ordersync::api
