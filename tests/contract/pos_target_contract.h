// What every Point of Sale behind pos/pos_target.h promises, as facts. An adapter proves it with
//
//   INSTANTIATE_TYPED_TEST_SUITE_P(EmbeddedPos, PosTargetContract, EmbeddedPosFactory);
//
// where the factory is default-constructible and gives a POS that holds pos/test_shop.h's shop_goods():
//   pos::Target& target();
//   void reopen();                                     drops the object and builds it anew on the same POS
//   void put_session(std::string_view config, SessionState);   as if a person had done it
//   base::FakeClock& clock();
// and, where the shop stands under other ids and names or the POS has a clock of its own (a real server):
//   test_shop::Names names();
//   bool is_now(base::Instant);
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "pos/pos_target.h"
#include "pos/test_shop.h"

namespace ordersync::pos {

template <class Factory>
class PosTargetContract : public ::testing::Test {
 protected:
  using Kind = Outcome::Kind;

  Target& target() { return factory_.target(); }
  Factory& factory() { return factory_; }

  test_shop::Names names() {
    if constexpr (requires { factory_.names(); }) {
      return factory_.names();
    } else {
      return {};
    }
  }
  std::string main_store() { return names().main_store; }
  bool is_now(std::optional<base::Instant> time) {
    if constexpr (requires { factory_.is_now(*time); }) {
      return time && factory_.is_now(*time);
    } else {
      return time == factory_.clock().now();
    }
  }

  std::shared_ptr<const order::Catalogue> goods() { return goods(main_store()); }
  std::shared_ptr<const order::Catalogue> goods(std::string_view config) {
    auto catalogue = target().catalogue(config);
    EXPECT_TRUE(catalogue.ok()) << (catalogue.ok() ? "" : catalogue.error().message);
    return *catalogue;
  }
  Session session() { return session(main_store()); }
  Session session(std::string_view config) {
    const auto ensured = target().ensure_session(config, AutoCreate::yes);
    EXPECT_TRUE(ensured.ok()) << (ensured.ok() ? "" : ensured.error().message);
    const auto open = target().open_session(config);  // which tells its sums as well
    EXPECT_TRUE(open.ok() && *open && (*open)->id == ensured->id);
    return **open;
  }
  order::PosDocument sale(const std::string& id) { return sale(id, {{names().burger, "1"}}); }
  order::PosDocument sale(const std::string& id, const std::vector<test_shop::Item>& items) {
    return sale(id, items, main_store());
  }
  order::PosDocument sale(const std::string& id, const std::vector<test_shop::Item>& items,
                          std::string_view config) {
    return test_shop::sale_of(*goods(config), id, items, names().source);
  }
  order::PosDocument refund(const std::string& id, const std::vector<test_shop::Item>& items) {
    return test_shop::document_of(*goods(), {names().source, id, order::Kind::refund, "R1"}, items);
  }
  Outcome post_one(const order::PosDocument& document) {
    auto outcomes = target().post(session(document.pos_config), std::vector{document});
    EXPECT_EQ(outcomes.size(), 1U);
    return outcomes.at(0);
  }
  std::optional<BookedOrder> find_one(const order::OrderKey& key) {
    auto found = target().find(std::vector{key});
    EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.error().message);
    EXPECT_EQ(found->size(), 1U);
    return found->at(0);
  }
  static std::string difference(const order::PosDocument& document,
                                const std::optional<BookedOrder>& booked) {
    if (!booked) return "not booked";
    const auto notice = compare(document, *booked);
    return notice ? notice->message : "";
  }
  static std::string code_of(const Outcome& outcome) { return outcome.problem ? outcome.problem->code : ""; }

 private:
  Factory factory_;
};

TYPED_TEST_SUITE_P(PosTargetContract);

