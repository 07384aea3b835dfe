// The embedded POS over REST: what lists answer, what is refused and how it is named, what is written down.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "api/test_api.h"
#include "pos/test_shop.h"

namespace ordersync::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PosApi : public ApiTest {
 protected:
  PosApi() { EXPECT_TRUE(worker_->pos.import(pos::test_shop::shop_goods(), {}).ok()); }

  void book(int first, int last) {
    const auto catalogue = worker_->pos.catalogue("Main Store").value();
    const auto session = worker_->pos.ensure_session("Main Store", pos::AutoCreate::yes).value();
    std::vector<order::PosDocument> documents;
    for (int i = first; i <= last; ++i) {
      documents.push_back(
          pos::test_shop::sale_of(*catalogue, std::to_string(i), {{pos::test_shop::kBurger, "1"}}));
    }
    for (const auto& outcome : worker_->pos.post(session, documents)) {
      ASSERT_EQ(outcome.kind, pos::Outcome::Kind::created);
    }
  }
  static std::vector<std::string> names(const Json& page, const char* member = "name") {
    std::vector<std::string> names;
    for (const Json& item : page["items"]) names.push_back(item[member].get<std::string>());
    return names;
  }
};

TEST_F(PosApi, ConfigurationsSayWhatTheyAre) {
  book(1, 1);
  const Json page = get("/api/v1/pos/configs");
  EXPECT_THAT(names(page), ElementsAre("Main Store", "Kiosk", "Bare"));
  const Json& store = page["items"][0];
  EXPECT_EQ(store["payment_methods"].dump(), R"(["Cash","Card"])");
  EXPECT_EQ(store["currency"], "USD");
  EXPECT_EQ(store["session"]["name"], "Main Store/00001");
  EXPECT_TRUE(page["items"][1]["session"].is_null());
  EXPECT_EQ(code("GET", "/api/v1/pos/configs?connection=nowhere", 404), "connection_not_found");
}

TEST_F(PosApi, AClosingRuleIsReadWrittenAndWrittenDown) {
  const char* const path = "/api/v1/pos/configs/Main%20Store/closing-rule";
  EXPECT_EQ(get(path)["rule"], "daily:04:00");
  EXPECT_EQ(code("PUT", path, 428, {{"rule", "never"}}), "if_match_missing");
  const std::string daily = if_match_ = header_of_get(path);
  EXPECT_EQ(ask("PUT", path, 200, {{"rule", "idle 240"}})["rule"], "idle:240");
  EXPECT_EQ(code("PUT", path, 412, {{"rule", "never"}}), "edited_meanwhile");
  EXPECT_EQ(header_of_get(path) == daily, false);
  if_match_ = "*";
  EXPECT_EQ(get(path)["rule"], "idle:240");
  EXPECT_EQ(last_change().action, "closing_rule_edited");
  EXPECT_EQ(last_change().before["rule"], "daily:04:00");
  EXPECT_EQ(field("PUT", path, {{"rule", "sometimes"}}), "rule");
  EXPECT_EQ(field("PUT", path, {{"rule", "never"}, {"rules", 1}}), "rules");
  EXPECT_EQ(field("PUT", path, {{"rule", {1}}}), "rule");
  EXPECT_EQ(field("PUT", path, Json::object()), "rule");
  EXPECT_EQ(code("GET", "/api/v1/pos/configs/Nowhere/closing-rule", 404), "pos_config_not_found");
  EXPECT_EQ(code("PUT", "/api/v1/pos/configs/Nowhere/closing-rule", 404, {{"rule", "never"}}),
            "pos_config_not_found");
}

