// Claiming: which rows a run may work on, and taking them under its lease. Internal to journal/.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "journal/store.h"

namespace ordersync::journal {

// As Journal's of the same name. REQUIRES: a write transaction.
base::Result<std::vector<Claimed>> claim_rows(Store& store, const Lease& lease, SyncId sync, RunId run,
                                              ClaimOf which, RowId after, int limit);
base::Result<std::vector<RowId>> count_held_rows(Store& store, const Lease& lease, SyncId sync, RunId run);
base::Result<Claimed> claim_row(Store& store, const Lease& lease, RunId run, RowId row);
// A row that was ignored is received again; any other stays as it is.
base::Result<void> take_up(Store& store, RunId run, RowId row, std::string_view actor, std::string_view why);
base::Result<std::optional<Claimed>> claim_sale_of(Store& store, const Lease& lease, SyncId sync, RunId run,
                                                   RowId refund, const Incoming* as_sale,
                                                   std::string_view actor);

// A parked refund whose sale is not booked. Fails with "order_not_found", "order_not_waiting".
struct WaitingRefund {
  SourceId source = 0;
  std::string external_id;
};
base::Result<WaitingRefund> refund_that_waits(Store& store, RowId refund);

// As Journal's; needs no transaction.
base::Result<std::set<SyncId>> syncs_with_due_rows(Store& store);

}  // namespace ordersync::journal
