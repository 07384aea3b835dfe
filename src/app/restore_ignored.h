// What people have ignored since a backup was taken.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "sql/database.h"

namespace ordersync::app {

// Ignores in `restored` what is ignored in the store at `replaced`: else the next run would book it, beside
// what somebody rang up by hand for it. What `restored` does not know yet is received there first. Answers
// how many orders that were; what `restored` has as booked or ignored is none of them. Fails where `replaced`
// cannot be read.
base::Result<std::int64_t> carry_ignored(const std::string& replaced, sql::Connection& restored);

}  // namespace ordersync::app
