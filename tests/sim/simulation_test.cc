// A thousand lives in ./test, as many as one likes by hand:
//   ORDERSYNC_SIM_SEEDS=1-100000 build/release/bin/sim_test
// A seed that finds something prints its history; what it shows becomes a test of its own.
#include "tests/sim/simulation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace ordersync::sim {
namespace {

std::pair<std::uint64_t, std::uint64_t> seeds() {
  std::pair<std::uint64_t, std::uint64_t> range{1, 1000};
  const char* const named = std::getenv("ORDERSYNC_SIM_SEEDS");
  if (named == nullptr) return range;
  const std::string_view text = named;
  const auto dash = text.find('-');
  std::from_chars(text.data(), text.data() + text.size(), range.first);
  range.second = range.first;
  if (dash != std::string_view::npos)
    std::from_chars(text.data() + dash + 1, text.data() + text.size(), range.second);
  return range;
}

void expect_nothing(std::uint64_t seed) {
  const Finding finding = simulate(seed);
  if (finding.what.empty()) return;
  std::string history;
  for (const std::string& line : finding.history) history += "\n  " + line;
  ADD_FAILURE() << "seed " << seed << ": " << finding.what << history;
}

// Four tests of a quarter each, so that they run side by side.
class Quarter : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(Quarter, EveryOrderIsBookedOnceOrParkedWithItsReason) {
  const auto [first, last] = seeds();
  int failed = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    if (seed % 4 != GetParam()) continue;
    expect_nothing(seed);
    if (HasFailure() && ++failed >= 3) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Simulation, Quarter, ::testing::Values(0, 1, 2, 3));

}  // namespace
}  // namespace ordersync::sim
