// What a refund takes back: its sale, and what was refunded of that before.
#pragma once

#include <optional>

#include "base/money.h"
#include "base/result.h"
#include "journal/journal.h"
#include "match/match.h"
#include "order/order.h"
#include "pos/pos_target.h"

namespace ordersync::sync {

// By the other refunds of its sale, those that the POS has and those that are meant to be posted: their
// answer may be lost, and they stand there already or will. Zero or positive. In another currency than
// `currency` where one of them is: such are not added up, and no refund is booked beside them.
base::Result<base::Money> refunded_before(journal::Journal& journal, pos::Target& pos,
                                          const order::OrderKey& refund, base::Currency currency);

// Finds the sale that a refund takes back: `sale`, as it stands paid in the POS, and what was refunded of it,
// by other refunds and by people in the POS itself; or `lost_sale`, where the journal has it as booked and
// the POS has it no more. Neither where it is not booked, or was never paid.
base::Result<void> find_sale(journal::Journal& journal, pos::Target& pos, const order::OrderKey& refund,
                             match::Surroundings& onto);

// What was booked of a sale: the stored document. Nothing where the journal has none.
base::Result<std::optional<order::PosDocument>> booked_document(journal::Journal& journal,
                                                                const order::OrderKey& sale);

// Why a sale must not be taken back by what was booked: something else stands in the POS. Nothing where it is
// the same, or gone. Fails when the POS does.
base::Result<std::optional<order::Problem>> stands_otherwise(pos::Target& pos,
                                                             const order::PosDocument& sale);

}  // namespace ordersync::sync
