// Orders of the external system written in a few words, as a shop owner would say them, turned into the JSON
// of the guide. Amounts pass through as they are written: what a test writes is what the source sends.
#pragma once

#include <string>
#include <string_view>

namespace ordersync::testing {

struct OrderWords {
  std::string id;    // a JSON token: 639 or "639"
  std::string sold;  // "1 Burger at 80.00; 2 Tea #12 at 5 less 1.00; 1 Meal at 30 [2 Patty at 8, 2 Bun at 2]"
  std::string total;  // GrandTotal
  std::string paid;   // "92.00 Cash; 5.00 Card; 3 mode 2"; empty: no checkout line
  std::string also;   // further or other fields: "Tax=12.0, OrderStatus=106"
};

// AmountPaid is the sum of the payments and AmountTotal is GrandTotal less Tax, unless `also` says otherwise.
// Fails the test (gtest) on words that mean nothing.
std::string order_json(const OrderWords& words);

}  // namespace ordersync::testing
