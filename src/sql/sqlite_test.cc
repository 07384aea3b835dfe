// What only SQLite can show: its file, its locks, its errors. The port's contract is in
// tests/contract/database_contract_test.cc.
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

TEST_F(SqliteTest, PagesThatItKeepsInMemoryAreGivenBack) {
  auto c = connect();
  run(*c, "CREATE TABLE t(b BLOB)");
  const std::string big(2'000'000, 'b');
  ASSERT_TRUE(c->execute("INSERT INTO t VALUES (?)", {Blob{big}}).ok());
  const sqlite3_int64 at_work = sqlite3_memory_used();
  c->give_back_memory();
  EXPECT_LT(sqlite3_memory_used(), at_work - 1'500'000);
  EXPECT_EQ(number(*c, "SELECT LENGTH(b) FROM t"), 2'000'000);
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
