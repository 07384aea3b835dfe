// Random numbers: the system's through libsodium, or SplitMix64 from a seed.
#include "base/random.h"

#include <sodium.h>

#include "base/check.h"
#include "base/sodium.h"
#include "base/text.h"

namespace ordersync::base {

std::uint64_t Random::below(std::uint64_t bound) {
  CHECK(bound > 0);
  // Values at the top that would favour small results are drawn again.
  const std::uint64_t uneven = (~bound + 1) % bound;  // 2^64 mod bound
  std::uint64_t value = next();
  while (value < uneven) value = next();
  return value % bound;
}

std::uint64_t SystemRandom::next() {
  use_sodium();
  std::uint64_t value = 0;
  randombytes_buf(&value, sizeof value);
  return value;
}

std::uint64_t SeededRandom::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t value = state_;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

std::string random_token(Random& random) {
  std::string out;
  out.reserve(32);
  for (int half = 0; half < 2; ++half) append_hex(random.next(), 16, out);
  return out;
}

}  // namespace ordersync::base
