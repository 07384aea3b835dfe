#!/usr/bin/env python3
"""A dry run says of every shop what its next run does, and writes nothing (behaviour of runs: results, sessions, waiting orders)."""

import contextlib
import sqlite3

from harness import SYNC, Shop, ShopTest, burger, catalogue, item, main, order, paid, refund, water, with_products

COUNTS = ("processed", "failed", "already_synced", "skipped", "waiting")
LATTE = {"id": 30, "name": "Latte XL", "list_price": "5.00", "type": "storable", "taxes": [], "on_hand": "10"}


def latte(order_id: int, **fields: object) -> dict:
    return order(order_id, [item("Latte XL", 5)], 5, **fields)


def no_methods(standing: str = "none") -> dict:
    return catalogue(pos_configs=[{**catalogue()["pos_configs"][0], "payment_methods": [], "session": standing}])


def rows(shop: Shop) -> dict:
    """Every row of the store, but of its own clockwork."""
    with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db", timeout=30)) as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {table: sorted(map(repr, store.execute(f'SELECT * FROM "{table}"'))) for table in tables}


def standing_session(shop: Shop, state: str) -> None:
    shop.ask("session", "open", "Main Store")
    with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db", timeout=30)) as store, store:
        store.execute("UPDATE pos_session SET state = ?", (state,))


