// Leases, claims, intents and outcomes as the journal's contract (design "Exactly once" 2–7).
#include <gmock/gmock.h>

#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

std::vector<RowId> rows_of(const std::vector<Claimed>& claimed) {
  std::vector<RowId> rows;
  for (const auto& one : claimed) rows.push_back(one.row);
  return rows;
}

// Each try may stop the POS for minutes, or book a second time.
TEST_P(JournalWork, OrderThatThePosNeverAnsweredOrShowedIsTriedWhenAPersonSaysSo) {
  int number = 0;
  for (const char* const code : {"odoo_no_answer", "not_shown"}) {
    begin_run();
    const RowId row = receive_one(sale(std::to_string(++number))).row;
    park(row, code);
    begin_run();
    EXPECT_EQ(journal_->wake(kSync, "the catalogue changed").value(), 0) << code;
    EXPECT_THAT(claim(ClaimOf::waiting), IsEmpty()) << code;
    EXPECT_TRUE(journal_->claim_one(lease_, run_, row, Ignored::stays).ok()) << code;
  }
}

// ---- leases

TEST_P(JournalWork, RowsUnderALiveLeaseAreNobodyElses) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  auto other = start();
  const auto run = other.runs->begin(8, Trigger::push, owner_, clock_.now() + 1min);
  const auto lease = other.journal->open_lease(*run, owner_, clock_.now() + 1min);
  EXPECT_THAT(*other.journal->claim(*lease, kSync, *run, ClaimOf::waiting, 0, 10), IsEmpty());
  EXPECT_EQ(other.journal->claim_one(*lease, *run, row, Ignored::stays).error().code, "order_not_waiting");
  const Intent intent{row, "document", nullptr, std::nullopt};
  EXPECT_EQ(other.journal->intend(*lease, *run, std::span(&intent, 1)).error().code, "lease_lost");
  intend({row});
}

TEST_P(JournalWork, PassedLeaseMayNeitherIntendNorFinish) {
  begin_run();
  const RowId first = receive_one(sale("1")).row;
  const RowId second = receive_one(sale("2")).row;
  intend({first});
  clock_.advance(16min);
  const Intent intent{second, "document", nullptr, std::nullopt};
  EXPECT_EQ(journal_->intend(lease_, run_, std::span(&intent, 1)).error().code, "lease_lost");
  const Settlement settlement{first, "Main Store/0001", false, std::nullopt, {}};
  const auto refused = journal_->finish(lease_, run_, std::span(&settlement, 1), {});
  EXPECT_EQ(refused.error().code, "lease_lost");
  EXPECT_EQ(refused.error().kind, base::ErrorKind::conflict);
  EXPECT_EQ(journal_->receive(lease_, kSync, run_, {}).error().code, "lease_lost");
  EXPECT_EQ(view("1").state, State::intended);
  EXPECT_EQ(view("2").state, State::claimed);
}

TEST_P(JournalWork, EndOfABatchAndTheNextOneAreOneStep) {
  begin_run();
  const RowId sold = receive_one(sale("1")).row;
  const RowId wrong = receive_one(sale("2")).row;
  intend({sold});
  Finished finished;
  finished.settled.push_back({sold, "Main Store/0001", false, std::nullopt, {}});
  finished.parked.push_back(
      {wrong, {"product_not_found", "no", "product_not_found", order::Remedy::fix}, true, false, {}});
  const std::vector<Incoming> next{sale("3"), sale("1"), sale("2")};
  auto arrived = journal_->finish_and_receive(lease_, kSync, run_, finished, next);
  ASSERT_TRUE(arrived.ok()) << arrived.error().message;
  ASSERT_THAT(*arrived, SizeIs(3));
  EXPECT_EQ((*arrived)[0].arrival, Arrival::fresh);
  EXPECT_EQ((*arrived)[1].arrival, Arrival::same) << "it is booked by now";
  EXPECT_EQ((*arrived)[1].counted, Tally::booked);
  EXPECT_EQ((*arrived)[2].counted, Tally::failed);
  EXPECT_EQ(view("1").state, State::settled);
  EXPECT_EQ(view("2").state, State::parked);
  EXPECT_EQ(view("3").state, State::claimed);
}

