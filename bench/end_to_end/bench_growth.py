#!/usr/bin/env python3
"""One `serve` on one file while its store grows: does an order cost the same, does memory stay flat, does nothing leak?

    python3 -B bench/end_to_end/bench_growth.py [--orders 5000000] [--run 20000] [--idle 60] [--program FILE] [--json]

Runs of as many orders as --run says, each through the API, until --orders are in the store; the source is bench_end_to_end. For ten
stretches of the way: the service's CPU time of an order, its memory and open files, and what an order takes in the store. `ratio` is an
order's CPU time in the first stretch (the first 10 000 orders left out) to that in the last: 1 is flat. Before and after, what the
service costs when nothing happens. Standard library only. An order takes 3 KB of disk.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time
import urllib.request

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/process"))

from harness import PROGRAM, Service, Shop  # noqa: E402

SOURCE = pathlib.Path(PROGRAM).with_name("bench_end_to_end")
STRETCHES = 10
WARM_UP = 10_000
GOODS = {
    "currency": "USD", "tax_rounding": "round_per_line",
    "taxes": [{"id": 1, "name": "VAT 15%", "amount": "15"}],
    "payment_methods": [{"id": 1, "name": "Cash", "journal": "Cash", "type": "cash"}, {"id": 2, "name": "Card", "journal": "Bank", "type": "bank"}],
    "pos_configs": [{"id": 1, "name": "Bench", "payment_methods": [1, 2], "stock": "real_time"}],
    "products": [{"id": number, "name": f"Product {number}", "list_price": "5.00", "taxes": [1], "on_hand": "100000000"}
                 for number in range(1, 21)]}


class Served:
    """The service and the source, and what the service costs."""

    def __init__(self, shop: Shop, run: int, program: str):
        self.shop = shop
        self._source = subprocess.Popen([SOURCE, "--orders", str(run), "--source"], stdout=subprocess.PIPE, text=True)
        port = self._source.stdout.readline().strip()
        shop.ask("sync", "add", "bench", "--url", f"http://127.0.0.1:{port}/", "--pos", "Bench", "--auth", "none", "--allow-private-network",
                 "--interval", "0")
        token = shop.ask("token", "create", "bench", "--scope", "operate")["token"]
        self.service: Service = shop.serve(program=program)
        self._headers = {"Authorization": f"Bearer {token}", "Prefer": "wait=50"}
        self.pid = self.service.process.pid

    def run(self, count: int) -> None:
        answer = self._ask("POST", "/api/v1/syncs/bench/run")
        while not answer["ended_at"]:
            time.sleep(0.05)
            answer = self._ask("GET", f"/api/v1/runs/{answer['id']}")
        if answer["processed"] != count:
            raise SystemExit(f"bench_growth: the run did not book {count} orders: {answer!r}")

    def end(self) -> None:
        self.service.stop()
        self._source.kill()

    def _ask(self, method: str, path: str) -> dict:
        request = urllib.request.Request(self.service.url + path, method=method, headers=self._headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def cpu_s(self) -> float:
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mib(self, field: str = "VmRSS") -> float:
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith(field + ":")).split()[1]) / 1024

    def files(self) -> int:
        return len(list(pathlib.Path(f"/proc/{self.pid}/fd").iterdir()))

    def store_bytes(self) -> int:
        return sum(path.stat().st_size for path in self.shop.data.glob("ordersync.db*"))

    def idle(self, seconds: float) -> dict:
        time.sleep(2)
        before, began = self.cpu_s(), time.monotonic()
        time.sleep(seconds)
        return {"cpu_percent_of_a_core": 100 * (self.cpu_s() - before) / (time.monotonic() - began), "rss_mb": self.memory_mib()}


def stretch(served: Served, count: int, run: int) -> dict:
    cpu, began, stored = served.cpu_s(), time.monotonic(), served.store_bytes()
    for _ in range(count // run):
        served.run(run)
    return {"cpu_us_of_an_order": 1e6 * (served.cpu_s() - cpu) / count, "orders_per_second": count / (time.monotonic() - began),
            "rss_mb": served.memory_mib(), "files": served.files(), "bytes_of_an_order": (served.store_bytes() - stored) / count}


def measure(options: argparse.Namespace) -> dict:
    with Shop(goods=GOODS, with_sync=False) as shop:
        served = Served(shop, options.run, options.program)
        idle = {"before": served.idle(options.idle)} if options.idle else {}
        for _ in range(-(-WARM_UP // options.run)):
            served.run(options.run)
        stretches = []
        for number in range(STRETCHES):
            stretches.append(stretch(served, options.orders // STRETCHES // options.run * options.run, options.run))
            print(f"{number + 1} of {STRETCHES}: " + ", ".join(f"{name} {value:.1f}" for name, value in stretches[-1].items()), file=sys.stderr)
        if options.idle:
            idle["after"] = served.idle(options.idle)
        peak = served.memory_mib("VmHWM")
        served.end()
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
