// The whole program on one day of mixed orders, broken at every moment there is: at each statement and commit
// of its database, at each exchange with the source, at each call of a port. Whatever the moment, once it
// runs again every order is booked exactly once or parked with its reason, and stock is right to the unit.
#include <gtest/gtest.h>

#include <vector>

#include "tests/fault/fault_step.h"
#include "tests/support/day_of_orders.h"
#include "tests/support/order_words.h"

namespace ordersync::testing {
namespace {

using std::chrono::minutes;
using support::Afterwards;
using support::Fault;

// Longer than a run may stay unheard of.
constexpr minutes kAfterTheLease{16};

void expect_day_is_booked(World& world, minutes between) {
  EXPECT_EQ(lost_by_cursor(world), "");
  ASSERT_TRUE(world.drain(between));
  EXPECT_EQ(picture(world), kDayIsBooked);
}

TEST(WorldFault, NothingFailsAndTheDayIsBooked) {
  World world;
  begin_day(world);
  const journal::Run run = world.run();
  EXPECT_EQ(run.counts.processed, 8);  // seven that came today, and the one that had waited since yesterday
  EXPECT_EQ(run.counts.failed, 3);
  EXPECT_EQ(run.counts.skipped, 1);
  EXPECT_EQ(picture(world), kDayIsBooked);
}

struct SqlMoment {
  PosKind store;
  int step;  // every one; on PostgreSQL, which takes longer, some of them
  Fault fault;
  Afterwards afterwards;
  bool two_threads = false;  // fetches beside the writer, whose store fails
};
class SqlFault : public ::testing::TestWithParam<SqlMoment> {};

TEST_P(SqlFault, EveryOrderIsBookedOnceWhateverStatementFails) {
  const SqlMoment& moment = GetParam();
  int at = 1;
  for (bool fired = true; fired; at += moment.step * support::fault_step()) {
    SCOPED_TRACE("fault at " + std::to_string(at));
    World world(moment.store);
    begin_day(world);
    world.two_threads = moment.two_threads;
    world.sql.arm(moment.fault, at, moment.afterwards);
    const auto ended = world.sync_now();
    ASSERT_TRUE(ended.has_value());
    if (ended->ok()) {
      EXPECT_NE(ended->value().status, journal::RunStatus::running);
    }
    fired = world.sql.fired;
    const bool process_dies = moment.afterwards == Afterwards::stays_down;
    world.sql.disarm();
    if (process_dies) world.kill();
    expect_day_is_booked(world, process_dies ? minutes(1) : kAfterTheLease);
    if (HasFailure()) return;
  }
  EXPECT_GT(at, moment.fault == Fault::refused ? 60 : 8) << "the loop went past every call";
}

std::vector<SqlMoment> moments_on(PosKind store, int of_refused, int of_lost) {
  std::vector<SqlMoment> moments;
  for (const Afterwards afterwards : {Afterwards::recovers, Afterwards::stays_down}) {
    moments.push_back({store, of_refused, Fault::refused, afterwards});
    moments.push_back({store, of_lost, Fault::answer_lost, afterwards});
  }
  return moments;
}

INSTANTIATE_TEST_SUITE_P(Sqlite, SqlFault, ::testing::ValuesIn(moments_on(PosKind::embedded, 1, 1)));
INSTANTIATE_TEST_SUITE_P(Postgres, SqlFault,
                         ::testing::ValuesIn(moments_on(PosKind::embedded_on_postgres, 7, 2)));
INSTANTIATE_TEST_SUITE_P(TwoThreads, SqlFault,
                         ::testing::Values(SqlMoment{PosKind::embedded, 3, Fault::refused,
                                                     Afterwards::recovers, true}));

TEST(WorldFault, ARunThatSaysSuccessHasEveryOutcomeInItsBooksAndHoldsNothing) {
  int said_so = 0;
  int at = 1;
  for (bool fired = true; fired; ++at) {
    SCOPED_TRACE("fault at " + std::to_string(at));
    World world;
    world.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
    world.sql.arm(Fault::refused, at);
    const auto ended = world.sync_now();
    fired = world.sql.fired;
    world.sql.disarm();
    if (!ended->ok() || ended->value().status != journal::RunStatus::success) continue;
    ++said_so;
    EXPECT_EQ(world.order("639").state, journal::State::settled);
    std::int64_t leases = -1;
    ASSERT_TRUE(world.connection()
                    .query("SELECT COUNT(*) FROM journal_lease", {},
                           [&](const sql::Row& row) { leases = row.integer(0); })
                    .ok());
    EXPECT_EQ(leases, 0);
    if (::testing::Test::HasFailure()) return;
  }
  // Without a fault, and where the store is away while the run ends: that is waited out.
  EXPECT_GT(said_so, 3) << "of " << at;
}

TEST(WorldFault, ADayOnPostgresIsTheSameDay) {
  World world(PosKind::embedded_on_postgres);
  begin_day(world);
  const journal::Run run = world.run();
  EXPECT_EQ(run.counts.processed, 8);
  EXPECT_EQ(picture(world), kDayIsBooked);
}

class PortCrash : public ::testing::TestWithParam<std::pair<PosKind, CrashPoint>> {};

TEST_P(PortCrash, EveryOrderIsBookedOnceWhereverTheProgramDies) {
  const auto [pos, point] = GetParam();
  int at = 1;
  for (bool fired = true; fired; at += support::fault_step()) {
    SCOPED_TRACE("crash at call " + std::to_string(at));
    World world(pos);
    begin_day(world);
    world.ports.arm(at, point);
    fired = !world.sync_now().has_value();
    expect_day_is_booked(world, minutes(1));
    if (HasFailure()) return;
  }
  EXPECT_GT(at, 20) << "the loop went past every call";
}

INSTANTIATE_TEST_SUITE_P(Ports, PortCrash,
                         ::testing::Values(std::pair{PosKind::embedded, CrashPoint::before_call},
                                           std::pair{PosKind::embedded, CrashPoint::after_call},
                                           std::pair{PosKind::memory, CrashPoint::before_call},
                                           std::pair{PosKind::memory, CrashPoint::after_call}));

TEST(WorldFault, DeadRunOfAnotherMachineIsWaitedOutAndThenTakenOver) {
  World world;
  begin_day(world);
  world.ports.arm(12, CrashPoint::after_call);
  ASSERT_FALSE(world.sync_now().has_value());
  world.dead_owners.clear();  // nobody here can know
  const auto early = world.sync_now();
  ASSERT_TRUE(early.has_value());
  ASSERT_FALSE(early->ok());
  EXPECT_EQ(early->error().code, "run_in_progress");
  expect_day_is_booked(world, kAfterTheLease);
}

class ExchangeFault : public ::testing::TestWithParam<std::optional<SourceFault>> {};

TEST_P(ExchangeFault, EveryOrderIsBookedOnceWhateverExchangeFails) {
  int at = 1;
  for (bool fired = true; fired; at += support::fault_step()) {
    SCOPED_TRACE("fault at exchange " + std::to_string(at));
    World world;
    world.source.paging.kind = source::PageKind::page;
    world.source.paging.parameter = "page";
    world.source.paging.size_parameter = "size";
    world.source.paging.size = 3;
    begin_day(world);
    world.transport.exchanges = 0;
    world.transport.fail_at = at;
    world.transport.fault = GetParam();
    (void)world.sync_now();
    fired = world.transport.exchanges >= at;
    world.transport.fail_at = 0;
    world.source.heal();
    expect_day_is_booked(world, minutes(1));
    if (HasFailure()) return;
  }
  EXPECT_GT(at, 5) << "the loop went past every page";
}

INSTANTIATE_TEST_SUITE_P(Source, ExchangeFault,
                         ::testing::Values(std::nullopt, SourceFault::refuse, SourceFault::lose_answer,
                                           SourceFault::cut_body, SourceFault::unavailable,
                                           SourceFault::unauthorized, SourceFault::garbage, SourceFault::html,
                                           SourceFault::empty_body, SourceFault::broken_json,
                                           SourceFault::slow_down));

}  // namespace
}  // namespace ordersync::testing
