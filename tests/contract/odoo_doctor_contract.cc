// The doctor in front of an Odoo of every version, as the plain Point of Sale user that the program is.
#include "pos/odoo_doctor.h"

#include "tests/contract/odoo_parts_fixture.h"

namespace ordersync::testing {
namespace {

using base::Health;
using pos::odoo::Finding;
using pos::odoo::Question;
using ::testing::HasSubstr;

class OdooDoctorVisit : public OdooParts {
 protected:
  void look(Question question) {
    if (question.source_rates.empty()) question.source_rates = {base::Decimal(15)};
    findings_ = pos::odoo::examine(*rpc_, question, clock_);
  }
  void look() {
    Question question;
    question.pos_config = "Main Store";
    question.rounding_product = odoo_.shop.tips;
    look(question);
  }
  std::vector<Finding> all(std::string_view code) {
    std::vector<Finding> found;
    for (const Finding& finding : findings_) {
      if (finding.code == code) found.push_back(finding);
    }
    return found;
  }
  Finding finding(std::string_view code) {
    const auto found = all(code);
    EXPECT_EQ(found.size(), 1U) << code;
    return found.empty() ? Finding() : found.front();
  }
  std::string health(std::string_view code) {
    const auto found = all(code);
    if (found.empty()) return "none";
    return found.front().health == Health::good      ? "good"
           : found.front().health == Health::warning ? "warning"
                                                     : "bad";
  }

  std::vector<Finding> findings_;
};

TEST_P(OdooDoctorVisit, AShopInOrderHasNothingBad) {
  look();
  for (const Finding& line : findings_) {
    EXPECT_NE(line.health, Health::bad) << line.code << ": " << line.text;
    EXPECT_EQ(line.text.find("Could not look"), std::string::npos) << line.code << ": " << line.text;
    EXPECT_EQ(line.fix.empty(), line.health == Health::good) << line.code;
    EXPECT_FALSE(line.title.empty());
  }
  for (const char* code :
       {"version", "api_access", "key_expiry", "user_email", "user_rights", "pos_config", "payment_methods",
        "cash_control", "stock_mode", "tax_rounding", "sales_taxes", "time_zone", "picking_type",
        "cash_journal", "session_state", "lock_dates", "products", "rounding_product"}) {
    EXPECT_NE(health(code), "none") << code;
  }
  EXPECT_THAT(finding("version").text, HasSubstr(std::to_string(series()) + ".0"));
  EXPECT_EQ(odoo_.rows("pos.session").size(), 0U) << "reads only";
}

TEST_P(OdooDoctorVisit, WithoutAConfigurationNamedAllAreLookedAt) {
  look(Question{});
  EXPECT_EQ(all("pos_config").size(), 2U);
  EXPECT_EQ(all("payment_methods")[0].title, "Main Store: Payment methods");
  EXPECT_EQ(all("payment_methods")[1].title, "Kiosk: Payment methods");
  EXPECT_EQ(all("version").size(), 1U);
}

TEST_P(OdooDoctorVisit, AnUnknownConfigurationIsBadAndTheRestIsLeftOut) {
  Question question;
  question.pos_config = "Nowhere";
  look(question);
  EXPECT_EQ(health("pos_config"), "bad");
  EXPECT_THAT(finding("pos_config").text, HasSubstr("Kiosk"));
  EXPECT_EQ(health("products"), "none");
}

TEST_P(OdooDoctorVisit, AnOdooOutOfReachIsOneBadLine) {
  odoo_.fail_always(OdooFault::refuse);
  look();
  ASSERT_EQ(findings_.size(), 1U);
  EXPECT_EQ(health("version"), "bad");
}

TEST_P(OdooDoctorVisit, AKeyThatIsRefusedSaysHowToMakeOne) {
  odoo_.user.api_key = "another";
  look();
  EXPECT_EQ(health("version"), "good");
  EXPECT_EQ(health("api_access"), "bad");
  EXPECT_THAT(finding("api_access").fix, HasSubstr("API key"));
  EXPECT_EQ(findings_.size(), 2U);
}

TEST_P(OdooDoctorVisit, AUserWithoutTheRoleIsToldWhichToGive) {
  odoo_.user.rights = OdooRights::internal;
  look();
  EXPECT_EQ(health("user_rights"), "bad");
  EXPECT_THAT(finding("user_rights").fix, HasSubstr("Point of Sale / User"));
  EXPECT_EQ(health("pos_config"), "bad");
}

TEST_P(OdooDoctorVisit, AnAdministratorIsMoreThanIsNeeded) {
  odoo_.user.rights = OdooRights::administrator;
  look();
  EXPECT_EQ(health("user_rights"), "warning");
}

TEST_P(OdooDoctorVisit, AnEmailIsNeededWhereOdooPostsMessages) {
  odoo_.user.email.clear();
  look();
  EXPECT_EQ(health("user_email"), series() >= 15 && series() <= 18 ? "bad" : "good");
}

class OdooDoctorVisitOfKeys : public OdooDoctorVisit {};
TEST_P(OdooDoctorVisitOfKeys, AKeyThatEndsSoonIsTold) {
  const int key = odoo_.add("res.users.apikeys", {{"name", "ordersync"}, {"user_id", odoo_.user.id}});
  look();
  EXPECT_EQ(health("key_expiry"), "good") << "for ever";
  const auto ends = [&](const char* date) {
    odoo_.set("res.users.apikeys", key, "expiration_date", date);
    look();
    return health("key_expiry");
  };
  EXPECT_EQ(ends("2027-01-22 12:00:00"), "good");
  EXPECT_EQ(ends("2026-12-12 12:00:00"), "warning");
  EXPECT_THAT(finding("key_expiry").text, HasSubstr("\"ordersync\" ends on 2026-12-12, in 20 days"));
  EXPECT_EQ(ends("2026-11-25 12:00:00"), "bad");
  EXPECT_THAT(finding("key_expiry").fix, HasSubstr("New API Key"));
}

TEST_P(OdooDoctorVisit, APasswordIsAWarning) {
  look();
  EXPECT_EQ(health("key_expiry"), "warning");
}

TEST_P(OdooDoctorVisit, SeveralOpenSessionsAreBad) {
  for (int i = 0; i < 2; ++i) {
    odoo_.add("pos.session", {{"name", "S/" + std::to_string(i)},
                              {"config_id", odoo_.shop.main_store},
                              {"user_id", odoo_.admin.id},
                              {"state", "opened"},
                              {"rescue", false},
                              {"start_at", "2026-11-22 09:00:00"}});
  }
  look();
  EXPECT_EQ(health("session_state"), "bad");
  EXPECT_THAT(finding("session_state").text, HasSubstr("\"S/0\", \"S/1\""));
}

TEST_P(OdooDoctorVisit, SessionsThatNeedAPersonAreShown) {
  const auto session = [&](const char* name, const char* state, bool rescue) {
    return odoo_.add("pos.session", {{"name", name},
                                     {"config_id", odoo_.shop.main_store},
                                     {"user_id", odoo_.admin.id},
                                     {"state", state},
                                     {"rescue", rescue},
                                     {"start_at", "2026-11-18 09:00:00"}});
  };
  session("R/1", "opened", true);
  const int usual = session("S/1", "opened", false);
  look();
  const auto lines = all("session_state");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0].text, HasSubstr("\"R/1\""));
  EXPECT_THAT(lines[1].text, HasSubstr("more than two days"));
  odoo_.set("pos.session", usual, "state", "closing_control");
  look();
  EXPECT_EQ(all("session_state")[1].health, Health::bad);
}

