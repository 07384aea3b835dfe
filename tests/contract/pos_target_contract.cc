// What every Point of Sale behind pos/pos_target.h promises, as facts: those of pos_target_contract.h.
#include "tests/contract/pos_target_contract.h"

#include <gmock/gmock.h>

#include <chrono>
#include <map>

namespace ordersync::pos {

std::shared_ptr<const order::Catalogue> PosTargetContract::catalogue(std::string_view config) {
  auto catalogue = target().catalogue(config);
  EXPECT_TRUE(catalogue.ok()) << (catalogue.ok() ? "" : catalogue.error().message);
  return *catalogue;
}

Session PosTargetContract::open_session(std::string_view config) {
  const auto ensured = target().ensure_session(config, AutoCreate::yes);
  EXPECT_TRUE(ensured.ok()) << (ensured.ok() ? "" : ensured.error().message);
  const auto open = target().open_session(config);  // which tells its sums as well
  EXPECT_TRUE(open.ok() && *open && (*open)->id == ensured->id);
  return **open;
}

order::PosDocument PosTargetContract::sale(const std::string& id, const std::vector<test_shop::Item>& items,
                                           std::string_view config) {
  return test_shop::sale_of(*catalogue(config), id, items, names().source);
}

order::PosDocument PosTargetContract::refund_of(const std::string& id,
                                                const std::vector<test_shop::Item>& items) {
  return test_shop::document_of(*catalogue(), {names().source, id, order::Kind::refund, "R1"}, items);
}

Outcome PosTargetContract::post_one(const order::PosDocument& document) {
  auto outcomes = target().post(open_session(document.pos_config), std::vector{document});
  EXPECT_EQ(outcomes.size(), 1U);
  return outcomes.at(0);
}

std::optional<BookedOrder> PosTargetContract::find_one(const order::OrderKey& key) {
  auto found = target().find(std::vector{key});
  EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.error().message);
  EXPECT_EQ(found->size(), 1U);
  return found->at(0);
}

std::string PosTargetContract::difference(const order::PosDocument& document,
                                          const std::optional<BookedOrder>& booked) {
  if (!booked) return "not booked";
  const auto notice = compare(document, *booked);
  return notice ? notice->message : "";
}

std::string PosTargetContract::code_of(const Outcome& outcome) {
  return outcome.problem ? outcome.problem->code : "";
}

TEST_P(PosTargetContract, AnUnknownPosIsNotFound) {
  const auto catalogue = target().catalogue("Nowhere");
  ASSERT_FALSE(catalogue.ok());
  EXPECT_EQ(catalogue.error().kind, base::ErrorKind::not_found);
  EXPECT_EQ(catalogue.error().code, "pos_config_not_found");
  EXPECT_EQ(target().ensure_session("Nowhere", AutoCreate::yes).error().code, "pos_config_not_found");
  EXPECT_EQ(target().open_session("Nowhere").error().code, "pos_config_not_found");
  EXPECT_EQ(target().close_session("Nowhere", std::nullopt).error().code, "pos_config_not_found");
  EXPECT_EQ(target().orders_of({"Nowhere", names().source, {}, {}}).error().code, "pos_config_not_found");
}

TEST_P(PosTargetContract, TheCatalogueHoldsWhatThePosSells) {
  const auto goods = catalogue();
  const order::Product* burger = goods->product(names().burger);
  ASSERT_NE(burger, nullptr);
  EXPECT_EQ(burger->name, "Burger");
  EXPECT_EQ(burger->list_price, base::Decimal(80));
  EXPECT_TRUE(burger->can_be_sold());
  ASSERT_EQ(goods->taxes_of(*burger).size(), 1U);
  EXPECT_EQ(goods->taxes_of(*burger)[0]->amount, base::Decimal(15));
  EXPECT_EQ(goods->product(names().delivery)->type, order::ProductType::service);
  EXPECT_EQ(goods->currency().code(), "USD");
}

TEST_P(PosTargetContract, PaymentMethodsAreThoseOfThePosInItsOrder) {
  const auto main_goods = catalogue(main_store());
  const auto main = main_goods->payment_methods();
  ASSERT_EQ(main.size(), 2U);
  EXPECT_EQ(main[0].type, order::MethodType::cash);
  const auto kiosk_goods = catalogue(names().kiosk);
  ASSERT_EQ(kiosk_goods->payment_methods().size(), 2U);
  EXPECT_EQ(kiosk_goods->payment_methods()[0].name, "Card");
  EXPECT_EQ(kiosk_goods->payment_method(names().account), nullptr);
}

