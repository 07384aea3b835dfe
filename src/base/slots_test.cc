// At most so many at once.
#include "base/slots.h"

#include <gtest/gtest.h>

namespace ordersync::base {
namespace {

TEST(Slots, AreTakenUpToTheLimitAndFreeAgainAfterwards) {
  Slots slots(2);
  auto first = slots.take();
  const auto second = slots.take();
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(slots.take());
  const auto copy = first;
  first.reset();
  EXPECT_FALSE(slots.take()) << "a copy holds it";
}

TEST(Slots, OneThatWasRefusedTakesNothing) {
  Slots slots(1);
  auto held = slots.take();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(slots.take());
  held.reset();
  EXPECT_TRUE(slots.take());
}

TEST(Slots, MayBeHeldLongerThanTheyLive) {
  std::shared_ptr<void> held;
  {
    Slots slots(1);
    held = slots.take();
  }
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace ordersync::base