TEST_P(JournalWork, NeitherTheEndOfABatchNorTheNextOneIsKeptUnderAPassedLease) {
  begin_run();
  const RowId sold = receive_one(sale("1")).row;
  intend({sold});
  clock_.advance(16min);
  Finished finished;
  finished.settled.push_back({sold, "Main Store/0001", false, std::nullopt, {}});
  const std::vector<Incoming> next{sale("2")};
  EXPECT_EQ(journal_->finish_and_receive(lease_, kSync, run_, finished, next).error().code, "lease_lost");
  EXPECT_EQ(view("1").state, State::intended);
  EXPECT_FALSE(journal_->find(next.front().key)->has_value());
}

TEST_P(JournalWork, LeaseThatNobodyTookOverCanBeExtended) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  clock_.advance(16min);
  ASSERT_TRUE(journal_->extend(lease_, clock_.now() + 15min).ok());
  intend({row});
}

TEST_P(JournalWork, LeaseThatWasTakenOverIsLost) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  const Lease old = lease_;
  const RunId old_run = run_;
  clock_.advance(16min);
  auto other = start();
  const auto run = other.runs->begin(kSync, Trigger::schedule, owner_, clock_.now() + 15min);
  ASSERT_TRUE(run.ok());
  const auto lease = other.journal->open_lease(*run, owner_, clock_.now() + 15min);
  const auto claimed = other.journal->claim(*lease, kSync, *run, ClaimOf::due, 0, 10);
  ASSERT_THAT(*claimed, SizeIs(1));
  EXPECT_EQ(claimed->front().was, State::received);
  EXPECT_EQ(journal_->extend(old, clock_.now() + 15min).error().code, "lease_lost");
  const Intent intent{row, "document", nullptr, std::nullopt};
  EXPECT_EQ(journal_->intend(old, old_run, std::span(&intent, 1)).error().code, "lease_lost");
  EXPECT_TRUE(journal_->close_lease(old).ok()) << "letting go twice harms nobody";
  EXPECT_TRUE(other.journal->intend(*lease, *run, std::span(&intent, 1)).ok());
}

TEST_P(JournalWork, ForgedTokenIsNoLease) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  Lease forged = lease_;
  forged.token = std::string(32, '0');
  const Intent intent{row, "document", nullptr, std::nullopt};
  EXPECT_EQ(journal_->intend(forged, run_, std::span(&intent, 1)).error().code, "lease_lost");
  EXPECT_TRUE(journal_->close_lease(forged).ok());
  intend({row});
}

TEST_P(JournalWork, ClosedLeaseGivesEveryRowBackToWhereItWas) {
  const RowId waiting = parked(sale("1"), "product_not_found");
  begin_run();
  ASSERT_THAT(claim(ClaimOf::waiting), SizeIs(1));
  const RowId fresh = receive_one(sale("2")).row;
  const RowId intended = receive_one(sale("3")).row;
  intend({intended});
  end_run();
  EXPECT_EQ(view("1").state, State::parked);
  EXPECT_EQ(view("1").error->code, "product_not_found");
  EXPECT_EQ(view("2").state, State::received);
  EXPECT_EQ(view("3").state, State::intended);
  begin_run();
  EXPECT_THAT(rows_of(claim(ClaimOf::due)), ElementsAre(fresh, intended));
  EXPECT_THAT(rows_of(claim(ClaimOf::waiting)), ElementsAre(waiting));
}

TEST_P(JournalWork, RowsOfADeadProcessAreFreeAtOnce) {
  parked(sale("1"), "product_not_found");
  begin_run();
  claim(ClaimOf::waiting);
  const RowId fresh = receive_one(sale("2")).row;
  const RowId intended = receive_one(sale("3")).row;
  intend({intended}, "exactly this");
  crash();
  begin_run();
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(rows_of(claimed), ElementsAre(fresh, intended));
  EXPECT_EQ(claimed[0].was, State::received);
  EXPECT_EQ(claimed[1].was, State::intended) << "the unknown outcome";
  EXPECT_EQ(claimed[1].document, "exactly this");
  EXPECT_EQ(view("1").state, State::parked);
  settle({intended});
  EXPECT_EQ(view("3").state, State::settled);
}

