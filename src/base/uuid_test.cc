// The vectors of the RFCs.
#include "base/uuid.h"

#include <gtest/gtest.h>

namespace ordersync::base {
namespace {

std::string sha1_hex(std::string_view bytes) {
  std::string out;
  for (const std::uint8_t byte : sha1(bytes)) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

// 6ba7b810-9dad-11d1-80b4-00c04fd430c8
constexpr Uuid kDns{
    {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};

TEST(Sha1, VectorsOfRfc3174) {
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha1_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(sha1_hex(std::string(1'000'000, 'a')), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
  std::string digits;
  for (int i = 0; i < 80; ++i) digits += "01234567";
  EXPECT_EQ(sha1_hex(digits), "dea356a2cddd90c7a7ecedc5ebb563934f460452");
}

TEST(Sha1, TheLengthFindsRoomWhereverTheLastBlockEnds) {
  EXPECT_EQ(sha1_hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(sha1_hex(std::string(55, 'a')), "c1c8bbdc22796e28c0e15163d20899b65621d65a");
  EXPECT_EQ(sha1_hex(std::string(56, 'a')), "c2db330f6083854c99d4b5bfb6e8f29f201be699");
  EXPECT_EQ(sha1_hex(std::string(63, 'a')), "03f09f5b158a7a8cdad920bddc29b81c18a551f5");
  EXPECT_EQ(sha1_hex(std::string(64, 'a')), "0098ba824b5c16427bd7a1122a5a442a25ec644d");
}

TEST(Uuid, ExampleOfRfc9562) {
  EXPECT_EQ(kDns.to_string(), "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  EXPECT_EQ(uuid_of(kDns, "www.example.com").to_string(), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Uuid, NamesMayHoldAnyBytes) {
  using std::string_view_literals::operator""sv;
  EXPECT_NE(uuid_of(kDns, "a\0b"sv), uuid_of(kDns, "a"sv));
  EXPECT_NE(uuid_of(kDns, ""), kDns);
}

}  // namespace
}  // namespace ordersync::base
