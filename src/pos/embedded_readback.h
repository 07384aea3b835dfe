// INTERNAL to the embedded POS: orders as they stand in the store, by key or by id. All methods work
// inside the caller's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "order/key.h"
#include "pos/embedded_store.h"
#include "pos/pos_target.h"

namespace ordersync::pos {

class OrderReader {
 public:
  explicit OrderReader(sql::Connection& connection) : connection_(connection) {}

  // Of many keys at once, in their order.
  base::Result<std::vector<std::optional<std::int64_t>>> ids_of(std::span<const order::OrderKey* const> keys);
  base::Result<std::optional<std::int64_t>> id_of(const order::OrderKey& key);
  // In the order of `keys`.
  base::Result<std::vector<std::optional<BookedOrder>>> find(std::span<const order::OrderKey> keys);

  // In the order of `ids`. REQUIRES: they are there.
  base::Result<std::vector<BookedOrder>> by_id(std::span<const std::int64_t> ids);
  // Of this configuration, in the order they were booked. Looks at every order there is: a day of a large
  // shop is worth no index, which each booking would pay for.
  base::Result<std::vector<BookedOrder>> dated(std::int64_t config_id, const OrderRange& range);

 private:
  // An order while it is put together.
  struct Head {
    std::int64_t id = 0;
    std::int64_t session_id = 0;
    std::int64_t picking_id = 0;  // 0: none
    std::size_t asked = 0;        // which key of a question it answers
    BookedOrder order;
  };
  using Heads = std::vector<Head*>;

  base::Result<std::vector<Head>> heads_in_a_row(std::span<const order::OrderKey> keys,
                                                 base::Currency currency);
  base::Result<std::vector<Head>> heads_by_key(std::span<const order::OrderKey> keys,
                                               base::Currency currency);
  base::Result<std::vector<BookedOrder>> completed(std::vector<Head>& heads);
  base::Result<void> complete(std::vector<Head>& heads);
  // Gives each row of `sql` to the heads that its first column names. `sql` takes a range of these ids and
  // answers in their order. REQUIRES: heads ascending by it.
  template <class Use>
  base::Result<void> each_row(std::string_view sql, const Heads& heads, std::int64_t Head::*id, Use use);
  base::Result<void> add_sessions(const Heads& by_id);
  base::Result<void> add_lines(const Heads& by_id);
  base::Result<void> add_payments(const Heads& by_id);
  base::Result<void> add_pickings(const Heads& with_picking);
  static Head read_head(const sql::Row& row, base::Currency currency);

  sql::Connection& connection_;
};

}  // namespace ordersync::pos
