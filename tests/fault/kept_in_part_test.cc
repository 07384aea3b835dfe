// Orders that were refused unread are kept by their bytes' digest, and with a card number in them not as they
// came: nothing is ever booked from such an excerpt. It is let go once the order itself has come.
#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "tests/support/order_words.h"
#include "tests/support/world.h"

namespace ordersync::testing {
namespace {

using journal::State;

class KeptInPart : public ::testing::Test {
 protected:
  void put(const std::string& id, const std::string& sold, const std::string& also = {}) {
    world_.source.put(order_json({id, sold, "4.00", "4.00 Cash", also}));
  }
  std::ptrdiff_t excerpts(State state) {
    const auto orders = world_.orders();
    return std::count_if(orders.begin(), orders.end(), [&](const journal::OrderView& order) {
      return order.state == state && order.key.external_id.starts_with("digest:");
    });
  }

  World world_;
};

TEST_F(KeptInPart, IsLetGoOnceItsOrderHasComeAndWhatWaitsBehindItIsBooked) {
  const std::string large = "Notes=\"4111 1111 1111 1111 " + std::string(2000, '.') + "\"";
  put("639", "1 Tea at 4.00", large);
  put("640", "1 Tea at 4.00", large);
  put("641", "1 Latte at 4.00");
  world_.settings.fetch.limits.order_bytes = 2000;
  EXPECT_EQ(world_.run().counts.failed, 3);
  EXPECT_EQ(excerpts(State::parked), 2);

  world_.settings.fetch.limits = {};
  EXPECT_EQ(world_.run().counts.processed, 2) << "as they are sent, not as they were kept";
  EXPECT_EQ(excerpts(State::parked), 2) << "when they were looked at nothing was known of their orders";

  world_.source.clear();
  world_.deliver_latte();
  const journal::Run run = world_.run();
  EXPECT_EQ(run.counts.skipped, 2) << run.message;
  EXPECT_EQ(excerpts(State::skipped), 2);
  EXPECT_EQ(run.counts.processed, 1);
  EXPECT_EQ(world_.order("641").state, State::settled);
  EXPECT_EQ(world_.booked().size(), 3U);
}

}  // namespace
}  // namespace ordersync::testing
