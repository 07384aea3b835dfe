// PORT: a sync's hook, which turns what another system calls an order into orders of the guide's form. The
// same bytes always give the same answer: it has no clock, no chance and no memory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "order/problem.h"

namespace ordersync::source {

class JsonTape;

// What became of one element.
struct Reshaped {
  struct Order {
    std::string json;                       // an object of the guide's form
    std::optional<order::Problem> refused;  // by the hook's own validation: kept, and not booked
  };
  std::vector<Order> orders;              // one element may hold several: a sale and its refunds
  std::optional<order::Notice> skip;      // no order of this sync: why
  std::optional<order::Problem> problem;  // the hook failed: where and how
  std::vector<std::string> printed;       // what it printed, for who tests it
};

// Thread-safe.
class Reshaper {
 public:
  virtual ~Reshaper() = default;
  // `element`: an object, without two members of one name. Never throws.
  virtual Reshaped reshape(const JsonTape& element) const = 0;
};

}  // namespace ordersync::source
