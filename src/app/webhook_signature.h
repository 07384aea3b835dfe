// PURE: signatures of Standard Webhooks (standardwebhooks.com, v1): HMAC-SHA256 of "ID.SECONDS.BODY".
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace ordersync::app {

// "whsec_" and 32 random bytes in base64.
base::Secret new_webhook_secret(base::Random& random);
// Fails with "bad_webhook_secret" unless it is "whsec_" (or nothing) and 24 to 64 bytes in base64.
base::Result<void> check_webhook_secret(const base::Secret& secret);
// The value of the header webhook-signature: "v1,…". REQUIRES: check_webhook_secret.
std::string webhook_signature(const base::Secret& secret, std::string_view id, base::Instant at,
                              std::string_view body);

}  // namespace ordersync::app
