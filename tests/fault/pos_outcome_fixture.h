// A fault_test's world with one order of the source, and what became of it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/support/order_words.h"
#include "tests/support/world.h"

namespace ordersync::testing {

class PosOutcome : public ::testing::Test {
 protected:
  PosOutcome() { send("1 Tea at 5.00", "5.00"); }

  void send(const std::string& sold, const std::string& total) {
    world_.source.clear();
    world_.source.put(order_json({"639", sold, total, total + " Cash", ""}));
  }
  journal::Run run() {
    world_.clock.advance(std::chrono::minutes(1));
    return world_.run();
  }
  journal::OrderView order() { return world_.order("639"); }
  void expect_booked_once(const std::string& total = "5.00") {
    ASSERT_EQ(world_.memory().orders().size(), 1u);
    EXPECT_EQ(world_.memory().orders().front().total.to_string(), total);
    EXPECT_EQ(order().state, journal::State::settled);
    EXPECT_EQ(order().pos_order, world_.memory().orders().front().name);
  }

  World world_{PosKind::memory};
};

}  // namespace ordersync::testing
