// One mark byte, the digest, what is left; see stored_payload.h.
#include "journal/stored_payload.h"

#include <algorithm>

namespace ordersync::journal {

namespace {
constexpr char kMark = '\x01';
constexpr std::size_t kDigestSize = sizeof(base::Digest::bytes);
}  // namespace

StoredPayload read_payload(std::string_view bytes) {
  if (bytes.size() < 1 + kDigestSize || bytes.front() != kMark) return {std::nullopt, bytes};
  base::Digest was;
  std::copy_n(bytes.data() + 1, kDigestSize, reinterpret_cast<char*>(was.bytes.data()));
  return {was, bytes.substr(1 + kDigestSize)};
}

std::string stripped_payload(const base::Digest& was, std::string_view left) {
  std::string bytes(1, kMark);
  bytes.append(reinterpret_cast<const char*>(was.bytes.data()), kDigestSize);
  return bytes.append(left);
}

bool is_same_payload(std::string_view stored, std::string_view payload) {
  const StoredPayload then = read_payload(stored);
  return then.was ? *then.was == base::digest_of(payload) : then.text == payload;
}

}  // namespace ordersync::journal
