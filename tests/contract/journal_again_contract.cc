// A booked order that the POS has lost and a person has booked again: the one step that leaves settled, as
// the journal's contract (docs/decisions/0026).
#include <gmock/gmock.h>

#include <tuple>

#include "journal/overview.h"
#include "journal/sent.h"
#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace std::chrono_literals;

namespace {

// Home's figures of the day, by either way of counting.
std::vector<std::tuple<SyncId, std::int64_t, std::int64_t, std::string>> told(
    const base::Result<std::vector<HourOfSync>>& hours) {
  std::vector<std::tuple<SyncId, std::int64_t, std::int64_t, std::string>> all;
  EXPECT_TRUE(hours.ok());
  for (const HourOfSync& hour : *hours)
    all.emplace_back(hour.sync, hour.booked, hour.waiting, hour.booked_total.to_string());
  return all;
}

}  // namespace

TEST_P(JournalWork, OrderThatThePosHasLostIsIntendedAgainWithTheDocumentThatWasBooked) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  intend({row}, "exactly this");
  clock_.advance(1s);
  settle({row}, "Main Store/0001");
  end_run();
  clock_.advance(1h);
  ASSERT_TRUE(journal_->book_again(view("1"), kSync, "Ada").ok());
  EXPECT_EQ(view("1").state, State::intended);
  EXPECT_EQ(view("1").pos_order, "");
  EXPECT_EQ(view("1").error->code, "booked_again");
  EXPECT_THAT(view("1").error->message, HasSubstr("Main Store/0001"));
  EXPECT_TRUE(anything_sent(*program_.connection, view("1").key.source).value()) << "its source stays";
  EXPECT_EQ(journal_->ignore(row, "", "Ada", {}).error().code, "order_not_waiting");
  EXPECT_THAT(*journal_->due_syncs(), ElementsAre(kSync));
  crash();
  begin_run();
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].was, State::intended);
  EXPECT_EQ(claimed[0].document, "exactly this");
  clock_.advance(1s);
  settle({row}, "Main Store/0007");
  EXPECT_EQ(view("1").pos_order, "Main Store/0007");
  EXPECT_EQ(view("1").error, std::nullopt);
  EXPECT_THAT(steps(row), ElementsAre("received", "matched", "intended", "booked", "book_again", "posted",
                                      "read_back", "booked"));
  const auto timeline = journal_->timeline(row).value();
  EXPECT_EQ(timeline[3].text, "Main Store/0001");
  EXPECT_EQ(timeline[4].actor, "Ada");
  EXPECT_EQ(receive_one(sale("1")).arrival, Arrival::same);
}

TEST_P(JournalWork, OfSeveralWhoHaveAnOrderBookedAgainOneHasIt) {
  const RowId row = booked(sale("1"));
  const OrderView seen = view("1");
  clock_.advance(1s);
  ASSERT_TRUE(journal_->book_again(seen, kSync, "Ada").ok());
  EXPECT_EQ(journal_->book_again(seen, kSync, "Bob").error().code, "order_not_waiting");
  begin_run();
  ASSERT_THAT(claim(ClaimOf::due), SizeIs(1));
  EXPECT_EQ(journal_->book_again(seen, kSync, "Bob").error().code, "order_not_waiting") << "in hand";
  clock_.advance(1s);
  settle({row});
  EXPECT_EQ(journal_->book_again(seen, kSync, "Bob").error().code, "order_not_waiting")
      << "what Bob saw is not the booking that stands";
  EXPECT_EQ(view("1").state, State::settled);
  OrderView nobody = seen;
  nobody.row = 4711;
  EXPECT_EQ(journal_->book_again(nobody, kSync, "Bob").error().code, "order_not_found");
}

TEST_P(JournalWork, OnlyABookedOrderWithItsDocumentIsBookedAgain) {
  parked(sale("1"), "product_not_found");
  EXPECT_EQ(journal_->book_again(view("1"), kSync, "Ada").error().code, "order_not_waiting");
  const RowId row = booked(sale("2"));
  ASSERT_TRUE(program_.connection->execute("DELETE FROM journal_intent WHERE row_id = ?", {row}).ok());
  const auto refused = journal_->book_again(view("2"), kSync, "Ada");
  EXPECT_EQ(refused.error().code, "document_removed");
  EXPECT_EQ(view("2").state, State::settled);
}

TEST_P(JournalWork, OrderBookedAgainIsCountedOnceHoweverOftenItIsLost) {
  const base::Instant midnight = std::chrono::floor<std::chrono::days>(clock_.now());
  Overview overview(*program_.connection);
  for (const char* id : {"1", "2"}) {
    Incoming incoming = sale(id);
    incoming.date = midnight + 10min;
    incoming.total = base::Money(700, *base::Currency::of("SAR"));
    booked(incoming);
  }
  const RowId row = view("1").row;
  const auto expect_told = [&](std::int64_t booked, std::int64_t waiting, const std::string& total) {
    const auto counted = told(overview.recent_hours(midnight, midnight + 24h));
    EXPECT_THAT(counted, ElementsAre(std::tuple(kSync, booked, waiting, total)));
    EXPECT_EQ(counted, told(overview.hours(midnight, midnight + 24h)));
  };
  expect_told(2, 0, "14.00");
  for (int times = 0; times < 2; ++times) {
    clock_.advance(1s);
    ASSERT_TRUE(journal_->book_again(view("1"), kSync, "Ada").ok());
    expect_told(1, 1, "7.00");
    begin_run();
    ASSERT_THAT(claim(ClaimOf::due), SizeIs(1));
    settle({row});
    expect_told(2, 0, "14.00");
  }
  for (const char* id : {"1", "2"}) ASSERT_TRUE(journal_->book_again(view(id), kSync, "Ada").ok());
  expect_told(0, 2, "0.00");
}

