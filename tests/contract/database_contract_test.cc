// The contract of the port sql/database.h, on every store: values, statements, transactions, the write lock,
// migrations. What only one store can show stands in src/sql/sqlite_test.cc and postgres_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "sql/database.h"
#include "sql/sqlite.h"
#include "tests/support/postgres_cluster.h"
#include "tests/support/scratch_folder.h"

namespace ordersync::sql {
namespace {

using ::testing::ElementsAre;

// A store with short patience.
class TestStore {
 public:
  virtual ~TestStore() = default;
  virtual std::unique_ptr<Connection> connect() = 0;
};

class SqliteTestStore final : public TestStore {
 public:
  std::unique_ptr<Connection> connect() override {
    return open_sqlite(folder_.file("store.db"), {.busy_timeout_ms = 50}).value()->connect().value();
  }

 private:
  support::ScratchFolder folder_;
};

class PostgresTestStore final : public TestStore {
 public:
  std::unique_ptr<Connection> connect() override { return store_.connect(); }

 private:
  support::PostgresStore store_{{.busy_timeout_ms = 50}};
};

struct Kind {
  const char* name;
  std::unique_ptr<TestStore> (*make)();
};

class DatabaseContract : public ::testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<Connection> connect() { return store_->connect(); }

  static std::int64_t number(Connection& connection, std::string_view sql) {
    std::int64_t answer = -1;
    auto done = connection.query(sql, {}, [&](const Row& row) { answer = row.integer(0); });
    EXPECT_TRUE(done.ok()) << done.error().detail;
    return answer;
  }
  static void run(Connection& connection, std::string_view sql) {
    auto done = connection.execute(sql, {});
    ASSERT_TRUE(done.ok()) << done.error().detail;
  }

  std::unique_ptr<TestStore> store_ = GetParam().make();
};

TEST_P(DatabaseContract, EveryKindOfValueComesBackAsItWent) {
  auto c = connect();
  run(*c, "CREATE TABLE t(i INTEGER, s TEXT, b BLOB, n TEXT, e TEXT, z BLOB)");
  const std::string text("with \0 and \xc3\xa9 and \xff", 19);
  const std::string bytes("\0\xff\x01", 3);
  ASSERT_TRUE(
      c->execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", {std::int64_t{INT64_MIN}, std::string_view(text),
                                                             Blob{bytes}, Null{}, std::string_view(), Blob{}})
          .ok());
  int rows = 0;
  ASSERT_TRUE(c->query("SELECT i, s, b, n, e, z FROM t", {}, [&](const Row& row) {
                 ++rows;
                 EXPECT_EQ(row.integer(0), INT64_MIN);
                 EXPECT_EQ(row.text(1), text);
                 EXPECT_EQ(row.bytes(2), bytes);
                 EXPECT_TRUE(row.is_null(3));
                 EXPECT_EQ(row.text(3), "");
                 EXPECT_EQ(row.text(4), "");
                 EXPECT_FALSE(row.is_null(4)) << "an empty text is not null, even with no bytes behind it";
                 EXPECT_FALSE(row.is_null(5));
                 EXPECT_EQ(row.integer(3), 0);
               }).ok());
  EXPECT_EQ(rows, 1);
  int found = 0;
  ASSERT_TRUE(c->query("SELECT 1 FROM t WHERE s = ? AND b = ?", {std::string_view(text), Blob{bytes}},
                       [&](const Row&) { ++found; })
                  .ok());
  EXPECT_EQ(found, 1);
}

