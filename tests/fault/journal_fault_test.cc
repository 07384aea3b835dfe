// The journal on a database that fails at every call in turn, before the call or after a commit whose answer
// is lost: whatever the moment, a program that starts again on the same store ends with every order booked
// once and nothing lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "journal/sql_journal.h"
#include "sql/sqlite.h"
#include "tests/fault/fault_step.h"
#include "tests/support/fault_database.h"
#include "tests/support/scratch_folder.h"

namespace ordersync::journal {
namespace {

using support::Afterwards;
using support::Fault;

// The smallest POS there is: what was posted under which row, and how often.
using Posted = std::map<RowId, int>;

// One program: a run that works what waits, receives what the source sends, and books it; every step may
// fail.
class Program {
 public:
  Program(sql::Connection& connection, const base::Clock& clock, base::Random& random, std::string owner,
          const std::set<std::string>& dead)
      : clock_(clock), owner_(std::move(owner)) {
    const OwnerAlive alive = [&dead](std::string_view name) { return !dead.contains(std::string(name)); };
    journal_ = make_sql_journal(connection, clock, random, alive);
    runs_ = make_sql_runs(connection, clock, alive);
  }

  base::Result<void> run(std::span<const Incoming> source, Posted& pos) {
    const auto deadline = clock_.now() + std::chrono::minutes(15);
    TRY_ASSIGN(const RunId run, runs_->begin(1, Trigger::sync_now, owner_, deadline));
    TRY_ASSIGN(const Lease lease, journal_->open_lease(run, owner_, deadline));
    TRY_ASSIGN(const auto waiting, journal_->claim(lease, 1, run, ClaimOf::waiting, 0, 100));
    TRY(book(lease, run, waiting, pos));
    TRY_ASSIGN(const auto arrived, journal_->receive(lease, 1, run, source));
    std::vector<Claimed> fresh;
    for (const auto& one : arrived) {
      if (one.tally != Tally::none || (one.arrival != Arrival::fresh && one.arrival != Arrival::replaced))
        continue;
      fresh.emplace_back();
      fresh.back().row = one.row;
    }
    TRY(book(lease, run, fresh, pos));
    TRY(runs_->advance_cursor(1, clock_.now(), Reading::full));
    TRY_ASSIGN(const auto due, journal_->claim(lease, 1, run, ClaimOf::due, 0, 100));
    TRY(book(lease, run, due, pos));
    TRY(journal_->close_lease(lease));
    return runs_->end(run, {});
  }

  Journal& journal() { return *journal_; }

 private:
  base::Result<void> book(const Lease& lease, RunId run, const std::vector<Claimed>& rows, Posted& pos) {
    std::vector<Intent> intents;
    std::vector<Settlement> settled;
    std::vector<Parking> parked;
    for (const Claimed& row : rows) {
      TRY_ASSIGN(const std::string bytes, journal_->payload(row.row));
      if (bytes == "no product") {
        parked.push_back({row.row,
                          {"product_not_found", "m", "c", order::Remedy::fix},
                          row.problem.cause != "c",
                          false,
                          {}});
        continue;
      }
      if (row.was != State::intended) intents.push_back({row.row, "document", nullptr, std::nullopt});
      settled.push_back(
          {row.row, "POS/" + std::to_string(row.row), row.was == State::intended, std::nullopt, {}});
    }
    if (!intents.empty()) TRY(journal_->intend(lease, run, intents));
    for (const Settlement& one : settled) {
      // A row found intended is asked for by key before anything is posted again.
      if (!one.found || !pos.contains(one.row)) ++pos[one.row];
    }
    return journal_->finish(lease, run, settled, parked);
  }

  const base::Clock& clock_;
  std::string owner_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Runs> runs_;
};

class JournalFault : public ::testing::Test {
 protected:
  std::unique_ptr<sql::Connection> connect(const std::string& name) {
    auto database = sql::open_sqlite(folder_.file(name));
    EXPECT_TRUE(database.ok());
    auto connection = (*database)->connect();
    EXPECT_TRUE(connection.ok());
    EXPECT_TRUE(sql::migrate(**connection, "journal", migrations()).ok());
    return std::move(connection).value();
  }

  static Incoming order(const char* id, const char* payload, order::Kind kind = order::Kind::sale) {
    Incoming incoming;
    incoming.key = {"main", id, kind, {}};
    incoming.payload = payload;
    incoming.digest = base::digest_of(payload);
    return incoming;
  }

