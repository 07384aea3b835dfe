#!/usr/bin/env python3
"""What becomes of orders that were kept and of orders that were booked when the sync that took them is edited: what is kept goes on by
the settings of today, and nothing that is booked is booked again under another name."""

import json

from harness import D, OTHER_IDS, SYNC, ShopTest, burger, catalogue, item, main, order, refund, wait_for, water, with_products

GUESTS = "function validate(order)\n  if order.Guests + 1 > 3 then return 'too many' end\nend\n"


class KeptUnderADigest(ShopTest):
    """Orders that came without a number that could be read: what was booked of them once was booked again under its number later."""

    def assert_once(self, shop, key: str = "1") -> None:
        self.assertEqual([(order["external_id"], order["state"]) for order in shop.orders() if order["state"] == "booked"], [(key, "booked")])
        self.assertEqual([order["reference"] for order in shop.every("pos", "orders")], [f"External Order ID: {key}"])

    def test_when_the_hook_that_failed_on_it_is_removed(self):
        shop = self.shop([burger(1)])
        shop.ask("sync", "hook", SYNC, "--set-file", shop.write("hook.lua", GUESTS))
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assertTrue(shop.orders()[0]["external_id"].startswith("digest:"))
        shop.ask("sync", "hook", SYNC, "--remove")
        for _ in range(3):
            shop.sync_now()
            self.assert_once(shop)

    def test_when_the_limit_that_it_was_above_is_raised(self):
        shop = self.shop([burger(1, Remark="x" * 6000)], options=("--max-order", "2"))
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assert_run(shop.sync_now(), "no_orders", waiting=1)
        self.assertEqual(shop.every("pos", "orders"), [])
        shop.ask("sync", "edit", SYNC, "--max-order", "64")
        for _ in range(3):
            shop.sync_now()
            self.assert_once(shop)
        self.assertEqual({one["state"] for one in shop.orders() if one["external_id"] != "1"}, {"skipped"}, "it goes on under its number")

    def test_when_there_are_many_above_a_limit_that_is_raised(self):
        shop = self.shop([burger(number, Remark="x" * 6000) for number in (1, 2, 3)], options=("--max-order", "2"))
        self.assert_run(shop.sync_now(), "error", failed=3)
        shop.ask("sync", "edit", SYNC, "--max-order", "64")
        shop.sync_now()
        self.assertEqual(sorted(one["state"] for one in shop.orders()), ["booked"] * 3 + ["skipped"] * 3)

    def test_when_it_is_as_large_as_the_raised_limit(self):
        sent = burger(1)
        sent["Remark"] = "x" * (2048 - len(json.dumps({**sent, "Remark": ""})))
        text = json.dumps(sent)
        self.assertEqual(len(text), 2048)
        shop = self.shop(f"[{text}]", options=("--max-order", "1"))
        self.assert_run(shop.sync_now(), "error", failed=1)
        shop.source.orders = []
        shop.ask("sync", "edit", SYNC, "--max-order", "2")
        for _ in range(2):
            shop.sync_now()
            self.assert_once(shop)

    def test_when_it_was_nested_too_deeply_and_more_is_allowed(self):
        shop = self.shop([burger(1, Table=json.loads("[" * 100 + "]" * 100))])
        self.assert_run(shop.sync_now(), "error", failed=1)
        error = shop.orders()[0]["error"]
        self.assertEqual(error["code"], "order_too_deep")
        self.assertIn("--max-depth", error["message"])
        self.assertEqual(shop.every("pos", "orders"), [])
        shop.ask("sync", "edit", SYNC, "--max-depth", "200")
        for _ in range(3):
            shop.sync_now()
            self.assert_once(shop)

    def test_when_only_its_beginning_was_kept(self):
        shop = self.shop([burger(1, Remark="x" * 100_000)], options=("--max-order", "70"))
        self.assert_run(shop.sync_now(), "error", failed=1)
        why = shop.orders()[0]["error"]
        self.assertEqual(why["code"], "order_too_large")
        self.assert_run(shop.sync_now(), "no_orders", waiting=1)
        self.assertEqual(shop.orders()[0]["error"], why)
        shop.ask("sync", "edit", SYNC, "--max-order", "200")
        self.assert_run(shop.sync_now(), "success", processed=1, waiting=1)  # its number cannot be read from the beginning
        self.assert_once(shop)

    def test_when_digits_of_its_number_were_masked(self):
        """Of what is refused unread, whatever looks like a card number is cut, even in its number."""
        card = "4111111111111111"
        shop = self.shop([burger(card, Remark="x" * 6000)], options=("--max-order", "2"))
        self.assert_run(shop.sync_now(), "error", failed=1)
        shop.source.orders = []
        shop.ask("sync", "edit", SYNC, "--max-order", "64")
        shop.sync_now()
        self.assertEqual(shop.every("pos", "orders"), [])
        shop.source.orders = [burger(card, Remark="x" * 6000)]
        shop.sync_now()
        self.assert_once(shop, card)

    def test_when_a_card_number_in_it_was_masked(self):
        shop = self.shop([burger(1, Remark="4111111111111111 " + "x" * 6000)], options=("--max-order", "2"))
        self.assert_run(shop.sync_now(), "error", failed=1)
        shop.ask("sync", "edit", SYNC, "--max-order", "64")
        for _ in range(3):
            shop.sync_now()
            self.assert_once(shop)
        self.assertEqual({one["state"] for one in shop.orders() if one["external_id"] != "1"}, {"skipped"}, "what was kept in part is let go")


