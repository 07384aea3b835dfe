// HttpSource against scripted transports and the fake source: what reaches the sink, what is asked, how
// often, and what the owner reads when it fails (behaviour 1).
#include "source/http_source.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "tests/support/fake_source.h"
#include "tests/support/scripted_transport.h"

namespace ordersync::testing {
namespace {

using base::ErrorKind;
using base::Milliseconds;
using source::FetchSummary;
using source::HttpSource;
using source::PageKind;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class Inbox final : public source::ElementSink {
 public:
  base::Result<void> element(const source::Element& element) override {
    if (fail_at && elements.size() + 1 == *fail_at)
      return base::Error{ErrorKind::busy, "mine", "my words", "my detail"};
    elements.emplace_back(element.bytes);
    return {};
  }
  base::Result<void> page_done(int page) override {
    pages.push_back(page);
    if (fail_page == page) return base::Error{ErrorKind::busy, "mine", "my words", ""};
    return {};
  }
  std::vector<std::string> elements;
  std::vector<int> pages;
  std::optional<std::size_t> fail_at;
  int fail_page = 0;
};

const base::Instant kStart = base::from_unix_ms(1'795'356'000'000);  // 2026-11-22T14:00:00Z

source::SourceSettings plain_settings() {
  source::SourceSettings settings;
  settings.url = "https://shop.example/api/orders";
  settings.key = base::Secret("s3cret-key");
  return settings;
}

class HttpSourceTest : public ::testing::Test {
 protected:
  base::Result<FetchSummary> fetch(const source::SourceSettings& settings, http::Transport& transport,
                                   const source::Window& window = {}) {
    HttpSource source(settings, transport, clock_, random_);
    return source.fetch(window, inbox_);
  }
  base::Result<FetchSummary> fetch() { return fetch(settings_, script_); }
  std::string failure() {
    const auto fetched = fetch();
    return fetched.ok() ? "" : fetched.error().message;
  }

  base::FakeClock clock_{kStart};
  base::SeededRandom random_{42};
  ScriptedTransport script_;
  Inbox inbox_;
  source::SourceSettings settings_ = plain_settings();
};

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

// Pages, against the model.

struct Paged {
  PageKind kind;
  const char* parameter;
  const char* size_parameter;
  const char* pointer;
};
constexpr Paged kPaged[] = {{PageKind::none, "", "", ""},         {PageKind::page, "page", "limit", ""},
                            {PageKind::page, "page", "", ""},     {PageKind::offset, "offset", "limit", ""},
                            {PageKind::offset, "offset", "", ""}, {PageKind::cursor, "after", "", "/cursor"},
                            {PageKind::next, "", "", "/next"},    {PageKind::link, "", "", ""}};

source::Pagination pagination(const Paged& paged, int size) {
  source::Pagination pagination;
  pagination.kind = paged.kind;
  pagination.parameter = paged.parameter;
  pagination.size_parameter = paged.size_parameter;
  pagination.pointer = paged.pointer;
  pagination.size = size;
  return pagination;
}

TEST_F(HttpSourceTest, EveryKindOfPagingReadsEveryOrderOnceInOrder) {
  for (const Paged& paged : kPaged) {
    for (const int largest : {2, 1000}) {  // 2: the source caps the page size
      for (int count = 0; count <= 9; ++count) {
        FakeSource source(clock_);
        source.paging = pagination(paged, 3);
        source.largest_page = largest;
        std::vector<std::string> expected;
        for (int id = 1; id <= count; ++id) {
          expected.push_back(fmt::format(R"({{"OrderID":{}}})", id));
          source.put(expected.back());
        }
        inbox_ = Inbox();
        const auto summary = fetch(source.settings(), source);
        ASSERT_TRUE(summary.ok()) << paged.parameter << paged.pointer << count << summary.error().message;
        EXPECT_EQ(inbox_.elements, expected) << paged.parameter << paged.pointer << largest;
        EXPECT_EQ(summary->elements, count);
        EXPECT_EQ(static_cast<int>(inbox_.pages.size()), summary->pages);
      }
    }
  }
}

TEST_F(HttpSourceTest, FailureOfALaterPageNamesItAndKeepsWhatCame) {
  FakeSource source;
  source.paging = pagination(kPaged[1], 2);
  for (int id = 1; id <= 5; ++id) source.put(std::to_string(id));
  source.fail_page(2, SourceFault::unavailable);
  const auto summary = fetch(source.settings(), source);
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().message, "page 2: HTTP 503 Service Unavailable (tried 4 times)");
  EXPECT_THAT(inbox_.elements, ElementsAre("1", "2"));
  EXPECT_THAT(inbox_.pages, ElementsAre(1));
}

TEST_F(HttpSourceTest, OneBadPageInTheMiddleIsAskedForAgain) {
  FakeSource source;
  source.paging = pagination(kPaged[5], 2);
  for (int id = 1; id <= 5; ++id) source.put(std::to_string(id));
  source.fail_next(SourceFault::rate_limit);
  source.fail_next(SourceFault::refuse);
  source.fail_next(SourceFault::lose_answer);
  ASSERT_TRUE(fetch(source.settings(), source).ok());
  EXPECT_THAT(inbox_.elements, ElementsAre("1", "2", "3", "4", "5"));
}

TEST_F(HttpSourceTest, WrongKeyIsToldByTheModel) {
  FakeSource source;
  auto settings = source.settings();
  settings.key = base::Secret("other");
  const auto summary = fetch(settings, source);
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "source_unauthorized");
  EXPECT_EQ(source.requests().size(), 1U);
}

