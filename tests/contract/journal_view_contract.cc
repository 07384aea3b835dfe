// Lists, look-ups, counts and timelines, and the runs of a sync, as the contract of journal.h and runs.h.
#include <gmock/gmock.h>

#include <algorithm>

#include "journal/sent.h"
#include "tests/contract/journal_contract.h"

namespace ordersync::journal {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

std::vector<std::string> ids_of(const OrderPage& page) {
  std::vector<std::string> ids;
  for (const auto& item : page.items) ids.push_back(item.key.external_id);
  return ids;
}

TEST_P(JournalViews, ListsGoNewestFirstPageByPage) {
  begin_run();
  std::vector<Incoming> batch;
  for (int i = 1; i <= 5; ++i) batch.push_back(sale(std::to_string(i)));
  receive(batch);
  OrderFilter filter;
  filter.limit = 2;
  auto page = journal_->list(filter);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(ids_of(*page), ElementsAre("5", "4"));
  receive_one(sale("6"));
  filter.cursor = page->next;
  page = journal_->list(filter);
  EXPECT_THAT(ids_of(*page), ElementsAre("3", "2")) << "what comes in between moves no page";
  filter.cursor = page->next;
  page = journal_->list(filter);
  EXPECT_THAT(ids_of(*page), ElementsAre("1"));
  EXPECT_EQ(page->next, "");
}

TEST_P(JournalViews, OldestFirstMissesNothingEither) {
  begin_run();
  for (int i = 0; i < 6; ++i) {
    park(receive_one(sale(std::to_string(i))).row, i % 2 == 0 ? "further_refund" : "cause", true,
         i % 3 == 0 ? order::Remedy::wait : order::Remedy::fix);
  }
  for (const auto& state : {std::optional<std::string>(), std::optional<std::string>("parked")}) {
    OrderFilter filter;
    filter.state = state;
    filter.order = base::ListOrder::oldest_first;
    filter.limit = 4;
    std::vector<std::string> seen;
    do {
      const auto page = journal_->list(filter);
      for (auto& id : ids_of(*page)) seen.push_back(id);
      filter.cursor = page->next;
    } while (!filter.cursor.empty());
    EXPECT_THAT(seen, ElementsAre("0", "1", "2", "3", "4", "5"));
  }
}

TEST_P(JournalViews, ListsKnowTheContractsStatesAndSyncs) {
  booked(sale("booked"));
  parked(sale("fix"), "product_not_found");
  const RowId ignored = parked(sale("ignored"), "product_not_found");
  ASSERT_TRUE(journal_->ignore(ignored, "", "Ada", {}).ok());
  begin_run();
  receive_one(no_sale("skipped", "void"));
  park(receive_one(sale("later")).row, "timed_out", true, order::Remedy::wait, clock_.now() + 1min);
  const RowId unknown = receive_one(sale("unknown")).row;
  intend({unknown});
  leave_unknown(unknown);
  receive({sale("received")}, 3);
  begin_run();
  receive_one(sale("in hand"));

  const auto of = [&](const char* state, std::optional<SyncId> sync = std::nullopt) {
    auto page = journal_->list({.state = state, .sync = sync, .limit = 100, .cursor = ""});
    EXPECT_TRUE(page.ok());
    return ids_of(*page);
  };
  EXPECT_THAT(of("booked"), ElementsAre("booked"));
  EXPECT_THAT(of("parked"), ElementsAre("later", "fix"));
  EXPECT_THAT(of("posting"), ElementsAre("in hand", "unknown"));
  EXPECT_THAT(of("received"), ElementsAre("received"));
  EXPECT_THAT(of("received", kSync), IsEmpty());
  EXPECT_THAT(of("ignored"), ElementsAre("ignored"));
  EXPECT_THAT(of("skipped"), ElementsAre("skipped"));
  EXPECT_EQ(journal_->list({.state = "settled", .sync = std::nullopt, .limit = 1, .cursor = ""}).error().code,
            "unknown_state");
  EXPECT_EQ(
      journal_->list({.state = std::nullopt, .sync = std::nullopt, .limit = 1, .cursor = "x"}).error().code,
      "bad_cursor");
  EXPECT_THAT(journal_->list({.state = std::nullopt, .sync = 3, .limit = 100, .cursor = ""})->items,
              SizeIs(1));

  const auto counts = journal_->counts(std::nullopt);
  EXPECT_EQ(counts->received, 1);
  EXPECT_EQ(counts->posting, 2);
  EXPECT_EQ(counts->parked, 2);
  EXPECT_EQ(counts->attention, 0);
  EXPECT_EQ(journal_->counts(3)->received, 1);
  EXPECT_EQ(journal_->counts(3)->parked, 0);
}

TEST_P(JournalViews, WhatIsBookedOrInDoubtWasSentByItsSource) {
  const auto sent = [&](std::string_view source) { return *anything_sent(*program_.connection, source); };
  const auto newest = [&](int limit) {
    std::vector<std::string> ids;
    const auto keys = some_sent(*program_.connection, "main", limit);
    for (const auto& key : *keys) ids.push_back(order::to_string(key));
    return ids;
  };
  EXPECT_FALSE(sent("main")) << "a source that nobody knows yet";
  begin_run();
  const RowId row = receive_one(sale("1")).row;
  EXPECT_FALSE(sent("main")) << "in hand, and not intended";
  park(row, "product_not_found");
  receive_one(no_sale("2", "void"));
  EXPECT_FALSE(sent("main"));
  EXPECT_THAT(newest(10), IsEmpty());
  intend({receive_one(sale("3")).row});
  EXPECT_TRUE(sent("main")) << "it may be booked";
  EXPECT_FALSE(sent("others"));
  crash();
  EXPECT_TRUE(sent("main"));
  EXPECT_THAT(newest(10), ElementsAre("main/3"));
  booked(sale("4"));
  EXPECT_THAT(newest(10), ElementsAre("main/4", "main/3"));
  EXPECT_THAT(newest(1), ElementsAre("main/4"));
}

TEST_P(JournalViews, ADayHoldsItsOrdersAndThoseWhoseDateIsNotKnown) {
  const base::Instant day = clock_.now();
  const auto dated = [&](const std::string& id, base::Milliseconds after) {
    Incoming incoming = sale(id);
    incoming.date = day + after;
    return incoming;
  };
  clock_.set(day - 1h);
  begin_run();
  receive({sale("undated, before"), dated("first moment", 0h), dated("the day before", -1ms)});
  clock_.set(day + 30h);
  begin_run();  // the lease of the first has long passed
  receive({dated("last moment", 24h - 1ms), dated("the day after", 24h), sale("undated, later")});
  booked(dated("booked", 2h));
  const auto of = [&](std::optional<std::string> state) {
    OrderFilter filter;
    filter.state = std::move(state);
    filter.dated_from = day;
    filter.dated_until = day + 24h;
    return ids_of(*journal_->list(filter));
  };
  EXPECT_THAT(of(std::nullopt), ElementsAre("booked", "undated, later", "last moment", "first moment"));
  EXPECT_THAT(of("booked"), ElementsAre("booked"));
  EXPECT_THAT(of("received"), ElementsAre("undated, later", "last moment", "first moment"));
}

// Numbers of rows are what a list walks along; a thousand of them are passed over at once where nothing fits.
TEST_P(JournalViews, ListsAcrossThousandsOfRowsMissNothing) {
  begin_run();
  const base::Instant day = clock_.now();
  std::vector<std::string> wanted;
  for (int batch = 0; batch < 5; ++batch) {
    std::vector<Incoming> orders;
    for (int i = 0; i < 700; ++i) {
      const int number = batch * 700 + i;
      Incoming incoming = sale(std::to_string(number));
      incoming.date = day - 24h;
      if (number % 1200 == 100) {
        incoming.date = day + 1h;
        wanted.push_back(std::to_string(number));
      }
      orders.push_back(incoming);
    }
    receive(orders);
  }
  receive({sale("of another sync")}, 3);
  const auto all_of = [&](OrderFilter filter) {
    std::vector<std::string> seen;
    filter.limit = 2;
    do {
      const auto page = journal_->list(filter);
      EXPECT_TRUE(page.ok());
      for (auto& id : ids_of(*page)) seen.push_back(id);
      filter.cursor = page->next;
    } while (!filter.cursor.empty());
    return seen;
  };
  OrderFilter of_day;
  of_day.dated_from = day;
  of_day.dated_until = day + 24h;
  of_day.order = base::ListOrder::oldest_first;
  wanted.push_back("of another sync");  // nobody knows its date, and it was received then
  EXPECT_EQ(all_of(of_day), wanted);
  of_day.order = base::ListOrder::newest_first;
  EXPECT_EQ(all_of(of_day), std::vector<std::string>(wanted.rbegin(), wanted.rend()));
  OrderFilter another;
  another.sync = 3;
  EXPECT_THAT(all_of(another), ElementsAre("of another sync"));
  another.dated_until = day - 48h;
  EXPECT_THAT(all_of(another), ElementsAre("of another sync")) << "nobody knows its date";
  OrderFilter nothing;
  nothing.dated_from = day + 48h;
  EXPECT_THAT(all_of(nothing), IsEmpty());
}

TEST_P(JournalViews, ListsByDateAreInTheirOrderOverAllPages) {
  begin_run();
  const base::Instant day = clock_.now();
  std::vector<std::pair<base::Instant, std::string>> dated;
  for (int batch = 0; batch < 3; ++batch) {
    std::vector<Incoming> orders;
    for (int i = 0; i < 600; ++i) {
      const int number = batch * 600 + i;
      Incoming incoming = sale(std::to_string(number));
      incoming.date = day - 1min * (number * 7 % 1800);
      dated.emplace_back(*incoming.date, std::to_string(number));
      orders.push_back(incoming);
    }
    receive(orders);
  }
  std::sort(dated.begin(), dated.end());
  std::vector<std::string> wanted;
  for (const auto& [date, id] : dated) wanted.push_back(id);
  const auto all_of = [&](OrderFilter filter) {
    std::vector<std::string> seen;
    filter.by = OrderFilter::By::date;
    filter.limit = 700;
    do {
      const auto page = journal_->list(filter);
      EXPECT_TRUE(page.ok());
      if (!page.ok()) return seen;
      for (auto& id : ids_of(*page)) seen.push_back(id);
      filter.cursor = page->next;
    } while (!filter.cursor.empty());
    return seen;
  };
  EXPECT_EQ(all_of({.order = base::ListOrder::oldest_first}), wanted);
  EXPECT_EQ(all_of({}), std::vector<std::string>(wanted.rbegin(), wanted.rend()));
  EXPECT_THAT(all_of({.state = "posting"}), SizeIs(1800));
  EXPECT_THAT(all_of({.state = "booked"}), IsEmpty());
  EXPECT_THAT(all_of({.sync = 3}), IsEmpty());
  EXPECT_THAT(all_of({.dated_from = day - 9min}), SizeIs(10));
  EXPECT_EQ(journal_->list({.by = OrderFilter::By::date, .cursor = "17"}).error().code, "bad_cursor");
}

TEST_P(JournalViews, AReplacedOrderIsFoundUnderItsNewDate) {
  Incoming first = sale("1", "first");
  first.date = clock_.now() - 24h;
  parked(first, "cause");
  begin_run();
  Incoming again = sale("1", "second");
  again.date = clock_.now() + 24h;
  receive_one(again);
  OrderFilter filter;
  filter.dated_from = clock_.now() + 23h;
  EXPECT_THAT(ids_of(*journal_->list(filter)), ElementsAre("1"));
}

TEST_P(JournalViews, AnOrderThatAnotherSyncTakesOverIsFoundAtThat) {
  parked(sale("1"), "cause");
  begin_run();
  EXPECT_EQ(receive({sale("1")}, 3).front().arrival, Arrival::same_waiting);
  OrderFilter filter;
  filter.sync = 3;
  EXPECT_THAT(ids_of(*journal_->list(filter)), ElementsAre("1"));
}

TEST_P(JournalViews, PagesOfSeveralShelvesMissNothing) {
  begin_run();
  for (int i = 0; i < 9; ++i) {
    const auto remedy = i % 3 == 0 ? order::Remedy::wait : order::Remedy::fix;
    park(receive_one(sale(std::to_string(i))).row, i % 3 == 1 ? "further_refund" : "cause", true, remedy);
  }
  OrderFilter filter;
  filter.state = "parked";
  filter.limit = 2;
  std::vector<std::string> seen;
  do {
    const auto page = journal_->list(filter);
    for (auto& id : ids_of(*page)) seen.push_back(id);
    filter.cursor = page->next;
  } while (!filter.cursor.empty());
  EXPECT_THAT(seen, ElementsAre("8", "7", "6", "5", "4", "3", "2", "1", "0"));
}

TEST_P(JournalViews, OrderIsShownWithAllThatIsKnownOfIt) {
  begin_run();
  Incoming incoming = sale("639");
  incoming.date = base::from_unix_ms(1'600'000'000'000);
  receive_one(incoming);
  const auto shown = view("639");
  EXPECT_EQ(shown.key, incoming.key);
  EXPECT_EQ(shown.date, incoming.date);
  EXPECT_EQ(shown.total, incoming.total);
  EXPECT_EQ(shown.received_at, clock_.now());
  EXPECT_EQ(shown.sync_id, kSync);
  clock_.advance(1min);
  park(shown.row, "product_not_found");
  EXPECT_EQ(view("639").updated_at, clock_.now());
}

TEST_P(JournalViews, KeysAreFoundInEveryFormPeopleType) {
  begin_run();
  const auto arrived =
      receive({sale("639"), refund("639", ""), refund("640", "A1"), sale("a/b"), sale("641")});
  const auto rows = [&](const char* text) {
    std::vector<RowId> found;
    const auto views = journal_->find_text(text);
    for (const auto& one : *views) found.push_back(one.row);
    return found;
  };
  EXPECT_THAT(rows("main/639"), ElementsAre(arrived[0].row));
  EXPECT_THAT(rows("main/639:refund"), ElementsAre(arrived[1].row));
  EXPECT_THAT(rows("639"), SizeIs(2)) << "a sale and a refund: not unique";
  EXPECT_THAT(rows("641"), ElementsAre(arrived[4].row));
  EXPECT_THAT(rows("main/640:refund:A1"), ElementsAre(arrived[2].row));
  EXPECT_THAT(rows("main/640:refund"), ElementsAre(arrived[2].row)) << "whatever refunds it has";
  EXPECT_THAT(rows("640:refund:A1"), ElementsAre(arrived[2].row));
  EXPECT_THAT(rows("639:refund"), ElementsAre(arrived[1].row));
  EXPECT_THAT(rows("a/b"), ElementsAre(arrived[3].row));
  EXPECT_THAT(rows("main/a/b"), ElementsAre(arrived[3].row));
  EXPECT_THAT(rows("other/639"), IsEmpty());
  EXPECT_THAT(rows("642"), IsEmpty());
  EXPECT_THAT(rows(""), IsEmpty());
}

TEST_P(JournalViews, TimelineNamesWhoAndWhen) {
  begin_run(Trigger::schedule);
  const RowId row = receive_one(sale("1")).row;
  const RunId first = run_;
  park(row, "product_not_found");
  begin_run(Trigger::sync_now);
  claim(ClaimOf::waiting);
  intend({row});
  clock_.advance(20ms);
  settle({row});
  const auto events = journal_->timeline(row);
  ASSERT_THAT(*events, SizeIs(7));
  EXPECT_EQ(events->at(0).actor, "schedule");
  EXPECT_EQ(events->at(1).step, "parked");
  EXPECT_EQ(events->at(1).run, first);
  EXPECT_EQ(events->at(1).text, "what to do about product_not_found");
  EXPECT_EQ(events->at(2).actor, "Sync Now");
  EXPECT_EQ(events->back().step, "booked");
  EXPECT_EQ(events->back().text, "Main Store/0001");
  EXPECT_EQ(events->back().at, clock_.now());
}

TEST_P(JournalViews, RowsThatAreNotThereAreSaidSo) {
  EXPECT_EQ(journal_->timeline(1).error().code, "order_not_found");
  EXPECT_EQ(journal_->payload(1).error().code, "order_not_found");
  EXPECT_EQ(journal_->document(1).error().code, "order_not_found");
  EXPECT_EQ(journal_->changed_payload(1).error().code, "order_not_found");
  EXPECT_EQ(*journal_->find(sale("1").key), std::nullopt);
  EXPECT_THAT(*journal_->refunds_of("nowhere", "1"), IsEmpty());
  EXPECT_THAT(journal_->list({})->items, IsEmpty());
}

// ---- runs

TEST_P(JournalRuns, RunsOfOneSyncNeverOverlap) {
  begin_run();
  const auto second = runs_->begin(kSync, Trigger::schedule, owner_, clock_.now() + 1min);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, "run_in_progress");
  EXPECT_EQ(second.error().kind, base::ErrorKind::conflict);
  EXPECT_EQ(second.error().about, std::to_string(run_));
  EXPECT_TRUE(runs_->begin(8, Trigger::schedule, owner_, clock_.now() + 1min).ok()) << "another sync is free";
  EXPECT_TRUE(*runs_->alive(run_));
}

