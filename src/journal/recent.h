// What was booked of late: the booked orders of two days, counted by quarters of an hour in the transaction
// that settles them. Home reads some hundred of these rows however many orders a day has; counting the orders
// themselves would take half a second for a million. Midnight is on a quarter of an hour in every zone.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <utility>

#include "base/result.h"
#include "base/time.h"
#include "sql/database.h"

namespace ordersync::journal {

inline constexpr std::int64_t kQuarterMs = 900'000;
// Orders dated earlier than this before they are booked are in no count: an import of last year costs
// nothing.
inline constexpr base::Milliseconds kRecentFor = std::chrono::hours(48);

// Adds the orders of these rows (first and last of each range, both included). REQUIRES: the write
// transaction that settles them; no row that is counted already.
base::Result<void> count_booked(sql::Connection& connection,
                                std::span<const std::pair<std::int64_t, std::int64_t>> ranges,
                                base::Instant now);

// Takes out again what was counted of a row. REQUIRES: the write transaction that ends its booking, which is
// still there.
base::Result<void> uncount_booked(sql::Connection& connection, std::int64_t row);

// Forgets what nobody asks for any more.
base::Result<void> forget_counts(sql::Connection& connection, base::Instant now);

}  // namespace ordersync::journal
