// Facts about the sample external system's API, asked without a socket.
#include "app/demo_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ordersync::app {
namespace {

using namespace std::chrono_literals;

const base::Instant kNoon = base::from_unix_ms(1'795'348'800'000);  // 2026-11-22T12:00:00Z

http::ServerResponse ask(DemoSource& source, std::string_view target,
                         std::vector<http::Header> headers = {}) {
  http::ServerRequest request = *http::make_request("GET", target);
  request.headers = std::move(headers);
  return source.answer(request);
}

std::string body_of(const http::ServerResponse& response) {
  std::string body = response.body;
  if (!response.producer) return body;
  for (bool more = true; more;) {
    std::string chunk;
    more = response.producer(chunk);
    body += chunk;
  }
  return body;
}

nlohmann::json orders(DemoSource& source, std::string_view target) {
  const auto response = ask(source, target);
  EXPECT_EQ(response.status, 200) << target;
  return nlohmann::json::parse(body_of(response));
}

DemoSourceOptions unlimited(std::optional<std::int64_t> count = {}) {
  DemoSourceOptions options;
  options.orders = count;
  options.requests_per_second = 0;
  return options;
}

TEST(DemoSource, TheGuidesExampleAndTheRealOrderComeFirst) {
  base::FakeClock clock(kNoon);
  DemoSource source(unlimited(10), clock);
  const std::string body = body_of(ask(source, "/api/orders"));
  EXPECT_EQ(body.find(demo_guide_order()), 2U);
  const nlohmann::json all = nlohmann::json::parse(body);
  ASSERT_EQ(all.size(), 10U);
  EXPECT_EQ(all[0].at("OrderID"), 639);
  EXPECT_EQ(all[1].at("OrderID"), 170388001);
  EXPECT_EQ(all[2].at("OrderID"), 640);
}

TEST(DemoSource, ExactlyAsManyOrdersAsAskedForExist) {
  base::FakeClock clock(kNoon);
  for (const std::int64_t count : {0, 1, 2, 3, 1'000}) {
    DemoSource source(unlimited(count), clock);
    clock.advance(1h);
    EXPECT_EQ(orders(source, "/api/orders").size(), static_cast<std::size_t>(count));
  }
}

TEST(DemoSource, PagesJoinedAreTheWholeAndPastTheEndIsEmpty) {
  base::FakeClock clock(kNoon);
  DemoSource source(unlimited(250), clock);
  const nlohmann::json whole = orders(source, "/api/orders");
  nlohmann::json joined = nlohmann::json::array();
  for (int page = 1; page <= 3; ++page) {
    for (nlohmann::json& order : orders(source, "/api/orders?page=" + std::to_string(page)))
      joined.push_back(std::move(order));
  }
  EXPECT_EQ(joined, whole);
  EXPECT_EQ(orders(source, "/api/orders?page=3").size(), 50U);
  EXPECT_EQ(orders(source, "/api/orders?page=4"), nlohmann::json::array());
  EXPECT_EQ(orders(source, "/api/orders?page=1000000000&size=100000"), nlohmann::json::array());
  EXPECT_EQ(orders(source, "/api/orders?page=2&size=7")[0], whole[7]);
  EXPECT_EQ(orders(source, "/api/orders?size=7").size(), 7U);
}

TEST(DemoSource, NonsenseParametersAreRefusedByName) {
  base::FakeClock clock(kNoon);
  DemoSource source(unlimited(5), clock);
  for (const char* target : {"/api/orders?page=0", "/api/orders?page=-1", "/api/orders?page=x",
                             "/api/orders?page=", "/api/orders?size=0", "/api/orders?size=100001",
                             "/api/orders?since=yesterday", "/api/orders?until=10-08-2025"}) {
    EXPECT_EQ(ask(source, target).status, 400) << target;
  }
}

TEST(DemoSource, WithoutACountTheStreamGrowsAndItsOrdersStayTheSame) {
  base::FakeClock clock(kNoon);
  DemoSource source(unlimited(), clock);
  const nlohmann::json before = orders(source, "/api/orders");
  EXPECT_GE(before.size(), 40U);
  EXPECT_LE(before.size(), 82U);
  clock.advance(60s);
  const nlohmann::json after = orders(source, "/api/orders");
  ASSERT_EQ(after.size(), before.size() + 12);
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(after[i], before[i]);
  // Started again later, an order that is still shown is the same order.
  DemoSource again(unlimited(), clock);
  EXPECT_EQ(orders(again, "/api/orders").back(), after.back());
}

TEST(DemoSource, EveryRefundsSaleIsInTheStream) {
  base::FakeClock clock(kNoon);
  for (int i = 0; i < 50; ++i) {
    clock.advance(7s);
    DemoSource source(unlimited(), clock);
    std::set<nlohmann::json> sales;
    for (const nlohmann::json& order : orders(source, "/api/orders")) {
      if (order.at("OrderStatus") == 103) sales.insert(order.at("OrderID"));
      if (order.at("OrderStatus") == 106) {
        ASSERT_TRUE(sales.contains(order.at("OrderID")));
      }
    }
  }
}

TEST(DemoSource, SinceAndUntilCutTheStreamByTime) {
  base::FakeClock clock(kNoon);
  DemoSource source(unlimited(102), clock);  // 100 of the menu, one every five seconds from 2025 on
  const auto count = [&](const std::string& query) { return orders(source, "/api/orders?" + query).size(); };
  EXPECT_EQ(count("since=2024-12-31T00:00:00Z"), 102U);
  EXPECT_EQ(count("since=2025-01-01T00:00:00Z"), 102U);
  EXPECT_EQ(count("since=2025-01-01T00:00:00.001Z"), 99U);
  EXPECT_EQ(count("since=2025-01-01T00:08:15Z"), 1U);  // the last, to the second
  EXPECT_EQ(count("since=2025-01-01T03:08:15%2B03:00"), 1U);
  EXPECT_EQ(count("since=2025-01-01T00:08:16Z"), 0U);
  EXPECT_EQ(count("until=2025-01-01T00:00:05Z"), 4U);
  EXPECT_EQ(count("since=2025-01-01T00:00:05Z&until=2025-01-01T00:00:10Z"), 2U);
  EXPECT_EQ(count("since=2025-01-01T00:00:10Z&until=2025-01-01T00:00:05Z"), 0U);
  EXPECT_EQ(count("since=2025-01-01T00:00:05Z&page=2&size=60"), 39U);
}

TEST(DemoSource, AKeyIsAskedForInEitherHeader) {
  base::FakeClock clock(kNoon);
  DemoSourceOptions options = unlimited(3);
  options.api_key = base::Secret("letmein");
  DemoSource source(options, clock);
  EXPECT_EQ(ask(source, "/api/orders", {{"Authorization", "Bearer letmein"}}).status, 200);
  EXPECT_EQ(ask(source, "/api/orders", {{"X-API-Key", "letmein"}}).status, 200);
  for (const std::vector<http::Header>& wrong : {std::vector<http::Header>{},
                                                 {{"Authorization", "Bearer letmeout"}},
                                                 {{"Authorization", "letmein"}},
                                                 {{"X-API-Key", "letmein "}},
                                                 {{"X-API-Key", ""}}}) {
    const auto response = ask(source, "/api/orders", wrong);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(nlohmann::json::parse(response.body).at("code"), "unauthorized");
  }
  EXPECT_EQ(ask(source, "/api/catalogue.json").status, 401);
}

TEST(DemoSource, TooManyRequestsAreToldWhenToComeBack) {
  base::FakeClock clock(kNoon);
  DemoSourceOptions options = unlimited(3);
  options.requests_per_second = 5;
  DemoSource source(options, clock);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(ask(source, "/api/orders").status, 200);
  const auto refused = ask(source, "/api/orders");
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.headers, ::testing::Contains(http::Header("Retry-After", "1")));
  clock.advance(1s);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(source, "/api/orders").status, 200);
  EXPECT_EQ(ask(source, "/api/orders").status, 429);
  clock.advance(-1h);  // a clock set back must not lock anybody out
  clock.advance(1s);
  EXPECT_EQ(ask(source, "/api/orders").status, 429);
  clock.advance(1s);
  EXPECT_EQ(ask(source, "/api/orders").status, 200);
}

TEST(DemoSource, BigAnswersComeInSmallPieces) {
  base::FakeClock clock(kNoon);
  DemoSource source(unlimited(5'000), clock);
  const auto response = ask(source, "/api/orders");
  std::size_t largest = 0;
  std::size_t pieces = 0;
  for (bool more = true; more; ++pieces) {
    std::string chunk;
    more = response.producer(chunk);
    largest = std::max(largest, chunk.size());
  }
  EXPECT_GT(pieces, 10U);
  EXPECT_LT(largest, 256U * 1024);
}

TEST(DemoSource, OtherPathsAndMethodsAreRefused) {
  base::FakeClock clock(kNoon);
  DemoSource source(unlimited(3), clock);
  EXPECT_EQ(ask(source, "/").status, 404);
  EXPECT_EQ(source.answer(*http::make_request("POST", "/api/orders")).status, 405);
  EXPECT_EQ(body_of(ask(source, "/api/catalogue.json")).find("{\n"), 0U);
}

}  // namespace
}  // namespace ordersync::app
