// Rpc against scripted answers of real servers (14 to 19): which requests are made, where the key travels,
// and how calls end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pos/odoo_rpc.h"
#include "tests/support/scripted_transport.h"

namespace ordersync::testing {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
using pos::odoo::Api;
using pos::odoo::Call;
using pos::odoo::ConnectionSettings;
using pos::odoo::Effect;
using pos::odoo::Rpc;
using pos::odoo::Value;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef01234567";

std::string result(std::string_view json) {
  return R"({"jsonrpc":"2.0","id":1,"result":)" + std::string(json) + "}";
}
std::string exception(std::string_view name, std::string_view message) {
  return R"({"jsonrpc":"2.0","id":1,"error":{"code":200,"message":"Odoo Server Error","data":{"name":")" +
         std::string(name) + R"(","debug":"Traceback","message":")" + std::string(message) +
         R"(","arguments":[],"context":{}}}})";
}
std::string version(int series) {
  const std::string number = std::to_string(series);
  return result(R"({"server_version":")" + number + R"(.0","server_version_info":[)" + number +
                R"(,0,0,"final",0,""],"server_serie":")" + number + R"(.0","protocol_version":1})");
}
const std::string kBadKey =
    R"({"name":"werkzeug.exceptions.Unauthorized","message":"Invalid apikey","arguments":["Invalid apikey",401],"context":{},"debug":"Traceback"})";

class OdooRpc : public ::testing::Test {
 protected:
  OdooRpc() {
    settings_.name = "Shop";
    settings_.url = "https://shop.example";
    settings_.database = "shop";
    settings_.login = "till";
    settings_.key = base::Secret(std::string(kKey));
  }
  Rpc& rpc() {
    if (!rpc_) rpc_.emplace(script_, settings_);
    return *rpc_;
  }
  // Signed in to a 17.
  Rpc& signed_in() {
    script_.answer(200, version(17)).answer(200, result("2"));
    EXPECT_TRUE(rpc().server().ok());
    return rpc();
  }
  const http::Request& request(std::size_t index) const { return script_.requests().at(index); }

  ConnectionSettings settings_;
  ScriptedTransport script_;
  std::optional<Rpc> rpc_;
};

Call count() {
  Call call;
  call.model = "pos.order";
  call.method = "search_count";
  call.arguments = {{"domain", Value(Value::Array{})}};
  return call;
}
Call book() {
  Call call;
  call.model = "pos.order";
  call.method = "create_from_ui";
  call.arguments = {{"orders", Value::list({Value::object({{"amount_total", base::Decimal::of("11.50")}})})},
                    {"draft", false}};
  call.effect = Effect::writes;
  return call;
}

TEST_F(OdooRpc, VersionNeedsNoSignInAndIsAskedOnce) {
  script_.answer(200, version(17));
  for (int i = 0; i < 2; ++i) {
    const auto told = rpc().version();
    ASSERT_TRUE(told.ok()) << told.error().message;
    EXPECT_EQ(*told, "17.0");
  }
  EXPECT_EQ(script_.requests().size(), 1U);
  EXPECT_EQ(request(0).method, "POST");
  EXPECT_EQ(request(0).url, "https://shop.example/jsonrpc");
  EXPECT_THAT(request(0).headers, Contains(http::Header{"Content-Type", "application/json"}));
  EXPECT_THAT(request(0).body, Not(HasSubstr(kKey)));
  EXPECT_THAT(request(0).credentials, IsEmpty());
}

TEST_F(OdooRpc, VersionIsOnAPageWhereJsonRpcIsGone) {
  script_.answer(404, "<html>Not Found</html>")
      .answer(200, R"({"version_info":[20,0,0,"final",0,""],"version":"20.0"})");
  const auto told = rpc().version();
  ASSERT_TRUE(told.ok()) << told.error().message;
  EXPECT_EQ(*told, "20.0");
  EXPECT_EQ(request(1).method, "GET");
  EXPECT_EQ(request(1).url, "https://shop.example/web/version");
}

