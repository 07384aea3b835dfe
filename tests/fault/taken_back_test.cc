// What people took back in Odoo itself, before the source takes the same sale back: the money would be given
// back twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/order_words.h"
#include "tests/support/world.h"

namespace ordersync::testing {
namespace {

using journal::State;

constexpr double kGivenBack = -5.0;

void sell(World& world) {
  world.source.put(order_json({"639", "1 Tea at 5.00", "5.00", "5.00 Cash", ""}));
  world.run();
  ASSERT_EQ(world.booked().size(), 1u);
}

// An order in Odoo that is not ours, with this receipt number; its id.
nlohmann::json give_back(World& world, const nlohmann::json& reference) {
  const auto sale = world.odoo().rows("pos.order").front();
  return world.odoo().call("pos.order", "create",
                           {{{"name", "Main Store/0002"},
                             {"pos_reference", reference},
                             {"session_id", sale["session_id"]},
                             {"company_id", sale["company_id"]},
                             {"date_order", sale["date_order"]},
                             {"amount_total", kGivenBack},
                             {"amount_tax", 0.0},
                             {"amount_paid", kGivenBack},
                             {"amount_return", 0.0}}});
}

void expect_that_the_refund_waits(World& world) {
  world.source.put(
      order_json({"639", "-1 Tea at 5.00", "-5.00", "-5.00 Cash", R"(OrderStatus=106, RefundID="R1")"}));
  world.clock.advance(std::chrono::minutes(1));
  world.run();
  ASSERT_EQ(world.order("639:refund:R1").state, State::parked);
  EXPECT_EQ(world.order("639:refund:R1").error->code, "refund_above_sale");
}

// "Return Products" copies the sale with its receipt number.
TEST(TakenBack, ARefundOnTopOfReturnedProductsWaitsForAPerson) {
  World world(OdooVersion::v17);
  sell(world);
  give_back(world, world.odoo().rows("pos.order").front()["pos_reference"]);
  expect_that_the_refund_waits(world);
}

// A refund at the till is an order of its own from 15 on, and only its lines say of which.
TEST(TakenBack, ARefundOnTopOfOneAtTheTillWaitsForAPerson) {
  for (const OdooVersion version : {OdooVersion::v15, OdooVersion::v17, OdooVersion::v19}) {
    World world(version);
    sell(world);
    const auto refund = give_back(world, "Order 00001-001-0002");
    const auto line = world.odoo().rows("pos.order.line").front();
    world.odoo().call("pos.order.line", "create",
                      {{{"order_id", refund},
                        {"product_id", line["product_id"]},
                        {"qty", -1},
                        {"price_unit", -kGivenBack},
                        {"price_subtotal", kGivenBack},
                        {"price_subtotal_incl", kGivenBack},
                        {"refunded_orderline_id", line["id"]}}});
    expect_that_the_refund_waits(world);
  }
}

}  // namespace
}  // namespace ordersync::testing
