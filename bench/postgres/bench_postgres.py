#!/usr/bin/env python3
"""Orders end to end on a PostgreSQL store, on a server of its own that is started for it and fsyncs: the program beside a floor of
bare set-based inserts (bench_end_to_end), and two nodes beside one.

Usage: bench_postgres.py [--orders N] [--rounds R] [--json]. Prints medians; the figures of one run belong together. No test runs it."""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/process"))

from harness import Shop, Source, item, order, with_products  # noqa: E402
from postgres import Cluster  # noqa: E402

SYNCS = ("North", "South")


def end_to_end(cluster: Cluster, orders: int, rounds: int) -> dict:
    bench = REPOSITORY / "build/release/bin/bench_end_to_end"
    done = subprocess.run([str(bench), "--orders", str(orders), "--rounds", str(rounds), "--store", cluster.store().url(), "--json"],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def with_nodes(cluster: Cluster, nodes: int, orders: int) -> float:
    """Seconds from the first run's start until the last order of both syncs is booked, the syncs spread over the nodes."""
    store = cluster.store()
    goods = with_products({"id": 11, "name": "Water", "list_price": "2.00", "type": "storable", "taxes": [], "on_hand": "100000000"})
    with Shop(goods=goods, with_sync=False, store=store.url()) as shop:
        for sync in SYNCS:
            rows = [order(f"{sync[0]}{n}", [item("Water", 2.0, 1 + n % 3)], 2.0 * (1 + n % 3)) for n in range(1, orders // 2 + 1)]
            shop.add_sync(name=sync, url=Source(json.dumps(rows)).url)
        token = shop.ask("token", "create", "bench", "--scope", "operate")["token"]
        services = []
        for number in range(nodes):
            services.append(shop.serve(env=shop.node(f"node{number}")))
        began = time.monotonic()
        for number, sync in enumerate(SYNCS):
            services[number % nodes].run(sync, token)
        while int(store.sql("SELECT COUNT(*) FROM journal_run WHERE status = 1")) < len(SYNCS):
            time.sleep(0.02)
        seconds = time.monotonic() - began
        booked = int(store.sql("SELECT COUNT(*) FROM pos_order"))
        if booked != orders // 2 * 2:
            raise SystemExit(f"{booked} of {orders} orders were booked")
        return seconds


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    cluster = Cluster(durable=True)
    answer = {"end_to_end": end_to_end(cluster, options.orders, options.rounds)}
    seconds: dict = {1: [], 2: []}
    for _ in range(options.rounds):
        for nodes in seconds:
            seconds[nodes].append(with_nodes(cluster, nodes, options.orders))
    answer["nodes"] = {str(nodes): {"orders_per_second": options.orders / statistics.median(all_of), "seconds": all_of}
                       for nodes, all_of in seconds.items()}
    if options.json:
        print(json.dumps(answer))
        return
    ends = answer["end_to_end"]
    print(f"{options.orders} orders, {options.rounds} rounds, PostgreSQL with fsync")
    print(f"  program    {ends['orders_per_second']:.0f} orders/s\n  floor      {ends['floor_orders_per_second']:.0f} orders/s")
    print(f"  ratio      {ends['ratio']:.2f}\n  peak       {ends['peak_rss_mb']:.1f} MiB\n  ready      {ends['ready_ms']:.1f} ms")
    for nodes, of in answer["nodes"].items():
        print(f"  {nodes} node(s)  {of['orders_per_second']:.0f} orders/s, two syncs at once")


if __name__ == "__main__":
    main()
