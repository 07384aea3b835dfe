// Sessions of a real Odoo, in every version: behaviour 8's table, what somebody else does meanwhile, answers
// that are lost, and closings that are refused.
#include "pos/odoo_sessions.h"

#include "http/transport.h"
#include "pos/odoo_writer.h"
#include "tests/contract/odoo_parts_fixture.h"

namespace ordersync::testing {
namespace {

using order::StockMode;
using pos::AutoCreate;
using pos::Session;
using pos::SessionState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OdooSessions : public OdooParts {
 protected:
  base::Result<Session> ensure(AutoCreate auto_create = AutoCreate::yes,
                               StockMode stock = StockMode::real_time) {
    pos::odoo::Sessions sessions(*rpc_, flights_, *store_, clock_);
    return sessions.ensure(facts(), auto_create, stock);
  }
  Session ensured(AutoCreate auto_create = AutoCreate::yes, StockMode stock = StockMode::real_time) {
    auto session = ensure(auto_create, stock);
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : session.error().message);
    return session.ok() ? *session : Session();
  }
  base::Error refused(AutoCreate auto_create = AutoCreate::yes) {
    auto session = ensure(auto_create);
    EXPECT_FALSE(session.ok());
    return session.ok() ? base::Error() : session.error();
  }
  std::optional<Session> open() {
    pos::odoo::Sessions sessions(*rpc_, flights_, *store_, clock_);
    auto session = sessions.open(facts());
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : session.error().message);
    return session.ok() ? *session : std::nullopt;
  }
  base::Result<Session> close(std::optional<std::int64_t> counted_minor = std::nullopt) {
    pos::odoo::Sessions sessions(*rpc_, flights_, *store_, clock_);
    std::optional<base::Money> counted;
    if (counted_minor) counted = base::Money(*counted_minor, base::Currency());
    return sessions.close(facts(), counted);
  }
  Session closed(std::optional<std::int64_t> counted_minor = std::nullopt) {
    auto session = close(counted_minor);
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : session.error().message);
    return session.ok() ? *session : Session();
  }
  base::Error close_refused(std::optional<std::int64_t> counted_minor = std::nullopt) {
    auto session = close(counted_minor);
    EXPECT_FALSE(session.ok());
    return session.ok() ? base::Error() : session.error();
  }

  // A person creates a session; the id.
  int person_creates() {
    return odoo_.call("pos.session", "create", {{{"config_id", odoo_.shop.main_store}}}).get<int>();
  }
  int person_opens() {
    const int session = person_creates();
    if (odoo_.row("pos.session", session)["state"] != "opened")
      odoo_.call("pos.session", series() >= 18 ? "set_opening_control" : "set_cashbox_pos",
                 {{session}, 0.0, ""});
    return session;
  }
  json row(std::int64_t session) { return odoo_.row("pos.session", static_cast<int>(session)); }
  std::string state(std::int64_t session) { return row(session)["state"]; }
};

TEST_P(OdooSessions, WithoutOneASessionIsMadeOpenedAndKnownForOurs) {
  EXPECT_FALSE(open().has_value());
  const Session session = ensured();
  EXPECT_EQ(session.state, SessionState::opened);
  EXPECT_EQ(session.pos_config, "Main Store");
  EXPECT_TRUE(session.automatic);
  EXPECT_EQ(session.orders, 0);
  EXPECT_EQ(session.opened_at, clock_.now());
  EXPECT_EQ(state(session.id), "opened");
  EXPECT_EQ(session.name, row(session.id)["name"].get<std::string>());
  EXPECT_NE(session.name, "/");
  connect();
  EXPECT_EQ(ensured().id, session.id);
  EXPECT_TRUE(open()->automatic);
}

TEST_P(OdooSessions, WithoutAutoCreateTheGuidesTextIsSaid) {
  const base::Error error = refused(AutoCreate::no);
  EXPECT_EQ(error.code, "no_open_session");
  EXPECT_EQ(error.kind, base::ErrorKind::conflict);
  EXPECT_THAT(error.message, HasSubstr("No open POS session found for \"Main Store\""));
  EXPECT_TRUE(sessions_not_closed().empty());
}

