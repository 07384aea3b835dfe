// What viewers see of a payload.
#include "app/personal_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

namespace ordersync::app {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(PersonalData, NamesAndNumbersOfPeopleAreMasked) {
  const std::string masked = without_personal_data(
      R"({"OrderID": 639, "CustomerName": "Layla", "customer_phone": "+966", "Customer": {"id": 7, "vip": true},
          "Delivery": {"Street": "King Road 1", "Fee": 5}, "OrderItems": [{"ItemName": "Burger", "Price": 80.0}]})");
  EXPECT_THAT(masked, Not(HasSubstr("Layla")));
  EXPECT_THAT(masked, Not(HasSubstr("966")));
  EXPECT_THAT(masked, Not(HasSubstr("King Road")));
  const auto json = nlohmann::json::parse(masked);
  EXPECT_EQ(json["Customer"]["id"], "•••") << "everything of a person";
  EXPECT_EQ(json["OrderItems"][0]["ItemName"], "Burger");
  EXPECT_EQ(json["Delivery"]["Fee"], 5);
}

TEST(PersonalData, ViewersSeeNoRemarksNoListsOfNumbersAndAmountsToTheDigit) {
  EXPECT_EQ(
      without_personal_data(
          R"({"phones":["+966 55"],"Remark":"call 055","GrandTotal":92.10,"Rate":0.1000000000000000055511})"),
      R"({"phones":["•••"],"Remark":"•••","GrandTotal":92.10,"Rate":0.1000000000000000055511})");
}

TEST(PersonalData, WhatCannotBeReadIsNotShown) {
  EXPECT_EQ(without_personal_data("CustomerName: Layla"), "•••");
}

TEST(StripPersonalData, LeavesEveryOtherByteAsItCame) {
  const std::string_view came =
      R"({"OrderID": 639, "GrandTotal": 92.00, "Tax":"12.000", "CustomerName" : "Layla \"L\"", "CustomerID": 7,
 "customer": {"phone": ["+966", 5], "since": null, "vip": true}, "contacts": ["a", {"x": 1}], "Remark": "call 055", "CustomerNote": "",
 "OrderItems": [{"ItemName": "Burger", "Price": 8.0e1, "Quantity": 1}], "CheckoutDetails": [{"AmountPaid": 92.0}]})";
  EXPECT_EQ(
      strip_personal_data(came),
      R"({"OrderID": 639, "GrandTotal": 92.00, "Tax":"12.000", "CustomerName" : "•••", "CustomerID": "•••",
 "customer": {"phone": ["•••", "•••"], "since": null, "vip": "•••"}, "contacts": ["•••", {"x": 1}], "Remark": "•••", "CustomerNote": "",
 "OrderItems": [{"ItemName": "Burger", "Price": 8.0e1, "Quantity": 1}], "CheckoutDetails": [{"AmountPaid": 92.0}]})");
}

TEST(StripPersonalData, TakesThePeopleOutOfOrdersOfOtherSystems) {
  EXPECT_EQ(
      strip_personal_data(
          R"({"billing":{"first_name":"Anna","company":"Muster","state":""},"shipping":{"last_name":"Muster"},"shipping_total":"5.00"})"),
      R"({"billing":{"first_name":"•••","company":"•••","state":""},"shipping":{"last_name":"•••"},"shipping_total":"5.00"})");
  EXPECT_EQ(
      strip_personal_data(
          R"({"billing_address":{"name":"Bob Norman","province":"QC"},"addresses":[{"name":"Bob"}],"name":"#1001"})"),
      R"({"billing_address":{"name":"•••","province":"•••"},"addresses":[{"name":"•••"}],"name":"#1001"})");
  EXPECT_EQ(
      strip_personal_data(R"({"guest":{"firstName":"Anna","last-name":"M","Full Name":"A","Surname":"M"}})"),
      R"({"guest":{"firstName":"•••","last-name":"•••","Full Name":"•••","Surname":"•••"}})");
}

TEST(StripPersonalData, ABareAmountForShippingIsNobodys) {
  EXPECT_EQ(strip_personal_data(R"({"Shipping": 5.00, "shipping_lines": [{"price": "5.00"}]})"),
            R"({"Shipping": 5.00, "shipping_lines": [{"price": "5.00"}]})");
}

TEST(StripPersonalData, ANameWrittenWithEscapesIsStillTheName) {
  EXPECT_EQ(strip_personal_data(R"({"\u0043ustomerName":"Layla"})"), R"({"\u0043ustomerName":"•••"})");
}

RC_GTEST_PROP(StripPersonalDataProperty, ASecondTimeChangesNothing, (const std::string& text)) {
  const std::string once = strip_personal_data(text);
  RC_ASSERT(strip_personal_data(once) == once);
}

}  // namespace
}  // namespace ordersync::app
