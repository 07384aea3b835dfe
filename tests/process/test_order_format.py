#!/usr/bin/env python3
"""docs/orders.md: its examples are booked as it says, and it names every member that the program reads."""

import json
import re

from harness import REPOSITORY, SYNC, ShopTest, main, with_products

PAGE = (REPOSITORY / "docs" / "orders.md").read_text(encoding="utf-8")
SALE, REFUND = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))


def menu(number: int, name: str) -> dict:
    return {"id": number, "name": name, "list_price": "8.00", "type": "storable", "taxes": [1], "on_hand": "100"}


class OrderFormat(ShopTest):
    def test_the_examples_are_booked(self):
        shop = self.shop([SALE], goods=with_products(menu(30, "Lunch Menu"), menu(10, "Burger"), menu(31, "Cola")))
        self.assert_run(shop.sync_now(), "success", processed=1)
        booked = shop.order("48213")["pos_order"]
        self.assert_amount(booked["total"], "92.00")
        self.assert_amount(booked["tax"], "12.00")
        self.assertEqual([(payment["method"], payment["reference_id"]) for payment in booked["payments"]], [("Cash", ""), ("Card", "A-7731")])
        self.assertEqual({(move["product"], move["qty"]) for move in booked["picking"]["moves"]},
                         {("Lunch Menu", "2"), ("Burger", "2"), ("Cola", "3")})
        shop.source.orders = {"orders": [SALE, REFUND]}
        self.assert_run(shop.sync_now(), "success", processed=1, already_synced=1)
        self.assert_amount(shop.order("main-store-orders/48213:refund:R-1")["pos_order"]["total"], "-9.20")

    def test_the_three_shapes(self):
        for shape in ([SALE], {"orders": [SALE]}, SALE):
            shop = self.shop(goods=with_products(menu(30, "Lunch Menu"), menu(31, "Cola")))
            shop.source.orders = shape
            self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(shop.sync()["name"], SYNC)

    def test_every_member_is_named(self):
        source = (REPOSITORY / "src" / "source" / "decode_fields.cc").read_text(encoding="utf-8")
        members = re.findall(r'\{Field::\w+, "(\w+)"\}', source)
        self.assertGreater(len(members), 30)
        self.assertEqual([member for member in members if f"`{member}`" not in PAGE], [])


if __name__ == "__main__":
    main()
