#!/usr/bin/env python3
"""Every column of the store that holds something sealed is known to src/app/sealed_records.cc, so that a new key reaches it.

Usage: sealed_columns.py [ROOT]. A sealed column is one whose name ends in `_sealed` in a CREATE TABLE or ALTER TABLE.
"""

import pathlib
import re
import sys

from findings import report

STATEMENT = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)\)\)?\)\"|ALTER TABLE (\w+) ADD COLUMN (\w+_sealed)\b", re.S)


def sealed_in(text: str) -> set:
    found = set()
    for table, columns, altered, column in STATEMENT.findall(text):
        found |= {f"{table}.{name}" for name in re.findall(r"\b(\w+_sealed)\b", columns)}
        if altered:
            found.add(f"{altered}.{column}")
    return found


def check(root: pathlib.Path) -> list:
    there = set()
    for path in sorted((root / "src").rglob("*schema.cc")):
        there |= sealed_in(path.read_text(encoding="utf-8"))
    known = set(re.findall(r'"(\w+\.\w+_sealed)"', (root / "src/app/sealed_records.cc").read_text(encoding="utf-8")))
    findings = [f"src/app/sealed_records.cc does not know {column}: `ordersync rekey` would leave it behind" for column in sorted(there - known)]
    findings += [f"src/app/sealed_records.cc names {column}, which no table has" for column in sorted(known - there)]
    if not there:
        findings.append("no sealed column found: wrong folder, or other names?")
    return findings


if __name__ == "__main__":
    sys.exit(report(check))
