// The exact bytes of an order for each version, what they depend on, and what is refused before it is sent.
#include "pos/odoo_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "base/decimal_arbitrary.h"
#include "pos/odoo_key.h"
#include "pos/test_odoo.h"

namespace ordersync::pos::odoo {
namespace {

using base::Decimal;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::refund;
using testing::sale;
using testing::usd;

constexpr int kSeriesAndNext[] = {14, 15, 16, 17, 18, 19, 20};

OrderFrame frame(int series) {
  OrderFrame frame;
  frame.series = series;
  frame.session_id = 26;
  frame.company_id = 1;
  frame.user_id = 6;
  if (series == 14) frame.pricelist_id = 2;
  return frame;
}

std::string bytes(const order::PosDocument& document, int series, const OrderLinks& links = {}) {
  return encode(order_payload(document, frame(series), links));
}

OrderLinks links_of_refund() {
  OrderLinks links;
  links.partner_id = 7;
  links.refunded_lines = {54};
  return links;
}

const Value& fields_of(const Value& payload, int series) {
  return series >= 18 ? payload : payload["data"];
}

// When one of these fails, an order that was sent before and is sent again would not be the same bytes: Odoo
// 17 then books it twice. Bytes of a version change only with a reason, and with a line in
// docs/decisions/0010.
TEST(OdooRequest, SaleIn14) {
  EXPECT_EQ(
      bytes(sale(), 14),
      R"({"id":"Order 46485-392-0585257664 639","data":{"name":"Order 46485-392-0585257664 639",)"
      R"("server_id":false,"pos_session_id":26,"user_id":6,"sequence_number":1,"partner_id":false,)"
      R"("creation_date":"2026-11-22 09:30:00","fiscal_position_id":false)"
      R"(,"pricelist_id":2)"
      R"(,"amount_total":59.79,"amount_tax":7.8,"amount_paid":59.79,"amount_return":0,"to_invoice":false)"
      R"(,"lines":[[0,0,{"product_id":10)"
      R"(,"full_product_name":"Burger","qty":3,"price_unit":10,"discount":10,"price_subtotal":27)"
      R"(,"price_subtotal_incl":31.05,"tax_ids":[[6,0,[3]]]}],[0,0,{"product_id":11)"
      R"(,"full_product_name":"Cake \"Sacher\"","qty":1,"price_unit":24.99,"discount":0)"
      R"(,"price_subtotal":24.99,"price_subtotal_incl":28.74,"tax_ids":[[6,0,[3]]]}],)"
      R"([0,0,{"product_id":12,"full_product_name":"Bun","qty":3,"price_unit":0,"discount":0)"
      R"(,"price_subtotal":0,"price_subtotal_incl":0,"tax_ids":[[6,0,[]]]}]],"statement_ids":[)"
      R"([0,0,{"name":"2026-11-22 09:30:00","payment_method_id":5,"amount":20,"transaction_id":"TX-77"}],)"
      R"([0,0,{"name":"2026-11-22 09:30:00","payment_method_id":4,"amount":50}],)"
      R"([0,0,{"name":"2026-11-22 09:30:00","payment_method_id":4,"amount":-10.21}]]},"to_invoice":false})");
}

TEST(OdooRequest, SaleIn15And16) {
  EXPECT_EQ(
      bytes(sale(), 15),
      R"({"id":"Order 46485-392-0585257664 639","data":{"name":"Order 46485-392-0585257664 639",)"
      R"("server_id":false,"pos_session_id":26,"user_id":6,"sequence_number":1,"partner_id":false,)"
      R"("creation_date":"2026-11-22 09:30:00","fiscal_position_id":false)"
      R"(,"pricelist_id":false)"
      R"(,"amount_total":59.79,"amount_tax":7.8,"amount_paid":59.79,"amount_return":0,"to_invoice":false)"
      R"(,"lines":[[0,0,{"product_id":10)"
      R"(,"full_product_name":"Burger","qty":3,"price_unit":10,"discount":10,"price_subtotal":27)"
      R"(,"price_subtotal_incl":31.05,"tax_ids":[[6,0,[3]]]}],[0,0,{"product_id":11)"
      R"(,"full_product_name":"Cake \"Sacher\"","qty":1,"price_unit":24.99,"discount":0)"
      R"(,"price_subtotal":24.99,"price_subtotal_incl":28.74,"tax_ids":[[6,0,[3]]]}],)"
      R"([0,0,{"product_id":12,"full_product_name":"Bun","qty":3,"price_unit":0,"discount":0)"
      R"(,"price_subtotal":0)"
      R"(,"price_subtotal_incl":0,"tax_ids":[[6,0,[]]],"customer_note":"component of Burger"}]])"
      R"(,"statement_ids":[)"
      R"([0,0,{"name":"2026-11-22 09:30:00","payment_method_id":5,"amount":20,"transaction_id":"TX-77"}],)"
      R"([0,0,{"name":"2026-11-22 09:30:00","payment_method_id":4,"amount":50}],)"
      R"([0,0,{"name":"2026-11-22 09:30:00","payment_method_id":4,"amount":-10.21}]]},"to_invoice":false})");
  EXPECT_EQ(bytes(sale(), 16), bytes(sale(), 15));
}

