// A day's orders of every kind, what a shop must have booked of them in the end, and how to say what it has:
// the plain model that every fault is compared with.
#pragma once

#include <string>
#include <vector>

#include "tests/support/world.h"

namespace ordersync::testing {

// Sales, a package, split payments, change, refunds before and after their sales, two that cannot be booked,
// one that is no sale, and one that waited from the day before and whose product is there now. The world's
// first run (the day before) is over.
void begin_day(World& world);

// How the world of begin_day must stand when all is drained: a line an order, then stock, sessions and
// counts.
extern const std::string_view kDayIsBooked;

// How it stands, in the same words.
std::string picture(World& world);

// Empty when the cursor has passed over nothing that is not in the journal; else the orders it lost.
std::string lost_by_cursor(World& world);

}  // namespace ordersync::testing
