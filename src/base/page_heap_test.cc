// Pages of lists, of all that is considered.
#include "base/page_heap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordersync::base {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

PageHeap<int> of(PageHeap<int> heap, std::initializer_list<int> places) {
  for (const int place : places) heap.consider(place);
  return heap;
}

TEST(PageHeap, KeepsTheFirstInTheirOrderWhateverCameFirst) {
  const auto [up, more] = of({Direction::ascending, {}, 3}, {5, 1, 4, 2, 3}).take();
  EXPECT_THAT(up, ElementsAre(1, 2, 3));
  EXPECT_TRUE(more);
  EXPECT_THAT(of({Direction::descending, {}, 3}, {5, 1, 4, 2, 3}).take().places, ElementsAre(5, 4, 3));
}

TEST(PageHeap, BeginsBehindTheLastOfThePageBefore) {
  EXPECT_THAT(of({Direction::ascending, 3, 2}, {5, 1, 4, 2, 3}).take().places, ElementsAre(4, 5));
  EXPECT_THAT(of({Direction::descending, 3, 2}, {5, 1, 4, 2, 3}).take().places, ElementsAre(2, 1));
  EXPECT_THAT(of({Direction::ascending, 5, 2}, {5, 1, 4}).take().places, IsEmpty());
}

TEST(PageHeap, AFullPageIsTheLastWhereNothingIsBehindIt) {
  EXPECT_FALSE(of({Direction::ascending, {}, 3}, {3, 1, 2}).take().more);
  auto heap = of({Direction::ascending, {}, 2}, {3, 1, 2});
  ASSERT_TRUE(heap.is_full());
  EXPECT_EQ(heap.last(), 3) << "one more than the page";
}

}  // namespace
}  // namespace ordersync::base
