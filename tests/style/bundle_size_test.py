#!/usr/bin/env python3
"""Proves that bundle_size.py finds a console that is too large, and one that is not there."""

import pathlib
import random
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(__file__).with_name("bundle_size.py")


def status(folder: pathlib.Path, limit: int) -> int:
    return subprocess.run([sys.executable, str(SCRIPT), str(folder), str(limit)], stdout=subprocess.DEVNULL, check=False).returncode


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        nothing = status(folder, 10_000)
        (folder / "assets").mkdir()
        (folder / "assets" / "a.js").write_bytes(random.Random(1).randbytes(5_000))
        (folder / "index.html").write_bytes(b"x" * 100_000)
        answers = (nothing, status(folder, 10_000), status(folder, 5_000))
    print(answers)
    return 0 if answers == (1, 0, 1) else 1


if __name__ == "__main__":
    sys.exit(main())
