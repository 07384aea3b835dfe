#!/usr/bin/env python3
"""The pages lead where they say: each link of README.md, CONTRIBUTING.md, CHANGELOG.md and docs/ to a file and a heading that are
there, and each test that docs/security.md or CONTRIBUTING.md names to a test.

Usage: pages.py [ROOT]. Prints one finding a line and ends with status 1 when there is any. A test is named in code type as ctest
knows it: `Suite.Case`, `Suite.*`, `Suites*`, `process.commands`; parts of it may follow in parentheses.
"""

import pathlib
import re
import sys

from findings import report

LINK = re.compile(r'\]\(([^)\s]+)(?:\s+"[^"]*")?\)')
BLOCK = re.compile(r"^\s*```.*?^\s*```", re.S | re.M)
NAMED = re.compile(r"`([^`\n]+)`(?:\s\((`[^)]*`)\))?")
CASE = re.compile(r"\b(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP)\(\s*(\w+),\s*(\w+)")
UNIT = re.compile(r"([A-Z]\w*)(\*|\.\*|\.[A-Z]\w*)")
OUTSIDE = re.compile(r"(process|odoo14|browser|packaging|style|web|fuzz|bench)\.(\w+|\*)")
FOLDERS = {"process": "process/test_{}.py", "odoo14": "odoo/test_{}.py", "browser": "browser/{}.test.mjs"}


def anchors(page: str) -> set:
    """As GitHub makes them of headings."""
    headings = (re.sub(r"\]\([^)]*\)", "]", heading) for heading in re.findall(r"^#+ (.*)$", BLOCK.sub("", page), re.M))
    names = [re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings]
    return {name if before == 0 else f"{name}-{before}" for at, name in enumerate(names) for before in [names[:at].count(name)]}


def broken_links(root: pathlib.Path, path: pathlib.Path) -> list:
    page, findings = path.read_text(encoding="utf-8"), []
    for link in LINK.findall(BLOCK.sub("", page)):
        name, _, anchor = link.partition("#")
        target = path.parent / name if name else path
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists():
            findings.append(f"{path.relative_to(root)}: {link} leads nowhere")
        elif anchor and anchor not in anchors(target.read_text(encoding="utf-8")):
            findings.append(f"{path.relative_to(root)}: {link} leads to no heading")
    return findings


class Tests:
    def __init__(self, root: pathlib.Path):
        self.tests = root / "tests"
        sources = [path for room in ("src", "tests") for path in (root / room).rglob("*.cc")]
        self.cases = {case for path in sources for case in CASE.findall(path.read_text(encoding="utf-8"))}
        self.listed = (self.tests / "outside.cmake").read_text(encoding="utf-8")

    def unit(self, suite: str, rest: str, parts: list) -> bool:
        cases = {case for found, case in self.cases if found == suite or (rest == "*" and found.startswith(suite))}
        return bool(cases) and set(parts) <= cases and (rest in ("*", ".*") or rest[1:] in cases)

    def outside(self, kind: str, name: str, parts: list) -> bool:
        pattern = FOLDERS.get(kind)
        if pattern is None:
            return f"script_test({kind}." + (name + " " if name != "*" else "") in self.listed
        files = list(self.tests.glob(pattern.format(name)))
        text = "".join(path.read_text(encoding="utf-8") for path in files)
        return bool(files) and all(re.search(rf"\b(?:def|class) {part}\b", text) for part in parts)


def missing_tests(root: pathlib.Path, path: pathlib.Path, tests: Tests) -> list:
    findings = []
    for name, more in NAMED.findall(path.read_text(encoding="utf-8")):
        parts = [part for part in re.findall(r"`([^`]*)`", more) if re.fullmatch(r"\w+", part)]
        unit, outside = UNIT.fullmatch(name), OUTSIDE.fullmatch(name)
        if (unit and not tests.unit(*unit.groups(), parts)) or (outside and not tests.outside(*outside.groups(), parts)):
            findings.append(f"{path.relative_to(root)}: there is no test {' '.join([name, *parts])}")
    return findings


def check(root: pathlib.Path) -> list:
    top = [root / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    pages = [*top, *sorted((root / "docs").rglob("*.md"))]
    tests = Tests(root)
    return [finding for path in pages for finding in broken_links(root, path)] + [
        finding for path in (root / "docs" / "security.md", root / "CONTRIBUTING.md") for finding in missing_tests(root, path, tests)]


if __name__ == "__main__":
    sys.exit(report(check))