TEST_F(PosApi, ASessionIsOpenedAndClosedWithACount) {
  const Json opened = ask("POST", "/api/v1/pos/sessions", 201, {{"pos_config", "Main Store"}});
  EXPECT_EQ(opened["state"], "opened");
  EXPECT_EQ(last_change().subject, "session Main Store/00001");
  EXPECT_EQ(code("POST", "/api/v1/pos/sessions", 409, {{"pos_config", "Main Store"}}),
            "session_already_open");
  book(1, 2);
  EXPECT_EQ(
      field("POST", "/api/v1/pos/sessions/close", {{"pos_config", "Main Store"}, {"counted_cash", "a lot"}}),
      "counted_cash");
  EXPECT_EQ(
      field("POST", "/api/v1/pos/sessions/close", {{"pos_config", "Main Store"}, {"counted_cash", "1.005"}}),
      "counted_cash");
  const Json closed =
      ask("POST", "/api/v1/pos/sessions/close", 200,
          {{"pos_config", "Main Store"}, {"counted_cash", "180.00"}, {"connection", nullptr}});
  EXPECT_EQ(closed["closing"]["difference"], "-4.00");
  ask("POST", "/api/v1/pos/sessions", 201, {{"pos_config", "Main Store"}});
  EXPECT_EQ(code("POST", "/api/v1/pos/sessions/close", 409,
                 {{"pos_config", "Main Store"}, {"session", closed["id"]}, {"counted_cash", "180.00"}}),
            "session_not_open")
      << "by now another one is";
  ask("POST", "/api/v1/pos/sessions/close", 200, {{"pos_config", "Main Store"}, {"session", 2}});
  EXPECT_EQ(closed["closing"]["counted"], true);
  EXPECT_EQ(last_change().action, "session_closed");
  EXPECT_EQ(code("POST", "/api/v1/pos/sessions/close", 409, {{"pos_config", "Main Store"}}),
            "session_not_open");
  EXPECT_EQ(code("POST", "/api/v1/pos/sessions", 404, {{"pos_config", "Nowhere"}}), "pos_config_not_found");
  EXPECT_EQ(field("POST", "/api/v1/pos/sessions", Json::object()), "pos_config");
  EXPECT_EQ(field("POST", "/api/v1/pos/sessions", {{"pos_config", "Main Store"}, {"cash", "1"}}), "cash");
  EXPECT_THAT(names(get("/api/v1/pos/sessions")), ElementsAre("Main Store/00002", "Main Store/00001"));
}

TEST_F(PosApi, OrdersAreListedFilteredAndCounted) {
  book(1, 3);
  const Json page = get("/api/v1/pos/orders?limit=2&pos_config=Main+Store&kind=sale&sort=date");
  EXPECT_THAT(names(page, "external_id"), ElementsAre("1", "2"));
  EXPECT_EQ(page["count"], 3);
  EXPECT_EQ(page["total"], "276.00");
  EXPECT_EQ(page["items"][0]["key"], "main-store-orders/1");
  const std::string next = page["next"];
  EXPECT_THAT(names(get("/api/v1/pos/orders?limit=2&sort=date&cursor=" + next), "external_id"),
              ElementsAre("3"));
  EXPECT_THAT(names(get("/api/v1/pos/orders?q=Main%20Store/0002"), "external_id"), ElementsAre("2"));
  EXPECT_THAT(
      names(get("/api/v1/pos/orders?dated_from=2026-11-22T00:00:00Z&dated_until=2026-11-23"), "external_id"),
      ElementsAre("3", "2", "1"));
  EXPECT_EQ(get("/api/v1/pos/orders?dated_until=2026-11-22T00:00:00Z")["count"], 0);
}

TEST_F(PosApi, OneOrderIsShownByItsName) {
  book(1, 1);
  EXPECT_EQ(get("/api/v1/pos/orders/Main%20Store%2F0001")["external_id"], "1");
  EXPECT_EQ(code("GET", "/api/v1/pos/orders/Main%20Store%2F0002", 404), "pos_order_not_found");
  EXPECT_EQ(code("GET", "/api/v1/pos/orders/%27%3B%20DROP%20TABLE%20pos_order", 404), "pos_order_not_found");
}

