// URLs: strict reading, canonical hosts, resolving, parameters.
#include "http/url.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ordersync::http {
namespace {

std::string canonical(std::string_view text) {
  auto url = parse_url(text);
  return url.ok() ? to_string(*url) : url.error().code;
}

std::string host_of(std::string_view text) {
  auto url = parse_url(text);
  return url.ok() ? url->host : url.error().code;
}

std::string resolved(std::string_view base, std::string_view reference) {
  auto url = resolve(*parse_url(base), reference);
  return url.ok() ? to_string(*url) : url.error().code;
}

TEST(Url, GuideExampleIsReadWhole) {
  const auto url = parse_url("https://external-system.com/api/orders");
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->host, "external-system.com");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->path, "/api/orders");
  EXPECT_EQ(url->query, "");
}

TEST(Url, WithoutValuesNoneIsShown) {
  EXPECT_EQ(without_values("https://shop/orders"), "https://shop/orders");
  EXPECT_EQ(without_values("https://shop/orders?"), "https://shop/orders?");
  EXPECT_EQ(without_values("https://shop/orders?token=s3cret&all=1&s3cret&&x="),
            "https://shop/orders?token=…&all=…&…&&x=…");
  EXPECT_EQ(without_values("?a=b=c?d"), "?a=…");
}

TEST(Url, IsWrittenCanonically) {
  EXPECT_EQ(canonical(" HTTPS://Shop.Example:443/A?b=C#frag \n"), "https://shop.example/A?b=C");
  EXPECT_EQ(canonical("http://shop.example:80"), "http://shop.example/");
  EXPECT_EQ(canonical("http://shop.example:8080?x=1"), "http://shop.example:8080/?x=1");
  EXPECT_EQ(canonical("https://shop.example./"), "https://shop.example/");
  EXPECT_EQ(canonical("https://[::0001]:8443/"), "https://[::1]:8443/");
  EXPECT_EQ(canonical("https://shop.example:/"), "https://shop.example/");
}

TEST(Url, EverySpellingOfAnIpv4AddressBecomesDottedDecimal) {
  for (const char* spelling :
       {"127.0.0.1", "0x7f000001", "127.1", "127.0.1", "0177.0.0.1", "0177.0.0.01", "2130706433",
        "0x7F.0.0.0x1", "017700000001", "127.0.0.1.", "%31%32%37.0.0.1", "0x7f.1", "127.0x1"}) {
    EXPECT_EQ(host_of(std::string("https://") + spelling + "/"), "127.0.0.1") << spelling;
  }
  EXPECT_EQ(host_of("https://[::ffff:127.0.0.1]/"), "::ffff:127.0.0.1");
  EXPECT_EQ(host_of("https://[0:0:0:0:0:ffff:7f00:1]/"), "::ffff:127.0.0.1");
}

TEST(Url, HostsThatLookLikeNumbersButAreNoneAreRefused) {
  for (const char* host :
       {"256.0.0.1", "1.2.3.4.5", "4294967296", "0x1ffffffff", "09.0.0.1", "127..1", "shop.1", "1.2.3.999"}) {
    EXPECT_EQ(host_of(std::string("https://") + host + "/"), "bad_url") << host;
  }
  EXPECT_EQ(host_of("https://1.2.3.0x/"), "1.2.3.0");  // "0x" alone is 0, as for inet_aton and browsers
}

TEST(Url, WhatIsNoHttpUrlIsRefused) {
  for (const char* text : {"",
                           "shop.example/api",
                           "ftp://shop.example/",
                           "file:///etc/passwd",
                           "https:/shop.example/",
                           "https://",
                           "https:///orders",
                           "javascript:alert(1)",
                           "http//shop.example",
                           "https:shop.example",
                           "://shop.example",
                           "https://shop.example:0/",
                           "https://shop.example:65536/",
                           "https://shop.example:8x/",
                           "https://[::1/",
                           "https://[::1]x/",
                           "https://[fe80::1%25eth0]/",
                           "https://[127.0.0.1]/",
                           "https://shop..example/",
                           "https://.shop.example/",
                           "https://shop.example../",
                           "https://shop example/",
                           "https://shop.example\\@evil/",
                           "https://%2f/",
                           "https://%00/",
                           "https://a%2eb%5c/",
                           "https://sh\xC3\xB6p.example/",
                           "https://a,b/",
                           "gopher://127.0.0.1:6379/_FLUSHALL"}) {
    EXPECT_EQ(canonical(text), "bad_url") << text;
  }
}

TEST(Url, ControlCharactersAreRefusedEverywhere) {
  EXPECT_EQ(canonical("https://shop.example/a\r\nHost: evil"), "bad_url");
  EXPECT_EQ(canonical(std::string_view("https://shop.example/\0x", 23)), "bad_url");
  EXPECT_EQ(canonical("https://shop.example/\x7f"), "bad_url");
}

