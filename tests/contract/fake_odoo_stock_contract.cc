// What orders do to the stock.
#include "tests/contract/fake_odoo_fixture.h"

namespace ordersync::testing {
namespace {

class OdooStock : public EveryOdoo {
 protected:
  void SetUp() override { wire.open_session(); }
  WireOrder selling(int product, double qty, double price) {
    WireOrder order;
    order.reference = "A";
    order.lines = {{product, qty, price, qty * price, qty * price, {}}};
    order.payments = {{odoo.shop.card, qty * price}};
    order.total = qty * price;
    return order;
  }
};

TEST_P(OdooStock, MoveIsDoneWithTheQuantitySold) {
  wire.post(selling(odoo.shop.tea, 3, 5));
  const json moves = odoo.rows("stock.move");
  ASSERT_EQ(moves.size(), 1U);
  EXPECT_EQ(moves[0]["state"], "done");
  EXPECT_EQ(moves[0]["product_uom_qty"], 3.0);
  EXPECT_EQ(moves[0][from(17) ? "quantity" : "quantity_done"], 3.0);
  EXPECT_FALSE(moves[0].contains(from(17) ? "quantity_done" : "quantity"));
  EXPECT_EQ(odoo.on_hand(odoo.shop.tea), 97);
}

TEST_P(OdooStock, ServiceMovesNothing) {
  wire.post(selling(odoo.shop.tips, 1, 1));
  EXPECT_EQ(wire.order("A")["state"], "paid");
  EXPECT_TRUE(odoo.rows("stock.picking").empty());
}

TEST_P(OdooStock, ConsumableIsPickedWithoutAQuant) {
  wire.post(selling(odoo.shop.napkin, 10, 0.1));
  EXPECT_EQ(odoo.rows("stock.picking").size(), 1U);
  EXPECT_TRUE(odoo.rows("stock.quant", {{"product_id", "=", odoo.shop.napkin}}).empty());
}

TEST_P(OdooStock, StockGoesBelowZero) {
  wire.post(selling(odoo.shop.caviar, 3, 50));
  EXPECT_EQ(odoo.rows("stock.picking").at(0)["state"], "done");
  EXPECT_EQ(odoo.on_hand(odoo.shop.caviar), -2);
}

TEST_P(OdooStock, ArchivedProductIsSoldLikeAnyOther) {
  WireOrder order = fries("A");
  order.lines[0].product = odoo.shop.archived;
  EXPECT_FALSE(wire.post(order).failed());
  EXPECT_EQ(wire.order("A")["state"], "paid");
  EXPECT_EQ(odoo.on_hand(odoo.shop.archived), 99);
}

TEST_P(OdooStock, RefundBringsTheGoodsBack) {
  wire.post(fries("A"));
  WireOrder refund = fries("R");
  refund.lines[0] = {11, -1, 10.0, -10.0, -11.5};
  refund.payments = {{odoo.shop.card, -11.5}};
  refund.total = -11.5;
  refund.tax = -1.5;
  if (from(15)) refund.lines[0].refunds = wire.order("A")["lines"][0];
  ASSERT_FALSE(wire.post(refund).failed());
  const json order = wire.order("R");
  EXPECT_EQ(order["state"], "paid");
  if (from(15)) {
    EXPECT_EQ(order["name"], wire.order("A")["name"].get<std::string>() + " REFUND");
  }
  EXPECT_EQ(odoo.on_hand(odoo.shop.fries), 100);
}

TEST_P(OdooStock, GoodsInBothDirectionsAreTwoPickings) {
  WireOrder order = fries("A");
  order.lines.push_back({12, -1, 5.0, -5.0, -5.0, {}});
  order.total = 6.5;
  order.payments = {{odoo.shop.card, 6.5}};
  wire.post(order);
  EXPECT_EQ(wire.order("A")["picking_ids"].size(), 2U);
  EXPECT_EQ(odoo.on_hand(odoo.shop.tea), 101);
}

TEST_P(OdooStock, PickingThatCannotBeDoneIsSwallowed) {
  odoo.set("product.product", odoo.shop.tea, "tracking", "lot");
  EXPECT_FALSE(wire.post(selling(odoo.shop.tea, 1, 5)).failed());
  EXPECT_EQ(wire.order("A")["state"], "paid");
  EXPECT_EQ(wire.order("A")["failed_pickings"], true);
  EXPECT_EQ(odoo.rows("stock.picking").at(0)["state"], "assigned");
  EXPECT_EQ(odoo.on_hand(odoo.shop.tea), 100);
}

TEST_P(OdooStock, QuantityIsKeptWithTwoDigits) {
  wire.post(selling(odoo.shop.tea, 0.333, 5));
  EXPECT_EQ(odoo.rows("pos.order.line").at(0)["qty"], 0.33);
}

TEST_P(OdooStock, RecordsMadeByHandMoveNoStock) {
  const json line = {{"product_id", odoo.shop.tea}, {"qty", 1},
                     {"price_unit", 5.0},           {"price_subtotal", 5.0},
                     {"price_subtotal_incl", 5.0},  {"name", "1"}};
  const int order = wire.ok("pos.order", "create",
                            {{{"session_id", 1},
                              {"company_id", 1},
                              {"amount_total", 5.0},
                              {"amount_tax", 0.0},
                              {"amount_paid", 5.0},
                              {"amount_return", 0.0},
                              {"pricelist_id", odoo.shop.pricelist},
                              {"lines", {{0, 0, line}}}}})
                        .get<int>();
  wire.ok("pos.payment", "create",
          {{{"pos_order_id", order}, {"amount", 5.0}, {"payment_method_id", odoo.shop.card}}});
  wire.ok("pos.order", "action_pos_order_paid", json::array({{order}}));
  EXPECT_EQ(odoo.row("pos.order", order)["state"], "paid");
  EXPECT_TRUE(odoo.rows("stock.picking").empty());
}

TEST_P(OdooStock, InvoicedOrderIsPickedAtOnceEvenWhenStockWaitsForTheClosing) {
  wire.ok("pos.session", "write", {{1}, {{"update_stock_at_closing", true}}});
  WireOrder order = fries("A");
  order.also = {{"partner_id", odoo.shop.partner}, {"to_invoice", true}};
  wire.post({order, fries("B")});
  EXPECT_EQ(wire.order("A")["picking_ids"].size(), 1U);
  EXPECT_TRUE(wire.order("B")["picking_ids"].empty());
}

INSTANTIATE_TEST_SUITE_P(Versions, OdooStock, ::testing::ValuesIn(kAllOdoos), odoo_name);

}  // namespace
}  // namespace ordersync::testing
