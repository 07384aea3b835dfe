// Flights: one row a warehouse, taken in a write transaction, given back by its token.
//
// The wall clock may jump. Backwards: the end of a flight would lie far ahead, so that whoever looks brings
// it back to at most the flight's own length from now; it is never freed earlier than that. Forwards: the end
// would be there at once, so that it must also be there by what the machine has counted since its start. A
// waiter counts the time that it slept, not the difference of two readings.
#include "pos/odoo_flight.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ordersync::pos::odoo {
namespace {

constexpr std::chrono::milliseconds kPause{200};
constexpr std::uint64_t kJitterMs = 100;  // two waiters need not look in step

// A moment by the clock that all who share the store go by, and by the machine's uptime where that clock is
// the machine's.
struct Moment {
  std::int64_t ms = 0;
  std::optional<base::Uptime> up;

  std::int64_t up_ms() const { return up->elapsed.count(); }
  sql::Value boot() const { return up ? sql::Value(std::string_view(up->boot)) : sql::Value(sql::Null{}); }
  sql::Value up_after(std::chrono::milliseconds lasts) const {
    return up ? sql::Value(up_ms() + std::int64_t{lasts.count()}) : sql::Value(sql::Null{});
  }
};

base::Result<Moment> moment(sql::Connection& store, const base::Clock& clock) {
  TRY_ASSIGN(const auto own, store.clock_ms());
  if (own) return Moment{*own, std::nullopt};
  return Moment{base::to_unix_ms(clock.now()), clock.uptime()};
}

struct Flown {
  std::int64_t token = 0;
  std::int64_t lasts = 0;
  std::int64_t until = 0;
  std::string boot;  // empty: only the clock counts
  std::int64_t up_until = 0;

  bool counts_uptime(const Moment& now) const { return now.up && now.up->boot == boot; }
  // What is left of it if nobody extends it, at least and at most by what counts; not above 0: it has ended.
  std::int64_t left_at_least(const Moment& now) const {
    return counts_uptime(now) ? std::min(until - now.ms, up_until - now.up_ms()) : until - now.ms;
  }
  std::int64_t left_at_most(const Moment& now) const {
    const std::int64_t by_clock = until - now.ms;
    return std::min(counts_uptime(now) ? std::max(by_clock, up_until - now.up_ms()) : by_clock, lasts);
  }
};

base::Result<std::optional<Flown>> read(sql::Connection& store, std::string_view warehouse) {
  std::optional<Flown> standing;
  TRY(store.query("SELECT token, lasts, until, boot, up_until FROM odoo_flight WHERE warehouse = ?",
                  {warehouse}, [&](const sql::Row& row) {
                    standing = Flown{row.integer(0), row.integer(1), row.integer(2), std::string(row.text(3)),
                                     row.integer(4)};
                  }));
  return standing;
}

// When the flight ends if nobody extends it; nothing when there is none or it has ended.
std::optional<std::int64_t> end_of(const std::optional<Flown>& standing, const Moment& now) {
  if (!standing) return std::nullopt;
  const std::int64_t left = standing->left_at_most(now);
  return left > 0 ? std::optional(now.ms + left) : std::nullopt;
}

base::Error busy(std::int64_t until) {
  return {
      base::ErrorKind::temporary,
      "odoo_writer_busy",
      "Another booking request to this Odoo warehouse is on its way, or its answer was lost: it is waited "
      "for until " +
          base::to_iso8601(base::from_unix_ms(until)) + " at most",
      {}};
}

base::Error lost(std::string_view warehouse) {
  return {base::ErrorKind::conflict, "odoo_flight_lost",
          "Another process books into this Odoo warehouse now: nothing was sent",
          "flight " + std::string(warehouse)};
}

}  // namespace

std::string warehouse_of(std::string_view connection, std::string_view id) {
  return std::string(connection) + "#" + std::string(id);
}

Flights::Flights(sql::Connection& store, base::Clock& clock, base::Random& random, LeadsHere leads_here)
    : store_(store), clock_(clock), random_(random), leads_here_(std::move(leads_here)) {}

base::Result<void> Flights::leads_here() const {
  if (!leads_here_) return {};
  TRY_ASSIGN(const bool here, leads_here_());
  if (here) return {};
  return base::Error{base::ErrorKind::temporary,
                     "connection_edited",
                     "The connection leads to another Odoo or address by now: nothing was sent, and the next "
                     "run goes there",
                     {}};
}

base::Result<Flights::Flight> Flights::begin(std::string_view warehouse, std::chrono::milliseconds lasts,
                                             std::chrono::milliseconds patience) {
  std::chrono::milliseconds waited{0};
  while (true) {
    TRY_ASSIGN(const Look look, take(warehouse, lasts));
    if (look.taken) return *look.taken;
    if (waited >= patience) return busy(look.busy_until);
    const std::chrono::milliseconds pause =
        std::min({kPause + std::chrono::milliseconds(random_.below(kJitterMs)), patience - waited,
                  std::max(std::chrono::milliseconds(look.left), std::chrono::milliseconds(1))});
    if (!clock_.sleep_for(pause)) return busy(look.busy_until);
    waited += pause;
  }
}

