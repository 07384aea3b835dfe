#!/usr/bin/env python3
"""A backup from before some orders were booked is brought back: the journal has forgotten them, the real Odoo has not, and
none is booked a second time."""

import datetime
import unittest

from odoo_shop import connect
from real_odoo import RealOdoo

from harness import ShopTest, burger

SOURCE = "restored"
# An order without a date is dated when it is received, and after the restore that is another time.
NOW = {"OrderDate": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d") + "T00:00:01Z"}


class Restored(ShopTest):
    def test_orders_booked_since_the_backup_are_found_and_not_booked_again(self):
        odoo = RealOdoo()
        self.addCleanup(odoo.close)
        shop = self.shop([burger(number, **NOW) for number in (9001, 9002)], with_sync=False)
        connect(shop, odoo, SOURCE)
        self.assert_run(shop.sync_now(), "success", processed=2)
        backup = shop.ask("backup", str(shop.folder / "old.db"))
        shop.source.orders = [burger(number, **NOW) for number in (9001, 9002, 9003, 9004)]
        self.assert_run(shop.sync_now(), "success", processed=2, already_synced=2)
        in_odoo = {order["name"]: order["pos_reference"] for order in odoo.orders()}
        self.assertEqual(len(in_odoo), 4)

        restored = shop.ask("restore", backup["file"], "--replace")
        self.assertEqual((restored["booked"], restored["unreadable"]), (2, 0))
        run = shop.sync_now()
        self.assertEqual((run["status"], run["failed"], run["already_synced"]), ("success", 0, 2), run)
        self.assertEqual({order["name"]: order["pos_reference"] for order in odoo.orders()}, in_odoo, "nothing was booked again")
        for number in (9001, 9002, 9003, 9004):
            shown = shop.order(f"{SOURCE}/{number}")
            self.assertEqual((shown["state"], shown["attention"]), ("booked", None))
            self.assertIn(shown["pos_order"]["name"], in_odoo)
        self.assert_run(shop.sync_now(), "no_orders", already_synced=4)


if __name__ == "__main__":
    unittest.main()
