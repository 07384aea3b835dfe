// Retry rules: which failures, and how long to wait.
#include "source/backoff.h"

#include <gtest/gtest.h>

namespace ordersync::source {
namespace {

using base::Milliseconds;

const base::Instant kNow = base::from_unix_ms(784'111'777'000);  // Sun, 06 Nov 1994 08:49:37 GMT

TEST(Backoff, ExactlyTheListedStatusesAreRetried) {
  for (int status = 100; status < 600; ++status) {
    const bool listed = status == 408 || status == 425 || status == 429 || status == 500 || status == 502 ||
                        status == 503 || status == 504;
    EXPECT_EQ(is_worth_retrying(status), listed) << status;
  }
}

TEST(Backoff, NetworkErrorsAreRetriedAndFinalOnesNot) {
  using base::ErrorKind;
  EXPECT_TRUE(is_worth_retrying(base::Error{ErrorKind::temporary, "connection_refused", "", ""}));
  EXPECT_TRUE(is_worth_retrying(base::Error{ErrorKind::unknown, "connection_lost", "", ""}));
  EXPECT_FALSE(is_worth_retrying(base::Error{ErrorKind::invalid, "forbidden_address", "", ""}));
  EXPECT_FALSE(is_worth_retrying(base::Error{ErrorKind::unknown, "interrupted", "", ""}));
  EXPECT_FALSE(is_worth_retrying(base::Error{ErrorKind::unavailable, "store_unavailable", "", ""}));
}

TEST(Backoff, RetryAfterIsReadAsSeconds) {
  EXPECT_EQ(parse_retry_after("120", kNow), Milliseconds(120'000));
  EXPECT_EQ(parse_retry_after(" 0 ", kNow), Milliseconds(0));
}

TEST(Backoff, RetryAfterIsReadAsDate) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", kNow), Milliseconds(60'000));
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", kNow), Milliseconds(0));
}

TEST(Backoff, UnreadableRetryAfterIsNone) {
  for (const char* text : {"", "soon", "-5", "1.5", "5s", "0x10", "+3"}) {
    EXPECT_FALSE(parse_retry_after(text, kNow).has_value()) << text;
  }
}

TEST(Backoff, AbsurdRetryAfterDoesNotOverflow) {
  const auto far = parse_retry_after("99999999999999999999999999999999", kNow);
  ASSERT_TRUE(far.has_value());
  EXPECT_EQ(*far, Milliseconds(365LL * 24 * 3600 * 1000));
}

TEST(Backoff, WaitsDoubleAndKeepAtLeastHalf) {
  base::SeededRandom random(7);
  for (int i = 0; i < 200; ++i) {
    for (int failed = 1; failed <= 4; ++failed) {
      const auto wait = backoff(failed, random).count();
      const auto whole = 500LL << (failed - 1);
      EXPECT_LE(wait, whole);
      EXPECT_GE(wait, whole / 2);
    }
  }
}

TEST(Backoff, WaitsAreJitteredAndBounded) {
  base::SeededRandom random(1);
  const auto first = backoff(3, random);
  bool differs = false;
  for (int i = 0; i < 20; ++i) differs = differs || backoff(3, random) != first;
  EXPECT_TRUE(differs);
  EXPECT_LE(backoff(1000, random), Milliseconds(30'000));
}

}  // namespace
}  // namespace ordersync::source
