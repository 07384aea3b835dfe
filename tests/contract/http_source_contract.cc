// HttpSource against scripted answers: what reaches the sink, what is asked, how
// often, and what the owner reads when it fails (behaviour 1).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/http_source_fixture.h"

namespace ordersync::testing {
namespace {

using base::ErrorKind;
using base::Milliseconds;
using source::FetchSummary;
using source::HttpSource;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(HttpSourceTest, ThreeShapesOfTheGuideAreRead) {
  for (const char* body :
       {R"([{"OrderID":1},{"OrderID":2}])", R"({"orders":[{"OrderID":1},{"OrderID":2}]})"}) {
    inbox_ = Inbox();
    script_.answer(200, body);
    const auto summary = fetch();
    ASSERT_TRUE(summary.ok()) << summary.error().message;
    EXPECT_THAT(inbox_.elements, ElementsAre(R"({"OrderID":1})", R"({"OrderID":2})"));
    EXPECT_THAT(inbox_.pages, ElementsAre(1));
    EXPECT_EQ(summary->pages, 1);
    EXPECT_EQ(summary->elements, 2);
    EXPECT_EQ(summary->bytes, static_cast<std::int64_t>(std::string_view(body).size()));
  }
  inbox_ = Inbox();
  script_.answer(200, R"({"OrderID":3,"OrderItems":[]})");
  ASSERT_TRUE(fetch().ok());
  EXPECT_THAT(inbox_.elements, SizeIs(1));
}

TEST_F(HttpSourceTest, NoOrdersIsNoError) {
  for (const char* body : {"null", "[]", R"({"orders":[]})", "\xEF\xBB\xBF[]"}) {
    script_.answer(200, body);
    const auto summary = fetch();
    ASSERT_TRUE(summary.ok()) << body << summary.error().message;
    EXPECT_EQ(summary->elements, 0);
  }
  script_.answer(204, "");
  EXPECT_TRUE(fetch().ok());
  EXPECT_THAT(inbox_.elements, SizeIs(0));
}

TEST_F(HttpSourceTest, SilenceIsAnErrorAndNotRetried) {
  script_.answer(200, "");
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "empty_answer");
  EXPECT_TRUE(script_.done());
  EXPECT_THAT(inbox_.pages, SizeIs(0));
}

TEST_F(HttpSourceTest, LoginPageIsNamed) {
  script_.answer(200, "<!DOCTYPE html><html>Sign in</html>", {{"Content-Type", "text/html"}});
  EXPECT_EQ(failure(), "the answer is HTML, not JSON (a login page?)");
}

TEST_F(HttpSourceTest, InvalidJsonNamesTheByteAndIsNotRetried) {
  script_.answer(200, "[{\"OrderID\": 1},\n nonsense]");
  EXPECT_THAT(failure(), AllOf(HasSubstr("invalid JSON at byte"), HasSubstr("line 2")));
  EXPECT_EQ(script_.requests().size(), 1U);
}

TEST_F(HttpSourceTest, RequestSaysWhoWeAreAndKeepsTheKeyOutOfTheUrl) {
  settings_.headers = {{"X-Tenant", "blue"}};
  settings_.parameters = {{"branch", "7 & 8"}};
  script_.answer(200, "[]");
  ASSERT_TRUE(fetch().ok());
  const http::Request& request = script_.requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "https://shop.example/api/orders?branch=7%20%26%208");
  EXPECT_THAT(request.headers, ElementsAre(http::Header{"Accept", "application/json"}));
  EXPECT_THAT(request.credentials, ElementsAre(http::Header{"Authorization", "Bearer s3cret-key"},
                                               http::Header{"X-Tenant", "blue"}));
  EXPECT_FALSE(request.allow_private_network);
}