  support::ScratchFolder folder_;
  base::SeededRandom random_{1};
};

class JournalFaults : public JournalFault,
                      public ::testing::WithParamInterface<std::pair<Fault, Afterwards>> {};

TEST_P(JournalFaults, EveryOrderIsBookedOnceWhateverFailsAndWhenever) {
  const auto [fault, afterwards] = GetParam();
  const std::vector<Incoming> source = {order("1", "content"), order("2", "no product"),
                                        order("3", "content"), order("3", "content", order::Kind::refund)};
  bool fired = true;
  int at = 0;
  for (at = 1; fired; at += support::fault_step()) {
    SCOPED_TRACE("fault at " + std::to_string(at));
    base::FakeClock clock(base::from_unix_ms(1'700'000'000'000));
    std::set<std::string> dead;
    Posted pos;
    const std::string name = "store" + std::to_string(at) + ".db";
    support::FaultScript script;
    {
      auto connection = support::faulty(connect(name), script);
      Program program(*connection, clock, random_, "first", dead);
      script.arm(fault, at, afterwards);
      (void)program.run(source, pos);
      fired = script.fired;
      dead.insert("first");
    }
    script.disarm();
    auto connection = connect(name);
    Program program(*connection, clock, random_, "second", dead);
    for (int run = 0; run < 2; ++run) {
      clock.advance(std::chrono::minutes(1));
      const auto done = program.run(source, pos);
      ASSERT_TRUE(done.ok()) << done.error().code << " " << done.error().detail;
    }

    const auto page = program.journal().list({});
    ASSERT_TRUE(page.ok());
    ASSERT_EQ(page->items.size(), source.size());
    for (const OrderView& view : page->items) {
      const bool bookable = view.key.external_id != "2";
      EXPECT_EQ(view.state, bookable ? State::settled : State::parked) << view.key.external_id;
      const auto posted = pos.find(view.row);
      EXPECT_EQ(posted == pos.end() ? 0 : posted->second, bookable ? 1 : 0) << view.key.external_id;
    }
    std::filesystem::remove(folder_.file(name));
  }
  EXPECT_GT(at, fault == Fault::refused ? 40 : 7) << "the loop went past every call";
}

INSTANTIATE_TEST_SUITE_P(Store, JournalFaults,
                         ::testing::Values(std::pair{Fault::refused, Afterwards::recovers},
                                           std::pair{Fault::refused, Afterwards::stays_down},
                                           std::pair{Fault::answer_lost, Afterwards::recovers},
                                           std::pair{Fault::answer_lost, Afterwards::stays_down}));

TEST_F(JournalFault, FailedCallChangesNothing) {
  base::FakeClock clock(base::from_unix_ms(1'700'000'000'000));
  const auto deadline = clock.now() + std::chrono::minutes(15);
  support::FaultScript script;
  auto connection = support::faulty(connect("store.db"), script);
  auto journal = make_sql_journal(*connection, clock, random_, {});
  const auto lease = journal->open_lease(1, "me", deadline);
  ASSERT_TRUE(lease.ok());
  const std::vector<Incoming> batch = {order("1", "content"), order("2", "content")};
  bool fired = true;
  int at = 1;
  for (; fired; ++at) {
    script.arm(Fault::refused, at);
    const auto arrived = journal->receive(*lease, 1, 1, batch);
    fired = script.fired;
    script.disarm();
    const auto page = journal->list({});
    ASSERT_TRUE(page.ok());
    EXPECT_EQ(page->items.size(), fired ? 0u : 2u) << at;
    EXPECT_EQ(arrived.ok(), !fired);
    if (fired) {
      EXPECT_EQ(arrived.error().kind, base::ErrorKind::unavailable);
    }
  }
  EXPECT_GT(at, 8) << "the loop went past every call";
}

TEST_F(JournalFault, AnOrderIsBookedAgainWhollyOrNotAtAll) {
  base::FakeClock clock(base::from_unix_ms(1'700'000'000'000));
  support::FaultScript script;
  auto connection = support::faulty(connect("again.db"), script);
  auto journal = make_sql_journal(*connection, clock, random_, {});
  const auto lease = journal->open_lease(1, "me", clock.now() + std::chrono::minutes(15));
  ASSERT_TRUE(lease.ok());
  const std::vector<Incoming> batch = {order("1", "content")};
  const RowId row = journal->receive(*lease, 1, 1, batch)->front().row;
  const std::vector<Intent> intents = {{row, "document", nullptr, std::nullopt}};
  ASSERT_TRUE(journal->intend(*lease, 1, intents).ok());
  const std::vector<Settlement> settled = {{row, "POS/1", false, std::nullopt, {}}};
  ASSERT_TRUE(journal->finish(*lease, 1, settled, {}).ok());
  const OrderView seen = *journal->find(batch.front().key).value();
  bool fired = true;
  int at = 1;
  for (; fired; ++at) {
    script.arm(Fault::refused, at);
    const auto done = journal->book_again(seen, 1, "Ada");
    fired = script.fired;
    script.disarm();
    EXPECT_EQ(done.ok(), !fired) << at;
    const OrderView view = *journal->find(batch.front().key).value();
    EXPECT_EQ(view.state, fired ? State::settled : State::intended) << at;
    EXPECT_EQ(view.pos_order, fired ? "POS/1" : "") << at;
    EXPECT_EQ(journal->timeline(row)->size(), fired ? 6u : 5u) << at;
  }
  EXPECT_GT(at, 8) << "the loop went past every call";
}

}  // namespace
}  // namespace ordersync::journal
