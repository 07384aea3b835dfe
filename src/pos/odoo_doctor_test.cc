// What the doctor reads in the records of a configuration.
#include "pos/odoo_doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pos/odoo_doctor_parts.h"
#include "pos/odoo_text.h"

namespace ordersync::pos::odoo {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kShop = R"({
  "series": 17,
  "config": {"id": 2, "name": "PX Shop", "company_id": [1, "My Company"], "payment_method_ids": [4, 5, 6],
             "pricelist_id": false, "cash_control": true, "invoice_journal_id": false},
  "companies": [{"id": 1, "tax_calculation_rounding_method": "round_globally",
                 "point_of_sale_update_stock_quantities": "real"}],
  "currency": {"id": 1, "name": "USD", "rounding": 0.01},
  "methods": [{"id": 4, "name": "Cash", "is_cash_count": true, "split_transactions": false,
               "journal_id": [10, "Cash"], "type": "cash"},
              {"id": 5, "name": "Card", "is_cash_count": false, "split_transactions": false,
               "journal_id": [12, "Bank"], "type": "bank"},
              {"id": 6, "name": "Customer Account", "is_cash_count": false, "split_transactions": true,
               "journal_id": false, "type": "pay_later"}],
  "taxes": [{"id": 3, "name": "VAT", "amount": 15.0, "amount_type": "percent", "active": true, "company_id": [1, "C"]}],
  "position": null, "mappings": [], "timezones": ["Europe/Berlin"], "session": null})";

class OdooDoctor : public ::testing::Test {
 protected:
  using Change = std::pair<std::string_view, std::string_view>;  // from, to
  void examine_text(std::string_view from, std::string_view to,
                    const std::vector<base::Decimal>& rates = {}) {
    examine_changed({{from, to}}, rates);
  }
  void examine_changed(std::initializer_list<Change> changes, const std::vector<base::Decimal>& rates = {}) {
    std::string text(kShop);
    for (const auto& [from, to] : changes) {
      const std::size_t at = text.find(from);
      ASSERT_NE(at, std::string::npos) << from;
      text.replace(at, from.size(), to);
    }
    const auto records = parse(text);
    ASSERT_TRUE(records.ok()) << text;
    Notes notes(findings_);
    examine_records(*records, rates, notes);
  }
  void examine_as_is(const std::vector<base::Decimal>& rates = {}) { examine_text("17", "17", rates); }
  const Finding& finding(std::string_view code) {
    for (const Finding& finding : findings_) {
      if (finding.code == code) return finding;
    }
    ADD_FAILURE() << "no finding " << code;
    return findings_.front();
  }
  Health health(std::string_view code) { return finding(code).health; }
  bool has(std::string_view code) {
    for (const Finding& finding : findings_) {
      if (finding.code == code) return true;
    }
    return false;
  }

  std::vector<Finding> findings_;
};

TEST_F(OdooDoctor, AShopThatIsInOrderHasOnlyGoodLines) {
  examine_as_is({base::Decimal(15), base::Decimal(0)});
  for (const Finding& finding : findings_) {
    EXPECT_EQ(finding.health, Health::good) << finding.code << ": " << finding.text;
    EXPECT_EQ(finding.fix, "");
  }
  EXPECT_THAT(finding("payment_methods").text, HasSubstr("\"Customer Account\""));
  EXPECT_THAT(finding("tax_rounding").text, HasSubstr("once an order"));
}

TEST_F(OdooDoctor, EachLineThatIsNotGoodSaysWhatToDo) {
  examine_text(R"("payment_method_ids": [4, 5, 6])", R"("payment_method_ids": [])");
  examine_text(R"("timezones": ["Europe/Berlin"])", R"("timezones": [])", {base::Decimal(5)});
  for (const Finding& finding : findings_) EXPECT_EQ(finding.fix.empty(), finding.health == Health::good);
}

TEST_F(OdooDoctor, APosWithoutPaymentMethodIsBad) {
  examine_text(R"("payment_method_ids": [4, 5, 6])", R"("payment_method_ids": [])");
  EXPECT_EQ(health("payment_methods"), Health::bad);
  EXPECT_EQ(health("cash_control"), Health::warning);
}

TEST_F(OdooDoctor, AMethodWithoutAnyJournalIsBad) {
  examine_text(R"("payment_method_ids": [4, 5, 6])", R"("payment_method_ids": [6])");
  EXPECT_EQ(health("payment_methods"), Health::bad);
}

TEST_F(OdooDoctor, ACardThatIdentifiesTheCustomerIsAWarning) {
  examine_text(R"("is_cash_count": false, "split_transactions": false)",
               R"("is_cash_count": false, "split_transactions": true)");
  EXPECT_EQ(health("payment_methods"), Health::warning);
  EXPECT_THAT(finding("payment_methods").text, HasSubstr("\"Card\""));
}