TEST(OdooRequest, SaleIn17) {
  EXPECT_EQ(
      bytes(sale(), 17),
      R"({"id":"Order 46485-392-0585257664 639","data":{"name":"Order 46485-392-0585257664 639",)"
      R"("server_id":false,"pos_session_id":26,"user_id":6,"sequence_number":1,"partner_id":false,)"
      R"("date_order":"2026-11-22 09:30:00","fiscal_position_id":false)"
      R"(,"pricelist_id":false)"
      R"(,"amount_total":59.79,"amount_tax":7.8,"amount_paid":59.79,"amount_return":0,"to_invoice":false)"
      R"(,"lines":[[0,0,{"product_id":10)"
      R"(,"full_product_name":"Burger","qty":3,"price_unit":10,"discount":10,"price_subtotal":27)"
      R"(,"price_subtotal_incl":31.05,"tax_ids":[[6,0,[3]]])"
      R"(,"uuid":"bb0a1bd7-16d2-52f8-8556-f73c8225f96e"}],[0,0,{"product_id":11)"
      R"(,"full_product_name":"Cake \"Sacher\"","qty":1,"price_unit":24.99,"discount":0)"
      R"(,"price_subtotal":24.99,"price_subtotal_incl":28.74,"tax_ids":[[6,0,[3]]])"
      R"(,"uuid":"735c85dc-ece2-5f0a-b4bf-98033922265e"}],[0,0,{"product_id":12)"
      R"(,"full_product_name":"Bun","qty":3,"price_unit":0,"discount":0,"price_subtotal":0)"
      R"(,"price_subtotal_incl":0,"tax_ids":[[6,0,[]]],"customer_note":"component of Burger")"
      R"(,"uuid":"c63f3126-ad9e-5c16-8d8c-4f71acb8ae1c"}]],"statement_ids":[)"
      R"([0,0,{"name":"2026-11-22 09:30:00","payment_method_id":5,"amount":20,"transaction_id":"TX-77"}],)"
      R"([0,0,{"name":"2026-11-22 09:30:00","payment_method_id":4,"amount":50}],)"
      R"([0,0,{"name":"2026-11-22 09:30:00","payment_method_id":4,"amount":-10.21}]]},"to_invoice":false})");
}

TEST(OdooRequest, SaleIn18) {
  EXPECT_EQ(
      bytes(sale(), 18),
      R"({"uuid":"47f97ff3-92fb-5a2d-8504-95c6a1390c63","name":"Order 46485-392-0585257664 639",)"
      R"("session_id":26,"company_id":1,"user_id":6,"partner_id":false,"date_order":"2026-11-22 09:30:00",)"
      R"("fiscal_position_id":false)"
      R"(,"pricelist_id":false)"
      R"(,"amount_total":59.79,"amount_tax":7.8,"amount_paid":59.79,"amount_return":0,"to_invoice":false)"
      R"(,"general_note":"External Order ID: 639\u000ano onions","lines":[[0,0,{"product_id":10)"
      R"(,"full_product_name":"Burger","qty":3,"price_unit":10,"discount":10,"price_subtotal":27)"
      R"(,"price_subtotal_incl":31.05,"tax_ids":[[6,0,[3]]])"
      R"(,"uuid":"bb0a1bd7-16d2-52f8-8556-f73c8225f96e"}],[0,0,{"product_id":11)"
      R"(,"full_product_name":"Cake \"Sacher\"","qty":1,"price_unit":24.99,"discount":0)"
      R"(,"price_subtotal":24.99,"price_subtotal_incl":28.74,"tax_ids":[[6,0,[3]]])"
      R"(,"uuid":"735c85dc-ece2-5f0a-b4bf-98033922265e"}],[0,0,{"product_id":12)"
      R"(,"full_product_name":"Bun","qty":3,"price_unit":0,"discount":0,"price_subtotal":0)"
      R"(,"price_subtotal_incl":0,"tax_ids":[[6,0,[]]],"customer_note":"component of Burger")"
      R"(,"uuid":"c63f3126-ad9e-5c16-8d8c-4f71acb8ae1c"}]],"payment_ids":[)"
      R"([0,0,{"payment_date":"2026-11-22 09:30:00","payment_method_id":5,"amount":20,)"
      R"("transaction_id":"TX-77","card_no":"4242")"
      R"(,"uuid":"88a106ed-5429-54cf-9443-8bedb7e9b08d"}],)"
      R"([0,0,{"payment_date":"2026-11-22 09:30:00","payment_method_id":4,"amount":50)"
      R"(,"uuid":"d4036eef-a0e7-5ea6-9e12-0aeec7ced226"}],)"
      R"([0,0,{"payment_date":"2026-11-22 09:30:00","payment_method_id":4,"amount":-10.21,"is_change":true)"
      R"(,"uuid":"d5157f8d-5f62-58e1-a164-facc2cc54be4"}]]})");
}

