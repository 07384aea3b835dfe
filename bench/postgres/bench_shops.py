#!/usr/bin/env python3
"""A chain of shops on a PostgreSQL server of its own that fsyncs: N syncs, each with its own source address, that all come due at
once and bring a few orders each, then once more with nothing new, on one node and on two. How long until the last was asked, what an order,
a run and an idle second cost (CPU of the nodes and of the server, transactions, write-ahead log), and how large an order is at rest, by table.

Usage: bench_shops.py [--shops N] [--orders PER_SHOP] [--nodes 1,2] [--json]. Figures of one run belong together. No test runs it."""

import argparse
import contextlib
import json
import os
import pathlib
import sys
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY / "tests/process"), str(REPOSITORY / "bench")]

from harness import Reply, Shop, Source, item, order, with_products  # noqa: E402
from postgres import Cluster  # noqa: E402
from service import cpu_s, stat_of  # noqa: E402

IDLE_S = 10


def server_cpu_s(cluster: Cluster) -> float:
    """Of the server's processes, those that have ended included."""
    first = cluster._server.pid
    ended = sum(int(field) for field in stat_of(first)[13:15]) / os.sysconf("SC_CLK_TCK")
    living = 0.0
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(stat_of(int(folder.name))[1]) == first:
                living += cpu_s(int(folder.name))
    return cpu_s(first) + ended + living


class Costs:
    """What has been spent since it was made."""

    def __init__(self, cluster: Cluster, store, services: list):
        self._cluster, self._store, self._services = cluster, store, services
        self._before = self._now()
        self._began = time.monotonic()

    def _now(self) -> list:
        counted = self._store.sql("SELECT pg_current_wal_lsn() - '0/0', xact_commit FROM pg_stat_database WHERE datname = current_database()")
        wal, transactions = (float(field) for field in counted.split("|"))
        return [sum(cpu_s(service.process.pid) for service in self._services), server_cpu_s(self._cluster), transactions, wal]

    def each(self, count: float) -> dict:
        """For each of `count`."""
        # A backend tells its transactions at most once a second.
        names = ("nodes_cpu_us", "server_cpu_us", "transactions", "wal_bytes")
        spent = [after - before for after, before in zip(self._now(), self._before)]
        scale = (1e6, 1e6, 1, 1)
        return {name: round(value * by / count, 2) for name, value, by in zip(names, spent, scale)}


def at_rest(store, orders: int) -> dict:
    """Rows and bytes for each order, with indexes and what lies out of line, of the tables that grow with them."""
    store.sql("VACUUM ANALYZE")
    rows = store.sql("SELECT relname, n_live_tup, pg_total_relation_size(relid) FROM pg_stat_user_tables ORDER BY 3 DESC")
    tables = {name: (int(live), int(size)) for name, live, size in (row.split("|") for row in rows.splitlines())}
    return {name: {"rows": round(live / orders, 2), "bytes": round(size / orders)} for name, (live, size) in tables.items() if live >= orders / 20}


def all_due_at_once(store, shops: int) -> None:
    store.sql("UPDATE journal_sync_progress SET next_run_at = 1")
    store.sql("INSERT INTO journal_sync_progress(sync_id, next_run_at, last_sync_status, last_sync_message) "
              f"SELECT id, 1, '', '' FROM sync WHERE id <= {shops} ON CONFLICT DO NOTHING")


def connections(store) -> int:
    """Besides the one that asks."""
    return int(store.sql("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()")) - 1


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
        # Without a key: one is sealed for its sync, and no copy could read it.
        shop.ask("sync", "add", "Shop 1", "--url", source.url + "1", "--pos", "Main Store", "--allow-private-network", "--auth", "none",
                 "--interval", "60")
        # As `sync add` makes them; a thousand commands would take longer than what is measured.
        columns = store.sql("SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_name = 'sync' "
                            "AND column_name NOT IN ('id', 'name', 'source', 'url')")
        store.sql(f"INSERT INTO sync(id, name, source, url, {columns}) SELECT n, 'Shop ' || n, 'shop-' || n, '{source.url}' || n, {columns} "
                  f"FROM sync, generate_series(2, {shops}) n WHERE id = 1")
        store.sql(f"INSERT INTO source_pos(source, connection) SELECT 'shop-' || n, '' FROM generate_series(2, {shops}) n ON CONFLICT DO NOTHING")
        services = []
        for number in range(nodes):
            services.append(shop.serve(env=shop.node(f"node{number}")))
        result: dict = {}
        for what, of, count in (("first", "an_order", shops * orders), ("nothing_new", "a_run", shops)):
            time.sleep(2)  # what came before is told by then
            costs = Costs(cluster, store, services)
            before = runs_ended(store)
            began = time.monotonic()
            all_due_at_once(store, shops)
            most = 0
            while runs_ended(store) - before < shops:
                most = max(most, connections(store))
                time.sleep(0.25)
            result[what + "_s"] = round(time.monotonic() - began, 2)
            result["connections"] = max(most, result.get("connections", 0))
            time.sleep(2)
            result[of] = costs.each(count)
        booked = int(store.sql("SELECT COUNT(*) FROM pos_order"))
        if booked != shops * orders:
            raise SystemExit(f"{booked} of {shops * orders} orders were booked")
        costs = Costs(cluster, store, services)
        time.sleep(IDLE_S)
        result["an_idle_second_of_a_node"] = costs.each(IDLE_S * nodes)
        result["idle_connections"] = connections(store)
        result["at_rest"] = at_rest(store, booked)
        result["bytes_an_order"] = sum(table["bytes"] for table in result["at_rest"].values())
    source.close()
    cluster.close()
    return result


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shops", type=int, default=1000)
    parser.add_argument("--orders", type=int, default=10)
    parser.add_argument("--nodes", default="1,2", help="how many at once, by comma: each is measured")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    answer = {nodes: measure(int(nodes), options.shops, options.orders) for nodes in options.nodes.split(",")}
    if options.json:
        print(json.dumps(answer))
        return
    for nodes, of in answer.items():
        print(f"{nodes} node(s): {options.shops} shops with {options.orders} orders each in {of['first_s']} s, with nothing new in "
              f"{of['nothing_new_s']} s; at most {of['connections']} connections, idle {of['idle_connections']}")
        for what in ("an_order", "a_run", "an_idle_second_of_a_node"):
            print(f"  {what.replace('_', ' ')}: " + ", ".join(f"{value:g} {name.replace('_', ' ')}" for name, value in of[what].items()))
        print(f"  {of['bytes_an_order']} bytes an order at rest: " + ", ".join(
            f"{name} {table['rows']:g} rows {table['bytes']}" for name, table in of["at_rest"].items()))


if __name__ == "__main__":
    main()