TEST_P(JournalRuns, RunWhoseProcessDiedIsNoRun) {
  begin_run();
  const RunId dead = run_;
  ASSERT_TRUE(runs_->beat(dead, {.processed = 3}, 2, clock_.now() + 1min).ok());
  crash();
  EXPECT_FALSE(*runs_->alive(dead));
  begin_run();
  const auto ended = runs_->show(dead);
  ASSERT_TRUE(ended->has_value());
  EXPECT_EQ((*ended)->status, RunStatus::error);
  EXPECT_EQ((*ended)->counts.processed, 3) << "its counts are kept";
  EXPECT_EQ((*ended)->pages, 2);
  EXPECT_TRUE((*ended)->ended_at.has_value());
  EXPECT_EQ((*ended)->message,
            "The program stopped during this run; its orders were kept and are worked by the next run");
  EXPECT_EQ(runs_->beat(dead, {}, 0, clock_.now() + 1min).error().code, "run_lost");
  EXPECT_EQ(runs_->end(dead, {}).error().code, "run_lost");
  EXPECT_EQ(runs_->progress(kSync)->last_sync_status, "error");
}

// A retry of one order is no news of the session that all the others wait for.
TEST_P(JournalRuns, RunOfOneOrderLeavesHowTheLastOfAllStands) {
  const RowId other = parked(sale("1"), "product_not_found");
  begin_run();
  ASSERT_TRUE(runs_->end(run_, {.status = RunStatus::error, .message = "No open POS session found"}).ok());
  const auto before = *runs_->progress(kSync)->last_sync_date;
  clock_.advance(1min);
  const auto one = runs_->begin(kSync, Trigger::retry, owner_, clock_.now() + 1min);
  ASSERT_TRUE(runs_->end(*one, {.status = RunStatus::no_orders, .of_one_order = true}).ok());
  EXPECT_EQ(runs_->progress(kSync)->last_sync_status, "error");
  EXPECT_EQ(runs_->progress(kSync)->last_sync_message, "No open POS session found");
  EXPECT_GT(*runs_->progress(kSync)->last_sync_date, before);

  ASSERT_TRUE(journal_->ignore(other, "why", "who", {}).ok());
  const auto last = runs_->begin(kSync, Trigger::retry, owner_, clock_.now() + 1min);
  ASSERT_TRUE(runs_->end(*last, {.status = RunStatus::success, .of_one_order = true}).ok());
  EXPECT_EQ(runs_->progress(kSync)->last_sync_status, "success") << "nothing waits any more";
}

