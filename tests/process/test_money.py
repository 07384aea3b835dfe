#!/usr/bin/env python3
"""Money that must add up before anything is written: readings, rounding, discounts, charges, payments and change."""

from harness import D, Shop, ShopTest, burger, catalogue, item, main, order, paid, water, with_products


class MoneyTest(ShopTest):
    def book(self, one: dict, total: str, *, tax: str = None, goods: dict = None, options: tuple = ()) -> tuple:
        """Books this one order; answers what is shown of it and its POS order, whose lines must sum to the total."""
        shop = self.shop([one], goods=goods, options=options)
        run = shop.sync_now()
        self.assertEqual(run["status"], "success", run)
        booked = self.assert_booked(shop, "1", total, tax=tax)
        self.assertEqual(sum(D(line["total"]) for line in booked["lines"]), D(total), booked["lines"])
        self.assertEqual(sum(D(line["subtotal"]) for line in booked["lines"]) + D(booked["tax"]), D(total), booked["lines"])
        return shop.order("1"), booked

    def park(self, one: dict, code: str, *, message: str = None, contains: str = None, goods: dict = None, options: tuple = ()) -> Shop:
        shop = self.shop([one], goods=goods, options=options)
        before = shop.stock()
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assert_parked(shop, "1", code, message=message, contains=contains)
        self.assert_nothing_booked(shop)
        self.assertEqual(shop.stock(), before)
        return shop


class Numbers(MoneyTest):
    def test_groups_of_three_are_read(self):
        self.book(order(1, [item("Water", "1,092.00")], "1,092.00", payments=[paid(" 1,092.00 ")]), "1092.00", tax="0")

    def test_a_decimal_comma_parks_the_order_and_names_the_field(self):
        self.park(burger(1, GrandTotal="92,00"), "bad_field", contains="GrandTotal")
        self.park(order(1, [item("Water", "2,00")], 2), "bad_field", contains="OrderItems[0].Price")
        self.park(order(1, [item("Water", 2)], 2, payments=[paid("2,00")]), "bad_field", contains="CheckoutDetails[0].AmountPaid")

    def test_what_is_no_number_is_refused(self):
        for text in ("NaN", "Infinity", "-Infinity", "0x10", "1,09.2", "12 34", "1e400", "9" * 60):
            with self.subTest(text):
                self.park(order(1, [item("Water", text)], 2), "bad_field", contains="OrderItems[0].Price")
        self.park(order(1, [item("Water", "")], 2), "missing_fields", contains="OrderItems[0].Price")

    def test_binary_dust_is_the_cent_it_means(self):
        # 9.2 × 3 as a source computes it in binary floating point.
        self.book(order(1, [item("Water", 9.2, 3)], 27.599999999999998), "27.60", tax="0")

    def test_more_than_dust_is_an_error(self):
        self.park(order(1, [item("Water", 9.2, 3)], 27.604), "bad_field", contains="GrandTotal")

    def test_a_long_net_price_meets_the_round_total(self):
        one = order(1, [item("Burger", 949.5652173913)], "1,092.00", net=949.5652173913, Tax=142.4347826087, TaxPercent=15.0,
                    payments=[paid(1092.00)])
        shown, _ = self.book(one, "1092.00")
        self.assert_warned(shown, "rounding")

    def test_a_price_included_tax_of_the_same_rate_is_preferred_for_the_cent(self):
        goods = catalogue()
        goods["taxes"].append({"id": 3, "name": "VAT 15% incl.", "amount": "15", "price_include": True})
        one = order(1, [item("Burger", 949.5652173913)], 1092.00, net=949.5652173913, Tax=142.4347826087, TaxPercent=15.0)
        _, booked = self.book(one, "1092.00", tax="142.43", goods=goods)
        self.assert_amount(booked["lines"][0]["price_unit"], "1092.00")
        self.assertEqual(len(booked["lines"]), 1)

    def test_a_currency_without_cents(self):
        self.book(order(1, [item("Burger", 800)], 920, net=800, Tax=120, TaxPercent=15), "920", tax="120",
                  goods=catalogue(currency="JPY"))
        self.park(order(1, [item("Water", 2)], "2.5"), "bad_field", goods=catalogue(currency="JPY"))

    def test_a_currency_of_three_decimals(self):
        _, booked = self.book(order(1, [item("Burger", "0.250", 3)], "0.863", net="0.750", Tax="0.1125", TaxPercent=15), "0.863",
                              goods=catalogue(currency="KWD"))
        self.assertEqual(booked["total"], "0.863")


