// BLAKE2b-128 through libsodium.
#include "base/digest.h"

#include <sodium.h>

#include "base/hmac.h"
#include "base/sodium.h"

namespace ordersync::base {

std::string Digest::to_hex() const {
  return base::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Digest digest_of(std::string_view bytes) {
  Digest digest;
  crypto_generichash(digest.bytes.data(), digest.bytes.size(), bytes_of(bytes), bytes.size(), nullptr, 0);
  return digest;
}

}  // namespace ordersync::base
