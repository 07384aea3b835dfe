#!/usr/bin/env python3
"""What a large catalogue costs: the same run of orders against an Odoo with a few products, and with 50 000.

    python3 -B bench/odoo/bench_catalogue.py [--products 50000] [--runs 5] [--orders 40] [--program FILE] [--alone] [--json]

`ratio` is the median time of a run with the small catalogue to that with the large one: 1 would mean that products cost nothing.
`first_run_s` is the run that reads them all, `peak_rss_mb` the program's own high-water mark over all runs. Odoo as for
bench_odoo.py. Standard library only.
"""

import argparse
import json
import statistics
import sys
import time

import bench_odoo
from bench_odoo import RUN, Program, Served, fail, stock_up
from harness import PROGRAM, Shop
from real_odoo import RealOdoo
import odoo_shop

BATCH = 1000
FRESH_S = 11  # the catalogue is looked at again when it is ten seconds old


def add_products(odoo: RealOdoo, count: int) -> None:
    began = time.monotonic()
    for start in range(0, count, BATCH):
        odoo.admin.call("product.product", "create", [{"name": f"Piece {RUN} {number:05d}", "list_price": 1 + number % 90, "type": "consu",
                                                       "default_code": f"P{RUN}{number:05d}", "available_in_pos": True}
                                                      for number in range(start, min(start + BATCH, count))])
        print(f"{min(start + BATCH, count)} products, {time.monotonic() - began:.0f} s", file=sys.stderr)


def measure(odoo: RealOdoo, options: argparse.Namespace) -> dict:
    with Shop(with_sync=False) as shop:
        odoo_shop.connect(shop, odoo, f"bench-{RUN}-catalogue", "--interval", "0")
        program = (Program if options.alone else Served)(shop, options.program)
        program.run(options.orders)
        few = [program.run(options.orders) for _ in range(options.runs)]
        few_peak = program.peak_kib
        add_products(odoo, options.products)
        time.sleep(FRESH_S)
        first = program.run(options.orders)
        many = [program.run(options.orders) for _ in range(options.runs)]
        program.end()
    return {"products": options.products, "orders": options.orders, "runs": options.runs, "ratio": statistics.median(few) / statistics.median(many),
            "seconds": {"few": statistics.median(few), "many": statistics.median(many)}, "first_run_s": first,
            "peak_rss_mb": program.peak_kib / 1024, "peak_rss_few_mb": few_peak / 1024}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=50000)
    parser.add_argument("--runs", type=int, default=5)
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
    print(f"{answer['products']} products: a run of {answer['orders']} orders takes {answer['seconds']['many']:.2f} s, with a few "
          f"{answer['seconds']['few']:.2f} s (ratio {answer['ratio']:.3f}); the run that reads them all {answer['first_run_s']:.1f} s; "
          f"peak {answer['peak_rss_mb']:.1f} MiB, with a few {answer['peak_rss_few_mb']:.1f} MiB")


if __name__ == "__main__":
    main()
