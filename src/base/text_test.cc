// Names as people and sources write them.
#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace ordersync::base {
namespace {

TEST(Counted, OneIsSingular) {
  EXPECT_EQ(counted(0, "order"), "0 orders");
  EXPECT_EQ(counted(1, "order"), "1 order");
  EXPECT_EQ(counted(21, "order"), "21 orders");
  EXPECT_EQ(counted(1, "tax", "taxes"), "1 tax");
  EXPECT_EQ(counted(2, "tax", "taxes"), "2 taxes");
}

TEST(Trim, TakesUnicodeWhiteSpaceOffBothEnds) {
  EXPECT_EQ(trim("  Latte XL\t\n"), "Latte XL");
  EXPECT_EQ(trim("\xC2\xA0Latte\xC2\xA0"), "Latte");
  EXPECT_EQ(trim("\xEF\xBB\xBFLatte"), "Latte");
  EXPECT_EQ(trim("\xE3\x80\x80Latte\xE2\x80\x83"), "Latte");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("a b"), "a b");
}

TEST(Trim, LeavesBytesThatAreNotUtf8) {
  EXPECT_EQ(trim(" \xFF\xA0 "), "\xFF\xA0");
}

TEST(FoldCase, IsUnicodeDefaultFolding) {
  EXPECT_EQ(fold_case("Latte XL"), "latte xl");
  EXPECT_EQ(fold_case("CAFÉ"), fold_case("café"));
  EXPECT_EQ(fold_case("STRASSE"), fold_case("straße"));
  EXPECT_EQ(fold_case("ΣΊΣΥΦΟΣ"), fold_case("σίσυφος"));
  EXPECT_EQ(fold_case("ЧАЙ"), fold_case("чай"));
  EXPECT_EQ(fold_case("شاي"), "شاي");
}

TEST(FoldCase, ComposedAndDecomposedAreEqual) {
  EXPECT_EQ(fold_case("Cafe\xCC\x81"), fold_case("café"));
  EXPECT_EQ(fold_case("A\xCC\x8A"), fold_case("\xE2\x84\xAB"));  // A + ring, the Angstrom sign
  // Iota below and accent in either order.
  EXPECT_EQ(fold_case("\xCE\xB1\xCD\x85\xCC\x81"), fold_case("\xCE\xB1\xCC\x81\xCD\x85"));
}

TEST(FoldCase, IsNotTurkic) {
  EXPECT_EQ(fold_case("I"), "i");
  EXPECT_NE(fold_case("ı"), fold_case("I"));
  EXPECT_NE(fold_case("İ"), fold_case("I"));
}

TEST(FoldCase, KeepsBytesThatAreNotUtf8) {
  EXPECT_EQ(fold_case("A\xFF"
                      "B"),
            "a\xFF"
            "b");
  EXPECT_EQ(fold_case("\xC3"), "\xC3");
}

TEST(Letters, AreThoseOfAsciiAlone) {
  const std::string_view others = "@[`{/:\xC3\xA9 \x7F";
  for (const char c : others) EXPECT_FALSE(is_letter_or_digit(c)) << c;
  for (const char c : std::string_view("azAZ")) EXPECT_TRUE(is_letter(c)) << c;
  EXPECT_TRUE(is_letter_or_digit('0') && is_letter_or_digit('9') && !is_letter('9'));
  EXPECT_EQ(hex_value('9'), 9);
  EXPECT_EQ(hex_value('a'), 10);
  EXPECT_EQ(hex_value('F'), 15);
  for (const char c : std::string_view("gG/:@`")) EXPECT_EQ(hex_value(c), -1) << c;
}

TEST(HasControl, IsAsciisAlone) {
  EXPECT_FALSE(has_control(""));
  EXPECT_FALSE(has_control("Caf\xC3\xA9 \xC2\x85~"));
  for (const char c : std::string_view("\0\t\n\x1F\x7F", 5))
    EXPECT_TRUE(has_control(std::string("a") + c + 'b'));
}

TEST(IsUtf8, RefusesOverlongSurrogatesAndCutCharacters) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("Crème 🍦"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));
  EXPECT_TRUE(is_one_line("Crème 🍦"));
  EXPECT_FALSE(is_one_line("Crème\n🍦"));
  EXPECT_FALSE(is_one_line("\xC0\xAF"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_utf8("\xE2\x82"));
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));
}

