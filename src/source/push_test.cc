// Every kind of proof, with the published vector of Standard Webhooks, and every way in which one is none.
#include "source/push.h"

#include <gtest/gtest.h>

#include "base/hmac.h"

namespace ordersync::source {
namespace {

using namespace std::chrono_literals;

// The test vector of the reference libraries of Standard Webhooks.
constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr const char* kBody = R"({"test": 2432232314})";
constexpr const char* kSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
constexpr base::Instant kSent = base::Instant(base::Milliseconds(1'614'265'330'000));

PushSettings pushed_by(const char* option, std::vector<const char*> secrets) {
  PushSettings settings;
  EXPECT_TRUE(set_push_option(option, settings).ok());
  for (const char* secret : secrets) settings.secrets.push_back({base::Secret(secret), {}});
  return settings;
}

PushHeaders signed_headers(const char* signature = kSignature) {
  return {{"Webhook-Id", kId}, {"webhook-timestamp", "1614265330"}, {"webhook-signature", signature}};
}

std::string why(const base::Result<Verified>& verified) {
  return verified.ok() ? "verified" : verified.error().detail;
}

TEST(StandardWebhooks, ThePublishedVectorIsVerified) {
  const auto settings = pushed_by("standard-webhooks", {kSecret});
  const auto verified = verify_push(settings, signed_headers(), kBody, kSent);
  ASSERT_TRUE(verified.ok()) << why(verified);
  EXPECT_EQ(verified->id, kId);
}

TEST(StandardWebhooks, ASecretIsTakenWithoutItsPrefixAsWell) {
  const auto settings = pushed_by("standard-webhooks", {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"});
  EXPECT_TRUE(verify_push(settings, signed_headers(), kBody, kSent).ok());
}

TEST(StandardWebhooks, OneRightSignatureAmongSeveralIsEnough) {
  const auto settings = pushed_by("standard-webhooks", {kSecret});
  const std::string several = "v1a,AAAA v1,bm9wZQ== v2,x " + std::string(kSignature) + " v1,***";
  EXPECT_TRUE(verify_push(settings, signed_headers(several.c_str()), kBody, kSent).ok());
}

TEST(StandardWebhooks, BothLiveSecretsCount) {
  const auto rotated = pushed_by("standard-webhooks", {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", kSecret});
  EXPECT_TRUE(verify_push(rotated, signed_headers(), kBody, kSent).ok());
  const auto ended = pushed_by("standard-webhooks", {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"});
  EXPECT_EQ(why(verify_push(ended, signed_headers(), kBody, kSent)),
            "no signature of webhook-signature is right");
}

TEST(StandardWebhooks, FiveMinutesEitherWayAreTolerated) {
  const auto settings = pushed_by("standard-webhooks", {kSecret});
  EXPECT_TRUE(verify_push(settings, signed_headers(), kBody, kSent + 5min).ok());
  EXPECT_TRUE(verify_push(settings, signed_headers(), kBody, kSent - 5min).ok());
  EXPECT_EQ(why(verify_push(settings, signed_headers(), kBody, kSent + 5min + 1ms)),
            "webhook-timestamp is more than 5 minutes ago");
  EXPECT_EQ(why(verify_push(settings, signed_headers(), kBody, kSent - 5min - 1ms)),
            "webhook-timestamp is more than 5 minutes ahead");
}

TEST(StandardWebhooks, AnotherBodyIdOrTimeIsNotVerified) {
  const auto settings = pushed_by("standard-webhooks", {kSecret});
  const std::string wrong = "no signature of webhook-signature is right";
  EXPECT_EQ(why(verify_push(settings, signed_headers(), R"({"test": 2432232315})", kSent)), wrong);
  PushHeaders other_id = signed_headers();
  other_id[0].second = "msg_p5jXN8AQM9LWM0D4loKWxJel";
  EXPECT_EQ(why(verify_push(settings, other_id, kBody, kSent)), wrong);
  PushHeaders other_time = signed_headers();
  other_time[1].second = "1614265331";
  EXPECT_EQ(why(verify_push(settings, other_time, kBody, kSent)), wrong);
}

TEST(StandardWebhooks, HeadersThatAreMissingBrokenOrThereTwiceAreRefused) {
  const auto settings = pushed_by("standard-webhooks", {kSecret});
  for (std::size_t missing = 0; missing < 3; ++missing) {
    PushHeaders headers = signed_headers();
    headers.erase(headers.begin() + static_cast<std::ptrdiff_t>(missing));
    EXPECT_FALSE(verify_push(settings, headers, kBody, kSent).ok()) << missing;
    headers = signed_headers();
    headers.push_back(headers[missing]);
    EXPECT_FALSE(verify_push(settings, headers, kBody, kSent).ok()) << missing;
  }
  for (const char* time :
       {"", "now", "1614265330.0", "-1", " 1614265330", "99999999999999999999", "999999999999999"}) {
    PushHeaders headers = signed_headers();
    headers[1].second = time;
    EXPECT_EQ(why(verify_push(settings, headers, kBody, kSent)), "webhook-timestamp is no Unix time") << time;
  }
  for (const char* signature : {"", "v1", "v1,", "v1, ", "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                                "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}) {
    EXPECT_FALSE(verify_push(settings, signed_headers(signature), kBody, kSent).ok()) << signature;
  }
}

TEST(HmacPush, TakesHexBase64AndThePrefixOfTheAlgorithm) {
  const auto settings = pushed_by("hmac:X-Hub-Signature-256", {"It's a Secret to Everybody"});
  // The example of GitHub's documentation.
  const std::string hex = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  const std::string base64 = base::to_base64(*base::from_hex(hex));
  for (const std::string& value : {"sha256=" + hex, hex, base64, "sha256=" + base64}) {
    EXPECT_TRUE(verify_push(settings, {{"x-hub-signature-256", value}}, "Hello, World!", kSent).ok())
        << value;
    EXPECT_FALSE(verify_push(settings, {{"x-hub-signature-256", value}}, "Hello, World", kSent).ok())
        << value;
  }
  for (const std::string& value : {std::string(), std::string("sha256="), hex.substr(2), hex + "00"}) {
    EXPECT_FALSE(verify_push(settings, {{"x-hub-signature-256", value}}, "Hello, World!", kSent).ok())
        << value;
  }
  EXPECT_FALSE(verify_push(settings, {{"x-signature", hex}}, "Hello, World!", kSent).ok());
}

TEST(HmacPush, TheAddressIsSignedWhereTheSenderSaysSo) {
  const auto settings =
      pushed_by("hmac:x-square-hmacsha256-signature,url=https://shop.example/in", {"asdf1234asdf1234"});
  const auto mac = base::hmac_sha256("asdf1234asdf1234", {"https://shop.example/in", R"({"hello":"world"})"});
  const std::string value = base::to_base64({reinterpret_cast<const char*>(mac.data()), mac.size()});
  EXPECT_TRUE(
      verify_push(settings, {{"x-square-hmacsha256-signature", value}}, R"({"hello":"world"})", kSent).ok());
  auto elsewhere = settings;
  elsewhere.url = "https://shop.example/out";
  EXPECT_FALSE(
      verify_push(elsewhere, {{"x-square-hmacsha256-signature", value}}, R"({"hello":"world"})", kSent).ok());
}

TEST(AuthorizationPush, IsTheSecretOfItsOwnScheme) {
  const auto bearer = pushed_by("bearer", {"a-long-and-secret-word"});
  EXPECT_TRUE(verify_push(bearer, {{"authorization", "Bearer a-long-and-secret-word"}}, "", kSent).ok());
  EXPECT_TRUE(verify_push(bearer, {{"Authorization", "bearer  a-long-and-secret-word"}}, "", kSent).ok());
  EXPECT_FALSE(verify_push(bearer, {{"Authorization", "Bearer a-long-and-secret-worD"}}, "", kSent).ok());
  EXPECT_FALSE(verify_push(bearer, {{"Authorization", "Bearer "}}, "", kSent).ok());
  EXPECT_FALSE(
      verify_push(bearer, {{"Authorization", "Basic YS1sb25nLWFuZC1zZWNyZXQtd29yZA=="}}, "", kSent).ok());
  EXPECT_FALSE(verify_push(bearer, {}, "", kSent).ok());

  const auto basic = pushed_by("basic", {"shop:open sesame"});
  const std::string right = "Basic " + base::to_base64("shop:open sesame");
  EXPECT_TRUE(verify_push(basic, {{"Authorization", right}}, "", kSent).ok());
  EXPECT_FALSE(
      verify_push(basic, {{"Authorization", "Basic " + base::to_base64("shop:open")}}, "", kSent).ok());
  EXPECT_FALSE(verify_push(basic, {{"Authorization", "Basic shop:open sesame"}}, "", kSent).ok());
}

TEST(PushSettings, NothingIsVerifiedWithoutASecretOrWhereItIsOff) {
  EXPECT_FALSE(verify_push(pushed_by("none", {kSecret}), signed_headers(), kBody, kSent).ok());
  EXPECT_FALSE(verify_push(pushed_by("standard-webhooks", {}), signed_headers(), kBody, kSent).ok());
  EXPECT_FALSE(verify_push(pushed_by("hmac:x", {}), {{"x", std::string(64, '0')}}, kBody, kSent).ok());
  EXPECT_FALSE(verify_push(pushed_by("bearer", {}), {{"Authorization", "Bearer "}}, kBody, kSent).ok());
  EXPECT_FALSE(verify_push(pushed_by("basic", {}), {{"Authorization", "Basic "}}, kBody, kSent).ok());
}

TEST(PushSettings, ASecretThatWasLeftOutVerifiesNothing) {
  const auto mac = base::hmac_sha256("", {"", kBody});
  const std::string value = base::to_base64({reinterpret_cast<const char*>(mac.data()), mac.size()});
  EXPECT_FALSE(verify_push(pushed_by("hmac:x", {""}), {{"x", value}}, kBody, kSent).ok());
  EXPECT_FALSE(verify_push(pushed_by("bearer", {""}), {{"Authorization", "Bearer  "}}, kBody, kSent).ok());
  EXPECT_FALSE(verify_push(pushed_by("basic", {""}), {{"Authorization", "Basic  "}}, kBody, kSent).ok());
  EXPECT_FALSE(verify_push(pushed_by("standard-webhooks", {""}), signed_headers(), kBody, kSent).ok());
}

TEST(PushSettings, AnOptionIsReadAsItIsWritten) {
  for (const char* option : {"none", "standard-webhooks", "bearer", "basic", "hmac:X-Shopify-Hmac-Sha256",
                             "hmac:x-square-hmacsha256-signature,url=https://shop.example/api/v1/ingest/1"}) {
    PushSettings settings;
    ASSERT_TRUE(set_push_option(option, settings).ok()) << option;
    EXPECT_EQ(push_option(settings), option);
  }
  for (const char* option :
       {"", "hmac", "hmac:", "hmac:a b", "hmac:x,url=", "hmac:x,url=ftp://x", "off", "Bearer"}) {
    PushSettings settings;
    const auto set = set_push_option(option, settings);
    ASSERT_FALSE(set.ok()) << option;
    EXPECT_EQ(set.error().code, "bad_option");
    EXPECT_EQ(set.error().about, "push");
  }
}

TEST(PushSettings, TwoSecretsLiveAndAnotherKindForgetsThem) {
  auto settings = pushed_by("bearer", {});
  for (const char* secret : {"first", "second", "third"}) add_push_secret(base::Secret(secret), settings);
  ASSERT_EQ(settings.secrets.size(), 2U);
  EXPECT_EQ(settings.secrets[0].secret.reveal(), "third");
  EXPECT_EQ(settings.secrets[1].secret.reveal(), "second");
  end_old_push_secret(settings);
  ASSERT_EQ(settings.secrets.size(), 1U);
  EXPECT_EQ(settings.secrets[0].secret.reveal(), "third");
  ASSERT_TRUE(set_push_option("bearer", settings).ok());
  EXPECT_EQ(settings.secrets.size(), 1U);
  ASSERT_TRUE(set_push_option("basic", settings).ok());
  EXPECT_TRUE(settings.secrets.empty());
}

TEST(PushSettings, ASecretThatCanBeGuessedIsRefused) {
  EXPECT_TRUE(check_push_secret(PushKind::standard_webhooks, base::Secret(kSecret)).ok());
  EXPECT_FALSE(check_push_secret(PushKind::standard_webhooks, base::Secret("whsec_AAAA")).ok());
  EXPECT_FALSE(
      check_push_secret(PushKind::standard_webhooks, base::Secret("not base64 at all, but long enough"))
          .ok());
  EXPECT_TRUE(check_push_secret(PushKind::basic, base::Secret("shop:12345678")).ok());
  EXPECT_FALSE(check_push_secret(PushKind::basic, base::Secret("shop:1234567")).ok());
  EXPECT_FALSE(check_push_secret(PushKind::basic, base::Secret(":12345678")).ok());
  EXPECT_TRUE(check_push_secret(PushKind::hmac, base::Secret("1234567890123456")).ok());
  EXPECT_FALSE(check_push_secret(PushKind::bearer, base::Secret("123456789012345")).ok());
}

}  // namespace
}  // namespace ordersync::source