TEST_F(PosApi, ParametersThatMeanNothingAreNamed) {
  for (const char* query : {"kind=gift", "sort=name", "dated_from=yesterday", "dated_until=10-11-2026",
                            "limit=0", "limit=1001", "limit=x"}) {
    const Json problem = get(std::string("/api/v1/pos/orders?") + query, 422);
    EXPECT_EQ(problem["code"], "bad_parameter") << query;
    const std::string_view text = query;
    EXPECT_THAT(problem["detail"].get<std::string>(), HasSubstr(text.substr(0, text.find('=')))) << query;
  }
  for (const char* list : {"orders", "sessions", "pickings", "products", "stock"}) {
    EXPECT_EQ(code("GET", std::string("/api/v1/pos/") + list + "?cursor=nonsense", 422), "bad_cursor")
        << list;
  }
  EXPECT_EQ(code("GET", "/api/v1/pos/products?active=yes", 422), "bad_parameter");
  EXPECT_EQ(code("GET", "/api/v1/pos/products?connection=x", 422), "bad_parameter");
  EXPECT_EQ(code("POST", "/api/v1/pos/catalogue?dry_run=1", 422, Json::object()), "bad_parameter");
}

TEST_F(PosApi, ListsAreSortedOverAllTheirPages) {
  book(1, 3);
  EXPECT_THAT(names(get("/api/v1/pos/pickings?limit=1&sort=name")), ElementsAre("WH/POS/00001"));
  EXPECT_THAT(names(get("/api/v1/pos/pickings?limit=1&sort=-name")), ElementsAre("WH/POS/00003"));
  EXPECT_THAT(names(get("/api/v1/pos/orders?limit=1&sort=-total")), ElementsAre("Main Store/0003"));
  EXPECT_THAT(names(get("/api/v1/pos/products?limit=1&sort=-name")), ElementsAre("Water"));
  EXPECT_THAT(names(get("/api/v1/pos/stock?limit=1&sort=-product"), "product"), ElementsAre("Water"));
  EXPECT_THAT(names(get("/api/v1/pos/sessions?sort=opened")), ElementsAre("Main Store/00001"));
  for (const char* list :
       {"pos/orders", "pos/sessions", "pos/pickings", "pos/products", "pos/stock", "orders", "runs"}) {
    EXPECT_EQ(code("GET", std::string("/api/v1/") + list + "?sort=colour", 422), "bad_parameter") << list;
    EXPECT_EQ(code("GET", std::string("/api/v1/") + list + "?sort=-", 422), "bad_parameter") << list;
  }
}

TEST_F(PosApi, GoodsAreListed) {
  book(1, 1);
  EXPECT_THAT(names(get("/api/v1/pos/products?q=BURG&active=true")), ElementsAre("Burger"));
  EXPECT_EQ(get("/api/v1/pos/products/10")["tax_names"].dump(), R"(["VAT 15%"])");
  EXPECT_EQ(code("GET", "/api/v1/pos/products/999", 404), "no_such_product");
  EXPECT_EQ(code("GET", "/api/v1/pos/products/ten", 404), "no_such_product");
  EXPECT_THAT(names(get("/api/v1/pos/taxes")), ElementsAre("VAT 15%", "VAT 5% included"));
  EXPECT_EQ(get("/api/v1/pos/payment-methods")["items"][2]["type"], "pay_later");
  EXPECT_THAT(names(get("/api/v1/pos/stock?q=water"), "product"), ElementsAre("Water"));
  EXPECT_THAT(names(get("/api/v1/pos/pickings?q=Main%20Store/0001"), "origin"),
              ElementsAre("Main Store/0001"));
}

TEST_F(PosApi, AProductIsCreatedAndChanged) {
  const Json made = ask("POST", "/api/v1/pos/products", 201,
                        {{"name", "شطيرة"}, {"list_price", "4.50"}, {"taxes", {1}}, {"on_hand", "7"}});
  EXPECT_EQ(made["id"], 15);
  EXPECT_EQ(made["type"], "storable");
  EXPECT_EQ(made["on_hand"], "7");
  EXPECT_EQ(header("Location"), "/api/v1/pos/products/15");
  EXPECT_EQ(last_change().action, "product_created");
  EXPECT_EQ(last_change().by.actor, "token till");
  if_match_ = header("ETag");
  const Json edited = ask("PATCH", "/api/v1/pos/products/15", 200, {{"active", false}, {"barcode", "123"}});
  EXPECT_EQ(edited["name"], "شطيرة");
  EXPECT_EQ(edited["list_price"], "4.50");
  EXPECT_EQ(edited["active"], false);
  EXPECT_EQ(last_change().before.dump(), R"({"active":true,"barcode":null})");
  EXPECT_EQ(code("PATCH", "/api/v1/pos/products/15", 412, {{"barcode", "9"}}), "edited_meanwhile");
  if_match_ = "*";
  EXPECT_EQ(ask("PATCH", "/api/v1/pos/products/15", 200, {{"barcode", nullptr}})["barcode"], nullptr);
  EXPECT_EQ(code("PATCH", "/api/v1/pos/products/999", 404, {{"active", false}}), "no_such_product");
}