TEST_F(OdooDoctor, ARateOfTheSourceWithoutATaxIsBad) {
  examine_as_is({base::Decimal(15), base::Decimal::of("5.5")});
  EXPECT_EQ(health("sales_taxes"), Health::bad);
  EXPECT_THAT(finding("sales_taxes").text, HasSubstr("No sales tax of \"5.5 %\""));
  EXPECT_THAT(finding("sales_taxes").text, HasSubstr("15 %"));
}

TEST_F(OdooDoctor, ATaxThatIsNoPercentageIsAWarningWhereOrdersAreRounded) {
  examine_text(R"("amount_type": "percent")", R"("amount_type": "group")");
  EXPECT_EQ(health("sales_taxes"), Health::warning);
}

TEST_F(OdooDoctor, ATaxThatIsNoPercentageIsNamedWhereOdooIsAskedForIt) {
  const Change on_lines = {"round_globally", "round_per_line"};
  const Change one_currency = {R"("pricelist_id": false)",
                               R"("pricelist_id": false, "currency_id": [1, "USD"])"};
  const Change of_company = {R"("point_of_sale_update)",
                             R"("currency_id": [1, "USD"], "point_of_sale_update)"};
  examine_changed(
      {{R"("amount_type": "percent")", R"("amount_type": "fixed")"}, on_lines, one_currency, of_company});
  EXPECT_EQ(health("sales_taxes"), Health::good);
  EXPECT_THAT(finding("sales_taxes").text, HasSubstr("in another way than as a percentage: \"VAT\""));
}

TEST_F(OdooDoctor, ATaxThatOdooCannotBeAskedForIsAWarning) {
  examine_changed(
      {{R"("amount_type": "percent")", R"("amount_type": "code")"}, {"round_globally", "round_per_line"}});
  EXPECT_EQ(health("sales_taxes"), Health::warning);
  EXPECT_THAT(finding("sales_taxes").text, HasSubstr("not to be computed here: \"VAT\""));
}

TEST_F(OdooDoctor, AnOpenSessionWithTheOtherStockModeIsAWarning) {
  examine_text(R"("session": null)", R"("session": {"id": 4, "update_stock_at_closing": true})");
  EXPECT_EQ(health("stock_mode"), Health::warning);
  EXPECT_THAT(finding("stock_mode").text, HasSubstr("the open session was opened so"));
}

TEST_F(OdooDoctor, ACompanyWithTheOtherStockModeIsTold) {
  examine_text(R"("point_of_sale_update_stock_quantities": "real")",
               R"("point_of_sale_update_stock_quantities": "closing")");
  EXPECT_EQ(health("stock_mode"), Health::good);
  EXPECT_THAT(finding("stock_mode").text, HasSubstr("follow the company: at closing"));
}

TEST_F(OdooDoctor, FourteenNeedsAPriceList) {
  examine_as_is();
  EXPECT_FALSE(has("price_list"));
  examine_text(R"("series": 17)", R"("series": 14)");
  EXPECT_EQ(health("price_list"), Health::bad);
}

TEST_F(OdooDoctor, NineteenNeedsAnInvoiceJournal) {
  examine_as_is();
  EXPECT_FALSE(has("invoice_journal"));
  examine_text(R"("series": 17)", R"("series": 19)");
  EXPECT_EQ(health("invoice_journal"), Health::bad);
}

TEST_F(OdooDoctor, WithoutAZoneUtcIsUsed) {
  examine_text(R"("timezones": ["Europe/Berlin"])", R"("timezones": ["Mars/Olympus"])");
  EXPECT_EQ(health("time_zone"), Health::warning);
}

TEST_F(OdooDoctor, WhatTheUserMayNotSeeIsAWarningAndTheRestGoesOn) {
  Notes notes(findings_, "Main Store: ");
  EXPECT_TRUE(notes.look("lock_dates", "Lock dates", [](const Topic&) -> base::Result<void> {
    return base::invalid("odoo_missing_right", "not for you");
  }));
  EXPECT_EQ(health("lock_dates"), Health::warning);
  EXPECT_EQ(finding("lock_dates").title, "Main Store: Lock dates");
  EXPECT_EQ(finding("lock_dates").text, "Could not look: not for you");
  EXPECT_NE(finding("lock_dates").fix, "");
}

TEST_F(OdooDoctor, WhenOdooGoesAwayNothingMoreIsAsked) {
  Notes notes(findings_);
  EXPECT_FALSE(notes.look("products", "Products", [](const Topic&) -> base::Result<void> {
    return base::Error{base::ErrorKind::temporary, "timed_out", "no answer", {}};
  }));
  EXPECT_EQ(health("products"), Health::bad);
}

TEST(OdooDoctorText, NamesTheFirstAndCountsTheRest) {
  EXPECT_EQ(listed({"A", "B"}, 2), "\"A\", \"B\"");
  EXPECT_EQ(listed({"A", "B"}, 5), "\"A\", \"B\" and 3 more");
}

}  // namespace
}  // namespace ordersync::pos::odoo
