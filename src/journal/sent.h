// What of a source is booked, or may be: it was intended, and its outcome is not known. Of all syncs that
// ever were. Decides whether its orders may go to another POS. Without a journal, for whoever has the store.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "order/key.h"
#include "sql/database.h"

namespace ordersync::journal {

// REQUIRES of both: journal::migrations() applied. In a transaction or not.
base::Result<bool> anything_sent(sql::Connection& connection, std::string_view source);
// The newest, at most `limit`.
base::Result<std::vector<order::OrderKey>> some_sent(sql::Connection& connection, std::string_view source,
                                                     int limit);

}  // namespace ordersync::journal
