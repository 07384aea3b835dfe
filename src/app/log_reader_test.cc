// The log read from its end.
#include "app/log_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace ordersync::app {
namespace {

class LogReader : public ::testing::Test {
 protected:
  LogReader()
      : path_(::testing::TempDir() + "/log-" +
              std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + "-" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove(path_);
  }
  ~LogReader() override { std::filesystem::remove(path_); }
  void write(int lines, const std::string& more = {}) {
    std::ofstream file(path_, std::ios::app | std::ios::binary);
    for (int i = 1; i <= lines; ++i) {
      file << "2026-11-22T14:00:03.000Z " << (i % 10 == 0 ? "ERROR" : "INFO")
           << " External Order Sync sync_orders n=" << i << more << "\n";
    }
  }
  std::string path_;
};

TEST_F(LogReader, PagesGoFromTheNewestToTheOldestWithoutAHole) {
  write(25);
  LogFilter filter;
  filter.limit = 10;
  std::vector<std::string> seen;
  do {
    const auto page = read_log(path_, filter);
    ASSERT_TRUE(page.ok());
    for (const auto& line : page->items) seen.push_back(line.line.substr(line.line.find("n=")));
    filter.cursor = page->next;
  } while (!filter.cursor.empty());
  ASSERT_EQ(seen.size(), 25u);
  for (int i = 0; i < 25; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], "n=" + std::to_string(25 - i));
}

TEST_F(LogReader, LinesLongerThanAPieceAreWhole) {
  write(3, " why=" + std::string(400 * 1024, 'x'));
  const auto page = read_log(path_, {});
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->items.size(), 3u);
  EXPECT_GT(page->items[0].line.size(), 400u * 1024);
  EXPECT_EQ(page->items[2].event, "sync_orders");
}

TEST_F(LogReader, ALevelTakesTheGraverOnesToo) {
  write(30);
  LogFilter filter;
  filter.least = base::LogLevel::warning;
  const auto page = read_log(path_, filter);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->items.size(), 3u);
  EXPECT_EQ(page->items[0].level, "error");
}

TEST_F(LogReader, ALineThatIsNoneOfOursIsShownAsItIs) {
  const LogLine line = parse_log_line("Segmentation fault");
  EXPECT_EQ(line.line, "Segmentation fault");
  EXPECT_EQ(line.event, "");
}

TEST_F(LogReader, ACursorOfAnotherListIsRefused) {
  write(1);
  LogFilter filter;
  filter.cursor = "next";
  EXPECT_EQ(read_log(path_, filter).error().code, "bad_cursor");
}

TEST_F(LogReader, AMissingFileIsSaid) {
  EXPECT_EQ(read_log(path_, {}).error().code, "log_unavailable");
}

}  // namespace
}  // namespace ordersync::app
