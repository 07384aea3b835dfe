// Pages of lists that are read whole.
#include "app/name_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ordersync::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string key_of_number(const int number) {
  return std::to_string(number);
}

base::Result<NamePage<int>> page_of_numbers(int limit, std::string_view cursor) {
  return page_by_key(std::vector{3, 1, 20}, limit, cursor, key_of_number);
}

TEST(PageByKey, GoesOnBehindTheCursorInTheListsOwnOrder) {
  EXPECT_THAT(page_of_numbers(2, "")->items, ElementsAre(3, 1));
  EXPECT_EQ(page_of_numbers(2, "")->next, "1");
  EXPECT_THAT(page_of_numbers(2, "1")->items, ElementsAre(20));
  EXPECT_EQ(page_of_numbers(2, "1")->next, "");
  EXPECT_EQ(page_of_numbers(3, "")->next, "");
  EXPECT_THAT(page_of_numbers(1, "20")->items, IsEmpty());
}

TEST(PageByKey, RefusesACursorThatNoItemGave) {
  EXPECT_EQ(page_of_numbers(2, "2").error().code, "bad_cursor");
  EXPECT_EQ(page_of_numbers(2, "x").error().code, "bad_cursor");
}

}  // namespace
}  // namespace ordersync::app
