// Singular and plural.
#include "app/counted.h"

#include <gtest/gtest.h>

namespace ordersync::app {
namespace {

TEST(Counted, OneIsSingular) {
  EXPECT_EQ(counted(0, "order"), "0 orders");
  EXPECT_EQ(counted(1, "order"), "1 order");
  EXPECT_EQ(counted(21, "order"), "21 orders");
  EXPECT_EQ(counted(1, "tax", "taxes"), "1 tax");
  EXPECT_EQ(counted(2, "tax", "taxes"), "2 taxes");
}

}  // namespace
}  // namespace ordersync::app
