#!/usr/bin/env python3
"""Connections to Odoos, and syncs that book through one, as far as no Odoo is needed: kept, changed, removed, refused, and what
happens while none answers."""

import contextlib
import json
import socket
import sqlite3
import subprocess
import sys
import time

from api import Api
from empty_odoo import EmptyOdoo
from harness import REPOSITORY, SYNC, Shop, ShopTest, burger, free_port, main, wait_for

CONNECTION = "Shop Odoo"
ODOO_KEY = "odoo-process-test-key-91c7"


def add_connection(shop: Shop, *options: str, name: str = CONNECTION, url: str = None) -> dict:
    """An Odoo at a port where nobody listens, unless `url` says otherwise."""
    return shop.ask("connection", "add", name, "--url", url or f"http://127.0.0.1:{free_port()}", "--database", "shop", "--login", "cashier",
                    "--allow-private-network", *options, env={"ORDERSYNC_KEY": ODOO_KEY})


class Kept(ShopTest):
    def test_a_connection_is_kept_and_its_key_is_never_shown(self):
        shop = self.shop(with_sync=False)
        self.assertEqual(shop.every("connection", "list"), [])
        added = add_connection(shop, url="https://shop.example.com/")
        self.assertEqual({name: value for name, value in added.items() if not name.endswith("_at")},
                         {"name": CONNECTION, "url": "https://shop.example.com", "database": "shop", "login": "cashier", "ca_file": None,
                          "allow_private_network": True, "stock_at_closing": [],
                          "answer_timeout_seconds": 180, "server_limit_seconds": 300, "syncs": [], "revision": 1})
        self.assertEqual(shop.ask("connection", "show", CONNECTION), added)
        self.assertEqual(shop.every("connection", "list"), [added])
        self.assertEqual(shop.finish(shop.start("connection", "show", CONNECTION)).status, 0)
        for path in shop.data.rglob("*"):
            if path.is_file():
                self.assertNotIn(ODOO_KEY.encode(), path.read_bytes(), f"the key lies open in {path}")

    def test_edit_changes_only_what_is_named(self):
        shop = self.shop(with_sync=False)
        before = add_connection(shop, "--stock-at-closing", "Kiosk", "--stock-at-closing", "Bar")
        self.assertEqual(before["stock_at_closing"], ["Kiosk", "Bar"])
        after = shop.ask("connection", "edit", CONNECTION, "--login", "till", "--no-allow-private-network")
        changed = {name for name in before if before[name] != after[name]}
        self.assertEqual(changed - {"updated_at", "revision"}, {"login", "allow_private_network"})
        self.assertEqual(shop.ask("connection", "edit", CONNECTION, "--stock-at-closing", "")["stock_at_closing"], [])

    def test_how_long_an_odoo_is_waited_for(self):
        shop = self.shop(with_sync=False)
        add_connection(shop, "--answer-timeout", "20", "--server-limit", "40")
        after = shop.ask("connection", "edit", CONNECTION, "--server-limit", "60")
        self.assertEqual((after["answer_timeout_seconds"], after["server_limit_seconds"]), (20, 60))
        for wrong in ("0", "3601", "1.5", "soon", ""):
            self.assert_fails(shop, 2, "bad_option", "connection", "edit", CONNECTION, "--answer-timeout", wrong)
        self.assertEqual(shop.ask("connection", "show", CONNECTION), after)

    def test_the_key_comes_from_a_file_too(self):
        shop = self.shop(with_sync=False)
        options = ("--url", "https://shop.example.com", "--login", "cashier")
        shop.ask("connection", "add", "File", *options, "--key-file", shop.write("key", ODOO_KEY + "\n"))
        self.assert_fails(shop, 1, "key_file_unreadable", "connection", "add", "None", *options, "--key-file", "/nowhere/key")
        self.assert_fails(shop, 2, "bad_option", "connection", "add", "None", *options)
        self.assert_fails(shop, 2, "usage", "connection", "add", "None", *options, "--key", ODOO_KEY)

    def test_removing(self):
        shop = self.shop(with_sync=False)
        add_connection(shop)
        shop.ask("connection", "remove", CONNECTION)
        self.assertEqual(shop.every("connection", "list"), [])
        self.assert_fails(shop, 1, "connection_not_found", "connection", "show", CONNECTION)

    def test_what_is_not_a_connection_is_refused(self):
        shop = self.shop(with_sync=False)
        add_connection(shop)
        more = ("--login", "cashier")
        key = {"ORDERSYNC_KEY": ODOO_KEY}
        url = "https://shop.example.com"
        self.assert_fails(shop, 1, "connection_exists", "connection", "add", CONNECTION, "--url", url, *more, env=key)
        self.assert_fails(shop, 2, "usage", "connection", "add", "Second", *more, env=key)
        self.assert_fails(shop, 2, "usage", "connection", "add", "Second", "--url", url, env=key)
        self.assert_fails(shop, 2, "bad_option", "connection", "add", "Second", "--url", url + "/web#action=1", *more, env=key)
        self.assert_fails(shop, 2, "bad_url", "connection", "add", "Second", "--url", "ftp://shop.example.com", *more, env=key)
        self.assert_fails(shop, 2, "bad_option", "connection", "add", "Second", "--url", url, *more, "--ca-file", "/nowhere.pem", env=key)
        for arguments in (("connection", "remove"), ("connection", "edit"), ("connection", "show"), ("doctor",)):
            with self.subTest(" ".join(arguments)):
                message = self.assert_fails(shop, 1, "connection_not_found", *arguments, "Nobody")
                self.assertIn(CONNECTION, message, "those there are are named")