TEST_P(JournalRuns, SilentRunIsGivenUpAtItsDeadline) {
  begin_run();
  const RunId silent = run_;
  ASSERT_TRUE(runs_->beat(silent, {}, 0, clock_.now() + 1min).ok());
  clock_.advance(1min);
  EXPECT_FALSE(*runs_->alive(silent));
  EXPECT_TRUE(runs_->begin(kSync, Trigger::schedule, owner_, clock_.now() + 1min).ok());
}

TEST_P(JournalRuns, TurnIsTakenOnceByWhoeverComesFirst) {
  Program other = start();
  const base::Instant now = clock_.now();
  const base::Instant next = now + std::chrono::minutes(15);
  EXPECT_FALSE(runs_->not_yet_due(now)->contains(kSync));
  EXPECT_TRUE(*runs_->take_turn(kSync, now, {next, next})) << "it never ran before";
  EXPECT_TRUE(runs_->not_yet_due(now)->contains(kSync));
  EXPECT_FALSE(runs_->not_yet_due(next)->contains(kSync));
  EXPECT_FALSE(*other.runs->take_turn(kSync, now, {next, next}));
  EXPECT_EQ(runs_->progress(kSync)->next_run_at, next);
  EXPECT_FALSE(*runs_->take_turn(kSync, next - base::Milliseconds(1), {next, next}));
  const Turn second{next + std::chrono::minutes(1), next + std::chrono::minutes(15)};
  EXPECT_TRUE(*other.runs->take_turn(kSync, next, second));
  EXPECT_FALSE(*runs_->take_turn(kSync, next, second));
  EXPECT_EQ(runs_->progress(kSync)->next_run_at, second.held_until) << "its run has not begun";
  ASSERT_TRUE(other.runs->keep_turn(kSync, second).ok());
  EXPECT_EQ(runs_->progress(kSync)->next_run_at, second.next);
}

