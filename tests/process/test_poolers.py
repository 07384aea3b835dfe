#!/usr/bin/env python3
"""A PostgreSQL store behind PgBouncer, which hands out server processes for a transaction or for a session: nothing of the program
may depend on meeting the same one again."""

from books import Books, assert_complete, assert_whole, goods_of
from harness import SYNC, ShopTest, burger, catalogue, main, refund, wait_for, water
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
                services = [shop.serve(), shop.serve(env=shop.node("second"))]
                self.assertEqual(sum(node["alive"] and node["kind"] == "serve" for node in shop.ask("node", "list")["items"]), 2)
                services[0].run(SYNC, token)
                wait_for("its run has ended", lambda: store.sql("SELECT COUNT(*) FROM journal_run WHERE status <> 0") != "0")
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
        service.wait_until_ready()
        self.assert_run(shop.sync_now(), "success", processed=39)
        service.stop()
        assert_whole(self, Books.of(shop), ON_HAND)


if __name__ == "__main__":
    main()
