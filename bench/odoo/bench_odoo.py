#!/usr/bin/env python3
"""How much of the time that booking into a real Odoo takes is Odoo's own: ordersync beside the bare calls.

    python3 -B bench/odoo/bench_odoo.py [--pairs 20] [--orders 200] [--workers 0] [--mode MODE] [--program FILE] [--alone] [--json]

The program books N orders of three lines as the service does on its schedule, asked for by POST /syncs/{id}/run and counted from
the request to its answer: fetch, journal, match, look-up, post, reading back. With `--alone` by `sync now`, counted from the start of
its process to its end. Beside it a loop posts N orders to the same session with nothing around them: the very requests
that the program was recorded to make, with fresh receipt numbers, in batches of the same size, written before the clock starts,
over one connection that is kept alive where Odoo keeps it. `ratio` is the loop's time to the program's: 1 would mean that the program costs nothing. Pairs
alternate in who goes first; once with a picking for each order, once with stock at closing. Ends with 1 when Odoo does not
hold exactly the orders that were sent, all paid.

Odoo is the 14 of tools/odoo14 (needs root), or the one that tests/odoo/real_odoo.py finds in the environment, 14 to 18, with
its shop and an administrator's login; take a copy. Standard library only.
"""

import argparse
import http.client
import itertools
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections import defaultdict
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/odoo"), str(ROOT / "bench")]

import odoo_shop  # noqa: E402  (finds tests/process)
from chaos_proxy import ChaosProxy  # noqa: E402
from harness import PROGRAM, SYNC, Shop, item, order, paid  # noqa: E402
from real_odoo import RealOdoo  # noqa: E402
from service import RunningService, cpu_s, memory_kib  # noqa: E402

POS = "Main Store"
POSTS = ("pos.order.create_from_ui", "pos.order.sync_from_ui")
MODES = ("each_order", "at_closing")
PIECES = {"Burger": "80.00", "Water": "2.00", "Component Item": "20.00"}
SLOW_S = 10  # of one request: the machine has other work, and the figures are worth nothing
NUMBERS = itertools.count(1)
RUN = uuid.uuid4().hex[:8]
TODAY = time.strftime("%Y-%m-%dT00:00:01Z", time.gmtime())


def fail(what: str) -> None:
    raise SystemExit(f"bench_odoo: {what}")


def some_orders(count: int) -> list:
    """Three lines each, one of them taxed; the numbers of pieces differ from order to order."""
    made = []
    for number in itertools.islice(NUMBERS, count):
        burgers, waters, components = number % 3 + 1, number % 5 + 1, number % 2 + 1
        net = 80 * burgers + 2 * waters + 20 * components
        total = net + 12 * burgers
        made.append(order(f"{RUN}-{number}", [item("Burger", 80.0, burgers), item("Water", 2.0, waters),
                                              item("Component Item", 20.0, components)],
                          float(total), net=float(net), Tax=12.0 * burgers, OrderDate=TODAY, payments=[paid(float(total))]))
    return made


class Recorder(ChaosProxy):
    """The way to Odoo that keeps what went by, and how long Odoo took over it."""

    def __init__(self, url: str):
        super().__init__(url)
        self.seconds: list = []

    def _play(self, request: Any, body: bytes) -> bytes:
        began = time.monotonic()
        answer = super()._play(request, body)
        self.seconds.append(time.monotonic() - began)
        if self.seconds[-1] > SLOW_S:
            print(f"slow: {self.calls[-1].name} took {self.seconds[-1]:.1f} s", file=sys.stderr)
        return answer

    def batches(self) -> list:
        return [call.body for call in self.calls if call.name in POSTS]

    def summary(self) -> dict:
        """Requests by name: how many, and their time in Odoo and on the way together."""
        told: dict = defaultdict(lambda: {"count": 0, "ms": 0.0})
        for call, seconds in zip(self.calls, self.seconds):
            told[call.name]["count"] += 1
            told[call.name]["ms"] = round(told[call.name]["ms"] + 1000 * seconds, 1)
        return dict(told)


def orders_of(batch: dict) -> list:
    """The orders in a request as JSON-RPC carries it: execute_kw's arguments by place, or by name."""
    placed, named = batch["params"]["args"][5:7]
    return placed[0] if placed else named["orders"]


