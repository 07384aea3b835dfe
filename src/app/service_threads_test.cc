// Work of a service on threads of its own.
#include "app/service_threads.h"

#include <gmock/gmock.h>

#include <future>
#include <stdexcept>

#include "base/test_log.h"

namespace ordersync::app {
namespace {

using ::testing::UnorderedElementsAre;

struct ThreadsTest : ::testing::Test {
  std::vector<std::string> lines;
  base::KeptLog log{lines};
  ServiceThreads threads{log};
};

TEST_F(ThreadsTest, OneOfALaneAndNameAtATime) {
  std::promise<void> may_end;
  std::shared_future<void> end = may_end.get_future().share();
  const auto wait = [end] { end.wait(); };
  EXPECT_TRUE(threads.start(Lane::runs, "Store 1", wait));
  EXPECT_FALSE(threads.start(Lane::runs, "Store 1", wait));
  EXPECT_TRUE(threads.start(Lane::runs, "Store 2", wait));
  EXPECT_TRUE(threads.start(Lane::pushed, "Store 1", wait));
  EXPECT_EQ(threads.count(Lane::runs), 2);
  EXPECT_EQ(threads.count(Lane::pushed), 1);
  may_end.set_value();
  while (threads.count(Lane::runs) > 0) threads.reap();
  EXPECT_TRUE(threads.start(Lane::runs, "Store 1", [] {}));
}

TEST_F(ThreadsTest, AnExceptionEndsOnePieceOfWorkAndIsLogged) {
  EXPECT_TRUE(threads.start(Lane::alerts, "", [] { throw std::runtime_error("the mail server burns"); }));
  EXPECT_TRUE(threads.start(Lane::runs, "Store 1", [] { throw 7; }));
  threads.join();
  EXPECT_THAT(lines, UnorderedElementsAre("work_ended name= why=the mail server burns",
                                          "work_ended name=Store 1 why=an exception of an unknown kind"));
}

TEST_F(ThreadsTest, NothingBeginsOnceClosed) {
  bool done = false;
  EXPECT_TRUE(threads.start(Lane::runs, "Store 1", [&] { done = true; }));
  threads.close();
  EXPECT_FALSE(threads.start(Lane::runs, "Store 2", [] {}));
  threads.join();
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace ordersync::app
