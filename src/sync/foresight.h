// Foresight: sales that are matched on the thread that fetches, so that the thread that books has less to do.
// PURE: an order and a catalogue always give the same document, so that it does not matter when they are
// matched, as long as nothing else is asked for; whoever intends compares the catalogue with the run's own,
// and matches again where they differ.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "match/match.h"

namespace ordersync::sync {

struct Foreseen {
  std::shared_ptr<const order::Catalogue> catalogue;
  match::Matched matched;
  std::string encoded;  // the document as it is stored with the intent
};

// Nothing where the order is a refund (its sale is looked up when it is booked), bears no date (the time
// received counts), or cannot be booked (which is told where the catalogue is asked for again).
std::optional<Foreseen> foresee(const order::Order& order, std::shared_ptr<const order::Catalogue> catalogue,
                                const match::MatchRules& rules);

}  // namespace ordersync::sync