TEST_P(DatabaseContract, NumbersOfEveryWidthAndSumsAreRead) {
  auto c = connect();
  run(*c, "CREATE TABLE t(id INTEGER PRIMARY KEY, small SMALLINT, big BIGINT)");
  ASSERT_TRUE(c->execute("INSERT INTO t(small, big) VALUES (?, ?), (?, ?)",
                         {std::int64_t{-3}, std::int64_t{1} << 60, std::int64_t{5}, std::int64_t{1} << 60})
                  .ok());
  ASSERT_TRUE(c->query("SELECT SUM(big), SUM(small), COUNT(*), MAX(id) || ':' || MIN(small), small IS NULL "
                       "FROM t GROUP BY small IS NULL",
                       {},
                       [&](const Row& row) {
                         EXPECT_EQ(row.integer(0), std::int64_t{1} << 61);
                         EXPECT_EQ(row.integer(1), 2);
                         EXPECT_EQ(row.integer(2), 2);
                         EXPECT_EQ(row.text(3), "2:-3");
                         EXPECT_EQ(row.integer(4), 0);
                       })
                  .ok());
  std::int64_t found = 0;
  ASSERT_TRUE(c->query("SELECT id FROM t WHERE ? = -1 OR small = ?", {std::int64_t{1} << 40, std::int64_t{5}},
                       [&](const Row& row) { found = row.integer(0); })
                  .ok());
  EXPECT_EQ(found, 2) << "a parameter is 64 bits wide beside any column or literal";
}

TEST_P(DatabaseContract, TextIsComparedAndSortedByteByByte) {
  auto c = connect();
  run(*c, "CREATE TABLE t(s TEXT PRIMARY KEY)");
  run(*c, "INSERT INTO t VALUES ('b'), ('A'), ('a'), ('_'), ('\xc3\xa9'), ('B'), ('')");
  std::vector<std::string> sorted;
  ASSERT_TRUE(c->query("SELECT s FROM t ORDER BY s", {}, [&](const Row& row) {
                 sorted.emplace_back(row.text(0));
               }).ok());
  EXPECT_THAT(sorted, ElementsAre("", "A", "B", "_", "a", "b", "\xc3\xa9"));
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t WHERE s > 'B'"), 4);
}

TEST_P(DatabaseContract, ExecuteAnswersTheRowsChangedByThisStatementAlone) {
  auto c = connect();
  run(*c, "CREATE TABLE t(i INTEGER PRIMARY KEY)");
  EXPECT_EQ(*c->execute("INSERT INTO t VALUES (1), (2), (3)", {}), 3);
  EXPECT_EQ(*c->execute("UPDATE t SET i = i WHERE i > 100", {}), 0);
  EXPECT_EQ(*c->execute("CREATE TABLE u(i INTEGER)", {}), 0);
  EXPECT_EQ(*c->execute("INSERT INTO t VALUES (1), (9) ON CONFLICT DO NOTHING", {}), 1);
}

TEST_P(DatabaseContract, KeysThatAreLeftOutAreGivenInOrder) {
  auto c = connect();
  run(*c, "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT)");
  run(*c, "INSERT INTO t(a) VALUES ('first')");
  run(*c, "INSERT INTO t(a) VALUES ('second')");
  EXPECT_EQ(number(*c, "SELECT id FROM t WHERE a = 'second'"), 2);
}

TEST_P(DatabaseContract, InsertRowsOfAnyNumberKeepsTheirOrderAndCountsConflictsOut) {
  auto c = connect();
  run(*c, "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c BLOB, d SMALLINT)");
  std::int64_t next = 0;
  std::int64_t expected = 0;
  for (const int rows : {0, 1, 7, 49, 50, 51, 173}) {
    std::vector<Value> cells;
    std::vector<std::string> texts;
    texts.reserve(static_cast<std::size_t>(rows));
    for (int i = 0; i < rows; ++i) {
      texts.push_back("row " + std::to_string(next));
      cells.emplace_back(next++);
      cells.emplace_back(std::string_view(texts.back()));
      cells.emplace_back(i % 2 == 0 ? Value(Blob{texts.back()}) : Value(Null{}));
      cells.emplace_back(std::int64_t{i % 3});
    }
    auto inserted = c->insert_rows("INSERT INTO t(a, b, c, d)", 4, "", cells);
    ASSERT_TRUE(inserted.ok()) << inserted.error().detail;
    EXPECT_EQ(*inserted, rows);
    EXPECT_EQ(*c->insert_rows("INSERT INTO t(a, b, c, d)", 4, "ON CONFLICT DO NOTHING", cells), 0);
    EXPECT_EQ(*c->insert_rows("INSERT INTO t(a, b, c, d)", 4,
                              "ON CONFLICT (a) DO UPDATE SET d = excluded.d WHERE t.d <> excluded.d", cells),
              0);
    expected += rows;
  }
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), expected);
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t WHERE b = 'row ' || a"), expected);
  EXPECT_GT(number(*c, "SELECT COUNT(*) FROM t WHERE c IS NULL"), 100);
}

