// Connections to one PostgreSQL database: transactions, the writer's row, statements, and connections that
// are used again. What is sent over the wire stands in postgres_link.cc and postgres_session.cc.
#include "sql/postgres.h"

#include <algorithm>
#include <chrono>
#include <forward_list>
#include <utility>

#include "base/check.h"
#include "base/mutex.h"
#include "base/text.h"
#include "sql/postgres_session.h"

namespace ordersync::sql {

namespace {

using base::Error;
using base::Result;

// Connections that nobody uses are kept for the next: making one costs the server a process.
constexpr std::size_t kMostIdle = 16;
// Questions asked at once: neither side may have to hold much for the other.
constexpr std::size_t kMostAsked = 1000;
// Rows of one INSERT, and about its bytes.
constexpr std::size_t kMostRows = 5000;
constexpr std::size_t kMostBytes = 16 << 20;

#define SERVER_MS "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint"

class PostgresRow final : public Row {
 public:
  // The first `skipped` columns are not the caller's.
  PostgresRow(const PGresult* answer, int row, int skipped = 0)
      : answer_(answer), row_(row), skipped_(skipped) {}

  bool is_null(int column) const override { return PQgetisnull(answer_, row_, skipped_ + column) != 0; }
  std::int64_t integer(int column) const override {
    return is_null(column) ? 0 : integer_in(cell(column), type_of(column));
  }
  std::string_view text(int column) const override {
    if (is_null(column)) return "";
    const TypeNumber type = type_of(column);
    if (!is_textual(type)) return kept_.emplace_front(std::to_string(integer_in(cell(column), type)));
    if (type == kBytea) return cell(column);
    auto unescaped = unescaped_text(cell(column));
    return unescaped ? std::string_view(kept_.emplace_front(*std::move(unescaped))) : cell(column);
  }
  std::string_view bytes(int column) const override {
    return type_of(column) == kBytea ? cell(column) : text(column);
  }

 private:
  TypeNumber type_of(int column) const { return PQftype(answer_, skipped_ + column); }
  std::string_view cell(int column) const {
    return {PQgetvalue(answer_, row_, skipped_ + column),
            static_cast<std::size_t>(PQgetlength(answer_, row_, skipped_ + column))};
  }

  const PGresult* answer_;
  int row_;
  int skipped_;
  mutable std::forward_list<std::string> kept_;  // what is given out stays where it is
};

std::int64_t rows_changed(PGresult* answer) {
  const std::string_view text = PQcmdTuples(answer);
  std::int64_t rows = 0;
  for (const char digit : text) rows = rows * 10 + (digit - '0');
  return rows;
}

Result<Parameters> parameters_of(const PostgresStatement& statement, std::span<const Value> values) {
  Parameters parameters(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) TRY(parameters.add(values[i], statement.types[i]));
  return parameters;
}

// One array a column, from rows of cells.
Result<Parameters> arrays_of(const PostgresStatement& statement, std::span<const Value> cells) {
  const std::size_t width = statement.types.size();
  Parameters parameters(width);
  for (std::size_t column = 0; column < width; ++column) {
    TRY(parameters.add_array(cells.subspan(column), width, statement.types[column]));
  }
  return parameters;
}

std::size_t size_of(const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return text->size();
  if (const auto* blob = std::get_if<Blob>(&value)) return blob->bytes.size();
  return 8;
}

// How many of the rows at the front go in one INSERT.
std::size_t rows_at_once(std::span<const Value> cells, std::size_t width) {
  const std::size_t rows = std::min(cells.size() / width, kMostRows);
  std::size_t bytes = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    for (const Value& cell : cells.subspan(row * width, width)) bytes += size_of(cell);
    if (bytes > kMostBytes) return row + 1;
  }
  return rows;
}

// What connections of one database share: how they are made, and those that wait for their next use.
// Thread-safe.
class Pool {
 public:
  Pool(std::string url, PostgresOptions options)
      : url_(std::move(url)), store_(without_password(url_)), options_(options) {}