// ---- claims

TEST_P(JournalWork, ClaimsGoOldestFirstFromAfterOnwardsUpToTheLimit) {
  begin_run();
  std::vector<Incoming> batch;
  for (int i = 0; i < 10; ++i) batch.push_back(sale(std::to_string(i)));
  std::vector<RowId> rows;
  for (const auto& one : receive(batch)) rows.push_back(one.row);
  begin_run();
  EXPECT_THAT(rows_of(claim(ClaimOf::due, 0, 3)), ElementsAre(rows[0], rows[1], rows[2]));
  EXPECT_THAT(rows_of(claim(ClaimOf::due, rows[6], 2)), ElementsAre(rows[7], rows[8]));
  EXPECT_THAT(rows_of(claim(ClaimOf::due, 0, 100)), ElementsAre(rows[3], rows[4], rows[5], rows[6], rows[9]));
  EXPECT_THAT(claim(ClaimOf::due), IsEmpty());
}

TEST_P(JournalWork, ClaimStopsAtAFewMegabytes) {
  begin_run();
  const std::string megabyte(1 << 20, 'x');
  std::vector<Incoming> batch;
  for (int i = 0; i < 12; ++i) {
    batch.push_back(sale(std::to_string(i)));
    batch.back().payload = megabyte;
  }
  receive(batch);
  begin_run();
  EXPECT_THAT(claim(ClaimOf::due), SizeIs(4));
  EXPECT_THAT(claim(ClaimOf::due), SizeIs(4));
  EXPECT_THAT(claim(ClaimOf::due), SizeIs(4));
  EXPECT_THAT(claim(ClaimOf::due), IsEmpty());
}

TEST_P(JournalWork, ClaimsKeepToTheirSync) {
  begin_run();
  receive({sale("1")}, 3);
  begin_run();
  EXPECT_THAT(claim(ClaimOf::waiting), IsEmpty());
}

TEST_P(JournalWork, TemporaryFailureIsDueWhenItsTimeHasComeAndFixesAtTheStartOfARun) {
  begin_run();
  const RowId later = receive_one(sale("1")).row;
  const RowId fix = receive_one(sale("2")).row;
  park(later, "pos_unreachable", true, order::Remedy::wait, clock_.now() + 5min);
  park(fix, "product_not_found");
  begin_run();
  EXPECT_FALSE(journal_->due_syncs()->contains(kSync));
  EXPECT_THAT(claim(ClaimOf::due), IsEmpty());
  clock_.advance(5min);
  EXPECT_TRUE(journal_->due_syncs()->contains(kSync));
  EXPECT_FALSE(journal_->due_syncs()->contains(kSync + 1));
  EXPECT_THAT(rows_of(claim(ClaimOf::due)), ElementsAre(later));
  begin_run();
  EXPECT_THAT(rows_of(claim(ClaimOf::waiting)), ElementsAre(later, fix));
}

TEST_P(JournalWork, ClaimTellsCauseAttemptsAndHowItCounted) {
  const RowId row = parked(sale("1"), "product_not_found");
  begin_run();
  auto claimed = claim(ClaimOf::waiting);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].was, State::parked);
  EXPECT_EQ(claimed[0].problem.cause, "product_not_found");
  EXPECT_EQ(claimed[0].attempts, 1);
  EXPECT_EQ(claimed[0].counted, Tally::none);
  park(row, "product_not_found", false);
  EXPECT_EQ(view("1").attempts, 2);
  claimed = claim(ClaimOf::waiting);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].counted, Tally::waiting);
}

TEST_P(JournalWork, RowThatFailedInThisRunStaysFailedWhenItIsParkedAgain) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  park(row, "product_not_found");
  claim(ClaimOf::waiting);
  park(row, "product_not_found", false);
  EXPECT_EQ(claim(ClaimOf::waiting).front().counted, Tally::failed);
}