TEST(OdooRequest, SaleIn19) {
  EXPECT_EQ(
      bytes(sale(), 19),
      R"({"uuid":"47f97ff3-92fb-5a2d-8504-95c6a1390c63","pos_reference":"Order 46485-392-0585257664 639",)"
      R"("session_id":26,"company_id":1,"user_id":6,"partner_id":false,"date_order":"2026-11-22 09:30:00",)"
      R"("fiscal_position_id":false)"
      R"(,"pricelist_id":false)"
      R"(,"amount_total":59.79,"amount_tax":7.8,"amount_paid":59.79,"amount_return":0,"to_invoice":false)"
      R"(,"general_customer_note":"External Order ID: 639\u000ano onions","lines":[[0,0,{"product_id":10)"
      R"(,"full_product_name":"Burger","qty":3,"price_unit":10,"discount":10,"price_subtotal":27)"
      R"(,"price_subtotal_incl":31.05,"tax_ids":[[6,0,[3]]])"
      R"(,"uuid":"bb0a1bd7-16d2-52f8-8556-f73c8225f96e"}],[0,0,{"product_id":11)"
      R"(,"full_product_name":"Cake \"Sacher\"","qty":1,"price_unit":24.99,"discount":0)"
      R"(,"price_subtotal":24.99,"price_subtotal_incl":28.74,"tax_ids":[[6,0,[3]]])"
      R"(,"uuid":"735c85dc-ece2-5f0a-b4bf-98033922265e"}],[0,0,{"product_id":12)"
      R"(,"full_product_name":"Bun","qty":3,"price_unit":0,"discount":0,"price_subtotal":0)"
      R"(,"price_subtotal_incl":0,"tax_ids":[[6,0,[]]],"customer_note":"component of Burger")"
      R"(,"uuid":"c63f3126-ad9e-5c16-8d8c-4f71acb8ae1c"}]],"payment_ids":[)"
      R"([0,0,{"payment_date":"2026-11-22 09:30:00","payment_method_id":5,"amount":20,)"
      R"("transaction_id":"TX-77","card_no":"4242")"
      R"(,"uuid":"88a106ed-5429-54cf-9443-8bedb7e9b08d"}],)"
      R"([0,0,{"payment_date":"2026-11-22 09:30:00","payment_method_id":4,"amount":50)"
      R"(,"uuid":"d4036eef-a0e7-5ea6-9e12-0aeec7ced226"}],)"
      R"([0,0,{"payment_date":"2026-11-22 09:30:00","payment_method_id":4,"amount":-10.21,"is_change":true)"
      R"(,"uuid":"d5157f8d-5f62-58e1-a164-facc2cc54be4"}]]})");
}

TEST(OdooRequest, RefundIn17) {
  EXPECT_EQ(
      bytes(refund(), 17, links_of_refund()),
      R"({"id":"Order 32964-239-3392056188 639 REFUND R1",)"
      R"("data":{"name":"Order 32964-239-3392056188 639 REFUND R1","server_id":false,"pos_session_id":26,)"
      R"("user_id":6,"sequence_number":1,"partner_id":7,"date_order":"2026-11-22 09:30:00",)"
      R"("fiscal_position_id":false)"
      R"(,"pricelist_id":false)"
      R"(,"amount_total":-31.05,"amount_tax":-4.05,"amount_paid":-31.05,"amount_return":0,"to_invoice":false)"
      R"(,"lines":[[0,0,{"product_id":10)"
      R"(,"full_product_name":"Burger","qty":-3,"price_unit":10,"discount":10,"price_subtotal":-27)"
      R"(,"price_subtotal_incl":-31.05,"tax_ids":[[6,0,[3]]],"refunded_orderline_id":54)"
      R"(,"uuid":"b78dcb4c-b4e0-592e-a6a7-4fb019320b82"}]],"statement_ids":[)"
      R"([0,0,{"name":"2026-11-22 09:30:00","payment_method_id":5,"amount":-31.05}]]},"to_invoice":false})");
}

