#!/usr/bin/env python3
"""All of the console together, compressed, is smaller than 500 KB. Usage: bundle_size.py FOLDER [LIMIT]."""

import gzip
import pathlib
import sys

LIMIT = 500_000


def sizes(folder: pathlib.Path) -> dict:
    return {str(path.relative_to(folder)): len(gzip.compress(path.read_bytes(), 9)) for path in sorted(folder.rglob("*")) if path.is_file()}


def main() -> int:
    folder = pathlib.Path(sys.argv[1])
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else LIMIT
    found = sizes(folder)
    for name, size in sorted(found.items(), key=lambda each: -each[1]):
        print(f"{size:8} {name}")
    total = sum(found.values())
    print(f"{total} bytes compressed, {limit} at most")
    return 0 if found and total < limit else 1


if __name__ == "__main__":
    sys.exit(main())
