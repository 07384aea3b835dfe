// What a dry run asks the journal: answered as it would be received and claimed, and undone.
#include <gmock/gmock.h>
#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::SizeIs;

TEST_P(JournalArrivals, WhatIsTriedIsAnsweredAsReceivedAndLeavesNothing) {
  const RowId old = booked(sale("1"));
  const RowId waiting = parked(sale("2"), "product_not_found");
  const std::vector<Incoming> batch = {sale("1", "other"), sale("2"), sale("3"), sale("3"),
                                       no_sale("4", "x")};
  const auto steps_before = steps(old);
  for (int times = 0; times < 2; ++times) {
    const auto claimed = journal_->try_claim(kSync, 0, 500).value();
    ASSERT_THAT(claimed, SizeIs(1));
    EXPECT_EQ(claimed.front().row, waiting);
    EXPECT_EQ(claimed.front().problem.cause, "product_not_found");
    EXPECT_THAT(journal_->try_claim(kSync, waiting, 500).value(), SizeIs(0));
    const auto tried = journal_->try_receive(kSync, batch).value();
    ASSERT_THAT(tried, SizeIs(batch.size()));
    EXPECT_EQ(tried[0].arrival, Arrival::changed_after_booking);
    EXPECT_EQ(tried[0].tally, Tally::failed);
    EXPECT_EQ(tried[1].arrival, Arrival::same_waiting);
    EXPECT_EQ(tried[1].tally, Tally::waiting);
    EXPECT_EQ(tried[4].tally, Tally::skipped);
  }
  EXPECT_EQ(steps(old), steps_before);
  EXPECT_FALSE(view("1").attention.has_value());
  EXPECT_EQ(view("2").state, State::parked);
  EXPECT_FALSE(journal_->find(batch[2].key).value().has_value());
  begin_run();
  EXPECT_EQ(receive(batch).front().arrival, Arrival::changed_after_booking);
}

}  // namespace ordersync::journal