TEST_F(HttpSourceTest, DateFilterReachesTheSource) {
  FakeSource source;
  source.put("1", kStart - Milliseconds(3'600'000));
  source.put("2", kStart);
  source::Window window;
  window.since = kStart - Milliseconds(600'000);
  ASSERT_TRUE(fetch(source.settings(), source, window).ok());
  EXPECT_THAT(inbox_.elements, ElementsAre("2"));
  EXPECT_EQ(source.requests().at(0).url, source.url + "?since=2026-11-22T13%3A50%3A00Z");
}

TEST_F(HttpSourceTest, SourceThatIgnoresThePageParameterEndsWithAnError) {
  settings_.pagination = pagination(kPaged[1], 2);
  script_.answer(200, "[1,2]").answer(200, "[1,2]");
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "page_repeated");
  EXPECT_THAT(summary.error().message, HasSubstr("page 2: "));
}

TEST_F(HttpSourceTest, PastThePageLimitNothingIsHandedOver) {
  settings_.pagination = pagination(kPaged[1], 1);
  settings_.pagination.max_pages = 2;
  script_.answer(200, "[1]").answer(200, "[2]").answer(200, "[3]");
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "too_many_pages");
  EXPECT_THAT(inbox_.elements, ElementsAre("1", "2"));
  EXPECT_TRUE(script_.done());
}

TEST_F(HttpSourceTest, ExactlyThePageLimitIsFine) {
  settings_.pagination = pagination(kPaged[1], 1);
  settings_.pagination.max_pages = 2;
  script_.answer(200, "[1]").answer(200, "[2]").answer(200, "[]");
  EXPECT_TRUE(fetch().ok());
}

TEST_F(HttpSourceTest, NoSuchPageAfterAShortPageIsTheEnd) {
  settings_.pagination = pagination(kPaged[1], 10);
  script_.answer(200, "[1,2]").answer(404, R"({"detail":"Invalid page."})");
  const auto summary = fetch();
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_EQ(summary->pages, 1);
}

TEST_F(HttpSourceTest, NotFoundAfterAFullPageIsAnError) {
  settings_.pagination = pagination(kPaged[1], 2);
  script_.answer(200, "[1,2]").answer(404, "");
  EXPECT_EQ(failure(), "page 2: HTTP 404 Not Found: check the External API URL");
}

TEST_F(HttpSourceTest, NextPageOnAnotherHostIsNotAsked) {
  settings_.pagination = pagination(kPaged[6], 2);
  script_.answer(200, R"({"orders":[1],"next":"https://evil.example/?page=2"})");
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "page_elsewhere");
  EXPECT_EQ(script_.requests().size(), 1U);
}

