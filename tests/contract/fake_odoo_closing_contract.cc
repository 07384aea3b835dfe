// Closing: what blocks it, what it books, and the cents that come back. Amounts as recorded or as the sources
// compute them.
#include "tests/contract/fake_odoo_fixture.h"

namespace ordersync::testing {
namespace {

class OdooClosing : public EveryOdoo {
 protected:
  void SetUp() override { session = wire.open_session(); }

  std::string state() { return odoo.row("pos.session", session)["state"]; }
  // Closes with this much cash counted: 14 in its own way, the others as the till does.
  json close(double counted) {
    if (from(15)) return wire.close(session, counted);
    const int statement = odoo.row("pos.session", session)["cash_register_id"];
    wire.ok("account.bank.statement", "write", {{statement}, {{"balance_end_real", counted}}});
    wire.ok("pos.session", "action_pos_session_closing_control", json::array({{session}}));
    return wire.kw("pos.session", "action_pos_session_validate", json::array({{session}})).body;
  }
  WireOrder in_cash(const std::string& reference) {
    WireOrder order = fries(reference);
    order.payments = {{odoo.shop.cash, 11.5}};
    return order;
  }

  int session = 0;
};

TEST_P(OdooClosing, BalancedSessionCloses) {
  wire.post({in_cash("A"), fries("B")});
  const json answer = close(11.5);
  if (from(15)) {
    EXPECT_EQ(answer, json({{"successful", true}}));
  } else {
    EXPECT_EQ(answer["result"]["type"], "ir.actions.client");
  }
  const json closed = odoo.row("pos.session", session);
  EXPECT_EQ(closed["state"], "closed");
  EXPECT_EQ(closed["cash_register_balance_end"], 11.5);
  EXPECT_EQ(closed["cash_register_difference"], 0.0);
  EXPECT_EQ(closed["order_count"], 2);
  EXPECT_EQ(closed["picking_count"], 2);
  EXPECT_EQ(wire.order("A")["state"], "done");
  const json entry = odoo.row("account.move", closed["move_id"]);
  EXPECT_EQ(entry["name"], "POSS/2026/11/0001");
  EXPECT_EQ(entry["ref"], closed["name"]);
}

TEST_P(OdooClosing, DraftOrderBlocks) {
  wire.post(fries("A"));
  if (from(18)) {
    WireOrder draft = fries("B");
    draft.also = {{"state", "draft"}};
    wire.post(draft);
  } else {
    wire.post(fries("B", 5));
  }
  const int draft = wire.order("B")["id"];
  const json answer = close(0);
  EXPECT_NE(state(), "closed");
  if (!from(15)) {
    EXPECT_EQ(answer["error"]["data"]["name"], "odoo.exceptions.UserError");
  } else {
    EXPECT_EQ(answer["successful"], false);
    EXPECT_EQ(answer["redirect"], false);
    EXPECT_EQ(answer["message"],
              from(19) ? "You cannot close the POS while there are still draft orders for the day."
                       : "You cannot close the POS when orders are still in draft");
    EXPECT_EQ(answer.value("open_order_ids", json()), from(18) ? json::array({draft}) : json());
  }
  wire.ok("pos.order", "action_pos_order_cancel", json::array({{draft}}));
  const json closed = close(0);
  if (from(15) && !from(17)) {
    // Up to 16 a cancelled order counts as sold when the session closes; 14 books the difference by itself.
    EXPECT_EQ(closed["message"], "Force Close Session");
    EXPECT_NE(state(), "closed");
  } else {
    EXPECT_EQ(state(), "closed");
  }
  EXPECT_EQ(wire.order("B")["state"], "cancel");
}

TEST_P(OdooClosing, CentOffIsAskedAboutAnd14BooksIt) {
  WireOrder wrong = fries("A");
  wrong.total = 11.51;
  wrong.payments = {{odoo.shop.card, 11.51}};
  ASSERT_FALSE(wire.post(wrong).failed());
  EXPECT_EQ(wire.order("A")["state"], "paid");
  const json answer = close(0);
  if (!from(15)) {
    EXPECT_EQ(state(), "closed");
    const json lines = odoo.rows("account.move.line", {{"name", "=", "Difference at closing PoS session"}});
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0]["credit"], 0.01);
    return;
  }
  EXPECT_EQ(answer["successful"], false);
  EXPECT_EQ(answer["message"], "Force Close Session");
  EXPECT_EQ(answer["redirect"], true);
  EXPECT_EQ(state(), "opened");  // rolled back
  const json wizard = wire.ok("pos.session", "action_pos_session_closing_control", json::array({{session}}));
  EXPECT_EQ(wizard["res_model"], "pos.close.session.wizard");
  EXPECT_EQ(wizard["context"]["active_ids"], json::array({session}));
  EXPECT_EQ(wire.ok("pos.close.session.wizard", "close_session", json::array({{wizard["res_id"]}}),
                    {{"context", wizard["context"]}}),
            true);
  EXPECT_EQ(state(), "closed");
}

