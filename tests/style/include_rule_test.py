#!/usr/bin/env python3
"""Proves that include_rule.py catches a broken line of each kind, and lets sound ones pass."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import include_rule  # noqa: E402

OPENING = "// What is here.\n"


def rules(inside: str, *lines: str, opening: str = OPENING) -> list[str]:
    text = opening + ("#pragma once\n" if inside.endswith(".h") else "") + "\n".join(lines) + "\n"
    return [finding.rule for finding in include_rule.check_file(inside, text)]


class Rooms(unittest.TestCase):
    def test_pointing_down_is_fine(self):
        self.assertEqual(rules("match/match.cc", '#include "match/match.h"', '#include "order/order.h"',
                               '#include "base/money.h"', "#include <vector>"), [])
        self.assertEqual(rules("cli/cli.cc", '#include "app/commands.h"', '#include "http/server.h"'), [])

    def test_pointing_up_is_caught(self):
        self.assertEqual(rules("base/money.cc", '#include "order/order.h"'), ["down-only"])
        self.assertEqual(rules("journal/state.cc", '#include "sync/engine.h"'), ["down-only"])

    def test_a_neighbour_is_caught(self):
        self.assertEqual(rules("match/match.cc", '#include "source/decode.h"'), ["no-neighbours"])
        self.assertEqual(rules("sql/sqlite.cc", '#include "http/transport.h"'), ["no-neighbours"])
        self.assertEqual(rules("api/routes.cc", '#include "cli/output.h"'), ["no-neighbours"])
        self.assertEqual(rules("cli/cli.cc", '#include "api/routes.h"'), ["no-neighbours"])

    def test_the_engine_sees_no_adapter(self):
        self.assertEqual(rules("sync/engine.cc", '#include "journal/sql_journal.h"'), ["ports-only"])
        self.assertEqual(rules("sync/engine.cc", '#include "journal/journal.h"'), [])
        self.assertEqual(rules("app/wiring.cc", '#include "journal/sql_journal.h"'), [])

    def test_a_header_is_said_with_its_room(self):
        self.assertEqual(rules("base/money.cc", '#include "money.h"'), ["full-path"])
        self.assertEqual(rules("base/money.cc", "#include <base/money.h>"), ["full-path"])

    def test_an_unknown_room_is_caught(self):
        self.assertEqual(rules("misc/things.cc"), ["known-rooms"])

    def test_a_finding_says_where_which_rule_and_what_instead(self):
        (finding,) = include_rule.check_file("match/match.cc", OPENING + '\n#include "source/decode.h"\n')
        self.assertEqual(str(finding).split(" ")[:2], ["src/match/match.cc:3:", "[no-neighbours]"])
        self.assertIn("move what both need", str(finding))


class Libraries(unittest.TestCase):
    def test_only_the_owner_says_a_library(self):
        self.assertEqual(rules("sql/sqlite.cc", "#include <sqlite3.h>"), [])
        self.assertEqual(rules("journal/sql_journal.cc", "#include <sqlite3.h>"), ["library-owner"])
        self.assertEqual(rules("pos/embedded_pos.cc", "#include <libpq-fe.h>"), ["library-owner"])
        self.assertEqual(rules("http/curl.cc", "#include <curl/curl.h>"), [])
        self.assertEqual(rules("source/http_source.cc", "  #  include <curl/curl.h>"), ["library-owner"])
        self.assertEqual(rules("sync/engine.cc", "#include <nlohmann/json.hpp>"), ["library-owner"])

    def test_a_port_header_drags_no_library_in(self):
        self.assertIn("clean-port", rules("sql/database.h", "#include <sqlite3.h>"))
        self.assertIn("clean-port", rules("base/log.h", "#include <spdlog/spdlog.h>"))
        self.assertEqual(rules("sql/database.h", "#include <cstdint>", "#include <sys/types.h>"), [])


class Code(unittest.TestCase):
    def test_binary_floating_point_is_caught_where_money_passes(self):
        for room in ("base", "order", "source", "match", "pos", "journal"):
            self.assertEqual(rules(f"{room}/x.cc", "double total = 0;"), ["no-binary-float"], room)
        self.assertEqual(rules("match/x.cc", "auto f = static_cast<float>(cents);"), ["no-binary-float"])
        self.assertEqual(rules("sync/retry.cc", "double jitter = 0;"), [])

    def test_words_in_comments_and_texts_are_not_code(self):
        self.assertEqual(rules("match/x.cc", "// a double would lose the cent", 'auto s = "double";',
                               "/* float\n double */", 'auto r = R"(double)";', "long doubled = 10'000;"), [])

    def test_code_after_a_digit_separator_is_still_read(self):
        self.assertEqual(rules("match/x.cc", "long a = 10'000; double b; long c = 20'000;"), ["no-binary-float"])

    def test_sleeping_is_caught_outside_the_clock(self):
        self.assertEqual(rules("sync/x.cc", "std::this_thread::sleep_for(d);"), ["no-sleeping"])
        self.assertEqual(rules("http/x_test.cc", "usleep(10);"), ["no-sleeping"])
        self.assertEqual(rules("base/clock.cc", "std::this_thread::sleep_for(d);"), [])
        self.assertEqual(rules("sync/x.cc", "clock_.sleep_for(pause);", "clock->sleep(1);"), [])


    def test_sql_is_caught_at_the_edges(self):
        asks = 'connection.query("SELECT id FROM sync", {}, show);'
        self.assertEqual(rules("api/x.cc", "", asks), ["no-sql-at-the-edges"])
        self.assertEqual(rules("cli/x.cc", 'auto s = R"(UPDATE sync SET name = ?)";'), ["no-sql-at-the-edges"])
        self.assertEqual(rules("app/x.cc", asks), [])
        self.assertEqual(rules("api/x.cc", "// SELECT id", 'auto s = "SELECTED"; char c = \'"\'; // SELECT 1'), [])


class Shape(unittest.TestCase):
    def test_a_long_file_is_caught(self):
        self.assertEqual(rules("base/x.cc", *["int a;"] * 600), ["one-thought"])
        self.assertEqual(rules("base/x.cc", *["int a;"] * 599), [])

    def test_a_file_opens_with_words(self):
        self.assertEqual(rules("base/x.cc", opening="#include <vector>\n"), ["opening-words"])
        self.assertEqual(rules("base/x.cc", opening="//\n"), ["opening-words"])

    def test_a_header_says_pragma_once(self):
        self.assertEqual([f.rule for f in include_rule.check_file("base/x.h", OPENING)], ["pragma-once"])

    def test_an_empty_tree_is_no_success(self):
        findings, count = include_rule.check_tree(pathlib.Path("/nonexistent"))
        self.assertEqual((findings, count), ([], 0))


if __name__ == "__main__":
    unittest.main()