TEST_F(OdooRpc, WhatIsNoOdooSaysSo) {
  script_.answer(404, "<html>").answer(404, "<html>");
  const auto told = rpc().version();
  ASSERT_FALSE(told.ok());
  EXPECT_EQ(told.error().code, "odoo_not_odoo");
  script_.answer(200, "<html>A shop</html>").answer(200, "<html>A shop</html>");
  EXPECT_EQ(rpc().version().error().code, "odoo_not_odoo");
  script_.answer(200, result(R"({"server_version":"a bakery"})"));
  EXPECT_EQ(rpc().version().error().code, "odoo_not_odoo");
}

TEST_F(OdooRpc, OnlyTheServerOfTheUrlCounts) {
  settings_.url = "https://shop.example:8069/odoo/action-1?debug=1#menu";
  script_.answer(200, version(17));
  ASSERT_TRUE(rpc().version().ok());
  EXPECT_EQ(request(0).url, "https://shop.example:8069/jsonrpc");
}

TEST_F(OdooRpc, SignInHappensOnceAndTheKeyGoesNowhereElse) {
  script_.answer(200, version(17))
      .answer(200, result("2"))
      .answer(200, result("41"))
      .answer(200, result("42"));
  EXPECT_EQ(rpc().call(count())->integer(), 41);
  EXPECT_EQ(rpc().call(count())->integer(), 42);
  ASSERT_EQ(script_.requests().size(), 4U);
  EXPECT_EQ(
      request(1).body,
      R"({"jsonrpc":"2.0","method":"call","id":1,"params":{"service":"common","method":"authenticate","args":["shop","till","0123456789abcdef0123456789abcdef01234567",{}]}})");
  EXPECT_EQ(
      request(2).body,
      R"({"jsonrpc":"2.0","method":"call","id":1,"params":{"service":"object","method":"execute_kw","args":["shop",2,"0123456789abcdef0123456789abcdef01234567","pos.order","search_count",[[]],{}]}})");
  for (const http::Request& each : script_.requests()) {
    EXPECT_THAT(each.url, Not(HasSubstr(kKey)));
    for (const auto& [name, value] : each.headers) EXPECT_THAT(value, Not(HasSubstr(kKey)));
  }
  const auto server = rpc().server();
  ASSERT_TRUE(server.ok());
  EXPECT_EQ(server->series, 17);
  EXPECT_EQ(server->version, "17.0");
  EXPECT_EQ(server->api, Api::json_rpc);
  EXPECT_EQ(server->user_id, 2);
  EXPECT_EQ(server->database, "shop");
}