// Read in the sources: records that a relation leads to are those that are not archived.
TEST_P(OdooClosing, ArchivedTaxIsNoneWhenTheSessionCloses) {
  ASSERT_FALSE(wire.post(fries("A")).failed());
  odoo.set("account.tax", odoo.shop.vat_15, "active", false);
  const json answer = close(0);
  if (!from(15)) {
    EXPECT_EQ(state(), "closed");
    EXPECT_EQ(odoo.rows("account.move.line", {{"name", "=", "Difference at closing PoS session"}}).size(),
              1U);
    return;
  }
  EXPECT_EQ(answer["message"], "Force Close Session");
  EXPECT_EQ(state(), "opened");
}

TEST_P(OdooClosing, CountedCashIsBookedAgainstTheExpected) {
  wire.post(in_cash("A"));
  if (from(15)) {
    const json data = wire.ok("pos.session", "get_closing_control_data", json::array({{session}}));
    EXPECT_EQ(data["default_cash_details"]["amount"], 11.5);
    EXPECT_EQ(data["default_cash_details"]["payment_amount"], 11.5);
    EXPECT_EQ(data["orders_details"], json({{"quantity", 1}, {"amount", 11.5}}));
    EXPECT_EQ(data["is_manager"], false);
    EXPECT_TRUE(data.contains(from(18) ? "non_cash_payment_methods" : "other_payment_methods"));
    close(14.5);
  } else {
    // A plain user may not close with a difference above what the configuration allows.
    EXPECT_EQ(close(14.5)["error"]["data"]["name"], "odoo.exceptions.UserError");
    odoo.user.rights = OdooRights::pos_manager;
    const json wizard = wire.ok("pos.session", "action_pos_session_validate", json::array({{session}}));
    EXPECT_EQ(wizard["res_model"], "closing.balance.confirm.wizard");
    const json id = wire.ok("closing.balance.confirm.wizard", "create", json::array({json::object()}));
    wire.ok("closing.balance.confirm.wizard", "confirm_closing_balance", json::array({{id}}),
            {{"context", {{"session_id", session}}}});
  }
  const json closed = odoo.row("pos.session", session);
  EXPECT_EQ(closed["state"], "closed");
  EXPECT_EQ(closed["cash_register_balance_end_real"], 14.5);
  EXPECT_EQ(closed["cash_register_difference"], 3.0);
}

TEST_P(OdooClosing, NextSessionBeginsWithWhatWasLeft) {
  wire.post(in_cash("A"));
  close(11.5);
  const int next = wire.ok("pos.session", "create", {{{"config_id", 1}}}).get<int>();
  EXPECT_EQ(wire.read("pos.session", next, {"cash_register_balance_start"})["cash_register_balance_start"],
            11.5);
}

