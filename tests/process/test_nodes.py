#!/usr/bin/env python3
"""Three `serve` on one PostgreSQL store: nodes that are killed, that hang, that are cut off, whose clocks are wrong. Every order
is booked exactly once, by whoever is left, within one lease."""

import contextlib
import pathlib
import random
import signal
import threading
import time

from faults import ShiftedClock
from harness import LONG, Service, ShopTest, Source, item, main, order, wait_for, with_products
from postgres import Cluster, Network

ORDERS_A_ROUND = 660 if LONG else 240  # of each sync; the long form books 10 000 and more
LEASE_S = 30
PATIENCE_S = 4 * LEASE_S  # a lease, and the work, on a machine with other work
SYNCS = ("North", "Middle", "South")
STOCK = 1_000_000
CLUSTER = Cluster()


class Node:
    """One `serve` with a folder and a clock of its own, and its own way to the server."""

    def __init__(self, world: "Nodes", name: str):
        self.world, self.name = world, name
        self.network = Network(CLUSTER.port)
        self.clock = ShiftedClock(world.shop_here.folder / f"{name}.shift")
        self.env = {**world.shop_here.node(name), "ORDERSYNC_STORE": world.store.url(self.network.port), **self.clock.env}
        self.service: Service = self.start()

    def start(self) -> Service:
        self.service = self.world.shop_here.serve(env=self.env)
        return self.service

    def run_syncs(self) -> None:
        for sync in SYNCS:
            self.service.run(sync, self.world.token)

    def signal(self, which: signal.Signals) -> None:
        self.service.process.send_signal(which)

    def log(self) -> str:
        return (pathlib.Path(self.env["ORDERSYNC_DATA"]) / "external-order-sync.log").read_text()


