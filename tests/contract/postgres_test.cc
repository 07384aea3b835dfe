// What only PostgreSQL can show: connections that are lost, writers that hang, the server's clock, and what
// is said when it cannot be used. The port's contract is in database_contract_test.cc.
#include "sql/postgres.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "sql/postgres_errors.h"
#include "tests/support/postgres_cluster.h"

namespace ordersync::sql {
namespace {

using support::PostgresCluster;
using ::testing::HasSubstr;
using ::testing::Not;

class PostgresTest : public ::testing::Test {
 protected:
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

  support::PostgresStore store_;
};

TEST_F(PostgresTest, ConnectionThatWasLostIsMadeAgainAtItsNextUse) {
  auto c = store_.connect();
  run(*c, "CREATE TABLE t(i INTEGER)");
  PostgresCluster::shared().end_connections();
  run(*c, "INSERT INTO t VALUES (1)");
  PostgresCluster::shared().end_connections();
  ASSERT_TRUE(c->begin_write().ok());
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 1);
  EXPECT_TRUE(c->commit().ok());
}

TEST_F(PostgresTest, ServerThatWasRestartedIsUsedAgain) {
  auto c = store_.connect();
  run(*c, "CREATE TABLE t(i INTEGER)");
  PostgresCluster::shared().restart();
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 0);
}

TEST_F(PostgresTest, LostTransactionIsNotGoneOnWith) {
  auto c = store_.connect();
  run(*c, "CREATE TABLE t(i INTEGER)");
  ASSERT_TRUE(c->begin_write().ok());
  run(*c, "INSERT INTO t VALUES (1)");
  PostgresCluster::shared().end_connections();
  auto lost = c->execute("INSERT INTO t VALUES (2)", {});
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().kind, base::ErrorKind::unavailable);
  EXPECT_EQ(lost.error().code, "store_unavailable");
  EXPECT_FALSE(c->execute("INSERT INTO t VALUES (3)", {}).ok()) << "it must not commit alone";
  c->rollback();
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 0);
}

TEST_F(PostgresTest, LostConnectionInACommitIsAnUnknownOutcome) {
  auto c = store_.connect();
  run(*c, "CREATE TABLE t(i INTEGER)");
  ASSERT_TRUE(c->begin_write().ok());
  run(*c, "INSERT INTO t VALUES (1)");
  PostgresCluster::shared().end_connections();
  auto lost = c->commit();
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().kind, base::ErrorKind::unknown);
  EXPECT_EQ(lost.error().code, "commit_unknown");
  EXPECT_TRUE(c->begin_write().ok()) << "the next one begins anew";
  c->rollback();
}

TEST_F(PostgresTest, LostConnectionWithRowsUnderWayIsAnUnknownOutcomeOfTheCommit) {
  auto c = store_.connect();
  run(*c, "CREATE TABLE t(i INTEGER)");
  const Value one[] = {std::int64_t{1}};
  for (const bool asks_first : {false, true}) {
    ASSERT_TRUE(c->begin_write().ok());
    ASSERT_TRUE(c->add_rows("INSERT INTO t(i)", 1, "", one).ok());
    PostgresCluster::shared().end_connections();
    if (asks_first) EXPECT_EQ(c->execute("SELECT 1", {}).error().kind, base::ErrorKind::unavailable);
    const auto lost = c->commit();
    ASSERT_FALSE(lost.ok());
    if (!asks_first) EXPECT_EQ(lost.error().code, "commit_unknown");
    c->rollback();
    EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 0) << "the next one begins anew";
  }
}

TEST_F(PostgresTest, AppendersGoBesideTheWriterAndBesideEachOther) {
  auto writer = store_.connect();
  auto first = store_.connect();
  auto second = store_.connect();
  run(*writer, "CREATE TABLE t(i INTEGER)");
  ASSERT_TRUE(writer->begin_write().ok());
  ASSERT_TRUE(first->begin_append().ok());
  ASSERT_TRUE(second->begin_append().ok());
  run(*first, "INSERT INTO t VALUES (1)");
  run(*second, "INSERT INTO t VALUES (2)");
  EXPECT_TRUE(first->commit().ok());
  EXPECT_TRUE(second->commit().ok());
  EXPECT_EQ(number(*writer, "SELECT COUNT(*) FROM t"), 2);
  EXPECT_TRUE(writer->commit().ok());
}

