// PURE: the sample restaurant's orders, endless and the same for the same seed. Each order is a value of its
// number alone, so that any page of any length can be made without the ones before it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace ordersync::app {

enum class DemoMix {
  everything,  // some orders park on purpose, some are not sales yet
  bookable,    // every order can be booked: for benchmarks
};

// What an order of the stream is for; by its place in a block of 40 orders.
enum class DemoRole {
  sale,
  refund,           // of a sale earlier in the same block, in part or whole, with a RefundID of its own
  unknown_product,  // parks: "Latte XL" is in no catalogue
  underpaid,        // parks
  wrong_total,      // parks
  still_open,       // an OrderStatus that is no sale: skipped
};

class DemoMenu {
 public:
  // Refunds stay within their block: a window that starts at a multiple of this refers to nothing before it.
  static constexpr std::int64_t kBlock = 40;

  DemoMenu(std::uint64_t seed, DemoMix mix) : seed_(seed), mix_(mix) {}

  // Appends order number `index` as JSON. REQUIRES: index >= 0.
  void append_order(std::int64_t index, std::string& out) const;
  DemoRole role(std::int64_t index) const;
  // For a refund: the number of the sale that it takes back. REQUIRES: role(index) is refund.
  static std::int64_t refunded_sale(std::int64_t index);

  // One order every five seconds since 2025 began, whoever asks: the same number is the same order on every
  // day.
  static base::Instant placed_at(std::int64_t index);
  // The number of orders placed before or at `t`; never negative.
  static std::int64_t placed_until(base::Instant t);

 private:
  std::uint64_t seed_;
  DemoMix mix_;
};

// The guide's own example, as printed there.
std::string_view demo_guide_order();
// An order as a real system of this format sends it; its date has no unambiguous form ("10-08-2025").
std::string_view demo_real_order();

}  // namespace ordersync::app