TEST_F(PosApi, ASaleIsNoEditOfItsProduct) {
  const std::string tag = header_of_get("/api/v1/pos/products/10");
  book(1, 1);
  EXPECT_EQ(header_of_get("/api/v1/pos/products/10"), tag) << "what is on hand belongs to the sales";
  EXPECT_EQ(code("PATCH", "/api/v1/pos/products/10", 428, {{"barcode", "9"}}), "if_match_missing");
}

TEST_F(PosApi, WhatIsWrongWithAProductNamesItsField) {
  const auto wrong = [&](const Json& body) { return field("POST", "/api/v1/pos/products", body); };
  EXPECT_EQ(wrong(Json::object()), "name");
  EXPECT_EQ(wrong({{"name", ""}}), "name");
  EXPECT_EQ(wrong({{"name", "A"}, {"price", "1"}}), "price");
  EXPECT_EQ(wrong({{"name", "A"}, {"id", 7}}), "id");
  EXPECT_EQ(wrong({{"name", "A"}, {"list_price", 4.5}}), "list_price");
  EXPECT_EQ(wrong({{"name", "A"}, {"list_price", "many"}}), "list_price");
  EXPECT_EQ(wrong({{"name", "A"}, {"taxes", {99}}}), "taxes");
  EXPECT_EQ(wrong({{"name", "A"}, {"type", "gas"}}), "type");
  if_match_ = "*";
  EXPECT_EQ(field("PATCH", "/api/v1/pos/products/10", {{"on_hand", "5"}}), "on_hand");
}

TEST_F(PosApi, ACatalogueIsTriedImportedAndRefused) {
  const std::string file = R"({"products":[{"id":20,"name":"New"},{"id":10,"name":"Burger"}]})";
  const Json would = send(request("POST", "/api/v1/pos/catalogue?dry_run=true", file), 200);
  EXPECT_EQ(would["created"], 1);
  EXPECT_EQ(would["dry_run"], true);
  EXPECT_EQ(code("GET", "/api/v1/pos/products/20", 404), "no_such_product");
  EXPECT_EQ(send(request("POST", "/api/v1/pos/catalogue", file), 200)["created"], 1);
  EXPECT_EQ(get("/api/v1/pos/products/20")["name"], "New");
  EXPECT_EQ(last_change().action, "catalogue_imported");
  EXPECT_EQ(
      send(request("POST", "/api/v1/pos/catalogue", "id,name\n21,From a table\n", "Text/CSV; charset=utf-8"),
           200)["created"],
      1);
  EXPECT_EQ(send(request("POST", "/api/v1/pos/catalogue", R"({"products":[{"id":1}]})"), 422)["code"],
            "bad_catalogue");
  EXPECT_EQ(send(request("POST", "/api/v1/pos/catalogue", "<x/>", "text/xml"), 415)["code"],
            "unsupported_media");
}

TEST_F(PosApi, ViewersReadAndNoMore) {
  as(app::Scope::read);
  get("/api/v1/pos/orders");
  EXPECT_EQ(code("POST", "/api/v1/pos/sessions", 403, {{"pos_config", "Main Store"}}), "not_allowed");
  EXPECT_EQ(code("POST", "/api/v1/pos/products", 403, {{"name", "A"}}), "not_allowed");
  as(app::Scope::operate);
  ask("POST", "/api/v1/pos/products", 201, {{"name", "A"}});
  EXPECT_EQ(code("POST", "/api/v1/pos/catalogue", 403, Json::object()), "not_allowed");
  EXPECT_EQ(code("PUT", "/api/v1/pos/configs/Bare/closing-rule", 403, {{"rule", "never"}}), "not_allowed");
}

}  // namespace
}  // namespace ordersync::api
