// The catalogue in the store: imported all or nothing, read as a value, kept while nothing changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pos/embedded_store.h"
#include "pos/test_embedded.h"

namespace ordersync::pos {
namespace {

using namespace test_shop;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Import : public EmbeddedTest {
 protected:
  base::Error refused(const CatalogueFile& goods) {
    auto imported = pos_->import(goods, {});
    EXPECT_FALSE(imported.ok());
    return imported.ok() ? base::Error() : imported.error();
  }
  ImportSummary imported(const CatalogueFile& goods) { return pos_->import(goods, {}).value(); }
  CatalogueFile json(std::string_view text) {
    auto file = read_catalogue_json(text);
    EXPECT_TRUE(file.ok()) << (file.ok() ? "" : file.error().message);
    return std::move(file).value();
  }
};

TEST_F(Import, WithoutOneThereIsADollarCompanyWithoutGoods) {
  const auto catalogue = pos_->catalogue("Main Store");
  ASSERT_FALSE(catalogue.ok());
  EXPECT_EQ(catalogue.error().code, "pos_config_not_found");
  EXPECT_THAT(catalogue.error().message, HasSubstr("import a catalogue"));
  EXPECT_TRUE(pos_->configs().value().empty());
  EXPECT_TRUE(pos_->stock({}).value().items.empty());
  EXPECT_TRUE(pos_->orders({}).value().items.empty());
}

TEST_F(Import, WhatIsInTheFileIsInTheCatalogue) {
  CatalogueFile goods = shop_goods();
  goods.products[0].product.barcode = "4000";
  goods.products[1].product.active = false;
  goods.products[2].product.sale_ok = false;
  goods.products[3].product.available_in_pos = false;
  goods.pos_configs[0].config.timezone = "Europe/Berlin";
  goods.pos_configs[0].config.cash_rounding = base::Decimal::of("0.05");
  const ImportSummary summary = imported(goods);
  EXPECT_EQ(summary.created, 14);
  EXPECT_EQ(summary.products, 5);
  EXPECT_EQ(summary.pos_configs, 3);
  const auto catalogue = this->goods();
  EXPECT_EQ(catalogue->product(kBurger)->barcode, "4000");
  EXPECT_FALSE(catalogue->product(kWater)->active);
  EXPECT_FALSE(catalogue->product(kNapkin)->sale_ok);
  EXPECT_FALSE(catalogue->product(kDelivery)->available_in_pos);
  EXPECT_THAT(catalogue->product(kCake)->taxes, ElementsAre(2));
  EXPECT_TRUE(catalogue->tax(2)->price_include);
  EXPECT_EQ(catalogue->config().timezone, "Europe/Berlin");
  EXPECT_EQ(catalogue->config().cash_rounding, base::Decimal::of("0.05"));
  EXPECT_THAT(catalogue->config().payment_methods, ElementsAre(kCash, kCard));
  EXPECT_EQ(catalogue->read_at(), kNoon);
  EXPECT_EQ(pos_->configs().value().size(), 3U);
}

TEST_F(Import, ThePosHasARoundingProductOfItsOwnOutsideOfTheStock) {
  import_shop();
  const auto catalogue = goods();
  ASSERT_TRUE(catalogue->rounding_product().has_value());
  const order::Product* rounding = catalogue->product(*catalogue->rounding_product());
  ASSERT_NE(rounding, nullptr);
  EXPECT_EQ(rounding->type, order::ProductType::service);
  EXPECT_TRUE(rounding->taxes.empty());
  EXPECT_FALSE(rounding->can_be_sold());
  EXPECT_EQ(on_hand(rounding->id), "not listed");
}

TEST_F(Import, AgainChangesNothingButTheVersion) {
  import_shop();
  const std::int64_t version = goods()->version();
  const ImportSummary summary = imported(shop_goods());
  EXPECT_EQ(summary.created, 0);
  EXPECT_EQ(summary.updated, 0);
  EXPECT_EQ(summary.unchanged, 14);
  EXPECT_GT(goods()->version(), version);
}

TEST_F(Import, AgainUpdatesAllButWhatIsOnHand) {
  import_shop();
  CatalogueFile goods = shop_goods();
  goods.products[0].product.name = "Big Burger";
  goods.products[0].product.taxes = {2, 1};
  goods.products[0].on_hand = base::Decimal(5);
  goods.products.push_back(goods.products[0]);
  goods.products.back().product.id = 20;
  goods.taxes[0].amount = base::Decimal(16);
  goods.payment_methods[1].name = "Visa";
  goods.fiscal_positions[0].taxes[0].to = 2;
  goods.pos_configs[0].config.payment_methods = {kCard};
  const ImportSummary summary = imported(goods);
  EXPECT_EQ(summary.created, 1);
  EXPECT_EQ(summary.updated, 5);
  const auto catalogue = this->goods();
  EXPECT_EQ(catalogue->product(kBurger)->name, "Big Burger");
  EXPECT_THAT(catalogue->product(kBurger)->taxes, ElementsAre(2, 1));
  EXPECT_EQ(catalogue->tax(1)->amount, base::Decimal(16));
  ASSERT_EQ(catalogue->payment_methods().size(), 1U);
  EXPECT_EQ(catalogue->payment_methods()[0].name, "Visa");
  const auto kiosk = this->goods("Kiosk");
  EXPECT_EQ(kiosk->taxes_of(*kiosk->product(kDelivery))[0]->id, 2);
  EXPECT_EQ(on_hand(kBurger), "100");
  EXPECT_EQ(on_hand(20), "5");
}

TEST_F(Import, WhatTheFileDoesNotNameStays) {
  import_shop();
  imported(json(R"({"products": [{"id": 77, "name": "Tea", "taxes": [1]}]})"));
  EXPECT_NE(goods()->product(kBurger), nullptr);
  EXPECT_EQ(goods()->product(77)->taxes.size(), 1U);
}

TEST_F(Import, WhatIsLeftOutOfAKnownRecordStays) {
  CatalogueFile shop = shop_goods();
  shop.taxes[1].active = false;
  shop.products[0].product.default_code = "B1";
  shop.products[0].product.barcode = "4000";
  shop.products[0].product.sale_ok = false;
  shop.products[0].product.available_in_pos = false;
  shop.products[0].product.active = false;
  shop.pos_configs[1].config.timezone = "Europe/Berlin";
  shop.pos_configs[1].config.cash_rounding = base::Decimal::of("0.05");
  import_goods(shop);
  const auto unnamed = json(R"({
    "taxes": [{"id": 1, "name": "VAT 15%"}, {"id": 2, "name": "VAT 5% included"}],
    "products": [{"id": 10, "name": "Burger"}, {"id": 12, "name": "Napkin"}, {"id": 13, "name": "Delivery"}],
    "payment_methods": [{"id": 1, "name": "Cash"}, {"id": 2, "name": "Card"}, {"id": 3, "name": "Customer Account"}],
    "fiscal_positions": [{"id": 1, "name": "Export"}],
    "pos_configs": [{"id": 1, "name": "Main Store"}, {"id": 2, "name": "Kiosk"}]})");
  EXPECT_EQ(imported(unnamed).unchanged, 11);
  const auto renamed = read_catalogue_csv("id,name,list_price\n10,Big Burger,81\n13,Delivery,12\n");
  EXPECT_EQ(imported(*renamed).updated, 2);
  const order::Product* burger = goods()->product(kBurger);
  EXPECT_EQ(burger->name, "Big Burger");
  EXPECT_EQ(burger->list_price, base::Decimal(81));
  EXPECT_THAT(burger->taxes, ElementsAre(1));
  EXPECT_EQ(burger->default_code + burger->barcode, "B14000");
  EXPECT_FALSE(burger->sale_ok || burger->available_in_pos || burger->active);
  EXPECT_EQ(goods()->product(kDelivery)->type, order::ProductType::service);
  EXPECT_EQ(imported(json(R"({"pos_configs": [{"id": 2, "name": "Kiosk 2"}]})")).updated, 1);
  const auto kiosk = goods("Kiosk 2");
  EXPECT_THAT(kiosk->config().payment_methods, ElementsAre(kCard, kCash));
  EXPECT_EQ(kiosk->config().stock, order::StockMode::at_closing);
  EXPECT_EQ(kiosk->config().timezone, "Europe/Berlin");
  EXPECT_EQ(kiosk->config().fiscal_position, 1);
  EXPECT_EQ(kiosk->config().cash_rounding, base::Decimal::of("0.05"));
}

TEST_F(Import, ANewConfigurationThatNamesNoMethodsHasAllOfThem) {
  imported(json(R"({"payment_methods": [{"id": 2, "name": "Card"}]})"));
  imported(json(R"({"payment_methods": [{"id": 1, "name": "Cash"}],
    "pos_configs": [{"id": 1, "name": "Main Store"}, {"id": 2, "name": "Kiosk", "payment_methods": []}]})"));
  EXPECT_THAT(goods()->config().payment_methods, ElementsAre(1, 2));
  EXPECT_TRUE(goods("Kiosk")->config().payment_methods.empty());
}

TEST_F(Import, AKnownConfigurationThatNamesNoMethodsKeepsItsOwn) {
  import_shop();
  imported(json(
      R"({"payment_methods": [{"id": 9, "name": "Voucher"}], "pos_configs": [{"id": 1, "name": "Main Store"},
    {"id": 3, "name": "Bare"}]})"));
  EXPECT_THAT(goods()->config().payment_methods, ElementsAre(kCash, kCard));
  EXPECT_TRUE(goods("Bare")->config().payment_methods.empty());
}

