#!/usr/bin/env python3
"""The C++ contract of the POS port against a real Odoo: the 14 of tools/odoo14, or with ORDERSYNC_ODOO_URL any server.

That one needs ORDERSYNC_ODOO_DB, ORDERSYNC_ODOO_LOGIN and ORDERSYNC_ODOO_KEY as well, and an administrator who sets up the contract's
shop in it: ORDERSYNC_ODOO_ADMIN_LOGIN and ORDERSYNC_ODOO_ADMIN_KEY, else the same user. Its orders stay in it: use a copy.
"""

import json
import os
import pathlib
import subprocess
import unittest

import contract_shop
from real_odoo import RealOdoo
from rpc import Rpc

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CONTRACT = os.environ.get("ORDERSYNC_CONTRACT", str(REPOSITORY / "build/sanitize/bin/real_odoo_contract"))


class Contract(unittest.TestCase):
    def test_holds_on_a_real_odoo(self) -> None:
        with RealOdoo() as odoo:
            admin, password = odoo.admin.login, odoo.admin.secret
            if "ORDERSYNC_ODOO_URL" in os.environ:
                admin = os.environ.get("ORDERSYNC_ODOO_ADMIN_LOGIN", odoo.login)
                password = os.environ.get("ORDERSYNC_ODOO_ADMIN_KEY", odoo.key)
            shop = contract_shop.prepare(Rpc(odoo.url, odoo.database, admin, password))
            print(f"Odoo {odoo.user.major} at {odoo.url}", flush=True)
            environment = {**os.environ, "ORDERSYNC_ODOO_URL": odoo.url, "ORDERSYNC_ODOO_DB": odoo.database, "ORDERSYNC_ODOO_LOGIN": odoo.login,
                           "ORDERSYNC_ODOO_KEY": odoo.key, "ORDERSYNC_ODOO_ADMIN_LOGIN": admin, "ORDERSYNC_ODOO_ADMIN_KEY": password,
                           "ORDERSYNC_CONTRACT_SHOP": json.dumps(shop)}
            self.assertEqual(subprocess.run([CONTRACT], env=environment, check=False).returncode, 0, "its words are above")


if __name__ == "__main__":
    unittest.main()