class Lists(ShopTest):
    def test_what_was_read_last_is_listed_without_the_odoo(self):
        shop = self.shop(with_sync=False)
        url = f"http://127.0.0.1:{free_port()}"
        add_connection(shop, url=url)
        keep = REPOSITORY / "tests/browser/support/keep_odoo.py"
        subprocess.run([sys.executable, "-B", str(keep), str(shop.data / "ordersync.db"), url + "/shop"], check=True)
        token = shop.ask("token", "create", "reader", "--scope", "read")["token"]
        api = Api(shop.serve().url)

        def ask(target, status=200):
            answered = api.call("GET", f"/api/v1/pos/{target}", token=token)
            self.assertEqual(answered.status, status, answered)
            return answered.json

        at = f"connection={CONNECTION.replace(' ', '+')}&kept=true"
        configs = ask(f"configs?{at}")["items"]
        self.assertEqual([(each["name"], each["currency"], each["timezone"]) for each in configs],
                         [("Kiosk", "SAR", "Asia/Riyadh"), ("Riyadh Till", "SAR", "Asia/Riyadh")])
        products = ask(f"products?{at}&pos_config=Kiosk&sort=-list_price&limit=2")
        self.assertEqual([each["name"] for each in products["items"]], ["Burger Meal", "شطيرة دجاج"])
        self.assertEqual(products["items"][0]["tax_names"], ["VAT 15%"])
        self.assertTrue(products["read_at"])
        further = ask(f"products?{at}&pos_config=Kiosk&sort=-list_price&limit=2&cursor={products['next']}")
        self.assertEqual([each["name"] for each in further["items"]], ["Latte XL", "Mint Lemonade"])
        methods = ask(f"payment-methods?{at}&pos_config=Riyadh+Till")
        self.assertEqual([(each["name"], each["type"], each["pos_configs"]) for each in methods["items"]],
                         [("Cash", "cash", ["Riyadh Till"]), ("Mada", "bank", ["Riyadh Till"]), ("Customer Account", "pay_later", ["Riyadh Till"])])
        self.assertEqual(ask(f"configs?{at.replace('&kept=true', '')}", 502)["code"], "connection_refused")
        self.assertEqual(ask(f"products?{at}&pos_config=Nowhere", 502)["code"], "connection_refused")


