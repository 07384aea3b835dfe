#!/usr/bin/env python3
"""Clang's lock analysis (-Wthread-safety) of the files that it can say something about: those whose includes reach
base/mutex.h, where its annotations come from. Nothing is compiled to the end; `tools/build clang` builds all with clang.

    python3 -B tests/style/thread_safety.py BUILD_FOLDER      its compile_commands.json tells how each file is compiled
"""

import concurrent.futures
import functools
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

SRC = pathlib.Path(__file__).resolve().parents[2] / "src"
ANNOTATIONS = "base/mutex.h"
CHECK = ["-fsyntax-only", "-Wthread-safety", "-Werror=thread-safety", "-Wno-unknown-warning-option"]


@functools.cache
def included(name: str) -> tuple:
    return tuple(each for each in re.findall(r'^#include "([^"]+)"', (SRC / name).read_text(), re.M) if (SRC / each).exists())


def reaches_annotations(name: str) -> bool:
    seen, left = set(), [name]
    while left:
        for each in included(left.pop()):
            if each not in seen:
                seen.add(each)
                left.append(each)
    return ANNOTATIONS in seen


def clang_command(entry: dict) -> list:
    """The entry's own flags, without its compiler, its output, and what only g++ knows."""
    words = shlex.split(entry["command"])
    flags = [word for word in words if word.startswith(("-I", "-D", "-std=", "-W"))]
    system = [flag for at, flag in enumerate(words) if flag == "-isystem" or words[at - 1] == "-isystem"]
    return ["clang++", *flags, *system, *CHECK, entry["file"]]


def check(entry: dict) -> str:
    done = subprocess.run(clang_command(entry), cwd=entry["directory"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr


def main() -> int:
    entries = json.loads((pathlib.Path(sys.argv[1]) / "compile_commands.json").read_text())
    ours = []
    for entry in entries:
        path = pathlib.Path(entry["file"])
        if path.is_relative_to(SRC) and reaches_annotations(str(path.relative_to(SRC))):
            ours.append(entry)
    if not ours:
        print(f"thread_safety: no file of {sys.argv[1]} uses {ANNOTATIONS}")
        return 1
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for fault in pool.map(check, ours) if fault]
    print("\n".join(faults) if faults else f"{len(ours)} files hold their locks")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
