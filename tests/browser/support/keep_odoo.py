#!/usr/bin/env python3
"""Writes into a store what a run keeps of an Odoo (src/pos/odoo_schema.cc): two configurations and their products. Usage: STORE KEY."""

import json
import sqlite3
import sys
import time

PRODUCTS = [(10, "Burger Meal", "B-10", "4006381333931", "34.5", 7, "3"), (11, "Fries", "F-11", "", "10", 7, "3"), (12, "Latte XL", "L-12", "", "18", 7, "3"),
            (13, "Mint Lemonade", "M-13", "", "14", 7, "3"), (14, "Staff lunch", "", "", "0", 6, ""), (15, "شطيرة دجاج", "S-15", "", "22", 7, "3")]


def records(number: int, name: str) -> dict:
    """As Odoo 17 sends them (src/pos/odoo_shop.h)."""
    company = [1, "My Company"]
    return {
        "series": 17,
        "config": {"id": number, "name": name, "company_id": company, "currency_id": [1, "SAR"], "payment_method_ids": [4, 5, 6], "pricelist_id": False,
                   "picking_type_id": [6, "PoS Orders"], "cash_control": True, "cash_rounding": False, "rounding_method": False, "default_fiscal_position_id": False},
        "companies": [{"id": 1, "name": "My Company", "parent_id": False, "partner_id": company, "tax_calculation_rounding_method": "round_per_line",
                       "point_of_sale_update_stock_quantities": "real"}],
        "currency": {"id": 1, "name": "SAR", "rounding": 0.01},
        "methods": [{"id": 4, "name": "Cash", "is_cash_count": True, "split_transactions": False, "journal_id": [10, "Cash"], "type": "cash"},
                    {"id": 5, "name": "Mada", "is_cash_count": False, "split_transactions": False, "journal_id": [12, "Bank"], "type": "bank"},
                    {"id": 6, "name": "Customer Account", "is_cash_count": False, "split_transactions": True, "journal_id": False, "type": "pay_later"}],
        "taxes": [{"id": 3, "name": "VAT 15%", "amount": 15.0, "amount_type": "percent", "price_include": False, "include_base_amount": False,
                   "is_base_affected": True, "active": True, "company_id": company}],
        "position": None, "mappings": [], "cash_rounding": None, "picking_type": {"id": 6, "warehouse_id": [3, "Riyadh"]}, "digits": 2,
        "timezones": ["Asia/Riyadh"], "session": None, "at_closing": False,
    }


def main() -> None:
    path, key = sys.argv[1:]
    now = int(time.time() * 1000)
    store = sqlite3.connect(path, timeout=30)
    with store:
        store.execute("INSERT INTO odoo_connection(id, key) VALUES (7, ?)", (key,))
        for number, name in ((2, "Riyadh Till"), (3, "Kiosk")):
            store.execute("INSERT INTO odoo_config(connection_id, config_id, name, records, version, read_at) VALUES (7, ?, ?, ?, 1, ?)",
                          (number, name, json.dumps(records(number, name)), now - 3 * 60_000))
        store.execute("INSERT INTO odoo_goods(connection_id, reader, version, read_at, fresh_until, full_read_at, newest, recent) VALUES (7, '', 1, ?, ?, ?, ?, 0)",
                      (now, now, now, now))
        for number, name, code, barcode, price, flags, taxes in PRODUCTS:
            store.execute("INSERT INTO odoo_product(connection_id, product_id, name, other_names, default_code, barcode, list_price, type, flags, company_id, taxes)"
                          " VALUES (7, ?, ?, '', ?, ?, ?, 0, ?, 0, ?)", (number, name, code, barcode, price, flags, taxes))
    store.close()


if __name__ == "__main__":
    main()