TEST_P(PosTargetContract, TheFiscalPositionOfThePosRules) {
  const auto kiosk = catalogue(names().kiosk);
  // Taken away, or one of 0 % in its place, as Odoo does from 19 on.
  for (const order::Tax* tax : kiosk->taxes_of(*kiosk->product(names().burger))) {
    EXPECT_TRUE(tax->amount.is_zero()) << tax->name;
  }
}

TEST_P(PosTargetContract, TheCatalogueKeepsItsVersionWhileNothingChanges) {
  const std::int64_t version = catalogue()->version();
  pos().reopen();
  EXPECT_EQ(catalogue()->version(), version);
}

// The table of behaviour 8, row by row.
TEST_P(PosTargetContract, AnOpenedSessionIsUsed) {
  pos().put_session(main_store(), SessionState::opened);
  for (const AutoCreate auto_create : {AutoCreate::yes, AutoCreate::no}) {
    const auto session = target().ensure_session(main_store(), auto_create);
    ASSERT_TRUE(session.ok());
    EXPECT_EQ(session->state, SessionState::opened);
    EXPECT_EQ(session->name, (*target().open_session(main_store()))->name);
    EXPECT_FALSE(session->automatic);
  }
}

TEST_P(PosTargetContract, ASessionInOpeningControlIsOpenedOnlyWithAutoCreate) {
  pos().put_session(main_store(), SessionState::opening_control);
  const auto refused = target().ensure_session(main_store(), AutoCreate::no);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "no_open_session");
  EXPECT_EQ((*target().open_session(main_store()))->state, SessionState::opening_control);

  const auto session = target().ensure_session(main_store(), AutoCreate::yes);
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(session->state, SessionState::opened);
  EXPECT_TRUE(is_now(session->opened_at));
}

TEST_P(PosTargetContract, WhileASessionIsBeingClosedOrdersWait) {
  pos().put_session(main_store(), SessionState::opened);
  pos().put_session(main_store(), SessionState::closing_control);
  for (const AutoCreate auto_create : {AutoCreate::yes, AutoCreate::no}) {
    const auto session = target().ensure_session(main_store(), auto_create);
    ASSERT_FALSE(session.ok());
    EXPECT_EQ(session.error().kind, base::ErrorKind::conflict);
    EXPECT_EQ(session.error().code, "session_closing");
    EXPECT_EQ(session.error().message, "POS is being closed: finish it");
  }
}

TEST_P(PosTargetContract, WithoutASessionOneIsCreatedAndMarked) {
  const Session session = open_session();
  EXPECT_EQ(session.state, SessionState::opened);
  EXPECT_EQ(session.pos_config, main_store());
  EXPECT_TRUE(session.automatic);
  EXPECT_EQ(session.orders, 0);
  pos().reopen();
  EXPECT_EQ(open_session().id, session.id);
  EXPECT_TRUE(open_session().automatic);
}

TEST_P(PosTargetContract, WithoutASessionAndWithoutAutoCreateTheGuidesTextIsSaid) {
  const auto session = target().ensure_session(main_store(), AutoCreate::no);
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().kind, base::ErrorKind::conflict);
  EXPECT_EQ(session.error().code, "no_open_session");
  EXPECT_THAT(session.error().message,
              ::testing::StartsWith("No open POS session found for \"" + main_store() + "\""));
  EXPECT_FALSE(target().open_session(main_store())->has_value());
}

TEST_P(PosTargetContract, APosWithoutPaymentMethodSaysSo) {
  pos().put_session(names().bare, SessionState::opened);
  for (const AutoCreate auto_create : {AutoCreate::yes, AutoCreate::no}) {
    const auto session = target().ensure_session(names().bare, auto_create);
    ASSERT_FALSE(session.ok());
    EXPECT_EQ(session.error().code, "no_payment_method");
    EXPECT_THAT(session.error().message, ::testing::HasSubstr("payment method"));
  }
}

TEST_P(PosTargetContract, AfterClosingANewSessionIsMade) {
  const Session first = open_session();
  ASSERT_TRUE(target().close_session(main_store(), std::nullopt).ok());
  EXPECT_FALSE(target().open_session(main_store())->has_value());
  EXPECT_NE(open_session().name, first.name);
}