TEST_F(HttpSourceTest, LimitsOfTheSyncReachTheTransport) {
  settings_.limits = {Milliseconds(1), Milliseconds(2), Milliseconds(3), 4, 500, 6, 7};
  settings_.allow_private_network = true;
  script_.answer(200, "[]");
  ASSERT_TRUE(fetch().ok());
  const http::Request& request = script_.requests().at(0);
  EXPECT_EQ(request.connect_timeout, Milliseconds(1));
  EXPECT_EQ(request.idle_timeout, Milliseconds(2));
  EXPECT_EQ(request.total_timeout, Milliseconds(3));
  EXPECT_EQ(request.max_redirects, 4);
  EXPECT_EQ(request.max_response_bytes, 500);
  EXPECT_TRUE(request.allow_private_network);
}

TEST_F(HttpSourceTest, OwnAcceptHeaderReplacesOurs) {
  settings_.headers = {{"accept", "application/vnd.shop+json"}};
  script_.answer(200, "[]");
  ASSERT_TRUE(fetch().ok());
  EXPECT_TRUE(script_.requests().at(0).headers.empty());
}

TEST_F(HttpSourceTest, ClientErrorsFailAtOnce) {
  const std::pair<int, const char*> cases[] = {
      {401, "HTTP 401 Unauthorized: check the External API Key"},
      {404, "HTTP 404 Not Found: check the External API URL"},
      {400, "HTTP 400 Bad Request: check the External API URL and its parameters"}};
  for (const auto& [status, message] : cases) {
    script_.answer(status, R"({"error":"the body is s3cret too"})");
    EXPECT_EQ(failure(), message);
  }
  EXPECT_EQ(script_.requests().size(), std::size(cases));
  EXPECT_EQ(clock_.slept(), Milliseconds(0));
}

TEST_F(HttpSourceTest, RefusalAfterARedirectPointsAtTheUrlNotTheKey) {
  FakeAnswer answer;
  answer.status = 401;
  answer.url = "https://www.shop.example/api/orders";
  script_.answer(answer);
  EXPECT_THAT(failure(), AllOf(HasSubstr("HTTP 401 Unauthorized"), HasSubstr("www.shop.example:443"),
                               HasSubstr("External API URL")));
  EXPECT_EQ(script_.requests().size(), 1U);
}

TEST_F(HttpSourceTest, ListedStatusesAreTriedFourTimesWithGrowingPauses) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504}) {
    const auto slept = clock_.slept();
    for (int i = 0; i < 4; ++i) script_.answer(status, "busy");
    const auto summary = fetch();
    ASSERT_FALSE(summary.ok());
    EXPECT_EQ(summary.error().kind, ErrorKind::temporary);
    EXPECT_THAT(summary.error().message, HasSubstr("(tried 4 times)"));
    EXPECT_TRUE(script_.done());
    EXPECT_GE(clock_.slept() - slept, Milliseconds(250 + 500 + 1000));
    EXPECT_LE(clock_.slept() - slept, Milliseconds(500 + 1000 + 2000));
  }
}

TEST_F(HttpSourceTest, ExhaustedTriesReadAsInTheGuide) {
  for (int i = 0; i < 4; ++i) script_.answer(503, "");
  EXPECT_EQ(failure(), "HTTP 503 Service Unavailable (tried 4 times)");
}

TEST_F(HttpSourceTest, OtherServerErrorsFailAtOnce) {
  script_.answer(501, "");
  EXPECT_EQ(failure(), "HTTP 501 Not Implemented");
}

TEST_F(HttpSourceTest, NetworkErrorsAreTriedAgain) {
  script_.refuse().time_out_before_sending().act_then_lose_answer().answer(200, "[1]");
  const auto summary = fetch();
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_THAT(inbox_.elements, ElementsAre("1"));
}

TEST_F(HttpSourceTest, NobodyThereReadsAsInTheGuide) {
  settings_.url = "http://127.0.0.1:9/orders";
  settings_.allow_private_network = true;
  script_.refuse().refuse().refuse().refuse();
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().message, "connection refused by 127.0.0.1:9");
  EXPECT_EQ(summary.error().kind, ErrorKind::temporary);
  EXPECT_TRUE(script_.done());
}

