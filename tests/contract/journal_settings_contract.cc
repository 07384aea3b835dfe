// What a sync's settings make of an order is no news of it (docs/decisions/0027): the same bytes, read by
// others.
#include <gmock/gmock.h>

#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::SizeIs;
using namespace std::chrono_literals;

TEST_P(JournalArrivals, FilterSetAfterBookingCancelsNothing) {
  booked(sale("1"));
  begin_run();
  for (const char* reason : {"filtered_out", "before_start_date"}) {
    EXPECT_EQ(receive_one(no_sale("1", "content", reason)).tally, Tally::already_synced);
  }
  EXPECT_EQ(view("1").attention, std::nullopt);
}

TEST_P(JournalArrivals, SettingThatReadsTheSameBytesOtherwiseChangesNoBookedOrder) {
  booked(sale("1"));
  begin_run();
  Incoming reread = sale("1");
  reread.digest = base::digest_of("the same bytes in another time zone");
  EXPECT_EQ(receive_one(reread).tally, Tally::already_synced);
  EXPECT_EQ(view("1").attention, std::nullopt);
}

// Else every refund without an id would be offered as a further one, a press away from being paid twice.
TEST_P(JournalArrivals, SettingThatReadsARefundOtherwiseMakesNoFurtherRefundOfIt) {
  booked(refund("1", "", "ten back"));
  parked(refund("2", "", "ten back"), "sale_not_booked");
  const RowId ignored = parked(refund("3", "", "ten back"), "sale_not_booked");
  ASSERT_TRUE(journal_->ignore(ignored, "why", "who", {}).ok());
  begin_run();
  for (const char* id : {"1", "2", "3"}) {
    Incoming reread = refund(id, "", "ten back");
    reread.digest = base::digest_of("the same bytes in another time zone");
    const auto arrived = receive_one(reread);
    EXPECT_THAT(arrived.arrival, ::testing::AnyOf(Arrival::same, Arrival::same_waiting)) << id;
    EXPECT_THAT(*journal_->refunds_of("main", id), SizeIs(1)) << id;
    EXPECT_EQ(receive_one(reread).row, arrived.row) << id;
  }
  EXPECT_EQ(receive_one(refund("1", "", "five more")).arrival, Arrival::further_refund);
}

TEST_P(JournalArrivals, SettingThatReadsTheSameBytesOtherwiseUndoesNoPersonsDecision) {
  const RowId ignored = parked(sale("1"), "product_not_found");
  ASSERT_TRUE(journal_->ignore(ignored, "booked by hand", "who", {}).ok());
  parked(sale("2"), "odoo_no_answer");
  begin_run();
  for (const auto& [id, arrival] : {std::pair("1", Arrival::same), std::pair("2", Arrival::same_waiting)}) {
    Incoming reread = sale(id);
    reread.digest = base::digest_of("the same bytes in another time zone");
    EXPECT_EQ(receive_one(reread).arrival, arrival) << id;
    EXPECT_EQ(receive_one(reread).arrival, arrival) << id;
  }
  EXPECT_EQ(view("1").state, State::ignored);
  EXPECT_EQ(view("2").state, State::parked);
  EXPECT_EQ(journal_->wake(kSync, "the settings changed").value(), 0);

  for (const char* id : {"1", "2"}) {
    EXPECT_EQ(receive_one(sale(id, "more of it")).arrival, Arrival::replaced) << id;
    EXPECT_EQ(view(id).state, State::claimed) << id;
  }
}

// Two syncs of one source are told apart by filters. What waits for one was skipped by the other, and lost
// when the source did not send it again.
TEST_P(JournalArrivals, WhatAnotherSyncOfTheSourceLeavesOutIsLeftAlone) {
  parked(sale("1"), "product_not_found");
  const RowId ignored = parked(sale("2"), "product_not_found");
  ASSERT_TRUE(journal_->ignore(ignored, "why", "who", {}).ok());
  begin_run();
  const RowId unknown = receive_one(sale("3")).row;
  intend({unknown});
  end_run();
  begin_run(Trigger::sync_now, kSync + 1);
  for (const char* id : {"1", "2", "3"}) {
    const auto arrived = receive({no_sale(id, "content", "filtered_out")}, kSync + 1).front();
    EXPECT_EQ(arrived.arrival, Arrival::anothers) << id;
    EXPECT_EQ(arrived.tally, Tally::skipped) << id;
  }
  EXPECT_EQ(view("1").state, State::parked);
  EXPECT_EQ(view("2").state, State::ignored);
  EXPECT_EQ(view("3").state, State::intended);
  for (const char* id : {"1", "2", "3"}) EXPECT_EQ(view(id).sync_id, kSync) << id;
  EXPECT_EQ(receive({no_sale("1", "cancelled")}, kSync + 1).front().arrival, Arrival::replaced);
}