TEST_P(PosTargetContract, EachPosHasItsOwnSession) {
  EXPECT_NE(open_session(main_store()).id, open_session(names().kiosk).id);
}

TEST_P(PosTargetContract, ClosingWhatIsNotOpenFails) {
  EXPECT_EQ(target().close_session(main_store(), std::nullopt).error().code, "session_not_open");
  pos().put_session(main_store(), SessionState::opening_control);
  EXPECT_EQ(target().close_session(main_store(), std::nullopt).error().code, "session_not_open");
}

// The closing rule decides about a session; before it closes, a cashier may have closed it and opened the
// next.
TEST_P(PosTargetContract, OnlyTheSessionThatIsMeantIsClosed) {
  const Session first = open_session();
  ASSERT_TRUE(target().close_session(main_store(), std::nullopt, first.id).ok());
  EXPECT_EQ(target().close_session(main_store(), std::nullopt, first.id).error().code, "session_not_open");
  const Session next = open_session();
  EXPECT_EQ(target().close_session(main_store(), std::nullopt, first.id).error().code, "session_not_open");
  EXPECT_EQ(target().open_session(main_store()).value()->state, SessionState::opened);
  pos().put_session(main_store(), SessionState::closing_control);
  EXPECT_EQ(target().close_session(main_store(), std::nullopt, first.id).error().code, "session_not_open");
  const auto closed = target().close_session(main_store(), std::nullopt, next.id);
  ASSERT_TRUE(closed.ok()) << closed.error().message;
  EXPECT_EQ(closed->id, next.id);
}

TEST_P(PosTargetContract, NobodyCountedMeansCountedIsExpected) {
  auto document = sale("1");  // 92.00
  test_shop::pay_in_cash_with_change(document, "100", document.payments.front().method_id);
  auto by_card = sale("2");
  test_shop::pay_by_card(by_card, names().card);
  target().post(open_session(), std::vector{document, by_card});
  const auto closed = target().close_session(main_store(), std::nullopt);
  ASSERT_TRUE(closed.ok()) << closed.error().message;
  EXPECT_EQ(closed->state, SessionState::closed);
  EXPECT_EQ(closed->orders, 2);
  EXPECT_EQ(closed->total.to_string(), "184.00");
  ASSERT_TRUE(closed->closing.has_value());
  EXPECT_TRUE(closed->closing->opening_cash.is_zero());
  EXPECT_EQ(closed->closing->expected_cash.to_string(), "92.00");
  EXPECT_EQ(closed->closing->counted_cash.to_string(), "92.00");
  EXPECT_TRUE(closed->closing->difference.is_zero());
  EXPECT_FALSE(closed->closing->counted);
}

TEST_P(PosTargetContract, CountedCashIsKeptWithItsDifference) {
  post_one(sale("1"));
  const auto closed = target().close_session(main_store(), base::Money(9'000, base::Currency()));
  ASSERT_TRUE(closed.ok()) << closed.error().message;
  EXPECT_EQ(closed->closing->difference.to_string(), "-2.00");
  EXPECT_TRUE(closed->closing->counted);
}

TEST_P(PosTargetContract, APostedOrderStandsAsItWasSent) {
  auto document = sale("639", {{names().burger, "2"}, {names().water, "1.5"}, {names().cake, "1"}});
  test_shop::pay_in_cash_with_change(document, "250", document.payments.front().method_id);
  document.payments.front().reference_id = "TX-7";
  const Outcome outcome = post_one(document);
  ASSERT_EQ(outcome.kind, Outcome::Kind::created) << code_of(outcome);
  EXPECT_FALSE(outcome.problem.has_value());

  pos().reopen();
  const auto booked = find_one(document.key);
  EXPECT_EQ(difference(document, booked), "");
  EXPECT_FALSE(booked->name.empty());
  if (!outcome.pos_order.empty()) {
    EXPECT_EQ(booked->name, outcome.pos_order);
  }
  EXPECT_EQ(booked->state, "paid");
  EXPECT_EQ(booked->session, open_session().name);
  EXPECT_EQ(booked->lines.size(), 3U);
  EXPECT_EQ(booked->payments.size(), 2U);
  EXPECT_THAT(booked->reference, ::testing::EndsWith(" 639"));
}

TEST_P(PosTargetContract, TheSameOrderAgainExistsAndIsNotBookedTwice) {
  const auto document = sale("1");
  post_one(document);
  const auto first = find_one(document.key);
  pos().reopen();
  const Outcome again = post_one(document);
  EXPECT_EQ(again.kind, Outcome::Kind::exists);
  EXPECT_EQ(find_one(document.key)->name, first->name);
  EXPECT_EQ(open_session().orders, 1);
}

TEST_P(PosTargetContract, WhatIsCalledOffStandsOrNeverWill) {
  const auto booked = sale("1");
  const auto never_sent = sale("2");
  ASSERT_EQ(post_one(booked).kind, Outcome::Kind::created);
  const auto outcomes = target().call_off(open_session(), std::vector{never_sent, booked});
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].kind, Outcome::Kind::refused);
  EXPECT_EQ(code_of(outcomes[0]), "superseded");
  EXPECT_EQ(outcomes[1].kind, Outcome::Kind::exists);
  EXPECT_FALSE(find_one(never_sent.key));
  EXPECT_EQ(difference(booked, find_one(booked.key)), "");
}

