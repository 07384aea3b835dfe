// HttpSource against the fake source, a model that pages and fails: every order of every page, whatever goes
// wrong on the way (behaviour 1, pagination).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/contract/http_source_fixture.h"
#include "tests/support/fake_source.h"

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

using HttpSourcePages = HttpSourceTest;

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

TEST_F(HttpSourcePages, EveryKindOfPagingReadsEveryOrderOnceInOrder) {
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

TEST_F(HttpSourcePages, FailureOfALaterPageNamesItAndKeepsWhatCame) {
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

TEST_F(HttpSourcePages, OneBadPageInTheMiddleIsAskedForAgain) {
  FakeSource source;
  source.paging = pagination(kPaged[5], 2);
  for (int id = 1; id <= 5; ++id) source.put(std::to_string(id));
  source.fail_next(SourceFault::rate_limit);
  source.fail_next(SourceFault::refuse);
  source.fail_next(SourceFault::lose_answer);
  ASSERT_TRUE(fetch(source.settings(), source).ok());
  EXPECT_THAT(inbox_.elements, ElementsAre("1", "2", "3", "4", "5"));
}

TEST_F(HttpSourcePages, WrongKeyIsToldByTheModel) {
  FakeSource source;
  auto settings = source.settings();
  settings.key = base::Secret("other");
  const auto summary = fetch(settings, source);
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "source_unauthorized");
  EXPECT_EQ(source.requests().size(), 1U);
}

TEST_F(HttpSourcePages, DateFilterReachesTheSource) {
  FakeSource source;
  source.put("1", kStart - Milliseconds(3'600'000));
  source.put("2", kStart);
  source::Window window;
  window.since = kStart - Milliseconds(600'000);
  ASSERT_TRUE(fetch(source.settings(), source, window).ok());
  EXPECT_THAT(inbox_.elements, ElementsAre("2"));
  EXPECT_EQ(source.requests().at(0).url, source.url + "?since=2026-11-22T13%3A50%3A00Z");
}

TEST_F(HttpSourcePages, SourceThatIgnoresThePageParameterEndsWithAnError) {
  settings_.pagination = pagination(kPaged[1], 2);
  script_.answer(200, "[1,2]").answer(200, "[1,2]");
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "page_repeated");
  EXPECT_THAT(summary.error().message, HasSubstr("page 2: "));
}

TEST_F(HttpSourcePages, APageThatComesAgainInAnotherOrderIsARepeat) {
  settings_.pagination = pagination(kPaged[1], 2);
  script_.answer(200, "[1,2]").answer(200, "[2,1]");
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "page_repeated");
}

TEST_F(HttpSourcePages, PastThePageLimitNothingIsHandedOver) {
  settings_.pagination = pagination(kPaged[1], 1);
  settings_.pagination.max_pages = 2;
  script_.answer(200, "[1]").answer(200, "[2]").answer(200, "[3]");
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "too_many_pages");
  EXPECT_THAT(inbox_.elements, ElementsAre("1", "2"));
  EXPECT_TRUE(script_.done());
}

TEST_F(HttpSourcePages, ExactlyThePageLimitIsFine) {
  settings_.pagination = pagination(kPaged[1], 1);
  settings_.pagination.max_pages = 2;
  script_.answer(200, "[1]").answer(200, "[2]").answer(200, "[]");
  EXPECT_TRUE(fetch().ok());
}

TEST_F(HttpSourcePages, NoSuchPageAfterAShortPageIsTheEnd) {
  settings_.pagination = pagination(kPaged[1], 10);
  script_.answer(200, "[1,2]").answer(404, R"({"detail":"Invalid page."})");
  const auto summary = fetch();
  ASSERT_TRUE(summary.ok()) << summary.error().message;
  EXPECT_EQ(summary->pages, 1);
}

TEST_F(HttpSourcePages, NotFoundAfterAFullPageIsAnError) {
  settings_.pagination = pagination(kPaged[1], 2);
  script_.answer(200, "[1,2]").answer(404, "");
  EXPECT_EQ(failure(), "page 2: HTTP 404 Not Found: check the External API URL");
}