TEST_P(JournalWork, WokenRowsAreDue) {
  const RowId row = parked(sale("1"), "product_not_found");
  EXPECT_FALSE(journal_->due_syncs()->contains(kSync));
  EXPECT_EQ(*journal_->wake(kSync + 1, "catalogue changed"), 0);
  EXPECT_EQ(*journal_->wake(kSync, "catalogue changed"), 1);
  EXPECT_TRUE(journal_->due_syncs()->contains(kSync));
  EXPECT_EQ(journal_->timeline(row)->back().text, "catalogue changed");
  begin_run();
  EXPECT_THAT(rows_of(claim(ClaimOf::due)), ElementsAre(row));
}

TEST_P(JournalWork, ReceivedRowsAloneCallForNoRun) {
  begin_run();
  receive_one(sale("1"));
  end_run();
  EXPECT_FALSE(journal_->due_syncs()->contains(kSync));
}

TEST_P(JournalWork, ReceivedRowsThatAreWokenCallForARunOnce) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  end_run();
  EXPECT_EQ(*journal_->wake(std::nullopt, "session opened"), 0);
  EXPECT_TRUE(journal_->due_syncs()->contains(kSync));
  EXPECT_EQ(journal_->counts(kSync)->received, 1);
  OrderFilter received;
  received.state = "received";
  EXPECT_THAT(journal_->list(received)->items, SizeIs(1));
  begin_run();
  EXPECT_THAT(rows_of(claim(ClaimOf::due)), ElementsAre(row));
  end_run();  // there was no session after all
  EXPECT_FALSE(journal_->due_syncs()->contains(kSync));
}

TEST_P(JournalWork, OrderOfUnknownOutcomeIsDueWhenASessionIsOpened) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  intend({row});
  leave_unknown(row, clock_.now() + 1h);
  end_run();
  EXPECT_THAT(*journal_->due_syncs(), IsEmpty());
  ASSERT_TRUE(journal_->wake(std::nullopt, "session opened").ok());
  EXPECT_THAT(*journal_->due_syncs(), ElementsAre(kSync));
}

TEST_P(JournalWork, IntendedRowOfADeadProcessCallsForARun) {
  begin_run();
  intend({receive_one(sale("1")).row});
  EXPECT_FALSE(journal_->due_syncs()->contains(kSync));
  crash();
  EXPECT_TRUE(journal_->due_syncs()->contains(kSync));
}

TEST_P(JournalWork, RetryTakesOneWaitingRowAndNoOther) {
  const RowId waiting = parked(sale("1"), "product_not_found");
  const RowId done = booked(sale("2"));
  const RowId ended = parked(sale("3"), "product_not_found");
  ASSERT_TRUE(journal_->ignore(ended, "a test", "Ada", {}).ok());
  begin_run(Trigger::retry);
  EXPECT_EQ(journal_->claim_one(lease_, run_, 999, Ignored::stays).error().code, "order_not_found");
  EXPECT_EQ(journal_->claim_one(lease_, run_, done, Ignored::stays).error().code, "order_not_waiting");
  EXPECT_EQ(journal_->claim_one(lease_, run_, ended, Ignored::stays).error().code, "order_not_waiting");
  const auto claimed = journal_->claim_one(lease_, run_, waiting, Ignored::stays);
  ASSERT_TRUE(claimed.ok());
  EXPECT_EQ(claimed->payload, "payload of content");
  EXPECT_THAT(steps(waiting), ElementsAre("received", "parked", "retried"));
  EXPECT_EQ(journal_->timeline(waiting)->back().actor, "Retry");
}

// ---- intents and outcomes

TEST_P(JournalWork, IntentKeepsTheExactDocumentAndItsWarnings) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  EXPECT_EQ(*journal_->document(row), "");
  const order::Warnings warnings = {{"rounding", "a cent \xff \"quoted\""}, {"stock", "went negative"}};
  const std::string document("{\"x\":\"\0\"}", 9);
  const Intent intent{row, document, &warnings, std::nullopt};
  ASSERT_TRUE(journal_->intend(lease_, run_, std::span(&intent, 1)).ok());
  EXPECT_EQ(*journal_->document(row), document);
  leave_unknown(row);
  const auto claimed = claim(ClaimOf::waiting);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].document, document);
  EXPECT_FALSE(claimed[0].superseded);
  const Settlement settlement{row, "Main Store/0001", true, std::nullopt, {{"late", "came late"}}};
  ASSERT_TRUE(journal_->finish(lease_, run_, std::span(&settlement, 1), {}).ok());
  EXPECT_THAT(view("1").warnings, SizeIs(3));
  EXPECT_THAT(steps(row),
              ElementsAre("received", "unknown", "matched", "intended", "found", "read_back", "booked"));
}

