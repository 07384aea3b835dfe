// Carried: what only the store knows of its Odoos, and what a store that takes its place must know as well.
// Everything else that is kept of them can be asked again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

struct Carried {
  // What is on its way: a row of odoo_flight.
  struct Flight {
    std::string warehouse;
    std::int64_t token = 0;
    std::int64_t lasts = 0;
    std::int64_t until = 0;
    std::optional<std::string> boot;
    std::optional<std::int64_t> up_until;
  };
  // Of a connection by its connection_key, since each store has its own numbers for them: a session that
  // ordersync opened and when, or a POS configuration that one was begun for and when.
  struct OfConnection {
    std::string connection;
    std::int64_t id = 0;
    std::int64_t at = 0;
  };

  std::vector<Flight> flights;
  std::vector<OfConnection> sessions;
  std::vector<OfConnection> attempts;
};

// REQUIRES, as the other: odoo_migrations() applied.
base::Result<Carried> read_carried(sql::Connection& replaced);
// Where `restored` has such a row already, the carried one is the newer. On failure a part may be written.
base::Result<void> write_carried(sql::Connection& restored, const Carried& carried);

}  // namespace ordersync::pos::odoo
