// What is paid: tolerance, zero, change, cash rounding, float noise.
#include "tests/contract/fake_odoo_fixture.h"

namespace ordersync::testing {
namespace {

class OdooMoney : public EveryOdoo {
 protected:
  void SetUp() override { wire.open_session(); }
  bool paid(const WireOrder& order) {
    const auto reply = wire.post(order);
    return !reply.failed() && wire.order(order.reference)["state"] == "paid";
  }
};

TEST_P(OdooMoney, LessThanHalfACentIsNoDifference) {
  WireOrder order = fries("A");
  order.total = 11.504;
  EXPECT_TRUE(paid(order));
  EXPECT_EQ(wire.order("A")["amount_total"], from(18) ? 11.5 : 11.504);
  EXPECT_FALSE(paid(fries("B", 11.49)));
}

TEST_P(OdooMoney, NothingIsComputedAgainWhenAnOrderIsPosted) {
  WireOrder order = fries("A");
  order.total = 100;
  order.payments = {{odoo.shop.card, 100.0}};
  EXPECT_TRUE(paid(order));
  EXPECT_EQ(wire.order("A")["amount_total"], 100.0);
}

TEST_P(OdooMoney, ZeroIsPaidWithoutAPayment) {
  WireOrder order = fries("A");
  order.lines[0] = {11, 1, 10.0, 0.0, 0.0, {1}, 100};
  order.payments = {};
  order.total = 0;
  order.tax = 0;
  EXPECT_TRUE(paid(order));
}

TEST_P(OdooMoney, OrderWithoutLinesIsPaidAndMovesNothing) {
  WireOrder order = fries("A");
  order.lines.clear();
  EXPECT_TRUE(paid(order));
  EXPECT_TRUE(odoo.rows("stock.picking").empty());
}

TEST_P(OdooMoney, NegativeCashLineIsChangeInEveryVersion) {
  WireOrder order = fries("A");
  order.payments = {{odoo.shop.cash, 20.0}, {odoo.shop.cash, -8.5}};
  EXPECT_TRUE(paid(order));
  EXPECT_EQ(wire.order("A")["amount_paid"], 11.5);
}

TEST_P(OdooMoney, PaymentsAreReadNewestFirst) {
  WireOrder order = fries("A");
  order.payments = {{odoo.shop.cash, 20.0}, {odoo.shop.cash, -8.5}};
  wire.post(order);
  EXPECT_EQ(wire.read("pos.order", 1, {"payment_ids"})["payment_ids"], json::array({2, 1}));
}

TEST_P(OdooMoney, SumsHaveTheNoiseOfFloatsUpTo17) {
  WireOrder order = fries("A");
  order.payments = {{odoo.shop.card, 0.1}, {odoo.shop.card, 0.2}, {odoo.shop.card, 11.2}};
  EXPECT_TRUE(paid(order));
  EXPECT_EQ(wire.order("A")["amount_paid"].dump(), from(18) ? "11.5" : json(0.1 + 0.2 + 11.2).dump());
}

TEST_P(OdooMoney, ListPricesHaveTheNoiseOfFloatsUpTo17) {
  odoo.set("product.product", odoo.shop.tea, "list_price", 24.99);
  const json price = wire.read("product.product", odoo.shop.tea, {"lst_price"})["lst_price"];
  EXPECT_EQ(price.dump(), from(18) ? "24.99" : "24.990000000000002");
}

TEST_P(OdooMoney, CashRoundingAcceptsTheRoundedAmount) {
  odoo.set_cash_rounding(0.05, "HALF-UP");
  WireOrder order = fries("A");
  order.total = 11.52;
  order.payments = {{odoo.shop.cash, 11.5}};
  EXPECT_TRUE(paid(order));
  order.reference = "B";
  order.payments = {{odoo.shop.cash, 11.45}};
  EXPECT_FALSE(paid(order));
}

INSTANTIATE_TEST_SUITE_P(Versions, OdooMoney, ::testing::ValuesIn(kAllOdoos), odoo_name);

}  // namespace
}  // namespace ordersync::testing
