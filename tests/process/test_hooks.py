#!/usr/bin/env python3
"""Hooks through the real program: other systems' orders booked to the cent, what happens when a hook fails or is edited, and
how one is tried before it is saved."""

import base64
import hashlib
import hmac
import json

from api import Api
from harness import D, REPOSITORY, SYNC, ShopTest, burger, catalogue, main, wait_for
from test_push import Sender, results

PRODUCTS = [{"id": 30, "name": "Refund", "list_price": "0.00", "type": "service", "taxes": []},
            {"id": 31, "name": "Coffee - Large", "list_price": "4.00", "type": "storable", "taxes": [], "on_hand": "10"}]


def goods() -> dict:
    value = catalogue()
    value["products"] = value["products"] + PRODUCTS
    return value


def woo(order_id: int, **fields) -> dict:
    """An order of WooCommerce's REST API: two burgers less a coupon of 10.00, 15 % tax, shipping 5.00."""
    return {"id": order_id, "parent_id": 0, "number": str(order_id), "status": "processing", "currency": "USD", "version": "9.1",
            "prices_include_tax": False, "date_created": "2026-11-20T10:00:00", "date_created_gmt": "2026-11-20T09:00:00",
            "date_modified_gmt": "2026-11-20T09:00:05", "discount_total": "10.00", "discount_tax": "1.50", "shipping_total": "5.00",
            "shipping_tax": "0.00", "cart_tax": "22.50", "total": "177.50", "total_tax": "22.50", "customer_id": 26,
            "customer_note": "ring twice", "billing": {"first_name": "Anna", "last_name": "Muster", "email": "anna@example.com", "phone": "555"},
            "payment_method": "cod", "payment_method_title": "Cash on delivery", "transaction_id": "T-1",
            "line_items": [{"id": 315, "name": "Burger", "product_id": 11, "variation_id": 0, "quantity": 2, "subtotal": "160.00",
                            "subtotal_tax": "24.00", "total": "150.00", "total_tax": "22.50", "sku": "B1", "price": 75}],
            "shipping_lines": [{"id": 316, "method_title": "Flat rate", "total": "5.00", "total_tax": "0.00"}], "fee_lines": [],
            "coupon_lines": [{"id": 317, "code": "TEN", "discount": "10"}], "refunds": [], **fields}


def shopify(order_id: int, **fields) -> dict:
    """An order of Shopify's REST Admin API: a burger less 8.00, three waters, 15 % tax on the burger, shipping 5.00, tip 3.00."""
    return {"id": order_id, "name": "#1001", "order_number": 1001, "test": False, "created_at": "2026-11-20T04:00:00-05:00",
            "processed_at": "2026-11-20T04:00:00-05:00", "cancelled_at": None, "financial_status": "paid", "currency": "USD",
            "taxes_included": False, "subtotal_price": "78.00", "total_line_items_price": "86.00", "total_discounts": "8.00",
            "total_tax": "10.80", "total_price": "96.80", "total_tip_received": "3.00", "payment_gateway_names": ["shopify_payments"],
            "checkout_token": "abc", "note": None, "customer": {"first_name": "Bob", "last_name": "Norman", "phone": None},
            "line_items": [{"id": 1, "title": "Burger", "variant_title": None, "name": "Burger", "quantity": 1, "price": "80.00", "product_id": 11,
                            "discount_allocations": [{"amount": "8.00", "discount_application_index": 0}], "tax_lines": [{"price": "10.80", "rate": 0.15}]},
                           {"id": 2, "title": "Water", "variant_title": "Default Title", "name": "Water", "quantity": 3, "price": "2.00",
                            "discount_allocations": [], "tax_lines": []}],
            "shipping_lines": [{"id": 3, "title": "Standard", "price": "5.00", "discounted_price": "5.00"}], "refunds": [], **fields}


def both(shop: str, presentment: str) -> dict:
    """An amount as Shopify's …_set fields say it: in the shop's currency and in the buyer's."""
    return {"shop_money": {"amount": shop, "currency_code": "USD"}, "presentment_money": {"amount": presentment, "currency_code": "CAD"}}


