// HMAC and base64 through libsodium; see webhook_signature.h.
#include "app/webhook_signature.h"

#include <sodium.h>

#include <array>
#include <vector>

namespace ordersync::app {

namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kLeast = 24;
constexpr std::size_t kMost = 64;

std::string base64(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size, sodium_base64_VARIANT_ORIGINAL);
  text.resize(text.size() - 1);  // its NUL
  return text;
}

// The bytes of the secret; empty when it is none.
base::Secret key_of(const base::Secret& secret) {
  std::string_view text = secret.reveal();
  if (text.starts_with(kPrefix)) text.remove_prefix(kPrefix.size());
  std::string key(kMost + 1, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int decoded = sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), text.data(),
                                        text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL);
  if (decoded != 0 || end != text.data() + text.size() || size < kLeast || size > kMost) size = 0;
  key.resize(size);
  return base::Secret(std::move(key));
}

}  // namespace

base::Secret new_webhook_secret(base::Random& random) {
  std::array<unsigned char, 32> key{};
  for (std::size_t i = 0; i < key.size(); i += 8) {
    const std::uint64_t number = random.next();
    for (std::size_t j = 0; j < 8; ++j) key[i + j] = static_cast<unsigned char>(number >> (8 * j));
  }
  std::string text = std::string(kPrefix) + base64(key.data(), key.size());
  sodium_memzero(key.data(), key.size());
  return base::Secret(std::move(text));
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
  const std::string signed_text =
      std::string(id) + "." + std::to_string(base::to_unix_ms(at) / 1000) + "." + std::string(body);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.reveal().data()),
                              key.reveal().size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(signed_text.data()),
                                signed_text.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  return "v1," + base64(mac.data(), mac.size());
}

}  // namespace ordersync::app
