// Sessions until they take orders, and what becomes of orders that come too late.
#include "tests/contract/fake_odoo_fixture.h"

namespace ordersync::testing {
namespace {

class FakeOdooSessions : public EveryOdoo {
 protected:
  int create(int config = 1) {
    return wire.ok("pos.session", "create", {{{"config_id", config}}}).get<int>();
  }
  std::string state(int session) { return odoo.row("pos.session", session)["state"]; }
};

TEST_P(FakeOdooSessions, NewSessionWaitsForItsCash) {
  const json session = odoo.row("pos.session", create());
  EXPECT_EQ(session["state"], "opening_control");
  EXPECT_EQ(session["name"], from(19) ? "/" : from(18) ? "Main Store/00000" : "POS/00001");
  EXPECT_EQ(session["start_at"], from(18) ? json(false) : json("2026-11-22 12:00:00"));
  EXPECT_EQ(session["update_stock_at_closing"], !from(18));  // the company's default
  EXPECT_EQ(session["user_id"], odoo.user.id);
  wire.open(1, 50.0);
  const json opened = odoo.row("pos.session", 1);
  EXPECT_EQ(opened["state"], "opened");
  EXPECT_EQ(opened["name"], from(19) ? "Main Store/00001" : "POS/00001");
  EXPECT_EQ(opened["cash_register_balance_start"], 50.0);
  EXPECT_EQ(opened["start_at"], "2026-11-22 12:00:00");
}

TEST_P(FakeOdooSessions, SessionWithoutCashIsOpenAtOnceUpTo17) {
  EXPECT_EQ(state(create(odoo.shop.kiosk)), from(18) ? "opening_control" : "opened");
}

TEST_P(FakeOdooSessions, SecondSessionIsRefused) {
  create();
  const auto reply = wire.kw("pos.session", "create", {{{"config_id", 1}}});
  EXPECT_EQ(reply.name(), "odoo.exceptions.ValidationError");
  EXPECT_EQ(reply.message(), "Another session is already opened for this point of sale.");
  EXPECT_EQ(odoo.rows("pos.session").size(), 1U);
}

TEST_P(FakeOdooSessions, SimultaneousSessionsSlipThroughExceptOn18) {
  odoo.race("create");
  const auto reply = wire.kw("pos.session", "create", {{{"config_id", 1}}});
  EXPECT_EQ(reply.failed(), wire.major() == 18) << reply.message();
  EXPECT_EQ(odoo.rows("pos.session").size(), wire.major() == 18 ? 1U : 2U);
}

TEST_P(FakeOdooSessions, OrdersAreTakenByAnUnopenedSessionWhichStaysUnopened) {
  WireOrder order = fries("A");
  order.session = create();
  EXPECT_FALSE(wire.post(order).failed());
  EXPECT_EQ(wire.order("A")["state"], "paid");
  EXPECT_EQ(state(order.session), "opening_control");
}

TEST_P(FakeOdooSessions, SessionOfSomebodyElseTakesOrders) {
  odoo.call("pos.session", "create", {{{"config_id", 1}}});
  EXPECT_FALSE(wire.post(fries("A")).failed());
}

TEST_P(FakeOdooSessions, EmptyUnopenedSessionCanBeDeletedFrom18On) {
  const int session = create();
  const auto reply = wire.kw("pos.session", "delete_opening_control_session", json::array({{session}}));
  if (!from(18)) {
    EXPECT_EQ(reply.name(), "builtins.AttributeError");
    return;
  }
  EXPECT_EQ(reply.result(), json({{"status", "success"}}));
  EXPECT_TRUE(odoo.rows("pos.session").empty());
  EXPECT_FALSE(wire.kw("pos.session", "create", {{{"config_id", 1}}}).failed());
  wire.post([] {
    WireOrder order = fries("A");
    order.session = 2;
    return order;
  }());
  EXPECT_EQ(wire.kw("pos.session", "delete_opening_control_session", json::array({{2}})).name(),
            "odoo.exceptions.UserError");
}

TEST_P(FakeOdooSessions, ClosingSessionTakesNoOrders) {
  const int session = wire.open_session();
  wire.ok("pos.session", "write", {{session}, {{"state", "closing_control"}}});
  const auto reply = wire.post(fries("A"));
  if (from(18)) {
    EXPECT_EQ(reply.message(), "No open session available. Please open a new session to capture the order.");
    return;
  }
  const json rescue = odoo.row("pos.session", wire.order("A")["session_id"]);
  EXPECT_EQ(rescue["rescue"], true);
  EXPECT_EQ(rescue["state"], from(15) ? "opened" : "opening_control");
  EXPECT_EQ(rescue["name"], "POS/00002 (RESCUE FOR POS/00001)");
  EXPECT_TRUE(wire.order("A")["picking_ids"].empty());  // the company's default, not the session's flag
  wire.post(fries("B"));
  EXPECT_EQ(wire.order("B")["session_id"], rescue["id"]);
}

TEST_P(FakeOdooSessions, LateOrderGoesToAnotherOpenSessionFrom18On) {
  const int closed = wire.open_session();
  odoo.call("pos.session", "write", {{closed}, {{"state", "closed"}}});
  const int open = wire.open_session();
  EXPECT_FALSE(wire.post(fries("A")).failed());
  if (from(18)) {
    EXPECT_EQ(wire.order("A")["session_id"], open);
  } else {
    EXPECT_EQ(odoo.row("pos.session", wire.order("A")["session_id"])["rescue"], true);
  }
}

TEST_P(FakeOdooSessions, ConfigurationKnowsItsOpenSession) {
  const json before = wire.read("pos.config", 1, {"current_session_id", "current_session_state", "name"});
  EXPECT_EQ(before["current_session_id"], false);
  wire.open_session();
  const json after = wire.read("pos.config", 1, {"current_session_id", "current_session_state"});
  EXPECT_EQ(after["current_session_id"][0], 1);
  EXPECT_EQ(after["current_session_state"], "opened");
  const json config = wire.read("pos.session", 1, {"config_id"})["config_id"];
  EXPECT_EQ(config, json::array({1, from(18) ? "Main Store" : "Main Store (pos_import)"}));
}

TEST_P(FakeOdooSessions, UserWithoutAnEmailCannotOpenFrom15To18) {
  odoo.user.email.clear();
  const auto reply = wire.open(create(), 10.0, "by the program");
  const bool fails = from(15) && !from(19);
  EXPECT_EQ(reply.failed(), fails) << reply.message();
  if (fails) {
    EXPECT_EQ(reply.message(), "Unable to send message, please configure the sender's email address.");
    EXPECT_EQ(state(1), "opening_control");
  }
}

TEST_P(FakeOdooSessions, UserWithoutTheGroupIsRefused) {
  odoo.user.rights = OdooRights::internal;
  for (const auto& reply : {wire.kw("pos.config", "search_read", json::array({json::array()})),
                            wire.kw("pos.session", "create", {{{"config_id", 1}}}), wire.post(fries("A"))}) {
    EXPECT_EQ(reply.name(), "odoo.exceptions.AccessError");
  }
  EXPECT_FALSE(wire.kw("product.product", "search_read", json::array({json::array(), {"name"}})).failed());
}

TEST_P(FakeOdooSessions, PlainPosUserMayNotCreatePartnersOrChangeTheCompany) {
  EXPECT_EQ(wire.kw("res.partner", "create", {{{"name", "New"}}}).name(), "odoo.exceptions.AccessError");
  EXPECT_EQ(
      wire.kw("res.company", "write", {{1}, {{"point_of_sale_update_stock_quantities", "real"}}}).name(),
      "odoo.exceptions.AccessError");
  EXPECT_EQ(wire.kw("ir.module.module", "search_read", json::array({json::array()})).name(),
            "odoo.exceptions.AccessError");
}

INSTANTIATE_TEST_SUITE_P(Versions, FakeOdooSessions, ::testing::ValuesIn(kAllOdoos), odoo_name);

}  // namespace
}  // namespace ordersync::testing
