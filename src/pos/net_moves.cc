// What a document moves; see net_moves.h.
#include "pos/net_moves.h"

#include <algorithm>

namespace ordersync::pos {

std::vector<NetMove> net_moves(const order::PosDocument& document) {
  std::vector<NetMove> moves;
  for (const order::DocumentLine& line : document.lines) {
    if (line.product_type == order::ProductType::service) continue;
    auto found = std::find_if(moves.begin(), moves.end(),
                              [&](const NetMove& move) { return move.product_id == line.product_id; });
    if (found == moves.end()) {
      moves.push_back(
          {line.product_id, line.product, line.product_type == order::ProductType::storable, line.qty});
    } else {
      found->qty += line.qty;
    }
  }
  std::erase_if(moves, [](const NetMove& move) { return move.qty.is_zero(); });
  return moves;
}

PickingDirection shown_direction(const order::PosDocument& document, const std::vector<NetMove>& moves) {
  const PickingDirection own = direction_of(document);
  const bool any =
      std::any_of(moves.begin(), moves.end(), [&](const NetMove& move) { return direction_of(move) == own; });
  return any ? own : opposite(own);
}

}  // namespace ordersync::pos
