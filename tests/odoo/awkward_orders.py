"""Orders whose cents are awkward, as an external system would send them, and Odoo 14's own arithmetic in exact decimals.

The system computes its totals by itself and knows nothing of the POS: net or gross prices, its tax a line or an order, its
discounts on the line, in per cent or on top. All comes from a seed.
"""

import decimal
import random
from dataclasses import dataclass
from typing import Any, Optional

D = decimal.Decimal
CENT = D("0.01")

RATES = {"VAT 15%": D("0.15"), "VAT 15% included": D("0.15"), "VAT 5%": D("0.05"), "VAT 0%": D(0)}
MENU = {  # product of prepare_odoo.py: its tax
    "Burger": "VAT 15%", "Fries": "VAT 15%", "Coffee": "VAT 15%", "شاورما": "VAT 15%", "Cola": "VAT 15% included", "Book": "VAT 5%",
    "Bread": "VAT 0%", "Water": None, "Iced Tea": None, "Sugar": None, "Delivery": None,
}
PRICES = ("0.01", "0.03", "0.33", "0.99", "1.05", "3.33", "6.67", "9.99", "11.115", "12.345", "19.99", "33.33", "66.67", "94.9565217391")
QUANTITIES = ("1", "1", "1", "2", "3", "5", "7", "11", "0.25", "1.5", "0.33")


def q(amount: D) -> D:
    return amount.quantize(CENT, decimal.ROUND_HALF_UP)  # half away from zero


def rate_of(product: str) -> D:
    return RATES[MENU[product]] if MENU[product] else D(0)


@dataclass
class Sale:
    """An order as it is sent, and what it is remembered by for its refund."""

    sent: dict
    total: D  # GrandTotal
    moved: dict  # product: quantity


