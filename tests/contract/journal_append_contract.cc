// Orders that come with their document, and batches that are received beside the writer, as the journal's
// contract (docs/decisions/0019 and 0020).
#include <gmock/gmock.h>

#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using namespace std::chrono_literals;

TEST_P(JournalAppends, FreshOrderThatComesWithItsDocumentIsIntendedAtOnce) {
  begin_run();
  const order::Warnings warnings{{"rounded", "A cent was moved"}};
  Incoming first = sale("1");
  first.document = "exactly this";
  first.warnings = &warnings;
  const auto arrived = receive({first, sale("2")});
  EXPECT_EQ(arrived[0].arrival, Arrival::fresh);
  EXPECT_TRUE(arrived[0].intended);
  EXPECT_FALSE(arrived[1].intended);
  EXPECT_EQ(view("1").state, State::intended);
  EXPECT_EQ(view("2").state, State::claimed);
  EXPECT_EQ(*journal_->document(arrived[0].row), "exactly this");
  settle({arrived[0].row});
  EXPECT_EQ(view("1").state, State::settled);
  EXPECT_EQ(view("1").warnings, warnings);
  EXPECT_THAT(steps(arrived[0].row),
              ElementsAre("received", "matched", "intended", "posted", "read_back", "booked"));
}

TEST_P(JournalAppends, OrderThatWasIntendedAsItCameIsTheUnknownOutcomeOfADeadProcess) {
  begin_run();
  Incoming incoming = sale("1");
  incoming.document = "exactly this";
  const RowId row = receive_one(incoming).row;
  crash();
  begin_run();
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed[0].row, row);
  EXPECT_EQ(claimed[0].was, State::intended);
  EXPECT_EQ(claimed[0].document, "exactly this");
}

TEST_P(JournalAppends, OrderThatIsKnownIsNotIntendedAsItComes) {
  const RowId waiting = parked(sale("1"), "product_not_found");
  booked(sale("2"));
  begin_run();
  Incoming newer = sale("1", "other content");
  newer.document = "exactly this";
  Incoming same = sale("2");
  same.document = "exactly this";
  const auto arrived = receive({newer, same});
  EXPECT_EQ(arrived[0].arrival, Arrival::replaced);
  EXPECT_FALSE(arrived[0].intended);
  EXPECT_EQ(view("1").state, State::claimed);
  EXPECT_EQ(arrived[1].arrival, Arrival::same);
  EXPECT_FALSE(arrived[1].intended);
  intend({waiting});
}

TEST_P(JournalAppends, OfTwoContentsInOneBatchTheLastOnesDocumentIsIntended) {
  begin_run();
  Incoming first = sale("1");
  first.document = "the first";
  Incoming last = sale("1", "other content");
  last.document = "the last";
  const auto arrived = receive({first, last});
  EXPECT_FALSE(arrived[0].intended);
  EXPECT_TRUE(arrived[1].intended);
  EXPECT_EQ(*journal_->document(arrived[1].row), "the last");
}

TEST_P(JournalAppends, BatchInWhichAllIsNewIsAppended) {
  begin_run();
  receive_one(sale("0"));  // its source is known from here on
  auto other = start();
  std::vector<Incoming> batch{sale("1"), refused("2", "bytes"), sale("1"), no_sale("3", "content")};
  batch[0].document = "exactly this";
  const auto appended = other.journal->append(lease_, kSync, run_, batch);
  ASSERT_TRUE(appended.ok()) << appended.error().message;
  ASSERT_TRUE(appended->has_value());
  const std::vector<Arrived>& arrived = **appended;
  ASSERT_THAT(arrived, SizeIs(4));
  EXPECT_EQ(arrived[0].arrival, Arrival::fresh);
  EXPECT_TRUE(arrived[0].intended);
  EXPECT_EQ(arrived[1].tally, Tally::failed);
  EXPECT_EQ(arrived[2].arrival, Arrival::repeated);
  EXPECT_EQ(arrived[3].tally, Tally::skipped);
  EXPECT_EQ(view("1").state, State::intended);
  EXPECT_EQ(view("2").state, State::parked);
  EXPECT_EQ(view("3").state, State::skipped);
  settle({arrived[0].row});
  EXPECT_EQ(view("1").state, State::settled);
}

TEST_P(JournalAppends, BatchInWhichSomethingIsKnownIsNotAppended) {
  begin_run();
  auto other = start();
  const auto append = [&](std::vector<Incoming> batch) {
    const auto appended = other.journal->append(lease_, kSync, run_, batch);
    EXPECT_TRUE(appended.ok()) << appended.error().message;
    return appended.ok() && appended->has_value();
  };
  EXPECT_FALSE(append({sale("1")})) << "a source that nobody knows";
  receive_one(sale("1"));
  EXPECT_FALSE(append({sale("2"), sale("1")}));
  EXPECT_FALSE(append({sale("2"), refund("9", "", "one"), refund("9", "", "another")})) << "a further refund";
  EXPECT_FALSE(journal_->find(sale("2").key)->has_value()) << "nothing was changed";
  EXPECT_TRUE(append({sale("2")}));
}

TEST_P(JournalAppends, NothingIsAppendedUnderALeaseThatIsGone) {
  begin_run();
  receive_one(sale("0"));
  auto other = start();
  const std::vector<Incoming> batch{sale("1")};
  const Lease old = lease_;
  clock_.advance(16min);
  EXPECT_EQ(other.journal->append(old, kSync, run_, batch).error().code, "lease_lost");
  ASSERT_TRUE(journal_->close_lease(old).ok());
  EXPECT_EQ(other.journal->append(old, kSync, run_, batch).error().code, "lease_lost");
  EXPECT_FALSE(journal_->find(sale("1").key)->has_value());
}

TEST_P(JournalAppends, WhatIsPushedIsNotIntendedAsItComes) {
  std::vector<Incoming> batch{sale("1")};
  batch.front().document = "exactly this";
  const auto arrived = journal_->receive_pushed(kSync, batch, {});
  ASSERT_TRUE(arrived.ok()) << arrived.error().message;
  EXPECT_FALSE(arrived->front().intended);
  EXPECT_EQ(view("1").state, State::received);
  EXPECT_EQ(*journal_->document(arrived->front().row), "");
}

}  // namespace ordersync::journal
