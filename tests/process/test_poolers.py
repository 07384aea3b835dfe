#!/usr/bin/env python3
"""A PostgreSQL store behind PgBouncer, which hands out server processes for a transaction or for a session: nothing of the program
may depend on meeting the same one again."""

import shutil
import signal
import time
import urllib.parse
import urllib.request

from books import Books, assert_complete, assert_whole, goods_of
from harness import SYNC, ShopTest, burger, catalogue, main, refund, water
from postgres import Cluster, Pooler

ON_HAND = goods_of(catalogue())
CLUSTER = Cluster()
MODES = ("transaction", "session")


class Poolers(ShopTest):
    def behind(self, mode, size):
        pooler = Pooler(CLUSTER, mode, size)
        self.addCleanup(pooler.close)
        return CLUSTER.store(), pooler

    def test_a_day_of_orders_is_booked_once(self):
        for mode in MODES:
            with self.subTest(mode):
                store, pooler = self.behind(mode, 5)
                numbers = range(10, 700)  # two batches
                shop = self.shop([burger(1), water(2, 3), burger(3), refund(burger(3)), {"OrderID": 4}, *map(water, numbers)],
                                 store=store.url(pooler.port))
                self.assert_run(shop.sync_now(), "error", processed=4 + len(numbers), failed=1)
                self.assert_booked(shop, "1", "92.00", tax="12.00")
                self.assert_parked(shop, "4", "missing_fields")
                shop.source.orders += [water(5), burger(1)]
                self.assert_run(shop.sync_now(), "success", processed=1, already_synced=4 + len(numbers), waiting=1)
                shop.ask("session", "close", "Main Store")
                for command in (["run", "list"], ["node", "list"], ["pos", "orders", "--search", "Main Store/0001"]):
                    shop.ask(*command)
                assert_whole(self, Books.of(shop), ON_HAND)

    def test_two_nodes_share_a_few_connections(self):
        for mode, size in (("transaction", 3), ("session", 30)):
            with self.subTest(mode):
                store, pooler = self.behind(mode, size)
                shop = self.shop([water(number) for number in range(1, 1500)], store=store.url(pooler.port))
                token = shop.ask("token", "create", "nodes", "--scope", "operate")["token"]
                data = shop.folder / "second"
                data.mkdir(mode=0o700)
                shutil.copy(shop.data / "ordersync.key", data)
                services = [shop.serve(), shop.serve(env={"ORDERSYNC_DATA": str(data)})]
                self.assertEqual(sum(node["alive"] and node["kind"] == "serve" for node in shop.ask("node", "list")["items"]), 2)
                request = urllib.request.Request(
                    f"{services[0].url}/api/v1/syncs/{urllib.parse.quote(SYNC)}/run", data=b"{}", method="POST",
                    headers={"Authorization": "Bearer " + token, "Prefer": "respond-async", "Content-Type": "application/json"})
                urllib.request.urlopen(request, timeout=60).read()
                self.wait_until(lambda: store.sql("SELECT COUNT(*) FROM journal_run WHERE status <> 0") != "0")
                self.assertEqual(store.sql("SELECT COUNT(*) FROM pos_order"), "1499")
                for service in services:
                    service.stop()
                books = Books.of(shop)
                assert_whole(self, books, ON_HAND)
                assert_complete(self, books, {str(number): "booked" for number in range(1, 1500)})

    def test_a_pooler_that_is_restarted_is_used_again(self):
        store, pooler = self.behind("transaction", 3)
        shop = self.shop([water(number) for number in range(1, 40)], store=store.url(pooler.port))
        service = shop.serve()
        pooler.restart()
        service.wait_until_ready(60)
        self.assert_run(shop.sync_now(), "success", processed=39)
        service.stop(signal.SIGTERM)
        assert_whole(self, Books.of(shop), ON_HAND)

    def wait_until(self, is_so, patience_s=60):
        deadline = time.monotonic() + patience_s
        while not is_so():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)


if __name__ == "__main__":
    main()