class Taxes(MoneyTest):
    def test_two_rates_in_one_order(self):
        _, booked = self.book(order(1, [item("Burger", 80), item("Book", 100)], 197, net=180, Tax=17), "197.00", tax="17.00")
        self.assertEqual([line["total"] for line in booked["lines"]], ["92.00", "105.00"])

    def test_tax_for_each_line(self):
        items = [item("Burger", 1.05) for _ in range(3)]
        self.book(order(1, items, 3.63, net=3.15, Tax=0.48, TaxPercent=15), "3.63", tax="0.48")

    def test_tax_once_an_order(self):
        items = [item("Burger", 1.05) for _ in range(3)]
        shop = self.shop([order(1, items, 3.62, net=3.15, Tax=0.47, TaxPercent=15)], goods=catalogue(tax_rounding="round_globally"))
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assert_booked(shop, "1", "3.62", tax="0.47")

    def test_a_source_that_rounds_otherwise_keeps_its_total(self):
        items = [item("Burger", 1.05) for _ in range(3)]
        shown, _ = self.book(order(1, items, 3.62, net=3.15, Tax=0.47, TaxPercent=15), "3.62")
        self.assert_warned(shown, "rounding")

    def test_gross_prices_are_recognised(self):
        _, booked = self.book(order(1, [item("Burger", 92)], 92, net=80, Tax=12, TaxPercent=15), "92.00", tax="12.00")
        self.assert_amount(booked["lines"][0]["subtotal"], "80.00")

    def test_the_minimum_order_finds_its_tax(self):
        self.book(order(1, [item("Burger", 80)], 92, net=80), "92.00", tax="12.00")

    def test_a_minimum_order_without_tax_of_an_untaxed_product(self):
        self.book(water(1, 3), "6.00", tax="0.00")

    def test_no_tax_sent_for_a_taxed_product_is_for_the_owner_to_say(self):
        one = order(1, [item("Burger", 80)], 80)
        self.park(one, "tax_not_stated")
        _, booked = self.book(one, "80.00", options=("--untaxed", "included"))
        self.assertIn(booked["tax"], ("10.43", "10.44"), "80.00 × 15 / 115, or on the net amount rounded to a cent")
        self.book(one, "80.00", tax="0.00", options=("--untaxed", "none"))
        self.park(one, "tax_not_stated", options=("--untaxed", "park"))

    def test_one_rate_for_products_without_a_tax_of_their_own(self):
        shown, _booked = self.book(order(1, [item("Water", 80)], 92, net=80, Tax=12, TaxPercent=15), "92.00", tax="12.00")
        self.assert_warned(shown, "tax_from_order")

    def test_a_rate_the_pos_does_not_have(self):
        goods = catalogue(taxes=[{"id": 2, "name": "VAT 5%", "amount": "5", "price_include": False}])
        goods["products"] = [{**product, "taxes": []} for product in goods["products"]]
        self.park(order(1, [item("Burger", 80)], 92, net=80, Tax=12, TaxPercent=15), "no_sales_tax", goods=goods,
                  contains='No 15 % sales tax for "Burger"')

    def test_a_fiscal_position_takes_the_tax_away(self):
        goods = catalogue(fiscal_positions=[{"id": 1, "name": "Export", "taxes": [{"from": 1, "to": None}]}])
        goods["pos_configs"][0]["fiscal_position"] = 1
        self.book(order(1, [item("Burger", 80)], 80), "80.00", tax="0.00", goods=goods)

    def test_totals_that_do_not_add_up_show_the_arithmetic(self):
        self.park(order(1, [item("Water", 80)], 92, net=92), "totals_do_not_add_up",
                  message="Totals do not add up: lines 80.00 + tax 0.00 = 80.00, GrandTotal 92.00 (difference 12.00)")


class Discounts(MoneyTest):
    def test_a_discount_on_top_of_the_lines(self):
        _, booked = self.book(order(1, [item("Burger", 90)], 92, net=80, AmountDiscount=10, Tax=12, TaxPercent=15), "92.00", tax="12.00")
        self.assert_amount(booked["lines"][0]["subtotal"], "80.00")

    def test_a_discount_inside_the_lines(self):
        one = order(1, [item("Burger", 90, DiscountAmount=10)], 92, net=80, AmountDiscount=10, Tax=12, TaxPercent=15)
        self.book(one, "92.00", tax="12.00")

    def test_a_quarter_off(self):
        self.book(order(1, [item("Water", 25.00)], 18.75, net=18.75, AmountDiscount=6.25), "18.75", tax="0.00")

    def test_a_discount_shared_over_lines_loses_no_cent(self):
        items = [item("Water", 3.33), item("Iced Tea", 3.33), item("Component Item", 3.34)]
        self.book(order(1, items, 9.00, net=9.00, AmountDiscount=1.00), "9.00", tax="0.00")

    def test_a_percentage_on_a_line(self):
        _, booked = self.book(order(1, [item("Burger", 100, DiscountPercentage=20)], 92, net=80, Tax=12, TaxPercent=15), "92.00", tax="12.00")
        self.assert_amount(booked["lines"][0]["discount_percent"], "20")

    def test_a_line_discount_above_its_line_parks_the_order(self):
        self.park(order(1, [item("Water", 2, DiscountAmount=3), item("Iced Tea", 3)], 2), "discount_too_large",
                  message='The discount 3.00 is larger than its line "Water" (line 1) of 2.00')

    def test_a_voucher_is_a_payment(self):
        one = order(1, [item("Burger", 80)], 82, net=80, AmountDiscount=10, Tax=12, TaxPercent=15)
        self.park(one, "voucher_method_missing")
        shop = self.shop([one], options=("--voucher-method", "4"))
        self.assert_run(shop.sync_now(), "success", processed=1)
        booked = shop.order("1")["pos_order"]
        self.assert_amount(booked["total"], "92.00")
        self.assertEqual({payment["method"]: payment["amount"] for payment in booked["payments"]}, {"Cash": "82.00", "Voucher": "10.00"})