def shopify_abroad(order_id: int) -> dict:
    """Bought in another currency, with a code that takes 10 % off the goods and another that takes all off the shipping: all fields of
    money that an order of version 2025-07 has."""
    tax = {"title": "State tax", "price": "10.80", "rate": 0.15, "price_set": both("10.80", "14.80"), "channel_liable": False}
    return shopify(order_id, presentment_currency="CAD", confirmed=True, current_total_price="82.80", current_subtotal_price="72.00",
                   current_total_tax="10.80", current_total_discounts="18.00", subtotal_price="72.00", total_line_items_price="80.00",
                   total_discounts="18.00", total_price="82.80", total_tip_received="0.00", total_outstanding="0.00",
                   total_price_set=both("82.80", "113.43"), total_tax_set=both("10.80", "14.80"), subtotal_price_set=both("72.00", "98.63"),
                   total_discounts_set=both("18.00", "24.66"), total_shipping_price_set=both("10.00", "13.70"), tax_lines=[tax],
                   original_total_duties_set=None, current_total_duties_set=None,
                   discount_codes=[{"code": "TENTH", "amount": "8.00", "type": "percentage"}, {"code": "SHIP", "amount": "10.00", "type": "shipping"}],
                   discount_applications=[
                       {"target_type": "line_item", "type": "discount_code", "value": "10.0", "value_type": "percentage",
                        "allocation_method": "across", "target_selection": "all", "code": "TENTH"},
                       {"target_type": "shipping_line", "type": "discount_code", "value": "100.0", "value_type": "percentage",
                        "allocation_method": "each", "target_selection": "all", "code": "SHIP"}],
                   line_items=[{"id": 466157049, "variant_id": 39072856, "title": "Burger", "variant_title": "", "name": "Burger", "quantity": 1,
                                "current_quantity": 1, "sku": "B1", "price": "80.00", "price_set": both("80.00", "109.59"), "taxable": True,
                                "total_discount": "0.00", "total_discount_set": both("0.00", "0.00"), "gift_card": False, "duties": [],
                                "discount_allocations": [{"amount": "8.00", "amount_set": both("8.00", "10.96"), "discount_application_index": 0}],
                                "tax_lines": [tax], "properties": []}],
                   shipping_lines=[{"id": 369256396, "code": "Standard", "title": "Standard", "price": "10.00", "price_set": both("10.00", "13.70"),
                                    "discounted_price": "10.00", "discounted_price_set": both("10.00", "13.70"), "source": "shopify", "tax_lines": [],
                                    "discount_allocations": [{"amount": "10.00", "amount_set": both("10.00", "13.70"),
                                                              "discount_application_index": 1}]}])


def shopify_refund(refund_id: int, paid_back: str, lines=(), shipping=(), adjustments=()) -> dict:
    """As since version 2024-10: shipping has lines of its own."""
    return {"id": refund_id, "order_id": 450789469, "created_at": "2026-11-21T09:00:00Z", "processed_at": "2026-11-21T09:00:00Z", "note": None,
            "restock": True, "duties": [], "total_duties_set": both("0.00", "0.00"), "additional_fees": [], "refund_line_items": list(lines),
            "refund_shipping_lines": list(shipping), "order_adjustments": list(adjustments), "transactions": [
                {"id": 179259969, "order_id": 450789469, "kind": "refund", "gateway": "shopify_payments", "status": "success", "amount": paid_back,
                 "currency": "USD", "parent_id": 801038806, "source_name": "web"}]}


def money(amount: int) -> dict:
    return {"amount": amount, "currency": "USD"}


def square(order_id: str, **fields) -> dict:
    """An order of Square's Orders API: a burger with 15 % tax, two large coffees, a tip of 5.00."""
    return {"id": order_id, "location_id": "L1", "state": "COMPLETED", "created_at": "2026-11-20T09:00:00Z", "closed_at": "2026-11-20T09:05:00.123Z",
            "version": 4, "line_items": [
                {"uid": "a", "name": "Burger", "variation_name": "Regular", "quantity": "1", "base_price_money": money(8000),
                 "gross_sales_money": money(8000), "total_discount_money": money(0), "total_tax_money": money(1200), "total_money": money(9200)},
                {"uid": "b", "name": "Coffee", "variation_name": "Large", "quantity": "2", "base_price_money": money(400),
                 "gross_sales_money": money(800), "total_discount_money": money(80), "total_tax_money": money(0), "total_money": money(720)}],
            "total_money": money(10420), "total_tax_money": money(1200), "total_discount_money": money(80), "total_tip_money": money(500),
            "total_service_charge_money": money(0),
            "tenders": [{"id": "T1", "type": "CARD", "amount_money": money(10420), "tip_money": money(500), "payment_id": "P1"}], **fields}