TYPED_TEST_P(PosTargetContract, AnUnknownPosIsNotFound) {
  const auto catalogue = this->target().catalogue("Nowhere");
  ASSERT_FALSE(catalogue.ok());
  EXPECT_EQ(catalogue.error().kind, base::ErrorKind::not_found);
  EXPECT_EQ(catalogue.error().code, "pos_config_not_found");
  EXPECT_EQ(this->target().ensure_session("Nowhere", AutoCreate::yes).error().code, "pos_config_not_found");
  EXPECT_EQ(this->target().open_session("Nowhere").error().code, "pos_config_not_found");
  EXPECT_EQ(this->target().close_session("Nowhere", std::nullopt).error().code, "pos_config_not_found");
  EXPECT_EQ(this->target().orders_of({"Nowhere", this->names().source, {}, {}}).error().code,
            "pos_config_not_found");
}

TYPED_TEST_P(PosTargetContract, TheCatalogueHoldsWhatThePosSells) {
  const auto goods = this->goods();
  const order::Product* burger = goods->product(this->names().burger);
  ASSERT_NE(burger, nullptr);
  EXPECT_EQ(burger->name, "Burger");
  EXPECT_EQ(burger->list_price, base::Decimal(80));
  EXPECT_TRUE(burger->can_be_sold());
  ASSERT_EQ(goods->taxes_of(*burger).size(), 1U);
  EXPECT_EQ(goods->taxes_of(*burger)[0]->amount, base::Decimal(15));
  EXPECT_EQ(goods->product(this->names().delivery)->type, order::ProductType::service);
  EXPECT_EQ(goods->currency().code(), "USD");
}

TYPED_TEST_P(PosTargetContract, PaymentMethodsAreThoseOfThePosInItsOrder) {
  const auto main_goods = this->goods(this->main_store());
  const auto main = main_goods->payment_methods();
  ASSERT_EQ(main.size(), 2U);
  EXPECT_EQ(main[0].type, order::MethodType::cash);
  const auto kiosk_goods = this->goods(this->names().kiosk);
  ASSERT_EQ(kiosk_goods->payment_methods().size(), 2U);
  EXPECT_EQ(kiosk_goods->payment_methods()[0].name, "Card");
  EXPECT_EQ(kiosk_goods->payment_method(this->names().account), nullptr);
}

TYPED_TEST_P(PosTargetContract, TheFiscalPositionOfThePosRules) {
  const auto kiosk = this->goods(this->names().kiosk);
  // Taken away, or one of 0 % in its place, as Odoo does from 19 on.
  for (const order::Tax* tax : kiosk->taxes_of(*kiosk->product(this->names().burger))) {
    EXPECT_TRUE(tax->amount.is_zero()) << tax->name;
  }
}

TYPED_TEST_P(PosTargetContract, TheCatalogueKeepsItsVersionWhileNothingChanges) {
  const std::int64_t version = this->goods()->version();
  this->factory().reopen();
  EXPECT_EQ(this->goods()->version(), version);
}

// The table of behaviour 8, row by row.
TYPED_TEST_P(PosTargetContract, AnOpenedSessionIsUsed) {
  this->factory().put_session(this->main_store(), SessionState::opened);
  for (const AutoCreate auto_create : {AutoCreate::yes, AutoCreate::no}) {
    const auto session = this->target().ensure_session(this->main_store(), auto_create);
    ASSERT_TRUE(session.ok());
    EXPECT_EQ(session->state, SessionState::opened);
    EXPECT_EQ(session->name, (*this->target().open_session(this->main_store()))->name);
    EXPECT_FALSE(session->automatic);
  }
}

TYPED_TEST_P(PosTargetContract, ASessionInOpeningControlIsOpenedOnlyWithAutoCreate) {
  this->factory().put_session(this->main_store(), SessionState::opening_control);
  const auto refused = this->target().ensure_session(this->main_store(), AutoCreate::no);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "no_open_session");
  EXPECT_EQ((*this->target().open_session(this->main_store()))->state, SessionState::opening_control);

  const auto session = this->target().ensure_session(this->main_store(), AutoCreate::yes);
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(session->state, SessionState::opened);
  EXPECT_TRUE(this->is_now(session->opened_at));
}