  const std::string& store() const { return store_; }
  const PostgresOptions& options() const { return options_; }

  Result<std::unique_ptr<Session>> take() {
    for (auto session = take_idle(); session; session = take_idle()) {
      if (session->link().is_alive()) return session;
    }
    return make();
  }
  Result<std::unique_ptr<Session>> make() const {
    const std::chrono::milliseconds patience(options_.statement_timeout_ms + options_.busy_timeout_ms + 5000);
    TRY_ASSIGN(auto link, Link::open(url_, store_, patience));
    return std::make_unique<Session>(std::move(link));
  }
  void give_back(std::unique_ptr<Session> session) {
    const base::MutexLock lock(mutex_);
    if (session->link().is_up() && idle_.size() < kMostIdle) idle_.push_back(std::move(session));
  }

 private:
  std::unique_ptr<Session> take_idle() {
    const base::MutexLock lock(mutex_);
    if (idle_.empty()) return nullptr;
    auto session = std::move(idle_.back());
    idle_.pop_back();
    return session;
  }

  std::string url_;
  std::string store_;
  PostgresOptions options_;
  base::Mutex mutex_;
  std::vector<std::unique_ptr<Session>> idle_ GUARDED_BY(mutex_);
};

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(std::shared_ptr<Pool> pool, std::unique_ptr<Session> session)
      : pool_(std::move(pool)), session_(std::move(session)) {}
  ~PostgresConnection() override {
    rollback();
    pool_->give_back(std::move(session_));
  }
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  Dialect dialect() const override { return Dialect::postgres; }

  // Whoever has the writer's row was told the time with it, and asks no more: nobody else decides anything
  // about leases meanwhile, so that it matters to nobody else how long the journey took.
  Result<std::optional<std::int64_t>> clock_ms() override {
    if (writing_since_) {
      const auto passed = std::chrono::steady_clock::now() - writing_since_->here;
      return std::optional(writing_since_->server_ms +
                           std::chrono::duration_cast<std::chrono::milliseconds>(passed).count());
    }
    std::optional<std::int64_t> time;
    TRY(query("SELECT " SERVER_MS, {}, [&](const Row& row) { time = row.integer(0); }));
    return time;
  }

  Result<std::int64_t> execute(std::string_view sql, std::span<const Value> values) override {
    TRY_ASSIGN(const Answer answer, run(sql, values));
    return rows_changed(answer.get());
  }

  Result<void> query(std::string_view sql, std::span<const Value> values, const RowHandler& row) override {
    TRY_ASSIGN(const Answer answer, run(sql, values));
    for (int i = 0; i < PQntuples(answer.get()); ++i) row(PostgresRow(answer.get(), i));
    return {};
  }

  Result<void> query_each(std::string_view sql, int parameters, std::span<const Value> values,
                          const EachRowHandler& row) override {
    CHECK(parameters > 0);
    const auto width = static_cast<std::size_t>(parameters);
    CHECK(values.size() % width == 0);
    const std::size_t count = values.size() / width;
    for (std::size_t first = 0; first < count; first += kMostAsked) {
      const std::size_t size = std::min(kMostAsked, count - first);
      TRY(ask_each(sql, width, values.subspan(first * width, size * width),
                   [&](std::size_t index, const Row& one) { row(first + index, one); }));
    }
    return {};
  }

  Result<std::int64_t> insert_rows(std::string_view head, int columns, std::string_view tail,
                                   std::span<const Value> cells) override {
    CHECK(columns > 0);
    const auto width = static_cast<std::size_t>(columns);
    CHECK(cells.size() % width == 0);
    std::int64_t inserted = 0;
    while (!cells.empty()) {
      const std::size_t size = rows_at_once(cells, width) * width;
      TRY_ASSIGN(const std::int64_t rows, insert(head, width, tail, cells.first(size)));
      inserted += rows;
      cells = cells.subspan(size);
    }
    return inserted;
  }

