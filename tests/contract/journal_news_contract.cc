// What the source says of an order that is booked already, as the journal's contract: changed, cancelled,
// gone back.
#include <gmock/gmock.h>

#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace std::chrono_literals;

// ---- after booking

TEST_P(JournalArrivals, ChangeAfterBookingIsAFailureOnceAndNeverPosted) {
  const RowId row = booked(sale("1", "old"));
  begin_run();
  const auto changed = receive_one(sale("1", "new"));
  EXPECT_EQ(changed.row, row);
  EXPECT_EQ(changed.arrival, Arrival::changed_after_booking);
  EXPECT_EQ(changed.tally, Tally::failed);
  ASSERT_TRUE(changed.notice.has_value());
  EXPECT_THAT(changed.notice->message, HasSubstr("Main Store/0001"));
  EXPECT_EQ(receive_one(sale("1", "new")).tally, Tally::none) << "counted in this run";
  EXPECT_THAT(claim(ClaimOf::waiting), SizeIs(0));
  begin_run();
  EXPECT_EQ(receive_one(sale("1", "new")).tally, Tally::already_synced);
  EXPECT_EQ(receive_one(sale("1", "newest")).tally, Tally::failed) << "a new change is a new failure";
  EXPECT_EQ(view("1").state, State::settled);
  EXPECT_EQ(*journal_->payload(row), "payload of old") << "what was booked is kept";
  EXPECT_EQ(*journal_->changed_payload(row), "payload of newest");
  begin_run();
  EXPECT_EQ(receive_one(sale("1", "new")).tally, Tally::already_synced);
}

TEST_P(JournalArrivals, SourceThatGoesBackToWhatIsBookedEndsItsNews) {
  const RowId row = booked(sale("1", "old"));
  begin_run();
  receive_one(no_sale("1", "void"));
  ASSERT_EQ(view("1").attention->code, "cancelled_after_booking");
  begin_run();
  const auto back = receive_one(sale("1", "old"));
  EXPECT_EQ(back.tally, Tally::already_synced);
  EXPECT_EQ(back.notice, std::nullopt);
  ASSERT_TRUE(back.went_back_at);
  EXPECT_TRUE(view("1").attention.has_value()) << "the same answer may have it otherwise further on";
  const std::vector<WentBack> rows{{row, *back.went_back_at}};
  ASSERT_TRUE(journal_->go_back(lease_, run_, rows).ok());
  EXPECT_FALSE(view("1").attention.has_value());
  EXPECT_EQ(*journal_->changed_payload(row), "");
  EXPECT_EQ(steps(row).back(), "went_back");
  const std::size_t told = steps(row).size();
  EXPECT_FALSE(receive_one(sale("1", "old")).went_back_at);
  EXPECT_THAT(steps(row), SizeIs(told)) << "once";
  begin_run();
  EXPECT_EQ(receive_one(no_sale("1", "void")).tally, Tally::failed) << "it is news again";
  EXPECT_EQ(view("1").attention->code, "cancelled_after_booking");
}

// Booked, or found in the POS by a person where that does not show it.
TEST_P(JournalArrivals, WhatGoesBackAndIsReversedMeanwhileIsLeftToTheNextRun) {
  for (const std::string id : {"1", "2"}) {
    const RowId row = booked(sale(id, "old"));
    begin_run();
    receive_one(no_sale(id, "void"));
    begin_run();
    const auto back = receive_one(sale(id, "old")).went_back_at;
    ASSERT_TRUE(back);
    const Incoming reversal = refund(id, std::string(order::kReversal));
    if (id == "1") {
      booked(reversal);
    } else {
      ASSERT_TRUE(journal_->ignore(parked(reversal, "not_shown"), "it stands there", "Ada", {}).ok());
    }
    begin_run();
    const std::vector<WentBack> rows{{row, *back}};
    ASSERT_TRUE(journal_->go_back(lease_, run_, rows).ok());
    EXPECT_EQ(view("main/" + id).attention->code, "cancelled_after_booking");
  }
}

TEST_P(JournalArrivals, WhatIsPushedMeanwhileIsNewerThanWhatGoesBack) {
  booked(sale("1", "old"));
  begin_run();
  receive_one(no_sale("1", "void"));
  begin_run();
  const auto first = receive_one(sale("1", "old"));
  ASSERT_TRUE(first.went_back_at);
  const std::vector<Incoming> batch{no_sale("1", "void")};
  ASSERT_TRUE(journal_->receive_pushed(kSync, batch, {}).ok());
  const std::vector<WentBack> rows{{first.row, *first.went_back_at}};
  ASSERT_TRUE(journal_->go_back(lease_, run_, rows).ok());
  EXPECT_EQ(view("main/1").attention->code, "cancelled_after_booking");
  EXPECT_TRUE(receive_one(no_sale("1", "void")).is_otherwise);
}