TEST_P(OdooSessions, APersonsSessionIsUsedAsItIs) {
  const int theirs = person_opens();
  const bool at_closing = row(theirs)["update_stock_at_closing"];
  for (const AutoCreate auto_create : {AutoCreate::yes, AutoCreate::no}) {
    const Session session = ensured(auto_create, at_closing ? StockMode::real_time : StockMode::at_closing);
    EXPECT_EQ(session.id, theirs);
    EXPECT_FALSE(session.automatic);
  }
  EXPECT_EQ(row(theirs)["update_stock_at_closing"], at_closing);
}

TEST_P(OdooSessions, OneInOpeningControlIsOpenedAndStaysThePersons) {
  const int theirs = person_creates();
  ASSERT_EQ(state(theirs), "opening_control");
  EXPECT_EQ(refused(AutoCreate::no).code, "no_open_session");
  EXPECT_EQ(state(theirs), "opening_control");
  EXPECT_EQ(open()->state, SessionState::opening_control);
  const Session session = ensured();
  EXPECT_EQ(session.id, theirs);
  EXPECT_EQ(state(theirs), "opened");
  EXPECT_FALSE(session.automatic);
}

TEST_P(OdooSessions, WhileOneIsBeingClosedOrdersWait) {
  const int theirs = person_opens();
  odoo_.set("pos.session", theirs, "state", "closing_control");
  for (const AutoCreate auto_create : {AutoCreate::yes, AutoCreate::no}) {
    EXPECT_EQ(refused(auto_create).code, "session_closing");
  }
  EXPECT_EQ(sessions_not_closed().size(), 1U);
}

TEST_P(OdooSessions, ARescueSessionIsNeverUsed) {
  const int rescue = person_opens();
  odoo_.set("pos.session", rescue, "rescue", true);
  EXPECT_FALSE(open().has_value());
  EXPECT_NE(ensured().id, rescue);
}

TEST_P(OdooSessions, WithoutAPaymentMethodNothingIsMade) {
  odoo_.set("pos.config", odoo_.shop.main_store, "payment_method_ids", json::array());
  EXPECT_EQ(refused().code, "no_payment_method");
  EXPECT_TRUE(sessions_not_closed().empty());
}

TEST_P(OdooSessions, TheStockModeWantedIsThatOfASessionMadeHere) {
  const Session real_time = ensured(AutoCreate::yes, StockMode::real_time);
  EXPECT_EQ(row(real_time.id)["update_stock_at_closing"], false);
  closed();
  const Session at_closing = ensured(AutoCreate::yes, StockMode::at_closing);
  EXPECT_EQ(row(at_closing.id)["update_stock_at_closing"], true);
}

TEST_P(OdooSessions, TheStockModeIsNeverChangedAfterTheFirstOrder) {
  const Session session = ensured(AutoCreate::yes, StockMode::real_time);
  sell(session.id);
  ensured(AutoCreate::yes, StockMode::at_closing);
  EXPECT_EQ(row(session.id)["update_stock_at_closing"], false);
}

// Somebody else may be booking into the session that was just made.
TEST_P(OdooSessions, TheStockModeIsChosenOnlyWhileNobodyBooks) {
  pos::odoo::Writer booking(*rpc_, flights_);
  ASSERT_TRUE(booking.begin(facts().warehouse_id).ok());
  int made = 0;
  for (const StockMode mode : {StockMode::real_time, StockMode::at_closing}) {
    const auto session = ensure(AutoCreate::yes, mode);
    if (!session.ok()) EXPECT_EQ(session.error().code, "odoo_writer_busy");
    made += session.ok() ? 1 : 0;
  }
  EXPECT_EQ(made, 1) << "the one that the new session has of itself";
}

TEST_P(OdooSessions, TheDrawerOpensWithWhatWasLeftInIt) {
  sell(ensured().id);
  closed(1150);
  const Session next = ensured();
  EXPECT_DOUBLE_EQ(row(next.id)["cash_register_balance_start"].get<double>(), 11.5);
  const auto differences = odoo_.rows("account.bank.statement.line");
  EXPECT_TRUE(differences.empty()) << json(differences).dump();
}

