// What waits of a removed sync, handed over to another one of its source (journal/adopt.h), on every store.
#include "journal/adopt.h"

#include <gmock/gmock.h>

#include "journal/overview.h"
#include "journal/recent.h"
#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using namespace std::chrono_literals;

namespace {

constexpr SyncId kAgain = 99;

void hand_over(sql::Connection& connection, SyncId from) {
  const auto done =
      sql::write_transaction(connection, [&] { return adopt_waiting(connection, "main", from, kAgain); });
  ASSERT_TRUE(done.ok()) << done.error().detail;
}

std::vector<std::string> listed(Journal& journal, const OrderFilter& filter) {
  const auto page = journal.list(filter);
  EXPECT_TRUE(page.ok());
  std::vector<std::string> ids;
  for (const auto& item : page->items) ids.push_back(item.key.external_id);
  return ids;
}

}  // namespace

TEST_P(JournalAdopted, WhatWaitsIsListedCountedAndClaimedByTheSyncThatIsMadeAgain) {
  booked(sale("booked"));
  parked(sale("parked"), "product_not_found: A");
  begin_run();
  Incoming dated = sale("received");
  dated.date = clock_.now() - std::chrono::hours(24 * 40);
  receive_one(dated);
  const RowId unknown = receive_one(sale("unknown")).row;
  intend({unknown}, "the document that was sent");
  leave_unknown(unknown);
  receive_one(no_sale("skipped", "void"));
  const RowId ignored = receive_one(sale("ignored")).row;
  park(ignored, "cause");
  ASSERT_TRUE(journal_->ignore(ignored, "a test", "Ada", {}).ok());
  end_run();
  ASSERT_THAT(syncs_that_wait(*program_.connection, "main").value(), ElementsAre(kSync));

  hand_over(*program_.connection, kSync);
  EXPECT_THAT(syncs_that_wait(*program_.connection, "main").value(), ElementsAre(kAgain));
  for (const auto by : {OrderFilter::By::received, OrderFilter::By::date}) {
    EXPECT_THAT(listed(*journal_, {.sync = kAgain, .by = by}),
                UnorderedElementsAre("parked", "received", "unknown"));
    EXPECT_THAT(listed(*journal_, {.sync = kSync, .by = by}),
                UnorderedElementsAre("booked", "skipped", "ignored"));
  }
  EXPECT_THAT(listed(*journal_, {.sync = kAgain, .dated_from = clock_.now() - 24h}),
              UnorderedElementsAre("parked", "unknown"));
  EXPECT_EQ(journal_->counts(kAgain)->parked, 1);
  EXPECT_EQ(journal_->counts(kSync)->parked, 0);

  begin_run();
  EXPECT_THAT(claim(ClaimOf::waiting), IsEmpty());
  begin_run(Trigger::sync_now, kAgain);
  const auto claimed = claim(ClaimOf::waiting, 0, 100, kAgain);
  ASSERT_THAT(claimed, SizeIs(3));
  for (const auto& one : claimed) {
    const bool sent = one.key.external_id == "unknown";
    EXPECT_EQ(one.was == State::intended, sent) << one.key.external_id << ": asked for, not matched anew";
    EXPECT_EQ(one.document, sent ? "the document that was sent" : "");
  }
}

TEST_P(JournalAdopted, WhatIsBookedIsCountedOnceByTheSyncThatBooksIt) {
  booked(sale("1"));
  parked(sale("2"), "cause");
  hand_over(*program_.connection, kSync);
  begin_run(Trigger::sync_now, kAgain);
  const auto claimed = claim(ClaimOf::waiting, 0, 100, kAgain);
  ASSERT_THAT(claimed, SizeIs(1));
  intend({claimed.front().row});
  settle({claimed.front().row});
  const auto now = base::to_unix_ms(clock_.now());
  const auto until = base::from_unix_ms((now / kQuarterMs + 1) * kQuarterMs);
  const auto hours = Overview(*program_.connection).recent_hours(until - 24h, until);
  ASSERT_TRUE(hours.ok());
  std::map<SyncId, std::int64_t> booked_by;
  for (const auto& hour : *hours) booked_by[hour.sync] += hour.booked;
  EXPECT_EQ(booked_by, (std::map<SyncId, std::int64_t>{{kSync, 1}, {kAgain, 1}}));
}

TEST_P(JournalAdopted, WhatARunHasInHandStaysInItsHands) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  hand_over(*program_.connection, kSync);
  EXPECT_EQ(view("1").sync_id, kAgain);
  intend({row});
  settle({row});
  EXPECT_EQ(view("1").state, State::settled);
}

TEST_P(JournalAdopted, OrdersOfOtherSourcesAndSyncsStay) {
  begin_run();
  Incoming other = sale("1");
  other.key.source = "other";
  receive_one(other);
  receive({sale("2")}, 8);
  hand_over(*program_.connection, kSync);
  EXPECT_THAT(listed(*journal_, {.sync = kAgain}), IsEmpty());
  EXPECT_THAT(listed(*journal_, {.sync = kSync}), ElementsAre("1"));
  EXPECT_THAT(syncs_that_wait(*program_.connection, "main").value(), ElementsAre(SyncId{8}));
}

}  // namespace ordersync::journal
