// What survives a power cut.
#include "base/durable_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>

namespace ordersync::base {
namespace {

TEST(DurableFile, TheFolderIsThatOfTheLastPart) {
  EXPECT_EQ(folder_of("orders.db"), ".");
  EXPECT_EQ(folder_of("/orders.db"), "/");
  EXPECT_EQ(folder_of("var/orders.db"), "var");
  EXPECT_EQ(folder_of("/var/lib/orders.db"), "/var/lib");
}

TEST(DurableFile, WhatWentWrongIsStillSaidOnceTheFileIsClosed) {
  {
    const OpenFile read_only(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(read_only.is_open());
    EXPECT_FALSE(write_all(read_only.get(), "takings"));
  }
  EXPECT_EQ(errno, EBADF);
  EXPECT_FALSE(make_durable("/nowhere/at/all"));
  EXPECT_EQ(errno, ENOENT);
}

}  // namespace
}  // namespace ordersync::base
