// Nodes on a shared store: beats, silence, names and duties, by the server's clock. Time is moved in the
// store.
#include "app/nodes.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "app/schema.h"
#include "base/test_log.h"
#include "sql/shared_clock.h"
#include "tests/support/postgres_cluster.h"

namespace ordersync::app {
namespace {

class SharedNodes : public ::testing::Test {
 protected:
  struct Process {
    explicit Process(const support::PostgresStore& store, std::uint64_t seed)
        : random(seed), nodes(sql::postgres_again(store.url(), {}), clock, random) {}
    NodeClock clock;
    base::SeededRandom random;
    base::NullLog log;
    Nodes nodes;
  };

  SharedNodes() { EXPECT_TRUE(sql::migrate(*connection_, "nodes", node_migrations()).ok()); }

  // As if all of them had been silent for a lease.
  void let_the_lease_pass() {
    ASSERT_TRUE(connection_->execute("UPDATE node SET until = beat_at - 1", {}).ok());
  }

  support::PostgresStore store_;
  std::unique_ptr<sql::Connection> connection_ = store_.connect();
  Process anna_{store_, 1};
  Process bert_{store_, 2};
};

TEST_F(SharedNodes, NodeIsAliveToOthersAsLongAsItBeats) {
  const auto work = anna_.nodes.begin(anna_.log).value();
  const auto alive = bert_.nodes.owner_alive(*connection_);
  EXPECT_TRUE(alive(work->owner()));
  let_the_lease_pass();
  EXPECT_FALSE(alive(work->owner()));
  EXPECT_FALSE(alive("1@never@seen")) << "nobody of this name beats";
}

// Asked to stop, it lets its runs finish: until then nobody may take them over.
TEST_F(SharedNodes, NodeThatIsAskedToStopBeatsUntilItIsGone) {
  const auto work = anna_.nodes.begin(anna_.log).value();
  std::this_thread::sleep_for(kNodeBeat + std::chrono::milliseconds(300));  // it has its connection by then
  anna_.clock.interrupt();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_TRUE(bert_.nodes.owner_alive(*connection_)(work->owner()));
}

TEST_F(SharedNodes, ProcessNumbersOfOneMachineSayNothing) {
  const auto work = anna_.nodes.begin(anna_.log).value();
  let_the_lease_pass();
  // This very process lives, and is dead to the others all the same.
  EXPECT_FALSE(bert_.nodes.owner_alive(*connection_)(work->owner()));
}

TEST_F(SharedNodes, NodesAreListedTheLivingFirst) {
  ASSERT_TRUE(anna_.nodes.join("serve", anna_.log).ok());
  let_the_lease_pass();
  ASSERT_TRUE(bert_.nodes.join("serve", bert_.log).ok());
  const auto nodes = bert_.nodes.list(*connection_).value();
  ASSERT_EQ(nodes.size(), 2u);
  EXPECT_TRUE(nodes[0].alive);
  EXPECT_TRUE(nodes[0].is_this);
  EXPECT_EQ(nodes[0].kind, "serve");
  EXPECT_FALSE(nodes[1].alive);
}

TEST_F(SharedNodes, DutyIsOneNodesUntilItIsSilent) {
  ASSERT_TRUE(anna_.nodes.join("serve", anna_.log).ok());
  ASSERT_TRUE(bert_.nodes.join("serve", bert_.log).ok());
  EXPECT_TRUE(*anna_.nodes.has_duty(*connection_, "sessions"));
  EXPECT_FALSE(*bert_.nodes.has_duty(*connection_, "sessions"));
  EXPECT_TRUE(*anna_.nodes.has_duty(*connection_, "sessions"));
  EXPECT_TRUE(*bert_.nodes.has_duty(*connection_, "something else"));
  ASSERT_TRUE(connection_->execute("UPDATE node_duty SET until = 1", {}).ok());
  EXPECT_TRUE(*bert_.nodes.has_duty(*connection_, "sessions"));
  EXPECT_FALSE(*anna_.nodes.has_duty(*connection_, "sessions"));
}

TEST_F(SharedNodes, TimeIsTheServersWhateverTheMachineSays) {
  base::FakeClock wrong(base::from_unix_ms(1'000));
  const std::int64_t now = **connection_->clock_ms();
  EXPECT_NEAR(static_cast<double>(*sql::shared_now_ms(*connection_, wrong)), static_cast<double>(now),
              60'000);
  const auto in_a_minute = *sql::shared_ms(*connection_, wrong, wrong.now() + std::chrono::minutes(1));
  EXPECT_NEAR(static_cast<double>(in_a_minute), static_cast<double>(now + 60'000), 60'000);
}

}  // namespace
}  // namespace ordersync::app
