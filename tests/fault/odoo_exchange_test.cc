// Every exchange of a booking with an Odoo that fails, in every way an Odoo fails. On a model of each
// version.
#include <algorithm>
#include <cstdlib>

#include "tests/contract/odoo_booking_fixture.h"
#include "tests/fault/fault_step.h"

namespace ordersync::pos {
namespace {

class OdooExchange : public OdooBooking {};

// What was lost is found again. Each version takes every third fault, beginning at another one; in the long
// form all.
TEST_P(OdooExchange, EveryOrderIsBookedOnceWhateverExchangeFails) {
  const bool all = std::getenv("ORDERSYNC_LONG_TESTS") != nullptr;
  const auto version = static_cast<std::size_t>(GetParam());
  int past = 0;
  for (std::size_t i = 0; i < testing::kOdooFaults.size(); ++i) {
    if (!all && i % 3 != version % 3) continue;
    const OdooFault fault = testing::kOdooFaults[i];
    bool fired = true;
    for (int exchange = 1; fired; exchange += support::fault_step()) {
      SCOPED_TRACE(to_string(fault) + " at exchange " + std::to_string(exchange));
      FakeOdoo fresh(GetParam(), clock_);
      testing::seed_contract_shop(fresh);
      const auto connection = database_->connect().value();
      clock_.advance(std::chrono::hours(1));
      const auto pos = new_pos(*connection, fresh);
      const auto goods = pos->catalogue("Main Store");
      ASSERT_TRUE(goods.ok()) << goods.error().message;
      const auto open = pos->ensure_session("Main Store", AutoCreate::yes);
      ASSERT_TRUE(open.ok()) << open.error().message;
      std::vector<order::PosDocument> documents;
      for (int id = 1; id <= 12; ++id) {
        documents.push_back(test_shop::sale_of(**goods, std::to_string(id), {{test_shop::kBurger, "1"}}));
      }
      const int before = fresh.exchanges();
      fresh.fail_at(exchange, fault);
      const auto kinds =
          settle(documents, [&](std::span<const order::PosDocument> rest) { return pos->post(*open, rest); });
      fired = fresh.exchanges() - before >= exchange;
      fresh.heal();
      for (const Kind kind : kinds) EXPECT_TRUE(kind == Kind::created || kind == Kind::exists);
      EXPECT_EQ(fresh.rows("pos.order").size(), 12U);
      EXPECT_EQ(fresh.rows("stock.picking").size(), 12U);
      EXPECT_EQ(fresh.on_hand(test_shop::kBurger), 88);
      if (HasFailure()) return;
      past = std::max(past, exchange);
    }
  }
  EXPECT_GT(past, 3) << "the faults reached the look-up and both batches";
}

INSTANTIATE_TEST_SUITE_P(Versions, OdooExchange, ::testing::ValuesIn(testing::kAllOdoos), testing::odoo_name);

}  // namespace
}  // namespace ordersync::pos