TEST_P(DatabaseContract, AddedRowsAreThereForWhateverComesNext) {
  auto c = connect();
  run(*c, "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)");
  std::vector<Value> cells;
  for (std::int64_t i = 0; i < 12'000; ++i) cells.insert(cells.end(), {i, std::string_view("text")});
  const auto all = std::span<const Value>(cells);
  ASSERT_TRUE(c->begin_write().ok());
  ASSERT_TRUE(c->add_rows("INSERT INTO t(a, b)", 2, "", all.first(20'000)).ok());
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 10'000);
  ASSERT_TRUE(c->add_rows("INSERT INTO t(a, b)", 2, "", all.subspan(20'000)).ok());
  ASSERT_TRUE(c->add_rows("INSERT INTO t(b, a)", 2, "", std::span<const Value>()).ok());
  ASSERT_TRUE(c->commit().ok());
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 12'000);
}

TEST_P(DatabaseContract, AddedRowsThatCannotBeAreSaidBeforeTheCommitIsDone) {
  auto c = connect();
  run(*c, "CREATE TABLE t(a INTEGER PRIMARY KEY)");
  const Value twice[] = {std::int64_t{1}, std::int64_t{1}};
  const Value once[] = {std::int64_t{2}};
  const std::function<base::Result<void>()> endings[] = {
      [&] { return c->commit(); },
      [&]() -> base::Result<void> {
        TRY(c->execute("UPDATE t SET a = 3 WHERE a = 2", {}));
        return c->commit();
      },
      [&] { return c->query("SELECT a FROM t", {}, [](const Row&) {}); },
      [&] { return c->add_rows("INSERT INTO t(a)", 1, "", once); },
  };
  for (const auto& end : endings) {
    ASSERT_TRUE(c->begin_write().ok());
    auto done = c->add_rows("INSERT INTO t(a)", 1, "", once);
    if (done.ok()) done = c->add_rows("INSERT INTO t(a)", 1, "", twice);
    if (done.ok()) done = end();
    if (done.ok()) done = c->commit();
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().kind, base::ErrorKind::conflict) << done.error().detail;
    c->rollback();
    EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 0) << "the connection goes on, and nothing was kept";
  }
}

TEST_P(DatabaseContract, AddedRowsAreTakenBackWithTheRest) {
  auto c = connect();
  run(*c, "CREATE TABLE t(a INTEGER PRIMARY KEY)");
  const Value once[] = {std::int64_t{2}};
  ASSERT_TRUE(c->begin_write().ok());
  ASSERT_TRUE(c->add_rows("INSERT INTO t(a)", 1, "", once).ok());
  c->rollback();
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 0);
}

TEST_P(DatabaseContract, QueryEachAnswersEveryRowOfValuesInTurn) {
  auto c = connect();
  run(*c, "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)");
  run(*c, "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'two')");
  std::vector<std::string> texts;
  std::vector<Value> values;
  for (int i = 0; i < 1203; ++i) texts.push_back(i % 3 == 0 ? "none" : i % 3 == 1 ? "one" : "two");
  for (const std::string& text : texts) {
    values.emplace_back(std::string_view(text));
    values.emplace_back(std::int64_t{3});
  }
  std::vector<std::pair<std::size_t, std::int64_t>> seen;
  const auto ask = [&](std::string_view sql) {
    return c->query_each(
        sql, 2, values, [&](std::size_t index, const Row& row) { seen.emplace_back(index, row.integer(0)); });
  };
  ASSERT_TRUE(ask("SELECT a FROM t WHERE b = ? AND a <= ? ORDER BY a").ok());
  ASSERT_EQ(seen.size(), 401u * 3);
  EXPECT_THAT(std::span(seen).first(4),
              ElementsAre(std::pair(1u, 1), std::pair(2u, 2), std::pair(2u, 3), std::pair(4u, 1)));
  EXPECT_EQ(seen.back(), std::pair(std::size_t{1202}, std::int64_t{3}));
  ASSERT_TRUE(c->begin_write().ok());
  ASSERT_TRUE(ask("SELECT a FROM t WHERE b = ? AND a <= ?").ok());
  EXPECT_FALSE(ask("SELECT 1 / (a - 1) FROM nowhere WHERE b = ? AND a <= ?").ok());
  c->rollback();
  EXPECT_TRUE(c->query_each("SELECT 1 FROM t WHERE a = ?", 1, {}, [](std::size_t, const Row&) {}).ok());
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 3) << "the connection goes on";
}

TEST_P(DatabaseContract, TextBuiltAtTheSameAddressIsNotTakenForTheOlderStatement) {
  auto c = connect();
  std::string sql = "SELECT 1";
  EXPECT_EQ(number(*c, sql), 1);
  sql.back() = '2';
  EXPECT_EQ(number(*c, sql), 2);
  EXPECT_EQ(number(*c, std::string_view(sql).substr(0, 8)), 2);
}

TEST_P(DatabaseContract, CallbackMayRunTheSameQueryAgain) {
  auto c = connect();
  run(*c, "CREATE TABLE t(i INTEGER)");
  run(*c, "INSERT INTO t VALUES (1), (2)");
  static constexpr std::string_view kAll = "SELECT i FROM t ORDER BY i";
  std::vector<std::int64_t> seen;
  ASSERT_TRUE(c->query(kAll, {}, [&](const Row& outer) {
                 seen.push_back(outer.integer(0));
                 ASSERT_TRUE(c->query(kAll, {}, [&](const Row& inner) {
                                seen.push_back(10 * inner.integer(0));
                              }).ok());
               }).ok());
  EXPECT_THAT(seen, ElementsAre(1, 10, 20, 2, 10, 20));
}

TEST_P(DatabaseContract, FailedBodyLeavesNothing) {
  auto c = connect();
  run(*c, "CREATE TABLE t(i INTEGER PRIMARY KEY)");
  auto done = write_transaction(*c, [&]() -> base::Result<void> {
    TRY(c->execute("INSERT INTO t VALUES (1)", {}));
    TRY(c->execute("INSERT INTO t VALUES (1)", {}));
    return {};
  });
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().kind, base::ErrorKind::conflict);
  EXPECT_EQ(done.error().code, "store_conflict");
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 0);
  ASSERT_TRUE(write_transaction(*c,
                                [&]() -> base::Result<void> {
                                  TRY(c->execute("INSERT INTO t VALUES (2)", {}));
                                  return {};
                                })
                  .ok())
      << "the connection goes on after a failure";
  EXPECT_EQ(number(*c, "SELECT i FROM t"), 2);
}

TEST_P(DatabaseContract, FailedCommitIsRolledBack) {
  auto c = connect();
  run(*c, "CREATE TABLE parent(id INTEGER PRIMARY KEY)");
  run(*c, "CREATE TABLE child(id INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)");
  ASSERT_TRUE(c->begin_write().ok());
  run(*c, "INSERT INTO child VALUES (7)");
  EXPECT_FALSE(c->commit().ok());
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM child"), 0);
  EXPECT_TRUE(c->begin_write().ok()) << "no transaction is left open";
  c->rollback();
}

TEST_P(DatabaseContract, RecordThatBreaksARuleIsRefused) {
  auto c = connect();
  run(*c, "CREATE TABLE parent(id INTEGER PRIMARY KEY, state TEXT CHECK (state IN ('open', 'closed')))");
  run(*c, "CREATE TABLE child(id INTEGER REFERENCES parent(id))");
  for (const char* sql : {"INSERT INTO child VALUES (7)", "INSERT INTO parent VALUES (1, 'ajar')"}) {
    auto done = c->execute(sql, {});
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().kind, base::ErrorKind::invalid);
    EXPECT_EQ(done.error().code, "store_constraint");
  }
}