class Till:
    """The external system: hands out orders and their refunds. With `coin` its cash amounts are whole coins. Where Odoo adds up
    what was not rounded, from 18 on and where it rounds once an order, the tax of a few cents' worth that is less than a cent, and so not
    stated, is for a person to say: `states_each_tax` makes no such orders."""

    def __init__(self, seed: int, date: str, first_id: int, coin: Optional[D] = None, states_each_tax: bool = False):
        self.random = random.Random(seed)
        self.states_each_tax = states_each_tax
        self.date, self.next_id, self.coin = date, first_id, coin
        self.sales: list = []
        self.refunds = 0

    def orders(self, count: int) -> list:
        """Sales, about one in twelve of them refunded in whole, each refund after its sale."""
        made: list = []
        while len(made) < count:
            refundable = [sale for sale in self.sales if "RefundID" not in sale.sent and sale.total > 0]
            if refundable and self.random.random() < 1 / 12:
                sale = self.random.choice(refundable)
                self.sales.remove(sale)
                made.append(self.refund(sale))
            else:
                made.append(self.sale())
                self.sales.append(made[-1])
        return made

    def sale(self) -> Sale:
        made = self._sale()
        while (self.coin and made.total < 1) or (self.states_each_tax and self._hides_a_tax(made)):  # whole coins come to something
            made = self._sale()
        return made

    def _hides_a_tax(self, made: Sale) -> bool:
        return "Tax" not in made.sent and any(rate_of(row["ItemName"]) for row in made.sent["OrderItems"])

    def _sale(self) -> Sale:
        draw = self.random
        gross = draw.random() < 0.4
        items, amounts = [], []
        for _ in range(draw.choice((1, 1, 2, 3, 4, 6))):
            product = draw.choice(sorted(MENU))
            price, qty = D(draw.choice(PRICES)), D(draw.choice(QUANTITIES))
            row: dict = {"ItemID": 0, "ItemName": product, "Price": float(price), "Quantity": float(qty)}
            amount = q(price * qty)
            kind = draw.random()
            if kind < 0.2 and amount > CENT:
                off = q(amount * D(draw.randrange(1, 60)) / 100)
                row["DiscountAmount"] = float(off)
                amount -= off
            elif kind < 0.4:
                percent = D(draw.choice(("5", "10", "12.5", "33", "50")))
                row["DiscountPercentage"] = float(percent)
                amount = q(price * qty * (100 - percent) / 100)
            items.append(row)
            amounts.append((product, amount))
        whole = sum(amount for _, amount in amounts)
        on_top = q(whole * D(draw.randrange(1, 40)) / 100) if draw.random() < 0.25 and whole > 1 else D(0)
        fields = {"AmountDiscount": float(on_top)} if on_top else {}
        line_discounts = any("DiscountAmount" in row or "DiscountPercentage" in row for row in items)
        if on_top and line_discounts:  # which of the two is meant is for a person to say
            on_top, fields = D(0), {}
        tax = self._tax(amounts, whole, on_top, gross)
        total = whole - on_top if gross else whole - on_top + tax
        sent = self._order(items, total, tax, fields)
        moved: dict = {}
        for row in items:
            if row["ItemName"] != "Delivery":
                moved[row["ItemName"]] = moved.get(row["ItemName"], D(0)) + D(str(row["Quantity"]))
        return Sale(sent, total, moved)

    def refund(self, sale: Sale) -> Sale:
        self.refunds += 1
        sent = {**sale.sent, "OrderStatus": 106, "RefundID": f"R{self.refunds}"}
        if not self.coin:  # in one payment, without change
            sent.update(self._paid([(self.random.choice(("Cash", "Card")), sale.total)]))
        return Sale(sent, -sale.total, {product: -qty for product, qty in sale.moved.items()})

    def _tax(self, amounts: list, whole: D, on_top: D, gross: bool) -> D:
        """This system's own: rounded line by line, or once a rate; the discount on top is taken off in proportion."""
        taxes: dict = {}
        by_line = self.random.random() < 0.5
        for product, amount in amounts:
            base = amount - (on_top * amount / whole if whole else D(0))
            rate = rate_of(product)
            tax = base * rate / (1 + rate) if gross else base * rate
            taxes[rate] = taxes.get(rate, D(0)) + (q(tax) if by_line else tax)
        return q(sum((q(tax) for tax in taxes.values()), D(0)))

    def _order(self, items: list, total: D, tax: D, fields: dict) -> dict:
        self.next_id += 1
        taxed = {"Tax": float(tax)} if tax else {}
        return {"OrderID": self.next_id, "OrderDate": self.date, "OrderStatus": 103, "AmountTotal": float(total - tax), **taxed, **fields,
                "GrandTotal": float(total), "OrderItems": items, **self._paid(self._payments(total))}

    def _paid(self, payments: list) -> dict:
        details = [{"AmountPaid": float(amount), "CardNumber": "", "CardType": card, "PaymentMode": 1 if card == "Cash" else 2, "ReferenceID": ""}
                   for card, amount in payments]
        return {"AmountPaid": float(sum(amount for _, amount in payments)), "CheckoutDetails": details}

    def _payments(self, total: D) -> list:
        if self.coin:
            return [("Cash", (total / self.coin).quantize(D(1), decimal.ROUND_HALF_UP) * self.coin)]
        kind = self.random.random()
        if kind < 0.3 or total < 1:
            return [("Cash", total)]
        if kind < 0.5:  # a note, and change
            return [("Cash", (total / 5).quantize(D(1), decimal.ROUND_UP) * 5)]
        if kind < 0.8:
            return [("Card", total)]
        part = q(total / 3)
        return [("Card", part), ("Cash", total - part)] if kind < 0.95 else [("Voucher", part), ("Card", total - part)]


def taxes_of(order: dict, rounding: str, names: dict, major: int = 14) -> dict:
    """What Odoo makes of a booked order's lines at closing: tax → its amount. `names` are the taxes by id. Up to 17 a tax rounded once an
    order is one of rounded lines, from 18 on of lines as they are."""
    raw = rounding == "round_globally" and major >= 18
    sums: dict = {}
    for line in order["lines"]:
        for tax in (names[tax_id] for tax_id in line["tax_ids"]):
            net = D(line["price_unit"]) * (1 - D(line["discount"]) / 100) * D(line["qty"])
            rate = RATES[tax]
            if tax.endswith("included"):
                amount = net - net / (1 + rate) if raw else q(net) - q(q(net) / (1 + rate))
            else:
                amount = (net if raw else q(net)) * rate
            sums[tax] = sums.get(tax, D(0)) + (amount if rounding == "round_globally" else q(amount))
    return {tax: q(amount) for tax, amount in sums.items()}


def money(value: Any) -> D:
    return D(str(value)).quantize(CENT)
