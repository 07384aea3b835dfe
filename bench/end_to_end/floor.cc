// Reads a finished database in slices of orders and writes each slice again, timed; see floor.h.
#include "end_to_end/floor.h"

#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

namespace ordersync::bench {

namespace {

[[noreturn]] void fail(sqlite3* db, const std::string& what) {
  std::fprintf(stderr, "floor: %s: %s\n", what.c_str(), sqlite3_errmsg(db));
  std::exit(1);
}

void execute(sqlite3* db, const std::string& sql) {
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(db, sql);
}

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Handle = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

Handle open(const std::string& path) {
  sqlite3* db = nullptr;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) fail(db, path);
  return Handle(db);
}

Statement prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    fail(db, sql);
  return Statement(statement);
}

std::int64_t number(sqlite3* db, const std::string& sql) {
  const Statement statement = prepare(db, sql);
  return sqlite3_step(statement.get()) == SQLITE_ROW ? sqlite3_column_int64(statement.get(), 0) : 0;
}

// A table, and its rows of the slice in hand. Values are SQLite's own protected copies: no conversion is
// timed.
struct Table {
  std::string name;
  std::string key;  // its first column: dense, and growing with the orders
  int columns = 0;
  std::int64_t first = 0;  // the keys it holds
  std::int64_t last = -1;
  bool of_orders = false;  // has rows for each order; else it is copied before the clock starts
  Statement insert;
  std::vector<sqlite3_value*> cells;
};

std::vector<std::string> texts(sqlite3* db, const std::string& sql) {
  std::vector<std::string> found;
  const Statement statement = prepare(db, sql);
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    found.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0)));
  }
  return found;
}

std::vector<Table> tables_of(sqlite3* from, sqlite3* to, std::int64_t orders) {
  std::vector<Table> tables;
  for (const auto& name : texts(from,
                                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
                                "'sqlite%' ORDER BY rowid")) {
    Table table;
    table.name = name;
    table.key =
        texts(from, "SELECT name FROM pragma_table_info('" + name + "') ORDER BY cid LIMIT 1").front();
    table.columns = static_cast<int>(number(from, "SELECT count(*) FROM pragma_table_info('" + name + "')"));
    table.of_orders = number(from, "SELECT count(*) FROM " + name) >= orders;
    if (table.of_orders) {
      table.first = number(from, "SELECT min(" + table.key + ") FROM " + name);
      table.last = number(from, "SELECT max(" + table.key + ") FROM " + name);
    }
    std::string marks = "?";
    for (int i = 1; i < table.columns; ++i) marks += ",?";
    table.insert = prepare(to, "INSERT INTO " + name + " VALUES (" + marks + ")");
    tables.push_back(std::move(table));
  }
  return tables;
}

void load(sqlite3* from, Table& table, const std::string& where) {
  const Statement statement = prepare(from, "SELECT * FROM " + table.name + where);
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    for (int i = 0; i < table.columns; ++i)
      table.cells.push_back(sqlite3_value_dup(sqlite3_column_value(statement.get(), i)));
  }
}

void write(sqlite3* to, const Table& table) {
  const auto columns = static_cast<std::size_t>(table.columns);
  for (std::size_t row = 0; row < table.cells.size(); row += columns) {
    for (std::size_t i = 0; i < columns; ++i) {
      sqlite3_bind_value(table.insert.get(), static_cast<int>(i) + 1, table.cells[row + i]);
    }
    if (sqlite3_step(table.insert.get()) != SQLITE_DONE) fail(to, "INSERT INTO " + table.name);
    sqlite3_reset(table.insert.get());
  }
}

void forget(Table& table) {
  for (sqlite3_value* cell : table.cells) sqlite3_value_free(cell);
  table.cells.clear();
}

void copy_schema(sqlite3* from, sqlite3* to) {
  for (const auto& sql : texts(from,
                               "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE "
                               "'sqlite%' ORDER BY rowid")) {
    execute(to, sql);
  }
}

}  // namespace

double write_floor(const std::string& from_path, const std::string& to_path, std::int64_t orders,
                   std::int64_t batch) {
  const Handle from = open(from_path);
  const Handle to = open(to_path);
  execute(to.get(), "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384");
  execute(to.get(), "BEGIN");
  copy_schema(from.get(), to.get());
  std::vector<Table> tables = tables_of(from.get(), to.get(), orders);
  for (Table& table : tables) {
    if (table.of_orders) continue;
    load(from.get(), table, "");
    write(to.get(), table);
    forget(table);
  }
  execute(to.get(), "COMMIT; PRAGMA foreign_keys=ON");

  using Clock = std::chrono::steady_clock;
  Clock::duration spent{};
  const std::int64_t slices = (orders + batch - 1) / batch;
  for (std::int64_t slice = 0; slice < slices; ++slice) {
    for (Table& table : tables) {
      if (!table.of_orders) continue;
      const std::int64_t keys = table.last - table.first + 1;
      load(from.get(), table,
           " WHERE " + table.key + " >= " + std::to_string(table.first + keys * slice / slices) + " AND " +
               table.key + " < " + std::to_string(table.first + keys * (slice + 1) / slices));
    }
    const auto begin = Clock::now();
    execute(to.get(), "BEGIN IMMEDIATE");
    for (const Table& table : tables) write(to.get(), table);
    execute(to.get(), "COMMIT");
    spent += Clock::now() - begin;
    for (Table& table : tables) forget(table);
  }
  tables.clear();
  return std::chrono::duration<double>(spent).count();
}

}  // namespace ordersync::bench
