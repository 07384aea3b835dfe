// Files that are there, that are not, and folders.
#include "base/read_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace ordersync::base {
namespace {

TEST(ReadFile, IsAllOfItOrSaysWhyNot) {
  std::string folder = (std::filesystem::temp_directory_path() / "ordersync-test-XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/file";
  const std::string bytes = std::string(200'000, 'x') + std::string("\0\r\n", 3);
  std::ofstream(path, std::ios::binary) << bytes;
  EXPECT_EQ(read_file(path).value(), bytes);
  for (const std::string& other : {folder + "/none", folder, path + "/"}) {
    const auto read = read_file(other);
    ASSERT_FALSE(read.ok()) << other;
    EXPECT_EQ(read.error().code, "file_not_found");
    EXPECT_NE(read.error().message.find(other + " cannot be read: "), std::string::npos) << other;
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ordersync::base