class Charges(MoneyTest):
    def test_a_delivery_charge_is_a_line_of_its_product(self):
        one = order(1, [item("Burger", 80)], 97, net=80, Tax=12, TaxPercent=15, DeliveryCharges=5)
        self.park(one, "charge_product_missing", contains="elivery")
        _, booked = self.book(one, "97.00", tax="12.00", options=("--delivery-product", "20"))
        self.assertEqual([line["product"] for line in booked["lines"]], ["Burger", "Delivery"])
        self.assertEqual([move["product"] for move in booked["picking"]["moves"]], ["Burger"])

    def test_a_service_charge_is_a_line_of_its_product(self):
        one = order(1, [item("Water", 20)], 22, net=20, ServiceCharges=2)
        self.park(one, "charge_product_missing", contains="ervice")
        self.book(one, "22.00", tax="0.00", options=("--service-product", "21"))


class Payments(MoneyTest):
    def test_underpaid_leaves_nothing(self):
        self.park(burger(1, AmountPaid=80, CheckoutDetails=[paid(80)]), "not_fully_paid", message="Order is not fully paid: 80.00 of 92.00")

    def test_a_pay_later_balance_needs_a_method_and_a_customer(self):
        self.park(burger(1, AmountPaid=80, BalanceAmount=12, CheckoutDetails=[paid(80)]), "not_fully_paid", contains="not fully paid: 80.00 of 92.00")

    def test_change_is_a_negative_line_of_cash(self):
        shop = self.shop([burger(1, AmountPaid=100, CheckoutDetails=[paid(100)])])
        self.assert_run(shop.sync_now(), "success", processed=1)
        booked = self.assert_booked(shop, "1", "92.00")
        self.assert_amount(booked["change"], "8.00")
        self.assertEqual([(p["amount"], p["is_change"]) for p in booked["payments"]], [("100.00", False), ("-8.00", True)])

    def test_overpaid_by_card_is_parked(self):
        self.park(burger(1, AmountPaid=100, CheckoutDetails=[paid(100, "Card", 2)]), "overpaid", contains="overpaid by 8.00 by card")

    def test_change_is_never_more_than_the_cash(self):
        self.park(burger(1, AmountPaid=100, CheckoutDetails=[paid(95, "Card", 2), paid(5)]), "overpaid", contains="100.00 for 92.00")

    def test_two_payments_of_two_methods(self):
        _, booked = self.book(burger(1, CheckoutDetails=[paid(50, "Card", 2, ReferenceID="TX-77"), paid(42)]), "92.00")
        self.assertEqual([(p["method"], p["amount"], p["reference_id"]) for p in booked["payments"]],
                         [("Card", "50.00", "TX-77"), ("Cash", "42.00", "")])

    def test_payments_of_nothing_are_left_out(self):
        _, booked = self.book(burger(1, CheckoutDetails=[paid(0, "Card", 2), paid(92)]), "92.00")
        self.assertEqual([p["method"] for p in booked["payments"]], ["Cash"])

    def test_a_free_order_needs_no_payment(self):
        shop = self.shop([order(1, [item("Water", 0)], 0, payments=[])])
        self.assert_run(shop.sync_now(), "success", processed=1)
        booked = self.assert_booked(shop, "1", "0.00")
        self.assertEqual(booked["payments"], [])
        self.assertEqual(shop.stock()[11], D(999))

    def test_a_header_that_disagrees_with_its_payments_is_a_warning(self):
        shown, _ = self.book(burger(1, AmountPaid=90), "92.00")
        self.assert_warned(shown, "amount_paid_differs")


class Stock(MoneyTest):
    def test_stock_may_go_negative_with_a_warning(self):
        goods = with_products({"id": 40, "name": "Rare", "list_price": "1.00", "type": "storable", "taxes": [], "on_hand": "1"})
        shop = self.shop([order(1, [item("Rare", 1, 3)], 3)], goods=goods)
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(shop.stock()[40], D(-2))
        self.assert_warned(shop.order("1"), "stock_negative")

    def test_services_have_no_move_and_consumables_no_count(self):
        shop = self.shop([order(1, [item("Delivery", 5), item("Sugar", 0.1)], 5.1)])
        self.assert_run(shop.sync_now(), "success", processed=1)
        booked = shop.order("1")["pos_order"]
        self.assertEqual([move["product"] for move in booked["picking"]["moves"]], ["Sugar"])

    def test_only_services_have_no_picking(self):
        shop = self.shop([order(1, [item("Delivery", 5)], 5)])
        shop.sync_now()
        self.assertIsNone(shop.order("1")["pos_order"]["picking"])

    def test_fractions_of_a_piece(self):
        shop = self.shop([order(1, [item("Water", 2, "0.125")], 0.25)])
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(shop.stock()[11], D("999.875"))


if __name__ == "__main__":
    main()
