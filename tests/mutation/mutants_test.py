#!/usr/bin/env python3
"""What the mutation check breaks, and what it leaves alone."""

import unittest

import mutants


def changes(line: str) -> set:
    return {mutant.after for mutant in mutants.of_line("x.cc", 7, line)}


class Mutants(unittest.TestCase):
    def test_a_comparison_is_turned_around_and_moved_by_one(self) -> None:
        self.assertEqual(changes("  if (left < right) return left;"),
                         {"  if (left <= right) return left;", "  if (left >= right) return left;"})

    def test_words_in_strings_and_comments_stay(self) -> None:
        self.assertEqual(changes('  out = "1 == 2 && true";  // 3 < 4'), set())
        self.assertEqual(changes("  // a < b"), set())

    def test_a_template_is_no_comparison(self) -> None:
        self.assertEqual(changes("std::optional<std::vector<int>> x;"), set())
        self.assertEqual(changes("template <class T>"), set())

    def test_a_call_that_only_acts_may_be_left_out(self) -> None:
        self.assertIn("    ;", changes("    item.park(std::move(why));"))
        self.assertIn("  ;", changes("  TRY(journal.settle(lease, rows));"))
        self.assertEqual(changes("  return item.park(why);"), set())

    def test_a_digit_of_a_longer_number_or_name_is_no_number(self) -> None:
        self.assertEqual(changes("  x = 10'000 + utf8;"), {"  x = 10'000 - utf8;"})
        self.assertIn("  return 1;", changes("  return 0;"))

    def test_a_mutant_knows_its_place(self) -> None:
        text = "a\n  return x == y;\nb"
        (mutant,) = mutants.of_file("x.cc", text)
        self.assertEqual(mutant.applied_to(text), "a\n  return x != y;\nb")
        with self.assertRaises(ValueError):
            mutant.applied_to("a\nb\nc")


if __name__ == "__main__":
    unittest.main()