TEST(CharacterSize, IsOfTheOneAtTheFront) {
  EXPECT_EQ(character_size("ab"), 1U);
  EXPECT_EQ(character_size(std::string_view("\0", 1)), 1U);
  EXPECT_EQ(character_size("\xC3\xA9t"), 2U);
  EXPECT_EQ(character_size("\xE2\x80\xA6."), 3U);
  EXPECT_EQ(character_size("\xF0\x9F\x8D\x94"), 4U);
  for (const char* none : {"\x80", "\xC3", "\xC0\xAF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                           "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF0\x9F\x8D"}) {
    EXPECT_EQ(character_size(none), 0U) << printable(none);
  }
}

TEST(Joined, HasSeparatorsBetweenOnly) {
  EXPECT_EQ(joined(std::vector<std::string>{}, ", "), "");
  EXPECT_EQ(joined(std::vector<std::string>{"", "a", "b"}, ", "), ", a, b");
  EXPECT_EQ(joined(std::vector<std::string>{"a", "b"}, " or ", quoted), "\"a\" or \"b\"");
}

TEST(EditDistance, CountsLettersAndNeighboursThatChangedPlaces) {
  EXPECT_EQ(edit_distance("", "ab"), 2U);
  EXPECT_EQ(edit_distance("list_price", "list_price"), 0U);
  EXPECT_EQ(edit_distance("list_prise", "list_price"), 1U);
  EXPECT_EQ(edit_distance("onhand", "on_hand"), 1U);
  EXPECT_EQ(edit_distance("form", "from"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Slug, HasLowerCaseLettersDigitsAndSingleHyphens) {
  EXPECT_EQ(slug("Main Store Orders"), "main-store-orders");
  EXPECT_EQ(slug("  --Main__Store!! 2 "), "main-store-2");
  EXPECT_EQ(slug("Café Übermut"), "cafe-ubermut");
  EXPECT_EQ(slug("متجر"), "source");
  EXPECT_EQ(slug(""), "source");
  EXPECT_EQ(slug("a/b:refund"), "a-b-refund");
}

TEST(HasWord, FindsWholeWordsOnly) {
  EXPECT_TRUE(has_word("Card (Visa)", "visa"));
  EXPECT_TRUE(has_word("VISA", "Visa"));
  EXPECT_TRUE(has_word("Visa/Mastercard", "mastercard"));
  EXPECT_TRUE(has_word("Visage visa", "visa"));
  EXPECT_TRUE(has_word("Bank Transfer EU", "bank transfer"));
  EXPECT_FALSE(has_word("Visage", "Visa"));
  EXPECT_FALSE(has_word("Revisa", "Visa"));
  EXPECT_FALSE(has_word("Cashé", "Cash"));
  EXPECT_FALSE(has_word("Card", ""));
  EXPECT_FALSE(has_word("Card", "  "));
}

TEST(Printable, EscapesWhatWouldBreakOrForgeALine) {
  EXPECT_EQ(printable("a\nb\r\tc"), "a\\nb\\r\\tc");
  EXPECT_EQ(printable(std::string_view("\0\x1B[31m", 6)), "\\x00\\x1b[31m");
  EXPECT_EQ(printable("\xFF"), "\\xff");
  EXPECT_EQ(printable("\xC2\x85"), "\\x85");
  EXPECT_EQ(printable("\xE2\x80\xA8"), "\\u2028");
  EXPECT_EQ(printable("\xE2\x80\xAE"
                      "evil"),
            "\\u202eevil");
  EXPECT_EQ(printable("Crème brûlée"), "Crème brûlée");
}

TEST(Printable, CutsOnACharacterBoundary) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdefg", 6), "abc…");
  EXPECT_EQ(printable("éééé", 6), "é…");
  EXPECT_EQ(printable("a\n\n\n\n", 6), "a\\n…");
  EXPECT_EQ(printable("abc", 2), "");
}

RC_GTEST_PROP(TextProperty, FoldingTwiceIsFoldingOnce, (const std::string& bytes)) {
  RC_ASSERT(fold_case(fold_case(bytes)) == fold_case(bytes));
}

RC_GTEST_PROP(TextProperty, PrintableIsShortCleanUtf8, (const std::string& bytes)) {
  const auto most = *rc::gen::inRange<std::size_t>(0, 40);
  const std::string out = printable(bytes, most);
  RC_ASSERT(out.size() <= most);
  RC_ASSERT(is_utf8(out));
  for (const char c : out) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
}

RC_GTEST_PROP(TextProperty, SlugIsASlugOfItself, (const std::string& bytes)) {
  const std::string once = slug(bytes);
  RC_ASSERT(slug(once) == once);
  RC_ASSERT(!once.empty());
}

TEST(Json, AStringEscapesWhatItMustAndKeepsTheRest) {
  std::string out = "[";
  append_json_string("\"a\\b\"\n\x1f é", out);
  EXPECT_EQ(out, R"(["\"a\\b\"\u000a\u001f é")");
}

TEST(Json, EachByteThatIsNoUtf8BecomesOneReplacement) {
  std::string out;
  append_json_utf8("\xC3\xA9 \xC3\n\xE2\x82", out);
  EXPECT_EQ(out, "\"é \xEF\xBF\xBD\\u000a\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace ordersync::base
