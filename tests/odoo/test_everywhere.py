#!/usr/bin/env python3
"""Two nodes on one PostgreSQL, a source for the built-in POS, one for a real Odoo 14, one that pushes, somebody who looks, a receiver of
alerts: between any two of them the way breaks by dice, and now and then a node is killed. Once the ways are whole again, every sale
and refund stands once where it belongs, the stock to the unit, and no node has grown.

ORDERSYNC_CHAOS_S: for how long the ways break (an hour: 3600); ORDERSYNC_SEED draws the dice again, if not the moments.
"""

import base64
import collections
import contextlib
import hashlib
import hmac
import http.client
import itertools
import json
import os
import pathlib
import queue
import random
import signal
import threading
import time
import unittest
import urllib.parse

from odoo_shop import connect
from real_odoo import RealOdoo

from harness import LONG, Reply, Service, ShopTest, Source, item, order, refund, with_products
from postgres import Cluster
from receivers import HookReceiver, verified
from unreliable import Way

STORM_S = int(os.environ.get("ORDERSYNC_CHAOS_S", 600 if LONG else 10))
SEED = int(os.environ.get("ORDERSYNC_SEED", random.SystemRandom().randrange(1 << 32)))
PATIENCE_S = 300  # without anything booked: leases, flights of lost answers, waits after failures
POLLED, INTO_ODOO, PUSHED = "Polled", "Into Odoo", "Pushed"
TIME_OUTS = ("--answer-timeout", "10", "--server-limit", "25")  # Odoo's limit_time_real and some
STOCK = 1_000_000
PUSH_SECRET = "whsec_" + base64.b64encode(b"a secret of 24 bytes ...").decode()
MOST_FILES, MOST_MIB = 100, 100


