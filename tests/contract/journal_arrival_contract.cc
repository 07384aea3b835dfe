// Behaviour 3 as the journal's contract: what arrives, and what happens to it.
#include <gmock/gmock.h>

#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST_P(JournalArrivals, NewOrderIsClaimedByWhoReceivedIt) {
  begin_run();
  const auto arrived = receive({sale("1"), sale("2")});
  EXPECT_EQ(arrived[0].arrival, Arrival::fresh);
  EXPECT_EQ(arrived[0].tally, Tally::none);
  EXPECT_LT(arrived[0].row, arrived[1].row);
  EXPECT_EQ(view("main/1").state, State::claimed);
  EXPECT_THAT(claim(ClaimOf::waiting), SizeIs(0)) << "in hand already";
  EXPECT_EQ(*journal_->payload(arrived[0].row), "payload of content");
}

TEST_P(JournalArrivals, EmptyBatchIsAnsweredEmpty) {
  begin_run();
  EXPECT_THAT(receive({}), SizeIs(0));
}

TEST_P(JournalArrivals, BookedOrderSentAgainIsAlreadySynced) {
  const RowId row = booked(sale("1"));
  begin_run();
  const auto again = receive_one(sale("1"));
  EXPECT_EQ(again.row, row);
  EXPECT_EQ(again.arrival, Arrival::same);
  EXPECT_EQ(again.tally, Tally::already_synced);
  EXPECT_EQ(view("main/1").state, State::settled);
  EXPECT_THAT(steps(row), ElementsAre("received", "matched", "intended", "posted", "read_back", "booked"));
}

TEST_P(JournalArrivals, OrderBookedInThisRunDoesNotCountAgain) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  intend({row});
  settle({row});
  EXPECT_EQ(receive_one(sale("1")).tally, Tally::none);
}

TEST_P(JournalArrivals, NewerContentReplacesWhatIsParkedAndHistoryIsKept) {
  const RowId row = parked(sale("1", "old"), "product_not_found");
  begin_run();
  const auto arrived = receive_one(sale("1", "new"));
  EXPECT_EQ(arrived.row, row);
  EXPECT_EQ(arrived.arrival, Arrival::replaced);
  EXPECT_EQ(arrived.tally, Tally::none);
  EXPECT_EQ(view("1").state, State::claimed);
  EXPECT_EQ(view("1").error, std::nullopt);
  EXPECT_EQ(*journal_->payload(row), "payload of new");
  EXPECT_THAT(steps(row), ElementsAre("received", "parked", "replaced"));
  intend({row});
  settle({row});
  EXPECT_EQ(view("1").state, State::settled);
}

TEST_P(JournalArrivals, ReplacedOrderTellsHowItCountedBefore) {
  begin_run();
  const RowId row = receive_one(sale("1", "old")).row;
  park(row, "product_not_found");
  const auto arrived = receive_one(sale("1", "new"));
  EXPECT_EQ(arrived.arrival, Arrival::replaced);
  EXPECT_EQ(arrived.counted, Tally::failed);
}

TEST_P(JournalArrivals, ParkedOrderSentAgainGoesOnWaiting) {
  const RowId row = parked(sale("1"), "product_not_found");
  begin_run();
  const auto again = receive_one(sale("1"));
  EXPECT_EQ(again.row, row);
  EXPECT_EQ(again.arrival, Arrival::same_waiting);
  EXPECT_EQ(again.tally, Tally::waiting);
  EXPECT_EQ(view("1").state, State::parked);
}

TEST_P(JournalArrivals, OrderInHandOfThisRunCountsOnlyThere) {
  parked(sale("1"), "no_session");
  begin_run();
  ASSERT_THAT(claim(ClaimOf::waiting), SizeIs(1));
  EXPECT_EQ(receive_one(sale("1")).tally, Tally::none) << "the claimer counts it";
}

TEST_P(JournalArrivals, OrderParkedInThisRunDoesNotCountAgain) {
  begin_run();
  park(receive_one(sale("1")).row, "product_not_found");
  const auto again = receive_one(sale("1"));
  EXPECT_EQ(again.tally, Tally::none);
}

// ---- content that comes while the outcome of the older is unknown

