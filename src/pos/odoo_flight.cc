// Flights: one row a warehouse, taken in a write transaction, given back by its token.
//
// The wall clock may jump. Backwards: the end of a flight would lie far ahead, so that whoever looks brings
// it back to at most the flight's own length from now; it is never freed earlier than that. A waiter counts
// the time that it slept, not the difference of two readings.
#include "pos/odoo_flight.h"

#include <algorithm>
#include <optional>

#include "sql/shared_clock.h"

namespace ordersync::pos::odoo {
namespace {

constexpr std::chrono::milliseconds kPause{200};
constexpr std::uint64_t kJitterMs = 100;  // two waiters need not look in step

struct Standing {
  std::int64_t token = 0;
  std::int64_t lasts = 0;
  std::int64_t until = 0;
};

base::Result<std::optional<Standing>> read(sql::Connection& store, std::string_view warehouse) {
  std::optional<Standing> standing;
  TRY(store.query("SELECT token, lasts, until FROM odoo_flight WHERE warehouse = ?", {warehouse},
                  [&](const sql::Row& row) {
                    standing = Standing{row.integer(0), row.integer(1), row.integer(2)};
                  }));
  return standing;
}

// When the flight ends if nobody extends it; nothing when there is none or it has ended.
std::optional<std::int64_t> end_of(const std::optional<Standing>& standing, std::int64_t now) {
  if (!standing || standing->until <= now) return std::nullopt;
  return std::min(standing->until, now + standing->lasts);
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

Flights::Flights(sql::Connection& store, base::Clock& clock, base::Random& random)
    : store_(store), clock_(clock), random_(random) {}

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
  TRY_ASSIGN(const std::int64_t seen_at, sql::shared_now_ms(store_, clock_));
  Look look;
  TRY_ASSIGN(const auto seen, read(store_, warehouse));
  if (const auto end = end_of(seen, seen_at); end && *end == seen->until)
    return Look{{}, *end, *end - seen_at};

  TRY(sql::write_transaction(store_, [&]() -> base::Result<void> {
    TRY_ASSIGN(const std::int64_t now,
               sql::shared_now_ms(store_, clock_));  // the lock may have kept us waiting
    TRY_ASSIGN(const auto standing, read(store_, warehouse));
    if (const auto end = end_of(standing, now)) {
      look.busy_until = *end;
      look.left = *end - now;
      TRY(store_.execute("UPDATE odoo_flight SET until = ? WHERE warehouse = ?", {*end, warehouse}));
      return {};
    }
    const std::chrono::milliseconds taken_for = lasts + kSpare;
    Flight flight{std::string(warehouse), static_cast<std::int64_t>(random_.next() >> 1),
                  base::from_unix_ms(now) + taken_for};
    TRY(store_.execute(
        "INSERT INTO odoo_flight(warehouse, token, lasts, until) VALUES (?, ?, ?, ?) ON CONFLICT (warehouse) "
        "DO UPDATE SET token = excluded.token, lasts = excluded.lasts, until = excluded.until",
        {warehouse, flight.token, std::int64_t{taken_for.count()}, base::to_unix_ms(flight.until)}));
    look.taken = std::move(flight);
    return {};
  }));
  return look;
}

base::Result<void> Flights::extend(Flight& flight, std::chrono::milliseconds lasts) {
  TRY_ASSIGN(const std::int64_t seen_at, sql::shared_now_ms(store_, clock_));
  TRY_ASSIGN(const auto seen, read(store_, flight.warehouse));
  if (!seen || seen->token != flight.token) return lost(flight.warehouse);
  // Nobody takes it before its end. One that lies too far ahead is of a clock that was set back.
  const std::int64_t left = seen->until - seen_at;
  if (left >= lasts.count() && left <= seen->lasts) return {};

  const std::chrono::milliseconds taken_for = lasts + kSpare;
  base::Instant until;
  std::int64_t changed = 0;
  TRY(sql::write_transaction(store_, [&]() -> base::Result<void> {
    TRY_ASSIGN(const std::int64_t now, sql::shared_now_ms(store_, clock_));
    until = base::from_unix_ms(now) + taken_for;
    TRY_ASSIGN(changed,
               store_.execute("UPDATE odoo_flight SET until = ?, lasts = ? WHERE warehouse = ? AND token = ?",
                              {base::to_unix_ms(until), std::int64_t{taken_for.count()},
                               std::string_view(flight.warehouse), flight.token}));
    return {};
  }));
  if (changed == 0) return lost(flight.warehouse);
  flight.until = until;
  return {};
}

base::Result<void> Flights::end(const Flight& flight) {
  return sql::write_transaction(store_, [&]() -> base::Result<void> {
    TRY(store_.execute("DELETE FROM odoo_flight WHERE warehouse = ? AND token = ?",
                       {std::string_view(flight.warehouse), flight.token}));
    return {};
  });
}

}  // namespace ordersync::pos::odoo
