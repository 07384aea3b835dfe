// What is pushed, as the journal's contract: received without a run, once, with what is to be durable beside
// it; and rows that turn out to be no orders.
#include <gmock/gmock.h>

#include "journal/retention.h"
#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using namespace std::chrono_literals;

namespace {

std::vector<Arrival> arrivals(const std::vector<Arrived>& arrived) {
  std::vector<Arrival> all;
  for (const auto& one : arrived) all.push_back(one.arrival);
  return all;
}

// A payload that reads today as the content it is told.
class ReadsAs final : public ContentReader {
 public:
  explicit ReadsAs(std::string content) : content_(std::move(content)) {}
  std::optional<Read> read(const order::OrderKey&, std::string_view payload) override {
    asked.emplace_back(payload);
    if (content_.empty()) return std::nullopt;
    return Read{base::digest_of(content_), {}};
  }
  std::vector<std::string> asked;

 private:
  std::string content_;
};

}  // namespace

TEST_P(JournalArrivals, PushedOrderWaitsForTheNextClaim) {
  const std::vector<Incoming> batch{sale("1"), refused("digest:00", "bytes"), no_sale("3", "content")};
  const auto arrived = journal_->receive_pushed(kSync, batch, {});
  ASSERT_TRUE(arrived.ok()) << arrived.error().message;
  EXPECT_THAT(arrivals(*arrived), ElementsAre(Arrival::fresh, Arrival::fresh, Arrival::fresh));
  EXPECT_EQ(view("main/1").state, State::received);
  EXPECT_EQ(view("main/digest:00").state, State::received) << "a run tries it, and counts it as failed";
  EXPECT_EQ(view("main/3").state, State::skipped);
  const auto events = *journal_->timeline(arrived->front().row);
  EXPECT_EQ(events.front().actor, "push");
  EXPECT_EQ(events.front().run, std::nullopt);
  EXPECT_EQ(journal_->counts(kSync)->received, 2);

  begin_run(Trigger::push);
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(claimed, SizeIs(2));
  EXPECT_EQ(claimed[0].counted, Tally::none);
  intend({claimed[0].row});
  settle({claimed[0].row});
  EXPECT_EQ(view("main/1").state, State::settled);
}

TEST_P(JournalArrivals, PushedAndFetchedIsOneOrder) {
  const auto pushed = *journal_->receive_pushed(kSync, std::vector{sale("1")}, {});
  begin_run();
  const auto fetched = receive_one(sale("1"));
  EXPECT_EQ(fetched.row, pushed.front().row);
  EXPECT_EQ(fetched.arrival, Arrival::same_waiting);
  const auto again = *journal_->receive_pushed(kSync, std::vector{sale("1")}, {});
  EXPECT_EQ(again.front().row, pushed.front().row);
  EXPECT_EQ(again.front().arrival, Arrival::same_waiting);
}

// It is worked later in the same run, and counted once.
TEST_P(JournalArrivals, PushedAndThenFetchedBeforeItIsWorkedCountsOnceInTheRun) {
  begin_run();
  const RowId row = journal_->receive_pushed(kSync, std::vector{sale("1")}, {})->front().row;
  const auto fetched = receive_one(sale("1"));
  EXPECT_EQ(fetched.tally, Tally::waiting);
  const auto claimed = claim(ClaimOf::waiting);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed.front().row, row);
  EXPECT_EQ(claimed.front().counted, Tally::waiting);
}

TEST_P(JournalArrivals, PushedWhileItIsInHandIsKeptAside) {
  begin_run();
  const RowId row = receive_one(sale("1", "old")).row;
  intend({row});
  EXPECT_EQ(receive_pushed(sale("1", "new")).arrival, Arrival::kept_aside);
  settle({row});
  ASSERT_TRUE(view("main/1").attention);
  EXPECT_EQ(view("main/1").attention->code, "changed_after_booking");
}