TEST_P(OdooSessions, APosWithoutCashIsOpenedAsWell) {
  odoo_.set("pos.config", odoo_.shop.main_store, "payment_method_ids", {odoo_.shop.card});
  odoo_.set("pos.config", odoo_.shop.main_store, "cash_control", false);
  const Session session = ensured();
  EXPECT_EQ(session.state, SessionState::opened);
  const Session done = closed();
  EXPECT_EQ(done.state, SessionState::closed);
  EXPECT_TRUE(done.closing->expected_cash.is_zero());
}

TEST_P(OdooSessions, ALostAnswerToTheCreationIsSettledByALook) {
  odoo_.fail_method("create", OdooFault::lose_answer);
  const Session session = ensured();
  EXPECT_TRUE(session.automatic);
  EXPECT_EQ(session.state, SessionState::opened);
  EXPECT_EQ(sessions_not_closed().size(), 1U);
  EXPECT_EQ(row(session.id)["update_stock_at_closing"], false);
}

TEST_P(OdooSessions, ASessionThatShowsUpAfterTheLookIsStillOurs) {
  odoo_.fail_method("create", OdooFault::kill_worker);
  EXPECT_EQ(refused().kind, base::ErrorKind::unknown);
  // What the lost call would have made, a moment later.
  const int late = person_creates();
  odoo_.set("pos.session", late, "user_id", odoo_.user.id);
  EXPECT_EQ(ensured().id, late);
  EXPECT_TRUE(open()->automatic);
}

TEST_P(OdooSessions, AnAttemptLongAgoMakesNoPersonsSessionOurs) {
  odoo_.fail_method("create", OdooFault::kill_worker);
  refused();
  clock_.advance(std::chrono::hours(1));
  const int theirs = person_creates();
  odoo_.set("pos.session", theirs, "user_id", odoo_.user.id);
  EXPECT_EQ(ensured().id, theirs);
  EXPECT_FALSE(open()->automatic);
}

TEST_P(OdooSessions, ALostAnswerToTheOpeningIsSettledByALook) {
  odoo_.fail_method(series() >= 18 ? "set_opening_control" : "set_cashbox_pos", OdooFault::lose_answer);
  EXPECT_EQ(ensured().state, SessionState::opened);
}

TEST_P(OdooSessions, ACreationThatNeverReachedOdooIsTriedAgainLater) {
  odoo_.fail_method("create", OdooFault::refuse);
  EXPECT_EQ(refused().kind, base::ErrorKind::temporary);
  EXPECT_TRUE(sessions_not_closed().empty());
  EXPECT_TRUE(ensured().automatic);
}

TEST_P(OdooSessions, OfTwoMadeAtTheSameMomentTheFirstIsUsedAndOursIsTakenAway) {
  int theirs = 0;
  odoo_.overtake("create", [&] { theirs = person_opens(); });
  const Session session = ensured();
  EXPECT_EQ(session.id, theirs);
  EXPECT_FALSE(session.automatic);
  const auto left = sessions_not_closed();
  ASSERT_EQ(left.size(), 1U) << json(left).dump();
  EXPECT_EQ(left.front()["id"], theirs);
}

// Two of ours at the same moment, and somebody books already: what is empty to us may be in use.
TEST_P(OdooSessions, BesideABookingNoSessionOfOursIsClosed) {
  const pos::odoo::PosFacts pos = facts();
  int other = 0;
  odoo_.overtake("create", [&] { other = person_opens(); });
  pos::odoo::Writer booking(*rpc_, flights_);
  ASSERT_TRUE(booking.begin(pos.warehouse_id).ok());
  EXPECT_EQ(ensured().id, other);
  EXPECT_EQ(clock_.slept(), std::chrono::milliseconds(0)) << "the orders have their session";
  const std::size_t left = sessions_not_closed().size();
  booking.end();
  ensured();
  EXPECT_EQ(sessions_not_closed().size(), 1U);
  EXPECT_EQ(left, series() >= 18 ? 1U : 2U) << "one that nobody opened is deleted: nobody books into it";
}