TEST_P(JournalArrivals, ContentThatCameWhileIntendedIsAnAttentionOnceTheOlderIsBooked) {
  begin_run();
  const RowId row = receive_one(sale("1", "old")).row;
  intend({row});
  leave_unknown(row);
  begin_run();
  const auto aside = receive_one(sale("1", "new"));
  EXPECT_EQ(aside.row, row);
  EXPECT_EQ(aside.arrival, Arrival::kept_aside);
  EXPECT_EQ(aside.tally, Tally::waiting);
  EXPECT_EQ(*journal_->payload(row), "payload of old");
  const auto claimed = claim(ClaimOf::waiting);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].was, State::intended);
  settle({row});
  const auto shown = view("1");
  EXPECT_EQ(shown.state, State::settled);
  ASSERT_TRUE(shown.attention.has_value());
  EXPECT_EQ(shown.attention->code, "changed_after_booking");
  EXPECT_EQ(*journal_->changed_payload(row), "payload of new");

  begin_run();
  EXPECT_EQ(receive_one(sale("1", "new")).tally, Tally::failed) << "a failure once";
  begin_run();
  EXPECT_EQ(receive_one(sale("1", "new")).tally, Tally::already_synced);
}

// The owner has changed a filter or the time zone meanwhile: that is no word of the source.
TEST_P(JournalArrivals, WhatASettingReadsOtherwiseWhileIntendedIsNoNews) {
  Incoming otherwise = sale("1");
  otherwise.digest = base::digest_of("the same bytes in another time zone");
  for (const Incoming& came :
       {no_sale("1", "content", "filtered_out"), no_sale("1", "other", "before_start_date"), otherwise}) {
    begin_run();
    const Arrived first = receive_one(sale("1"));
    if (first.arrival == Arrival::fresh) {
      intend({first.row});
      leave_unknown(first.row);
      begin_run();
    }
    EXPECT_EQ(receive_one(came).tally, Tally::waiting);
  }
  begin_run();
  const auto claimed = claim(ClaimOf::waiting);
  ASSERT_THAT(claimed, SizeIs(1));
  settle({claimed.front().row});
  EXPECT_EQ(view("1").state, State::settled);
  EXPECT_FALSE(view("1").attention.has_value());
}

TEST_P(JournalArrivals, ContentThatCameWhileIntendedIsWorkedWhenThePosRefusedTheOlder) {
  begin_run();
  const RowId row = receive_one(sale("1", "old")).row;
  intend({row}, "old document");
  leave_unknown(row);
  begin_run();
  receive_one(sale("1", "new"));
  ASSERT_THAT(claim(ClaimOf::waiting), SizeIs(1));
  park(row, "refused_by_pos");
  EXPECT_EQ(view("1").state, State::received);
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].was, State::received);
  EXPECT_EQ(claimed[0].payload, "payload of new");
  EXPECT_EQ(claimed[0].problem.cause, "");
  EXPECT_EQ(*journal_->document(row), "");
  EXPECT_THAT(steps(row), ElementsAre("received", "intended", "unknown", "kept_aside", "parked", "replaced"));
}

TEST_P(JournalArrivals, SourceThatGoesBackToTheIntendedContentChangedNothing) {
  begin_run();
  const RowId row = receive_one(sale("1", "old")).row;
  intend({row});
  leave_unknown(row);
  begin_run();
  receive_one(sale("1", "new"));
  receive_one(sale("1", "old"));
  ASSERT_THAT(claim(ClaimOf::waiting), SizeIs(1));
  settle({row});
  EXPECT_FALSE(view("1").attention.has_value());
}

TEST_P(JournalArrivals, ContentForAnOrderThatSomebodyElseHasInHandIsKeptAside) {
  begin_run();
  const RowId row = receive_one(sale("1", "old")).row;
  intend({row});
  auto other = start();
  const auto run = other.runs->begin(8, Trigger::push, owner_, clock_.now() + std::chrono::minutes(1));
  ASSERT_TRUE(run.ok());
  const auto lease = other.journal->open_lease(*run, owner_, clock_.now() + std::chrono::minutes(1));
  const Incoming newer = sale("1", "new");
  const auto arrived = other.journal->receive(*lease, kSync, *run, std::span(&newer, 1));
  ASSERT_TRUE(arrived.ok());
  EXPECT_EQ(arrived->front().arrival, Arrival::kept_aside);
  settle({row});
  EXPECT_EQ(view("1").attention->code, "changed_after_booking");
}

