// Which addresses the console's page answers, and how it comes.
#include "api/console_pages.h"

#include <gtest/gtest.h>

#include <string>

#include "api/console_files.h"

namespace ordersync::api {
namespace {

http::ServerResponse console_page(std::string_view target, std::string accepts = "",
                                  const std::string& known = "") {
  auto request = http::make_request("GET", target).value();
  if (!accepts.empty()) request.headers.push_back({"Accept-Encoding", std::move(accepts)});
  if (!known.empty()) request.headers.push_back({"If-None-Match", known});
  return answer_console_page(request);
}

std::string header_named(const http::ServerResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(ConsolePages, TheScreensAddressesShowThePageAndOthersShowItWith404) {
  for (const char* screen : {"/", "/orders", "/orders/shop%2F639", "/pos/orders", "/settings/users/new",
                             "/syncs/", "/welcome", "/index.html"}) {
    EXPECT_EQ(console_page(screen).status, 200) << screen;
  }
  for (const char* other :
       {"/foo", "/readyz/", "/metrics/", "/healthz/", "/order", "/orderss", "/foo/orders", "//orders"}) {
    const auto response = console_page(other);
    EXPECT_EQ(response.status, 404) << other;
    EXPECT_EQ(response.body, console_page("/").body) << other;
    EXPECT_EQ(header_named(response, "ETag"), "") << other;
  }
  EXPECT_EQ(console_page("/assets/none.js").status, 404);
  EXPECT_NE(console_page("/assets/none.js").body, console_page("/").body);
}

TEST(ConsolePages, ComeCompressedForWhomTheyMay) {
  for (const char* accepts :
       {"gzip", "br, gzip", "deflate, GZIP;q=0.5", "*", "gzip;q=1.0, identity;q=0", "gzip ; q=0.01"}) {
    const auto response = console_page("/", accepts);
    EXPECT_EQ(header_named(response, "Content-Encoding"), "gzip") << accepts;
    EXPECT_EQ(response.body.substr(0, 2), "\x1f\x8b") << accepts;
  }
  for (const char* accepts : {"", "identity", "br", "gzip;q=0", "*, gzip;q=0.000", "gzip2", "*;q=0"}) {
    const auto response = console_page("/", accepts);
    EXPECT_EQ(header_named(response, "Content-Encoding"), "") << accepts;
    EXPECT_NE(response.body.find("<html"), std::string::npos) << accepts;
    EXPECT_EQ(header_named(response, "Vary"), "Accept-Encoding") << accepts;
  }
}

TEST(ConsolePages, EachFormHasATagOfItsOwn) {
  const std::string packed = header_named(console_page("/", "gzip"), "ETag");
  const std::string plain = header_named(console_page("/"), "ETag");
  EXPECT_NE(packed, plain);
  EXPECT_EQ(plain.back(), '"');
  EXPECT_EQ(console_page("/", "gzip", packed).status, 304);
  EXPECT_EQ(console_page("/", "", plain).status, 304);
  EXPECT_EQ(console_page("/", "", packed).status, 200);
}

}  // namespace
}  // namespace ordersync::api
