// Against the example of the Standard Webhooks specification.
#include "app/webhook_signature.h"

#include <gtest/gtest.h>

namespace ordersync::app {
namespace {

TEST(WebhookSignature, IsThatOfTheSpecificationsExample) {
  const base::Secret secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  EXPECT_EQ(webhook_signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", base::from_unix_ms(1'614'265'330'000),
                              R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, SecretsAreOfTheSpecificationsForm) {
  base::SeededRandom random(1);
  EXPECT_TRUE(check_webhook_secret(new_webhook_secret(random)).ok());
  for (const char* text : {"", "whsec_", "whsec_c2hvcnQ=", "whsec_not base64 at all, however long it may be"})
    EXPECT_EQ(check_webhook_secret(base::Secret(text)).error().code, "bad_webhook_secret") << text;
}

}  // namespace
}  // namespace ordersync::app
