// Matching where the POS can be asked: what only it can compute of an order's taxes (behaviour 6) is asked
// for, and the order is matched again with the answers, so that matching itself stays pure.
#pragma once

#include "match/match.h"
#include "pos/pos_target.h"

namespace ordersync::sync {

// `amounts` keeps the answers for the orders that follow; it belongs to one catalogue. Fails when the POS
// could not be asked: whether the order can be booked is not known then.
base::Result<match::MatchResult> match_asking(pos::Target& pos, order::PosAmounts& amounts,
                                              const order::Order& order, const order::Catalogue& catalogue,
                                              const match::MatchRules& rules,
                                              match::Surroundings surroundings);

// The same of the reversal of a booked sale (match::take_back).
base::Result<match::MatchResult> take_back_asking(pos::Target& pos, order::PosAmounts& amounts,
                                                  const order::PosDocument& sale,
                                                  const order::Catalogue& catalogue,
                                                  match::Surroundings surroundings);

}  // namespace ordersync::sync
