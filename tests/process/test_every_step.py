#!/usr/bin/env python3
"""SIGKILL of the real program before, in the middle of and after every step that changes its data folder or asks its
source: the books are whole at once, and the next run makes them complete."""

import json

from books import Books, assert_complete, assert_sessions, assert_whole, goods_of
from faults import KILLED, KILLS, LONG, BrokenRuns
from harness import SOURCE_CODE, SYNC, D, Reply, Shop, ShopTest, burger, catalogue, item, main, order, paid, refund, water, with_products

PAGE = 4
LATTE = {"id": 30, "name": "Latte XL", "list_price": "5.00", "type": "storable", "taxes": [], "on_hand": "10"}
ON_HAND_FIRST = goods_of(catalogue())
ON_HAND = goods_of(with_products(LATTE))

# Booked or parked before the run that is killed: the run finds them in the journal.
EARLIER = [water(1, 3), order(2, [item("Latte XL", 5)], 5)]
LATER = [
    burger(3),
    water(4, 5),
    order(5, [item("Burger", 80.0), item("Water", 2.0, 2)], 96.0, net=84.0, Tax=12.0, payments=[paid(50), paid(46, "Card", 2)]),
    order(6, [item("Elixir", 5)], 5),
    refund(water(1, 1), RefundID="R1"),
    refund(burger(3)),
    water(7, 1, CheckoutDetails=[paid(10)], AmountPaid=10),
    burger(8, OrderStatus=101),
]
STATES = {"1": "booked", "2": "booked", "3": "booked", "4": "booked", "5": "booked", "6": "parked", "1:refund:R1": "booked",
          "3:refund": "booked", "7": "booked", "8": "skipped"}
STOCK = {10: D(100 - 1), 11: D(1000 - 3 - 5 - 2 + 1 - 1), 12: D(50), 13: D(100), 14: D(5), 15: D(40), 30: D(10 - 1)}


def pages_of(orders: list):
    def answer(asked) -> Reply:
        first = (int(asked.query["page"]) - 1) * PAGE
        return Reply.json(orders[first:first + PAGE])

    return answer


class SyncNow(ShopTest):
    def prepare(self) -> Shop:
        """One order is booked, one is parked, its cause is mended and the session is closed: the run under test has to
        open a session, book what waited and then four kinds of news."""
        shop = self.shop(EARLIER, options=("--page", f"page:page,size:size={PAGE}", "--rate", "1000"))
        shop.source.handler = pages_of(EARLIER)
        self.assert_run(shop.sync_now(), "error", processed=1, failed=1)
        shop.ask("session", "close", "Main Store")
        shop.import_catalogue(with_products(LATTE))
        shop.source.handler = pages_of(EARLIER + LATER)
        return shop

    def assert_books(self, shop: Shop, states: dict = None) -> None:
        books = Books.of(shop)
        assert_whole(self, books, ON_HAND)
        if states is not None:
            assert_complete(self, books, states)
            self.assertEqual({product: books.stock[product] for product in STOCK}, STOCK)
            self.assertEqual([row["orders"] for row in books.sessions], [7, 1], "one session for all of the run")

    def assert_nothing_new(self, shop: Shop) -> None:
        self.assert_run(shop.sync_now(), "no_orders", already_synced=8, waiting=1, skipped=1)

    def killed_at_every_step(self, fault: str) -> None:
        runs = BrokenRuns(self.prepare(), "sync", "now", SYNC)
        killed = 0
        for step, _ in runs.at_every_step(fault, points=6):
            with self.subTest(f"{fault} step {step}"):
                runs.on_a_copy(lambda: self.assert_books(runs.shop))
                runs.shop.sync_now()
                self.assert_books(runs.shop, STATES)
                self.assert_nothing_new(runs.shop)
            killed += 1
        self.assertGreater(killed, 4)
        self.assert_books(runs.shop, STATES)  # of the run that ended by itself

    def test_killed_before_a_step(self):
        self.killed_at_every_step("kill_before")

    def test_killed_in_the_middle_of_a_step(self):
        self.killed_at_every_step("kill_middle")

    def test_killed_after_a_step(self):
        self.killed_at_every_step("kill_after")

    def test_killed_one_step_later_each_time(self):
        """On one folder, never mended in between: what repairs is killed as well."""
        runs = BrokenRuns(self.prepare(), "sync", "now", SYNC)
        step, stride, killed = 1, 1 if LONG else 20, 0
        while (answer := runs.run(KILLS[killed % 3], step)).status == KILLED:
            killed += 1
            step += stride
            if killed % 5 == 0:
                runs.on_a_copy(lambda: self.assert_books(runs.shop))
        print(f"sync now was killed {killed} times, the last time at step {step - stride}", flush=True)
        self.assertGreater(killed, 2)
        self.assertIn(answer.status, (0, 1), answer)
        runs.shop.sync_now()
        self.assert_books(runs.shop, STATES)
        self.assert_nothing_new(runs.shop)


