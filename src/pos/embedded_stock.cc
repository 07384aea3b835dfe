// The stock behind embedded_stock.h. Pickings of single orders are inserted with their orders
// (embedded_orders.cc).
#include "pos/embedded_stock.h"

#include <algorithm>
#include <optional>

#include "pos/names.h"

namespace ordersync::pos {

base::Result<void> OnHand::load(std::int64_t product_id) {
  if (entries_.contains(product_id)) return {};
  return load_all(std::span(&product_id, 1));
}

base::Result<void> OnHand::load_all(std::span<const std::int64_t> product_ids) {
  std::vector<sql::Value> values;
  values.reserve(product_ids.size() * 2);
  for (const std::int64_t id : product_ids) values.insert(values.end(), {kStockLocation, id});
  StoredText text;
  TRY(connection_.query_each("SELECT on_hand FROM stock_quant WHERE location_id = ? AND product_id = ?", 2,
                             values, [&](std::size_t index, const sql::Row& row) {
                               entries_[product_ids[index]].quantity = text.decimal(row.text(0));
                             }));
  for (const std::int64_t id : product_ids) entries_.try_emplace(id);
  return text.checked("stock_quant");
}

base::Decimal OnHand::after(const NetMove& move) const {
  const auto found = entries_.find(move.product_id);
  CHECK(found != entries_.end());
  return found->second.quantity - move.qty;
}

void OnHand::set(std::int64_t product_id, base::Decimal quantity) {
  entries_[product_id] = {quantity, true};
}

base::Result<void> OnHand::store() {
  TextArena texts;
  std::vector<sql::Value> cells;
  for (const auto& [product_id, entry] : entries_) {
    if (!entry.changed) continue;
    cells.insert(cells.end(), {kStockLocation, product_id, texts.keep(entry.quantity.to_string())});
  }
  TRY(connection_.add_rows("INSERT INTO stock_quant(location_id, product_id, on_hand)", 3,
                           "ON CONFLICT (location_id, product_id) DO UPDATE SET on_hand = excluded.on_hand",
                           cells));
  return {};
}

base::Result<void> SessionStock::load(const NetMove& move) {
  const Key key{stored(direction_of(move)), move.product_id};
  if (entries_.contains(key)) return {};
  base::Decimal& quantity = entries_[key];
  StoredText text;
  TRY(connection_.query(
      "SELECT qty FROM pos_session_stock WHERE session_id = ? AND direction = ? AND product_id = ?",
      {session_id_, key.first, key.second},
      [&](const sql::Row& row) { quantity = text.decimal(row.text(0)); }));
  return text.checked("pos_session_stock");
}

base::Decimal SessionStock::after(const NetMove& move) const {
  const auto found = entries_.find(Key{stored(direction_of(move)), move.product_id});
  CHECK(found != entries_.end());
  return found->second + move.qty.abs();
}

void SessionStock::set(const NetMove& move, base::Decimal quantity) {
  entries_[Key{stored(direction_of(move)), move.product_id}] = quantity;
}

base::Result<void> SessionStock::store() {
  TextArena texts;
  std::vector<sql::Value> cells;
  for (const auto& [key, quantity] : entries_) {
    cells.insert(cells.end(), {session_id_, key.first, key.second, texts.keep(quantity.to_string())});
  }
  TRY(connection_.add_rows("INSERT INTO pos_session_stock(session_id, direction, product_id, qty)", 4,
                           "ON CONFLICT (session_id, direction, product_id) DO UPDATE SET qty = excluded.qty",
                           cells));
  return {};
}

base::Result<std::int64_t> last_picking(sql::Connection& connection) {
  TRY_ASSIGN(const auto last, sql::integer_of(connection, "SELECT max(id) FROM stock_picking", {}));
  return last.value_or(0);
}

namespace {

struct Gathered {
  PickingDirection direction = PickingDirection::out;
  NetMove move;
};

base::Result<std::vector<Gathered>> gathered_by(sql::Connection& connection, std::int64_t session_id) {
  std::vector<Gathered> gathered;
  StoredText text;
  TRY(connection.query(
      "SELECT s.direction, s.product_id, s.qty, p.type FROM pos_session_stock s JOIN product p ON p.id = "
      "s.product_id "
      "WHERE s.session_id = ? ORDER BY s.direction, s.product_id",
      {session_id}, [&](const sql::Row& row) {
        const PickingDirection direction = stored_direction(row.integer(0));
        const base::Decimal qty = text.decimal(row.text(2));
        gathered.push_back({direction, NetMove{row.integer(1),
                                               {},
                                               row.text(3) == name_of(order::ProductType::storable),
                                               direction == PickingDirection::in ? -qty : qty}});
      }));
  TRY(text.checked("pos_session_stock"));
  return gathered;
}

base::Result<void> book_gathered(sql::Connection& connection, std::int64_t session_id, std::int64_t now_ms,
                                 const std::vector<Gathered>& gathered) {
  TRY_ASSIGN(std::int64_t picking, last_picking(connection));
  TextArena texts;
  OnHand on_hand(connection);
  std::vector<sql::Value> pickings;
  std::vector<sql::Value> moves;
  std::optional<PickingDirection> current;
  for (const auto& [direction, move] : gathered) {
    if (current != direction) {
      current = direction;
      pickings.insert(pickings.end(), {++picking, sql::Null{}, session_id, stored(direction), now_ms});
    }
    moves.insert(moves.end(), {picking, move.product_id, texts.keep(move.qty.abs().to_string())});
    if (!move.counted) continue;
    TRY(on_hand.load(move.product_id));
    on_hand.set(move.product_id, on_hand.after(move));
  }
  TRY(connection.add_rows(kInsertPicking, kPickingColumns, "", pickings));
  TRY(connection.add_rows(kInsertMove, kMoveColumns, "", moves));
  return on_hand.store();
}

}  // namespace

base::Result<void> move_stock_of_session(sql::Connection& connection, std::int64_t session_id,
                                         std::int64_t now_ms) {
  TRY_ASSIGN(const auto gathered, gathered_by(connection, session_id));
  if (gathered.empty()) return {};
  try {
    return book_gathered(connection, session_id, now_ms, gathered);
  } catch (const base::Overflow&) {
    return base::invalid(
        "amount_too_large",
        "A quantity on hand would become too large to be kept: correct the stock, then close again");
  }
}

}  // namespace ordersync::pos
