// A booked order that the POS has lost goes back to the unknown outcome. Internal to journal/.
#pragma once

#include <string_view>

#include "journal/store.h"

namespace ordersync::journal {

// As Journal's of the same name. REQUIRES: a write transaction.
base::Result<void> book_row_again(Store& store, const OrderView& seen, SyncId sync, std::string_view actor);

}  // namespace ordersync::journal
