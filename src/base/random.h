// Random: jitter and tokens behind a seam, so that a test can seed it.
#pragma once

#include <cstdint>
#include <string>

namespace ordersync::base {

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;
  // Uniform in 0..bound-1. REQUIRES: bound > 0.
  std::uint64_t below(std::uint64_t bound);
};

// libsodium's generator; thread-safe.
class SystemRandom final : public Random {
 public:
  std::uint64_t next() override;
};

// SplitMix64 from a seed: the same numbers on every machine.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() override;

 private:
  std::uint64_t state_;
};

// 32 lower-case hexadecimal digits: lease tokens, one-time links.
std::string random_token(Random& random);

}  // namespace ordersync::base
