#!/usr/bin/env python3
"""Proves that pages.py sees a link that leads nowhere and a test that is no more, and follows what is there."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import pages  # noqa: E402

SECURITY = """# Security

`Links.Lead`, `Links.*`, `Lin*`, `Links.*` (`Lead`), `process.shop` (`test_it`, `Sales`), `browser.*`, `style.pages`; `X-Frame-Options`
"""


class Pages(unittest.TestCase):
    def findings(self, readme: str = "", security: str = SECURITY) -> list:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {
                    "README.md": readme, "CONTRIBUTING.md": "", "CHANGELOG.md": "", "docs/security.md": security,
                    "src/links_test.cc": "TEST(Links, Lead) {}", "tests/outside.cmake": "script_test(style.pages COMMAND x)",
                    "tests/process/test_shop.py": "class Sales:\n    def test_it(self): pass\n", "tests/browser/home.test.mjs": ""}.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return pages.check(root)

    def test_what_is_there_is_followed(self):
        self.assertEqual(self.findings("[a](docs/security.md#security) [b](https://x.example/y) [c](#d-e) ![f](docs)\n\n## `D` (e)\n## D e\n"), [])
        self.assertEqual(self.findings("```\n# shell\n[a](nowhere)\n```\n"), [])

    def test_a_link_that_leads_nowhere_is_found(self):
        for link in ("docs/other.md", "docs/security.md#safety", "#none"):
            self.assertEqual(len(self.findings(f"[a]({link})")), 1, link)

    def test_a_test_that_is_no_more_is_found(self):
        for name in ("Links.Led", "Link.*", "Links.* (`Led`)", "Old*", "process.shops", "process.shop (`test_i`)", "browser.house", "style.page"):
            self.assertEqual(len(self.findings(security="`" + name.replace(" ", "` ", 1) + ("" if " " in name else "`"))), 1, name)


if __name__ == "__main__":
    unittest.main()
