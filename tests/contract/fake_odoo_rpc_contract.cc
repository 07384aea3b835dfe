// The doors: version, signing in, error shapes, /json/2. Facts are those of the recorded bodies.
#include "tests/contract/fake_odoo_fixture.h"

namespace ordersync::testing {
namespace {

class OdooDoors : public EveryOdoo {};

TEST_P(OdooDoors, VersionIsToldToAnybody) {
  const json version = wire.rpc("common", "version", json::array()).result();
  EXPECT_EQ(version["server_version_info"], json::array({wire.major(), 0, 0, "final", 0, ""}));
  EXPECT_EQ(version["server_serie"], std::to_string(wire.major()) + ".0");
  EXPECT_EQ(version["protocol_version"], 1);
}

TEST_P(OdooDoors, AuthenticateGivesTheUserOrFalse) {
  const auto authenticate = [&](const std::string& secret) {
    return wire.rpc("common", "authenticate", {odoo.database, odoo.user.login, secret, json::object()})
        .result();
  };
  EXPECT_EQ(authenticate(odoo.user.password), odoo.user.id);
  EXPECT_EQ(authenticate(odoo.user.api_key), odoo.user.id);
  EXPECT_EQ(authenticate("wrong"), false);
  odoo.user.key_expires = wire.clock.now();
  EXPECT_EQ(authenticate(odoo.user.api_key), false);
}

TEST_P(OdooDoors, WrongSecretIsAccessDenied) {
  const auto reply =
      wire.rpc("object", "execute_kw",
               {odoo.database, odoo.user.id, "wrong", "pos.config", "search", {json::array()}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.name(), "odoo.exceptions.AccessDenied");
  EXPECT_EQ(reply.message(), "Access Denied");
  EXPECT_EQ(reply.body["error"]["code"], from(19) ? 0 : 200);
  EXPECT_EQ(reply.body["error"]["message"], "Odoo Server Error");
  EXPECT_EQ(reply.error()["arguments"], json::array({"Access Denied"}));
  EXPECT_EQ(reply.error()["context"], json::object());
  EXPECT_TRUE(reply.error()["debug"].is_string());
}

TEST_P(OdooDoors, SecretOfAnotherUserIsAccessDenied) {
  const auto reply =
      wire.rpc("object", "execute_kw",
               {odoo.database, odoo.admin.id, odoo.user.api_key, "pos.config", "search", {json::array()}});
  EXPECT_EQ(reply.name(), "odoo.exceptions.AccessDenied");
}

TEST_P(OdooDoors, PrivateMethodsAreRefused) {
  const auto reply = wire.kw("pos.order", "_process_order", json::array({json::array()}));
  EXPECT_EQ(reply.name(), "odoo.exceptions.AccessError");
  EXPECT_NE(reply.message().find("cannot be called remotely"), std::string::npos);
}

TEST_P(OdooDoors, UnknownMethodIsAnAttributeError) {
  EXPECT_EQ(wire.kw("pos.order", "nope", json::array({json::array()})).name(), "builtins.AttributeError");
}

TEST_P(OdooDoors, UnknownFieldIsAValueError) {
  const auto reply = wire.kw("pos.config", "search_read", {json::array(), {"nope"}});
  EXPECT_EQ(reply.name(), "builtins.ValueError");
  EXPECT_EQ(reply.message(), "Invalid field 'nope' on model 'pos.config'");
}

TEST_P(OdooDoors, UnknownDatabaseIsAnOperationalError) {
  const auto reply =
      wire.rpc("common", "authenticate", {"nope", odoo.user.login, odoo.user.api_key, json::object()});
  EXPECT_EQ(reply.name(), "psycopg2.OperationalError");
  EXPECT_NE(reply.message().find("does not exist"), std::string::npos);
}

TEST_P(OdooDoors, MethodThatGivesNothingHasNoResult) {
  const int session = wire.ok("pos.session", "create", {{{"config_id", odoo.shop.main_store}}}).get<int>();
  const auto reply = wire.open(session, 0);
  EXPECT_FALSE(reply.failed());
  EXPECT_FALSE(reply.has_result());
}

TEST_P(OdooDoors, WebVersionExistsOnlyOn19) {
  const auto reply = wire.send("GET", "/web/version", "", {});
  if (!from(19)) {
    EXPECT_EQ(reply.status, 404);
    return;
  }
  EXPECT_EQ(reply.body["version"], "19.0");
  EXPECT_EQ(reply.body["version_info"], json::array({19, 0, 0, "final", 0, ""}));
}

TEST_P(OdooDoors, MessagesSpeakTheUsersLanguageAndKeepOnlyTechnicalNames) {
  odoo.user.language = "ar_001";
  WireOrder order = fries("A");
  order.session = wire.open_session();
  order.lines[0].product = 999999;
  const auto reply = wire.post(order);
  EXPECT_EQ(reply.name(), "odoo.exceptions.ValidationError");
  EXPECT_EQ(reply.message().find("operation"), std::string::npos) << reply.message();
  EXPECT_NE(reply.message().find("(pos.order.line)"), std::string::npos) << reply.message();
}

TEST_P(OdooDoors, AnythingElseThanJsonIsRefusedWithHtml) {
  const auto reply = wire.send("POST", "/jsonrpc", "{}", {{"Content-Type", "text/plain"}});
  EXPECT_EQ(reply.status, from(17) ? 415 : 400);
  EXPECT_NE(reply.text.find("<html>"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Versions, OdooDoors, ::testing::ValuesIn(kAllOdoos), odoo_name);

// /json/2, which only 19 has.
class Odoo19Json2 : public ::testing::Test {
 protected:
  OdooWire wire{OdooVersion::v19};
  FakeOdoo& odoo = wire.odoo;
};

TEST_F(Odoo19Json2, EighteenHasNoSuchDoor) {
  OdooWire older(OdooVersion::v18);
  EXPECT_EQ(older.json_2("res.users", "context_get", json::object()).status, 404);
}

TEST_F(Odoo19Json2, KeyOpensAndThePasswordDoesNot) {
  EXPECT_EQ(wire.json_2("res.users", "context_get", json::object()).body["uid"], odoo.user.id);
  odoo.user.api_key = "another";
  EXPECT_EQ(wire.json_2("res.users", "context_get", json::object()).status, 200);
  odoo.user.key_expires = wire.clock.now();
  const auto expired = wire.json_2("res.users", "context_get", json::object());
  EXPECT_EQ(expired.status, 401);
  EXPECT_EQ(expired.name(), "werkzeug.exceptions.Unauthorized");
  EXPECT_EQ(expired.message(), "Invalid apikey");
  odoo.user.api_key = odoo.user.password;
  EXPECT_EQ(wire.json_2("res.users", "context_get", json::object()).status, 401);
}

TEST_F(Odoo19Json2, ErrorsHaveHttpCodes) {
  const auto unknown_model = wire.json_2("pos.nope", "search", {{"domain", json::array()}});
  EXPECT_EQ(unknown_model.status, 404);
  EXPECT_EQ(unknown_model.message(), "the model 'pos.nope' does not exist");
  const auto unknown_method = wire.json_2("pos.order", "nope", json::object());
  EXPECT_EQ(unknown_method.status, 404);
  EXPECT_EQ(unknown_method.message(), "The method 'pos.order.nope' does not exist");
  const auto private_method = wire.json_2("pos.order", "_process_order", json::object());
  EXPECT_EQ(private_method.status, 403);
  EXPECT_EQ(private_method.name(), "odoo.exceptions.AccessError");
  const auto bad_argument = wire.json_2("pos.order", "search", {{"dom", json::array()}});
  EXPECT_EQ(bad_argument.status, 422);
  EXPECT_EQ(bad_argument.name(), "werkzeug.exceptions.UnprocessableEntity");
  EXPECT_EQ(bad_argument.message(), "missing a required argument: 'domain'");
  odoo.user.rights = OdooRights::internal;
  EXPECT_EQ(wire.json_2("pos.order", "search", {{"domain", json::array()}}).status, 403);
}

TEST_F(Odoo19Json2, AnswersAreBare) {
  const auto created =
      wire.json_2("pos.session", "create", {{"vals_list", {{{"config_id", odoo.shop.main_store}}}}});
  EXPECT_EQ(created.status, 200);
  ASSERT_EQ(created.body, json::array({1}));
  const auto opened = wire.json_2("pos.session", "set_opening_control",
                                  {{"ids", {1}}, {"cashbox_value", 0.0}, {"notes", ""}});
  EXPECT_EQ(opened.text, "null");
  const json found = wire.json_2("pos.session", "search_read",
                                 {{"domain", {{"state", "=", "opened"}}}, {"fields", {"name"}}, {"limit", 1}})
                         .body;
  EXPECT_EQ(found, json::array({{{"id", 1}, {"name", "Main Store/00001"}}}));
}

TEST_F(Odoo19Json2, WholeFlowWorks) {
  wire.json_2("pos.session", "create", {{"vals_list", {{{"config_id", odoo.shop.main_store}}}}});
  wire.json_2("pos.session", "set_opening_control", {{"ids", {1}}, {"cashbox_value", 0.0}, {"notes", ""}});
  const auto posted =
      wire.json_2("pos.order", "sync_from_ui", {{"orders", wire.body_of({fries("J2 00001-001-0001")})}});
  ASSERT_EQ(posted.status, 200) << posted.text;
  EXPECT_EQ(posted.body["pos.order"][0]["name"], "Main Store - 0001");
  const json found = wire.json_2("pos.order", "search_read",
                                 {{"domain", {{"uuid", "in", {"uuid of J2 00001-001-0001"}}}},
                                  {"fields", {"state", "amount_paid", "picking_ids"}}})
                         .body;
  EXPECT_EQ(found[0]["state"], "paid");
  EXPECT_EQ(found[0]["picking_ids"].size(), 1U);
  const json cash = wire.json_2("pos.session", "get_closing_control_data", {{"ids", {1}}}).body;
  EXPECT_EQ(cash["non_cash_payment_methods"][1],
            json({{"name", "Card"}, {"amount", 11.5}, {"number", 1}, {"id", 3}, {"type", "bank"}}));
  EXPECT_EQ(
      wire.json_2("pos.session", "post_closing_cash_details", {{"ids", {1}}, {"counted_cash", 0.0}}).body,
      json({{"successful", true}}));
  EXPECT_EQ(wire.json_2("pos.session", "close_session_from_ui", {{"ids", {1}}}).body,
            json({{"successful", true}}));
}

TEST_F(Odoo19Json2, LeftoverPaymentUuidBlocks) {
  wire.open_session();
  wire.post(fries("A"));
  WireOrder other = fries("B");
  json orders = wire.body_of({other});
  orders[0]["payment_ids"][0][2]["uuid"] = "A payment 1";
  const auto reply = wire.json_2("pos.order", "sync_from_ui", {{"orders", orders}});
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(reply.name(), "odoo.exceptions.ValidationError");
  EXPECT_EQ(reply.message(), "The operation cannot be completed: A payment with this uuid already exists");
}

}  // namespace
}  // namespace ordersync::testing
