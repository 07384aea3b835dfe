// The catalogue of a real Odoo, in every version: what is read, what is asked again, and what is answered
// while Odoo is away.
#include "pos/odoo_goods_read.h"
#include "tests/contract/odoo_parts_fixture.h"

namespace ordersync::testing {
namespace {

using order::Catalogue;
using pos::odoo::kFreshFor;
using pos::odoo::kFullReadEvery;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class OdooCatalogue : public OdooParts {
 protected:
  std::shared_ptr<const Catalogue> goods(std::string_view config = "Main Store") {
    auto catalogue = catalogue_->catalogue(config);
    EXPECT_TRUE(catalogue.ok()) << (catalogue.ok() ? "" : catalogue.error().message);
    return catalogue.ok() ? *catalogue : std::make_shared<const Catalogue>(Catalogue::Parts());
  }
  base::Error refused(std::string_view config = "Main Store") {
    auto catalogue = catalogue_->catalogue(config);
    EXPECT_FALSE(catalogue.ok());
    return catalogue.ok() ? base::Error() : catalogue.error();
  }
  void later() { clock_.advance(kFreshFor); }
  void write_product(int id, json values) {
    odoo_.call("product.product", "write", {{id}, std::move(values)});
  }
  std::string price(const std::shared_ptr<const Catalogue>& catalogue, int product) {
    const order::Product* found = catalogue->product(product);
    return found == nullptr ? "none" : found->list_price.to_string();
  }
  // How often products were read since `from`, the looks for the newest stamp left out.
  int pages_read(std::size_t from) {
    int pages = 0;
    for (std::size_t i = from; i < odoo_.called().size(); ++i) {
      const auto& body = odoo_.requests()[i].body;
      if (odoo_.called()[i] == "product.product.search_read" && body.find("lst_price") != std::string::npos)
        ++pages;
    }
    return pages;
  }
};

TEST_P(OdooCatalogue, HoldsTheProductsWithWhatIsWrongWithThem) {
  const auto catalogue = goods();
  const auto& shop = odoo_.shop;
  const order::Product* burger = catalogue->product(shop.burger);
  ASSERT_NE(burger, nullptr);
  EXPECT_EQ(burger->name, "Burger");
  EXPECT_EQ(burger->list_price, base::Decimal(80));
  EXPECT_EQ(burger->type, order::ProductType::storable);
  EXPECT_TRUE(burger->can_be_sold());
  ASSERT_EQ(catalogue->taxes_of(*burger).size(), 1U);
  EXPECT_EQ(catalogue->taxes_of(*burger)[0]->amount, base::Decimal(15));
  EXPECT_EQ(catalogue->product(shop.delivery)->type, order::ProductType::service);
  EXPECT_EQ(catalogue->product(shop.napkin)->type, order::ProductType::consumable);
  EXPECT_FALSE(catalogue->product(shop.staff_lunch)->sale_ok);
  ASSERT_NE(catalogue->product(shop.archived), nullptr);
  EXPECT_FALSE(catalogue->product(shop.archived)->active);
  EXPECT_TRUE(catalogue->taxes_of(*catalogue->product(shop.juice))[0]->price_include);
  EXPECT_EQ(catalogue->currency().code(), "USD");
  EXPECT_EQ(catalogue->rounding_product(), std::nullopt);
}

TEST_P(OdooCatalogue, IsAnsweredAsItWasReadLastWithoutAskingOdoo) {
  EXPECT_EQ(catalogue_->kept_catalogue("Main Store").value(), nullptr);
  EXPECT_EQ(catalogue_->kept_setup("Main Store").value(), std::nullopt);
  EXPECT_THAT(catalogue_->kept_configs().value(), IsEmpty());
  const auto read = goods();
  write_product(odoo_.shop.burger, {{"lst_price", 95.0}});
  later();
  connect();
  const std::size_t asked = odoo_.called().size();
  const auto kept = catalogue_->kept_catalogue("Main Store").value();
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(price(kept, odoo_.shop.burger), "80");
  EXPECT_EQ(kept->products().size(), read->products().size());
  const auto setup = catalogue_->kept_setup("Main Store").value();
  ASSERT_TRUE(setup.has_value());
  EXPECT_EQ(setup->payment_methods.size(), read->payment_methods().size());
  EXPECT_EQ(setup->read_at, read->read_at());
  EXPECT_THAT(catalogue_->kept_configs().value(), ElementsAre("Main Store"));
  EXPECT_EQ(odoo_.called().size(), asked);
}

TEST_P(OdooCatalogue, HoldsTheMethodsOfThePosInItsOrder) {
  const auto main_catalogue = goods();
  const auto main = main_catalogue->payment_methods();
  ASSERT_EQ(main.size(), 5U);
  EXPECT_EQ(main[1].name, "Cash");
  EXPECT_EQ(main[1].type, order::MethodType::cash);
  EXPECT_EQ(main[1].journal, "Cash");
  EXPECT_EQ(main[2].type, order::MethodType::bank);
  EXPECT_NE(main[2].journal, "");
  EXPECT_EQ(main[4].name, "Customer Account");
  EXPECT_EQ(main[4].type, order::MethodType::pay_later);
  EXPECT_EQ(main[4].journal, "");
  EXPECT_EQ(goods("Kiosk")->payment_methods().size(), 2U);
}

TEST_P(OdooCatalogue, FactsAreThoseOfTheConfiguration) {
  const auto facts = this->facts();
  EXPECT_EQ(facts.config_id, odoo_.shop.main_store);
  EXPECT_EQ(facts.company_id, odoo_.shop.company);
  EXPECT_EQ(facts.warehouse_id, 1);
  EXPECT_EQ(facts.payment_methods, 5);
  EXPECT_EQ(facts.quantity_digits, 2);
  EXPECT_EQ(facts.pricelist_id.has_value(), series() <= 16);
}

TEST_P(OdooCatalogue, AnUnknownPosIsNotFoundAndThoseThereAreAreNamed) {
  const base::Error error = refused("Nowhere");
  EXPECT_EQ(error.code, "pos_config_not_found");
  EXPECT_EQ(error.kind, base::ErrorKind::not_found);
  EXPECT_THAT(error.message, HasSubstr("\"Main Store\", \"Kiosk\""));
  EXPECT_THAT(catalogue_->configs().value(), ElementsAre("Main Store", "Kiosk"));
}

TEST_P(OdooCatalogue, TwoOfOneNameAreNotChosenBetween) {
  odoo_.set("pos.config", odoo_.shop.kiosk, "name", "Main Store");
  EXPECT_EQ(refused().code, "pos_config_ambiguous");
}

TEST_P(OdooCatalogue, ProductsAreFoundByTheirNamesInEveryLanguage) {
  odoo_.translate(odoo_.shop.burger, "ar_001", "برجر");
  const auto catalogue = goods();
  EXPECT_THAT(catalogue->product(odoo_.shop.burger)->other_names, ElementsAre("برجر"));
  EXPECT_EQ(catalogue->products_named("برجر").size(), 1U);
  EXPECT_THAT(catalogue->product(odoo_.shop.fries)->other_names, IsEmpty());
}

TEST_P(OdooCatalogue, TheUsersLanguageComesFirst) {
  odoo_.translate(odoo_.shop.burger, "ar_001", "برجر");
  odoo_.user.language = "ar_001";
  const order::Product burger = *goods()->product(odoo_.shop.burger);
  EXPECT_EQ(burger.name, "برجر");
  EXPECT_THAT(burger.other_names, ElementsAre("Burger"));
}

TEST_P(OdooCatalogue, WithinAMomentNothingIsAskedAtAll) {
  const auto first = goods();
  const int before = odoo_.exchanges();
  EXPECT_EQ(goods(), first);
  EXPECT_EQ(this->facts().config_id, odoo_.shop.main_store);
  EXPECT_EQ(odoo_.exchanges(), before);
}

TEST_P(OdooCatalogue, WhileNothingChangesNoProductIsReadAndTheVersionStays) {
  const auto first = goods();
  for (int i = 0; i < 3; ++i) {
    later();
    const std::size_t before = odoo_.called().size();
    EXPECT_EQ(goods(), first);
    EXPECT_EQ(pages_read(before), 0);
    EXPECT_LE(odoo_.called().size() - before, 16U) << "a few small questions";
  }
  connect();
  EXPECT_EQ(goods()->version(), first->version());
}

TEST_P(OdooCatalogue, WhatWasWrittenIsReadAndTheVersionGrows) {
  const auto first = goods();
  later();
  write_product(odoo_.shop.burger, {{"list_price", 85.5}});
  const std::size_t before = odoo_.called().size();
  const auto second = goods();
  EXPECT_EQ(price(second, odoo_.shop.burger), "85.5");
  EXPECT_GT(second->version(), first->version());
  EXPECT_EQ(pages_read(before), 1);
  EXPECT_EQ(price(first, odoo_.shop.burger), "80") << "a value does not change";
  later();
  write_product(odoo_.shop.burger, {{"list_price", 86.0}});
  EXPECT_EQ(price(goods(), odoo_.shop.burger), "86");
}

TEST_P(OdooCatalogue, AnOdooThatWasRestoredIsReadWhole) {
  const int burger = odoo_.shop.burger;
  const auto stamps = [&](const std::string& model) {
    std::map<int, json> at;
    for (const json& row : odoo_.rows(model)) at[row["id"]] = row["write_date"];
    return at;
  };
  const auto products = stamps("product.product"), templates = stamps("product.template");
  goods();
  later();
  write_product(burger, {{"list_price", 95.0}});
  ASSERT_EQ(price(goods(), burger), "95");
  later();
  write_product(burger, {{"list_price", 80.0}});  // what the backup says, with the stamps of its time
  for (const auto& [id, at] : products) odoo_.set("product.product", id, "write_date", at);
  for (const auto& [id, at] : templates) odoo_.set("product.template", id, "write_date", at);
  EXPECT_EQ(price(goods(), burger), "80");
}

TEST_P(OdooCatalogue, ATransactionThatShowsUpLateIsNotMissed) {
  goods();
  later();
  write_product(odoo_.shop.fries, {{"list_price", 11.0}});
  EXPECT_EQ(price(goods(), odoo_.shop.fries), "11");
  later();
  // Began two minutes before that, and is committed only now.
  odoo_.set("product.product", odoo_.shop.burger, "list_price", 90.0);
  odoo_.set("product.product", odoo_.shop.burger, "write_date", "2026-11-22 11:58:20");
  EXPECT_EQ(price(goods(), odoo_.shop.burger), "90");
}

TEST_P(OdooCatalogue, ABulkChangeIsReadOnce) {
  goods();
  later();
  for (const int id : {odoo_.shop.burger, odoo_.shop.fries, odoo_.shop.tea})
    write_product(id, {{"list_price", 7.0}});
  goods();
  later();
  const std::size_t before = odoo_.called().size();
  goods();
  EXPECT_EQ(pages_read(before), 0);
}

TEST_P(OdooCatalogue, WhatWasDeletedIsNoticedOnceADay) {
  const auto first = goods();
  odoo_.call("product.product", "unlink", {{odoo_.shop.tips}});
  clock_.advance(kFullReadEvery);
  const auto second = goods();
  EXPECT_EQ(second->product(odoo_.shop.tips), nullptr);
  EXPECT_NE(second->product(odoo_.shop.burger), nullptr);
  EXPECT_GT(second->version(), first->version());
}

TEST_P(OdooCatalogue, ANewMethodIsSeenAtOnce) {
  const auto first = goods("Kiosk");
  const auto main = goods();
  later();
  odoo_.set("pos.config", odoo_.shop.kiosk, "payment_method_ids", {odoo_.shop.cash, odoo_.shop.card});
  const auto second = goods("Kiosk");
  EXPECT_EQ(second->payment_methods()[0].name, "Cash");
  EXPECT_GT(second->version(), first->version());
  EXPECT_EQ(goods()->version(), main->version()) << "nothing changed there";
}

TEST_P(OdooCatalogue, ManyProductsComeInPages) {
  for (int i = 0; i < 1'100; ++i) {
    odoo_.add("product.product", {{"name", "Part " + std::to_string(i)},
                                  {"active", true},
                                  {"sale_ok", true},
                                  {"available_in_pos", true},
                                  {"list_price", 1.0},
                                  {"type", "consu"},
                                  {"taxes_id", json::array()},
                                  {"product_tmpl_id", 10}});
  }
  const auto catalogue = goods();
  EXPECT_EQ(catalogue->products_named("Part 0").size(), 1U);
  EXPECT_EQ(catalogue->products_named("Part 1099").size(), 1U);
  EXPECT_EQ(catalogue->products().size(), odoo_.rows("product.product").size());
}

TEST_P(OdooCatalogue, WhileOdooIsAwayTheKeptOneIsAnswered) {
  for (const OdooFault fault :
       {OdooFault::refuse, OdooFault::unavailable, OdooFault::serialization_failure}) {
    const auto kept = goods();
    later();
    odoo_.fail_always(fault);
    EXPECT_EQ(goods(), kept) << to_string(fault);
    EXPECT_EQ(facts().config_id, odoo_.shop.main_store);
    connect();
    EXPECT_EQ(price(goods(), odoo_.shop.burger), "80") << "from the store";
    odoo_.heal();
  }
  later();
  write_product(odoo_.shop.burger, {{"list_price", 81.0}});
  EXPECT_EQ(price(goods(), odoo_.shop.burger), "81");
}

TEST_P(OdooCatalogue, ABrokenReadingChangesNothingAndIsMadeUpFor) {
  const auto first = goods();
  const int whole = odoo_.exchanges();
  for (int at = 1; at <= whole; ++at) {
    clock_.advance(kFullReadEvery);
    odoo_.heal();
    odoo_.fail_at(at, OdooFault::refuse);
    EXPECT_EQ(goods()->version(), first->version()) << at;
  }
  odoo_.heal();
  clock_.advance(kFullReadEvery);
  write_product(odoo_.shop.burger, {{"list_price", 81.0}});
  EXPECT_EQ(price(goods(), odoo_.shop.burger), "81");
}

TEST_P(OdooCatalogue, WithoutAKeptOneTheErrorIsSaid) {
  odoo_.fail_always(OdooFault::refuse);
  EXPECT_EQ(refused().kind, base::ErrorKind::temporary);
}

TEST_P(OdooCatalogue, AKeyThatIsRefusedIsNotPaperedOver) {
  goods();
  later();
  odoo_.fail_always(OdooFault::access_denied);
  EXPECT_EQ(refused().code, "odoo_access_denied");
}

TEST_P(OdooCatalogue, TheFiscalPositionOfThePosRules) {
  const int position = odoo_.add("account.fiscal.position",
                                 {{"name", "Export"}, {"active", true}, {"company_id", odoo_.shop.company}});
  if (series() >= 19) {
    odoo_.set("account.tax", odoo_.shop.vat_5, "original_tax_ids", {odoo_.shop.vat_15});
    odoo_.set("account.fiscal.position", position, "tax_ids", {odoo_.shop.vat_5});
  } else {
    odoo_.add(
        "account.fiscal.position.tax",
        {{"position_id", position}, {"tax_src_id", odoo_.shop.vat_15}, {"tax_dest_id", odoo_.shop.vat_5}});
  }
  odoo_.set("pos.config", odoo_.shop.kiosk, "default_fiscal_position_id", position);
  const auto kiosk = goods("Kiosk");
  const auto taxes = kiosk->taxes_of(*kiosk->product(odoo_.shop.burger));
  ASSERT_EQ(taxes.size(), 1U);
  EXPECT_EQ(taxes[0]->id, odoo_.shop.vat_5);
  const auto main = goods();
  EXPECT_EQ(main->taxes_of(*main->product(odoo_.shop.burger))[0]->id, odoo_.shop.vat_15);
}

TEST_P(OdooCatalogue, TheCoinIsThatOfThePos) {
  EXPECT_TRUE(goods()->config().cash_rounding.is_zero());
  odoo_.set_cash_rounding(0.05, "HALF-UP");
  if (series() == 14) odoo_.user.rights = OdooRights::administrator;
  later();
  EXPECT_EQ(goods()->config().cash_rounding, base::Decimal::of("0.05"));
}

// Seen on a real 14: Point of Sale / User may not read account.cash.rounding there.
TEST_P(OdooCatalogue, WhereTheCoinMayNotBeReadThatIsSaid) {
  if (series() > 14) return;
  odoo_.set_cash_rounding(0.05, "HALF-UP");
  const auto refused = catalogue_->catalogue("Main Store");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "odoo_missing_right");
  EXPECT_THAT(refused.error().message, HasSubstr("switch off Cash Rounding"));
}

TEST_P(OdooCatalogue, TheStockModeIsTheConnectionsUntilASessionIsOpen) {
  settings_.stock_at_closing = {"Kiosk"};
  connect();
  EXPECT_EQ(goods("Main Store")->config().stock, order::StockMode::real_time);
  EXPECT_EQ(goods("Kiosk")->config().stock, order::StockMode::at_closing);
  odoo_.set_stock_mode("real");
  odoo_.call("pos.session", "create", {{{"config_id", odoo_.shop.kiosk}}});
  later();
  EXPECT_EQ(goods("Kiosk")->config().stock, order::StockMode::real_time);
}

TEST_P(OdooCatalogue, TheCompanyRoundsTaxesAsItsVersionDoes) {
  odoo_.set_rounding("round_per_line");
  EXPECT_EQ(goods()->tax_rounding(), order::TaxRounding::round_per_line);
  odoo_.set_rounding("round_globally");
  later();
  EXPECT_EQ(goods()->tax_rounding(), series() >= 19   ? order::TaxRounding::round_globally
                                     : series() >= 18 ? order::TaxRounding::round_bases_globally
                                                      : order::TaxRounding::round_taxes_globally);
}

TEST_P(OdooCatalogue, WhoNeedsItAsItIsNowIsNotAnsweredFromMemory) {
  const auto now = [&] { return catalogue_->catalogue("Main Store", pos::odoo::Fresh::only_now).value(); };
  const auto before = goods();
  const std::size_t asked = odoo_.called().size();
  EXPECT_EQ(now(), before);
  EXPECT_EQ(odoo_.called().size(), asked) << "what was read this moment is not read again";

  write_product(odoo_.shop.burger, {{"list_price", 81.0}});
  clock_.advance(pos::odoo::kThisMoment);
  EXPECT_EQ(price(goods(), odoo_.shop.burger), "80");
  EXPECT_EQ(price(now(), odoo_.shop.burger), "81");
}

INSTANTIATE_TEST_SUITE_P(EveryOdoo, OdooCatalogue, ::testing::ValuesIn(kAllOdoos), odoo_name);

}  // namespace
}  // namespace ordersync::testing