  Result<void> add_rows(std::string_view head, int columns, std::string_view tail,
                        std::span<const Value> cells) override {
    CHECK(columns > 0 && writing_since_);
    const auto width = static_cast<std::size_t>(columns);
    CHECK(cells.size() % width == 0);
    while (!cells.empty()) {
      const std::size_t size = rows_at_once(cells, width) * width;
      TRY_ASSIGN(const PostgresStatement* const statement, session_->insert_of(head, width, tail));
      TRY_ASSIGN(const Parameters parameters, arrays_of(*statement, cells.first(size)));
      TRY(session_->post(*statement, parameters));
      cells = cells.subspan(size);
    }
    return {};
  }

  Result<void> check_generation() override {
    std::int64_t generation = 0;
    TRY(query("SELECT generation FROM ordersync_writer WHERE id = 1", {},
              [&](const Row& row) { generation = row.integer(0); }));
    if (generation > kGeneration) return outgrown();
    return {};
  }

  Result<void> begin_read() override {
    TRY(begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; " + limits()));
    return {};
  }

  // Writers keep each other out, and let those who append pass.
  Result<void> begin_write() override { return begin_writing("FOR NO KEY UPDATE"); }
  Result<void> begin_append() override { return begin_writing("FOR KEY SHARE"); }
  Result<void> begin_alone() override { return begin_writing("FOR UPDATE"); }

  Result<void> commit() override {
    CHECK(in_transaction_);
    in_transaction_ = false;
    writing_since_.reset();
    Link& link = session_->link();
    Result<Answer> committed =
        link.has_posted() ? commit_behind(link) : link.simple("COMMIT", During::commit);
    TRY_ASSIGN(const Answer answer, std::move(committed));
    // A transaction in which something failed is rolled back by COMMIT.
    if (std::string_view(PQcmdStatus(answer.get())) == "COMMIT") return {};
    return Error{
        base::ErrorKind::unavailable, "store_unavailable",
        "A change to the database " + pool_->store() + " was taken back after an earlier failure: try again",
        "the transaction had failed before its commit"};
  }

  void rollback() override {
    writing_since_.reset();
    if (!std::exchange(in_transaction_, false) || !session_->link().is_up()) return;
    if (session_->link().has_posted()) static_cast<void>(session_->link().settle(During::statement).ok());
    // What cannot be rolled back must not be gone on with.
    if (!session_->link().simple("ROLLBACK", During::statement).ok()) session_->link().give_up();
  }

 private:
  // The row first: every statement after it sees all that was committed by whoever held it before. The time
  // and the generation are read when it is held.
  Result<void> begin_writing(const std::string& lock) {
    TRY_ASSIGN(const Answer answer,
               begin("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = " +
                     std::to_string(pool_->options().busy_timeout_ms) + "; " + limits() +
                     "; SELECT 1 FROM ordersync_writer WHERE id = 1 " + lock +
                     "; SELECT " SERVER_MS ", generation FROM ordersync_writer WHERE id = 1"));
    if (PQntuples(answer.get()) == 1) {
      if (integer_in(PQgetvalue(answer.get(), 0, 1), kText) > kGeneration) {
        rollback();
        return outgrown();
      }
      writing_since_ = {integer_in(PQgetvalue(answer.get(), 0, 0), kText), std::chrono::steady_clock::now()};
      return {};
    }
    rollback();
    return Error{base::ErrorKind::unavailable,
                 "store_damaged",
                 "The database " + pool_->store() +
                     " has lost the row that keeps writers apart (table ordersync_writer): start the program "
                     "again, and see who deletes from its tables",
                 {}};
  }

  std::string limits() const {
    return "SET LOCAL statement_timeout = " + std::to_string(pool_->options().statement_timeout_ms) +
           "; SET LOCAL idle_in_transaction_session_timeout = " +
           std::to_string(pool_->options().silent_timeout_ms);
  }

  // Together with what is still under way: where something of that fails, the server does not come to it.
  static Result<Answer> commit_behind(Link& link) {
    TRY(link.post_once("COMMIT", {}, Parameters(0), During::commit));
    auto committed = link.settle(During::commit);
    if (!committed.ok() && link.is_up() && !link.simple("ROLLBACK", During::statement).ok()) link.give_up();
    return committed;
  }

  // A connection that was lost is made again where no transaction is open: in one, what was done is gone.
  // What was under way has to be done before anything else is asked.
  Result<void> need_link() {
    if (session_->link().has_posted()) TRY(session_->link().settle(During::statement));
    if (in_transaction_) return {};
    if (session_->link().is_alive()) return {};
    TRY_ASSIGN(session_, pool_->make());
    return {};
  }

  Result<Answer> begin(const std::string& sql) {
    CHECK(!in_transaction_);
    TRY(need_link());
    auto answer = session_->link().simple(sql, During::statement);
    in_transaction_ = true;  // BEGIN was done, or nobody knows
    if (!answer.ok()) rollback();
    return answer;
  }

  Result<Answer> run(std::string_view sql, std::span<const Value> values) {
    TRY(need_link());
    TRY_ASSIGN(const PostgresStatement* const statement, session_->statement(sql, values));
    TRY_ASSIGN(const Parameters parameters, parameters_of(*statement, values));
    // Outside of a transaction a writing statement commits as it runs.
    const bool commits = !in_transaction_ && !sql.starts_with("SELECT");
    return session_->run(*statement, parameters, commits ? During::commit : During::statement);
  }

  Result<std::int64_t> insert(std::string_view head, std::size_t width, std::string_view tail,
                              std::span<const Value> cells) {
    TRY(need_link());
    TRY_ASSIGN(const PostgresStatement* const statement, session_->insert_of(head, width, tail));
    TRY_ASSIGN(const Parameters parameters, arrays_of(*statement, cells));
    const During during = in_transaction_ ? During::statement : During::commit;
    TRY_ASSIGN(const Answer answer, session_->run(*statement, parameters, during));
    return rows_changed(answer.get());
  }

  Result<void> ask_each(std::string_view sql, std::size_t width, std::span<const Value> values,
                        const EachRowHandler& row) {
    TRY(need_link());
    TRY_ASSIGN(const PostgresStatement* const statement, session_->each_of(sql, values.first(width)));
    TRY_ASSIGN(const Parameters parameters, arrays_of(*statement, values));
    TRY_ASSIGN(const Answer answer, session_->run(*statement, parameters, During::statement));
    for (int at = 0; at < PQntuples(answer.get()); ++at) {
      const std::int64_t number = PostgresRow(answer.get(), at).integer(0);
      row(static_cast<std::size_t>(number - 1), PostgresRow(answer.get(), at, 1));
    }
    return {};
  }

  std::shared_ptr<Pool> pool_;
  std::unique_ptr<Session> session_;
  bool in_transaction_ = false;
  struct Since {
    std::int64_t server_ms;
    std::chrono::steady_clock::time_point here;
  };
  std::optional<Since> writing_since_;  // in a write transaction
};

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(std::shared_ptr<Pool> pool) : pool_(std::move(pool)) {}

