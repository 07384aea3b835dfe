// INTERNAL to the embedded POS: what is on hand, and the stock of a session that moves it at closing.
// Quantities are exact; consumables move without a count, services not at all.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "pos/embedded_store.h"
#include "pos/net_moves.h"

namespace ordersync::pos {

inline std::int64_t stored(PickingDirection direction) {
  return direction == PickingDirection::in ? 1 : 0;
}
inline PickingDirection stored_direction(std::int64_t number) {
  return number == stored(PickingDirection::in) ? PickingDirection::in : PickingDirection::out;
}

// The quantities of WH/Stock that a transaction changes: loaded before, stored after, all inside it.
class OnHand {
 public:
  explicit OnHand(sql::Connection& connection) : connection_(connection) {}
  base::Result<void> load(std::int64_t product_id);
  base::Result<void> load_all(std::span<const std::int64_t> product_ids);
  // What is left after the move. Throws base::Overflow; nothing is changed then. REQUIRES: loaded.
  base::Decimal after(const NetMove& move) const;
  void set(std::int64_t product_id, base::Decimal quantity);
  base::Result<void> store();

 private:
  struct Entry {
    base::Decimal quantity;
    bool changed = false;
  };
  sql::Connection& connection_;
  std::map<std::int64_t, Entry> entries_;  // in key order: that is how they lie in the store
};

// What a session that moves its stock at closing has sold and taken back, by direction and product.
class SessionStock {
 public:
  SessionStock(sql::Connection& connection, std::int64_t session_id)
      : connection_(connection), session_id_(session_id) {}
  base::Result<void> load(const NetMove& move);
  // Throws base::Overflow; nothing is changed then. REQUIRES: loaded.
  base::Decimal after(const NetMove& move) const;
  void set(const NetMove& move, base::Decimal quantity);
  base::Result<void> store();

 private:
  using Key = std::pair<std::int64_t, std::int64_t>;  // direction, product
  sql::Connection& connection_;
  std::int64_t session_id_;
  std::map<Key, base::Decimal> entries_;
};

// One picking a direction for all that the session has gathered. REQUIRES: a write transaction.
base::Result<void> move_stock_of_session(sql::Connection& connection, std::int64_t session_id,
                                         std::int64_t now_ms);

base::Result<std::int64_t> last_picking(sql::Connection& connection);

inline constexpr std::string_view kInsertPicking =
    "INSERT INTO stock_picking(id, order_id, session_id, direction, date)";
inline constexpr int kPickingColumns = 5;
inline constexpr std::string_view kInsertMove = "INSERT INTO stock_move(picking_id, product_id, qty)";
inline constexpr int kMoveColumns = 3;

}  // namespace ordersync::pos
