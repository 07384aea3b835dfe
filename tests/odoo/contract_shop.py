"""The small shop of src/pos/test_shop.h in any Odoo from 14 to 19 with the module point_of_sale and a chart of accounts in US dollars, made
over its external interface; what is there already is used as it stands. Needs an administrator.

    shop = contract_shop.prepare(Rpc(url, database, login, key))      # ids and names, for real_odoo_contract.cc
"""

from typing import Any

from rpc import OdooError, Rpc

TAXES = {"Contract 15%": (15, False), "Contract 5% included": (5, True)}
PRODUCTS = {  # as in test_shop.h: name, price, type, tax, on hand
    "burger": ("Burger", 80.0, "product", "Contract 15%", 100), "water": ("Water", 2.5, "product", None, 1000),
    "napkin": ("Napkin", 0.1, "consu", None, None), "delivery": ("Delivery", 10.0, "service", "Contract 15%", None),
    "cake": ("Cake", 10.5, "product", "Contract 5% included", 2),
}


class SetUpFailed(Exception):
    """The server cannot hold the shop; what is missing."""


class _Preparation:
    def __init__(self, rpc: Rpc):
        self.rpc, self.major = rpc, rpc.major
        if not 14 <= self.major <= 19:
            raise SetUpFailed(f"Odoo {self.major} is not one of 14 to 19")
        self.company = rpc.read("res.users", [("id", "=", rpc.uid)], "company_id")[0]["company_id"]
        currency = rpc.read("res.company", [("id", "=", self.company)], "currency_id")[0]["currency_id"]
        code = rpc.read("res.currency", [("id", "=", currency)], "name")[0]["name"]
        if code != "USD":
            raise SetUpFailed(f"the company's currency is {code}: the contract's shop sells in USD")
        warehouse = rpc.read("stock.warehouse", [("company_id", "=", self.company)], "lot_stock_id", limit=1)
        if not warehouse:
            raise SetUpFailed("there is no warehouse")
        self.shelf = warehouse[0]["lot_stock_id"]

    def one(self, model: str, domain: list, values: dict) -> int:
        """The record that the domain finds, made with these values where there is none. What stands may be in use by an open session,
        and takes no changes then."""
        found = self.rpc.search(model, domain, limit=1, context={"active_test": False})
        return found[0] if found else self.rpc.create(model, values)

    def account(self, group: str, *types: str) -> int:
        if self.major < 17:
            domain: list = [("user_type_id.internal_group", "=", group), ("user_type_id.type", "=", "other"), ("reconcile", "=", False)]
        else:
            domain = [("account_type", "in", types), ("reconcile", "=", False)]
        found = self.rpc.search("account.account", domain + ([("company_id", "=", self.company)] if self.major < 18 else []), limit=1)
        if not found:
            raise SetUpFailed(f"there is no {group} account: install a chart of accounts")
        return found[0]

    def taxes(self) -> dict:
        made = {}
        for name, (percent, included) in TAXES.items():
            values: dict = {"name": name, "amount": percent, "amount_type": "percent", "type_tax_use": "sale", "company_id": self.company}
            if self.major >= 18:
                values["price_include_override"] = "tax_included" if included else "tax_excluded"
            else:
                values["price_include"] = included
            made[name] = self.one("account.tax", [("name", "=", name), ("type_tax_use", "=", "sale"), ("company_id", "=", self.company)], values)
        # 14 and 15 close no session with a tax that has no account.
        of_ours = ("in", list(made.values()))
        term = ["|", ("invoice_tax_id", *of_ours), ("refund_tax_id", *of_ours)] if self.major < 17 else [("tax_id", *of_ours)]
        parts = self.rpc.search("account.tax.repartition.line", [("repartition_type", "=", "tax"), ("account_id", "=", False), *term])
        if parts:
            self.rpc.write("account.tax.repartition.line", parts, {"account_id": self.account("liability", "liability_current")})
        return made

    def export_position(self, taxes: dict) -> int:
        """Takes the 15 % away; 19 can only put another tax in its place."""
        taxed = taxes["Contract 15%"]
        values: dict = {"name": "Contract export", "company_id": self.company}
        if self.major < 19:
            return self.one("account.fiscal.position", [("name", "=", "Contract export")],
                            {**values, "tax_ids": [(5, 0, 0), (0, 0, {"tax_src_id": taxed, "tax_dest_id": False})]})
        position = self.one("account.fiscal.position", [("name", "=", "Contract export")], values)
        self.one("account.tax", [("name", "=", "Contract export 0%"), ("company_id", "=", self.company)],
                 {"name": "Contract export 0%", "amount": 0, "amount_type": "percent", "type_tax_use": "sale", "company_id": self.company,
                  "original_tax_ids": [(6, 0, [taxed])], "fiscal_position_ids": [(6, 0, [position])]})
        return position

    def journal(self, name: str, code: str, kind: str) -> int:
        return self.one("account.journal", [("code", "=", code), ("company_id", "=", self.company)],
                        {"name": name, "code": code, "type": kind, "company_id": self.company,
                         "profit_account_id": self.account("income", "income_other", "income"),
                         "loss_account_id": self.account("expense", "expense")})

    def methods(self) -> dict:
        """In this order: a POS shows its methods by id."""
        made = {}
        for key, name, code in (("cash", "Cash", "OSC1"), ("card", "Card", "OSB1"), ("kiosk_cash", "Kiosk cash", "OSC2"), ("account", "Later", "")):
            is_cash = "cash" in key
            journal = self.journal(f"Contract {key}", code, "cash" if is_cash else "bank") if code else False
            values = {"name": name, "company_id": self.company, "split_transactions": not code}
            if self.major == 14:
                values.update({"is_cash_count": is_cash, "cash_journal_id": journal if is_cash else False})
            else:
                values["journal_id"] = journal
            # People may have methods of these names: ours are known by their journals, in 14 by their place.
            known = self.known_methods.get(key)
            made[key] = known if known else self.rpc.create("pos.payment.method", values)
        return made

    @property
    def known_methods(self) -> dict:
        main, kiosk = (self.rpc.read("pos.config", [("name", "=", name)], "payment_method_ids") for name in ("Contract Main Store", "Contract Kiosk"))
        if not main or not kiosk or len(main[0]["payment_method_ids"]) != 2 or len(kiosk[0]["payment_method_ids"]) != 2:
            return {}
        later = self.rpc.search("pos.payment.method", [("name", "=", "Later"), ("company_id", "=", self.company)], limit=1)
        cash, card = main[0]["payment_method_ids"]
        return {"cash": cash, "card": card, "kiosk_cash": max(kiosk[0]["payment_method_ids"]), **({"account": later[0]} if later else {})}

    def configs(self, methods: dict, position: int) -> dict:
        made = {}
        for key, name, own, cash_control in (("main_store", "Contract Main Store", ["cash", "card"], True),
                                             ("kiosk", "Contract Kiosk", ["card", "kiosk_cash"], False), ("bare", "Contract Bare", [], False)):
            values: dict = {"name": name, "company_id": self.company, "payment_method_ids": [(6, 0, [methods[one] for one in own])]}
            if self.major < 17:
                # Up to this difference 14 lets a plain user close a session.
                values.update({"cash_control": cash_control, "amount_authorized_diff": 1_000_000})
            if key == "kiosk":
                values.update({"default_fiscal_position_id": position, **({"tax_regime_selection": True} if self.major < 18 else {})})
            self.one("pos.config", [("name", "=", name)], values)
            made[key] = name
        return made

    def products(self, taxes: dict) -> dict:
        made = {}
        for key, (name, price, kind, tax, on_hand) in PRODUCTS.items():
            values: dict = {"name": name, "barcode": f"CONTRACT-{key.upper()}", "list_price": price, "standard_price": price / 2, "sale_ok": True,
                            "available_in_pos": True, "active": True, "taxes_id": [(6, 0, [taxes[tax]] if tax else [])]}
            if self.major >= 18:
                values.update({"type": "service" if kind == "service" else "consu", "is_storable": kind == "product"})
            else:
                values["detailed_type" if self.major >= 15 else "type"] = kind
            made[key] = self.one("product.product", [("barcode", "=", values["barcode"])], values)
            if on_hand is not None:
                self.put_on_hand(made[key], on_hand)
        return made

    def put_on_hand(self, product: int, quantity: int) -> None:
        quant: Any = self.rpc.create("stock.quant", {"product_id": product, "location_id": self.shelf, "inventory_quantity": quantity},
                                     context={"inventory_mode": True})
        if self.major >= 15:
            try:
                self.rpc.call("stock.quant", "action_apply_inventory", [quant])
            except OdooError as error:  # done, but old versions answer nothing that JSON-RPC can carry
                if "marshal" not in error.message:
                    raise


def prepare(rpc: Rpc) -> dict:
    """Ids and names for real_odoo_contract.cc. Fails with SetUpFailed, or with Odoo's own words."""
    work = _Preparation(rpc)
    taxes = work.taxes()
    methods = work.methods()
    configs = work.configs(methods, work.export_position(taxes))
    return {**work.products(taxes), "card": methods["card"], "account": methods["account"], **configs, "shelf": work.shelf}
