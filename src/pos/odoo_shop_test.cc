// What the records of a POS configuration mean, version by version.
#include "pos/odoo_shop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pos/odoo_goods_read.h"

namespace ordersync::pos::odoo {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void add_all(order::Catalogue::Parts& parts, const Value& records, const std::vector<RawProduct>& products) {
  EXPECT_TRUE(add_products(parts, records, [&](const TakeProduct& take) {
                for (const RawProduct& product : products) take(product);
                return base::Result<void>();
              }).ok());
}

Value json(std::string_view text) {
  auto value = parse(text);
  EXPECT_TRUE(value.ok()) << text;
  return value.ok() ? *value : Value();
}

// A value with one member exchanged.
Value with(const Value& object, const std::string& name, Value value) {
  Value::Object members = object.members();
  for (auto& [member, old] : members) {
    if (member == name) old = value;
  }
  return Value::object(std::move(members));
}

// As 17 sends them (wire 17/03 to 08).
Value shop_17() {
  return json(R"({
    "series": 17,
    "config": {"id": 2, "name": "PX Shop", "company_id": [1, "My Company"], "currency_id": [1, "USD"],
               "payment_method_ids": [5, 4, 6], "pricelist_id": false, "picking_type_id": [6, "PoS Orders"],
               "cash_control": true, "cash_rounding": false, "rounding_method": false,
               "default_fiscal_position_id": false},
    "companies": [{"id": 1, "name": "My Company", "parent_id": false, "partner_id": [1, "My Company"],
                   "tax_calculation_rounding_method": "round_per_line",
                   "point_of_sale_update_stock_quantities": "closing"}],
    "currency": {"id": 1, "name": "USD", "rounding": 0.01},
    "methods": [{"id": 4, "name": "Cash", "is_cash_count": true, "split_transactions": false,
                 "journal_id": [10, "Cash"], "type": "cash"},
                {"id": 5, "name": "Card", "is_cash_count": false, "split_transactions": false,
                 "journal_id": [12, "Bank"], "type": "bank"},
                {"id": 6, "name": "Customer Account", "is_cash_count": false, "split_transactions": true,
                 "journal_id": false, "type": "pay_later"}],
    "taxes": [{"id": 3, "name": "15%", "amount": 15.0, "amount_type": "percent", "price_include": false,
               "include_base_amount": false, "is_base_affected": true, "active": true,
               "company_id": [1, "My Company"]},
              {"id": 4, "name": "Bag", "amount": 0.1, "amount_type": "fixed", "price_include": false,
               "include_base_amount": true, "is_base_affected": true, "active": true,
               "company_id": [1, "My Company"]},
              {"id": 5, "name": "5% inc", "amount": 5.0, "amount_type": "percent", "price_include": true,
               "include_base_amount": true, "is_base_affected": true, "active": false,
               "company_id": [1, "My Company"]}],
    "tax_parts": [], "position": null, "mappings": [], "cash_rounding": null,
    "picking_type": {"id": 6, "warehouse_id": [3, "San Francisco"]},
    "digits": 3, "timezones": ["Mars/Olympus", "Europe/Berlin"], "session": null, "at_closing": false})");
}

order::Catalogue::Parts parts_of(const Value& records) {
  auto parts = shop_of(records);
  EXPECT_TRUE(parts.ok()) << (parts.ok() ? "" : parts.error().message);
  return parts.ok() ? *parts : order::Catalogue::Parts();
}

RawProduct raw(std::int64_t id, std::vector<std::int64_t> taxes, std::int64_t company = 0) {
  RawProduct product;
  product.product.id = id;
  product.product.name = "P" + std::to_string(id);
  product.product.taxes = std::move(taxes);
  product.company_id = company;
  return product;
}

TEST(OdooShop, FactsAreThoseOfTheConfiguration) {
  const auto facts = facts_of(shop_17());
  ASSERT_TRUE(facts.ok()) << facts.error().message;
  EXPECT_EQ(facts->config_id, 2);
  EXPECT_EQ(facts->config, "PX Shop");
  EXPECT_EQ(facts->company_id, 1);
  EXPECT_EQ(facts->warehouse_id, 3);
  EXPECT_EQ(facts->pricelist_id, std::nullopt);
  EXPECT_EQ(facts->payment_methods, 3);
  EXPECT_EQ(facts->quantity_digits, 3);
  EXPECT_EQ(facts->currency.code(), "USD");
}

