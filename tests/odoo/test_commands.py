#!/usr/bin/env python3
"""The commands that know a real Odoo, against one: connections, the doctor, syncs that book into it, lists that do without it,
sessions, reconciling a day, and ./run into it."""

import datetime
import itertools
import os
import subprocess
import tempfile
import unittest

from odoo_shop import CONNECTION, connect
from real_odoo import RealOdoo

from api import Api, quoted
from faults import ShiftedClock
from harness import PROGRAM, REPOSITORY, SYNC, Answer, D, Shop, ShopTest, burger, item, order, wait_for

ODOO: RealOdoo
TODAY = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
NOW = {"OrderDate": TODAY + "T00:00:01Z"}
NUMBERS = itertools.count(1)


def setUpModule() -> None:
    global ODOO
    ODOO = RealOdoo()
    unittest.addModuleCleanup(ODOO.close)


class InOdoo(ShopTest):
    """One Odoo serves all tests; each has a source of its own."""

    def odoo_shop(self, orders: list = (), *options: str, pos: str = "Main Store") -> Shop:
        shop = self.shop(list(orders), with_sync=False)
        self.source = f"commands-{next(NUMBERS)}"
        self.added = connect(shop, ODOO, self.source, *options, pos=pos)
        return shop

    def reconciled(self, shop: Shop) -> Answer:
        return shop.ordersync("reconcile", SYNC, "--day", TODAY, "--timezone", "UTC")


class Doctor(InOdoo):
    def test_nothing_is_bad_in_a_good_shop(self):
        shop = self.odoo_shop([burger(1, **NOW)])
        shop.sync_now()
        for options in ((), ("--pos", "Main Store")):
            answer = shop.ordersync("doctor", CONNECTION, *options)
            self.assertEqual((answer.status, answer.json["healthy"]), (0, True), answer)
            findings = {finding["code"]: finding["health"] for finding in answer.json["findings"]}
            self.assertEqual((findings["item_collisions"], findings["items"]), ("good", "good"), answer)

    def test_a_wrong_key_is_bad_and_says_what_to_do(self):
        shop = self.odoo_shop()
        shop.ask("connection", "edit", CONNECTION, "--key-file", shop.write("key", "not the key"))
        answer = shop.ordersync("doctor", CONNECTION)
        self.assertEqual(answer.status, 1, answer)
        self.assertTrue([finding for finding in answer.json["findings"] if finding["health"] == "bad" and finding["fix"]], answer)

    def test_collisions_and_unknown_items_are_named_before_anything_is_booked(self):
        fries = ODOO.ids["products"]["Fries"]
        shop = self.odoo_shop([order(1, [item("Burger", 5.0, ItemID=fries)], 5.0, **NOW),
                               order(2, [item("Latte XL", 5.0)], 5.0, **NOW), order(4, [item("Burger", 5.0)], 5.0, **NOW),
                               order(3, [item("Burger", 5.0, OdooItemID=fries)], 5.0, **NOW)], "--collision", "park")
        shop.sync_now()
        findings = {finding["code"]: finding for finding in shop.ordersync("doctor", CONNECTION).json["findings"]}
        self.assertEqual(findings["item_collisions"]["health"], "warning")
        for named in (f'"Burger" (id {fries})', f'"Burger" (OdooItemID {fries})'):
            self.assertIn(named, findings["item_collisions"]["text"])
        self.assertIn("Latte XL", findings["items"]["text"])