TEST_F(HttpSourceTest, LinksMayBeSpreadOverSeveralHeaders) {
  settings_.pagination = pagination(kPaged[7], 2);
  script_.answer(200, "[1]", {{"Link", "</a>; rel=\"prev\""}, {"link", "</api/orders?at=2>; rel=\"next\""}})
      .answer(200, "[2]");
  ASSERT_TRUE(fetch().ok());
  EXPECT_EQ(script_.requests().at(1).url, "https://shop.example/api/orders?at=2");
}

TEST_F(HttpSourceTest, OrdersAndCursorAtDeepPointersAreFound) {
  settings_.pagination = pagination(kPaged[5], 2);
  settings_.pagination.pointer = "/meta/next/cursor";
  settings_.orders_at = "/data/items";
  script_.answer(200, R"({"data":{"items":[1,2]},"meta":{"next":{"cursor":"a/b"}}})")
      .answer(200, R"({"meta":{"next":{"cursor":null}},"data":{"items":[3]}})");
  ASSERT_TRUE(fetch().ok());
  EXPECT_THAT(inbox_.elements, ElementsAre("1", "2", "3"));
  EXPECT_EQ(script_.requests().at(1).url, "https://shop.example/api/orders?after=a%2Fb");
}

TEST_F(HttpSourceTest, RequestsKeepTheRate) {
  FakeSource source;
  source.paging = pagination(kPaged[1], 1);
  for (int id = 1; id <= 29; ++id) source.put(std::to_string(id));
  auto settings = source.settings();
  settings.requests_per_second = 10;
  ASSERT_TRUE(fetch(settings, source).ok());
  EXPECT_EQ(source.requests().size(), 30U);  // the last one is empty
  EXPECT_EQ(clock_.slept(), Milliseconds(2000));
}

TEST_F(HttpSourceTest, EveryFaultEndsInAResultAndHealingHelps) {
  for (int fault = 0; fault <= static_cast<int>(SourceFault::slow_down); ++fault) {
    FakeSource source;
    for (int id = 1; id <= 5; ++id) source.put(fmt::format(R"({{"OrderID":{}}})", id));
    source.fail_always(static_cast<SourceFault>(fault));
    const auto summary = fetch(source.settings(), source);
    ASSERT_FALSE(summary.ok()) << fault;
    EXPECT_FALSE(summary.error().code.empty());
    EXPECT_FALSE(summary.error().message.empty());
    source.heal();
    inbox_ = Inbox();
    ASSERT_TRUE(fetch(source.settings(), source).ok()) << fault;
    EXPECT_THAT(inbox_.elements, SizeIs(5));
  }
}

RC_GTEST_PROP(HttpSourceProperty, NoOrderIsLostWhateverThePagingAndTheFaults, ()) {
  base::FakeClock clock(kStart);
  base::SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
  FakeSource source(clock);
  source.paging =
      pagination(kPaged[*rc::gen::inRange<std::size_t>(0, std::size(kPaged))], *rc::gen::inRange(1, 6));
  source.largest_page = *rc::gen::inRange(1, 6);
  const int count = *rc::gen::inRange(0, 20);
  for (int id = 1; id <= count; ++id) source.put(std::to_string(id));
  const auto faults = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 7));
  for (const int fault : faults) source.fail_next(static_cast<SourceFault>(fault));
  Inbox inbox;
  HttpSource fetcher(source.settings(), source, clock, random);
  const auto summary = fetcher.fetch({}, inbox);
  std::vector<bool> seen(static_cast<std::size_t>(count) + 1);
  for (const std::string& element : inbox.elements)
    seen.at(static_cast<std::size_t>(std::stoi(element))) = true;
  if (summary.ok()) {
    for (std::size_t id = 1; id < seen.size(); ++id) RC_ASSERT(seen[id]);
    RC_ASSERT(summary->elements == count);
  } else {
    RC_ASSERT(faults.size() >= 4U);
  }
}

}  // namespace
}  // namespace ordersync::testing
