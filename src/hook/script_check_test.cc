// What makes binary fractions is found, at its line; what only looks like it is not.
#include "hook/script_check.h"

#include <gtest/gtest.h>

namespace ordersync::hook {
namespace {

std::string found(std::string_view script) {
  const auto fault = find_binary_float(script);
  return fault ? std::to_string(fault->line) + " " + fault->text.substr(0, fault->text.find(' ')) : "nothing";
}

TEST(ScriptCheck, NumbersWithAFractionOrAnExponentAreFound) {
  EXPECT_EQ(found("x = 0.15"), "1 0.15");
  EXPECT_EQ(found("x =\n\n .5"), "3 .5");
  EXPECT_EQ(found("x = 3."), "1 3.");
  EXPECT_EQ(found("x = 1e3"), "1 1e3");
  EXPECT_EQ(found("x = 1E-3"), "1 1E-3");
  EXPECT_EQ(found("x = 0x.8p1"), "1 0x.8p1");
  EXPECT_EQ(found("x = 0xAp2"), "1 0xAp2");
  EXPECT_EQ(found("x = 9223372036854775808"), "1 9223372036854775808");
}

TEST(ScriptCheck, OperatorsThatGiveThemAreFound) {
  EXPECT_EQ(found("--[[ two\nlines ]] x = a / b"), "2 \"/\"");
  EXPECT_EQ(found("x = 2^3"), "1 \"^\"");
  EXPECT_EQ(found("x = a//b/c"), "1 \"/\"");
}

TEST(ScriptCheck, WholeNumbersAndTextsAreLeftAlone) {
  for (const char* script :
       {"x = 9223372036854775807", "x = 0xFF // 2 % 7", "x = a..b", "local function f(...) return ... end",
        "x = '0.15 / 2^3'", "x = \"a\\\"0.5\"", "-- 0.15 / 2", "--[==[ 0.15\n]] 1/2 ]==]", "x = [[1.5\n/]]",
        "x = [=[ ]] 0.5 ]=]", "x = a1.b2", "x = t[1]", "x = t[ [[1.5]] ]", "x = 'never ended 0.5",
        "x = [[never 1.5", "local e1 = 1", "x = 1 ..2"}) {
    EXPECT_EQ(found(script), "nothing") << script;
  }
}

}  // namespace
}  // namespace ordersync::hook