class Everywhere(ShopTest):
    def setUp(self) -> None:
        print(f"ORDERSYNC_SEED={SEED}", flush=True)
        self.dice = random.Random(SEED)
        self.odoo = RealOdoo(workers=2, limit_s=20)
        self.addCleanup(self.odoo.close)
        self.cluster = Cluster()
        self.addCleanup(self.cluster.close)
        self.store = self.cluster.store()
        self.before = self.odoo.on_hand("Water")
        self.ways: dict = {}
        self.over = threading.Event()
        self.sent: dict = {sync: [] for sync in (POLLED, INTO_ODOO, PUSHED)}
        self.refunded: set = set()
        self.to_push: queue.Queue = queue.Queue()
        self.pushed = self.looked = 0
        self.numbers = itertools.count(1)
        self.prepare()

    def prepare(self) -> None:
        goods = with_products({"id": 11, "name": "Water", "list_price": "2.00", "type": "storable", "taxes": [], "on_hand": str(STOCK)})
        self.a_shop = self.shop(goods=goods, with_sync=False, store=self.store.url())
        self.a_shop.source.handler = lambda _asked: Reply.json(self.answer(INTO_ODOO))
        polled, pushing = Source(), Source()
        self.addCleanup(polled.close)
        self.addCleanup(pushing.close)
        polled.handler = lambda _asked: Reply.json(self.answer(POLLED))
        self.alerts = HookReceiver()
        self.addCleanup(self.alerts.close)
        self.a_shop.add_sync("--interval", "1", name=POLLED, url=self.url("source", polled.port, 60_000, "/api/orders"))
        odoo = urllib.parse.urlsplit(self.odoo.url)
        connect(self.a_shop, self.odoo, "everywhere", url=self.url("Odoo", odoo.port, 20_000), connection=TIME_OUTS)
        self.a_shop.ask("sync", "edit", "Main Store Orders", "--name", INTO_ODOO, "--interval", "1",
                        "--url", self.url("source of Odoo", self.a_shop.source.port, 60_000, "/api/orders"))
        self.a_shop.add_sync("--interval", "0", "--push", "standard-webhooks", "--push-secret-file",
                             self.a_shop.write("secret", PUSH_SECRET + "\n"), name=PUSHED, url=pushing.url)
        hook = urllib.parse.urlsplit(self.alerts.url)
        self.hook_secret = self.a_shop.ask("alert", "add", "Owner", "--webhook", self.url("alerts", hook.port, 1_000, hook.path),
                                           "--allow-private-network")["secret"]
        self.token = self.a_shop.ask("token", "create", "everywhere", "--scope", "operate")["token"]

    def url(self, name: str, port: int, every: int, path: str = "") -> str:
        way = self.ways[name] = Way(port, f"{SEED} {name}", every)
        self.addCleanup(way.close)
        return f"http://127.0.0.1:{way.port}{path}"

    # ---- the nodes

    def begin(self, name: str) -> None:
        """A node with its ways: to the store, and to itself."""
        self.folders[name] = self.a_shop.node(name)
        self.url(f"{name}'s store", self.cluster.port, 300_000)
        self.url(f"{name}'s API", 0, 10_000)
        self.nodes[name] = self.start(name)

    def start(self, name: str) -> Service:
        return self.a_shop.serve(wait=False, env={**self.folders[name], "ORDERSYNC_STORE": self.store.url(self.ways[f"{name}'s store"].port)})

    def kill(self, name: str) -> None:
        node = self.nodes[name]
        node.process.send_signal(signal.SIGKILL)
        node.process.wait(30)
        self.nodes[name] = self.start(name)

    def wait_until_they_are_there(self) -> None:
        """A node that cannot reach the store when it starts says so and ends, as under systemd: it is started again."""
        for name in self.nodes:
            for _ in range(20):
                with contextlib.suppress(AssertionError):
                    self.ways[f"{name}'s API"].lead_to(urllib.parse.urlsplit(self.nodes[name].url).port)
                    self.nodes[name].wait_until_ready()
                    break
                self.kill(name)  # if it lives: on its folder there is one at a time
            else:
                self.fail(f"{name} does not start")

    def ask(self, name: str, method: str, path: str, body: bytes = b"", headers: dict = {}) -> tuple:
        """By a way that breaks: status and body, or (0, b"") where it broke."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ways[f"{name}'s API"].port, timeout=40)
        try:
            connection.request(method, path, body or None, {"Authorization": "Bearer " + self.token, "Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            # http.client takes headers that were cut off for all there are.
            return (answer.status, answer.read()) if answer.getheader("Content-Length") else (0, b"")
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    # ---- what goes on, each in a thread

    def answer(self, sync: str) -> list:
        """The newest, in any order, some twice; all of them once the ways are whole."""
        known = list(self.sent[sync])
        if self.over.is_set():
            return known
        newest = known[-60:]
        newest += self.dice.sample(newest, min(3, len(newest)))
        self.dice.shuffle(newest)
        return newest

    def orders_come(self) -> None:
        for tick in itertools.count():
            if self.over.wait(0.4):
                return
            for sync, sent in self.sent.items():
                if sync == INTO_ODOO and tick % 4:  # the slowest of all
                    continue
                number = next(self.numbers)
                quantity = number % 5 + 1
                new = order(f"E{number}", [item("Water", 2.0, quantity)], 2.0 * quantity, OrderDate=time.strftime("%Y-%m-%dT00:00:01Z", time.gmtime()))
                earlier = [one for one in sent[-40:] if one["OrderID"] not in self.refunded]
                if earlier and number % 7 == 0:
                    new = refund(earlier[0])
                    self.refunded.add(new["OrderID"])
                sent.append(new)
                if sync == PUSHED:
                    self.to_push.put(new)

    def push(self) -> None:
        """As another system does: again and again, until it is answered that each was taken."""
        path = "/api/v1/ingest/" + PUSHED
        while not (self.over.is_set() and self.to_push.empty()):
            with contextlib.suppress(queue.Empty):
                batch = [self.to_push.get(timeout=0.2)]
                while not self.to_push.empty() and len(batch) < 5:
                    batch.append(self.to_push.get())
                body = json.dumps({"orders": batch}).encode()
                message, at = "msg_" + hashlib.sha256(body).hexdigest()[:20], int(time.time())
                for attempt in itertools.count():
                    if attempt % 20 == 0:
                        at = int(time.time())
                    mac = hmac.new(base64.b64decode(PUSH_SECRET[6:]), f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
                    status, text = self.ask(self.dice.choice(list(self.nodes)), "POST", path, body, {
                        "webhook-id": message, "webhook-timestamp": str(at), "webhook-signature": "v1," + base64.b64encode(mac).decode()})
                    if status == 200:
                        break
                    time.sleep(0.3)
                self.pushed += len(json.loads(text)["results"])

    def runs(self) -> None:
        while not self.over.wait(1.5):
            for sync in (POLLED, INTO_ODOO):
                self.run_sync(sync)

    def run_sync(self, sync: str) -> None:
        self.ask(self.dice.choice(list(self.nodes)), "POST", f"/api/v1/syncs/{urllib.parse.quote(sync)}/run", b"{}", {"Prefer": "respond-async"})

    def look(self) -> None:
        """What is answered whole is whole. In a short storm perhaps nothing is: then it is looked at once more when it is over."""
        while not self.over.wait(0.3) or not self.looked:
            status, text = self.ask(self.dice.choice(list(self.nodes)), "GET", "/api/v1/orders?limit=50")
            if status == 200:
                json.loads(text)
                self.looked += 1

    # ---- the hour

    def test_each_order_is_booked_once(self) -> None:
        self.nodes: dict = {}
        self.folders: dict = {}
        for name in ("anna", "bert"):
            self.begin(name)
        for way in self.ways.values():
            way.storm()
        self.wait_until_they_are_there()
        crowd = [threading.Thread(target=each) for each in (self.orders_come, self.push, self.runs, self.look)]
        for each in crowd:
            each.start()
        kills, end = 0, time.monotonic() + STORM_S
        while time.monotonic() < end:
            time.sleep(min(self.dice.uniform(0.3, 0.7) * max(20, min(STORM_S / 2, 120)), max(0.1, end - time.monotonic())))
            self.kill(self.dice.choice(list(self.nodes)))
            kills += 1
            self.wait_until_they_are_there()
        self.over.set()
        for way in self.ways.values():
            way.calm()
        began = time.monotonic()
        for each in crowd:
            each.join(PATIENCE_S)
            self.assertFalse(each.is_alive(), each)
        self.drain()
        grown = [self.grown(node) for node in self.nodes.values()]
        for node in self.nodes.values():
            node.stop()
        self.assert_each_once()
        self.report(kills, time.monotonic() - began, grown)

    def drain(self) -> None:
        all_sent = sum(map(len, self.sent.values()))
        booked, deadline = 0, 0.0
        while booked < all_sent or self.store.sql("SELECT COUNT(*) FROM journal_run WHERE status = 0") != "0":
            for sync in (POLLED, INTO_ODOO):
                self.run_sync(sync)
            time.sleep(1)
            before, booked = booked, int(self.store.sql("SELECT COUNT(*) FROM journal_booking"))
            if booked > before or not deadline:
                deadline = time.monotonic() + PATIENCE_S
            if time.monotonic() > deadline:
                left = self.store.sql("SELECT external_id, kind, state, shelf FROM journal_order WHERE state <> 3")
                runs = self.store.sql("SELECT id, sync_id, status, owner, message FROM journal_run ORDER BY id DESC LIMIT 12")
                logs = "\n".join(f"--- {name}\n" + (self.a_shop.folder / name / "external-order-sync.log").read_text()[-3000:] for name in self.nodes)
                self.fail(f"not all {all_sent} are booked: {left}\n{runs}\n{logs}")

    def expected(self, *syncs: str) -> collections.Counter:
        """Of each sale and refund, its number and its cents."""
        return collections.Counter((one["OrderID"], int(100 * one["GrandTotal"]) * (-1 if one.get("OrderStatus") == 106 else 1))
                                   for sync in syncs for one in self.sent[sync])

    def assert_each_once(self) -> None:
        here, there = self.expected(POLLED, PUSHED), self.expected(INTO_ODOO)
        rows = [line.split("|") for line in self.store.sql("SELECT external_id, total FROM pos_order").splitlines()]
        self.assertEqual(collections.Counter((number, int(total)) for number, total in rows), here)
        rows = [(row["pos_reference"].split(" ")[2], int(100 * row["amount_total"])) for row in self.odoo.orders() if row["pos_reference"].split(" ")[2].startswith("E")]
        self.assertEqual(collections.Counter(rows), there)
        pieces = {name: sum(cents for _, cents in sums) // 200 for name, sums in (("here", here), ("there", there))}
        for what, sql, wanted in (
            ("stock", "SELECT on_hand FROM stock_quant WHERE product_id = 11", STOCK - pieces["here"]),
            ("payments", "SELECT SUM(amount) FROM pos_payment", 200 * pieces["here"]),
            ("pickings", "SELECT COUNT(*) FROM stock_picking", len(here)),
            ("session totals", "SELECT SUM(total) FROM pos_session", 200 * pieces["here"]),
            ("journal", "SELECT COUNT(*) FROM journal_order WHERE state = 3", len(here) + len(there)),
        ):
            self.assertEqual(int(self.store.sql(sql)), wanted, what)
        self.assertEqual(self.odoo.on_hand("Water"), self.before - pieces["there"], "the stock in Odoo")
        self.assertEqual(self.pushed, len(self.sent[PUSHED]))
        self.assertGreater(self.looked, 0)
        for call in self.alerts.calls:
            verified(call, self.hook_secret)

    @staticmethod
    def grown(node: Service) -> tuple:
        """Open files, and memory in MiB."""
        process = pathlib.Path("/proc", str(node.process.pid))
        rss = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmRSS:"))
        return len(list((process / "fd").iterdir())), int(rss.split()[1]) // 1024

    def report(self, kills: int, drained_s: float, grown: list) -> None:
        breaks = sum((way.counts for way in self.ways.values()), collections.Counter())
        for name, way in self.ways.items():
            print(f"{name}: {dict(way.counts)}")
        print(f"{STORM_S} s, {kills} kills, {breaks['connections']} connections, {breaks.total() - breaks['connections']} broken; "
              f"{ {sync: len(sent) for sync, sent in self.sent.items()} }, all booked {drained_s:.0f} s after; "
              f"{self.looked} answers looked at, {len(self.alerts.calls)} alerts, files and MiB {grown}", flush=True)
        for files, mib in grown:
            self.assertLess(files, MOST_FILES)
            self.assertLess(mib, MOST_MIB)


if __name__ == "__main__":
    unittest.main()
