// PURE: what a document moves, as every POS books it and the dry run shows it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "order/document.h"
#include "pos/pos_target.h"

namespace ordersync::pos {

// What one order moves of one product, its lines netted: positive goes out, negative comes back in.
struct NetMove {
  std::int64_t product_id = 0;
  std::string_view product;  // borrowed from the document
  bool counted = false;      // a storable product; false: a consumable
  base::Decimal qty;
};

// In the order of the lines; what nets to nothing is left out. Throws base::Overflow.
std::vector<NetMove> net_moves(const order::PosDocument& document);

inline PickingDirection direction_of(const NetMove& move) {
  return move.qty.is_negative() ? PickingDirection::in : PickingDirection::out;
}

inline PickingDirection opposite(PickingDirection direction) {
  return direction == PickingDirection::in ? PickingDirection::out : PickingDirection::in;
}

// Where an order's goods go: out with a sale, in with a refund.
inline PickingDirection direction_of(const order::PosDocument& document) {
  return document.key.kind == order::Kind::refund ? PickingDirection::in : PickingDirection::out;
}

// What goes out and what comes back are pickings of their own: the one that an order shows is the one that
// goes its way, or the other where there is none. REQUIRES: moves of the document, not empty.
PickingDirection shown_direction(const order::PosDocument& document, const std::vector<NetMove>& moves);

}  // namespace ordersync::pos