def fresh(value: Any) -> Any:
    """The same request with receipt numbers and uuids that nobody has used."""
    if isinstance(value, dict):
        return {name: str(uuid.uuid4()) if name == "uuid" else fresh(field) for name, field in value.items()}
    return [fresh(field) for field in value] if isinstance(value, list) else value


def renumbered(batch: dict) -> dict:
    made = fresh(batch)
    for one in orders_of(made):
        digits = f"{uuid.uuid4().int % 10**18:018d}"
        reference = f"Order {digits[:5]}-{digits[5:8]}-{digits[8:]} bare-{RUN}"
        holder = one.get("data", one)
        holder["pos_reference" if "pos_reference" in holder else "name"] = reference
        if "data" in one:
            one["id"] = reference
    return made


class BareLoop:
    """Posts batches and nothing else."""

    def __init__(self, url: str, batches: list):
        parts = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=600)
        self.batches = batches

    def run(self) -> float:
        bodies = [json.dumps(renumbered(batch), ensure_ascii=False).encode() for batch in self.batches]
        answers = []
        began = time.monotonic()
        for body in bodies:
            self.connection.request("POST", "/jsonrpc", body, {"Content-Type": "application/json"})
            answers.append(self.connection.getresponse().read())
        seconds = time.monotonic() - began
        for answer in answers:
            if "error" in json.loads(answer):
                fail(f"the loop was refused: {answer[:2000]!r}")
        return seconds