TEST_P(JournalRuns, TurnOfAClockThatWasSetBackHasCome) {
  Program other = start();
  const base::Instant now = clock_.now();
  const base::Instant next = now + std::chrono::minutes(15);
  ASSERT_TRUE(runs_->schedule(kSync, now + 24h).ok());
  EXPECT_EQ(runs_->not_yet_due(now)->at(kSync), now + 24h);
  EXPECT_TRUE(*runs_->take_turn(kSync, now, {next, next}));
  EXPECT_FALSE(*other.runs->take_turn(kSync, now - 30s, {next - 30s, next - 30s}))
      << "two nodes may differ by a little";
  EXPECT_EQ(runs_->progress(kSync)->next_run_at, next);
}

TEST_P(JournalRuns, WhatADeadRunLeftIsDueAtOnce) {
  const base::Instant later = clock_.now() + std::chrono::minutes(15);
  ASSERT_TRUE(runs_->schedule(kSync, later).ok());
  begin_run();
  ASSERT_TRUE(runs_->end_dead().ok());
  EXPECT_EQ(runs_->progress(kSync)->next_run_at, later) << "it lives";
  const RunId died = run_;
  crash();
  ASSERT_TRUE(runs_->end_dead().ok());
  EXPECT_EQ(runs_->show(died)->value().status, RunStatus::error);
  EXPECT_EQ(runs_->progress(kSync)->next_run_at, clock_.now());
  EXPECT_TRUE(*runs_->take_turn(kSync, clock_.now(), {later, later}));
}