TEST_P(JournalArrivals, ContentKeptAsideTakesThePlaceOfWhatWasLetGo) {
  begin_run();
  const RowId row = receive_one(sale("1", "old")).row;
  EXPECT_EQ(receive_one(sale("1", "new")).arrival, Arrival::kept_aside);
  end_run();
  EXPECT_EQ(view("1").state, State::received);
  EXPECT_EQ(*journal_->payload(row), "payload of new");
}

TEST_P(JournalArrivals, WhatAPersonIsToDecideCountsAsWaiting) {
  booked(sale("1"));
  booked(refund("1", ""));
  begin_run();
  const RowId held = receive_one(refund("1", "", "five more")).row;
  begin_run();
  EXPECT_THAT(*journal_->try_count_held(kSync), ElementsAre(held));
  EXPECT_THAT(*journal_->count_held(lease_, kSync, run_), ElementsAre(held));
  EXPECT_EQ(receive_one(refund("1", "", "five more")).counted, Tally::waiting) << "once a run";
  EXPECT_THAT(*journal_->count_held(lease_, kSync + 1, run_), SizeIs(0)) << "of its sync";
}

TEST_P(JournalArrivals, IntentRemembersTheContentAsItWasDecodedThen) {
  begin_run();
  receive_one(refused("1", "92,00"));
  begin_run();
  const auto claimed = claim(ClaimOf::waiting);
  ASSERT_THAT(claimed, SizeIs(1));
  const Intent intent{claimed[0].row, "document", nullptr,
                      ReadAgain{base::digest_of("decoded with a decimal comma"), std::nullopt, {}}};
  ASSERT_TRUE(journal_->intend(lease_, run_, std::span(&intent, 1)).ok());
  settle({intent.row});
  begin_run();
  Incoming again = sale("1", "decoded with a decimal comma");
  again.payload = "other bytes with the same content";
  EXPECT_EQ(receive_one(again).arrival, Arrival::same);
}

TEST_P(JournalArrivals, WhatIsReadAgainIsListedWithItsDateAndTotal) {
  begin_run();
  receive_one(refused("1", "92,00"));
  begin_run();
  const auto claimed = claim(ClaimOf::waiting);
  ASSERT_THAT(claimed, SizeIs(1));
  const base::Instant date = clock_.now() - std::chrono::hours(24 * 90);
  const base::Money total(9200, base::Currency::of("USD").value());
  const ReadAgain read{base::digest_of("content"), date, total};
  const Intent intent{claimed[0].row, "document", nullptr, read};
  ASSERT_TRUE(journal_->intend(lease_, run_, std::span(&intent, 1)).ok());
  settle({intent.row});
  EXPECT_EQ(view("1").date, date);
  EXPECT_EQ(view("1").total, total);
  OrderFilter that_day;
  that_day.dated_from = date - std::chrono::hours(1);
  that_day.dated_until = date + std::chrono::hours(1);
  that_day.by = OrderFilter::By::date;
  EXPECT_THAT(journal_->list(that_day)->items, SizeIs(1));
}

TEST_P(JournalArrivals, OfTheSameContentTheNewestPayloadIsKeptWhileItWaits) {
  const RowId row = parked(sale("1"), "customer_missing");
  begin_run();
  Incoming again = sale("1");
  again.payload = "the same content, and a customer";
  EXPECT_EQ(receive_one(again).tally, Tally::waiting);
  EXPECT_EQ(*journal_->payload(row), again.payload);
  EXPECT_THAT(steps(row), ElementsAre("received", "parked", "sent_again"));
  again.payload = "the same content, a customer, and another time of day";
  receive_one(again);
  EXPECT_EQ(*journal_->payload(row), again.payload);
  EXPECT_THAT(steps(row), ElementsAre("received", "parked", "sent_again")) << "told once";
  EXPECT_THAT(claim(ClaimOf::due), SizeIs(1)) << "tried in this run already";
}

TEST_P(JournalArrivals, OfABookedOrderThePayloadStays) {
  const RowId row = booked(sale("1"));
  begin_run();
  Incoming again = sale("1");
  again.payload = "the same content, and a customer";
  EXPECT_EQ(receive_one(again).tally, Tally::already_synced);
  EXPECT_NE(*journal_->payload(row), again.payload);
}

// ---- twice in one answer

