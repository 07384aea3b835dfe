#!/usr/bin/env python3
"""Makes a shop of a bare Odoo, 14 to 18, with the module point_of_sale, over its external interface alone.

    prepare_odoo.py URL DATABASE [LOGIN PASSWORD]      by default admin, admin

It may be run again on the same database. Prints one line of JSON: the database, the administrator's login and password, the
integration user's `login`, `password` and `key`, and `ids`: for each noun below the ids by name. tools/odoo14 runs it once, on
the database that it then keeps.

The shop: the point of sale "Main Store" (cash control; Cash, Card, Voucher) and "Kiosk" (none; Card, Kiosk Cash), the generic
chart of accounts in US dollars, 1000 of each storable product, and an integration user who may no more than sell.
"""

import json
import secrets
import sys
from typing import Any

from rpc import Rpc, new_api_key

LOGIN = "ordersync"
ARABIC = "ar_001"
ON_HAND = 1000

TAXES = {  # name: percent, included in the price
    "VAT 15%": (15, False),
    "VAT 15% included": (15, True),
    "VAT 5%": (5, False),
    "VAT 0%": (0, False),
}

PRODUCTS = [  # name, price, type, tax, more
    ("Burger", "80.00", "product", "VAT 15%", {}),
    ("Fries", "3.33", "product", "VAT 15%", {}),
    ("Cola", "11.50", "product", "VAT 15% included", {"barcode": "4006381333931", "default_code": "COLA"}),
    ("Water", "2.00", "product", None, {}),
    ("Book", "100.00", "product", "VAT 5%", {}),
    ("Bread", "1.25", "product", "VAT 0%", {}),
    ("Iced Tea", "3.00", "product", None, {}),
    ("Component Item", "20.00", "product", None, {}),
    ("Coffee", "12.00", "product", "VAT 15%", {}),
    ("شاورما", "18.00", "product", "VAT 15%", {}),
    ("Wallpaper", "9.00", "product", None, {"sale_ok": False}),
    ("Old Burger", "70.00", "product", "VAT 15%", {"active": False}),
    ("Sugar", "0.10", "consu", None, {}),
    ("Delivery", "5.00", "service", None, {}),
    ("Service Charge", "5.00", "service", None, {}),
    ("Tip", "1.00", "service", None, {}),
    ("Rounding", "0.00", "service", None, {}),
]
ARABIC_NAMES = {"Coffee": "قهوة"}

NOUNS = {  # in `ids`: model, and which of its records
    "configs": ("pos.config", []),
    "payment_methods": ("pos.payment.method", []),
    "taxes": ("account.tax", [("type_tax_use", "=", "sale")]),
    "products": ("product.product", [("available_in_pos", "=", True), ("active", "in", [True, False])]),
    "fiscal_positions": ("account.fiscal.position", []),
    "customers": ("res.partner", [("customer_rank", ">", 0)]),
    "pricelists": ("product.pricelist", []),
}


def ids(rpc: Rpc) -> dict:
    """What the shop holds: {"products": {"Burger": 3, …}, …}."""
    return {noun: {row["name"]: row["id"] for row in rpc.read(model, domain, "name")} for noun, (model, domain) in NOUNS.items()}


