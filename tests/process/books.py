"""What a shop's books must look like at every moment, whatever was killed or failed before: nothing twice, nothing half."""

import collections
import dataclasses
import unittest
from typing import Any

from harness import D, Shop


@dataclasses.dataclass
class Books:
    """The POS and the journal as the commands show them."""

    pos_orders: list
    pickings: list
    stock: dict  # product id → on hand
    sessions: list
    orders: list

    @staticmethod
    def of(shop: Shop) -> "Books":
        return Books(shop.pos_orders(), shop.pickings(), shop.stock(), shop.sessions(), shop.orders())

    def states(self) -> dict:
        """Of every order in the journal: "639", or "639:refund" with its own id where it has one."""
        return {name_of(row): row["state"] for row in self.orders}


def name_of(row: dict) -> str:
    own_id = row.get("refund_id") or ""
    return row["external_id"] + (":refund" if row["kind"] == "refund" else "") + (f":{own_id}" if own_id else "")


def goods_of(goods: dict) -> dict:
    """What a catalogue has on hand, of the products that are counted."""
    return {row["id"]: D(row["on_hand"]) for row in goods["products"] if row["type"] == "storable"}


def moved(rows: list, quantity: str) -> Any:
    """How much of each product lines or moves have, less what is nothing."""
    sums: dict = collections.defaultdict(D)
    for row in rows:
        sums[row["product_id"]] += D(row[quantity])
    return {product: count for product, count in sums.items() if count}


def assert_whole(test: unittest.TestCase, books: Books, on_hand: dict) -> None:
    """Each order is there once and with all its parts, and the stock is `on_hand` less what was sold: POS configurations
    whose stock moves with the order."""
    # A refund has its sale's reference. No test refunds the same amount of an order twice.
    booked_once = [(row["reference"], D(row["total"])) for row in books.pos_orders]
    test.assertEqual(len(booked_once), len(set(booked_once)), "an order stands twice in the POS")
    keys = [(row["source"], name_of(row)) for row in books.orders]
    test.assertEqual(len(keys), len(set(keys)), "an order stands twice in the journal")

    left = dict(on_hand)
    for row in books.pos_orders:
        test.assertEqual(sum(D(line["total"]) for line in row["lines"]), D(row["total"]), row)
        test.assertEqual(sum(D(payment["amount"]) for payment in row["payments"]), D(row["total"]), row)
        sold = {product: count for product, count in moved(row["lines"], "qty").items() if product in on_hand}
        sign = -1 if row["picking"]["direction"] == "in" else 1
        test.assertEqual({product: sign * count for product, count in moved(row["picking"]["moves"], "qty").items()}, sold, row)
        test.assertEqual(row["picking"]["state"], "done", row)
        for product, count in sold.items():
            left[product] -= count
    test.assertEqual({product: books.stock[product] for product in on_hand}, left, "the stock is not what was sold")
    test.assertEqual(sorted(row["name"] for row in books.pickings), sorted(row["picking"]["name"] for row in books.pos_orders))

    in_pos = {row["name"] for row in books.pos_orders}
    booked = [row["pos_order"]["name"] for row in books.orders if row["state"] == "booked"]
    test.assertEqual(len(booked), len(set(booked)), "two orders of the journal are one in the POS")
    test.assertLessEqual(set(booked), in_pos, "the journal calls booked what is not in the POS")
    assert_sessions(test, books)


def assert_sessions(test: unittest.TestCase, books: Books) -> None:
    test.assertLessEqual(sum(row["state"] != "closed" for row in books.sessions), 1, books.sessions)
    for session in books.sessions:
        mine = [row for row in books.pos_orders if row["session"] == session["name"]]
        test.assertEqual((session["orders"], D(session["total"])), (len(mine), sum(D(row["total"]) for row in mine)), session)


def assert_complete(test: unittest.TestCase, books: Books, states: dict) -> None:
    """Every order of `states` stands so in the journal, no other is there, and the POS has exactly the booked ones."""
    test.assertEqual(books.states(), states)
    test.assertEqual(len(books.pos_orders), sum(state == "booked" for state in states.values()))