  Result<std::unique_ptr<Connection>> connect() override {
    TRY_ASSIGN(auto session, pool_->take());
    return std::unique_ptr<Connection>(std::make_unique<PostgresConnection>(pool_, std::move(session)));
  }

 private:
  std::shared_ptr<Pool> pool_;
};

// ---- what is looked at once, when the store is opened

Result<std::string> setting(Link& link, const std::string& name) {
  TRY_ASSIGN(const Answer answer, link.simple("SHOW " + name, During::statement));
  return std::string(PQgetvalue(answer.get(), 0, 0));
}

constexpr int kOldest = 130'000;

Result<std::vector<std::string>> check_server(Link& link, const std::string& store) {
  if (link.server_version() < kOldest) {
    return Error{base::ErrorKind::unavailable,
                 "store_too_old",
                 "The server of " + store + " is PostgreSQL " +
                     std::to_string(link.server_version() / 10'000) + ": ordersync needs 13 or newer",
                 {}};
  }
  TRY_ASSIGN(const std::string synchronous, setting(link, "synchronous_commit"));
  if (synchronous == "off") {
    return Error{base::ErrorKind::unavailable,
                 "store_not_durable",
                 "The server of " + store +
                     " answers before a change is durable (synchronous_commit is off), so an order could be "
                     "booked twice after a crash: set it to on, for instance with ALTER ROLE … SET "
                     "synchronous_commit = on",
                 {}};
  }
  std::vector<std::string> warnings;
  for (const char* name : {"fsync", "full_page_writes"}) {
    TRY_ASSIGN(const std::string value, setting(link, name));
    if (value != "off") continue;
    warnings.push_back("The server of " + store + " runs with " + name +
                       " = off: a power cut may lose orders or the whole database. Set it to on");
  }
  return warnings;
}

// Two that make it at once may stand in each other's way, and then it is there. Stores from before
// generations were counted have the row without one.
Result<void> make_writer(Link& link) {
  constexpr const char* kLook = "SELECT generation FROM ordersync_writer WHERE id = 1";
  if (const auto found = link.simple(kLook, During::statement); found.ok()) {
    if (PQntuples(found->get()) == 1) return {};
  } else if (found.error().kind != base::ErrorKind::invalid) {
    return found.error();
  }
  const auto made = link.simple(
      "CREATE TABLE IF NOT EXISTS ordersync_writer (id SMALLINT PRIMARY KEY CHECK (id = 1)); "
      "ALTER TABLE ordersync_writer ADD COLUMN IF NOT EXISTS generation BIGINT NOT NULL DEFAULT 1; "
      "INSERT INTO ordersync_writer(id) VALUES (1) ON CONFLICT DO NOTHING",
      During::statement);
  if (made.ok()) return {};
  const auto there = link.simple(kLook, During::statement);
  if (there.ok() && PQntuples(there->get()) == 1) return {};
  return made.error();
}

}  // namespace