class Preparation:
    def __init__(self, rpc: Rpc):
        self.rpc, self.major = rpc, rpc.major
        self.company = rpc.read("res.users", [("id", "=", rpc.uid)], "company_id")[0]["company_id"]

    def first(self, model: str, *domain: tuple, **options: Any) -> int:
        found = self.rpc.search(model, list(domain), limit=1, **options)
        if not found:
            raise SystemExit(f"prepare_odoo: no {model} with {domain}")
        return found[0]

    def named(self, model: str, name: str, values: dict, instead_of: tuple = (), **options: Any) -> int:
        """The record of this name with these values; made new, or of what Odoo had set up `instead_of` it."""
        found = self.rpc.search(model, [("name", "=", name)], limit=1, context={"active_test": False})
        if not found and instead_of:
            found = self.rpc.search(model, [instead_of], limit=1)
        if not found:
            return self.rpc.create(model, {"name": name, **values}, **options)
        self.rpc.write(model, found, {"name": name, **values})
        return found[0]

    def group(self, module: str, name: str) -> int:
        return self.rpc.read("ir.model.data", [("module", "=", module), ("name", "=", name)], "res_id")[0]["res_id"]

    def chart_of_accounts(self) -> None:
        self.rpc.write("res.company", [self.company], {"name": "Main Store Company", "email": "shop@example.com"})
        if self.major >= 17:
            if not self.rpc.read("res.company", [("id", "=", self.company)], "chart_template")[0]["chart_template"]:
                self.rpc.call("account.chart.template", "try_loading", "generic_coa", self.company, False)
            return
        module = self.first("ir.module.module", ("name", "=", "l10n_generic_coa"))
        if self.rpc.read("ir.module.module", [("id", "=", module)], "state")[0]["state"] != "installed":
            self.rpc.call("ir.module.module", "button_immediate_install", [module])

    def language(self) -> None:
        if self.major >= 17:
            arabic = self.first("res.lang", ("code", "=", ARABIC), ("active", "in", [True, False]))
            wizard = self.rpc.create("base.language.install", {"lang_ids": [(6, 0, [arabic])], "overwrite": False})
        else:
            wizard = self.rpc.create("base.language.install", {"lang": ARABIC, "overwrite": False})
        self.rpc.call("base.language.install", "lang_install", [wizard])

    def taxes(self) -> dict:
        account = self.first("account.account", ("code", "=", "251000"))
        of_chart = self.rpc.read("res.company", [("id", "=", self.company)], "account_sale_tax_id")[0]["account_sale_tax_id"]
        made = {}
        for name, (percent, included) in TAXES.items():
            inclusion = {"price_include_override": "tax_included" if included else "tax_excluded"} if self.major >= 18 else {
                "price_include": included}
            made[name] = self.named("account.tax", name, {
                "amount": percent, "amount_type": "percent", "type_tax_use": "sale", "description": name, **inclusion,
            }, instead_of=("id", "=", of_chart) if name == "VAT 15%" else ())
        # Without an account on each of them a session with such a tax cannot be closed.
        of_ours = ("in", list(made.values()))
        term = [("tax_id", *of_ours)] if self.major >= 17 else ["|", ("invoice_tax_id", *of_ours), ("refund_tax_id", *of_ours)]
        parts = self.rpc.search("account.tax.repartition.line", [("repartition_type", "=", "tax"), *term])
        self.rpc.write("account.tax.repartition.line", parts, {"account_id": account})
        self.named("account.fiscal.position", "Export", {
            "tax_ids": [(5, 0, 0), (0, 0, {"tax_src_id": made["VAT 15%"], "tax_dest_id": False})]})
        return made

    def points_of_sale(self) -> None:
        if self.major >= 17:
            self.points_of_sale_by_journal()
            return
        difference = {"profit_account_id": self.first("account.account", ("code", "=", "442000")),
                      "loss_account_id": self.first("account.account", ("code", "=", "642000"))}
        kiosk_journal = self.named("account.journal", "Kiosk Cash", {"code": "CSH2", "type": "cash", **difference})
        cash = self.first("pos.payment.method", ("name", "=", "Cash"))
        card = self.named("pos.payment.method", "Card", {"is_cash_count": False}, instead_of=("name", "=", "Bank"))
        voucher = self.named("pos.payment.method", "Voucher", {"is_cash_count": False})
        kiosk_cash = self.named("pos.payment.method", "Kiosk Cash", {"is_cash_count": True, "cash_journal_id": kiosk_journal})
        self.named("pos.config", "Main Store", {"cash_control": True, "payment_method_ids": [(6, 0, [cash, card, voucher])]},
                   instead_of=("name", "=", "Shop"))
        self.named("pos.config", "Kiosk", {"cash_control": False, "payment_method_ids": [(6, 0, [card, kiosk_cash])]})

    def points_of_sale_by_journal(self) -> None:
        """From 15 on a method has a journal, which says whether it is cash; a configuration with cash controls it."""
        difference = {"profit_account_id": self.first("account.account", ("code", "=", "442000")),
                      "loss_account_id": self.first("account.account", ("code", "=", "642000"))}
        methods = {}
        for name, code, kind in (("Cash", "SHC1", "cash"), ("Kiosk Cash", "SHC2", "cash"), ("Card", "SHB1", "bank"), ("Voucher", "SHB2", "bank")):
            known = self.rpc.search("account.journal", [("code", "=", code)], limit=1)  # its type cannot be written once it is in use
            journal = known[0] if known else self.rpc.create("account.journal", {"name": f"{name} of the shop", "code": code, "type": kind, **difference})
            methods[name] = self.named("pos.payment.method", name, {"journal_id": journal})
        invoices = self.first("account.journal", ("type", "=", "sale"))
        for name, own in (("Main Store", ("Cash", "Card", "Voucher")), ("Kiosk", ("Card",))):
            self.named("pos.config", name, {"payment_method_ids": [(6, 0, [methods[method] for method in own])], "invoice_journal_id": invoices},
                       instead_of=("payment_method_ids.name", "=", "Cash") if name == "Main Store" else ())

    def products(self, taxes: dict) -> None:
        shelf = self.rpc.read("stock.warehouse", [("company_id", "=", self.company)], "lot_stock_id")[0]["lot_stock_id"]
        for name, price, kind, tax, more in PRODUCTS:
            product = self.named("product.product", name, {
                **self.kind_of_product(kind), "list_price": float(price), "standard_price": float(price) / 2, "sale_ok": True,
                "available_in_pos": True, "taxes_id": [(6, 0, [taxes[tax]] if tax else [])], "supplier_taxes_id": [(5, 0, 0)], **more})
            if kind == "product":
                counted = self.rpc.create("stock.quant", {"product_id": product, "location_id": shelf, "inventory_quantity": ON_HAND},
                                          context={"inventory_mode": True})
                if self.major >= 15:
                    self.rpc.call("stock.quant", "action_apply_inventory", [counted])
            if name in ARABIC_NAMES:
                self.rpc.write("product.product", [product], {"name": ARABIC_NAMES[name]}, context={"lang": ARABIC})

    def kind_of_product(self, kind: str) -> dict:
        if self.major >= 18:
            return {"type": "consu" if kind == "product" else kind, "is_storable": kind == "product"}
        return {"detailed_type" if self.major >= 15 else "type": kind}

    def customer(self) -> None:
        self.named("res.partner", "Jane Customer", {"email": "jane@example.com", "customer_rank": 1})

    def integration_user(self) -> str:
        """The password of a user who may sell and no more. Odoo needs the e-mail address to open and close sessions."""
        password = secrets.token_urlsafe(18)
        self.named("res.users", "Order integration", {
            "login": LOGIN, "email": "integration@example.com", "password": password,
            "groups_id": [(6, 0, [self.group("base", "group_user"), self.group("point_of_sale", "group_pos_user")])],
        }, context={"no_reset_password": True})
        return password


def main(url: str, database: str, login: str = "admin", password: str = "admin") -> dict:
    rpc = Rpc(url, database, login, password)
    if rpc.major not in (14, 17, 18):
        raise SystemExit(f"prepare_odoo: this is Odoo {rpc.major}, and the preparation knows 14, 17 and 18 only")
    preparation = Preparation(rpc)
    preparation.chart_of_accounts()
    preparation.language()
    preparation.points_of_sale()
    preparation.products(preparation.taxes())
    preparation.customer()
    user_password = preparation.integration_user()
    return {"database": database, "admin_login": login, "admin_password": password, "login": LOGIN, "password": user_password,
            "key": new_api_key(url, database, LOGIN, user_password), "ids": ids(rpc)}


if __name__ == "__main__":
    if len(sys.argv) not in (3, 5):
        raise SystemExit(__doc__)
    print(json.dumps(main(*sys.argv[1:]), ensure_ascii=False))
