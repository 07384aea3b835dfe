// BLAKE2b-128 through libsodium.
#include "base/digest.h"

#include <sodium.h>

namespace ordersync::base {

std::string Digest::to_hex() const {
  std::string out;
  out.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

Digest digest_of(std::string_view bytes) {
  Digest digest;
  crypto_generichash(digest.bytes.data(), digest.bytes.size(),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr, 0);
  return digest;
}

}  // namespace ordersync::base
