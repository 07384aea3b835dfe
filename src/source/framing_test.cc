// Framing: the shapes of behaviour 1, chunk boundaries at every place, limits, and what is not JSON.
#include "source/framing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ordersync::source {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

struct Seen {
  std::string bytes;
  std::int64_t offset = 0;
  std::int64_t line = 0;
  std::string refused;  // the code
  base::Digest digest;
  friend bool operator==(const Seen&, const Seen&) = default;
};

class Collector final : public ElementSink {
 public:
  base::Result<void> element(const Element& element) override {
    seen.push_back({std::string(element.bytes), element.offset, element.line,
                    element.refused ? element.refused->code : std::string(), element.digest});
    if (static_cast<int>(seen.size()) == fail_at) return base::invalid("sink_says_no", "no");
    return {};
  }
  base::Result<void> page_done(int) override { return {}; }

  std::vector<std::string> texts() const {
    std::vector<std::string> out;
    for (const Seen& one : seen) out.push_back(one.bytes);
    return out;
  }

  std::vector<Seen> seen;
  int fail_at = -1;
};

struct Framed {
  std::vector<Seen> elements;
  std::vector<std::string> captures;
  std::string code;  // of the error; empty: none
  std::string message;
  friend bool operator==(const Framed&, const Framed&) = default;

  std::vector<std::string> texts() const {
    std::vector<std::string> out;
    for (const Seen& one : elements) out.push_back(one.bytes);
    return out;
  }
};

Framed frame_pieces(const std::vector<std::string_view>& pieces, const FramingRules& rules) {
  Framer framer(rules);
  Collector collector;
  base::Result<void> result;
  for (const std::string_view piece : pieces) {
    // A copy of its own, so that the sanitizer sees every read past a piece.
    const std::vector<char> copy(piece.begin(), piece.end());
    result = framer.feed({copy.data(), copy.size()}, collector);
    if (!result.ok()) break;
  }
  if (result.ok()) result = framer.finish(collector);
  Framed framed;
  framed.elements = collector.seen;
  EXPECT_EQ(framer.elements(), static_cast<std::int64_t>(collector.seen.size()));
  for (std::size_t i = 0; i < rules.captures.size(); ++i) framed.captures.push_back(framer.capture(i));
  if (!result.ok()) {
    framed.code = result.error().code;
    framed.message = result.error().message;
  }
  return framed;
}

std::vector<std::string_view> cut(std::string_view text, std::size_t piece) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < text.size(); at += piece) pieces.push_back(text.substr(at, piece));
  return pieces;
}

// As one piece, as single bytes, and cut in two at every place: all must agree.
Framed frame(std::string_view text, const FramingRules& rules = {}) {
  const Framed whole = frame_pieces({text}, rules);
  EXPECT_EQ(frame_pieces(cut(text, 1), rules), whole) << text.substr(0, 200);
  if (text.size() < 3000) {
    for (std::size_t at = 0; at <= text.size(); ++at) {
      EXPECT_EQ(frame_pieces({text.substr(0, at), text.substr(at)}, rules), whole) << "cut at " << at;
    }
  } else {
    for (const std::size_t piece : {7, 63, 64, 65, 1000, 65536})
      EXPECT_EQ(frame_pieces(cut(text, piece), rules), whole);
  }
  return whole;
}

FramingRules at(std::string pointer) {
  FramingRules rules;
  rules.orders_at = std::move(pointer);
  return rules;
}

TEST(Framing, AnArrayGivesItsElements) {
  const Framed framed = frame(R"([{"OrderID":1},{"OrderID":2, "x":[{"y":"}]"}]} , {"OrderID":3}])");
  EXPECT_EQ(framed.code, "");
  EXPECT_THAT(framed.texts(),
              ElementsAre(R"({"OrderID":1})", R"({"OrderID":2, "x":[{"y":"}]"}]})", R"({"OrderID":3})"));
}

TEST(Framing, AnObjectWithOrdersGivesThemWhateverStandsAround) {
  const Framed framed = frame(
      R"({"meta":{"orders":[9],"n":[1,2,{"a":null}]},"total":2,"orders":[{"OrderID":1},{"OrderID":2}],"next":null})");
  EXPECT_EQ(framed.code, "");
  EXPECT_THAT(framed.texts(), ElementsAre(R"({"OrderID":1})", R"({"OrderID":2})"));
}

