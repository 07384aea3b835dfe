// Refunds: every convention of signs gives the same refund, and its key tells it from the sale (behaviour 2,
// 3).
#include "source/refund_signs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "source/decode_samples.h"

namespace ordersync::source {
namespace {

using samples::booked;
using samples::dec;
using samples::decode;
using samples::replaced;
using samples::rules;
using testing::SizeIs;

struct Signs {
  std::string status = "106";
  std::string total = "17";
  std::string price = "10";
  std::string quantity = "2";
  std::string line_discount = "1";
  std::string discount = "2";
  std::string paid = "17";
  std::string tax = "0";
  std::string more = {};
};

std::string refund(const Signs& s) {
  return R"({"OrderID":7,"OrderStatus":)" + s.status + R"(,"GrandTotal":)" + s.total + R"(,"AmountPaid":)" +
         s.paid + R"(,"AmountTotal":)" + s.total + R"(,"Tax":)" + s.tax + R"(,"AmountDiscount":)" +
         s.discount + R"(,"OrderItems":[{"ItemName":"Tea","Price":)" + s.price + R"(,"Quantity":)" +
         s.quantity + R"(,"DiscountAmount":)" + s.line_discount +
         R"(,"OrderDetailPackages":[{"ItemID":3,"Quantity":4}]})" + s.more +
         R"(],"CheckoutDetails":[{"AmountPaid":)" + s.paid + R"(,"CardType":"Cash"}]})";
}

void expect_the_refund(const std::string& json) {
  const Decoded decoded = decode(json);
  ASSERT_EQ(decoded.verdict, Verdict::book) << json;
  EXPECT_EQ(decoded.status_class, "refund");
  EXPECT_EQ(decoded.key.kind, order::Kind::refund);
  EXPECT_EQ(decoded.key.external_id, "7");
  const order::Order& order = *decoded.order;
  EXPECT_EQ(order.grand_total.minor(), -1700) << json;
  EXPECT_EQ(order.amount_paid.minor(), -1700) << json;
  EXPECT_EQ(order.amount_total, dec("-17")) << json;
  EXPECT_EQ(order.discount.minor(), -200) << json;
  ASSERT_THAT(order.lines, SizeIs(1));
  EXPECT_EQ(order.lines[0].price, dec("10")) << json;
  EXPECT_EQ(order.lines[0].quantity, dec("-2")) << json;
  EXPECT_EQ(order.lines[0].discount, dec("-1")) << json;
  EXPECT_EQ(order.lines[0].components.at(0).quantity, dec("4")) << json;
  ASSERT_THAT(order.checkouts, SizeIs(1));
  EXPECT_EQ(order.checkouts[0].amount.minor(), -1700) << json;
}

TEST(Refunds, PositiveAmountsUnderARefundStatusAreNegated) {
  expect_the_refund(refund({}));
}

TEST(Refunds, NegativeQuantitiesAndAmountsAreKept) {
  expect_the_refund(
      refund({.total = "-17", .quantity = "-2", .line_discount = "-1", .discount = "-2", .paid = "-17"}));
}

TEST(Refunds, NegativePricesBecomeNegativeQuantities) {
  expect_the_refund(
      refund({.total = "-17", .price = "-10", .line_discount = "-1", .discount = "-2", .paid = "-17"}));
}

TEST(Refunds, ANegativeTotalOverPositiveLinesIsARefundOfThem) {
  expect_the_refund(refund({.total = "-17"}));
  expect_the_refund(refund({.status = "103", .total = "-17"}));
}

TEST(Refunds, ANegativeTotalOverPositivePaymentsIsPaidBack) {
  expect_the_refund(refund({.status = "103", .total = "-17", .quantity = "-2"}));
  expect_the_refund(refund({.total = "\"-17.00\"", .quantity = "-2", .line_discount = "-1", .paid = "17"}));
}

TEST(Refunds, PositiveTotalsOverNegativeLinesAreOneRefund) {
  expect_the_refund(refund({.quantity = "-2"}));
}

TEST(Refunds, AllConventionsHaveOneContent) {
  const base::Digest content = decode(refund({})).content;
  EXPECT_EQ(
      decode(
          refund({.total = "-17", .quantity = "-2", .line_discount = "-1", .discount = "-2", .paid = "-17"}))
          .content,
      content);
  EXPECT_EQ(decode(refund({.status = "103", .total = "-17"})).content, content);
}

TEST(Refunds, AnExchangeKeepsItsOppositeLine) {
  const order::Order negative =
      booked(refund({.status = "103",
                     .total = "-15",
                     .quantity = "-2",
                     .line_discount = "0",
                     .discount = "0",
                     .paid = "-15",
                     .more = R"(,{"ItemName":"Bun","Price":5,"Quantity":1,"DiscountAmount":2})"}));
  ASSERT_THAT(negative.lines, SizeIs(2));
  EXPECT_EQ(negative.lines[0].quantity, dec("-2"));
  EXPECT_EQ(negative.lines[1].quantity, dec("1"));
  EXPECT_EQ(negative.lines[1].discount, dec("2"));
  const order::Order positive = booked(refund({.total = "15",
                                               .line_discount = "0",
                                               .discount = "0",
                                               .paid = "15",
                                               .more = R"(,{"ItemName":"Bun","Price":5,"Quantity":-1})"}));
  EXPECT_EQ(positive.lines.at(0).quantity, dec("-2"));
  EXPECT_EQ(positive.lines.at(1).quantity, dec("1"));
}

TEST(Refunds, DiscountsFollowTheirLinesInAnExchangeWrittenPositive) {
  const order::Order order =
      booked(refund({.total = "12",
                     .discount = "0",
                     .paid = "12",
                     .more = R"(,{"ItemName":"Bun","Price":9,"Quantity":-1,"DiscountAmount":2})"}));
  EXPECT_EQ(order.lines.at(0).discount, dec("-1"));
  EXPECT_EQ(order.lines.at(1).quantity, dec("1"));
  EXPECT_EQ(order.lines.at(1).discount, dec("2"));
}

TEST(Refunds, ANegativeDiscountOverPositiveLinesIsADiscountAllTheSame) {
  expect_the_refund(refund({.total = "-17", .line_discount = "-1", .discount = "-2", .paid = "-17"}));
}

TEST(Refunds, FreeItemsGoBackByTheirQuantities) {
  const order::Order order =
      booked(refund({.total = "0", .price = "0", .line_discount = "0", .discount = "0", .paid = "0"}));
  EXPECT_EQ(order.lines.at(0).quantity, dec("-2"));
  EXPECT_EQ(order.key.kind, order::Kind::refund);
}

TEST(Refunds, TaxAndChargesFollow) {
  const std::string json =
      replaced(refund({.tax = "1.5"}), "{",
               R"({"ServiceCharges":1,"DeliveryCharges":2,"Tip":3,"BalanceAmount":4,"TaxPercent":15,)");
  const order::Order order = booked(json);
  EXPECT_EQ(order.tax, dec("-1.5"));
  EXPECT_EQ(order.tax_percent, dec("15"));
  EXPECT_EQ(order.service_charge.minor(), -100);
  EXPECT_EQ(order.delivery_charge.minor(), -200);
  EXPECT_EQ(order.tip.minor(), -300);
  EXPECT_EQ(order.balance.minor(), -400);
}

TEST(Refunds, ASaleIsNotNegated) {
  const order::Order order = booked(refund({.status = "103"}));
  EXPECT_EQ(order.key.kind, order::Kind::sale);
  EXPECT_EQ(order.grand_total.minor(), 1700);
  EXPECT_EQ(order.lines.at(0).quantity, dec("2"));
}

TEST(Refunds, AReturnedLineWithinASaleTakesItsDiscountAlong) {
  const order::Order order = booked(
      refund({.status = "103", .more = R"(,{"ItemName":"Bun","Price":5,"Quantity":-1,"DiscountAmount":2})"}));
  EXPECT_EQ(order.lines.at(1).discount, dec("-2"));
  EXPECT_EQ(order.lines.at(0).discount, dec("1"));
}

std::string with_refund_id(std::string_view id) {
  return replaced(refund({}), "{", "{\"RefundID\":" + std::string(id) + ",");
}

TEST(Refunds, TheirOwnIdJoinsTheKey) {
  EXPECT_EQ(decode(with_refund_id("12")).key,
            (order::OrderKey{"main-store", "7", order::Kind::refund, "12"}));
  EXPECT_EQ(decode(with_refund_id("\" R-1 \"")).key.refund_id, "R-1");
  for (const char* none : {"null", "0", "\"\"", "\"0\"", "{}", "false"})
    EXPECT_EQ(decode(with_refund_id(none)).key.refund_id, "") << none;
}

// Cut to one length, two of them would be one refund; and the journal gives its own ids with "~".
TEST(Refunds, AnIdThatCannotBeOneIsRefusedAndKeptApart) {
  const std::string longest(200, 'R');
  EXPECT_EQ(decode(with_refund_id('"' + longest + '"')).key.refund_id, longest);
  const Decoded first = decode(with_refund_id('"' + longest + "1\""));
  const Decoded second = decode(with_refund_id('"' + longest + "2\""));
  const Decoded reversal = decode(with_refund_id("\"~reversal\""));
  for (const Decoded* one : {&first, &second, &reversal}) {
    EXPECT_EQ(one->verdict, Verdict::refuse);
    EXPECT_EQ(one->problem->code, "bad_field");
    EXPECT_EQ(one->key.external_id, "7");
    EXPECT_THAT(one->problem->message, testing::StartsWith("RefundID "));
  }
  EXPECT_NE(first.key, second.key);
  EXPECT_NE(reversal.key.refund_id, order::kReversal);
}

TEST(Refunds, TheirIdMayStandElsewhere) {
  DecodeRules elsewhere = rules();
  elsewhere.refund_id_pointer = "/Refund/Number";
  const std::string json = replaced(refund({}), "{", R"({"RefundID":1,"Refund":{"Number":"X9"},)");
  EXPECT_EQ(decode(json, elsewhere).key.refund_id, "X9");
  EXPECT_EQ(decode(refund({}), elsewhere).key.refund_id, "");
}

// What the sale has at a negative price went out, and comes back, however the refund is written.
TEST(Refunds, ALineBelowZeroOfTheSaleComesBackAtItsPrice) {
  const auto of = [](const std::string& total, const std::string& quantity, const std::string& cola) {
    return refund({.total = total,
                   .quantity = quantity,
                   .line_discount = "0",
                   .discount = "0",
                   .paid = total,
                   .more = R"(,{"ItemName":"Cola","Price":-10,"Quantity":)" + cola + "}"});
  };
  const std::string positive = of("10", "2", "1");
  const std::string negative = of("-10", "-2", "-1");
  for (const std::string& json : {positive, negative}) {
    const order::Order order = booked(json);
    EXPECT_EQ(order.lines.at(0).quantity, dec("-2")) << json;
    EXPECT_EQ(order.lines.at(1).quantity, dec("-1")) << json;
    EXPECT_EQ(order.lines.at(1).price, dec("-10")) << json;
  }
  EXPECT_EQ(decode(positive).content, decode(negative).content);
}

TEST(Refunds, NegativePricesOfNegativeQuantitiesAreOneRefund) {
  expect_the_refund(refund({.price = "-10", .quantity = "-2"}));
}

TEST(Refunds, ASaleHasNoRefundId) {
  EXPECT_EQ(decode(replaced(with_refund_id("12"), "106", "103")).key.refund_id, "");
}

TEST(Refunds, ARefusedRefundStillHasARefundsKey) {
  const Decoded decoded = decode(R"({"OrderID":7,"OrderStatus":106,"RefundID":3})");
  EXPECT_EQ(decoded.verdict, Verdict::refuse);
  EXPECT_EQ(decoded.key, (order::OrderKey{"main-store", "7", order::Kind::refund, "3"}));
}

}  // namespace
}  // namespace ordersync::source