TEST(OdooShop, MethodsComeInTheOrderOfThePos) {
  const auto parts = parts_of(shop_17());
  EXPECT_THAT(parts.config.payment_methods, ElementsAre(5, 4, 6));
  ASSERT_EQ(parts.payment_methods.size(), 3U);
  EXPECT_EQ(parts.payment_methods[0].type, order::MethodType::bank);
  EXPECT_EQ(parts.payment_methods[0].journal, "Bank");
  EXPECT_EQ(parts.payment_methods[1].type, order::MethodType::cash);
  EXPECT_EQ(parts.payment_methods[2].type, order::MethodType::pay_later);
  EXPECT_EQ(parts.payment_methods[2].journal, "");
}

// Odoo's "Identify Customer".
TEST(OdooShop, AMethodThatIdentifiesItsCustomerNeedsOneFrom15On) {
  const Value records = with(shop_17(), "methods", json(R"([
      {"id": 4, "name": "Cash", "is_cash_count": true, "split_transactions": true, "journal_id": [10, "Cash"], "type": "cash"},
      {"id": 5, "name": "Card", "is_cash_count": false, "split_transactions": false, "journal_id": [11, "Bank"], "type": "bank"}])"));
  const auto parts = parts_of(records);
  ASSERT_EQ(parts.payment_methods.size(), 2U);
  EXPECT_FALSE(parts.payment_methods[0].needs_customer);
  EXPECT_TRUE(parts.payment_methods[1].needs_customer);
}

TEST(OdooShop, InFourteenACardHasNoJournalAndIsNoCustomerAccount) {
  Value records = with(shop_17(), "series", 14);
  records = with(records, "methods", json(R"([
      {"id": 4, "name": "Cash", "is_cash_count": true, "split_transactions": false, "cash_journal_id": [10, "Drawer"]},
      {"id": 5, "name": "Card", "is_cash_count": false, "split_transactions": false, "cash_journal_id": false},
      {"id": 6, "name": "Later", "is_cash_count": false, "split_transactions": true, "cash_journal_id": false}])"));
  const auto methods = parts_of(records).payment_methods;
  ASSERT_EQ(methods.size(), 3U);
  EXPECT_EQ(methods[0].type, order::MethodType::bank);
  EXPECT_EQ(methods[0].journal, "Card");
  EXPECT_EQ(methods[1].type, order::MethodType::cash);
  EXPECT_EQ(methods[1].journal, "Drawer");
  EXPECT_EQ(methods[2].type, order::MethodType::pay_later);
  EXPECT_EQ(methods[2].journal, "");
}

TEST(OdooShop, RoundingOnceAnOrderIsAnotherThingUpTo17) {
  EXPECT_EQ(parts_of(shop_17()).tax_rounding, order::TaxRounding::round_per_line);
  const Value globally = with(shop_17(), "companies", json(R"([
      {"id": 1, "parent_id": false, "tax_calculation_rounding_method": "round_globally",
       "point_of_sale_update_stock_quantities": "real"}])"));
  for (const int series : {14, 17}) {
    EXPECT_EQ(parts_of(with(globally, "series", series)).tax_rounding,
              order::TaxRounding::round_taxes_globally);
  }
  EXPECT_EQ(parts_of(with(globally, "series", 18)).tax_rounding, order::TaxRounding::round_bases_globally);
  EXPECT_EQ(parts_of(with(globally, "series", 19)).tax_rounding, order::TaxRounding::round_globally);
}

TEST(OdooShop, OnlyPercentagesAreComputedHere) {
  const auto taxes = parts_of(shop_17()).taxes;
  ASSERT_EQ(taxes.size(), 3U);
  EXPECT_EQ(taxes[0].type, order::TaxType::percent);
  EXPECT_EQ(taxes[0].amount, base::Decimal(15));
  EXPECT_FALSE(taxes[0].price_include);
  EXPECT_EQ(taxes[1].type, order::TaxType::other);
  EXPECT_TRUE(taxes[2].price_include);
  EXPECT_FALSE(taxes[2].active);
}