TYPED_TEST_P(PosTargetContract, WhileASessionIsBeingClosedOrdersWait) {
  this->factory().put_session(this->main_store(), SessionState::opened);
  this->factory().put_session(this->main_store(), SessionState::closing_control);
  for (const AutoCreate auto_create : {AutoCreate::yes, AutoCreate::no}) {
    const auto session = this->target().ensure_session(this->main_store(), auto_create);
    ASSERT_FALSE(session.ok());
    EXPECT_EQ(session.error().kind, base::ErrorKind::conflict);
    EXPECT_EQ(session.error().code, "session_closing");
    EXPECT_EQ(session.error().message, "POS is being closed: finish it");
  }
}

TYPED_TEST_P(PosTargetContract, WithoutASessionOneIsCreatedAndMarked) {
  const Session session = this->session();
  EXPECT_EQ(session.state, SessionState::opened);
  EXPECT_EQ(session.pos_config, this->main_store());
  EXPECT_TRUE(session.automatic);
  EXPECT_EQ(session.orders, 0);
  this->factory().reopen();
  EXPECT_EQ(this->session().id, session.id);
  EXPECT_TRUE(this->session().automatic);
}

TYPED_TEST_P(PosTargetContract, WithoutASessionAndWithoutAutoCreateTheGuidesTextIsSaid) {
  const auto session = this->target().ensure_session(this->main_store(), AutoCreate::no);
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().kind, base::ErrorKind::conflict);
  EXPECT_EQ(session.error().code, "no_open_session");
  EXPECT_THAT(session.error().message,
              ::testing::StartsWith("No open POS session found for \"" + this->main_store() + "\""));
  EXPECT_FALSE(this->target().open_session(this->main_store())->has_value());
}

TYPED_TEST_P(PosTargetContract, APosWithoutPaymentMethodSaysSo) {
  this->factory().put_session(this->names().bare, SessionState::opened);
  for (const AutoCreate auto_create : {AutoCreate::yes, AutoCreate::no}) {
    const auto session = this->target().ensure_session(this->names().bare, auto_create);
    ASSERT_FALSE(session.ok());
    EXPECT_EQ(session.error().code, "no_payment_method");
    EXPECT_THAT(session.error().message, ::testing::HasSubstr("payment method"));
  }
}

TYPED_TEST_P(PosTargetContract, AfterClosingANewSessionIsMade) {
  const Session first = this->session();
  ASSERT_TRUE(this->target().close_session(this->main_store(), std::nullopt).ok());
  EXPECT_FALSE(this->target().open_session(this->main_store())->has_value());
  EXPECT_NE(this->session().name, first.name);
}

TYPED_TEST_P(PosTargetContract, EachPosHasItsOwnSession) {
  EXPECT_NE(this->session(this->main_store()).id, this->session(this->names().kiosk).id);
}

TYPED_TEST_P(PosTargetContract, ClosingWhatIsNotOpenFails) {
  EXPECT_EQ(this->target().close_session(this->main_store(), std::nullopt).error().code, "session_not_open");
  this->factory().put_session(this->main_store(), SessionState::opening_control);
  EXPECT_EQ(this->target().close_session(this->main_store(), std::nullopt).error().code, "session_not_open");
}

// The closing rule decides about a session; before it closes, a cashier may have closed it and opened the
// next.
TYPED_TEST_P(PosTargetContract, OnlyTheSessionThatIsMeantIsClosed) {
  const Session first = this->session();
  ASSERT_TRUE(this->target().close_session(this->main_store(), std::nullopt, first.id).ok());
  EXPECT_EQ(this->target().close_session(this->main_store(), std::nullopt, first.id).error().code,
            "session_not_open");
  const Session next = this->session();
  EXPECT_EQ(this->target().close_session(this->main_store(), std::nullopt, first.id).error().code,
            "session_not_open");
  EXPECT_EQ(this->target().open_session(this->main_store()).value()->state, SessionState::opened);
  this->factory().put_session(this->main_store(), SessionState::closing_control);
  EXPECT_EQ(this->target().close_session(this->main_store(), std::nullopt, first.id).error().code,
            "session_not_open");
  const auto closed = this->target().close_session(this->main_store(), std::nullopt, next.id);
  ASSERT_TRUE(closed.ok()) << closed.error().message;
  EXPECT_EQ(closed->id, next.id);
}

