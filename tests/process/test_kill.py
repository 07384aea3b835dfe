#!/usr/bin/env python3
"""SIGKILL at random moments: whatever instant the program dies at, every order is booked exactly once in the end."""

import os
import random
import signal
import time

from books import Books, assert_complete, assert_whole, goods_of
from harness import LONG, SYNC, D, Shop, ShopTest, catalogue, item, main, order

KILLS = int(os.environ.get("ORDERSYNC_KILLS", 100 if LONG else 8))
ORDERS_A_ROUND = 12
ON_HAND = goods_of(catalogue())
SEED = int(os.environ.get("ORDERSYNC_SEED", random.SystemRandom().randrange(1 << 32)))


class Kill(ShopTest):
    def setUp(self):
        print(f"ORDERSYNC_SEED={SEED}", flush=True)
        self.random = random.Random(SEED)
        self.sold = {}

    def more_orders(self, shop: Shop) -> None:
        for _ in range(ORDERS_A_ROUND):
            number = len(self.sold) + 1
            quantity = self.random.randint(1, 5)
            self.sold[str(number)] = quantity
            shop.source.orders.append(order(number, [item("Water", 2.0, quantity)], 2.0 * quantity))

    def usual_seconds(self) -> float:
        shop = self.shop([])
        self.more_orders(shop)
        started = time.monotonic()
        shop.sync_now()
        self.sold.clear()
        return time.monotonic() - started

    def assert_books(self, shop: Shop, complete: bool) -> None:
        """Nothing twice, nothing half; with `complete`, nothing missing."""
        books = Books.of(shop)
        assert_whole(self, books, ON_HAND)
        self.assertLessEqual(len(books.sessions), 1)
        if complete:
            assert_complete(self, books, {number: "booked" for number in self.sold})
            self.assertEqual(books.stock[11], ON_HAND[11] - sum(self.sold.values()))
            self.assertEqual(D(books.sessions[0]["total"]), 2 * sum(self.sold.values()))

    def test_killed_sync_now(self):
        usual = self.usual_seconds()
        shop = self.shop([])
        for _ in range(KILLS):
            self.more_orders(shop)
            process = shop.start("sync", "now", SYNC, "--json")
            time.sleep(self.random.uniform(0, usual * 1.2))
            process.send_signal(signal.SIGKILL)
            shop.finish(process)
            self.assert_books(shop, complete=False)
        shop.sync_now()
        self.assert_books(shop, complete=True)
        self.assertEqual(shop.sync_now()["status"], "no_orders")

    def test_killed_beside_a_living_service(self):
        usual = self.usual_seconds()
        shop = self.shop([])
        for _ in range(max(2, KILLS // 4)):
            self.more_orders(shop)
            service = shop.serve()
            process = shop.start("sync", "now", SYNC, "--json")
            time.sleep(self.random.uniform(0, usual * 1.2))
            process.send_signal(signal.SIGKILL)
            service.stop(signal.SIGKILL)
            shop.finish(process)
        shop.sync_now()
        self.assert_books(shop, complete=True)


if __name__ == "__main__":
    main()