// Which of the shop's taxes Odoo can be asked for, by place.
std::vector<bool> told(const Value& records) {
  std::vector<bool> out;
  for (const order::Tax& tax : parts_of(records).taxes) out.push_back(tax.pos_tells);
  return out;
}

TEST(OdooShop, OdooIsAskedOnlyForTaxesThatNeedNoProduct) {
  Value records =
      with(shop_17(), "companies", json(R"([{"id": 1, "name": "My Company", "currency_id": [1, "USD"],
       "tax_calculation_rounding_method": "round_per_line"}])"));
  records = with(records, "tax_parts", json(R"([{"id": 20, "amount_type": "percent"},
      {"id": 21, "amount_type": "fixed"}, {"id": 22, "amount_type": "code"}, {"id": 23, "amount_type": "group"}])"));
  records = with(records, "taxes", json(R"([
      {"id": 1, "name": "Deposit", "amount": 0.25, "amount_type": "fixed", "active": true},
      {"id": 2, "name": "Of the whole", "amount": 10, "amount_type": "division", "active": true},
      {"id": 3, "name": "By weight", "amount": 0, "amount_type": "code", "active": true},
      {"id": 4, "name": "Halves", "amount": 0, "amount_type": "group", "active": true, "children_tax_ids": [20, 21]},
      {"id": 5, "name": "A part by weight", "amount": 0, "amount_type": "group", "active": true, "children_tax_ids": [20, 22]},
      {"id": 6, "name": "A group in it", "amount": 0, "amount_type": "group", "active": true, "children_tax_ids": [23]},
      {"id": 7, "name": "A part unseen", "amount": 0, "amount_type": "group", "active": true, "children_tax_ids": [20, 24]},
      {"id": 8, "name": "Nothing", "amount": 0, "amount_type": "group", "active": true, "children_tax_ids": []}])"));
  EXPECT_EQ(told(records), (std::vector<bool>{true, true, false, true, false, false, false, false}));
}

TEST(OdooShop, InAnotherCurrencyThanTheCompanysOdooIsNotAsked) {
  const auto with_company = [](const char* currency) {
    return with(shop_17(), "companies",
                json(R"([{"id": 1, "name": "My Company", "currency_id": )" + std::string(currency) +
                     R"(, "tax_calculation_rounding_method": "round_per_line"}])"));
  };
  EXPECT_EQ(told(with_company(R"([1, "USD"])")), (std::vector<bool>{true, true, true}));
  EXPECT_EQ(told(with_company(R"([2, "JPY"])")), (std::vector<bool>{false, false, false}));
  EXPECT_EQ(told(with_company("false")), (std::vector<bool>{false, false, false}));
}

TEST(OdooShop, ATaxInAnothersBaseIsLeftToOdooOnlyWhereTheyMeet) {
  Value records = shop_17();
  auto apart = parts_of(records);
  add_all(apart, records, {raw(1, {3}), raw(2, {5})});
  EXPECT_EQ(apart.taxes[0].type, order::TaxType::percent);
  EXPECT_EQ(apart.taxes[2].type, order::TaxType::percent);

  auto together = parts_of(records);
  add_all(together, records, {raw(1, {3}), raw(2, {5, 3})});
  EXPECT_EQ(together.taxes[0].type, order::TaxType::other);
  EXPECT_EQ(together.taxes[2].type, order::TaxType::other);
}

TEST(OdooShop, TaxesThatMeetThroughTheFiscalPositionCountAsWell) {
  Value records = with(shop_17(), "position", json(R"({"id": 9, "name": "Eat in", "tax_ids": [1]})"));
  records = with(records, "mappings",
                 json(R"([{"id": 1, "tax_src_id": [4, "Bag"], "tax_dest_id": [5, "5% inc"]}])"));
  auto parts = parts_of(records);
  add_all(parts, records, {raw(1, {3, 4})});
  EXPECT_EQ(parts.taxes[0].type, order::TaxType::other);
  EXPECT_EQ(parts.taxes[2].type, order::TaxType::other);
}