// Where a message is posted at every opening.
class OdooSessionsThatPost : public OdooSessions {};
TEST_P(OdooSessionsThatPost, OdoosWordsSayWhyASessionIsNotOpened) {
  odoo_.user.email.clear();
  const base::Error error = refused();
  EXPECT_EQ(error.code, "odoo_user_error");
  EXPECT_THAT(error.message, HasSubstr("did not open session"));
  EXPECT_THAT(error.message, HasSubstr("Odoo says: Unable to send message"));
}

TEST_P(OdooSessions, NobodyCountedMeansCountedIsExpected) {
  const Session session = ensured();
  sell(session.id);
  sell(session.id);
  const Session done = closed();
  EXPECT_EQ(done.id, session.id);
  EXPECT_EQ(done.state, SessionState::closed);
  EXPECT_EQ(done.orders, 2);
  EXPECT_EQ(done.total.to_string(), "23.00");
  EXPECT_TRUE(done.automatic);
  ASSERT_TRUE(done.closing.has_value());
  EXPECT_EQ(done.closing->expected_cash.to_string(), "23.00");
  EXPECT_EQ(done.closing->counted_cash.to_string(), "23.00");
  EXPECT_TRUE(done.closing->difference.is_zero());
  EXPECT_FALSE(done.closing->counted);
  EXPECT_EQ(done.closed_at, clock_.now());
  EXPECT_EQ(state(session.id), "closed");
  EXPECT_DOUBLE_EQ(row(session.id)["cash_register_balance_end_real"].get<double>(), 23.0);
  EXPECT_FALSE(open().has_value());
}

// An Odoo with a module that hides what is expected in the drawer.
class SilentOfTheDrawer final : public http::Transport {
 public:
  explicit SilentOfTheDrawer(FakeOdoo& odoo) : odoo_(odoo) {}
  base::Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override {
    Whole whole;
    auto head = odoo_.send(request, whole);
    if (!head.ok()) return head;
    json answer = json::parse(whole.body);
    hide(answer);
    TRY(sink.head(*head));
    TRY(sink.chunk(answer.dump()));
    return head;
  }

 private:
  struct Whole final : http::BodySink {
    std::string body;
    base::Result<void> head(const http::ResponseHead&) override { return {}; }
    base::Result<void> chunk(std::string_view bytes) override {
      body += bytes;
      return {};
    }
  };
  static void hide(json& value) {
    if (!value.is_structured()) return;
    if (value.contains("cash_register_balance_end")) value["cash_register_balance_end"] = false;
    if (value.contains("default_cash_details")) value["default_cash_details"]["amount"] = false;
    for (json& member : value) hide(member);
  }
  FakeOdoo& odoo_;
};

TEST_P(OdooSessions, WhatNobodyCountedAndOdooDoesNotTellIsNotAnEmptyDrawer) {
  const Session session = ensured();
  sell(session.id);
  SilentOfTheDrawer silent(odoo_);
  pos::odoo::Rpc rpc(silent, settings_);
  pos::odoo::Sessions sessions(rpc, flights_, *store_, clock_);
  const auto done = sessions.close(facts(), std::nullopt);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, "session_close_refused");
  EXPECT_THAT(done.error().message, HasSubstr("does not say how much cash"));
  EXPECT_EQ(state(session.id), "opened");
}

TEST_P(OdooSessions, CountedCashIsBookedWithItsDifference) {
  odoo_.set("pos.config", odoo_.shop.main_store, "amount_authorized_diff", 5.0);
  const Session session = ensured();
  sell(session.id);
  const Session done = closed(1000);
  EXPECT_EQ(done.closing->expected_cash.to_string(), "11.50");
  EXPECT_EQ(done.closing->difference.to_string(), "-1.50");
  EXPECT_TRUE(done.closing->counted);
  EXPECT_NEAR(row(session.id)["cash_register_difference"].get<double>(), -1.5, 1e-9);
}

