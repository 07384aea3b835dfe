// What is wrong with a sync's settings and yet no reason to refuse them.
#pragma once

#include "app/store.h"
#include "order/problem.h"
#include "sync/settings.h"

namespace ordersync::app {

// Products and payment methods that the settings name and the sync's POS configuration has not:
// "not_in_pos", one each. Of the embedded POS; in an Odoo the doctor looks. Another active sync that fetches
// the same URL under another source, where neither has a filter: "url_shared".
base::Result<order::Warnings> warnings_of(Worker& worker, const sync::SyncSettings& settings);

}  // namespace ordersync::app
