// PURE: whether a delivery that somebody pushed comes from who shares a secret with the sync. Decides over
// bytes and headers; knows neither sockets nor orders, and is asked before anything of the body is read or
// kept.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace ordersync::source {

enum class PushKind {
  none,               // nothing is taken
  standard_webhooks,  // standardwebhooks.com: webhook-id, webhook-timestamp, webhook-signature
  hmac,               // HMAC-SHA256 of the body in a header of its own
  bearer,             // Authorization: Bearer SECRET, or an API token that may ingest
  basic,              // Authorization: Basic …, the secret is "user:password"
};

struct PushSecret {
  base::Secret secret;
  std::optional<base::Instant> set_at;  // nothing: not stored yet
};

struct PushSettings {
  PushKind kind = PushKind::none;
  std::string header;  // hmac: its name
  std::string url;     // hmac: signed before the body, where the sender does so (Square); else empty
  // At most two live at once, the newest first, so that both ends can change it without losing a delivery.
  std::vector<PushSecret> secrets;
};

// "standard-webhooks", "hmac:X-Signature", "hmac:X-Signature,url=https://…", "bearer", "basic", "none".
std::string push_option(const PushSettings& settings);
// The inverse. Another kind forgets the secrets, which were made for the former. Fails with "bad_option" (the
// message names what it takes).
base::Result<void> set_push_option(std::string_view option, PushSettings& settings);

// What a secret must be to keep anybody out: for Standard Webhooks base64 of 24 to 64 bytes, with or without
// "whsec_"; for basic "user:password"; else 16 characters. Fails with "bad_option".
base::Result<void> check_push_secret(PushKind kind, const base::Secret& secret);

// A further secret: the newest one becomes the second, and an older second is forgotten.
void add_push_secret(base::Secret secret, PushSettings& settings);
// "The old one has served": only the newest stays.
void end_old_push_secret(PushSettings& settings);

using PushHeaders = std::vector<std::pair<std::string, std::string>>;

// How old (or how far ahead) a signed time may be.
inline constexpr std::chrono::minutes kPushTolerance{5};

struct Verified {
  std::string id;  // Standard Webhooks: of the message, the same for each try to deliver it; else empty
};

// Fails with "push_not_verified" (kind invalid); `detail` says why, for the log, and holds neither secret nor
// signature. Takes the same time wherever a signature or secret differs.
base::Result<Verified> verify_push(const PushSettings& settings, const PushHeaders& headers,
                                   std::string_view body, base::Instant now);

// "push_not_verified", as who cannot prove anything is told: never what was wrong, nor whether there is such
// a sync.
base::Error not_verified(std::string why_for_the_log);

}  // namespace ordersync::source
