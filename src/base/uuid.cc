// SHA-1 by hand, since libsodium has none and this room has no other library for it, and what RFC 9562 makes
// of it.
#include "base/uuid.h"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "base/text.h"

namespace ordersync::base {
namespace {

constexpr std::size_t kBlock = 64;

class Sha1 {
 public:
  void add_block(const std::uint8_t* block);
  std::array<std::uint8_t, 20> value() const;

 private:
  std::array<std::uint32_t, 5> state_ = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
};

void Sha1::add_block(const std::uint8_t* block) {
  std::array<std::uint32_t, 80> w{};
  for (std::size_t t = 0; t < 16; ++t) {
    for (std::size_t i = 0; i < 4; ++i) w[t] = w[t] << 8 | block[4 * t + i];
  }
  for (std::size_t t = 16; t < 80; ++t) w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  auto [a, b, c, d, e] = state_;
  for (std::size_t t = 0; t < 80; ++t) {
    const std::uint32_t mixed = t < 20   ? ((b & c) | (~b & d)) + 0x5A827999
                                : t < 40 ? (b ^ c ^ d) + 0x6ED9EBA1
                                : t < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC
                                         : (b ^ c ^ d) + 0xCA62C1D6;
    const std::uint32_t next = std::rotl(a, 5) + mixed + e + w[t];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  const std::array<std::uint32_t, 5> added = {a, b, c, d, e};
  for (std::size_t i = 0; i < added.size(); ++i) state_[i] += added[i];
}

std::array<std::uint8_t, 20> Sha1::value() const {
  std::array<std::uint8_t, 20> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(state_[i / 4] >> (24 - 8 * (i % 4)));
  }
  return bytes;
}

}  // namespace

std::array<std::uint8_t, 20> sha1(std::string_view bytes) {
  Sha1 sum;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const std::size_t whole = bytes.size() / kBlock * kBlock;
  for (std::size_t at = 0; at < whole; at += kBlock) sum.add_block(data + at);

  // The rest, the bit 1, zeros, and the length in bits at the end of one or two blocks.
  std::array<std::uint8_t, 2 * kBlock> last{};
  const std::size_t rest = bytes.size() - whole;
  std::copy_n(data + whole, rest, last.begin());
  last[rest] = 0x80;
  const std::size_t size = rest + 1 + 8 <= kBlock ? kBlock : 2 * kBlock;
  const std::uint64_t bits = static_cast<std::uint64_t>(bytes.size()) * 8;
  for (std::size_t i = 0; i < 8; ++i) last[size - 1 - i] = static_cast<std::uint8_t>(bits >> (8 * i));
  for (std::size_t at = 0; at < size; at += kBlock) sum.add_block(last.data() + at);
  return sum.value();
}

std::string Uuid::to_string() const {
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    append_hex(bytes[i], 2, out);
  }
  return out;
}

Uuid uuid_of(const Uuid& space, std::string_view name) {
  std::string text(reinterpret_cast<const char*>(space.bytes.data()), space.bytes.size());
  text += name;
  const auto digest = sha1(text);
  Uuid uuid;
  std::copy_n(digest.begin(), uuid.bytes.size(), uuid.bytes.begin());
  uuid.bytes[6] = static_cast<std::uint8_t>((uuid.bytes[6] & 0x0F) | 0x50);  // version 5
  uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3F) | 0x80);  // variant of the RFC
  return uuid;
}

}  // namespace ordersync::base