// Behaviour 3: not yet intended, so the newer is booked instead.
TEST_P(JournalArrivals, WhatIsPushedBeforeARowInHandIsIntendedTakesItsPlace) {
  begin_run();
  const RowId changed = receive_one(sale("1", "old")).row;
  const RowId first = receive_one(sale("2")).row;
  const RowId cancelled = receive_one(sale("3", "old")).row;
  const RowId last = receive_one(sale("4")).row;
  EXPECT_EQ(receive_pushed(sale("1", "new")).arrival, Arrival::kept_aside);
  EXPECT_EQ(receive_pushed(no_sale("3", "void")).arrival, Arrival::kept_aside);
  std::vector<Intent> intents;
  for (const RowId row : {last, cancelled, first, changed})
    intents.push_back({row, "document", nullptr, std::nullopt});
  const auto left = journal_->intend(lease_, run_, intents);
  ASSERT_TRUE(left.ok()) << left.error().message;
  EXPECT_THAT(*left, ElementsAre(changed, cancelled));
  EXPECT_THAT(*journal_->intend(lease_, run_, std::span(intents).subspan(3)), ElementsAre(changed));
  settle({first, last});
  EXPECT_EQ(view("1").state, State::claimed);
  end_run();
  EXPECT_EQ(view("1").state, State::received);
  EXPECT_EQ(*journal_->payload(changed), "payload of new");
  EXPECT_EQ(view("3").state, State::skipped);
  EXPECT_THAT(*journal_->due_syncs(), ElementsAre(kSync)) << "it does not wait for the next turn";
  begin_run(Trigger::retry);
  const auto claimed = claim(ClaimOf::due);
  ASSERT_THAT(claimed, SizeIs(1));
  EXPECT_EQ(claimed.front().row, changed);
}

TEST_P(JournalArrivals, PushedChangeOfABookedOrderIsAnAttentionAndLeavesItsRunAlone) {
  booked(sale("1"));
  const auto arrived = *journal_->receive_pushed(kSync, std::vector{sale("1", "other")}, {});
  EXPECT_EQ(arrived.front().arrival, Arrival::changed_after_booking);
  EXPECT_EQ(view("main/1").state, State::settled);
  EXPECT_EQ(view("main/1").attention->code, "changed_after_booking");
  EXPECT_EQ(journal_->counts(kSync)->received, 0);
}

TEST_P(JournalArrivals, PushedNewerContentTakesThePlaceOfWhatIsParkedIgnoredOrSkipped) {
  parked(sale("1", "old"), "product_not_found");
  const RowId ignored = parked(sale("2", "old"), "product_not_found");
  ASSERT_TRUE(journal_->ignore(ignored, "why", "who", {}).ok());
  ASSERT_TRUE(journal_->receive_pushed(kSync, std::vector{no_sale("3", "old")}, {}).ok());
  const std::vector<Incoming> newer{sale("1", "new"), sale("2", "new"), sale("3", "new")};
  const auto arrived = *journal_->receive_pushed(kSync, newer, {});
  EXPECT_THAT(arrivals(arrived), ElementsAre(Arrival::replaced, Arrival::replaced, Arrival::replaced));
  for (const char* key : {"main/1", "main/2", "main/3"}) {
    EXPECT_EQ(view(key).state, State::received) << key;
    EXPECT_EQ(view(key).error, std::nullopt) << key;
  }
  EXPECT_EQ(*journal_->payload(arrived[0].row), "payload of new");
}

// The page that a run is working through was written before it: what was pushed is the newer.
TEST_P(JournalArrivals, WhatIsPushedWhileARunFetchesIsNotReplacedByWhatThatRunFetches) {
  const RowId waiting = receive_pushed(sale("1", "old")).row;
  const RowId cancelled = receive_pushed(sale("2", "old")).row;
  begin_run();
  clock_.advance(1s);
  receive_pushed(sale("1", "new"));
  receive_pushed(no_sale("2", "void"));
  receive_pushed(no_sale("3", "void"));
  for (const auto& [id, tally] :
       {std::pair("1", Tally::waiting), std::pair("2", Tally::skipped), std::pair("3", Tally::skipped)}) {
    const auto fetched = receive_one(sale(id, "old"));
    EXPECT_EQ(fetched.arrival, Arrival::overtaken) << id;
    EXPECT_EQ(fetched.tally, tally) << id;
  }
  EXPECT_EQ(view("1").state, State::received);
  EXPECT_EQ(*journal_->payload(waiting), "payload of new");
  EXPECT_EQ(view("2").state, State::skipped);
  EXPECT_EQ(*journal_->payload(cancelled), "payload of void");
  EXPECT_EQ(view("3").state, State::skipped);
  begin_run();
  EXPECT_EQ(receive_one(sale("2", "old")).arrival, Arrival::replaced) << "a run that began after it";
}

