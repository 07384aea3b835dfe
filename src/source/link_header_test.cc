// Which link of a Link header is the next page.
#include "source/link_header.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ordersync::source {
namespace {

std::string next(std::string_view header) {
  return next_link(header).value_or("none");
}

TEST(LinkHeader, NextIsFoundAmongOthers) {
  EXPECT_EQ(next("<https://a/o?page=1>; rel=\"prev\", <https://a/o?page=3>; rel=\"next\", "
                 "<https://a/o?page=9>; rel=last"),
            "https://a/o?page=3");
  EXPECT_EQ(next("<https://a/o?page=3>; rel=next"), "https://a/o?page=3");
}

TEST(LinkHeader, LastPageHasNoNext) {
  EXPECT_EQ(next(""), "none");
  EXPECT_EQ(next("<https://a/o?page=1>; rel=\"first\""), "none");
  EXPECT_EQ(next("<https://a/o?page=1>"), "none");
}

TEST(LinkHeader, CommasAndSemicolonsInsideTargetsAndQuotesAreNoMarks) {
  EXPECT_EQ(next("<https://a/o?x=1,2;3>; title=\"a, b; rel=next\"; rel=\"next\""), "https://a/o?x=1,2;3");
  EXPECT_EQ(
      next("<https://a/1>; title=\"<https://evil/>; rel=\\\"next\\\", x\", <https://a/2>; rel=\"next\""),
      "https://a/2");
}

TEST(LinkHeader, RelationsAreAListAndCaseDoesNotCount) {
  EXPECT_EQ(next("</o?page=2>; REL=\"last Next\""), "/o?page=2");
  EXPECT_EQ(next("</o?page=2>; rel=\"nextish\""), "none");
  EXPECT_EQ(next("</o?page=2> ; rel = \"next\""), "/o?page=2");
}

TEST(LinkHeader, OnlyTheFirstRelOfALinkCounts) {
  EXPECT_EQ(next("</a>; rel=prev; rel=next"), "none");
}

TEST(LinkHeader, LinkOfAnotherPageIsNotOurs) {
  EXPECT_EQ(next("</a>; anchor=\"#x\"; rel=next, </b>; rel=next"), "/b");
}

TEST(LinkHeader, GarbageIsNoLink) {
  EXPECT_EQ(next("<https://a/o?page=2"), "none");
  EXPECT_EQ(next("rel=next"), "none");
  EXPECT_EQ(next(";;;,,,<"), "none");
  EXPECT_EQ(next("</a>; rel=\"next"), "/a");  // the quote that never ends is the rest
}

RC_GTEST_PROP(LinkHeader, AnyTextIsReadWithoutHarm, (const std::string& text)) {
  const auto found = next_link(text);
  RC_ASSERT(!found || found->size() < text.size());
}

}  // namespace
}  // namespace ordersync::source
