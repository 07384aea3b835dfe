#!/usr/bin/env python3
"""Reconciling a day: what the source sent against what stands in the POS, in all the ways in which they can differ."""

import contextlib
import csv
import io
import json
import sqlite3

from harness import SYNC, Answer, Shop, ShopTest, burger, catalogue, item, main, order, paid, refund, water, with_products

DAY = "2026-11-22"
NOON = {"OrderDate": DAY + "T12:00:00Z"}


def reconcile(shop: Shop, *options: str, day: str = DAY) -> Answer:
    return shop.ordersync("reconcile", SYNC, "--day", day, *options)


def by_hand(shop: Shop, *statements: str) -> None:
    """Somebody changes the database itself."""
    with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


class Reconcile(ShopTest):
    def agreeing(self, shop: Shop, *options: str, day: str = DAY) -> dict:
        answer = reconcile(shop, *options, day=day)
        self.assertEqual((answer.status, answer.json and answer.json["agrees"]), (0, True), answer)
        return answer.json

    def disagreeing(self, shop: Shop, *options: str, day: str = DAY) -> dict:
        answer = reconcile(shop, *options, day=day)
        self.assertEqual((answer.status, answer.json and answer.json["agrees"]), (1, False), answer)
        return answer.json

    def assert_lists(self, report: dict, missing: list = (), extra: list = (), different: list = ()) -> None:
        self.assertEqual([[row["external_id"] for row in report[name]] for name in ("missing", "extra", "different")],
                         [list(missing), list(extra), list(different)], report)


class Agreement(Reconcile):
    def test_a_day_that_agrees(self):
        shop = self.shop([burger(1, **NOON), water(2, 3, **NOON), refund(burger(1), RefundID="R1", **NOON)])
        self.assert_run(shop.sync_now(), "success", processed=3)
        report = self.agreeing(shop)
        self.assertEqual((report["sync"], report["pos_config"], report["connection"], report["timezone"], report["currency"]),
                         (SYNC, "Main Store", None, "UTC", "USD"))
        self.assertEqual(report["orders"], {"source": 3, "pos": 3, "difference": 0})
        self.assertEqual(report["total"], {"source": "6.00", "pos": "6.00", "difference": "0.00"})
        self.assertEqual(report["tax"]["difference"], "0.00")
        self.assertEqual([row["method"] for row in report["payment_methods"]], ["Cash"])
        self.assertEqual(report["tax_not_stated"], 1)

    def test_another_day_is_empty(self):
        shop = self.shop([burger(1, **NOON)])
        shop.sync_now()
        self.assertEqual(self.agreeing(shop, day="2026-11-21")["orders"]["source"], 0)

    def test_change_does_not_count(self):
        cash = burger(1, AmountPaid="100.00", BalanceAmount=8.0, **NOON)
        cash["CheckoutDetails"][0]["AmountPaid"] = 100.0
        shop = self.shop([cash])
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(self.agreeing(shop)["payment_methods"],
                         [{"method": "Cash", "source": "92.00", "pos": "92.00", "difference": "0.00"}])

    def test_what_is_booked_by_rule_at_another_total_than_the_source_states_agrees(self):
        """A voucher is paid with, a tip stands in the payments alone, coins are rounded."""
        goods = with_products({"id": 30, "name": "Tips", "list_price": "0", "type": "service", "taxes": []})
        voucher = burger(1, AmountDiscount=10, GrandTotal=82, AmountPaid=82, CheckoutDetails=[paid(82)], **NOON)
        tipped = burger(2, Tip=5, AmountPaid=97, CheckoutDetails=[paid(97)], **NOON)
        shop = self.shop([voucher, tipped], goods=goods, options=("--voucher-method", "4", "--tip-product", "30"))
        self.assert_run(shop.sync_now(), "success", processed=2)
        self.assertEqual(self.agreeing(shop)["total"], {"source": "189.00", "pos": "189.00", "difference": "0.00"})

    def test_the_day_is_the_shops(self):
        goods = catalogue()
        goods["pos_configs"][0]["timezone"] = "Asia/Riyadh"
        shop = self.shop([burger(1, OrderDate="2026-11-21T22:00:00Z")], goods=goods)
        shop.sync_now()
        report = self.agreeing(shop)
        self.assertEqual((report["orders"]["pos"], report["timezone"], report["from"], report["until"]),
                         (1, "Asia/Riyadh", "2026-11-21T21:00:00Z", "2026-11-22T21:00:00Z"))
        self.assertEqual(self.agreeing(shop, "--timezone", "UTC")["orders"]["pos"], 0)

    def test_what_nobody_wants_booked_is_left_out(self):
        unknown = order(3, [item("Nothing We Sell", 5.0)], 5.0, **NOON)
        shop = self.shop([burger(1, **NOON), burger(2, OrderStatus=104, **{**NOON}), unknown])
        shop.sync_now()
        shop.ask("order", "ignore", "3", "--why", "a test order")
        report = self.agreeing(shop)
        self.assertEqual((report["orders"]["source"], report["skipped"], report["ignored"]), (1, 1, 1))

    def test_a_cancelled_sale_that_was_taken_back_agrees(self):
        shop = self.shop([burger(1, **NOON)])
        shop.sync_now()
        shop.source.orders = [burger(1, OrderStatus=104, **NOON)]
        shop.sync_now()
        self.assert_lists(self.disagreeing(shop), extra=["1"])
        reversal = shop.ask("order", "reverse", "1")
        self.assert_lists(self.agreeing(shop))
        day = reversal["pos_order"]["date"][:10]
        self.assert_lists(self.agreeing(shop, day=day))
        shop.source.orders = [burger(1, **NOON)]  # it was no cancellation after all
        shop.sync_now()
        self.assert_lists(self.agreeing(shop))
        self.assert_lists(self.disagreeing(shop, day=day), extra=["1"])

    def test_a_reversal_that_waits_was_sent_by_nobody(self):
        goods = catalogue()
        shop = self.shop([burger(1, **NOON)], goods=goods)
        shop.sync_now()
        shop.source.orders = [burger(1, **{**NOON, "OrderStatus": 105})]
        shop.sync_now()
        goods["taxes"][0]["amount"] = "20"
        shop.ask("catalog", "import", shop.write("taxed.json", json.dumps(goods)))
        self.assertEqual(shop.ordersync("order", "reverse", "1").error["code"], "reversal_taxed_otherwise")
        report = self.disagreeing(shop)
        self.assert_lists(report, extra=["1"])
        self.assertEqual(report["total"]["source"], "0.00")

    def test_what_was_booked_in_another_currency_is_told(self):
        """The sync books into a POS of another currency by now; of the older order only what was booked is kept."""
        shop = self.shop([burger(1, **NOON), water(2, **NOON)])
        shop.sync_now()
        by_hand(shop, "UPDATE journal_payload SET bytes = X'' WHERE row_id = 1",
                """UPDATE journal_intent SET document = replace(document, '"USD"', '"EUR"') WHERE row_id = 1""")
        report = self.disagreeing(shop)
        self.assert_lists(report, different=["1"])
        self.assertEqual(report["total"], {"source": "94.00", "pos": "94.00", "difference": "0.00"})


