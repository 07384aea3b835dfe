#!/usr/bin/env python3
"""The guide's own example, order 639, from the external system to the shelf, with every field the contract names."""

from harness import API_KEY, D, SOURCE_CODE, SYNC, ShopTest, main, parse_time

ORDER_639 = r"""
{
  "OrderID": 639, "AmountDiscount": 0.0, "AmountPaid": "92.0", "AmountTotal": 80.0, "BalanceAmount": 0.0,
  "GrandTotal": 92.0, "Tax": 12.0, "TaxPercent": 15.0, "OrderStatus": 103, "PaymentMode": 1,
  "CheckoutDetails": [{"AmountPaid": 92.0, "CardNumber": "", "CardType": "Cash", "PaymentMode": 1, "ReferenceID": ""}],
  "OrderItems": [{"ItemID": 0, "ItemName": "Burger", "Price": 80.0, "Quantity": 1.0, "DiscountAmount": 0.0,
    "OrderDetailPackages": [{"ItemID": 175741, "ItemName": "Component Item", "Price": 20.0, "Quantity": 2.0}]}]
}
"""


class Order639(ShopTest):
    def test_the_run_says_what_it_did(self):
        shop = self.shop(ORDER_639)
        run = shop.sync_now()
        self.assert_run(run, "success", "Processed 1 orders successfully", processed=1)
        self.assertEqual(run["sync"], SYNC)
        self.assertEqual(run["trigger"], "sync_now")
        self.assertLessEqual(parse_time(run["started_at"]), parse_time(run["ended_at"]))
        self.assertEqual(shop.ask("run", "show", str(run["id"])), run)
        self.assertEqual(shop.every("run", "list"), [run])

    def test_the_order_is_booked_paid_and_taken_from_stock(self):
        shop = self.shop(ORDER_639)
        shop.sync_now()
        shown = shop.order("639")
        self.assertEqual({name: shown[name] for name in ("external_id", "source", "kind", "state", "error", "attention", "warnings")},
                         {"external_id": "639", "source": SOURCE_CODE, "kind": "sale", "state": "booked", "error": None,
                          "attention": None, "warnings": []})
        booked = shown["pos_order"]
        self.assertEqual({name: booked[name] for name in ("state", "pos_config", "currency", "total", "tax", "amount_paid", "change")},
                         {"state": "paid", "pos_config": "Main Store", "currency": "USD", "total": "92.00", "tax": "12.00",
                          "amount_paid": "92.00", "change": "0.00"})
        self.assertIn("639", booked["reference"])
        parse_time(booked["date"])

        sold, component = booked["lines"]
        self.assertEqual((sold["product_id"], sold["product"], sold["subtotal"], sold["total"]), (10, "Burger", "80.00", "92.00"))
        self.assert_amount(sold["qty"], "1")
        self.assert_amount(sold["price_unit"], "80")
        self.assert_amount(sold["discount_percent"], "0")
        self.assertEqual((component["product_id"], component["product"], component["total"]), (15, "Component Item", "0.00"))
        self.assert_amount(component["qty"], "2")
        self.assert_amount(component["price_unit"], "0")

        (payment,) = booked["payments"]
        self.assertEqual({name: payment[name] for name in ("method", "amount", "is_change", "reference_id")},
                         {"method": "Cash", "amount": "92.00", "is_change": False, "reference_id": ""})
        picking = booked["picking"]
        self.assertEqual((picking["state"], picking["direction"]), ("done", "out"))
        self.assertEqual({move["product_id"]: D(move["qty"]) for move in picking["moves"]}, {10: D(1), 15: D(2)})
        self.assertEqual({move["product"] for move in picking["moves"]}, {"Burger", "Component Item"})
        self.assertEqual({key: shop.stock()[key] for key in (10, 15, 11)}, {10: D(99), 15: D(38), 11: D(1000)})

    def test_the_session_was_made_and_opened_by_itself(self):
        shop = self.shop(ORDER_639)
        shop.sync_now()
        (session,) = shop.sessions()
        self.assertEqual((session["pos_config"], session["state"], session["orders"], session["total"], session["closed_at"],
                          session["closing"]), ("Main Store", "opened", 1, "92.00", None, None))
        self.assertEqual(session["name"], shop.order("639")["pos_order"]["session"])
        parse_time(session["opened_at"])

    def test_lists_and_details_tell_the_same(self):
        shop = self.shop(ORDER_639)
        shop.sync_now()
        (listed,) = shop.orders()
        shown = shop.order(f"{SOURCE_CODE}/639")
        for name in ("external_id", "source", "kind", "state", "error", "warnings", "attention"):
            self.assertEqual(listed[name], shown[name], name)
        (booked,) = shop.pos_orders()
        self.assertEqual(booked["name"], shown["pos_order"]["name"])
        self.assertEqual(booked["lines"], shown["pos_order"]["lines"])
        (picking,) = shop.pickings()
        self.assertEqual(picking["name"], booked["picking"]["name"])

    def test_the_sync_remembers_the_run(self):
        shop = self.shop(ORDER_639)
        before = shop.sync()
        self.assertIsNone(before["last_sync_date"])
        self.assertIsNone(before["cursor"])
        run = shop.sync_now()
        after = shop.sync()
        self.assertEqual((after["last_sync_date"], after["last_sync_status"], after["last_sync_message"]),
                         (run["ended_at"], "success", "Processed 1 orders successfully"))
        self.assertIsNotNone(after["cursor"])

    def test_the_second_run_books_nothing_again(self):
        shop = self.shop(ORDER_639)
        shop.sync_now()
        self.assert_run(shop.sync_now(), "no_orders", "No new orders (1 already synced)", already_synced=1)
        self.assertEqual(len(shop.pos_orders()), 1)
        self.assertEqual(shop.stock()[10], D(99))

    def test_the_key_goes_to_the_source_as_a_bearer_and_nowhere_else(self):
        shop = self.shop(ORDER_639)
        shop.sync_now()
        (asked,) = shop.source.asked
        self.assertEqual(asked.headers["authorization"], f"Bearer {API_KEY}")
        self.assertIn("application/json", asked.headers["accept"])
        self.assertEqual(asked.query, {})
        for path in shop.data.rglob("*"):
            if path.is_file():
                self.assertNotIn(API_KEY.encode(), path.read_bytes(), path)
        self.assertNotIn(API_KEY, shop.ordersync("sync", "show", SYNC).stdout)

    def test_a_full_card_number_is_kept_nowhere(self):
        number = "4111111111111111"
        shop = self.shop(ORDER_639.replace('"CardNumber": ""', f'"CardNumber": "{number}"'))
        shop.sync_now()
        self.assert_booked(shop, "639", "92.00", tax="12.00")
        for path in shop.data.rglob("*"):
            if path.is_file():
                self.assertNotIn(number.encode(), path.read_bytes(), path)

    def test_an_unknown_component_does_not_stop_the_sale(self):
        shop = self.shop(ORDER_639.replace("Component Item", "Secret Sauce"))
        self.assert_run(shop.sync_now(), "success", processed=1)
        booked = self.assert_booked(shop, "639", "92.00")
        self.assertEqual(len(booked["lines"]), 1)
        self.assertTrue(any("Secret Sauce" in warning["message"] for warning in shop.order("639")["warnings"]))

    def test_the_table_for_people_names_the_order(self):
        shop = self.shop(ORDER_639)
        shop.sync_now()
        answer = shop.finish(shop.start("order", "list"))
        self.assertEqual(answer.status, 0)
        self.assertIn("639", answer.stdout)
        self.assertIsNone(answer.json, "without --json it is a table")


if __name__ == "__main__":
    main()