bool is_postgres_url(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

std::string without_password(const std::string& url) {
  std::string user, host, database, port;
  PQconninfoOption* const options = PQconninfoParse(url.c_str(), nullptr);
  if (options == nullptr) return "postgresql://";
  for (const PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    const std::string_view keyword = option->keyword;
    if (keyword == "user") user = std::string(option->val) + "@";
    if (keyword == "host") host = option->val;
    if (keyword == "port") port = ":" + std::string(option->val);
    if (keyword == "dbname") database = "/" + std::string(option->val);
  }
  PQconninfoFree(options);
  // A password that holds what should have been written with a per cent sign is read as something else.
  // Several hosts have several ports.
  const auto is_of_a_port = [](char c) { return base::is_digit(c) || c == ',' || c == ':'; };
  const bool is_meant = std::all_of(port.begin(), port.end(), is_of_a_port) &&
                        (host + database).find('@') == std::string::npos &&
                        std::count(database.begin(), database.end(), '/') <= 1;
  return is_meant ? "postgresql://" + user + host + port + database : "postgresql://";
}

std::unique_ptr<Database> postgres_again(const std::string& url, PostgresOptions options) {
  return std::make_unique<PostgresDatabase>(std::make_shared<Pool>(url, options));
}

base::Result<OpenedPostgres> open_postgres(const std::string& url, PostgresOptions options) {
  auto pool = std::make_shared<Pool>(url, options);
  TRY_ASSIGN(auto session, pool->make());
  OpenedPostgres opened;
  TRY_ASSIGN(opened.warnings, check_server(session->link(), pool->store()));
  if (!options.only_look) TRY(make_writer(session->link()));
  pool->give_back(std::move(session));
  opened.database = std::make_unique<PostgresDatabase>(std::move(pool));
  return opened;
}

}  // namespace ordersync::sql
