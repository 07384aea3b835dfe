// Flight: the right to have one booking request on its way to one warehouse of one Odoo. Odoo up to 18 has no
// guard against two simultaneous posts of one order, and two writers on one warehouse are slower than one
// (protocol sections 5 and 8). Durable in the store, so that it holds between processes, nodes and crashes: a
// flight whose answer was lost ends only when Odoo must have finished or died.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "sql/database.h"

namespace ordersync::pos::odoo {

// What a flight goes to: a warehouse of a connection, by its connection_key.
std::string warehouse_of(std::string_view connection, std::string_view id);

class Flights {
 public:
  // Whether the connection still leads where its flights are to go, asked in the write transaction that takes
  // or extends one: an address that somebody has changed since must not be written to. Empty: it does.
  using LeadsHere = std::function<base::Result<bool>()>;
  // All outlive it. REQUIRES: odoo_migrations() applied.
  Flights(sql::Connection& store, base::Clock& clock, base::Random& random, LeadsHere leads_here = {});

  struct Flight {
    std::string warehouse;  // as warehouse_of
    std::int64_t token = 0;
    base::Instant until;  // by the time that all who share the store go by
  };
  // What a flight is taken for beyond what it must last, so that not every request waits for the disk.
  static constexpr std::chrono::milliseconds kSpare{30'000};
  // Waits for the flight before it, at most `patience`; durable when it answers. `lasts` is the client's
  // time-out plus the server's limit: nobody else takes the warehouse before that, nor before kSpare more
  // unless it is ended. Fails with "odoo_writer_busy" (kind temporary), saying until when, also
  // when the program is asked to stop while it waits; with "connection_edited" (kind temporary) where the
  // connection leads elsewhere by now.
  base::Result<Flight> begin(std::string_view warehouse, std::chrono::milliseconds lasts,
                             std::chrono::milliseconds patience);
  // The same flight for one more request, to be called right before each is sent: what is durable lasts at
  // least `lasts` from then. Fails with
  // "odoo_flight_lost" (kind conflict) when it ran out and somebody else has it, and with "connection_edited"
  // as above: nothing may be sent then.
  base::Result<void> extend(Flight& flight, std::chrono::milliseconds lasts);
  // Fails with "odoo_writer_busy" while there is another flight to the connection (its connection_key).
  base::Result<void> none_beside(const Flight& flight, std::string_view connection);
  // Every request was answered: the next may go at once. A flight that is never ended ends by its time.
  base::Result<void> end(const Flight& flight);

 private:
  // One look at the warehouse: taken, or in somebody's hands until then.
  struct Look {
    std::optional<Flight> taken;
    std::int64_t busy_until = 0;
    std::int64_t left = 0;  // milliseconds until then
  };
  base::Result<Look> take(std::string_view warehouse, std::chrono::milliseconds lasts);
  base::Result<void> leads_here() const;

  sql::Connection& store_;
  base::Clock& clock_;
  base::Random& random_;
  LeadsHere leads_here_;
};

// Fails with "odoo_writer_busy" while there is a flight to any warehouse of the connection. In a write
// transaction the answer holds until that ends.
base::Result<void> no_flight_to(sql::Connection& store, const base::Clock& clock, std::string_view connection,
                                std::string_view but_to_warehouse = {});

}  // namespace ordersync::pos::odoo