class Nodes(ShopTest):
    def setUp(self) -> None:
        self.store = CLUSTER.store()
        goods = with_products({"id": 11, "name": "Water", "list_price": "2.00", "type": "storable", "taxes": [], "on_hand": str(STOCK)})
        self.shop_here = self.shop(goods=goods, with_sync=False, store=self.store.url())
        self.random = random.Random(20261126)
        self.sold: dict = {}
        self.sources = {}
        for sync in SYNCS:
            source = self.sources[sync] = Source([])
            self.addCleanup(source.close)
            self.shop_here.add_sync(name=sync, url=source.url)
        self.token = self.shop_here.ask("token", "create", "nodes", "--scope", "operate")["token"]
        self.nodes = [Node(self, name) for name in ("anna", "bert", "carl")]

    # ---- orders, and what has become of them

    def more_orders(self) -> None:
        for sync, source in self.sources.items():
            for _ in range(ORDERS_A_ROUND):
                name = f"{sync[0]}{len(self.sold) + 1}"
                self.sold[name] = quantity = self.random.randint(1, 5)
                source.orders.append(order(name, [item("Water", 2.0, quantity)], 2.0 * quantity))

    def booked(self) -> int:
        return int(self.store.sql("SELECT COUNT(*) FROM journal_booking"))

    def wait_for(self, what: str, is_so) -> None:
        wait_for(what, is_so, PATIENCE_S, every_s=0.05, explain=self.explain)

    def explain(self) -> str:
        logs = "\n".join(f"--- {node.name}\n" + node.log()[-3000:] for node in self.nodes)
        runs = self.store.sql("SELECT id, sync_id, status, owner, message FROM journal_run ORDER BY id DESC LIMIT 12")
        return f"{self.booked()} of {len(self.sold)} booked\n{runs}\n{logs}"

    def wait_until_under_way(self) -> None:
        before = self.booked_before
        self.wait_for("some orders are booked", lambda: self.booked() > before or self.in_hand() > 0)

    def in_hand(self) -> int:
        return int(self.store.sql("SELECT COUNT(*) FROM journal_order WHERE shelf = 1"))

    def wait_until_all_are_booked(self) -> None:
        self.wait_for("all orders are booked", lambda: self.booked() == len(self.sold))
        self.assert_books()

    def assert_books(self) -> None:
        """Each order once, in the POS and in its payments, its moves and the stock."""
        rows = self.store.sql("SELECT external_id FROM pos_order").split()
        self.assertEqual(len(rows), len(set(rows)), "an order stands twice")
        self.assertEqual(set(rows), set(self.sold))
        pieces = sum(self.sold.values())
        for what, sql, expected in (
            ("journal", "SELECT COUNT(*) FROM journal_order WHERE state = 3", len(self.sold)),
            ("totals", "SELECT SUM(total) FROM pos_order", 200 * pieces),
            ("payments", "SELECT SUM(amount) FROM pos_payment", 200 * pieces),
            ("one payment each", "SELECT COUNT(*) FROM pos_payment", len(self.sold)),
            ("lines", "SELECT SUM(qty::numeric) FROM pos_order_line", pieces),
            ("moves", "SELECT SUM(qty::numeric) FROM stock_move", pieces),
            ("pickings", "SELECT COUNT(*) FROM stock_picking", len(self.sold)),
            ("stock", "SELECT on_hand FROM stock_quant WHERE product_id = 11", STOCK - pieces),
            ("sessions", "SELECT SUM(orders) FROM pos_session", len(self.sold)),
            ("session totals", "SELECT SUM(total) FROM pos_session", 200 * pieces),
            ("names", "SELECT COUNT(DISTINCT name) FROM pos_order", len(self.sold)),
        ):
            self.assertEqual(int(self.store.sql(sql)), expected, what)

    def runs_in_hand(self) -> int:
        return int(self.store.sql("SELECT COUNT(*) FROM journal_run WHERE status = 0"))

    def runs_taken_over(self) -> int:
        return int(self.store.sql("SELECT COUNT(*) FROM journal_run WHERE message LIKE 'The program stopped during this run%'"))

    def living(self) -> int:
        return sum(node["alive"] and node["kind"] == "serve" for node in self.shop_here.ask("node", "list")["items"])

    def begin(self, node: Node) -> None:
        self.wait_for("nothing is under way", lambda: self.runs_in_hand() == 0)
        self.more_orders()
        self.booked_before = self.booked()
        node.run_syncs()

    @staticmethod
    def try_to_run(node: Node) -> None:
        """Whoever asks a node that hangs gets no answer."""
        with contextlib.suppress(OSError):
            for sync in SYNCS:
                node.service.ask_for_run(sync, node.world.token)

    # ---- the ways in which a node is lost

    def test_nodes(self) -> None:
        self.assertEqual(self.living(), 3)
        for step in (self.killed, self.hung, self.hung_with_the_writers_row, self.cut_off, self.clocks, self.all_at_once):
            began = time.monotonic()
            with self.subTest(step.__name__):
                step(*self.nodes)
            print(f"{step.__name__}: {time.monotonic() - began:.0f} s, {len(self.sold)} orders", flush=True)

    def killed(self, anna: Node, *_others: Node) -> None:
        self.begin(anna)
        self.wait_until_under_way()
        anna.signal(signal.SIGKILL)
        self.wait_until_all_are_booked()
        anna.start()

    def hung(self, _anna: Node, bert: Node, _carl: Node) -> None:
        self.begin(bert)
        self.wait_until_under_way()
        before = self.runs_taken_over()
        bert.signal(signal.SIGSTOP)
        time.sleep(1)  # what it has sent is written, and nobody takes over yet
        unbooked = len(self.sold) - self.booked()
        self.wait_until_all_are_booked()
        bert.signal(signal.SIGCONT)
        self.wait_for("it is heard again", lambda: self.living() == 3)
        self.wait_for("what it had in hand has ended", lambda: self.runs_in_hand() == 0)
        self.assert_books()
        if unbooked > 0:  # it did not hang when all was booked
            self.assertGreater(self.runs_taken_over(), before, f"{unbooked} were left to others")
            self.assertRegex(bert.log(), "lease_lost|run_lost|store_unavailable", "what was taken over is not its own any more")

    def hung_with_the_writers_row(self, anna: Node, _bert: Node, carl: Node) -> None:
        """Stopped right before it writes, and given the row of all writers then: the server cuts it off."""
        self.more_orders()
        self.booked_before = self.booked()
        held = self.store.hold_writer()
        asking = threading.Thread(target=self.try_to_run, args=(carl,), daemon=True)
        asking.start()
        self.wait_for("it waits for the row", lambda: int(self.store.sql(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")) > 0)
        carl.signal(signal.SIGSTOP)
        held.release()  # to the one that hangs: it was first in the queue
        anna.run_syncs()
        self.wait_until_all_are_booked()
        carl.signal(signal.SIGCONT)
        self.wait_for("it is heard again", lambda: self.living() == 3)
        # What it was asked for runs now: a run under way would be the answer to the next question for one.
        asking.join(PATIENCE_S)
        self.wait_for("the runs end", lambda: self.runs_in_hand() == 0)
        self.assert_books()

    def cut_off(self, anna: Node, *_others: Node) -> None:
        self.begin(anna)
        self.wait_until_under_way()
        anna.network.cut()
        try:
            self.wait_until_all_are_booked()
        finally:
            anna.network.mend()
        self.wait_for("it is heard again", lambda: self.living() == 3)
        self.wait_for("what it had in hand has ended", lambda: self.runs_in_hand() == 0)
        self.assert_books()

    def clocks(self, _anna: Node, bert: Node, carl: Node) -> None:
        bert.clock.shift(86_400)
        carl.clock.shift(-86_400)
        before = self.runs_taken_over()
        self.begin(bert)
        self.wait_until_under_way()
        bert.clock.shift(-7_200)
        carl.clock.shift(7_200)
        self.wait_until_all_are_booked()
        self.wait_for("its runs end", lambda: self.runs_in_hand() == 0)
        self.assertEqual(self.runs_taken_over(), before, "nobody took over what a living node had in hand")
        self.assertEqual(self.living(), 3)
        for node in (bert, carl):
            node.clock.shift(0)

    def all_at_once(self, *nodes: Node) -> None:
        """Every node runs every sync: each sync on one of them at a time."""
        self.more_orders()
        self.booked_before = self.booked()
        for node in nodes:
            node.run_syncs()
        self.wait_until_all_are_booked()
        self.wait_for("the runs end", lambda: self.runs_in_hand() == 0)
        overlapping = self.store.sql(
            "SELECT COUNT(*) FROM journal_run a JOIN journal_run b ON a.sync_id = b.sync_id AND a.id < b.id "
            "WHERE a.ended_at IS NOT NULL AND b.ended_at IS NOT NULL AND b.started_at < a.ended_at")
        self.assertEqual(overlapping, "0", "two runs of one sync at once")


if __name__ == "__main__":
    main()
