// Retention: what is kept of orders that were booked long ago. Never touches an order that is not booked, or
// a booked one that still needs a person. One thread at a time, on one store connection.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "journal/journal.h"
#include "sql/database.h"

namespace ordersync::journal {

std::span<const sql::Migration> retention_migrations();

// What is left of a payload.
enum class Left { without_personal_data = 1, nothing = 2 };

class Retention {
 public:
  // Takes a payload, gives what may stay of it.
  using Mask = std::function<std::string(std::string_view payload)>;

  // Both outlive it. REQUIRES: migrations() and retention_migrations() applied.
  Retention(sql::Connection& connection, const base::Clock& clock) : connection_(connection), clock_(clock) {}

  struct Batch {
    std::int64_t orders = 0;
    RowId last = 0;  // go on behind it
    bool more = false;
  };
  // At most `limit` orders that were booked before `before`, of the next rows behind `after`: there may be
  // none among these, and more behind them. Found without the write lock, and looked at once more in the one
  // transaction that strips them. REQUIRES: limit > 0.
  base::Result<Batch> strip(Left left, base::Instant before, RowId after, int limit, const Mask& mask);
  // How many orders strip() would find in all.
  base::Result<std::int64_t> count(Left left, base::Instant before);

 private:
  base::Result<std::int64_t> strip_rows(std::span<const RowId> rows, Left left, base::Instant before,
                                        const Mask& mask);
  base::Result<void> strip_row(RowId row, Left left, const Mask& mask);
  base::Result<void> strip_document(RowId row);

  sql::Connection& connection_;
  const base::Clock& clock_;
};

}  // namespace ordersync::journal