TEST_P(DatabaseContract, StatementThatIsWrongIsABug) {
  auto c = connect();
  auto done = c->execute("INSERT INTO nowhere VALUES (1)", {});
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().kind, base::ErrorKind::invalid);
  EXPECT_EQ(done.error().code, "store_error");
}

TEST_P(DatabaseContract, SecondWriterIsToldThatTheStoreIsBusy) {
  auto first = connect();
  auto second = connect();
  ASSERT_TRUE(first->begin_write().ok());
  auto refused = second->begin_write();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, base::ErrorKind::busy);
  EXPECT_EQ(refused.error().code, "store_busy");
  ASSERT_TRUE(first->commit().ok());
  EXPECT_TRUE(second->begin_write().ok());
  second->rollback();
}

TEST_P(DatabaseContract, WriterSeesWhatTheWriterBeforeItCommitted) {
  auto first = connect();
  run(*first, "CREATE TABLE t(i INTEGER)");
  auto second = connect();
  ASSERT_TRUE(first->begin_write().ok());
  run(*first, "INSERT INTO t VALUES (1)");
  ASSERT_TRUE(first->commit().ok());
  ASSERT_TRUE(second->begin_write().ok());
  EXPECT_EQ(number(*second, "SELECT COUNT(*) FROM t"), 1);
  second->rollback();
}