TEST_P(JournalArrivals, WhatIsPushedWhileItsOrderIsInHandStaysBesideWhatThatRunFetches) {
  begin_run();
  const RowId row = receive_one(sale("1", "old")).row;
  intend({row});
  clock_.advance(1s);
  receive_pushed(sale("1", "new"));
  EXPECT_EQ(receive_one(sale("1", "old")).arrival, Arrival::overtaken);
  EXPECT_EQ(receive_one(sale("1", "older")).arrival, Arrival::overtaken);
  settle({row});
  ASSERT_TRUE(view("1").attention);
  EXPECT_EQ(*journal_->changed_payload(row), "payload of new");
}

TEST_P(JournalArrivals, WhatIsPushedOfABookedOrderWhileARunFetchesIsNotErasedByWhatThatRunFetches) {
  booked(sale("1", "old"));
  booked(sale("2", "old"));
  begin_run();
  receive_one(no_sale("2", "void"));
  begin_run();
  clock_.advance(1s);
  receive_pushed(no_sale("1", "void"));
  receive_pushed(sale("2", "old"));
  clock_.advance(1s);
  for (const Incoming& stale : {sale("1", "old"), no_sale("2", "void")}) {
    const auto fetched = receive_one(stale);
    EXPECT_EQ(fetched.arrival, Arrival::overtaken) << order::to_string(stale.key);
    EXPECT_EQ(fetched.tally, Tally::already_synced);
    EXPECT_EQ(fetched.went_back_at, std::nullopt);
  }
  EXPECT_EQ(view("1").attention->code, "cancelled_after_booking");
  EXPECT_EQ(view("2").attention, std::nullopt);
}

// A push that changes nothing says when it was so.
TEST_P(JournalArrivals, WhatIsPushedAsItIsWhileARunFetchesIsNewerThanWhatThatRunFetches) {
  booked(sale("1"));
  begin_run();
  receive_one(no_sale("2", "open"));
  clock_.advance(1s);
  begin_run();
  clock_.advance(1s);
  EXPECT_EQ(receive_pushed(sale("1")).arrival, Arrival::same);
  Incoming cancelled = no_sale("2", "open");
  cancelled.reason->message = "Status 105";
  EXPECT_EQ(receive_pushed(cancelled).arrival, Arrival::skipped_again);
  EXPECT_EQ(receive_one(no_sale("1", "void")).arrival, Arrival::overtaken);
  EXPECT_EQ(view("1").attention, std::nullopt);
  EXPECT_EQ(receive_one(sale("2", "paid")).arrival, Arrival::overtaken);
  EXPECT_EQ(journal_->timeline(view("2").row)->back().text, "Status 105");
  begin_run();
  EXPECT_EQ(receive_one(no_sale("1", "void")).arrival, Arrival::cancelled_after_booking);
}

TEST_P(JournalArrivals, WhatIsPushedWhileARunFetchesIsNotErasedByWhatReadsTodayAsItWasBooked) {
  booked(sale("1", "by the old hook"));
  ReadsAs today("by the new hook");
  Incoming reread = sale("1", "by the new hook");
  reread.payload = "other bytes of no importance";
  reread.reader = &today;
  begin_run();
  ASSERT_EQ(receive_one(reread).arrival, Arrival::same);
  begin_run();
  clock_.advance(1s);
  receive_pushed(no_sale("1", "void"));
  clock_.advance(1s);
  const auto fetched = receive_one(reread);
  EXPECT_EQ(fetched.arrival, Arrival::overtaken);
  EXPECT_EQ(fetched.went_back_at, std::nullopt);
  begin_run();
  EXPECT_TRUE(receive_one(reread).went_back_at) << "a run that began after it";
}

