// The stored form of a document.
#include "order/document.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/decimal_arbitrary.h"
#include "base/text.h"

namespace ordersync::order {
namespace {

using base::Currency;
using base::Decimal;
using base::Money;

PosDocument guide_document() {
  const Currency usd = *Currency::of("USD");
  PosDocument document;
  document.key = {"main", "639", Kind::sale, ""};
  document.reference = "External Order ID: 639";
  document.date = base::from_unix_ms(1'763'820'003'250);
  document.pos_config = "Main Store";
  document.currency = usd;
  document.lines.push_back({10,
                            "Burger",
                            ProductType::storable,
                            Decimal(1),
                            Decimal::of("80.00"),
                            Decimal(),
                            {1},
                            Money(8000, usd),
                            Money(9200, usd),
                            ""});
  document.payments.push_back({1, "Cash", Money(9200, usd), false, "", ""});
  document.total = document.amount_paid = Money(9200, usd);
  document.tax = Money(1200, usd);
  document.change = Money::zero(usd);
  document.note = "External Order ID: 639";
  return document;
}

constexpr std::string_view kGuideJson =
    R"({"version":1,"key":{"source":"main","external_id":"639","kind":"sale","refund_id":""},)"
    R"("reference":"External Order ID: 639","date_ms":1763820003250,"pos_config":"Main Store","currency":"USD",)"
    R"("lines":[{"product_id":10,"product":"Burger","type":"storable","qty":"1","price_unit":"80","discount_percent":"0",)"
    R"("taxes":[1],"subtotal":"80.00","total":"92.00","note":""}],)"
    R"("payments":[{"method_id":1,"method":"Cash","amount":"92.00","is_change":false,"reference_id":"","card_last4":""}],)"
    R"("total":"92.00","tax":"12.00","amount_paid":"92.00","change":"0.00","note":"External Order ID: 639",)"
    R"("refund_of":null,"customer_id":""})";

std::string with(std::string_view what, std::string_view instead) {
  std::string json(kGuideJson);
  const std::size_t at = json.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return json.replace(at, what.size(), instead);
}

TEST(Document, BytesAreStable) {
  EXPECT_EQ(encode(guide_document()), kGuideJson);
}

TEST(Document, ReadsBackWhatWasWritten) {
  EXPECT_EQ(*decode_document(kGuideJson), guide_document());
}

TEST(Document, AppendsToWhatIsThere) {
  std::string out = "[";
  encode_to(guide_document(), out);
  EXPECT_EQ(out, "[" + std::string(kGuideJson));
}

TEST(Document, TextIsEscaped) {
  PosDocument document = guide_document();
  document.note = "\"quoted\" \\ back\n\t\x01 🍔";
  EXPECT_NE(encode(document).find(R"("note":"\"quoted\" \\ back\u000a\u0009\u0001 🍔")"), std::string::npos)
      << encode(document);
  EXPECT_EQ(decode_document(encode(document))->note, document.note);
}

TEST(Document, BytesThatAreNotUtf8BecomeReplacements) {
  PosDocument document = guide_document();
  document.note = "caf\xE9 \xE2\x82 é";
  EXPECT_EQ(decode_document(encode(document))->note, "caf\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD é");
}

TEST(Document, DamageIsAnErrorThatNamesTheFieldForTheLog) {
  for (const auto& [json, detail] : std::initializer_list<std::pair<std::string, const char*>>{
           {with("\"version\":1", "\"version\":2"), "field version"},
           {with("\"kind\":\"sale\"", "\"kind\":\"gift\""), "field kind"},
           {with("\"USD\"", "\"usd\""), "field currency"},
           {with("\"storable\"", "\"thing\""), "field type"},
           {with("\"qty\":\"1\"", "\"qty\":1"), "field qty"},
           {with("\"qty\":\"1\"", "\"qty\":\"one\""), "field qty"},
           {with("[1]", "[\"1\"]"), "field taxes"},
           {with("\"subtotal\":\"80.00\"", "\"subtotal\":\"80.001\""), "field subtotal"},
           {with("\"amount\":\"92.00\"", "\"amount\":\"1e30\""), "the amount is too large"},
           {with("\"is_change\":false", "\"is_change\":0"), "field is_change"},
           {with("\"refund_of\":null", "\"refund_of\":7"), "field refund_of"},
           {with(",\"customer_id\":\"\"", ""), "field customer_id"},
       }) {
    const base::Result<PosDocument> document = decode_document(json);
    ASSERT_FALSE(document.ok()) << detail;
    EXPECT_EQ(document.error().code, "bad_document");
    EXPECT_EQ(document.error().detail, detail);
  }
}

TEST(Document, AnyPrefixIsRefused) {
  for (std::size_t size = 0; size < kGuideJson.size(); ++size) {
    EXPECT_FALSE(decode_document(kGuideJson.substr(0, size)).ok()) << size;
  }
}

// UTF-8 that is awkward to write.
std::string any_text() {
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "a", "\"", "\\", "\n", std::string(1, '\0'), "\x1F", "\x7F", "é", "🍔", "</script>", "\\u0041"));
  std::string all;
  for (const std::string& part : parts) all += part;
  return all;
}

OrderKey any_key() {
  return {any_text(), any_text(), *rc::gen::element(Kind::sale, Kind::refund), any_text()};
}

PosDocument any_document() {
  PosDocument document;
  document.currency = *rc::gen::arbitrary<Currency>();
  const auto money = [&document] {
    return Money(*rc::gen::resize(100, rc::gen::arbitrary<std::int64_t>()), document.currency);
  };
  const auto id = rc::gen::resize(100, rc::gen::arbitrary<std::int64_t>());
  document.key = any_key();
  document.reference = any_text();
  document.date = base::from_unix_ms(*id);
  document.pos_config = any_text();
  document.lines.resize(*rc::gen::inRange<std::size_t>(0, 4));
  for (DocumentLine& line : document.lines) {
    line = {*id,
            any_text(),
            *rc::gen::element(ProductType::storable, ProductType::consumable, ProductType::service),
            *rc::gen::arbitrary<Decimal>(),
            *rc::gen::arbitrary<Decimal>(),
            *rc::gen::arbitrary<Decimal>(),
            *rc::gen::container<std::vector<std::int64_t>>(id),
            money(),
            money(),
            any_text()};
  }
  document.payments.resize(*rc::gen::inRange<std::size_t>(0, 3));
  for (DocumentPayment& payment : document.payments) {
    payment = {*id, any_text(), money(), *rc::gen::arbitrary<bool>(), any_text(), any_text()};
  }
  document.total = money();
  document.tax = money();
  document.amount_paid = money();
  document.change = money();
  document.note = any_text();
  if (*rc::gen::arbitrary<bool>()) document.refund_of = any_key();
  document.customer_id = any_text();
  return document;
}

RC_GTEST_PROP(DocumentProperty, RoundTripsToTheSameValueAndTheSameBytes, ()) {
  const PosDocument document = any_document();
  const std::string json = encode(document);
  RC_ASSERT(base::is_utf8(json));
  const base::Result<PosDocument> back = decode_document(json);
  RC_ASSERT(back.ok());
  RC_ASSERT(*back == document);
  RC_ASSERT(encode(*back) == json);
}

RC_GTEST_PROP(DocumentProperty, FlippedByteIsRefusedOrStillADocument, ()) {
  std::string json(kGuideJson);
  const auto at = *rc::gen::inRange<std::size_t>(0, json.size());
  json[at] = static_cast<char>(*rc::gen::inRange(0, 256));
  const base::Result<PosDocument> document = decode_document(json);
  if (document.ok()) RC_ASSERT(decode_document(encode(*document)).ok());
}

}  // namespace
}  // namespace ordersync::order
