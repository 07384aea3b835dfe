// SeenKeys: which orders a run has counted without writing anything for them, in 8 bytes each: a source that
// sends a million known orders twice must neither count them twice nor cost more memory than the orders of
// one batch.
#pragma once

#include <cstdint>
#include <vector>

#include "order/key.h"

namespace ordersync::sync {

class SeenKeys {
 public:
  // True when the key is new. Two keys whose 64-bit hashes meet count as one (once in 10^7 runs of a million
  // orders); only a counter shown to people depends on it.
  bool insert(const order::OrderKey& key);

 private:
  void grow();

  std::vector<std::uint64_t> slots_;  // a power of two, at most half full; 0 is free
  std::size_t used_ = 0;
};

}  // namespace ordersync::sync