TYPED_TEST_P(PosTargetContract, NobodyCountedMeansCountedIsExpected) {
  auto document = this->sale("1");  // 92.00
  test_shop::pay_in_cash_with_change(document, "100", document.payments.front().method_id);
  auto by_card = this->sale("2");
  test_shop::pay_by_card(by_card, this->names().card);
  this->target().post(this->session(), std::vector{document, by_card});
  const auto closed = this->target().close_session(this->main_store(), std::nullopt);
  ASSERT_TRUE(closed.ok()) << closed.error().message;
  EXPECT_EQ(closed->state, SessionState::closed);
  EXPECT_EQ(closed->orders, 2);
  EXPECT_EQ(closed->total.to_string(), "184.00");
  ASSERT_TRUE(closed->closing.has_value());
  EXPECT_EQ(closed->closing->expected_cash.to_string(), "92.00");
  EXPECT_EQ(closed->closing->counted_cash.to_string(), "92.00");
  EXPECT_TRUE(closed->closing->difference.is_zero());
  EXPECT_FALSE(closed->closing->counted);
}

TYPED_TEST_P(PosTargetContract, CountedCashIsKeptWithItsDifference) {
  this->post_one(this->sale("1"));
  const auto closed = this->target().close_session(this->main_store(), base::Money(9'000, base::Currency()));
  ASSERT_TRUE(closed.ok()) << closed.error().message;
  EXPECT_EQ(closed->closing->difference.to_string(), "-2.00");
  EXPECT_TRUE(closed->closing->counted);
}

TYPED_TEST_P(PosTargetContract, APostedOrderStandsAsItWasSent) {
  auto document = this->sale(
      "639", {{this->names().burger, "2"}, {this->names().water, "1.5"}, {this->names().cake, "1"}});
  test_shop::pay_in_cash_with_change(document, "250", document.payments.front().method_id);
  document.payments.front().reference_id = "TX-7";
  const Outcome outcome = this->post_one(document);
  ASSERT_EQ(outcome.kind, Outcome::Kind::created) << this->code_of(outcome);
  EXPECT_FALSE(outcome.problem.has_value());

  this->factory().reopen();
  const auto booked = this->find_one(document.key);
  EXPECT_EQ(this->difference(document, booked), "");
  EXPECT_FALSE(booked->name.empty());
  if (!outcome.pos_order.empty()) {
    EXPECT_EQ(booked->name, outcome.pos_order);
  }
  EXPECT_EQ(booked->state, "paid");
  EXPECT_EQ(booked->session, this->session().name);
  EXPECT_EQ(booked->lines.size(), 3U);
  EXPECT_EQ(booked->payments.size(), 2U);
  EXPECT_THAT(booked->reference, ::testing::EndsWith(" 639"));
}

TYPED_TEST_P(PosTargetContract, TheSameOrderAgainExistsAndIsNotBookedTwice) {
  const auto document = this->sale("1");
  this->post_one(document);
  const auto first = this->find_one(document.key);
  this->factory().reopen();
  const Outcome again = this->post_one(document);
  EXPECT_EQ(again.kind, Outcome::Kind::exists);
  EXPECT_EQ(this->find_one(document.key)->name, first->name);
  EXPECT_EQ(this->session().orders, 1);
}

TYPED_TEST_P(PosTargetContract, WhatIsCalledOffStandsOrNeverWill) {
  const auto booked = this->sale("1");
  const auto never_sent = this->sale("2");
  ASSERT_EQ(this->post_one(booked).kind, Outcome::Kind::created);
  const auto outcomes = this->target().call_off(this->session(), std::vector{never_sent, booked});
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].kind, Outcome::Kind::refused);
  EXPECT_EQ(this->code_of(outcomes[0]), "superseded");
  EXPECT_EQ(outcomes[1].kind, Outcome::Kind::exists);
  EXPECT_FALSE(this->find_one(never_sent.key));
  EXPECT_EQ(this->difference(booked, this->find_one(booked.key)), "");
}