TEST(OdooRequest, RefundIn19) {
  EXPECT_EQ(
      bytes(refund(), 19, links_of_refund()),
      R"({"uuid":"c1543e77-7493-5899-b7b9-f74ed1914c70",)"
      R"("pos_reference":"Order 32964-239-3392056188 639 REFUND R1","session_id":26,"company_id":1,)"
      R"("user_id":6,"partner_id":7,"date_order":"2026-11-22 09:30:00","fiscal_position_id":false)"
      R"(,"pricelist_id":false)"
      R"(,"amount_total":-31.05,"amount_tax":-4.05,"amount_paid":-31.05,"amount_return":0,"to_invoice":false)"
      R"(,"general_customer_note":"External Order ID: 639","lines":[[0,0,{"product_id":10)"
      R"(,"full_product_name":"Burger","qty":-3,"price_unit":10,"discount":10,"price_subtotal":-27)"
      R"(,"price_subtotal_incl":-31.05,"tax_ids":[[6,0,[3]]],"refunded_orderline_id":54)"
      R"(,"uuid":"b78dcb4c-b4e0-592e-a6a7-4fb019320b82"}]],"payment_ids":[)"
      R"([0,0,{"payment_date":"2026-11-22 09:30:00","payment_method_id":5,"amount":-31.05)"
      R"(,"uuid":"918fc09a-7846-5dea-9c80-a4637aea6a10"}]]})");
}

TEST(OdooRequest, WhatIsToComeIsSentAsIn19) {
  EXPECT_EQ(bytes(sale(), 20), bytes(sale(), 19));
}

// The fields that community sources of 18.0 and records of 18 and 19 servers show; anything else aborts a
// batch.
TEST(OdooRequest, From18OnOnlyFieldsThatExistAreSent) {
  const std::set<std::string> order_fields = {
      "uuid",         "name",        "pos_reference",        "session_id",
      "company_id",   "user_id",     "partner_id",           "date_order",
      "pricelist_id", "lines",       "fiscal_position_id",   "amount_total",
      "amount_tax",   "amount_paid", "amount_return",        "to_invoice",
      "general_note", "payment_ids", "general_customer_note"};
  const std::set<std::string> line_fields = {"product_id",
                                             "full_product_name",
                                             "qty",
                                             "price_unit",
                                             "discount",
                                             "price_subtotal",
                                             "price_subtotal_incl",
                                             "tax_ids",
                                             "customer_note",
                                             "refunded_orderline_id",
                                             "uuid"};
  const std::set<std::string> payment_fields = {
      "payment_date", "payment_method_id", "amount", "transaction_id", "card_no", "is_change", "uuid"};
  const auto expect_within = [](const Value& record, const std::set<std::string>& fields) {
    for (const auto& [name, value] : record.members()) EXPECT_TRUE(fields.contains(name)) << name;
  };
  for (const int series : {18, 19}) {
    for (const order::PosDocument& document : {sale(), refund()}) {
      const OrderLinks links = document.refund_of ? links_of_refund() : OrderLinks();
      const Value payload = order_payload(document, frame(series), links);
      expect_within(payload, order_fields);
      for (const Value& line : payload["lines"].items()) expect_within(line.items().at(2), line_fields);
      for (const Value& payment : payload["payment_ids"].items()) {
        expect_within(payment.items().at(2), payment_fields);
      }
      EXPECT_EQ(payload["pos_reference"].is_null(), series == 18);
      EXPECT_EQ(payload["name"].is_null(), series == 19);
      EXPECT_EQ(payload["general_note"].is_null(), series == 19 || document.note.empty());
    }
  }
}

