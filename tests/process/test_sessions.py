#!/usr/bin/env python3
"""Sessions of the embedded POS: found, opened, created, refused, closed (the table of sessions)."""

import sqlite3

from harness import D, SYNC, ShopTest, burger, catalogue, main, wait_for, water


def goods(session: str, **config) -> dict:
    value = catalogue()
    value["pos_configs"][0].update({"session": session, **config})
    return value


class Sessions(ShopTest):
    def test_all_orders_of_a_run_go_into_one_session(self):
        shop = self.shop([burger(1), burger(2), water(3)])
        self.assert_run(shop.sync_now(), "success", "Processed 3 orders successfully", processed=3)
        (session,) = shop.sessions()
        self.assertEqual((session["state"], session["orders"], session["total"]), ("opened", 3, "186.00"))
        self.assertEqual({row["session"] for row in shop.pos_orders()}, {session["name"]})

    def test_the_next_run_uses_it_again(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        shop.source.orders = [burger(2)]
        shop.sync_now()
        (session,) = shop.sessions()
        self.assertEqual(session["orders"], 2)

    def test_an_opened_session_is_used(self):
        shop = self.shop([burger(1)], goods=goods("opened"))
        (before,) = shop.sessions()
        self.assert_run(shop.sync_now(), "success", processed=1)
        (after,) = shop.sessions()
        self.assertEqual((after["name"], after["orders"]), (before["name"], 1))

    def test_one_in_opening_control_is_opened(self):
        for options in ((), ("--no-auto-session",)):
            shop = self.shop([burger(1)], goods=goods("opening_control"), options=options)
            self.assertEqual(shop.sessions()[0]["state"], "opening_control")
            run = shop.sync_now()
            if options:
                self.assertEqual(run["status"], "error")
                self.assertIn("No open POS session found", run["message"])
                self.assertEqual(shop.sessions()[0]["state"], "opening_control")
                self.assert_nothing_booked(shop)
            else:
                self.assert_run(run, "success", processed=1)
                self.assertEqual([row["state"] for row in shop.sessions()], ["opened"])

    def test_without_auto_create_the_orders_wait_for_a_session(self):
        shop = self.shop([burger(1), burger(2)], options=("--no-auto-session",))
        run = shop.sync_now()
        self.assert_run(run, "error", waiting=2)
        self.assertIn("No open POS session found", run["message"])
        self.assertEqual(len(shop.orders()), 2, "they are received")
        self.assert_nothing_booked(shop)
        self.assertEqual(shop.sessions(), [])
        shop.ask("session", "open", "Main Store")
        self.assert_run(shop.sync_now(), "success", processed=2)
        self.assertEqual(shop.sessions()[0]["orders"], 2)

    def test_a_configuration_without_payment_methods_says_so(self):
        value = goods("none")
        value["pos_configs"][0]["payment_methods"] = []
        shop = self.shop([burger(1)], goods=value)
        for sent in ([burger(1)], [burger(1), burger(2)], []):
            shop.source.orders = sent or shop.source.orders
            run = shop.sync_now()
            waiting = len(shop.source.orders)
            self.assert_run(run, "error", waiting=waiting, failed=0)
            self.assertIn('POS "Main Store" has no payment method: add one', run["message"])
            self.assertEqual({row["state"] for row in shop.orders()}, {"received"})
            self.assert_nothing_booked(shop)
        value["pos_configs"][0]["payment_methods"] = [1]
        shop.import_catalogue(value)
        self.assert_run(shop.sync_now(), "success", processed=2)

    def test_orders_of_a_configuration_that_got_another_name_are_kept_until_the_sync_names_it(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        renamed = catalogue()
        renamed["pos_configs"][0]["name"] = "High Street"
        shop.import_catalogue(renamed)
        shop.source.orders = [burger(2), water(3)]
        told = shop.sync_now()
        self.assertEqual((told["status"], told["failed"]), ("error", 0))
        self.assertIn("Main Store", told["message"])
        self.assertEqual({row["external_id"]: row["state"] for row in shop.orders()}, {"1": "booked", "2": "received", "3": "received"})
        shop.source.orders = []  # it shows what is open
        shop.ask("sync", "edit", "Main Store Orders", "--pos", "High Street")
        self.assert_run(shop.sync_now(), "success", processed=2)

    def test_opening_and_closing_by_hand(self):
        shop = self.shop([burger(1)])
        opened = shop.ask("session", "open", "Main Store")
        self.assertEqual((opened["state"], opened["pos_config"]), ("opened", "Main Store"))
        shop.sync_now()
        closed = shop.ask("session", "close", "Main Store")
        self.assertEqual((closed["id"], closed["state"], closed["orders"], closed["total"]), (opened["id"], "closed", 1, "92.00"))
        self.assertIsNotNone(closed["closed_at"])
        closing = closed["closing"]
        self.assertEqual((closing["expected_cash"], closing["counted_cash"], closing["difference"], closing["counted"]),
                         ("92.00", "92.00", "0.00", False))
        self.assertEqual(shop.order("1")["state"], "booked")

    def test_a_second_session_cannot_be_opened(self):
        shop = self.shop()
        shop.ask("session", "open", "Main Store")
        self.assert_fails(shop, 1, "session_already_open", "session", "open", "Main Store")
        self.assertEqual(len([row for row in shop.sessions() if row["state"] != "closed"]), 1)

    def test_after_closing_a_new_one_is_made(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        shop.ask("session", "close", "Main Store")
        shop.source.orders = [burger(2)]
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(sorted(row["state"] for row in shop.sessions()), ["closed", "opened"])
        self.assertEqual(sorted(row["orders"] for row in shop.sessions()), [1, 1])

    def test_closing_what_is_not_open_fails(self):
        shop = self.shop()
        self.assert_fails(shop, 1, "session_not_open", "session", "close", "Main Store")

    def test_one_that_was_opened_by_itself_two_days_ago_needs_a_person(self):
        shop = self.shop([burger(1)])
        shop.ask("schedule", "closing", "Main Store", "never")
        shop.sync_now()
        self.assertIsNone(shop.sessions()[0]["attention"])
        store = sqlite3.connect(shop.data / "ordersync.db")
        store.execute("UPDATE pos_session SET opened_at = opened_at - 49 * 3600000")
        store.commit()
        store.close()
        self.assertEqual(shop.sessions()[0]["attention"]["code"], "session_open_long")
        service = shop.serve()
        wait_for("it is said", lambda: "session_needs_attention" in shop.log())
        self.assertIn("ordersync_sessions_attention 1", service.get("/metrics"))
        shop.ask("session", "close", "Main Store")
        self.assertIsNone(shop.sessions()[0]["attention"])

    def test_an_empty_count_is_none(self):
        shop = self.shop([burger(1)])
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertNotEqual(shop.ordersync("session", "close", "Main Store", "--counted", "").status, 0)
        self.assertEqual(shop.sessions()[0]["state"], "opened")

    def test_one_that_was_opened_by_itself_is_closed_by_its_rule_and_another_is_a_persons(self):
        goods = catalogue()
        goods["pos_configs"].append({**goods["pos_configs"][0], "id": 2, "name": "Kiosk", "session": "opened"})
        shop = self.shop([burger(1)], goods=goods, options=("--interval", "0"))
        shop.add_sync("--interval", "0", "--source", "kiosk", name="Kiosk", pos="Kiosk")
        for config, sync in (("Main Store", SYNC), ("Kiosk", "Kiosk")):
            shop.ask("schedule", "closing", config, "orders:1")
            self.assert_run(shop.sync_now(name=sync), "success", processed=1)
        service = shop.serve()
        sessions = lambda: {row["pos_config"]: row for row in shop.sessions()}
        wait_for("it is closed", lambda: sessions()["Main Store"]["state"] == "closed", explain=shop.log)
        closing = sessions()["Main Store"]["closing"]
        self.assertEqual((closing["expected_cash"], closing["counted_cash"], closing["counted"]), ("92.00", "92.00", False))
        self.assertIn("session_closed", shop.log())
        self.assertEqual((sessions()["Kiosk"]["state"], sessions()["Kiosk"]["orders"]), ("opened", 1))
        shop.source.orders = [burger(2)]
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(service.stop().status, 0)

    def test_stock_moved_at_closing(self):
        shop = self.shop([burger(1), burger(2)], goods=goods("none", stock="at_closing"))
        self.assert_run(shop.sync_now(), "success", processed=2)
        self.assertIsNone(shop.order("1")["pos_order"]["picking"])
        self.assertEqual(shop.stock()[10], D(100))
        shop.ask("session", "close", "Main Store")
        self.assertEqual(shop.stock()[10], D(98))
        (picking,) = shop.pickings()
        self.assertEqual([D(move["qty"]) for move in picking["moves"]], [D(2)])


if __name__ == "__main__":
    main()