TEST_P(JournalArrivals, CustomerThatIsPushedWhileARunFetchesStays) {
  const RowId row = parked(sale("1"), "product_not_found");
  clock_.advance(1s);
  begin_run();
  clock_.advance(1s);
  Incoming again = sale("1");
  again.payload = "with its customer";
  receive_pushed(again);
  again.payload = "without a customer yet";
  EXPECT_EQ(receive_one(again).arrival, Arrival::same_waiting);
  EXPECT_EQ(*journal_->payload(row), "with its customer");
}

TEST_P(JournalArrivals, WhatIsPushedAsStillNoSaleWhileARunFetchesIsNotReplaced) {
  begin_run();
  receive_one(no_sale("1", "open"));
  clock_.advance(1s);
  begin_run();
  clock_.advance(1s);
  receive_pushed(no_sale("1", "void"));
  EXPECT_EQ(receive_one(sale("1", "paid")).arrival, Arrival::overtaken);
  EXPECT_EQ(view("1").state, State::skipped);
  clock_.advance(-1h);  // it was ahead
  begin_run();
  EXPECT_EQ(receive_one(sale("1", "paid")).arrival, Arrival::replaced);
}

TEST_P(JournalArrivals, WhatIsToBeDurableTogetherIsOrNothingIs) {
  int calls = 0;
  ASSERT_TRUE(journal_
                  ->receive_pushed(kSync, std::vector{sale("1")},
                                   [&]() -> base::Result<void> {
                                     ++calls;
                                     return {};
                                   })
                  .ok());
  EXPECT_EQ(calls, 1);
  const auto refused_together =
      journal_->receive_pushed(kSync, std::vector{sale("2")},
                               [&]() -> base::Result<void> { return base::invalid("no", "not together"); });
  ASSERT_FALSE(refused_together.ok());
  EXPECT_EQ(refused_together.error().code, "no");
  crash();
  EXPECT_EQ(view("main/1").state, State::received);
  EXPECT_THAT(*journal_->find_text("2"), SizeIs(0));
}

TEST_P(JournalArrivals, BookedOrderThatReadsTodayAsWhatHasComeHasNotChanged) {
  const RowId row = booked(sale("1", "by the old hook"));
  begin_run();
  ReadsAs today("by the new hook");
  Incoming incoming = sale("1", "by the new hook");
  incoming.payload = "other bytes of no importance";
  incoming.reader = &today;
  EXPECT_EQ(receive_one(incoming).arrival, Arrival::same);
  EXPECT_THAT(today.asked, ElementsAre("payload of by the old hook"));
  EXPECT_EQ(view("main/1").attention, std::nullopt);
  EXPECT_EQ(receive_one(incoming).arrival, Arrival::same) << "by its digest as it reads now";
  EXPECT_THAT(today.asked, SizeIs(1));
  EXPECT_EQ(receive_one(sale("1", "by the old hook")).arrival, Arrival::same)
      << "it is compared with what was booked";

  ReadsAs unreadable("");
  Incoming changed = sale("1", "really other");
  changed.reader = &unreadable;
  EXPECT_EQ(receive_one(changed).arrival, Arrival::changed_after_booking);
  EXPECT_EQ(*journal_->payload(row), "payload of by the old hook");
}

TEST_P(JournalWork, ClaimedRowThatIsNoOrderIsSkipped) {
  const RowId row = parked(sale("1"), "product_not_found");
  begin_run();
  ASSERT_THAT(claim(ClaimOf::waiting), SizeIs(1));
  const std::vector<Skipping> skipping{{row, {"hook_skipped", "a draft"}}};
  ASSERT_TRUE(journal_->skip(lease_, run_, skipping).ok());
  EXPECT_EQ(view("main/1").state, State::skipped);
  EXPECT_THAT(claim(ClaimOf::waiting), SizeIs(0));
  EXPECT_EQ(receive_one(no_sale("1", "content")).arrival, Arrival::skipped_again);
  EXPECT_EQ(receive_one(sale("1", "other")).arrival, Arrival::replaced);
}

