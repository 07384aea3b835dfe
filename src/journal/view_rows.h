// How every list of the journal reads an order: the columns, and the view that they become. Internal to
// journal/.
#pragma once

#include <vector>

#include "journal/journal.h"
#include "sql/database.h"

namespace ordersync::journal {

#define ORDERSYNC_VIEW                                                                                      \
  "SELECT o.id, s.code, o.external_id, o.kind, o.refund_id, o.state, o.sync_id, o.received_at, "            \
  "o.order_date, "                                                                                          \
  "o.total, o.currency, p.code, p.message, p.attempts, p.at, a.code, a.message, a.at, b.pos_order, b.at, "  \
  "b.warnings, i.warnings, i.at, p.cause FROM journal_order o JOIN journal_source s ON s.id = o.source_id " \
  "LEFT JOIN journal_problem p ON p.row_id = o.id LEFT JOIN journal_attention a ON a.row_id = o.id "        \
  "LEFT JOIN journal_booking b ON b.row_id = o.id LEFT JOIN journal_intent i ON i.row_id = o.id "

// Of any sync (-1 twice) or one, and dated within two moments; an order without a date counts by when it was
// received. Five values: the sync twice, from twice, until.
#define ORDERSYNC_DATED                                                                         \
  "(? = -1 OR o.sync_id = ?) AND (CASE WHEN o.order_date IS NULL THEN o.received_at >= ? ELSE " \
  "o.order_date >= ? AND o.order_date < ? END) "

OrderView view_from(const sql::Row& row);
// Appends each row's view. REQUIRES: `views` outlives it.
sql::RowHandler into(std::vector<OrderView>& views);

}  // namespace ordersync::journal