class Booking(InOdoo):
    def test_the_configuration_is_looked_at_when_a_sync_is_saved(self):
        shop = self.odoo_shop()
        self.assertNotIn("pos_trouble", self.added)
        self.assertIn("Main Store", self.assert_fails(shop, 1, "pos_config_not_found", "sync", "edit", SYNC, "--pos", "Nowhere"), "those there are are named")
        self.assertEqual(shop.sync()["pos_config"], "Main Store")

    def test_what_is_only_pushed_and_waits_for_a_product_is_booked_once_it_is_made(self):
        """Nobody tells ordersync of it: the next push finds another catalogue."""
        shop = self.odoo_shop([], "--interval", "0", "--push", "bearer")
        token = shop.ask("token", "create", "shops", "--scope", "ingest")["token"]
        clock = ShiftedClock(shop.folder / "clock")
        api = Api(shop.serve(env=clock.env).url)

        def push(pushed):
            answered = api.call("POST", "/api/v1/ingest/" + quoted(SYNC), pushed, token)
            self.assertEqual(answered.status, 200, answered)

        def state(number):
            return next((row["state"] for row in shop.orders() if row["external_id"] == str(number)), None)

        push(order(1, [item("Pushed Punch", 5.0)], 5.0, **NOW))
        wait_for("it waits for its product", lambda: state(1) == "parked", explain=shop.log)
        ODOO.admin.create("product.product", {"name": "Pushed Punch", "type": "consu", "list_price": 5.0, "available_in_pos": True, "taxes_id": [(6, 0, [])]})
        clock.shift(120)
        push(burger(2, **NOW))
        for number in (2, 1):
            wait_for(f"{number} is booked", lambda number=number: state(number) == "booked", explain=shop.log)

    def test_an_order_is_booked_there_and_shown_here(self):
        shop = self.odoo_shop([burger(1, **NOW)])
        self.assert_run(shop.sync_now(), "success", "Processed 1 orders successfully", processed=1)
        shown = shop.order("1")
        self.assertEqual((shown["state"], shown["pos_order"]["total"], shown["pos_order"]["state"]), ("booked", "92.00", "paid"), shown)
        self.assertNotIn("pos_trouble", shown)
        self.assertEqual(shop.orders()[0]["pos_order"], shown["pos_order"], "the list has it as it was read back")
        self.assertEqual(shop.pos_orders(), [], "nothing in the embedded POS")
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assert_fails(shop, 1, "pos_is_fixed", "sync", "edit", SYNC, "--odoo", "")

    def test_the_reversal_of_a_sale_gives_back_no_change(self):
        paid = [{"AmountPaid": 60.0, "CardType": "Card", "PaymentMode": 2}, {"AmountPaid": 40.0, "CardType": "Cash", "PaymentMode": 1}]
        shop = self.odoo_shop([burger(1, AmountPaid=100.0, CheckoutDetails=paid, **NOW)])
        self.assert_run(shop.sync_now(), "success", processed=1)
        before = ODOO.on_hand("Burger")
        reversal = shop.ask("order", "reverse", f"{self.source}/1")
        self.assertEqual((reversal["state"], reversal["attention"]), ("booked", None), reversal)
        booked = ODOO.orders(("name", "=", reversal["pos_order"]["name"]))[0]
        self.assertEqual((booked["state"], booked["amount_total"], booked["amount_return"]), ("paid", D("-92.00"), D("0.00")))
        self.assertEqual({payment["method"]: payment["amount"] for payment in booked["payments"]}, {"Card": D("-60.00"), "Cash": D("-32.00")})
        self.assertEqual(ODOO.on_hand("Burger"), before + 1)

    def test_a_day_is_reconciled(self):
        shop = self.odoo_shop([burger(1, **NOW), burger(2, **NOW)])
        self.assert_run(shop.sync_now(), "success", processed=2)
        answer = self.reconciled(shop)
        self.assertEqual((answer.status, answer.json["agrees"], answer.json["connection"]), (0, True, CONNECTION), answer)
        self.assertEqual(answer.json["orders"], {"source": 2, "pos": 2, "difference": 0})
        self.assertEqual(answer.json["total"]["pos"], "184.00")
        shop.source.orders = [order(3, [item("Latte XL", 5.0)], 5.0, **NOW)]
        shop.sync_now()
        answer = self.reconciled(shop)
        self.assertEqual((answer.status, [row["external_id"] for row in answer.json["missing"]]), (1, ["3"]), answer)

    def test_a_connection_may_follow_its_odoo_to_another_address_only(self):
        shop = self.odoo_shop([burger(1, **NOW)])
        shop.sync_now()
        moved = ODOO.url.replace("127.0.0.1", "localhost")
        self.assertEqual(shop.ask("connection", "edit", CONNECTION, "--url", moved)["url"], moved)
        self.assert_fails(shop, 1, "odoo_wrong_database", "connection", "edit", CONNECTION, "--database", "another")
        self.assertEqual(shop.ask("connection", "show", CONNECTION)["database"], ODOO.database)


