"""A real Odoo 14 for tests from outside. Standard library only.

    with RealOdoo() as odoo:                      # a fresh shop as prepare_odoo.py says, on loopback; workers=2 for processes,
                                                  # limit_s=20 for a shorter limit_time_real
        odoo.url, odoo.database, odoo.login, odoo.key     # what the program needs: a user who may only sell
        odoo.ids["products"]["Burger"]                    # the ids of what is there, by name
        odoo.order("Order 1"), odoo.orders()              # orders with their lines, payments and pickings
        odoo.on_hand("Burger"), odoo.sessions("Main Store"), odoo.journal_items(session)
        odoo.open_session("Main Store"), odoo.close_session(session, counted)
        odoo.user, odoo.admin                             # rpc.Rpc of both users
        odoo.kill(), odoo.restart()                       # SIGKILL to Odoo alone; its database stays

It is started by tools/odoo14, which prepares what is missing, and ends with this process. Amounts are decimals. With
ORDERSYNC_ODOO_URL, ORDERSYNC_ODOO_DB, ORDERSYNC_ODOO_LOGIN and ORDERSYNC_ODOO_KEY in the environment it is that server
instead, which has to be a shop of the same names and is neither killed nor restarted.
"""

import decimal
import json
import os
import pathlib
import subprocess
import sys
from typing import Any, Optional

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import prepare_odoo  # noqa: E402
from rpc import D, Rpc, money  # noqa: E402

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools/odoo14"


