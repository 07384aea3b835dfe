#!/usr/bin/env python3
"""One order, once: repeats, changes, cancellations, refunds, fixed causes and dry runs (behaviour of keys and contents)."""

import contextlib
import sqlite3

from harness import SYNC, D, ShopTest, burger, catalogue, item, main, order, refund, water, with_products


class Repeats(ShopTest):
    def test_twice_in_one_answer_is_once(self):
        shop = self.shop([burger(639), burger(639)])
        self.assert_run(shop.sync_now(), "success", "Processed 1 orders successfully", processed=1)
        self.assertEqual(len(shop.pos_orders()), 1)
        self.assertEqual(shop.stock()[10], D(99))

    def test_a_number_and_a_text_are_the_same_order(self):
        shop = self.shop([burger(639), burger("639")])
        self.assert_run(shop.sync_now(), "success", processed=1)
        shop.source.orders = [burger("639")]
        self.assert_run(shop.sync_now(), "no_orders", "No new orders (1 already synced)", already_synced=1)
        self.assertEqual(len(shop.pos_orders()), 1)

    def test_the_same_amount_written_otherwise_is_no_change(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        shop.source.orders = [burger(639, AmountPaid="92.00", GrandTotal="9.2e1", Remark="thanks")]
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertIsNone(shop.order("639")["attention"])

    def test_a_bad_order_does_not_hold_back_its_neighbours(self):
        bad = burger(2, GrandTotal="92,00")
        shop = self.shop([burger(1), bad, burger(3)])
        run = shop.sync_now()
        self.assert_run(run, "error", processed=2, failed=1)
        self.assertTrue(run["message"].startswith("Processed 2 orders successfully, 1 failed: "), run["message"])
        self.assert_booked(shop, "1", "92.00")
        self.assert_parked(shop, "2", "bad_field", contains="GrandTotal")
        self.assert_booked(shop, "3", "92.00")

    def test_elements_that_are_no_orders_fail_alone(self):
        shop = self.shop('[7, "text", null, {"Note": "no id"}, ' + '{"OrderID": 5, "AmountPaid": 2, "AmountTotal": 2, "GrandTotal": 2,'
                         '"OrderItems": [{"ItemName": "Water", "Price": 2, "Quantity": 1}],'
                         '"CheckoutDetails": [{"AmountPaid": 2, "CardType": "Cash", "PaymentMode": 1}]}]')
        self.assert_run(shop.sync_now(), "error", processed=1, failed=4)
        self.assert_booked(shop, "5", "2.00")
        # The same bytes again are no new failure.
        run = shop.sync_now()
        self.assertEqual((run["status"], run["failed"], run["already_synced"]), ("no_orders", 0, 1), run)

    def test_the_same_failure_fails_once_and_then_waits(self):
        shop = self.shop([order(1, [item("Latte XL", 5)], 5)])
        self.assert_run(shop.sync_now(), "error", failed=1)
        run = shop.sync_now()
        self.assert_run(run, "no_orders", waiting=1)
        self.assertIn("1 order", run["message"])
        self.assertIn("wait", run["message"])


class Changes(ShopTest):
    def test_a_change_after_booking_is_told_once_and_never_posted(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        before = shop.order("639")["pos_order"]
        shop.source.orders = [order(639, [item("Burger", 90.0)], 103.5, net=90.0, Tax=13.5, TaxPercent=15.0, OrderStatus=103)]
        self.assert_run(shop.sync_now(), "error", failed=1)
        shown = shop.order("639")
        self.assertEqual(shown["state"], "booked")
        self.assertEqual(shown["pos_order"], before)
        self.assertIsNotNone(shown["attention"])
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertEqual(len(shop.pos_orders()), 1)
        self.assertEqual(shop.stock()[10], D(99))

    def test_retry_never_posts_a_booked_order(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        shop.source.orders = [burger(639, GrandTotal=103.5, AmountPaid=103.5)]
        shop.sync_now()
        shop.ordersync("order", "retry", "639")
        shop.ordersync("order", "retry", "--all")
        self.assertEqual(len(shop.pos_orders()), 1)
        self.assert_booked(shop, "639", "92.00")

    def test_a_cancellation_of_what_waits_is_skipped_and_waits_no_more(self):
        shop = self.shop([order(1, [item("Latte XL", 5)], 5)])
        self.assert_run(shop.sync_now(), "error", failed=1)
        shop.source.orders = [order(1, [item("Latte XL", 5)], 5, OrderStatus=104)]
        run = shop.sync_now()
        self.assert_run(run, "no_orders", skipped=1)
        self.assertEqual(run["message"], "No new orders (1 skipped)")

    def test_a_cancellation_after_booking_asks_for_a_person(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        shop.source.orders = [burger(639, OrderStatus=104)]
        self.assert_run(shop.sync_now(), "error", failed=1)
        shown = shop.order("639")
        self.assertEqual(shown["state"], "booked")
        self.assertIsNotNone(shown["attention"])
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)

    def test_a_cancellation_is_told_whatever_the_settings_make_of_what_was_booked(self):
        for name, edit, booked in (("narrowed", ("--sale-statuses", "103"), burger(1, OrderStatus=101)),
                                   ("moved", ("--sale-statuses", "104"), burger(1, OrderStatus=103)),
                                   ("filtered", ("--filter", "/Branch=2"), burger(1, Branch=1, OrderStatus=101))):
            for resent in (False, True):
                with self.subTest(name, resent=resent):
                    shop = self.shop([booked])
                    shop.ask("sync", "edit", SYNC, "--sale-statuses", "101,103")
                    self.assert_run(shop.sync_now(), "success", processed=1)
                    shop.ask("sync", "edit", SYNC, *edit)
                    if resent:
                        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
                    shop.source.orders = [dict(booked, OrderStatus=105)]
                    self.assert_run(shop.sync_now(), "error", failed=1)
                    self.assertEqual(shop.order("1")["attention"]["code"], "cancelled_after_booking")
                    self.assert_run(shop.sync_now(), "no_orders", already_synced=1)

    def test_a_cancellation_that_says_little_more_is_told_whatever_the_filter_asks_for(self):
        shop = self.shop([burger(1, Branch=1)])
        shop.ask("sync", "edit", SYNC, "--filter", "/Branch=1")
        self.assert_run(shop.sync_now(), "success", processed=1)
        shop.source.orders = [{"OrderID": 1, "OrderStatus": 105}]
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assertEqual(shop.order("1")["attention"]["code"], "cancelled_after_booking")
        shop = self.shop([burger(1, State="active")])
        shop.ask("sync", "edit", SYNC, "--filter", "/State=active")
        shop.sync_now()
        shop.source.orders = [burger(1, State="void", OrderStatus=105)]
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assertEqual(shop.order("1")["attention"]["code"], "cancelled_after_booking")

    def test_what_was_booked_is_what_later_content_is_compared_with(self):
        """Settings are edited, the source sends the same again, and then what it says is written for the new settings."""
        for edit, before, after in ((("--sale-statuses", "103"), {"OrderStatus": 101}, {"OrderStatus": 103}),
                                    (("--timezone", "Asia/Riyadh"), {"OrderDate": "2025-08-10T10:00:00"}, {"OrderDate": "2025-08-10T10:00:00Z"})):
            with self.subTest(edit):
                shop = self.shop([burger(1, **before)])
                shop.ask("sync", "edit", SYNC, "--sale-statuses", "101,103")
                shop.sync_now()
                shop.ask("sync", "edit", SYNC, *edit)
                self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
                shop.source.orders = [burger(1, **after)]
                self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
                self.assertIsNone(shop.order("1")["attention"])

    def test_twice_in_one_long_answer_is_told_once(self):
        """So far apart that the first is booked before the second is read: the run says so, and later ones are quiet."""
        shop = self.shop([*(water(number) for number in range(1, 1102)), water(1, 2), burger(2, OrderStatus=105)])
        run = shop.sync_now()
        self.assert_run(run, "error", processed=1099, failed=2)
        self.assertIn("Order 1 ", run["message"])
        self.assertEqual([shop.order(key)["attention"]["code"] for key in ("1", "2")], ["changed_after_booking", "cancelled_after_booking"])
        steps = len(shop.ask("order", "show", "1")["timeline"])
        for _ in range(2):
            self.assert_run(shop.sync_now(), "no_orders", already_synced=1101)
        self.assertEqual(len(shop.ask("order", "show", "1")["timeline"]), steps)
        shop.source.orders.reverse()
        for _ in range(2):
            self.assert_run(shop.sync_now(), "no_orders", already_synced=1101)
        self.assertEqual(len(shop.ask("order", "show", "1")["timeline"]), steps)
        shop.source.orders = [water(1)]
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertIsNone(shop.order("1")["attention"])

    def test_what_a_run_books_and_finds_changed_is_told_by_it(self):
        shop = self.shop([order(1, [item("Elixir", 5)], 5)])
        self.assert_run(shop.sync_now(), "error", failed=1)
        shop.import_catalogue(with_products({"id": 90, "name": "Elixir"}))
        shop.source.orders = [order(1, [item("Elixir", 5)], 5, OrderStatus=105)]
        self.assert_run(shop.sync_now(), "error", processed=0, failed=1)
        self.assertEqual(shop.order("1")["attention"]["code"], "cancelled_after_booking")
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)

    def test_a_status_that_is_no_sale_is_skipped_and_looked_at_again(self):
        shop = self.shop([burger(639, OrderStatus=101)])
        self.assert_run(shop.sync_now(), "no_orders", "No new orders (1 skipped)", skipped=1)
        self.assertEqual(shop.order("639")["state"], "skipped")
        self.assert_nothing_booked(shop)
        shop.source.orders = [burger(639, OrderStatus=103)]
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assert_booked(shop, "639", "92.00")

    def test_a_corrected_order_replaces_the_parked_one(self):
        shop = self.shop([burger(639, GrandTotal="92,00")])
        shop.sync_now()
        shop.source.orders = [burger(639)]
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assert_booked(shop, "639", "92.00")


class Refunds(ShopTest):

    def test_a_refund_takes_back_money_and_goods(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        shop.source.orders = [burger(639), refund(burger(639))]
        self.assert_run(shop.sync_now(), "success", processed=1, already_synced=1)
        shown = shop.order("main-store-orders/639:refund")
        self.assertEqual((shown["kind"], shown["state"], shown["external_id"]), ("refund", "booked", "639"))
        booked = shown["pos_order"]
        self.assert_amount(booked["total"], "-92.00")
        self.assert_amount(booked["tax"], "-12.00")
        self.assert_amount(booked["lines"][0]["qty"], "-1")
        self.assert_amount(booked["lines"][0]["price_unit"], "80")
        self.assertEqual([payment["amount"] for payment in booked["payments"]], ["-92.00"])
        self.assertEqual(booked["picking"]["direction"], "in")
        self.assertEqual([D(move["qty"]) for move in booked["picking"]["moves"]], [D(1)])
        self.assertEqual(shop.stock()[10], D(100))
        self.assert_run(shop.sync_now(), "no_orders", already_synced=2)

    def test_a_negative_total_under_a_sale_status_is_a_refund(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        shop.source.orders = [order(639, [item("Burger", 80.0, -1)], -92.0, net=-80.0, Tax=-12.0, TaxPercent=15.0, OrderStatus=103)]
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assert_amount(shop.order("main-store-orders/639:refund")["pos_order"]["total"], "-92.00")
        self.assertEqual(shop.stock()[10], D(100))

    def test_an_ambiguous_key_is_wrong_usage_with_the_candidates(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        shop.source.orders = [refund(burger(639))]
        shop.sync_now()
        self.assertIn("main-store-orders/639:refund", self.assert_fails(shop, 2, "ambiguous_key", "order", "show", "639"))

    def test_two_refunds_with_their_own_ids_are_both_booked(self):
        sale = water(640, 10)
        shop = self.shop([sale])
        shop.sync_now()
        shop.source.orders = [sale, refund(water(640, 3), RefundID="R1"), refund(water(640, 2), RefundID="R2")]
        self.assert_run(shop.sync_now(), "success", processed=2, already_synced=1)
        for refund_id, total in (("R1", "-6.00"), ("R2", "-4.00")):
            self.assert_amount(shop.order(f"main-store-orders/640:refund:{refund_id}")["pos_order"]["total"], total)
        self.assertEqual(shop.stock()[11], D(1000 - 10 + 3 + 2))

    def test_a_second_refund_without_an_id_asks_first(self):
        sale = water(640, 10)
        shop = self.shop([sale])
        shop.sync_now()
        shop.source.orders = [refund(water(640, 3))]
        self.assert_run(shop.sync_now(), "success", processed=1)
        shop.source.orders = [refund(water(640, 2))]
        self.assert_run(shop.sync_now(), "error", failed=1)
        (second,) = shop.orders("--state", "parked")
        self.assertEqual((second["kind"], second["error"]["code"]), ("refund", "further_refund"), second)
        self.assert_run(shop.sync_now(), "no_orders", waiting=1)
        shop.source.orders = []
        self.assert_run(shop.sync_now(), "no_orders", "No orders found to sync; 1 orders wait for you", waiting=1)
        self.assertEqual(len(shop.pos_orders()), 2)
        self.assertEqual(shop.stock()[11], D(1000 - 10 + 3))

    def test_refunds_above_the_sale_are_parked(self):
        sale = water(640, 4)
        shop = self.shop([sale])
        shop.sync_now()
        shop.source.orders = [refund(water(640, 3), RefundID="R1"), refund(water(640, 2), RefundID="R2")]
        self.assert_run(shop.sync_now(), "error", processed=1, failed=1)
        self.assert_parked(shop, "main-store-orders/640:refund:R2", "refund_above_sale")
        self.assertEqual(shop.stock()[11], D(1000 - 4 + 3))

    def test_a_refund_before_its_sale_waits_and_then_follows_by_itself(self):
        shop = self.shop([refund(burger(639))])
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assert_parked(shop, "main-store-orders/639:refund", "sale_not_booked")
        self.assert_nothing_booked(shop)
        shop.source.orders = [burger(639)]
        run = shop.sync_now()
        self.assertEqual((run["status"], run["processed"]), ("success", 2), run)
        self.assertEqual(shop.order("main-store-orders/639:refund")["state"], "booked")
        self.assertEqual(shop.stock()[10], D(100))

    def test_a_refund_and_its_sale_in_one_answer_are_both_booked(self):
        for answer in ([refund(burger(639)), burger(639)], [burger(639), refund(burger(639))]):
            shop = self.shop(answer)
            self.assert_run(shop.sync_now(), "success", processed=2)
            self.assertEqual(len(shop.pos_orders()), 2)
            self.assertEqual(shop.stock()[10], D(100))


class FixedCauses(ShopTest):
    LATTE = {"id": 30, "name": "Latte XL", "list_price": "5.00", "type": "storable", "taxes": [], "on_hand": "10"}

    def test_a_failed_order_is_booked_once_after_its_cause_is_fixed(self):
        shop = self.shop([order(1, [item("Latte XL", 5)], 5)])
        self.assert_run(shop.sync_now(), "error", failed=1)
        shop.import_catalogue(with_products(self.LATTE))
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assert_booked(shop, "1", "5.00")
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertEqual(shop.stock()[30], D(9))
        self.assertEqual(len(shop.pos_orders()), 1)

    def test_it_is_booked_even_when_the_source_no_longer_sends_it(self):
        shop = self.shop([order(1, [item("Latte XL", 5)], 5)])
        shop.sync_now()
        shop.source.orders = []
        shop.import_catalogue(with_products(self.LATTE))
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_a_map_frees_all_orders_of_its_cause(self):
        shop = self.shop([order(n, [item("Latte XL", 5)], 5) for n in (1, 2, 3)])
        self.assert_run(shop.sync_now(), "error", failed=3)
        shop.ask("sync", "edit", "Main Store Orders", "--map-product", "Latte XL=11")
        self.assert_run(shop.sync_now(), "success", processed=3)
        self.assertEqual(shop.stock()[11], D(997))

    def test_retry_by_hand_books_it(self):
        shop = self.shop([order(1, [item("Latte XL", 5)], 5)])
        shop.sync_now()
        self.assertEqual(shop.ordersync("order", "retry", "1").status, 1, "the cause is still there")
        shop.import_catalogue(with_products(self.LATTE))
        self.assertEqual(shop.ordersync("order", "retry", "1").status, 0)
        self.assert_booked(shop, "1", "5.00")

    def test_an_ignored_order_is_left_alone(self):
        shop = self.shop([order(1, [item("Latte XL", 5)], 5)])
        shop.sync_now()
        shop.ask("order", "ignore", "1", "--why", "a test order")
        self.assertEqual(shop.order("1")["state"], "ignored")
        shop.import_catalogue(with_products(self.LATTE))
        shop.sync_now()
        self.assertEqual(shop.order("1")["state"], "ignored")
        self.assert_nothing_booked(shop)

    def test_a_sync_made_again_cannot_book_old_orders_twice(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        shop.ask("sync", "remove", "Main Store Orders")
        shop.add_sync()
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertEqual(len(shop.pos_orders()), 1)


class MadeAgain(ShopTest):
    """A sync that is added again for its source has what waited under the one that was removed, though the source sends nothing."""

    def made_again(self, shop, name=SYNC, again="Again"):
        shop.source.orders = []
        shop.ask("sync", "remove", name)
        shop.add_sync("--source", "main-store-orders", name=again)

    def test_what_waited_is_listed_and_booked(self):
        latte = order(2, [item("Latte XL", 5)], 5)
        shop = self.shop([burger(1), latte, water(3)], options=("--no-auto-session",))
        shop.sync_now()
        shop.ask("order", "ignore", "3", "--why", "a test")
        self.assertEqual({row["external_id"]: row["state"] for row in shop.orders()}, {"1": "received", "2": "parked", "3": "ignored"})
        self.made_again(shop)
        self.assertEqual({row["external_id"] for row in shop.orders("--sync", "Again")}, {"1", "2"})
        self.assert_run(shop.sync_now(name="Again"), "success", processed=1, waiting=1)
        self.assert_booked(shop, "1", "92.00")
        self.assertEqual([row["external_id"] for row in shop.orders("--sync", "Again", "--state", "parked")], ["2"])
        self.made_again(shop, "Again", "Third")
        self.assertIn("woken", [step["step"] for step in shop.ask("order", "show", "2")["timeline"]])
        shop.import_catalogue(with_products({"id": 30, "name": "Latte XL", "list_price": "5.00"}))
        self.assert_run(shop.sync_now(name="Third"), "success", processed=1)
        self.assert_booked(shop, "2", "5.00")
        self.assertEqual(shop.order("3")["state"], "ignored")

    def test_what_may_have_been_sent_is_looked_up_and_not_sent_again(self):
        shop = self.shop([burger(1)])
        self.assert_run(shop.sync_now(), "success", processed=1)
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db", timeout=30)) as store, store:
            store.execute("UPDATE journal_order SET state = 2, shelf = 2")  # sent, and no answer came
            store.execute("DELETE FROM journal_booking")
        self.made_again(shop)
        self.assertEqual([row["state"] for row in shop.orders("--sync", "Again")], ["posting"])
        self.assert_run(shop.sync_now(name="Again"), "success", processed=1)
        self.assertEqual(len(shop.pos_orders()), 1)
        self.assertIn("found", [step["step"] for step in shop.ask("order", "show", "1")["timeline"]])

    def test_a_booked_order_is_still_taken_back(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        self.made_again(shop)
        self.assertEqual(shop.ask("order", "reverse", "1")["state"], "booked")

    def test_what_its_settings_leave_out_waits_for_a_person(self):
        shop = self.shop([burger(1, OrderDate="2026-01-02T03:04:05Z"), order(2, [item("Latte XL", 5)], 5)], options=("--no-auto-session",))
        shop.sync_now()
        shop.source.orders = []
        shop.ask("sync", "remove", SYNC)
        shop.add_sync("--source", "main-store-orders", "--from", "2026-02-01", name="Again")
        run = shop.sync_now(name="Again")
        self.assertEqual((run["processed"], run["skipped"]), (0, 0), run)
        left_out = shop.order("1")
        self.assertEqual((left_out["state"], left_out["error"]["code"]), ("parked", "taken_over_left_out"), left_out)
        shop.ask("sync", "edit", "Again", "--from", "")
        shop.sync_now(name="Again")
        self.assert_booked(shop, "1", "92.00")

    def test_of_a_shared_source_nothing_is_taken_over(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        shop.sync_now()
        shop.add_sync("--source", "main-store-orders", "--filter", "/LocationID=2", name="Second", url=shop.source.url + "?second")
        self.made_again(shop)
        self.assertEqual(shop.orders("--sync", "Again"), [])
        self.assertEqual(shop.order("2")["state"], "parked")

    def test_a_booked_order_is_not_taken_back_at_another_pos(self):
        goods = catalogue()
        goods["pos_configs"].append({**goods["pos_configs"][0], "id": 2, "name": "Kiosk"})
        shop = self.shop([burger(1)], goods=goods)
        shop.sync_now()
        shop.ask("sync", "remove", SYNC)
        shop.add_sync("--source", "main-store-orders", name="Again", pos="Kiosk")
        self.assert_fails(shop, 1, "sync_not_found", "order", "reverse", "1")
        self.assertEqual(len(shop.pos_orders()), 1)

    def test_another_sync_that_is_there_keeps_its_own(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        shop.sync_now()
        shop.add_sync("--source", "main-store-orders", "--filter", "/LocationID=2", name="Second")
        self.assertEqual(shop.orders("--sync", "Second"), [])
        self.assertEqual(len(shop.orders("--sync", SYNC)), 1)


class DryRun(ShopTest):
    def test_a_dry_run_shows_what_would_be_booked_and_writes_nothing(self):
        shop = self.shop([burger(639), order(640, [item("Latte XL", 5)], 5)])
        run = shop.sync_now("--dry-run")
        self.assertTrue(run["dry_run"])
        (would,) = run["would_book"]
        self.assert_amount(would["total"], "92.00")
        self.assert_amount(would["tax"], "12.00")
        self.assertEqual(would["lines"][0]["product"], "Burger")
        self.assertEqual((run["processed"], run["failed"]), (1, 1), run)
        self.assert_nothing_booked(shop)
        self.assertEqual(shop.orders(), [])
        self.assertEqual(shop.sessions(), [])
        self.assertEqual(shop.stock()[10], D(100))
        sync = shop.sync()
        self.assertEqual((sync["cursor"], sync["last_sync_date"]), (None, None))
        self.assert_run(shop.sync_now(), "error", processed=1, failed=1)

    def test_a_dry_run_says_of_when_the_oldest_order_is_that_it_would_book(self):
        shop = self.shop([burger(639, OrderDate="2026-01-02T03:04:05Z"), burger(640, OrderDate="2025-01-02T03:04:05Z"), burger(641)])
        self.assertEqual(shop.sync_now("--dry-run")["oldest"], "2025-01-02T03:04:05Z")
        shop.ask("sync", "edit", "Main Store Orders", "--from", "2026-01-01")
        self.assertEqual(shop.sync_now("--dry-run")["oldest"], "2026-01-02T03:04:05Z")
        shop.sync_now()
        self.assertIsNone(shop.sync_now("--dry-run")["oldest"])

    def test_a_dry_run_knows_what_is_booked_already(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        run = shop.sync_now("--dry-run")
        self.assertEqual((run["would_book"], run["already_synced"]), ([], 1), run)

    def test_a_dry_run_takes_off_what_was_refunded_before(self):
        sale = water(1, 5)
        back = [refund(water(1), RefundID=f"R{n}") for n in range(1, 7)]
        shop = self.shop([sale, *back[:2]])
        self.assertEqual(shop.sync_now()["processed"], 3)
        for orders, booked in (([sale, *back], 3), ([water(2, 5), *[{**one, "OrderID": 2} for one in back]], 6)):
            shop.source.orders = orders
            would = shop.sync_now("--dry-run")
            run = shop.sync_now()
            self.assertEqual((would["processed"], would["failed"]), (run["processed"], run["failed"]))
            self.assertEqual((run["processed"], run["failed"]), (booked, 1), run)

    def test_a_dry_run_shows_the_warnings(self):
        shop = self.shop([order(1, [item("Water", 3.0, ItemID=13)], 3)])
        (would,) = shop.sync_now("--dry-run")["would_book"]
        shop.sync_now()
        self.assertEqual(would["warnings"], shop.order("1")["warnings"])
        self.assertIn("Iced Tea", would["warnings"][0]["message"])
        shop.source.orders = [order(2, [item("Water", 3.0, ItemID=13)], 3)]
        said = shop.finish(shop.start("sync", "now", "Main Store Orders", "--dry-run")).stdout
        self.assertIn("! 2: " + would["warnings"][0]["message"], said)


class Catalogue(ShopTest):
    def test_importing_again_keeps_the_stock_that_was_sold(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        shop.import_catalogue(catalogue())
        self.assertEqual(shop.stock()[10], D(99))


if __name__ == "__main__":
    main()
