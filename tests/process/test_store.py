#!/usr/bin/env python3
"""The data folder when the machine misbehaves: locked, read-only, spoiled, full; and what the log may hold."""

import base64
import contextlib
import json
import os
import pathlib
import resource
import shutil
import signal
import sqlite3
import tempfile
import threading
import time

from books import Books, assert_complete, assert_whole, goods_of
from faults import BrokenRuns
from harness import API_KEY, PROGRAM, SYNC, D, Shop, ShopTest, burger, catalogue, item, main, order, refund, wait_for, water

NOBODY = 65534
ON_HAND = goods_of(catalogue())


class Locked(ShopTest):
    def lock(self, shop: Shop) -> sqlite3.Connection:
        (store,) = shop.store_files()
        connection = sqlite3.connect(store, isolation_level=None, check_same_thread=False)
        self.addCleanup(connection.close)
        connection.execute("BEGIN EXCLUSIVE")
        return connection

    def test_a_short_lock_is_waited_for(self):
        shop = self.shop([burger(1)])
        connection = self.lock(shop)
        timer = threading.Timer(3, lambda: connection.execute("ROLLBACK"))
        timer.start()
        self.addCleanup(timer.join)
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_a_lock_of_half_a_minute_is_a_busy_store(self):
        shop = self.shop([burger(1)])
        connection = self.lock(shop)
        started = time.monotonic()
        answer = shop.ordersync("sync", "now", SYNC, timeout=120)
        waited = time.monotonic() - started
        self.assertEqual((answer.status, answer.error.get("code")), (3, "store_busy"), answer)
        self.assertEqual(shop.source.asked, [], "nobody is asked for what cannot be kept")
        self.assertGreater(waited, 25)
        self.assertLess(waited, 55)  # a command that waits twice would take a minute
        connection.execute("ROLLBACK")
        self.assert_run(shop.sync_now(), "success", processed=1)


