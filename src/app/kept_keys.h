// An order is booked once by its key. Settings that read what was booked under another key would book it
// again.
#pragma once

#include "app/store.h"
#include "base/result.h"
#include "sync/settings.h"

namespace ordersync::app {

// Fails with "orders_renamed" where any of the sync's newest booked orders, as it was sent, would be another
// order under `after`. Looks at a thousand of them at most.
base::Result<void> keys_stay(Worker& worker, const sync::SyncSettings& before,
                             const sync::SyncSettings& after);

}  // namespace ordersync::app
