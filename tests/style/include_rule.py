#!/usr/bin/env python3
"""The house's rules that a compiler does not hold, read from the source text: which rule a line broke, and what to use.

Usage: include_rule.py [ROOT]. Prints one finding a line and ends with status 1 when there is any. What it knows of the
rooms is the picture in docs/architecture.md. It does not judge formatting (clang-format) or naming (clang-tidy).
"""

import pathlib
import re
import sys
from typing import Iterator, NamedTuple

# From the top floor to the bottom. A room may include its own headers and those of every floor below it.
FLOORS = [
    ["cli", "api"],  # src/main.cc joins the two
    ["app"],
    ["sync", "hook"],
    ["source", "match", "pos", "journal"],
    ["http", "sql"],
    ["order"],
    ["base"],
]
FLOOR_OF = {room: depth for depth, rooms in enumerate(FLOORS) for room in rooms}

# sync sees ports and pure functions only: the headers of adapters and libraries' worlds are app's business.
ADAPTER_HEADERS = {
    "source/http_source.h", "pos/embedded_pos.h", "pos/odoo_pos.h", "pos/odoo_rpc.h", "journal/sql_journal.h",
}

# Header of a library -> the only rooms that may say it, and what everyone else uses instead.
OWNED_LIBRARIES = [
    (re.compile(r"^sqlite3\.h$|^SQLiteCpp/"), {"sql"}, "the port sql/database.h"),
    (re.compile(r"^libpq-fe\.h$|^libpq/"), {"sql"}, "the port sql/database.h"),
    (re.compile(r"^curl/"), {"http"}, "the port http/transport.h"),
    (re.compile(r"^boost/"), {"http"}, "the server's header in http/"),
    (re.compile(r"^openssl/"), {"http"}, "http/ for TLS, base/ for digests and secrets"),
    (re.compile(r"^sodium"), {"base", "app"}, "base/secret.h, base/digest.h or base/random.h"),
    (re.compile(r"^nlohmann/"), {"pos", "journal", "app", "api", "cli"}, "pure values; JSON belongs to adapters and edges"),
    (re.compile(r"^simdjson"), {"source", "order"}, "source/decode.h, or order/document.h"),
    (re.compile(r"^CLI/"), {"cli"}, "cli/"),
    (re.compile(r"^spdlog/"), {"base"}, "the port base/log.h"),
    (re.compile(r"^prometheus/"), {"api", "app"}, "api/"),
    (re.compile(r"^date/"), {"base"}, "base/time.h"),
    (re.compile(r"^utf8proc"), {"base"}, "base/text.h"),
    (re.compile(r"^lua5\.4/|^lua\.h|^lauxlib\.h|^lualib\.h"), {"hook"}, "hook/script.h, through the port source/reshape.h"),
]

# Headers that other rooms program against: they must not drag a library in.
PORT_HEADERS = {
    "source/order_source.h", "source/reshape.h", "pos/pos_target.h", "journal/journal.h", "journal/runs.h", "http/transport.h",
    "sql/database.h", "base/clock.h", "base/random.h", "base/log.h",
}

MONEY_ROOMS = {"base", "order", "source", "match", "pos", "journal", "hook"}
# What is asked of the store is a question of the rooms below; the edges show answers.
EDGES = {"api", "cli"}
MAX_LINES = 600

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
BINARY_FLOAT = re.compile(r"\b(?:float|double)\b")
WAITING = re.compile(r"\b(?:std::)?this_thread::sleep_(?:for|until)\b|(?<![\w.>:])(?:usleep|nanosleep|sleep)\s*\(")
SQL = re.compile(r"\b(?:SELECT|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\s")
CPP_STANDARD = re.compile(r"^[a-z_]+$")
SYSTEM_HEADER = re.compile(r"^(?:sys|netinet|arpa|net|linux)/[a-z_0-9]+\.h$")
POSIX_HEADERS = {
    "unistd.h", "fcntl.h", "signal.h", "poll.h", "netdb.h", "dirent.h", "pthread.h", "termios.h", "time.h", "errno.h",
    "stdio.h", "stdlib.h", "string.h", "limits.h", "locale.h", "dlfcn.h", "malloc.h", "fnmatch.h", "pwd.h",
}


class Finding(NamedTuple):
    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.text}"


RAW_STRING = re.compile(r'(?:u8|[uUL])?R"([^()\\\s]{0,16})\(.*?\)\1"', re.DOTALL)
STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'|//[^\n]*|/\*.*?\*/', re.DOTALL)


def code_only(text: str) -> str:
    """The text with comments and the insides of strings blanked, line numbers kept."""

    def blank(match: re.Match) -> str:
        return re.sub(r"[^\n]", " ", match.group(0))

    # Digit separators (10'000) would look like the start of a character.
    text = re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "0", text)
    return STRING_OR_COMMENT.sub(blank, RAW_STRING.sub(blank, text))


