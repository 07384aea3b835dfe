// Keys and what they sign; see webhook_signature.h.
#include "app/webhook_signature.h"

#include <cstdint>
#include <utility>

#include "base/hmac.h"

namespace ordersync::app {

namespace {

constexpr std::string_view kWebhookSecret = "whsec_";
constexpr std::size_t kLeast = 24;
constexpr std::size_t kMost = 64;

// The bytes of the secret; empty when it is none.
base::Secret key_of(const base::Secret& secret) {
  std::string_view text = secret.reveal();
  if (text.starts_with(kWebhookSecret)) text.remove_prefix(kWebhookSecret.size());
  auto key = base::from_base64(text);
  if (!key || key->size() < kLeast || key->size() > kMost) return base::Secret();
  return base::Secret(*std::move(key));
}

}  // namespace

base::Secret new_webhook_secret(base::Random& random) {
  std::string key(32, '\0');  // at its size, so that no copy is left behind
  for (std::size_t i = 0; i < key.size(); i += 8) {
    const std::uint64_t number = random.next();
    for (std::size_t j = 0; j < 8; ++j) key[i + j] = static_cast<char>(number >> (8 * j));
  }
  const base::Secret bytes(std::move(key));
  return base::Secret(std::string(kWebhookSecret) + base::to_base64(bytes.reveal()));
}

base::Result<void> check_webhook_secret(const base::Secret& secret) {
  if (!key_of(secret).empty()) return {};
  return base::invalid(
      "bad_webhook_secret",
      "The secret of a webhook is \"whsec_\" and 24 to 64 bytes in base64; leave it out, and "
      "one is made");
}

std::string webhook_signature(const base::Secret& secret, std::string_view id, base::Instant at,
                              std::string_view body) {
  const base::Secret key = key_of(secret);
  CHECK(!key.empty());
  const std::string seconds = std::to_string(base::to_unix_ms(at) / 1000);
  return "v1," +
         base::to_base64(base::as_bytes(base::hmac_sha256(key.reveal(), {id, ".", seconds, ".", body})));
}

}  // namespace ordersync::app
