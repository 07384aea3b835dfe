// FOR TESTS ONLY: a data folder of its own, its store open.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "app/store.h"

namespace ordersync::app {

class FolderTest : public ::testing::Test {
 protected:
  FolderTest() {
    EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
    store_ = Store::open({folder_}, LogTo::file).value();
    worker_ = Worker::open(*store_).value();
  }
  ~FolderTest() override {
    worker_.reset();
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string folder_ = (std::filesystem::temp_directory_path() / "ordersync-test-XXXXXX").string();
  std::unique_ptr<Store> store_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace ordersync::app
