// BLAKE2b-128 in pieces, through libsodium.
#include "base/digest_stream.h"

#include <sodium.h>

#include "base/sodium.h"

namespace ordersync::base {

// libsodium's state asks for an alignment of its own, which `new` honours for a named type.
struct DigestStream::State {
  crypto_generichash_state hash;
};

DigestStream::DigestStream() : state_(std::make_unique<State>()) {
  reset();
}
DigestStream::~DigestStream() = default;

void DigestStream::reset() {
  crypto_generichash_init(&state_->hash, nullptr, 0, sizeof(Digest::bytes));
}

void DigestStream::update(std::string_view piece) {
  crypto_generichash_update(&state_->hash, bytes_of(piece), piece.size());
}

Digest DigestStream::finish() {
  Digest digest;
  crypto_generichash_final(&state_->hash, digest.bytes.data(), digest.bytes.size());
  return digest;
}

}  // namespace ordersync::base
