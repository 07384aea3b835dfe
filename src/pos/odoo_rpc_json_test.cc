// The bodies of calls, byte for byte as real servers took them, and what their answers come to.
#include "pos/odoo_rpc_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordersync::pos::odoo {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;

const base::Secret kKey("k\"ey");

Call read_configs() {
  Call call;
  call.model = "pos.config";
  call.method = "read";
  call.ids = std::vector<std::int64_t>{2, 3};
  call.arguments = {{"fields", Value::list({"name"})}};
  return call;
}

Asked asked(const ConnectionSettings& settings, Effect effect = Effect::reads) {
  return {settings, "pos.config.read", effect, Api::json_rpc};
}

TEST(OdooRpcJson, GreetingsAreSpeltAsOdooTakesThem) {
  EXPECT_EQ(
      version_body(),
      R"({"jsonrpc":"2.0","method":"call","id":1,"params":{"service":"common","method":"version","args":[]}})");
  EXPECT_EQ(
      databases_body(),
      R"({"jsonrpc":"2.0","method":"call","id":1,"params":{"service":"db","method":"list","args":[]}})");
  EXPECT_EQ(authenticate_body("shop", "till", kKey),
            R"({"jsonrpc":"2.0","method":"call","id":1,"params":{"service":"common","method":"authenticate",)"
            R"("args":["shop","till","k\"ey",{}]}})");
}

TEST(OdooRpcJson, RecordsGoFirstAndArgumentsByName) {
  EXPECT_EQ(execute_body({"shop", 2, kKey}, read_configs()),
            R"({"jsonrpc":"2.0","method":"call","id":1,"params":{"service":"object","method":"execute_kw",)"
            R"("args":["shop",2,"k\"ey","pos.config","read",[[2,3]],{"fields":["name"]}]}})");
  EXPECT_EQ(json_2_path(read_configs()), "/json/2/pos.config/read");
  EXPECT_EQ(json_2_body(read_configs()), R"({"ids":[2,3],"fields":["name"]})");
}

TEST(OdooRpcJson, ContextIsOneMoreNamedArgument) {
  Call call = read_configs();
  call.context = {{"lang", "de_DE"}, {"generate_pdf", false}};
  EXPECT_THAT(execute_body({"shop", 2, kKey}, call),
              HasSubstr(R"([[2,3]],{"fields":["name"],"context":{"lang":"de_DE","generate_pdf":false}}]}})"));
  EXPECT_EQ(json_2_body(call),
            R"({"ids":[2,3],"context":{"lang":"de_DE","generate_pdf":false},"fields":["name"]})");
  call.arguments.clear();
  EXPECT_THAT(execute_body({"shop", 2, kKey}, call), HasSubstr(R"([[2,3]],{"context":{)"));
}

TEST(OdooRpcJson, CallOnNoRecordsAndWithoutArgumentsIsEmpty) {
  Call call;
  call.model = "res.users";
  call.method = "context_get";
  EXPECT_THAT(execute_body({"shop", 2, kKey}, call), HasSubstr(R"("res.users","context_get",[],{}]}})"));
  EXPECT_EQ(json_2_body(call), "{}");
  call.ids.emplace();
  EXPECT_THAT(execute_body({"shop", 2, kKey}, call), HasSubstr(R"("context_get",[[]],{}]}})"));
  EXPECT_EQ(json_2_body(call), R"({"ids":[]})");
}

TEST(OdooRpcJson, ValuesOfCreateGoByPlaceSinceOdooLooksForThemThere) {
  Call call;
  call.model = "pos.session";
  call.method = "create";
  call.arguments = {{"vals_list", Value::list({Value::object({{"config_id", 2}})})}};
  EXPECT_THAT(execute_body({"shop", 2, kKey}, call), HasSubstr(R"("create",[[{"config_id":2}]],{}]}})"));
  EXPECT_EQ(json_2_body(call), R"({"vals_list":[{"config_id":2}]})");
}

TEST(OdooRpcJson, DomainOfASearchGoesByPlaceSinceItsNameChanged) {
  Call call;
  call.model = "pos.order";
  call.method = "search";
  call.arguments = {{"domain", Value(Value::Array{})}, {"limit", 1}};
  EXPECT_THAT(execute_body({"shop", 2, kKey}, call), HasSubstr(R"("search",[[]],{"limit":1}]}})"));
}

