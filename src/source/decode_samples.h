// For tests only: orders as sources send them, and ways to change one thing in them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "source/decode.h"

namespace ordersync::source::samples {

inline base::Decimal dec(std::string_view text) {
  return base::Decimal::of(text);
}

// guide.md, "Single Order Format".
inline constexpr std::string_view kGuide = R"({
  "OrderID": 639,
  "AmountDiscount": 0.0,
  "AmountPaid": "92.0",
  "AmountTotal": 80.0,
  "BalanceAmount": 0.0,
  "GrandTotal": 92.0,
  "Tax": 12.0,
  "TaxPercent": 15.0,
  "OrderStatus": 103,
  "PaymentMode": 1,
  "CheckoutDetails": [
    {
      "AmountPaid": 92.0,
      "CardNumber": "",
      "CardType": "Cash",
      "PaymentMode": 1,
      "ReferenceID": ""
    }
  ],
  "OrderItems": [
    {
      "ItemID": 0,
      "ItemName": "Product Name",
      "Price": 80.0,
      "Quantity": 1.0,
      "DiscountAmount": 0.0,
      "OrderDetailPackages": [
        {
          "ItemID": 175741,
          "ItemName": "Component Item",
          "Price": 20.0,
          "Quantity": 2.0
        }
      ]
    }
  ]
})";

// As a real source of this format sends it: aliases, a date by its own format, a discount on top.
inline constexpr std::string_view kReal =
    R"({"CustomerContact":"","DiscountCode":"","AmountTotal":25,"LocationID":404,"CheckoutDate":"10-08-2025 05:16:43 PM",)"
    R"("CustomerID":0,"OrderID":170388001,"OrderDetails":[{"ItemID":170388,"AlternateName":"زيت فوكس 5W30 Syn Sn ",)"
    R"("Name":"Fuchs Oil 5W30 Syn Sn ","PackageID":0,"IsInventoryItem":true,"DiscountAmount":0,"Cost":20,)"
    R"("OrderDetailPackages":[],"Price":25,"Status":201,"Quantity":1}],"OrderCheckoutDetails":[{"PaymentMode":1,)"
    R"("AmountDiscount":0,"CardNumber":"","AmountPaid":18.75,"CardType":"Cash"}],"OrderStatus":103,"AmountPaid":18.75,)"
    R"("DiscountPercent":0,"GrandTotal":18.75,"AmountDiscount":6.25,"TaxPercent":0,"ServiceCharges":0,"Tax":0,)"
    R"("BalanceAmount":0,"PaymentMode":1})";

// A small order to change; S, D and the totals agree.
inline constexpr std::string_view kSmall =
    R"({"OrderID":7,"AmountPaid":10,"AmountTotal":10,"GrandTotal":10,"OrderStatus":103,)"
    R"("OrderItems":[{"ItemName":"Tea","Price":5,"Quantity":2}],"CheckoutDetails":[{"AmountPaid":10,"CardType":"Cash","PaymentMode":1}]})";

// Changes the first `from` to `to`; fails the test when there is none.
inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  const std::size_t at = out.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) out.replace(at, from.size(), to);
  return out;
}

// kSmall with one more member at its front.
inline std::string small_with(std::string_view member) {
  return replaced(kSmall, "{", "{" + std::string(member) + ",");
}

inline DecodeRules rules() {
  DecodeRules rules;
  rules.source = "main-store";
  return rules;
}

inline Decoded decode(std::string_view json, DecodeRules rules = samples::rules()) {
  Decoder decoder(std::move(rules));
  return decoder.decode(json);
}

inline order::Order booked(std::string_view json, DecodeRules rules = samples::rules()) {
  Decoded decoded = decode(json, std::move(rules));
  EXPECT_EQ(decoded.verdict, Verdict::book) << (decoded.problem ? decoded.problem->message : std::string());
  return decoded.order ? *std::move(decoded.order) : order::Order();
}

inline order::Problem refused(std::string_view json, DecodeRules rules = samples::rules()) {
  const Decoded decoded = decode(json, std::move(rules));
  EXPECT_EQ(decoded.verdict, Verdict::refuse) << json;
  return decoded.problem.value_or(order::Problem());
}

}  // namespace ordersync::source::samples
