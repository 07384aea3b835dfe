// Searching and reading: the shop as a client finds it, field by field where versions differ.
#include "tests/contract/fake_odoo_fixture.h"

namespace ordersync::testing {
namespace {

class OdooReading : public EveryOdoo {
 protected:
  json search_read(const std::string& model, const json& domain, const std::vector<std::string>& fields,
                   const json& keywords = json::object()) {
    return wire.ok(model, "search_read", {domain, fields}, keywords);
  }
  bool has(const std::string& model, const std::string& field) {
    return wire.ok(model, "fields_get", json::array({{field}, {"type"}})).contains(field);
  }
};

TEST_P(OdooReading, ConfigurationIsAsRecorded) {
  const json config =
      search_read("pos.config", {{"id", "=", 1}},
                  {"name", "company_id", "currency_id", "payment_method_ids", "pricelist_id",
                   "picking_type_id", "journal_id", "cash_control", "cash_rounding", "active"})
          .at(0);
  EXPECT_EQ(config["name"], "Main Store");
  EXPECT_EQ(config["company_id"], json::array({1, "My Company"}));
  EXPECT_EQ(config["currency_id"], json::array({odoo.shop.currency, "USD"}));
  EXPECT_EQ(config["payment_method_ids"], json::array({1, 2, 3, 4, 5}));
  EXPECT_EQ(config["pricelist_id"], from(17) ? json(false) : json::array({1, "Public Pricelist (USD)"}));
  EXPECT_EQ(config["picking_type_id"], json::array({9, "My Company: PoS Orders"}));
  EXPECT_EQ(config["journal_id"], json::array({9, "Point of Sale"}));
  EXPECT_EQ(config["cash_control"], true);
  EXPECT_EQ(config["cash_rounding"], false);
}

TEST_P(OdooReading, FieldsComeAndGoWithTheVersions) {
  EXPECT_EQ(has("pos.config", "sequence_id"), !from(19));
  EXPECT_EQ(has("pos.config", "order_seq_id"), from(19));
  EXPECT_EQ(has("pos.payment.method", "cash_journal_id"), !from(15));
  EXPECT_EQ(has("pos.payment.method", "type"), from(15));
  EXPECT_EQ(has("product.product", "is_storable"), from(18));
  EXPECT_EQ(has("pos.order", "uuid"), from(18));
  EXPECT_EQ(has("pos.order.line", "refunded_orderline_id"), from(15));
  EXPECT_EQ(has("res.users", "group_ids"), from(19));
  EXPECT_EQ(has("pos.session", "cash_register_id"), !from(16));
  EXPECT_EQ(
      wire.ok("pos.order", "fields_get", json::array({{"amount_total"}, {"type"}}))["amount_total"]["type"],
      from(18) ? "monetary" : "float");
}

TEST_P(OdooReading, PaymentMethodsTellCashFromBank) {
  const json methods = search_read("pos.payment.method", {{"id", "in", {2, 3, 5}}},
                                   {"name", "is_cash_count", "split_transactions"}, {{"order", "id"}});
  EXPECT_EQ(methods[0]["is_cash_count"], true);
  EXPECT_EQ(methods[1]["is_cash_count"], false);
  if (!from(15)) {
    const json journals =
        search_read("pos.payment.method", {{"id", "in", {2, 3}}}, {"cash_journal_id"}, {{"order", "id"}});
    EXPECT_EQ(journals[0]["cash_journal_id"], json::array({10, "Cash"}));
    EXPECT_EQ(journals[1]["cash_journal_id"], false);
    return;
  }
  const json types =
      search_read("pos.payment.method", {{"id", "in", {2, 3, 5}}}, {"type", "journal_id"}, {{"order", "id"}});
  EXPECT_EQ(types[0]["type"], "cash");
  EXPECT_EQ(types[1]["type"], "bank");
  EXPECT_EQ(types[2]["type"], "pay_later");
  EXPECT_EQ(types[2]["journal_id"], false);
}

TEST_P(OdooReading, CompanyTellsItsStockModeAndRounding) {
  const json company = wire.read(
      "res.company", 1,
      {"point_of_sale_update_stock_quantities", "tax_calculation_rounding_method", "anglo_saxon_accounting"});
  EXPECT_EQ(company["point_of_sale_update_stock_quantities"], from(18) ? "real" : "closing");
  EXPECT_EQ(company["tax_calculation_rounding_method"], from(19) ? "round_globally" : "round_per_line");
}

TEST_P(OdooReading, ArchivedProductsAreFoundOnlyWhenAskedFor) {
  const json domain = {{"name", "ilike", "burger"}};
  EXPECT_EQ(search_read("product.product", domain, {"name"}).size(), 1U);
  const json with_archived = json::array({{"name", "ilike", "burger"}, {"active", "in", {true, false}}});
  EXPECT_EQ(search_read("product.product", with_archived, {"name"}).size(), 2U);
  EXPECT_EQ(search_read("product.product", domain, {"name"}, {{"context", {{"active_test", false}}}}).size(),
            2U);
}

TEST_P(OdooReading, ProductsTellTheirTypeByVersion) {
  const json burger =
      wire.read("product.product", odoo.shop.burger,
                {"type", "taxes_id", "sale_ok", "available_in_pos", "tracking", "company_id", "barcode"});
  EXPECT_EQ(burger["type"], from(18) ? "consu" : "product");
  EXPECT_EQ(burger["taxes_id"], json::array({1}));
  EXPECT_EQ(burger["company_id"], false);
  EXPECT_EQ(burger["barcode"], false);
}

TEST_P(OdooReading, NamesFollowTheLanguageOfTheContextAlone) {
  odoo.translate(odoo.shop.tea, "ar_001", "شاي");
  odoo.user.language = "ar_001";
  EXPECT_EQ(search_read("product.product", {{"id", "=", 12}}, {"name"})[0]["name"], "Tea");
  EXPECT_EQ(search_read("product.product", {{"id", "=", 12}}, {"name"},
                        {{"context", {{"lang", "ar_001"}}}})[0]["name"],
            "شاي");
  EXPECT_EQ(search_read("product.product", {{"name", "=", "شاي"}}, {"display_name"},
                        {{"context", {{"lang", "ar_001"}}}})[0]["display_name"],
            "شاي");
}

TEST_P(OdooReading, DomainsCombine) {
  const auto count = [&](const json& domain) {
    return wire.ok("product.product", "search_count", json::array({domain})).get<int>();
  };
  EXPECT_EQ(count({{"id", "in", {10, 11, 12}}}), 3);
  EXPECT_EQ(count({{"id", "not in", {10, 11, 12}}, {"id", "<=", 14}}), 2);
  EXPECT_EQ(count({"|", {"id", "=", 10}, {"name", "=ilike", "TEA"}}), 2);
  EXPECT_EQ(count({"!", {"sale_ok", "=", true}}), 1);
  EXPECT_EQ(count({{"taxes_id", "in", {2}}}), 1);
  EXPECT_EQ(count({{"taxes_id.amount", "=", 5}}), 1);
  EXPECT_EQ(count({{"taxes_id", "=", false}, {"id", "<", 14}}), 2);
  EXPECT_EQ(count({{"name", "=like", "B%"}}), 3);
  EXPECT_EQ(count({{"default_code", "!=", "X"}, {"id", "=", 10}}), 1);
  EXPECT_EQ(wire.kw("product.product", "search", json::array({json::array({{"nope", "=", 1}})})).name(),
            "builtins.ValueError");
}

TEST_P(OdooReading, OrderOffsetAndLimitPage) {
  EXPECT_EQ(wire.ok("product.product", "search", json::array({json::array()}),
                    {{"order", "id desc"}, {"limit", 2}, {"offset", 1}}),
            json::array({23, 22}));
  EXPECT_EQ(wire.ok("product.product", "search", {json::array(), 0, 2, "id"}), json::array({10, 11}));
}

TEST_P(OdooReading, ReadingWhatIsNotThereIsAMissingError) {
  EXPECT_EQ(wire.kw("pos.order", "read", {{4711}, {"name"}}).name(), "odoo.exceptions.MissingError");
}

TEST_P(OdooReading, TaxesAndFiscalPositionsAreReadable) {
  const json tax = wire.read("account.tax", odoo.shop.vat_15_included,
                             {"amount", "amount_type", "price_include", "include_base_amount", "active"});
  EXPECT_EQ(tax["amount"], 15.0);
  EXPECT_EQ(tax["amount_type"], "percent");
  EXPECT_EQ(tax["price_include"], true);
  EXPECT_EQ(wire.read("account.tax", odoo.shop.vat_15, {"price_include"})["price_include"], false);
  EXPECT_EQ(search_read("account.fiscal.position", json::array(), {"name"}), json::array());
  EXPECT_EQ(wire.ok("res.users", "has_group",
                    from(18) ? json::array({{odoo.user.id}, "point_of_sale.group_pos_user"})
                             : json::array({"point_of_sale.group_pos_user"})),
            true);
}

TEST_P(OdooReading, KeyAndItsEndAreReadable) {
  odoo.add("res.users.apikeys", {{"name", "ordersync"},
                                 {"user_id", odoo.user.id},
                                 {"scope", "rpc"},
                                 {"expiration_date", "2027-02-20 12:00:00"}});
  const json key = search_read(
      "res.users.apikeys", json::array(),
      from(18) ? std::vector<std::string>{"name", "expiration_date"} : std::vector<std::string>{"name"})[0];
  EXPECT_EQ(key["name"], "ordersync");
  EXPECT_EQ(key.contains("expiration_date"), from(18));
}

INSTANTIATE_TEST_SUITE_P(Versions, OdooReading, ::testing::ValuesIn(kAllOdoos), odoo_name);

}  // namespace
}  // namespace ordersync::testing
