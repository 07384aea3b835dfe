// PURE: one order of the sample restaurant before it is text: what was sold, for how much, and how it was
// paid.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "app/demo_catalogue.h"
#include "app/demo_menu.h"

namespace ordersync::app::demo {

// How many customers and remarks there are; they get their names where orders are written.
constexpr int kPeople = 5;
constexpr int kRemarks = 4;

// All amounts are minor units.
struct Line {
  const DemoDish* dish = nullptr;
  const DemoMeal* meal = nullptr;
  int tenths = 10;            // quantity in tenths
  std::int64_t price = 0;     // per unit, minor units, as sent (with or without tax)
  std::int64_t discount = 0;  // off the whole line
  std::int64_t amount() const { return price * tenths / 10 - discount; }
};

struct Payment {
  std::string_view type;
  int mode = 1;
  std::int64_t amount = 0;
  int card_digits = 0;  // 0: cash
};

enum class Prices { net, gross };
// Two generations of the source's API: the guide's names, and the aliases that real systems send.
enum class Dialect { guide, alias };
enum class Numbers { bare, text };

struct Draft {
  std::int64_t id = 0;
  std::int64_t refund_id = 0;  // 0: none
  int status = 103;
  Prices prices = Prices::net;
  Dialect dialect = Dialect::guide;
  Numbers numbers = Numbers::bare;
  std::vector<Line> lines;
  std::vector<Payment> payments;
  std::int64_t discount = 0;  // AmountDiscount
  std::int64_t subtotal = 0;  // AmountTotal
  std::int64_t tax = 0;
  std::int64_t total = 0;  // GrandTotal
  int sign = 1;            // -1: a refund that is sent with negative amounts
  int customer = -1;
  int remark = -1;
};

// The order of that number. `role` is what DemoMenu says it is for.
Draft draw(std::uint64_t seed, std::int64_t index, DemoRole role);

}  // namespace ordersync::app::demo