class Syncs(ShopTest):
    def sync_through(self, shop: Shop, *options: str) -> dict:
        return shop.add_sync("--odoo", CONNECTION, *options)

    def test_a_sync_names_its_connection(self):
        shop = self.shop(with_sync=False)
        self.assertEqual(shop.add_sync(name="Embedded", url=shop.source.url + "/other")["connection"], None)
        add_connection(shop)
        added = self.sync_through(shop)
        self.assertEqual(added["connection"], CONNECTION)
        self.assertEqual(added["pos_trouble"]["code"], "connection_refused", "saved, and said that nobody could look")
        self.assertEqual(shop.sync()["connection"], CONNECTION)
        self.assertEqual(shop.ask("connection", "show", CONNECTION)["syncs"], [SYNC])

    def test_a_connection_in_use_is_not_removed(self):
        shop = self.shop(with_sync=False)
        add_connection(shop)
        self.sync_through(shop)
        self.assertIn(SYNC, self.assert_fails(shop, 1, "connection_in_use", "connection", "remove", CONNECTION))
        shop.ask("sync", "edit", SYNC, "--odoo", "")
        shop.ask("connection", "remove", CONNECTION)

    def test_a_connection_that_is_not_there(self):
        shop = self.shop(with_sync=False)
        self.assert_fails(shop, 1, "connection_not_found", "sync", "add", SYNC, "--url", shop.source.url, "--pos", "Main Store",
                          "--odoo", "Nobody", env={"ORDERSYNC_KEY": "k"})
        self.assertEqual(shop.every("sync", "list"), [])

    def test_another_pos_after_something_was_booked_is_refused(self):
        shop = self.shop([burger(1)])
        add_connection(shop)
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assert_fails(shop, 1, "pos_is_fixed", "sync", "edit", SYNC, "--odoo", CONNECTION)
        self.assertIsNone(shop.sync()["connection"])
        shop.ask("sync", "edit", SYNC, "--odoo", "", "--interval", "30")

    def test_another_pos_before_anything_was_booked_is_taken(self):
        shop = self.shop([burger(1)])
        add_connection(shop)
        self.assertEqual(shop.ask("sync", "edit", SYNC, "--odoo", CONNECTION)["connection"], CONNECTION)
        shop.ask("sync", "edit", SYNC, "--odoo", "")
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_a_source_stays_in_its_pos_when_its_sync_is_removed(self):
        shop = self.shop([burger(1)])
        add_connection(shop)
        shop.sync_now()
        shop.ask("sync", "remove", SYNC)
        again = ("sync", "add", SYNC, "--url", shop.source.url, "--pos", "Main Store", "--allow-private-network", "--odoo", CONNECTION)
        self.assert_fails(shop, 1, "source_elsewhere", *again, env={"ORDERSYNC_KEY": "k"})
        shop.ask(*again, "--source", "second", env={"ORDERSYNC_KEY": "k"})
        self.assertEqual(len(shop.orders()), 1)
        self.assertEqual(shop.order("main-store-orders/1")["pos_order"]["total"], "92.00", "its orders are still shown")

    def test_a_source_stays_in_its_pos_when_its_sync_is_added_again(self):
        shop = self.shop([burger(1)])
        add_connection(shop)
        self.assert_run(shop.sync_now(), "success", processed=1)
        shop.ask("sync", "remove", SYNC)
        shop.add_sync("--source", "main-store-orders", name="Second")
        self.assert_fails(shop, 1, "pos_is_fixed", "sync", "edit", "Second", "--odoo", CONNECTION)
        self.assertIsNone(shop.sync("Second")["connection"])
        shop.ask("sync", "remove", "Second")
        self.assert_fails(shop, 1, "source_elsewhere", "sync", "add", "Third", "--url", shop.source.url, "--pos", "Main Store",
                          "--allow-private-network", "--source", "main-store-orders", "--odoo", CONNECTION, env={"ORDERSYNC_KEY": "k"})
        self.assertEqual(shop.order("main-store-orders/1")["pos_order"]["total"], "92.00", "its orders are still shown")

    def in_doubt(self, shop: Shop) -> None:
        """What was booked was sent through the connection, and no answer came."""
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db", timeout=30)) as store, store:
            store.execute("UPDATE sync SET connection = ?", (CONNECTION,))
            store.execute("UPDATE source_pos SET connection = ?", (CONNECTION,))
            store.execute("UPDATE journal_order SET state = 2, shelf = 2")

    def test_a_connection_stays_while_the_outcome_of_an_order_is_not_known(self):
        for removed in (False, True):
            with self.subTest(removed=removed):
                shop = self.shop([burger(1)])
                add_connection(shop)
                self.assert_run(shop.sync_now(), "success", processed=1)
                self.in_doubt(shop)
                if removed:
                    shop.ask("sync", "remove", SYNC)
                odoo = EmptyOdoo()
                self.addCleanup(odoo.close)
                self.assert_fails(shop, 1, "connection_elsewhere", "connection", "edit", CONNECTION, "--url", odoo.url)
                self.assert_fails(shop, 1, "connection_elsewhere", "connection", "edit", CONNECTION, "--url", odoo.url, "--database", "other")
                self.assertEqual(shop.ask("connection", "edit", CONNECTION, "--login", "till")["login"], "till")

    def run_of_an_odoo_that_is_silent(self) -> tuple:
        """A shop, and its run that waits for an answer."""
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        shop = self.shop([burger(1)], with_sync=False)
        add_connection(shop)
        self.sync_through(shop)
        shop.ask("connection", "edit", CONNECTION, "--url", f"http://127.0.0.1:{silent.getsockname()[1]}")
        run = shop.start("sync", "now", SYNC)
        wait_for("its run has begun", lambda: shop.every("run", "list"))
        return shop, run

    def test_a_source_stays_in_its_pos_when_its_sync_is_removed_under_a_run(self):
        shop, _run = self.run_of_an_odoo_that_is_silent()
        shop.ask("sync", "remove", SYNC)
        self.assert_fails(shop, 1, "source_elsewhere", "sync", "add", SYNC, "--url", shop.source.url, "--pos", "Main Store",
                          "--allow-private-network", env={"ORDERSYNC_KEY": "k"})

    def test_a_connection_stays_while_a_run_books_through_it(self):
        shop, run = self.run_of_an_odoo_that_is_silent()
        other = ("connection", "edit", CONNECTION, "--url", "https://other.example.com")
        self.assertIn(SYNC, self.assert_fails(shop, 1, "run_in_progress", *other))
        run.kill()
        run.wait()
        self.assertEqual(shop.ask(*other)["url"], "https://other.example.com")

    def test_a_connection_stays_while_an_answer_of_its_odoo_may_come(self):
        shop = self.shop(with_sync=False)
        url = add_connection(shop)["url"]
        for database, held in (("shop", True), ("shop2", False)):
            with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db", timeout=30)) as store, store:
                store.execute("DELETE FROM odoo_flight")
                store.execute("INSERT INTO odoo_flight(warehouse, token, lasts, until) VALUES (?, 1, 600000, ?)",
                              (f"{url}/{database}#1", int(time.time() * 1000) + 500_000))
            other = ("connection", "edit", CONNECTION, "--url", "https://other.example.com")
            if held:
                self.assertIn("its answer was lost", self.assert_fails(shop, 1, "odoo_writer_busy", *other))
                self.assertEqual(shop.ask("connection", "edit", CONNECTION, "--login", "till", "--url", url.upper())["login"], "till")
            else:
                self.assertEqual(shop.ask(*other)["url"], "https://other.example.com")

    def test_a_source_of_which_nothing_was_booked_is_free_again(self):
        shop = self.shop()
        add_connection(shop)
        shop.ask("sync", "remove", SYNC)
        self.assertEqual(self.sync_through(shop)["connection"], CONNECTION)

    def test_a_connection_leads_where_it_will_while_nothing_was_booked_through_it(self):
        shop = self.shop(with_sync=False)
        add_connection(shop)
        self.sync_through(shop)
        self.assertEqual(shop.ask("connection", "edit", CONNECTION, "--url", "https://other.example.com")["url"], "https://other.example.com")


