// PORT: where orders come from. One fetch hands every element of every page to a sink, as bytes, in order.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"
#include "base/time.h"
#include "order/problem.h"

namespace ordersync::source {

// One element of the answer: an order, or something that should have been one.
struct Element {
  std::string_view bytes;   // valid during the call only; for a refused element its first 64 KiB
  base::Digest digest;      // of all its bytes; set only where `refused` is set
  std::int64_t offset = 0;  // of its first byte in the page, from 0
  std::int64_t line = 1;    // of its first byte in the page, from 1
  std::optional<order::Problem> refused;  // past the size or depth limit: refused alone, its neighbours live
};

class ElementSink {
 public:
  virtual ~ElementSink() = default;
  // An error ends the fetch and is returned by it.
  virtual base::Result<void> element(const Element& element) = 0;
  // After the last element of each page; `page` counts from 1.
  virtual base::Result<void> page_done(int page) = 0;
};

// Which orders to ask for; empty: all that the source shows.
struct Window {
  std::optional<base::Instant> since;
  std::optional<base::Instant> until;
};

struct FetchSummary {
  int pages = 0;
  std::int64_t elements = 0;
  std::int64_t bytes = 0;  // after decompression
  base::Instant
      asked_at;           // when the first page was asked for, by the source's Date header where it sends one
  base::Instant sent_at;  // the same by our clock
};

class OrderSource {
 public:
  virtual ~OrderSource() = default;
  // Blocks; one fetch at a time. On failure, elements already handed over stay valid (behaviour 1); the
  // error's message is what follows "Failed to fetch orders from external system: ". Kind temporary: worth
  // trying again.
  virtual base::Result<FetchSummary> fetch(const Window& window, ElementSink& sink) = 0;
};

}  // namespace ordersync::source
