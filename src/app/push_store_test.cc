// Messages as they are remembered. What the writer makes of it: push_writer_test.cc.
#include "app/push_store.h"

#include <gtest/gtest.h>

#include <chrono>

#include "app/schema.h"
#include "sql/test_store.h"

namespace ordersync::app {
namespace {

class PushMessages : public ::testing::Test {
 protected:
  PushMessages() { EXPECT_TRUE(sql::migrate(*connection_, "push", push_migrations()).ok()); }

  bool add(std::string_view id, std::string_view body, journal::SyncId sync = 1) {
    bool is_new = false;
    const auto done = sql::write_transaction(*connection_, [&]() -> base::Result<void> {
      TRY_ASSIGN(is_new, pushes_.add_message(sync, base::digest_of(id), base::digest_of(body)));
      return {};
    });
    EXPECT_TRUE(done.ok()) << done.error().message;
    return is_new;
  }
  std::optional<base::Digest> body_of(std::string_view id) {
    return pushes_.body_of(1, base::digest_of(id)).value();
  }

  base::FakeClock clock_{base::from_unix_ms(1'767'225'600'000)};
  sql::TestStore store_;
  std::unique_ptr<sql::Connection> connection_ = store_.connect();
  PushStore pushes_{*connection_, clock_};
};

TEST_F(PushMessages, OneThatIsRememberedIsNotReplaced) {
  EXPECT_TRUE(add("m1", "first"));
  EXPECT_FALSE(add("m1", "first"));
  EXPECT_FALSE(add("m1", "second"));
  EXPECT_EQ(body_of("m1"), base::digest_of("first"));
  EXPECT_TRUE(add("m2", "second"));
  EXPECT_TRUE(add("m1", "of another sync", 2));
}

// So that whoever asks, is told it is unknown and adds it, is never told that it is there.
TEST_F(PushMessages, OneIsReplacedFromTheMomentItIsNotFoundAnyMore) {
  EXPECT_TRUE(add("m1", "first"));
  clock_.advance(2 * source::kPushTolerance + std::chrono::minutes(1) - std::chrono::milliseconds(1));
  EXPECT_TRUE(body_of("m1").has_value());
  EXPECT_FALSE(add("m1", "second"));
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_FALSE(body_of("m1").has_value());
  EXPECT_TRUE(add("m1", "second"));
  EXPECT_EQ(body_of("m1"), base::digest_of("second"));
}

}  // namespace
}  // namespace ordersync::app
