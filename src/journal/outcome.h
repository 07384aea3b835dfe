// Outcomes: the intent before posting, and the end of a batch after it. Internal to journal/.
#pragma once

#include <span>

#include "journal/store.h"

namespace ordersync::journal {

// Both as Journal's of the same name. REQUIRES: a write transaction.
base::Result<void> intend_rows(Store& store, const Lease& lease, RunId run, std::span<const Intent> batch);
base::Result<void> finish_rows(Store& store, const Lease& lease, RunId run,
                               std::span<const Settlement> settled, std::span<const Parking> parked);

base::Result<void> skip_rows(Store& store, const Lease& lease, RunId run, std::span<const Skipping> rows);

}  // namespace ordersync::journal