TEST_F(OdooRpc, LimitsAreThoseOfTheConnection) {
  settings_.call_timeout = std::chrono::milliseconds(200'000);
  settings_.connect_timeout = std::chrono::milliseconds(3'000);
  settings_.allow_private_network = true;
  settings_.url = "http://10.0.0.7:8069";
  settings_.ca_file = "/etc/ca.pem";
  signed_in();
  script_.answer(200, result("1"));
  ASSERT_TRUE(rpc().call(count()).ok());
  EXPECT_EQ(request(0).total_timeout, std::chrono::milliseconds(60'000));
  EXPECT_EQ(request(2).total_timeout, std::chrono::milliseconds(200'000));
  EXPECT_EQ(request(2).idle_timeout, std::chrono::milliseconds(200'000));
  EXPECT_EQ(request(2).connect_timeout, std::chrono::milliseconds(3'000));
  EXPECT_EQ(request(2).max_response_bytes, 64 << 20);
  EXPECT_EQ(request(2).ca_file, "/etc/ca.pem");
}

TEST_F(OdooRpc, RefusedSignInIsToldAndTriedAnewWithTheNextCall) {
  script_.answer(200, version(17)).answer(200, result("false"));
  const auto refused = rpc().call(count());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "odoo_access_denied");
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr("\"Shop\""), Not(HasSubstr(kKey))));
  script_.answer(200, result("2")).answer(200, result("1"));
  EXPECT_TRUE(rpc().call(count()).ok());
}

TEST_F(OdooRpc, KeyThatExpiresBetweenTwoCallsIsForgotten) {
  signed_in();
  script_.answer(200, exception("odoo.exceptions.AccessDenied", "Access Denied"));
  EXPECT_EQ(rpc().call(count()).error().code, "odoo_access_denied");
  script_.answer(200, result("3")).answer(200, result("1"));
  ASSERT_TRUE(rpc().call(count()).ok());
  EXPECT_EQ(rpc().server()->user_id, 3);
}

TEST_F(OdooRpc, ConnectionWithoutAKeyAsksNothingForIt) {
  settings_.key = base::Secret();
  script_.answer(200, version(17));
  EXPECT_EQ(rpc().server().error().code, "odoo_access_denied");
  EXPECT_EQ(script_.requests().size(), 1U);
}

TEST_F(OdooRpc, OdooBefore14IsRefused) {
  script_.answer(200, version(13));
  EXPECT_EQ(rpc().server().error().code, "odoo_too_old");
}

TEST_F(OdooRpc, OnlyDatabaseOfAServerNeedsNoName) {
  settings_.database.clear();
  script_.answer(200, version(17)).answer(200, result(R"(["main"])")).answer(200, result("2"));
  ASSERT_TRUE(rpc().server().ok());
  EXPECT_THAT(request(2).body, HasSubstr(R"("args":["main","till",)"));
  EXPECT_EQ(rpc().server()->database, "main");
}

TEST_F(OdooRpc, SeveralDatabasesAreNamedToTheOwner) {
  settings_.database.clear();
  script_.answer(200, version(17)).answer(200, result(R"(["main","test"])"));
  const auto server = rpc().server();
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(server.error().code, "odoo_wrong_database");
  EXPECT_THAT(server.error().message, HasSubstr("There are 2: main, test"));
}

TEST_F(OdooRpc, DatabaseHasToBeNamedWhereTheServerDoesNotTell) {
  settings_.database.clear();
  script_.answer(200, version(17)).answer(200, exception("odoo.exceptions.AccessDenied", "Access Denied"));
  EXPECT_EQ(rpc().server().error().code, "odoo_wrong_database");
}

TEST_F(OdooRpc, DatabaseThatIsNotThereIsNamed) {
  script_.answer(200, version(17))
      .answer(200, exception("psycopg2.OperationalError", R"(FATAL:  database \"shop\" does not exist\n)"));
  const auto server = rpc().server();
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(server.error().code, "odoo_wrong_database");
  EXPECT_THAT(server.error().message, HasSubstr("\"shop\""));
}

TEST_F(OdooRpc, From19OnAKeyTravelsAsAHeader) {
  script_.answer(200, version(19)).answer(200, R"({"lang":"en_US","tz":false,"uid":2})").answer(200, "[9]");
  Call create;
  create.model = "pos.session";
  create.method = "create";
  create.arguments = {{"vals_list", Value::list({Value::object({{"config_id", 1}})})}};
  create.effect = Effect::writes;
  const auto made = rpc().call(create);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_THAT(made->ids(), ElementsAre(9));
  EXPECT_EQ(rpc().server()->api, Api::json_2);
  EXPECT_EQ(rpc().server()->user_id, 2);
  EXPECT_EQ(request(1).url, "https://shop.example/json/2/res.users/context_get");
  EXPECT_EQ(request(1).body, "{}");
  EXPECT_EQ(request(2).url, "https://shop.example/json/2/pos.session/create");
  EXPECT_EQ(request(2).body, R"({"vals_list":[{"config_id":1}]})");
  EXPECT_THAT(request(2).credentials,
              ElementsAre(http::Header{"Authorization", "bearer " + std::string(kKey)}));
  EXPECT_THAT(request(2).headers, Contains(http::Header{"X-Odoo-Database", "shop"}));
  EXPECT_THAT(request(2).body, Not(HasSubstr(kKey)));
}

TEST_F(OdooRpc, Json2NeedsNoDatabaseWhereThereIsOne) {
  settings_.database.clear();
  script_.answer(200, version(19)).answer(200, R"({"uid":2})");
  ASSERT_TRUE(rpc().server().ok());
  for (const auto& [name, value] : request(1).headers) EXPECT_NE(name, "X-Odoo-Database");
}

TEST_F(OdooRpc, PasswordFallsBackToJsonRpc) {
  script_.answer(200, version(19)).answer(401, kBadKey).answer(200, result("2")).answer(200, result("5"));
  EXPECT_EQ(rpc().call(count())->integer(), 5);
  EXPECT_EQ(rpc().server()->api, Api::json_rpc);
  EXPECT_EQ(request(3).url, "https://shop.example/jsonrpc");
}

TEST_F(OdooRpc, ServerWithoutJson2FallsBackToJsonRpc) {
  script_.answer(200, version(19)).answer(404, "<html>").answer(200, result("2"));
  ASSERT_TRUE(rpc().server().ok());
  EXPECT_EQ(rpc().server()->api, Api::json_rpc);
}

TEST_F(OdooRpc, BadKeyIsToldWhicheverApiIsLeft) {
  script_.answer(200, version(19)).answer(401, kBadKey).answer(200, result("false"));
  EXPECT_EQ(rpc().server().error().code, "odoo_access_denied");
  script_.answer(401, kBadKey).answer(404, "<html>");
  EXPECT_EQ(rpc().server().error().code, "odoo_access_denied");
}

TEST_F(OdooRpc, SignInThatGotLostIsNoRefusalOfTheKey) {
  script_.answer(200, version(19)).act_then_lose_answer();
  const auto server = rpc().server();
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(server.error().kind, ErrorKind::temporary);
  EXPECT_EQ(script_.requests().size(), 2U);
}

TEST_F(OdooRpc, WriteThatCouldNotBeSentIsNeverUnknown) {
  script_.answer(200, version(17)).answer(502, "<html>Bad Gateway</html>");
  EXPECT_EQ(rpc().call(book()).error().kind, ErrorKind::temporary);
  script_.act_then_lose_answer();
  EXPECT_EQ(rpc().call(book()).error().kind, ErrorKind::temporary);
  script_.answer(200, result("2")).refuse();
  EXPECT_EQ(rpc().call(book()).error().kind, ErrorKind::temporary);
  script_.time_out_before_sending();
  EXPECT_EQ(rpc().call(book()).error().kind, ErrorKind::temporary);
}

TEST_F(OdooRpc, LostAnswerOfAWriteIsUnknownAndOfAReadTemporary) {
  signed_in();
  const std::vector<std::pair<std::function<void()>, std::string>> kLosses = {
      {[&] { script_.act_then_lose_answer(); }, "connection_lost"},
      {[&] { script_.cut_body(result("[1,2,3]"), 20); }, "connection_lost"},
      {[&] { script_.garbage(); }, "not_http"},
      {[&] { script_.answer(504, "<html>Gateway Time-out</html>"); }, "odoo_answer_lost"},
      {[&] { script_.answer(500, "Internal Server Error"); }, "odoo_answer_lost"},
      {[&] { script_.answer(200, "<html>Please wait</html>"); }, "odoo_answer_lost"},
      {[&] { script_.answer(200, R"({"jsonrpc":"2.0","id":1,"resu)"); }, "odoo_answer_lost"},
      {[&] { script_.answer(200, ""); }, "odoo_answer_lost"},
  };
  for (const auto& [lose, code] : kLosses) {
    lose();
    const auto booked = rpc().call(book());
    ASSERT_FALSE(booked.ok());
    EXPECT_EQ(booked.error().kind, ErrorKind::unknown) << booked.error().message;
    EXPECT_EQ(booked.error().code, code);
  }
  script_.act_then_lose_answer();
  EXPECT_EQ(rpc().call(count()).error().kind, ErrorKind::temporary);
  EXPECT_TRUE(script_.done());
}

TEST_F(OdooRpc, RequestIsNeverSentTwiceByItself) {
  signed_in();
  script_.answer(200, exception("psycopg2.errors.SerializationFailure",
                                R"(could not serialize access due to concurrent update\n)"));
  const auto booked = rpc().call(book());
  ASSERT_FALSE(booked.ok());
  EXPECT_EQ(booked.error().code, "odoo_busy");
  EXPECT_EQ(booked.error().kind, ErrorKind::temporary);
  EXPECT_EQ(script_.requests().size(), 3U);
}

TEST_F(OdooRpc, RefusalHoldsOdoosWords) {
  signed_in();
  script_.answer(200, exception("odoo.exceptions.ValidationError",
                                "Another session is already opened for this point of sale."));
  const auto booked = rpc().call(book());
  ASSERT_FALSE(booked.ok());
  EXPECT_EQ(booked.error().code, "odoo_validation_error");
  EXPECT_EQ(booked.error().kind, ErrorKind::invalid);
  EXPECT_EQ(booked.error().detail, "odoo.exceptions.ValidationError");
  EXPECT_EQ(
      booked.error().message,
      "Odoo \"Shop\" refused pos.order.create_from_ui. Odoo says: Another session is already opened for this "
      "point of sale.");
}

TEST_F(OdooRpc, KeyInAnAnswerIsNotRepeated) {
  signed_in();
  script_.answer(200, exception("builtins.TypeError", "unexpected " + std::string(kKey)));
  const auto booked = rpc().call(book());
  ASSERT_FALSE(booked.ok());
  EXPECT_THAT(booked.error().message + booked.error().detail, Not(HasSubstr(kKey)));
}

TEST_F(OdooRpc, OdooThatLostItsApiIsGreetedAnew) {
  signed_in();
  script_.answer(404, "<html>");
  EXPECT_EQ(rpc().call(count()).error().code, "odoo_not_odoo");
  script_.answer(404, "<html>")
      .answer(200, R"({"version":"20.0"})")
      .answer(200, R"({"uid":2})")
      .answer(200, "7");
  EXPECT_EQ(rpc().call(count())->integer(), 7);
  EXPECT_EQ(rpc().server()->api, Api::json_2);
}

Rpc::Search products(int page) {
  Rpc::Search search;
  search.model = "product.product";
  search.domain = Value::list({"|", Value::list({"sale_ok", "=", true}), Value::list({"name", "=", "x"})});
  search.fields = {"name"};
  search.page = page;
  return search;
}

TEST_F(OdooRpc, RecordsComeInPagesByIdSoThatNewOnesAreNotMissed) {
  signed_in();
  script_.answer(200, result(R"([{"id":3,"name":"a"},{"id":8,"name":"b"}])"))
      .answer(200, result(R"([{"id":9,"name":"c"},{"id":12,"name":"d"}])"))
      .answer(200, result("[]"));
  const auto records = rpc().all(products(2));
  ASSERT_TRUE(records.ok()) << records.error().message;
  ASSERT_EQ(records->size(), 4U);
  EXPECT_EQ(records->back()["name"].text(), "d");
  EXPECT_THAT(request(2).body,
              HasSubstr(R"("search_read",[],{"domain":["|",["sale_ok","=",true],["name","=","x"]],)"
                        R"("fields":["id","name"],"limit":2,"order":"id"}]}})"));
  EXPECT_THAT(request(3).body, HasSubstr(R"(["name","=","x"],["id",">",8]])"));
  EXPECT_THAT(request(4).body, HasSubstr(R"(["name","=","x"],["id",">",12]])"));
}

TEST_F(OdooRpc, ShortPageIsTheLast) {
  signed_in();
  script_.answer(200, result(R"([{"id":3}])"));
  EXPECT_EQ(rpc().all(products(2))->size(), 1U);
  EXPECT_TRUE(script_.done());
}

TEST_F(OdooRpc, ReadingEndsWithTheFirstErrorOfTheReader) {
  signed_in();
  script_.answer(200, result(R"([{"id":3},{"id":4}])"));
  int seen = 0;
  const auto read = rpc().each(products(2), [&](const Value&) -> Result<void> {
    ++seen;
    return Error{ErrorKind::busy, "mine", "my words", ""};
  });
  EXPECT_EQ(read.error().code, "mine");
  EXPECT_EQ(seen, 1);
}

TEST_F(OdooRpc, PagesThatGoInCirclesEnd) {
  signed_in();
  script_.answer(200, result(R"([{"id":3},{"id":4}])")).answer(200, result(R"([{"id":3},{"id":4}])"));
  EXPECT_EQ(rpc().all(products(2)).error().code, "odoo_bad_record");
  for (const char* strange : {R"([{"name":"a"}])", "[7]", "false", "{}"}) {
    script_.answer(200, result(strange));
    EXPECT_EQ(rpc().all(products(2)).error().code, "odoo_bad_record") << strange;
  }
}

TEST_F(OdooRpc, AmountsGoOutAndComeInAsTheyAreWritten) {
  signed_in();
  script_.answer(200, result(R"([{"id":1,"amount_total":45.230000000000004}])"));
  const auto booked = rpc().call(book());
  ASSERT_TRUE(booked.ok());
  EXPECT_THAT(request(2).body, HasSubstr(R"({"orders":[{"amount_total":11.5}],"draft":false})"));
  EXPECT_EQ(booked->items().front()["amount_total"].decimal(), base::Decimal::of("45.230000000000004"));
}

}  // namespace
}  // namespace ordersync::testing
