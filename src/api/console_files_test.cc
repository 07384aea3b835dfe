// What the route that serves the console relies on, whichever way the program was built.
#include "api/console_files.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ordersync::api {
namespace {

TEST(ConsoleFiles, AreSortedByPathAndHoldThePage) {
  const auto files = console_files();
  EXPECT_TRUE(std::ranges::is_sorted(files, {}, &ConsoleFile::path));
  EXPECT_EQ(std::ranges::count(files, "/index.html", &ConsoleFile::path), 1);
}

TEST(ConsoleFiles, CarryGzipAndAStrongTag) {
  for (const ConsoleFile& file : console_files()) {
    ASSERT_GT(file.gzip_bytes.size(), 18U) << file.path;
    EXPECT_EQ(file.gzip_bytes.substr(0, 2), "\x1f\x8b") << file.path;
    EXPECT_EQ(file.etag.front(), '"') << file.path;
    EXPECT_EQ(file.etag.back(), '"') << file.path;
    EXPECT_FALSE(file.content_type.empty()) << file.path;
    EXPECT_GT(file.bytes.size(), 18U) << file.path;
    EXPECT_NE(file.bytes.substr(0, 2), "\x1f\x8b") << file.path;
  }
}

}  // namespace
}  // namespace ordersync::api
