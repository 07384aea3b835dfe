// The SQLite adapter against its port: values, transactions, locks, broken files, migrations.
#include "sql/sqlite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "sql/sqlite_errors.h"

namespace ordersync::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SqliteTest : public ::testing::Test {
 protected:
  SqliteTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ordersync-sql-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    path_ = folder_ + "/store.db";
  }
  ~SqliteTest() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<Connection> connect(SqliteOptions options = {}) {
    auto database = open_sqlite(path_, options);
    EXPECT_TRUE(database.ok()) << database.error().message << database.error().detail;
    auto connection = (*database)->connect();
    EXPECT_TRUE(connection.ok());
    return std::move(connection).value();
  }
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

  std::string folder_;
  std::string path_;
};

TEST_F(SqliteTest, EveryKindOfValueComesBackAsItWent) {
  auto c = connect();
  run(*c, "CREATE TABLE t(i INTEGER, s TEXT, b BLOB, n TEXT, e TEXT, z BLOB)");
  const std::string text("with \0 and \xc3\xa9", 13);
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
                 EXPECT_FALSE(row.is_null(4)) << "an empty text is not null, even with no bytes behind it";
                 EXPECT_FALSE(row.is_null(5));
               }).ok());
  EXPECT_EQ(rows, 1);
}

TEST_F(SqliteTest, ExecuteAnswersTheRowsChangedByThisStatementAlone) {
  auto c = connect();
  run(*c, "CREATE TABLE t(i INTEGER PRIMARY KEY)");
  EXPECT_EQ(*c->execute("INSERT INTO t VALUES (1), (2), (3)", {}), 3);
  EXPECT_EQ(*c->execute("UPDATE t SET i = i WHERE i > 100", {}), 0);
  EXPECT_EQ(*c->execute("CREATE TABLE u(i INTEGER)", {}), 0);
  EXPECT_EQ(*c->execute("INSERT INTO t VALUES (1), (9) ON CONFLICT DO NOTHING", {}), 1);
}

TEST_F(SqliteTest, InsertRowsOfAnyNumberKeepsTheirOrderAndCountsConflictsOut) {
  auto c = connect();
  run(*c, "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)");
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
    }
    auto inserted = c->insert_rows("INSERT INTO t(a, b)", 2, "", cells);
    ASSERT_TRUE(inserted.ok());
    EXPECT_EQ(*inserted, rows);
    EXPECT_EQ(*c->insert_rows("INSERT INTO t(a, b)", 2, "ON CONFLICT DO NOTHING", cells), 0);
    expected += rows;
  }
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), expected);
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t WHERE b = 'row ' || a"), expected);
}

TEST_F(SqliteTest, TextBuiltAtTheSameAddressIsNotTakenForTheOlderStatement) {
  auto c = connect();
  std::string sql = "SELECT 1";
  EXPECT_EQ(number(*c, sql), 1);
  sql.back() = '2';
  EXPECT_EQ(number(*c, sql), 2);
  EXPECT_EQ(number(*c, std::string_view(sql).substr(0, 8)), 2);
}

TEST_F(SqliteTest, CallbackMayRunTheSameQueryAgain) {
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

TEST_F(SqliteTest, FailedBodyLeavesNothing) {
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

TEST_F(SqliteTest, FailedCommitIsRolledBack) {
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

TEST_F(SqliteTest, ForeignKeysAreEnforced) {
  auto c = connect();
  run(*c, "CREATE TABLE parent(id INTEGER PRIMARY KEY)");
  run(*c, "CREATE TABLE child(id INTEGER REFERENCES parent(id))");
  auto done = c->execute("INSERT INTO child VALUES (7)", {});
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, "store_constraint");
}

TEST_F(SqliteTest, StoreIsDurableAndPrivateToItsOwner) {
  auto c = connect();
  EXPECT_EQ(number(*c, "PRAGMA synchronous"), 2);
  c->query("PRAGMA journal_mode", {}, [](const Row& row) { EXPECT_EQ(row.text(0), "wal"); }).ok();
  run(*c, "CREATE TABLE t(i INTEGER)");
  struct stat status {};
  for (const std::string& file : {path_, path_ + "-wal"}) {
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u) << file;
  }
}

TEST_F(SqliteTest, SecondWriterIsToldThatTheStoreIsBusy) {
  auto first = connect();
  run(*first, "CREATE TABLE t(i INTEGER)");
  auto second = connect({.busy_timeout_ms = 1});
  ASSERT_TRUE(first->begin_write().ok());
  auto refused = second->begin_write();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, base::ErrorKind::busy);
  EXPECT_EQ(refused.error().code, "store_busy");
  EXPECT_THAT(refused.error().message, HasSubstr(path_));
  ASSERT_TRUE(first->commit().ok());
  EXPECT_TRUE(second->begin_write().ok());
}

TEST_F(SqliteTest, ReaderSeesOneMomentWhileAnotherWrites) {
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

TEST_F(SqliteTest, FileThatIsNoDatabaseIsNamed) {
  std::ofstream(path_) << std::string(5000, 'x');
  auto database = open_sqlite(path_);
  ASSERT_FALSE(database.ok());
  EXPECT_EQ(database.error().kind, base::ErrorKind::unavailable);
  EXPECT_EQ(database.error().code, "store_corrupt");
  EXPECT_THAT(database.error().message, HasSubstr(path_));
}

TEST_F(SqliteTest, FolderThatIsNotThereIsUnavailable) {
  auto database = open_sqlite(folder_ + "/no/such/store.db");
  ASSERT_FALSE(database.ok());
  EXPECT_EQ(database.error().kind, base::ErrorKind::unavailable);
  EXPECT_EQ(database.error().code, "store_unavailable");
}

TEST_F(SqliteTest, ReadOnlyConnectionRefusesWrites) {
  run(*connect(), "CREATE TABLE t(i INTEGER)");
  auto reader = connect({.read_only = true});
  EXPECT_EQ(number(*reader, "SELECT COUNT(*) FROM t"), 0);
  auto done = reader->execute("INSERT INTO t VALUES (1)", {});
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, "store_read_only");
}

