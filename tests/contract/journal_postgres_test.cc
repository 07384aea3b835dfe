// The journal's contract suite on PostgreSQL, and what only a store with several writers has to keep: batches
// that are appended beside those who write.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "journal/receive.h"
#include "journal/store.h"
#include "tests/contract/journal_contract.h"
#include "tests/support/postgres_cluster.h"

namespace ordersync::journal {
namespace {

using namespace std::chrono_literals;

class PostgresJournalStore final : public StoreUnderTest {
 public:
  std::unique_ptr<sql::Connection> connect() override { return support::without_clock(store_.connect()); }

 private:
  support::PostgresStore store_;
};

const StoreKind kPostgres{"postgres", [] { return std::make_unique<PostgresJournalStore>(); }};

ORDERSYNC_JOURNAL_CONTRACT(Postgres, kPostgres);

using JournalBeside = JournalContract;
INSTANTIATE_TEST_SUITE_P(Postgres, JournalBeside, ::testing::Values(kPostgres));

TEST_P(JournalBeside, AppendingWaitsForNobodyWhoWrites) {
  begin_run();
  receive_one(sale("0"));
  auto other = start();
  ASSERT_TRUE(program_.connection->begin_write().ok());
  const std::vector<Incoming> batch{sale("1")};
  const auto appended = other.journal->append(lease_, kSync, run_, batch);
  ASSERT_TRUE(appended.ok()) << appended.error().message;
  EXPECT_TRUE(appended->has_value());
  program_.connection->rollback();
  EXPECT_EQ(view("1").state, State::claimed);
}

// Of two who append the same orders one has them all, however they meet.
TEST_P(JournalBeside, NobodyAppendsWhatAnotherOneDoes) {
  begin_run();
  receive_one(sale("0"));
  std::vector<Program> programs;
  for (int i = 0; i < 2; ++i) programs.push_back(start());
  for (int round = 0; round < 20; ++round) {
    std::vector<Incoming> batch;
    for (int i = 0; i < 20; ++i) batch.push_back(sale(std::to_string(round) + "-" + std::to_string(i)));
    std::atomic<int> appended{0};
    std::atomic<int> ready{0};
    std::vector<std::thread> threads;
    for (Program& program : programs) {
      threads.emplace_back([&] {
        ++ready;
        while (ready < 2) std::this_thread::yield();
        const auto done = program.journal->append(lease_, kSync, run_, batch);
        EXPECT_TRUE(done.ok()) << done.error().code << " " << done.error().detail;
        if (done.ok() && done->has_value()) ++appended;
      });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(appended, 1);
  }
  EXPECT_EQ(journal_->counts(kSync)->posting, 1 + 20 * 20);
}

// A transaction of begin_append that is open, as append() makes it.
class Appending {
 public:
  Appending(std::unique_ptr<sql::Connection> connection, const base::Clock& clock, base::Random& random)
      : connection_(std::move(connection)), store_(*connection_, clock, random, {}) {
    EXPECT_TRUE(connection_->begin_append().ok());
  }
  base::Result<std::optional<std::vector<Arrived>>> append(const Lease& lease, RunId run,
                                                           std::span<const Incoming> batch) {
    return Receiver(store_, lease, 7, run, batch).append();
  }
  void commit() { EXPECT_TRUE(connection_->commit().ok()); }

 private:
  std::unique_ptr<sql::Connection> connection_;
  Store store_;
};

TEST_P(JournalBeside, WhoEndsALeaseFreesWhatIsBeingAppendedUnderIt) {
  begin_run();
  receive_one(sale("0"));
  Appending appending(store_->connect(), clock_, random_);
  const std::vector<Incoming> batch{sale("1")};
  const auto arrived = appending.append(lease_, run_, batch);
  ASSERT_TRUE(arrived.ok()) << arrived.error().message;
  ASSERT_TRUE(arrived->has_value());
  std::atomic<bool> closed{false};
  std::thread closes([&] {
    EXPECT_TRUE(journal_->close_lease(lease_).ok());
    closed = true;
  });
  std::this_thread::sleep_for(50ms);  // long enough to have been done, were it not to wait
  EXPECT_FALSE(closed);
  appending.commit();
  closes.join();
  EXPECT_EQ(view("1").state, State::received) << "nobody holds it, and the next claim takes it";
}

TEST_P(JournalBeside, NothingIsAppendedUnderALeaseThatIsBeingEnded) {
  begin_run();
  receive_one(sale("0"));
  auto ends = store_->connect();
  ASSERT_TRUE(ends->begin_write().ok());
  ASSERT_TRUE(ends->execute("DELETE FROM journal_lease WHERE id = ?", {lease_.id}).ok());
  auto other = start();
  std::string code;
  std::thread appends([&] {
    const std::vector<Incoming> batch{sale("1")};
    const auto appended = other.journal->append(lease_, kSync, run_, batch);
    if (!appended.ok()) code = appended.error().code;
  });
  std::this_thread::sleep_for(50ms);
  ASSERT_TRUE(ends->commit().ok());
  appends.join();
  EXPECT_EQ(code, "lease_lost");
  EXPECT_FALSE(journal_->find(sale("1").key)->has_value());
}

}  // namespace
}  // namespace ordersync::journal
