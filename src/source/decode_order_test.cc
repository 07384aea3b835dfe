// Fields: numbers exactly, what is required, leniencies, aliases, limits, dates, lines left out (behaviour
// 2).
#include "source/decode_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "source/decode_samples.h"

namespace ordersync::source {
namespace {

using samples::booked;
using samples::dec;
using samples::decode;
using samples::kSmall;
using samples::refused;
using samples::replaced;
using samples::rules;
using samples::small_with;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string with_price(std::string_view price) {
  return replaced(kSmall, "\"Price\":5", "\"Price\":" + std::string(price));
}
std::string with_total(std::string_view total) {
  return replaced(kSmall, "\"GrandTotal\":10", "\"GrandTotal\":" + std::string(total));
}
std::string with_item(std::string_view item) {
  return replaced(kSmall, R"({"ItemName":"Tea","Price":5,"Quantity":2})", item);
}
std::string with_checkout(std::string_view checkout) {
  return replaced(kSmall, R"({"AmountPaid":10,"CardType":"Cash","PaymentMode":1})", checkout);
}

TEST(Fields, NumbersAreReadFromTheirText) {
  for (const char* price :
       {"1092", "1092.0", "\"1092\"", "\"1,092.00\"", "1.092e3", "\" 1092 \"", "10920e-1"}) {
    EXPECT_EQ(booked(with_price(price)).lines.at(0).price, dec("1092")) << price;
  }
  EXPECT_EQ(booked(with_price("0.1000000000000000055511151231257827")).lines.at(0).price,
            dec("0.1000000000000000055511151231257827"));
}

TEST(Fields, WhatIsNoNumberIsNamed) {
  for (const char* price : {"\"92,00\"", "\"NaN\"", "\"Infinity\"", "\"-inf\"", "\"0x10\"", "\"5 USD\"",
                            "\"1,09\"", "\"--5\"", "true", "false", "{}", "[]", "[5]", "\"1e999999999\"",
                            "1e400", "\"1234567890123456789012345678901234567890\""}) {
    const order::Problem problem = refused(with_price(price));
    EXPECT_EQ(problem.code, "bad_field") << price;
    EXPECT_THAT(problem.message, HasSubstr("OrderItems[0].Price")) << price;
    EXPECT_EQ(problem.cause, "bad_field:bad OrderItems[].Price");
  }
}

TEST(Fields, ADecimalCommaCountsInTextsOnly) {
  DecodeRules comma = rules();
  comma.decimal_mark = base::DecimalMark::comma;
  EXPECT_EQ(booked(with_price("\"92,50\""), comma).lines.at(0).price, dec("92.5"));
  EXPECT_EQ(booked(with_price("\"1.092,50\""), comma).lines.at(0).price, dec("1092.5"));
  EXPECT_EQ(booked(with_price("92.50"), comma).lines.at(0).price, dec("92.5"));
  EXPECT_EQ(refused(with_price("\"92.50\""), comma).code, "bad_field");
}

TEST(Fields, AmountsNearAWholeMinorUnitAreThatUnit) {
  EXPECT_EQ(booked(with_total("9.999999999999998")).grand_total.minor(), 1000);
  EXPECT_EQ(booked(with_total("10.000000000000002")).grand_total.minor(), 1000);
  const order::Problem problem = refused(with_total("10.005"));
  EXPECT_EQ(problem.code, "bad_field");
  EXPECT_THAT(problem.message, HasSubstr("GrandTotal is 10.005"));
  EXPECT_THAT(problem.message, HasSubstr("0.01 USD"));
}

TEST(Fields, EveryAmountThatMovesMoneyIsAWholeMinorUnit) {
  for (const char* name : {"AmountDiscount", "ServiceCharges", "DeliveryCharges", "Tip", "BalanceAmount"}) {
    EXPECT_THAT(refused(small_with('"' + std::string(name) + "\":1.005")).message, HasSubstr(name));
    EXPECT_EQ(booked(small_with('"' + std::string(name) + "\":\"1.50\"")).grand_total.minor(), 1000);
  }
  EXPECT_THAT(
      refused(replaced(kSmall, "\"AmountPaid\":10,\"AmountT", "\"AmountPaid\":10.005,\"AmountT")).message,
      HasSubstr("AmountPaid"));
  EXPECT_THAT(refused(with_checkout(R"({"AmountPaid":10.005,"CardType":"Cash"})")).message,
              HasSubstr("CheckoutDetails[0].AmountPaid"));
}

TEST(Fields, AmountsThatAreOnlyComparedStayAsSent) {
  const order::Order order = booked(
      replaced(small_with("\"Tax\":1.304347826086"), "\"AmountTotal\":10", "\"AmountTotal\":8.695652173913"));
  EXPECT_EQ(order.amount_total, dec("8.695652173913"));
  EXPECT_EQ(order.tax, dec("1.304347826086"));
}

TEST(Fields, TheCurrencyDecidesTheMinorUnit) {
  DecodeRules yen = rules();
  yen.currency = base::Currency::of("JPY").value();
  EXPECT_EQ(booked(kSmall, yen).grand_total.minor(), 10);
  EXPECT_EQ(refused(with_total("10.5"), yen).code, "bad_field");
  DecodeRules dinar = rules();
  dinar.currency = base::Currency::of("KWD").value();
  EXPECT_EQ(booked(with_total("10.005"), dinar).grand_total.minor(), 10005);
}

TEST(Fields, NumbersThatCannotBeSummedAreRefused) {
  for (const std::string& json :
       {with_price("1e15"), with_price("-1e15"), replaced(kSmall, "\"Quantity\":2", "\"Quantity\":1e15"),
        with_total("1e15"), with_total("99999999999999999999")}) {
    const order::Problem problem = refused(json);
    EXPECT_EQ(problem.code, "bad_field");
    EXPECT_THAT(problem.message, HasSubstr("too large"));
  }
  EXPECT_EQ(decode(with_price("999999999999999.99")).verdict, Verdict::book);
}

TEST(Fields, AllThatIsMissingIsNamedAtOnce) {
  const order::Problem problem = refused(
      R"({"OrderID":1,"OrderItems":[{"ItemName":"a","Price":1,"Quantity":1},{},{"ItemName":"c","Quantity":1}],)"
      R"("CheckoutDetails":[{}],"GrandTotal":5})");
  EXPECT_EQ(problem.code, "missing_fields");
  EXPECT_EQ(problem.message,
            "Missing required fields: AmountPaid, AmountTotal, OrderItems[1].ItemName, OrderItems[1].Price, "
            "OrderItems[1].Quantity, OrderItems[2].Price, CheckoutDetails[0].AmountPaid, "
            "CheckoutDetails[0].CardType, "
            "CheckoutDetails[0].PaymentMode");
}

TEST(Fields, AnOrderOfNothingButItsIdLacksEverything) {
  EXPECT_EQ(refused(R"({"OrderID":1})").message,
            "Missing required fields: AmountPaid, AmountTotal, GrandTotal, OrderItems, CheckoutDetails");
}

TEST(Fields, NullAndBlankAreMissing) {
  for (const char* value : {"null", "\"\"", "\"  \""})
    EXPECT_EQ(refused(with_total(value)).code, "missing_fields") << value;
  EXPECT_EQ(refused(replaced(kSmall, R"("ItemName":"Tea")", R"("ItemName":" ")")).message,
            "Missing required fields: OrderItems[0].ItemName");
}

TEST(Fields, MissingAndUnusableFieldsShareOneMessage) {
  const order::Problem problem =
      refused(replaced(with_price("\"5,0\""), "\"AmountTotal\":10,", "\"OrderDate\":\"10-08-2025\","));
  EXPECT_EQ(problem.code, "missing_fields");
  EXPECT_THAT(problem.message, HasSubstr("AmountTotal"));
  EXPECT_THAT(problem.message, HasSubstr("OrderItems[0].Price is \"5,0\", not a number"));
  EXPECT_THAT(problem.message, HasSubstr("OrderDate"));
}

TEST(Fields, ThousandsOfComplaintsStayAMessage) {
  std::string items;
  for (int i = 0; i < 5000; ++i) items += i == 0 ? "{}" : ",{}";
  const order::Problem problem = refused(with_item(items));
  EXPECT_THAT(problem.message, HasSubstr("and 14900 more"));
  EXPECT_LT(problem.message.size(), 5000U);
  EXPECT_EQ(problem.cause,
            "missing_fields:missing OrderItems[].ItemName,missing OrderItems[].Price,missing "
            "OrderItems[].Quantity");
}

TEST(Fields, ItemsMustBeAListThatIsNotEmpty) {
  EXPECT_EQ(refused(replaced(kSmall, R"([{"ItemName":"Tea","Price":5,"Quantity":2}])", "[]")).message,
            "Missing required fields: OrderItems");
  EXPECT_EQ(refused(replaced(kSmall, R"([{"ItemName":"Tea","Price":5,"Quantity":2}])", "{}")).code,
            "bad_field");
  EXPECT_THAT(refused(with_item("5")).message, HasSubstr("OrderItems[0] is 5, not an object"));
  EXPECT_THAT(refused(with_item("null")).message, HasSubstr("OrderItems[0]"));
}

TEST(Fields, AnItemMayLackItsNameWhereItsIdIsAboveZero) {
  EXPECT_EQ(booked(with_item(R"({"ItemID":5,"Price":5,"Quantity":2})")).lines.at(0).item_id, "5");
  EXPECT_EQ(booked(with_item(R"({"ItemID":"5","Price":5,"Quantity":2})")).lines.at(0).item_id, "5");
  EXPECT_EQ(booked(with_item(R"({"OdooItemID":9,"Price":5,"Quantity":2})")).lines.at(0).odoo_item_id, 9);
  for (const char* id : {"0", "-5", "\"0\"", "null", "\"\"", "\"SKU\""}) {
    EXPECT_EQ(refused(with_item(R"({"Price":5,"Quantity":2,"ItemID":)" + std::string(id) + "}")).message,
              "Missing required fields: OrderItems[0].ItemName")
        << id;
  }
}

TEST(Fields, AZeroIdIsNoId) {
  const order::OrderLine line =
      booked(with_item(R"({"ItemID":0,"OdooItemID":0,"ItemName":"x","Price":5,"Quantity":2})")).lines.at(0);
  EXPECT_EQ(line.item_id, "");
  EXPECT_FALSE(line.odoo_item_id);
}

TEST(Fields, AnOdooIdIsAProductId) {
  EXPECT_EQ(booked(with_item(R"({"OdooItemID":"12","ItemName":"x","Price":5,"Quantity":2})"))
                .lines.at(0)
                .odoo_item_id,
            12);
  EXPECT_EQ(refused(with_item(R"({"OdooItemID":"abc","ItemName":"x","Price":5,"Quantity":2})")).code,
            "bad_field");
  EXPECT_EQ(
      refused(with_item(R"({"OdooItemID":99999999999999999999,"ItemName":"x","Price":5,"Quantity":2})")).code,
      "bad_field");
}

TEST(Fields, GuideNamesWinOverAliases) {
  const order::Order order = booked(
      R"({"OrderID":1,"AmountPaid":5,"AmountTotal":5,"GrandTotal":5,)"
      R"("OrderItems":[{"ItemName":"guide","Name":"alias","Price":5,"PriceWithoutTax":4,"Quantity":1}],"OrderDetails":[{}],)"
      R"("CheckoutDetails":[{"AmountPaid":5,"CardType":"Cash"}],"OrderCheckoutDetails":[{}]})");
  EXPECT_EQ(order.lines.at(0).name, "guide");
  EXPECT_EQ(order.lines.at(0).price, dec("5"));
}

TEST(Fields, AliasesCountWhereTheGuidesNameIsNull) {
  const order::Order order = booked(
      R"({"OrderID":1,"AmountPaid":5,"AmountTotal":5,"GrandTotal":5,"OrderItems":null,)"
      R"("OrderDetails":[{"ItemName":null,"Name":"alias","Price":null,"PriceWithoutTax":4,"Quantity":1}],)"
      R"("CheckoutDetails":null,"OrderCheckoutDetails":[{"AmountPaid":5,"CardType":"Cash"}]})");
  EXPECT_EQ(order.lines.at(0).name, "alias");
  EXPECT_EQ(order.lines.at(0).price, dec("4"));
  EXPECT_THAT(order.checkouts, SizeIs(1));
}

TEST(Fields, AliasesCountWhereTheGuidesNameIsBlank) {
  const order::Order order =
      booked(R"({"OrderID":1,"AmountPaid":5,"AmountTotal":5,"GrandTotal":5,"OrderItems":[{"ItemName":" ",)"
             R"("Name":"alias","Price":"","PriceWithoutTax":4,"Quantity":1}],)"
             R"("CheckoutDetails":[{"AmountPaid":5,"CardType":"Cash"}]})");
  EXPECT_EQ(order.lines.at(0).name, "alias");
  EXPECT_EQ(order.lines.at(0).price, dec("4"));
}

TEST(Fields, PathsNameTheMemberThatWasSent) {
  EXPECT_EQ(refused(replaced(with_item("{\"ItemID\":1}"), "OrderItems", "OrderDetails")).message,
            "Missing required fields: OrderDetails[0].Price, OrderDetails[0].Quantity");
}

TEST(Fields, ADiscountPercentageCountsWithoutADiscountAmount) {
  const auto line = [](std::string_view members) {
    return booked(with_item(R"({"ItemName":"Tea","Price":5,"Quantity":2,)" + std::string(members) + "}"))
        .lines.at(0);
  };
  EXPECT_EQ(line(R"("DiscountPercentage":10)").discount_percent, dec("10"));
  EXPECT_EQ(line(R"("DiscountAmount":0,"DiscountPercentage":"12.5")").discount_percent, dec("12.5"));
  const order::OrderLine both = line(R"("DiscountAmount":1,"DiscountPercentage":10)");
  EXPECT_EQ(both.discount, dec("1"));
  EXPECT_FALSE(both.discount_percent);
  EXPECT_FALSE(line(R"("DiscountPercentage":0)").discount_percent);
  EXPECT_EQ(refused(with_item(R"({"ItemName":"Tea","Price":5,"Quantity":2,"DiscountPercentage":101})")).code,
            "bad_field");
}

TEST(Fields, AFreeOrderNeedsNoCheckout) {
  const std::string free =
      replaced(with_total("0"), R"("CheckoutDetails":[{"AmountPaid":10,"CardType":"Cash","PaymentMode":1}])",
               R"("CheckoutDetails":[])");
  EXPECT_THAT(booked(free).checkouts, IsEmpty());
  EXPECT_EQ(refused(replaced(free, "\"GrandTotal\":0", "\"GrandTotal\":10")).message,
            "Missing required fields: CheckoutDetails");
}

TEST(Fields, AnOrderOwedAsAWholeNeedsNoCheckout) {
  const std::string owed =
      replaced(small_with("\"BalanceAmount\":10"),
               R"(,"CheckoutDetails":[{"AmountPaid":10,"CardType":"Cash","PaymentMode":1}])", "");
  EXPECT_EQ(booked(owed).balance.minor(), 1000);
}

TEST(Fields, ACheckoutNeedsOneOfTypeAndMode) {
  EXPECT_EQ(booked(with_checkout(R"({"AmountPaid":10,"CardType":"Visa"})")).checkouts.at(0).payment_mode, "");
  EXPECT_EQ(booked(with_checkout(R"({"AmountPaid":10,"CardType":"","PaymentMode":"2"})"))
                .checkouts.at(0)
                .payment_mode,
            "2");
  const std::string neither = with_checkout(R"({"AmountPaid":10,"CardType":" "})");
  EXPECT_EQ(refused(neither).message,
            "Missing required fields: CheckoutDetails[0].CardType, CheckoutDetails[0].PaymentMode");
  EXPECT_EQ(booked(replaced(neither, "{", R"({"PaymentMode":3,)")).checkouts.at(0).payment_mode, "3");
}

// The order's stands for each of a thousand checkouts: a long one would become a gibibyte.
TEST(Fields, AWayToPayIsNoLongText) {
  const std::string neither = with_checkout(R"({"AmountPaid":10})");
  const std::string word(200, 'x');
  EXPECT_EQ(
      booked(replaced(neither, "{", R"({"PaymentMode":")" + word + R"(",)")).checkouts.at(0).payment_mode,
      word);
  EXPECT_THAT(refused(replaced(neither, "{", R"({"PaymentMode":"x)" + word + R"(",)")).message,
              HasSubstr("PaymentMode is longer than 200 bytes"));
}

TEST(Fields, TheOrdersPaymentModeDoesNotOverrideACardType) {
  const order::Order order =
      booked(replaced(with_checkout(R"({"AmountPaid":10,"CardType":"Visa"})"), "{", R"({"PaymentMode":1,)"));
  EXPECT_EQ(order.checkouts.at(0).payment_mode, "");
}

TEST(Fields, TheReferenceIsKept) {
  EXPECT_EQ(booked(with_checkout(R"({"AmountPaid":10,"CardType":"Visa","ReferenceID":" TX-1 "})"))
                .checkouts.at(0)
                .reference_id,
            "TX-1");
  EXPECT_EQ(booked(with_checkout(R"({"AmountPaid":10,"CardType":"Visa","ReferenceID":12345})"))
                .checkouts.at(0)
                .reference_id,
            "12345");
}

TEST(Fields, ChargesAndTheCustomerAreRead) {
  const order::Order order = booked(small_with(
      R"("ServiceCharges":1,"DeliveryCharges":2.5,"Tip":"3","CustomerID":12,"CustomerName":" Ann ","CustomerContact":"+96650",)"
      R"("partner_id":"8","customer_ref":"C-1","Remark":"no onions")"));
  EXPECT_EQ(order.service_charge.minor(), 100);
  EXPECT_EQ(order.delivery_charge.minor(), 250);
  EXPECT_EQ(order.tip.minor(), 300);
  EXPECT_EQ(order.customer, (order::Customer{"12", "C-1", "8", "Ann", "+96650"}));
  EXPECT_EQ(order.remark, "no onions");
}

TEST(Fields, WhatIsNotBookedCannotStopASale) {
  const order::Order order =
      booked(small_with(R"("CustomerID":false,"partner_id":[8,"Ann"],"Remark":{"x":1})"));
  EXPECT_EQ(order.customer, order::Customer());
  ASSERT_THAT(order.warnings, SizeIs(2));
  EXPECT_EQ(order.warnings[0].code, "field_ignored");
}

TEST(Fields, TextsAreTrimmedAndANulBecomesAnotherLetter) {
  const order::OrderLine line =
      booked(with_item("{\"ItemName\":\"\\u00a0 Caf\\u0000\\u00e9 \\n\",\"Price\":5,\"Quantity\":2}"))
          .lines.at(0);
  EXPECT_EQ(line.name, "Caf\uFFFD\u00e9");  // another name than "Café"
}

TEST(Fields, DatesAreReadInTheSyncsZone) {
  DecodeRules zoned = rules();
  zoned.dates.zone = base::Zone::find("Asia/Riyadh").value();
  const auto date = [&](std::string_view member) {
    return base::to_iso8601(*booked(small_with(member), zoned).date);
  };
  EXPECT_EQ(date(R"("OrderDate":"2025-08-10T17:16:43")"), "2025-08-10T14:16:43Z");
  EXPECT_EQ(date(R"("OrderDate":"2025-08-10T17:16:43Z")"), "2025-08-10T17:16:43Z");
  EXPECT_EQ(date(R"("CheckoutDate":"2025-08-10 17:16:43")"), "2025-08-10T14:16:43Z");
  EXPECT_EQ(date(R"("OrderDate":"2025-08-10T00:00:00Z","CheckoutDate":"2025-08-11T00:00:00Z")"),
            "2025-08-10T00:00:00Z");
  EXPECT_EQ(date(R"("OrderDate":"","CheckoutDate":"2025-08-11T00:00:00Z")"), "2025-08-11T00:00:00Z");
}

TEST(Fields, ADateThatWasNeverSetIsNoDate) {
  EXPECT_FALSE(booked(small_with(R"("OrderDate":"0001-01-01T00:00:00")")).date);
  EXPECT_FALSE(booked(small_with(R"("OrderDate":null)")).date);
}

TEST(Fields, ABadDateIsNamed) {
  for (const char* value : {"\"yesterday\"", "true", "[]", "\"2025-13-45\""}) {
    const order::Problem problem = refused(small_with("\"OrderDate\":" + std::string(value)));
    EXPECT_EQ(problem.code, "bad_field") << value;
    EXPECT_THAT(problem.message, HasSubstr("OrderDate")) << value;
  }
}

TEST(Fields, VoidLinesAreLeftOutAndNoted) {
  DecodeRules voids = rules();
  voids.void_line_statuses = {"205"};
  const std::string json = with_item(
      R"({"ItemName":"Gone","Status":205},{"ItemName":"Tea","Price":5,"Quantity":2,"Status":"201"})");
  const order::Order order = booked(json, voids);
  ASSERT_THAT(order.lines, SizeIs(1));
  EXPECT_EQ(order.lines[0].name, "Tea");
  EXPECT_EQ(order.lines[0].number, 2);
  ASSERT_THAT(order.warnings, SizeIs(1));
  EXPECT_EQ(order.warnings[0].code, "line_left_out");
  EXPECT_THAT(order.warnings[0].message, HasSubstr("Line 1 (Gone)"));
  EXPECT_EQ(refused(json).code, "missing_fields");  // no status is void by default
}

TEST(Fields, LinesOfNothingAreLeftOutAndNoted) {
  const order::Order order = booked(with_item(
      R"({"ItemName":"Tea","Price":5,"Quantity":2},{"ItemName":"None","Price":7,"Quantity":0,"DiscountAmount":0})"));
  ASSERT_THAT(order.lines, SizeIs(1));
  ASSERT_THAT(order.warnings, SizeIs(1));
  EXPECT_EQ(order.warnings[0].code, "line_left_out");
  EXPECT_THAT(
      booked(with_item(
                 R"({"ItemName":"Tea","Price":5,"Quantity":2},{"ItemName":"Free","Price":0,"Quantity":1})"))
          .lines,
      SizeIs(2));
  EXPECT_THAT(
      booked(
          with_item(
              R"({"ItemName":"Tea","Price":5,"Quantity":2},{"ItemName":"Odd","Price":0,"Quantity":0,"DiscountAmount":3})"))
          .lines,
      SizeIs(2));
}

TEST(Fields, AnOrderWhoseLinesAreAllLeftOutIsRefused) {
  EXPECT_EQ(refused(with_item(R"({"ItemName":"None","Price":7,"Quantity":0})")).code, "no_lines");
}

TEST(Fields, MoreLinesThanAShopSellsAreRefused) {
  const auto many = [](std::string_view one, int count) {
    std::string out(one);
    for (int i = 1; i < count; ++i) out.append(",").append(one);
    return out;
  };
  constexpr std::string_view kItem = R"({"ItemName":"Tea","Price":5,"Quantity":2})";
  EXPECT_EQ(decode(with_item(many(kItem, 5000))).verdict, Verdict::book);
  EXPECT_THAT(refused(with_item(many(kItem, 5001))).message, HasSubstr("more than 5000"));
  constexpr std::string_view kPaid = R"({"AmountPaid":1,"CardType":"Cash"})";
  EXPECT_EQ(decode(with_checkout(many(kPaid, 1000))).verdict, Verdict::book);
  EXPECT_THAT(refused(with_checkout(many(kPaid, 1001))).message, HasSubstr("more than 1000"));
  const std::string packages = R"({"ItemName":"Tea","Price":5,"Quantity":2,"OrderDetailPackages":[)" +
                               many(R"({"ItemID":1,"Quantity":1})", 1001) + "]}";
  EXPECT_THAT(refused(with_item(packages)).message, HasSubstr("OrderItems[0].OrderDetailPackages"));
}

TEST(Fields, AComponentNeedsItsQuantity) {
  const std::string item =
      R"({"ItemName":"Set","Price":5,"Quantity":2,"OrderDetailPackages":[{"ItemID":3,"Name":"Bun","Quantity":"0.5"},{"ItemName":"x"}]})";
  EXPECT_EQ(refused(with_item(item)).message,
            "Missing required fields: OrderItems[0].OrderDetailPackages[1].Quantity");
  const order::OrderLine line = booked(with_item(replaced(item, ",{\"ItemName\":\"x\"}", ""))).lines.at(0);
  ASSERT_THAT(line.components, SizeIs(1));
  EXPECT_EQ(line.components[0], (order::Component{"3", "Bun", dec("0"), dec("0.5")}));
  EXPECT_EQ(refused(with_item(R"({"ItemName":"Set","Price":5,"Quantity":2,"OrderDetailPackages":5})")).code,
            "bad_field");
  EXPECT_EQ(refused(with_item(R"({"ItemName":"Set","Price":5,"Quantity":2,"OrderDetailPackages":[5]})")).code,
            "bad_field");
}

TEST(Fields, MessagesShowNoCardNumber) {
  EXPECT_THAT(refused(with_price("\"x4111111111111111\"")).message, Not(HasSubstr("411111")));
}

}  // namespace
}  // namespace ordersync::source
