// What was paid into the embedded POS, by payment method. Only reads.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "sql/database.h"

namespace ordersync::pos {

// Of orders dated from `from` until before `until`, net of change; methods that took nothing are left out.
// Ordered by the method's id. Reads only the blocks of orders that reach into the range (embedded_summary.h).
base::Result<std::vector<std::pair<std::string, base::Money>>> paid_by_method(sql::Connection& connection,
                                                                              base::Instant from,
                                                                              base::Instant until);

}  // namespace ordersync::pos
