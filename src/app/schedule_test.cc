// What is due, of several syncs and of sessions (schedule.h): turns, rests, who is asked first, and what is
// closed by itself.
#include "app/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/test_folder.h"
#include "pos/catalogue_file.h"

namespace ordersync::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

MATCHER_P(TurnOf, sync, "") {
  return arg.sync == sync;
}

class DueSyncs : public FolderTest {
 protected:
  journal::SyncId add(const std::string& name, const std::string& interval = "15") {
    SyncForm form;
    form.url = "https://" + name + ".example/orders";
    form.pos_config = "Main Store";
    form.interval = interval;
    return worker_->syncs.add(name, form).value().id;
  }
  // An order of the sync that is due.
  void wait(journal::SyncId sync, const std::string& source) {
    const auto later = store_->clock().now() + 1h;
    const auto run = worker_->runs->begin(sync, journal::Trigger::sync_now, "test", later).value();
    const auto lease = worker_->journal->open_lease(run, "test", later).value();
    journal::Incoming incoming;
    incoming.key = {source, "639", order::Kind::sale, ""};
    incoming.payload = "{}";
    const auto arrived = worker_->journal->receive(lease, sync, run, std::span(&incoming, 1)).value();
    journal::Parking parking;
    parking.row = arrived.front().row;
    parking.problem = {"odoo_away", "The Odoo does not answer", "odoo_away", order::Remedy::wait};
    ASSERT_TRUE(worker_->journal->finish(lease, run, {}, std::span(&parking, 1)).ok());
    ASSERT_TRUE(worker_->journal->close_lease(lease).ok());
    ASSERT_TRUE(worker_->runs->end(run, {}).ok());
  }
  Schedule::Due due(std::size_t most, const std::string& after = {}) {
    return Schedule(*worker_)
        .take_due(store_->clock().now(), most, after,
                  [&](const std::string& sync) { return resting_.contains(sync); })
        .value();
  }
  // The turns that there are at that time, and nothing else is looked at.
  static std::vector<Schedule::Turn> turns(Worker& worker, base::Instant at) {
    return Schedule(worker).take_due(at, 9, "", [](const std::string&) { return true; }).value().runs;
  }
  static base::Result<void> keep(Worker& worker, const Schedule::Turn& turn) {
    return worker.runs->keep_turn(turn.id, turn.times);
  }
  std::optional<base::Instant> next_run(journal::SyncId sync) {
    return worker_->runs->progress(sync)->next_run_at;
  }
  std::set<std::string> resting_;
};

// Four that could not even begin took all places at each look, and the turn of the one after them never came.
TEST_F(DueSyncs, ThoseThatRestTakeNobodysPlace) {
  wait(add("a", "0"), "a");
  wait(add("b", "0"), "b");
  add("zebra");
  resting_ = {"a", "b"};
  EXPECT_THAT(due(1).runs, ElementsAre(TurnOf("zebra")));
  EXPECT_THAT(due(9).retries, IsEmpty());
  resting_.clear();
  EXPECT_THAT(due(9).retries, ElementsAre("a", "b"));
}

TEST_F(DueSyncs, TheNextLookBeginsBehindTheLastOneServed) {
  for (const char* name : {"a", "b", "c"}) wait(add(name, "0"), name);
  const auto first = due(2);
  EXPECT_THAT(first.retries, ElementsAre("a", "b"));
  EXPECT_EQ(first.last, "b");
  EXPECT_THAT(due(2, first.last).retries, ElementsAre("c", "a"));
  EXPECT_EQ(due(9, "a").last, "") << "all were served";
}

// Its time zone is one that this machine does not know: the others go on, and people are told.
TEST_F(DueSyncs, OneThatCannotBeReadStopsNoOther) {
  const auto broken = add("a");
  add("b");
  ASSERT_TRUE(
      worker_->connection
          ->execute(
              "UPDATE sync SET advanced = replace(advanced, '\"UTC\"', '\"Mars/Olympus\"') WHERE id = ?",
              {broken})
          .ok());
  EXPECT_THAT(due(9).runs, ElementsAre(TurnOf("b")));
  EXPECT_EQ(worker_->runs->progress(broken)->last_sync_status, "error");
  EXPECT_GT(next_run(broken), store_->clock().now() + 14min) << "it was a turn as any";
  due(9);
  EXPECT_EQ(worker_->runs->list({.sync = broken})->items.size(), 1U) << "told once";

  EXPECT_EQ(worker_->syncs.get("a").error().code, "unknown_timezone");
  SyncForm form;
  form.interval = "5";
  EXPECT_EQ(worker_->syncs.edit("a", form, Booked::nothing).error().code, "unknown_timezone");
  form.timezone = "Asia/Riyadh";
  EXPECT_TRUE(worker_->syncs.edit("a", form, Booked::nothing).ok());
  EXPECT_EQ(worker_->syncs.get("a")->decode.dates.zone.name(), "Asia/Riyadh");
}