TEST(Framing, TheNameOrdersMayBeEscaped) {
  EXPECT_THAT(frame(R"({"\u006frders":[{"OrderID":1}]})").texts(), ElementsAre(R"({"OrderID":1})"));
}

TEST(Framing, ASingleOrderObjectIsTheOneElement) {
  const std::string order = R"({ "OrderID": 639, "OrderItems": [ {"ItemName":"a]}\""} ],
 "CheckoutDetails": [] })";
  const Framed framed = frame("\n " + order + "\n");
  EXPECT_EQ(framed.code, "");
  ASSERT_THAT(framed.texts(), ElementsAre(order));
  EXPECT_EQ(framed.elements[0].offset, 2);
  EXPECT_EQ(framed.elements[0].line, 2);
}

TEST(Framing, WhereAHookReadsItASingleOrderMayHaveAnyMembers) {
  const std::string order = R"({"id":7,"lines":[]})";
  FramingRules rules;
  rules.single_order = SingleOrder::anything;
  EXPECT_THAT(frame(order, rules).texts(), ElementsAre(order));
  EXPECT_THAT(frame(R"({"orders":[{"id":7}]})", rules).texts(), ElementsAre(R"({"id":7})"));
  EXPECT_EQ(frame(order).code, "unexpected_shape");
}

TEST(Framing, ASingleOrderIsToldByItsItemsAsWell) {
  EXPECT_THAT(frame(R"({"OrderItems":[]})").texts(), SizeIs(1));
  EXPECT_THAT(frame(R"({"OrderDetails":[]})").texts(), SizeIs(1));
}

TEST(Framing, NoOrdersIsSaidInFourWays) {
  for (const char* text : {"null", "[]", R"({"orders": []})", R"({"orders": null})", " [ ] \n", " null "}) {
    const Framed framed = frame(text);
    EXPECT_EQ(framed.code, "") << text;
    EXPECT_THAT(framed.elements, IsEmpty()) << text;
  }
}

TEST(Framing, AnEmptyBodyIsAnError) {
  for (const char* text : {"", " \r\n\t ", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"}) {
    EXPECT_EQ(frame(text).code, "empty_answer") << text;
  }
}

TEST(Framing, AByteOrderMarkIsSkipped) {
  const Framed framed = frame("\xEF\xBB\xBF[{\"OrderID\":1}]");
  EXPECT_EQ(framed.code, "");
  ASSERT_THAT(framed.elements, SizeIs(1));
  EXPECT_EQ(framed.elements[0].offset, 4);
}

TEST(Framing, HalfAByteOrderMarkIsNotJson) {
  EXPECT_EQ(frame("\xEF\xBB[]").code, "invalid_json");
  EXPECT_EQ(frame("\xEF\xBB").code, "truncated_answer");
}

TEST(Framing, HtmlIsNamed) {
  const Framed framed = frame("\n  <!DOCTYPE html><html></html>");
  EXPECT_EQ(framed.code, "html_answer");
  EXPECT_EQ(framed.message, "the answer is HTML, not JSON (a login page?)");
  EXPECT_EQ(frame("[<html>]").code, "invalid_json");
}

TEST(Framing, BadJsonIsNamedByByteAndLineCountedFromOne) {
  const Framed framed = frame("[\n{\"OrderID\":1},\n{\"OrderID\":2}\nx]");
  EXPECT_EQ(framed.code, "invalid_json");
  EXPECT_EQ(framed.message, "invalid JSON at byte 32, line 4");
  EXPECT_THAT(framed.elements, SizeIs(2));
}

TEST(Framing, LinesInsideOrdersAreCounted) {
  const Framed framed = frame("[{\n\"a\":\n1},\n\n{}]");
  ASSERT_THAT(framed.elements, SizeIs(2));
  EXPECT_EQ(framed.elements[0].line, 1);
  EXPECT_EQ(framed.elements[1].line, 5);
  EXPECT_EQ(framed.elements[1].offset, 13);
}

TEST(Framing, TheGrammarAroundTheOrdersIsStrict) {
  for (const char* text : {"[,]",
                           "[{},]",
                           "[{}{}]",
                           "[{} {}]",
                           "{\"orders\":[],}",
                           "{orders:[]}",
                           "{\"orders\" []}",
                           "{\"orders\":[]]",
                           "[}",
                           "[{]",
                           "[{\"a\":[}]}]",
                           "{\"a\":01,\"orders\":[]}",
                           "{\"a\":+1,\"orders\":[]}",
                           "{\"a\":tru,\"orders\":[]}",
                           "{\"a\":\"\\x\",\"orders\":[]}",
                           "{\"a\":\"\\u12g4\",\"orders\":[]}",
                           "{\"a\":\"line\nbreak\",\"orders\":[]}",
                           "{\"a\":1 2,\"orders\":[]}",
                           "{\"a\":1.,\"orders\":[]}",
                           "{,\"orders\":[]}",
                           "[oops]",
                           "[nul]",
                           "[1.e5]",
                           "[-]",
                           "['a']",
                           "{\"orders\":[]} x",
                           "[] []",
                           "[]]",
                           "null null",
                           "{\"OrderID\":1}{\"OrderID\":2}",
                           "[{}]\n{}",
                           "}",
                           "]",
                           ":",
                           "[\"a\\q\"]",
                           "{\"a\":NaN,\"orders\":[]}",
                           "nulll",
                           "[\x01]"}) {
    EXPECT_EQ(frame(text).code, "invalid_json") << text;
  }
}

TEST(Framing, AnswersThatAreCutOffAreToldApart) {
  const std::string whole =
      R"({"meta":{"a":[1,"x\u0041"]},"orders":[{"OrderID":1,"s":"}\""},{"OrderID":2}],"next":12})";
  EXPECT_EQ(frame(whole).code, "");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const Framed framed = frame_pieces({std::string_view(whole).substr(0, size)}, {});
    EXPECT_EQ(framed.code, "truncated_answer") << size;
    EXPECT_EQ(framed.message,
              "invalid JSON at byte " + std::to_string(size) + ", line 1: the answer is cut off there");
  }
}

