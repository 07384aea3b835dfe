// Flights, sessions and attempts from one store to another; see odoo_carried.h.
#include "pos/odoo_carried.h"

#include <map>

#include "pos/odoo_store.h"
#include "sql/nullable.h"

namespace ordersync::pos::odoo {
namespace {

using Numbers = std::map<std::string, std::int64_t>;

base::Result<void> write_flights(sql::Connection& restored, const std::vector<Carried::Flight>& flights) {
  for (const auto& flight : flights) {
    TRY(restored.execute(
        "INSERT INTO odoo_flight(warehouse, token, lasts, until, boot, up_until) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (warehouse) DO UPDATE SET token = excluded.token, lasts = excluded.lasts, until = "
        "excluded.until, boot = excluded.boot, up_until = excluded.up_until",
        {flight.warehouse, flight.token, flight.lasts, flight.until,
         flight.boot ? sql::Value(std::string_view(*flight.boot)) : sql::Value(sql::Null{}),
         sql::or_null(flight.up_until)}));
  }
  return {};
}

base::Result<void> write_all(sql::Connection& restored, const Carried& carried, const Numbers& numbers) {
  TRY(write_flights(restored, carried.flights));
  for (const auto& [connection, session, created_at] : carried.sessions) {
    TRY(
        restored.execute("INSERT INTO odoo_session(connection_id, session_id, created_at) VALUES (?, ?, ?) "
                         "ON CONFLICT (connection_id, session_id) DO UPDATE SET created_at = "
                         "excluded.created_at",
                         {numbers.at(connection), session, created_at}));
  }
  for (const auto& [connection, config, began_at] : carried.attempts) {
    TRY(restored.execute(
        "INSERT INTO odoo_session_attempt(connection_id, config_id, began_at) VALUES (?, ?, ?) "
        "ON CONFLICT (connection_id, config_id) DO UPDATE SET began_at = excluded.began_at",
        {numbers.at(connection), config, began_at}));
  }
  return {};
}

}  // namespace

base::Result<Carried> read_carried(sql::Connection& replaced) {
  Carried carried;
  TRY(replaced.query("SELECT warehouse, token, lasts, until, boot, up_until FROM odoo_flight", {},
                     [&](const sql::Row& row) {
                       Carried::Flight flight{std::string(row.text(0)), row.integer(1), row.integer(2),
                                              row.integer(3),           std::nullopt,   std::nullopt};
                       if (!row.is_null(4)) flight.boot = row.text(4);
                       flight.up_until = sql::maybe_integer(row, 5);
                       carried.flights.push_back(std::move(flight));
                     }));
  TRY(replaced.query(
      "SELECT key, session_id, created_at FROM odoo_session JOIN odoo_connection ON id = connection_id", {},
      [&](const sql::Row& row) {
        carried.sessions.push_back({std::string(row.text(0)), row.integer(1), row.integer(2)});
      }));
  TRY(replaced.query(
      "SELECT key, config_id, began_at FROM odoo_session_attempt JOIN odoo_connection ON id = connection_id",
      {}, [&](const sql::Row& row) {
        carried.attempts.push_back({std::string(row.text(0)), row.integer(1), row.integer(2)});
      }));
  return carried;
}

base::Result<void> write_carried(sql::Connection& restored, const Carried& carried) {
  Numbers numbers;
  for (const auto* rows : {&carried.sessions, &carried.attempts}) {
    for (const auto& row : *rows) {
      TRY_ASSIGN(numbers[row.connection], connection_id(restored, row.connection));
    }
  }
  return sql::write_transaction(restored, [&] { return write_all(restored, carried, numbers); });
}

}  // namespace ordersync::pos::odoo
