// What is due, of several syncs (schedule.h): turns, rests, and who is asked first.
#include "app/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>

namespace ordersync::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

class DueSyncs : public ::testing::Test {
 protected:
  DueSyncs() {
    folder_ = (std::filesystem::temp_directory_path() / "ordersync-test-XXXXXX").string();
    EXPECT_NE(::mkdtemp(folder_.data()), nullptr);
    store_ = Store::open({folder_}, LogTo::file).value();
    worker_ = Worker::open(*store_).value();
  }
  ~DueSyncs() override {
    worker_.reset();
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

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

  std::string folder_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Worker> worker_;
  std::set<std::string> resting_;
};

// Four that could not even begin took all places at each look, and the turn of the one after them never came.
TEST_F(DueSyncs, ThoseThatRestTakeNobodysPlace) {
  wait(add("a", "0"), "a");
  wait(add("b", "0"), "b");
  add("zebra");
  resting_ = {"a", "b"};
  EXPECT_THAT(due(1).runs, ElementsAre("zebra"));
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
  EXPECT_THAT(due(9).runs, ElementsAre("b"));
  EXPECT_EQ(worker_->runs->progress(broken)->last_sync_status, "error");
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

}  // namespace
}  // namespace ordersync::app
