#!/usr/bin/env python3
"""What people decide about single orders: reversals, refunds alone, further refunds; and what they are told of changes."""

from harness import D, ShopTest, burger, main, refund, water


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
            self.assertIn("Tax 12 → 13", text)
        self.assert_booked(shop, "639", "92.00")

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

    def test_the_reversal_is_booked_once_however_often_it_is_pressed(self):
        shop = self.cancelled()
        for _ in range(3):
            shop.ask("order", "reverse", "main-store-orders/639")
        self.assertEqual(len(shop.pos_orders()), 2)
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)
        self.assertEqual(len(shop.pos_orders()), 2)

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


if __name__ == "__main__":
    main()
