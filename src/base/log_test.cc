// The log: one event, one line, in a file that rotates.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

#include "base/file_log.h"
#include "base/log_line.h"

namespace ordersync::base {
namespace {

namespace fs = std::filesystem;

const Instant kAt = from_unix_ms(1'763'820'003'120);

TEST(LogLine, NamesLoggerAndEventAsTheGuideSearchesThem) {
  EXPECT_EQ(log_line(kAt, LogLevel::info, "sync_orders", {{"sync", "Main Store"}, {"booked", "8"}}),
            "2025-11-22T14:00:03.120Z INFO External Order Sync sync_orders sync=\"Main Store\" booked=8");
  EXPECT_EQ(log_line(from_unix_ms(0), LogLevel::error, "fetch_failed", {}),
            "1970-01-01T00:00:00.000Z ERROR External Order Sync fetch_failed");
}

TEST(LogLine, ValueCannotForgeALineOrAField) {
  EXPECT_EQ(log_line(kAt, LogLevel::warning, "x", {{"id", "1\n2025-11-22T14:00:03.120Z INFO forged"}}),
            "2025-11-22T14:00:03.120Z WARNING External Order Sync x id=\"1\\n2025-11-22T14:00:03.120Z INFO "
            "forged\"");
  EXPECT_EQ(log_line(kAt, LogLevel::info, "x", {{"id", "1\" booked=9"}}),
            "2025-11-22T14:00:03.120Z INFO External Order Sync x id=\"1\\\" booked=9\"");
  EXPECT_EQ(log_line(kAt, LogLevel::info, "x", {{"id", "\\\" booked=9"}}),
            "2025-11-22T14:00:03.120Z INFO External Order Sync x id=\"\\\\\\\" booked=9\"");
  EXPECT_EQ(log_line(kAt, LogLevel::info, "x", {{"a", ""}, {"b", "c=d"}}),
            "2025-11-22T14:00:03.120Z INFO External Order Sync x a=\"\" b=\"c=d\"");
}

TEST(LogLine, LongValuesAreCut) {
  EXPECT_LT(log_line(kAt, LogLevel::info, "x", {{"id", std::string(100'000, 'a')}}).size(), 2'200u);
}

class FileLogTest : public ::testing::Test {
 protected:
  FileLogTest() {
    std::string pattern = (fs::temp_directory_path() / "log_test.XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~FileLogTest() override { fs::remove_all(folder_); }

  std::string path() const { return (folder_ / "external-order-sync.log").string(); }
  static FileLogOptions quiet() {
    FileLogOptions options;
    options.also_stderr = AlsoStderr::no;
    return options;
  }
  std::string text() const {
    std::ostringstream out;
    out << std::ifstream(path()).rdbuf();
    return out.str();
  }

  fs::path folder_;
};

TEST_F(FileLogTest, LineIsInTheFileAtOnce) {
  const auto log = make_file_log(path(), quiet());
  (*log)->write(LogLevel::info, "sync_orders", {{"booked", "8"}});
  EXPECT_NE(text().find("INFO External Order Sync sync_orders booked=8\n"), std::string::npos) << text();
}

TEST_F(FileLogTest, LevelsBelowTheLeastAreLeftOut) {
  const auto log = make_file_log(path(), quiet());
  (*log)->write(LogLevel::debug, "detail", {});
  EXPECT_EQ(text(), "");
}

TEST_F(FileLogTest, ReopeningAppends) {
  for (int i = 0; i < 2; ++i) (*make_file_log(path(), quiet()))->write(LogLevel::info, "started", {});
  const std::string all = text();
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 2);
}

TEST_F(FileLogTest, FullFilesRotateAndOldOnesGo) {
  FileLogOptions options = quiet();
  options.max_bytes = 1000;
  options.files = 2;
  const auto log = make_file_log(path(), options);
  for (int i = 0; i < 100; ++i) (*log)->write(LogLevel::info, "sync_orders", {{"booked", std::to_string(i)}});
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 3);
  EXPECT_NE(text().find("booked=99"), std::string::npos);
}

TEST_F(FileLogTest, TwoProcessesFillAFileTogetherAndRotateItOnce) {
  FileLogOptions options = quiet();
  options.max_bytes = 1000;
  options.files = 20;
  const auto one = make_file_log(path(), options);
  const auto other = make_file_log(path(), options);
  for (int i = 0; i < 100; ++i) {
    (*(i % 3 == 0 ? one : other))->write(LogLevel::info, "line", {{"number", std::to_string(1000 + i)}});
  }
  std::size_t lines = 0;
  for (const auto& file : fs::directory_iterator(folder_)) {
    std::ostringstream out;
    out << std::ifstream(file.path()).rdbuf();
    const std::string all = out.str();
    const auto here = static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n'));
    lines += here;
    ASSERT_GT(here, 0U);
    if (file.path() != path()) {
      EXPECT_GT(all.size() + all.size() / here, options.max_bytes) << file.path() << " was rotated early";
    }
    EXPECT_LE(all.size(), options.max_bytes) << file.path();
  }
  EXPECT_EQ(lines, 100U);
}

TEST_F(FileLogTest, ManyAtOnceLoseAndMixNoLine) {
  constexpr int kWriters = 4;
  constexpr int kLines = 200;
  FileLogOptions options = quiet();
  options.max_bytes = 4000;
  options.files = 40;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      const auto log = make_file_log(path(), options);
      for (int i = 0; i < kLines; ++i)
        (*log)->write(LogLevel::info, "line",
                      {{"of", std::to_string(writer)}, {"number", std::to_string(i)}});
    });
  }
  for (auto& writer : writers) writer.join();
  std::set<std::string> seen;
  for (const auto& file : fs::directory_iterator(folder_)) {
    std::ifstream lines(file.path());
    for (std::string line; std::getline(lines, line);) {
      EXPECT_EQ(line.find("INFO External Order Sync line of="), 25U) << line;
      EXPECT_TRUE(seen.insert(line.substr(25)).second) << line;
    }
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(kWriters * kLines));
}

TEST_F(FileLogTest, LogThatWasMovedAwayIsMadeAnew) {
  const auto log = make_file_log(path(), quiet());
  (*log)->write(LogLevel::info, "before", {});
  fs::rename(path(), folder_ / "taken.log");
  (*log)->write(LogLevel::info, "after", {});
  EXPECT_NE(text().find(" after\n"), std::string::npos) << text();
}

TEST_F(FileLogTest, FileThatCannotBeOpenedIsNamed) {
  fs::create_directory(path());
  const auto log = make_file_log(path(), quiet());
  ASSERT_FALSE(log.ok());
  EXPECT_EQ(log.error().code, "log_unavailable");
  EXPECT_NE(log.error().message.find(path()), std::string::npos);
}

}  // namespace
}  // namespace ordersync::base
