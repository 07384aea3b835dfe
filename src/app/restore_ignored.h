// What people have ignored since a backup was taken.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "sql/database.h"

namespace ordersync::app {

// Ignores in `restored` what is ignored in the store that it replaces: else the next run would book it,
// beside what somebody rang up by hand for it. What `restored` does not know yet is received there first, and
// so is other content. What it has as booked, or may have, is left to it. Answers how many orders that were.
// Both of this program's schema, and nobody works on them.
base::Result<std::int64_t> carry_ignored(sql::Connection& replaced, sql::Connection& restored);

}  // namespace ordersync::app