TEST(OdooRpcJson, ResultIsWhatComes) {
  const ConnectionSettings shop;
  const auto list = read_json_rpc(asked(shop), 200, R"({"jsonrpc":"2.0","id":1,"result":[7]})");
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(encode(*list), "[7]");
  const auto nothing = read_json_rpc(asked(shop), 200, R"({"jsonrpc":"2.0","id":1})");
  ASSERT_TRUE(nothing.ok());
  EXPECT_TRUE(nothing->is_null());
  const auto bare = read_json_2(asked(shop), 200, R"([{"id":1,"amount":39.94}])");
  ASSERT_TRUE(bare.ok());
  EXPECT_EQ(encode(*bare), R"([{"id":1,"amount":39.94}])");
  EXPECT_TRUE(read_json_2(asked(shop), 200, "null")->is_null());
}

TEST(OdooRpcJson, ErrorObjectsAreFoundWhateverTheStatus) {
  const ConnectionSettings shop;
  const std::string object =
      R"({"name":"odoo.exceptions.UserError","message":"Not so.","arguments":["Not so."],"context":{},"debug":"Traceback"})";
  const std::string wrapped =
      R"({"jsonrpc":"2.0","id":1,"error":{"code":200,"message":"Odoo Server Error","data":)" + object + "}}";
  for (const int status : {200, 500})
    EXPECT_EQ(read_json_rpc(asked(shop, Effect::writes), status, wrapped).error().code, "odoo_user_error");
  for (const int status : {422, 500})
    EXPECT_EQ(read_json_2(asked(shop, Effect::writes), status, object).error().code, "odoo_user_error");
}

TEST(OdooRpcJson, WhatIsNotOdoosAnswerIsNoResult) {
  const ConnectionSettings shop;
  for (const char* body : {"[]", "{}", "7", R"({"result":7})", R"({"jsonrpc":"2.0","error":{"code":-32600}})",
                           R"({"error":"rate limited"})"}) {
    const auto read = read_json_rpc(asked(shop), 200, body);
    ASSERT_FALSE(read.ok()) << body;
    EXPECT_EQ(read.error().code, "odoo_not_odoo") << body;
    const auto written = read_json_rpc(asked(shop, Effect::writes), 200, body);
    ASSERT_FALSE(written.ok()) << body;
    EXPECT_EQ(written.error().kind, ErrorKind::unknown) << body;
  }
  EXPECT_EQ(read_json_rpc(asked(shop, Effect::writes), 204, "").error().kind, ErrorKind::unknown);
  EXPECT_EQ(read_json_2(asked(shop, Effect::writes), 200, "<html>").error().kind, ErrorKind::unknown);
}

TEST(OdooRpcJson, VersionIsReadFromBothPlaces) {
  const std::tuple<const char*, const char*, int> kRows[] = {
      {R"({"server_version":"14.0","server_version_info":[14,0,0,"final",0,""],"server_serie":"14.0"})",
       "14.0", 14},
      {R"({"server_version":"saas~17.2+e","server_version_info":["saas~17",2,0,"final",0,"e"]})",
       "saas~17.2+e", 17},
      {R"({"version_info":[19,0,0,"final",0,""],"version":"19.0"})", "19.0", 19},
      {R"({"server_version":"18.0-20250101"})", "18.0-20250101", 18},
      {R"({"server_version":"saas~18.3a1"})", "saas~18.3a1", 18},
  };
  for (const auto& [json, text, series] : kRows) {
    const auto version = read_version(*parse(json));
    ASSERT_TRUE(version.has_value()) << json;
    EXPECT_EQ(version->text, text);
    EXPECT_EQ(version->series, series);
  }
  for (const char* json : {"{}", "[]", R"({"server_version":"latest"})", R"({"server_version":false})",
                           R"({"version":"","version_info":[19]})"})
    EXPECT_FALSE(read_version(*parse(json)).has_value()) << json;
}

}  // namespace
}  // namespace ordersync::pos::odoo
