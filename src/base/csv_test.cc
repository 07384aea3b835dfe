#include "base/csv.h"

#include <gtest/gtest.h>

namespace ordersync::base {
namespace {

std::string cell(std::string_view value) {
  const std::string line = CsvLine().cell(value).str();
  return line.substr(0, line.size() - 2);
}

TEST(Csv, CellsAreSeparatedAndLinesEnd) {
  EXPECT_EQ(CsvLine().cell("a").cell("").cell("92.00").str(), "a,,92.00\r\n");
}

TEST(Csv, CommasQuotesAndLineEndsAreQuoted) {
  EXPECT_EQ(cell("Burger, large"), "\"Burger, large\"");
  EXPECT_EQ(cell("6\" pizza"), "\"6\"\" pizza\"");
  EXPECT_EQ(cell("one\ntwo"), "\"one\ntwo\"");
}

TEST(Csv, ForeignTextNeverBecomesAFormula) {
  for (const char* text : {"=1+1", "+1", "-1+1", "@SUM(A1)", "|cmd", "%x"}) {
    EXPECT_EQ(cell(text), "'" + std::string(text));
  }
  EXPECT_EQ(cell(" \t=1+1"), "' \t=1+1");
  EXPECT_EQ(cell("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
}

TEST(Csv, ANegativeAmountStaysANumber) {
  EXPECT_EQ(cell("-92.00"), "-92.00");
  EXPECT_EQ(cell("-5"), "-5");
  for (const char* text : {"-", "-5-3", "-5.", "-.5", "-5.0.1", "--5", "-5e3"}) {
    EXPECT_EQ(cell(text), "'" + std::string(text));
  }
}

TEST(Csv, OrdinaryTextStaysAsItIs) {
  EXPECT_EQ(cell("main-store/639"), "main-store/639");
  EXPECT_EQ(cell("Größe 1 = 2"), "Größe 1 = 2");
  EXPECT_EQ(cell(""), "");
}

}  // namespace
}  // namespace ordersync::base