// Later versions leave it to the till.
class OdooSessionsThatAskAManager : public OdooSessions {};
TEST_P(OdooSessionsThatAskAManager, ADifferenceThatAManagerMustConfirmIsRefused) {
  sell(ensured().id);
  const base::Error error = close_refused(1000);
  EXPECT_EQ(error.code, "session_close_refused");
  EXPECT_THAT(error.message, HasSubstr("maximum allowed"));
}

TEST_P(OdooSessions, CountedCashInAnotherCurrencyIsRefused) {
  ensured();
  pos::odoo::Sessions sessions(*rpc_, flights_, *store_, clock_);
  const auto done = sessions.close(facts(), base::Money(100, base::Currency::of("EUR").value()));
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, "currency_mismatch");
}

TEST_P(OdooSessions, ClosingWhatIsNotOpenFails) {
  EXPECT_EQ(close_refused().code, "session_not_open");
  person_creates();
  const base::Error error = close_refused();
  EXPECT_EQ(error.code, "session_not_open");
  EXPECT_THAT(error.message, HasSubstr("opening control"));
}

TEST_P(OdooSessions, WhatAPersonBeganToCloseIsFinished) {
  const Session session = ensured();
  sell(session.id);
  odoo_.set("pos.session", static_cast<int>(session.id), "state", "closing_control");
  EXPECT_EQ(closed().id, session.id);
}

TEST_P(OdooSessions, DraftOrdersBlockAndAreNamed) {
  const Session session = ensured();
  const int draft = sell(session.id);
  odoo_.set("pos.order", draft, "state", "draft");
  odoo_.set("pos.order", draft, "name", "/");
  const base::Error error = close_refused();
  EXPECT_EQ(error.code, "session_has_draft_orders");
  EXPECT_EQ(error.kind, base::ErrorKind::conflict);
  EXPECT_THAT(error.message, HasSubstr(odoo_.row("pos.order", draft)["pos_reference"].get<std::string>()));
  EXPECT_EQ(state(session.id), "opened");
}

// 14 books the difference without asking.
class OdooSessionsThatMustBalance : public OdooSessions {};
TEST_P(OdooSessionsThatMustBalance, AnImbalanceIsNeverForced) {
  const Session session = ensured();
  sell(session.id, {12.0, 12.0});
  const base::Error error = close_refused();
  EXPECT_EQ(error.code, "session_close_refused");
  EXPECT_THAT(error.message, HasSubstr("Force Close Session"));
  EXPECT_EQ(state(session.id), "opened");
  EXPECT_EQ(ensured().id, session.id) << "orders go on";
}

class OdooSessionsWithTaxAccounts : public OdooSessions {};
TEST_P(OdooSessionsWithTaxAccounts, OdoosWordsSayWhyASessionIsNotClosed) {
  odoo_.switches.taxes_have_accounts = false;
  sell(ensured().id);
  const base::Error error = close_refused();
  EXPECT_EQ(error.code, "session_close_refused");
  EXPECT_THAT(error.message, HasSubstr("Odoo says: Unable to close and validate the session."));
  odoo_.switches.taxes_have_accounts = true;
  EXPECT_EQ(closed().state, SessionState::closed) << "whatever state the refusal left";
}

TEST_P(OdooSessions, ALostAnswerToTheClosingIsSettledByALook) {
  const Session session = ensured();
  sell(session.id);
  odoo_.fail_method(series() == 14 ? "action_pos_session_validate" : "close_session_from_ui",
                    OdooFault::lose_answer);
  EXPECT_EQ(closed().state, SessionState::closed);
}

TEST_P(OdooSessions, AClosingThatDidNotHappenStaysUnknownAndIsTriedAgain) {
  const Session session = ensured();
  sell(session.id);
  odoo_.fail_method(series() == 14 ? "action_pos_session_validate" : "close_session_from_ui",
                    OdooFault::kill_worker);
  EXPECT_EQ(close_refused().kind, base::ErrorKind::unknown);
  EXPECT_EQ(close_refused().code, "odoo_writer_busy") << "Odoo may still be at work on it";
  clock_.advance(std::chrono::minutes(10));
  EXPECT_EQ(closed().id, session.id);
}

