// The test cases of RFC 4231, and what is no base64 and no hex.
#include "base/hmac.h"

#include <gtest/gtest.h>

namespace ordersync::base {
namespace {

std::string hex_of(const Sha256Mac& mac) {
  return to_hex(as_bytes(mac));
}

TEST(Hmac, IsThatOfRfc4231) {
  EXPECT_EQ(hex_of(hmac_sha256(std::string(20, '\x0b'), {"Hi There"})),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex_of(hmac_sha256("Jefe", {"what do ya want ", "for nothing?"})),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex_of(hmac_sha256(std::string(131, '\xaa'),
                               {"Test Using Larger Than Block-Size Key - Hash Key First"})),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, IsTheSameOnlyAsAWhole) {
  const Sha256Mac mac = hmac_sha256("key", {"text"});
  std::string bytes(as_bytes(mac));
  EXPECT_TRUE(is_same(mac, bytes));
  EXPECT_FALSE(is_same(mac, bytes.substr(0, 31)));
  EXPECT_FALSE(is_same(mac, bytes + "x"));
  EXPECT_FALSE(is_same(mac, ""));
  bytes[31] = static_cast<char>(bytes[31] ^ 1);
  EXPECT_FALSE(is_same(mac, bytes));
  EXPECT_TRUE(is_same_secret("", ""));
  EXPECT_FALSE(is_same_secret("secret", "secreT"));
  EXPECT_FALSE(is_same_secret("secret", "secret "));
}

TEST(Base64, GoesThereAndBack) {
  for (const std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
    EXPECT_EQ(from_base64(to_base64(text)), text);
  }
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64(std::string("\0\xff", 2)), "AP8=");
}

TEST(Base64, RefusesWhatIsNone) {
  for (const char* text : {"Zg", "Zg=", "Z===", "Zm9v YmFy", "Zh==", "Zm9v\n", "Zm-v", "====", "Zg==Zg=="}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

TEST(Hex, TakesEitherCaseAndNothingElse) {
  EXPECT_EQ(from_hex("00fFAb"), std::string("\0\xff\xab", 3));
  for (const char* text : {"0", "0g", " 00", "00:11", "0x00"})
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
}

}  // namespace
}  // namespace ordersync::base
