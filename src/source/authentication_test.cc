// Authentication headers.
#include "source/authentication.h"

#include <gtest/gtest.h>

namespace ordersync::source {
namespace {

SourceSettings with(AuthKind kind, std::string key, std::string header = {}) {
  SourceSettings settings;
  settings.auth = {kind, std::move(header)};
  settings.key = base::Secret(std::move(key));
  return settings;
}

std::string sent(const SourceSettings& settings) {
  const auto headers = credentials_of(settings);
  if (!headers.ok()) return headers.error().code;
  std::string out;
  for (const auto& [name, value] : *headers) out += name + ": " + value + "|";
  return out;
}

TEST(Authentication, EachKindSendsItsHeader) {
  EXPECT_EQ(sent(with(AuthKind::bearer, "K1")), "Authorization: Bearer K1|");
  EXPECT_EQ(sent(with(AuthKind::x_api_key, "K1")), "X-API-Key: K1|");
  EXPECT_EQ(sent(with(AuthKind::header, "K1", "X-Shop-Token")), "X-Shop-Token: K1|");
  EXPECT_EQ(sent(with(AuthKind::none, "K1")), "");
}

TEST(Authentication, BasicIsBase64) {
  EXPECT_EQ(sent(with(AuthKind::basic, "Aladdin:open sesame")),
            "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==|");
  EXPECT_EQ(sent(with(AuthKind::basic, "a:bc")), "Authorization: Basic YTpiYw==|");
  EXPECT_EQ(sent(with(AuthKind::basic, "a:b")), "Authorization: Basic YTpi|");
  EXPECT_EQ(sent(with(AuthKind::basic, "a:b\xC3\xA9")), "Authorization: Basic YTpiw6k=|");
}

TEST(Authentication, LineBreakAtTheEndOfAKeyFileIsDropped) {
  EXPECT_EQ(sent(with(AuthKind::bearer, "K1\r\n")), "Authorization: Bearer K1|");
}

TEST(Authentication, EmptyKeySendsNothing) {
  EXPECT_EQ(sent(with(AuthKind::bearer, "\n")), "");
}

TEST(Authentication, KeyThatWouldSmuggleAHeaderIsRefusedWithoutShowingIt) {
  const auto headers = credentials_of(with(AuthKind::bearer, "s3cret\r\nX-Evil: 1"));
  ASSERT_FALSE(headers.ok());
  EXPECT_EQ(headers.error().code, "bad_api_key");
  EXPECT_EQ(headers.error().message.find("s3cret"), std::string::npos);
}

TEST(Authentication, CustomHeadersAreSentTooAndCannotReplaceTheKey) {
  auto settings = with(AuthKind::bearer, "K1");
  settings.headers = {{"X-Tenant", "7"}, {"authorization", "Bearer other"}};
  EXPECT_EQ(sent(settings), "Authorization: Bearer K1|X-Tenant: 7|");
}

TEST(Authentication, HeadersThatHttpCannotCarryAreRefused) {
  EXPECT_EQ(sent(with(AuthKind::header, "K1", "")), "bad_header");
  EXPECT_EQ(sent(with(AuthKind::header, "K1", "X Y")), "bad_header");
  EXPECT_EQ(sent(with(AuthKind::header, "K1", "X:Y")), "bad_header");
  auto settings = with(AuthKind::none, "");
  settings.headers = {{"X-Note", "a\r\nb"}};
  EXPECT_EQ(sent(settings), "bad_header");
}

}  // namespace
}  // namespace ordersync::source