TYPED_TEST_P(PosTargetContract, AnotherContentUnderTheKeyIsToldAndNothingIsRewritten) {
  const auto document = this->sale("1");
  this->post_one(document);
  const Outcome other = this->post_one(this->sale("1", {{this->names().burger, "3"}}));
  EXPECT_EQ(other.kind, Outcome::Kind::exists_different);
  ASSERT_TRUE(other.problem.has_value());
  EXPECT_THAT(other.problem->message, ::testing::HasSubstr("276.00"));
  EXPECT_EQ(this->difference(document, this->find_one(document.key)), "");
}

TYPED_TEST_P(PosTargetContract, AnOrderTwiceInOneBatchIsBookedOnce) {
  const auto document = this->sale("1");
  const auto outcomes =
      this->target().post(this->session(), std::vector{document, this->sale("2"), document});
  ASSERT_EQ(outcomes.size(), 3U);
  EXPECT_EQ(outcomes[0].kind, Outcome::Kind::created);
  EXPECT_EQ(outcomes[1].kind, Outcome::Kind::created);
  EXPECT_EQ(outcomes[2].kind, Outcome::Kind::exists);
  EXPECT_EQ(this->session().orders, 2);
}

TYPED_TEST_P(PosTargetContract, KeysDifferInEveryPart) {
  std::vector<order::PosDocument> documents{this->sale("1"), this->sale("1"), this->sale("01")};
  documents[1].key.source = this->names().source + "-elsewhere";
  auto refund = this->refund("1", {{this->names().burger, "-1"}});
  documents.push_back(refund);
  refund.key.refund_id = "R2";
  documents.push_back(refund);
  refund.key.refund_id = "";
  documents.push_back(refund);
  for (const Outcome& outcome : this->target().post(this->session(), documents)) {
    EXPECT_EQ(outcome.kind, Outcome::Kind::created) << this->code_of(outcome);
  }
}

TYPED_TEST_P(PosTargetContract, ADocumentThatCannotBeBookedLeavesNothingAndItsNeighboursAreBooked) {
  std::vector<order::PosDocument> documents{this->sale("1"), this->sale("2"), this->sale("3"),
                                            this->sale("4")};
  documents[1].lines[0].product_id = 999'999'999;
  documents[2].payments[0].method_id = this->names().account;  // not a method of this POS
  const auto outcomes = this->target().post(this->session(), documents);
  EXPECT_EQ(outcomes[0].kind, Outcome::Kind::created);
  for (const std::size_t bad : {std::size_t{1}, std::size_t{2}}) {
    EXPECT_EQ(outcomes[bad].kind, Outcome::Kind::refused);
    ASSERT_TRUE(outcomes[bad].problem.has_value());
    EXPECT_EQ(outcomes[bad].problem->remedy, order::Remedy::fix);
    EXPECT_FALSE(outcomes[bad].problem->cause.empty());
    EXPECT_FALSE(this->find_one(documents[bad].key).has_value());
  }
  EXPECT_EQ(outcomes[3].kind, Outcome::Kind::created);
  EXPECT_EQ(this->session().orders, 2);
  EXPECT_EQ(this->session().total.to_string(), "184.00");
}

TYPED_TEST_P(PosTargetContract, PaymentsThatMissTheTotalAreRefused) {
  auto document = this->sale("1");
  document.payments[0].amount -= base::Money(1, document.currency);
  EXPECT_EQ(this->post_one(document).kind, Outcome::Kind::refused);
  EXPECT_FALSE(this->find_one(document.key).has_value());
}

