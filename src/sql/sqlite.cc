// Connections to one SQLite file: settings, statements kept prepared, transactions; see sqlite.h. What its
// errors mean stands in sqlite_errors.cc.
#include "sql/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/check.h"
#include "sql/sqlite_errors.h"
#include "sql/sqlite_handles.h"

namespace ordersync::sql {

namespace {

using base::Error;
using base::Result;

constexpr const char* kPrivate = ":memory:";

// After this many pages (4 KiB each) in the log a commit copies them into the file. Measured with batches of
// 500 orders, 1000 (SQLite's default) to 16000 cost the same CPU; fewer copies mean fewer waits for the disk,
// and 16 MiB are read again quickly after a crash.
constexpr int kCheckpointPages = 4000;
// What the log file shrinks to when readers have let it grow beyond that.
constexpr std::int64_t kLogBytesKept = 64LL << 20;
// Statements kept prepared; a program has a few hundred, so only SQL that is built at run time could pass
// this.
constexpr std::size_t kMaxCached = 1000;
// Rows of one multi-row INSERT. Every shape is prepared once; the rest of a batch goes by the smaller ones.
constexpr std::size_t kInsertShapes[] = {50, 10, 1};

struct Cached {
  std::string text;
  Statement statement;
  bool in_use = false;  // a query's callback may run the same SQL again: it then gets a statement of its own
};

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const override {
    const unsigned char* text = sqlite3_column_text(statement_, column);
    return {text == nullptr ? "" : reinterpret_cast<const char*>(text),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  std::string_view bytes(int column) const override {
    const void* bytes = sqlite3_column_blob(statement_, column);
    return {bytes == nullptr ? "" : static_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
};

// Borrowed: the values outlive the step, and nothing reads a binding after the reset.
int bind(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement, index, *number);
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return sqlite3_bind_text64(statement, index, text->data() == nullptr ? "" : text->data(), text->size(),
                               SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* blob = std::get_if<Blob>(&value)) {
    if (blob->bytes.empty()) return sqlite3_bind_zeroblob(statement, index, 0);
    return sqlite3_bind_blob64(statement, index, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, index);
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(Handle handle, std::string path) : handle_(std::move(handle)), path_(std::move(path)) {}
  ~SqliteConnection() override {
    rollback();
    by_text_.clear();  // before the handle
  }
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  Dialect dialect() const override { return Dialect::sqlite; }
  Result<std::optional<std::int64_t>> clock_ms() override { return std::optional<std::int64_t>(); }
  void give_back_memory() override { sqlite3_db_release_memory(handle_.get()); }

  Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values) override {
    std::int64_t changed = 0;
    TRY(run(sql, values, nullptr, changed));
    return changed;
  }

  Result<void> query(std::string_view sql, std::span<const Value> values, const RowHandler& row) override {
    std::int64_t changed = 0;
    return run(sql, values, &row, changed);
  }

  Result<std::int64_t> insert_rows(std::string_view head, int columns, std::string_view tail,
                                   std::span<const Value> cells) override {
    CHECK(columns > 0);
    const auto width = static_cast<std::size_t>(columns);
    CHECK(cells.size() % width == 0);
    std::int64_t inserted = 0;
    std::size_t rows = cells.size() / width;
    for (const std::size_t shape : kInsertShapes) {
      if (rows < shape) continue;
      const std::string& sql = insert_text(head, width, tail, shape);
      for (; rows >= shape; rows -= shape) {
        std::int64_t changed = 0;
        TRY(run(sql, cells.first(shape * width), nullptr, changed));
        inserted += changed;
        cells = cells.subspan(shape * width);
      }
    }
    return inserted;
  }

  Result<void> begin_read() override { return begin("BEGIN"); }
  Result<void> begin_write() override {
    TRY(begin("BEGIN IMMEDIATE"));
    auto checked = check_generation();
    if (!checked.ok()) rollback();
    return checked;
  }

  // A file begins with 0.
  Result<void> check_generation() override {
    std::int64_t generation = 0;
    TRY(query("PRAGMA user_version", {}, [&](const Row& row) { generation = row.integer(0); }));
    if (generation > kGeneration) return outgrown();
    return {};
  }

  Result<void> commit() override {
    CHECK(in_transaction_);
    if (auto lost = transaction_lost()) {
      rollback();
      return *std::move(lost);
    }
    if (const int code = sqlite3_exec(handle_.get(), "COMMIT", nullptr, nullptr, nullptr);
        code != SQLITE_OK) {
      Error error = failure(During::commit);
      rollback();
      return error;
    }
    in_transaction_ = false;
    return {};
  }

  void rollback() override {
    // A failure to roll back means that SQLite has done it already.
    if (sqlite3_get_autocommit(handle_.get()) == 0)
      sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    in_transaction_ = false;
  }

 private:
  Error failure(During during) const { return failure_of(handle_.get(), path_, during); }

  // A full disk or an I/O error may have rolled the transaction back by itself. What follows must not then
  // run outside of any transaction, where each statement would commit alone.
  std::optional<Error> transaction_lost() const {
    if (!in_transaction_ || sqlite3_get_autocommit(handle_.get()) == 0) return std::nullopt;
    return Error{base::ErrorKind::unavailable, "store_unavailable",
                 "A change to the database " + path_ + " was taken back after an earlier failure: try again",
                 "the transaction was rolled back by sqlite"};
  }

  Result<void> begin(const char* sql) {
    CHECK(!in_transaction_);
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
      return failure(During::statement);
    in_transaction_ = true;
    return {};
  }

  Result<void> run(std::string_view sql, std::span<const Value> values, const RowHandler* row,
                   std::int64_t& changed) {
    if (auto lost = transaction_lost()) return *std::move(lost);
    Cached* cached = find_cached(sql);
    Statement own;
    if (cached == nullptr || cached->in_use) {
      TRY_ASSIGN(own, prepare(sql, 0));
      return step_all(own.get(), values, row, changed);
    }
    cached->in_use = true;
    auto done = step_all(cached->statement.get(), values, row, changed);
    cached->in_use = false;
    return done;
  }

  Result<void> step_all(sqlite3_stmt* statement, std::span<const Value> values, const RowHandler* row,
                        std::int64_t& changed) {
    CHECK(sqlite3_bind_parameter_count(statement) == static_cast<int>(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (bind(statement, static_cast<int>(i) + 1, values[i]) != SQLITE_OK) return fail_and_reset(statement);
    }
    const sqlite3_int64 before = sqlite3_total_changes64(handle_.get());
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
      if (row != nullptr) (*row)(SqliteRow(statement));
    }
    if (code != SQLITE_DONE) return fail_and_reset(statement);
    // sqlite3_changes keeps the number of the statement before when this one changes nothing.
    changed = sqlite3_total_changes64(handle_.get()) == before ? 0 : sqlite3_changes64(handle_.get());
    sqlite3_reset(statement);
    return {};
  }

  Error fail_and_reset(sqlite3_stmt* statement) {
    // Outside of a transaction a writing statement commits as it steps.
    const bool commits = !in_transaction_ && sqlite3_stmt_readonly(statement) == 0;
    Error error = failure(commits ? During::commit : During::statement);
    sqlite3_reset(statement);
    return error;
  }

  Result<Statement> prepare(std::string_view sql, unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), flags,
                                        &statement, nullptr);
    if (code != SQLITE_OK) {
      Error error = failure(During::statement);
      error.detail += " in: " + std::string(sql.substr(0, 300));
      return error;
    }
    CHECK(statement != nullptr);  // empty text
    return Statement(statement);
  }

  // Nothing when it cannot be prepared or kept; the caller then prepares by itself and reports the error.
  Cached* find_cached(std::string_view sql) {
    // By address first: literals stay where they are. The text is compared nevertheless, because a caller's
    // built string may come to lie where another one was.
    if (auto found = by_address_.find(sql.data()); found != by_address_.end() && found->second->text == sql) {
      return found->second;
    }
    auto found = by_text_.find(std::string(sql));
    if (found == by_text_.end()) {
      if (by_text_.size() >= kMaxCached) return nullptr;
      auto prepared = prepare(sql, SQLITE_PREPARE_PERSISTENT);
      if (!prepared.ok()) return nullptr;
      auto entry = std::make_unique<Cached>();
      entry->text = sql;
      entry->statement = std::move(prepared).value();
      found = by_text_.emplace(entry->text, std::move(entry)).first;
    }
    if (by_address_.size() >= kMaxCached) by_address_.clear();
    by_address_[sql.data()] = found->second.get();
    return found->second.get();
  }

  const std::string& insert_text(std::string_view head, std::size_t columns, std::string_view tail,
                                 std::size_t rows) {
    std::string& text = insert_texts_[{std::string(head), std::string(tail), rows}];
    if (!text.empty()) return text;
    std::string one = "(?";
    for (std::size_t i = 1; i < columns; ++i) one += ",?";
    one += ')';
    text.append(head).append(" VALUES ");
    for (std::size_t i = 0; i < rows; ++i) {
      if (i > 0) text += ',';
      text += one;
    }
    if (!tail.empty()) text.append(" ").append(tail);
    return text;
  }

  struct InsertShape {
    std::string head;
    std::string tail;
    std::size_t rows;
    auto operator<=>(const InsertShape&) const = default;
  };

  Handle handle_;
  std::string path_;
  bool in_transaction_ = false;
  std::unordered_map<std::string, std::unique_ptr<Cached>> by_text_;
  std::unordered_map<const char*, Cached*> by_address_;
  std::map<InsertShape, std::string> insert_texts_;  // nodes stay put: by_address_ may key on their text
};

Result<std::string> read_pragma(sqlite3* handle, const char* sql, const std::string& path) {
  sqlite3_stmt* raw = nullptr;
  int code = sqlite3_prepare_v2(handle, sql, -1, &raw, nullptr);
  const Statement statement(raw);
  if (code == SQLITE_OK) code = sqlite3_step(raw);
  if (code == SQLITE_ROW) return std::string(SqliteRow(raw).text(0));
  if (code == SQLITE_DONE) return std::string();
  return failure_of(handle, path, During::open);
}

// SQLite does not wait by its busy time-out for the switch to WAL; two processes that make a new database at
// once would get "busy" at once.
Result<void> switch_to_wal(sqlite3* handle, const std::string& path, int busy_timeout_ms) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(busy_timeout_ms);
  for (;;) {
    auto mode = read_pragma(handle, "PRAGMA journal_mode", path);
    if (mode.ok() && *mode != "wal") mode = read_pragma(handle, "PRAGMA journal_mode = WAL", path);
    if (mode.ok() && *mode == "wal") return {};
    if (mode.ok()) {
      return Error{
          base::ErrorKind::unavailable, "store_unavailable",
          "The folder of " + path +
              " cannot hold a database that several programs share (a network folder?): use a local disk",
          "journal_mode stays " + *mode};
    }
    if (mode.error().kind != base::ErrorKind::busy || std::chrono::steady_clock::now() >= give_up)
      return mode.error();
    sqlite3_sleep(20);
  }
}

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(std::string path, SqliteOptions options) : path_(std::move(path)), options_(options) {}