TEST(Framing, WhatWasHandedOverBeforeTheBreakStays) {
  const Framed framed = frame(R"([{"OrderID":1},{"OrderID":2},{"Order)");
  EXPECT_EQ(framed.code, "truncated_answer");
  EXPECT_THAT(framed.texts(), ElementsAre(R"({"OrderID":1})", R"({"OrderID":2})"));
}

TEST(Framing, ElementsThatAreNoObjectsAreHandedOverAsTheyAre) {
  const Framed framed = frame(R"([1,-2.5e3,"a ] \" \\",null,true,false,[1,[2]],{}])");
  EXPECT_EQ(framed.code, "");
  EXPECT_THAT(framed.texts(),
              ElementsAre("1", "-2.5e3", R"("a ] \" \\")", "null", "true", "false", "[1,[2]]", "{}"));
}

TEST(Framing, ABrokenOrderThatKeepsItsBracketsIsLeftToTheDecoder) {
  const Framed framed = frame(R"([{"OrderID":1,,},{"OrderID":oops},{"OrderID":3}])");
  EXPECT_EQ(framed.code, "");
  EXPECT_THAT(framed.elements, SizeIs(3));
}

TEST(Framing, EscapesInsideOrdersDoNotConfuseStrings) {
  // Runs of backslashes of every length before a quote, across the edges of blocks of 64.
  for (int run = 0; run < 70; ++run) {
    const bool closes = run % 2 == 0;
    const std::string text =
        "[{\"a\":\"" + std::string(run, '\\') + (closes ? "\"" : "\"\"") + ",\"b\":\"]}\"},2]";
    const Framed framed = frame(text);
    EXPECT_EQ(framed.code, "") << run;
    EXPECT_THAT(framed.elements, SizeIs(2)) << run;
  }
}

TEST(Framing, APointerLeadsToAnArray) {
  const Framed framed =
      frame(R"({"a":{"x":[9]},"data":{"k":1,"list":[{"OrderID":1},2]},"list":[3]})", at("/data/list"));
  EXPECT_EQ(framed.code, "");
  EXPECT_THAT(framed.texts(), ElementsAre(R"({"OrderID":1})", "2"));
}

TEST(Framing, APointerLeadsToOneObject) {
  const Framed framed = frame(R"({"data":{"order":{"OrderID":1,"orders":[5]}}})", at("/data/order"));
  EXPECT_EQ(framed.code, "");
  EXPECT_THAT(framed.texts(), ElementsAre(R"({"OrderID":1,"orders":[5]})"));
}