TEST_P(PosTargetContract, AnotherContentUnderTheKeyIsToldAndNothingIsRewritten) {
  const auto document = sale("1");
  post_one(document);
  const Outcome other = post_one(sale("1", {{names().burger, "3"}}));
  EXPECT_EQ(other.kind, Outcome::Kind::exists_different);
  ASSERT_TRUE(other.problem.has_value());
  EXPECT_THAT(other.problem->message, ::testing::HasSubstr("276.00"));
  EXPECT_EQ(difference(document, find_one(document.key)), "");
}

TEST_P(PosTargetContract, AnOrderTwiceInOneBatchIsBookedOnce) {
  const auto document = sale("1");
  const auto outcomes = target().post(open_session(), std::vector{document, sale("2"), document});
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[0].kind, Outcome::Kind::created);
  EXPECT_EQ(outcomes[1].kind, Outcome::Kind::created);
  EXPECT_EQ(outcomes[2].kind, Outcome::Kind::exists);
  EXPECT_EQ(open_session().orders, 2);
}

TEST_P(PosTargetContract, KeysDifferInEveryPart) {
  std::vector<order::PosDocument> documents{sale("1"), sale("1"), sale("01")};
  documents[1].key.source = names().source + "-elsewhere";
  auto refund = refund_of("1", {{names().burger, "-1"}});
  documents.push_back(refund);
  refund.key.refund_id = "R2";
  documents.push_back(refund);
  refund.key.refund_id = "";
  documents.push_back(refund);
  for (const Outcome& outcome : target().post(open_session(), documents)) {
    EXPECT_EQ(outcome.kind, Outcome::Kind::created) << code_of(outcome);
  }
}

TEST_P(PosTargetContract, ADocumentThatCannotBeBookedLeavesNothingAndItsNeighboursAreBooked) {
  std::vector<order::PosDocument> documents{sale("1"), sale("2"), sale("3"), sale("4")};
  documents[1].lines[0].product_id = 999'999'999;
  documents[2].payments[0].method_id = names().account;  // not a method of this POS
  const auto outcomes = target().post(open_session(), documents);
  EXPECT_EQ(outcomes[0].kind, Outcome::Kind::created);
  for (const std::size_t bad : {std::size_t{1}, std::size_t{2}}) {
    EXPECT_EQ(outcomes[bad].kind, Outcome::Kind::refused);
    ASSERT_TRUE(outcomes[bad].problem.has_value());
    EXPECT_EQ(outcomes[bad].problem->remedy, order::Remedy::fix);
    EXPECT_FALSE(outcomes[bad].problem->cause.empty());
    EXPECT_FALSE(find_one(documents[bad].key).has_value());
  }
  EXPECT_EQ(outcomes[3].kind, Outcome::Kind::created);
  EXPECT_EQ(open_session().orders, 2);
  EXPECT_EQ(open_session().total.to_string(), "184.00");
}

TEST_P(PosTargetContract, PaymentsThatMissTheTotalAreRefused) {
  auto document = sale("1");
  document.payments[0].amount -= base::Money(1, document.currency);
  EXPECT_EQ(post_one(document).kind, Outcome::Kind::refused);
  EXPECT_FALSE(find_one(document.key).has_value());
}