TEST_F(PostgresTest, NobodyAppendsBesideWhoIsAlone) {
  support::PostgresStore impatient{{.busy_timeout_ms = 50}};
  auto alone = impatient.connect();
  auto appender = impatient.connect();
  ASSERT_TRUE(alone->begin_alone().ok());
  EXPECT_EQ(appender->begin_append().error().code, "store_busy");
  alone->rollback();
  ASSERT_TRUE(appender->begin_append().ok());
  EXPECT_EQ(alone->begin_alone().error().code, "store_busy");
  EXPECT_TRUE(alone->begin_write().ok());
  alone->rollback();
  appender->rollback();
}

// Programs from before took the row so.
TEST_F(PostgresTest, OlderWritersAreKeptOutAndKeepOut) {
  support::PostgresStore impatient{{.busy_timeout_ms = 50}};
  auto older = impatient.connect();
  auto newer = impatient.connect();
  ASSERT_TRUE(older->begin_write().ok());
  run(*older, "SELECT 1 FROM ordersync_writer WHERE id = 1 FOR UPDATE");
  EXPECT_EQ(newer->begin_write().error().code, "store_busy");
  EXPECT_EQ(newer->begin_append().error().code, "store_busy");
  older->rollback();
}

TEST_F(PostgresTest, FailedTransactionIsNotCommitted) {
  auto c = store_.connect();
  run(*c, "CREATE TABLE t(i INTEGER)");
  ASSERT_TRUE(c->begin_write().ok());
  run(*c, "INSERT INTO t VALUES (1)");
  EXPECT_FALSE(c->execute("INSERT INTO nowhere VALUES (1)", {}).ok());
  auto refused = c->commit();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, base::ErrorKind::unavailable);
  EXPECT_EQ(number(*c, "SELECT COUNT(*) FROM t"), 0);
}

// A process that hangs in the middle of a transaction.
TEST_F(PostgresTest, SilentWriterIsCutOffAndStandsInNobodysWay) {
  const auto silent = open_postgres(store_.url(), {.silent_timeout_ms = 1000});
  ASSERT_TRUE(silent.ok());
  auto hanging = (*silent).database->connect().value();
  auto c = store_.connect();
  run(*c, "CREATE TABLE t(i INTEGER)");
  ASSERT_TRUE(hanging->begin_write().ok());
  run(*hanging, "INSERT INTO t VALUES (1)");
  ASSERT_TRUE(c->begin_write().ok()) << "it waits no longer than the other may be silent";
  run(*c, "INSERT INTO t VALUES (2)");
  ASSERT_TRUE(c->commit().ok());
  EXPECT_FALSE(hanging->commit().ok());
  EXPECT_EQ(number(*c, "SELECT SUM(i) FROM t"), 2);
}

TEST_F(PostgresTest, StatementThatTakesTooLongIsEnded) {
  const auto opened = open_postgres(store_.url(), {.statement_timeout_ms = 1000});
  auto c = (*opened).database->connect().value();
  ASSERT_TRUE(c->begin_write().ok());
  auto ended = c->query("SELECT pg_sleep(60)", {}, [](const Row&) {});
  ASSERT_FALSE(ended.ok());
  EXPECT_EQ(ended.error().kind, base::ErrorKind::busy);
  c->rollback();
}

TEST_F(PostgresTest, ClockIsTheServers) {
  auto c = store_.connect();
  const auto first = c->clock_ms();
  ASSERT_TRUE(first.ok() && first->has_value());
  ASSERT_TRUE(c->begin_write().ok());
  const auto second = c->clock_ms();
  std::int64_t third = 0;
  do {  // it goes on within a transaction
    third = **c->clock_ms();
  } while (third <= **second);
  EXPECT_GE(**second, **first);
  c->rollback();
}

