// What viewers see of a payload.
#include "app/personal_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(PersonalData, WhatCannotBeReadIsNotShown) {
  EXPECT_EQ(without_personal_data("CustomerName: Layla"), "•••");
}

}  // namespace
}  // namespace ordersync::app
