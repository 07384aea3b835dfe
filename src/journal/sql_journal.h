// ADAPTER of journal.h and runs.h on any sql::Connection.
#pragma once

#include <memory>
#include <span>

#include "base/clock.h"
#include "base/random.h"
#include "journal/journal.h"
#include "journal/runs.h"
#include "sql/database.h"

namespace ordersync::journal {

std::span<const sql::Migration> migrations();

// All must outlive the result. REQUIRES: migrations() applied.
std::unique_ptr<Journal> make_sql_journal(sql::Connection& connection, const base::Clock& clock,
                                          base::Random& random, OwnerAlive owner_alive);
std::unique_ptr<Runs> make_sql_runs(sql::Connection& connection, const base::Clock& clock,
                                    OwnerAlive owner_alive);

}  // namespace ordersync::journal
