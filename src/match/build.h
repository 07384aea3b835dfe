// The document: what was decided, written down as it will be booked, and proved once more before it leaves.
#pragma once

#include "match/payments.h"
#include "match/readings.h"

namespace ordersync::match {

order::PosDocument build_document(const Context& context, const Basket& basket, const Reading& reading,
                                  Payments payments);

// Whether the document's own lines, taxed again by the POS's arithmetic, come to its total and tax, and its
// payments sum to that total. What this says no to is never booked. Without `pos_amounts` every tax must be a
// percentage.
bool verifies(const order::PosDocument& document, const order::Catalogue& catalogue,
              order::PosAmounts* pos_amounts = nullptr);

}  // namespace ordersync::match
