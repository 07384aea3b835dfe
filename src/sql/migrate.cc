// Transactions around a body, questions of one value, queries in turn, and the schema's way forward, on any
// Connection. No SQL dialect beyond what SQLite and PostgreSQL share.
#include <algorithm>
#include <string>

#include "sql/database.h"

namespace ordersync::sql {

base::Error outgrown() {
  return {base::ErrorKind::unavailable,
          "schema_too_new",
          "A newer ordersync has changed this database so that this program may not write to it any more: "
          "nothing is lost. Install the newer program here, too, and start it",
          {}};
}

namespace {

// Ends the transaction that was begun: commits when `body` answers ok, rolls back otherwise.
base::Result<void> carry_out(Connection& connection, const std::function<base::Result<void>()>& body) {
  auto done = body();
  if (!done.ok()) {
    connection.rollback();
    return done;
  }
  return connection.commit();
}

}  // namespace

base::Result<void> write_transaction(Connection& connection,
                                     const std::function<base::Result<void>()>& body) {
  TRY(connection.begin_write());
  return carry_out(connection, body);
}

base::Result<void> append_transaction(Connection& connection,
                                      const std::function<base::Result<void>()>& body) {
  TRY(connection.begin_append());
  return carry_out(connection, body);
}

base::Result<void> read_transaction(Connection& connection, const std::function<base::Result<void>()>& body) {
  TRY(connection.begin_read());
  auto done = body();
  connection.rollback();  // nothing was written: this only lets go of the snapshot
  return done;
}

base::Result<std::optional<std::int64_t>> integer_of(Connection& connection, std::string_view sql,
                                                     std::initializer_list<Value> values) {
  std::optional<std::int64_t> found;
  TRY(connection.query(sql, values, [&](const Row& row) {
    if (!row.is_null(0)) found = row.integer(0);
  }));
  return found;
}

base::Result<bool> any_row(Connection& connection, std::string_view sql,
                           std::initializer_list<Value> values) {
  bool any = false;
  TRY(connection.query(sql, values, [&](const Row&) { any = true; }));
  return any;
}

base::Result<void> Connection::query_each(std::string_view sql, int parameters, std::span<const Value> values,
                                          const EachRowHandler& row) {
  CHECK(parameters > 0);
  const auto width = static_cast<std::size_t>(parameters);
  CHECK(values.size() % width == 0);
  for (std::size_t i = 0; i * width < values.size(); ++i) {
    TRY(query(sql, values.subspan(i * width, width), [&](const Row& one) { row(i, one); }));
  }
  return {};
}

base::Result<void> Connection::add_rows(std::string_view head, int columns, std::string_view tail,
                                        std::span<const Value> cells) {
  TRY(insert_rows(head, columns, tail, cells));
  return {};
}

namespace {

base::Result<std::int64_t> applied_version(Connection& connection, std::string_view component) {
  TRY_ASSIGN(
      const auto version,
      integer_of(connection, "SELECT MAX(version) FROM schema_migration WHERE component = ?", {component}));
  return version.value_or(0);
}

base::Result<void> check_not_newer(std::int64_t applied, std::string_view component, std::int64_t newest) {
  if (applied <= newest) return {};
  return base::Error{base::ErrorKind::unavailable,
                     "schema_too_new",
                     "This database was written by a newer ordersync (" + std::string(component) +
                         " schema " + std::to_string(applied) + ", this program knows " +
                         std::to_string(newest) +
                         "): start the newer program, or restore the backup made before the update",
                     {}};
}

}  // namespace

base::Result<void> migrate(Connection& connection, std::string_view component,
                           std::span<const Migration> migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) CHECK(migrations[i].version == static_cast<int>(i) + 1);
  const auto newest = static_cast<std::int64_t>(migrations.size());

  // Without the write lock first: every command passes here, also while a long run is writing.
  if (auto applied = applied_version(connection, component); applied.ok()) {
    TRY(check_not_newer(*applied, component, newest));
    if (*applied == newest) return {};
  } else if (applied.error().kind != base::ErrorKind::invalid) {  // invalid: the table is not there yet
    return applied.error();
  }

  TRY(connection.begin_alone());
  return carry_out(connection, [&]() -> base::Result<void> {
    TRY(
        connection.execute("CREATE TABLE IF NOT EXISTS schema_migration ("
                           "component TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL, "
                           "PRIMARY KEY (component, version))",
                           {}));
    // Again, under the lock: another process may have been faster.
    TRY_ASSIGN(const std::int64_t applied, applied_version(connection, component));
    TRY(check_not_newer(applied, component, newest));
    for (std::int64_t i = applied; i < newest; ++i) {
      const Migration& step = migrations[static_cast<std::size_t>(i)];
      for (std::string_view statement : step.statements) TRY(connection.execute(statement, {}));
      const bool postgres = connection.dialect() == Dialect::postgres;
      for (std::string_view statement : postgres ? step.postgres_only : step.sqlite_only) {
        TRY(connection.execute(statement, {}));
      }
      TRY(connection.execute("INSERT INTO schema_migration(component, version, name) VALUES (?, ?, ?)",
                             {component, std::int64_t{step.version}, step.name}));
    }
    return {};
  });
}

}  // namespace ordersync::sql
