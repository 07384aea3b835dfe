// What holds for all routes: paths, bodies, headers.
#include "api/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "api/route.h"
#include "api/test_api.h"

namespace ordersync::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> segments_of(std::string_view target) {
  return http::make_request("GET", target)->segments;
}

TEST(Paths, AnArgumentIsOneSegmentWithItsSlashesEncoded) {
  const auto found = match_path("/api/v1/orders/{id}/retry", segments_of("/api/v1/orders/shop%2F639/retry"));
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, ElementsAre("shop/639"));
}

TEST(Paths, LongerAndShorterOnesAreOthers) {
  EXPECT_FALSE(match_path("/api/v1/orders/{id}", segments_of("/api/v1/orders")));
  EXPECT_FALSE(match_path("/api/v1/orders/{id}", segments_of("/api/v1/orders/")));
  EXPECT_FALSE(match_path("/api/v1/orders/{id}", segments_of("/api/v1/orders/1/retry")));
  EXPECT_FALSE(match_path("/api/v1/orders", segments_of("/api/v1/orderss")));
}

TEST(MatchPath, TheSlashOfAKeyNeedNotBeEncoded) {
  const auto joined = [](std::string_view target) { return with_key_in_one(segments_of(target)); };
  EXPECT_EQ(joined("/api/v1/orders/shop/639/retry"), segments_of("/api/v1/orders/shop%2F639/retry"));
  EXPECT_EQ(joined("/api/v1/pos/orders/Main%20Store/0001"),
            segments_of("/api/v1/pos/orders/Main%20Store%2F0001"));
  EXPECT_EQ(joined("/api/v1/orders/639"), segments_of("/api/v1/orders/639"));
  EXPECT_EQ(joined("/api/v1/syncs/1/run"), segments_of("/api/v1/syncs/1/run"));
}

TEST(Waits, AreAsLongAsTheCallerPrefersAndAtMostFiftySeconds) {
  const auto seconds = [](std::string_view prefer) {
    auto request = *http::make_request("POST", "/api/v1/syncs/1/run");
    request.headers.emplace_back("Prefer", std::string(prefer));
    return wait_of(request).count();
  };
  EXPECT_EQ(wait_of(*http::make_request("POST", "/api/v1/syncs/1/run")).count(), 20);
  EXPECT_EQ(seconds("wait=7"), 7);
  EXPECT_EQ(seconds("handling=lenient, wait=51"), 50);
  EXPECT_EQ(seconds("wait=99999999999999"), 50);
  EXPECT_EQ(seconds("wait=soon"), 20);
  EXPECT_EQ(seconds("respond-async, wait=7"), 0);
}

TEST(Bodies, NothingIsAnEmptyObject) {
  const auto body = parse_body("  \n");
  ASSERT_TRUE(body.ok());
  EXPECT_TRUE(body->is_object() && body->empty());
}

TEST(Bodies, AMemberThatStandsTwiceIsRefused) {
  const auto body = parse_body(R"({"active": true, "inner": {"active": 1}, "active": false})");
  ASSERT_FALSE(body.ok());
  EXPECT_EQ(body.error().code, "malformed_json");
  EXPECT_THAT(body.error().message, HasSubstr("\"active\" stands in it twice"));
  EXPECT_TRUE(parse_body(R"({"a": {"x": 1}, "b": {"x": 1}, "c": [{"x": 1}, {"x": 2}]})").ok());
}

TEST(Bodies, DepthIsBounded) {
  const std::string deep = "{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}";
  const auto body = parse_body(deep);
  ASSERT_FALSE(body.ok());
  EXPECT_THAT(body.error().message, HasSubstr("nested too deeply"));
}

TEST(Bodies, WhatIsNoObjectIsRefused) {
  for (const char* text : {"[]", "1", "null", "\"x\"", "{", "{\"a\":}", "{} x", "\xff"}) {
    const auto body = parse_body(text);
    ASSERT_FALSE(body.ok()) << text;
    EXPECT_EQ(body.error().code, "malformed_json") << text;
  }
}

TEST(Headers, APageMayRunItsOwnScriptsAndNoOthers) {
  http::ServerRequest request;
  http::ServerResponse response;
  add_security_headers(response, Content::page, request);
  std::string policy;
  for (const auto& [name, value] : response.headers) {
    if (name == "Content-Security-Policy") policy = value;
    EXPECT_NE(name, "Strict-Transport-Security") << "plain loopback cannot be made to insist on TLS";
  }
  EXPECT_THAT(policy, HasSubstr("script-src 'self';"));
  EXPECT_THAT(policy, testing::Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
  request.encrypted = true;
  http::ServerResponse encrypted;
  add_security_headers(encrypted, Content::data, request);
  EXPECT_THAT(encrypted.headers,
              testing::Contains(testing::Pair("Strict-Transport-Security", HasSubstr("max-age="))));
}

Answer break_the_keys_and_refuse(Call& call) {
  TRY(sql::write_transaction(*call.worker.connection, [&]() -> base::Result<void> {
    TRY(call.worker.connection->execute("DROP TABLE repeated_request", {}));
    return {};
  }));
  return bad_field("name", "is taken");
}

class RepeatedRequestsTest : public ApiTest {};

TEST_F(RepeatedRequestsTest, ARouteSaysWhyItRefusedWhateverBecomesOfTheKey) {
  static constexpr Route kRoutes[] = {
      {"POST", "/api/v1/refuse", Needs::admin, break_the_keys_and_refuse},
  };
  router_ = std::make_unique<Router>(*store_, *service_, kRoutes);
  http::ServerRequest made = request("POST", "/api/v1/refuse", "{}");
  made.headers.emplace_back("Idempotency-Key", "once");
  EXPECT_EQ(send(made, 422).at("code"), "bad_field");
}

TEST(Problems, AFieldsMistakeIsNamedBesideTheField) {
  const http::ServerResponse answer = problem_of(bad_field("interval_minutes", "takes a number"));
  EXPECT_EQ(answer.status, 422);
  const Json problem = Json::parse(answer.body);
  EXPECT_EQ(problem.at("code"), "bad_field");
  EXPECT_EQ(problem.at("fields").at("interval_minutes"), "interval_minutes takes a number");
}

TEST(Problems, WhatIsForTheLogIsNotSent) {
  base::Error error{base::ErrorKind::unavailable, "store_unavailable", "The store cannot be used",
                    "errno 5 at /secret"};
  EXPECT_THAT(problem_of(error).body, testing::Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace ordersync::api