class Profiles(ShopTest):
    def booked(self, profile: str, answer, *options: str) -> list:
        shop = self.shop(answer, goods=goods(), options=("--profile", profile, "--delivery-product", "20", "--tip-product", "21", *options))
        self.run_result = shop.sync_now()
        self.open_shop = shop
        return sorted(shop.pos_orders(), key=lambda row: -D(row["total"]))

    def test_woocommerce(self):
        (row,) = self.booked("woocommerce", [woo(727), woo(728, status="pending"), woo(729, status="cancelled")], "--map-payment", "Cash on delivery=1")
        self.assertEqual((row["total"], row["tax"], row["amount_paid"]), ("177.50", "22.50", "177.50"), self.run_result)
        self.assertEqual(row["date"], "2026-11-20T09:00:00Z")
        self.assertEqual({line["product"]: D(line["total"]) for line in row["lines"]}, {"Burger": D("172.50"), "Delivery": D("5.00")})
        self.assertEqual([payment["method"] for payment in row["payments"]], ["Cash"])
        self.assertEqual({one["external_id"]: one["state"] for one in self.open_shop.orders()}, {"727": "booked", "728": "skipped", "729": "skipped"})
        self.assertEqual(self.open_shop.sync_now()["status"], "no_orders")

    def test_woocommerce_refunds(self):
        whole = woo(727, status="refunded", refunds=[{"id": 730, "reason": "returned", "total": "-177.50"}])
        part = woo(731, refunds=[{"id": 732, "reason": "", "total": "-12.34"}])
        rows = self.booked("woocommerce", [whole, part], "--map-payment", "Cash on delivery=1")
        self.assertEqual([row["total"] for row in rows], ["177.50", "177.50", "-12.34", "-177.50"], self.run_result)
        self.assertEqual(rows[3]["tax"], "-22.50")
        self.assertEqual(rows[3]["picking"]["direction"], "in")
        self.assertEqual([line["product"] for line in rows[2]["lines"]], ["Refund"])

    def test_woocommerce_refund_sent_by_itself(self):
        alone = {"id": 740, "parent_id": 727, "date_created_gmt": "2026-11-21T09:00:00", "amount": "86.25", "reason": "cold", "line_items": [
            {"id": 1, "name": "Burger", "quantity": -1, "subtotal": "-80.00", "total": "-75.00", "total_tax": "-11.25"}], "shipping_lines": [], "fee_lines": []}
        rows = self.booked("woocommerce", [woo(727), alone], "--map-payment", "Cash on delivery=1", "--map-payment", "WooCommerce=1")
        self.assertEqual([(row["total"], row["tax"]) for row in rows], [("177.50", "22.50"), ("-86.25", "-11.25")], self.run_result)

    def test_shopify(self):
        gross = shopify(450789470, taxes_included=True, total_price="98.00", total_tax="12.00", total_tip_received="0.00", shipping_lines=[],
                        line_items=[{"id": 1, "title": "Burger", "variant_title": None, "quantity": 1, "price": "92.00", "discount_allocations": []},
                                    {"id": 2, "title": "Water", "variant_title": "", "quantity": 3, "price": "2.00", "discount_allocations": []}])
        rows = self.booked("shopify", {"orders": [shopify(450789469), gross, shopify(3, financial_status="pending"), shopify(4, test=True)]},
                           "--map-payment", "shopify_payments=2")
        self.assertEqual([(row["total"], row["tax"]) for row in rows], [("98.00", "12.00"), ("96.80", "10.80")], self.run_result)
        self.assertEqual({line["product"]: D(line["total"]) for line in rows[1]["lines"]},
                         {"Burger": D("82.80"), "Water": D("6.00"), "Delivery": D("5.00"), "Service Charge": D("3.00")})
        self.assertEqual(rows[1]["payments"][0]["method"], "Card")
        self.assertEqual(rows[1]["date"], "2026-11-20T09:00:00Z")

    def test_shopify_refunds(self):
        refund = {"id": 509562969, "created_at": "2026-11-21T09:00:00Z", "note": "cold", "order_adjustments": [],
                  "refund_line_items": [{"id": 104, "quantity": 1, "subtotal": 72.00, "total_tax": 10.80, "line_item": {"title": "Burger", "variant_title": None}}],
                  "transactions": [{"id": 1, "kind": "refund", "status": "success", "amount": "82.80"}, {"id": 2, "kind": "refund", "status": "failure", "amount": "82.80"}]}
        shipping = {"id": 509562970, "created_at": "2026-11-21T10:00:00Z", "refund_line_items": [], "order_adjustments": [
            {"id": 1, "kind": "shipping_refund", "amount": "-5.00", "tax_amount": "0.00"}],
                    "transactions": [{"id": 3, "kind": "refund", "status": "success", "amount": "5.00"}]}
        nothing = {"id": 509562971, "created_at": "2026-11-21T10:00:00Z", "refund_line_items": [], "order_adjustments": [], "transactions": []}
        rows = self.booked("shopify", shopify(450789469, financial_status="partially_refunded", refunds=[refund, shipping, nothing]),
                           "--map-payment", "shopify_payments=2")
        self.assertEqual([row["total"] for row in rows], ["96.80", "-82.80"], (self.run_result, self.open_shop.orders()))
        states = {(one["kind"], one["refund_id"] or ""): one["state"] for one in self.open_shop.orders()}
        self.assertEqual(states, {("sale", ""): "booked", ("refund", "509562969"): "booked", ("refund", "509562970"): "parked"},
                         "a refund of shipping alone has no line, and waits for a person")

    def test_shopify_in_another_currency_with_discounts_on_goods_and_on_shipping(self):
        (row,) = self.booked("shopify", {"orders": [shopify_abroad(450789469)]}, "--map-payment", "shopify_payments=2")
        self.assertEqual((row["total"], row["tax"], row["amount_paid"]), ("82.80", "10.80", "82.80"), (self.run_result, self.open_shop.orders()))
        self.assertEqual({line["product"]: D(line["total"]) for line in row["lines"]}, {"Burger": D("82.80")})

    def test_shopify_refunds_of_shipping_and_of_other_amounts(self):
        burger_back = {"id": 104689539, "line_item_id": 1, "quantity": 1, "restock_type": "return", "subtotal": 72.00, "total_tax": 10.80,
                       "subtotal_set": both("72.00", "98.63"), "total_tax_set": both("10.80", "14.80"), "line_item": {"title": "Burger", "variant_title": None}}
        shipping = {"id": 5, "shipping_line": {"id": 3, "title": "Standard"}, "subtotal_amount_set": both("5.00", "6.85"),
                    "tax_amount_set": both("0.00", "0.00")}
        orders = []
        for number, refund in enumerate((
            shopify_refund(11, "87.80", [burger_back], [shipping]),
            shopify_refund(12, "85.00", [burger_back], adjustments=[
                {"id": 4221763620, "order_id": 1, "refund_id": 12, "amount": "-2.20", "tax_amount": "0.00", "kind": "refund_discrepancy",
                 "reason": "Refund discrepancy", "amount_set": both("-2.20", "-3.01"), "tax_amount_set": both("0.00", "0.00")}]),
            shopify_refund(13, "10.00"),
            shopify_refund(14, "80.00", [burger_back]),
        ), start=1):
            orders.append(shopify(number, financial_status="partially_refunded", refunds=[refund]))
        rows = self.booked("shopify", {"orders": orders}, "--map-payment", "shopify_payments=2")
        booked = {row["external_id"]: row for row in rows if row["kind"] == "refund"}
        self.assertEqual({key: (row["total"], row["tax"]) for key, row in booked.items()},
                         {"1": ("-87.80", "-10.80"), "2": ("-85.00", "-10.80"), "3": ("-10.00", "0.00")}, (self.run_result, self.open_shop.orders()))
        self.assertEqual({line["product"]: D(line["total"]) for line in booked["1"]["lines"]}, {"Burger": D("-82.80"), "Delivery": D("-5.00")})
        self.assertEqual({line["product"]: D(line["total"]) for line in booked["2"]["lines"]}, {"Burger": D("-82.80"), "Refund": D("-2.20")})
        (less,) = [one for one in self.open_shop.orders() if one["external_id"] == "4" and one["kind"] == "refund"]
        self.assertEqual(less["state"], "parked", "less was paid back than the line cost")

    def test_square(self):
        returned = {"id": "RET1", "state": "COMPLETED", "created_at": "2026-11-21T09:00:00Z", "total_money": money(0), "returns": [
            {"uid": "r", "source_order_id": "CAIS1", "return_line_items": [
                {"uid": "x", "name": "Burger", "variation_name": "Regular", "quantity": "1", "gross_return_money": money(8000),
                 "total_tax_money": money(1200), "total_money": money(9200)}]}],
            "return_amounts": {"total_money": money(9200)}, "refunds": [{"id": "R1", "status": "APPROVED", "amount_money": money(9200)}]}
        rows = self.booked("square", {"orders": [square("CAIS1"), returned, square("CAIS2", state="OPEN")]})
        self.assertEqual([(row["total"], row["tax"]) for row in rows], [("104.20", "12.00"), ("-92.00", "-12.00")], (self.run_result, self.open_shop.orders()))
        self.assertEqual({line["product"]: D(line["total"]) for line in rows[0]["lines"]},
                         {"Burger": D("92.00"), "Coffee - Large": D("7.20"), "Service Charge": D("5.00")})
        self.assertEqual(rows[0]["payments"][0]["method"], "Card")

    def test_square_service_charge_and_what_is_paid_back_of_it(self):
        charge = {"uid": "s", "name": "Service", "percentage": "5", "amount_money": money(500), "applied_money": money(500), "total_money": money(500),
                  "total_tax_money": money(0), "calculation_phase": "TOTAL_PHASE", "taxable": False}
        sold = square("CAIS1", service_charges=[charge], total_service_charge_money=money(500), total_tip_money=money(0), tenders=[
            {"id": "T1", "type": "CASH", "amount_money": money(10420), "payment_id": "P1",
             "cash_details": {"buyer_tendered_money": money(11000), "change_back_money": money(580)}}])
        returned = {"id": "RET1", "state": "COMPLETED", "created_at": "2026-11-21T09:00:00Z", "returns": [
            {"uid": "r", "source_order_id": "CAIS1", "return_line_items": [
                {"uid": "x", "source_line_item_uid": "a", "name": "Burger", "variation_name": "Regular", "quantity": "1", "item_type": "ITEM",
                 "gross_return_money": money(8000), "total_tax_money": money(1200), "total_discount_money": money(0), "total_money": money(9200)}],
             "return_service_charges": [{"uid": "y", "source_service_charge_uid": "s", "applied_money": money(500), "total_money": money(500),
                                         "total_tax_money": money(0)}]}],
            "return_amounts": {"total_money": money(9700), "tax_money": money(1200), "service_charge_money": money(500)},
            "tenders": [{"id": "T1", "type": "CASH", "amount_money": money(0)}],
            "refunds": [{"id": "R0", "tender_id": "T1", "status": "FAILED", "amount_money": money(9700)},
                        {"id": "R1", "tender_id": "T1", "status": "APPROVED", "amount_money": money(9700)}]}
        rows = self.booked("square", {"orders": [sold, returned]}, "--service-product", "21")
        self.assertEqual([(row["total"], row["tax"]) for row in rows], [("104.20", "12.00"), ("-97.00", "-12.00")],
                         (self.run_result, self.open_shop.orders()))
        for row in rows:
            self.assertEqual([payment["method"] for payment in row["payments"]], ["Cash"])
        self.assertEqual({line["product"]: D(line["total"]) for line in rows[1]["lines"]}, {"Burger": D("-92.00"), "Service Charge": D("-5.00")})

    def test_square_exchange(self):
        """Coffees are brought back, and a burger is bought for what they cost and the difference in cash."""
        exchange = {"id": "EXC1", "location_id": "L1", "state": "COMPLETED", "created_at": "2026-11-21T09:00:00Z", "line_items": [
            {"uid": "c", "name": "Burger", "variation_name": "Regular", "quantity": "1", "base_price_money": money(8000), "item_type": "ITEM",
             "gross_sales_money": money(8000), "total_discount_money": money(0), "total_tax_money": money(1200), "total_money": money(9200)}],
            "returns": [{"uid": "r", "source_order_id": "CAIS1", "return_line_items": [
                {"uid": "x", "source_line_item_uid": "b", "name": "Coffee", "variation_name": "Large", "quantity": "2", "item_type": "ITEM",
                 "gross_return_money": money(800), "total_tax_money": money(0), "total_discount_money": money(80), "total_money": money(720)}],
                "return_amounts": {"total_money": money(720), "tax_money": money(0), "discount_money": money(80)}}],
            "return_amounts": {"total_money": money(720), "tax_money": money(0), "discount_money": money(80)},
            "net_amounts": {"total_money": money(8480), "tax_money": money(1200)}, "total_money": money(9200), "total_tax_money": money(1200),
            "total_discount_money": money(0), "total_tip_money": money(0), "total_service_charge_money": money(0),
            "tenders": [{"id": "T2", "type": "CASH", "amount_money": money(8480)}], "refunds": []}
        rows = self.booked("square", {"orders": [square("CAIS1"), exchange]}, "--map-payment", "Exchange=4")
        self.assertEqual([row["total"] for row in rows], ["104.20", "92.00", "-7.20"], (self.run_result, self.open_shop.orders()))
        paid = [sorted((payment["method"], payment["amount"]) for payment in row["payments"]) for row in rows[1:]]
        self.assertEqual(paid, [[("Cash", "84.80"), ("Voucher", "7.20")], [("Voucher", "-7.20")]])
        self.assertEqual((rows[2]["external_id"], rows[2]["kind"]), ("CAIS1", "refund"))

    def test_square_one_order_as_it_is_retrieved(self):
        (row,) = self.booked("square", {"order": square("CAIS1")})
        self.assertEqual(row["total"], "104.20", self.run_result)

    def test_a_profile_that_is_not_there(self):
        shop = self.shop()
        self.assertIn("woocommerce", self.assert_fails(shop, 1, "profile_not_found", "sync", "edit", SYNC, "--profile", "magento"))


