// The steps of a move; see migrate_store.h. How rows are read and written stands in table_copy.cc.
#include "app/migrate_store.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "app/data_files.h"
#include "app/serve_lock.h"
#include "app/store_lock.h"
#include "app/table_copy.h"
#include "base/text.h"
#include "sql/postgres.h"
#include "sql/shared_clock.h"
#include "sql/sqlite.h"

namespace ordersync::app {

namespace {

using base::Result;

// How far the target is.
enum class Target { empty, begun, foreign };

base::Error not_empty(const std::string& url) {
  return {base::ErrorKind::conflict,
          "target_not_empty",
          "The database " + sql::without_password(url) +
              " holds a store already, so nothing was moved: name an empty database with --to",
          {}};
}

Result<bool> has_components(sql::Connection& connection) {
  auto any = sql::any_row(connection, "SELECT component FROM schema_migration LIMIT 1", {});
  if (!any.ok() && any.error().kind == base::ErrorKind::invalid) return false;  // there is no such table
  return any;
}

// The mark of a move stands in a table of its own, which is there before anything else is. ready: what a new
// store is born with is gone, rows may come; done_at: null until every row is here.
constexpr std::string_view kMakeMark =
    "CREATE TABLE IF NOT EXISTS store_migration (source TEXT PRIMARY KEY, started_at INTEGER NOT NULL, "
    "ready INTEGER NOT NULL, done_at INTEGER)";

Result<Target> look_at(sql::Connection& target, const std::string& source) {
  std::optional<Target> known;
  auto asked = target.query("SELECT ready, done_at FROM store_migration WHERE source = ?", {source},
                            [&](const sql::Row& row) {
                              known = Target::empty;
                              if (row.integer(0) != 0) known = Target::begun;
                              if (!row.is_null(1)) known = Target::foreign;
                            });
  if (!asked.ok() && asked.error().kind != base::ErrorKind::invalid) return std::move(asked).error();
  if (known) return *known;
  TRY_ASSIGN(const bool is_store, has_components(target));
  return is_store ? Target::foreign : Target::empty;
}

// What a new schema is born with would stand in the way of the same rows of the embedded store.
Result<void> clear(sql::Connection& target, const std::vector<Table>& tables) {
  for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
    TRY_ASSIGN(const std::int64_t rows, count_rows(target, *table));
    if (rows > 0) TRY(target.execute("DELETE FROM " + table->name, {}));
  }
  return {};
}

// Also for a beginning that was interrupted: every step of it may be done again.
Result<void> begin_move(sql::Connection& target, const std::string& source, const std::vector<Table>& tables,
                        const base::Clock& clock) {
  TRY(sql::write_transaction(target, [&]() -> Result<void> {
    TRY(target.execute(kMakeMark, {}));
    TRY_ASSIGN(const std::int64_t now, sql::shared_now_ms(target, clock));
    TRY(target.execute(
        "INSERT INTO store_migration(source, started_at, ready) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
        {source, now}));
    return {};
  }));
  TRY(migrate_all(target));
  return sql::write_transaction(target, [&]() -> Result<void> {
    TRY(clear(target, tables));
    TRY(target.execute("UPDATE store_migration SET ready = 1 WHERE source = ?", {source}));
    return {};
  });
}

Result<void> copy(sql::Connection& from, sql::Connection& to, const Table& table, std::int64_t total,
                  const MoveProgress& progress) {
  TRY_ASSIGN(std::int64_t done, count_rows(to, table));
  TableReader reader(from, table);
  TRY(reader.skip_to_end_of(to));
  TablePage page;
  for (;;) {
    if (progress) progress(table.name, done, total);
    TRY(reader.next(page));
    if (page.rows == 0) return {};
    TRY(sql::write_transaction(to, [&] { return insert_page(to, table, page); }));
    done += static_cast<std::int64_t>(page.rows);
  }
}

// New rows go on behind the highest number that was brought.
Result<void> go_on_numbering(sql::Connection& target, const std::vector<Table>& tables) {
  for (const Table& table : tables) {
    if (!table.has_own_numbers) continue;
    const std::string& key = table.columns[table.key.front()].name;
    TRY(target.query("SELECT setval(pg_get_serial_sequence('" + table.name + "', '" + key +
                         "'), COALESCE(MAX(" + key + "), 0) + 1, false) FROM " + table.name,
                     {}, [](const sql::Row&) {}));
  }
  return {};
}

Result<MovedStore> compare(sql::Connection& from, sql::Connection& to, const std::vector<Table>& tables) {
  MovedStore moved;
  for (const Table& table : tables) {
    TRY_ASSIGN(const TableSum there, sum_up(from, table));
    TRY_ASSIGN(const TableSum here, sum_up(to, table));
    moved.tables.push_back({table.name, there.rows, here.rows, there.to_hex(), there == here});
  }
  return moved;
}

Result<void> end_move(sql::Connection& target, const std::string& source, const std::vector<Table>& tables,
                      const base::Clock& clock) {
  return sql::write_transaction(target, [&]() -> Result<void> {
    TRY(go_on_numbering(target, tables));
    TRY_ASSIGN(const std::int64_t now, sql::shared_now_ms(target, clock));
    TRY(target.execute("UPDATE store_migration SET done_at = ? WHERE source = ?", {now, source}));
    return {};
  });
}

// Before the move ends, so that at no moment both may be worked in. A move that goes on writes it again.
Result<void> leave_mark(const DataFolder& folder, const std::string& to_url, const base::Clock& clock) {
  const std::string draft = folder.moved() + ".new";
  std::error_code ignored;
  std::filesystem::remove(draft, ignored);  // of a move that was killed
  TRY(write_private_file(draft,
                         sql::without_password(to_url) + " on " + base::to_iso8601(clock.now()) + "\n"));
  return put_in_place(draft, folder.moved());
}

// By its whole path, which says wherever it is read which store that was.
std::string name_of(const DataFolder& folder) {
  std::error_code failure;
  const auto absolute = std::filesystem::weakly_canonical(folder.database(), failure);
  return failure ? folder.database() : absolute.string();
}

base::Error differs(const std::vector<MovedTable>& tables) {
  std::string names;
  for (const MovedTable& table : tables) {
    if (!table.is_same) names += (names.empty() ? "" : ", ") + table.name;
  }
  return {base::ErrorKind::unavailable,
          "store_differs",
          "What arrived is not what was sent (" + names +
              "): go on with the embedded store, empty the other database, and move again",
          {}};
}

}  // namespace