class SessionClose(ShopTest):
    def test_a_session_is_open_or_closed_with_all_its_stock(self):
        goods = catalogue()
        goods["pos_configs"][0]["stock"] = "at_closing"
        shop = self.shop([burger(1), water(2, 4), burger(3), refund(water(2, 1), RefundID="R1")], goods=goods)
        self.assert_run(shop.sync_now(), "success", processed=4)
        before = Books.of(shop)
        for fault in KILLS:
            runs = BrokenRuns(shop, "session", "close", "Main Store")
            for step, _ in runs.at_every_step(fault, points=3):
                with self.subTest(f"{fault} step {step}"):
                    runs.on_a_copy(lambda: self.assert_open_or_closed(shop, before))
                    again = shop.ordersync("session", "close", "Main Store")
                    if again.status != 0:
                        self.assertEqual((again.status, again.error["code"]), (1, "session_not_open"), again)
                    self.assert_closed(Books.of(shop))
            self.assert_closed(Books.of(shop))
            runs.restore()

    def assert_open_or_closed(self, shop: Shop, before: Books) -> None:
        books = Books.of(shop)
        if books.sessions[0]["state"] == "closed":
            self.assert_closed(books)
        else:
            self.assertEqual(books, before)

    def assert_closed(self, books: Books) -> None:
        assert_sessions(self, books)
        (session,) = books.sessions
        self.assertEqual((session["state"], session["orders"], session["closing"]["expected_cash"]), ("closed", 4, "190.00"))
        self.assertEqual((books.stock[10], books.stock[11]), (D(98), D(997)))
        moves = [move for picking in books.pickings for move in picking["moves"]]
        self.assertEqual(sum(D(move["qty"]) for move in moves if move["product_id"] == 10), D(2))


class Reverse(ShopTest):
    def test_a_reversal_is_pressed_again_and_booked_once(self):
        sale = f"{SOURCE_CODE}/639"
        shop = self.shop([burger(639)])
        shop.sync_now()
        shop.source.orders = [burger(639, OrderStatus=105)]
        self.assert_run(shop.sync_now(), "error", failed=1)
        for fault in KILLS:
            runs = BrokenRuns(shop, "order", "reverse", sale)
            for step, _ in runs.at_every_step(fault, points=2):
                with self.subTest(f"{fault} step {step}"):
                    runs.on_a_copy(lambda: assert_whole(self, Books.of(shop), ON_HAND_FIRST))
                    self.assertEqual(shop.ask("order", "reverse", sale)["state"], "booked")
                    books = Books.of(shop)
                    assert_whole(self, books, ON_HAND_FIRST)
                    self.assertEqual([row["total"] for row in books.pos_orders], ["-92.00", "92.00"])
                    self.assertIsNone(shop.order(sale)["attention"])
                    self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
            runs.restore()


class CatalogImport(ShopTest):
    def test_a_catalogue_is_imported_whole_or_not_at_all(self):
        shop = self.shop(with_sync=False)
        before = shop.every("pos", "stock")
        goods = with_products(LATTE)
        goods["products"][0]["name"] = "Big Burger"
        file = self.write_goods(shop, goods)
        shop_after = self.shop(with_sync=False, goods=catalogue())
        shop_after.import_catalogue(goods)
        after = shop_after.every("pos", "stock")
        self.assertNotEqual(before, after)
        for fault in KILLS:
            runs = BrokenRuns(shop, "catalog", "import", file)
            for step, _ in runs.at_every_step(fault, points=3):
                with self.subTest(f"{fault} step {step}"):
                    runs.on_a_copy(lambda: self.assertIn(shop.every("pos", "stock"), (before, after)))
                    shop.ask("catalog", "import", file)
                    self.assertEqual(shop.every("pos", "stock"), after)
            runs.restore()

    def test_a_folder_that_was_half_made_is_made(self):
        """The first command of all: folder, database, schema, key file and goods."""
        shop = self.shop(with_sync=False)
        whole = shop.every("pos", "stock")
        file = self.write_goods(shop, catalogue())
        for fault in KILLS:
            runs = BrokenRuns(shop, "catalog", "import", file, from_nothing=True)
            for step, _ in runs.at_every_step(fault, points=4):
                with self.subTest(f"{fault} step {step}"):
                    shop.ask("catalog", "import", file)
                    self.assertEqual(shop.every("pos", "stock"), whole)
                    shop.add_sync()
                    shop.source.orders = [burger(1)]
                    self.assert_run(shop.sync_now(), "success", processed=1)

    @staticmethod
    def write_goods(shop: Shop, goods: dict) -> str:
        return shop.write("goods.json", json.dumps(goods))


if __name__ == "__main__":
    main()
