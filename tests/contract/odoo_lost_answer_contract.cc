// Answers of an Odoo that are lost: it may have done what it was asked, or be at work on it still. Nothing is
// sent before it must have ended, what stands is found, and what it dies of holds up nobody else. On a model
// of each version; the suite is instantiated in odoo_booking_contract.cc.
#include "base/contains.h"
#include "pos/odoo_key.h"
#include "tests/contract/odoo_booking_fixture.h"

namespace ordersync::pos {
namespace {

struct Unheard final : http::BodySink {
  base::Result<void> head(const http::ResponseHead&) override { return {}; }
  base::Result<void> chunk(std::string_view) override { return {}; }
};

// Stands before an Odoo and refuses what holds a text; or, later, the answer to it.
class Firewall final : public http::Transport {
 public:
  explicit Firewall(testing::FakeOdoo& odoo) : odoo_(odoo) {}
  base::Result<http::ResponseHead> send(const http::Request& request, http::BodySink& sink) override {
    if (minds.empty() || (request.url + request.body).find(minds) == std::string::npos)
      return odoo_.send(request, sink);
    Unheard unheard;
    if (lets_in) TRY(odoo_.send(request, unheard));
    const http::ResponseHead forbidden{403, {{"Content-Type", "text/html"}}, request.url};
    TRY(sink.head(forbidden));
    TRY(sink.chunk("<html><h1>Forbidden</h1></html>"));
    return forbidden;
  }
  std::string minds;
  bool lets_in = false;