TYPED_TEST_P(PosTargetContract, WhatMayNotBeSentAnyMoreLeavesNothing) {
  const std::vector<order::PosDocument> documents{this->sale("1"), this->sale("2")};
  pos::Permit lost;
  lost.may_send = [] {
    return base::Result<void>(base::Error{base::ErrorKind::conflict, "lease_lost", "taken over", {}});
  };
  for (const Outcome& outcome : this->target().post(this->session(), documents, lost)) {
    EXPECT_EQ(outcome.kind, Outcome::Kind::unknown);
    EXPECT_EQ(this->code_of(outcome), "lease_lost");
  }
  for (const auto& document : documents) EXPECT_FALSE(this->find_one(document.key).has_value());
  for (const Outcome& outcome : this->target().post(this->session(), documents))
    EXPECT_EQ(outcome.kind, Outcome::Kind::created) << this->code_of(outcome);
}

TYPED_TEST_P(PosTargetContract, AnOrderForAClosedSessionWaitsAndLeavesNothing) {
  const Session gone = this->session();
  ASSERT_TRUE(this->target().close_session(this->main_store(), std::nullopt).ok());
  const auto document = this->sale("1");
  const auto outcomes = this->target().post(gone, std::vector{document});
  EXPECT_EQ(outcomes[0].kind, Outcome::Kind::refused);
  EXPECT_EQ(this->code_of(outcomes[0]), "session_closed");
  EXPECT_EQ(outcomes[0].problem->remedy, order::Remedy::wait);
  EXPECT_FALSE(this->find_one(document.key).has_value());
}

TYPED_TEST_P(PosTargetContract, AnOrderOfAClosedSessionStillExistsAndIsDone) {
  const auto document = this->sale("1");
  const Session gone = this->session();
  this->post_one(document);
  ASSERT_TRUE(this->target().close_session(this->main_store(), std::nullopt).ok());
  EXPECT_EQ(this->find_one(document.key)->state, "done");
  EXPECT_EQ(this->target().post(gone, std::vector{document})[0].kind, Outcome::Kind::exists);
}

TYPED_TEST_P(PosTargetContract, FindAnswersInTheOrderOfTheKeysAndNothingForWhatIsNotThere) {
  std::vector<order::PosDocument> documents{this->sale("1"), this->sale("2", {{this->names().water, "2"}})};
  this->target().post(this->session(), documents);
  order::OrderKey absent = documents[0].key;
  absent.external_id = "77";
  const auto found =
      this->target().find(std::vector{documents[1].key, absent, documents[0].key, documents[1].key});
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 4U);
  EXPECT_EQ(this->difference(documents[1], (*found)[0]), "");
  EXPECT_FALSE((*found)[1].has_value());
  EXPECT_EQ(this->difference(documents[0], (*found)[2]), "");
  EXPECT_EQ(this->difference(documents[1], (*found)[3]), "");
  EXPECT_TRUE(this->target().find({})->empty());
}

TYPED_TEST_P(PosTargetContract, OrdersOfADayAreThoseOfOneSourceAndOnePosByTheirOwnDate) {
  const base::Instant noon = base::from_unix_ms(1'795'348'800'000);
  const auto dated = [&](order::PosDocument document, base::Milliseconds after) {
    document.date = noon + after;
    return document;
  };
  const base::Milliseconds hour(3'600'000);
  const auto first = dated(this->sale("1"), base::Milliseconds(0));
  const auto last = dated(this->sale("2"), hour - base::Milliseconds(1));
  const auto after = dated(this->sale("3"), hour);
  const auto before = dated(this->sale("4"), base::Milliseconds(-1));
  auto elsewhere = dated(this->sale("5"), base::Milliseconds(0));
  elsewhere.key.source = this->names().source + "-elsewhere";
  const auto refund = dated(this->refund("1", {{this->names().burger, "-1"}}), base::Milliseconds(0));
  this->target().post(this->session(), std::vector{last, first, after, before, elsewhere, refund});
  this->post_one(
      dated(this->sale("6", {{this->names().burger, "1"}}, this->names().kiosk), base::Milliseconds(0)));

  this->factory().reopen();
  const auto orders = this->target().orders_of({this->main_store(), this->names().source, noon, noon + hour});
  ASSERT_TRUE(orders.ok()) << orders.error().message;
  ASSERT_EQ(orders->size(), 3U);
  EXPECT_EQ(this->difference(last, (*orders)[0]), "");
  EXPECT_EQ(this->difference(first, (*orders)[1]), "");
  EXPECT_EQ((*orders)[2].key, refund.key);
  const auto nobody = this->target().orders_of({this->main_store(), "nobody", noon, noon + hour});
  EXPECT_TRUE(nobody.ok() && nobody->empty());
}

