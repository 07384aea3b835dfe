// What was paid into the embedded POS of late, by payment method: the payments of two days, counted by
// quarters of an hour in the transaction that books them, so that the sums of a day are some hundred rows
// however many orders it has. Midnight is on a quarter of an hour in every zone.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "order/document.h"
#include "sql/database.h"

namespace ordersync::pos {

// Orders dated earlier than this before they are booked are in no sum.
inline constexpr base::Milliseconds kPaymentsKept = std::chrono::hours(48);

// INTERNAL to the embedded POS: what a batch of orders adds to the sums.
class PaymentSums {
 public:
  void add(const order::PosDocument& document, std::int64_t now_ms);
  // REQUIRES: the write transaction that books the orders.
  base::Result<void> store(sql::Connection& connection) const;

 private:
  // Minor units by quarter and method; nothing: too large to be said.
  std::map<std::pair<std::int64_t, std::int64_t>, std::optional<std::int64_t>> sums_;
};

// Of orders dated from `from` until before `until`, net of change; methods that took nothing are left out,
// and those of which the sum is too large to be said. Ordered by the method's id. REQUIRES: both on a quarter
// of an hour, `from` less than two days ago.
base::Result<std::vector<std::pair<std::string, base::Money>>> paid_by_method(sql::Connection& connection,
                                                                              base::Instant from,
                                                                              base::Instant until);

// Forgets what nobody asks for any more.
base::Result<void> forget_payment_sums(sql::Connection& connection, base::Instant now);

}  // namespace ordersync::pos