TEST_P(OdooClosing, ClosedSessionSaysSo) {
  close(0);
  if (!from(15)) return;
  const json answer = wire.ok("pos.session", "close_session_from_ui", json::array({{session}}));
  EXPECT_EQ(answer["successful"], false);
  EXPECT_EQ(answer["redirect"], true);
}

TEST_P(OdooClosing, ClosingStateStaysWhereTheCloseIsRefused) {
  if (!from(15)) return;
  WireOrder wrong = fries("A");
  wrong.total = 11.51;
  wrong.payments = {{odoo.shop.card, 11.51}};
  wire.post(wrong);
  wire.ok("pos.session", "update_closing_control_state_session", {{session}, ""});
  close(0);
  EXPECT_EQ(state(), "closing_control");
  wire.ok("pos.session", "write", {{session}, {{"state", "opened"}}});
  EXPECT_EQ(state(), "opened");
}

TEST_P(OdooClosing, StockAtClosingIsOnePickingForTheSession) {
  wire.ok("pos.session", "write", {{session}, {{"update_stock_at_closing", true}}});
  wire.post({in_cash("A"), fries("B")});
  EXPECT_TRUE(odoo.rows("stock.picking").empty());
  EXPECT_EQ(odoo.on_hand(odoo.shop.fries), 100);
  close(11.5);
  const json pickings = odoo.rows("stock.picking");
  ASSERT_EQ(pickings.size(), 1U);
  EXPECT_EQ(pickings[0]["pos_order_id"], false);
  EXPECT_EQ(pickings[0]["pos_session_id"], session);
  EXPECT_EQ(pickings[0]["origin"], odoo.row("pos.session", session)["name"]);
  EXPECT_EQ(odoo.on_hand(odoo.shop.fries), 98);
}

TEST_P(OdooClosing, FlagThatFlipsInMidSessionPicksTwice) {
  wire.post(fries("A"));
  EXPECT_EQ(odoo.on_hand(odoo.shop.fries), 99);
  wire.ok("pos.session", "write", {{session}, {{"update_stock_at_closing", true}}});
  close(0);
  EXPECT_EQ(odoo.on_hand(odoo.shop.fries), 98);
}

TEST_P(OdooClosing, SharesOfACentFollowTheRoundingOfTheCompany) {
  // Three lines of 0.33 with 5 %: 0.0165 of tax each. A line alone gives 0.02, the order 0.05.
  WireOrder order = fries("A");
  order.lines.assign(3, {14, 1, 0.33, 0.33, 0.35, {2}});
  order.total = 1.05;
  order.tax = 0.06;
  order.payments = {{odoo.shop.card, 1.05}};
  odoo.set_rounding("round_per_line");
  wire.post(order);
  close(0);
  EXPECT_EQ(state(), "closed");
  session = wire.open_session();
  odoo.set_rounding("round_globally");
  order.session = session;
  order.reference = "B";
  wire.post(order);
  close(0);
  EXPECT_EQ(state(), from(15) ? "opened" : "closed");
}

TEST_P(OdooClosing, TaxIncludedPricesBalance) {
  WireOrder order = fries("A");
  order.lines = {{24, 1, 11.5, 10.0, 11.5, {3}}, {24, 3, 11.5, 30.0, 34.5, {3}}};
  order.total = 46.0;
  order.tax = 6.0;
  order.payments = {{odoo.shop.card, 46.0}};
  for (const char* rounding : {"round_per_line", "round_globally"}) {
    odoo.set_rounding(rounding);
    order.session = session;
    order.reference = rounding;
    wire.post(order);
    close(0);
    EXPECT_EQ(state(), "closed") << rounding;
    session = wire.open_session();
  }
}

INSTANTIATE_TEST_SUITE_P(Versions, OdooClosing, ::testing::ValuesIn(kAllOdoos), odoo_name);

