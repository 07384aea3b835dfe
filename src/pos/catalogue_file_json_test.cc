// The JSON catalogue file: exact numbers, defaults, and errors that name their place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pos/catalogue_file.h"

namespace ordersync::pos {
namespace {

using base::Decimal;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string error_of(std::string_view text) {
  const auto file = read_catalogue_json(text);
  return file.ok() ? "" : file.error().message;
}

std::string code_of(std::string_view text) {
  const auto file = read_catalogue_json(text);
  return file.ok() ? "" : file.error().code;
}

TEST(CatalogueJson, TheContractsExampleIsRead) {
  const auto file = read_catalogue_json(R"({ "currency": "USD", "tax_rounding": "round_per_line",
    "taxes": [{"id": 1, "name": "VAT 15%", "amount": "15", "price_include": false}],
    "products": [{"id": 10, "name": "Burger", "list_price": "80.00", "type": "storable", "taxes": [1], "on_hand": "100",
                  "sale_ok": true, "available_in_pos": true, "active": true, "default_code": null, "barcode": null}],
    "payment_methods": [{"id": 1, "name": "Cash", "journal": "Cash", "type": "cash"}],
    "fiscal_positions": [{"id": 1, "name": "Export", "taxes": [{"from": 1, "to": null}]}],
    "pos_configs": [{"id": 1, "name": "Main Store", "payment_methods": [1], "stock": "real_time", "timezone": "UTC",
                     "session": "none", "fiscal_position": null}] })");
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->currency->code(), "USD");
  EXPECT_EQ(file->tax_rounding, order::TaxRounding::round_per_line);
  ASSERT_EQ(file->products.size(), 1U);
  EXPECT_EQ(file->products[0].product.list_price, Decimal(80));
  EXPECT_EQ(file->products[0].on_hand, Decimal(100));
  EXPECT_THAT(file->products[0].product.taxes, ElementsAre(1));
  EXPECT_EQ(file->taxes[0].amount, Decimal(15));
  EXPECT_EQ(file->payment_methods[0].type, order::MethodType::cash);
  EXPECT_EQ(file->fiscal_positions[0].taxes[0].from, 1);
  EXPECT_FALSE(file->fiscal_positions[0].taxes[0].to.has_value());
  EXPECT_EQ(file->pos_configs[0].session, StartSession::none);
}

TEST(CatalogueJson, NumbersAreReadByTheirTextAndNotThroughBinaryFloatingPoint) {
  const auto file = read_catalogue_json(
      R"({"products": [{"id": 1, "name": "A", "list_price": 0.1000000000000000055511151231257827},
                       {"id": 2, "name": "B", "list_price": 12345678901234567890123456789},
                       {"id": 3, "name": "C", "list_price": 9.2e1},
                       {"id": 4, "name": "D", "list_price": " 1,092.50 "},
                       {"id": 5, "name": "E", "list_price": -0.30}]})");
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->products[0].product.list_price.to_string(), "0.1000000000000000055511151231257827");
  EXPECT_EQ(file->products[1].product.list_price.to_string(), "12345678901234567890123456789");
  EXPECT_EQ(file->products[2].product.list_price, Decimal(92));
  EXPECT_EQ(file->products[3].product.list_price, Decimal::of("1092.5"));
  EXPECT_EQ(file->products[4].product.list_price, Decimal::of("-0.3"));
}

TEST(CatalogueJson, AllButNamesAndIdsMayBeLeftOut) {
  const auto file = read_catalogue_json(
      R"({"taxes": [{"id": 1, "name": "T"}], "products": [{"id": 2, "name": "P"}], "payment_methods": [{"id": 3, "name": "M"}],
          "fiscal_positions": [{"id": 4, "name": "F"}], "pos_configs": [{"id": 5, "name": "C"}]})");
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_FALSE(file->currency.has_value());
  EXPECT_FALSE(file->tax_rounding.has_value());
  EXPECT_TRUE(file->taxes[0].active);
  EXPECT_FALSE(file->taxes[0].price_include);
  EXPECT_EQ(file->products[0].product.type, order::ProductType::storable);
  EXPECT_TRUE(file->products[0].product.can_be_sold());
  EXPECT_TRUE(file->products[0].on_hand.is_zero());
  EXPECT_EQ(file->payment_methods[0].type, order::MethodType::bank);
  EXPECT_EQ(file->payment_methods[0].journal, "M");
  EXPECT_EQ(file->pos_configs[0].config.stock, order::StockMode::real_time);
  EXPECT_EQ(file->pos_configs[0].config.timezone, "UTC");
  EXPECT_TRUE(file->pos_configs[0].config.payment_methods.empty());
}

TEST(CatalogueJson, AMethodWithoutAJournalIsTheCustomersAccount) {
  const auto file = read_catalogue_json(
      R"({"payment_methods": [{"id": 1, "name": "Account", "journal": null}, {"id": 2, "name": "Later", "type": "pay_later"},
                              {"id": 3, "name": "Loose", "type": "bank", "journal": ""}]})");
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->payment_methods[0].type, order::MethodType::pay_later);
  EXPECT_EQ(file->payment_methods[1].journal, "");
  EXPECT_EQ(file->payment_methods[2].type, order::MethodType::bank);
  EXPECT_EQ(file->payment_methods[2].journal, "");
  EXPECT_THAT(
      error_of(R"({"payment_methods": [{"id": 1, "name": "X", "type": "pay_later", "journal": "Bank"}]})"),
      HasSubstr("payment_methods[0].journal: a pay_later method has no journal"));
}