TEST_P(JournalArrivals, TwiceInOneAnswerIsOneOrder) {
  begin_run();
  const auto arrived = receive({sale("1"), sale("2"), sale("1")});
  EXPECT_EQ(arrived[2].row, arrived[0].row);
  EXPECT_EQ(arrived[2].arrival, Arrival::repeated);
  EXPECT_EQ(arrived[2].tally, Tally::none);
  EXPECT_THAT(journal_->list({})->items, SizeIs(2));
}

TEST_P(JournalArrivals, OfTwoContentsInOneAnswerTheLastCounts) {
  begin_run();
  const auto arrived = receive({sale("1", "first"), sale("1", "second"), sale("1", "third")});
  EXPECT_EQ(arrived[0].arrival, Arrival::repeated);
  EXPECT_EQ(arrived[1].arrival, Arrival::repeated);
  EXPECT_EQ(arrived[2].arrival, Arrival::fresh);
  EXPECT_EQ(arrived[0].row, arrived[2].row);
  EXPECT_EQ(*journal_->payload(arrived[2].row), "payload of third");
  EXPECT_THAT(steps(arrived[2].row), ElementsAre("received", "replaced"));
}

TEST_P(JournalArrivals, IdsThatLookLikeKeysOfOthersStayApart) {
  begin_run();
  const std::vector<Incoming> batch = {
      sale("639"),          sale("639:refund"), refund("639", ""), refund("639", "1", "another"),
      sale("639:refund:1"), sale("main/639"),   sale(""),          sale(std::string("6\0003", 3))};
  const auto arrived = receive(batch);
  std::set<RowId> rows;
  for (const auto& one : arrived) {
    EXPECT_EQ(one.arrival, Arrival::fresh);
    rows.insert(one.row);
  }
  EXPECT_THAT(rows, SizeIs(batch.size()));
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto found = journal_->find(batch[i].key);
    ASSERT_TRUE(found.ok() && found->has_value()) << i;
    EXPECT_EQ((*found)->row, arrived[i].row);
    EXPECT_EQ((*found)->key, batch[i].key);
  }
}

TEST_P(JournalArrivals, PayloadIsKeptByteForByte) {
  begin_run();
  Incoming incoming = sale("1");
  const std::string bytes("{\"x\":\"\0\xff\xfe\"}", 11);
  incoming.payload = bytes;
  EXPECT_EQ(*journal_->payload(receive_one(incoming).row), bytes);
}

TEST_P(JournalArrivals, SameIdOfTwoSourcesIsTwoOrders) {
  begin_run();
  Incoming other = sale("1");
  other.key.source = "other";
  const auto arrived = receive({sale("1"), other});
  EXPECT_NE(arrived[0].row, arrived[1].row);
  EXPECT_THAT(*journal_->find_text("1"), SizeIs(2));
}

// ---- refunds

TEST_P(JournalArrivals, SecondRefundWithoutAnIdIsParkedForAPerson) {
  booked(sale("1"));
  booked(refund("1", "", "ten back"));
  begin_run();
  const auto further = receive_one(refund("1", "", "twenty back"));
  EXPECT_EQ(further.arrival, Arrival::further_refund);
  EXPECT_EQ(further.tally, Tally::failed);
  EXPECT_THAT(further.notice->message, HasSubstr("Book as a further refund"));
  begin_run();
  EXPECT_EQ(receive_one(refund("1", "", "twenty back")).row, further.row);
  EXPECT_EQ(receive_one(refund("1", "", "ten back")).arrival, Arrival::same);
  EXPECT_THAT(claim(ClaimOf::waiting), SizeIs(0)) << "only a person may book it";
  EXPECT_EQ(*journal_->wake(std::nullopt, "catalogue changed"), 0);

  const auto claimed = journal_->claim_one(lease_, run_, further.row, Ignored::stays);
  ASSERT_TRUE(claimed.ok());
  EXPECT_EQ(claimed->key.refund_id.substr(0, 1), "~");
  intend({further.row});
  settle({further.row});
  begin_run();
  const auto again = receive_one(refund("1", "", "twenty back"));
  EXPECT_EQ(again.row, further.row);
  EXPECT_EQ(again.tally, Tally::already_synced);
}