TEST_F(Import, AKnownMethodKeepsItsTypeWhateverItIsCalled) {
  imported(
      json(R"({"payment_methods": [{"id": 1, "name": "Till", "type": "cash"}, {"id": 2, "name": "Card"}]})"));
  imported(json(R"({"payment_methods": [{"id": 1, "name": "Drawer", "journal": "Drawer"},
    {"id": 2, "name": "No Cash", "journal": "Cash"}]})"));
  const auto methods = pos_->payment_methods().value();
  EXPECT_EQ(methods[0].method.type, order::MethodType::cash);
  EXPECT_EQ(methods[1].method.type, order::MethodType::bank);
}

TEST_F(Import, WhatIsEmptyInTheFileIsEmptyAfterwards) {
  import_shop();
  const auto file = read_catalogue_csv("id,name,list_price,type,taxes\n10,Burger,,,\n13,Delivery,12,,1\n");
  EXPECT_EQ(imported(*file).updated, 2);
  EXPECT_TRUE(goods()->product(kBurger)->taxes.empty());
  EXPECT_TRUE(goods()->product(kBurger)->list_price.is_zero());
  EXPECT_EQ(goods()->product(kDelivery)->type, order::ProductType::storable);
  imported(json(R"({"products": [{"id": 14, "name": "Cake", "taxes": []}],
    "pos_configs": [{"id": 2, "name": "Kiosk", "payment_methods": [], "fiscal_position": null}],
    "fiscal_positions": [{"id": 1, "name": "Export", "taxes": []}]})"));
  EXPECT_TRUE(goods()->product(kCake)->taxes.empty());
  EXPECT_TRUE(goods("Kiosk")->payment_methods().empty());
  EXPECT_FALSE(goods("Kiosk")->config().fiscal_position.has_value());
  EXPECT_EQ(count("SELECT count(*) FROM fiscal_position_tax"), 0);
}