SIMPLE = """
function order(o)
  return {OrderID = o.no, OrderItems = {{ItemName = o.what, Price = o.net, Quantity = 1}}, AmountTotal = o.net, Tax = o.gross - o.net,
          GrandTotal = o.gross, AmountPaid = o.gross, CheckoutDetails = {{AmountPaid = o.gross, CardType = "Cash", PaymentMode = 1}}}
end
"""


def simple(number: int, **fields) -> dict:
    return {"no": number, "what": "Burger", "net": 80.0, "gross": "92.00", **fields}


class Edited(ShopTest):
    def set_hook(self, shop, text: str, name: str = "shop.lua") -> dict:
        return shop.ask("sync", "hook", SYNC, "--set-file", shop.write(name, text))

    def test_amounts_sent_as_texts_are_numbers_where_the_hook_says_so(self):
        shop = self.shop([simple(1)])
        self.set_hook(shop, SIMPLE.replace("function order(o)", "function order(o)\n  o.gross = number(o.gross)"))
        self.assertEqual(shop.sync_now()["processed"], 1)
        self.assertEqual(shop.pos_orders()[0]["total"], "92.00")

    def test_numbers_that_start_again_each_day_are_told_apart_by_the_hook_of_the_docs(self):
        text = (REPOSITORY / "docs/hooks.md").read_text()
        script = text[text.index("start again each day"):].split("```lua\n")[1].split("```")[0]
        shop = self.shop([burger(1, OrderDate="2026-11-22T14:00:03Z")])
        self.set_hook(shop, script)
        shop.sync_now()
        shop.source.orders = [burger(1, OrderDate="2026-11-23T09:12:00Z")]
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(sorted(order["external_id"] for order in shop.pos_orders()), ["2026-11-22-1", "2026-11-23-1"])

    def test_what_a_hook_fails_on_is_kept_and_booked_when_it_is_corrected(self):
        shop = self.shop([simple(1), simple(2)])
        self.set_hook(shop, SIMPLE)
        run = shop.sync_now()
        self.assertEqual((run["status"], run["failed"], run["processed"]), ("error", 2, 0))
        self.assertIn("shop.lua at line 3 failed: attempt to perform arithmetic on a string value (field 'gross')", run["message"])
        self.assertEqual({row["state"] for row in shop.orders()}, {"parked"})
        again = shop.sync_now()
        self.assertEqual((again["status"], again["waiting"]), ("no_orders", 2), "the same failure once")

        shop.source.orders = []  # the source need not send them again
        self.set_hook(shop, SIMPLE.replace("function order(o)", "function order(o)\n  o.gross = number(o.gross)"))
        run = shop.sync_now()
        self.assertEqual((run["status"], run["processed"]), ("success", 2), run)
        states = {row["external_id"]: row["state"] for row in shop.orders()}
        self.assertEqual((states["1"], states["2"]), ("booked", "booked"))
        self.assertEqual(sorted(states.values()), ["booked", "booked", "skipped", "skipped"])
        shop.source.orders = [simple(1), simple(2)]
        self.assertEqual(shop.sync_now()["already_synced"], 2)
        self.assertEqual(len(shop.pos_orders()), 2)

    WITH_STATUS = SIMPLE.replace("return {OrderID", "return {OrderStatus = o.status, OrderID")
    MENDED = WITH_STATUS.replace("function order(o)", "function order(o)\n  o.gross = number(o.gross)")

    def test_what_a_hook_failed_on_takes_no_place_of_what_came_later(self):
        shop = self.shop([simple(1), simple(2)])
        self.set_hook(shop, self.WITH_STATUS)
        self.assertEqual(shop.sync_now()["failed"], 2)
        shop.source.orders = [simple(1, gross=92.0, status=105), simple(2, gross=92.0, what="Latte XL", status=103)]
        shop.sync_now()
        shop.ask("order", "ignore", "2", "--why", "a test order")
        self.assertEqual([shop.order(key)["state"] for key in ("1", "2")], ["skipped", "ignored"])
        shop.source.orders = []
        self.set_hook(shop, self.MENDED)
        self.assert_run(shop.sync_now(), "no_orders", skipped=2)
        self.assertEqual([shop.order(key)["state"] for key in ("1", "2")], ["skipped", "ignored"])
        self.assertEqual(shop.pos_orders(), [])
        self.assertEqual({row["state"] for row in shop.orders()}, {"skipped", "ignored"}, "nothing waits for anybody")

    def test_what_a_hook_failed_on_ends_no_alarm_that_came_later(self):
        shop = self.shop([simple(1, gross=92.0, status=103)])
        self.set_hook(shop, self.WITH_STATUS)
        for sent, failed in ((simple(1, gross=92.0, status=103), 0), (simple(1, status=103), 1), (simple(1, gross=92.0, status=105), 1)):
            shop.source.orders = [sent]
            self.assertEqual(shop.sync_now()["failed"], failed)
        shop.source.orders = []
        self.set_hook(shop, self.MENDED)
        shop.sync_now()
        self.assertEqual(shop.order("1")["attention"]["code"], "cancelled_after_booking")

    def test_what_a_hook_failed_on_is_booked_though_what_came_before_was_ignored(self):
        shop = self.shop([simple(1, gross=92.0, what="Latte XL")])
        self.set_hook(shop, self.WITH_STATUS)
        shop.sync_now()
        shop.source.orders = [simple(1)]
        self.assertEqual(shop.sync_now()["failed"], 1)
        shop.ask("order", "ignore", "1", "--why", "there is no such product")
        shop.source.orders = []
        self.set_hook(shop, self.MENDED)
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(shop.order("1")["state"], "booked")

    def test_serve_tries_again_by_itself_when_a_hook_is_saved(self):
        shop = self.shop([simple(1)], options=("--interval", "0"))
        self.set_hook(shop, SIMPLE)
        shop.sync_now()
        shop.serve()
        self.set_hook(shop, SIMPLE.replace("function order(o)", "function order(o)\n  o.gross = number(o.gross)"))
        booked = wait_for("it is booked", shop.pos_orders, every_s=0.2)
        self.assertEqual([row["total"] for row in booked], ["92.00"])

    def test_an_edited_hook_flags_no_booked_order(self):
        shop = self.shop([simple(1, gross=92.0, seen="yesterday")])
        self.set_hook(shop, SIMPLE)
        shop.sync_now()
        # Another date and another payment name are other content; and the source's bytes differ where it does not matter.
        self.set_hook(shop, SIMPLE.replace("{OrderID = o.no,", "{OrderID = o.no, OrderDate = '2026-11-20T10:00:00Z',"))
        shop.source.orders = [simple(1, gross=92.0, seen="today")]
        run = shop.sync_now()
        self.assertEqual((run["status"], run["already_synced"], run["failed"]), ("no_orders", 1, 0), run)
        self.assertEqual(shop.order("1")["attention"], None)
        # What really changes is told.
        shop.source.orders = [simple(1, net=160.0, gross=184.0)]
        self.assertEqual(shop.sync_now()["failed"], 1)
        self.assertEqual(shop.order("1")["attention"]["code"], "changed_after_booking")
        self.assertEqual(len(shop.pos_orders()), 1)

    def test_leaving_out_refusing_and_several_of_one(self):
        shop = self.shop([{"kind": "draft"}, {"kind": "big", "n": 7}, {"kind": "two", "n": 8}])
        self.set_hook(shop, """
            local function made(n) return {OrderID = n, OrderItems = {{ItemName = "Water", Price = 2, Quantity = 1}}, AmountTotal = 2,
              GrandTotal = 2, AmountPaid = 2, CheckoutDetails = {{AmountPaid = 2, CardType = "Cash", PaymentMode = 1}}} end
            function order(o)
              if o.kind == "draft" then return nil, "a draft" end
              if o.kind == "two" then return {made("a"), made("b")} end
              return made("big")
            end
            function validate(order) if order.OrderID == "big" then return false, "too big for us" end end""")
        self.assertEqual(len(shop.sync_now("--dry-run")["would_book"]), 2)
        run = shop.sync_now()
        self.assertEqual((run["processed"], run["failed"], run["skipped"]), (2, 1, 1), run)
        self.assertIn("too big for us", run["message"])
        self.assertEqual(shop.order("big")["error"]["code"], "hook_refused")
        self.assertEqual(len(shop.pos_orders()), 2)

    def test_pushed_orders_go_through_the_hook(self):
        shop = self.shop(options=("--interval", "0", "--profile", "woocommerce", "--delivery-product", "20", "--push", "hmac:X-WC-Webhook-Signature"),
                         goods=goods())
        shop.ask("sync", "edit", SYNC, "--push-secret-file", shop.write("secret", "a secret of the shop"))
        sender = Sender(shop.serve())
        body = json.dumps(woo(727)).encode()
        signature = base64.b64encode(hmac.new(b"a secret of the shop", body, hashlib.sha256).digest()).decode()
        status, answer, _headers = sender.send(body, {"X-WC-Webhook-Signature": signature})
        self.assertEqual((status, results(answer), answer["results"][0]["external_id"]), (200, ["accepted"], "727"))
        booked = wait_for("it is booked", shop.pos_orders, every_s=0.2)
        self.assertEqual([row["total"] for row in booked], ["177.50"])

    def test_card_numbers_are_cut_before_the_hook_sees_them(self):
        shop = self.shop([simple(1, gross=92.0, CardNumber="4111111111111111")])
        self.set_hook(shop, SIMPLE.replace("function order(o)", "function order(o)\n  assert(o.CardNumber == '************1111', o.CardNumber)"))
        self.assertEqual(shop.sync_now()["processed"], 1)
        for file in shop.store_files():
            self.assertNotIn(b"4111111111111111", file.read_bytes(), file)