class UnderAnotherHook(ShopTest):
    def test_a_sale_that_waits_does_not_become_a_refund(self):
        shop = self.shop([burger(1, OrderItems=[{"ItemName": "Soup", "Price": 80, "Quantity": 1}])])
        shop.ask("sync", "hook", SYNC, "--set-file", shop.write("hook.lua", "function order(o) return o end\n"))
        self.assert_run(shop.sync_now(), "error", failed=1)
        shop.source.orders = []
        shop.ask("sync", "hook", SYNC, "--set-file", shop.write("hook.lua", "function order(o) o.OrderStatus = 106 return o end\n"))
        shop.ordersync("order", "retry", "--all")
        self.assertEqual([(row["kind"], row["state"], row["error"]["code"]) for row in shop.orders()], [("sale", "parked", "hook_other_order")])


class LeftOutByNow(ShopTest):
    def test_what_waits_is_skipped_by_the_date_from_when_orders_are_booked(self):
        shop = self.shop([burger(1, OrderDate="2026-01-01T10:00:00Z", OrderItems=[{"ItemName": "Soup", "Price": 80, "Quantity": 1}])])
        self.assert_run(shop.sync_now(), "error", failed=1)
        shop.ask("sync", "edit", SYNC, "--from", "2026-06-01")
        shop.import_catalogue(with_products({"id": 40, "name": "Soup", "list_price": "80.00", "type": "storable", "taxes": [1], "on_hand": "9"}))
        self.assert_run(shop.sync_now(), "no_orders", skipped=1)  # kept, and sent again in the same run
        self.assertEqual([order["state"] for order in shop.orders()], ["skipped"])
        self.assertEqual(shop.every("pos", "orders"), [])

    def test_what_waits_and_cannot_be_read_is_skipped_too(self):
        orders = [burger(n, OrderDate="2026-01-01T10:00:00Z", GrandTotal="ninety") for n in range(1, 30)]
        shop = self.shop(orders)
        self.assert_run(shop.sync_now(), "error", failed=29)
        shop.ask("sync", "edit", SYNC, "--from", "2026-06-01")
        shop.ask("order", "retry", "--all")
        self.assertEqual({order["state"] for order in shop.orders()}, {"skipped"})