TYPED_TEST_P(PosTargetContract, NoDocumentsGiveNoOutcomes) {
  EXPECT_TRUE(this->target().post(this->session(), {}).empty());
}

TYPED_TEST_P(PosTargetContract, StorableAndConsumableProductsMoveOutServicesDoNot) {
  const auto document = this->sale("1", {{this->names().burger, "2"},
                                         {this->names().napkin, "4"},
                                         {this->names().delivery, "1"},
                                         {this->names().burger, "1"}});
  this->post_one(document);
  const auto booked = this->find_one(document.key);
  ASSERT_TRUE(booked && booked->picking);
  EXPECT_EQ(booked->picking->state, "done");
  EXPECT_EQ(booked->picking->direction, PickingDirection::out);
  std::map<std::string, base::Decimal> moved;  // in whatever order; Odoo 17 has one of its own
  for (const auto& move : booked->picking->moves) moved[move.product] += move.qty;
  EXPECT_EQ(booked->picking->moves.size(), 2U);
  EXPECT_EQ(moved["Burger"], base::Decimal(3));
  EXPECT_EQ(moved["Napkin"], base::Decimal(4));
}

TYPED_TEST_P(PosTargetContract, OnlyServicesHaveNoPicking) {
  const auto document = this->sale("1", {{this->names().delivery, "1"}});
  this->post_one(document);
  EXPECT_FALSE(this->find_one(document.key)->picking.has_value());
}

TYPED_TEST_P(PosTargetContract, StockThatMovesAtClosingGivesTheOrderNoPicking) {
  const auto document = this->sale("1", {{this->names().burger, "1"}}, this->names().kiosk);
  ASSERT_EQ(this->post_one(document).kind, Outcome::Kind::created);
  EXPECT_FALSE(this->find_one(document.key)->picking.has_value());
}

TYPED_TEST_P(PosTargetContract, ARefundComesBackInAndTakesMoneyBack) {
  this->post_one(this->sale("1", {{this->names().burger, "2"}}));
  auto refund = this->refund("1", {{this->names().burger, "-1"}});
  refund.refund_of = order::OrderKey{this->names().source, "1", order::Kind::sale, ""};
  ASSERT_EQ(this->post_one(refund).kind, Outcome::Kind::created);
  const auto booked = this->find_one(refund.key);
  EXPECT_EQ(this->difference(refund, booked), "");
  EXPECT_EQ(booked->total.to_string(), "-92.00");
  ASSERT_TRUE(booked->picking.has_value());
  EXPECT_EQ(booked->picking->direction, PickingDirection::in);
  EXPECT_EQ(booked->picking->moves[0].qty, base::Decimal(1));
  EXPECT_EQ(this->session().total.to_string(), "92.00");
}

TYPED_TEST_P(PosTargetContract, MoreThanIsOnHandIsSoldWithAWarning) {
  const auto document = this->sale("1", {{this->names().cake, "3"}});
  const Outcome outcome = this->post_one(document);
  EXPECT_EQ(outcome.kind, Outcome::Kind::created);
  ASSERT_EQ(outcome.warnings.size(), 1U);
  EXPECT_EQ(outcome.warnings[0].code, "stock_negative");
  EXPECT_THAT(outcome.warnings[0].message,
              ::testing::AllOf(::testing::HasSubstr("Cake"), ::testing::HasSubstr("-1")));
}

