// The floor on PostgreSQL: the rows that a program run left behind, written again from memory by set-based
// inserts (one statement a table, one array a column), with the same durability and one transaction for a
// batch of orders.
#pragma once

#include <cstdint>
#include <string>

namespace ordersync::bench {

// An empty database: what lay in the schema "public" is gone, the schema "floor" too.
void empty_postgres(const std::string& url);

// Writes every row of the embedded store at `sqlite_path` into the schema "floor" of the database: the same
// tables and indexes. Only the writing of what grows with the orders is timed; the seconds it took. Ends the
// program with a message when anything fails.
double write_postgres_floor(const std::string& sqlite_path, const std::string& url, std::int64_t orders,
                            std::int64_t batch);

}  // namespace ordersync::bench
