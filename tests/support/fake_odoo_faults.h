// Which fault the next request meets. Inside of the fake Odoo only.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/fake_odoo.h"

namespace ordersync::testing {

struct FakeOdoo::Faults {
  // A request that nobody waits for any more. It takes effect when it is due, and sees what was there when it
  // came.
  struct Late {
    base::Instant due;
    http::Request request;
    int listener = 0;  // of the store, for what others have done since
  };

  // Every call of `method` with `text` in its request.
  struct Each {
    std::string method;
    std::string text;
    OdooFault fault;
  };

  // The fault of exchange `number`, which calls `called`; those for the next requests go first.
  std::optional<OdooFault> take(int number, const std::string& called, const std::string& body);
  void heal();
  int next_delay() { return delay_ += 7; }

  std::deque<OdooFault> next;
  std::map<int, OdooFault> at;  // by the number of the exchange, from 1
  std::vector<std::pair<std::string, OdooFault>> of_method;
  std::vector<Each> each;
  std::optional<OdooFault> always;
  std::vector<Late> late;

 private:
  int delay_ = 0;
};

}  // namespace ordersync::testing
