// What a refund takes back: its sale, and what was refunded of that before.
#pragma once

#include "base/money.h"
#include "base/result.h"
#include "journal/journal.h"
#include "order/order.h"
#include "pos/pos_target.h"

namespace ordersync::sync {

order::OrderKey sale_of(const order::OrderKey& refund);

// By the other refunds of its sale, those that the POS has and those that are meant to be posted: their
// answer may be lost, and they stand there already or will. Zero or positive.
base::Result<base::Money> refunded_before(journal::Journal& journal, pos::Target& pos,
                                          const order::OrderKey& refund, base::Currency currency);

}  // namespace ordersync::sync
