#!/usr/bin/env python3
"""Proves that error_codes.py sees a code where one is made, and misses what is none."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import error_codes  # noqa: E402


class Codes(unittest.TestCase):
    def test_each_way_of_making_one_is_seen(self):
        for line in ('return base::invalid("the_code", "text");', 'return base::not_found(\n    "the_code", text);',
                     'return {ErrorKind::temporary, "the_code", text, {}};', 'context.warn("the_code", "text");',
                     'order::Notice{"the_code", text}', 'problem.code = "the_code";', 'return problem("the_code", text);',
                     'problem.code = many ? "other_code" : "the_code";', 'return {"the_code", text};'):
            self.assertIn("the_code", error_codes.codes_in(line), line)

    def test_other_texts_are_no_codes(self):
        for line in ('fields.text("the_code");', 'json["the_code"] = 1;', '"INSERT INTO the_code"', 'invalid("Not a code")'):
            self.assertEqual(error_codes.codes_in(line), set(), line)

    def test_a_code_without_a_word_and_a_word_without_a_code_are_found(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "src" / "base").mkdir(parents=True)
            (root / "docs").mkdir()
            (root / "src" / "base" / "x.cc").write_text('invalid("one_code", ""); invalid("two_code", "");')
            (root / "docs" / "operations.md").write_text("# Page\n\n## Error codes\n\n`one_code` `old_code`\n\n## Next\n\n`two_code`\n")
            findings = error_codes.check(root)
        self.assertEqual([finding.split('"')[1] for finding in findings], ["two_code", "old_code"])


if __name__ == "__main__":
    unittest.main()
