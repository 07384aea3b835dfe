// Claiming: which rows a run may work on, and taking them under its lease. Internal to journal/.
#pragma once

#include <set>
#include <vector>

#include "journal/store.h"

namespace ordersync::journal {

// Both as Journal's of the same name. REQUIRES: a write transaction.
base::Result<std::vector<Claimed>> claim_rows(Store& store, const Lease& lease, SyncId sync, RunId run,
                                              ClaimOf which, RowId after, int limit);
base::Result<Claimed> claim_row(Store& store, const Lease& lease, RunId run, RowId row);

// As Journal's; needs no transaction.
base::Result<std::set<SyncId>> syncs_with_due_rows(Store& store);

}  // namespace ordersync::journal
