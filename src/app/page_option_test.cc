// --page: what is read is written the same, and what is not understood is refused, not half of it taken.
#include "app/page_option.h"

#include <gtest/gtest.h>

namespace ordersync::app {
namespace {

TEST(PageOption, IsWrittenAsItWasRead) {
  for (const char* text : {"none", "link", "next:/paging/next", "page:page=1", "page:p=0,size:per_page=50",
                           "offset:skip", "offset:skip,size:take=20", "cursor:/next=after"}) {
    const auto read = parse_page_option(text);
    ASSERT_TRUE(read.ok()) << text;
    EXPECT_EQ(page_option(*read), text);
  }
}

TEST(PageOption, IsRefusedWhereAPartOfItMeansNothing) {
  for (const char* text : {"", "pages", "page:", "page:p=x", "page:p=-1", "page:p,size:n=0", "page:p,per:n=5",
                           "offset:", "offset:skip=10", "cursor:next=after", "cursor:/next=", "next:next"}) {
    const auto read = parse_page_option(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error().code, "bad_option");
  }
}

}  // namespace
}  // namespace ordersync::app