class Sessions(InOdoo):
    def listed(self, shop: Shop, config: str) -> list:
        return [row for row in shop.every("session", "list", "--connection", CONNECTION) if row["pos_config"] == config]

    def test_an_automatic_session_is_closed_when_its_rule_says_so(self):
        kiosk = [{"AmountPaid": 92.0, "CardNumber": "", "CardType": "Card", "PaymentMode": 2, "ReferenceID": ""}]
        shop = self.odoo_shop([burger(1, CheckoutDetails=kiosk, **NOW)], "--interval", "0", pos="Kiosk")
        self.assert_run(shop.sync_now(), "success", processed=1)
        (session,) = self.listed(shop, "Kiosk")
        self.assertEqual((session["state"], session["automatic"], session["attention"]), ("opened", True, None), session)
        shop.ask("schedule", "closing", "Kiosk", "orders:1", "--connection", CONNECTION)
        service = shop.serve()
        wait_for("it is closed", lambda: not self.listed(shop, "Kiosk"), explain=shop.log)
        self.assertEqual(service.stop().status, 0)
        self.assertIn("session_closed", shop.log())

    def test_a_session_opened_by_hand_is_a_persons(self):
        shop = self.odoo_shop(pos="Kiosk")
        for session in self.listed(shop, "Kiosk"):
            shop.ask("session", "close", session["pos_config"], "--connection", CONNECTION)
        opened = shop.ask("session", "open", "Kiosk", "--connection", CONNECTION)
        self.assertEqual((opened["state"], opened["automatic"]), ("opened", False), opened)
        self.assert_fails(shop, 1, "session_already_open", "session", "open", "Kiosk", "--connection", CONNECTION)
        closed = shop.ask("session", "close", "Kiosk", "--connection", CONNECTION)
        self.assertEqual(closed["state"], "closed", closed)


class Away(InOdoo):
    def test_orders_are_received_and_wait_and_lists_do_without_it(self):
        shop = self.odoo_shop([burger(1, **NOW)])
        self.assert_run(shop.sync_now(), "success", processed=1)
        ODOO.kill()
        try:
            shop.source.orders = [burger(1, **NOW), burger(2, **NOW)]
            run = shop.sync_now()
            self.assertEqual((run["status"], run["already_synced"], run["processed"]), ("error", 1, 0), run)
            states = {row["external_id"]: row["state"] for row in shop.orders()}
            self.assertEqual(states["1"], "booked")
            self.assertIn(states["2"], ("received", "parked"))
            self.assertEqual(shop.orders("--state", "booked")[0]["pos_order"]["total"], "92.00")
            shown = shop.order("1")
            self.assertEqual(shown["pos_order"]["total"], "92.00", "as it was read back last")
            self.assertEqual(shown["pos_trouble"]["code"], "connection_refused")
            self.assertEqual(self.reconciled(shop).status, 1)
        finally:
            ODOO.restart()
        self.assert_run(shop.sync_now(), "success", processed=1, already_synced=1)
        self.assertEqual(self.reconciled(shop).json["orders"], {"source": 2, "pos": 2, "difference": 0})


class Tour(unittest.TestCase):
    """./run --odoo, which asks before it books anything."""

    def setUp(self) -> None:
        self.data = self.enterContext(tempfile.TemporaryDirectory(prefix="ordersync-test-"))

    def tour(self, *options: str, answer: str = "", key: str = "", status: int = 0) -> str:
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "ORDERSYNC_PROGRAM": PROGRAM, "ORDERSYNC_KEY": key}
        done = subprocess.run([REPOSITORY / "run", "--once", "--data", self.data, "--odoo", ODOO.url, "--db", ODOO.database, "--login",
                               ODOO.login, *options], input=answer, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=300)
        self.assertEqual(done.returncode, status, done.stdout)
        return done.stdout

    def test_it_books_only_what_was_agreed_to_and_that_once(self) -> None:
        before = len(ODOO.orders())
        burgers = ("--product", str(ODOO.ids["products"]["Burger"]))
        said = self.tour(*burgers, key=ODOO.key, status=1)
        self.assertIn("Orders can be booked", said)
        self.assertIn("Dry run of Sample Orders: nothing was written", said)
        self.assertIn("nobody answered", said)
        self.assertIn("Nothing was booked", self.tour(*burgers, answer="n\n"))
        self.assertEqual(len(ODOO.orders()), before)
        said = self.tour(*burgers, answer="y\n")
        booked = len(ODOO.orders()) - before
        self.assertGreater(booked, 0, said)
        self.tour("--yes")
        self.assertEqual(len(ODOO.orders()) - before, booked)

    def test_what_the_doctor_calls_bad_ends_it(self) -> None:
        self.assertIn("API key is missing", self.tour(status=1))
        said = self.tour("--yes", "--pos", "Nowhere", key=ODOO.key, status=1)
        self.assertIn("✗", said)
        self.assertIn("mend what is marked", said)
        self.assertNotIn("Dry run", said)


if __name__ == "__main__":
    unittest.main()
