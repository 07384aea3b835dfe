// The six ways of paging: what is asked, when it ends, and what is refused.
#include "source/paging.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace ordersync::source {
namespace {

constexpr const char* kUrl = "https://shop.example/api/orders";

SourceSettings paged(PageKind kind) {
  SourceSettings settings;
  settings.url = kUrl;
  settings.pagination.kind = kind;
  if (kind == PageKind::page) settings.pagination.parameter = "page";
  if (kind == PageKind::offset) settings.pagination.parameter = "offset";
  if (kind == PageKind::cursor) settings.pagination.parameter = "after";
  if (kind == PageKind::cursor || kind == PageKind::next) settings.pagination.pointer = "/next";
  return settings;
}

SourceSettings sized(PageKind kind, int size) {
  SourceSettings settings = paged(kind);
  settings.pagination.size_parameter = "limit";
  settings.pagination.size = size;
  return settings;
}

Pager begun(const SourceSettings& settings, const Window& window = {}) {
  auto pager = Pager::begin(settings, window);
  EXPECT_TRUE(pager.ok());
  return std::move(pager).value();
}

PageFacts orders(std::int64_t count, std::uint64_t fingerprint) {
  PageFacts facts;
  facts.elements = count;
  facts.fingerprint = fingerprint;
  return facts;
}

PageFacts captured(std::string capture, std::uint64_t fingerprint = 1) {
  PageFacts facts = orders(1, fingerprint);
  facts.capture = std::move(capture);
  return facts;
}

PageFacts linked(std::string link, std::uint64_t fingerprint = 1) {
  PageFacts facts = orders(1, fingerprint);
  facts.link = std::move(link);
  return facts;
}

// "end", the code of the error, or the next URL's query.
std::string after(Pager& pager, const PageFacts& facts) {
  const auto step = pager.advance(facts);
  if (!step.ok()) return step.error().code;
  return *step == PageStep::end ? "end" : pager.url().query;
}

TEST(Paging, WithoutPagingOneRequestIsAll) {
  Pager pager = begun(paged(PageKind::none));
  EXPECT_EQ(http::to_string(pager.url()), kUrl);
  EXPECT_EQ(after(pager, orders(500, 1)), "end");
}

TEST(Paging, OwnQueryStaysAndCustomParametersAreAppendedEncoded) {
  SourceSettings settings = paged(PageKind::none);
  settings.url = "https://shop.example/api/orders?shop=7&x=%20";
  settings.parameters = {{"status[]", "paid"}, {"status[]", "a&b=c"}, {"name", "caf\xC3\xA9 +"}};
  EXPECT_EQ(begun(settings).url().query,
            "shop=7&x=%20&status%5B%5D=paid&status%5B%5D=a%26b%3Dc&name=caf%C3%A9%20%2B");
}

TEST(Paging, DateFilterIsIsoUtcAndNeverNarrowerThanTheWindow) {
  SourceSettings settings = paged(PageKind::none);
  settings.date_filter.since_parameter = "from";
  settings.date_filter.until_parameter = "to";
  Window window;
  window.since = base::from_unix_ms(1'795'356'000'999);
  window.until = base::from_unix_ms(1'795'356'001'001);
  EXPECT_EQ(begun(settings, window).url().query, "from=2026-11-22T14%3A00%3A00Z&to=2026-11-22T14%3A00%3A02Z");
  settings.date_filter.format = DateFormat::unix_seconds;
  EXPECT_EQ(begun(settings, window).url().query, "from=1795356000&to=1795356002");
}

TEST(Paging, DateFilterIsSentOnlyWhereNamedAndKnown) {
  SourceSettings settings = paged(PageKind::none);
  Window window;
  window.since = base::from_unix_ms(0);
  EXPECT_EQ(begun(settings, window).url().query, "");
  settings.date_filter.since_parameter = "from";
  EXPECT_EQ(begun(settings).url().query, "");
  settings.url += "?from=2020-01-01";
  EXPECT_EQ(begun(settings, window).url().query, "from=1970-01-01T00%3A00%3A00Z");
}

TEST(Paging, PageNumbersCountUpUntilAnEmptyPage) {
  Pager pager = begun(sized(PageKind::page, 2));
  EXPECT_EQ(pager.url().query, "limit=2&page=1");
  EXPECT_EQ(after(pager, orders(2, 1)), "limit=2&page=2");
  EXPECT_EQ(after(pager, orders(2, 2)), "limit=2&page=3");
  EXPECT_EQ(after(pager, orders(0, 0)), "end");
}

TEST(Paging, FirstPageMayBeZero) {
  SourceSettings settings = paged(PageKind::page);
  settings.pagination.first_page = 0;
  Pager pager = begun(settings);
  EXPECT_EQ(pager.url().query, "page=0");
  EXPECT_EQ(after(pager, orders(2, 1)), "page=1");
}

TEST(Paging, PageParameterInTheUrlIsReplaced) {
  SourceSettings settings = sized(PageKind::page, 50);
  settings.url += "?page=9&limit=10&shop=7";
  EXPECT_EQ(begun(settings).url().query, "shop=7&limit=50&page=1");
}

TEST(Paging, ShortPageIsNotTakenForTheLastOne) {
  // A source that caps the size at 50 would otherwise lose all orders after its first page.
  Pager pager = begun(sized(PageKind::page, 100));
  EXPECT_EQ(after(pager, orders(50, 1)), "limit=100&page=2");
  EXPECT_EQ(after(pager, orders(50, 2)), "limit=100&page=3");
  EXPECT_EQ(after(pager, orders(10, 3)), "limit=100&page=4");
  EXPECT_EQ(after(pager, orders(0, 0)), "end");
}

TEST(Paging, OffsetMovesByWhatCame) {
  Pager pager = begun(sized(PageKind::offset, 100));
  EXPECT_EQ(pager.url().query, "limit=100&offset=0");
  EXPECT_EQ(after(pager, orders(50, 1)), "limit=100&offset=50");
  EXPECT_EQ(after(pager, orders(13, 2)), "limit=100&offset=63");
  EXPECT_EQ(after(pager, orders(0, 0)), "end");
}

TEST(Paging, FullPageThatRepeatsIsAnError) {
  for (const PageKind kind : {PageKind::page, PageKind::offset}) {
    Pager pager = begun(sized(kind, 2));
    EXPECT_NE(after(pager, orders(2, 1)), "end");
    EXPECT_EQ(after(pager, orders(2, 1)), "page_repeated");
  }
}

TEST(Paging, PagesInACircleAreAnError) {
  Pager pager = begun(paged(PageKind::page));
  EXPECT_EQ(after(pager, orders(2, 1)), "page=2");
  EXPECT_EQ(after(pager, orders(2, 2)), "page=3");
  EXPECT_EQ(after(pager, orders(2, 1)), "page_repeated");
}

TEST(Paging, ShortPageThatRepeatsIsTheEnd) {
  // Sources that ignore the parameter, or show the last page for any number past it.
  Pager pager = begun(sized(PageKind::page, 100));
  EXPECT_EQ(after(pager, orders(3, 1)), "limit=100&page=2");
  EXPECT_EQ(after(pager, orders(3, 1)), "end");
}

TEST(Paging, AmongPagesOfOneSizeARepeatIsAnErrorThoughAllAreShort) {
  Pager pager = begun(sized(PageKind::page, 100));
  EXPECT_EQ(after(pager, orders(50, 1)), "limit=100&page=2");
  EXPECT_EQ(after(pager, orders(50, 2)), "limit=100&page=3");
  EXPECT_EQ(after(pager, orders(50, 2)), "page_repeated");
}

TEST(Paging, WithoutASizeTheLastPageIsThatWhichIsShorterThanOthers) {
  Pager pager = begun(paged(PageKind::page));
  EXPECT_EQ(after(pager, orders(3, 1)), "page=2");
  EXPECT_FALSE(pager.is_end(404));
  EXPECT_EQ(after(pager, orders(2, 2)), "page=3");
  EXPECT_TRUE(pager.is_end(404));
  EXPECT_EQ(after(pager, orders(2, 2)), "end");
}

TEST(Paging, WithoutASizeTheFirstPageAgainIsAnError) {
  Pager pager = begun(paged(PageKind::page));
  EXPECT_EQ(after(pager, orders(3, 1)), "page=2");
  EXPECT_EQ(after(pager, orders(3, 1)), "page_repeated");
}

TEST(Paging, NoSuchPageAfterAShortOneIsTheEnd) {
  Pager pager = begun(sized(PageKind::page, 10));
  EXPECT_FALSE(pager.is_end(404));
  EXPECT_EQ(after(pager, orders(10, 1)), "limit=10&page=2");
  EXPECT_FALSE(pager.is_end(404));
  EXPECT_EQ(after(pager, orders(9, 2)), "limit=10&page=3");
  EXPECT_TRUE(pager.is_end(404));
  EXPECT_TRUE(pager.is_end(400));
  EXPECT_FALSE(pager.is_end(401));
  EXPECT_FALSE(pager.is_end(403));
  EXPECT_FALSE(pager.is_end(500));
}

// A cap below the size asked for makes every page a short one: an error on a later one is no end.
TEST(Paging, AmongPagesOfOneSizeOnlyNoSuchPageIsTheEnd) {
  Pager pager = begun(sized(PageKind::page, 100));
  EXPECT_EQ(after(pager, orders(2, 1)), "limit=100&page=2");
  EXPECT_TRUE(pager.is_end(416));
  EXPECT_TRUE(pager.is_end(400)) << "all there is";
  EXPECT_EQ(after(pager, orders(2, 2)), "limit=100&page=3");
  EXPECT_TRUE(pager.is_end(404));
  EXPECT_FALSE(pager.is_end(422));
  EXPECT_EQ(after(pager, orders(1, 3)), "limit=100&page=4");
  EXPECT_TRUE(pager.is_end(422));
}

TEST(Paging, OnePagePastTheLimitMustBeEmpty) {
  SourceSettings settings = sized(PageKind::page, 1);
  settings.pagination.max_pages = 2;
  Pager pager = begun(settings);
  EXPECT_FALSE(pager.must_be_empty());
  EXPECT_EQ(after(pager, orders(1, 1)), "limit=1&page=2");
  EXPECT_EQ(after(pager, orders(1, 2)), "limit=1&page=3");
  EXPECT_TRUE(pager.must_be_empty());
  EXPECT_EQ(after(pager, orders(1, 3)), "too_many_pages");
}

TEST(Paging, ExactlyTheLimitOfPagesIsFine) {
  SourceSettings settings = sized(PageKind::page, 1);
  settings.pagination.max_pages = 1;
  Pager pager = begun(settings);
  EXPECT_EQ(after(pager, orders(1, 1)), "limit=1&page=2");
  EXPECT_EQ(after(pager, orders(0, 0)), "end");
}

TEST(Paging, CursorIsPassedOnEncodedUntilItIsAbsent) {
  Pager pager = begun(paged(PageKind::cursor));
  EXPECT_EQ(pager.url().query, "");
  EXPECT_EQ(after(pager, captured("a+/=", 1)), "after=a%2B%2F%3D");
  EXPECT_EQ(after(pager, captured("b", 2)), "after=b");
  EXPECT_EQ(after(pager, captured("", 3)), "end");
}

TEST(Paging, CursorGoesOnOverAnEmptyPage) {
  Pager pager = begun(paged(PageKind::cursor));
  PageFacts empty = captured("x");
  empty.elements = 0;
  EXPECT_EQ(after(pager, empty), "after=x");
}

TEST(Paging, FalseIsNoCursorAndNoLink) {
  Pager cursor = begun(paged(PageKind::cursor));
  EXPECT_EQ(after(cursor, captured("false")), "end");
  Pager next = begun(paged(PageKind::next));
  EXPECT_EQ(after(next, captured("false")), "end");
}

TEST(Paging, CursorThatRepeatsIsAnError) {
  Pager pager = begun(paged(PageKind::cursor));
  EXPECT_EQ(after(pager, captured("a", 1)), "after=a");
  EXPECT_EQ(after(pager, captured("b", 2)), "after=b");
  EXPECT_EQ(after(pager, captured("a", 3)), "page_repeated");
}

TEST(Paging, SameOrdersUnderEverNewCursorsAreAnError) {
  Pager pager = begun(paged(PageKind::cursor));
  EXPECT_EQ(after(pager, captured("a", 1)), "after=a");
  EXPECT_EQ(after(pager, captured("b", 1)), "page_repeated");
}

TEST(Paging, CursorsBeyondTheLimitAreAnError) {
  SourceSettings settings = paged(PageKind::cursor);
  settings.pagination.max_pages = 2;
  Pager pager = begun(settings);
  EXPECT_EQ(after(pager, captured("a", 1)), "after=a");
  EXPECT_EQ(after(pager, captured("b", 2)), "too_many_pages");
}

TEST(Paging, NextLinkMayBeRelative) {
  Pager pager = begun(paged(PageKind::next));
  EXPECT_EQ(after(pager, captured("?cursor=2", 1)), "cursor=2");
  EXPECT_EQ(after(pager, captured("/api/orders?cursor=3", 2)), "cursor=3");
  EXPECT_EQ(after(pager, captured("https://shop.example/api/orders?cursor=4", 3)), "cursor=4");
  EXPECT_EQ(after(pager, captured("", 4)), "end");
}

TEST(Paging, LinkHeaderLeadsOn) {
  Pager pager = begun(paged(PageKind::link));
  EXPECT_EQ(after(pager, linked("</api/orders?page=2>; rel=\"next\", </api/orders?page=9>; rel=\"last\"", 1)),
            "page=2");
  EXPECT_EQ(after(pager, linked("</api/orders?page=1>; rel=\"prev\"", 2)), "end");
}

TEST(Paging, RelativeLinkIsSeenFromThePageThatAnswered) {
  Pager pager = begun(paged(PageKind::next));
  PageFacts facts = captured("more?cursor=2");
  facts.url = "https://shop.example/v2/orders/list";
  ASSERT_TRUE(pager.advance(facts).ok());
  EXPECT_EQ(http::to_string(pager.url()), "https://shop.example/v2/orders/more?cursor=2");
}

TEST(Paging, LinkToItselfIsAnError) {
  Pager pager = begun(paged(PageKind::next));
  EXPECT_EQ(after(pager, captured(kUrl)), "page_repeated");
  Pager link = begun(paged(PageKind::link));
  EXPECT_EQ(after(link, linked("<>; rel=next")), "page_repeated");
}

TEST(Paging, NextPageOnAnotherOriginIsRefused) {
  for (const char* elsewhere :
       {"https://evil.example/api/orders?x=1", "//evil.example/", "https://shop.example:8443/",
        "http://shop.example:8080/api/orders?page=2", "https://shop.example.evil.example/"}) {
    Pager pager = begun(paged(PageKind::next));
    EXPECT_EQ(after(pager, captured(elsewhere)), "page_elsewhere") << elsewhere;
  }
}

TEST(Paging, PlainHttpLinkToTheSameHostIsFollowedByHttps) {
  Pager pager = begun(paged(PageKind::next));
  ASSERT_TRUE(pager.advance(captured("http://shop.example/api/orders?page=2")).ok());
  EXPECT_EQ(http::to_string(pager.url()), "https://shop.example/api/orders?page=2");
}

TEST(Paging, LinkThatIsNoUrlIsRefusedWithoutRepeatingIt) {
  Pager pager = begun(paged(PageKind::next));
  const auto step = pager.advance(captured("https://me:s3cret@shop.example/"));
  ASSERT_FALSE(step.ok());
  EXPECT_EQ(step.error().code, "bad_next_link");
  EXPECT_EQ(step.error().message.find("s3cret"), std::string::npos);
}

TEST(Paging, KindWithoutItsNamesIsRefused) {
  for (const PageKind kind : {PageKind::page, PageKind::offset, PageKind::cursor, PageKind::next}) {
    SourceSettings settings;
    settings.url = kUrl;
    settings.pagination.kind = kind;
    const auto pager = Pager::begin(settings, {});
    ASSERT_FALSE(pager.ok());
    EXPECT_EQ(pager.error().code, "bad_paging");
  }
}

}  // namespace
}  // namespace ordersync::source