TEST_F(Import, TheJournalMakesTheTypeOfAKnownMethodToo) {
  import_shop();
  imported(json(
      R"({"payment_methods": [{"id": 1, "name": "Cash", "journal": "Till"}, {"id": 2, "name": "Card", "journal": null},
                                        {"id": 3, "name": "Customer Account", "type": "bank"}]})"));
  const auto methods = pos_->payment_methods().value();
  EXPECT_EQ(methods[0].method.type, order::MethodType::cash);
  EXPECT_EQ(methods[0].method.journal, "Till");
  EXPECT_EQ(methods[1].method.type, order::MethodType::pay_later);
  EXPECT_EQ(methods[1].method.journal, "");
  EXPECT_EQ(methods[2].method.journal, "Customer Account");
  imported(json(
      R"({"payment_methods": [{"id": 1, "name": "Cash", "type": "pay_later"}, {"id": 2, "name": "Card", "journal": "Bank"}]})"));
  const auto after = pos_->payment_methods().value();
  EXPECT_EQ(after[0].method.journal, "");
  EXPECT_EQ(after[1].method.type, order::MethodType::bank);
}

TEST_F(Import, EveryMissingReferenceIsNamedAndNothingIsImported) {
  import_shop();
  const auto before = goods()->version();
  CatalogueFile file = json(R"({
    "products": [{"id": 50, "name": "A"}, {"id": 51, "name": "B", "taxes": [1, 7]}],
    "fiscal_positions": [{"id": 9, "name": "F", "taxes": [{"from": 8, "to": 99}]}],
    "pos_configs": [{"id": 9, "name": "New", "payment_methods": [1, 42], "fiscal_position": 4},
                    {"id": 10, "name": "Kiosk"}]})");
  const base::Error error = refused(file);
  EXPECT_EQ(error.code, "bad_catalogue");
  EXPECT_THAT(error.message,
              AllOf(HasSubstr("products[1].taxes[1]: there is no tax 7"),
                    HasSubstr("fiscal_positions[0].taxes[0].from: there is no tax 8"),
                    HasSubstr("fiscal_positions[0].taxes[0].to: there is no tax 99"),
                    HasSubstr("pos_configs[0].payment_methods[1]: there is no payment method 42"),
                    HasSubstr("pos_configs[0].fiscal_position: there is no fiscal position 4"),
                    HasSubstr("pos_configs[1].name: POS configuration 2 already has the name \"Kiosk\"")));
  EXPECT_EQ(goods()->product(50), nullptr);
  EXPECT_EQ(goods()->version(), before);
}

