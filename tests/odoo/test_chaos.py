#!/usr/bin/env python3
"""A real Odoo 14 whose connection is cut at every exchange in every way, and which is killed in the middle of its work. At the end
each order stands in it once: paid, its stock moved once, the sums equal.

Every cut is played on a data folder of its own, as a shop that has never asked this Odoo, so that the waits after lost answers run
side by side. The waits are those of the program's settings for this Odoo: it kills a request after 20 s (limit_time_real), and the
connections say so.
"""

import datetime
import decimal
import itertools
import random
import time
import unittest
from dataclasses import dataclass, field

from chaos_proxy import ANY, Abandon, ChaosProxy, CutAnswer, CutBefore, CutRequest, Forward, LoseAnswer, Reply
from odoo_shop import CONNECTION, connect
from real_odoo import RealOdoo

from harness import LONG, Shop, ShopTest, item, order, paid

D = decimal.Decimal
FAULTS = {
    "before sending": CutBefore,  # Odoo sees nothing
    "refused on the way": Reply,  # a proxy's 502, and Odoo sees nothing
    "while sending": CutRequest,
    "while Odoo is at work": Abandon,  # which goes on with it
    "before the answer": LoseAnswer,  # Odoo has committed
    "amid the answer": CutAnswer,
    "answered by a proxy": lambda: Reply(forwarded=True),  # its 502, and Odoo has committed
}
LIMIT_S = 20  # Odoo's limit_time_real; it looks every four seconds
TIME_OUTS = ("--answer-timeout", "10", "--server-limit", str(LIMIT_S + 5))
SETTLED_WITHIN_S = 300
POST, LOOK_UP, CREATE, OPEN = "pos.order.create_from_ui", "pos.order.search_read", "pos.session.create", "pos.session.set_cashbox_pos"
CLOSE = "pos.session.action_pos_session_closing_control"
TODAY = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT00:00:01Z")
NUMBERS = itertools.count(1)
ODOO: RealOdoo


def setUpModule() -> None:
    global ODOO
    ODOO = RealOdoo(workers=2, limit_s=LIMIT_S)
    unittest.addModuleCleanup(ODOO.close)


def some_orders(count: int, card: str = "Cash") -> list:
    """Burgers, fries and water; the total and the number of pieces differ from order to order."""
    made = []
    for number in itertools.islice(NUMBERS, count):
        burgers, waters = number % 3 + 1, number % 5 + 1
        total = 92 * burgers + 2 * waters
        made.append(order(f"X{number}", [item("Burger", 80.0, burgers), item("Water", 2.0, waters)], float(total),
                          net=float(80 * burgers + 2 * waters), Tax=12.0 * burgers, OrderDate=TODAY,
                          payments=[paid(float(total), card, 1 if card == "Cash" else 2)]))
    return made


@dataclass
class Chaotic:
    """A shop, the way from it to Odoo, and what its source has sent so far."""

    shop: Shop
    proxy: ChaosProxy
    sent: list = field(default_factory=list)

    def send(self, orders: list) -> None:
        self.sent += orders
        self.shop.source.orders = list(self.sent)


class ChaosTest(ShopTest):
    def setUp(self) -> None:
        self.all_sent: list = []
        self.before = {product: ODOO.on_hand(product) for product in ("Burger", "Water")}

    def chaotic(self, orders: list, pos: str = "Main Store", rule: tuple = ()) -> Chaotic:
        shop = self.shop([], with_sync=False)
        proxy = ChaosProxy(ODOO.url)
        self.addCleanup(proxy.close)
        chaotic = Chaotic(shop, proxy)
        if rule:
            name, fault, skip = rule
            proxy.fail(name, fault, skip=skip)
        self.send(chaotic, orders)
        connect(shop, ODOO, f"chaos-{next(NUMBERS)}", pos=pos, url=proxy.url, connection=TIME_OUTS)
        return chaotic

    def send(self, chaotic: Chaotic, orders: list) -> None:
        chaotic.send(orders)
        self.all_sent += orders

    def settle(self, chaotic: Chaotic) -> None:
        """Lets the sync run until all that was sent is booked, as its schedule would."""
        deadline = time.monotonic() + SETTLED_WITHIN_S
        while True:
            run = chaotic.shop.sync_now()
            states = {row["external_id"]: row["state"] for row in chaotic.shop.orders()}
            if set(states.values()) == {"booked"} and len(states) == len(chaotic.sent):
                return
            self.assertLess(time.monotonic(), deadline, f"{run}\n{states}")

    def close(self, chaotic: Chaotic, pos: str) -> None:
        """Closes the session as a person does who tries again; there is none left afterwards."""
        deadline = time.monotonic() + SETTLED_WITHIN_S
        while True:
            answer = chaotic.shop.ordersync("session", "close", pos, "--connection", CONNECTION)
            if answer.status == 0 or answer.error["code"] == "session_not_open":
                return
            self.assertLess(time.monotonic(), deadline, answer)

    def assert_each_once(self) -> None:
        """What stands in Odoo is what was sent."""
        self.assertEqual([row["name"] for config in ODOO.ids["configs"] for row in ODOO.sessions(config) if row["rescue"]], [])
        sent = {one["OrderID"]: one for one in self.all_sent}
        standing: dict = {}
        for row in ODOO.orders():
            number = row["pos_reference"].split(" ")[2]
            if number in sent:
                standing.setdefault(number, []).append(row)
        self.assertEqual({number: len(rows) for number, rows in standing.items()}, dict.fromkeys(sent, 1), "each once")
        moved = dict.fromkeys(self.before, D(0))
        for number, (row,) in standing.items():
            wanted = {line["ItemName"]: D(line["Quantity"]) for line in sent[number]["OrderItems"]}
            self.assertIn(row["state"], ("paid", "done"), row)
            self.assertEqual((row["amount_total"], row["amount_paid"]), (D(sent[number]["GrandTotal"]),) * 2, row)
            self.assertEqual([payment["amount"] for payment in row["payments"]], [D(sent[number]["GrandTotal"])], row)
            self.assertEqual({line["product"]: line["qty"] for line in row["lines"]}, wanted, row)
            self.assertEqual(len(row["pickings"]), 1, row)
            self.assertEqual(row["pickings"][0]["state"], "done", row)
            self.assertEqual({move["product"]: move["qty"] for move in row["pickings"][0]["moves"]}, wanted, row)
            for product, qty in wanted.items():
                moved[product] += qty
        self.assertEqual({product: ODOO.on_hand(product) for product in moved},
                         {product: self.before[product] - qty for product, qty in moved.items()}, "the stock to the unit")
        self.assertEqual(sum(rows[0]["amount_total"] for rows in standing.values()), sum(D(one["GrandTotal"]) for one in self.all_sent))

    def assert_closed_with(self, pos: str, orders: list) -> None:
        """The newest session of the POS is closed, and its entry is the sum of these orders."""
        session = ODOO.sessions(pos)[-1]
        self.assertEqual(session["state"], "closed", session)
        items = ODOO.journal_items(session["id"])
        paid_in = sum(entry["debit"] - entry["credit"] for entry in items if entry["name"].startswith(session["name"] + " - "))
        self.assertEqual(paid_in, sum(D(one["GrandTotal"]) for one in orders))
        self.assertEqual([entry for entry in items if entry["name"].startswith("Difference")], [])


