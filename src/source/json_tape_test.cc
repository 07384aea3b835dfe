// The tape keeps every number's text, finds what pointers name, and lets no junk pass, visited or not.
#include "source/json_tape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "base/text.h"

namespace ordersync::source {
namespace {

using Outcome = JsonTape::Outcome;

Outcome parse(std::string_view json, int max_depth = 64) {
  JsonTape tape;
  return tape.parse(json, max_depth);
}

TEST(JsonTape, NumbersKeepTheirText) {
  JsonTape tape;
  ASSERT_EQ(tape.parse(R"({"a": 92.0 ,"b":9.2e1,"c":[-0,12345678901234567890123456789.10]})", 64),
            Outcome::ok);
  EXPECT_EQ(tape.at(JsonPointer::parse("/a"))->text, "92.0");
  EXPECT_EQ(tape.at(JsonPointer::parse("/b"))->text, "9.2e1");
  EXPECT_EQ(tape.at(JsonPointer::parse("/c/0"))->text, "-0");
  EXPECT_EQ(tape.at(JsonPointer::parse("/c/1"))->text, "12345678901234567890123456789.10");
  EXPECT_EQ(tape.at(JsonPointer::parse("/c/2")), nullptr);
  EXPECT_EQ(tape.at(JsonPointer::parse("/a/x")), nullptr);
}

TEST(JsonTape, StringsAndKeysAreUnescaped) {
  JsonTape tape;
  ASSERT_EQ(tape.parse("{\"k\\u00e9y\":\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\ud83d\\ude00\"}", 64), Outcome::ok);
  const JsonNode& only = *tape.children(tape.root()).begin();
  EXPECT_EQ(only.key, "k\u00e9y");
  EXPECT_EQ(only.text, "a\"\\/\b\f\n\r\t\U0001F600");
}

TEST(JsonTape, JunkIsRefusedWhereverItStands) {
  for (const char* json : {"",
                           " ",
                           "{",
                           "}",
                           "{\"a\":1",
                           "{\"a\":1]",
                           "[1,2",
                           "{\"a\":01}",
                           "{\"a\":1.}",
                           "{\"a\":.5}",
                           "{\"a\":+1}",
                           "{\"a\":1e}",
                           "{\"a\":-}",
                           "{\"a\":0x10}",
                           "{\"a\":NaN}",
                           "{\"a\":Infinity}",
                           "{\"a\":tru}",
                           "{\"a\":truex}",
                           "{\"a\":nul}",
                           "{\"a\":nulll}",
                           "{\"a\":falsee}",
                           "{\"a\":\"\\x\"}",
                           "{\"a\":\"\\u12\"}",
                           "{\"a\":\"\\ud800\"}",
                           "{\"a\":\"tab\tin\"}",
                           "{\"a\":\"new\nline\"}",
                           "{\"a\":1,}",
                           "{,}",
                           "{\"a\" 1}",
                           "{\"a\":1 \"b\":2}",
                           "{a:1}",
                           "{'a':1}",
                           "[1 2]",
                           "[1,]",
                           "[,1]",
                           "{\"a\":1}{\"b\":2}",
                           "{} x",
                           "[] []",
                           "{}}",
                           "{\"a\":[1}]",
                           "{1:2}",
                           "{\"a\":{\"b\":[{\"c\":01}]}}",
                           "{\"a\":1/*c*/}",
                           "5",
                           "\"a\"",
                           "null",
                           "{\"a\":\"unclosed}",
                           "{\"a\"}",
                           "{\"a\":}"}) {
    EXPECT_EQ(parse(json), Outcome::malformed) << json;
  }
}

TEST(JsonTape, BytesThatAreNotUtf8AreToldApart) {
  EXPECT_EQ(parse("{\"a\":\"\xE9\"}"), Outcome::bad_utf8);
  EXPECT_EQ(parse("{\"a\":\"\xC0\x80\"}"), Outcome::bad_utf8);
  EXPECT_EQ(parse("{\"\xED\xA0\x80\":1}"), Outcome::bad_utf8);
  EXPECT_EQ(parse("{\"a\":\"\xC3\xA9\"}"), Outcome::ok);
}

TEST(JsonTape, LevelsAreCountedFromTheRoot) {
  EXPECT_EQ(parse("[[[]]]", 3), Outcome::ok);
  EXPECT_EQ(parse("[[[]]]", 2), Outcome::too_deep);
  EXPECT_EQ(parse("{\"a\":[{}]}", 2), Outcome::too_deep);
  EXPECT_EQ(parse(std::string(100'000, '[') + std::string(100'000, ']'), 1 << 30), Outcome::too_deep);
}

TEST(JsonTape, SiblingsDoNotAddUpToDepth) {
  std::string json = "[";
  for (int i = 0; i < 500; ++i) json += "{\"a\":[]},";
  EXPECT_EQ(parse(json + "0]", 3), Outcome::ok);
}

std::string first_duplicate(std::string_view json) {
  JsonTape tape;
  EXPECT_EQ(tape.parse(json, 64), Outcome::ok);
  return tape.duplicates().empty() ? std::string() : tape.path_of(tape.nodes()[tape.duplicates()[0]]);
}

TEST(JsonTape, DuplicateKeysAreFoundAfterUnescaping) {
  EXPECT_EQ(first_duplicate(R"({"a":1,"b":2,"a":3})"), "a");
  EXPECT_EQ(first_duplicate(R"({"a":1,"\u0061":3})"), "a");
  EXPECT_EQ(first_duplicate(R"({"x":[0,{"Price":1,"Price":2}]})"), "x[1].Price");
  EXPECT_EQ(first_duplicate(R"({"":1,"":2})"), "");
  EXPECT_EQ(first_duplicate(R"({"a":1,"A":2,"b":{"a":1},"c":{"a":1}})"), "");
  EXPECT_EQ(first_duplicate(R"({"abcdefghXabcdefgh":1,"abcdefghYabcdefgh":2})"), "");
}

TEST(JsonTape, DuplicatesAmongThousandsOfMembersAreFound) {
  std::string json = "{";
  for (int i = 0; i < 5000; ++i) json += "\"member" + std::to_string(i) + "\":1,";
  EXPECT_EQ(first_duplicate(json + "\"last\":1}"), "");
  EXPECT_EQ(first_duplicate(json + "\"member77\":1}"), "member77");
}

TEST(JsonTape, KeysThatShareAHashCostNoMoreThanTheyWeigh) {
  std::string json = "{";  // equal first and last eight bytes: equal hashes
  for (int i = 0; i < 20000; ++i) json += "\"12345678" + std::to_string(100'000 + i) + "12345678\":1,";
  EXPECT_EQ(first_duplicate(json + "\"x\":1}"), "");
}

TEST(JsonTape, ATapeIsReusable) {
  JsonTape tape;
  const std::string large = "[\"" + std::string(100'000, 'x') + "\"]";
  EXPECT_EQ(tape.parse(large, 64), Outcome::ok);
  EXPECT_EQ(tape.parse("{\"a\":", 64), Outcome::malformed);
  EXPECT_TRUE(tape.nodes().empty());
  EXPECT_EQ(tape.parse("{\"a\":1}", 64), Outcome::ok);
  EXPECT_EQ(tape.nodes().size(), 2U);
  EXPECT_EQ(tape.parse(large, 64), Outcome::ok);
  EXPECT_EQ(tape.nodes()[1].text.size(), 100'000U);
}

TEST(JsonPointer, TakesEscapesIndexesAndAMissingSlash) {
  const JsonPointer pointer = JsonPointer::parse("/a~1b/m~0n/0/01/-");
  ASSERT_EQ(pointer.tokens.size(), 5U);
  EXPECT_EQ(pointer.tokens[0].key, "a/b");
  EXPECT_EQ(pointer.tokens[1].key, "m~n");
  EXPECT_EQ(pointer.tokens[2].index, 0);
  EXPECT_FALSE(pointer.tokens[3].index);
  EXPECT_FALSE(pointer.tokens[4].index);
  EXPECT_EQ(JsonPointer::parse("orders").tokens.at(0).key, "orders");
  EXPECT_TRUE(JsonPointer::parse("").tokens.empty());
}

TEST(JsonText, NumbersFollowTheGrammarExactly) {
  for (const char* text : {"0", "-0", "1", "10.50", "1e5", "1E+5", "0.0e-0", "-12.5E10"})
    EXPECT_TRUE(is_json_number(text)) << text;
  for (const char* text :
       {"", "-", "00", "01", "1.", ".1", "+1", "1e", "1e+", " 1", "1 ", "1,000", "0x1", "1_0"}) {
    EXPECT_FALSE(is_json_number(text)) << text;
  }
}

RC_GTEST_PROP(JsonText, WhatIsWrittenAsAStringIsReadBack, (const std::string& text)) {
  std::string written;
  base::append_json_string(text, written);
  std::string read;
  RC_ASSERT(unescape_json(std::string_view(written).substr(1, written.size() - 2), read));
  RC_ASSERT(read == text);
}

}  // namespace
}  // namespace ordersync::source
