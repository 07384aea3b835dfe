// Value: every number keeps its text both ways, and what comes from foreign hands never breaks it.
#include "pos/odoo_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordersync::pos::odoo {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Value read(std::string_view json) {
  auto value = parse(json);
  EXPECT_TRUE(value.ok()) << json << ": " << (value.ok() ? "" : value.error().detail);
  return value.ok() ? *std::move(value) : Value();
}

TEST(OdooValue, NumbersKeepTheirTextThroughReadingAndWriting) {
  for (const char* token : {"0",
                            "-0",
                            "3",
                            "-17",
                            "3.0",
                            "0.01",
                            "1e-07",
                            "1E+3",
                            "45.230000000000004",
                            "39.94",
                            "24.990000000000002",
                            "79.72999999999999",
                            "9223372036854775807",
                            "-9223372036854775808",
                            "18446744073709551615",
                            "12345678901234567890",
                            "99999999999999999999",
                            "-99999999999999999999",
                            "0.1000",
                            "-0.0"}) {
    EXPECT_EQ(encode(read(token)), token);
    const std::string list = std::string("[") + token + "]";
    EXPECT_EQ(encode(read(list)), list);
  }
}

TEST(OdooValue, DecimalsAreExactlyWhatTheTokenSays) {
  EXPECT_EQ(read("45.230000000000004").decimal(), base::Decimal::of("45.230000000000004"));
  EXPECT_EQ(read("1e-07").decimal(), base::Decimal::of("0.0000001"));
  EXPECT_EQ(read("99999999999999999999").decimal(), base::Decimal::of("99999999999999999999"));
  EXPECT_EQ(read("\"3\"").decimal(), std::nullopt);
  EXPECT_EQ(read("1e-300").decimal(), std::nullopt);
}

TEST(OdooValue, IntegersAreWholeNumbersThatFit) {
  EXPECT_EQ(read("7").integer(), 7);
  EXPECT_EQ(read("3.0").integer(), 3);
  EXPECT_EQ(read("-0").integer(), 0);
  EXPECT_EQ(read("1e3").integer(), 1000);
  EXPECT_EQ(read("-9223372036854775808").integer(), INT64_MIN);
  EXPECT_EQ(read("9223372036854775808").integer(), std::nullopt);
  EXPECT_EQ(read("3.5").integer(), std::nullopt);
  EXPECT_EQ(read("false").integer(), std::nullopt);
  EXPECT_EQ(read("\"7\"").integer(), std::nullopt);
}

TEST(OdooValue, AmountsAreWrittenWithoutBinaryFloatingPoint) {
  const Value order = Value::object({{"amount_total", base::Decimal::of("11.50")},
                                     {"qty", 3},
                                     {"id", std::int64_t{9'007'199'254'740'993}},
                                     {"partner_id", false},
                                     {"note", Value()},
                                     {"name", "Order 1"}});
  EXPECT_EQ(
      encode(order),
      R"({"amount_total":11.5,"qty":3,"id":9007199254740993,"partner_id":false,"note":null,"name":"Order 1"})");
}

TEST(OdooValue, FalseIsEveryFieldsEmpty) {
  const Value record = read(R"({"id":3,"name":false,"session_id":false,"lines":[],"paid":true})");
  EXPECT_EQ(record["name"].text(), "");
  EXPECT_TRUE(record["name"].is_false());
  EXPECT_EQ(record["session_id"].id(), std::nullopt);
  EXPECT_EQ(record["session_id"].display_name(), "");
  EXPECT_THAT(record["lines"].ids(), IsEmpty());
  EXPECT_TRUE(record["paid"].boolean());
  EXPECT_FALSE(record["paid"].is_false());
  EXPECT_TRUE(record["nothing"].is_null());
  EXPECT_TRUE(record["name"]["deeper"].is_null());
  EXPECT_THAT(record["name"].items(), IsEmpty());
  EXPECT_FALSE(record["name"].boolean());
}

TEST(OdooValue, LinksAreReadWithAndWithoutTheirName) {
  EXPECT_EQ(read(R"([7,"Main Store"])").id(), 7);
  EXPECT_EQ(read(R"([7,"Main Store"])").display_name(), "Main Store");
  EXPECT_EQ(read("7").id(), 7);
  EXPECT_EQ(read("[]").id(), std::nullopt);
  EXPECT_THAT(read("[3,4,5]").ids(), ElementsAre(3, 4, 5));
  EXPECT_THAT(read("[3,\"x\",5]").ids(), ElementsAre(3, 5));
}

TEST(OdooValue, TheLastOfTwoEqualNamesCounts) {
  EXPECT_EQ(read(R"({"a":1,"b":2,"a":3})")["a"].integer(), 3);
}

TEST(OdooValue, TextIsEscapedSoThatItComesBackTheSame) {
  const std::string text = "\"\\/\b\f\n\r\t\x01\x1f\x7f é 漢 😀 </script>";
  const std::string json = encode(Value(text));
  EXPECT_EQ(json, "\"\\\"\\\\/\\u0008\\u000c\\u000a\\u000d\\u0009\\u0001\\u001f\x7f é 漢 😀 </script>\"");
  EXPECT_EQ(read(json).text(), text);
  EXPECT_EQ(encode(Value(std::string("a\0b", 3))), R"("a\u0000b")");
  EXPECT_EQ(read(R"("a\u0000b")").text(), std::string_view("a\0b", 3));
  EXPECT_EQ(read(R"("\u00e9\ud83d\ude00")").text(), "é😀");
}

TEST(OdooValue, BytesThatAreNoUtf8BecomeTheReplacementCharacter) {
  EXPECT_EQ(encode(Value("a\xFF"
                         "b")),
            "\"a\uFFFDb\"");
  for (const char* bad :
       {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xF0\x9F\x98"}) {
    const std::string json = encode(Value(bad));
    EXPECT_TRUE(parse(json).ok()) << json;
    EXPECT_NE(json.find("\uFFFD"), std::string::npos) << json;
  }
  EXPECT_EQ(encode(Value::object({{"\xFF", 1}})), "{\"\uFFFD\":1}");
}

TEST(OdooValue, EmptyListsAndObjectsStayWhatTheyAre) {
  for (const char* json : {"[]", "{}", "[{},[]]", R"({"a":[],"b":{}})", "null", "true", R"("")"}) {
    EXPECT_EQ(encode(read(json)), json);
  }
}

TEST(OdooValue, WhatIsNotOneDocumentIsRefused) {
  for (const std::string& bad :
       {std::string(), std::string("<html>"), std::string("1 2"), std::string("[1"), std::string("{\"a\":}"),
        std::string("NaN"), std::string("Infinity"), std::string("01"), std::string("\"\xFF\""),
        std::string("[1]\0]", 5), std::string("\0", 1), std::string("'a'"), std::string("[1,]")}) {
    const auto value = parse(bad);
    ASSERT_FALSE(value.ok()) << bad;
    EXPECT_EQ(value.error().code, "odoo_bad_json");
    EXPECT_FALSE(value.error().detail.empty());
  }
}

TEST(OdooValue, SixtyFourLevelsAreReadAndOneMoreIsNot) {
  const std::string deepest = std::string(64, '[') + std::string(64, ']');
  EXPECT_EQ(encode(read(deepest)), deepest);
  const auto value = parse("[" + deepest + "]");
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().detail, "more than 64 levels");
  EXPECT_FALSE(parse(std::string(1'000'000, '[')).ok());
}

}  // namespace
}  // namespace ordersync::pos::odoo