TEST_P(JournalWork, BatchIsIntendedWholeOrNotAtAll) {
  begin_run();
  const RowId mine = receive_one(sale("1")).row;
  const RowId gone = receive_one(sale("2")).row;
  park(gone, "product_not_found");
  const std::vector<Intent> batch = {{mine, "a", nullptr, std::nullopt}, {gone, "b", nullptr, std::nullopt}};
  EXPECT_EQ(journal_->intend(lease_, run_, batch).error().code, "lease_lost");
  EXPECT_EQ(view("1").state, State::claimed);
  EXPECT_EQ(*journal_->document(mine), "");
}

TEST_P(JournalWork, NothingIsSettledThatWasNotIntended) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  const Settlement settlement{row, "Main Store/0001", false, std::nullopt, {}};
  EXPECT_EQ(journal_->finish(lease_, run_, std::span(&settlement, 1), {}).error().code, "lease_lost");
  EXPECT_EQ(view("1").state, State::claimed);
}

TEST_P(JournalWork, NothingIsIntendedOrSettledTwice) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  intend({row});
  const Intent intent{row, "another", nullptr, std::nullopt};
  EXPECT_EQ(journal_->intend(lease_, run_, std::span(&intent, 1)).error().code, "lease_lost");
  settle({row});
  const Settlement settlement{row, "Main Store/0002", false, std::nullopt, {}};
  EXPECT_EQ(journal_->finish(lease_, run_, std::span(&settlement, 1), {}).error().code, "lease_lost");
  EXPECT_EQ(view("1").pos_order, "Main Store/0001");
  EXPECT_EQ(*journal_->document(row), "document");
}

TEST_P(JournalWork, BatchEndsInOneStepSomeBookedSomeParkedSomeUnknown) {
  begin_run();
  const auto arrived = receive({sale("1"), sale("2"), sale("3"), sale("4"), sale("5")});
  intend({arrived[0].row, arrived[2].row, arrived[4].row});
  const std::vector<Settlement> settled = {
      {arrived[4].row, "Main Store/0002", false, order::Notice{"differs", "the total differs"}, {}},
      {arrived[0].row, "Main Store/0001", false, std::nullopt, {}}};
  Parking refused{
      arrived[1].row, {"product_not_found", "m", "c", order::Remedy::fix}, true, false, std::nullopt};
  Parking unknown{
      arrived[2].row, {"timed_out", "m", "timed_out", order::Remedy::wait}, true, true, clock_.now() + 1min};
  const std::vector<Parking> parked = {refused, unknown};
  ASSERT_TRUE(journal_->finish(lease_, run_, settled, parked).ok());
  EXPECT_EQ(view("1").state, State::settled);
  EXPECT_EQ(view("2").state, State::parked);
  EXPECT_EQ(view("3").state, State::intended);
  EXPECT_EQ(view("3").error->code, "timed_out");
  EXPECT_EQ(view("4").state, State::claimed) << "went on waiting";
  EXPECT_EQ(view("5").attention->code, "differs");
  EXPECT_EQ(view("5").pos_order, "Main Store/0002");
}

TEST_P(JournalWork, UnknownOutcomeIsAskedForWhenItsTimeHasComeOrAtTheStartOfARun) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  intend({row});
  leave_unknown(row, clock_.now() + 5min);
  EXPECT_THAT(claim(ClaimOf::due), IsEmpty());
  begin_run();
  ASSERT_THAT(claim(ClaimOf::waiting), SizeIs(1));
  leave_unknown(row, clock_.now() + 5min);
  clock_.advance(5min);
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].was, State::intended);
  EXPECT_EQ(claimed[0].attempts, 2);
}

