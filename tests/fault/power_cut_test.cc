// The power goes at every step of the disk: what was acknowledged is there afterwards, and the rest is done
// once.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/support/order_words.h"
#include "tests/support/power_vfs.h"
#include "tests/support/world.h"

namespace ordersync::testing {
namespace {

std::string sale(int id) {
  return order_json({.id = std::to_string(id),
                     .sold = "1 Burger at 80.00; 2 Tea #12 at 5",
                     .total = "102.00",
                     .paid = "50.00 Cash; 52.00 Card",
                     .also = "Tax=12.0"});
}

std::map<std::string, int> booked_by_id(World& world) {
  std::map<std::string, int> booked;
  for (const auto& order : world.booked()) ++booked[order.key.external_id];
  return booked;
}

TEST(PowerCut, NothingAcknowledgedIsLostAndNothingIsDoneTwice) {
  constexpr int kFirst = 3;
  constexpr int kAll = 8;
  int cuts = 0;
  bool fired = true;
  for (int step = 1; fired; ++step) {
    SCOPED_TRACE("the power goes at step " + std::to_string(step));
    PowerDisk disk;
    World world;
    for (int id = 1; id <= kFirst; ++id) world.source.put(sale(id));
    ASSERT_EQ(world.run().counts.processed, kFirst);
    for (int id = kFirst + 1; id <= kAll; ++id) world.source.put(sale(id));

    disk.cut_at(step);
    const auto answer = world.sync_now();
    const bool acknowledged = answer.has_value() && answer->ok();
    world.kill();
    fired = disk.is_cut();
    disk.cut_at(0);
    if (fired) {
      ++cuts;
      disk.come_back(static_cast<std::uint64_t>(step));
    }

    const auto survived = booked_by_id(world);
    for (int id = 1; id <= (acknowledged ? kAll : kFirst); ++id) {
      EXPECT_EQ(survived.count(std::to_string(id)), 1U) << "order " << id << " was acknowledged";
    }
    const bool drained = world.drain();
    if (!drained) {
      const auto again = world.sync_now();
      FAIL() << "not drained: "
             << (!again        ? "crashed"
                 : again->ok() ? (*again)->message
                               : again->error().message + again->error().detail);
    }
    const auto booked = booked_by_id(world);
    EXPECT_EQ(booked.size(), static_cast<std::size_t>(kAll));
    for (const auto& [id, times] : booked) EXPECT_EQ(times, 1) << "order " << id;
    EXPECT_EQ(world.on_hand(10), base::Decimal(100 - kAll));
    EXPECT_EQ(world.on_hand(12), base::Decimal(100 - 2 * kAll));
    for (const auto& order : world.orders()) EXPECT_EQ(order.state, journal::State::settled);
    if (HasFailure()) return;
  }
  EXPECT_GT(cuts, 20);  // the cuts reached into the run
}

}  // namespace
}  // namespace ordersync::testing