TEST_P(JournalWork, OrderBookedAgainOfARemovedSyncIsWorkedByAnotherOfItsSource) {
  constexpr SyncId kOther = 8;
  booked(sale("1"));
  ASSERT_TRUE(journal_->book_again(view("1"), kOther, "Ada").ok());
  EXPECT_THAT(*journal_->due_syncs(), ElementsAre(kOther));
  OrderFilter filter;
  filter.sync = kOther;
  filter.dated_from = clock_.now() - 1h;
  EXPECT_THAT(journal_->list(filter)->items, SizeIs(1));
}

// The alarm was about an order that is gone; what the source said is told of the new booking.
TEST_P(JournalWork, NewsOfTheSourceIsToldAgainOfTheNewBooking) {
  const RowId row = booked(sale("1"));
  begin_run();
  receive_one(sale("1", "changed"));
  ASSERT_EQ(view("1").attention->code, "changed_after_booking");
  clock_.advance(1s);
  ASSERT_TRUE(journal_->book_again(view("1"), kSync, "Ada").ok());
  EXPECT_EQ(view("1").attention, std::nullopt);
  EXPECT_EQ(journal_->counts(std::nullopt)->attention, 0);
  begin_run();
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_FALSE(claimed[0].superseded) << "it was known when the person pressed";
  settle({row}, "Main Store/0007");
  ASSERT_TRUE(view("1").attention.has_value());
  EXPECT_THAT(view("1").attention->message, HasSubstr("Main Store/0007"));
}

TEST_P(JournalWork, NewsOfTheSourceTakesThePlaceOfWhatThePosRefusesTheSecondTime) {
  const RowId row = booked(sale("1"));
  begin_run();
  receive_one(sale("1", "changed at first"));
  clock_.advance(1s);
  receive_one(sale("1", "changed"));
  clock_.advance(1s);
  ASSERT_TRUE(journal_->book_again(view("1"), kSync, "Ada").ok());
  begin_run();
  ASSERT_THAT(claim(ClaimOf::due), SizeIs(1));
  park(row, "unknown_product");
  EXPECT_EQ(view("1").state, State::received);
  EXPECT_EQ(*journal_->payload(row), std::string(sale("1", "changed").payload));
  EXPECT_EQ(view("1").attention, std::nullopt);
  EXPECT_FALSE(anything_sent(*program_.connection, view("1").key.source).value());
}

TEST_P(JournalWork, WhatTheSourceSaysOfAnUnknownOutcomeSupersedesIt) {
  const RowId row = booked(sale("1"));
  ASSERT_TRUE(journal_->book_again(view("1"), kSync, "Ada").ok());
  clock_.advance(1s);
  begin_run();
  EXPECT_EQ(receive_one(sale("1", "changed since")).arrival, Arrival::kept_aside);
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].row, row);
  EXPECT_TRUE(claimed[0].superseded);
}

TEST_P(JournalWork, AttentionThatAPersonHasClosedStaysClosedWhenTheOrderIsBookedAgain) {
  const RowId row = booked(sale("1"));
  begin_run();
  receive_one(sale("1", "changed"));
  ASSERT_TRUE(journal_->ignore(row, "settled by phone", "Ada", view("1").attention).ok());
  clock_.advance(1s);
  ASSERT_TRUE(journal_->book_again(view("1"), kSync, "Ada").ok());
  begin_run();
  ASSERT_THAT(claim(ClaimOf::due), SizeIs(1));
  settle({row});
  EXPECT_EQ(view("1").attention, std::nullopt);
}

// A person knew of it and wants the order booked all the same.
TEST_P(JournalWork, WhatAPersonHasDismissedDoesNotCallOffWhatIsBookedAgain) {
  const RowId row = booked(sale("1"));
  begin_run();
  receive_one(no_sale("1", "void"));
  ASSERT_TRUE(journal_->ignore(row, "it was delivered", "Ada", view("1").attention).ok());
  clock_.advance(1s);
  ASSERT_TRUE(journal_->book_again(view("1"), kSync, "Ada").ok());
  clock_.advance(1s);
  begin_run();
  EXPECT_EQ(receive_one(no_sale("1", "void")).arrival, Arrival::kept_aside);
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_FALSE(claimed[0].superseded);
  settle({row});
  EXPECT_EQ(view("1").attention, std::nullopt);
}

}  // namespace ordersync::journal
