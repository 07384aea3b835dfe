// The time by which those who share a store agree on leases: the store's own, where it has one. A machine
// whose clock is wrong or jumps then neither takes what is another's nor keeps what it has lost.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "sql/database.h"

namespace ordersync::sql {

// Unix milliseconds; the machine's clock for a store that has none.
inline base::Result<std::int64_t> shared_now_ms(Connection& connection, const base::Clock& clock) {
  TRY_ASSIGN(const auto own, connection.clock_ms());
  return own ? *own : base::to_unix_ms(clock.now());
}

// A moment that was reckoned from `clock` a moment ago, by the shared time.
inline base::Result<std::int64_t> shared_ms(Connection& connection, const base::Clock& clock,
                                            base::Instant moment) {
  TRY_ASSIGN(const auto own, connection.clock_ms());
  const std::int64_t local = base::to_unix_ms(moment);
  return own ? *own + (local - base::to_unix_ms(clock.now())) : local;
}

}  // namespace ordersync::sql
