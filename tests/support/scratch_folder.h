// A folder of its own for one test, gone afterwards. In memory where the machine has such a place: tests that
// open hundreds of stores would otherwise wait for the disk.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace ordersync::support {

class ScratchFolder {
 public:
  ScratchFolder() {
    const bool memory = ::access("/dev/shm", W_OK) == 0;
    const auto place = memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path();
    path_ = (place / "ordersync-test-XXXXXX").string();
    EXPECT_NE(::mkdtemp(path_.data()), nullptr) << path_;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace ordersync::support