TEST(OdooRequest, NoVersionIsToldTheStateOrToGiveChange) {
  for (const int series : kSeriesAndNext) {
    const Value payload = order_payload(sale(), frame(series), {});
    const Value& fields = fields_of(payload, series);
    EXPECT_TRUE(fields["state"].is_null()) << series;
    EXPECT_TRUE(fields["access_token"].is_null()) << series;
    EXPECT_EQ(fields["amount_return"].integer(), 0) << series;
    EXPECT_EQ(fields["amount_paid"].decimal(), Decimal::of("59.79")) << series;
    const Value& payments = fields[series >= 18 ? "payment_ids" : "statement_ids"];
    EXPECT_EQ(payments.items().at(2).items().at(2)["amount"].decimal(), Decimal::of("-10.21")) << series;
  }
}

TEST(OdooRequest, A14And17DeduplicatedByNameAndServerIdPresent) {
  for (const int series : {14, 15, 16, 17}) {
    const Value payload = order_payload(sale(), frame(series), {});
    EXPECT_EQ(payload["data"]["name"].text(), pos_reference(sale().key));
    EXPECT_TRUE(payload["data"]["server_id"].is_false());
  }
}

TEST(OdooRequest, UuidsAreThoseOfTheKey) {
  const Value payload = order_payload(sale(), frame(18), {});
  EXPECT_EQ(payload["uuid"].text(), order_uuid(sale().key));
  EXPECT_EQ(payload["lines"].items().at(2).items().at(2)["uuid"].text(), line_uuid(sale().key, 2));
  EXPECT_EQ(payload["payment_ids"].items().at(1).items().at(2)["uuid"].text(), payment_uuid(sale().key, 1));
}

TEST(OdooRequest, NoDigitOfAPriceIsLost) {
  order::PosDocument document = sale();
  document.lines[0].price_unit = Decimal::of("8.69565217391304347826");
  for (const int series : kSeriesAndNext) {
    EXPECT_THAT(bytes(document, series), HasSubstr("\"price_unit\":8.69565217391304347826,"));
  }
}

TEST(OdooRequest, CustomerIsNamedWhereverTheVersionLooksAndNothingIsInvoiced) {
  OrderLinks links;
  links.partner_id = 7;
  for (const int series : kSeriesAndNext) {
    const Value payload = order_payload(sale(), frame(series), links);
    EXPECT_EQ(fields_of(payload, series)["partner_id"].integer(), 7);
    EXPECT_FALSE(fields_of(payload, series)["to_invoice"].boolean());
    EXPECT_FALSE(payload["to_invoice"].boolean());
  }
}

TEST(OdooRequest, TextsCannotRollBackABatch) {
  using std::string_literals::operator""s;
  order::PosDocument document = sale();
  document.lines[0].product = "Bur\0ger\xFF"s;
  document.lines[2].note = "of\0 \n Burger"s;
  document.payments[0].reference_id = "TX\0"s;
  document.note = "one\0\ntwo"s;
  for (const int series : kSeriesAndNext) {
    EXPECT_THAT(bytes(document, series), Not(HasSubstr("\\u0000")));
    EXPECT_THAT(bytes(document, series), HasSubstr("\"Bur ger\xEF\xBF\xBD\""));
  }
  EXPECT_THAT(bytes(document, 18), HasSubstr(R"("general_note":"one\u000atwo")"));
}

TEST(OdooRequest, LinesThatTakeNothingBackAreNotLinked) {
  order::PosDocument document = refund();
  document.lines.push_back(document.lines[0]);
  OrderLinks links;
  links.refunded_lines = {0, 54};
  const Value payload = order_payload(document, frame(18), links);
  EXPECT_TRUE(payload["lines"].items().at(0).items().at(2)["refunded_orderline_id"].is_null());
  EXPECT_EQ(payload["lines"].items().at(1).items().at(2)["refunded_orderline_id"].integer(), 54);
  EXPECT_THAT(bytes(refund(), 14, links_of_refund()), Not(HasSubstr("refunded_orderline_id")));
}

TEST(OdooRequest, CallIsTheVersionsOwnAndMakesNoPdf) {
  const Call old = booking_call({order_payload(sale(), frame(17), {})}, 17);
  EXPECT_EQ(old.model, "pos.order");
  EXPECT_EQ(old.method, "create_from_ui");
  EXPECT_EQ(booking_call({order_payload(sale(), frame(18), {})}, 18).method, "sync_from_ui");
  EXPECT_EQ(old.effect, Effect::writes);
  EXPECT_FALSE(old.ids);
  ASSERT_EQ(old.arguments.size(), 1);
  EXPECT_EQ(old.arguments[0].first, "orders");
  EXPECT_EQ(encode(Value::object(old.context)), R"({"generate_pdf":false})");
}