TEST_P(JournalWork, IntentThatThePosRefusedMakesRoomForANewDocument) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  intend({row}, "first document");
  park(row, "refused_by_pos");
  EXPECT_EQ(claim(ClaimOf::waiting).front().was, State::parked);
  intend({row}, "second document");
  settle({row});
  EXPECT_EQ(*journal_->document(row), "second document");
  EXPECT_EQ(view("1").error, std::nullopt);
  EXPECT_THAT(steps(row), ElementsAre("received", "intended", "parked", "matched", "intended", "posted",
                                      "read_back", "booked"));
}

TEST_P(JournalWork, EverythingSurvivesAnEndWithoutAWordAfterEveryStep) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  crash();
  EXPECT_EQ(view("1").state, State::claimed) << "received is durable";
  begin_run();
  ASSERT_THAT(rows_of(claim(ClaimOf::due)), ElementsAre(row));
  crash();
  begin_run();
  ASSERT_THAT(rows_of(claim(ClaimOf::due)), ElementsAre(row));
  intend({row}, "exactly this");
  crash();
  begin_run();
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].document, "exactly this");
  crash();
  begin_run();
  ASSERT_EQ(claim(ClaimOf::due).front().was, State::intended);
  settle({row});
  crash();
  begin_run();
  EXPECT_THAT(claim(ClaimOf::waiting), IsEmpty());
  EXPECT_EQ(receive_one(sale("1")).tally, Tally::already_synced);
  EXPECT_EQ(view("1").pos_order, "Main Store/0001");
}

// ---- what people decide

TEST_P(JournalWork, IgnoreEndsAWaitingOrderAndSaysWhy) {
  const RowId row = parked(sale("1"), "product_not_found");
  clock_.advance(std::chrono::minutes(1));
  ASSERT_TRUE(journal_->ignore(row, "a test order", "Ada", {}).ok());
  EXPECT_EQ(view("1").state, State::ignored);
  EXPECT_EQ(view("1").error, std::nullopt);
  EXPECT_EQ(view("1").updated_at, clock_.now());
  EXPECT_EQ(view("1").attempts, 1);
  const auto last = journal_->timeline(row)->back();
  EXPECT_EQ(last.step, "ignored");
  EXPECT_EQ(last.actor, "Ada");
  EXPECT_EQ(last.text, "a test order");
  EXPECT_EQ(journal_->ignore(row, "again", "Ada", {}).error().code, "order_not_waiting");
  EXPECT_EQ(journal_->ignore(999, "", "Ada", {}).error().code, "order_not_found");
}

TEST_P(JournalWork, SaleThatARefundWaitsForIsClaimedWhereItWaitsOrWasIgnored) {
  const RowId refund_row = parked(refund("1", ""), "sale_not_booked");
  const RowId row = parked(sale("1"), "product_not_found");
  begin_run();
  auto claimed = journal_->claim_sale(lease_, kSync, run_, refund_row, nullptr, "Ada");
  ASSERT_TRUE(claimed.ok() && *claimed);
  EXPECT_EQ((*claimed)->row, row);
  EXPECT_FALSE((*claimed)->as_sale);
  park(row, "product_not_found", false);
  ASSERT_TRUE(journal_->ignore(row, "a test order", "Ada", {}).ok());
  claimed = journal_->claim_sale(lease_, kSync, run_, refund_row, nullptr, "Ada");
  ASSERT_TRUE(claimed.ok() && *claimed);
  EXPECT_EQ((*claimed)->row, row);
  EXPECT_THAT(steps(row), ElementsAre("received", "parked", "retried", "ignored", "taken_up", "retried"));
  intend({row});
  settle({row});
  EXPECT_EQ(*journal_->claim_sale(lease_, kSync, run_, refund_row, nullptr, "Ada"), std::nullopt);
}