def texts_of(text: str) -> Iterator[tuple[int, str]]:
    """The string literals, each with the number of its line; not what stands in comments."""
    for match in re.finditer(f"(?:{RAW_STRING.pattern})|{STRING_OR_COMMENT.pattern}", text, re.DOTALL):
        if not match.group(0).startswith(("/", "'")):
            yield text.count("\n", 0, match.start()) + 1, match.group(0)


def is_standard(header: str) -> bool:
    return bool(CPP_STANDARD.match(header) or SYSTEM_HEADER.match(header)) or header in POSIX_HEADERS


def check_project_include(path: str, number: int, room: str, header: str) -> Iterator[Finding]:
    target = header.split("/")[0]
    if "/" not in header or target not in FLOOR_OF:
        yield Finding(path, number, "full-path",
                      f'"{header}": say the header with its room, as in "base/money.h"')
        return
    if target == room:
        pass
    elif FLOOR_OF[target] == FLOOR_OF[room]:
        yield Finding(path, number, "no-neighbours",
                      f"{room}/ includes its neighbour {header}: move what both need to a room below, "
                      f"or let the room above pass it in")
    elif FLOOR_OF[target] < FLOOR_OF[room]:
        yield Finding(path, number, "down-only",
                      f"{room}/ includes {header} of the room above: take a value or a port as an argument instead")
    if room == "sync" and header in ADAPTER_HEADERS:
        yield Finding(path, number, "ports-only",
                      f"sync/ includes the adapter {header}: use its port; only app/ names concrete adapters")


def check_library_include(path: str, number: int, room: str, inside: str, header: str) -> Iterator[Finding]:
    for pattern, rooms, instead in OWNED_LIBRARIES:
        if pattern.match(header) and room not in rooms:
            allowed = ", ".join(f"{name}/" for name in sorted(rooms))
            yield Finding(path, number, "library-owner", f"<{header}> in {room}/: only {allowed} says it; use {instead}")
    if inside in PORT_HEADERS and not is_standard(header):
        yield Finding(path, number, "clean-port",
                      f"<{header}> in a port header: keep the library in the adapter's .cc file")


def check_includes(path: str, room: str, inside: str, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quote, header = match.groups()
        if quote == '"':
            yield from check_project_include(path, number, room, header)
        elif header.split("/")[0] in FLOOR_OF:
            yield Finding(path, number, "full-path", f"<{header}>: the house's own headers stand in quotes")
        else:
            yield from check_library_include(path, number, room, inside, header)


def check_code(path: str, room: str, inside: str, text: str) -> Iterator[Finding]:
    is_test = inside.endswith("_test.cc")
    for number, line in enumerate(code_only(text).splitlines(), 1):
        if room in MONEY_ROOMS and BINARY_FLOAT.search(line):
            yield Finding(path, number, "no-binary-float",
                          "float or double in a room where money passes: use base::Decimal or base::Money")
        if WAITING.search(line) and not inside.startswith("base/clock"):
            instead = "advance a FakeClock" if is_test else "wait on base::Clock::sleep_for"
            yield Finding(path, number, "no-sleeping", f"sleeps for itself: {instead}")
    for number, literal in texts_of(text) if room in EDGES else ():
        if SQL.search(literal):
            yield Finding(path, number, "no-sql-at-the-edges", f"SQL in {room}/: a store in app/ or journal/ asks")


def check_shape(path: str, inside: str, text: str) -> Iterator[Finding]:
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        yield Finding(path, len(lines), "one-thought", f"{len(lines)} lines, more than {MAX_LINES}: is this still one thought?")
    first = lines[0].lstrip("\ufeff") if lines else ""
    if not re.match(r"^(?://|/\*)\s*\S", first):
        yield Finding(path, 1, "opening-words", "a file opens with a comment: what is here and what is not")
    if inside.endswith(".h") and "#pragma once" not in text:
        yield Finding(path, 1, "pragma-once", "a header says #pragma once")


def check_file(inside: str, text: str) -> list[Finding]:
    """All findings of one file; `inside` is its path below src/, such as "match/match.cc"."""
    path = f"src/{inside}"
    room = inside.split("/")[0] if "/" in inside else ""
    findings: list[Finding] = []
    if room and room not in FLOOR_OF:
        findings.append(Finding(path, 1, "known-rooms", f"{room}/ is no room of docs/architecture.md"))
    elif room:
        findings += check_includes(path, room, inside, text)
        findings += check_code(path, room, inside, text)
    findings += check_shape(path, inside, text)
    return findings


def check_tree(root: pathlib.Path) -> tuple[list[Finding], int]:
    src = root / "src"
    files = sorted(path for path in src.rglob("*") if path.suffix in {".h", ".cc"})
    findings: list[Finding] = []
    for file in files:
        findings += check_file(file.relative_to(src).as_posix(), file.read_text(encoding="utf-8"))
    return findings, len(files)


def main() -> int:
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
    findings, count = check_tree(root)
    for finding in findings:
        print(finding)
    if count == 0:
        print(f"no source files under {root / 'src'}: wrong folder?")
        return 1
    print(f"{count} files, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
