// What waits of a source under a sync that was removed, handed over to the sync that is made again for it:
// nobody else would book it before the source sends it once more. Booked orders stay with the sync that they
// came by, and what was skipped or ignored waits for nothing. Without a journal, for whoever has the store.
#pragma once

#include <set>
#include <string_view>

#include "base/result.h"
#include "journal/runs.h"
#include "sql/database.h"

namespace ordersync::journal {

// REQUIRES of both: journal::migrations() applied.
// The syncs, of whatever time, under which something of this source waits: received, parked, in hand, or sent
// without an answer.
base::Result<std::set<SyncId>> syncs_that_wait(sql::Connection& connection, std::string_view source);
// All of that of one sync becomes another's, which lists, claims and counts it from now on, and leaves out
// nothing of it without a word. An order under a
// run's lease stays in its hands. REQUIRES: a write transaction; both book into the same POS, for an order
// without an answer is asked for there.
base::Result<void> adopt_waiting(sql::Connection& connection, std::string_view source, SyncId from,
                                 SyncId to);

}  // namespace ordersync::journal
