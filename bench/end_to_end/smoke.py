#!/usr/bin/env python3
"""Runs `bench_end_to_end …` and holds what it writes to what is promised of it: these keys, each a number above zero."""

import json
import subprocess
import sys

NUMBERS = ("orders_per_second", "floor_orders_per_second", "ratio", "peak_rss_mb", "ready_ms")
SECONDS = ("program", "floor")


def main() -> None:
    answer = json.loads(subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True).stdout)
    print(answer)
    wrong = [name for name in NUMBERS if not answer[name] > 0] + [name for name in SECONDS if not answer["seconds"][name] > 0]
    if wrong:
        raise SystemExit(f"not above zero: {wrong}")
    if abs(answer["ratio"] - answer["orders_per_second"] / answer["floor_orders_per_second"]) > 0.001:
        raise SystemExit("the ratio is not that of the two figures")


if __name__ == "__main__":
    main()