class OutOfReach(ShopTest):
    def assert_out_of_reach(self, answer, path: pathlib.Path) -> None:
        self.assertEqual(answer.status, 3, answer)
        self.assertRegex(answer.error.get("code", ""), r"^[a-z0-9_]+$", answer)
        self.assertIn(str(path), answer.error["message"], answer)

    def test_a_folder_that_cannot_be_made(self):
        shop = self.shop(with_sync=False)
        blocked = pathlib.Path(shop.write("a-file", "")) / "var"
        self.assert_out_of_reach(shop.ordersync("order", "list", env={"ORDERSYNC_DATA": str(blocked)}), blocked)

    def as_nobody_special(self, shop: Shop, *arguments: str, **more):
        """Runs the program as a user whom rights of files bind: root writes everywhere, so somebody else runs a copy."""
        program, who = PROGRAM, {}
        if os.geteuid() == 0:
            shop.folder.chmod(0o755)
            program = shop.folder / "ordersync"
            shutil.copy(PROGRAM, program)
            program.chmod(0o755)
            who = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        return shop.finish(shop.start(*arguments, "--json", program=str(program), **more, **who))

    def test_a_read_only_folder(self):
        shop = self.shop(with_sync=False)
        locked = shop.folder / "read-only"
        locked.mkdir()
        locked.chmod(0o555)
        answer = self.as_nobody_special(shop, "catalog", "import", str(shop.folder / "catalogue.json"),
                                        env={"ORDERSYNC_DATA": str(locked)})
        self.assert_out_of_reach(answer, locked)
        self.assertEqual(list(locked.iterdir()), [])

    def test_a_folder_that_becomes_read_only_keeps_what_it_has(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        shop.source.orders.append(burger(2))
        before, asked = Books.of(shop), len(shop.source.asked)
        everything = [shop.data, *shop.data.iterdir()]
        for path in everything:
            if os.geteuid() == 0:
                os.chown(path, NOBODY, NOBODY)
            path.chmod(0o500 if path.is_dir() else 0o400)
        answer = self.as_nobody_special(shop, "sync", "now", SYNC)
        self.assert_out_of_reach(answer, shop.data)
        self.assertEqual(answer.error["code"], "store_read_only")
        self.assertEqual(len(shop.source.asked), asked, "nobody is asked for what cannot be kept")
        for path in everything:
            if os.geteuid() == 0:
                os.chown(path, 0, 0)
            path.chmod(0o700 if path.is_dir() else 0o600)
        self.assertEqual(Books.of(shop), before)
        self.assert_run(shop.sync_now(), "success", processed=1, already_synced=1)

    def test_a_store_that_is_no_database(self):
        shop = self.shop([burger(1)])
        (store,) = shop.store_files()
        for extra in shop.data.glob(store.name + "-*"):
            extra.unlink()
        store.write_bytes(b"this is no database, whatever its name says " * 400)
        answer = shop.ordersync("sync", "now", SYNC)
        self.assert_out_of_reach(answer, store)


class Keys(ShopTest):
    def key_file(self, shop: Shop) -> pathlib.Path:
        (path,) = [path for path in shop.data.rglob("*") if path.is_file() and "key" in path.name.lower()]
        return path

    def assert_not_asked(self, shop: Shop, code: str) -> None:
        """Without its key the sync asks nobody; with the good one back, it books."""
        answer = shop.ordersync("sync", "now", SYNC)
        self.assertIn(answer.status, (1, 3), answer)
        self.assertIn(code, answer.stdout + answer.stderr)
        self.assertEqual(shop.source.asked, [])
        self.key_file(shop).write_bytes(self.good)
        self.key_file(shop).chmod(0o600)
        self.assert_nothing_booked(shop)
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_it_is_for_the_owner_alone(self):
        shop = self.shop()
        self.assertEqual(self.key_file(shop).stat().st_mode & 0o777, 0o600)

    def shop_with_key(self) -> Shop:
        shop = self.shop([burger(1)])
        self.good = self.key_file(shop).read_bytes()
        return shop

    def test_a_corrupt_key_file(self):
        for spoiled in (b"\x00garbage\xff", b"", b"x" * 4096):
            with self.subTest(spoiled[:10]):
                shop = self.shop_with_key()
                self.key_file(shop).write_bytes(spoiled)
                self.assert_not_asked(shop, "key_file_corrupt")

    def test_a_key_file_that_others_may_read(self):
        shop = self.shop_with_key()
        self.key_file(shop).chmod(0o644)
        self.assert_not_asked(shop, "key_file_permissions")

    def test_another_key_file_opens_no_secret(self):
        shop, other = self.shop_with_key(), self.shop()
        shutil.copy(self.key_file(other), self.key_file(shop))
        self.assert_not_asked(shop, "secret_unreadable")

    def shop_without_its_key(self) -> Shop:
        shop = self.shop_with_key()
        self.key_file(shop).write_bytes(os.urandom(32))
        return shop

    def test_what_no_key_opens_is_shown_edited_and_entered_again(self):
        shop = self.shop_without_its_key()
        sealed = self.sealed(shop)
        self.assertEqual(shop.ask("sync", "show", SYNC)["name"], SYNC)
        shop.ask("sync", "edit", SYNC, "--interval", "20")
        self.assertEqual(self.sealed(shop), sealed, "the right key file may be found again")
        shop.ask("sync", "edit", SYNC, "--key-file", shop.write("again", API_KEY))
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertIn(API_KEY, json.dumps(shop.source.asked[-1].headers))
        self.assertEqual(shop.ask("rekey")["sealed"], 1)

    def sealed(self, shop: Shop) -> list:
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store:
            return store.execute("SELECT key_sealed FROM sync").fetchall()

    def test_what_no_key_opens_can_be_removed(self):
        shop = self.shop_without_its_key()
        shop.ask("sync", "remove", SYNC)
        self.assertEqual(shop.ask("sync", "list")["items"], [])

    def test_a_scheduled_run_says_that_no_key_opens_it(self):
        shop = self.shop_without_its_key()
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store:
            store.execute("UPDATE journal_sync_progress SET next_run_at = 1")
            store.commit()
        shop.serve()
        (run,) = wait_for("the turn is a run that ended", lambda: [run for run in shop.ask("run", "list")["items"] if run["ended_at"]])
        self.assertEqual((run["trigger"], run["status"]), ("schedule", "error"))
        self.assertIn("the key file is not the one", run["message"])

    def test_connections_and_alert_channels_are_entered_again_or_removed(self):
        shop = self.shop_with_key()
        server = ("--url", "https://odoo.example.com", "--login", "till")
        for name in ("Shop", "Old"):
            shop.ask("connection", "add", name, *server, "--key-file", shop.write("odoo", "first"))
        for name in ("Duty", "Gone"):
            shop.ask("alert", "add", name, "--webhook", "https://alerts.example.com")
        self.key_file(shop).write_bytes(os.urandom(32))
        self.assert_fails(shop, 2, "bad_option", "connection", "edit", "Shop", "--answer-timeout", "20")
        shop.ask("connection", "edit", "Shop", "--key-file", shop.write("odoo", "second"))
        shop.ask("connection", "remove", "Old")
        self.assert_fails(shop, 1, "bad_webhook_secret", "alert", "edit", "Duty", "--only", "orders_parked")
        shop.ask("alert", "edit", "Duty", "--key-file", shop.write("secret", "whsec_" + base64.b64encode(os.urandom(24)).decode()))
        shop.ask("alert", "remove", "Gone")
        shop.ask("sync", "edit", SYNC, "--key-file", shop.write("again", API_KEY))
        self.assertEqual(shop.ask("rekey")["sealed"], 3)

    def test_a_new_key_in_place_of_one_that_is_lost(self):
        shop = self.shop_without_its_key()
        self.assertEqual(shop.ask("rekey", "--lost"), {"sealed": 0, "unreadable": 1, "old_key": None})
        self.assert_fails(shop, 3, "secret_unreadable", "sync", "now", SYNC)
        shop.ask("sync", "edit", SYNC, "--key-file", shop.write("again", API_KEY))
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_a_lost_key_file_is_not_made_anew_behind_the_owners_back(self):
        shop = self.shop_with_key()
        path = self.key_file(shop)
        path.unlink()
        answer = shop.ordersync("sync", "now", SYNC)
        self.assertIn(answer.status, (1, 3), answer)
        self.assertEqual(shop.source.asked, [])
        path.write_bytes(self.good)
        path.chmod(0o600)
        self.assert_run(shop.sync_now(), "success", processed=1)


class FullDisk(ShopTest):
    def test_a_disk_that_is_full_from_any_step_on_is_told_and_nothing_is_lost(self):
        shop = self.shop([burger(1), water(2, 3), order(3, [item("Elixir", 5)], 5), refund(burger(1))])
        states = {"1": "booked", "2": "booked", "3": "parked", "1:refund": "booked"}
        runs = BrokenRuns(shop, "sync", "now", SYNC)
        told = 0
        for step, answer in runs.at_every_step("disk_full", points=8):
            with self.subTest(f"full from step {step} on"):
                if answer.json is None:
                    told += 1
                    self.assertEqual((answer.status, answer.error.get("code")), (3, "disk_full"), answer)
                    runs.on_a_copy(lambda: assert_whole(self, Books.of(shop), ON_HAND))
                else:  # only what comes after the run was kept had no room
                    self.assert_run(answer.json, "error", processed=3, failed=1)
                    runs.on_a_copy(lambda: assert_complete(self, Books.of(shop), states))
                shop.sync_now()
                books = Books.of(shop)
                assert_whole(self, books, ON_HAND)
                assert_complete(self, books, states)
                self.assert_run(shop.sync_now(), "no_orders", already_synced=3, waiting=1)
        self.assertGreater(told, 3)

    def test_a_disk_that_takes_no_more_loses_and_doubles_nothing(self):
        orders = [water(n, Remark="x" * 3000) for n in range(1, 201)]
        shop = self.shop(orders)
        (store,) = shop.store_files()
        largest = max(path.stat().st_size for path in shop.data.rglob("*") if path.is_file())

        for room in (0, 50_000, 300_000, 700_000):
            def little_room(limit: int = largest + room) -> None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

            process = shop.start("sync", "now", SYNC, "--json", preexec_fn=little_room, restore_signals=False)
            answer = shop.finish(process)
            self.assertIn(answer.status, (1, 3), answer)
            self.assertTrue(answer.stderr.strip(), "it says what is wrong")
        self.assertEqual(shop.sync_now()["status"], "success")
        self.assertEqual(len(shop.pos_orders()), 200)
        self.assertEqual(shop.stock()[11], D(800))
        self.assertEqual(store, shop.store_files()[0])


class Log(ShopTest):
    def test_the_guides_searches_work_and_nothing_private_is_in_it(self):
        one = order(639, [item("Water", 2, ItemName="Water")], 2, CustomerName="Layla Haddad", CustomerContact="+966 55 123 4567",
                    Remark="ring twice")
        one["CheckoutDetails"][0]["CardNumber"] = "4111111111111111"
        shop = self.shop([one, order(640, [item("Latte XL", 5)], 5)])
        shop.sync_now()
        (log,) = list(shop.data.rglob("external-order-sync.log"))
        text = log.read_text()
        self.assertIn("External Order Sync", text)
        self.assertIn("sync_orders", text)
        for private in (API_KEY, "Layla", "4567", "4111111111111111", "ring twice", "OrderItems"):
            self.assertNotIn(private, text)

    def test_a_line_break_in_a_name_makes_no_second_line(self):
        shop = self.shop([order(1, [item("Latte\n2026-01-01 forged line", 5)], 5)])
        shop.sync_now()
        (log,) = list(shop.data.rglob("external-order-sync.log"))
        self.assertFalse([line for line in log.read_text().splitlines() if line.startswith("2026-01-01 forged")])


class NewFolder(ShopTest):
    def test_many_first_commands_at_once_make_one_store(self):
        with tempfile.TemporaryDirectory() as folder:
            data = pathlib.Path(folder) / "var"
            shop = self.shop(with_sync=False)
            processes = [shop.start("catalog", "import", str(shop.folder / "catalogue.json"), "--json",
                                    env={"ORDERSYNC_DATA": str(data)}) for _ in range(4)]
            for process in processes:
                self.assertEqual(shop.finish(process).status, 0)

    def test_the_folder_is_for_the_owner_alone(self):
        shop = self.shop()
        (store,) = shop.store_files()
        self.assertEqual(store.stat().st_mode & 0o007, 0)


if __name__ == "__main__":
    main()