TEST_P(JournalWork, SaleThatNeverCameOrIsSkippedIsReceivedAsItsRefund) {
  const Incoming as_sale = sale("1", "read from the refund");
  for (const bool skipped : {false, true}) {
    const std::string id = skipped ? "2" : "1";
    Incoming incoming = as_sale;
    incoming.key.external_id = id;
    if (skipped) {
      begin_run();
      receive_one(no_sale(id, "open"));
    }
    const RowId refund_row = parked(refund(id, ""), "sale_not_booked");
    begin_run();
    const auto refused = journal_->claim_sale(lease_, kSync, run_, refund_row, nullptr, "Ada");
    EXPECT_EQ(refused.error().code, "sale_not_received");
    auto claimed = journal_->claim_sale(lease_, kSync, run_, refund_row, &incoming, "Ada");
    ASSERT_TRUE(claimed.ok() && *claimed) << id;
    EXPECT_EQ((*claimed)->key, incoming.key);
    EXPECT_EQ((*claimed)->payload, incoming.payload);
    EXPECT_TRUE((*claimed)->as_sale);
    EXPECT_EQ(steps((*claimed)->row).back(), "taken_up");
    crash();  // what was decided is durable with it
    begin_run();
    const auto again = claim(ClaimOf::due);
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_TRUE(again[0].as_sale);
    park(again[0].row, "product_not_found");
    begin_run();
    EXPECT_EQ(receive_one(sale(id, "as the source sends it")).arrival, Arrival::replaced);
    park(again[0].row, "product_not_found");
    begin_run();
    EXPECT_FALSE(journal_->claim_one(lease_, run_, again[0].row, Ignored::stays)->as_sale);
  }
}

TEST_P(JournalWork, OnlyARefundThatWaitsForItsSaleHasOneToBook) {
  const RowId other = parked(refund("1", ""), "product_not_found");
  begin_run();
  EXPECT_EQ(journal_->claim_sale(lease_, kSync, run_, other, nullptr, "Ada").error().code,
            "order_not_waiting");
  EXPECT_EQ(journal_->claim_sale(lease_, kSync, run_, 999, nullptr, "Ada").error().code, "order_not_found");
}

TEST_P(JournalWork, DecisionAboutOlderContentCountsNoMore) {
  const RowId row = parked(refund("1", "a", "old"), "sale_not_booked");
  ASSERT_TRUE(journal_->refund_alone(row, "Ada").ok());
  begin_run();
  ASSERT_EQ(receive_one(refund("1", "a", "new")).arrival, Arrival::replaced);
  park(row, "sale_not_booked");
  begin_run();
  EXPECT_FALSE(claim(ClaimOf::waiting).front().refund_alone);
}

TEST_P(JournalWork, OrderInHandOrOfUnknownOutcomeCannotBeIgnored) {
  begin_run();
  const RowId in_hand = receive_one(sale("1")).row;
  const RowId unknown = receive_one(sale("2")).row;
  intend({unknown});
  leave_unknown(unknown);
  EXPECT_EQ(journal_->ignore(in_hand, "", "Ada", {}).error().code, "order_not_waiting");
  EXPECT_EQ(journal_->ignore(unknown, "", "Ada", {}).error().code, "order_not_waiting");
}

TEST_P(JournalWork, ClaimedRowsOfADeadProgramAreDue) {
  begin_run();
  receive({sale("1")});
  EXPECT_FALSE(journal_->due_syncs()->contains(kSync)) << "somebody works on it";
  crash();
  EXPECT_TRUE(journal_->due_syncs()->contains(kSync));
}

TEST_P(JournalWork, LeaseIsCheckedBeforeAnythingIsSent) {
  begin_run();
  EXPECT_TRUE(journal_->check_lease(lease_).ok());
  Program other = start();
  clock_.advance(std::chrono::minutes(16));
  auto passed = journal_->check_lease(lease_);
  ASSERT_FALSE(passed.ok());
  EXPECT_EQ(passed.error().code, "lease_lost");
  // Extended in time it is the caller's again, until somebody takes it over.
  ASSERT_TRUE(journal_->extend(lease_, clock_.now() + std::chrono::minutes(15)).ok());
  EXPECT_TRUE(journal_->check_lease(lease_).ok());
  clock_.advance(std::chrono::minutes(16));
  ASSERT_TRUE(other.journal->open_lease(run_, owner_, clock_.now() + std::chrono::minutes(15)).ok());
  EXPECT_FALSE(journal_->check_lease(lease_).ok());
  EXPECT_EQ(journal_->extend(lease_, clock_.now() + std::chrono::minutes(15)).error().code, "lease_lost");
}

}  // namespace ordersync::journal