// A look without the write lock first: waiters must not stand in the way of the one who flies.
base::Result<Flights::Look> Flights::take(std::string_view warehouse, std::chrono::milliseconds lasts) {
  TRY_ASSIGN(const Moment seen_at, moment(store_, clock_));
  Look look;
  TRY_ASSIGN(const auto seen, read(store_, warehouse));
  if (const auto end = end_of(seen, seen_at); end && *end >= seen->until)
    return Look{{}, *end, *end - seen_at.ms};

  TRY(sql::write_transaction(store_, [&]() -> base::Result<void> {
    TRY(leads_here());
    TRY_ASSIGN(const Moment now, moment(store_, clock_));  // the lock may have kept us waiting
    TRY_ASSIGN(const auto standing, read(store_, warehouse));
    if (const auto end = end_of(standing, now)) {
      look.busy_until = *end;
      look.left = *end - now.ms;
      TRY(store_.execute("UPDATE odoo_flight SET until = ? WHERE warehouse = ?", {*end, warehouse}));
      return {};
    }
    const std::chrono::milliseconds taken_for = lasts + kSpare;
    Flight flight{std::string(warehouse), static_cast<std::int64_t>(random_.next() >> 1),
                  base::from_unix_ms(now.ms) + taken_for};
    TRY(store_.execute(
        "INSERT INTO odoo_flight(warehouse, token, lasts, until, boot, up_until) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (warehouse) DO UPDATE SET token = excluded.token, lasts = excluded.lasts, until = "
        "excluded.until, boot = excluded.boot, up_until = excluded.up_until",
        {warehouse, flight.token, std::int64_t{taken_for.count()}, base::to_unix_ms(flight.until), now.boot(),
         now.up_after(taken_for)}));
    look.taken = std::move(flight);
    return {};
  }));
  return look;
}

base::Result<void> Flights::extend(Flight& flight, std::chrono::milliseconds lasts) {
  TRY_ASSIGN(const Moment seen_at, moment(store_, clock_));
  TRY_ASSIGN(const auto seen, read(store_, flight.warehouse));
  if (!seen || seen->token != flight.token) return lost(flight.warehouse);
  // Nobody takes it before its end. One that lies too far ahead is of a clock that was set back.
  if (seen->left_at_least(seen_at) >= lasts.count() && seen->until - seen_at.ms <= seen->lasts) return {};

  const std::chrono::milliseconds taken_for = lasts + kSpare;
  base::Instant until;
  std::int64_t changed = 0;
  TRY(sql::write_transaction(store_, [&]() -> base::Result<void> {
    TRY(leads_here());
    TRY_ASSIGN(const Moment now, moment(store_, clock_));
    until = base::from_unix_ms(now.ms) + taken_for;
    TRY_ASSIGN(changed, store_.execute("UPDATE odoo_flight SET until = ?, lasts = ?, boot = ?, up_until = ? "
                                       "WHERE warehouse = ? AND token = ?",
                                       {base::to_unix_ms(until), std::int64_t{taken_for.count()}, now.boot(),
                                        now.up_after(taken_for), flight.warehouse, flight.token}));
    return {};
  }));
  if (changed == 0) return lost(flight.warehouse);
  flight.until = until;
  return {};
}

base::Result<void> Flights::none_beside(const Flight& flight, std::string_view connection) {
  return no_flight_to(store_, clock_, connection, flight.warehouse);
}

base::Result<void> Flights::end(const Flight& flight) {
  return sql::write_transaction(store_, [&]() -> base::Result<void> {
    TRY(store_.execute("DELETE FROM odoo_flight WHERE warehouse = ? AND token = ?",
                       {flight.warehouse, flight.token}));
    return {};
  });
}

base::Result<void> no_flight_to(sql::Connection& store, const base::Clock& clock, std::string_view connection,
                                std::string_view but_to_warehouse) {
  TRY_ASSIGN(const Moment now, moment(store, clock));
  std::vector<std::string> warehouses;
  TRY(store.query("SELECT warehouse FROM odoo_flight", {}, [&](const sql::Row& row) {
    const bool meant =
        row.text(0).starts_with(warehouse_of(connection, "")) && row.text(0) != but_to_warehouse;
    if (meant) warehouses.emplace_back(row.text(0));
  }));
  for (const std::string& warehouse : warehouses) {
    TRY_ASSIGN(const auto standing, read(store, warehouse));
    if (const auto end = end_of(standing, now)) return busy(*end);
  }
  return {};
}

}  // namespace ordersync::pos::odoo
