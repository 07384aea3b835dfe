// Mirror: orders as they were last read back from Odoo, kept in ordersync's own store, so that lists and
// screens never wait for Odoo. A copy for showing: what may be booked is never decided by it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "pos/odoo_readback.h"
#include "pos/pos_target.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

class Mirror {
 public:
  // All outlive it. REQUIRES: odoo_migrations() applied.
  Mirror(sql::Connection& store, const base::Clock& clock, const ConnectionSettings& settings);

  // Keeps what stands now; an older copy of the same order is replaced. One transaction.
  base::Result<void> keep(std::span<const std::optional<StandingOrder>> orders);
  // In the order of `keys`; nothing where none was ever read back.
  base::Result<std::vector<std::optional<BookedOrder>>> kept(std::span<const order::OrderKey> keys);

 private:
  sql::Connection& store_;
  const base::Clock& clock_;
  const ConnectionSettings& settings_;
};

// PURE: a booked order as JSON text and back; amounts and quantities are exact decimal texts. decoding fails
// with "bad_document".
std::string encode(const BookedOrder& order);
base::Result<BookedOrder> decode_booked_order(std::string_view json);

}  // namespace ordersync::pos::odoo
