// Simulation: one seed is one life of a small business, whose POS is the embedded one (on a file or on
// PostgreSQL), one in memory or an Odoo of any version — orders of one or two sources that come, are pushed
// too, change, are cancelled and taken back, pages that fail, statements that fail, an Odoo that fails, or
// dies of one order, a POS that is restored from a backup, a program that dies anywhere, or hangs while
// another node takes over, a clock that jumps, people who close sessions — and at its end, when nothing fails
// any more, the question whether every order is booked exactly once or parked with its reason.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/model.h"

namespace ordersync::sim {

struct Finding {
  std::string what;                  // empty: nothing
  std::vector<std::string> history;  // what happened before, a line each
};

// The same seed always gives the same life, on any machine. Leaves nothing behind.
Finding simulate(std::uint64_t seed);

}  // namespace ordersync::sim