TEST(Url, UserNameAndPasswordAreRefusedAndNotRepeated) {
  const auto url = parse_url("https://anna:s3cret@shop.example/");
  ASSERT_FALSE(url.ok());
  EXPECT_EQ(url.error().code, "bad_url");
  EXPECT_EQ(url.error().message.find("s3cret"), std::string::npos);
  EXPECT_FALSE(parse_url("https://127.0.0.1@shop.example/").ok());
  EXPECT_TRUE(parse_url("https://shop.example/@home").ok());
}

TEST(Url, BlanksAndForeignLettersInPathAndQueryAreEncoded) {
  EXPECT_EQ(canonical("https://shop.example/caf\xC3\xA9 1?q=\xC3\xA9 x|y"),
            "https://shop.example/caf%C3%A9%201?q=%C3%A9%20x%7Cy");
  EXPECT_EQ(canonical("https://shop.example/a%20b?x=%41"), "https://shop.example/a%20b?x=%41");
}

TEST(Url, RelativeReferencesFollowRfc3986) {
  const char* base = "http://a/b/c/d;p?q";
  EXPECT_EQ(resolved(base, "g"), "http://a/b/c/g");
  EXPECT_EQ(resolved(base, "./g"), "http://a/b/c/g");
  EXPECT_EQ(resolved(base, "g/"), "http://a/b/c/g/");
  EXPECT_EQ(resolved(base, "/g"), "http://a/g");
  EXPECT_EQ(resolved(base, "//g"), "http://g/");
  EXPECT_EQ(resolved(base, "?y"), "http://a/b/c/d;p?y");
  EXPECT_EQ(resolved(base, "g?y#s"), "http://a/b/c/g?y");
  EXPECT_EQ(resolved(base, "#s"), "http://a/b/c/d;p?q");
  EXPECT_EQ(resolved(base, ""), "http://a/b/c/d;p?q");
  EXPECT_EQ(resolved(base, "."), "http://a/b/c/");
  EXPECT_EQ(resolved(base, ".."), "http://a/b/");
  EXPECT_EQ(resolved(base, "../g"), "http://a/b/g");
  EXPECT_EQ(resolved(base, "../../../g"), "http://a/g");
  EXPECT_EQ(resolved(base, "/./g"), "http://a/g");
  EXPECT_EQ(resolved(base, "/../g"), "http://a/g");
  EXPECT_EQ(resolved(base, "g/../h"), "http://a/b/c/h");
  EXPECT_EQ(resolved(base, "http://other/x"), "http://other/x");
  EXPECT_EQ(resolved(base, "file:///etc/passwd"), "bad_url");
  EXPECT_EQ(resolved(base, "//me:pw@g"), "bad_url");
  EXPECT_EQ(resolved(base, "g\nh"), "bad_url");
}

TEST(Url, OriginIsSchemeHostAndPort) {
  const auto same = [](std::string_view a, std::string_view b) {
    return same_origin(*parse_url(a), *parse_url(b));
  };
  EXPECT_TRUE(same("https://a/x", "https://A.:443/y?z"));
  EXPECT_FALSE(same("https://a/", "http://a/"));
  EXPECT_FALSE(same("https://a/", "https://a:8443/"));
  EXPECT_FALSE(same("https://a/", "https://b/"));
  EXPECT_TRUE(same("http://127.1/", "http://0x7f000001/"));
}

TEST(Url, AddedParametersAreEncodedAndTheOldOnesStay) {
  auto url = *parse_url("https://shop.example/o?shop=7&tag=a&tag=b");
  add_parameter(url, "filter[status]", "paid & done");
  EXPECT_EQ(url.query, "shop=7&tag=a&tag=b&filter%5Bstatus%5D=paid%20%26%20done");
  add_parameter(url, "tag", "c");
  EXPECT_EQ(url.query, "shop=7&tag=a&tag=b&filter%5Bstatus%5D=paid%20%26%20done&tag=c");
}

TEST(Url, SetParameterReplacesEveryOneOfThatName) {
  auto url = *parse_url("https://shop.example/o?page=1&x=2&p%61ge=3&page&pages=4");
  set_parameter(url, "page", "9");
  EXPECT_EQ(url.query, "x=2&pages=4&page=9");
  auto empty = *parse_url("https://shop.example/o");
  set_parameter(empty, "since", "2026-11-22T14:00:00Z");
  EXPECT_EQ(empty.query, "since=2026-11-22T14%3A00%3A00Z");
}

RC_GTEST_PROP(Url, WhatWasWrittenIsReadBackEqual, (const std::string& text)) {
  const auto url = parse_url("https://shop.example/" + text);
  if (!url.ok()) return;
  const auto again = parse_url(to_string(*url));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == *url);
}

RC_GTEST_PROP(Url, AnyTextParsesOrIsRefusedAndHostsAreStable, (const std::string& text)) {
  const auto url = parse_url("https://" + text);
  if (!url.ok()) {
    RC_ASSERT(url.error().code == "bad_url");
    return;
  }
  const auto again = parse_url(to_string(*url));
  RC_ASSERT(again.ok());
  RC_ASSERT(again->host == url->host);
  RC_ASSERT(url->host.find_first_of("/?#@% ") == std::string::npos);
}

}  // namespace
}  // namespace ordersync::http
