// Through libsodium, whose comparisons and decoders take the same time for every input of one length.
#include "base/hmac.h"

#include <sodium.h>

#include "base/sodium.h"
#include "base/text.h"

namespace ordersync::base {

Sha256Mac hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts) {
  static_assert(crypto_auth_hmacsha256_BYTES == std::tuple_size_v<Sha256Mac>);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  for (const std::string_view part : parts)
    crypto_auth_hmacsha256_update(&state, bytes_of(part), part.size());
  Sha256Mac mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  sodium_memzero(&state, sizeof state);
  return mac;
}

bool is_same(const Sha256Mac& mac, std::string_view given_bytes) {
  return given_bytes.size() == mac.size() && sodium_memcmp(mac.data(), given_bytes.data(), mac.size()) == 0;
}

bool is_same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its final NUL
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

std::string to_hex(std::string_view bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) append_hex(static_cast<unsigned char>(c), 2, text);
  return text;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes(text.size() / 2, '\0');
  std::size_t size = 0;
  if (sodium_hex2bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr) != 0 ||
      size != bytes.size()) {
    return std::nullopt;
  }
  return bytes;
}

}  // namespace ordersync::base