class RealOdoo:
    def __init__(self, workers: int = 0, limit_s: int = 120):
        self._process: Optional[subprocess.Popen] = None
        if "ORDERSYNC_ODOO_URL" in os.environ:
            self.url = os.environ["ORDERSYNC_ODOO_URL"].rstrip("/")
            self.database, self.login = os.environ["ORDERSYNC_ODOO_DB"], os.environ["ORDERSYNC_ODOO_LOGIN"]
            self.key = os.environ["ORDERSYNC_ODOO_KEY"]
            self.log = None
            self.user = self.admin = Rpc(self.url, self.database, self.login, self.key)
            self.ids = prepare_odoo.ids(self.user)
            return
        self._process = subprocess.Popen([str(TOOL), "run", "--workers", str(workers), "--limit", str(limit_s)], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True)
        shop = json.loads(self._answer())
        self.url, self.database, self.login, self.key = shop["url"], shop["database"], shop["login"], shop["key"]
        self.log = pathlib.Path(shop["log"])
        self.ids = shop["ids"]
        self.user = Rpc(self.url, self.database, self.login, self.key)
        self.admin = Rpc(self.url, self.database, shop["admin_login"], shop["admin_password"])

    def close(self) -> None:
        if self._process is not None:
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.wait(60)
            self._process = None

    def __enter__(self) -> "RealOdoo":
        return self

    def __exit__(self, *_error: Any) -> None:
        self.close()

    def kill(self) -> None:
        """SIGKILL to Odoo's processes; returns when they are gone."""
        self._tell("kill")

    def restart(self) -> None:
        """Starts Odoo, which is killed first if it runs; returns when it answers."""
        self._tell("restart")

    def _tell(self, command: str) -> None:
        if self._process is None:
            raise RuntimeError(f"an Odoo given by ORDERSYNC_ODOO_URL is not ours to {command}")
        print(command, file=self._process.stdin, flush=True)
        answer = self._answer()
        if answer != f"done {command}":
            raise RuntimeError(f"tools/odoo14 answered {answer!r} to {command}")

    def _answer(self) -> str:
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            self.close()
            raise RuntimeError(f"tools/odoo14 ended with status {status}: its words are on standard error")
        return line.rstrip("\n")

    # What Odoo holds

    def name(self, noun: str, record: int) -> str:
        """The name of an id: name("products", 3) is "Burger"."""
        return next((name for name, known in self.ids[noun].items() if known == record), str(record))

    def orders(self, *domain: tuple) -> list:
        """The POS orders that match, oldest first, each with its `lines`, `payments` and `pickings` with their `moves`."""
        orders = self.admin.read("pos.order", list(domain), "name", "pos_reference", "state", "amount_total", "amount_tax", "amount_paid",
                                 "amount_return", "date_order", "session_id", "partner_id", "fiscal_position_id", "user_id",
                                 "note" if self.admin.major < 18 else "general_note")
        parts: dict = {order["id"]: {"lines": [], "payments": [], "pickings": []} for order in orders}
        here = ("in", list(parts))
        for line in self.admin.read("pos.order.line", [("order_id", *here)], "order_id", "product_id", "full_product_name", "qty",
                                    "price_unit", "discount", "price_subtotal", "price_subtotal_incl", "tax_ids"):
            line["product"] = self.name("products", line["product_id"])
            parts[line.pop("order_id")]["lines"].append(_with_money(line, "price_subtotal", "price_subtotal_incl"))
        for payment in self.admin.read("pos.payment", [("pos_order_id", *here)], "pos_order_id", "payment_method_id", "amount",
                                       "payment_date", "is_change"):
            payment["method"] = self.name("payment_methods", payment["payment_method_id"])
            parts[payment.pop("pos_order_id")]["payments"].append(_with_money(payment, "amount"))
        for picking in self.pickings(("pos_order_id", *here)):
            parts[picking["pos_order_id"]]["pickings"].append(picking)
        return [{**_with_money(order, "amount_total", "amount_tax", "amount_paid", "amount_return"), **parts[order["id"]]}
                for order in orders]

    def order(self, reference: str) -> dict:
        """The one order with this receipt number."""
        found = self.orders(("pos_reference", "=", reference))
        if len(found) != 1:
            raise AssertionError(f"{len(found)} orders have the receipt number {reference!r}")
        return found[0]

    def pickings(self, *domain: tuple) -> list:
        """The stock pickings of the point of sale that match, each with its `moves`: product and the quantity done."""
        done = "quantity_done" if self.admin.major < 17 else "quantity"
        pickings = self.admin.read("stock.picking", [("pos_session_id", "!=", False), *domain], "name", "state", "origin", "pos_order_id",
                                   "pos_session_id", "location_id", "location_dest_id")
        moves: dict = {picking["id"]: [] for picking in pickings}
        for move in self.admin.read("stock.move", [("picking_id", "in", list(moves))], "picking_id", "product_id", "state", done):
            moves[move["picking_id"]].append({"product": self.name("products", move["product_id"]), "product_id": move["product_id"],
                                              "state": move["state"], "qty": move[done]})
        return [{**picking, "moves": moves[picking["id"]]} for picking in pickings]

    def on_hand(self, product: str) -> D:
        """What lies in the shop's own places."""
        here = [("product_id", "=", self.ids["products"][product]), ("location_id.usage", "=", "internal")]
        quants = self.admin.read("stock.quant", here, "quantity")
        return sum((D(quant["quantity"]) for quant in quants), D(0))

    def sessions(self, config: str) -> list:
        """The sessions of a point of sale, oldest first."""
        return self.admin.read("pos.session", [("config_id", "=", self.ids["configs"][config])], "name", "state", "rescue", "user_id",
                               "update_stock_at_closing", "order_count", "start_at", "stop_at", "cash_register_balance_start",
                               "cash_register_balance_end", "cash_register_balance_end_real", "move_id")

    def journal_items(self, session: int) -> list:
        """The items of a closed session's journal entry: `account` (its code), `debit`, `credit`, `tax` that it is (a name)."""
        entry = self.admin.read("pos.session", [("id", "=", session)], "move_id")[0]["move_id"]
        items = self.admin.read("account.move.line", [("move_id", "=", entry)], "account_id", "name", "debit", "credit", "tax_line_id")
        accounts = self.admin.read("account.account", [("id", "in", [item["account_id"] for item in items])], "code")
        codes = {account["id"]: account["code"] for account in accounts}
        return [{**_with_money(item, "debit", "credit"), "account": codes[item["account_id"]],
                 "tax": self.name("taxes", item["tax_line_id"]) if item["tax_line_id"] else None} for item in items]

    # What people do in it

    def open_session(self, config: str, cash: decimal.Decimal = D(0), stock_at_closing: bool = False) -> int:
        """Opens a session as a cashier does; with `stock_at_closing` its pickings are made when it closes."""
        session = self.user.create("pos.session", {"config_id": self.ids["configs"][config], "user_id": self.user.uid})
        self.user.write("pos.session", [session], {"update_stock_at_closing": stock_at_closing})
        if self.user.read("pos.session", [("id", "=", session)], "state")[0]["state"] == "opening_control":
            self.user.call("pos.session", "set_cashbox_pos", [session], cash, "")
        return session

    def close_session(self, session: int, counted: Optional[decimal.Decimal] = None) -> None:
        """Closes a session of Odoo 14 as its manager does, with the cash that was counted (by default what is expected)."""
        shown = self.admin.read("pos.session", [("id", "=", session)], "cash_control", "cash_register_id", "cash_register_balance_end")[0]
        if shown["cash_control"]:
            cash = shown["cash_register_balance_end"] if counted is None else counted
            self.admin.write("account.bank.statement", [shown["cash_register_id"]], {"balance_end_real": cash})
        self.admin.call("pos.session", "action_pos_session_closing_control", [session])
        action = self.admin.call("pos.session", "action_pos_session_validate", [session]) if shown["cash_control"] else None
        if isinstance(action, dict) and action.get("res_model") == "closing.balance.confirm.wizard":
            wizard = self.admin.create("closing.balance.confirm.wizard", {})
            self.admin.call("closing.balance.confirm.wizard", "confirm_closing_balance", [wizard], context={"session_id": session})

    def set_tax_rounding(self, method: str) -> None:
        """"round_per_line", as the shop has it, or "round_globally"."""
        company = self.admin.search("res.company", [], limit=1)
        self.admin.write("res.company", company, {"tax_calculation_rounding_method": method})


def _with_money(row: dict, *fields: str) -> dict:
    return {**row, **{name: money(row[name]) for name in fields}}