TEST_P(JournalRuns, SyncThatIsRunByHandAloneIsNotMadeDue) {
  begin_run();
  crash();
  ASSERT_TRUE(runs_->end_dead().ok());
  EXPECT_EQ(runs_->progress(kSync)->next_run_at, std::nullopt);
}

TEST_P(JournalRuns, EndWritesRunAndSyncTogether) {
  begin_run(Trigger::schedule);
  const RunId run = run_;
  clock_.advance(5s);
  const RunCounts counts{8, 2, 25, 1, 3};
  ASSERT_TRUE(runs_
                  ->end(run, {.status = RunStatus::error,
                              .message = "Processed 8 orders successfully, 2 failed: …",
                              .counts = counts,
                              .pages = 4})
                  .ok());
  const auto shown = *runs_->show(run);
  EXPECT_EQ(shown->status, RunStatus::error);
  EXPECT_EQ(shown->trigger, Trigger::schedule);
  EXPECT_EQ(shown->sync_id, kSync);
  EXPECT_EQ(shown->counts.already_synced, 25);
  EXPECT_EQ(shown->counts.waiting, 3);
  EXPECT_EQ(shown->pages, 4) << "also of a run that ended before its first beat";
  EXPECT_EQ(*shown->ended_at - shown->started_at, 5s);
  EXPECT_FALSE(*runs_->alive(run));
  const auto progress = *runs_->progress(kSync);
  EXPECT_EQ(progress.last_sync_date, clock_.now());
  EXPECT_EQ(progress.last_sync_status, "error");
  EXPECT_EQ(progress.last_sync_message, shown->message);
  EXPECT_EQ(runs_->end(run, {.message = "again"}).error().code, "run_lost");
  EXPECT_EQ(runs_->show(999)->has_value(), false);
}

