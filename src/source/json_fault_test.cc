// Tests of the place that a broken document is reported at.
#include "source/json_fault.h"

#include <gtest/gtest.h>

namespace ordersync::source {
namespace {

TEST(JsonFault, ThePlaceIsCountedFromTheBeginningOfThePage) {
  Element element;
  element.bytes = "{\"OrderID\": 1,\n \"GrandTotal\": }";
  element.offset = 1;  // behind the array's bracket
  element.line = 1;
  const auto error = invalid_json_inside(element);
  EXPECT_EQ(error.code, "invalid_json");
  EXPECT_EQ(error.message, "invalid JSON at byte 32, line 2");
}

TEST(JsonFault, ALaterElementKeepsItsOwnLine) {
  Element element;
  element.bytes = "{\"a\": tru}";
  element.offset = 1000;
  element.line = 31;
  EXPECT_TRUE(invalid_json_inside(element).message.ends_with(", line 31"));
}

}  // namespace
}  // namespace ordersync::source
