// What is pushed is stored together and told one by one; what cannot be stored is told to come again.
#include "app/push_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>

#include "app/push_desk.h"
#include "app/test_folder.h"
#include "source/reader.h"

namespace ordersync::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PushWriterTest : public FolderTest {
 protected:
  // Of a new sync.
  std::shared_ptr<const PushTarget> target_of(const std::string& name) {
    SyncForm form;
    form.url = "http://127.0.0.1:9/" + name;
    form.pos_config = "Main Store";
    auto target = std::make_shared<PushTarget>();
    auto added = worker_->syncs.add(name, form);
    EXPECT_TRUE(added.ok()) << added.error().message;
    target->settings = std::move(added).value();
    target->settings.decode.source = target->settings.source;
    return target;
  }
  PushJob job(const std::string& id, std::string_view total = "2.00") {
    const std::string payload = R"({"OrderID":")" + id + R"(","AmountPaid":)" + std::string(total) +
                                R"(,"AmountTotal":)" + std::string(total) + R"(,"GrandTotal":)" +
                                std::string(total) + R"(,"OrderItems":[{"ItemName":"Water","Price":)" +
                                std::string(total) + R"(,"Quantity":1}],"CheckoutDetails":[{"AmountPaid":)" +
                                std::string(total) + R"(,"CardType":"Cash","PaymentMode":1}]})";
    PushJob made;
    made.target = target_;
    made.body = base::digest_of(payload);
    source::Reading reading = source::Reader(target_->settings.decode).read(payload);
    made.orders.entries.push_back({std::move(reading.orders.front()), 0, payload.size()});
    made.orders.bytes = payload;
    return made;
  }
  // What it is answered.
  std::future<base::Result<Json>> promised(PushJob& made) {
    auto promise = std::make_shared<std::promise<base::Result<Json>>>();
    made.done = [promise](base::Result<Json> answer) { promise->set_value(std::move(answer)); };
    return promise->get_future();
  }
  static std::string result_of(base::Result<Json> answer) {
    return answer.ok() ? answer->at("results").at(0).at("result").get<std::string>() : answer.error().code;
  }
  std::int64_t known() {
    std::int64_t count = 0;
    EXPECT_TRUE(worker_->connection
                    ->query("SELECT COUNT(*) FROM journal_order", {},
                            [&](const sql::Row& row) { count = row.integer(0); })
                    .ok());
    return count;
  }

  std::shared_ptr<const PushTarget> target_ = target_of("Pushed");
};

TEST_F(PushWriterTest, AnswersWhenItIsDurableAndTellsWhomItConcerns) {
  std::promise<journal::SyncId> arrived;
  PushWriter writer(*store_, [&](journal::SyncId sync) { arrived.set_value(sync); });
  PushJob one = job("1");
  auto answer = promised(one);
  ASSERT_TRUE(writer.put(one));
  EXPECT_EQ(result_of(answer.get()), "accepted");
  EXPECT_EQ(known(), 1);
  EXPECT_EQ(arrived.get_future().get(), target_->settings.id);
}

TEST_F(PushWriterTest, WhatWaitsIsStoredTogetherAndBoundedInNumber) {
  PushLimits limits;
  limits.jobs = 3;
  std::vector<std::future<base::Result<Json>>> answers;
  {
    PushWriter writer(
        *store_, [](journal::SyncId) {}, limits);
    const auto holder = store_->database().connect().value();
    ASSERT_TRUE(holder->begin_write().ok());  // as a run in the middle of its batch
    bool full = false;
    for (int i = 0; i < 10 && !full; ++i) {
      PushJob next = job(std::to_string(i));
      auto answer = promised(next);
      full = !writer.put(next);
      if (!full) answers.push_back(std::move(answer));
    }
    EXPECT_TRUE(full);
    EXPECT_GE(answers.size(), limits.jobs);
    holder->rollback();
  }  // stores what waits before it ends
  for (auto& answer : answers) EXPECT_EQ(result_of(answer.get()), "accepted");
  EXPECT_EQ(known(), static_cast<std::int64_t>(answers.size()));
}