TEST_P(JournalWork, WhatIsPushedWhileARowIsBeingSkippedTakesItsPlace) {
  const RowId row = parked(sale("1", "a draft"), "product_not_found");
  begin_run();
  ASSERT_THAT(claim(ClaimOf::waiting), SizeIs(1));
  EXPECT_EQ(journal_->receive_pushed(kSync, std::vector{sale("1", "no draft any more")}, {})->front().arrival,
            Arrival::kept_aside);
  const std::vector<Skipping> skipping{{row, {"hook_skipped", "a draft"}}};
  ASSERT_TRUE(journal_->skip(lease_, run_, skipping).ok());
  EXPECT_EQ(view("main/1").state, State::received);
  end_run();
  begin_run();
  EXPECT_THAT(claim(ClaimOf::waiting), SizeIs(1));
}

TEST_P(JournalWork, WhoHasLostTheLeaseSkipsNothing) {
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  const Lease lost = lease_;
  crash();
  begin_run();
  const std::vector<Skipping> skipping{{row, {"hook_skipped", "a draft"}}};
  const auto skipped = journal_->skip(lost, run_, skipping);
  ASSERT_FALSE(skipped.ok());
  EXPECT_EQ(skipped.error().code, "lease_lost");
}

// Retention masks names and keeps what decides: it is read behind the mark that it puts before it.
TEST_P(JournalArrivals, WhatWasMaskedSinceIsStillReadAsWhatHasCome) {
  const RowId row = booked(sale("1"));
  booked(refund("2", "", "ten back"));
  ASSERT_TRUE(sql::migrate(*program_.connection, "retention", retention_migrations()).ok());
  Retention retention(*program_.connection, clock_);
  const auto mask = [](std::string_view) { return std::string("masked"); };
  ASSERT_EQ(retention.strip(Left::without_personal_data, clock_.now() + std::chrono::hours(1), 0, 100, mask)
                ->orders,
            2);
  ASSERT_EQ(*journal_->payload(row), "masked");
  begin_run();
  ReadsAs reader("other bytes, read as before");
  for (Incoming incoming :
       {sale("1", "other bytes, read as before"), refund("2", "", "other bytes, read as before")}) {
    incoming.reader = &reader;
    incoming.total = base::Money(9'200, {});
    EXPECT_EQ(receive_one(incoming).tally, Tally::already_synced) << order::to_string(incoming.key);
  }
  EXPECT_EQ(view("1").attention, std::nullopt);
  EXPECT_THAT(reader.asked, ::testing::Each("masked"));
}

// Nothing can be read of what is kept no more: the same bytes are the same refund, by whatever settings.
TEST_P(JournalArrivals, RefundThatIsKeptNoMoreIsKnownByItsBytes) {
  booked(refund("1", "", "ten back"));
  ASSERT_TRUE(sql::migrate(*program_.connection, "retention", retention_migrations()).ok());
  Retention retention(*program_.connection, clock_);
  const auto nothing = [](std::string_view) { return std::string(); };
  ASSERT_EQ(retention.strip(Left::nothing, clock_.now() + std::chrono::hours(1), 0, 100, nothing)->orders, 1);
  begin_run();
  ReadsAs reader("");
  Incoming reread = refund("1", "", "ten back");
  reread.digest = base::digest_of("the same bytes in another time zone");
  reread.reader = &reader;
  EXPECT_EQ(receive_one(reread).arrival, Arrival::same);
  reread.payload = "the same, and a member that means nothing";
  EXPECT_EQ(receive_one(reread).arrival, Arrival::same) << "it reads as it was read";
  EXPECT_THAT(*journal_->refunds_of("main", "1"), SizeIs(1));
  EXPECT_EQ(receive_one(refund("1", "", "five more")).arrival, Arrival::further_refund);
}

}  // namespace ordersync::journal
