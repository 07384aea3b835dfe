// Block classification and the walk over brackets; see element_scan.h.
#include "source/element_scan.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace ordersync::source {

namespace {

constexpr std::size_t kBlock = 64;

// Bit i of the result is the parity of the bits 0..i: ones from each opening quote up to its closing one.
std::uint64_t prefix_xor(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift <<= 1) bits ^= bits << shift;
  return bits;
}

// Takes escaped quotes out of the `size` bytes of a block. A loop over the backslashes: they are rare, and at
// worst one in six bytes (\uXXXX).
void drop_escaped(BlockMasks& masks, std::size_t size, bool& escaped) {
  std::uint64_t backslash = masks.backslash;
  if (escaped) {
    masks.quote &= ~std::uint64_t{1};
    backslash &= ~std::uint64_t{1};
  }
  escaped = false;
  while (backslash != 0) {
    const auto at = static_cast<std::size_t>(std::countr_zero(backslash));
    if (at + 1 == size) {  // it escapes the first byte of what comes next
      escaped = true;
      return;
    }
    const std::uint64_t pair = std::uint64_t{3} << at;
    masks.quote &= ~pair;
    backslash &= ~pair;
  }
}

}  // namespace

BlockMasks classify_portable(const char* block64) {
  BlockMasks masks;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const char c = block64[i];
    const std::uint64_t bit = std::uint64_t{1} << i;
    if (c == '"') masks.quote |= bit;
    if (c == '\\') masks.backslash |= bit;
    if (c == '\n') masks.newline |= bit;
    if (c == '{' || c == '}' || c == '[' || c == ']') masks.bracket |= bit;
  }
  return masks;
}

#if defined(__SSE2__)

BlockMasks classify(const char* block64) {
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i newline = _mm_set1_epi8('\n');
  const __m128i case_bit = _mm_set1_epi8(0x20);  // '[' becomes '{' and ']' becomes '}', no other byte does
  const __m128i open = _mm_set1_epi8('{');
  const __m128i close = _mm_set1_epi8('}');
  const auto mask = [](__m128i equal) {
    return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(equal)));
  };
  BlockMasks masks;
  for (int part = 3; part >= 0; --part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block64 + 16 * part));
    const __m128i folded = _mm_or_si128(bytes, case_bit);
    masks.quote = masks.quote << 16 | mask(_mm_cmpeq_epi8(bytes, quote));
    masks.backslash = masks.backslash << 16 | mask(_mm_cmpeq_epi8(bytes, backslash));
    masks.newline = masks.newline << 16 | mask(_mm_cmpeq_epi8(bytes, newline));
    masks.bracket =
        masks.bracket << 16 | mask(_mm_or_si128(_mm_cmpeq_epi8(folded, open), _mm_cmpeq_epi8(folded, close)));
  }
  return masks;
}

#else

BlockMasks classify(const char* block64) {
  return classify_portable(block64);
}

#endif

void BracketStack::push(bool object) {
  if (depth_ < kept_) {
    const auto word = static_cast<std::size_t>(depth_ >> 6);
    if (word == words_.size()) words_.push_back(0);
    const std::uint64_t bit = std::uint64_t{1} << (depth_ & 63);
    words_[word] = object ? words_[word] | bit : words_[word] & ~bit;
  }
  ++depth_;
}

bool BracketStack::pop(bool object) {
  --depth_;
  return depth_ >= kept_ || bit(depth_) == object;
}

void ElementScan::start() {
  open_.clear();
  deepest_ = 0;
  in_string_ = 0;
  escaped_ = false;
}

ElementScan::Step ElementScan::scan(const char* bytes, std::size_t size) {
  Step total;
  while (total.status == Status::more && total.consumed < size) {
    const Step step = block(bytes + total.consumed, std::min(kBlock, size - total.consumed));
    total.status = step.status;
    total.consumed += step.consumed;
    total.newlines += step.newlines;
  }
  return total;
}

ElementScan::Step ElementScan::block(const char* bytes, std::size_t size) {
  char padded[kBlock];
  const char* block64 = bytes;
  if (size < kBlock) {  // a piece ends here
    std::memcpy(padded, bytes, size);
    std::memset(padded + size, ' ', kBlock - size);
    block64 = padded;
  }
  BlockMasks masks = classify(block64);
  if (masks.backslash != 0 || escaped_) drop_escaped(masks, size, escaped_);
  const std::uint64_t strings = prefix_xor(masks.quote) ^ in_string_;
  std::uint64_t brackets = masks.bracket & ~strings;
  while (brackets != 0) {
    const int at = std::countr_zero(brackets);
    brackets &= brackets - 1;
    const char c = block64[at];
    if ((c & 0x07) == 0x03) {  // '{' and '['
      open_.push(c == '{');
      deepest_ = std::max(deepest_, open_.depth());
      continue;
    }
    const bool right_kind = open_.pop(c == '}');
    if (right_kind && open_.depth() > 0) continue;
    const std::uint64_t before = (std::uint64_t{1} << at) - 1;
    const std::int64_t newlines = std::popcount(masks.newline & before);
    if (!right_kind) return {Status::mismatch, static_cast<std::size_t>(at), newlines};
    return {Status::done, static_cast<std::size_t>(at) + 1, newlines};
  }
  in_string_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(strings) >> 63);
  return {Status::more, size, masks.newline == 0 ? 0 : std::popcount(masks.newline)};
}

}  // namespace ordersync::source
