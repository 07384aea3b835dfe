#!/usr/bin/env python3
"""Two nodes on one PostgreSQL store that book into one warehouse of a real Odoo 14: one request that writes at a time, each order
once, also when the node whose request is under way hangs."""

import itertools
import signal
import time
import unittest

from chaos_proxy import ChaosProxy, Forward
from odoo_shop import CONNECTION, connect
from real_odoo import RealOdoo

from harness import LONG, D, ShopTest, Source, item, order, wait_for
from postgres import Cluster

POST, LOOK_UP = "pos.order.create_from_ui", "pos.order.search_read"
LIMIT_S = 20  # Odoo's limit_time_real
TIME_OUTS = ("--answer-timeout", "10", "--server-limit", str(LIMIT_S + 5))
ORDERS = 60 if LONG else 24  # of each sync and round
PATIENCE_S = 240  # a node's lease, the flight of a lost answer, and the work
SYNCS = ("North", "South")
NUMBERS = itertools.count(1)
ODOO: RealOdoo
CLUSTER: Cluster


def setUpModule() -> None:
    global ODOO, CLUSTER
    ODOO = RealOdoo(workers=2, limit_s=LIMIT_S)
    unittest.addModuleCleanup(ODOO.close)
    CLUSTER = Cluster()
    unittest.addModuleCleanup(CLUSTER.close)


class Nodes(ShopTest):
    def setUp(self) -> None:
        self.store = CLUSTER.store()
        self.shop_here = self.shop(with_sync=False, store=self.store.url())
        self.proxy = ChaosProxy(ODOO.url)
        self.addCleanup(self.proxy.close)
        self.run = next(NUMBERS)
        self.sold: dict = {}
        self.before = ODOO.on_hand("Water")
        self.sources = {sync: Source([]) for sync in SYNCS}
        for source in self.sources.values():
            self.addCleanup(source.close)
        self.shop_here.source.orders = []
        connect(self.shop_here, ODOO, f"nodes-{self.run}", url=self.proxy.url, connection=TIME_OUTS)
        for sync, source in self.sources.items():
            self.shop_here.add_sync("--odoo", CONNECTION, "--source", f"nodes-{self.run}-{sync.lower()}", name=sync, url=source.url)
        self.token = self.shop_here.ask("token", "create", "nodes", "--scope", "operate")["token"]
        self.nodes = [self.shop_here.serve(env=self.shop_here.node(name)) for name in ("anna", "bert")]

    def more_orders(self) -> None:
        for sync, source in self.sources.items():
            for _ in range(ORDERS):
                name = f"W{self.run}{sync[0]}{len(self.sold) + 1}"
                self.sold[name] = quantity = len(self.sold) % 5 + 1
                source.orders.append(order(name, [item("Water", 2.0, quantity)], 2.0 * quantity))

    def wait_for(self, what: str, is_so) -> None:
        wait_for(what, is_so, PATIENCE_S, explain=lambda: self.store.sql(
            "SELECT id, sync_id, status, owner, message FROM journal_run ORDER BY id DESC LIMIT 8"))

    def wait_until_all_are_booked(self) -> None:
        self.wait_for("all orders are booked", lambda: int(self.store.sql("SELECT COUNT(*) FROM journal_booking")) == len(self.sold))

    def assert_each_once(self) -> None:
        standing: dict = {}
        for row in ODOO.orders():
            number = row["pos_reference"].split(" ")[2]
            if number in self.sold:
                standing.setdefault(number, []).append(row)
        self.assertEqual({number: len(rows) for number, rows in standing.items()}, dict.fromkeys(self.sold, 1))
        for number, (row,) in standing.items():
            self.assertEqual((row["amount_total"], row["amount_paid"]), (D(2 * self.sold[number]),) * 2, row)
            self.assertEqual([move["qty"] for picking in row["pickings"] for move in picking["moves"]], [D(self.sold[number])], row)
        self.assertEqual(ODOO.on_hand("Water"), self.before - sum(self.sold.values()), "the stock to the unit")

    def assert_one_writer(self) -> int:
        posts = sorted((call for call in self.proxy.calls if call.name == POST), key=lambda call: call.began)
        for first, second in zip(posts, posts[1:]):
            self.assertLessEqual(first.ended, second.began, "two requests that write were on their way at once")
        return len(posts)

    def test_each_node_books_a_sync_and_one_writes_at_a_time(self) -> None:
        self.more_orders()
        self.proxy.fail(POST, Forward(delay_s=0.3), times=10**6)  # room for another one to come in between
        for node, sync in zip(self.nodes, SYNCS):
            node.run(sync, self.token)
        self.wait_until_all_are_booked()
        posts = self.assert_one_writer()
        self.assert_each_once()
        ended = self.store.sql("SELECT COUNT(*) FROM journal_run a JOIN journal_run b ON a.id < b.id AND a.owner <> b.owner "
                               "AND b.started_at < a.ended_at")
        self.assertNotEqual(ended, "0", "both nodes were at work at the same time")
        print(f"{len(self.sold)} orders, {posts} requests", flush=True)

    def test_a_node_that_hangs_over_its_request_is_waited_for_and_replaced(self) -> None:
        self.more_orders()
        anna, bert = self.nodes
        hung: list = []

        def hang() -> None:
            anna.process.send_signal(signal.SIGSTOP)
            hung.append(time.monotonic())

        self.proxy.fail(POST, Forward(meanwhile=hang))
        anna.run("North", self.token)
        self.wait_for("it hangs", lambda: bool(hung))
        bert.run("South", self.token)
        self.wait_until_all_are_booked()
        anna.process.send_signal(signal.SIGCONT)
        self.wait_for("what it had in hand has ended", lambda: self.store.sql("SELECT COUNT(*) FROM journal_run WHERE status = 0") == "0")
        self.assert_one_writer()
        self.assert_each_once()
        after = [call.began for call in self.proxy.calls if call.name == POST and call.began > hung[0]]
        self.assertGreaterEqual(min(after) - hung[0], 30, "the lost answer's flight was waited out")
        print(f"{len(self.sold)} orders, the next request {min(after) - hung[0]:.0f} s after the one that hung", flush=True)


if __name__ == "__main__":
    unittest.main()
