// Which addresses may be reached, in every spelling, and what the owner is told.
#include "http/address_guard.h"

#include <gtest/gtest.h>

namespace ordersync::http {
namespace {

AddressClass class_of(std::string_view text) {
  const auto ip = parse_ip(text);
  EXPECT_TRUE(ip.has_value()) << text;
  return classify(*ip).address_class;
}

std::string judged(std::string_view url, PrivateNetwork private_network = PrivateNetwork::refused) {
  const auto parsed = parse_url(url);
  if (!parsed.ok()) return parsed.error().code;
  const auto allowed = check_url(*parsed, private_network);
  return allowed.ok() ? "" : allowed.error().code;
}

TEST(AddressGuard, PublicAddressesAreOpen) {
  for (const char* ip : {"1.1.1.1",         "8.8.8.8",           "9.255.255.255",
                         "11.0.0.1",        "100.63.255.255",    "100.128.0.1",
                         "126.255.255.255", "128.0.0.1",         "169.253.1.1",
                         "169.255.0.1",     "172.15.255.255",    "172.32.0.1",
                         "192.0.1.1",       "192.167.1.1",       "192.169.0.1",
                         "198.17.255.255",  "198.20.0.1",        "223.255.255.255",
                         "2606:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888",
                         "64:ff9b::808:808"}) {
    EXPECT_EQ(class_of(ip), AddressClass::open) << ip;
  }
}

TEST(AddressGuard, SpecialAddressesArePrivate) {
  for (const char* ip : {"0.0.0.0",
                         "0.1.2.3",
                         "10.0.0.1",
                         "10.255.255.255",
                         "100.64.0.1",
                         "100.127.255.255",
                         "127.0.0.1",
                         "127.255.255.255",
                         "169.254.0.1",
                         "172.16.0.1",
                         "172.31.255.255",
                         "192.0.0.1",
                         "192.168.0.1",
                         "192.168.255.255",
                         "198.18.0.1",
                         "198.19.255.255",
                         "224.0.0.1",
                         "239.255.255.255",
                         "240.0.0.1",
                         "255.255.255.255",
                         "::",
                         "::1",
                         "fc00::1",
                         "fdff::1",
                         "fe80::1",
                         "febf::1",
                         "fec0::1",
                         "ff02::1",
                         "2001::1",
                         "2001:db8::1",
                         "2001:10::1",
                         "4000::1",
                         "100::1",
                         "3fff::1",
                         "::2"}) {
    EXPECT_EQ(class_of(ip), AddressClass::private_network) << ip;
  }
}

TEST(AddressGuard, Ipv4WrappedInIpv6IsJudgedByWhatItHolds) {
  for (const char* ip : {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8",
                         "2002:7f00:1::", "2002:808:808::1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
                         "64:ff9b:1::808:808", "::ffff:0:127.0.0.1"}) {
    EXPECT_EQ(class_of(ip), AddressClass::private_network) << ip;
  }
  for (const char* ip :
       {"::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "::169.254.169.254"}) {
    EXPECT_EQ(class_of(ip), AddressClass::metadata) << ip;
  }
}

TEST(AddressGuard, LoopbackIsRefusedInEverySpelling) {
  for (const char* url :
       {"https://127.0.0.1/", "https://0x7f000001/", "https://127.1/", "https://0177.0.0.1/",
        "https://2130706433/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/",
        "https://%31%32%37.0.0.1/", "https://127.0.0.1./", "https://localhost/", "https://LOCALHOST./",
        "https://api.localhost/", "https://0/", "https://0.0.0.0/", "https://[::]/",
        "https://[2002:7f00:1::]/", "https://[64:ff9b::7f00:1]/", "http://127.0.0.1:8090/"}) {
    EXPECT_EQ(judged(url), "forbidden_address") << url;
    EXPECT_EQ(judged(url, PrivateNetwork::allowed), "") << url;
  }
}

TEST(AddressGuard, CloudMetadataStaysRefusedInAPrivateNetwork) {
  for (const char* url :
       {"http://169.254.169.254/latest/meta-data/", "http://0xa9fea9fe/", "http://2852039166/",
        "http://169.254.43518/", "http://[fd00:ec2::254]/", "http://metadata.google.internal/",
        "http://METADATA.google.internal./", "http://[::ffff:169.254.169.254]/", "http://[::ffff:a9fe:a9fe]/",
        "http://100.100.100.200/", "http://169.254.170.2/", "https://168.63.129.16/",
        "http://[fd20:ce::254]/"}) {
    EXPECT_EQ(judged(url), "forbidden_address") << url;
    EXPECT_EQ(judged(url, PrivateNetwork::allowed), "forbidden_address") << url;
  }
}

TEST(AddressGuard, OtherLinkLocalAddressesAreAllowedInAPrivateNetwork) {
  EXPECT_EQ(judged("http://169.254.1.1/", PrivateNetwork::allowed), "");
  EXPECT_EQ(judged("http://192.168.1.20:8080/orders", PrivateNetwork::allowed), "");
}

TEST(AddressGuard, PlainHttpIsRefusedUnlessAllowed) {
  EXPECT_EQ(judged("http://shop.example/orders"), "plain_http");
  EXPECT_EQ(judged("http://8.8.8.8/orders"), "plain_http");
  EXPECT_EQ(judged("https://shop.example/orders"), "");
  EXPECT_EQ(judged("http://shop.example/orders", PrivateNetwork::allowed), "");
}

TEST(AddressGuard, MessageSaysWhatToDo) {
  const auto refused = check_url(*parse_url("https://192.168.0.7/?key=s3cret"), PrivateNetwork::refused);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message,
            "192.168.0.7 is on a private network (private); allow it with --allow-private-network");
  EXPECT_EQ(refused.error().kind, base::ErrorKind::invalid);
}

TEST(AddressGuard, AddressesAreWrittenAsPeopleKnowThem) {
  EXPECT_EQ(to_string(*parse_ip("127.0.0.1")), "127.0.0.1");
  EXPECT_EQ(to_string(*parse_ip("2606:4700:0::1111")), "2606:4700::1111");
  EXPECT_FALSE(parse_ip("shop.example").has_value());
  EXPECT_FALSE(parse_ip("").has_value());
  EXPECT_FALSE(parse_ip("127.1").has_value());  // Url::host never holds this spelling
}

}  // namespace
}  // namespace ordersync::http
