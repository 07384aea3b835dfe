// Verdicts: which order it is, whether it is booked, skipped or refused, its content, and its redacted copy.
#include "source/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "source/decode_samples.h"
#include "source/reader.h"

namespace ordersync::source {
namespace {

using samples::booked;
using samples::dec;
using samples::decode;
using samples::kGuide;
using samples::kReal;
using samples::kSmall;
using samples::refused;
using samples::replaced;
using samples::rules;
using samples::small_with;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// A free order of a source that computes in floating point: taken for a refund, it could not be booked, or
// took a booked sale's goods back.
TEST(Decode, WhatFloatingPointLeavesOfZeroIsNoRefund) {
  const std::string json = replaced(kSmall, R"("GrandTotal":10)", R"("GrandTotal":-1.4210854715202004e-14)");
  EXPECT_EQ(decode(json).key.kind, order::Kind::sale);
  EXPECT_EQ(decode(json).status_class, "sale");
  EXPECT_EQ(decode(replaced(kSmall, R"("GrandTotal":10)", R"("GrandTotal":-0.01)")).key.kind,
            order::Kind::refund);
}

// Asked for and not done yet, it must not take the place of the sale that it is of.
TEST(Decode, BelowZeroUnderAnotherStatusIsARefundThatIsSkipped) {
  std::string json = replaced(kSmall, R"("OrderStatus":103)", R"("OrderStatus":104)");
  json = replaced(json, R"("GrandTotal":10)", R"("GrandTotal":-10)");
  EXPECT_EQ(decode(json).key, (order::OrderKey{"main-store", "7", order::Kind::refund, ""}));
  EXPECT_EQ(decode(json).verdict, Verdict::skip);
}

TEST(Decode, ACancelledOrderIsCancelledHoweverOldItIs) {
  DecodeRules late = rules();
  late.orders_from = base::parse_date("2026-01-01", {}).value();
  const std::string old = small_with(R"("OrderDate":"2025-08-10T10:00:00Z")");
  EXPECT_EQ(decode(old, late).skip_reason->code, "before_start_date");
  EXPECT_EQ(decode(replaced(old, R"("OrderStatus":103)", R"("OrderStatus":104)"), late).skip_reason->code,
            "status_not_a_sale");
}

TEST(Decode, AnOrderWithoutADateIsOfWhenItWasReceived) {
  DecodeRules late = rules();
  late.orders_from = base::parse_date("2026-01-01", {}).value();
  EXPECT_EQ(decode(kSmall, late).verdict, Verdict::book);
  late.received_at = base::parse_date("2025-12-31", {}).value();
  EXPECT_EQ(decode(kSmall, late).skip_reason->code, "before_start_date");
  late.received_at = base::parse_date("2026-01-01", {}).value();
  EXPECT_EQ(decode(kSmall, late).verdict, Verdict::book);
}

// What is kept of the payload has but the last four digits: read again, it would be another refund.
TEST(Decode, ARefundIdThatIsMaskedIsKnownByItsDigest) {
  DecodeRules by_reference = rules();
  by_reference.refund_id_pointer = "/CheckoutDetails/0/ReferenceID";
  const auto refund = [](const std::string& reference) {
    return replaced(replaced(kSmall, R"("OrderStatus":103)", R"("OrderStatus":106)"), R"("CardType":"Cash")",
                    R"("CardType":"Cash","ReferenceID":")" + reference + '"');
  };
  EXPECT_EQ(decode(refund("TX-1"), by_reference).key.refund_id, "TX-1");
  const Decoded masked = decode(refund("4111111111111111"), by_reference);
  ASSERT_TRUE(masked.redacted);
  EXPECT_EQ(masked.verdict, Verdict::book);
  EXPECT_TRUE(is_refund_by_digest(masked.key)) << masked.key.refund_id;
  std::vector<Decoded> again{decode(*masked.redacted, by_reference)};
  EXPECT_EQ(find_order(again, masked.key), &again.front());
}

TEST(Decode, TheGuidesOrderIsReadWhole) {
  const Decoded decoded = decode(kGuide);
  ASSERT_EQ(decoded.verdict, Verdict::book);
  EXPECT_TRUE(decoded.has_id);
  EXPECT_EQ(decoded.key, (order::OrderKey{"main-store", "639", order::Kind::sale, ""}));
  EXPECT_EQ(decoded.status_class, "sale");
  EXPECT_FALSE(decoded.redacted);
  const order::Order& order = *decoded.order;
  EXPECT_EQ(order.key, decoded.key);
  EXPECT_EQ(order.status, "103");
  EXPECT_FALSE(order.date);
  EXPECT_EQ(order.grand_total.minor(), 9200);
  EXPECT_EQ(order.amount_paid.minor(), 9200);
  EXPECT_EQ(order.amount_total, dec("80"));
  EXPECT_EQ(order.tax, dec("12"));
  EXPECT_EQ(order.tax_percent, dec("15"));
  ASSERT_THAT(order.lines, SizeIs(1));
  EXPECT_EQ(order.lines[0].item_id, "");
  EXPECT_EQ(order.lines[0].name, "Product Name");
  EXPECT_EQ(order.lines[0].price, dec("80"));
  EXPECT_EQ(order.lines[0].quantity, dec("1"));
  EXPECT_EQ(order.lines[0].number, 1);
  ASSERT_THAT(order.lines[0].components, SizeIs(1));
  EXPECT_EQ(order.lines[0].components[0],
            (order::Component{"175741", "Component Item", dec("20"), dec("2")}));
  ASSERT_THAT(order.checkouts, SizeIs(1));
  EXPECT_EQ(order.checkouts[0].amount.minor(), 9200);
  EXPECT_EQ(order.checkouts[0].card_type, "Cash");
  EXPECT_EQ(order.checkouts[0].payment_mode, "1");
  EXPECT_EQ(order.checkouts[0].card_last4, "");
  EXPECT_THAT(order.warnings, SizeIs(0));
}

DecodeRules real_rules() {
  DecodeRules with_format = rules();
  with_format.dates.format = "%d-%m-%Y %I:%M:%S %p";
  return with_format;
}

TEST(Decode, ARealSourcesOrderIsReadThroughItsAliases) {
  const order::Order order = booked(kReal, real_rules());
  EXPECT_EQ(order.key.external_id, "170388001");
  ASSERT_TRUE(order.date);
  EXPECT_EQ(base::to_iso8601(*order.date), "2025-08-10T17:16:43Z");
  EXPECT_EQ(order.grand_total.minor(), 1875);
  EXPECT_EQ(order.discount.minor(), 625);
  EXPECT_EQ(order.amount_total, dec("25"));
  ASSERT_THAT(order.lines, SizeIs(1));
  EXPECT_EQ(order.lines[0].item_id, "170388");
  EXPECT_EQ(order.lines[0].name, "Fuchs Oil 5W30 Syn Sn");
  EXPECT_EQ(order.lines[0].price, dec("25"));
  EXPECT_FALSE(order.lines[0].discount_percent);
  ASSERT_THAT(order.checkouts, SizeIs(1));
  EXPECT_EQ(order.checkouts[0].amount.minor(), 1875);
  EXPECT_EQ(order.customer.id, "");
}

TEST(Decode, ARealSourcesDateWithoutAFormatAsksWhichItIs) {
  const Decoded decoded = decode(kReal);
  EXPECT_EQ(decoded.verdict, Verdict::refuse);
  EXPECT_TRUE(decoded.has_id);
  ASSERT_TRUE(decoded.problem);
  EXPECT_EQ(decoded.problem->code, "ambiguous_date");
  EXPECT_EQ(decoded.problem->cause, "ambiguous_date");
  EXPECT_THAT(decoded.problem->message, HasSubstr("10-08-2025"));
  EXPECT_EQ(decoded.key.external_id, "170388001");
}

TEST(Decode, NumbersAndTextsAreTheSameId) {
  for (const char* id : {"639", "\"639\"", "\"  639 \"", "639.0", "6.39e2", "\"\\u0036\\u0033\\u0039\"",
                         "\"\xC2\xA0"
                         "639\""}) {
    EXPECT_EQ(decode(replaced(kGuide, "\"OrderID\": 639", "\"OrderID\": " + std::string(id))).key.external_id,
              "639")
        << id;
  }
  EXPECT_EQ(decode(replaced(kGuide, "639", "123456789012345678901234567890")).key.external_id,
            "123456789012345678901234567890");
  EXPECT_EQ(decode(replaced(kGuide, "639", "\"A-7/ü\"")).key.external_id, "A-7/ü");
}

TEST(Decode, AnOrderWithoutAUsableIdIsKeptByItsBytes) {
  for (const std::string& id : std::vector<std::string>{
           "null", "\"\"", "\"  \"", "true", "[1]", "{}", "639.5", "1e300", "\"a\\u0000b\"",
           std::string("\"") + std::string(201, 'x') + "\"", "\"digest:00112233445566778899aabbccddeeff\""}) {
    const std::string json = replaced(kGuide, "\"OrderID\": 639", "\"OrderID\": " + id);
    const Decoded decoded = decode(json);
    EXPECT_EQ(decoded.verdict, Verdict::refuse) << id;
    EXPECT_FALSE(decoded.has_id) << id;
    EXPECT_EQ(decoded.problem->code, "order_without_id") << id;
    EXPECT_EQ(decoded.key.external_id, "digest:" + base::digest_of(json).to_hex());
    EXPECT_EQ(decoded.content, base::digest_of(json));
  }
  EXPECT_EQ(refused(R"({"AmountPaid":1})").code, "order_without_id");
  EXPECT_TRUE(decode(replaced(kGuide, "639", '"' + std::string(200, 'x') + '"')).has_id);
}

TEST(Decode, WhatIsNoObjectIsNotAnOrder) {
  for (const char* text : {"1", "\"x\"", "null", "true", "[{}]", "", " ", "-5"}) {
    const Decoded decoded = decode(text);
    EXPECT_EQ(decoded.verdict, Verdict::refuse) << text;
    EXPECT_EQ(decoded.problem->code, "not_an_order") << text;
    EXPECT_FALSE(decoded.has_id);
    EXPECT_THAT(decoded.key.external_id, StartsWith("digest:"));
  }
  EXPECT_NE(decode("1").key.external_id, decode("2").key.external_id);
}

TEST(Decode, BrokenJsonInsideAnOrderIsRefused) {
  EXPECT_EQ(refused(R"({"OrderID":1,})").code, "bad_order_json");
  EXPECT_EQ(refused(R"({"OrderID":1,"x":{"y":01}})").code, "bad_order_json");
  EXPECT_EQ(refused("{\"OrderID\":1,\"x\":\"\xE9\"}").code, "bad_utf8");
  EXPECT_EQ(refused(R"({"OrderID":1,"x":)" + std::string(80, '[') + std::string(80, ']') + "}").code,
            "order_too_deep");
}

TEST(Decode, DuplicateKeysAreRefusedAndNamed) {
  const Decoded twice = decode(replaced(kSmall, "\"Price\":5", "\"Price\":5,\"Pr\\u0069ce\":6"));
  EXPECT_EQ(twice.verdict, Verdict::refuse);
  EXPECT_EQ(twice.problem->code, "duplicate_key");
  EXPECT_THAT(twice.problem->message, HasSubstr("OrderItems[0].Price"));
  EXPECT_TRUE(twice.has_id);
  EXPECT_EQ(refused(small_with(R"("Unknown":{"a":1,"a":1})")).code, "duplicate_key");
}

TEST(Decode, MebibytesOfDuplicateKeysAreRefused) {
  std::string many;
  while (many.size() < 4'000'000) many += "\"a\":1,";
  const Decoded decoded = decode(small_with(many + "\"a\":1"));
  EXPECT_EQ(decoded.problem->code, "duplicate_key");
  EXPECT_TRUE(decoded.has_id);
}

TEST(Decode, TwoOrderIdsAreNoId) {
  const Decoded decoded = decode(small_with("\"OrderID\":8"));
  EXPECT_EQ(decoded.problem->code, "duplicate_key");
  EXPECT_FALSE(decoded.has_id);
  EXPECT_THAT(decoded.key.external_id, StartsWith("digest:"));
}

TEST(Decode, StatusesSayWhatAnOrderIs) {
  const auto status_class = [](std::string_view status) {
    return decode(replaced(kSmall, "\"OrderStatus\":103", "\"OrderStatus\":" + std::string(status)))
        .status_class;
  };
  for (const char* sale : {"103", "\"103\"", "\" 103 \"", "103.0", "null", "\"\""})
    EXPECT_EQ(status_class(sale), "sale") << sale;
  for (const char* refund : {"106", "\"106\""}) EXPECT_EQ(status_class(refund), "refund") << refund;
  for (const char* other : {"101", "\"Cancelled\"", "0", "true", "[103]", "{}"})
    EXPECT_EQ(status_class(other), "other") << other;
  EXPECT_EQ(decode(replaced(kSmall, "\"OrderStatus\":103,", "")).verdict, Verdict::book);
}

TEST(Decode, StatusesAreTheSyncsOwn) {
  DecodeRules own = rules();
  own.sale_statuses = {"Paid", "done"};
  own.refund_statuses = {"Returned"};
  EXPECT_EQ(decode(replaced(kSmall, "103", "\"done\""), own).status_class, "sale");
  EXPECT_EQ(decode(replaced(kSmall, "103", "\"Returned\""), own).key.kind, order::Kind::refund);
  EXPECT_EQ(decode(kSmall, own).status_class, "other");
}

TEST(Decode, AnyOtherStatusIsSkippedAndDecodedForComparison) {
  const Decoded decoded = decode(replaced(kSmall, "103", "105"));
  EXPECT_EQ(decoded.verdict, Verdict::skip);
  ASSERT_TRUE(decoded.skip_reason);
  EXPECT_EQ(decoded.skip_reason->code, "status_not_a_sale");
  EXPECT_THAT(decoded.skip_reason->message, HasSubstr("105"));
  EXPECT_TRUE(decoded.order);
  EXPECT_FALSE(decoded.problem);
  EXPECT_EQ(decoded.key.kind, order::Kind::sale);
  EXPECT_NE(decoded.content, decode(kSmall).content);
}

TEST(Decode, ASkippedOrderNeedNotBeComplete) {
  const Decoded decoded = decode(R"({"OrderID":5,"OrderStatus":101})");
  EXPECT_EQ(decoded.verdict, Verdict::skip);
  EXPECT_FALSE(decoded.order);
  EXPECT_FALSE(decoded.problem);
  EXPECT_EQ(decoded.content, base::digest_of(R"({"OrderID":5,"OrderStatus":101})"));
}

DecodeRules from_2025() {
  DecodeRules from = rules();
  from.orders_from = base::parse_date("2025-01-01T00:00:00Z", {}).value();
  return from;
}

TEST(Decode, OrdersBeforeTheStartDateAreSkipped) {
  const Decoded old = decode(small_with(R"("OrderDate":"2024-12-31T23:59:59Z")"), from_2025());
  EXPECT_EQ(old.verdict, Verdict::skip);
  EXPECT_EQ(old.skip_reason->code, "before_start_date");
  EXPECT_TRUE(old.order);
  EXPECT_EQ(decode(small_with(R"("OrderDate":"2025-01-01T00:00:00Z")"), from_2025()).verdict, Verdict::book);
  EXPECT_EQ(decode(kSmall, from_2025()).verdict, Verdict::book);  // no date: the time received
}

TEST(Decode, AnAmbiguousDateIsAskedAboutBeforeItIsCompared) {
  EXPECT_EQ(refused(small_with(R"("OrderDate":"10-08-2024")"), from_2025()).code, "ambiguous_date");
}

TEST(Decode, AnOldOrderMayBeBroken) {
  EXPECT_EQ(decode(R"({"OrderID":5,"OrderDate":"2020-01-01"})", from_2025()).verdict, Verdict::skip);
}

DecodeRules filtered(std::string pointer, std::vector<std::string> values) {
  DecodeRules with = rules();
  with.filters.push_back({std::move(pointer), std::move(values)});
  return with;
}

TEST(Decode, FiltersTakeAnyOfTheirValues) {
  const auto verdict = [](std::string_view member, const DecodeRules& with) {
    return decode(small_with(member), with).verdict;
  };
  const DecodeRules shop = filtered("/LocationID", {"404", "405"});
  EXPECT_EQ(verdict("\"LocationID\":404", shop), Verdict::book);
  EXPECT_EQ(verdict("\"LocationID\":\" 405 \"", shop), Verdict::book);
  EXPECT_EQ(verdict("\"LocationID\":404.0", shop), Verdict::book);
  EXPECT_EQ(verdict("\"LocationID\":406", shop), Verdict::skip);
  EXPECT_EQ(verdict("\"LocationID\":null", shop), Verdict::skip);
  EXPECT_EQ(verdict("\"LocationID\":[404]", shop), Verdict::skip);
  EXPECT_EQ(verdict("\"Other\":404", shop), Verdict::skip);
  EXPECT_EQ(verdict("\"Open\":true", filtered("/Open", {"true"})), Verdict::book);
  EXPECT_EQ(verdict("\"a\":{\"b\":[1,\"x\"]}", filtered("/a/b/1", {"x"})), Verdict::book);
  EXPECT_EQ(verdict("\"Rate\":1.5", filtered("/Rate", {"1.5"})), Verdict::book);
}

TEST(Decode, AllFiltersMustHold) {
  DecodeRules both = filtered("/a", {"1"});
  both.filters.push_back({"/b", {"2"}});
  EXPECT_EQ(decode(small_with("\"a\":1,\"b\":2"), both).verdict, Verdict::book);
  const Decoded other = decode(small_with("\"a\":1,\"b\":3"), both);
  EXPECT_EQ(other.verdict, Verdict::skip);
  EXPECT_EQ(other.skip_reason->code, "filtered_out");
  EXPECT_THAT(other.skip_reason->message, HasSubstr("/b"));
}

TEST(Decode, AnotherShopsBrokenOrderIsNobodysConcern) {
  EXPECT_EQ(decode(R"({"OrderID":5,"LocationID":1})", filtered("/LocationID", {"404"})).verdict,
            Verdict::skip);
}

TEST(Decode, EqualContentHasEqualDigestHoweverItIsWritten) {
  const base::Digest content = decode(kSmall).content;
  for (const std::string& same :
       {replaced(kSmall, "\"AmountPaid\":10,", "\"AmountPaid\":\"10.00\","),
        replaced(kSmall, "\"Price\":5", "\"Price\":\" 5.0 \""),
        replaced(kSmall, "\"Quantity\":2", "\"Quantity\":0.2e1"), small_with("\"Unknown\":[1,2,3]"),
        replaced(kSmall, "\"OrderID\":7", "\"OrderID\":\"7\""),
        small_with("\"Remark\":\"hot\",\"CustomerName\":\"Ann\""),
        replaced(kSmall, "OrderItems", "OrderDetails"), replaced(kSmall, "ItemName", "Name")}) {
    EXPECT_EQ(decode(same).content, content) << same;
  }
  for (const std::string& other :
       {replaced(kSmall, "\"Price\":5", "\"Price\":5.01"), replaced(kSmall, "\"Cash\"", "\"Visa\""),
        replaced(kSmall, "\"GrandTotal\":10", "\"GrandTotal\":11"),
        small_with("\"OrderDate\":\"2025-01-01T00:00:00Z\"")}) {
    EXPECT_NE(decode(other).content, content) << other;
  }
}

TEST(Decode, CardNumbersAreCutInTheOrderAndInThePayload) {
  const std::string json =
      replaced(kSmall, "\"CardType\":\"Cash\"", R"("CardType":"Visa","CardNumber":"4111 1111 1111 1234")");
  const Decoded decoded = decode(json);
  ASSERT_EQ(decoded.verdict, Verdict::book);
  EXPECT_EQ(decoded.order->checkouts[0].card_last4, "1234");
  ASSERT_THAT(decoded.order->warnings, SizeIs(1));
  EXPECT_EQ(decoded.order->warnings[0].code, "card_number_cut");
  ASSERT_TRUE(decoded.redacted);
  EXPECT_THAT(*decoded.redacted, Not(HasSubstr("4111")));
  EXPECT_EQ(*decoded.redacted, replaced(json, "4111 1111 1111 1234", "**** **** **** 1234"));
}

TEST(Decode, TheRedactedCopyIsTheSameOrder) {
  for (const std::string& json :
       {replaced(kSmall, "\"CardType\":\"Cash\"",
                 R"("CardType":"Visa 4111111111111111","CardNumber":4111111111111111)"),
        replaced(kSmall, "\"CardType\":\"Cash\"", R"("CardType":"Visa","ReferenceID":"4111111111111111")"),
        small_with(R"("Remark":"5500 0055 5555 5559")")}) {
    const Decoded first = decode(json);
    ASSERT_TRUE(first.redacted) << json;
    const Decoded again = decode(*first.redacted);
    EXPECT_EQ(again.content, first.content) << json;
    EXPECT_EQ(again.key, first.key);
    EXPECT_FALSE(again.redacted);
    EXPECT_EQ(again.order->remark, first.order->remark);
    EXPECT_THAT(again.order->remark, Not(HasSubstr("5500")));
    EXPECT_EQ(again.order->checkouts, first.order->checkouts);
  }
}

TEST(Decode, RefusedOrdersAreRedactedToo) {
  const std::string card = R"("CheckoutDetails":[{"CardNumber":"4111111111111111"}])";
  for (const std::string& json :
       {"{\"OrderID\":1," + card + "}", "{" + card + "}", "{\"OrderID\":1,," + card + "}",
        "{\"OrderID\":1,\"OrderStatus\":1," + card + "}", std::string("\"4111111111111111\""),
        "{\"OrderID\":1,\"OrderID\":2," + card + "}"}) {
    const Decoded decoded = decode(json);
    ASSERT_TRUE(decoded.redacted) << json;
    EXPECT_THAT(*decoded.redacted, Not(HasSubstr("4111"))) << json;
    if (decoded.problem) {
      EXPECT_THAT(decoded.problem->message, Not(HasSubstr("4111")));
    }
  }
}

TEST(Decode, ADecoderIsReusable) {
  Decoder decoder(rules());
  const base::Digest first = decoder.decode(kSmall).content;
  EXPECT_EQ(decoder.decode("{\"OrderID\":").verdict, Verdict::refuse);
  EXPECT_EQ(decoder.decode(kGuide).verdict, Verdict::book);
  EXPECT_EQ(decoder.decode(kSmall).content, first);
  EXPECT_EQ(decoder.rules().source, "main-store");
}

// Bytes of an order changed, cut and repeated at random: never an exception, always a verdict that holds
// together.
RC_GTEST_PROP(Decode, EveryByteSequenceGetsACoherentVerdict, ()) {
  std::string json(*rc::gen::elementOf(std::vector<std::string_view>{kGuide, kReal, kSmall}));
  const int changes = *rc::gen::inRange(0, 6);
  for (int i = 0; i < changes; ++i) {
    const auto at = static_cast<std::size_t>(*rc::gen::inRange<int>(0, static_cast<int>(json.size())));
    const std::string piece = *rc::gen::elementOf(
        std::vector<std::string>{"", "0", "-", "\"", "{", "}", "[", "]", ",", ":", "null", "e9", "\\u0000",
                                 "999999999999999999999", "\xFF", "true", ".5"});
    json.replace(at, static_cast<std::size_t>(*rc::gen::inRange(0, 4)), piece);
  }
  Decoder decoder(real_rules());
  const Decoded first = decoder.decode(json);
  const Decoded again = decoder.decode(json);
  RC_ASSERT(first.content == again.content);
  RC_ASSERT(first.key == again.key);
  RC_ASSERT(first.verdict == again.verdict);
  RC_ASSERT((first.verdict == Verdict::book) <= first.order.has_value());
  RC_ASSERT((first.verdict == Verdict::refuse) == first.problem.has_value());
  RC_ASSERT((first.verdict == Verdict::skip) == first.skip_reason.has_value());
  RC_ASSERT(first.has_id != first.key.external_id.starts_with("digest:"));
}

}  // namespace
}  // namespace ordersync::source