class ReadAgain(ShopTest):
    def test_total_and_date_are_those_that_were_booked(self):
        shop = self.shop([burger(1, GrandTotal="92,00", OrderDate="10-08-2025 12:00")])
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assertEqual((shop.orders()[0]["total"], shop.orders()[0]["date"]), (None, None))
        shop.ask("sync", "edit", SYNC, "--decimal-mark", "comma", "--date-format", "%d-%m-%Y %H:%M")
        self.assert_run(shop.sync_now(), "success", processed=1)
        order = shop.orders()[0]
        self.assertEqual((D(order["total"]), order["date"]), (D("92.00"), "2025-08-10T12:00:00Z"))

    def test_a_customer_that_comes_later_is_used(self):
        goods = catalogue()
        goods["payment_methods"].append({"id": 5, "name": "Customer Account", "type": "pay_later"})
        goods["pos_configs"][0]["payment_methods"].append(5)
        unpaid = burger(1, CheckoutDetails=[{"AmountPaid": 92.0, "CardType": "Customer Account", "PaymentMode": 7}])
        shop = self.shop([unpaid], goods=goods)
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assertEqual(shop.orders()[0]["error"]["code"], "customer_missing")
        shop.source.orders = [{**unpaid, "CustomerID": 7, "CustomerName": "Anna"}]
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(shop.orders()[0]["state"], "booked", shop.orders()[0])


class NothingTwice(ShopTest):
    def test_refunds_keep_the_ids_they_were_booked_with(self):
        shop = self.shop([water(7, 9), {**refund(water(7, 3)), "RefundNo": "R1"}])
        self.assert_run(shop.sync_now(), "success", processed=2)
        self.assert_fails(shop, 1, "orders_renamed", "sync", "edit", SYNC, "--refund-id-at", "/RefundNo")
        self.assert_run(shop.sync_now(), "no_orders", already_synced=len(shop.every("pos", "orders")))
        self.assertEqual(len(shop.every("pos", "orders")), 2)

    def test_a_sync_that_is_made_again_keeps_them_too(self):
        shop = self.shop([water(7, 9), {**refund(water(7, 3)), "RefundNo": "R1"}])
        self.assert_run(shop.sync_now(), "success", processed=2)
        shop.ask("sync", "remove", SYNC)
        form = ("--url", shop.source.url, "--pos", "Main Store", "--allow-private-network", "--auth", "none", "--source", "main-store-orders")
        self.assert_fails(shop, 1, "orders_renamed", "sync", "add", SYNC, *form, "--refund-id-at", "/RefundNo")
        shop.ask("sync", "add", SYNC, *form)
        self.assert_run(shop.sync_now(), "no_orders", already_synced=2)
        self.assert_fails(shop, 1, "orders_renamed", "sync", "edit", SYNC, "--refund-id-at", "/RefundNo")

    def test_a_hook_may_not_give_booked_orders_other_ids(self):
        shop = self.shop([burger(1)])
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assert_fails(shop, 1, "orders_renamed", "sync", "hook", SYNC, "--set-file", shop.write("hook.lua", OTHER_IDS))
        self.assert_run(shop.sync_now(), "no_orders", already_synced=len(shop.every("pos", "orders")))

    def test_a_url_is_known_in_every_spelling(self):
        shop = self.shop([burger(1)])
        self.assert_run(shop.sync_now(), "success", processed=1)
        url, form = shop.source.url, ("--pos", "Main Store", "--allow-private-network", "--auth", "none")
        for spelling in (url + "?", url + "#a", url.replace("http://", "HTTP://")):
            self.assert_fails(shop, 1, "url_in_use", "sync", "add", "Again", "--url", spelling, *form)
        shop.ask("sync", "remove", SYNC)
        self.assert_fails(shop, 1, "url_in_use", "sync", "add", "Again", "--url", url, *form)
        self.assertEqual(shop.ask("sync", "add", "Again", "--url", url, *form, "--source", "main-store-orders")["source"], "main-store-orders")
        self.assert_run(shop.sync_now(name="Again"), "no_orders", already_synced=1)