class Cuts(ChaosTest):
    def test_wherever_the_connection_is_cut_each_order_is_booked_once(self) -> None:
        self.settle(self.chaotic(some_orders(1)))  # and the session is open
        clean = self.chaotic(some_orders(1))
        self.settle(clean)
        names = [call.name for call in clean.proxy.calls]  # of saving the sync, and of its first run
        post = names.index(POST)
        if LONG:
            cuts = [(how, point, 1) for how in FAULTS for point in range(len(names))]
        else:
            cuts = [(how, post, 2) for how in FAULTS]
            cuts += [(how, point, 2) for how in ("before sending", "amid the answer") for point in (1, post - 1, post + 1)]
        played = []
        for how, point, count in cuts:
            chaotic = self.chaotic(some_orders(count), rule=(ANY, FAULTS[how](), point))
            chaotic.shop.sync_now()
            self.assertEqual([type(call.fault) for call in chaotic.proxy.calls].count(type(FAULTS[how]())), 1,
                             f"{how}, at {names[point]}: the cut was played once\n{[call.name for call in chaotic.proxy.calls]}")
            played.append(chaotic)
        for chaotic in played:
            self.settle(chaotic)
        self.assert_each_once()
        self.close(clean, "Main Store")
        self.assert_closed_with("Main Store", self.all_sent)
        print(f"{len(cuts)} cuts at {len({point for _, point, _ in cuts})} of {len(names)} exchanges, {len(self.all_sent)} orders", flush=True)


class Sessions(ChaosTest):
    def test_wherever_the_connection_is_cut_a_session_is_opened_and_closed_once(self) -> None:
        cuts = [(how, name) for how in FAULTS for name in (CREATE, "pos.session.write", CLOSE)]
        if not LONG:
            cuts = [("before the answer", CREATE), ("before the answer", CLOSE), ("amid the answer", CLOSE)]
        for how, name in cuts:
            with self.subTest(how=how, name=name):
                sessions = len(ODOO.sessions("Kiosk"))
                orders = some_orders(1, "Card")
                chaotic = self.chaotic(orders, pos="Kiosk", rule=(name, FAULTS[how](), 0))
                self.settle(chaotic)
                self.close(chaotic, "Kiosk")
                self.assertEqual(len(ODOO.sessions("Kiosk")), sessions + 1)
                self.assert_closed_with("Kiosk", orders)
        self.assert_each_once()


class Kills(ChaosTest):
    def test_odoo_killed_over_its_work_books_each_order_once(self) -> None:
        dice = random.Random()
        kills = [(POST, 1, 0.7), (POST, 0, 0.0), (LOOK_UP, 1, 0.0), (POST, 0, dice.uniform(0.1, 2)), (CREATE, 0, 0.2)]
        chaotic = self.chaotic([])
        for name, skip, after_s in kills if LONG else kills[:1]:
            with self.subTest(name=name, skip=skip, after_s=after_s):
                if name == CREATE:
                    self.settle(chaotic)
                    self.close(chaotic, "Main Store")
                self.send(chaotic, some_orders(24 if LONG else 12))
                self.assertTrue(self.killed_over(chaotic, name, skip, after_s), "it was killed in the middle of this run")
        self.settle(chaotic)
        self.assert_each_once()
        self.close(chaotic, "Main Store")
        if not LONG:
            self.assert_closed_with("Main Store", self.all_sent)

    def killed_over(self, chaotic: Chaotic, name: str, skip: int, after_s: float) -> bool:
        killed: list = []

        def kill() -> None:
            time.sleep(after_s)
            ODOO.kill()
            killed.append(name)

        chaotic.proxy.fail(name, Forward(meanwhile=kill), skip=skip)
        deadline = time.monotonic() + SETTLED_WITHIN_S
        while not killed and time.monotonic() < deadline:  # the flight before has to run out first
            chaotic.shop.sync_now()
        ODOO.restart()
        return bool(killed)


if __name__ == "__main__":
    unittest.main()