TEST_P(JournalRuns, SourceIsAwayUntilSomebodyReachesIt) {
  const auto run = [this](Trigger trigger, const RunResult& result) {
    clock_.advance(5s);
    const auto begun = runs_->begin(kSync, trigger, owner_, clock_.now() + 1min);
    EXPECT_TRUE(begun.ok() && runs_->end(*begun, result).ok());
    const Progress progress = *runs_->progress(kSync);
    EXPECT_EQ(progress.last_sync_date, clock_.now()) << "of any run";
    return std::vector<std::string>{progress.last_sync_status, progress.last_sync_message,
                                    progress.fetch_error};
  };
  const auto is = [](const char* status, const char* message, const char* fetch_error) {
    return ElementsAre(status, message, fetch_error);
  };
  const RunResult nothing_waits{.status = RunStatus::no_orders, .message = "nothing waits"};
  const RunResult pos_is_away{.status = RunStatus::error, .message = "no POS"};
  const RunResult reached{.status = RunStatus::success, .message = "8", .source = SourceSeen::reached};
  const RunResult failed{.status = RunStatus::error,
                         .message = "HTTP 500; 1 order waits",
                         .source = SourceSeen::failed,
                         .fetch_error = "HTTP 500"};
  EXPECT_THAT(run(Trigger::push, nothing_waits), is("no_orders", "nothing waits", ""));
  EXPECT_THAT(run(Trigger::schedule, failed), is("error", "HTTP 500; 1 order waits", "HTTP 500"));
  EXPECT_THAT(run(Trigger::retry, nothing_waits), is("error", "HTTP 500", "HTTP 500"));
  EXPECT_THAT(run(Trigger::push, nothing_waits), is("error", "HTTP 500", "HTTP 500"));
  EXPECT_THAT(run(Trigger::sync_now, pos_is_away), is("error", "no POS", "HTTP 500"))
      << "nothing was fetched";
  EXPECT_THAT(run(Trigger::retry, nothing_waits), is("error", "HTTP 500", "HTTP 500"));
  EXPECT_THAT(run(Trigger::sync_now, reached), is("success", "8", ""));
  EXPECT_THAT(run(Trigger::retry, nothing_waits), is("no_orders", "nothing waits", ""));
  run(Trigger::schedule, failed);
  EXPECT_THAT(run(Trigger::push, reached), is("success", "8", "")) << "its orders are pushed, none fetched";
}

