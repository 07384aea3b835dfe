// Pages by key, which both stores sort alike; see table_copy.h.
#include "app/table_copy.h"

#include <algorithm>
#include <utility>

#include "base/contains.h"
#include "base/digest.h"
#include "base/text.h"

namespace ordersync::app {

namespace {

using base::Result;

constexpr std::int64_t kRowsOfPage = 1000;

// Of the processes on a store, not of what they work on.
constexpr std::string_view kLeftOut[] = {"schema_migration", "node", "node_duty", "store_migration",
                                         "service_certificate"};

std::string list_of(const Table& table) {
  return base::joined(table.columns, ", ", &TableColumn::name);
}

std::string key_of(const Table& table, std::string_view behind) {
  return base::joined(table.key, ", ",
                      [&](std::size_t index) { return table.columns[index].name + std::string(behind); });
}

CellKind kind_of(std::string_view declared) {
  if (declared == "TEXT") return CellKind::text;
  if (declared == "BLOB") return CellKind::bytes;
  return CellKind::integer;
}

Result<Table> table_named(sql::Connection& sqlite, std::string name) {
  Table table;
  table.name = std::move(name);
  std::vector<std::pair<std::int64_t, std::size_t>> key;
  std::string first_type;
  TRY(sqlite.query("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid", {table.name},
                   [&](const sql::Row& row) {
                     if (row.integer(2) > 0) {
                       key.emplace_back(row.integer(2), table.columns.size());
                       first_type = row.text(1);
                     }
                     table.columns.push_back({std::string(row.text(0)), kind_of(row.text(1))});
                   }));
  std::sort(key.begin(), key.end());
  for (const auto& [place, index] : key) table.key.push_back(index);
  table.has_own_numbers = key.size() == 1 && first_type == "INTEGER";
  return table;
}

// A value with its kind and its length, so that no two rows make the same bytes.
void append_cell(const sql::Value& cell, std::string& out) {
  std::string_view bytes;
  std::string head;
  if (std::holds_alternative<sql::Null>(cell)) {
    head = "n";
  } else if (const auto* number = std::get_if<std::int64_t>(&cell)) {
    head = "i" + std::to_string(*number) + ";";
  } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
    head = "t" + std::to_string(text->size()) + ":";
    bytes = *text;
  } else {
    bytes = std::get<sql::Blob>(cell).bytes;
    head = "b" + std::to_string(bytes.size()) + ":";
  }
  out.append(head).append(bytes);
}

void add_row(std::span<const sql::Value> cells, std::array<std::uint64_t, 2>& sum) {
  std::string bytes;
  for (const sql::Value& cell : cells) append_cell(cell, bytes);
  const base::Digest digest = base::digest_of(bytes);
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    sum[i / 8] += std::uint64_t{digest.bytes[i]} << (8 * (i % 8));
  }
}

}  // namespace

Result<std::vector<Table>> tables_of(sql::Connection& sqlite) {
  std::vector<std::string> names;
  TRY(sqlite.query(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid", {},
      [&](const sql::Row& row) { names.emplace_back(row.text(0)); }));
  std::vector<Table> tables;
  for (std::string& name : names) {
    if (base::contains(kLeftOut, name)) continue;
    TRY_ASSIGN(Table table, table_named(sqlite, std::move(name)));
    tables.push_back(std::move(table));
  }
  return tables;
}

void TablePage::add(const Table& table, const sql::Row& row) {
  ++rows;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const int column = static_cast<int>(i);
    if (row.is_null(column)) {
      cells.emplace_back(sql::Null{});
    } else if (table.columns[i].kind == CellKind::integer) {
      cells.emplace_back(row.integer(column));
    } else if (table.columns[i].kind == CellKind::text) {
      cells.emplace_back(std::string_view(kept_.emplace_back(row.text(column))));
    } else {
      cells.emplace_back(sql::Blob{kept_.emplace_back(row.bytes(column))});
    }
  }
}

TableReader::TableReader(sql::Connection& connection, const Table& table)
    : connection_(connection), table_(table) {
  const std::string select = "SELECT " + list_of(table) + " FROM " + table.name;
  first_ = select;
  if (table.key.empty()) return;
  std::string marks;
  for (std::size_t i = 0; i < table.key.size(); ++i) marks += marks.empty() ? "?" : ", ?";
  first_ += " ORDER BY " + key_of(table, "") + " LIMIT ?";
  following_ = select + " WHERE (" + key_of(table, "") + ") > (" + marks + ") ORDER BY " + key_of(table, "") +
               " LIMIT ?";
  last_ = select + " ORDER BY " + key_of(table, " DESC") + " LIMIT 1";
}

void TableReader::remember(const TablePage& page) {
  behind_.clear();
  kept_.clear();
  const std::size_t last_row = (page.rows - 1) * table_.columns.size();
  for (const std::size_t index : table_.key) {
    const sql::Value& cell = page.cells[last_row + index];
    if (const auto* text = std::get_if<std::string_view>(&cell)) {
      behind_.emplace_back(std::string_view(kept_.emplace_back(*text)));
    } else if (const auto* blob = std::get_if<sql::Blob>(&cell)) {
      behind_.emplace_back(sql::Blob{kept_.emplace_back(blob->bytes)});
    } else {
      behind_.push_back(cell);
    }
  }
}

Result<void> TableReader::skip_to_end_of(sql::Connection& other) {
  if (table_.key.empty()) {
    TRY_ASSIGN(const std::int64_t rows, count_rows(other, table_));
    at_end_ = rows > 0;
    return {};
  }
  TablePage last;
  TRY(other.query(last_, {}, [&](const sql::Row& row) { last.add(table_, row); }));
  if (last.rows > 0) remember(last);
  return {};
}

Result<void> TableReader::next(TablePage& page) {
  const bool begins = behind_.empty();
  std::vector<sql::Value> values = behind_;
  TablePage fresh;
  if (!at_end_) {
    if (!table_.key.empty()) values.emplace_back(kRowsOfPage);
    TRY(connection_.query(begins ? first_ : following_, values,
                          [&](const sql::Row& row) { fresh.add(table_, row); }));
  }
  page = std::move(fresh);
  if (page.rows == 0 || table_.key.empty()) {
    at_end_ = true;
    return {};
  }
  remember(page);
  return {};
}

std::string TableSum::to_hex() const {
  std::string out;
  for (const std::uint64_t half : sum) base::append_hex(half, 16, out);
  return out;
}

Result<std::int64_t> count_rows(sql::Connection& connection, const Table& table) {
  TRY_ASSIGN(const auto rows, sql::integer_of(connection, "SELECT COUNT(*) FROM " + table.name, {}));
  return rows.value_or(0);
}

Result<TableSum> sum_up(sql::Connection& connection, const Table& table) {
  TableSum sum;
  TableReader reader(connection, table);
  TablePage page;
  for (;;) {
    TRY(reader.next(page));
    if (page.rows == 0) break;
    sum.rows += static_cast<std::int64_t>(page.rows);
    for (std::size_t row = 0; row < page.rows; ++row) {
      const std::size_t width = table.columns.size();
      add_row(std::span(page.cells).subspan(row * width, width), sum.sum);
    }
  }
  return sum;
}

Result<void> insert_page(sql::Connection& connection, const Table& table, const TablePage& page) {
  TRY(connection.insert_rows("INSERT INTO " + table.name + "(" + list_of(table) + ")",
                             static_cast<int>(table.columns.size()), "", page.cells));
  return {};
}

}  // namespace ordersync::app