TEST(CatalogueJson, AnEmptyObjectIsAnEmptyCatalogue) {
  EXPECT_EQ(error_of("{}"), "");
}

TEST(CatalogueJson, AByteOrderMarkIsSkipped) {
  EXPECT_EQ(error_of("\xEF\xBB\xBF{\"products\": []}"), "");
}

TEST(CatalogueJson, AnIdTwiceNamesBothPlaces) {
  const auto file = read_catalogue_json(
      R"({"products": [{"id": 1, "name": "A"}, {"id": 10, "name": "B"}, {"id": 3, "name": "C"}, {"id": 10, "name": "D"}]})");
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().code, "duplicate_id");
  EXPECT_EQ(file.error().kind, base::ErrorKind::invalid);
  EXPECT_THAT(file.error().message, HasSubstr("products[3].id: 10 stands twice (first at products[1])"));
}

TEST(CatalogueJson, TheSameIdOfTwoKindsIsFine) {
  EXPECT_EQ(error_of(R"({"products": [{"id": 1, "name": "A"}], "taxes": [{"id": 1, "name": "B"}]})"), "");
}

TEST(CatalogueJson, TwoPosConfigurationsOfOneNameAreRefused) {
  EXPECT_THAT(error_of(R"({"pos_configs": [{"id": 1, "name": "Main"}, {"id": 2, "name": " Main "}]})"),
              HasSubstr("pos_configs[1].name: \"Main\" stands twice (first at pos_configs[0])"));
}

TEST(CatalogueJson, AnUnknownFieldNamesTheNearestKnownOne) {
  EXPECT_THAT(error_of(R"({"prodcuts": []})"), HasSubstr("prodcuts: unknown field, did you mean products?"));
  EXPECT_THAT(error_of(R"({"products": [{"id": 1, "name": "A", "list_prise": 1}]})"),
              HasSubstr("products[0].list_prise: unknown field, did you mean list_price?"));
  EXPECT_THAT(error_of(R"({"fiscal_positions": [{"id": 1, "name": "A", "taxes": [{"form": 1}]}]})"),
              HasSubstr("fiscal_positions[0].taxes[0].form: unknown field, did you mean from?"));
}

TEST(CatalogueJson, AnUnknownFieldThatIsLikeNoneNamesAll) {
  EXPECT_THAT(error_of(R"({"bogus": []})"),
              AllOf(HasSubstr("bogus: unknown field: there are currency, tax_rounding, taxes, products, "
                              "payment_methods, fiscal_positions, pos_configs"),
                    Not(HasSubstr("did you mean"))));
  EXPECT_THAT(error_of(R"({"fiscal_positions": [{"id": 1, "name": "A", "taxes": [{"x": 1}]}]})"),
              HasSubstr("taxes[0].x: unknown field: there are from, to"));
}

TEST(CatalogueJson, AMethodWithoutATypeIsCashWhereItsNameOrJournalSaysSo) {
  const auto file = read_catalogue_json(
      R"({"payment_methods": [{"id": 1, "name": "Cash", "journal": "Cash"}, {"id": 2, "name": "Till", "journal": "petty CASH"},
                              {"id": 3, "name": "Main cash"}, {"id": 4, "name": "Cashless", "journal": "Bank"},
                              {"id": 5, "name": "Cash", "type": "bank"}, {"id": 6, "name": "Cash", "journal": null}]})");
  ASSERT_TRUE(file.ok()) << file.error().message;
  std::vector<order::MethodType> types;
  for (const auto& method : file->payment_methods) types.push_back(method.type);
  using enum order::MethodType;
  EXPECT_THAT(types, ElementsAre(cash, cash, cash, bank, bank, pay_later));
}

TEST(CatalogueJson, WhatIsLeftOutIsToldFromWhatIsEmpty) {
  const auto file = read_catalogue_json(
      R"({"products": [{"id": 1, "name": "A", "taxes": [], "barcode": null}, {"id": 2, "name": "B", "active": true}],
          "pos_configs": [{"id": 5, "name": "C", "fiscal_position": null}]})");
  ASSERT_TRUE(file.ok()) << file.error().message;
  const auto& products = file->left_out.products;
  EXPECT_TRUE(products[0].active && products[0].list_price && products[0].default_code);
  EXPECT_FALSE(products[0].taxes || products[0].barcode);
  EXPECT_TRUE(products[1].taxes && products[1].barcode);
  EXPECT_FALSE(products[1].active);
  EXPECT_TRUE(file->left_out.pos_configs[0].payment_methods);
  EXPECT_FALSE(file->left_out.pos_configs[0].fiscal_position);
}