TEST_F(DueSyncs, InactiveOnesAndAllOfThemWhileTheActionIsOffHaveNoTurn) {
  wait(add("a"), "a");
  wait(add("b"), "b");
  SyncForm form;
  form.active = "false";
  ASSERT_TRUE(worker_->syncs.edit("a", form, Booked::nothing).ok());
  Schedule schedule(*worker_);
  ASSERT_TRUE(schedule.set_action(Switch::off).ok());
  EXPECT_EQ(due(9).count(), 0U);
  ASSERT_TRUE(schedule.set_action(Switch::on).ok());
  const auto once = due(9);
  EXPECT_THAT(once.runs, ElementsAre(TurnOf("b"))) << "the turn that was missed is made up";
  EXPECT_THAT(once.retries, IsEmpty()) << "an inactive one works nothing that waits";
  form.active = "true";
  ASSERT_TRUE(worker_->syncs.edit("a", form, Booked::nothing).ok());
  EXPECT_THAT(due(9).runs, ElementsAre(TurnOf("a")));
}

// The process died before its run began, the store was away for a second, or the thread of another run of the
// sync was still there: a day without orders.
TEST_F(DueSyncs, ATurnOfWhichNoRunHasBegunComesAgainInAMinute) {
  const auto sync = add("a", "1440");
  const auto now = store_->clock().now();
  const auto lost = turns(*worker_, now);
  ASSERT_THAT(lost, ElementsAre(TurnOf("a")));
  EXPECT_EQ(next_run(sync), now + 1min);
  EXPECT_THAT(turns(*worker_, now + 59s), IsEmpty()) << "it is held that long";
  const auto again = turns(*worker_, now + 1min);
  ASSERT_THAT(again, ElementsAre(TurnOf("a")));
  ASSERT_TRUE(keep(*worker_, again.front()).ok());
  EXPECT_EQ(next_run(sync), now + 1min + 24h);
  ASSERT_TRUE(keep(*worker_, lost.front()).ok());
  EXPECT_EQ(next_run(sync), now + 1min + 24h) << "who comes late sets nothing back";
  EXPECT_THAT(turns(*worker_, now + 24h), IsEmpty());
  EXPECT_THAT(turns(*worker_, now + 1min + 24h), ElementsAre(TurnOf("a")));
}

TEST_F(DueSyncs, ATurnIsKeptByTheRunThatBegan) {
  const auto sync = add("a", "1440");
  const auto turn = turns(*worker_, store_->clock().now()).at(0);
  SyncForm form;
  form.active = "false";
  ASSERT_TRUE(worker_->syncs.edit("a", form, Booked::nothing).ok());
  EXPECT_EQ(Schedule(*worker_).run(turn).error().code, "sync_inactive");
  EXPECT_EQ(next_run(sync), turn.times.held_until) << "no run has begun";
  form.active = "true";
  ASSERT_TRUE(worker_->syncs.edit("a", form, Booked::nothing).ok());
  const auto run = Schedule(*worker_).run(turn);
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->status, journal::RunStatus::error) << "its POS configuration is not there";
  EXPECT_EQ(next_run(sync), turn.times.next) << "and it was its turn";
}

TEST_F(DueSyncs, ATimeThatWasGivenMeanwhileStaysWhenTheTurnIsKept) {
  const auto sync = add("a", "1440");
  const auto turn = turns(*worker_, store_->clock().now()).at(0);
  const std::optional<base::Instant> times[] = {turn.times.held_until + 4min, turn.times.next + 6 * 24h,
                                                std::nullopt};
  for (const auto& edited : times) {
    ASSERT_TRUE(worker_->runs->schedule(sync, edited).ok());
    ASSERT_TRUE(keep(*worker_, turn).ok());
    EXPECT_EQ(next_run(sync), edited);
  }
}

// Between this node's look and its taking (when it is asked who rests), another one takes the turn and begins
// its run.
TEST_F(DueSyncs, ATurnThatAnotherNodeHasTakenAndKeptIsNotTakenOnceMore) {
  const auto sync = add("a", "1440");
  wait(sync, "a");
  const auto other = Worker::open(*store_).value();
  const auto now = store_->clock().now();
  std::vector<Schedule::Turn> taken;
  const auto rests = [&](const std::string&) {
    taken = turns(*other, now);
    for (const auto& turn : taken) EXPECT_TRUE(keep(*other, turn).ok());
    return true;
  };
  EXPECT_EQ(Schedule(*worker_).take_due(now, 9, "", rests)->count(), 0U);
  EXPECT_THAT(taken, ElementsAre(TurnOf("a")));
  EXPECT_EQ(next_run(sync), now + 24h);
}

