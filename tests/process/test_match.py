#!/usr/bin/env python3
"""Which product and which payment method an order means: by id, by name, by map; never by half a name."""

from harness import D, ShopTest, burger, catalogue, item, main, order, paid, water, with_products


def product(product_id: int, name: str, **fields) -> dict:
    return {"id": product_id, "name": name, "list_price": "3.00", "type": "storable", "taxes": [], "on_hand": "10", **fields}


class Products(ShopTest):
    def sell(self, line: dict, goods: dict = None, options: tuple = ()):
        shop = self.shop([order(1, [line], 3)], goods=goods, options=options)
        run = shop.sync_now()
        shown = shop.order("1")
        return shop, run, shown

    def assert_sold(self, line: dict, product_id: int, **more) -> dict:
        _, run, shown = self.sell(line, **more)
        self.assert_run(run, "success", processed=1)
        self.assertEqual(shown["pos_order"]["lines"][0]["product_id"], product_id)
        return shown

    def assert_refused(self, line: dict, code: str = "product_not_found", **more) -> dict:
        shop, run, _ = self.sell(line, **more)
        self.assert_run(run, "error", failed=1)
        self.assert_nothing_booked(shop)
        return self.assert_parked(shop, "1", code)

    def test_one_line_without_a_product_parks_the_whole_order(self):
        shop = self.shop([order(1, [item("Water", 2), item("Latte XL", 5)], 7)])
        run = shop.sync_now()
        self.assert_run(run, "error", failed=1)
        self.assert_parked(shop, "1", "product_not_found", message='Product not found: ItemName="Latte XL", ItemID=0 (line 2)')
        self.assertIn("Product not found", run["message"])
        self.assert_nothing_booked(shop)
        self.assertEqual(shop.stock()[11], D(1000))

    def test_the_id_comes_before_the_name(self):
        shown = self.assert_sold(item("Water", 3, ItemID=13), 13)
        self.assert_warned(shown, "product_collision")

    def test_the_odoo_id_comes_before_the_id(self):
        self.assert_sold(item("Iced Tea", 3, ItemID=11, OdooItemID=13), 13)

    def test_an_odoo_id_that_is_another_product_than_the_name_is_told(self):
        line = item("Iced Tea", 3, OdooItemID=11)
        self.assert_warned(self.assert_sold(line, 11), "product_collision")
        parked = self.assert_refused(line, "product_collision", options=("--collision", "park"))
        self.assertIn('OdooItemID 11 is "Water" (id 11)', parked["error"]["message"])

    def test_an_id_that_is_no_product_falls_through_to_the_name(self):
        self.assert_sold(item("Iced Tea", 3, ItemID=175741), 13)

    def test_an_id_that_may_not_be_sold_falls_through_to_the_name(self):
        self.assert_sold(item("Iced Tea", 3, ItemID=14), 13)

    def test_an_id_that_may_not_be_sold_says_which_flag_is_missing(self):
        shown = self.assert_refused(item("Nothing Such", 3, ItemID=14), "product_not_sellable")
        self.assertIn("sale_ok", shown["error"]["message"])
        for flag in ("available_in_pos", "active"):
            goods = with_products(product(50, "Hidden", **{flag: False}))
            self.assertIn(flag, self.assert_refused(item("Hidden", 3), "product_not_sellable", goods=goods)["error"]["message"])

    def test_the_map_comes_first(self):
        self.assert_sold(item("Iced Tea", 3, ItemID=13), 11, options=("--map-product", "Iced Tea=11"))
        self.assert_sold(item("Latte XL", 3, ItemID=777), 11, options=("--map-product", "777=11"))

    def test_half_a_name_is_no_name(self):
        self.assert_refused(item("Tea", 3))
        self.assert_refused(item("Iced Tea Large", 3))
        self.assert_sold(item("Tea", 3), 51, goods=with_products(product(51, "Tea")))

    def test_wildcards_are_letters(self):
        for name in ("%", "_", "Iced%", "Iced_Tea", "*", "Iced T?a", "I%"):
            with self.subTest(name):
                self.assert_refused(item(name, 3))
        self.assert_sold(item("100 %", 3), 52, goods=with_products(product(52, "100 %")))

    def test_case_and_blanks_do_not_matter(self):
        self.assert_sold(item("  iCED tEA ", 3), 13)

    def test_letters_of_every_alphabet(self):
        self.assert_sold(item("CAFE\u0301 \u03a9", 3), 53, goods=with_products(product(53, "caf\u00e9 \u03c9")))
        self.assert_sold(item("\u0634\u0627\u064a", 3), 54, goods=with_products(product(54, "\u0634\u0627\u064a")))
        self.assert_sold(item("STRASSE", 3), 55, goods=with_products(product(55, "Stra\u00dfe")))

    def test_the_exact_name_beats_the_other_case(self):
        self.assert_sold(item("mocha", 3), 57, goods=with_products(product(56, "Mocha"), product(57, "mocha")))

    def test_two_products_of_one_name_are_for_the_owner_to_choose(self):
        shown = self.assert_refused(item("Mocha", 3), "product_ambiguous", goods=with_products(product(56, "Mocha"), product(57, "Mocha")))
        self.assertIn("56", shown["error"]["message"])
        self.assertIn("57", shown["error"]["message"])

    def test_a_name_may_be_missing_where_the_id_is_there(self):
        line = item("", 3, ItemID=13)
        del line["ItemName"]
        self.assert_sold(line, 13)

    def test_hostile_names_are_only_names(self):
        for name in ("'; DROP TABLE products; --", "\" OR 1=1", "Iced Tea\u0000", "\\u0000", "a" * 5000):
            with self.subTest(name[:20]):
                self.assert_refused(item(name, 3))