TEST_P(JournalArrivals, APushThatGoesBackEndsItsNewsAtOnce) {
  const RowId row = booked(sale("1", "old"));
  begin_run();
  receive_one(no_sale("1", "void"));
  const std::vector<Incoming> batch{sale("1", "old")};
  ASSERT_TRUE(journal_->receive_pushed(kSync, batch, {}).ok());
  EXPECT_FALSE(view("1").attention.has_value());
  EXPECT_EQ(steps(row).back(), "went_back");
}

TEST_P(JournalArrivals, SaleThatIsSentAgainAfterItsReversalWasBookedAsksForAPerson) {
  const RowId row = booked(sale("1"));
  booked(refund("1", std::string(order::kReversal)));
  begin_run();
  receive_one(no_sale("1", "void"));
  begin_run();
  const auto again = receive_one(sale("1"));
  EXPECT_EQ(again.arrival, Arrival::same);
  EXPECT_EQ(again.tally, Tally::failed);
  EXPECT_EQ(again.notice->code, "sold_again");
  EXPECT_EQ(view("main/1").attention->code, "sold_again");
  EXPECT_THAT(steps(row), AllOf(Contains("went_back"), Contains("sold_again")));
  begin_run();
  EXPECT_EQ(receive_one(sale("1")).tally, Tally::already_synced) << "a failure once";
  EXPECT_EQ(view("main/1").attention->code, "sold_again");
  EXPECT_THAT(receive_one(no_sale("1", "void")).notice->message, HasSubstr("its reversal was booked before"));
}

TEST_P(JournalArrivals, ReversalThatOnlyWaitsIsNotBookedOnceTheSourceHasTheSaleAgain) {
  booked(sale("1"));
  begin_run();
  receive_one(no_sale("1", "void"));
  park(receive_one(refund("1", std::string(order::kReversal))).row, "odoo_unavailable");
  begin_run();
  EXPECT_EQ(receive_one(sale("1")).notice, std::nullopt);
  EXPECT_EQ(view("main/1").attention, std::nullopt);
  EXPECT_EQ(view("main/1:refund:~reversal").state, State::skipped);
}

// Whoever books it anew may not know that it was accepted: it counts as booked, also where a person has said
// so.
TEST_P(JournalArrivals, ReversalThatThePosAcceptedAndNeverShowedIsNotEndedByASale) {
  for (const std::string id : {"1", "2"}) {
    const bool is_ignored = id == "2";
    booked(sale(id));
    begin_run();
    receive_one(no_sale(id, "void"));
    const RowId reversal = parked(refund(id, std::string(order::kReversal)), "not_shown");
    if (is_ignored) {
      ASSERT_TRUE(journal_->ignore(reversal, "it stands there", "Ada", {}).ok());
    }
    begin_run();
    const auto again = receive_one(sale(id));
    ASSERT_TRUE(again.notice) << id;
    EXPECT_EQ(again.notice->code, "sold_again");
    EXPECT_THAT(again.notice->message, HasSubstr(is_ignored ? "nothing of it is left in the POS"
                                                            : "Where it stands, ring the sale up by hand"));
    EXPECT_EQ(view("main/" + id).attention->code, "sold_again");
    EXPECT_EQ(view("main/" + id + ":refund:~reversal").state, is_ignored ? State::ignored : State::parked);
    if (is_ignored) {
      clock_.advance(1min);
      begin_run();
      EXPECT_THAT(receive_one(no_sale(id, "void")).notice->message,
                  HasSubstr("its reversal was booked before"));
    }
  }
}

TEST_P(JournalArrivals, CancellationAfterBookingIsAFailureOnce) {
  const RowId row = booked(sale("1"));
  begin_run();
  const auto cancelled = receive_one(no_sale("1", "void"));
  EXPECT_EQ(cancelled.arrival, Arrival::cancelled_after_booking);
  EXPECT_EQ(cancelled.tally, Tally::failed);
  EXPECT_EQ(view("1").attention->code, "cancelled_after_booking");
  EXPECT_THAT(view("1").attention->message, HasSubstr("Book the reversal"));
  EXPECT_THAT(steps(row), Contains("cancelled_after_booking"));
  begin_run();
  EXPECT_EQ(receive_one(no_sale("1", "void")).tally, Tally::already_synced);
}

// Edited, cancelled, taken back, and then sold after all as it was edited: nothing of it is left in the POS.
TEST_P(JournalArrivals, OrderThatIsSoldAgainAsItWasEditedAfterItsReversalAsksForAPerson) {
  booked(sale("1", "old"));
  begin_run();
  receive_one(sale("1", "edited"));
  clock_.advance(1min);
  begin_run();
  receive_one(no_sale("1", "void"));
  booked(refund("1", std::string(order::kReversal)));
  clock_.advance(1min);
  begin_run();
  const auto again = receive_one(sale("1", "edited"));
  EXPECT_EQ(again.tally, Tally::failed);
  ASSERT_TRUE(again.notice);
  EXPECT_EQ(again.notice->code, "sold_again");
  EXPECT_EQ(view("main/1").attention->code, "sold_again");
  clock_.advance(1min);
  begin_run();
  EXPECT_EQ(receive_one(sale("1", "edited")).tally, Tally::already_synced) << "once";
}