// The clock was set back since; that of another node may be ahead a little.
TEST_F(DueSyncs, ATimeFurtherAheadThanTheIntervalIsNoTime) {
  const auto sync = add("a", "1440");
  const auto now = store_->clock().now();
  ASSERT_TRUE(worker_->runs->schedule(sync, now + 24h + 1min).ok());
  EXPECT_THAT(turns(*worker_, now), IsEmpty());
  ASSERT_TRUE(worker_->runs->schedule(sync, now + 24h + 2min).ok());
  EXPECT_THAT(turns(*worker_, now), ElementsAre(TurnOf("a")));
  EXPECT_EQ(next_run(sync), now + 1min);
}

// Sessions of the embedded POS under the rule that counts until one is chosen: daily at 04:00.
class DueSessions : public DueSyncs {
 protected:
  DueSessions() {
    const auto goods =
        pos::read_catalogue_json(R"({"currency": "SAR", "products": [{"id": 10, "name": "Tea"}],
        "payment_methods": [{"id": 1, "name": "Cash", "journal": "Cash", "type": "cash"}],
        "pos_configs": [{"id": 1, "name": "Main Store", "payment_methods": [1], "timezone": "Asia/Riyadh"},
                        {"id": 2, "name": "Kiosk", "payment_methods": [1], "timezone": "Asia/Riyadh"}]})");
    EXPECT_TRUE(worker_->pos.import(goods.value(), {}).ok());
  }
  void open_by_itself(const std::string& config) {
    ASSERT_TRUE(worker_->pos.ensure_session(config, pos::AutoCreate::yes).ok());
  }
  bool is_open(const std::string& config) { return worker_->pos.open_session(config).value().has_value(); }
  // What a person is told of, by code.
  std::vector<std::string> close_due(base::Milliseconds later) {
    std::vector<std::string> codes;
    const auto notices = Schedule(*worker_).close_due_sessions(store_->clock().now() + later).value();
    for (const auto& notice : notices) codes.push_back(notice.code);
    return codes;
  }
};

TEST_F(DueSessions, OneThatWasOpenedByItselfIsClosedByTheRuleAndNotCounted) {
  open_by_itself("Main Store");
  EXPECT_THAT(close_due(0h), IsEmpty());
  EXPECT_TRUE(is_open("Main Store"));
  EXPECT_THAT(close_due(25h), IsEmpty());
  EXPECT_FALSE(is_open("Main Store"));
  const auto sessions = worker_->pos.sessions({}).value().items;
  ASSERT_EQ(sessions.size(), 1U);
  ASSERT_TRUE(sessions.front().closing.has_value());
  EXPECT_FALSE(sessions.front().closing->counted);
  EXPECT_EQ(sessions.front().closing->counted_cash, sessions.front().closing->expected_cash);
}

TEST_F(DueSessions, OneThatAPersonOpenedIsNeverClosedAndNobodyIsTold) {
  ASSERT_TRUE(worker_->pos.open_session_by_hand("Main Store").ok());
  EXPECT_THAT(close_due(99h), IsEmpty());
  EXPECT_TRUE(is_open("Main Store"));
}

TEST_F(DueSessions, EachConfigurationHasItsOwnRule) {
  open_by_itself("Main Store");
  open_by_itself("Kiosk");
  Schedule schedule(*worker_);
  ASSERT_TRUE(schedule.set_closing_rule("", "Kiosk", sync::parse_closing_rule("never").value()).ok());
  EXPECT_THAT(close_due(25h), IsEmpty());
  EXPECT_FALSE(is_open("Main Store"));
  EXPECT_TRUE(is_open("Kiosk"));
  EXPECT_THAT(close_due(49h), ElementsAre("session_open_long"));
  EXPECT_TRUE(is_open("Kiosk"));
  ASSERT_TRUE(schedule.set_closing_rule("", "Kiosk", sync::parse_closing_rule("idle:30").value()).ok());
  EXPECT_THAT(close_due(29min), IsEmpty());
  EXPECT_TRUE(is_open("Kiosk"));
  EXPECT_THAT(close_due(49h), IsEmpty()) << "what is closed needs nobody";
  EXPECT_FALSE(is_open("Kiosk"));
}

// The hour is that of the shop: 04:00 in Riyadh is 01:00 UTC.
TEST_F(DueSessions, TheHourIsOneOfTheConfigurationsZone) {
  open_by_itself("Main Store");
  const auto opened = worker_->pos.open_session("Main Store").value()->opened_at.value();
  const auto four = base::next_local_time(opened, 4, 0, base::Zone::find("Asia/Riyadh").value());
  Schedule schedule(*worker_);
  ASSERT_TRUE(schedule.close_due_sessions(four - 1ms).ok());
  EXPECT_TRUE(is_open("Main Store"));
  ASSERT_TRUE(schedule.close_due_sessions(four).ok());
  EXPECT_FALSE(is_open("Main Store"));
}

}  // namespace
}  // namespace ordersync::app