TEST(Framing, APointerMayGoThroughArraysAndEscapedNames) {
  EXPECT_THAT(frame(R"([[0],[1,{"a/b":{"m~n":[7]}}]])", at("/1/1/a~1b/m~0n")).texts(), ElementsAre("7"));
  EXPECT_THAT(frame(R"([{"x":[1]},{"x":[2]},{"x":[3]}])", at("/1/x")).texts(), ElementsAre("2"));
  EXPECT_THAT(frame(R"({"1":[4]})", at("/1")).texts(), ElementsAre("4"));
  EXPECT_THAT(frame(R"({"":[4]})", at("/")).texts(), ElementsAre("4"));
}

TEST(Framing, APointerThatLeadsNowhereIsAnError) {
  const Framed framed = frame(R"({"data":{"rows":[]},"status":"ok"})", at("/data/orders"));
  EXPECT_EQ(framed.code, "unexpected_shape");
  EXPECT_THAT(framed.message, HasSubstr("/data/orders"));
  EXPECT_THAT(framed.message, HasSubstr("data, status"));
  EXPECT_THAT(framed.message, HasSubstr("--orders-at"));
  EXPECT_EQ(frame(R"({"data":"x"})", at("/data")).code, "unexpected_shape");
  EXPECT_EQ(frame("5", at("/data")).code, "unexpected_shape");
  EXPECT_EQ(frame(R"([{"OrderID":1}])", at("/data")).code, "unexpected_shape");
}

TEST(Framing, AtAPointerNoOrdersIsNullOrAnEmptyAnswer) {
  EXPECT_EQ(frame(R"({"data":null})", at("/data")).code, "");
  EXPECT_EQ(frame(R"({"data":[]})", at("/data")).code, "");
  EXPECT_EQ(frame("null", at("/data")).code, "");
  EXPECT_EQ(frame("[]", at("/data")).code, "");
}

TEST(Framing, OrdersTwiceIsAnError) {
  EXPECT_EQ(frame(R"({"orders":[{"OrderID":1}],"orders":[]})").code, "unexpected_shape");
  EXPECT_EQ(frame(R"({"orders":null,"orders":[]})").code, "unexpected_shape");
  EXPECT_EQ(frame(R"({"d":{"o":[]},"d":{"o":[]}})", at("/d/o")).code, "unexpected_shape");
}

TEST(Framing, OrdersThatAreNoListAreAnError) {
  for (const char* text :
       {R"({"orders":5})", R"({"orders":"x"})", R"({"orders":{"OrderID":1}})", R"({"orders":true})"}) {
    const Framed framed = frame(text);
    EXPECT_EQ(framed.code, "unexpected_shape") << text;
    EXPECT_THAT(framed.message, HasSubstr("--orders-at")) << text;
  }
}

TEST(Framing, AnObjectThatIsNoOrderIsAnErrorThatShowsItsMembersAndWhatItSays) {
  const Framed framed = frame(R"({"status":"failed","error":"Invalid \"key\"","data":[{"OrderID":1}]})");
  EXPECT_EQ(framed.code, "unexpected_shape");
  EXPECT_THAT(framed.message, HasSubstr("status, error, data"));
  EXPECT_THAT(framed.message, HasSubstr("Invalid \"key\""));
  EXPECT_THAT(framed.message, HasSubstr("--orders-at"));
  EXPECT_THAT(framed.elements, IsEmpty());
  EXPECT_EQ(frame("{}").code, "unexpected_shape");
  EXPECT_EQ(frame(R"({"status":"ok"})").code, "unexpected_shape");
}

TEST(Framing, AnAnswerThatIsJustAValueIsAnError) {
  for (const char* text : {"5", "\"text\"", "true", "-1.5"})
    EXPECT_EQ(frame(text).code, "unexpected_shape") << text;
}

FramingRules small(std::int64_t bytes, int depth = 64) {
  FramingRules rules;
  rules.max_order_bytes = bytes;
  rules.max_depth = depth;
  return rules;
}

TEST(Framing, AnOrderPastTheSizeLimitIsRefusedAlone) {
  const std::string large = R"({"OrderID":2,"x":")" + std::string(500, 'y') + "\"}";
  const Framed framed = frame("[{\"OrderID\":1}," + large + ",{\"OrderID\":3}]", small(100));
  EXPECT_EQ(framed.code, "");
  ASSERT_THAT(framed.elements, SizeIs(3));
  EXPECT_EQ(framed.elements[0].refused, "");
  EXPECT_EQ(framed.elements[1].refused, "order_too_large");
  EXPECT_EQ(framed.elements[1].digest, base::digest_of(large));
  EXPECT_EQ(framed.elements[1].bytes, large);
  EXPECT_EQ(framed.elements[2].bytes, R"({"OrderID":3})");
}

