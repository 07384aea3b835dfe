// PURE, internal to the Points of Sale but for amount_too_large(): whether a document may be booked as it is.
// The matching has proved the totals by the POS's taxes; what is checked here again is what must hold whoever
// made the document, and what Odoo itself does not check (up to 18 it leaves an underpaid order in draft and
// moves its stock).
#pragma once

#include <optional>

#include "order/catalogue.h"
#include "order/document.h"
#include "order/problem.h"

namespace ordersync::pos {

// Why the document cannot be booked into the catalogue's POS; nothing when it can.
std::optional<order::Problem> check_document(const order::PosDocument& document,
                                             const order::Catalogue& catalogue);

order::Problem amount_too_large(const order::PosDocument& document);

}  // namespace ordersync::pos
