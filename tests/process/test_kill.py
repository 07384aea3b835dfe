#!/usr/bin/env python3
"""SIGKILL at random moments: whatever instant the program dies at, every order is booked exactly once in the end."""

import os
import random
import signal
import time

from harness import LONG, SYNC, D, Shop, ShopTest, item, main, order

KILLS = 100 if LONG else 8
ORDERS_A_ROUND = 12
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
        booked = shop.pos_orders()
        references = [row["reference"] for row in booked]
        self.assertEqual(len(references), len(set(references)), "an order stands twice in the POS")
        quantity = sum(D(line["qty"]) for row in booked for line in row["lines"])
        self.assertEqual(shop.stock()[11], D(1000) - quantity, "the stock is not what was sold")
        self.assertEqual(len(shop.pickings()), len(booked))
        for row in booked:
            self.assertEqual(sum(D(payment["amount"]) for payment in row["payments"]), D(row["total"]), row)
            self.assertEqual(row["picking"]["state"], "done", row)
        self.assertLessEqual(len(shop.sessions()), 1)
        if complete:
            self.assertEqual(len(booked), len(self.sold))
            self.assertEqual(quantity, sum(self.sold.values()))
            states = {row["external_id"]: row["state"] for row in shop.orders()}
            self.assertEqual(states, {number: "booked" for number in self.sold})
            (session,) = shop.sessions()
            self.assertEqual((session["orders"], D(session["total"])), (len(self.sold), 2 * sum(self.sold.values())))

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
