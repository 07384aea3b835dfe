// Connections over REST: their key is never shown, an edit says what it was made from.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/test_api.h"

namespace ordersync::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ConnectionsApi : public ApiTest {
 protected:
  static Json shop() {
    return {{"name", "Shop"},
            {"url", "https://shop.odoo.example"},
            {"login", "till@shop.example"},
            {"key", "sesame"}};
  }
};

TEST_F(ConnectionsApi, OneIsCreatedShownAndListedWithoutItsKey) {
  const Json made = ask("POST", "/api/v1/connections", 201, shop());
  EXPECT_EQ(made["revision"], 1);
  EXPECT_EQ(header("ETag"), "\"1\"");
  EXPECT_EQ(made["database"], nullptr);
  EXPECT_THAT(last_.body, Not(HasSubstr("sesame")));
  EXPECT_EQ(get("/api/v1/connections/Shop"), made);
  EXPECT_EQ(get("/api/v1/connections")["items"][0], made);
  EXPECT_EQ(last_change().action, "connection_created");
  EXPECT_THAT(last_change().after.dump(), Not(HasSubstr("sesame")));
  EXPECT_EQ(worker_->connections.get("Shop").value().settings.key.reveal(), "sesame");
  EXPECT_EQ(code("POST", "/api/v1/connections", 409, shop()), "connection_exists");
}

TEST_F(ConnectionsApi, AreListedWholeUnlessAPageIsAskedFor) {
  Json body = shop();
  for (const char* name : {"b", "C", "a"}) {
    body["name"] = name;
    ask("POST", "/api/v1/connections", 201, body);
  }
  const auto names = [&](const char* query) {
    const Json list = get(std::string("/api/v1/connections") + query);
    std::string shown;
    for (const Json& item : list["items"]) shown += item["name"].get<std::string>() + " ";
    return shown + list["next"].dump();
  };
  EXPECT_EQ(names(""), "C a b null");
  EXPECT_EQ(names("?limit=2"), "C a \"a\"");
  EXPECT_EQ(names("?limit=2&cursor=a"), "b null");
  EXPECT_EQ(names("?cursor=C"), "a b null");
  EXPECT_EQ(names("?limit=3"), "C a b null");
  EXPECT_EQ(code("GET", "/api/v1/connections?limit=0", 422), "bad_parameter");
}

TEST_F(ConnectionsApi, AnEditChangesWhatItNamesAndSaysWhatItWasMadeFrom) {
  ask("POST", "/api/v1/connections", 201, shop());
  const char* const path = "/api/v1/connections/Shop";
  EXPECT_EQ(code("PATCH", path, 428, {{"login", "other"}}), "if_match_missing");
  if_match_ = "\"7\"";
  EXPECT_EQ(code("PATCH", path, 412, {{"login", "other"}}), "edited_meanwhile");
  if_match_ = "\"1\"";
  const Json edited =
      ask("PATCH", path, 200,
          {{"login", "other"}, {"key", "new"}, {"stock_at_closing", {"Till 1"}}, {"name", "Shop"}});
  EXPECT_EQ(edited["login"], "other");
  EXPECT_EQ(edited["url"], "https://shop.odoo.example");
  EXPECT_EQ(edited["stock_at_closing"].dump(), R"(["Till 1"])");
  EXPECT_EQ(header("ETag"), "\"2\"");
  EXPECT_EQ(last_change().after["key"], "replaced");
  EXPECT_EQ(code("PATCH", path, 412, {{"login", "third"}}), "edited_meanwhile");
  EXPECT_EQ(code("PATCH", "/api/v1/connections/Nowhere", 404, {{"login", "x"}}), "connection_not_found");
}

TEST_F(ConnectionsApi, WhatIsWrongNamesItsField) {
  const auto wrong = [&](const char* name, const Json& value) {
    Json body = shop();
    body[name] = value;
    return field("POST", "/api/v1/connections", body);
  };
  EXPECT_EQ(wrong("name", nullptr), "name");
  EXPECT_EQ(wrong("name", " "), "name");
  EXPECT_EQ(wrong("url", "nonsense"), "url");
  EXPECT_EQ(wrong("url", "https://shop.odoo.example/web/login"), "url");
  EXPECT_EQ(wrong("login", "two\nlines"), "login");
  EXPECT_EQ(wrong("key", ""), "key");
  EXPECT_EQ(wrong("ca_file", "/no/such/file.pem"), "ca_file");
  EXPECT_EQ(wrong("allow_private_network", "perhaps"), "allow_private_network");
  EXPECT_EQ(wrong("stock_at_closing", "Till 1"), "stock_at_closing");
  EXPECT_EQ(wrong("stock_at_closing", {1}), "stock_at_closing");
  EXPECT_EQ(wrong("password", "x"), "password");
  Json without_key = shop();
  without_key.erase("key");
  const Json problem = ask("POST", "/api/v1/connections", 422, without_key);
  EXPECT_THAT(problem["detail"].get<std::string>(), Not(HasSubstr("--")));
}

TEST_F(ConnectionsApi, OneThatASyncUsesIsNotRemoved) {
  ask("POST", "/api/v1/connections", 201, shop());
  app::SyncForm form;
  form.url = "https://source.example/orders";
  form.connection = "Shop";
  form.pos_config = "Till 1";
  form.auth = "none";
  ASSERT_TRUE(worker_->syncs.add("Orders", form).ok());
  EXPECT_EQ(code("DELETE", "/api/v1/connections/Shop", 409), "connection_in_use");
  ask("POST", "/api/v1/connections", 201, [] {
    Json other = shop();
    other["name"] = "Other";
    return other;
  }());
  ask("DELETE", "/api/v1/connections/Other", 204);
  EXPECT_EQ(last_change().action, "connection_removed");
  EXPECT_EQ(code("DELETE", "/api/v1/connections/Other", 404), "connection_not_found");
}

TEST_F(ConnectionsApi, TheDoctorSaysWhatItCannotReach) {
  Json local = shop();
  local["url"] = "https://127.0.0.1:9";
  ask("POST", "/api/v1/connections", 201, local);
  const Json report = ask("POST", "/api/v1/connections/Shop/doctor", 200);
  EXPECT_EQ(report["connection"], "Shop");
  EXPECT_EQ(report["healthy"], false);
  EXPECT_FALSE(report["findings"].empty());
  EXPECT_EQ(field("POST", "/api/v1/connections/Shop/doctor", {{"config", "x"}}), "config");
  EXPECT_EQ(code("POST", "/api/v1/connections/Nowhere/doctor", 404), "connection_not_found");
}

TEST_F(ConnectionsApi, OnlyAdministratorsChangeThem) {
  as(app::Scope::operate);
  EXPECT_EQ(code("POST", "/api/v1/connections", 403, shop()), "not_allowed");
  EXPECT_EQ(get("/api/v1/connections")["items"].size(), 0U);
}

}  // namespace
}  // namespace ordersync::api