TEST_F(Import, ReferencesOfACsvFileNameTheLine) {
  const auto file = read_catalogue_csv("id,name,taxes\n1,A,\n2,B,7\n");
  EXPECT_THAT(refused(*file).message, HasSubstr("line 3.taxes[0]: there is no tax 7"));
}

TEST_F(Import, ConfigurationsMaySwapTheirNames) {
  import_shop();
  CatalogueFile goods = shop_goods();
  std::swap(goods.pos_configs[0].config.name, goods.pos_configs[1].config.name);
  EXPECT_EQ(imported(goods).updated, 2);
  EXPECT_EQ(this->goods("Kiosk")->config().id, 1);
}

TEST_F(Import, TheCurrencyChangesOnlyBeforeTheFirstOrder) {
  import_shop();
  imported(json(R"({"currency": "KWD"})"));
  EXPECT_EQ(goods()->currency().decimals(), 3);
  imported(json(R"({"currency": "USD"})"));
  post_one(sale("1"));
  const base::Error error = refused(json(R"({"currency": "EUR"})"));
  EXPECT_EQ(error.code, "currency_in_use");
  EXPECT_THAT(error.message, HasSubstr("USD, it cannot become EUR"));
  EXPECT_EQ(goods()->currency().code(), "USD");
  EXPECT_EQ(imported(json(R"({"currency": "USD"})")).updated, 0);
}

TEST_F(Import, StartSessionsAreMadeOnceForAConfiguration) {
  CatalogueFile goods = shop_goods();
  goods.pos_configs[0].session = StartSession::opened;
  goods.pos_configs[1].session = StartSession::opening_control;
  import_goods(goods);
  const Session opened = (*pos_->open_session("Main Store")).value();
  EXPECT_EQ(opened.state, SessionState::opened);
  EXPECT_EQ(opened.name, "Main Store/00001");
  EXPECT_FALSE(opened.automatic);
  EXPECT_EQ((*pos_->open_session("Kiosk"))->state, SessionState::opening_control);
  EXPECT_FALSE(pos_->open_session("Bare")->has_value());

  import_goods(goods);
  ASSERT_TRUE(pos_->close_session("Main Store", std::nullopt).ok());
  import_goods(goods);
  EXPECT_FALSE(pos_->open_session("Main Store")->has_value());
  EXPECT_EQ(pos_->sessions({}).value().items.size(), 2U);
}

TEST_F(Import, ManyProductsComeInPortionsWithProgress) {
  CatalogueFile goods = shop_goods();
  for (int i = 0; i < 1'700; ++i) {
    goods.products.push_back(goods.products[0]);
    goods.products.back().product.id = 1'000 + i;
    goods.products.back().on_hand = base::Decimal(i);
  }
  std::vector<std::pair<int, int>> steps;
  const auto summary = pos_->import(goods, [&](int done, int total) { steps.emplace_back(done, total); });
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_EQ(summary->created, 1'714);
  EXPECT_THAT(steps, ElementsAre(std::pair(500, 1'714), std::pair(1'000, 1'714), std::pair(1'500, 1'714),
                                 std::pair(1'714, 1'714)));
  EXPECT_EQ(this->goods()->products().size(), 1'706U);
  EXPECT_EQ(count("SELECT count(*) FROM product_tax"), 1'703);
  EXPECT_EQ(count("SELECT on_hand FROM stock_quant WHERE product_id = 2699"), 1'699);
}

TEST_F(Import, TheCatalogueIsOneValueUntilAnImport) {
  import_shop();
  const auto first = goods();
  EXPECT_EQ(goods(), first);
  goods("Kiosk");
  EXPECT_EQ(goods(), first);
  EmbeddedPos other(*connection_, clock_);
  ASSERT_TRUE(other.import(json(R"({"products": [{"id": 10, "name": "Renamed"}]})"), {}).ok());
  EXPECT_NE(goods(), first);
  EXPECT_EQ(first->product(kBurger)->name, "Burger");
  EXPECT_EQ(goods()->product(kBurger)->name, "Renamed");
}

TEST_F(Import, AnOrderKeepsTheNameItsProductWasSoldUnder) {
  import_shop();
  const auto document = sale("1");
  post_one(document);
  imported(json(R"({"products": [{"id": 10, "name": "Renamed"}]})"));
  EXPECT_EQ(booked(document).lines[0].product, "Burger");
  EXPECT_EQ(booked(document).picking->moves[0].product, "Burger");
}

}  // namespace
}  // namespace ordersync::pos