TEST_P(DatabaseContract, ReaderSeesOneMomentWhileAnotherWrites) {
  auto writer = connect();
  run(*writer, "CREATE TABLE t(i INTEGER)");
  auto reader = connect();
  ASSERT_TRUE(read_transaction(*reader, [&]() -> base::Result<void> {
                EXPECT_EQ(number(*reader, "SELECT COUNT(*) FROM t"), 0);
                run(*writer, "INSERT INTO t VALUES (1)");
                EXPECT_EQ(number(*reader, "SELECT COUNT(*) FROM t"), 0);
                return {};
              }).ok());
  EXPECT_EQ(number(*reader, "SELECT COUNT(*) FROM t"), 1);
}

TEST_P(DatabaseContract, ConnectionThatIsGivenUpLeavesNoTransaction) {
  auto first = connect();
  run(*first, "CREATE TABLE t(i INTEGER)");
  ASSERT_TRUE(first->begin_write().ok());
  run(*first, "INSERT INTO t VALUES (1)");
  first.reset();
  auto second = connect();
  ASSERT_TRUE(second->begin_write().ok());
  EXPECT_EQ(number(*second, "SELECT COUNT(*) FROM t"), 0);
  second->rollback();
}

TEST_P(DatabaseContract, ManyMayMakeTheStoreAtOnce) {
  static const Migration kSteps[] = {{1, "first", {"CREATE TABLE t(i INTEGER)", "INSERT INTO t VALUES (1)"}}};
  std::vector<std::unique_ptr<Connection>> connections(6);
  for (auto& connection : connections) connection = connect();
  std::vector<std::thread> threads;
  std::vector<std::string> failures(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i) {
    threads.emplace_back([&, i] {
      base::Result<void> migrated;
      do {
        migrated = migrate(*connections[i], "part", kSteps);
      } while (!migrated.ok() && migrated.error().kind == base::ErrorKind::busy);  // short patience
      if (!migrated.ok()) failures[i] = migrated.error().detail;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(failures, ::testing::Each(""));
  EXPECT_EQ(number(*connect(), "SELECT COUNT(*) FROM t"), 1);
}

TEST_P(DatabaseContract, MigrationsAreAppliedOnceAndInOrder) {
  static const Migration kOne[] = {{1, "first", {"CREATE TABLE t(i INTEGER)"}}};
  static const Migration kTwo[] = {
      {1, "first", {"CREATE TABLE t(i INTEGER)"}},
      {2, "second", {"ALTER TABLE t ADD COLUMN j INTEGER", "INSERT INTO t VALUES (1, 2)"}}};
  auto c = connect();
  ASSERT_TRUE(migrate(*c, "part", kOne).ok());
  ASSERT_TRUE(migrate(*c, "part", kTwo).ok());
  ASSERT_TRUE(migrate(*c, "part", kTwo).ok());
  EXPECT_EQ(number(*c, "SELECT SUM(j) FROM t"), 2);
  ASSERT_TRUE(migrate(*c, "other part", {}).ok()) << "components count for themselves";
  auto too_new = migrate(*c, "part", kOne);
  ASSERT_FALSE(too_new.ok());
  EXPECT_EQ(too_new.error().code, "schema_too_new");
}

TEST_P(DatabaseContract, ProgramThatTheStoreHasOutgrownWritesNoMore) {
  static const Migration kBreaking[] = {{1,
                                         "of the next generation",
                                         {"CREATE TABLE t(i INTEGER)"},
                                         {"PRAGMA user_version = 2"},
                                         {"UPDATE ordersync_writer SET generation = 2"}}};
  static_assert(kGeneration == 1);
  auto older = connect();
  auto newer = connect();
  ASSERT_TRUE(older->check_generation().ok());
  ASSERT_TRUE(write_transaction(*older, [&] { return base::Result<void>(); }).ok());
  ASSERT_TRUE(migrate(*newer, "part", kBreaking).ok());
  EXPECT_EQ(older->check_generation().error().code, "schema_too_new");
  bool written = false;
  const auto refused = write_transaction(*older, [&]() -> base::Result<void> {
    written = true;
    return {};
  });
  EXPECT_EQ(refused.error().code, "schema_too_new");
  EXPECT_EQ(refused.error().kind, base::ErrorKind::unavailable);
  EXPECT_FALSE(written);
  EXPECT_EQ(number(*older, "SELECT COUNT(*) FROM t"), 0) << "reading goes on, and holds no lock";
}

TEST_P(DatabaseContract, WriterThatWaitedForTheNextGenerationIsRefused) {
  auto older = connect();
  auto newer = connect();
  ASSERT_TRUE(newer->begin_write().ok());
  std::string code;
  std::thread waits([&] {
    base::Result<void> begun;
    do {
      begun = older->begin_write();
    } while (!begun.ok() && begun.error().kind == base::ErrorKind::busy);  // short patience
    if (!begun.ok()) code = begun.error().code;
  });
  const char* const next = newer->dialect() == Dialect::sqlite ? "PRAGMA user_version = 2"
                                                               : "UPDATE ordersync_writer SET generation = 2";
  EXPECT_TRUE(newer->execute(next, {}).ok());
  EXPECT_TRUE(newer->commit().ok());
  waits.join();
  EXPECT_EQ(code, "schema_too_new");
}

TEST_P(DatabaseContract, EachDialectHasItsOwnStatements) {
  static const Migration kSteps[] = {{1,
                                      "first",
                                      {"CREATE TABLE t(s TEXT)"},
                                      {"INSERT INTO t VALUES ('sqlite')"},
                                      {"INSERT INTO t VALUES ('postgres')"}}};
  auto c = connect();
  ASSERT_TRUE(migrate(*c, "part", kSteps).ok());
  const char* const own = c->dialect() == Dialect::sqlite ? "SELECT COUNT(*) FROM t WHERE s = 'sqlite'"
                                                          : "SELECT COUNT(*) FROM t WHERE s = 'postgres'";
  EXPECT_EQ(number(*c, own), 1);
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 1);
}

TEST_P(DatabaseContract, FailedMigrationLeavesTheOlderVersionWhole) {
  static const Migration kBroken[] = {{1, "first", {"CREATE TABLE t(i INTEGER)", "CREATE NONSENSE"}}};
  static const Migration kSound[] = {{1, "first", {"CREATE TABLE t(i INTEGER)"}}};
  auto c = connect();
  ASSERT_FALSE(migrate(*c, "part", kBroken).ok());
  EXPECT_TRUE(migrate(*c, "part", kSound).ok());
}

TEST_P(DatabaseContract, MigratedStoreNeedsNoWriteLockToStart) {
  static const Migration kOne[] = {{1, "first", {"CREATE TABLE t(i INTEGER)"}}};
  auto writer = connect();
  ASSERT_TRUE(migrate(*writer, "part", kOne).ok());
  ASSERT_TRUE(writer->begin_write().ok());
  auto starting = connect();
  EXPECT_TRUE(migrate(*starting, "part", kOne).ok());
  writer->rollback();
}

INSTANTIATE_TEST_SUITE_P(Stores, DatabaseContract,
                         ::testing::Values(Kind{"Sqlite",
                                                []() -> std::unique_ptr<TestStore> {
                                                  return std::make_unique<SqliteTestStore>();
                                                }},
                                           Kind{"Postgres",
                                                []() -> std::unique_ptr<TestStore> {
                                                  return std::make_unique<PostgresTestStore>();
                                                }}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace ordersync::sql
