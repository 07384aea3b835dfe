// Every scenario of every *.scenario file in this folder is a test of its own, named after the fact it
// states.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

#include "tests/scenario/scenario_runner.h"

namespace ordersync::testing {

// Shown with a failure instead of the bytes of the value.
void PrintTo(const Scenario& scenario, std::ostream* out) {
  *out << scenario.file << ":" << scenario.line << ": " << scenario.name;
}

namespace {

std::vector<Scenario> all_scenarios() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(ORDERSYNC_SCENARIOS)) {
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Scenario> all;
  for (const auto& file : files) {
    std::ifstream stream(file);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    auto scenarios = read_scenarios(text, file.filename().string());
    if (!scenarios.ok()) {
      all.push_back({scenarios.error().message, file.filename().string(), 0, {}});  // fails as a test
      continue;
    }
    all.insert(all.end(), scenarios->begin(), scenarios->end());
  }
  return all;
}

// "the same order twice" → "TheSameOrderTwice": letters and digits only, as gtest has it.
std::string test_name(const ::testing::TestParamInfo<Scenario>& info) {
  std::string name;
  bool capital = true;
  for (const char c : info.param.name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 127 || !std::isalnum(byte)) {
      capital = true;
      continue;
    }
    name += static_cast<char>(capital ? std::toupper(byte) : byte);
    capital = false;
  }
  return name;
}

class ScenarioTest : public ::testing::TestWithParam<Scenario> {};

TEST_P(ScenarioTest, Holds) {
  ASSERT_FALSE(GetParam().steps.empty()) << GetParam().name;
  ScenarioRunner().run(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Shop, ScenarioTest, ::testing::ValuesIn(all_scenarios()), test_name);

}  // namespace

}  // namespace ordersync::testing