TEST_P(JournalRuns, CursorIsThatOfTheLastCompleteFetchAndSurvives) {
  EXPECT_EQ(runs_->progress(kSync)->cursor, std::nullopt);
  const auto first = clock_.now();
  ASSERT_TRUE(runs_->advance_cursor(kSync, first, Reading::recent).ok());
  EXPECT_EQ(runs_->progress(kSync)->full_read_at, std::nullopt);
  clock_.advance(1h);
  ASSERT_TRUE(runs_->advance_cursor(kSync, first - 1h, Reading::full).ok());
  EXPECT_EQ(runs_->progress(kSync)->cursor, first - 1h) << "the source's clock was ahead before";
  ASSERT_TRUE(runs_->advance_cursor(kSync, first, Reading::recent).ok());
  EXPECT_EQ(runs_->progress(kSync)->full_read_at, clock_.now());
  ASSERT_TRUE(runs_->schedule(kSync, first + 2h).ok());
  crash();
  EXPECT_EQ(runs_->progress(kSync)->cursor, first);
  EXPECT_EQ(runs_->progress(kSync)->next_run_at, first + 2h);
  ASSERT_TRUE(runs_->schedule(kSync, std::nullopt).ok());
  EXPECT_EQ(runs_->progress(kSync)->next_run_at, std::nullopt);
  EXPECT_EQ(runs_->progress(8)->cursor, std::nullopt) << "each sync has its own";
}