TEST_F(PostgresTest, ReadsAreOfOneMomentAndCannotWrite) {
  auto c = store_.connect();
  run(*c, "CREATE TABLE t(i INTEGER)");
  ASSERT_TRUE(c->begin_read().ok());
  auto refused = c->execute("INSERT INTO t VALUES (1)", {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "store_read_only");
  c->rollback();
}

TEST_F(PostgresTest, WriterWithoutItsRowIsRefused) {
  auto c = store_.connect();
  run(*c, "DELETE FROM ordersync_writer");
  auto refused = c->begin_write();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "store_damaged");
  ASSERT_TRUE(open_postgres(store_.url()).ok()) << "the next start puts it back";
  EXPECT_TRUE(c->begin_write().ok());
  c->rollback();
}

TEST_F(PostgresTest, ManyMayOpenTheStoreAtOnce) {
  const std::string url = PostgresCluster::shared().fresh_store();
  std::vector<std::string> failures(6);
  std::vector<std::thread> threads;
  for (auto& failure : failures) {
    threads.emplace_back([&] {
      const auto opened = open_postgres(url);
      if (!opened.ok()) failure = opened.error().detail;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(failures, ::testing::Each(""));
  PostgresCluster::shared().drop_store(url);
}

TEST_F(PostgresTest, CommitsThatAreNotDurableAreRefusedAtTheStart) {
  const auto refused = open_postgres(store_.url() + "%20-csynchronous_commit%3Doff");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "store_not_durable");
  const auto opened = open_postgres(store_.url());
  ASSERT_TRUE(opened.ok());
  EXPECT_THAT(opened->warnings, ::testing::ElementsAre(HasSubstr("fsync = off")))
      << "as the tests' server runs";
}

TEST_F(PostgresTest, ServerThatIsNotThereIsNamedWithoutThePassword) {
  const auto opened = open_postgres("postgresql://shop:very-secret@127.0.0.1:1/orders");
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().kind, base::ErrorKind::unavailable);
  EXPECT_EQ(opened.error().code, "store_unavailable");
  EXPECT_THAT(opened.error().message, HasSubstr("postgresql://shop@127.0.0.1:1/orders"));
  EXPECT_THAT(opened.error().message + opened.error().detail, Not(HasSubstr("very-secret")));
}

TEST_F(PostgresTest, DatabaseThatIsNotThereIsSaid) {
  std::string url = store_.url();
  url.replace(url.find("/postgres?"), 9, "/nowhere");
  const auto opened = open_postgres(url);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, "store_refused");
}

TEST(PostgresErrors, EveryTroubleHasAKindToActOn) {
  const auto of = [](const char* state, During during) {
    return postgres_error(state, "text\n", "db", during);
  };
  EXPECT_EQ(of("", During::commit).kind, base::ErrorKind::unknown);
  EXPECT_EQ(of("57P01", During::commit).kind, base::ErrorKind::unknown);
  EXPECT_EQ(of("25P03", During::statement).code, "store_unavailable");
  EXPECT_EQ(of("23505", During::statement).kind, base::ErrorKind::conflict);
  EXPECT_EQ(of("40P01", During::statement).kind, base::ErrorKind::busy);
  EXPECT_EQ(of("55P03", During::statement).kind, base::ErrorKind::busy);
  EXPECT_EQ(of("53100", During::statement).code, "disk_full");
  EXPECT_EQ(of("53300", During::open).kind, base::ErrorKind::unavailable);
  EXPECT_EQ(of("25006", During::statement).code, "store_read_only");
  EXPECT_EQ(of("28P01", During::open).code, "store_refused");
  EXPECT_EQ(of("54000", During::statement).code, "record_too_big");
  EXPECT_EQ(of("XX001", During::statement).code, "store_corrupt");
  EXPECT_EQ(of("42P01", During::statement).detail, "postgres 42P01: text");
}

}  // namespace
}  // namespace ordersync::sql
