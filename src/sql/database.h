// PORT: a transactional SQL store. All SQL text is constant; all values are bound. Every failure carries a
// kind: busy (another process holds the lock for 30 s), unavailable (disk, folder, file), unknown (a commit
// whose answer was lost), conflict (a unique key is taken), invalid (everything else: a bug).
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace ordersync::sql {

struct Blob {
  std::string_view bytes;
};
struct Null {};

// Borrows its text; valid as long as what it points to.
using Value = std::variant<Null, std::int64_t, std::string_view, Blob>;

// One row during a query's callback. Columns count from 0. Text and bytes are valid during the callback only.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual std::string_view bytes(int column) const = 0;
};

using RowHandler = std::function<void(const Row&)>;

// Of which of several rows of values a row of the answer is.
using EachRowHandler = std::function<void(std::size_t index, const Row&)>;

// Whose SQL it is. All of it is common, but for what a Migration says twice.
enum class Dialect { sqlite, postgres };

// One thread at a time. Statements are prepared once per text and found again by its address: pass string
// literals. A query's callback may run other statements. A statement that fails leaves the transaction open,
// and nothing more may be asked in it: the caller rolls back (write_transaction does). A statement outside of
// a transaction commits alone, without the write lock: a single UPDATE that says itself what it needs.
// REQUIRES: as many values as the SQL has parameters; transactions do not nest.
class Connection {
 public:
  virtual ~Connection() = default;

  virtual Dialect dialect() const = 0;
  // The store's own clock in Unix milliseconds, where it has one that all who share the store go by; nothing:
  // it has none, and the machine's clock counts. Leases are decided by it.
  virtual base::Result<std::optional<std::int64_t>> clock_ms() = 0;

  // The number of rows changed.
  virtual base::Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values) = 0;
  virtual base::Result<void> query(std::string_view sql, std::span<const Value> values,
                                   const RowHandler& row) = 0;
  // The same query for many rows of values, one after the other: `values` row by row, `parameters` of them a
  // row. As if each were asked by itself, but a store behind a network answers all in one journey. The
  // callback runs no other statement.
  virtual base::Result<void> query_each(std::string_view sql, int parameters, std::span<const Value> values,
                                        const EachRowHandler& row);
  // INSERT of many rows: `head` is "INSERT INTO t(a, b)", `tail` such as "ON CONFLICT DO NOTHING" or empty;
  // `cells` row by row. The number of rows inserted. REQUIRES: with a tail that updates, no key twice.
  virtual base::Result<std::int64_t> insert_rows(std::string_view head, int columns, std::string_view tail,
                                                 std::span<const Value> cells) = 0;
  // The same where nobody needs the number. A store behind a network works on it while the caller goes on,
  // and the next call, commit at the latest, may be the one that fails with what went wrong. REQUIRES: a
  // write transaction.
  virtual base::Result<void> add_rows(std::string_view head, int columns, std::string_view tail,
                                      std::span<const Value> cells);

  // Fails with "schema_too_new" where a newer program has changed the store so that this one may not write to
  // it any more (kGeneration). Cheap; begin_write looks as well.
  virtual base::Result<void> check_generation() = 0;

  virtual base::Result<void> begin_read() = 0;
  virtual base::Result<void>
  begin_write() = 0;  // takes the write lock at once, waits up to the busy time-out
  // A write transaction beside the writer's, where the store can: for rows that nobody else has yet, under
  // unique keys. It waits only for who adds under the same keys, and for a begin_alone(). REQUIRES: what it
  // decides rests on rows that it locks itself, and on keys that the store keeps apart.
  virtual base::Result<void> begin_append() { return begin_write(); }
  // As begin_write, and nobody appends beside it.
  virtual base::Result<void> begin_alone() { return begin_write(); }
  virtual base::Result<void> commit() = 0;  // durable (fsynced) when it answers; on failure it is rolled back
  virtual void rollback() = 0;

  // Nothing is asked of it for a while: what it keeps in memory of the store is given back. REQUIRES: no
  // transaction.
  virtual void give_back_memory() {}

  base::Result<std::int64_t> execute(std::string_view sql, std::initializer_list<Value> values) {
    return execute(sql, std::span<const Value>(values.begin(), values.size()));
  }
  base::Result<void> query(std::string_view sql, std::initializer_list<Value> values, const RowHandler& row) {
    return query(sql, std::span<const Value>(values.begin(), values.size()), row);
  }
};

// Runs `body` in one write transaction: commits when it answers ok, rolls back otherwise.
base::Result<void> write_transaction(Connection& connection, const std::function<base::Result<void>()>& body);
// The same in a transaction of begin_append.
base::Result<void> append_transaction(Connection& connection,
                                      const std::function<base::Result<void>()>& body);
// The same for a consistent read.
base::Result<void> read_transaction(Connection& connection, const std::function<base::Result<void>()>& body);

// The first column of the only row; nothing where there is none, or it is null.
base::Result<std::optional<std::int64_t>> integer_of(Connection& connection, std::string_view sql,
                                                     std::initializer_list<Value> values);
// Whether the query has a row.
base::Result<bool> any_row(Connection& connection, std::string_view sql, std::initializer_list<Value> values);

// Thread-safe factory of connections to one store.
class Database {
 public:
  virtual ~Database() = default;
  virtual base::Result<std::unique_ptr<Connection>> connect() = 0;
};

// Programs of one generation write to one store together, an older one beside a newer: their schemas differ
// by what was added. A step after which an older program would do harm (a column renamed, removed or of
// another meaning, a key that its rows break) makes it 1 more here and in the store (Migration), in the same
// transaction: from then on the older program's transactions are refused (docs/decisions/0018).
inline constexpr std::int64_t kGeneration = 1;
// "schema_too_new", for who finds the store of a later generation.
base::Error outgrown();

// A schema step of one component ("journal", "pos", "app"), applied once, in order, forward only. Its SQL is
// SQLite's with these words, which another store's adapter reads as its own: INTEGER (64 bits), INTEGER
// PRIMARY KEY (given by the store where an INSERT leaves it out), BLOB, TEXT (compared byte by byte) and
// WITHOUT ROWID. What cannot be said in common, such as triggers, follows once for each dialect; there, too,
// a step tells the store its generation N: "PRAGMA user_version = N" and "UPDATE ordersync_writer SET
// generation = N".
struct Migration {
  int version = 0;  // 1, 2, 3 … without holes
  std::string_view name;
  std::vector<std::string_view> statements;
  std::vector<std::string_view> sqlite_only = {};
  std::vector<std::string_view> postgres_only = {};
};

// Brings `component` to the newest version; safe when several processes start at once. Fails with
// "schema_too_new" when the store was written by a newer program.
base::Result<void> migrate(Connection& connection, std::string_view component,
                           std::span<const Migration> migrations);

}  // namespace ordersync::sql
