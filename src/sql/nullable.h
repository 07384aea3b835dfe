// Numbers and times that a column may have or not.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "sql/database.h"

namespace ordersync::sql {

inline Value or_null(std::optional<std::int64_t> number) {
  return number ? Value(*number) : Value(Null{});
}
// In milliseconds.
inline Value or_null(std::optional<base::Instant> time) {
  return time ? Value(base::to_unix_ms(*time)) : Value(Null{});
}

inline std::optional<std::int64_t> maybe_integer(const Row& row, int column) {
  return row.is_null(column) ? std::optional<std::int64_t>() : row.integer(column);
}
inline std::optional<base::Instant> maybe_time(const Row& row, int column) {
  return row.is_null(column) ? std::optional<base::Instant>() : base::from_unix_ms(row.integer(column));
}

}  // namespace ordersync::sql
