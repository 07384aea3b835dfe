#!/usr/bin/env python3
"""SIGKILL at random moments, with the store in a file and on PostgreSQL: whatever instant the program dies at, every order is booked
exactly once in the end. ORDERSYNC_KILLS says how many of each."""

import os
import random
import signal
import time

from books import Books, assert_complete, assert_whole, goods_of
from harness import LONG, SYNC, D, Shop, ShopTest, catalogue, item, main, order, wait_for
from postgres import Cluster

KILLS = int(os.environ.get("ORDERSYNC_KILLS", 100 if LONG else 8))
KILLS_A_SHOP = 50
ORDERS_A_ROUND = 12
ON_HAND = goods_of(catalogue())
SEED = int(os.environ.get("ORDERSYNC_SEED", random.SystemRandom().randrange(1 << 32)))
CLUSTER = Cluster()


class Kill(ShopTest):
    def setUp(self):
        print(f"ORDERSYNC_SEED={SEED}", flush=True)
        self.random = random.Random(SEED)
        self.sold = {}
        self.usual = self.usual_seconds()

    def new_shop(self, **more) -> Shop:
        self.sold.clear()
        shop = self.shop([], **more)
        shop.ask("schedule", "closing", "Main Store", "never")  # one session, whatever the time of day
        return shop

    def time_passes(self) -> None:
        """Until whoever was killed is held for dead."""

    def more_orders(self, shop: Shop) -> None:
        for _ in range(ORDERS_A_ROUND):
            number = len(self.sold) + 1
            quantity = self.random.randint(1, 5)
            self.sold[str(number)] = quantity
            shop.source.orders.append(order(number, [item("Water", 2.0, quantity)], 2.0 * quantity))

    def usual_seconds(self) -> float:
        shop = self.new_shop()
        self.more_orders(shop)
        started = time.monotonic()
        shop.sync_now()
        return time.monotonic() - started

    def some_time(self) -> None:
        time.sleep(self.random.uniform(0, self.usual * 1.2))

    def assert_books(self, shop: Shop, complete: bool) -> None:
        """Nothing twice, nothing half; with `complete`, nothing missing."""
        books = Books.of(shop)
        assert_whole(self, books, ON_HAND)
        self.assertLessEqual(len(books.sessions), 1)
        if complete:
            assert_complete(self, books, {number: "booked" for number in self.sold})
            self.assertEqual(books.stock[11], ON_HAND[11] - sum(self.sold.values()))
            self.assertEqual(D(books.sessions[0]["total"]), 2 * sum(self.sold.values()))

    def shops(self, kills: int):
        """Each with so many kills; at its end everything has to be there."""
        for done in range(0, kills, KILLS_A_SHOP):
            shop = self.new_shop()
            yield shop, min(KILLS_A_SHOP, kills - done)
            shop.sync_now()
            self.assert_books(shop, complete=True)
            self.assertEqual(shop.sync_now()["status"], "no_orders")
            if kills > KILLS_A_SHOP:
                print(f"{done + KILLS_A_SHOP} of {kills} kills", flush=True)

    def test_killed_sync_now(self):
        for shop, kills in self.shops(KILLS):
            for _ in range(kills):
                self.more_orders(shop)
                process = shop.start("sync", "now", SYNC, "--json")
                self.some_time()
                process.send_signal(signal.SIGKILL)
                shop.finish(process)
                self.time_passes()
                self.assert_books(shop, complete=False)

    def test_killed_beside_a_living_service(self):
        for shop, kills in self.shops(max(2, KILLS // 4)):
            for _ in range(kills):
                self.more_orders(shop)
                service = shop.serve()
                process = shop.start("sync", "now", SYNC, "--json")
                self.some_time()
                process.send_signal(signal.SIGKILL)
                service.stop(signal.SIGKILL)
                shop.finish(process)
                self.time_passes()


class KillOnPostgres(Kill):
    def new_shop(self) -> Shop:
        self.store = CLUSTER.store()
        return super().new_shop(store=self.store.url())

    def time_passes(self) -> None:
        # A commit that was sent is done by the server, whatever became of who sent it.
        wait_for("its connections have ended", lambda: self.store.sql(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
            "AND pid <> pg_backend_pid()") == "0", every_s=0.02)
        self.store.sql("UPDATE node SET until = 0")


if __name__ == "__main__":
    main()
