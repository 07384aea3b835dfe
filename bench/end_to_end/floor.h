// The floor: the rows that a program run left behind, written again from memory by the bare SQLite C API with
// the same durability. Nothing can book orders durably on this machine faster than about this.
#pragma once

#include <cstdint>
#include <string>

namespace ordersync::bench {

// Copies every row of the database at `from` into a new one at `to`: the same schema, WAL, synchronous=FULL,
// foreign keys on, one transaction for each `batch` orders. Only the writing is timed; the seconds it took.
// Ends the program with a message when anything fails.
double write_floor(const std::string& from, const std::string& to, std::int64_t orders, std::int64_t batch);

}  // namespace ordersync::bench