TEST_F(HttpSourceTest, LostAnswersEndAsTemporarySinceAFetchChangesNothing) {
  for (int i = 0; i < 4; ++i) script_.act_then_lose_answer();
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().kind, ErrorKind::temporary);
}

TEST_F(HttpSourceTest, CutBodyIsAskedForAgainAndElementsMayComeTwice) {
  script_.cut_body(R"([{"OrderID":1},{"OrderID":2}])", 20).answer(200, R"([{"OrderID":1},{"OrderID":2}])");
  const auto summary = fetch();
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_THAT(inbox_.elements, ElementsAre(R"({"OrderID":1})", R"({"OrderID":1})", R"({"OrderID":2})"));
  EXPECT_EQ(summary->elements, 2);
  EXPECT_THAT(inbox_.pages, ElementsAre(1));
}

TEST_F(HttpSourceTest, FinalFailuresOfTheTransportAreNotRetried) {
  settings_.url = "https://192.168.1.1/orders";
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "forbidden_address");
  EXPECT_THAT(summary.error().message, HasSubstr("--allow-private-network"));
  settings_ = plain_settings();
  settings_.limits.response_bytes = 3;
  script_.answer(200, "[1,2,3]");
  EXPECT_THAT(failure(), HasSubstr("larger than 3 bytes"));
  EXPECT_EQ(script_.requests().size(), 1U);
}

TEST_F(HttpSourceTest, StopIsNotRetried) {
  script_.fail({ErrorKind::unknown, "interrupted", "stopped", ""});
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "interrupted");
  EXPECT_TRUE(script_.done());
}

class StoppedClock final : public base::Clock {
 public:
  base::Instant now() const override { return kStart; }
  bool sleep_for(Milliseconds) override { return false; }
};

TEST_F(HttpSourceTest, StopEndsThePauseBeforeATry) {
  StoppedClock clock;
  script_.answer(503, "");
  HttpSource source(settings_, script_, clock, random_);
  const auto summary = source.fetch({}, inbox_);
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "interrupted");
  EXPECT_EQ(script_.requests().size(), 1U);
}

TEST_F(HttpSourceTest, RetryAfterInSecondsIsObeyed) {
  script_.rate_limit("17").answer(200, "[]");
  ASSERT_TRUE(fetch().ok());
  EXPECT_EQ(clock_.slept(), Milliseconds(17'000));
}

TEST_F(HttpSourceTest, RetryAfterAsADateIsSeenFromTheSourcesClock) {
  script_
      .answer(503, "",
              {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"Retry-After", "Sun, 06 Nov 1994 08:49:49 GMT"}})
      .answer(200, "[]");
  ASSERT_TRUE(fetch().ok());
  EXPECT_EQ(clock_.slept(), Milliseconds(12'000));
}

TEST_F(HttpSourceTest, RetryAfterZeroMeansNow) {
  script_.rate_limit("0").answer(200, "[]");
  ASSERT_TRUE(fetch().ok());
  EXPECT_EQ(clock_.slept(), Milliseconds(0));
}

TEST_F(HttpSourceTest, RetryAfterOfAnHourEndsTheRunInsteadOfHoldingIt) {
  script_.rate_limit("3600");
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().kind, ErrorKind::temporary);
  EXPECT_THAT(summary.error().message,
              AllOf(HasSubstr("HTTP 429 Too Many Requests"), HasSubstr("60 minutes")));
  EXPECT_EQ(clock_.slept(), Milliseconds(0));
}

TEST_F(HttpSourceTest, SinkErrorIsReturnedAsItIsAndNeverRetried) {
  inbox_.fail_at = 2;
  script_.answer(200, "[1,2,3]");
  const auto element = fetch();
  ASSERT_FALSE(element.ok());
  EXPECT_EQ(element.error().code, "mine");
  EXPECT_EQ(element.error().kind, ErrorKind::busy);
  EXPECT_EQ(element.error().message, "my words");
  EXPECT_EQ(element.error().detail, "my detail");

  inbox_ = Inbox();
  inbox_.fail_page = 1;
  script_.answer(200, "[1,2,3]");
  const auto page = fetch();
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().message, "my words");
  EXPECT_EQ(script_.requests().size(), 2U);
}

TEST_F(HttpSourceTest, TemporarySinkErrorIsNotTakenForTheNetworks) {
  class Failing final : public source::ElementSink {
   public:
    base::Result<void> element(const source::Element&) override {
      ++calls;
      return base::Error{ErrorKind::temporary, "disk", "the disk is full", ""};
    }
    base::Result<void> page_done(int) override { return {}; }
    int calls = 0;
  };
  Failing sink;
  script_.answer(200, "[1]");
  HttpSource source(settings_, script_, clock_, random_);
  const auto summary = source.fetch({}, sink);
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "disk");
  EXPECT_EQ(sink.calls, 1);
}