class Packages(ShopTest):
    LINE = {**item("Burger", 80), "OrderDetailPackages": [item("Component Item", 20, 2), item("Water", 40, 1)]}
    ORDER = order(1, [LINE], 92, net=80, Tax=12, TaxPercent=15)

    def book(self, *options: str) -> tuple:
        shop = self.shop([self.ORDER], options=options)
        self.assert_run(shop.sync_now(), "success", processed=1)
        return shop.stock(), self.assert_booked(shop, "1", "92.00")

    def test_components_move_stock_at_no_price(self):
        stock, booked = self.book()
        self.assertEqual([(line["product"], line["total"]) for line in booked["lines"]],
                         [("Burger", "92.00"), ("Component Item", "0.00"), ("Water", "0.00")])
        self.assertEqual((stock[10], stock[15], stock[11]), (D(99), D(38), D(999)))

    def test_the_parent_alone(self):
        stock, booked = self.book("--packages", "parent_only")
        self.assertEqual([line["product"] for line in booked["lines"]], ["Burger"])
        self.assertEqual(stock[15], D(40))

    def test_explode_sells_the_components_instead(self):
        stock, booked = self.book("--packages", "explode")
        self.assertEqual([line["product"] for line in booked["lines"]], ["Component Item", "Water"])
        self.assertEqual([line["subtotal"] for line in booked["lines"]], ["40.00", "40.00"])
        self.assertEqual((stock[10], stock[15], stock[11]), (D(100), D(38), D(999)))

    def test_a_component_is_counted_for_each_unit_of_its_line(self):
        line = {**item("Water", 2, 3), "OrderDetailPackages": [item("Component Item", 1, 2)]}
        shop = self.shop([order(1, [line], 6)])
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(shop.stock()[15], D(40 - 6))