TEST_P(PosTargetContract, WhatMayNotBeSentAnyMoreLeavesNothing) {
  const std::vector<order::PosDocument> documents{sale("1"), sale("2")};
  pos::Permit lost;
  lost.may_send = [] {
    return base::Result<void>(base::Error{base::ErrorKind::conflict, "lease_lost", "taken over", {}});
  };
  for (const Outcome& outcome : target().post(open_session(), documents, lost)) {
    EXPECT_EQ(outcome.kind, Outcome::Kind::unknown);
    EXPECT_EQ(code_of(outcome), "lease_lost");
  }
  for (const auto& document : documents) EXPECT_FALSE(find_one(document.key).has_value());
  for (const Outcome& outcome : target().post(open_session(), documents))
    EXPECT_EQ(outcome.kind, Outcome::Kind::created) << code_of(outcome);
}

TEST_P(PosTargetContract, AnOrderForAClosedSessionWaitsAndLeavesNothing) {
  const Session gone = open_session();
  ASSERT_TRUE(target().close_session(main_store(), std::nullopt).ok());
  const auto document = sale("1");
  const auto outcomes = target().post(gone, std::vector{document});
  EXPECT_EQ(outcomes[0].kind, Outcome::Kind::refused);
  EXPECT_EQ(code_of(outcomes[0]), "session_closed");
  EXPECT_EQ(outcomes[0].problem->remedy, order::Remedy::wait);
  EXPECT_FALSE(find_one(document.key).has_value());
}

TEST_P(PosTargetContract, AnOrderOfAClosedSessionStillExistsAndIsDone) {
  const auto document = sale("1");
  const Session gone = open_session();
  post_one(document);
  ASSERT_TRUE(target().close_session(main_store(), std::nullopt).ok());
  EXPECT_EQ(find_one(document.key)->state, "done");
  EXPECT_EQ(target().post(gone, std::vector{document})[0].kind, Outcome::Kind::exists);
}

TEST_P(PosTargetContract, FindAnswersInTheOrderOfTheKeysAndNothingForWhatIsNotThere) {
  std::vector<order::PosDocument> documents{sale("1"), sale("2", {{names().water, "2"}})};
  target().post(open_session(), documents);
  order::OrderKey absent = documents[0].key;
  absent.external_id = "77";
  const auto found = target().find(std::vector{documents[1].key, absent, documents[0].key, documents[1].key});
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 4U);
  EXPECT_EQ(difference(documents[1], (*found)[0]), "");
  EXPECT_FALSE((*found)[1].has_value());
  EXPECT_EQ(difference(documents[0], (*found)[2]), "");
  EXPECT_EQ(difference(documents[1], (*found)[3]), "");
  EXPECT_TRUE(target().find({})->empty());
}

TEST_P(PosTargetContract, OrdersOfADayAreThoseOfOneSourceAndOnePosByTheirOwnDate) {
  const base::Instant noon = base::from_unix_ms(1'795'348'800'000);
  const auto dated = [&](order::PosDocument document, base::Milliseconds after) {
    document.date = noon + after;
    return document;
  };
  const base::Milliseconds hour(3'600'000);
  const auto first = dated(sale("1"), base::Milliseconds(0));
  const auto last = dated(sale("2"), hour - base::Milliseconds(1));
  const auto after = dated(sale("3"), hour);
  const auto before = dated(sale("4"), base::Milliseconds(-1));
  auto elsewhere = dated(sale("5"), base::Milliseconds(0));
  elsewhere.key.source = names().source + "-elsewhere";
  const auto refund = dated(refund_of("1", {{names().burger, "-1"}}), base::Milliseconds(0));
  target().post(open_session(), std::vector{last, first, after, before, elsewhere, refund});
  post_one(dated(sale("6", {{names().burger, "1"}}, names().kiosk), base::Milliseconds(0)));

  pos().reopen();
  const auto orders = target().orders_of({main_store(), names().source, noon, noon + hour});
  ASSERT_TRUE(orders.ok()) << orders.error().message;
  ASSERT_EQ(orders->size(), 3U);
  EXPECT_EQ(difference(last, (*orders)[0]), "");
  EXPECT_EQ(difference(first, (*orders)[1]), "");
  EXPECT_EQ((*orders)[2].key, refund.key);
  const auto nobody = target().orders_of({main_store(), "nobody", noon, noon + hour});
  EXPECT_TRUE(nobody.ok() && nobody->empty());
}

TEST_P(PosTargetContract, NoDocumentsGiveNoOutcomes) {
  EXPECT_TRUE(target().post(open_session(), {}).empty());
}