TEST(Odoo14, ClosesNoSessionWhenATaxHasNoAccount) {
  OdooWire wire(OdooVersion::v14);
  wire.odoo.switches.taxes_have_accounts = false;
  const int session = wire.open_session();
  wire.post(fries("A"));
  wire.ok("pos.session", "action_pos_session_closing_control", json::array({{session}}));
  EXPECT_EQ(wire.kw("pos.session", "action_pos_session_validate", json::array({{session}})).message(),
            "Unable to close and validate the session.\nPlease set corresponding tax account in each "
            "repartition line of the following taxes: \nVAT 15%");
}

TEST(Odoo14, CountsCancelledOrdersWhenItCloses) {
  OdooWire wire(OdooVersion::v14);
  const int session = wire.open_session();
  wire.post(fries("A", 5));
  wire.ok("pos.order", "action_pos_order_cancel", json::array({{1}}));
  wire.ok("pos.session", "action_pos_session_closing_control", json::array({{session}}));
  wire.ok("pos.session", "action_pos_session_validate", json::array({{session}}));
  EXPECT_EQ(wire.odoo.row("pos.session", session)["state"], "closed");
  const json difference =
      wire.odoo.rows("account.move.line", {{"name", "=", "Difference at closing PoS session"}});
  ASSERT_EQ(difference.size(), 1U);
  EXPECT_EQ(difference[0]["debit"], 6.5);
}

// The numbers of the recorded flows: 59.79 = 3 × 10.00 − 10 % + 24.99, taxed with 15 %.
class OdooRecorded : public ::testing::Test {
 protected:
  static WireOrder order(const std::string& reference) {
    WireOrder order;
    order.reference = reference;
    order.lines = {{11, 3, 10.0, 27.0, 31.05, {1}, 10.0}, {11, 1, 24.99, 24.99, 28.74}};
    order.payments = {{3, 20.0}, {2, 50.0}, {2, -10.21}};
    order.total = 59.79;
    order.tax = 7.8;
    return order;
  }
};

TEST_F(OdooRecorded, Odoo17ClosingDataKeepsTheNoise) {
  OdooWire wire(OdooVersion::v17);
  const int session = wire.open_session();
  wire.post({order("A"), order("B"), order("C"), fries("D")});
  const json data = wire.ok("pos.session", "get_closing_control_data", json::array({{session}}));
  EXPECT_EQ(data["orders_details"]["quantity"], 4);
  EXPECT_NEAR(data["orders_details"]["amount"].get<double>(), 190.87, 1e-9);
  EXPECT_NE(data["orders_details"]["amount"], 190.87);
  EXPECT_EQ(data["default_cash_details"]["payment_amount"], 119.37);
  EXPECT_EQ(data["opening_notes"], "");
  EXPECT_EQ(data["other_payment_methods"][1],
            json({{"name", "Card"}, {"amount", 71.5}, {"number", 4}, {"id", 3}, {"type", "bank"}}));
  EXPECT_EQ(wire.close(session, 119.37), json({{"successful", true}}));
}

TEST_F(OdooRecorded, Odoo19ClosesWithTheCashThatItExpects) {
  OdooWire wire(OdooVersion::v19);
  wire.odoo.set_rounding("round_per_line");
  const int session = wire.ok("pos.session", "create", {{{"config_id", 1}}}).get<int>();
  wire.open(session, 39.94);
  wire.post(order("A"));
  const json data = wire.ok("pos.session", "get_closing_control_data", json::array({{session}}));
  EXPECT_EQ(data["default_cash_details"]["opening"], 39.94);
  EXPECT_EQ(data["default_cash_details"]["payment_amount"], 39.79);
  EXPECT_EQ(data["default_cash_details"]["amount"], 79.72999999999999);
  EXPECT_EQ(wire.close(session, 79.72999999999999), json({{"successful", true}}));
  EXPECT_EQ(wire.odoo.row("pos.session", session)["cash_register_balance_end_real"], 79.73);
}