TEST_P(OdooDoctorVisit, LockedBooksAreBad) {
  odoo_.set("res.company", odoo_.shop.company, "fiscalyear_lock_date", "2026-10-31");
  look();
  EXPECT_EQ(health("lock_dates"), "good");
  odoo_.set("res.company", odoo_.shop.company, "fiscalyear_lock_date", "2026-11-22");
  look();
  EXPECT_EQ(health("lock_dates"), "bad");
}

TEST_P(OdooDoctorVisit, ProductsThatThePosMayNotSellAreCountedAndNamed) {
  for (const int id : {odoo_.shop.tea, odoo_.shop.iced_tea, odoo_.shop.bread, odoo_.shop.patty,
                       odoo_.shop.bun, odoo_.shop.meal, odoo_.shop.napkin})
    odoo_.set("product.product", id, "available_in_pos", false);
  look();
  EXPECT_EQ(health("products"), "warning");
  EXPECT_THAT(finding("products").text,
              HasSubstr("\"Tea\", \"Iced Tea\", \"Bread\", \"Patty\", \"Bun\" and 2 more"));
  for (const json& product : odoo_.rows("product.product"))
    odoo_.set("product.product", product["id"], "available_in_pos", false);
  look();
  EXPECT_EQ(health("products"), "bad");
}

TEST_P(OdooDoctorVisit, TheRoundingProductMustBeAnUntaxedService) {
  Question question;
  question.pos_config = "Main Store";
  look(question);
  EXPECT_EQ(health("rounding_product"), "warning");
  question.rounding_product = odoo_.shop.burger;
  look(question);
  EXPECT_EQ(health("rounding_product"), "bad");
  EXPECT_THAT(finding("rounding_product").text, HasSubstr("is no service, is taxed"));
  question.rounding_product = 99'999;
  look(question);
  EXPECT_EQ(health("rounding_product"), "bad");
}

TEST_P(OdooDoctorVisit, AnOperationTypeIsNeeded) {
  odoo_.set("pos.config", odoo_.shop.main_store, "picking_type_id", nullptr);
  look();
  EXPECT_EQ(health("picking_type"), "bad");
}

TEST_P(OdooDoctorVisit, ACashJournalNeedsItsAccounts) {
  for (const json& journal : odoo_.rows("account.journal", {{"type", "=", "cash"}}))
    odoo_.set("account.journal", journal["id"], "loss_account_id", nullptr);
  look();
  EXPECT_EQ(health("cash_journal"), "warning");
}

TEST_P(OdooDoctorVisit, WhenOdooGoesAwayInTheMiddleTheRestIsLeftOut) {
  odoo_.fail_method("search_count", OdooFault::refuse);
  look();
  EXPECT_EQ(health("products"), "bad");
  EXPECT_THAT(finding("products").text, HasSubstr("Could not look"));
  EXPECT_EQ(health("rounding_product"), "none");
}

INSTANTIATE_TEST_SUITE_P(EveryOdoo, OdooDoctorVisit, ::testing::ValuesIn(kAllOdoos), odoo_name);
INSTANTIATE_TEST_SUITE_P(SomeOdoos, OdooDoctorVisitOfKeys,
                         ::testing::Values(OdooVersion::v18, OdooVersion::v19), odoo_name);

}  // namespace
}  // namespace ordersync::testing