class TwoSyncs(ShopTest):
    """What tells their orders apart is asked for, and neither has a hand in the other's."""

    def test_of_nearly_one_name_are_two_sources(self):
        shop = self.shop([burger(1)])
        elsewhere = ("--url", shop.source.url + "/elsewhere", "--pos", "Main Store", "--allow-private-network", "--auth", "none")
        self.assertEqual(shop.ask("sync", "add", "Main Store: orders", *elsewhere)["source"], "main-store-orders-2")
        for name in (SYNC, "Main Store: orders"):
            self.assert_run(shop.sync_now(name=name), "success", processed=1)
        # One that was removed is made again under its source, wherever the shop's system is by now.
        shop.ask("sync", "remove", SYNC)
        self.assertEqual(shop.ask("sync", "add", SYNC, "--url", shop.source.url + "/moved", *elsewhere[2:])["source"], "main-store-orders")

    def test_on_one_url_are_warned_of_until_they_have_filters(self):
        shop = self.shop([burger(1)])
        same = ("--url", shop.source.url, "--pos", "Main Store", "--allow-private-network", "--auth", "none")
        self.assert_fails(shop, 1, "url_in_use", "sync", "add", "Second", *same)
        (warning,) = shop.ask("sync", "add", "Second", *same, "--source", "second")["warnings"]
        self.assertEqual(warning["code"], "url_shared")
        self.assertNotIn("warnings", shop.ask("sync", "edit", "Second", "--filter", "/LocationID=405"))

    def test_of_one_source_leave_alone_what_the_other_books(self):
        """Told apart by filters: what one leaves out waits for the other, or stays ignored."""
        ours = [order(number, [item("Nothing we know", 10.0)], 10.0, LocationID=404) for number in (1, 2)]
        shop = self.shop([*ours, burger(3, LocationID=405)], options=("--interval", "0", "--filter", "/LocationID=404"))
        shop.add_sync("--source", "main-store-orders", "--interval", "0", "--filter", "/LocationID=405", name="Other")
        self.assert_run(shop.sync_now(), "error", failed=2, skipped=1)
        shop.ask("order", "ignore", "2", "--why", "a test")
        self.assert_run(shop.sync_now(name="Other"), "success", processed=1, skipped=2)
        self.assertEqual({one["external_id"]: one["state"] for one in shop.orders()}, {"1": "parked", "2": "ignored", "3": "booked"})
        shop.import_catalogue(with_products({"id": 77, "name": "Nothing we know", "list_price": "10.00", "type": "service", "taxes": []}))
        shop.source.orders = []
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual({one["external_id"]: one["state"] for one in shop.orders()}, {"1": "booked", "2": "ignored", "3": "booked"})


class TriedAtOnce(ShopTest):
    """By a service that is there, and not only when the next run is due."""

    def booked_soon(self, shop) -> None:
        wait_for("it is booked", lambda: [order["state"] for order in shop.orders()] == ["booked"], every_s=0.2, explain=lambda: str(shop.orders()))

    def test_when_a_product_is_mapped(self):
        shop = self.shop([burger(1, OrderItems=[{"ItemName": "Big Burger", "Price": 80, "Quantity": 1}])], options=("--interval", "0"))
        self.assert_run(shop.sync_now(), "error", failed=1)
        service = shop.serve()
        shop.ask("sync", "edit", SYNC, "--map-product", "Big Burger=10")
        self.booked_soon(shop)
        service.stop()

    def test_when_a_session_is_opened(self):
        shop = self.shop([burger(1)], options=("--interval", "0", "--no-auto-session"))
        shop.sync_now()
        self.assertEqual([order["state"] for order in shop.orders()], ["received"])
        service = shop.serve()
        shop.ask("session", "open", "Main Store")
        self.booked_soon(shop)
        service.stop()

    def test_retrying_what_does_not_wait_says_so_and_nothing_about_the_sync(self):
        shop = self.shop([burger(1)])
        self.assert_run(shop.sync_now(), "success", processed=1)
        runs = len(shop.every("run", "list"))
        self.assert_fails(shop, 1, "order_not_waiting", "order", "retry", "1")
        self.assertEqual(len(shop.every("run", "list")), runs)
        self.assertEqual(shop.ask("sync", "show", SYNC)["last_sync_status"], "success")


if __name__ == "__main__":
    main()