Result<MovedStore> move_store(const DataFolder& folder, const std::string& to_url, MoveMode mode,
                              const MoveProgress& progress) {
  if (!std::filesystem::exists(folder.database())) {
    return base::not_found("store_not_found", "There is no embedded store in " + folder.path +
                                                  ": name the folder that holds it with --data");
  }
  if (!sql::is_postgres_url(to_url)) {
    return base::invalid("bad_store", "--to takes postgresql://USER@HOST/DATABASE");
  }
  base::SystemClock clock;
  TRY_ASSIGN(const auto lock, ServeLock::take(folder.serve_lock(), ": stop it first, then move its store"));
  // A command that is posting to an Odoo holds no lock of the database meanwhile: it is waited for.
  StoreLock alone;
  if (mode == MoveMode::move) {
    TRY_ASSIGN(alone, StoreLock::take(folder.store_lock(), Hold::alone, kStorePatience, clock));
  }
  TRY_ASSIGN(const auto from_database, sql::open_sqlite(folder.database()));
  TRY_ASSIGN(const auto from, from_database->connect());
  if (mode == MoveMode::move) TRY(migrate_all(*from));
  // No command may write what is being read.
  TRY(from->begin_write());
  TRY_ASSIGN(const auto tables, tables_of(*from));
  std::vector<std::int64_t> totals;
  for (const Table& table : tables) {
    TRY_ASSIGN(const std::int64_t rows, count_rows(*from, table));
    totals.push_back(rows);
  }

  TRY_ASSIGN(const auto opened, sql::open_postgres(to_url, {.only_look = mode == MoveMode::dry_run}));
  TRY_ASSIGN(const auto to, opened.database->connect());
  const std::string source = name_of(folder);
  TRY_ASSIGN(const Target target, look_at(*to, source));
  if (target == Target::foreign) return not_empty(to_url);
  MovedStore moved;
  if (mode == MoveMode::dry_run) {
    for (std::size_t i = 0; i < tables.size(); ++i)
      moved.tables.push_back({tables[i].name, totals[i], 0, {}, false});
    moved.dry_run = true;
    moved.went_on = target == Target::begun;
    return moved;
  }
  if (target == Target::empty) TRY(begin_move(*to, source, tables, clock));
  for (std::size_t i = 0; i < tables.size(); ++i) TRY(copy(*from, *to, tables[i], totals[i], progress));
  TRY_ASSIGN(moved, compare(*from, *to, tables));
  moved.went_on = target == Target::begun;
  for (const MovedTable& table : moved.tables) {
    if (!table.is_same) return differs(moved.tables);
  }
  TRY(leave_mark(folder, to_url, clock));
  TRY(end_move(*to, source, tables, clock));
  return moved;
}

Result<void> check_moved_whole(sql::Connection& connection) {
  const auto begun = sql::any_row(connection, "SELECT source FROM store_migration WHERE done_at IS NULL", {});
  // Most stores were not moved and have no such table.
  if (!begun.ok() && begun.error().kind == base::ErrorKind::invalid) return {};
  if (!begun.ok()) return begun.error();
  if (!*begun) return {};
  return base::Error{
      base::ErrorKind::conflict,
      "store_incomplete",
      "An embedded store is being moved into this database and is not whole yet: let `ordersync "
      "migrate-store` come to its end, or start it again",
      {}};
}

Result<void> check_not_moved(const DataFolder& folder) {
  if (!file_exists(folder.moved())) return {};
  std::ifstream file(folder.moved());
  std::string where;
  if (!std::getline(file, where)) where = "another store";  // a mark that lost its text is a mark
  return base::Error{base::ErrorKind::conflict,
                     "store_moved",
                     "The store of " + folder.path + " was moved to " + base::printable(where) +
                         ": say so with --store, ORDERSYNC_STORE or the configuration. To go on with the old "
                         "one all the same, without what was booked since, delete the file " +
                         folder.moved(),
                     {}};
}

}  // namespace ordersync::app