class Methods(ShopTest):
    def pay(self, card_type: str, mode: int, methods: list, options: tuple = ()) -> tuple:
        goods = catalogue(payment_methods=methods)
        goods["pos_configs"][0]["payment_methods"] = [method["id"] for method in methods]
        shop = self.shop([burger(1, CheckoutDetails=[paid(92, card_type, mode)])], goods=goods, options=options)
        self.assert_run(shop.sync_now(), "success", processed=1)
        return shop.order("1")["pos_order"]["payments"][0]["method"], shop.order("1")["warnings"]

    KIOSK = {"id": 1, "name": "Cashless Kiosk", "journal": "Bank", "type": "bank"}
    CASH = {"id": 2, "name": "Cash", "journal": "Cash", "type": "cash"}
    TILL = {"id": 3, "name": "Till", "journal": "Till", "type": "cash"}
    CARD = {"id": 4, "name": "Card (Visa)", "journal": "Bank", "type": "bank"}
    LATER = {"id": 5, "name": "Customer Account", "type": "pay_later"}

    def test_cash_is_not_cashless(self):
        self.assertEqual(self.pay("Cash", 1, [self.KIOSK, self.CASH]), ("Cash", []))
        self.assertEqual(self.pay("cash", 1, [self.KIOSK, self.TILL]), ("Till", []))

    def test_a_whole_word_of_a_name(self):
        self.assertEqual(self.pay("Visa", 2, [self.KIOSK, self.CARD, self.CASH])[0], "Card (Visa)")

    def test_the_mode_decides_where_the_type_says_nothing(self):
        self.assertEqual(self.pay("", 1, [self.KIOSK, self.TILL])[0], "Till")
        self.assertEqual(self.pay("", 2, [self.KIOSK, self.CASH, {**self.CARD, "name": "Card"}])[0], "Card")

    def test_the_first_method_with_a_journal_is_the_last_resort_and_warned_of(self):
        method, warnings = self.pay("Bitcoin", 99, [self.LATER, self.KIOSK, self.CASH])
        self.assertEqual(method, "Cashless Kiosk")
        self.assertEqual([warning["code"] for warning in warnings], ["payment_method_fallback"])

    def test_the_map_comes_first(self):
        self.assertEqual(self.pay("Cash", 1, [self.KIOSK, self.CASH], options=("--map-payment", "Cash=1"))[0], "Cashless Kiosk")

    def test_a_method_without_a_journal_needs_a_customer(self):
        goods = catalogue(payment_methods=[self.CASH, self.LATER])
        goods["pos_configs"][0]["payment_methods"] = [2, 5]
        shop = self.shop([burger(1, CheckoutDetails=[paid(92, "Customer Account", 9)])], goods=goods)
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assert_parked(shop, "1", "customer_missing", contains="ustomer")


class Missing(ShopTest):
    def test_all_that_is_missing_is_listed_at_once(self):
        shop = self.shop([{"OrderID": 1, "AmountPaid": 2, "OrderItems": [{"ItemName": "Water", "Quantity": 1},
                                                                         {"Price": 1, "Quantity": 1}],
                           "CheckoutDetails": [{"CardType": "Cash", "PaymentMode": 1}]}])
        self.assert_run(shop.sync_now(), "error", failed=1)
        message = self.assert_parked(shop, "1", "missing_fields")["error"]["message"]
        for path in ("AmountTotal", "GrandTotal", "OrderItems[0].Price", "OrderItems[1].ItemName", "CheckoutDetails[0].AmountPaid"):
            self.assertIn(path, message)

    def test_an_order_without_items_is_refused(self):
        shop = self.shop([order(1, [], 0, payments=[]), {**water(2), "OrderItems": None}])
        self.assert_run(shop.sync_now(), "error", failed=2)
        self.assert_parked(shop, "1", "missing_fields", contains="OrderItems")
        self.assert_parked(shop, "2", "missing_fields", contains="OrderItems")

    def test_duplicate_keys_are_an_error(self):
        shop = self.shop('[{"OrderID": 1, "GrandTotal": 2, "GrandTotal": 3, "AmountPaid": 2, "AmountTotal": 2, "OrderItems": '
                         '[{"ItemName": "Water", "Price": 2, "Quantity": 1}], "CheckoutDetails": '
                         '[{"AmountPaid": 2, "CardType": "Cash", "PaymentMode": 1}]}]')
        run = shop.sync_now()
        self.assert_run(run, "error", failed=1)
        self.assertIn("GrandTotal", run["message"])

    def test_documented_aliases_are_understood(self):
        shop = self.shop([{"OrderID": "A-1", "AmountPaid": 2, "AmountTotal": 2, "GrandTotal": 2,
                           "OrderDetails": [{"Name": "Water", "PriceWithoutTax": 2, "Quantity": 1}],
                           "OrderCheckoutDetails": [{"AmountPaid": 2, "CardType": "Cash", "PaymentMode": 1}],
                           "OrderDate": "2025-08-10T12:30:00Z"}])
        self.assert_run(shop.sync_now(), "success", processed=1)
        booked = self.assert_booked(shop, "A-1", "2.00")
        self.assertEqual(booked["date"], "2025-08-10T12:30:00Z")

    def test_an_ambiguous_date_asks_which_it_is(self):
        one = water(1, OrderDate="10-08-2025 01:30:00 PM")
        shop = self.shop([one])
        self.assert_run(shop.sync_now(), "error", failed=1)
        self.assert_parked(shop, "1", "ambiguous_date", contains="10-08-2025")
        shop.ask("sync", "edit", "Main Store Orders", "--date-format", "%d-%m-%Y %I:%M:%S %p", "--timezone", "Asia/Riyadh")
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(shop.order("1")["pos_order"]["date"], "2025-08-10T10:30:00Z")


if __name__ == "__main__":
    main()
