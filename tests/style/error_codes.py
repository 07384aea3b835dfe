#!/usr/bin/env python3
"""Every error code that the sources can show is explained in docs/operations.md, and none that they cannot.

Usage: error_codes.py [ROOT]. Prints one finding a line and ends with status 1 when there is any. A code is the first text
given to one of the functions or types below; a new way of making errors has to be added here.
"""

import pathlib
import re
import sys

from findings import report

MAKERS = (
    r"\b(?:base::)?(?:invalid|not_found|conflict)\s*\(", r"\bproblem(?:_to_wait)?\s*\(", r"\bwarn\s*\(",
    r"\breturn \{", r"\bproblem_answer\s*\(\s*\d+\s*,", r"\bto_fix\s*\(\s*document\s*,", r"\bErrorKind::[a-z_]+\s*,",
    r"\bmake\s*\(\s*[a-z_]+\s*\([^()]*\)\s*,", r"\b(?:order::)?(?:Notice|Problem)\s*\{", r"\bleave_unknown\s*\(\s*\{",
    r"warnings\s*\.\s*push_back\s*\(\s*\{",
)
ASSIGNED = re.compile(r"\bcode\s*=\s([^;]*);")
QUOTED = re.compile(r'"([a-z][a-z0-9]*(?:_[a-z0-9]+)*)"')
CODE = re.compile("(?:" + "|".join(MAKERS) + r')\s*"([a-z][a-z0-9]*(?:_[a-z0-9]+)*)"')
# The sample external system is no part of what an operator looks after.
LEFT_OUT = re.compile(r"_test\.cc$|/test_[^/]*$|/demo_[^/]*$")
# Said inside one function and never shown.
INTERNAL = {"enough"}
# In code type on that page, but no codes.
NO_CODES = {"error", "warnings", "attention", "serve", "skipped"}


def codes_in(text: str) -> set[str]:
    return set(CODE.findall(text)) | {code for value in ASSIGNED.findall(text) for code in QUOTED.findall(value)}


def explained_in(page: str) -> set[str]:
    """What stands in code type under "Error codes"."""
    section = page.split("\n## Error codes\n", 1)[-1].split("\n## ", 1)[0]
    return set(re.findall(r"`([a-z][a-z0-9_]*)`", section))


def check(root: pathlib.Path) -> list[str]:
    said: dict[str, str] = {}
    for path in sorted((root / "src").rglob("*")):
        if path.suffix in {".h", ".cc"} and not LEFT_OUT.search(path.as_posix()):
            for code in codes_in(path.read_text(encoding="utf-8")):
                said.setdefault(code, path.relative_to(root).as_posix())
    explained = explained_in((root / "docs" / "operations.md").read_text(encoding="utf-8"))
    findings = [f'{path}: the code "{code}" is not explained in docs/operations.md, "Error codes"'
                for code, path in sorted(said.items()) if code not in explained | INTERNAL]
    sources = "".join(path.read_text(encoding="utf-8") for path in (root / "src").rglob("*.[ch]*"))
    texts = set(QUOTED.findall(sources))
    findings += [f'docs/operations.md: no source says the code "{code}"' for code in sorted(explained - texts - NO_CODES)]
    if not said:
        findings.append(f"no error code found under {root / 'src'}: wrong folder?")
    return findings


if __name__ == "__main__":
    sys.exit(report(check))