// Else its sender would send it again for ever.
TEST_F(PushWriterTest, OneThatIsTooLargeBesideOthersIsTakenByItself) {
  PushLimits limits;
  limits.bytes = 1;
  PushWriter writer(
      *store_, [](journal::SyncId) {}, limits);
  PushJob one = job("1");
  auto answer = promised(one);
  ASSERT_TRUE(writer.put(one));
  EXPECT_EQ(result_of(answer.get()), "accepted");
}

TEST_F(PushWriterTest, TheSameOrderTwiceIsOneRow) {
  PushWriter writer(*store_, [](journal::SyncId) {});
  std::vector<std::string> results;
  for (const char* total : {"2.00", "2.00", "3.00"}) {
    PushJob next = job("1", total);
    auto answer = promised(next);
    ASSERT_TRUE(writer.put(next));
    results.push_back(result_of(answer.get()));
  }
  EXPECT_THAT(results, ElementsAre("accepted", "already_received", "changed"));
  EXPECT_EQ(known(), 1);
}

TEST_F(PushWriterTest, AMessageThatComesAgainIsToldSoAndChangesNothing) {
  PushWriter writer(*store_, [](journal::SyncId) {});
  const auto send = [&](const char* message, const char* total) {
    PushJob next = job("1", total);
    next.message = base::digest_of(message);
    auto answer = promised(next);
    EXPECT_TRUE(writer.put(next));
    return result_of(answer.get());
  };
  EXPECT_EQ(send("m1", "2.00"), "accepted");
  EXPECT_EQ(send("m2", "3.00"), "changed");
  EXPECT_EQ(send("m1", "2.00"), "already_received");
  EXPECT_EQ(send("m1", "4.00"), "webhook_id_reused");
  EXPECT_EQ(send("m3", "3.00"), "already_received");
}

// One that is too old to be verified any more may lie there still: it is no replay.
TEST_F(PushWriterTest, AMessageWhoseTimeIsOverIsTakenAsANewOne) {
  PushWriter writer(*store_, [](journal::SyncId) {});
  const auto send = [&](const char* total) {
    PushJob next = job("1", total);
    next.message = base::digest_of("m1");
    auto answer = promised(next);
    EXPECT_TRUE(writer.put(next));
    return result_of(answer.get());
  };
  EXPECT_EQ(send("2.00"), "accepted");
  const auto connection = store_->database().connect().value();
  ASSERT_TRUE(connection->execute("UPDATE push_message SET at = 0", {}).ok());
  EXPECT_EQ(send("3.00"), "changed");
  EXPECT_EQ(send("3.00"), "already_received");
  EXPECT_EQ(send("4.00"), "webhook_id_reused");
}

// Verified while its sync was there: taken for one that is not, it would wait for ever.
TEST_F(PushWriterTest, WhatIsForASyncThatWasRemovedMeanwhileIsToComeAgain) {
  PushWriter writer(*store_, [](journal::SyncId) {});
  ASSERT_TRUE(Worker::open(*store_).value()->syncs.remove("Pushed", Booked::nothing).ok());
  PushJob late = job("1");
  auto answer = promised(late);
  ASSERT_TRUE(writer.put(late));
  EXPECT_EQ(result_of(answer.get()), "push_not_stored");
  EXPECT_EQ(known(), 0);
  target_ = target_of("Pushed again");
  PushJob again = job("1");
  answer = promised(again);
  ASSERT_TRUE(writer.put(again));
  EXPECT_EQ(result_of(answer.get()), "accepted");
}

TEST_F(PushWriterTest, AStoppedOneTakesNothingMore) {
  PushWriter writer(*store_, [](journal::SyncId) {});
  writer.stop();
  PushJob late = job("1");
  EXPECT_FALSE(writer.put(late));
  EXPECT_EQ(late.orders.entries.size(), 1U) << "it is untouched";

  PushDesk desk(*store_, [](journal::SyncId) {});
  desk.stop();
  auto answer = promised(late);
  desk.put(std::move(late));
  EXPECT_EQ(result_of(answer.get()), "push_busy");
}

}  // namespace
}  // namespace ordersync::app