// A start date or a filter says what is booked, not that what was booked is watched no more.
TEST_P(JournalArrivals, WhatItsOwnSyncLeavesOutByNowIsStillComparedWithWhatWasBooked) {
  booked(sale("1"));
  booked(sale("2"));
  begin_run();
  Incoming same = no_sale("1", "content", "before_start_date");
  same.total = base::Money(9'200, {});
  Incoming changed = no_sale("2", "more of it", "before_start_date");
  changed.total = base::Money(10'000, {});
  EXPECT_EQ(receive_one(same).arrival, Arrival::same);
  EXPECT_EQ(receive_one(changed).arrival, Arrival::changed_after_booking);
  EXPECT_EQ(view("2").attention->code, "changed_after_booking");
}

// A source that begins to send ids of its refunds would have each of them paid out a second time.
TEST_P(JournalArrivals, RefundThatCameWithoutAnIdIsNotBookedAgainUnderOne) {
  booked(refund("1", "", "ten back"));
  begin_run();
  const auto again = receive_one(refund("1", "R-1", "ten back"));
  EXPECT_EQ(again.arrival, Arrival::further_refund);
  const auto held = journal_->find({"main", "1", order::Kind::refund, "R-1"}).value();
  EXPECT_EQ(held->state, State::parked);
  EXPECT_EQ(held->error->code, "further_refund");
  EXPECT_EQ(receive_one(refund("1", "R-1", "ten back")).row, again.row);
  EXPECT_EQ(receive_one(refund("1", "R-2", "five back")).arrival, Arrival::fresh);
  EXPECT_EQ(receive_one(refund("1", "R-3", "ten back")).arrival, Arrival::fresh)
      << "only one can be the same";

  booked(refund("2", "R-1", "ten back"));
  begin_run();
  EXPECT_EQ(receive_one(refund("2", "", "ten back")).arrival, Arrival::further_refund) << "nor the other way";

  const auto together = receive({refund("3", "", "ten back"), refund("3", "R-1", "ten back")});
  EXPECT_EQ(together[0].arrival, Arrival::fresh);
  EXPECT_EQ(together[1].arrival, Arrival::further_refund);
}

TEST_P(JournalArrivals, RefundThatReadsOtherwiseByNowIsNotBookedAgainUnderAnIdEither) {
  booked(refund("1", "", "ten back"));
  booked(refund("2", "R-1", "ten back"));
  begin_run();
  for (const auto& [id, refund_id, other_id] : {std::tuple("1", "", "R-1"), std::tuple("2", "R-1", "")}) {
    Incoming reread = refund(id, refund_id, "ten back");
    reread.digest = base::digest_of("the same bytes in another time zone");
    ASSERT_EQ(receive_one(reread).arrival, Arrival::same) << id;
    Incoming otherwise = refund(id, other_id, "in the new words");
    otherwise.digest = reread.digest;
    EXPECT_EQ(receive_one(otherwise).arrival, Arrival::further_refund) << id;
  }
}

// An owner who prepares a start date has nothing booked that came before it, whenever it comes again.
TEST_P(JournalArrivals, OrderWithoutADateThatCameBeforeTheStartDateStaysLeftOut) {
  begin_run();
  receive_one(no_sale("1", "content", "before_start_date"));
  clock_.advance(1h);
  begin_run();
  Incoming again = sale("1");
  again.not_before = clock_.now();
  EXPECT_EQ(receive_one(again).arrival, Arrival::skipped_again);
  again.not_before = clock_.now() - 2h;
  EXPECT_EQ(receive_one(again).arrival, Arrival::replaced) << "the start date was moved";
}

}  // namespace ordersync::journal