TYPED_TEST_P(PosTargetContract, AFreeOrderNeedsNoPayment) {
  auto document = this->sale("1", {{this->names().napkin, "1"}});
  document.lines[0].price_unit = base::Decimal();
  const base::Money nothing = base::Money::zero(document.currency);
  document.lines[0].subtotal = document.lines[0].total = document.total = document.amount_paid = nothing;
  document.payments.clear();
  EXPECT_EQ(this->post_one(document).kind, Outcome::Kind::created);
  EXPECT_EQ(this->difference(document, this->find_one(document.key)), "");
}

TYPED_TEST_P(PosTargetContract, ALateOrderKeepsItsDateAndIsInTheClosingReport) {
  const Session session = this->session();
  auto late = this->sale("1");
  late.date = *session.opened_at - std::chrono::hours(24);
  auto in_time = this->sale("2");
  in_time.date = *session.opened_at;
  auto waited_for_it = this->sale("3");
  waited_for_it.date = *session.opened_at - base::Milliseconds(10'000);
  this->target().post(session, std::vector{late, in_time, waited_for_it});
  const auto booked = this->find_one(late.key);
  EXPECT_EQ(booked->date, late.date);
  const auto closed = this->target().close_session(this->main_store(), std::nullopt);
  EXPECT_THAT(closed->late_orders, ::testing::ElementsAre(booked->name));
}

TYPED_TEST_P(PosTargetContract, TheNewestBookingIsDatedByTheClock) {
  EXPECT_FALSE(this->session().last_order_at.has_value());
  this->factory().clock().advance(base::Milliseconds(60'000));
  this->post_one(this->sale("1"));
  EXPECT_TRUE(this->is_now(this->session().last_order_at));
}

REGISTER_TYPED_TEST_SUITE_P(
    PosTargetContract, AnUnknownPosIsNotFound, TheCatalogueHoldsWhatThePosSells,
    PaymentMethodsAreThoseOfThePosInItsOrder, TheFiscalPositionOfThePosRules,
    TheCatalogueKeepsItsVersionWhileNothingChanges, AnOpenedSessionIsUsed,
    ASessionInOpeningControlIsOpenedOnlyWithAutoCreate, WhileASessionIsBeingClosedOrdersWait,
    WithoutASessionOneIsCreatedAndMarked, WithoutASessionAndWithoutAutoCreateTheGuidesTextIsSaid,
    APosWithoutPaymentMethodSaysSo, AfterClosingANewSessionIsMade, EachPosHasItsOwnSession,
    ClosingWhatIsNotOpenFails, OnlyTheSessionThatIsMeantIsClosed, NobodyCountedMeansCountedIsExpected,
    CountedCashIsKeptWithItsDifference, APostedOrderStandsAsItWasSent,
    TheSameOrderAgainExistsAndIsNotBookedTwice, WhatIsCalledOffStandsOrNeverWill,
    AnotherContentUnderTheKeyIsToldAndNothingIsRewritten, AnOrderTwiceInOneBatchIsBookedOnce,
    KeysDifferInEveryPart, ADocumentThatCannotBeBookedLeavesNothingAndItsNeighboursAreBooked,
    PaymentsThatMissTheTotalAreRefused, AnOrderForAClosedSessionWaitsAndLeavesNothing,
    WhatMayNotBeSentAnyMoreLeavesNothing, AnOrderOfAClosedSessionStillExistsAndIsDone,
    FindAnswersInTheOrderOfTheKeysAndNothingForWhatIsNotThere,
    OrdersOfADayAreThoseOfOneSourceAndOnePosByTheirOwnDate, NoDocumentsGiveNoOutcomes,
    StorableAndConsumableProductsMoveOutServicesDoNot, OnlyServicesHaveNoPicking,
    StockThatMovesAtClosingGivesTheOrderNoPicking, ARefundComesBackInAndTakesMoneyBack,
    MoreThanIsOnHandIsSoldWithAWarning, AFreeOrderNeedsNoPayment,
    ALateOrderKeepsItsDateAndIsInTheClosingReport, TheNewestBookingIsDatedByTheClock);

}  // namespace ordersync::pos
