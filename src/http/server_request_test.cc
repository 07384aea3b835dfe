// Facts about request targets, without a socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/server.h"

namespace ordersync::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(MakeRequest, SegmentsAreDecodedOneByOne) {
  const auto request = make_request("POST", "/api/v1/orders/shop%2F639%3Arefund/retry");
  ASSERT_TRUE(request.ok());
  EXPECT_THAT(request->segments, ElementsAre("api", "v1", "orders", "shop/639:refund", "retry"));
  EXPECT_EQ(request->path, "/api/v1/orders/shop/639:refund/retry");
  EXPECT_EQ(request->target, "/api/v1/orders/shop%2F639%3Arefund/retry");
}

TEST(MakeRequest, RootHasNoSegmentsAndATrailingSlashIsOne) {
  EXPECT_THAT(make_request("GET", "/")->segments, IsEmpty());
  EXPECT_EQ(make_request("GET", "/?a=1")->path, "/");
  EXPECT_THAT(make_request("GET", "/a/")->segments, ElementsAre("a", ""));
  EXPECT_EQ(make_request("GET", "/a/")->path, "/a/");
}

TEST(MakeRequest, QueryKeepsOrderAndRepetition) {
  const auto request = make_request("GET", "/x?a=1&&b&a=2%263&c=%D9%82+1&d=x=y");
  ASSERT_TRUE(request.ok());
  EXPECT_THAT(request->query, ElementsAre(Pair("a", "1"), Pair("b", ""), Pair("a", "2&3"), Pair("c", "ق 1"),
                                          Pair("d", "x=y")));
  ASSERT_NE(request->parameter("a"), nullptr);
  EXPECT_EQ(*request->parameter("a"), "1");
  EXPECT_EQ(request->parameter("A"), nullptr);
}

TEST(MakeRequest, AbsoluteTargetsOfProxiesMeanTheirPath) {
  EXPECT_EQ(make_request("GET", "http://shop:80/a?b=c")->path, "/a");
  EXPECT_EQ(make_request("GET", "HTTPS://shop")->path, "/");
  EXPECT_EQ(make_request("OPTIONS", "*")->path, "*");
}

TEST(MakeRequest, HeadIsGetForRoutes) {
  EXPECT_EQ(make_request("HEAD", "/")->method, "GET");
}

TEST(MakeRequest, HostileTargetsAreRefused) {
  for (const char* target : {"", "a", "*", "shop:443", "/%", "/%2", "/%gg", "/%00", "/%0a", "/%ff", "/..",
                             "/a/%2E%2e/b", "/./a", "/a?b=%", "/a?%00=1", "/a?b=%c3%28"}) {
    const auto request = make_request("GET", target);
    ASSERT_FALSE(request.ok()) << target;
    EXPECT_EQ(request.error().code, "bad_target") << target;
  }
}

TEST(MakeRequest, HeadersAreFoundIgnoringCase) {
  ServerRequest request;
  request.headers = {{"X-API-Key", "k"}, {"x-api-key", "second"}};
  EXPECT_EQ(request.header("x-Api-kEY"), "k");
  EXPECT_EQ(request.header("X-API"), "");
}

TEST(ForwardedFor, OnlyWhatTheProxyItselfWroteIsBelieved) {
  ServerRequest request;
  EXPECT_EQ(forwarded_for(request, "10.0.0.1"), "10.0.0.1");
  request.headers = {{"X-Forwarded-For", "198.51.100.1, 203.0.113.7"}};
  EXPECT_EQ(forwarded_for(request, "10.0.0.1"), "203.0.113.7");
  request.headers.emplace_back("x-forwarded-for", " 2001:db8::9 ");
  EXPECT_EQ(forwarded_for(request, "10.0.0.1"), "2001:db8::9");
  request.headers.emplace_back("x-forwarded-for", "somebody");
  EXPECT_EQ(forwarded_for(request, "10.0.0.1"), "10.0.0.1");
}

}  // namespace
}  // namespace ordersync::http
