// The block classifier's two forms agree, and the bracket stack forgets only what it may.
#include "source/element_scan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace ordersync::source {
namespace {

bool same(const BlockMasks& a, const BlockMasks& b) {
  return a.quote == b.quote && a.backslash == b.backslash && a.bracket == b.bracket && a.newline == b.newline;
}

TEST(ElementScan, EveryByteIsClassifiedAlikeWithAndWithoutSse2) {
  for (int byte = 0; byte < 256; ++byte) {
    for (int place = 0; place < 64; ++place) {
      std::string block(64, 'a');
      block[place] = static_cast<char>(byte);
      ASSERT_TRUE(same(classify(block.data()), classify_portable(block.data()))) << byte << " at " << place;
    }
  }
}

RC_GTEST_PROP(ElementScan, BlocksAreClassifiedAlikeWithAndWithoutSse2, ()) {
  const auto bytes = *rc::gen::container<std::string>(64, rc::gen::arbitrary<char>());
  RC_ASSERT(same(classify(bytes.data()), classify_portable(bytes.data())));
}

TEST(ElementScan, ABracketOfTheWrongKindIsAMismatchWhereItStands) {
  ElementScan scan(8);
  scan.start();
  const std::string text = "{\n[1,2}";
  const auto step = scan.scan(text.data(), text.size());
  EXPECT_EQ(step.status, ElementScan::Status::mismatch);
  EXPECT_EQ(step.consumed, 6U);
  EXPECT_EQ(step.newlines, 1);
}

TEST(ElementScan, TheEndIsFoundPastManyBlocks) {
  const std::string text = "{\"a\":\"" + std::string(1000, '}') + "\"}rest";
  ElementScan scan(8);
  scan.start();
  const auto step = scan.scan(text.data(), text.size());
  EXPECT_EQ(step.status, ElementScan::Status::done);
  EXPECT_EQ(step.consumed, text.size() - 4);
}

TEST(BracketStack, RemembersKindsUpToItsLimitAndCountsTheRest) {
  BracketStack stack(100);
  for (int i = 0; i < 150; ++i) stack.push(i % 3 == 0);
  EXPECT_EQ(stack.depth(), 150);
  for (int i = 149; i >= 100; --i) EXPECT_TRUE(stack.pop(i % 2 == 0));
  for (int i = 99; i > 50; --i) EXPECT_TRUE(stack.pop(i % 3 == 0)) << i;
  EXPECT_FALSE(stack.pop(50 % 3 != 0));
}

}  // namespace
}  // namespace ordersync::source