TEST_F(HttpSourceTest, HugeErrorPageIsDroppedNotReported) {
  FakeAnswer answer;
  answer.status = 404;
  answer.body = std::string(1 << 20, 'x');
  answer.chunk_bytes = 16 << 10;
  script_.answer(answer);
  EXPECT_EQ(failure(), "HTTP 404 Not Found: check the External API URL");
}

TEST_F(HttpSourceTest, NoFailureShowsKeysOrParameters) {
  settings_.url = "https://shop.example/api/orders?token=s3cret-url";
  settings_.parameters = {{"api_key", "s3cret-parameter"}};
  settings_.headers = {{"X-Key", "s3cret-header"}};
  settings_.tries = 1;
  script_.refuse()
      .act_then_lose_answer()
      .garbage()
      .answer(401, "")
      .answer(302, "")
      .answer(200, "<html>")
      .answer(200, "[");
  while (!script_.done()) EXPECT_THAT(failure(), AllOf(Not(HasSubstr("s3cret")), Not(HasSubstr("token"))));
}

// When the first page was asked for.

TEST_F(HttpSourceTest, AskedAtIsTheSourcesClock) {
  script_.answer(200, "[]", {{"Date", "Sun, 22 Nov 2026 13:57:30 GMT"}});
  EXPECT_EQ(base::to_iso8601(fetch()->asked_at), "2026-11-22T13:57:30Z");
}

TEST_F(HttpSourceTest, AskedAtIsTheEarlierOfTwoClocksThatAreDaysApart) {
  script_.answer(200, "[]", {{"Date", "Mon, 16 Nov 2026 14:00:00 GMT"}});
  EXPECT_EQ(base::to_iso8601(fetch()->asked_at), "2026-11-16T14:00:00Z");
}

TEST_F(HttpSourceTest, AskedAtIsOurClockWithoutADateOrWithAnAbsurdOne) {
  for (const char* date : {"", "soon", "Sun, 06 Nov 1994 08:49:37 GMT", "Tue, 24 Nov 2026 14:00:00 GMT"}) {
    script_.answer(200, "[]", {{"Date", date}});
    EXPECT_EQ(fetch()->asked_at, kStart) << date;
  }
}

TEST_F(HttpSourceTest, AskedAtIsBeforeASlowAnswer) {
  script_.run([&](const http::Request& request, http::BodySink& sink) -> base::Result<http::ResponseHead> {
    clock_.advance(Milliseconds(40'000));
    return deliver({200, {{"Date", "Sun, 22 Nov 2026 14:00:41 GMT"}}, "[]", std::nullopt, 7}, request, sink);
  });
  EXPECT_EQ(base::to_iso8601(fetch()->asked_at), "2026-11-22T14:00:01Z");
}

TEST_F(HttpSourceTest, AskedAtIsOfTheTryThatSucceeded) {
  script_.rate_limit("30").answer(200, "[]");
  EXPECT_EQ(fetch()->asked_at, kStart + Milliseconds(30'000));
}

}  // namespace
}  // namespace ordersync::testing
