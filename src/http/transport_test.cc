// Header look-up of an answer.
#include "http/transport.h"

#include <gtest/gtest.h>

namespace ordersync::http {
namespace {

TEST(ResponseHead, HeaderIsFoundWhateverItsCaseAndTheFirstCounts) {
  ResponseHead head;
  head.headers = {{"content-TYPE", "application/json"}, {"Link", "<a>"}, {"link", "<b>"}};
  EXPECT_EQ(head.header("Content-Type"), "application/json");
  EXPECT_EQ(head.header("LINK"), "<a>");
  EXPECT_EQ(head.header("Date"), "");
  EXPECT_EQ(head.header("Lin"), "");
}

}  // namespace
}  // namespace ordersync::http
