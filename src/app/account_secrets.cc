// Hashes and comparisons through libsodium; see account_secrets.h.
#include "app/account_secrets.h"

#include <sodium.h>

#include <array>

namespace ordersync::app {

namespace {

using Hash = std::array<unsigned char, crypto_generichash_BYTES>;
static_assert(crypto_generichash_BYTES == 32);

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex(const Hash& hash) {
  std::string out;
  out.reserve(2 * hash.size());
  for (const unsigned char byte : hash) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

}  // namespace

std::string random_digits(base::Random& random) {
  return base::random_token(random) + base::random_token(random);
}

std::string hash_of(const base::Secret& secret) {
  Hash hash{};
  crypto_generichash(hash.data(), hash.size(), bytes_of(secret.reveal()), secret.reveal().size(), nullptr, 0);
  return hex(hash);
}

std::string csrf_token_of(const base::Secret& sign_in_token) {
  constexpr std::string_view kPurpose = "ordersync csrf";
  // The key of BLAKE2b is at most 64 bytes, which a token is.
  const std::string_view key =
      std::string_view(sign_in_token.reveal()).substr(0, crypto_generichash_KEYBYTES_MAX);
  Hash hash{};
  crypto_generichash(hash.data(), hash.size(), bytes_of(kPurpose), kPurpose.size(), bytes_of(key),
                     key.size());
  return hex(hash);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace ordersync::app