TEST(OdooRequest, DatesAreWholeSecondsOfUtc) {
  order::PosDocument document = sale();
  document.date = base::from_unix_ms(-1);
  EXPECT_THAT(bytes(document, 14), HasSubstr(R"("creation_date":"1969-12-31 23:59:59")"));
  EXPECT_THAT(bytes(document, 19), HasSubstr(R"("payment_date":"1969-12-31 23:59:59")"));
}

TEST(OdooRequest, OrderThatFitsIsNotRefused) {
  EXPECT_FALSE(why_not(sale(), 2));
  EXPECT_FALSE(why_not(refund(), 0));
}

TEST(OdooRequest, QuantityThatOdooWouldRoundIsRefused) {
  order::PosDocument document = sale();
  document.lines[1].qty = Decimal::of("0.125");
  EXPECT_FALSE(why_not(document, 3));
  const auto why = why_not(document, 2);
  ASSERT_TRUE(why);
  EXPECT_EQ(why->code, "quantity_too_precise");
  EXPECT_EQ(why->remedy, order::Remedy::fix);
  EXPECT_THAT(why->message, HasSubstr("Order 639 over 59.79 USD: 0.125 × \"Cake \"Sacher\"\" (line 2)"));
}

TEST(OdooRequest, PaymentsThatAreNotTheTotalNeverLeave) {
  order::PosDocument document = sale();
  document.payments[1].amount = usd("49.99");
  ASSERT_TRUE(why_not(document, 2));
  EXPECT_EQ(why_not(document, 2)->code, "document_inconsistent");
  document = sale();
  document.amount_paid = usd("70");
  ASSERT_TRUE(why_not(document, 2));
}

std::string any_text() {
  return *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
}

order::PosDocument any_document() {
  order::PosDocument document = sale();
  document.key.external_id = any_text();
  document.date = base::from_unix_ms(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000));
  document.note = any_text();
  for (order::DocumentLine& line : document.lines) {
    line.qty = *rc::gen::arbitrary<Decimal>();
    line.price_unit = *rc::gen::arbitrary<Decimal>();
    line.product = any_text();
    line.taxes = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 99));
  }
  return document;
}

RC_GTEST_PROP(OdooRequestProperty, TheSameArgumentsGiveTheSameBytes, ()) {
  const order::PosDocument document = any_document();
  const auto again = order::decode_document(order::encode(document));
  RC_ASSERT(again.ok());
  for (const int series : {14, 17, 19}) {
    const std::string first = bytes(document, series);
    bytes(refund(), series, links_of_refund());
    RC_ASSERT(bytes(document, series) == first);
    // And the document that the journal kept gives what the one it was told gave.
    RC_ASSERT(bytes(*again, series) == first);
  }
}

RC_GTEST_PROP(OdooRequestProperty, NumbersAreThoseOfTheDocument, ()) {
  const order::PosDocument document = any_document();
  for (const int series : {14, 18}) {
    const auto payload = parse(bytes(document, series));
    RC_ASSERT(payload.ok());
    const Value::Array& lines = fields_of(*payload, series)["lines"].items();
    RC_ASSERT(lines.size() == document.lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const Value& values = lines[i].items().at(2);
      RC_ASSERT(values["qty"].decimal() == document.lines[i].qty);
      RC_ASSERT(values["price_unit"].decimal() == document.lines[i].price_unit);
      RC_ASSERT(values["tax_ids"].items().at(0).items().at(2).ids() == document.lines[i].taxes);
    }
  }
}

TEST(OdooRequest, OnlyFourteenMindsATotalThatIsNoWholeCoin) {
  const order::PosDocument document = testing::sale();  // 59.79
  EXPECT_EQ(why_not_in_coins(document, base::Decimal(), 14), std::nullopt) << "no cash rounding";
  EXPECT_EQ(why_not_in_coins(document, base::Decimal::of("0.01"), 14), std::nullopt);
  EXPECT_EQ(why_not_in_coins(document, base::Decimal::of("0.05"), 15), std::nullopt);
  const auto why = why_not_in_coins(document, base::Decimal::of("0.05"), 14);
  ASSERT_TRUE(why);
  EXPECT_EQ(why->code, "odoo_cash_rounding");
  EXPECT_EQ(why->remedy, order::Remedy::fix);
  EXPECT_THAT(why->message, ::testing::HasSubstr("59.79"));
}

}  // namespace
}  // namespace ordersync::pos::odoo