class Difference(Reconcile):
    def test_a_parked_order_is_missing_with_its_reason(self):
        shop = self.shop([burger(1, **NOON), order(2, [item("Latte XL", 5.0)], 5.0, **NOON)])
        shop.sync_now()
        report = self.disagreeing(shop)
        self.assert_lists(report, missing=["2"])
        (missing,) = report["missing"]
        self.assertEqual((missing["state"], missing["total"], missing["date"]), ("parked", "5.00", NOON["OrderDate"]))
        self.assertIn("Latte XL", missing["why"])
        self.assertEqual(report["total"]["difference"], "-5.00")

    def test_an_order_that_the_pos_lost_is_missing(self):
        shop = self.shop([burger(1, **NOON), burger(2, **NOON)])
        shop.sync_now()
        shop.lose("1")
        report = self.disagreeing(shop)
        self.assert_lists(report, missing=["1"])
        self.assertEqual(report["missing"][0]["state"], "booked")
        self.assertIn("ordersync order retry main-store-orders/1 --again", report["missing"][0]["why"])
        self.assertIn("order retry KEY --again", shop.finish(shop.start("reconcile", SYNC, "--day", DAY)).stdout)
        shop.ask("order", "retry", "1", "--again")
        self.agreeing(shop)

    def test_an_order_that_nobody_here_knows_is_extra(self):
        shop = self.shop([burger(1, **NOON), burger(2, **NOON)])
        shop.sync_now()
        by_hand(shop, "DELETE FROM journal_order WHERE external_id = '2'")
        report = self.disagreeing(shop)
        self.assert_lists(report, extra=["2"])
        self.assertEqual(report["extra"][0]["pos_order"], "Main Store/0002")
        self.assertIn("not received", report["extra"][0]["why"])

    def test_a_change_after_booking_is_a_difference(self):
        shop = self.shop([burger(1, **NOON)])
        shop.sync_now()
        shop.source.orders = [order(1, [item("Burger", 160.0)], 184.0, net=160.0, Tax=24.0, TaxPercent=15.0, OrderStatus=103, **NOON)]
        shop.sync_now()
        report = self.disagreeing(shop)
        self.assert_lists(report, different=["1"])
        fields = {row["field"]: (row["source"], row["pos"]) for row in report["different"][0]["differences"]}
        self.assertEqual(fields, {"total": ("184.00", "92.00"), "tax": ("24.00", "12.00"), "paid by Cash": ("184.00", "92.00")})

    def test_a_change_that_cannot_be_booked_is_a_difference(self):
        shop = self.shop([water(1, **NOON)])
        shop.sync_now()
        shop.source.orders = [order(1, [item("Latte XL", 7)], 7, **NOON)]
        shop.sync_now()
        self.assert_lists(self.disagreeing(shop), different=["1"])

    def test_what_was_changed_in_the_pos_is_a_difference(self):
        shop = self.shop([burger(1, **NOON)])
        shop.sync_now()
        by_hand(shop, "UPDATE pos_payment SET method_id = 2", "UPDATE pos_order SET date = date + 86400000")
        report = self.disagreeing(shop)
        fields = {row["field"] for row in report["different"][0]["differences"]}
        self.assertEqual(fields, {"date", "paid by Card", "paid by Cash"})

    def test_another_sync_into_the_same_pos_is_not_looked_at(self):
        shop = self.shop([burger(1, **NOON)])
        shop.sync_now()
        shop.ask("sync", "add", "Second", "--url", shop.source.url, "--pos", "Main Store", "--allow-private-network", "--source", "second",
                 env={"ORDERSYNC_KEY": "k"})
        shop.sync_now(name="Second")
        self.assertEqual(len(shop.pos_orders()), 2)
        self.assertEqual(self.agreeing(shop)["orders"]["pos"], 1)

    def test_a_sync_that_was_made_again_knows_what_the_old_one_sent(self):
        shop = self.shop([burger(1, **NOON)])
        shop.sync_now()
        shop.ask("sync", "remove", SYNC)
        shop.add_sync()
        self.assertEqual(self.agreeing(shop)["orders"], {"source": 1, "pos": 1, "difference": 0})