TEST_F(SqliteTest, FullStoreRollsBackAndNothingAfterItCommitsAlone) {
  auto c = connect();
  run(*c, "CREATE TABLE t(b BLOB)");
  ASSERT_TRUE(c->query("PRAGMA max_page_count = 20", {}, [](const Row&) {}).ok());
  const std::string big(200'000, 'b');
  ASSERT_TRUE(c->begin_write().ok());
  auto full = c->execute("INSERT INTO t VALUES (?)", {Blob{big}});
  ASSERT_FALSE(full.ok());
  EXPECT_EQ(full.error().code, "disk_full");
  EXPECT_THAT(full.error().message, ::testing::StartsWith("The disk is full: free some space"));
  // Whether SQLite rolled back by itself or not: the caller's next statement must not commit alone.
  (void)c->execute("INSERT INTO t VALUES ('alone')", {});
  c->rollback();
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 0);
}

TEST_F(SqliteTest, ManyProcessesMayMakeTheStoreAtOnce) {
  static const Migration kSteps[] = {{1, "first", {"CREATE TABLE t(i INTEGER)", "INSERT INTO t VALUES (1)"}}};
  std::vector<std::thread> threads;
  std::vector<std::string> failures(8);
  for (std::size_t i = 0; i < failures.size(); ++i) {
    threads.emplace_back([&, i] {
      auto database = open_sqlite(path_);
      if (!database.ok()) return failures[i].assign(database.error().detail), void();
      auto connection = (*database)->connect();
      if (!connection.ok()) return failures[i].assign(connection.error().detail), void();
      auto migrated = migrate(**connection, "part", kSteps);
      if (!migrated.ok()) failures[i] = migrated.error().detail;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(failures, ::testing::Each(""));
  EXPECT_EQ(number(*connect(), "SELECT COUNT(*) FROM t"), 1);
}

TEST_F(SqliteTest, MigrationsAreAppliedOnceAndInOrder) {
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

TEST_F(SqliteTest, FailedMigrationLeavesTheOlderVersionWhole) {
  static const Migration kBroken[] = {{1, "first", {"CREATE TABLE t(i INTEGER)", "CREATE NONSENSE"}}};
  static const Migration kSound[] = {{1, "first", {"CREATE TABLE t(i INTEGER)"}}};
  auto c = connect();
  ASSERT_FALSE(migrate(*c, "part", kBroken).ok());
  EXPECT_TRUE(migrate(*c, "part", kSound).ok());
}

TEST_F(SqliteTest, MigratedStoreNeedsNoWriteLockToStart) {
  static const Migration kOne[] = {{1, "first", {"CREATE TABLE t(i INTEGER)"}}};
  auto writer = connect();
  ASSERT_TRUE(migrate(*writer, "part", kOne).ok());
  ASSERT_TRUE(writer->begin_write().ok());
  auto starting = connect({.busy_timeout_ms = 1});
  EXPECT_TRUE(migrate(*starting, "part", kOne).ok());
  writer->rollback();
}

TEST(SqliteErrors, EveryTroubleOfTheDiskSaysWhatToDo) {
  const auto of = [](int code, int system_errno, During during) {
    return sqlite_error(code, system_errno, "text", "/data/store.db", during);
  };
  EXPECT_EQ(of(SQLITE_FULL, 0, During::commit).code, "disk_full");
  EXPECT_EQ(of(SQLITE_IOERR_SHMSIZE, ENOSPC, During::statement).code, "disk_full");
  EXPECT_EQ(of(SQLITE_IOERR_READ, EIO, During::statement).code, "store_unavailable");
  EXPECT_EQ(of(SQLITE_READONLY_DIRECTORY, 0, During::statement).code, "store_read_only");
  EXPECT_EQ(of(SQLITE_CANTOPEN, EACCES, During::open).code, "store_read_only");
  EXPECT_EQ(of(SQLITE_CANTOPEN_ISDIR, 0, During::open).code, "store_unavailable");
  EXPECT_EQ(of(SQLITE_PERM, 0, During::open).code, "store_unavailable");
  EXPECT_EQ(of(SQLITE_CORRUPT_INDEX, 0, During::statement).code, "store_corrupt");
  for (const int code : {SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM,
                         SQLITE_CORRUPT, SQLITE_NOTADB}) {
    const auto error = of(code, 0, During::statement);
    EXPECT_EQ(error.kind, base::ErrorKind::unavailable) << code;
    EXPECT_THAT(error.message, HasSubstr("/data/store.db"));
  }
  EXPECT_EQ(of(SQLITE_BUSY_SNAPSHOT, 0, During::statement).kind, base::ErrorKind::busy);
  EXPECT_EQ(of(SQLITE_LOCKED, 0, During::statement).kind, base::ErrorKind::busy);
}

TEST(SqliteErrors, FsyncThatFailsInACommitIsAnUnknownOutcome) {
  const auto error =
      sqlite_error(SQLITE_IOERR_FSYNC, EIO, "disk I/O error", "/data/store.db", During::commit);
  EXPECT_EQ(error.kind, base::ErrorKind::unknown);
  EXPECT_EQ(error.code, "commit_unknown");
}

}  // namespace
}  // namespace ordersync::sql
