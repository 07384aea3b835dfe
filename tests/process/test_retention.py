#!/usr/bin/env python3
"""How long what sources sent about people is kept, and that nothing else is lost by it."""

import contextlib
import json
import sqlite3

from api import Api
from faults import ShiftedClock
from harness import SYNC, Shop, ShopTest, burger, item, main, order, wait_for
from test_hooks import goods, shopify, woo

DAY = 86_400_000
PEOPLE = {"CustomerName": "Layla Q.", "CustomerContact": "+966 55 123", "Remark": "ring at Layla's", "GrandTotal": 92.0}


class Retention(ShopTest):
    def aged(self, days: int) -> Shop:
        """A shop whose booked orders were booked so long ago: one, one that needs a person, and one that is not booked."""
        shop = self.shop([burger(1, **PEOPLE), burger(2, **PEOPLE), order(3, [item("Latte XL", 5)], 5, CustomerName="Layla Q.")])
        shop.sync_now()
        shop.source.orders = [burger(2, **{**PEOPLE, "GrandTotal": 80.0, "TaxPercent": 0.0, "Tax": 0.0, "AmountPaid": 80.0,
                                           "CheckoutDetails": [{"AmountPaid": 80.0, "CardType": "Cash", "PaymentMode": 1}]})]
        shop.sync_now()
        self.assertIsNotNone(shop.order("2")["attention"])
        store = sqlite3.connect(shop.data / "ordersync.db")
        store.execute("UPDATE journal_booking SET at = at - ?", (days * DAY,))
        store.commit()
        store.close()
        return shop

    def run_it(self, shop: Shop, *options: str, **rules: str) -> dict:
        return shop.ask("retention", "run", *options, env={"ORDERSYNC_RETENTION_" + name.upper(): value for name, value in rules.items()})

    def payload(self, shop: Shop, key: str) -> str:
        return json.dumps(shop.order(key)["payload"], ensure_ascii=False)

    def test_people_are_taken_out_of_what_was_booked_long_ago(self):
        shop = self.aged(91)
        self.assertEqual(self.run_it(shop, "--dry-run")["masked"], 1)
        self.assertIn("Layla", self.payload(shop, "1"))
        self.assertEqual((self.run_it(shop)["masked"], self.run_it(shop)["masked"]), (1, 0))
        self.assertNotIn("Layla", self.payload(shop, "1"))
        self.assertNotIn("966", self.payload(shop, "1"))
        self.assertIn("Burger", self.payload(shop, "1"))
        for kept in ("2", "3"):
            self.assertIn("Layla", self.payload(shop, kept), "what needs a person, and what is not booked, stays")

    def test_the_remark_goes_from_what_was_posted_as_well(self):
        shop = self.aged(91)
        self.run_it(shop)
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store:
            posted = [bytes(document).decode() for (document,) in store.execute("SELECT document FROM journal_intent ORDER BY row_id")]
        self.assertEqual(["Layla" in document for document in posted], [False, True])
        self.assertIn("External Order ID: 1", posted[0])

    def test_younger_orders_and_rules_that_are_off_change_nothing(self):
        shop = self.aged(89)
        self.assertEqual(self.run_it(shop)["masked"], 0)
        self.assertEqual(self.run_it(shop, personal_data_days="0", payload_days="0")["masked"], 0)
        self.assertEqual(self.run_it(shop, personal_data_days="30")["masked"], 1)

    def test_the_same_order_sent_again_is_known_and_a_changed_one_too(self):
        shop = self.aged(500)
        report = self.run_it(shop)
        self.assertEqual((report["masked"], report["removed"]), (0, 1))
        self.assertNotIn("Burger", self.payload(shop, "1"))
        shop.source.orders = [burger(1, **PEOPLE)]
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1, waiting=1)
        # Other rules for reading it: the very same bytes are the same order all the same.
        shop.ask("sync", "edit", SYNC, "--timezone", "Asia/Riyadh")
        shop.source.orders = [burger(1, **PEOPLE, OrderDate="2026-01-02 10:00:00")]
        shop.sync_now()
        shop.source.orders = [burger(1, **PEOPLE)]
        self.assertEqual(shop.sync_now()["processed"], 0)
        self.assertEqual(len(shop.pos_orders()), 2)

    def test_a_sale_whose_payload_is_gone_is_reversed_by_what_was_booked(self):
        shop = self.aged(500)
        self.run_it(shop)
        reversal = shop.ask("order", "reverse", "1")
        self.assertEqual((reversal["state"], len(shop.pos_orders())), ("booked", 3), reversal)
        self.assert_amount(reversal["pos_order"]["total"], "-92.00")

    def test_what_the_pos_has_lost_is_booked_again_from_what_was_booked(self):
        shop = self.aged(500)
        self.run_it(shop)
        shop.lose("1")
        self.assertEqual(shop.ask("order", "retry", "1", "--again")["state"], "booked")
        self.assert_booked(shop, "1", "92.00")

    def test_what_the_pos_refuses_the_second_time_says_that_nothing_else_is_left_of_it(self):
        shop = self.aged(500)
        self.run_it(shop)
        shop.lose("1")
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store, store:
            store.execute("UPDATE product SET id = 999 WHERE id = 10")
        self.assertEqual(shop.ordersync("order", "retry", "1", "--again").status, 1)
        self.assertEqual(shop.order("1")["error"]["code"], "unknown_product")
        shop.ordersync("order", "retry", "1")
        self.assertEqual(shop.order("1")["error"]["code"], "payload_removed")
        shop.source.orders = [burger(1, **PEOPLE)]
        self.assert_run(shop.sync_now(), "success", processed=1, waiting=1)
        self.assert_booked(shop, "1", "92.00")

    def test_the_day_still_agrees(self):
        shop = self.shop([burger(1, **PEOPLE, OrderDate="2026-01-02T10:00:00Z")])
        shop.sync_now()
        before = shop.ask("reconcile", SYNC, "--day", "2026-01-02")
        store = sqlite3.connect(shop.data / "ordersync.db")
        store.execute("UPDATE journal_booking SET at = at - ?", (500 * DAY,))
        store.commit()
        store.close()
        self.assertEqual(self.run_it(shop, payload_days="0")["masked"], 1)
        self.assertEqual(shop.ask("reconcile", SYNC, "--day", "2026-01-02"), before)
        self.assertEqual(self.run_it(shop)["removed"], 1)
        after = shop.ask("reconcile", SYNC, "--day", "2026-01-02")
        self.assertEqual((after["agrees"], after["orders"], after["total"]), (True, before["orders"], before["total"]))

    def test_people_in_orders_of_other_systems_too(self):
        """What viewers are not shown of an order, and what goes after the time set."""
        lives = {"first_name": "Norbert", "name": "Norbert Jones", "company": "Jones Ltd", "province": "Quebec"}
        for profile, pays, sent in (("woocommerce", "Cash on delivery=1", [woo(727, shipping={"first_name": "Anna", "last_name": "Muster", "state": "Bavaria"})]),
                                    ("shopify", "shopify_payments=2", [shopify(727, billing_address=lives, shipping_address=lives)])):
            with self.subTest(profile):
                shop = self.shop(sent, goods=goods(), options=("--profile", profile, "--delivery-product", "20", "--tip-product", "21",
                                                               "--map-payment", pays))
                self.assert_run(shop.sync_now(), "success", processed=1)
                people = ("Anna", "Muster", "anna@example.com", "555", "Bavaria") if profile == "woocommerce" else ("Bob", "Norbert", "Jones", "Quebec")
                token = shop.ask("token", "create", "reader", "--scope", "read")["token"]
                service = shop.serve()
                shown = Api(service.url).call("GET", "/api/v1/orders/727/payload", token=token).body.decode()
                service.stop()
                self.assertIn(people[0], self.payload(shop, "727"))
                store = sqlite3.connect(shop.data / "ordersync.db")
                store.execute("UPDATE journal_booking SET at = at - ?", (91 * DAY,))
                store.commit()
                store.close()
                self.assertEqual(self.run_it(shop)["masked"], 1)
                for left in (shown, self.payload(shop, "727")):
                    self.assertIn("Burger", left)
                    self.assertIn("5.00", left, "what shipping cost is nobody's")
                    self.assertEqual([one for one in people if one in left], [], left)

    def test_serve_does_it_once_a_day(self):
        shop = self.aged(91)
        clock = ShiftedClock(shop.folder / "clock")
        service = shop.serve(env=clock.env)
        wait_for("it is done", lambda: "retention_done" in shop.log())
        self.assertNotIn("Layla", self.payload(shop, "1"))
        done = shop.ask("retention", "show")
        self.assertEqual(done["masked"], 1)
        for hours in (22, 23):  # with each of these runs it has looked whether it is time
            runs = len(shop.every("run", "list"))
            clock.shift(hours * 3600)
            wait_for("the schedule looks again", lambda: len(shop.every("run", "list")) > runs)
        self.assertEqual(shop.ask("retention", "show"), done)
        clock.shift(25 * 3600)
        wait_for("it is done the next day", lambda: shop.ask("retention", "show") != done)
        service.stop()

    def test_serve_waits_before_it_tries_again_what_failed(self):
        shop = self.aged(91)
        refusal = "CREATE TRIGGER refusal BEFORE INSERT ON journal_stripped BEGIN SELECT RAISE(ABORT, 'refused'); END"
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store, store:
            store.execute(refusal)
        clock = ShiftedClock(shop.folder / "clock")
        service = shop.serve(env=clock.env)
        wait_for("it has failed", lambda: "retention_failed" in shop.log())
        runs = len(shop.every("run", "list"))
        clock.shift(30 * 60)  # with the run that is due then it has looked whether it is time
        wait_for("the schedule looks again", lambda: len(shop.every("run", "list")) > runs)
        self.assertEqual(shop.log().count("retention_failed"), 1)
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db", timeout=30)) as store, store:
            store.execute("DROP TRIGGER refusal")
        clock.shift(2 * 3600)
        wait_for("it is done the next time", lambda: "retention_done" in shop.log())
        self.assertNotIn("Layla", self.payload(shop, "1"))
        service.stop()


if __name__ == "__main__":
    main()
