// PURE: cuts a byte stream of JSON into one slice per order, without building anything: memory is one order.
// Understands an array, {"orders": […]}, one order object, and an array or object at a JSON Pointer
// (behaviour 1).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "source/order_source.h"

namespace ordersync::source {

// What a root object without "orders" must have to be an order: a member of the guide's, or anything, since a
// hook reads it.
enum class SingleOrder { guides, anything };

struct FramingRules {
  std::string orders_at;  // JSON Pointer; empty: the guide's shapes
  // JSON Pointers (outside the orders) whose scalar text is wanted: next cursor or link.
  std::vector<std::string> captures;
  std::int64_t max_order_bytes = 1 << 20;
  int max_depth = 64;
  SingleOrder single_order = SingleOrder::guides;
};

// Why an element is refused unread; without `size` where that is not known any more.
order::Problem too_large(std::optional<std::int64_t> size, std::int64_t limit);
order::Problem too_deep(int limit);
// Whether it is one of the two.
bool is_refused_unread(const order::Problem& problem);

// Feed chunks of any size, then finish(). Errors: "html_answer", "invalid_json" (with byte and line),
// "empty_answer", "truncated_answer", "unexpected_shape". Bytes and lines in messages count from 1. After an
// error the framer is dead. One thread.
class Framer {
 public:
  explicit Framer(FramingRules rules);
  ~Framer();
  Framer(const Framer&) = delete;
  Framer& operator=(const Framer&) = delete;
  // Hands complete elements to `sink`; an error of the sink is returned as it is.
  base::Result<void> feed(std::string_view chunk, ElementSink& sink);
  base::Result<void> finish(ElementSink& sink);
  std::int64_t elements() const;
  // The text of captures[i]: strings unescaped, numbers as sent, empty when absent, null or
  // false. After finish().
  const std::string& capture(std::size_t i) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ordersync::source
