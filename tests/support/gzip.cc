// Just enough gzip for tests: stored blocks, and one run of blanks in the fixed Huffman code.
#include <array>
#include <cstdint>

#include "tests/support/loopback_server.h"

namespace ordersync::testing {
namespace {

constexpr std::string_view kHeader{"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10};

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
  }
  return ~crc;
}

void put_little_endian(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 255);
}

class BitWriter {
 public:
  // Huffman codes go out with their highest bit first.
  void code(unsigned value, int bits) {
    for (int i = bits - 1; i >= 0; --i) bit(value >> i & 1);
  }
  void bit(unsigned value) {
    current_ |= value << used_;
    if (++used_ == 8) flush();
  }
  std::string take() {
    if (used_ > 0) flush();
    return std::move(out_);
  }

 private:
  void flush() {
    out_ += static_cast<char>(current_);
    current_ = 0;
    used_ = 0;
  }
  std::string out_;
  unsigned current_ = 0;
  int used_ = 0;
};

}  // namespace

std::string gzipped(std::string_view plain) {
  constexpr std::size_t kBlock = 65'535;
  std::string out(kHeader);
  std::size_t at = 0;
  do {
    const std::string_view block = plain.substr(at, kBlock);
    at += block.size();
    out += at >= plain.size() ? '\1' : '\0';
    put_little_endian(out, static_cast<std::uint32_t>(block.size()), 2);
    put_little_endian(out, static_cast<std::uint32_t>(~block.size()), 2);
    out += block;
  } while (at < plain.size());
  put_little_endian(out, crc32(plain), 4);
  put_little_endian(out, static_cast<std::uint32_t>(plain.size()), 4);
  return out;
}

std::string gzip_bomb(std::size_t plain_bytes) {
  BitWriter bits;
  bits.bit(1);  // last block
  bits.bit(1);  // fixed Huffman code: 01, lowest bit first
  bits.bit(0);
  bits.code(0x30 + ' ', 8);
  for (std::size_t made = 1; made < plain_bytes; made += 258) {
    bits.code(0xc5, 8);  // length 258
    bits.code(0, 5);     // distance 1
  }
  bits.code(0, 7);  // end of block
  return std::string(kHeader) + bits.take();
}

}  // namespace ordersync::testing