TEST(Framing, TheSizeLimitItselfIsAllowed) {
  const std::string order = R"({"OrderID":1})";
  const auto size = static_cast<std::int64_t>(order.size());
  EXPECT_EQ(frame("[" + order + "]", small(size)).elements.at(0).refused, "");
  EXPECT_EQ(frame("[" + order + "]", small(size - 1)).elements.at(0).refused, "order_too_large");
  EXPECT_EQ(frame(order, small(size)).elements.at(0).refused, "");
  EXPECT_EQ(frame(order, small(size - 1)).elements.at(0).refused, "order_too_large");
}

TEST(Framing, OfAHugeOrderOnlyTheBeginningIsKept) {
  const std::string large = R"({"OrderID":2,"x":")" + std::string(3 << 20, 'y') + "\"}";
  const Framed framed = frame_pieces(cut("[1," + large + ",3]", 16384), {});
  ASSERT_THAT(framed.elements, SizeIs(3));
  EXPECT_EQ(framed.elements[1].refused, "order_too_large");
  EXPECT_EQ(framed.elements[1].bytes, large.substr(0, 65536));
  EXPECT_EQ(framed.elements[1].digest, base::digest_of(large));
  EXPECT_EQ(framed, frame_pieces({"[1," + large + ",3]"}, {}));
}

TEST(Framing, AHugeSingleOrderIsRefusedAlone) {
  const std::string large = R"({"OrderID":2,"x":")" + std::string(300, 'y') + "\"}";
  const Framed framed = frame(large, small(100));
  ASSERT_THAT(framed.elements, SizeIs(1));
  EXPECT_EQ(framed.elements[0].refused, "order_too_large");
  EXPECT_EQ(framed.elements[0].digest, base::digest_of(large));
}

TEST(Framing, WhatStandsBesideTheOrdersMayBeLargerThanOne) {
  const Framed framed =
      frame(R"({"meta":")" + std::string(500, 'm') + R"(","orders":[{"OrderID":1}]})", small(100));
  EXPECT_EQ(framed.code, "");
  EXPECT_THAT(framed.texts(), ElementsAre(R"({"OrderID":1})"));
}

std::string nested(int levels, const std::string& inside = "") {
  return std::string(levels, '[') + inside + std::string(levels, ']');
}

TEST(Framing, AnOrderPastTheDepthLimitIsRefusedAlone) {
  const std::string deep = "{\"a\":" + nested(5) + "}";
  const Framed framed = frame("[{}," + deep + ",3]", small(1000, 5));
  EXPECT_EQ(framed.code, "");
  ASSERT_THAT(framed.elements, SizeIs(3));
  EXPECT_EQ(framed.elements[1].refused, "order_too_deep");
  EXPECT_EQ(framed.elements[1].digest, base::digest_of(deep));
  EXPECT_EQ(frame("[{\"a\":" + nested(4) + "}]", small(1000, 5)).elements.at(0).refused, "");
}

TEST(Framing, ASingleOrderCountsItsLevelsAlike) {
  EXPECT_EQ(frame("{\"OrderID\":" + nested(4) + "}", small(1000, 5)).elements.at(0).refused, "");
  EXPECT_EQ(frame("{\"OrderID\":" + nested(5) + "}", small(1000, 5)).elements.at(0).refused,
            "order_too_deep");
}

TEST(Framing, AMillionLevelsCostLittleAndHarmNoNeighbour) {
  const Framed framed = frame_pieces(cut("[1," + nested(1'200'000) + ",3]", 65536), {});
  EXPECT_EQ(framed.code, "");
  ASSERT_THAT(framed.elements, SizeIs(3));
  EXPECT_EQ(framed.elements[1].refused, "order_too_large");
  EXPECT_EQ(frame_pieces(cut("{\"meta\":" + nested(1'200'000) + "}", 65536), {}).code, "invalid_json");
}

TEST(Framing, ARefusedOrderShowsNoCardNumber) {
  const Framed framed =
      frame(R"([{"OrderID":1,"CheckoutDetails":[{"CardNumber":"4111 1111 1111 1111"}]}])", small(20));
  ASSERT_THAT(framed.elements, SizeIs(1));
  EXPECT_THAT(framed.elements[0].bytes, Not(HasSubstr("4111")));
  EXPECT_THAT(framed.elements[0].bytes, HasSubstr("**** 1111"));
}

