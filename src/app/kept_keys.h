// An order is booked once by its key. Settings that read what was booked under another key would book it
// again.
#pragma once

#include "app/store.h"
#include "base/result.h"
#include "sync/settings.h"

namespace ordersync::app {

// Fails with "orders_renamed" where any order of the source that is booked or being booked, as it was sent,
// would be another order under `after`, and was this one under `before` (null: the sync is new, its source
// may not be). Looks at the newest thousand sales and the newest thousand refunds.
base::Result<void> keys_stay(Worker& worker, const sync::SyncSettings* before,
                             const sync::SyncSettings& after);

}  // namespace ordersync::app
