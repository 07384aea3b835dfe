#!/usr/bin/env python3
"""One `serve` on one file while its store grows: does an order cost the same, does memory stay flat, does nothing leak?

    python3 -B bench/end_to_end/bench_growth.py [--orders 5000000] [--run 20000] [--idle 60] [--program FILE] [--json]

Runs of as many orders as --run says, each through the API, until --orders are in the store; the source is bench_end_to_end. For ten
stretches of the way: the service's CPU time of an order, its memory and open files, and what an order takes in the store. `ratio` is an
order's CPU time in the first stretch (the first run left out) to that in the last: 1 is flat. Before and after, what the
service costs when nothing happens. Standard library only. An order takes 2 KB of disk.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / "tests/process"), str(REPOSITORY / "bench")]

from harness import PROGRAM, Shop  # noqa: E402
from service import RunningService, cpu_s, memory_kib  # noqa: E402

SOURCE = pathlib.Path(PROGRAM).with_name("bench_end_to_end")
STRETCHES = 10
GOODS = {
    "currency": "USD", "tax_rounding": "round_per_line",
    "taxes": [{"id": 1, "name": "VAT 15%", "amount": "15"}],
    "payment_methods": [{"id": 1, "name": "Cash", "journal": "Cash", "type": "cash"}, {"id": 2, "name": "Card", "journal": "Bank", "type": "bank"}],
    "pos_configs": [{"id": 1, "name": "Bench", "payment_methods": [1, 2], "stock": "real_time"}],
    "products": [{"id": number, "name": f"Product {number}", "list_price": "5.00", "taxes": [1], "on_hand": "100000000"}
                 for number in range(1, 21)]}


class Growing:
    """The service, its source, and what the service costs."""

    def __init__(self, shop: Shop, run: int, program: str):
        self._shop, self._count = shop, run
        self._source = subprocess.Popen([SOURCE, "--orders", str(run), "--source"], stdout=subprocess.PIPE, text=True)
        port = self._source.stdout.readline().strip()
        shop.ask("sync", "add", "bench", "--url", f"http://127.0.0.1:{port}/", "--pos", "Bench", "--auth", "none", "--allow-private-network",
                 "--interval", "0")
        self._service = RunningService(shop, program)
        self.pid = self._service.pid

    def run(self) -> None:
        self._service.run("bench", self._count)

    def end(self) -> None:
        self._service.stop()
        self._source.kill()

    def memory_mib(self, field: str = "VmRSS") -> float:
        return memory_kib(self.pid, field) / 1024

    def files(self) -> int:
        return len(list(pathlib.Path(f"/proc/{self.pid}/fd").iterdir()))

    def store_bytes(self) -> int:
        return sum(path.stat().st_size for path in self._shop.data.glob("ordersync.db*"))

    def idle(self, seconds: float) -> dict:
        time.sleep(2)
        before, began = cpu_s(self.pid), time.monotonic()
        time.sleep(seconds)
        return {"cpu_percent_of_a_core": 100 * (cpu_s(self.pid) - before) / (time.monotonic() - began), "rss_mb": self.memory_mib()}


def stretch(growing: Growing, runs: int, count: int) -> dict:
    cpu, began, stored = cpu_s(growing.pid), time.monotonic(), growing.store_bytes()
    for _ in range(runs):
        growing.run()
    return {"cpu_us_of_an_order": 1e6 * (cpu_s(growing.pid) - cpu) / count, "orders_per_second": count / (time.monotonic() - began),
            "rss_mb": growing.memory_mib(), "files": growing.files(), "bytes_of_an_order": (growing.store_bytes() - stored) / count}


def measure(options: argparse.Namespace) -> dict:
    with Shop(goods=GOODS, with_sync=False) as shop:
        growing = Growing(shop, options.run, options.program)
        idle = {"before": growing.idle(options.idle)} if options.idle else {}
        growing.run()
        runs = options.orders // STRETCHES // options.run
        stretches = []
        for number in range(STRETCHES):
            stretches.append(stretch(growing, runs, runs * options.run))
            print(f"{number + 1} of {STRETCHES}: " + ", ".join(f"{name} {value:.1f}" for name, value in stretches[-1].items()), file=sys.stderr)
        if options.idle:
            idle["after"] = growing.idle(options.idle)
        peak = growing.memory_mib("VmHWM")
        growing.end()
    first, last = (stretches[at]["cpu_us_of_an_order"] for at in (0, -1))
    return {"orders": options.orders, "ratio": first / last, "peak_rss_mb": peak, "stretches": stretches, "idle": idle,
            "bytes_of_an_order": statistics.median(each["bytes_of_an_order"] for each in stretches)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=int, default=5_000_000)
    parser.add_argument("--run", type=int, default=20_000, help="orders of one run")
    parser.add_argument("--idle", type=float, default=60, help="seconds to look on, before and after; 0: not")
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.run < 1 or options.orders < STRETCHES * options.run:
        parser.error(f"--orders are at least {STRETCHES} times --run")
    answer = measure(options)
    if options.json:
        print(json.dumps(answer))
        return
    print(f"{answer['orders']} orders: an order's CPU time in the first tenth to that in the last {answer['ratio']:.3f}; "
          f"{answer['stretches'][0]['rss_mb']:.1f} MiB after the first tenth, {answer['stretches'][-1]['rss_mb']:.1f} at the end, "
          f"{answer['peak_rss_mb']:.1f} at most; {answer['stretches'][0]['files']} and {answer['stretches'][-1]['files']} open files; "
          f"{answer['bytes_of_an_order']:.0f} bytes of an order")
    for when, cost in answer["idle"].items():
        print(f"idle {when}: {cost['cpu_percent_of_a_core']:.3f} % of a core, {cost['rss_mb']:.1f} MiB")


if __name__ == "__main__":
    main()
