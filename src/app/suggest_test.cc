// Names of the POS that are like a name at the source.
#include "app/suggest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ordersync::app {
namespace {

const std::vector<Candidate> kMenu = {{1, "Latte XL Hot", "", ""}, {2, "Iced Tea", "TEA-1", "6281000000012"},
                                      {3, "Beef Burger", "", ""},  {4, "شاي بالنعناع", "", ""},
                                      {5, "Latte Small", "", ""},  {6, "Water 0.5 l", "", ""}};

std::vector<std::int64_t> ids_of(const std::vector<Suggestion>& suggestions) {
  std::vector<std::int64_t> ids;
  for (const auto& suggestion : suggestions) ids.push_back(suggestion.id);
  return ids;
}

TEST(Suggest, TheLikestNameComesFirst) {
  const auto found = suggest("Latte XL", kMenu);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front().name, "Latte XL Hot");
  EXPECT_LT(found.front().score, 100);
  EXPECT_GT(found.front().score, 70);
}

TEST(Suggest, CaseAndBlanksDoNotCount) {
  EXPECT_EQ(suggest("  iced TEA ", kMenu).front().score, 100);
}

TEST(Suggest, ACodeOrABarcodeIsAsGoodAsTheName) {
  EXPECT_EQ(ids_of(suggest("tea-1", kMenu)).front(), 2);
  EXPECT_EQ(suggest("6281000000012", kMenu).front().score, 100);
}

TEST(Suggest, ArabicNamesAreFoundByTheirLetters) {
  EXPECT_EQ(ids_of(suggest("شاي نعناع", kMenu)).front(), 4);
}

TEST(Suggest, NothingLikeItIsNothing) {
  EXPECT_TRUE(suggest("zzzz", kMenu).empty());
  EXPECT_TRUE(suggest("", kMenu).empty());
  EXPECT_TRUE(suggest("anything", {}).empty());
}

TEST(Suggest, NoMoreThanAPersonLooksThrough) {
  std::vector<Candidate> many(50, Candidate{7, "Latte", "", ""});
  EXPECT_EQ(suggest("Latte", many).size(), kMostSuggestions);
}

}  // namespace
}  // namespace ordersync::app
