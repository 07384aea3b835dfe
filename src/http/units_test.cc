// Durations and sizes in messages.
#include "http/units.h"

#include <gtest/gtest.h>

namespace ordersync::http {
namespace {

using std::chrono::milliseconds;

TEST(Units, DurationsReadAsPeopleSayThem) {
  EXPECT_EQ(duration_text(milliseconds(60'000)), "60 seconds");
  EXPECT_EQ(duration_text(milliseconds(1'000)), "1 second");
  EXPECT_EQ(duration_text(milliseconds(1'800'000)), "30 minutes");
  EXPECT_EQ(duration_text(milliseconds(250)), "250 milliseconds");
  EXPECT_EQ(duration_text(milliseconds(1'500)), "1500 milliseconds");
}

TEST(Units, SizesReadAsPeopleSayThem) {
  EXPECT_EQ(size_text(2LL << 30), "2 GiB");
  EXPECT_EQ(size_text(512 << 10), "512 KiB");
  EXPECT_EQ(size_text(1000), "1000 bytes");
  EXPECT_EQ(size_text(0), "0 bytes");
}

}  // namespace
}  // namespace ordersync::http
