"""What tests of the program rely on: the real Odoo 14, its shop, and the ways to break it.

Orders are pushed by hand here, as the Point of Sale's own screen does it; the program has no part in this file.
"""

import contextlib
import datetime
import threading
import unittest
from typing import Any

from chaos_proxy import Abandon, ChaosProxy, CutAnswer, CutBefore, CutRequest, Forward, LoseAnswer, Reply
from real_odoo import RealOdoo
from rpc import D, OdooError, Rpc

PUSH = "pos.order.create_from_ui"


ODOO: RealOdoo


def setUpModule() -> None:
    global ODOO
    ODOO = RealOdoo()
    unittest.addModuleCleanup(ODOO.close)


class RealOdooTest(unittest.TestCase):
    """One Odoo serves all tests; each leaves it running and sessions that others can use."""

    def setUp(self) -> None:
        self.odoo = ODOO

    def session(self) -> int:
        """The open session of Main Store; a new one when the last was closed."""
        shown = [row for row in self.odoo.sessions("Main Store") if row["state"] == "opened"]
        return shown[0]["id"] if shown else self.odoo.open_session("Main Store")

    def burgers(self, reference: str, session: int, count: int = 1) -> dict:
        """Burgers at 80.00 + 15 %, paid by 100.00 in cash and the rest by card."""
        ids, now = self.odoo.ids, datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
        line = {"product_id": ids["products"]["Burger"], "qty": count, "price_unit": 80.0, "discount": 0.0, "price_subtotal": 80.0 * count,
                "price_subtotal_incl": 92.0 * count, "tax_ids": [[6, False, [ids["taxes"]["VAT 15%"]]]], "full_product_name": "Burger"}
        payments = {"Cash": 50.0, "Card": 92.0 * count - 50.0}
        data = {"name": reference, "pos_session_id": session, "user_id": self.odoo.user.uid, "sequence_number": 1, "partner_id": False,
                "creation_date": now, "fiscal_position_id": False, "pricelist_id": ids["pricelists"]["Public Pricelist"],
                "amount_total": 92.0 * count, "amount_tax": 12.0 * count, "amount_paid": 92.0 * count, "amount_return": 0.0,
                "to_invoice": False, "server_id": False, "lines": [[0, 0, line]],
                "statement_ids": [[0, 0, {"name": now, "payment_method_id": ids["payment_methods"][method], "amount": amount}]
                                  for method, amount in payments.items()]}
        return {"id": reference, "data": data, "to_invoice": False}

    def push(self, *orders: dict, through: Any = None) -> list:
        rpc = Rpc(through.url, self.odoo.database, self.odoo.login, self.odoo.key, timeout=100) if through else self.odoo.user
        return rpc.call("pos.order", "create_from_ui", list(orders))

    def proxy(self) -> ChaosProxy:
        proxy = ChaosProxy(self.odoo.url)
        self.addCleanup(proxy.close)
        return proxy

    def references(self, reference: str) -> list:
        return self.odoo.orders(("pos_reference", "=", reference))


class Shop(RealOdooTest):
    def test_holds_what_the_preparation_says(self) -> None:
        self.assertEqual(self.odoo.user.major, 14)
        self.assertLessEqual({"Main Store", "Kiosk"}, set(self.odoo.ids["configs"]))
        self.assertEqual(set(self.odoo.ids["payment_methods"]), {"Cash", "Card", "Voucher", "Kiosk Cash"})
        self.assertEqual(self.odoo.on_hand("Cola"), 1000)
        company = self.odoo.admin.read("res.company", [], "currency_id", "tax_calculation_rounding_method")[0]
        self.assertEqual(company["tax_calculation_rounding_method"], "round_per_line")
        coffee = self.odoo.admin.call("product.product", "read", [self.odoo.ids["products"]["Coffee"]], ["name"],
                                      context={"lang": "ar_001"})
        self.assertEqual(coffee[0]["name"], "قهوة")

    def test_the_integration_user_may_only_sell(self) -> None:
        with self.assertRaises(OdooError) as refused:
            self.odoo.user.create("res.partner", {"name": "Nobody"})
        self.assertEqual(refused.exception.name, "odoo.exceptions.AccessError")
        self.assertFalse(self.odoo.user.call("res.users", "has_group", "point_of_sale.group_pos_manager"))

    def test_a_kiosk_session_opens_at_once(self) -> None:
        session = self.odoo.open_session("Kiosk")
        self.assertEqual(self.odoo.sessions("Kiosk")[-1]["state"], "opened")
        self.odoo.close_session(session)
        self.assertEqual(self.odoo.sessions("Kiosk")[-1]["state"], "closed")

    def test_taxes_can_be_rounded_globally(self) -> None:
        self.odoo.set_tax_rounding("round_globally")
        self.addCleanup(self.odoo.set_tax_rounding, "round_per_line")
        company = self.odoo.user.read("res.company", [], "tax_calculation_rounding_method")[0]
        self.assertEqual(company["tax_calculation_rounding_method"], "round_globally")