  Result<std::unique_ptr<Connection>> connect() override {
    const int flags = options_.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    TRY_ASSIGN(Handle handle, open_handle(path_, flags, options_.busy_timeout_ms));
    sqlite3* raw = handle.get();
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);  // "x" is a column, never a text
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    if (path_ != kPrivate && !options_.read_only) TRY(switch_to_wal(raw, path_, options_.busy_timeout_ms));
    for (const std::string& pragma : settings()) TRY(read_pragma(raw, pragma.c_str(), path_));
    return std::unique_ptr<Connection>(std::make_unique<SqliteConnection>(std::move(handle), path_));
  }

 private:
  std::vector<std::string> settings() const {
    return {"PRAGMA synchronous = FULL",
            "PRAGMA foreign_keys = ON",
            "PRAGMA mmap_size = 0",
            "PRAGMA cache_size = -16384",  // in KiB
            "PRAGMA wal_autocheckpoint = " + std::to_string(kCheckpointPages),
            "PRAGMA journal_size_limit = " + std::to_string(kLogBytesKept),
            "PRAGMA schema_version"};  // reads the first page: a file that is no database is found now
  }

  std::string path_;
  SqliteOptions options_;
};

// The file is made for its owner alone: it holds orders and sealed keys. Its log takes the same permissions.
Result<void> make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return {};
  }
  const int reason = errno;
  const int code = reason == EACCES || reason == EPERM || reason == EROFS ? SQLITE_READONLY
                   : reason == ENOSPC || reason == EDQUOT                 ? SQLITE_FULL
                                                                          : SQLITE_CANTOPEN;
  return sqlite_error(code, reason, sqlite3_errstr(code), path, During::open);
}

}  // namespace

base::Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, SqliteOptions options) {
  if (path != kPrivate && !options.read_only) TRY(make_private_file(path));
  auto database = std::make_unique<SqliteDatabase>(path, options);
  TRY(database->connect());  // says now, not at the first order, what is wrong with the file
  return std::unique_ptr<Database>(std::move(database));
}

}  // namespace ordersync::sql