TEST_P(PosTargetContract, StorableAndConsumableProductsMoveOutServicesDoNot) {
  const auto document = sale(
      "1", {{names().burger, "2"}, {names().napkin, "4"}, {names().delivery, "1"}, {names().burger, "1"}});
  post_one(document);
  const auto booked = find_one(document.key);
  ASSERT_TRUE(booked && booked->picking);
  EXPECT_EQ(booked->picking->state, "done");
  EXPECT_EQ(booked->picking->direction, PickingDirection::out);
  std::map<std::string, base::Decimal> moved;  // in whatever order; Odoo 17 has one of its own
  for (const auto& move : booked->picking->moves) moved[move.product] += move.qty;
  EXPECT_EQ(booked->picking->moves.size(), 2U);
  EXPECT_EQ(moved["Burger"], base::Decimal(3));
  EXPECT_EQ(moved["Napkin"], base::Decimal(4));
}

TEST_P(PosTargetContract, OnlyServicesHaveNoPicking) {
  const auto document = sale("1", {{names().delivery, "1"}});
  post_one(document);
  EXPECT_FALSE(find_one(document.key)->picking.has_value());
}

TEST_P(PosTargetContract, StockThatMovesAtClosingGivesTheOrderNoPicking) {
  const auto document = sale("1", {{names().burger, "1"}}, names().kiosk);
  ASSERT_EQ(post_one(document).kind, Outcome::Kind::created);
  EXPECT_FALSE(find_one(document.key)->picking.has_value());
}

TEST_P(PosTargetContract, ARefundComesBackInAndTakesMoneyBack) {
  post_one(sale("1", {{names().burger, "2"}}));
  auto refund = refund_of("1", {{names().burger, "-1"}});
  refund.refund_of = order::OrderKey{names().source, "1", order::Kind::sale, ""};
  ASSERT_EQ(post_one(refund).kind, Outcome::Kind::created);
  const auto booked = find_one(refund.key);
  EXPECT_EQ(difference(refund, booked), "");
  EXPECT_EQ(booked->total.to_string(), "-92.00");
  ASSERT_TRUE(booked->picking.has_value());
  EXPECT_EQ(booked->picking->direction, PickingDirection::in);
  EXPECT_EQ(booked->picking->moves[0].qty, base::Decimal(1));
  EXPECT_EQ(open_session().total.to_string(), "92.00");
}

TEST_P(PosTargetContract, MoreThanIsOnHandIsSoldWithAWarning) {
  const auto document = sale("1", {{names().cake, "3"}});
  const Outcome outcome = post_one(document);
  EXPECT_EQ(outcome.kind, Outcome::Kind::created);
  ASSERT_EQ(outcome.warnings.size(), 1U);
  EXPECT_EQ(outcome.warnings[0].code, "stock_negative");
  EXPECT_THAT(outcome.warnings[0].message,
              ::testing::AllOf(::testing::HasSubstr("Cake"), ::testing::HasSubstr("-1")));
}

TEST_P(PosTargetContract, AFreeOrderNeedsNoPayment) {
  auto document = sale("1", {{names().napkin, "1"}});
  document.lines[0].price_unit = base::Decimal();
  const base::Money nothing = base::Money::zero(document.currency);
  document.lines[0].subtotal = document.lines[0].total = document.total = document.amount_paid = nothing;
  document.payments.clear();
  EXPECT_EQ(post_one(document).kind, Outcome::Kind::created);
  EXPECT_EQ(difference(document, find_one(document.key)), "");
}

TEST_P(PosTargetContract, ALateOrderKeepsItsDateAndIsInTheClosingReport) {
  const Session session = open_session();
  auto late = sale("1");
  late.date = *session.opened_at - std::chrono::hours(24);
  auto in_time = sale("2");
  in_time.date = *session.opened_at;
  auto waited_for_it = sale("3");
  waited_for_it.date = *session.opened_at - base::Milliseconds(10'000);
  target().post(session, std::vector{late, in_time, waited_for_it});
  const auto booked = find_one(late.key);
  EXPECT_EQ(booked->date, late.date);
  const auto closed = target().close_session(main_store(), std::nullopt);
  EXPECT_THAT(closed->late_orders, ::testing::ElementsAre(booked->name));
}

TEST_P(PosTargetContract, TheNewestBookingIsDatedByTheClock) {
  EXPECT_FALSE(open_session().last_order_at.has_value());
  pos().clock().advance(base::Milliseconds(60'000));
  post_one(sale("1"));
  EXPECT_TRUE(is_now(open_session().last_order_at));
}

}  // namespace ordersync::pos