TEST(OdooShop, AFiscalPositionReplacesOrTakesAway) {
  Value records = with(shop_17(), "position", json(R"({"id": 9, "name": "Export", "tax_ids": [1, 2]})"));
  records = with(records, "mappings", json(R"([
      {"id": 1, "tax_src_id": [3, "15%"], "tax_dest_id": false},
      {"id": 2, "tax_src_id": [4, "Bag"], "tax_dest_id": [5, "5% inc"]}])"));
  const auto parts = parts_of(records);
  ASSERT_TRUE(parts.fiscal_position.has_value());
  EXPECT_EQ(parts.config.fiscal_position, 9);
  ASSERT_EQ(parts.fiscal_position->taxes.size(), 2U);
  EXPECT_EQ(parts.fiscal_position->taxes[0].from, 3);
  EXPECT_EQ(parts.fiscal_position->taxes[0].to, std::nullopt);
  EXPECT_EQ(parts.fiscal_position->taxes[1].to, 5);
}

TEST(OdooShop, FromNineteenOnTheTaxesSayWhatTheyReplace) {
  Value records = with(shop_17(), "series", 19);
  records = with(records, "position", json(R"({"id": 9, "name": "Reduced", "tax_ids": [5]})"));
  records = with(records, "taxes", json(R"([
      {"id": 3, "name": "15%", "amount": 15.0, "amount_type": "percent", "active": true, "company_id": [1, "C"],
       "original_tax_ids": []},
      {"id": 5, "name": "5%", "amount": 5.0, "amount_type": "percent", "active": true, "company_id": [1, "C"],
       "original_tax_ids": [3]}])"));
  auto parts = parts_of(records);
  add_all(parts, records, {raw(1, {3})});
  const order::Catalogue reduced(std::move(parts));
  ASSERT_EQ(reduced.taxes_of(*reduced.product(1)).size(), 1U);
  EXPECT_EQ(reduced.taxes_of(*reduced.product(1))[0]->id, 5);

  records = with(records, "position", json(R"({"id": 9, "name": "Export", "tax_ids": []})"));
  auto export_parts = parts_of(records);
  add_all(export_parts, records, {raw(1, {3})});
  const order::Catalogue exported(std::move(export_parts));
  EXPECT_THAT(exported.taxes_of(*exported.product(1)), IsEmpty());
}

TEST(OdooShop, AProductHasTheTaxesOfItsCompanyElseOfTheParent) {
  Value records = with(shop_17(), "companies", json(R"([
      {"id": 2, "parent_id": [1, "My Company"], "tax_calculation_rounding_method": "round_per_line",
       "point_of_sale_update_stock_quantities": "real"},
      {"id": 1, "parent_id": false}])"));
  records = with(records, "taxes", json(R"([
      {"id": 3, "name": "Parent", "amount": 15.0, "amount_type": "percent", "active": true, "company_id": [1, "P"]},
      {"id": 7, "name": "Branch", "amount": 10.0, "amount_type": "percent", "active": true, "company_id": [2, "B"]}])"));
  auto parts = parts_of(records);
  add_all(parts, records, {raw(1, {3, 7}), raw(2, {3, 99}), raw(3, {99}), raw(4, {}, 1), raw(5, {}, 8)});
  EXPECT_THAT(parts.products[0].taxes, ElementsAre(7));
  EXPECT_THAT(parts.products[1].taxes, ElementsAre(3));
  EXPECT_THAT(parts.products[2].taxes, IsEmpty());
  EXPECT_TRUE(parts.products[3].of_company);
  EXPECT_FALSE(parts.products[4].of_company);
}

TEST(OdooShop, TheStockModeIsTheOpenSessionsElseTheConnections) {
  EXPECT_EQ(parts_of(shop_17()).config.stock, order::StockMode::real_time) << "whatever the company's";
  const Value wanted = with(shop_17(), "at_closing", true);
  EXPECT_EQ(parts_of(wanted).config.stock, order::StockMode::at_closing);
  const Value session = json(R"({"id": 4, "update_stock_at_closing": false})");
  EXPECT_EQ(parts_of(with(wanted, "session", session)).config.stock, order::StockMode::real_time);
}

