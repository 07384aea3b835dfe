// Hashes through libsodium; see account_secrets.h.
#include "app/account_secrets.h"

#include <sodium.h>

#include <array>

#include "base/hmac.h"
#include "base/sodium.h"

namespace ordersync::app {

namespace {

using Hash = std::array<unsigned char, crypto_generichash_BYTES>;
static_assert(crypto_generichash_BYTES == 32);

std::string hex(const Hash& hash) {
  return base::to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

}  // namespace

std::string random_digits(base::Random& random) {
  return base::random_token(random) + base::random_token(random);
}

std::string hash_of(const base::Secret& secret) {
  Hash hash{};
  const std::string_view text = secret.reveal();
  crypto_generichash(hash.data(), hash.size(), base::bytes_of(text), text.size(), nullptr, 0);
  return hex(hash);
}

std::string csrf_token_of(const base::Secret& sign_in_token) {
  constexpr std::string_view kPurpose = "ordersync csrf";
  // The key of BLAKE2b is at most 64 bytes, which a token is.
  const std::string_view key =
      std::string_view(sign_in_token.reveal()).substr(0, crypto_generichash_KEYBYTES_MAX);
  Hash hash{};
  crypto_generichash(hash.data(), hash.size(), base::bytes_of(kPurpose), kPurpose.size(), base::bytes_of(key),
                     key.size());
  return hex(hash);
}

}  // namespace ordersync::app