class Program:
    """`sync now` on one data folder, each time with new orders."""

    def __init__(self, shop: Shop, program: str):
        self.shop, self.program = shop, program
        self.peak_kib = 0
        self.cpu_seconds: list = []

    def end(self) -> None:
        pass

    def run(self, count: int) -> float:
        self.shop.source.orders = some_orders(count)
        began = time.monotonic()
        process = subprocess.Popen([self.program, "sync", "now", SYNC, "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, env=self.shop.environment())
        watch = threading.Thread(target=self._watch, args=(process.pid,))
        watch.start()
        answer = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.join()
        if process.returncode != 0 or json.loads(answer)["processed"] != count:
            fail(f"the program did not book {count} orders: {answer!r}")
        self.cpu_seconds.append(usage.ru_utime + usage.ru_stime)
        return seconds

    def _watch(self, pid: int) -> None:
        """Its high-water mark as Linux keeps it, which is gone with the process: what wait4 tells counts this Python as well."""
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            while True:
                try:
                    status.seek(0)
                    found = re.search(r"VmHWM:\s*(\d+) kB", status.read())
                except OSError:
                    return
                if not found:
                    return
                self.peak_kib = max(self.peak_kib, int(found[1]))
                time.sleep(0.05)


class Served(Program):
    """The service on one data folder, asked for a run each time."""

    def __init__(self, shop: Shop, program: str):
        super().__init__(shop, program)
        self.service = RunningService(shop, program)

    def run(self, count: int) -> float:
        self.shop.source.orders = some_orders(count)
        before = cpu_s(self.service.pid)
        seconds = self.service.run(SYNC, count)
        self.cpu_seconds.append(cpu_s(self.service.pid) - before)
        self.peak_kib = max(self.peak_kib, memory_kib(self.service.pid, "VmHWM"))
        return seconds

    def end(self) -> None:
        self.service.stop()


def spread(values: list) -> dict:
    ordered = sorted(values)
    quarters = statistics.quantiles(ordered, n=4, method="inclusive") if len(ordered) > 1 else ordered * 3
    return {"median": quarters[1], "quartiles": [quarters[0], quarters[2]], "range": [ordered[0], ordered[-1]]}


def measure(odoo: RealOdoo, mode: str, options: argparse.Namespace) -> dict:
    pairs, count = options.pairs, options.orders
    stock = ("--stock-at-closing", POS) if mode == "at_closing" else ()
    with Shop(with_sync=False) as shop, Recorder(odoo.url) as recorder:
        # The recorded way first, then straight to Odoo.
        odoo_shop.connect(shop, odoo, f"bench-{RUN}-{mode.replace('_', '-')}", "--interval", "0", url=recorder.url,
                          connection=stock)
        program = (Program if options.alone else Served)(shop, options.program)
        program.run(count)  # opens the session and reads the catalogue
        recorder.calls.clear()
        recorder.seconds.clear()
        program.run(count)
        shop.ask("connection", "edit", odoo_shop.CONNECTION, "--url", odoo.url)
        bare = BareLoop(odoo.url, recorder.batches())
        if sum(len(orders_of(batch)) for batch in bare.batches) != count:
            fail("the recorded requests do not hold the orders once each")
        bare.run()
        program.run(count)
        program.peak_kib, program.cpu_seconds = 0, []
        times: dict = {"program": [], "odoo": []}
        for pair in range(pairs):
            for who in ("program", "odoo") if pair % 2 == 0 else ("odoo", "program"):
                times[who].append(program.run(count) if who == "program" else bare.run())
            print(f"{mode} {pair + 1}/{pairs}: program {times['program'][-1]:.2f} s, odoo {times['odoo'][-1]:.2f} s", file=sys.stderr)
        program.end()
        session = next(row for row in odoo.sessions(POS) if row["state"] == "opened")
        check(odoo, session, mode, (4 + 2 * pairs) * count)
        shop.ask("session", "close", POS, "--connection", odoo_shop.CONNECTION, timeout=600)
    ratio = spread([odoo_s / program_s for odoo_s, program_s in zip(times["odoo"], times["program"])])
    return {
        "orders_per_second": count / statistics.median(times["program"]),
        "odoo_orders_per_second": count / statistics.median(times["odoo"]),
        "ratio": ratio["median"], "ratio_quartiles": ratio["quartiles"], "ratio_range": ratio["range"],
        "peak_rss_mb": program.peak_kib / 1024,
        "program_cpu_ms": 1000 * statistics.median(program.cpu_seconds),
        "calls": len(bare.batches),
        "requests": recorder.summary(),
        "seconds": {"program": spread(times["program"]), "odoo": spread(times["odoo"]),
                    "program_all": times["program"], "odoo_all": times["odoo"]},
    }


def check(odoo: RealOdoo, session: dict, mode: str, expected: int) -> None:
    if session["update_stock_at_closing"] != (mode == "at_closing"):
        fail(f"the session's stock does not move {mode}")
    here = ("session_id", "=", session["id"])
    standing = odoo.admin.call("pos.order", "search_count", [here])
    is_paid = odoo.admin.call("pos.order", "search_count", [here, ("state", "=", "paid")])
    if not standing == is_paid == expected:
        fail(f"{expected} orders were sent, {standing} stand in Odoo, {is_paid} of them paid")


def stock_up(odoo: RealOdoo) -> None:
    """So much of each product that it never runs out, which would be warned of."""
    shelf = odoo.admin.read("stock.warehouse", [], "lot_stock_id")[0]["lot_stock_id"]
    for product in PIECES:
        odoo.admin.create("stock.quant", {"product_id": odoo.ids["products"][product], "location_id": shelf, "inventory_quantity": 1000000},
                          context={"inventory_mode": True})


def show(answer: dict) -> None:
    print(f"{answer['pairs']} pairs of {answer['orders']} orders, Odoo {answer['odoo']}, {answer['workers']} workers")
    for mode in filter(answer.get, MODES):
        told = answer[mode]
        low, high = told["ratio_quartiles"]
        print(f"{mode}: program {told['orders_per_second']:.2f} orders/s, bare calls {told['odoo_orders_per_second']:.2f} orders/s, "
              f"ratio {told['ratio']:.3f} (quartiles {low:.3f} to {high:.3f}, {told['ratio_range'][0]:.3f} to {told['ratio_range'][1]:.3f})\n"
              f"  peak {told['peak_rss_mb']:.1f} MiB, own processor time {told['program_cpu_ms']:.0f} ms a run")
        for name, sums in told["requests"].items():
            print(f"  {sums['count']:3} × {name}: {sums['ms']:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--orders", type=int, default=200, help="of one run")
    parser.add_argument("--mode", choices=MODES, action="append", help="only this way of moving stock")
    parser.add_argument("--alone", action="store_true", help="a process for each run")
    parser.add_argument("--workers", type=int, default=0, help="processes of Odoo; 0: one with threads")
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.pairs < 1 or options.orders < 1:
        fail("--pairs and --orders are at least 1")
    with RealOdoo(workers=options.workers) as odoo:
        stock_up(odoo)
        answer = {"pairs": options.pairs, "orders": options.orders, "odoo": odoo.admin.major, "workers": options.workers}
        for mode in options.mode or MODES:
            answer[mode] = measure(odoo, mode, options)
    if options.json:
        print(json.dumps(answer))
    else:
        show(answer)


if __name__ == "__main__":
    main()