TEST_P(OdooSessions, AClosingReportNamesLateOrders) {
  const Session session = ensured();
  sell(session.id);
  const int late = sell(session.id, {11.5, 11.5, "2026-11-21 20:00:00"});
  EXPECT_EQ(open()->last_order_at, clock_.now()) << "when it was booked, not its own date";
  EXPECT_THAT(closed().late_orders, ElementsAre(odoo_.row("pos.order", late)["name"].get<std::string>()));
}

TEST_P(OdooSessions, AnotherServerUnderTheSameNameHasNoSessionOfOurs) {
  const Session session = ensured();
  pos::odoo::ConnectionSettings settings = rpc_->settings();
  settings.url = "https://odoo.example/";  // the same, spelt otherwise
  pos::odoo::Rpc same(odoo_, settings);
  EXPECT_TRUE(pos::odoo::Sessions(same, flights_, *store_, clock_).open(facts()).value()->automatic);
  ASSERT_TRUE(store_->execute("UPDATE odoo_connection SET key = 'https://other.example/shop'", {}).ok());
  EXPECT_FALSE(open()->automatic);
  EXPECT_EQ(open()->id, session.id);
}

// A database that was restored from a backup, or made again under its name, gives out the same ids again.
TEST_P(OdooSessions, AnIdThatOdooGivesOutAgainIsNoSessionOfOurs) {
  const Session ours = ensured(AutoCreate::yes, StockMode::real_time);
  clock_.advance(std::chrono::hours(23));
  EXPECT_TRUE(open()->automatic);
  clock_.advance(std::chrono::hours(50));
  odoo_.set("pos.session", static_cast<int>(ours.id), "create_date", "2026-11-24 14:00:00");
  EXPECT_FALSE(ensured(AutoCreate::yes, StockMode::at_closing).automatic) << "the cashier signs in as we do";
  EXPECT_EQ(row(ours.id)["update_stock_at_closing"], false);
  odoo_.set("pos.session", static_cast<int>(ours.id), "create_date", "2026-11-22 12:00:00");
  EXPECT_FALSE(open()->automatic) << "it is forgotten";
}

TEST_P(OdooSessions, ASessionOfAnotherUserIsNotOurs) {
  const Session ours = ensured();
  odoo_.set("pos.session", static_cast<int>(ours.id), "user_id", odoo_.admin.id);
  EXPECT_FALSE(open()->automatic);
}

TEST_P(OdooSessions, ASessionMadeUnderAnIdThatWasOursBeforeIsOurs) {
  const Session ours = ensured();
  ASSERT_TRUE(store_->execute("UPDATE odoo_session SET created_at = 0", {}).ok());
  EXPECT_FALSE(open()->automatic);
  closed();
  const int next = static_cast<int>(ours.id) + 1;
  ASSERT_TRUE(store_->execute("INSERT INTO odoo_session SELECT id, ?, 0 FROM odoo_connection", {next}).ok());
  const Session session = ensured();
  EXPECT_EQ(session.id, next);
  EXPECT_TRUE(session.automatic);
}

INSTANTIATE_TEST_SUITE_P(EveryOdoo, OdooSessions, ::testing::ValuesIn(kAllOdoos), odoo_name);
INSTANTIATE_TEST_SUITE_P(SomeOdoos, OdooSessionsThatPost, ::testing::Values(OdooVersion::v18), odoo_name);
INSTANTIATE_TEST_SUITE_P(SomeOdoos, OdooSessionsThatAskAManager, ::testing::Values(OdooVersion::v14),
                         odoo_name);
INSTANTIATE_TEST_SUITE_P(SomeOdoos, OdooSessionsThatMustBalance,
                         ::testing::Values(OdooVersion::v15, OdooVersion::v16, OdooVersion::v17,
                                           OdooVersion::v18, OdooVersion::v19),
                         odoo_name);
INSTANTIATE_TEST_SUITE_P(SomeOdoos, OdooSessionsWithTaxAccounts,
                         ::testing::Values(OdooVersion::v14, OdooVersion::v15), odoo_name);

}  // namespace
}  // namespace ordersync::testing