TEST_P(JournalArrivals, ReversalThatOnlyWaitsIsEndedOnceTheOrderIsSoldAgainInAnyForm) {
  booked(sale("1", "old"));
  begin_run();
  receive_one(no_sale("1", "void"));
  const RowId reversal = parked(refund("1", std::string(order::kReversal)), "product_not_found");
  clock_.advance(1min);
  begin_run();
  const auto again = receive_one(sale("1", "edited"));
  EXPECT_EQ(again.arrival, Arrival::changed_after_booking);
  EXPECT_EQ(again.notice->code, "changed_after_booking");
  EXPECT_EQ(view("main/1:refund:~reversal").state, State::skipped);
  EXPECT_EQ(steps(reversal).back(), "skipped");
}

TEST_P(JournalArrivals, CancellationIsNewsEachTimeAndAnEditIsOnce) {
  booked(sale("1", "old"));
  begin_run();
  receive_one(sale("1", "edited"));
  for (int day = 0; day < 2; ++day) {
    SCOPED_TRACE(day);
    clock_.advance(1min);
    begin_run();
    EXPECT_EQ(receive_one(no_sale("1", "void")).tally, Tally::failed);
    EXPECT_EQ(view("1").attention->code, "cancelled_after_booking");
    clock_.advance(1min);
    begin_run();
    EXPECT_EQ(receive_one(no_sale("1", "void")).tally, Tally::already_synced);
    clock_.advance(1min);
    begin_run();
    EXPECT_EQ(receive_one(sale("1", "edited")).tally, Tally::failed) << "it is a sale again";
    EXPECT_EQ(view("1").attention->code, "changed_after_booking");
  }
  receive_one(sale("1", "edited twice"));
  clock_.advance(1min);
  begin_run();
  EXPECT_EQ(receive_one(sale("1", "edited")).tally, Tally::already_synced);
}

TEST_P(JournalArrivals, AnswerThatHoldsAnEditAndACancellationForEverIsToldOnce) {
  booked(sale("1", "old"));
  for (int run = 0; run < 4; ++run) {
    clock_.advance(1min);
    begin_run();
    int failed = 0;
    for (const Incoming& said : {sale("1", "edited"), no_sale("1", "void")}) {
      clock_.advance(1s);
      failed += receive_one(said).tally == Tally::failed ? 1 : 0;
    }
    EXPECT_EQ(failed, run == 0 ? 2 : 0) << run;
  }
}

TEST_P(JournalArrivals, SuchAnAnswerIsToldOnceOfOrdersThatARemovedSyncHasBooked) {
  constexpr SyncId kMadeAgain = 8;
  booked(sale("1", "old"));
  for (int run = 0; run < 3; ++run) {
    clock_.advance(1min);
    begin_run(Trigger::sync_now, kMadeAgain);
    int failed = 0;
    for (const Incoming& said : {sale("1", "edited"), no_sale("1", "void")}) {
      clock_.advance(1s);
      failed += receive({said}, kMadeAgain).front().tally == Tally::failed ? 1 : 0;
    }
    EXPECT_EQ(failed, run == 0 ? 2 : 0) << run;
  }
}

// Of pushes no run tells where an answer ends.
TEST_P(JournalArrivals, CancellationThatIsPushedAgainIsNewsEachTime) {
  booked(sale("1", "old"));
  begin_run();
  receive_one(no_sale("1", "void"));
  end_run();
  for (int i = 0; i < 2; ++i) {
    clock_.advance(1min);
    EXPECT_EQ(receive_pushed(sale("1", "edited")).arrival, Arrival::changed_after_booking);
    EXPECT_EQ(view("1").attention->code, "changed_after_booking");
    clock_.advance(1min);
    EXPECT_EQ(receive_pushed(no_sale("1", "void")).arrival, Arrival::cancelled_after_booking);
    EXPECT_EQ(view("1").attention->code, "cancelled_after_booking");
  }
}

// Shown when the outcome was known, and counted by no run yet.
TEST_P(JournalArrivals, CancellationThatWasOnlyShownIsNewsAfterAnEdit) {
  begin_run();
  const RowId row = receive_one(sale("1", "old")).row;
  intend({row});
  leave_unknown(row);
  begin_run();
  EXPECT_EQ(receive_one(no_sale("1", "void")).arrival, Arrival::kept_aside);
  ASSERT_THAT(claim(ClaimOf::waiting), SizeIs(1));
  settle({row});
  ASSERT_EQ(view("1").attention->code, "cancelled_after_booking");
  clock_.advance(1min);
  begin_run();
  receive_one(sale("1", "edited"));
  ASSERT_EQ(view("1").attention->code, "changed_after_booking");
  clock_.advance(1min);
  begin_run();
  EXPECT_EQ(receive_one(no_sale("1", "void")).tally, Tally::failed);
  EXPECT_EQ(view("1").attention->code, "cancelled_after_booking");
}

}  // namespace ordersync::journal
