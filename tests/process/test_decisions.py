#!/usr/bin/env python3
"""What people decide about single orders: reversals, refunds alone, further refunds; and what they are told of changes."""

import contextlib
import sqlite3
import time

from api import Api, quoted
from harness import D, OTHER_IDS, SYNC, ShopTest, burger, catalogue, item, main, order, refund, wait_for, water, with_products


class Decisions(ShopTest):
    def test_a_change_after_booking_names_the_fields(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        changed = burger(639, Tax=13, GrandTotal=93, AmountPaid=93)
        changed["CheckoutDetails"][0]["AmountPaid"] = 93
        shop.source.orders = [changed]
        run = shop.sync_now()
        self.assert_run(run, "error", failed=1)
        attention = shop.order("639")["attention"]
        self.assertEqual(attention["code"], "changed_after_booking")
        for text in (attention["message"], run["message"]):
            self.assertIn("GrandTotal 92.00 → 93.00", text)
            self.assertIn("; Tax 12 → 13", text)
        self.assertRegex(attention["message"], r": \w+ \S+ → \S+; ")
        self.assert_booked(shop, "639", "92.00")

    def test_of_many_changes_ten_are_named(self):
        for lines, rest in ((10, ""), (12, "; and 2 more")):
            prices = [1.0, 2.0] * (lines // 2)
            total = sum(prices)
            shop = self.shop([order(1, [item("Water", price) for price in prices], total)])
            self.assert_run(shop.sync_now(), "success", processed=1)
            shop.source.orders = [order(1, [item("Water", price) for price in reversed(prices)], total)]
            self.assert_run(shop.sync_now(), "error", failed=1)
            message = shop.order("1")["attention"]["message"]
            self.assertEqual(message.count("→"), 10, message)
            self.assertTrue(message.endswith(f"OrderItems[9].Price 2 → 1{rest}"), message)

    def cancelled(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        shop.source.orders = [burger(639, OrderStatus=105)]
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assertEqual(shop.order("639")["attention"]["code"], "cancelled_after_booking")
        return shop

    def test_the_reversal_of_a_cancelled_sale_takes_it_back_as_a_whole(self):
        shop = self.cancelled()
        before = shop.stock()
        reversal = shop.ask("order", "reverse", "main-store-orders/639")
        self.assertEqual((reversal["kind"], reversal["state"]), ("refund", "booked"))
        self.assert_amount(reversal["pos_order"]["total"], "-92.00")
        self.assert_amount(reversal["pos_order"]["tax"], "-12.00")
        self.assertEqual(reversal["pos_order"]["picking"]["direction"], "in")
        self.assertEqual(shop.stock()[10], before[10] + D(1))
        self.assertIsNone(shop.order("main-store-orders/639")["attention"])

    def test_the_reversal_is_of_what_was_booked_and_not_of_what_the_source_said(self):
        """Change that was given, a debt on account, and a product that is sold no more."""
        paid = [{"AmountPaid": 60.0, "CardType": "Card", "PaymentMode": 2}, {"AmountPaid": 40.0, "CardType": "Cash", "PaymentMode": 1}]
        goods = catalogue()
        goods["payment_methods"].append({"id": 3, "name": "Customer Account", "type": "pay_later"})
        goods["pos_configs"][0]["payment_methods"].append(3)
        shop = self.shop([burger(1, AmountPaid=100.0, CheckoutDetails=paid), burger(2, AmountPaid=0, BalanceAmount=92.0, CheckoutDetails=[], CustomerID=7)],
                         goods=goods, options=("--pay-later-method", "3"))
        self.assert_run(shop.sync_now(), "success", processed=2)
        goods["products"] = [dict(product, sale_ok=False, active=False) for product in goods["products"]]
        shop.import_catalogue(goods)
        payments = {}
        for number in (1, 2):
            reversal = shop.ask("order", "reverse", f"main-store-orders/{number}")
            self.assertEqual((reversal["state"], reversal["pos_order"]["change"]), ("booked", "0.00"), reversal)
            self.assert_amount(reversal["pos_order"]["total"], "-92.00")
            payments[number] = [(payment["method"], payment["amount"]) for payment in reversal["pos_order"]["payments"]]
        self.assertEqual(payments, {1: [("Card", "-60.00"), ("Cash", "-32.00")], 2: [("Customer Account", "-92.00")]})
        self.assertEqual(shop.ask("reconcile", SYNC, "--day", "2025-08-10")["missing"], [])

    REVERSAL = "main-store-orders/639:refund:~reversal"

    def refused(self, shop):
        self.assertEqual(shop.ordersync("order", "reverse", "main-store-orders/639").status, 1)
        return shop.order(self.REVERSAL)["error"]["code"]

    def changed(self, shop, statement):
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db", timeout=30)) as store, store:
            self.assertEqual(store.execute(statement).rowcount, 1)

    def test_a_sale_that_stands_otherwise_in_the_pos_is_taken_back_by_a_person(self):
        shop = self.cancelled()
        self.changed(shop, "UPDATE pos_order SET tax = tax + 1")
        self.assertEqual(self.refused(shop), "reversal_differs")

    def test_a_reversal_waits_for_the_method_that_the_sale_was_paid_by(self):
        """And for somebody who presses again: the money may have been given back by hand meanwhile."""
        shop = self.cancelled()
        goods = catalogue()
        goods["pos_configs"][0]["payment_methods"] = [2]
        shop.import_catalogue(goods)
        self.assertEqual(self.refused(shop), "reversal_method_missing")
        shop.import_catalogue(catalogue())
        for _ in range(2):
            self.assert_run(shop.sync_now(), "no_orders", already_synced=1, waiting=1)
        self.assertEqual(shop.order(self.REVERSAL)["state"], "parked")
        self.assertEqual(shop.ask("order", "retry", self.REVERSAL)["state"], "booked")

    def test_a_cancelled_sale_that_the_source_restores_asks_for_nobody(self):
        shop = self.cancelled()
        shop.source.orders = [burger(639)]
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertIsNone(shop.order("639")["attention"])
        shop.source.orders = [burger(639, OrderStatus=105)]
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assertEqual(shop.order("639")["attention"]["code"], "cancelled_after_booking")

    def test_a_reversal_that_waits_is_not_booked_once_the_source_has_the_sale_again(self):
        shop = self.cancelled()
        (session,) = shop.sessions()
        shop.ask("session", "close", session["pos_config"])
        shop.ask("sync", "edit", "Main Store Orders", "--no-auto-session")
        shop.ordersync("order", "reverse", "main-store-orders/639")
        self.assertEqual(shop.order("main-store-orders/639:refund:~reversal")["state"], "received")
        shop.source.orders = [burger(639)]
        shop.sync_now()
        self.assertEqual(shop.order("main-store-orders/639:refund:~reversal")["state"], "skipped")
        self.assertIsNone(shop.order("main-store-orders/639")["attention"])
        shop.ask("session", "open", session["pos_config"])
        shop.sync_now()
        self.assertEqual(len(shop.pos_orders()), 1)
        shop.source.orders = [burger(639, OrderStatus=105)]  # and not after all
        shop.sync_now()
        self.assertEqual(shop.ask("order", "reverse", "main-store-orders/639")["state"], "booked")
        self.assertEqual(len(shop.pos_orders()), 2)

    def test_a_sale_that_is_restored_after_its_reversal_is_told(self):
        shop = self.cancelled()
        shop.ask("order", "reverse", "main-store-orders/639")
        shop.source.orders = [burger(639)]
        told = shop.sync_now()
        self.assert_run(told, "error", failed=1)
        self.assertIn("is a sale again at the source", told["message"])
        self.assertEqual(shop.order("main-store-orders/639")["attention"]["code"], "sold_again")
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)

    def test_the_reversal_is_booked_once_however_often_it_is_pressed(self):
        shop = self.cancelled()
        for _ in range(3):
            shop.ask("order", "reverse", "main-store-orders/639")
        self.assertEqual(len(shop.pos_orders()), 2)
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertEqual(len(shop.pos_orders()), 2)

    def test_an_attention_that_came_meanwhile_is_closed_by_nobody_who_has_not_read_it(self):
        shop = self.cancelled()
        token = shop.ask("token", "create", "op", "--scope", "operate")["token"]
        api = Api(shop.serve().url)

        target = "orders/" + quoted("main-store-orders/639")

        def post(path, body):
            return api.call("POST", "/api/v1/" + path, body, token)

        def changed(answered):
            self.assertEqual((answered.status, answered.json["code"]), (409, "attention_changed"), answered)
            self.assertTrue(answered.json["detail"].startswith("This order's attention has changed meanwhile: Order 639 "), answered)

        def becomes(total):
            sent = burger(639, Tax=total - 80, GrandTotal=total, AmountPaid=total)
            sent["CheckoutDetails"][0]["AmountPaid"] = total
            shop.source.orders = [sent]
            shop.sync_now()
            return shop.order("639")["attention"]

        cancelled = shop.order("639")["attention"]
        read = becomes(93)
        (group,) = api.call("GET", "/api/v1/attention", token=token).json["items"]
        self.assertEqual((group["code"], group["raised_at"]), ("changed_after_booking", read["at"]))
        stands = becomes(94)
        self.assertEqual((stands["code"], stands["at"] > read["at"]), (read["code"], True), (read, stands))
        for seen in (cancelled, read, None, {"code": "odoo_booked_twice", "at": stands["at"]}):
            changed(post(target + "/ignore", {"why": "read", "seen": seen}))
            changed(post(target + "/reverse", {"seen": seen}))
        self.assertEqual(len(shop.pos_orders()), 1, "no reversal of what nobody has read")
        ended = post("attention/ignore", {"cause": group["cause"], "why": "read", "seen": group["raised_at"]})
        self.assertEqual((ended.status, ended.json), (200, {"ignored": 0}))
        self.assertEqual(shop.order("639")["attention"], stands)
        for _ in range(2):  # the second time as after a lost answer
            reversal = post(target + "/reverse", {"seen": stands})
            self.assertEqual((reversal.status, reversal.json["state"]), (200, "booked"), reversal)
            self.assertIsNone(shop.order("main-store-orders/639")["attention"])

    def test_what_somebody_decided_to_keep_is_not_taken_back_by_who_read_before(self):
        shop = self.cancelled()
        token = shop.ask("token", "create", "op", "--scope", "operate")["token"]
        seen = shop.order("639")["attention"]
        shop.ask("order", "ignore", "639", "--why", "the customer took it after all")
        answered = Api(shop.serve().url).call("POST", "/api/v1/orders/" + quoted("main-store-orders/639") + "/reverse", {"seen": seen}, token)
        self.assertEqual((answered.status, answered.json["code"]), (409, "attention_changed"), answered)
        self.assertEqual(len(shop.pos_orders()), 1)

    def test_what_the_source_sells_again_is_not_taken_back_by_who_read_before(self):
        shop = self.shop([burger(639), burger(640)])
        shop.sync_now()
        shop.ask("session", "close", "Main Store")
        shop.ask("sync", "edit", SYNC, "--no-auto-session")
        shop.source.orders = [burger(639, OrderStatus=105)]
        shop.sync_now()
        seen = shop.order("639")["attention"]
        token = shop.ask("token", "create", "op", "--scope", "operate")["token"]
        api = Api(shop.serve().url)

        def pressed():
            return api.call("POST", "/api/v1/orders/" + quoted("main-store-orders/639") + "/reverse", {"seen": seen}, token)

        waits = pressed()
        self.assertNotEqual(waits.json["state"], "booked", waits)
        shop.source.orders = [burger(639)]
        shop.sync_now()
        self.assertEqual(shop.order("main-store-orders/639:refund:~reversal")["state"], "skipped")
        shop.ask("session", "open", "Main Store")
        again = pressed()
        self.assertEqual((again.status, again.json["code"]), (409, "attention_changed"), again)
        self.assertEqual(len(shop.pos_orders()), 2)

    def test_of_a_group_what_was_shown_is_ignored(self):
        shop = self.shop([order(number, [item("Latte XL", 5)], 5) for number in (1, 2, 3)])
        shop.sync_now()
        shop.add_sync("--source", "other", name="Other", url=shop.source.url + "?other")
        shop.sync_now(name="Other")
        token = shop.ask("token", "create", "op", "--scope", "operate")["token"]
        api = Api(shop.serve().url)
        (group,) = api.call("GET", "/api/v1/attention", token=token).json["items"]
        self.assertEqual(group["orders"], 6)

        def ignore(**said):
            return api.call("POST", "/api/v1/attention/ignore", {"cause": group["cause"], "why": "test", **said}, token)

        more = ignore(orders=2, sync="Other")
        self.assertEqual((more.status, more.json["code"]), (409, "attention_changed"), more)
        self.assertEqual(ignore(orders=3, sync="Other").json, {"ignored": 3})
        self.assertEqual(len(shop.orders("--state", "parked")), 3)

    def test_who_does_not_say_what_was_read_means_what_stands(self):
        shop = self.cancelled()
        self.assertIsNone(shop.ask("order", "ignore", "639", "--why", "read")["attention"])

    def test_what_is_not_booked_has_no_reversal(self):
        shop = self.shop([burger(639, GrandTotal="99.00")])
        shop.sync_now()
        answer = shop.ordersync("order", "reverse", "639")
        self.assertEqual(answer.status, 1)
        self.assertIn("order_not_booked", answer.stderr)

    def test_a_refund_whose_sale_never_comes_is_booked_alone_when_a_person_says_so(self):
        shop = self.shop([refund(burger(639))])
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assertEqual(shop.ordersync("order", "retry", "639").status, 1)
        shown = shop.ask("order", "retry", "639", "--alone")
        self.assertEqual(shown["state"], "booked")
        self.assert_amount(shown["pos_order"]["total"], "-92.00")

    def both(self, shop, key="main-store-orders/639:refund"):
        self.assertEqual(shop.ask("order", "retry", key, "--both")["state"], "booked")

    def test_both_are_booked_from_the_refund_where_the_sale_never_came(self):
        shop = self.shop([refund(burger(639))])
        before = shop.stock()
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.both(shop)
        self.assert_booked(shop, "main-store-orders/639", "92.00")
        self.assert_booked(shop, "main-store-orders/639:refund", "-92.00")
        self.assertEqual(shop.stock()[10], before[10])
        steps = [(step["step"], step["actor"]) for step in shop.ask("order", "show", "main-store-orders/639")["timeline"]]
        self.assertIn(("taken_up", "command line"), steps)
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        shop.source.orders = [burger(639)]  # the sale after all: it is the same
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertEqual(len(shop.pos_orders()), 2)
        self.assertEqual(shop.ordersync("order", "retry", "main-store-orders/639:refund", "--both").error["code"], "order_not_waiting")

    def test_a_sale_that_was_read_from_its_refund_is_taken_back_like_any_other(self):
        shop = self.shop([refund(burger(639))])
        shop.sync_now()
        shop.ask("order", "retry", "639", "--both")
        shop.ordersync("order", "reverse", "main-store-orders/639")  # more than was sold: the refund stands
        states = {order["refund_id"]: (order["state"], (order["error"] or {}).get("code")) for order in shop.orders() if order["kind"] == "refund"}
        self.assertEqual(states, {None: ("booked", None), "~reversal": ("parked", "refund_above_sale")})
        self.assertEqual(len(shop.pos_orders()), 2)

    def test_with_a_hook_it_is_looked_for_among_the_orders_of_its_refund_as_well(self):
        shop = self.shop([refund(burger(639))])
        shop.ask("sync", "hook", SYNC, "--set-file", shop.write("hook.lua", OTHER_IDS))
        shop.sync_now()
        shop.ask("order", "retry", "A-639", "--both")
        shop.ordersync("order", "reverse", "main-store-orders/A-639")
        self.assertEqual(shop.order("main-store-orders/A-639:refund:~reversal")["error"]["code"], "refund_above_sale")

    def test_what_cannot_be_done_for_one_order_says_nothing_of_the_sync(self):
        shop = self.shop([burger(1), {**refund(burger(639)), "RefundID": "R1"}])
        self.assert_run(shop.sync_now(), "error", processed=1, failed=1)
        shop.source.orders = [burger(1)]
        shop.sync_now()
        before = shop.ask("sync", "show", "Main Store Orders")["last_sync_status"]
        self.assertEqual(shop.ordersync("order", "retry", "639", "--both").error["code"], "sale_not_received")
        tried = shop.ask("run", "list")["items"][0]
        self.assertEqual((tried["trigger"], tried["status"]), ("retry", "no_orders"))
        self.assertEqual((before, shop.ask("sync", "show", "Main Store Orders")["last_sync_status"]), ("no_orders", "no_orders"))

    def test_both_are_booked_where_the_sale_waits_or_was_ignored_or_skipped(self):
        for state in ("parked", "ignored", "skipped"):
            with self.subTest(state):
                shop = self.shop([burger(639, OrderStatus=101) if state == "skipped" else burger(639)])
                goods = catalogue()
                goods["products"] = [dict(product, sale_ok=False) if product["id"] == 10 else product for product in goods["products"]]
                shop.import_catalogue(goods)
                shop.sync_now()
                if state == "ignored":
                    shop.ask("order", "ignore", "main-store-orders/639", "--why", "a test")
                self.assertEqual(shop.order("main-store-orders/639")["state"], state)
                shop.source.orders = [refund(burger(639))]
                goods["products"] = [dict(product, sale_ok=True) for product in catalogue()["products"]]
                shop.sync_now()
                parked = self.only_refund(shop)
                answer = shop.ordersync("order", "retry", parked, "--both")
                self.assertEqual(answer.error["code"], "sale_waits")
                self.assertIn("Burger", answer.error["message"])
                shop.import_catalogue(goods)
                self.both(shop, parked)
                self.assert_booked(shop, "main-store-orders/639", "92.00")

    def only_refund(self, shop):
        (parked,) = [row for row in shop.orders("--state", "parked") if row["kind"] == "refund"]
        self.assertEqual(parked["error"]["code"], "sale_not_booked")
        return parked["key"]

    def test_a_refund_that_is_no_document_of_the_order_is_not_taken_for_its_sale(self):
        for fields in ({"RefundID": 7}, {"OrderStatus": 103, "GrandTotal": -92, "Tax": -12, "AmountTotal": -80, "AmountPaid": -92}):
            with self.subTest(fields):
                sent = refund(burger(639), **fields)
                shop = self.shop([sent])
                shop.sync_now()
                self.assert_fails(shop, 1, "sale_not_received", "order", "retry", self.only_refund(shop), "--both")
                self.assertEqual(shop.pos_orders(), [])

    def test_a_sale_read_from_its_refund_waits_for_what_it_lacks_and_its_refund_follows_by_itself(self):
        shop = self.shop([refund(order(639, [item("Latte", 5.0)], 5.0))])
        shop.sync_now()
        self.assert_fails(shop, 1, "sale_waits", "order", "retry", self.only_refund(shop), "--both")
        shop.import_catalogue(with_products({"id": 30, "name": "Latte", "list_price": "5.00"}))
        shop.sync_now()
        self.assert_booked(shop, "main-store-orders/639", "5.00")
        self.assert_booked(shop, "main-store-orders/639:refund", "-5.00")

    def test_a_further_refund_is_booked_when_a_person_says_so_and_only_then(self):
        shop = self.shop([water(640, 3)])
        shop.sync_now()
        shop.source.orders = [refund(water(640, 1))]
        shop.sync_now()
        shop.source.orders = [refund(water(640, 2))]
        shop.sync_now()
        parked = [row for row in shop.orders("--state", "parked")]
        self.assertEqual([row["error"]["code"] for row in parked], ["further_refund"])
        shop.ordersync("order", "retry", "--all")
        self.assertEqual(len(shop.orders("--state", "parked")), 1, "Retry all decides nothing")
        shown = shop.ask("order", "retry", parked[0]["key"])
        self.assertEqual(shown["state"], "booked")
        self.assert_amount(shown["pos_order"]["total"], "-4.00")


class BookedAgain(ShopTest):
    """The POS was restored from a backup, or somebody deleted orders there; the journal holds them as booked."""

    KEY = "main-store-orders/639"

    def lost(self, *options, orders=None):
        shop = self.shop(orders or [burger(639)], options=options)
        shop.sync_now()
        shop.lose("639")
        return shop

    def again(self, shop, key=KEY):
        return shop.ordersync("order", "retry", key, "--again")

    def steps(self, shop):
        return [(step["step"], step["actor"], step["text"]) for step in shop.order(self.KEY)["timeline"]]

    def test_it_is_booked_again_once_and_by_nobody_but_a_person(self):
        shop = self.lost()
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertEqual(shop.ordersync("order", "retry", self.KEY).error["code"], "order_not_waiting")
        self.assertEqual(shop.pos_orders(), [])
        self.assertIn("has it no more", shop.finish(shop.start("order", "show", self.KEY)).stdout)
        shown = self.again(shop).json
        self.assertEqual((shown["state"], shown["pos_order"]["name"], shown["attention"], shown["error"]), ("booked", "Main Store/0002", None, None))
        self.assert_booked(shop, self.KEY, "92.00", tax="12.00")
        self.assertEqual([step for step in self.steps(shop) if step[0] in ("booked", "book_again")],
                         [("booked", "Sync Now", "Main Store/0001"),
                          ("book_again", "command line", "it was booked as Main Store/0001, and the POS has it no more"),
                          ("booked", "Retry", "Main Store/0002")])
        answer = self.again(shop)
        self.assertEqual((answer.status, answer.error["code"]), (1, "order_in_pos"))
        self.assertIn("Main Store/0002", answer.error["message"])
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertEqual(len(shop.pos_orders()), 1)

    def test_what_stands_in_the_pos_and_what_was_never_booked_is_left_alone(self):
        shop = self.shop([burger(639), order(641, [item("Latte XL", 20.0)], 20.0)])
        shop.sync_now()
        before = self.steps(shop)
        self.assertEqual(self.again(shop).error["code"], "order_in_pos")
        self.assertEqual(self.again(shop, "641").error["code"], "order_not_booked")
        self.assertEqual(self.steps(shop), before)
        self.assertEqual(shop.ordersync("order", "retry", "639", "--again", "--alone").status, 2)

    def test_a_refund_says_that_its_sale_is_lost_and_follows_when_that_is_booked_again(self):
        shop = self.lost()
        shop.source.orders = [refund(burger(639))]
        self.assert_run(shop.sync_now(), "error", failed=1)
        parked = shop.order(self.KEY + ":refund")["error"]
        self.assertEqual(parked["code"], "sale_not_booked")
        for words in ("was booked as Main Store/0001", "has it no more", "--again"):
            self.assertIn(words, parked["message"])
        self.assertEqual(self.again(shop).status, 0)
        shop.sync_now()
        self.assert_booked(shop, self.KEY + ":refund", "-92.00")

    def test_two_who_press_it_at_once_book_it_once(self):
        for _ in range(4):
            shop = self.lost()
            pressed = [shop.start("order", "retry", self.KEY, "--again", "--json") for _ in range(3)]
            answers = [shop.finish(process) for process in pressed]
            self.assertIn(0, [answer.status for answer in answers])
            for answer in answers:
                if answer.status != 0 and answer.json is None:
                    self.assertIn(answer.error["code"], ("order_not_waiting", "order_in_pos"))
            self.assertEqual([step[0] for step in self.steps(shop)].count("book_again"), 1, self.steps(shop))
            self.assertEqual(len(shop.pos_orders()), 1)
            shop.close()

    def test_without_a_session_it_waits_and_calls_for_no_run_a_second(self):
        shop = self.shop([burger(639)], options=("--no-auto-session",))
        shop.ask("session", "open", "Main Store")
        shop.sync_now()
        shop.ask("session", "close", "Main Store")
        shop.lose("639")
        service = shop.serve()
        answer = self.again(shop)
        self.assertEqual((answer.status, answer.json["state"], answer.json["error"]["code"]), (1, "posting", "no_open_session"))
        answer = self.again(shop)
        self.assertEqual((answer.status, answer.error["code"]), (1, "order_not_waiting"))
        time.sleep(4)
        runs = len(shop.every("run", "list"))
        self.assertLess(runs, 4)
        shop.ask("session", "open", "Main Store")
        wait_for("it is booked", shop.pos_orders)
        service.stop()
        self.assert_booked(shop, self.KEY, "92.00")

    def test_of_a_removed_sync_another_one_of_its_source_books_it(self):
        shop = self.lost()
        shop.ask("sync", "remove", "Main Store Orders")
        self.assertEqual(self.again(shop).error["code"], "sync_not_found")
        shop.add_sync("--source", "main-store-orders", name="Made again")
        self.assertEqual(self.again(shop).status, 0)
        self.assert_booked(shop, self.KEY, "92.00")


if __name__ == "__main__":
    main()