class Shapes(Reconcile):
    def test_the_table_says_it_in_words(self):
        shop = self.shop([burger(1, **NOON), order(2, [item("Latte XL", 5.0)], 5.0, **NOON)])
        shop.sync_now()
        answer = shop.finish(shop.start("reconcile", SYNC, "--day", DAY))
        self.assertEqual(answer.status, 1, answer)
        for words in ("paid by Cash", "Missing in the POS (1)", "Latte XL"):
            self.assertIn(words, answer.stdout)

    def test_csv_is_one_table_and_holds_no_formula(self):
        goods = catalogue()
        goods["pos_configs"][0]["name"] = "=1+1"
        shop = Shop([burger(1, **NOON), order(2, [item("Latte XL", 5.0)], 5.0, **NOON)], goods=goods, with_sync=False)
        self.addCleanup(shop.close)
        shop.add_sync(pos="=1+1")
        shop.sync_now()
        by_hand(shop, "UPDATE pos_payment SET method_id = 2")
        answer = shop.finish(shop.start("reconcile", SYNC, "--day", DAY, "--csv"))
        self.assertEqual(answer.status, 1, answer)
        rows = list(csv.DictReader(io.StringIO(answer.stdout)))
        self.assertEqual([row["list"] for row in rows].count("missing"), 1, rows)
        (total,) = [row for row in rows if row["list"] == "summary" and row["field"] == "total"]
        self.assertEqual((total["source"], total["pos"], total["difference"]), ("97.00", "92.00", "-5.00"))
        (card, cash) = [row for row in rows if row["list"] == "different"]
        self.assertEqual((card["pos_order"], card["field"], card["source"], card["pos"]), ("'=1+1/0001", "paid by Card", "0.00", "92.00"))
        self.assertEqual(cash["field"], "paid by Cash")

    def test_wrong_usage(self):
        shop = self.shop()
        for options in (("--day", "22-11-2026"), ("--day", "today"), (), ("--day", DAY, "--csv"), ("--day", DAY, "--timezone", "Mars/Base")):
            with self.subTest(" ".join(options)):
                self.assertEqual(shop.ordersync("reconcile", SYNC, *options).status, 2)
        self.assertEqual(shop.ordersync("reconcile", "Nobody", "--day", DAY).error["code"], "sync_not_found")


if __name__ == "__main__":
    main()
