// Who is alive, on a store of this machine's own. Nodes that share one are in tests/contract/nodes_test.cc.
#include "app/nodes.h"

#include <gtest/gtest.h>

#include "app/owner.h"
#include "base/test_log.h"
#include "sql/test_store.h"

namespace ordersync::app {
namespace {

TEST(Nodes, WorkThatWasGivenBackIsNobodys) {
  NodeClock clock;
  base::SeededRandom random(1);
  base::NullLog log;
  sql::TestStore store;
  const auto connection = store.connect();
  Nodes nodes(nullptr, clock, random);
  const auto alive = nodes.owner_alive(*connection);
  auto work = nodes.begin(log).value();
  const std::string owner = work->owner();
  EXPECT_TRUE(alive(owner));
  work.reset();
  EXPECT_FALSE(alive(owner)) << "a run of this very process that ended without closing its lease";
}

TEST(Nodes, OtherProcessesOfThisMachineAreKnownByTheirNumber) {
  NodeClock clock;
  base::SeededRandom random(1), other_random(2);
  base::NullLog log;
  sql::TestStore store;
  const auto connection = store.connect();
  Nodes nodes(nullptr, clock, random), others(nullptr, clock, other_random);
  const auto alive = nodes.owner_alive(*connection);
  const auto work = others.begin(log).value();
  EXPECT_TRUE(alive(work->owner()));
  EXPECT_TRUE(alive(this_process())) << "as owners were called before nodes had names";
  std::string gone = this_process();
  gone.replace(gone.rfind('/'), std::string::npos, "/1");
  EXPECT_FALSE(alive(gone));
  EXPECT_FALSE(alive("7@token@" + gone));
  EXPECT_TRUE(*nodes.has_duty(*connection, "sessions")) << "there is nobody else";
  EXPECT_TRUE(nodes.list(*connection)->empty());
}

TEST(NodeClock, FollowsTheStoreAndGoesOnByItself) {
  NodeClock clock;
  clock.follow(1'000'000);
  const auto first = base::to_unix_ms(clock.now());
  EXPECT_GE(first, 1'000'000);
  EXPECT_LT(first, 1'100'000);
  clock.follow(base::to_unix_ms(clock.now()) - 5);
  EXPECT_GE(base::to_unix_ms(clock.now()), first) << "not back by a little";
  clock.follow(500'000);
  EXPECT_LT(base::to_unix_ms(clock.now()), 600'000) << "but by much, where the store says so";
}

}  // namespace
}  // namespace ordersync::app