TEST(OdooShop, RoundingGloballyMeantAnotherThingUpToSeventeen) {
  EXPECT_EQ(parts_of(shop_17()).tax_rounding, order::TaxRounding::round_per_line);
  const Value globally = with(shop_17(), "companies", json(R"([
      {"id": 1, "parent_id": false, "tax_calculation_rounding_method": "round_globally"}])"));
  EXPECT_EQ(parts_of(globally).tax_rounding, order::TaxRounding::round_taxes_globally);
  EXPECT_EQ(parts_of(with(globally, "series", 18)).tax_rounding, order::TaxRounding::round_bases_globally);
  EXPECT_EQ(parts_of(with(globally, "series", 19)).tax_rounding, order::TaxRounding::round_globally);
}

TEST(OdooShop, TheFirstZoneThatExistsCounts) {
  EXPECT_EQ(parts_of(shop_17()).config.timezone, "Europe/Berlin");
  EXPECT_EQ(parts_of(with(shop_17(), "timezones", json("[]"))).config.timezone, "UTC");
}

TEST(OdooShop, TheCoinIsThatOfTheCashRounding) {
  EXPECT_TRUE(parts_of(shop_17()).config.cash_rounding.is_zero());
  Value records = with(shop_17(), "cash_rounding", json(R"({"id": 1, "rounding": 0.05})"));
  EXPECT_TRUE(parts_of(records).config.cash_rounding.is_zero()) << "switched off";
  records = with(records, "config", with(records["config"], "cash_rounding", true));
  EXPECT_EQ(parts_of(records).config.cash_rounding, base::Decimal::of("0.05"));
}

TEST(OdooShop, ACurrencyThatOdooRoundsOtherwiseIsRefused) {
  const Value records = with(shop_17(), "currency", json(R"({"id": 1, "name": "USD", "rounding": 1.0})"));
  ASSERT_FALSE(shop_of(records).ok());
  EXPECT_EQ(shop_of(records).error().code, "odoo_currency_rounding");
  const Value dinar = json(R"({"id": 1, "name": "KWD", "rounding": 0.001})");
  EXPECT_EQ(facts_of(with(shop_17(), "currency", dinar))->currency.decimals(), 3);
}

TEST(OdooShop, WhatEveryOdooSendsIsAskedFor) {
  EXPECT_EQ(facts_of(json("{}")).error().code, "odoo_bad_record");
  EXPECT_EQ(shop_of(json("{}")).error().code, "odoo_bad_record");
}

TEST(OdooProduct, IsReadAsItsVersionWritesIt) {
  const RawProduct old = product_of(json(R"({"id": 4, "name": "B", "default_code": "PX-B", "barcode": false,
      "lst_price": 24.990000000000002, "type": "product", "sale_ok": true, "available_in_pos": false,
      "active": true, "company_id": [1, "My Company"], "taxes_id": [3, 5]})"));
  EXPECT_EQ(old.product.id, 4);
  EXPECT_EQ(old.product.default_code, "PX-B");
  EXPECT_EQ(old.product.barcode, "");
  EXPECT_EQ(old.product.list_price, base::Decimal::of("24.99"));
  EXPECT_EQ(old.product.type, order::ProductType::storable);
  EXPECT_TRUE(old.product.sale_ok);
  EXPECT_FALSE(old.product.available_in_pos);
  EXPECT_EQ(old.company_id, 1);
  EXPECT_THAT(old.product.taxes, ElementsAre(3, 5));

  const auto type = [](std::string_view fields) {
    return product_of(json("{\"id\": 1, " + std::string(fields) + "}")).product.type;
  };
  EXPECT_EQ(type(R"("type": "consu", "is_storable": true)"), order::ProductType::storable);
  EXPECT_EQ(type(R"("type": "consu", "is_storable": false)"), order::ProductType::consumable);
  EXPECT_EQ(type(R"("type": "consu")"), order::ProductType::consumable);
  EXPECT_EQ(type(R"("type": "service")"), order::ProductType::service);
  EXPECT_EQ(type(R"("type": "combo")"), order::ProductType::service);
}

}  // namespace
}  // namespace ordersync::pos::odoo