 private:
  testing::FakeOdoo& odoo_;
};

TEST_P(OdooBooking, ALostAnswerIsFoundByKeyAndNotSentAgain) {
  const auto documents = sales(3);
  const Session open = session();
  odoo_.fail_method(orders_method(), OdooFault::lose_answer);
  for (const Outcome& outcome : pos_->post(open, documents)) EXPECT_EQ(outcome.kind, Kind::unknown);
  EXPECT_EQ(odoo_.rows("pos.order").size(), 3U);
  EXPECT_EQ(settle(documents), std::vector<Kind>(3, Kind::exists));
  expect_each_once(documents);
}

// Odoo may still be at work on what was sent: nobody sends, not even another process, before it must have
// ended.
TEST_P(OdooBooking, AfterALostAnswerNothingIsSentUntilOdooMustHaveEnded) {
  const auto documents = sales(2);
  const Session open = session();
  odoo_.fail_method(orders_method(), OdooFault::lose_answer);
  pos_->post(open, std::vector{documents[0]});
  clock_.advance(std::chrono::seconds(30));
  const auto connection = database_->connect().value();
  const auto other = new_pos(*connection);
  const int sent = odoo_.acted();
  const auto outcomes = other->post(open, std::vector{documents[1]});
  EXPECT_EQ(outcomes[0].kind, Kind::unknown);
  EXPECT_EQ(outcomes[0].problem->code, "odoo_writer_busy");
  EXPECT_EQ(odoo_.rows("pos.order").size(), 1U) << sent;
  EXPECT_EQ(settle(documents), (std::vector{Kind::exists, Kind::created}));
  expect_each_once(documents);
}

TEST_P(OdooBooking, WhatMayBeOnItsWayIsCalledOffOnceItMustHaveEnded) {
  const auto documents = sales(2);
  const Session open = session();
  odoo_.fail_method(orders_method(), OdooFault::lose_answer);
  pos_->post(open, std::vector{documents[0]});
  const auto connection = database_->connect().value();
  const auto other = new_pos(*connection);
  for (const Outcome& outcome : other->call_off(open, documents)) {
    EXPECT_EQ(outcome.kind, Kind::unknown);
    EXPECT_EQ(outcome.problem->code, "odoo_writer_busy");
  }
  clock_.advance(std::chrono::hours(1));
  const auto outcomes = pos_->call_off(open, documents);
  EXPECT_EQ(outcomes[0].kind, Kind::exists);
  EXPECT_EQ(outcomes[1].kind, Kind::refused);
  EXPECT_EQ(outcomes[1].problem->code, "superseded");
  EXPECT_EQ(odoo_.rows("pos.order").size(), 1U);
}

// Under its old address nobody would wait for an answer that is lost.
TEST_P(OdooBooking, NothingIsSentToAnAddressThatTheConnectionHasLeft) {
  const auto documents = sales(2);
  const Session open = session();
  leads_here_ = false;
  for (const Outcome& outcome : pos_->post(open, documents)) {
    EXPECT_EQ(outcome.problem->code, "connection_edited");
    EXPECT_EQ(outcome.problem->remedy, order::Remedy::wait);
  }
  EXPECT_TRUE(odoo_.rows("pos.order").empty());
  leads_here_ = true;
  EXPECT_EQ(settle(documents), (std::vector{Kind::created, Kind::created}));
  expect_each_once(documents);
}

TEST_P(OdooBooking, WhoeverMayGoOnNoMoreSendsNothingMore) {
  const auto documents = sales(12);
  const Session open = session();
  int asked = 0;
  pos::Permit permit;
  permit.go_on = [&]() -> base::Result<void> {
    if (++asked == 1) return {};
    return base::Error{base::ErrorKind::busy, "store_busy", "The store is busy", {}};
  };
  const auto outcomes = pos_->post(open, documents, permit);
  EXPECT_EQ(asked, 2) << "once a call";
  EXPECT_EQ(outcomes[9].kind, Kind::created);
  EXPECT_EQ(outcomes[10].kind, Kind::unknown);
  EXPECT_EQ(outcomes[11].problem->code, "store_busy");
  EXPECT_EQ(odoo_.rows("pos.order").size(), 10U);
  EXPECT_EQ(pos_->post(open, documents)[11].kind, Kind::created) << "Odoo is not to blame, and does not rest";
}

// Nine neighbours and whoever comes later are booked, and it is a person's in the end.
TEST_P(OdooBooking, AnOrderThatOdooDiesOfHoldsUpNobodyForLong) {
  auto documents = sales(12);
  const Session open = session();
  const order::PosDocument deadly = documents[3];
  odoo_.fail_each_with(orders_method(), odoo::pos_reference(deadly.key), OdooFault::kill_worker);
  const auto first = pos_->post(open, documents);
  EXPECT_EQ(first[3].problem->code, "connection_lost");
  EXPECT_EQ(first[10].problem->code, "odoo_not_sent") << "it was never on its way";
  clock_.advance(std::chrono::minutes(20));

  const auto second = pos_->post(open, documents);
  for (const std::size_t i : {0U, 1U, 2U, 10U, 11U}) EXPECT_EQ(second[i].kind, Kind::created) << i;
  EXPECT_EQ(second[3].problem->code, "connection_lost");
  EXPECT_EQ(second[4].problem->code, "odoo_not_sent");

  std::vector<Kind> kinds;
  for (int round = 3; round <= 6; ++round) {
    clock_.advance(std::chrono::minutes(20));
    restart();  // it is remembered
    documents.push_back(sale(20 + round));
    const auto outcomes = pos_->post(open, documents);
    kinds.push_back(outcomes[3].kind);
    EXPECT_EQ(outcomes.back().kind, Kind::created);
    EXPECT_EQ(outcomes[4].kind, round == 3 ? Kind::created : Kind::exists);
    if (kinds.back() == Kind::refused) {
      EXPECT_EQ(outcomes[3].problem->code, "odoo_no_answer");
      EXPECT_EQ(outcomes[3].problem->remedy, order::Remedy::fix);
      break;
    }
  }
  EXPECT_EQ(kinds, (std::vector{Kind::unknown, Kind::unknown, Kind::refused}));

  odoo_.heal();  // what killed it is mended, and a person presses Retry
  clock_.advance(std::chrono::minutes(20));
  EXPECT_EQ(pos_->post(open, std::vector{deadly})[0].kind, Kind::created);
  expect_each_once(documents);
}

// A word in them, which it will not let through. The others are booked, whichever come first.
TEST_P(OdooBooking, WhatAFirewallStopsHoldsUpNoOtherAndIsAPersonsInTheEnd) {
  Firewall firewall(odoo_);
  pos_ = new_pos(*connection_, odoo_, firewall);
  firewall.minds = "DROP TABLE";
  auto documents = sales(14);
  for (const std::size_t bad : {0U, 1U, 2U}) documents[bad].lines[0].product = "Burger; DROP TABLE";
  const Session open = session();
  std::vector<Kind> kinds;
  for (int round = 0; round < 30; ++round) {
    documents.push_back(sale(100 + round));  // the day goes on
    kinds.clear();
    for (const Outcome& outcome : pos_->post(open, documents)) kinds.push_back(outcome.kind);
    if (base::contains(kinds, Kind::refused)) break;
    clock_.advance(std::chrono::minutes(20));
  }
  for (std::size_t i = 3; i + 1 < documents.size(); ++i) EXPECT_EQ(kinds[i], Kind::exists) << i;
  for (int round = 0; round < 30 && kinds != std::vector(3, Kind::refused); ++round) {
    clock_.advance(std::chrono::minutes(20));
    kinds.clear();
    for (const Outcome& outcome : pos_->post(open, std::vector{documents[0], documents[1], documents[2]}))
      kinds.push_back(outcome.kind);
    pos_->post(open, std::vector{sale(200 + round)});
  }
  EXPECT_EQ(kinds, std::vector(3, Kind::refused));
  pos_.reset();  // before what it talks through
}

TEST_P(OdooBooking, WhereAFirewallStopsAllNoOrderIsToBlame) {
  Firewall firewall(odoo_);
  pos_ = new_pos(*connection_, odoo_, firewall);
  firewall.minds = orders_method();
  const Session open = session();
  const auto documents = sales(3);
  for (int round = 0; round < 8; ++round) {
    clock_.advance(std::chrono::minutes(20));
    for (const Outcome& outcome : pos_->post(open, documents)) {
      EXPECT_EQ(outcome.kind, Kind::unknown);
      ASSERT_TRUE(outcome.problem);
      EXPECT_EQ(outcome.problem->code, "odoo_no_api");
    }
  }
  firewall.minds.clear();
  clock_.advance(std::chrono::minutes(20));
  for (const Outcome& outcome : pos_->post(open, documents)) EXPECT_EQ(outcome.kind, Kind::created);
  pos_.reset();
}

TEST_P(OdooBooking, OrdersOfWhichAFirewallStopsTheAnswerStandOnce) {
  Firewall firewall(odoo_);
  pos_ = new_pos(*connection_, odoo_, firewall);
  firewall.minds = orders_method();
  firewall.lets_in = true;
  const Session open = session();
  const auto documents = sales(3);
  for (const Outcome& outcome : pos_->post(open, documents)) EXPECT_EQ(outcome.kind, Kind::unknown);
  clock_.advance(std::chrono::minutes(20));
  for (const Outcome& outcome : pos_->post(open, documents)) EXPECT_EQ(outcome.kind, Kind::exists);
  expect_each_once(documents);
  pos_.reset();
}

// A person presses Retry before anything was mended: one try, and it is theirs again.
TEST_P(OdooBooking, AnOrderThatOdooStillDiesOfIsTriedOnceMoreWhenAPersonAsks) {
  const auto deadly = sale(1);
  const Session open = session();
  odoo_.fail_each_with(orders_method(), odoo::pos_reference(deadly.key), OdooFault::kill_worker);
  int next = 10;
  const auto rounds_until_refused = [&] {
    for (int round = 1; round <= 8; ++round) {
      clock_.advance(std::chrono::minutes(20));
      if (pos_->post(open, std::vector{deadly, sale(next++)})[0].kind == Kind::refused) return round;
    }
    return 0;
  };
  EXPECT_EQ(rounds_until_refused(), 5) << "with its neighbour, three times alone, and no more";
  EXPECT_EQ(rounds_until_refused(), 2);
}

// The sync of an order in doubt is led to a till of another warehouse, which no flight goes to.
TEST_P(OdooBooking, AnOrderThatMayBeOnItsWayToAnotherWarehouseIsNotRefused) {
  const auto document = sale(1);
  const Session open = session();
  const int warehouse = odoo_.add("stock.warehouse", {{"name", "Second"},
                                                      {"code", "W2"},
                                                      {"company_id", odoo_.shop.company},
                                                      {"lot_stock_id", odoo_.shop.stock_location}});
  const int type =
      odoo_.add("stock.picking.type", {{"name", "PoS Orders"},
                                       {"code", "outgoing"},
                                       {"sequence_code", "POS2"},
                                       {"active", true},
                                       {"warehouse_id", warehouse},
                                       {"default_location_src_id", odoo_.shop.stock_location},
                                       {"default_location_dest_id", odoo_.shop.customer_location},
                                       {"company_id", odoo_.shop.company}});
  odoo_.set("pos.config", odoo_.shop.kiosk, "picking_type_id", type);
  odoo_.fail_method(orders_method(), OdooFault::kill_worker);
  EXPECT_EQ(pos_->post(open, std::vector{document})[0].kind, Kind::unknown);
  clock_.advance(std::chrono::seconds(30));

  const auto kiosk = pos_->ensure_session("Kiosk", AutoCreate::yes);
  ASSERT_TRUE(kiosk.ok()) << kiosk.error().message;
  const auto soon = pos_->post(*kiosk, std::vector{document})[0];
  EXPECT_EQ(soon.kind, Kind::unknown);
  EXPECT_EQ(soon.problem->code, "odoo_writer_busy");
  clock_.advance(std::chrono::minutes(20));
  const auto later = pos_->post(*kiosk, std::vector{document})[0];
  EXPECT_EQ(later.kind, Kind::refused);
  EXPECT_EQ(later.problem->code, "wrong_pos_config");
}

// What was lost was booked after all: it counts for nothing when it is booked again.
TEST_P(OdooBooking, WhatIsFoundToStandIsNoSuspectAnyMore) {
  const auto documents = sales(2);
  const Session open = session();
  odoo_.fail_method(orders_method(), OdooFault::lose_answer);
  pos_->post(open, documents);
  const auto suspects = [&] {
    std::int64_t rows = -1;
    EXPECT_TRUE(connection_
                    ->query("SELECT COUNT(*) FROM odoo_suspect", {},
                            [&](const sql::Row& row) { rows = row.integer(0); })
                    .ok());
    return rows;
  };
  EXPECT_EQ(suspects(), 2);
  clock_.advance(std::chrono::minutes(20));
  restart();
  ASSERT_TRUE(pos_->find(std::vector{documents[0].key, documents[1].key}).ok());
  EXPECT_EQ(suspects(), 0);
}

// Where nothing is answered it is Odoo's fault, not the order's.
TEST_P(OdooBooking, AnOdooThatBooksNothingBlamesNoOrder) {
  const auto documents = sales(2);
  const Session open = session();
  for (int round = 0; round < 12; ++round) {
    odoo_.fail_method(orders_method(), OdooFault::kill_worker);
    for (const Outcome& outcome : pos_->post(open, documents)) EXPECT_EQ(outcome.kind, Kind::unknown);
    clock_.advance(std::chrono::minutes(20));
  }
  odoo_.heal();
  EXPECT_EQ(settle(documents), std::vector<Kind>(2, Kind::created));
  expect_each_once(documents);
}

TEST_P(OdooBooking, AfterALostBookingNoSessionIsClosedUntilOdooMustHaveEnded) {
  const auto document = sale(1);
  const Session open = session();
  odoo_.fail_method(orders_method(), OdooFault::lose_answer);
  pos_->post(open, std::vector{document});
  clock_.advance(std::chrono::seconds(30));
  const auto connection = database_->connect().value();
  const auto other = new_pos(*connection);
  const auto refused = other->close_session("Main Store", std::nullopt);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "odoo_writer_busy");
  EXPECT_EQ(odoo_.row("pos.session", static_cast<int>(open.id))["state"], "opened");
  clock_.advance(std::chrono::minutes(10));
  EXPECT_TRUE(other->close_session("Main Store", std::nullopt).ok());
}

TEST_P(OdooBooking, AfterALostClosingNothingIsBookedUntilOdooMustHaveEnded) {
  const auto documents = sales(2);
  const Session open = session();
  pos_->post(open, std::vector{documents[0]});
  odoo_.fail_method(closing_method(), OdooFault::kill_worker);
  EXPECT_EQ(pos_->close_session("Main Store", std::nullopt).error().kind, base::ErrorKind::unknown);
  clock_.advance(std::chrono::seconds(30));
  EXPECT_EQ(pos_->post(open, std::vector{documents[1]})[0].problem->code, "odoo_writer_busy");
  EXPECT_EQ(odoo_.rows("pos.order").size(), 1U);
  clock_.advance(std::chrono::minutes(10));
  ASSERT_TRUE(pos_->close_session("Main Store", std::nullopt).ok());
  EXPECT_EQ(settle(documents), (std::vector{Kind::exists, Kind::created}));
}

TEST_P(OdooBooking, AClosingThatWasLostAndDoneHoldsUpNobody) {
  const auto documents = sales(2);
  const Session open = session();
  pos_->post(open, std::vector{documents[0]});
  odoo_.fail_method(closing_method(), OdooFault::lose_answer);
  ASSERT_TRUE(pos_->close_session("Main Store", std::nullopt).ok());
  EXPECT_EQ(pos_->post(session(), std::vector{documents[1]})[0].kind, Kind::created);
  EXPECT_EQ(clock_.slept(), std::chrono::seconds(0));
}

}  // namespace
}  // namespace ordersync::pos
