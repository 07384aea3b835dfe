// PORT: a transactional SQL store. All SQL text is constant; all values are bound. Every failure carries a
// kind: busy (another process holds the lock for 30 s), unavailable (disk, folder, file), unknown (a commit
// whose answer was lost), conflict (a unique key is taken), invalid (everything else: a bug).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
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

// One thread at a time. Statements are prepared once per text and found again by its address: pass string
// literals. A query's callback may run other statements. A statement that fails leaves the transaction open:
// the caller rolls back (write_transaction does). REQUIRES: as many values as the SQL has parameters;
// transactions do not nest.
class Connection {
 public:
  virtual ~Connection() = default;

  // The number of rows changed.
  virtual base::Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values) = 0;
  virtual base::Result<void> query(std::string_view sql, std::span<const Value> values,
                                   const RowHandler& row) = 0;
  // INSERT of many rows: `head` is "INSERT INTO t(a, b)", `tail` such as "ON CONFLICT DO NOTHING" or empty;
  // `cells` row by row. The number of rows inserted.
  virtual base::Result<std::int64_t> insert_rows(std::string_view head, int columns, std::string_view tail,
                                                 std::span<const Value> cells) = 0;

  virtual base::Result<void> begin_read() = 0;
  virtual base::Result<void>
  begin_write() = 0;                        // takes the write lock at once, waits up to the busy time-out
  virtual base::Result<void> commit() = 0;  // durable (fsynced) when it answers; on failure it is rolled back
  virtual void rollback() = 0;

  base::Result<std::int64_t> execute(std::string_view sql, std::initializer_list<Value> values) {
    return execute(sql, std::span<const Value>(values.begin(), values.size()));
  }
  base::Result<void> query(std::string_view sql, std::initializer_list<Value> values, const RowHandler& row) {
    return query(sql, std::span<const Value>(values.begin(), values.size()), row);
  }
};

// Runs `body` in one write transaction: commits when it answers ok, rolls back otherwise.
base::Result<void> write_transaction(Connection& connection, const std::function<base::Result<void>()>& body);
// The same for a consistent read.
base::Result<void> read_transaction(Connection& connection, const std::function<base::Result<void>()>& body);

// Thread-safe factory of connections to one store.
class Database {
 public:
  virtual ~Database() = default;
  virtual base::Result<std::unique_ptr<Connection>> connect() = 0;
};

// A schema step of one component ("journal", "pos", "app"), applied once, in order, forward only.
struct Migration {
  int version = 0;  // 1, 2, 3 … without holes
  std::string_view name;
  std::vector<std::string_view> statements;
};

// Brings `component` to the newest version; safe when several processes start at once. Fails with
// "schema_too_new" when the store was written by a newer program.
base::Result<void> migrate(Connection& connection, std::string_view component,
                           std::span<const Migration> migrations);

}  // namespace ordersync::sql