class DryRuns(ShopTest):
    def agree(self, shop: Shop, status: str, message: str = "", **counts: int) -> dict:
        """Looks, looks again, runs. Answers the dry run."""
        before = rows(shop)
        dry, again = shop.sync_now("--dry-run"), shop.sync_now("--dry-run")
        self.assertEqual(rows(shop), before, "a dry run writes nothing")
        run = shop.sync_now()
        told = {field: (dry[field], again[field]) for field in ("status", "message", *COUNTS)}
        self.assertEqual(told, {field: (run[field], run[field]) for field in told})
        self.assert_run(run, status, message or None, **counts)
        self.assertEqual(len(dry["would_book"]) + dry["would_book_more"], run["processed"], dry)
        return dry

    def after(self, first: list, then: list, **more: object) -> Shop:
        shop = self.shop(first, **more)
        shop.sync_now()
        shop.source.orders = then
        return shop

    # Sessions

    def test_without_a_session_the_orders_wait(self):
        shop = self.shop([burger(1)], options=("--no-auto-session",))
        self.assertTrue(self.agree(shop, "error", waiting=1)["message"].startswith("No open POS session found"))
        self.agree(shop, "error", waiting=1)
        shop.ask("session", "open", "Main Store")
        self.agree(shop, "success", "Processed 1 orders successfully", processed=1)

    def test_a_session_that_stands_is_used_or_not(self):
        for state, option, status in (("opening_control", "--auto-session", "success"), ("opening_control", "--no-auto-session", "error"),
                                      ("opened", "--no-auto-session", "success"), ("closing_control", "--auto-session", "error")):
            with self.subTest(f"{state} {option}"):
                shop = self.shop([burger(1), latte(2)], options=(option,))
                standing_session(shop, state)
                booked = status == "success"
                self.agree(shop, "error", processed=int(booked), waiting=int(not booked), failed=1)

    def test_without_a_payment_method_the_orders_wait(self):
        shop = self.shop([burger(1), latte(2)], goods=no_methods())
        dry = self.agree(shop, "error", waiting=2)
        self.assertIn("has no payment method", dry["message"])
        self.agree(shop, "error", waiting=2)
        shop.import_catalogue(catalogue())
        self.agree(shop, "error", processed=1, failed=1)

    # What is booked

    def test_goods_in_both_directions_are_shown_as_the_pos_shows_them(self):
        exchange = order(1, [item("Burger", 80, -1), item("Water", 2, 47)], 2, net=14, Tax=-12, TaxPercent=15)
        nothing = order(2, [item("Water", 2, -1), item("Water", 2, 1)], 0, payments=[])
        shop = self.shop([exchange, nothing])
        dry = self.agree(shop, "success", processed=2)
        shown = {shop.order(id)["pos_order"]["reference"]: shop.order(id)["pos_order"]["picking"] for id in ("1", "2")}
        for would in dry["would_book"]:
            picking = shown[would["reference"]]
            self.assertEqual(would["picking"] and (would["picking"]["direction"], would["picking"]["moves"]),
                             picking and (picking["direction"], picking["moves"]))

    def test_a_change_of_a_booked_order_fails_once(self):
        shop = self.after([burger(1)], [order(1, [item("Burger", 90)], 103.5, net=90, Tax=13.5, TaxPercent=15, OrderStatus=103)])
        self.agree(shop, "error", failed=1)
        self.agree(shop, "no_orders", "No new orders (1 already synced)", already_synced=1)

    def test_a_cancellation_of_a_booked_order_fails_once_and_again_after_it_went_back(self):
        cancelled = burger(1, OrderStatus=104)
        shop = self.after([burger(1)], [cancelled])
        self.agree(shop, "error", failed=1)
        self.agree(shop, "no_orders", already_synced=1)
        shop.source.orders = [burger(1)]
        self.agree(shop, "no_orders", already_synced=1)
        self.assertIsNone(shop.order("1")["attention"])
        shop.source.orders = [cancelled]
        self.agree(shop, "error", failed=1)

    def test_a_sale_that_comes_back_after_its_reversal_fails_once(self):
        shop = self.after([burger(1)], [burger(1, OrderStatus=104)])
        shop.sync_now()
        shop.ask("order", "reverse", "1")
        shop.source.orders = [burger(1)]
        self.agree(shop, "error", failed=1)

    # What waits

    def test_what_waits_for_the_same_cause_goes_on_waiting(self):
        shop = self.after([latte(1)], [latte(1)])
        self.agree(shop, "no_orders", "No new orders; 1 orders wait for you", waiting=1)
        shop.source.orders = []
        self.agree(shop, "no_orders", waiting=1)
        shop.source.orders = [latte(1), water(2)]
        self.agree(shop, "success", "Processed 1 orders successfully; 1 orders wait for you", processed=1, waiting=1)

    def test_other_content_of_what_waits_counts_anew(self):
        self.agree(self.after([latte(1)], [order(1, [item("Latte XL", 6)], 6)]), "error", failed=1)
        self.agree(self.after([latte(1)], [water(1)]), "success", processed=1)
        self.agree(self.after([burger(1, GrandTotal="92,00")], [burger(1, GrandTotal="93,00")]), "error", failed=1)

    def test_another_cause_of_what_waits_counts_anew(self):
        shop = self.after([latte(1, payments=[paid(3)])], [])
        shop.import_catalogue(with_products(LATTE))
        self.agree(shop, "error", failed=1)

    def test_what_waits_and_is_no_sale_any_more_is_skipped(self):
        self.agree(self.after([latte(1)], [latte(1, OrderStatus=104)]), "no_orders", "No new orders (1 skipped)", skipped=1)
        shop = self.after([latte(1, OrderStatus=103)], [latte(1, OrderStatus=103)])
        shop.ask("sync", "edit", SYNC, "--sale-statuses", "105")
        self.agree(shop, "no_orders", skipped=1)

    def test_what_waits_is_booked_once_it_can_be_though_the_source_sends_it_no_more(self):
        for sent in ([], [latte(1)]):
            with self.subTest(str(sent)):
                shop = self.after([latte(1)], sent)
                shop.ask("sync", "edit", SYNC, "--map-product", "Latte XL=11")
                self.agree(shop, "success", processed=1)
        # What is booked by the run and sent otherwise in the same run: the dry run tells the first of it.
        for sent, news in ((latte(1, OrderStatus=104), "cancelled_after_booking"), (water(1), "changed_after_booking")):
            with self.subTest(news):
                shop = self.after([latte(1)], [sent])
                shop.ask("sync", "edit", SYNC, "--map-product", "Latte XL=11")
                self.assert_run(shop.sync_now("--dry-run"), "success", processed=1)
                self.assert_run(shop.sync_now(), "error", failed=1)
                self.assertEqual(shop.order("1")["attention"]["code"], news)
        shop = self.after([latte(1)], [])
        shop.import_catalogue(with_products(LATTE))
        self.agree(shop, "success", "Processed 1 orders successfully", processed=1)

    def test_ignored_orders_stay_so(self):
        shop = self.after([latte(1)], [latte(1)])
        shop.ask("order", "ignore", "1", "--why", "rung up by hand")
        self.agree(shop, "no_orders", already_synced=1)
        shop.source.orders = [latte(1), latte(1)]
        self.agree(shop, "no_orders", already_synced=1)

    # Refunds

    def test_refunds_before_their_sales_are_booked_with_them(self):
        back = [refund(water(n), RefundID=f"R{n}") for n in (1, 2)]
        shop = self.shop([*back, water(1)])
        self.agree(shop, "error", processed=2, failed=1)
        shop.source.orders = [water(2)]
        self.agree(shop, "success", processed=2)

    def test_a_refund_far_before_its_sale_is_booked_in_the_same_run(self):
        # More orders than are received at once lie between the two.
        shop = self.shop([refund(water(1), RefundID="R1"), *[water(n) for n in range(10, 1110)], water(1)])
        dry = self.agree(shop, "success", processed=1102)
        self.assertEqual((len(dry["would_book"]), dry["would_book_more"]), (1000, 102))

    # All the rest

    def test_fetches_that_fail(self):
        shop = self.after([latte(1)], [])
        shop.source.orders = "<html>"
        self.agree(shop, "error", waiting=1)
        shop.ask("sync", "edit", SYNC, "--map-product", "Latte XL=11")
        self.agree(shop, "error", processed=1)

    def test_an_inactive_sync_may_be_looked_at(self):
        shop = self.shop([burger(1)])
        shop.ask("sync", "deactivate", SYNC)
        self.assert_run(shop.sync_now("--dry-run"), "success", processed=1)


if __name__ == "__main__":
    main()
