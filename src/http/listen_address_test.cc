// Facts about addresses to listen on.
#include "http/listen_address.h"

#include <gtest/gtest.h>

namespace ordersync::http {
namespace {

TEST(ListenAddress, ReadsAddressAndPort) {
  const auto read = parse_listen_address("127.0.0.1:8080");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->address, "127.0.0.1");
  EXPECT_EQ(read->port, 8080);
  EXPECT_TRUE(read->is_loopback);
}

TEST(ListenAddress, PortAloneMeansLoopback) {
  for (const char* text : {"8080", ":8080", "localhost:8080"}) {
    const auto read = parse_listen_address(text);
    ASSERT_TRUE(read.ok()) << text;
    EXPECT_EQ(read->address, "127.0.0.1") << text;
    EXPECT_EQ(read->port, 8080) << text;
  }
}

TEST(ListenAddress, EverySpellingOfLoopbackIsLoopbackAndNothingElseIs) {
  for (const char* text : {"127.0.0.1:1", "127.8.9.1:1", "[::1]:1", "[::ffff:127.0.0.1]:1"}) {
    const auto read = parse_listen_address(text);
    ASSERT_TRUE(read.ok()) << text;
    EXPECT_TRUE(read->is_loopback) << text;
  }
  for (const char* text : {"0.0.0.0:1", "[::]:1", "192.168.0.2:1", "[::ffff:10.0.0.1]:1", "128.0.0.1:1"}) {
    const auto read = parse_listen_address(text);
    ASSERT_TRUE(read.ok()) << text;
    EXPECT_FALSE(read->is_loopback) << text;
  }
}

TEST(ListenAddress, AnythingElseIsRefused) {
  for (const char* text :
       {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x", "127.1:80",
        "::1:80", "[::1]", "shop.example:80", "[127.0.0.1:80", "1.2.3.4:80:90"}) {
    const auto read = parse_listen_address(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().code, "bad_listen_address") << text;
  }
}

TEST(ListenAddress, UrlsAreOnesThatABrowserOpens) {
  EXPECT_EQ(url_of("http", "0.0.0.0", 80), "http://127.0.0.1:80");
  EXPECT_EQ(url_of("https", "::", 8443), "https://[::1]:8443");
  EXPECT_EQ(url_of("http", "10.0.0.5", 8080), "http://10.0.0.5:8080");
}

}  // namespace
}  // namespace ordersync::http