TEST_F(OdooRecorded, RoundedGloballyTheSameOrderHasNoCentTooMuch) {
  OdooWire wire(OdooVersion::v19);  // 51.99 and 7.7985: 59.79 as well
  const int session = wire.open_session();
  wire.post(order("A"));
  EXPECT_EQ(wire.close(session, 39.79), json({{"successful", true}}));
}

TEST(Odoo17, AnotherOpeningCashIsBookedAsADifference) {
  OdooWire wire(OdooVersion::v17);
  const int session = wire.ok("pos.session", "create", {{{"config_id", 1}}}).get<int>();
  wire.open(session, 50.0);
  const json data =
      wire.ok("pos.session", "get_closing_control_data", json::array({{session}}))["default_cash_details"];
  EXPECT_EQ(data["opening"], 0.0);
  EXPECT_EQ(data["amount"], 50.0);
  EXPECT_EQ(data["moves"].size(), 1U);
  EXPECT_EQ(wire.odoo.row("pos.session", session)["cash_register_balance_end"], 50.0);
}

TEST(Odoo17, RescueSessionIsClosedByClosingControl) {
  OdooWire wire(OdooVersion::v17);
  const int session = wire.open_session();
  wire.close(session, 0);
  wire.post(fries("A"));
  const int rescue = wire.order("A")["session_id"];
  EXPECT_EQ(wire.ok("pos.session", "action_pos_session_closing_control", json::array({{rescue}})), true);
  EXPECT_EQ(wire.odoo.row("pos.session", rescue)["state"], "closed");
}

TEST(Odoo17, UserWithoutAnEmailCannotCloseAnd19Can) {
  for (const auto& [version, fails] : {std::pair{OdooVersion::v17, true}, std::pair{OdooVersion::v18, true},
                                       std::pair{OdooVersion::v19, false}}) {
    OdooWire wire(version);
    const int session = wire.open_session();
    wire.odoo.user.email.clear();
    const auto reply = wire.kw("pos.session", "close_session_from_ui", json::array({{session}}));
    EXPECT_EQ(reply.failed(), fails);
    EXPECT_EQ(wire.odoo.row("pos.session", session)["state"], fails ? "opened" : "closed");
  }
}

TEST(OdooTaxes, ComputeAllAnswersAsRecorded) {
  const auto computed = [](OdooVersion version) {
    OdooWire wire(version);
    return wire.ok("account.tax", "compute_all", {{1}, 0.29700000000000004, nullptr, 1});
  };
  const json in_14 = computed(OdooVersion::v14);
  EXPECT_EQ(in_14["taxes"][0]["amount"], 0.05);
  EXPECT_EQ(in_14["taxes"][0]["base"], 0.3);
  EXPECT_EQ(in_14["total_included"], 0.35000000000000003);
  EXPECT_EQ(in_14["total_void"], 0.3);
  const json in_17 = computed(OdooVersion::v17);
  EXPECT_EQ(in_17["total_included"], 0.35000000000000003);
  const json in_18 = computed(OdooVersion::v18);
  EXPECT_EQ(in_18["taxes"][0]["amount"], 0.05);
  EXPECT_EQ(in_18["total_included"], 0.35);
  EXPECT_EQ(in_18["total_void"], 0.35);
  const json in_19 = computed(OdooVersion::v19);  // whose companies round globally
  EXPECT_EQ(in_19["taxes"][0]["amount"], 0.04);
  EXPECT_EQ(in_19["taxes"][0]["base"], 0.29700000000000004);
  EXPECT_EQ(in_19["total_excluded"], 0.3);
  EXPECT_EQ(in_19["total_included"], 0.34);
  EXPECT_NEAR(in_19["total_void"].get<double>(), 0.337, 1e-9);
}

}  // namespace
}  // namespace ordersync::testing
