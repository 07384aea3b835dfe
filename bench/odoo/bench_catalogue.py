#!/usr/bin/env python3
"""What a large catalogue costs: the same run of orders against an Odoo with a few products, and with 50 000.

    python3 -B bench/odoo/bench_catalogue.py [--products 50000] [--runs 3] [--orders 40] [--program FILE] [--alone] [--json]

`ratio` is what a run with the small catalogue costs to what one with the large costs: the medians of a run's questions about products
(`product_questions_ms`) and the program's processor time (`program_cpu_ms`), on top of the median of the rest of a run, which is Odoo
booking orders and varies by a tenth whatever the catalogue: 1 would mean that products cost nothing. Each run asks again, as one every two
minutes does. `first_run_s` is the run that reads them all, `peak_rss_mb` the program's own high-water mark over all runs. Odoo as
for bench_odoo.py. Standard library only.
"""

import argparse
import json
import statistics
import sys
import time

import bench_odoo
from bench_odoo import RUN, Program, Recorder, Served, fail, stock_up
from harness import PROGRAM, Shop
from real_odoo import RealOdoo
import odoo_shop

BATCH = 1000
FRESH_S = 61  # the catalogue is looked at again when it is a minute old


def add_products(odoo: RealOdoo, count: int) -> None:
    began = time.monotonic()
    for start in range(0, count, BATCH):
        odoo.admin.call("product.product", "create", [{"name": f"Piece {RUN} {number:05d}", "list_price": 1 + number % 90, "type": "consu",
                                                       "default_code": f"P{RUN}{number:05d}", "available_in_pos": True}
                                                      for number in range(start, min(start + BATCH, count))])
        print(f"{min(start + BATCH, count)} products, {time.monotonic() - began:.0f} s", file=sys.stderr)


class Measured:
    """Runs of one catalogue: what each took, and what of it was about products."""

    def __init__(self, program: Program, recorder: Recorder, options: argparse.Namespace):
        runs = [self._run(program, recorder, options.orders) for _ in range(options.runs)]
        self.seconds, self.products_ms, self.cpu_ms, self.rest_ms = (statistics.median(column) for column in zip(*runs))

    @staticmethod
    def _run(program: Program, recorder: Recorder, orders: int) -> tuple:
        time.sleep(FRESH_S)
        recorder.calls.clear()
        recorder.seconds.clear()
        seconds = program.run(orders)
        products_ms = sum(told["ms"] for name, told in recorder.summary().items() if name.startswith("product."))
        cpu_ms = 1000 * program.cpu_seconds[-1]
        return seconds, products_ms, cpu_ms, 1000 * seconds - products_ms - cpu_ms


def measure(odoo: RealOdoo, options: argparse.Namespace) -> dict:
    with Shop(with_sync=False) as shop, Recorder(odoo.url) as recorder:
        odoo_shop.connect(shop, odoo, f"bench-{RUN}-catalogue", "--interval", "0", url=recorder.url)
        program = (Program if options.alone else Served)(shop, options.program)
        program.run(options.orders)
        few = Measured(program, recorder, options)
        few_peak = program.peak_kib
        add_products(odoo, options.products)
        time.sleep(FRESH_S)
        first = program.run(options.orders)
        many = Measured(program, recorder, options)
        program.end()
    rest = min(few.rest_ms, many.rest_ms)
    return {"products": options.products, "orders": options.orders, "runs": options.runs,
            "ratio": (rest + few.products_ms + few.cpu_ms) / (rest + many.products_ms + many.cpu_ms),
            "product_questions_ms": {"few": few.products_ms, "many": many.products_ms},
            "program_cpu_ms": {"few": few.cpu_ms, "many": many.cpu_ms},
            "seconds": {"few": few.seconds, "many": many.seconds}, "first_run_s": first,
            "peak_rss_mb": program.peak_kib / 1024, "peak_rss_few_mb": few_peak / 1024}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=50000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--orders", type=int, default=40, help="of one run")
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--alone", action="store_true", help="a process for each run, which reads the catalogue from the store")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if min(options.products, options.runs, options.orders) < 1:
        fail("--products, --runs and --orders are at least 1")
    with RealOdoo() as odoo:
        stock_up(odoo)
        answer = measure(odoo, options)
    if options.json:
        print(json.dumps(answer))
        return
    questions, cpu, seconds = (answer[name] for name in ("product_questions_ms", "program_cpu_ms", "seconds"))
    print(f"{answer['products']} products: a run of {answer['orders']} orders asks about them for {questions['many']:.0f} ms, with a few "
          f"{questions['few']:.0f} ms; the program's own time {cpu['many']:.0f} and {cpu['few']:.0f} ms; ratio {answer['ratio']:.3f} (whole "
          f"runs {seconds['many']:.2f} and {seconds['few']:.2f} s); the run that reads them all {answer['first_run_s']:.1f} s; "
          f"peak {answer['peak_rss_mb']:.1f} MiB, with a few {answer['peak_rss_few_mb']:.1f} MiB")


if __name__ == "__main__":
    main()