TEST_P(JournalRuns, ListGoesNewestFirstPageByPage) {
  std::vector<RunId> ids;
  for (int i = 0; i < 5; ++i) {
    begin_run();
    ids.push_back(run_);
    end_run();
  }
  ASSERT_TRUE(runs_->begin(8, Trigger::push, owner_, clock_.now() + 1min).ok());
  auto page = runs_->list({.sync = kSync, .limit = 3});
  ASSERT_THAT(page->items, SizeIs(3));
  EXPECT_EQ(page->items[0].id, ids[4]);
  page = runs_->list({.sync = kSync, .limit = 3, .cursor = page->next});
  ASSERT_THAT(page->items, SizeIs(2));
  EXPECT_EQ(page->items[1].id, ids[0]);
  EXPECT_EQ(page->next, "");
  EXPECT_THAT(runs_->list({})->items, SizeIs(6));
  EXPECT_EQ(runs_->list({.limit = 3, .cursor = "three"}).error().code, "bad_cursor");
}

TEST_P(JournalRuns, ListGoesOldestFirstPageByPage) {
  std::vector<RunId> ids;
  for (int i = 0; i < 5; ++i) {
    begin_run();
    ids.push_back(run_);
    end_run();
  }
  std::vector<RunId> seen;
  RunFilter filter{.sync = kSync, .order = base::ListOrder::oldest_first, .limit = 2};
  do {
    const auto page = runs_->list(filter);
    for (const journal::Run& run : page->items) seen.push_back(run.id);
    filter.cursor = page->next;
  } while (!filter.cursor.empty());
  EXPECT_EQ(seen, ids);
}

TEST_P(JournalRuns, WordsAreTheContracts) {
  EXPECT_EQ(to_string(Trigger::schedule), "schedule");
  EXPECT_EQ(to_string(Trigger::sync_now), "sync_now");
  EXPECT_EQ(to_string(Trigger::push), "push");
  EXPECT_EQ(to_string(Trigger::retry), "retry");
  EXPECT_EQ(to_string(RunStatus::running), "running");
  EXPECT_EQ(to_string(RunStatus::no_orders), "no_orders");
}

}  // namespace ordersync::journal