class Order(RealOdooTest):
    def test_is_paid_moves_stock_and_outlives_a_kill(self) -> None:
        self.odoo.close_session(self.session())
        session, before = self.session(), self.odoo.on_hand("Burger")
        pushed = self.burgers("Order 00001-001-0001", session, count=2)
        self.assertEqual([row["pos_reference"] for row in self.push(pushed)], ["Order 00001-001-0001"])

        order = self.odoo.order("Order 00001-001-0001")
        self.assertEqual((order["state"], order["amount_total"], order["amount_tax"], order["session_id"]),
                         ("paid", D("184.00"), D("24.00"), session))
        self.assertEqual([(line["product"], line["qty"], line["price_subtotal_incl"]) for line in order["lines"]],
                         [("Burger", 2, D("184.00"))])
        self.assertEqual({payment["method"]: payment["amount"] for payment in order["payments"]},
                         {"Cash": D("50.00"), "Card": D("134.00")})
        picking, = order["pickings"]
        self.assertEqual((picking["state"], picking["origin"]), ("done", order["name"]))
        self.assertEqual([(move["product"], move["qty"]) for move in picking["moves"]], [("Burger", 2)])
        self.assertEqual(self.odoo.on_hand("Burger"), before - 2)

        self.assertEqual(self.push(pushed), [])
        self.odoo.kill()
        with self.assertRaises(OSError):
            self.push(pushed)
        self.odoo.restart()
        self.assertEqual(self.push(pushed), [])
        self.assertEqual(self.odoo.order("Order 00001-001-0001"), order)
        self.assertEqual(self.odoo.on_hand("Burger"), before - 2)

        self.odoo.close_session(session)
        closed = self.odoo.sessions("Main Store")[-1]
        self.assertEqual((closed["id"], closed["state"]), (session, "closed"))
        items = self.odoo.journal_items(session)
        self.assertEqual(sum(item["debit"] for item in items), sum(item["credit"] for item in items))
        self.assertEqual([item["credit"] for item in items if item["account"] == "251000"], [D("24.00")])

    def test_waits_for_its_stock_until_closing_where_the_session_says_so(self) -> None:
        session = self.odoo.open_session("Kiosk", stock_at_closing=True)
        pushed = self.burgers("Order 00001-001-0002", session)
        pushed["data"]["statement_ids"] = [[0, 0, {**pushed["data"]["statement_ids"][1][2], "amount": 92.0}]]
        self.push(pushed)
        self.assertEqual(self.odoo.order("Order 00001-001-0002")["pickings"], [])
        self.odoo.close_session(session)
        picking, = self.odoo.pickings(("pos_session_id", "=", session))
        self.assertEqual([(move["product"], move["qty"]) for move in picking["moves"]], [("Burger", 1)])


class Chaos(RealOdooTest):
    def broken(self, fault: Forward, reference: str) -> ChaosProxy:
        """Pushes an order over a way with this fault: the client has to be told that something went wrong."""
        proxy = self.proxy()
        proxy.fail(PUSH, fault)
        with self.assertRaises(OSError):
            self.push(self.burgers(reference, self.session()), through=proxy)
        self.assertEqual(proxy.count(PUSH), 1)
        return proxy

    def test_before_and_amid_the_request_nothing_is_booked(self) -> None:
        for number, fault in enumerate((CutBefore(), CutRequest(), Reply(), Reply(status=503))):
            with self.subTest(fault=fault):
                self.broken(fault, f"Order 00002-001-000{number}")
                self.assertEqual(self.references(f"Order 00002-001-000{number}"), [])

    def test_a_lost_answer_leaves_the_order_booked_once(self) -> None:
        for number, fault in enumerate((LoseAnswer(), CutAnswer(), Reply(forwarded=True))):
            reference = f"Order 00003-001-000{number}"
            with self.subTest(fault=fault):
                proxy = self.broken(fault, reference)
                self.assertEqual(self.odoo.order(reference)["state"], "paid")
                self.assertEqual(self.push(self.burgers(reference, self.session()), through=proxy), [])
                self.assertEqual(len(self.references(reference)), 1)
                self.assertEqual(proxy.count(PUSH), 2)

    def test_an_abandoned_order_is_booked_while_the_client_already_knows_of_the_loss(self) -> None:
        proxy = self.broken(Abandon(), "Order 00004-001-0001")
        self.assertEqual(self.wait_for_answer(proxy), True)
        self.assertEqual(self.odoo.order("Order 00004-001-0001")["state"], "paid")

    def wait_for_answer(self, proxy: ChaosProxy) -> bool:
        """Odoo has answered the abandoned call: by then it has committed."""
        done = threading.Event()
        for _ in range(600):
            if proxy.calls[-1].answer:
                return True
            done.wait(0.1)
        return False

    def test_odoo_killed_over_an_order_books_it_once_or_not_at_all(self) -> None:
        session = self.session()
        for number in range(3):
            reference = f"Order 00005-001-000{number}"
            proxy = self.proxy()
            proxy.fail(PUSH, Forward(meanwhile=self.odoo.kill))
            with contextlib.suppress(OSError):  # on a busy machine the answer may be quicker than the kill
                self.push(self.burgers(reference, session), through=proxy)
            self.odoo.restart()
            self.push(self.burgers(reference, session))
            order = self.odoo.order(reference)
            self.assertEqual((order["state"], len(order["pickings"])), ("paid", 1))

    def test_only_the_named_call_fails_and_only_as_often_as_said(self) -> None:
        proxy = self.proxy()
        proxy.fail("res.users.search_count", Reply(), skip=1, times=1)
        rpc = Rpc(proxy.url, self.odoo.database, self.odoo.login, self.odoo.key)
        first = rpc.call("res.users", "search_count", [])
        with self.assertRaises(OSError):
            rpc.call("res.users", "search_count", [])
        self.assertEqual(rpc.call("res.users", "search_count", []), first)
        self.assertEqual([call.name for call in proxy.calls], ["common.authenticate"] + ["res.users.search_count"] * 3)


class Workers(unittest.TestCase):
    def test_odoo_with_processes_is_killed_whole(self) -> None:
        with RealOdoo(workers=2) as odoo:
            self.assertEqual(odoo.user.major, 14)
            odoo.kill()
            with self.assertRaises(OSError):
                odoo.user.service("common", "version")
            odoo.restart()
            self.assertEqual(odoo.user.major, 14)


if __name__ == "__main__":
    unittest.main()
