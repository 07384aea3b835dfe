// Alert channels over REST: an edit says what it was made from, and a password goes nowhere but where it was
// meant to.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/test_api.h"
#include "app/alert_channels.h"

namespace ordersync::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AlertsApi : public ApiTest {
 protected:
  static constexpr const char* kChannels = "/api/v1/alerts/channels";
  static constexpr const char* kMail = "/api/v1/alerts/channels/Owner";
  static constexpr const char* kHook = "/api/v1/alerts/channels/Chat";

  void add_mail() {
    ask("POST", kChannels, 201,
        {{"name", "Owner"},
         {"email", {"owner@shop.example"}},
         {"smtp", "mail.shop.example"},
         {"user", "till"},
         {"secret", "sesame"}});
  }
  void add_hook() {
    ask("POST", kChannels, 201, {{"name", "Chat"}, {"webhook", "https://chat.example/hook"}});
  }
  app::AlertChannel stored(const char* name) { return app::channels_of(*worker_).get(name).value(); }
};

TEST_F(AlertsApi, AnEditChangesWhatItNamesAndSaysWhatItWasMadeFrom) {
  add_mail();
  EXPECT_EQ(header("ETag"), "\"1\"");
  EXPECT_EQ(code("PATCH", kMail, 428, {{"from", "x@shop.example"}}), "if_match_missing");
  if_match_ = "\"1\"";
  const Json edited = ask("PATCH", kMail, 200,
                          {{"email", {"owner@shop.example", "night@shop.example"}}, {"only", {"silence"}}});
  EXPECT_EQ(edited["to"].dump(), R"(["owner@shop.example","night@shop.example"])");
  EXPECT_EQ(edited["only"].dump(), R"(["silence"])");
  EXPECT_EQ(edited["user"], "till");
  EXPECT_EQ(edited["from"], "owner@shop.example");
  EXPECT_EQ(header("ETag"), "\"2\"");
  EXPECT_EQ(get(kMail), edited);
  EXPECT_EQ(code("PATCH", kMail, 412, {{"only", Json::array()}}), "edited_meanwhile");
  EXPECT_EQ(stored("Owner").secret.reveal(), "sesame");
  EXPECT_THAT(last_change().after.dump(), Not(HasSubstr("sesame")));
}

TEST_F(AlertsApi, TheSenderThatWasTheFirstRecipientStaysTheFirst) {
  add_mail();
  if_match_ = "*";
  EXPECT_EQ(ask("PATCH", kMail, 200, {{"email", {"night@shop.example"}}})["from"], "night@shop.example");
  EXPECT_EQ(ask("PATCH", kMail, 200, {{"from", "till@shop.example"}})["from"], "till@shop.example");
  EXPECT_EQ(ask("PATCH", kMail, 200, {{"email", {"a@shop.example"}}})["from"], "till@shop.example");
}

TEST_F(AlertsApi, AnotherMailServerNeedsThePasswordAgain) {
  add_mail();
  if_match_ = "*";
  EXPECT_EQ(field("PATCH", kMail, {{"smtp", "mail.elsewhere.example"}}), "secret");
  EXPECT_EQ(field("PATCH", kMail, {{"security", "plain"}, {"allow_private_network", true}}), "secret");
  ask("PATCH", kMail, 200, {{"smtp", "mail.elsewhere.example"}, {"secret", "another"}});
  EXPECT_EQ(stored("Owner").secret.reveal(), "another");
  EXPECT_EQ(last_change().after["secret"], "replaced");
  ask("PATCH", kMail, 200, {{"smtp", "third.example"}, {"user", nullptr}});
  EXPECT_TRUE(stored("Owner").secret.empty());
}

TEST_F(AlertsApi, ARenamedChannelIsTheSameChannel) {
  add_mail();
  add_hook();
  if_match_ = "*";
  const std::int64_t id = stored("Chat").id;
  EXPECT_EQ(code("PATCH", kHook, 409, {{"name", "Owner"}}), "alert_channel_exists");
  EXPECT_EQ(ask("PATCH", kHook, 200, {{"name", "Room"}})["name"], "Room");
  EXPECT_EQ(stored("Room").id, id);
  EXPECT_EQ(code("PATCH", kHook, 404, Json::object()), "alert_channel_not_found");
}

TEST_F(AlertsApi, EachKindStaysWhatItIsAndWhatIsWrongNamesItsField) {
  add_mail();
  add_hook();
  if_match_ = "*";
  EXPECT_EQ(field("PATCH", kMail, {{"webhook", "https://chat.example/hook"}}), "webhook");
  EXPECT_EQ(field("PATCH", kHook, {{"email", {"a@shop.example"}}}), "email");
  EXPECT_EQ(field("PATCH", kHook, {{"webhook", "http://127.0.0.1/x"}}), "webhook");
  EXPECT_EQ(field("PATCH", kHook, {{"secret", "short"}}), "secret");
  EXPECT_EQ(field("PATCH", kHook, {{"only", {"everything"}}}), "only");
  EXPECT_EQ(field("PATCH", kMail, {{"email", Json::array()}}), "email");
  EXPECT_EQ(field("PATCH", kMail, {{"smtp", "no host"}}), "smtp");
  EXPECT_THAT(last_.body, Not(HasSubstr("--")));
  EXPECT_EQ(stored("Owner").revision, 1);
  EXPECT_EQ(stored("Chat").revision, 1);
}

TEST_F(AlertsApi, APauseIsNoEdit) {
  add_hook();
  ask("POST", "/api/v1/alerts/channels/Chat/pause", 200, {{"hours", 2}});
  EXPECT_EQ(get(kHook)["revision"], 1);
  if_match_ = "\"1\"";
  EXPECT_FALSE(ask("PATCH", kHook, 200, {{"only", {"silence"}}})["paused_until"].is_null());
}

TEST_F(AlertsApi, OnlyAdministratorsSeeWhoIsTold) {
  add_hook();
  as(app::Scope::operate);
  EXPECT_EQ(code("GET", kHook, 403), "not_allowed");
  EXPECT_EQ(code("PATCH", kHook, 403, Json::object()), "not_allowed");
  EXPECT_EQ(get("/api/v1/alerts")["items"].dump(), "[]");
}

TEST_F(AlertsApi, AlertsAreListedOpenOrOver) {
  EXPECT_EQ(get("/api/v1/alerts?open=true")["items"].dump(), "[]");
  EXPECT_EQ(get("/api/v1/alerts?open=false")["items"].dump(), "[]");
  EXPECT_EQ(code("GET", "/api/v1/alerts?open=perhaps", 422), "bad_parameter");
}

}  // namespace
}  // namespace ordersync::api