TEST_P(JournalArrivals, TwoRefundsWithoutAnIdInOneAnswerAreBothKept) {
  begin_run();
  const auto arrived = receive({refund("1", "", "ten back"), refund("1", "", "twenty back"),
                                refund("1", "", "ten back"), refund("1", "", "twenty back")});
  EXPECT_EQ(arrived[0].arrival, Arrival::fresh);
  EXPECT_EQ(arrived[1].arrival, Arrival::further_refund);
  EXPECT_EQ(arrived[2].arrival, Arrival::repeated);
  EXPECT_EQ(arrived[2].row, arrived[0].row);
  EXPECT_EQ(arrived[3].arrival, Arrival::repeated);
  EXPECT_EQ(arrived[3].row, arrived[1].row);
  EXPECT_NE(arrived[0].row, arrived[1].row);
}

TEST_P(JournalArrivals, KnownRefundWithoutAnIdIsRecognisedBehindANewOne) {
  const RowId first = booked(refund("1", "", "ten back"));
  begin_run();
  const auto arrived = receive({refund("1", "", "twenty back"), refund("1", "", "ten back")});
  EXPECT_EQ(arrived[0].arrival, Arrival::further_refund);
  EXPECT_EQ(arrived[1].row, first);
  EXPECT_EQ(arrived[1].arrival, Arrival::same);
}

TEST_P(JournalArrivals, RefundsWithIdsOfTheirOwnAreOrdersOfTheirOwn) {
  begin_run();
  const auto arrived = receive({refund("1", "a"), refund("1", "b")});
  EXPECT_EQ(arrived[0].arrival, Arrival::fresh);
  EXPECT_EQ(arrived[1].arrival, Arrival::fresh);
  EXPECT_THAT(*journal_->refunds_of("main", "1"), SizeIs(2));
}

TEST_P(JournalArrivals, RefundThatWaitsForItsSaleIsWokenWhenTheSaleIsBooked) {
  const RowId waiting = parked(refund("1", ""), "sale_not_booked");
  const RowId unrelated = parked(refund("2", ""), "sale_not_booked");
  const RowId other_cause = parked(refund("1", "b", "five back"), "product_not_found");
  begin_run();
  EXPECT_THAT(claim(ClaimOf::due), SizeIs(0));
  const RowId row = receive_one(sale("1")).row;
  intend({row});
  settle({row});
  const auto due = claim(ClaimOf::due);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].row, waiting);
  EXPECT_EQ(view("2").row, unrelated);
  EXPECT_EQ(view("main/1:refund:b").row, other_cause);
  EXPECT_THAT(steps(waiting), ElementsAre("received", "parked", "woken"));
}

TEST_P(JournalArrivals, RefundThatFailedAndIsBookedInTheSameRunSaysThatItCounted) {
  begin_run();
  const RowId waiting = receive_one(refund("1", "")).row;
  park(waiting, "sale_not_booked");
  const RowId row = receive_one(sale("1")).row;
  intend({row});
  settle({row});
  const auto due = claim(ClaimOf::due);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].counted, Tally::failed);
  EXPECT_EQ(due[0].problem.cause, "sale_not_booked");
}

TEST_P(JournalArrivals, RefundAloneIsAPersonsDecision) {
  const RowId row = parked(refund("1", ""), "sale_not_booked");
  const RowId other = parked(sale("2"), "product_not_found");
  EXPECT_EQ(journal_->refund_alone(other, "Ada").error().code, "order_not_waiting");
  EXPECT_EQ(journal_->refund_alone(999, "Ada").error().code, "order_not_found");
  ASSERT_TRUE(journal_->refund_alone(row, "Ada").ok());
  begin_run();
  const auto due = claim(ClaimOf::due);
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_TRUE(due[0].refund_alone);
  EXPECT_EQ(journal_->timeline(row)->back().actor, "Ada");
}

// ---- what cannot be read, what is no sale, what a person ended

TEST_P(JournalArrivals, OrderThatCannotBeReadIsParkedAndFailsOnce) {
  begin_run();
  const auto arrived = receive_one(refused("1", "92,00"));
  EXPECT_EQ(arrived.arrival, Arrival::fresh);
  EXPECT_EQ(arrived.tally, Tally::failed);
  EXPECT_EQ(view("1").state, State::parked);
  EXPECT_EQ(view("1").error->code, "bad_field");
  begin_run();
  EXPECT_EQ(receive_one(refused("1", "92,00")).tally, Tally::waiting);
  EXPECT_EQ(receive_one(refused("1", "93,00")).tally, Tally::failed) << "new bytes fail anew";
  begin_run();
  const auto readable = receive_one(sale("1", "93.00"));
  EXPECT_EQ(readable.arrival, Arrival::replaced);
  EXPECT_EQ(readable.tally, Tally::none);
}

