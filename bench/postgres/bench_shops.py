#!/usr/bin/env python3
"""A chain of shops on a PostgreSQL server of its own that fsyncs: N syncs, each with its own source address, that all come due at
once and bring a few orders each, then once more with nothing new, on one node and on two. How long until the last was asked, what a node costs
while nothing is due, and how large an order is at rest.

Usage: bench_shops.py [--shops N] [--orders PER_SHOP] [--json]. Figures of one run belong together. No test runs it."""

import argparse
import json
import os
import pathlib
import shutil
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests/process"))

from harness import Reply, Shop, Source, item, order, with_products  # noqa: E402
from postgres import Cluster  # noqa: E402

IDLE_S = 10


def cpu_s(process) -> float:
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def all_due_at_once(store, shops: int) -> None:
    store.sql("UPDATE journal_sync_progress SET next_run_at = 1")
    store.sql("INSERT INTO journal_sync_progress(sync_id, next_run_at, last_sync_status, last_sync_message) "
              f"SELECT id, 1, '', '' FROM sync WHERE id <= {shops} ON CONFLICT DO NOTHING")


def runs_ended(store) -> int:
    return int(store.sql("SELECT COUNT(*) FROM journal_run WHERE status <> 0"))


def measure(nodes: int, shops: int, orders: int) -> dict:
    cluster = Cluster(durable=True)
    store = cluster.store()
    goods = with_products({"id": 11, "name": "Water", "list_price": "2.00", "type": "storable", "taxes": [], "on_hand": "100000000"})
    source = Source([])

    def answer(asked) -> Reply:
        shop = asked.path.strip("/")
        return Reply.json([order(f"{shop}-{n}", [item("Water", 2.0, n % 3 + 1)], 2.0 * (n % 3 + 1)) for n in range(1, orders + 1)])

    source.handler = answer
    with Shop(goods=goods, with_sync=False, store=store.url()) as shop:
        shop.add_sync("--auth", "none", "--interval", "60", name="Shop 1", url=source.url + "1")
        # As `sync add` makes them; a thousand commands would take longer than what is measured.
        columns = store.sql("SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_name = 'sync' "
                            "AND column_name NOT IN ('id', 'name', 'source', 'url')")
        store.sql(f"INSERT INTO sync(id, name, source, url, {columns}) SELECT n, 'Shop ' || n, 'shop-' || n, '{source.url}' || n, {columns} "
                  f"FROM sync, generate_series(2, {shops}) n WHERE id = 1")
        store.sql(f"INSERT INTO source_pos(source, connection) SELECT 'shop-' || n, '' FROM generate_series(2, {shops}) n ON CONFLICT DO NOTHING")
        services = []
        for number in range(nodes):
            data = shop.folder / f"node{number}"
            data.mkdir(mode=0o700)
            shutil.copy(shop.data / "ordersync.key", data)
            services.append(shop.serve(env={"ORDERSYNC_DATA": str(data)}))
        result: dict = {}
        for what in ("first_s", "nothing_new_s"):
            before = runs_ended(store)
            began = time.monotonic()
            all_due_at_once(store, shops)
            while runs_ended(store) - before < shops:
                time.sleep(0.05)
            result[what] = round(time.monotonic() - began, 2)
        booked = int(store.sql("SELECT COUNT(*) FROM pos_order"))
        if booked != shops * orders:
            raise SystemExit(f"{booked} of {shops * orders} orders were booked")
        before_s = [cpu_s(service.process) for service in services]
        time.sleep(IDLE_S)
        result["idle_cpu"] = [round((cpu_s(service.process) - before) / IDLE_S, 4) for service, before in zip(services, before_s)]
        result["connections"] = int(store.sql("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"))
        result["bytes_an_order"] = int(store.sql("SELECT pg_database_size(current_database())")) // booked
    source.close()
    cluster.close()
    return result


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shops", type=int, default=1000)
    parser.add_argument("--orders", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    answer = {str(nodes): measure(nodes, options.shops, options.orders) for nodes in (1, 2)}
    if options.json:
        print(json.dumps(answer))
        return
    for nodes, of in answer.items():
        print(f"{nodes} node(s): {options.shops} shops with {options.orders} orders each in {of['first_s']} s, with nothing new in "
              f"{of['nothing_new_s']} s; idle {of['idle_cpu']} of a core, {of['connections']} connections, {of['bytes_an_order']} bytes an order")


if __name__ == "__main__":
    main()
