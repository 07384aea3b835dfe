// Rows of one table, read in the order of its key page by page from a store of either kind, written to
// another, and summed up so that two copies can be told to be the same. Knows nothing of what the tables
// mean.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/result.h"
#include "sql/database.h"

namespace ordersync::app {

enum class CellKind { integer, text, bytes };

struct TableColumn {
  std::string name;
  CellKind kind = CellKind::text;
};

struct Table {
  std::string name;
  std::vector<TableColumn> columns;
  std::vector<std::size_t> key;  // indexes of its primary key's columns; empty: it has none (a single row)
  bool has_own_numbers = false;  // its key is given by the store where an INSERT leaves it out
};

// All tables of an SQLite store, those first that others refer to. Not schema_migration, nor what belongs to
// the processes on a store (nodes).
base::Result<std::vector<Table>> tables_of(sql::Connection& sqlite);

// A page of rows; its values stay where they are as long as the page lives.
class TablePage {
 public:
  std::vector<sql::Value> cells;  // row by row
  std::size_t rows = 0;

  void add(const Table& table, const sql::Row& row);

 private:
  std::deque<std::string> kept_;
};

// Reads one table from its beginning, or from behind a row of it.
class TableReader {
 public:
  // Both outlive it.
  TableReader(sql::Connection& connection, const Table& table);
  // Goes on behind the last row of the same table in another store, where one is.
  base::Result<void> skip_to_end_of(sql::Connection& other);
  // The next rows; none: that was all.
  base::Result<void> next(TablePage& page);

 private:
  void remember(const TablePage& page);

  sql::Connection& connection_;
  const Table& table_;
  std::string first_;
  std::string following_;
  std::string last_;
  std::vector<sql::Value> behind_;  // the key of the last row; empty: at the beginning
  std::deque<std::string> kept_;    // its texts
  bool at_end_ = false;
};

// How many rows there are, and a sum over every value of every row, in whatever order they stand.
struct TableSum {
  std::int64_t rows = 0;
  std::array<std::uint64_t, 2> sum{};
  std::string to_hex() const;
  friend bool operator==(const TableSum&, const TableSum&) = default;
};
base::Result<TableSum> sum_up(sql::Connection& connection, const Table& table);
base::Result<std::int64_t> count_rows(sql::Connection& connection, const Table& table);
base::Result<void> insert_page(sql::Connection& connection, const Table& table, const TablePage& page);

}  // namespace ordersync::app