FramingRules capturing(std::vector<std::string> pointers) {
  FramingRules rules;
  rules.captures = std::move(pointers);
  return rules;
}

TEST(Framing, CapturesAreTakenFromAroundTheOrders) {
  const Framed framed = frame(
      R"({"meta":{"next":"a\/b\u00e9","page":[10,20.50]},"orders":[{"next":"no"}],"cursor":12345678901234567890,"ok":true})",
      capturing({"/meta/next", "/cursor", "/meta/page/1", "/ok", "/absent", "/orders/0/next"}));
  EXPECT_EQ(framed.code, "");
  EXPECT_THAT(framed.captures, ElementsAre("a/b\u00e9", "12345678901234567890", "20.50", "true", "", ""));
}

TEST(Framing, NothingIsCapturedFromNullFalseOrContainers) {
  const Framed framed = frame(R"({"orders":[],"a":null,"b":false,"c":{"d":1},"e":[],"f":"","g":"null"})",
                              capturing({"/a", "/b", "/c", "/e", "/f", "/g"}));
  EXPECT_THAT(framed.captures, ElementsAre("", "", "", "", "", "null"));
}

TEST(Framing, ACaptureTooLongToBeALinkIsAnError) {
  EXPECT_EQ(frame(R"({"orders":[],"next":")" + std::string(70'000, 'x') + "\"}", capturing({"/next"})).code,
            "unexpected_shape");
  EXPECT_EQ(frame(R"({"orders":[],"other":")" + std::string(70'000, 'x') + "\"}", capturing({"/next"})).code,
            "");
}

TEST(Framing, TheSinksErrorEndsTheFramer) {
  Framer framer({});
  Collector collector;
  collector.fail_at = 2;
  const auto result = framer.feed("[1,2,3]", collector);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, "sink_says_no");
  EXPECT_EQ(framer.feed("4", collector).error().code, "sink_says_no");
  EXPECT_EQ(framer.finish(collector).error().code, "sink_says_no");
  EXPECT_THAT(collector.seen, SizeIs(2));
}

TEST(Framing, AfterAnErrorTheFramerSaysTheSameAgain) {
  Framer framer({});
  Collector collector;
  EXPECT_EQ(framer.feed("[}", collector).error().code, "invalid_json");
  EXPECT_EQ(framer.feed("[1]", collector).error().code, "invalid_json");
  EXPECT_EQ(framer.finish(collector).error().code, "invalid_json");
  EXPECT_THAT(collector.seen, IsEmpty());
}

// Documents made at random from the pieces that decide: every way of cutting them must give the same.
RC_GTEST_PROP(Framing, CuttingNeverChangesTheResult, ()) {
  const auto tokens = *rc::gen::container<std::vector<std::string>>(
      rc::gen::elementOf(std::vector<std::string>{"{",
                                                  "}",
                                                  "[",
                                                  "]",
                                                  ",",
                                                  ":",
                                                  "\"orders\":[",
                                                  "\"OrderID\":1",
                                                  "\"a\"",
                                                  "\"\\\"",
                                                  "\\",
                                                  "\"",
                                                  " ",
                                                  "\n",
                                                  "1",
                                                  "null",
                                                  "{\"OrderID\":1}",
                                                  "[{\"a\":\"]\\\\\"}",
                                                  "\xEF\xBB\xBF",
                                                  "<",
                                                  "tru",
                                                  "e",
                                                  "-",
                                                  "\\u00",
                                                  "41"}));
  std::string text =
      *rc::gen::elementOf(std::vector<std::string>{"", "[", "{", "{\"orders\":[", "[{", "[[\""});
  for (const std::string& token : tokens) text += token;
  FramingRules rules = small(*rc::gen::inRange(1, 40), *rc::gen::inRange(1, 6));
  rules.captures = {"/a"};
  if (*rc::gen::arbitrary<bool>())
    rules.orders_at = *rc::gen::elementOf(std::vector<std::string>{"/a", "/0", "/orders/0"});
  const Framed whole = frame_pieces({text}, rules);
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < text.size();) {
    const auto size = static_cast<std::size_t>(*rc::gen::inRange(1, 80));
    pieces.push_back(std::string_view(text).substr(at, size));
    at += size;
  }
  RC_ASSERT(frame_pieces(pieces, rules) == whole);
  RC_ASSERT(frame_pieces(cut(text, 1), rules) == whole);
}

}  // namespace
}  // namespace ordersync::source