TEST(CatalogueJson, AFieldThatStandsTwiceIsRefusedAtEveryLevel) {
  EXPECT_THAT(error_of(R"({"currency": "USD", "currency": "EUR"})"), HasSubstr("currency: stands twice"));
  EXPECT_THAT(error_of(R"({"products": [{"id": 1, "id": 2, "name": "A"}]})"),
              HasSubstr("products[0].id: stands twice"));
}

TEST(CatalogueJson, AllErrorsAreNamedInOneMessage) {
  const std::string message = error_of(
      R"({"currency": "dollar", "tax_rounding": "up", "taxes": [{"id": 0, "name": ""}],
          "products": [{"name": "A", "type": "gas", "sale_ok": 1, "taxes": [1, 1, "x"], "list_price": "92,00"}, 7],
          "pos_configs": [{"id": 1, "name": "M", "timezone": "Mars/Base", "session": "open", "cash_rounding": -1}]})");
  for (const char* part :
       {"currency: must be an ISO 4217 code", "tax_rounding: must be",
        "taxes[0].id: must be a whole number from 1", "taxes[0].name: must be a text",
        "products[0].id: is missing", "products[0].type: must be one of storable",
        "products[0].sale_ok: must be true or false", "products[0].taxes[1]: 1 stands twice",
        "products[0].taxes[2]: must be a whole number", "products[0].list_price: \"92,00\" is not a number",
        "products[1]: must be an object", "pos_configs[0].timezone: there is no time zone \"Mars/Base\"",
        "pos_configs[0].session: must be one of none, opened, opening_control",
        "pos_configs[0].cash_rounding: must not be negative"}) {
    EXPECT_THAT(message, HasSubstr(part));
  }
  EXPECT_THAT(message, StartsWith("The catalogue was not imported: "));
}

TEST(CatalogueJson, TheRoundingOfOldOdoosIsNotForTheEmbeddedPos) {
  EXPECT_THAT(error_of(R"({"tax_rounding": "round_taxes_globally"})"),
              HasSubstr("tax_rounding: must be round_per_line or round_globally"));
}

TEST(CatalogueJson, AThousandErrorsAreCountedNotListed) {
  std::string text = R"({"products": [0)";
  for (int i = 1; i < 1000; ++i) text += ",0";
  EXPECT_THAT(error_of(text + "]}"), AllOf(HasSubstr("products[19]"), HasSubstr("and 980 more")));
}

TEST(CatalogueJson, IdsAreWholeAndKeepClearOfThePosOwnProduct) {
  for (const char* id : {"-1", "0", "1.5", "1e3", "\"a\"", "\"\"", "true", "null", "[1]", "9007199254740991",
                         "99999999999999999999", "\" 1\""}) {
    const std::string text = std::string(R"({"products": [{"id": )") + id + R"(, "name": "A"}]})";
    EXPECT_THAT(error_of(text),
                HasSubstr("products[0].id: must be a whole number from 1 to 9007199254740990"))
        << id;
  }
  EXPECT_EQ(error_of(R"({"products": [{"id": 9007199254740990, "name": "A"}, {"id": "12", "name": "B"}]})"),
            "");
}

TEST(CatalogueJson, BrokenJsonIsNamedByByteAndLine) {
  EXPECT_THAT(error_of("{\n\"products\": [}\n"), HasSubstr("invalid JSON at byte 16, line 2"));
  EXPECT_THAT(error_of(""), HasSubstr("invalid JSON"));
  EXPECT_THAT(error_of("{} {}"), HasSubstr("invalid JSON"));
  EXPECT_THAT(error_of("{\"currency\": \"US"), HasSubstr("invalid JSON"));
  EXPECT_THAT(error_of("{\"products\": [{\"id\": 1, \"name\": \"\xff\"}]}"), HasSubstr("invalid JSON"));
  EXPECT_EQ(code_of(""), "bad_catalogue");
}

TEST(CatalogueJson, WhatIsNoObjectAtTheTopIsRefused) {
  for (const char* text : {"[1]", "1", "null", "\"x\"", "true", "[]", "1.5"}) {
    EXPECT_THAT(error_of(text), HasSubstr("must be one JSON object")) << text;
  }
}

TEST(CatalogueJson, ASectionThatIsNoListIsRefused) {
  EXPECT_THAT(error_of(R"({"products": {}})"), HasSubstr("products: must be a list"));
  EXPECT_THAT(error_of(R"({"products": null})"), HasSubstr("products: must be a list"));
  EXPECT_THAT(error_of(R"({"currency": ["USD"]})"), HasSubstr("currency: must be"));
  EXPECT_THAT(error_of(R"({"products": [[{"id": 1, "name": "A"}]]})"),
              HasSubstr("products[0]: must be an object"));
}

TEST(CatalogueJson, DeepNestingIsRefusedAndNotFollowed) {
  EXPECT_THAT(error_of("{\"products\": [" + std::string(100'000, '[')), HasSubstr("is nested too deeply"));
}

TEST(CatalogueJson, ControlCharactersOfAHostileFileDoNotReachTheMessage) {
  EXPECT_EQ(error_of("{\"\\u001b[31m\": 1}").find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace ordersync::pos
