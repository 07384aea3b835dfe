// The text form of order keys (contract: SOURCE/ID, SOURCE/ID:refund[:REFUNDID]).
#include "order/key.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ordersync::order {
namespace {

OrderKey sale(std::string id) {
  return {"main", std::move(id), Kind::sale, ""};
}
OrderKey refund(std::string id, std::string refund_id = "") {
  return {"main", std::move(id), Kind::refund, std::move(refund_id)};
}

TEST(OrderKey, TextIsTheContracts) {
  EXPECT_EQ(to_string(sale("639")), "main/639");
  EXPECT_EQ(to_string(refund("639")), "main/639:refund");
  EXPECT_EQ(to_string(refund("639", "R1")), "main/639:refund:R1");
  EXPECT_EQ(*parse_key("main/639"), sale("639"));
  EXPECT_EQ(*parse_key("main/639:refund"), refund("639"));
  EXPECT_EQ(*parse_key("main/639:refund:R1"), refund("639", "R1"));
}

TEST(OrderKey, IdsMayHoldSlashesColonsAndBlanks) {
  for (const OrderKey& key : {sale("a/b"), sale("1:2"), sale("1:refunded"), sale("refund"), sale("50% off"),
                              sale("é \n"), refund("1:2", "3:4"), refund("a/b", "c/d")}) {
    EXPECT_EQ(*parse_key(to_string(key)), key) << to_string(key);
  }
  EXPECT_EQ(to_string(sale("50% off")), "main/50% off");
  EXPECT_EQ(to_string(sale("1:refunded")), "main/1:refunded");
}

TEST(OrderKey, IdThatLooksLikeARefundIsNotTakenForOne) {
  EXPECT_NE(to_string(sale("639:refund")), to_string(refund("639")));
  for (const OrderKey& key :
       {sale("639:refund"), sale("639:refund:R1"), refund("639:refund"), refund("639", "x:refund"),
        refund("639", ":refund:"), sale("%3A"), sale("%253A:refund"), sale(":refund")}) {
    EXPECT_EQ(*parse_key(to_string(key)), key) << to_string(key);
  }
}

TEST(OrderKey, FirstMarkDecides) {
  EXPECT_EQ(*parse_key("main/639:refund:refund"), refund("639", "refund"));
}

TEST(OrderKey, TextThatIsNoKeyIsRefused) {
  for (const char* text : {"", "639", "/639", "main/", "main/:refund", "main/639:refund:"}) {
    EXPECT_EQ(parse_key(text).error().code, "bad_key") << text;
  }
}

RC_GTEST_PROP(OrderKeyProperty, TextRoundTripsWhateverTheIds, ()) {
  const auto id = rc::gen::nonEmpty(
      rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                       ":refund", ":", "%", "%25", "%3A", "3A", "25", "refund", "/", "639", "", "é")),
                   [](const std::vector<std::string>& parts) {
                     std::string all;
                     for (const std::string& part : parts) all += part;
                     return all;
                   }));
  OrderKey key = sale(*id);
  if (*rc::gen::arbitrary<bool>())
    key = refund(key.external_id, *rc::gen::arbitrary<bool>() ? *id : std::string());
  RC_ASSERT(*parse_key(to_string(key)) == key);
}

}  // namespace
}  // namespace ordersync::order