class Tried(ShopTest):
    def test_a_script_is_tried_on_a_kept_order_before_it_is_saved(self):
        shop = self.shop([simple(1)])
        shop.sync_now()
        (row,) = shop.orders()
        good = SIMPLE.replace("function order(o)", "function order(o)\n  print('seen', o.no)\n  o.gross = number(o.gross)")
        tried = shop.ask("sync", "hook", SYNC, "--set-file", shop.write("good.lua", good), "--test-order", row["key"])
        self.assertEqual((tried["ok"], tried["printed"]), (True, ["seen\t1"]))
        self.assertEqual(json.loads(tried["before"]), simple(1))
        (made,) = tried["orders"]
        self.assertEqual((made["external_id"], made["verdict"], json.loads(made["json"])["GrandTotal"]), ("1", "book", 92))
        self.assertEqual(made["would_book"]["total"], "92.00")
        answer = shop.ordersync("sync", "hook", SYNC, "--set-file", shop.write("bad.lua", SIMPLE), "--test-order", row["key"])
        self.assertEqual((answer.status, answer.json["error"]["code"]), (1, "hook_failed"))
        self.assertEqual(shop.ask("sync", "hook", SYNC)["script"], None, "nothing was saved")

    def test_a_script_that_is_no_good_is_not_saved(self):
        shop = self.shop()
        saved = shop.ask("sync", "hook", SYNC, "--set-file", shop.write("a.lua", SIMPLE))
        for text, said in (("function order(o) return {", "line 1"), ("x = 1\ny = 0.5", "line 2"), ("os.execute('true')", "line 1"), ("x = 1", "neither")):
            answer = shop.ordersync("sync", "hook", SYNC, "--set-file", shop.write("bad.lua", text))
            self.assertEqual(answer.error.get("code"), "hook_not_valid", answer)
            self.assertIn(said, answer.error["message"])
        self.assertEqual(shop.ask("sync", "hook", SYNC), saved)
        shop.ask("sync", "hook", SYNC, "--remove")
        self.assertEqual(shop.ask("sync", "hook", SYNC)["script"], None)

    def test_over_rest_with_its_revision_and_in_the_audit(self):
        shop = self.shop([burger(639)])
        shop.sync_now()
        admin = shop.ask("token", "create", "admin", "--scope", "admin")["token"]
        reader = shop.ask("token", "create", "reader", "--scope", "read")["token"]
        api = Api(shop.serve().url)
        target = "/api/v1/syncs/1/hook"
        first = api.call("GET", target, token=reader)
        self.assertEqual((first.status, first.json["script"], first.headers["etag"]), (200, None, '"0"'))
        body = {"name": "rest.lua", "script": "function order(o) o.Remark = 'seen' return o end"}
        self.assertEqual(api.call("PUT", target, body, reader, {"If-Match": "*"}).status, 403)
        self.assertEqual(api.call("PUT", target, body, admin).status, 428)
        saved = api.call("PUT", target, body, admin, {"If-Match": '"0"'})
        self.assertEqual((saved.status, saved.json["revision"]), (200, 1))
        self.assertEqual(api.call("PUT", target, body, admin, {"If-Match": '"0"'}).status, 412)
        wrong = api.call("PUT", target, {"script": "function order(o"}, admin, {"If-Match": '"1"'})
        self.assertEqual((wrong.status, wrong.json["code"]), (422, "hook_not_valid"))
        tried = api.call("POST", target + "/test", {"order": "639"}, admin)
        self.assertEqual((tried.status, json.loads(tried.json["orders"][0]["json"])["Remark"]), (200, "seen"))
        tried = api.call("POST", target + "/test", {"script": "function order(o)\n error('no') end", "payload": "{\"a\": 1.10}"}, admin)
        self.assertIn("line 2 failed: no", tried.json["error"]["message"])
        self.assertEqual(api.call("GET", "/api/v1/syncs/1", token=reader).json["hook"]["name"], "rest.lua")
        changes = api.call("GET", "/api/v1/syncs/1/changes", token=reader).json["items"]
        self.assertEqual((changes[0]["action"], changes[0]["after"]["name"]), ("hook_edited", "rest.lua"))
        self.assertEqual(api.call("DELETE", target, None, admin, {"If-Match": '"1"'}).status, 204)
        profiles = [one["name"] for one in api.call("GET", "/api/v1/hook-profiles", token=reader).json["items"]]
        self.assertEqual(profiles, ["shopify", "square", "woocommerce"])


if __name__ == "__main__":
    main()
