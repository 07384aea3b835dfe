// Model: what a simulated shop sold, kept in the plainest way there is. It knows what the source ever showed
// of each order and what people decided, and says of a world that has come to rest whether everything stands
// as it must. It shares no code with the program: amounts are cents, stock is whole pieces.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "tests/support/world.h"

namespace ordersync::sim {

// What an order says at one time.
struct Content {
  std::map<std::int64_t, int> pieces;  // product id → pieces; a refund's are negative
  std::int64_t total_cents = 0;
  bool cancelled = false;
};

struct ModelOrder {
  std::string source;
  std::string id;  // two sources may use the same
  bool is_refund = false;
  std::vector<Content> shown;  // in the order of time; the last is what the source shows now
  base::Instant changed_at;
  bool ignored = false;  // a person said so while it was parked

  bool was_edited() const { return shown.size() > 1; }
  order::OrderKey key() const {
    return {source, id, is_refund ? order::Kind::refund : order::Kind::sale, {}};
  }
};

class Model {
 public:
  struct Product {
    std::int64_t id;
    std::string name;
    std::int64_t gross_cents;  // of one piece
    std::int64_t net_cents;
    bool always_there;  // false: comes with the second import
  };
  static const std::vector<Product>& products();

  // At any time: nothing twice, nothing that was never shown, nothing passed over by the cursor. Empty: all
  // is well.
  std::string safe(testing::World& world) const;
  // At rest: each order exactly once or with its reason, sums and stock equal.
  std::string at_rest(testing::World& world) const;

  std::vector<ModelOrder> orders;
  bool latte_is_there = false;

 private:
  std::string safe_in_odoo(testing::FakeOdoo& odoo) const;
  std::string passed_over(testing::World& world, const testing::Channel& channel) const;
  std::string fate_of(const ModelOrder& order, testing::World& world,
                      const std::map<std::string, pos::BookedOrder>& booked) const;
};

// The JSON of the guide that shows this content.
std::string shown_as_json(const ModelOrder& order, const Content& content);

}  // namespace ordersync::sim
