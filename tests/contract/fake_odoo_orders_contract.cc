// Posting orders: what every version keeps, and the traps that differ. Each fact was recorded on a real
// server.
#include "tests/contract/fake_odoo_fixture.h"

namespace ordersync::testing {
namespace {

class OdooOrders : public EveryOdoo {
 protected:
  void SetUp() override { session = wire.open_session(); }
  int session = 0;
};

TEST_P(OdooOrders, PaidOrderHasNamePickingAndPayments) {
  const auto posted = wire.post(fries("SHOP 00001-001-0001"));
  ASSERT_FALSE(posted.failed()) << posted.message();
  const json order = wire.order("SHOP 00001-001-0001");
  EXPECT_EQ(order["state"], "paid");
  EXPECT_EQ(order["name"], from(19) ? "Main Store - 0001" : "Main Store/0001");
  EXPECT_EQ(order["amount_total"], 11.5);
  EXPECT_EQ(order["amount_paid"], 11.5);
  EXPECT_EQ(order["date_order"], "2026-11-22 09:30:00");
  EXPECT_EQ(order["session_id"], session);
  const json pickings = odoo.rows("stock.picking", {{"pos_order_id", "=", order["id"]}});
  ASSERT_EQ(pickings.size(), 1U);
  EXPECT_EQ(pickings[0]["state"], "done");
  EXPECT_EQ(pickings[0]["origin"], order["name"]);
  EXPECT_EQ(pickings[0]["pos_session_id"], session);
  EXPECT_EQ(pickings[0]["date_done"], "2026-11-22 12:00:00");
  EXPECT_EQ(odoo.on_hand(odoo.shop.fries), 99);
}

TEST_P(OdooOrders, AnswerIsTheVersions) {
  const json result = wire.post(fries("A")).result();
  if (!from(18)) {
    EXPECT_EQ(result[0]["pos_reference"], "A");
    EXPECT_EQ(result[0].contains("account_move"), from(15));
    return;
  }
  EXPECT_EQ(result["pos.order"][0]["pos_reference"], "A");
  EXPECT_EQ(result["pos.order"][0]["session_id"], session);
  EXPECT_EQ(result["pos.payment"][0]["amount"], 11.5);
  EXPECT_EQ(result["pos.order.line"][0]["product_id"], odoo.shop.fries);
  EXPECT_TRUE(result["pos.session"].empty());
  EXPECT_EQ(result.contains("account.move"), from(19));
}

TEST_P(OdooOrders, SameOrderAgainIsNoSecondOne) {
  wire.post(fries("A"));
  const auto again = wire.post(fries("A"));
  EXPECT_EQ(wire.orders("A").size(), 1U);
  EXPECT_EQ(odoo.on_hand(odoo.shop.fries), 99);
  if (from(18)) {
    EXPECT_EQ(again.result()["pos.order"][0]["state"], "paid");
  } else {
    EXPECT_EQ(again.result(), json::array());
  }
}

TEST_P(OdooOrders, TwiceInOneBatchIsOneOrder) {
  wire.post({fries("A"), fries("A")});
  EXPECT_EQ(wire.orders("A").size(), 1U);
}

TEST_P(OdooOrders, OneBadOrderStoresNothingOfTheBatch) {
  WireOrder bad = fries("B");
  bad.lines[0].product = 999999;
  const auto reply = wire.post({fries("A"), bad, fries("C")});
  EXPECT_EQ(reply.name(), "odoo.exceptions.ValidationError");
  const std::string clue = from(19) ? "'Product' (product_id)" : "pos_order_line_product_id_fkey";
  EXPECT_NE(reply.message().find(clue), std::string::npos) << reply.message();
  EXPECT_TRUE(odoo.rows("pos.order").empty());
  EXPECT_TRUE(odoo.rows("stock.picking").empty());
  EXPECT_EQ(odoo.on_hand(odoo.shop.fries), 100);
}

TEST_P(OdooOrders, FailuresLeaveHolesInTheNumbers) {
  WireOrder bad = fries("B");
  bad.payments = {{999, 11.5}};
  wire.post({fries("A 001-0001"), bad});
  wire.post(fries("A 001-0001"));
  EXPECT_EQ(wire.order("A 001-0001")["name"], from(19) ? "Main Store - 0001" : "Main Store/0002");
}

TEST_P(OdooOrders, MethodOutsideTheConfigIsRefused) {
  WireOrder order = fries("A");
  order.session = wire.open_session(odoo.shop.kiosk);
  order.payments = {{odoo.shop.cash, 11.5}};
  const auto reply = wire.post(order);
  EXPECT_EQ(reply.name(), "odoo.exceptions.ValidationError");
  EXPECT_EQ(reply.message(), "The payment method selected is not allowed in the config of the POS session.");
}

TEST_P(OdooOrders, UnknownSessionIsAMissingError) {
  WireOrder order = fries("A");
  order.session = 999999;
  const auto reply = wire.post(order);
  EXPECT_EQ(reply.name(), "odoo.exceptions.MissingError");
  EXPECT_EQ(reply.message(),
            "Record does not exist or has been deleted.\n(Record: pos.session(999999,), User: 6)");
}

TEST_P(OdooOrders, UnderpaidOrderIsASilentDraftUpTo18) {
  const auto reply = wire.post(fries("A", 5));
  if (from(19)) {
    EXPECT_EQ(reply.name(), "odoo.exceptions.UserError");
    EXPECT_EQ(reply.message(), "Order / is not fully paid.");
    EXPECT_TRUE(odoo.rows("pos.order").empty());
    EXPECT_EQ(odoo.on_hand(odoo.shop.fries), 100);
    return;
  }
  EXPECT_FALSE(reply.failed());
  const json order = wire.order("A");
  EXPECT_EQ(order["state"], "draft");
  EXPECT_EQ(order["name"], "/");
  EXPECT_EQ(order["amount_paid"], 5.0);
  EXPECT_EQ(order["picking_ids"].size(), 1U);
  EXPECT_EQ(odoo.on_hand(odoo.shop.fries), 99);  // gone all the same
}

INSTANTIATE_TEST_SUITE_P(Versions, OdooOrders, ::testing::ValuesIn(kAllOdoos), odoo_name);

}  // namespace
}  // namespace ordersync::testing
