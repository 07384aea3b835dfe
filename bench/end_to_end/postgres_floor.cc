// Reads a finished embedded store into memory and writes it again in slices, timed; see postgres_floor.h.
#include "end_to_end/postgres_floor.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <vector>

#include "app/store.h"
#include "app/table_copy.h"
#include "sql/postgres.h"
#include "sql/sqlite.h"

namespace ordersync::bench {

namespace {

[[noreturn]] void fail(const base::Error& error) {
  std::fprintf(stderr, "postgres floor: %s (%s)\n", error.message.c_str(), error.detail.c_str());
  std::exit(1);
}

template <class T>
T need(base::Result<T> result) {
  if (!result.ok()) fail(result.error());
  return std::move(result).value();
}

void need(base::Result<void> result) {
  if (!result.ok()) fail(result.error());
}

struct Rows {
  const app::Table* table = nullptr;
  std::deque<app::TablePage> pages;  // what the values point into
  std::vector<sql::Value> cells;
  std::size_t count = 0;

  app::TablePage slice(std::size_t part, std::size_t parts) const {
    const std::size_t width = table->columns.size();
    const std::size_t first = count * part / parts;
    const std::size_t last = count * (part + 1) / parts;
    app::TablePage page;
    page.cells.assign(cells.begin() + static_cast<std::ptrdiff_t>(first * width),
                      cells.begin() + static_cast<std::ptrdiff_t>(last * width));
    page.rows = last - first;
    return page;
  }
};

Rows read(sql::Connection& from, const app::Table& table) {
  Rows rows;
  rows.table = &table;
  app::TableReader reader(from, table);
  for (;;) {
    app::TablePage& page = rows.pages.emplace_back();
    need(reader.next(page));
    if (page.rows == 0) return rows;
    rows.cells.insert(rows.cells.end(), page.cells.begin(), page.cells.end());
    rows.count += page.rows;
  }
}

void write(sql::Connection& to, const std::deque<Rows>& all, std::size_t part, std::size_t parts) {
  need(sql::write_transaction(to, [&]() -> base::Result<void> {
    for (const Rows& rows : all) {
      const app::TablePage page = rows.slice(part, parts);
      if (page.rows > 0) TRY(app::insert_page(to, *rows.table, page));
    }
    return {};
  }));
}

}  // namespace

void empty_postgres(const std::string& url) {
  const auto opened = need(sql::open_postgres(url, {.only_look = true}));
  const auto connection = need(opened.database->connect());
  for (const char* sql : {"DROP SCHEMA IF EXISTS floor CASCADE", "DROP SCHEMA IF EXISTS public CASCADE",
                          "CREATE SCHEMA public", "CREATE SCHEMA floor"}) {
    need(connection->execute(sql, {}));
  }
}

double write_postgres_floor(const std::string& sqlite_path, const std::string& url, std::int64_t orders,
                            std::int64_t batch) {
  const auto sqlite = need(sql::open_sqlite(sqlite_path));
  const auto from = need(sqlite->connect());
  const char joint = url.find('?') == std::string::npos ? '?' : '&';
  const auto opened = need(sql::open_postgres(url + joint + "options=-csearch_path%3Dfloor"));
  const auto to = need(opened.database->connect());
  need(app::migrate_all(*to));
  const std::vector<app::Table> tables = need(app::tables_of(*from));
  for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
    if (need(app::count_rows(*to, *table)) > 0) need(to->execute("DELETE FROM " + table->name, {}));
  }
  std::deque<Rows> growing, others;  // never copied: their values point into their pages
  for (const app::Table& table : tables) {
    Rows rows = read(*from, table);
    (rows.count >= static_cast<std::size_t>(orders) ? growing : others).push_back(std::move(rows));
  }
  write(*to, others, 0, 1);

  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const auto parts = static_cast<std::size_t>((orders + batch - 1) / batch);
  for (std::size_t part = 0; part < parts; ++part) write(*to, growing, part, parts);
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace ordersync::bench
