// What is left of a payload, and that the order is still known by it.
#include "journal/stored_payload.h"

#include <gtest/gtest.h>

namespace ordersync::journal {
namespace {

TEST(StoredPayload, AsItCameIsItself) {
  const auto stored = read_payload(R"({"OrderID": 1})");
  EXPECT_FALSE(stored.was);
  EXPECT_EQ(stored.text, R"({"OrderID": 1})");
  EXPECT_TRUE(is_same_payload("{}", "{}"));
  EXPECT_FALSE(is_same_payload("{}", "{ }"));
}

TEST(StoredPayload, StrippedItStillKnowsWhatItWas) {
  const std::string came = R"({"OrderID": 1, "CustomerName": "Layla"})";
  for (const char* left : {R"({"OrderID": 1, "CustomerName": "•••"})", ""}) {
    const std::string bytes = stripped_payload(base::digest_of(came), left);
    EXPECT_EQ(read_payload(bytes).text, left);
    EXPECT_EQ(read_payload(bytes).was, base::digest_of(came));
    EXPECT_TRUE(is_same_payload(bytes, came));
    EXPECT_FALSE(is_same_payload(bytes, "{}"));
  }
}

}  // namespace
}  // namespace ordersync::journal