class OutOfReach(ShopTest):
    def test_a_run_says_so_and_nothing_is_lost(self):
        shop = self.shop([burger(1), burger(2)], with_sync=False)
        add_connection(shop)
        shop.add_sync("--odoo", CONNECTION)
        run = shop.sync_now()
        self.assertEqual(run["status"], "error")
        self.assertIn("refused", run["message"])
        self.assertIsNone(shop.sync()["cursor"], "what was not received is fetched again")
        self.assertEqual((run["processed"], run["failed"]), (0, 0))
        self.assert_nothing_booked(shop)
        answer = shop.ordersync("sync", "now", SYNC, "--dry-run")
        self.assertEqual(answer.status, 1, answer)

    def test_lists_wait_for_nobody(self):
        shop = self.shop([burger(1)], with_sync=False)
        add_connection(shop)
        shop.add_sync("--odoo", CONNECTION)
        shop.sync_now()
        self.assertEqual(shop.orders(), [])
        self.assertEqual(shop.every("session", "list"), [], "those of the embedded POS")

    def test_what_needs_the_odoo_says_that_it_cannot_be_reached(self):
        shop = self.shop(with_sync=False)
        add_connection(shop)
        for arguments in (("session", "list"), ("session", "open", "Main Store"), ("session", "close", "Main Store")):
            with self.subTest(" ".join(arguments)):
                self.assert_fails(shop, 1, "connection_refused", *arguments, "--connection", CONNECTION)
        for arguments in (("session", "list"), ("schedule", "closing", "Main Store", "never")):
            with self.subTest(" ".join(arguments)):
                self.assert_fails(shop, 1, "connection_not_found", *arguments, "--connection", "Nobody")

    def test_the_doctor_names_it_as_a_finding(self):
        shop = self.shop(with_sync=False)
        add_connection(shop)
        answer = shop.ordersync("doctor", CONNECTION)
        self.assertEqual(answer.status, 1, answer)
        self.assertFalse(answer.json["healthy"])
        bad = [finding for finding in answer.json["findings"] if finding["health"] == "bad"]
        self.assertTrue(bad and all(finding["fix"] and finding["text"] for finding in bad), answer)
        self.assertNotIn(ODOO_KEY, json.dumps(answer.json))
        table = shop.finish(shop.start("doctor", CONNECTION))
        self.assertEqual(table.status, 1)
        self.assertIn("✗", table.stdout)

    def test_an_address_in_the_own_network_has_to_be_allowed(self):
        shop = self.shop(with_sync=False)
        add_connection(shop)
        shop.ask("connection", "edit", CONNECTION, "--no-allow-private-network")
        answer = shop.ordersync("session", "list", "--connection", CONNECTION)
        self.assertEqual(answer.status, 1, answer)
        self.assertIn(answer.error["code"], ("forbidden_address", "plain_http"))

    def test_the_service_goes_on_beside_it(self):
        shop = self.shop([burger(1)])
        add_connection(shop)
        shop.ask("sync", "add", "In Odoo", "--url", shop.source.url + "/odoo", "--pos", "Main Store", "--odoo", CONNECTION,
                 "--allow-private-network", env={"ORDERSYNC_KEY": "k"})
        service = shop.serve()
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(service.stop().status, 0)


class ClosingRules(ShopTest):
    def test_an_odoo_has_none_until_one_is_chosen(self):
        shop = self.shop(with_sync=False)
        add_connection(shop)
        shop.add_sync("--odoo", CONNECTION)
        rules = [(rule["connection"], rule["pos_config"], rule["rule"]) for rule in shop.ask("schedule", "show")["closing_rules"]]
        self.assertEqual(rules, [(None, "Main Store", "daily:04:00"), (CONNECTION, "Main Store", "never")])
        shop.ask("schedule", "closing", "Main Store", "idle:30", "--connection", CONNECTION)
        rules = {rule["connection"]: rule["rule"] for rule in shop.ask("schedule", "show")["closing_rules"]}
        self.assertEqual(rules, {None: "daily:04:00", CONNECTION: "idle:30"})


if __name__ == "__main__":
    main()
