// The contract suite of the ports journal.h and runs.h: every store of the journal passes it. A store
// instantiates it with a factory; the suite may close the store and open it again in the middle of a test.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "journal/journal.h"
#include "journal/runs.h"
#include "journal/sql_journal.h"
#include "sql/database.h"

namespace ordersync::journal {

// A store that outlives its connections: a file, a server's database.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual std::unique_ptr<sql::Connection> connect() = 0;
};

struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StoreUnderTest>()> make;
};

inline std::ostream& operator<<(std::ostream& out, const StoreKind& kind) {
  return out << kind.name;
}

class JournalContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  // One program on the store; a test may have several.
  struct Program {
    std::unique_ptr<sql::Connection> connection;
    std::unique_ptr<Journal> journal;
    std::unique_ptr<Runs> runs;
  };

  static constexpr SyncId kSync = 7;

  JournalContract();
  Program start();
  // The program ends without a word and starts again on the same store: its owner is dead.
  void crash();

  // A run with its lease; the one before is ended and its lease closed.
  void begin_run(Trigger trigger = Trigger::sync_now, SyncId sync = kSync);
  void end_run();

  // An order as the decoder hands it over. Text given here is kept for the test's life.
  Incoming sale(const std::string& id, const std::string& content = "content");
  Incoming refund(const std::string& id, const std::string& refund_id,
                  const std::string& content = "content");
  Incoming refused(const std::string& id, const std::string& bytes, const std::string& cause = "bad_field");
  Incoming no_sale(const std::string& id, const std::string& content,
                   const std::string& reason = "status_not_a_sale");

  std::vector<Arrived> receive(const std::vector<Incoming>& batch, SyncId sync = kSync);
  Arrived receive_one(const Incoming& incoming) { return receive({incoming}).front(); }
  Arrived receive_pushed(const Incoming& incoming);
  std::vector<Claimed> claim(ClaimOf which, RowId after = 0, int limit = 500, SyncId sync = kSync);
  void intend(const std::vector<RowId>& rows, const std::string& document = "document");
  void settle(const std::vector<RowId>& rows, const std::string& pos_order = "Main Store/0001");
  void park(RowId row, const std::string& cause, bool anew = true, order::Remedy remedy = order::Remedy::fix,
            std::optional<base::Instant> retry_at = std::nullopt);
  void leave_unknown(RowId row, std::optional<base::Instant> retry_at = std::nullopt);
  // Received, intended and settled in a run of its own.
  RowId booked(const Incoming& incoming);
  // Received and parked in a run of its own.
  RowId parked(const Incoming& incoming, const std::string& cause);

  OrderView view(const std::string& key);
  std::vector<std::string> steps(RowId row);

  base::FakeClock clock_{base::from_unix_ms(1'700'000'000'000)};
  base::SeededRandom random_{1};
  std::set<std::string> dead_owners_;
  int starts_ = 0;
  std::string owner_;
  std::unique_ptr<StoreUnderTest> store_;
  Program program_;
  Journal* journal_ = nullptr;
  Runs* runs_ = nullptr;
  RunId run_ = 0;
  Lease lease_;
  std::vector<std::unique_ptr<std::string>> kept_;
};

// A store instantiates all of them: ORDERSYNC_JOURNAL_CONTRACT(Sqlite, kind).
using JournalArrivals = JournalContract;
using JournalAppends = JournalContract;
using JournalWork = JournalContract;
using JournalAttention = JournalContract;
using JournalAdopted = JournalContract;
using JournalViews = JournalContract;
using JournalRuns = JournalContract;
#define ORDERSYNC_JOURNAL_CONTRACT(prefix, kind)                               \
  INSTANTIATE_TEST_SUITE_P(prefix, JournalArrivals, ::testing::Values(kind));  \
  INSTANTIATE_TEST_SUITE_P(prefix, JournalAppends, ::testing::Values(kind));   \
  INSTANTIATE_TEST_SUITE_P(prefix, JournalWork, ::testing::Values(kind));      \
  INSTANTIATE_TEST_SUITE_P(prefix, JournalAttention, ::testing::Values(kind)); \
  INSTANTIATE_TEST_SUITE_P(prefix, JournalAdopted, ::testing::Values(kind));   \
  INSTANTIATE_TEST_SUITE_P(prefix, JournalViews, ::testing::Values(kind));     \
  INSTANTIATE_TEST_SUITE_P(prefix, JournalRuns, ::testing::Values(kind))

}  // namespace ordersync::journal