TEST_P(JournalArrivals, OrderThatIsNoSaleAnyMoreIsSkippedOnceInItsTimeline) {
  begin_run();
  park(receive_one(sale("1", "open")).row, "product_not_found");
  begin_run();
  const auto skipped = receive_one(no_sale("1", "void"));
  EXPECT_EQ(view("1").state, State::skipped);
  EXPECT_THAT(steps(skipped.row), ElementsAre("received", "parked", "replaced", "skipped"));
}

TEST_P(JournalArrivals, OrderThatIsNoSaleIsSkippedAndLookedAtAgain) {
  begin_run();
  const auto skipped = receive_one(no_sale("1", "open"));
  EXPECT_EQ(skipped.tally, Tally::skipped);
  EXPECT_EQ(view("1").state, State::skipped);
  EXPECT_EQ(view("1").error, std::nullopt);
  EXPECT_THAT(steps(skipped.row), ElementsAre("received", "skipped"));
  begin_run();
  EXPECT_EQ(receive_one(no_sale("1", "open")).arrival, Arrival::skipped_again);
  EXPECT_EQ(receive_one(no_sale("1", "still open")).tally, Tally::skipped);
  EXPECT_THAT(claim(ClaimOf::waiting), SizeIs(0));
  const auto sold = receive_one(sale("1", "paid"));
  EXPECT_EQ(sold.arrival, Arrival::replaced);
  EXPECT_EQ(view("1").state, State::claimed);
}

TEST_P(JournalArrivals, SameContentIsWorkedWhenASettingLetsItIn) {
  begin_run();
  receive_one(no_sale("1", "content", "filtered_out"));
  begin_run();
  EXPECT_EQ(receive_one(sale("1")).arrival, Arrival::replaced);
  EXPECT_EQ(view("1").state, State::claimed);
}

TEST_P(JournalArrivals, ParkedOrderThatBecomesNoSaleIsSkipped) {
  parked(sale("1"), "product_not_found");
  begin_run();
  EXPECT_EQ(receive_one(no_sale("1", "void")).tally, Tally::skipped);
  EXPECT_EQ(view("1").state, State::skipped);
  EXPECT_EQ(view("1").error, std::nullopt);
}

TEST_P(JournalArrivals, IgnoredOrderStaysIgnoredUntilItsContentChanges) {
  const RowId row = parked(sale("1"), "product_not_found");
  ASSERT_TRUE(journal_->ignore(row, "a test order", "Ada", {}).ok());
  begin_run();
  EXPECT_EQ(receive_one(sale("1")).tally, Tally::already_synced);
  EXPECT_THAT(claim(ClaimOf::waiting), SizeIs(0));
  EXPECT_EQ(receive_one(sale("1", "other")).arrival, Arrival::replaced);
  EXPECT_EQ(view("1").state, State::claimed);
}

TEST_P(JournalArrivals, WaitingOrderOfARemovedSyncIsAdoptedByTheOneThatReceivesItAgain) {
  begin_run();
  const RowId row = receive({sale("1")}, 3).front().row;
  park(row, "product_not_found");
  EXPECT_EQ(view("1").sync_id, 3);
  begin_run();
  EXPECT_THAT(claim(ClaimOf::waiting), SizeIs(0));
  receive({sale("1")}, kSync);
  EXPECT_EQ(view("1").sync_id, kSync);
  EXPECT_THAT(claim(ClaimOf::waiting), SizeIs(1));
}

TEST_P(JournalArrivals, SameBytesReadOtherwiseInTheRunThatTriedThemWait) {
  parked(sale("1"), "product_not_found");
  begin_run();
  ASSERT_THAT(claim(ClaimOf::waiting), SizeIs(1));
  park(view("1").row, "product_not_found", false);
  Incoming reread = sale("1");
  reread.digest = base::digest_of("read with today's settings");
  EXPECT_EQ(receive_one(reread).arrival, Arrival::same_waiting);
  begin_run();
  EXPECT_EQ(receive_one(reread).arrival, Arrival::same_waiting);
}

}  // namespace ordersync::journal