TEST_F(HttpSourcePages, NextPageOnAnotherHostIsNotAsked) {
  settings_.pagination = pagination(kPaged[6], 2);
  script_.answer(200, R"({"orders":[1],"next":"https://evil.example/?page=2"})");
  const auto summary = fetch();
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.error().code, "page_elsewhere");
  EXPECT_EQ(script_.requests().size(), 1U);
}

TEST_F(HttpSourcePages, AnAnswerThatNamesANextPageIsNotTakenForAll) {
  for (const char* const next : {"https://shop.example/orders?page=2", "/orders?page=2", "?page=2"}) {
    inbox_ = Inbox();
    script_.answer(200, fmt::format(R"({{"orders":[1],"next":"{}"}})", next));
    const std::string shown =
        http::without_values(next);  // a source often says back what it was asked for, keys and all
    EXPECT_THAT(failure(), AllOf(HasSubstr("more orders"), HasSubstr(shown), Not(HasSubstr("page=2"))));
    EXPECT_THAT(inbox_.elements, ElementsAre("1")) << "what came is kept";
  }
  script_.answer(200, "[1]", {{"Link", "</api/orders?at=2>; rel=\"next\""}});
  EXPECT_THAT(failure(), HasSubstr("/api/orders?at=…"));
}

TEST_F(HttpSourcePages, NoOrdersAreNoneWhateverTheAnswerNames) {
  script_.answer(200, R"({"orders":[],"next":"/orders?since=2026"})")
      .answer(204, "", {{"Link", "</api/orders?at=2>; rel=\"next\""}});
  EXPECT_EQ(failure(), "");
  EXPECT_EQ(failure(), "");
}

TEST_F(HttpSourcePages, AnAnswerThatNamesNoFurtherPageIsAll) {
  for (const char* const next : {"null", "false", "\"\"", "2", "\"tomorrow\""}) {
    script_.answer(200, fmt::format(R"({{"orders":[1],"next":{}}})", next),
                   {{"Link", "</api/orders?at=1>; rel=\"prev\""}});
    EXPECT_EQ(failure(), "");
  }
}

TEST_F(HttpSourcePages, LinksMayBeSpreadOverSeveralHeaders) {
  settings_.pagination = pagination(kPaged[7], 2);
  script_.answer(200, "[1]", {{"Link", "</a>; rel=\"prev\""}, {"link", "</api/orders?at=2>; rel=\"next\""}})
      .answer(200, "[2]");
  ASSERT_TRUE(fetch().ok());
  EXPECT_EQ(script_.requests().at(1).url, "https://shop.example/api/orders?at=2");
}

TEST_F(HttpSourcePages, OrdersAndCursorAtDeepPointersAreFound) {
  settings_.pagination = pagination(kPaged[5], 2);
  settings_.pagination.pointer = "/meta/next/cursor";
  settings_.orders_at = "/data/items";
  script_.answer(200, R"({"data":{"items":[1,2]},"meta":{"next":{"cursor":"a/b"}}})")
      .answer(200, R"({"meta":{"next":{"cursor":null}},"data":{"items":[3]}})");
  ASSERT_TRUE(fetch().ok());
  EXPECT_THAT(inbox_.elements, ElementsAre("1", "2", "3"));
  EXPECT_EQ(script_.requests().at(1).url, "https://shop.example/api/orders?after=a%2Fb");
}

TEST_F(HttpSourcePages, RequestsKeepTheRate) {
  FakeSource source;
  source.paging = pagination(kPaged[1], 1);
  for (int id = 1; id <= 29; ++id) source.put(std::to_string(id));
  auto settings = source.settings();
  settings.requests_per_second = 10;
  ASSERT_TRUE(fetch(settings, source).ok());
  EXPECT_EQ(source.requests().size(), 30U);  // the last one is empty
  EXPECT_EQ(clock_.slept(), Milliseconds(2000));
}

TEST_F(HttpSourcePages, EveryFaultEndsInAResultAndHealingHelps) {
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
