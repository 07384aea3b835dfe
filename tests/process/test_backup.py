#!/usr/bin/env python3
"""Backups of a running service, bringing one back, and a new key file: nothing lost, nothing twice, whatever dies where."""

import contextlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import threading

from books import Books, assert_whole, goods_of
from faults import KILLED, KILLS, BrokenRuns
from harness import API_KEY, SYNC, Reply, Shop, ShopTest, burger, catalogue, item, main, order, water, with_products

ON_HAND = goods_of(catalogue())


def rows_of(file: pathlib.Path, table: str) -> int:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
    finally:
        connection.close()


class BackupTest(ShopTest):
    def assert_asks_with_key(self, shop: Shop, orders: list) -> None:
        """The sync's key can be read: its source is asked with it."""
        shop.source.orders = orders
        shop.source.asked.clear()
        shop.sync_now()
        self.assertEqual(shop.source.asked[0].headers["authorization"], f"Bearer {API_KEY}")


class Backups(BackupTest):
    def test_a_backup_while_orders_are_booked_is_whole(self):
        shop = self.shop([])
        shop.serve()
        stop = threading.Event()
        shop.source.orders = [water(number) for number in range(1, 41)]

        def book() -> None:
            while not stop.is_set():
                shop.source.orders = shop.source.orders + [water(len(shop.source.orders) + 1) for _ in range(20)]
                shop.sync_now()

        worker = threading.Thread(target=book)
        worker.start()
        try:
            taken = [shop.ask("backup", str(shop.folder / f"copy{number}.db")) for number in range(5)]
        finally:
            stop.set()
            worker.join()
        for report in taken:
            file = pathlib.Path(report["file"])
            self.assertEqual(file.stat().st_mode & 0o777, 0o600)
            self.assertEqual(rows_of(file, "journal_order"), report["orders"])
            self.assertEqual(rows_of(file, "journal_booking"), report["booked"])
            self.assertLessEqual(rows_of(file, "journal_booking"), rows_of(file, "pos_order"), "what is booked is in the POS")
            self.assertIsNone(report["key_file"])
            self.assertEqual(report["sealed"], 1)
        self.assertEqual(sorted(path.name for path in shop.folder.glob("copy*")), [f"copy{number}.db" for number in range(5)])

    def test_a_backup_that_fails_leaves_no_draft_and_no_key(self):
        shop = self.shop([])
        target = shop.folder / "to"
        target.mkdir()
        broken = BrokenRuns(shop, "backup", str(target / "a.db"), "--with-key", folder=target, from_nothing=True)
        steps, left = broken.count_steps(), set()
        for step in [1, steps // 2, *range(steps - 15, steps + 1)]:  # its key and its name come last
            broken.restore()
            answer = broken.run("disk_full", step)
            names = sorted(path.name for path in target.iterdir())
            with self.subTest(step=step, of=steps):
                whole = ["a.db", "a.db.key"]
                self.assertIn((answer.status, names), ((0, whole), (3, whole), (3, [])), answer)
                left.add(len(names))
        self.assertEqual(left, {0, 2})

    def test_the_key_is_in_it_only_when_asked(self):
        shop = self.shop([])
        plain = shop.finish(shop.start("backup", str(shop.folder / "a.db")))
        self.assertEqual(plain.status, 0, plain)
        self.assertIn("--with-key", plain.stderr)
        self.assertIn("its 1 API key, and", plain.stderr)
        self.assertNotIn(API_KEY.encode(), (shop.folder / "a.db").read_bytes())
        report = shop.ask("backup", str(shop.folder / "b.db"), "--with-key")
        key = pathlib.Path(report["key_file"])
        self.assertEqual(key.read_bytes(), (shop.data / "ordersync.key").read_bytes())
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)

    def test_of_a_folder_without_a_store_there_is_none(self):
        shop = self.shop()
        nowhere = shop.folder / "misspelt"
        self.assert_fails(shop, 1, "store_not_found", "--data", str(nowhere), "backup", "--to", str(shop.folder / "backups"), "--keep", "3")
        self.assertFalse(nowhere.exists())

    def dated_backups(self, shop: Shop, folder: pathlib.Path, *days: int) -> list:
        """One backup of the shop, under the names of these days of January."""
        folder.mkdir(exist_ok=True)
        taken = shop.ask("backup", str(shop.folder / f"taken{days[0]}.db"))["file"]
        return [pathlib.Path(shutil.copy(taken, folder / f"ordersync-202601{day:02}T000000Z.db")) for day in days]

    def test_a_folder_keeps_the_newest(self):
        shop = self.shop([], with_sync=False)
        folder = shop.folder / "backups"
        old = self.dated_backups(shop, folder, 1, 2, 3, 4)
        (folder / "notes.db").write_bytes(b"mine")
        unreadable = folder / "ordersync-20251231T000000Z.db"
        unreadable.write_bytes(b"who knows whose")
        of_a_clock_ahead = pathlib.Path(shutil.copy(old[0], folder / "ordersync-20991231T000000Z.db"))
        report = shop.ask("backup", "--to", str(folder), "--keep", "2")
        self.assertEqual(report["removed"], 3)
        stay = [unreadable.name, old[-1].name, of_a_clock_ahead.name, "notes.db", pathlib.Path(report["file"]).name]
        self.assertEqual(sorted(path.name for path in folder.iterdir()), sorted(stay))

    def test_shops_that_share_a_folder_keep_each_others(self):
        mine, other = self.shop([burger(1)]), self.shop([])
        folder = mine.folder / "backups"
        of_other = self.dated_backups(other, folder, 1, 3, 5)
        of_mine = self.dated_backups(mine, folder, 2, 4, 6)
        mine.sync_now()
        mine.ask("rekey")
        report = mine.ask("backup", "--to", str(folder), "--keep", "2")
        self.assertEqual(report["removed"], 2)
        stay = [*of_other, of_mine[-1], pathlib.Path(report["file"])]
        self.assertEqual(sorted(folder.iterdir()), sorted(stay))

    def test_while_nothing_has_happened_in_them_their_keys_tell_shops_apart(self):
        shop = self.shop([], with_sync=False)
        mine, other, folder = (shop.folder / name for name in ("mine", "other", "backups"))
        folder.mkdir()
        for day, data in enumerate((mine, other), start=1):
            shop.ask("--data", str(data), "sync", "list")
            taken = shop.ask("--data", str(data), "backup", str(shop.folder / f"{data.name}.db"))["file"]
            shutil.copy(taken, folder / f"ordersync-2026010{day}T000000Z.db")
        report = shop.ask("--data", str(mine), "backup", "--to", str(folder), "--keep", "1")
        self.assertEqual(report["removed"], 1)
        self.assertTrue((folder / "ordersync-20260102T000000Z.db").exists(), "the other's")

    def test_a_folder_that_was_copied_is_another_shop_from_its_first_change(self):
        shop = self.shop([burger(1)])
        folder, copy = shop.folder / "backups", shop.folder / "copied"
        shutil.copytree(shop.data, copy)
        of_shop = self.dated_backups(shop, folder, 1)
        shop.sync_now()
        of_shop += self.dated_backups(shop, folder, 2)
        report = shop.ask("--data", str(copy), "backup", "--to", str(folder), "--keep", "1")
        self.assertEqual(report["removed"], 1, "that of the moment they had in common")
        self.assertTrue(of_shop[1].exists())

    def test_a_file_that_is_there_is_never_written_over(self):
        shop = self.shop([], with_sync=False)
        mine = shop.write("mine.db", "mine")
        self.assert_fails(shop, 1, "file_not_written", "backup", mine)
        self.assertEqual(pathlib.Path(mine).read_text(), "mine")
        self.assert_fails(shop, 3, "file_not_written", "backup", str(shop.folder / "no folder" / "x.db"))
        self.assert_fails(shop, 2, "bad_option", "backup")


class Restores(BackupTest):
    def test_orders_booked_since_are_booked_again_once(self):
        shop = self.shop([burger(1), water(2)])
        self.assert_run(shop.sync_now(), "success", processed=2)
        backup = shop.ask("backup", str(shop.folder / "old.db"))
        self.assertEqual((backup["orders"], backup["booked"]), (2, 2))
        shop.source.orders = [burger(1), water(2), burger(3), water(4, 2)]
        self.assert_run(shop.sync_now(), "success", processed=2, already_synced=2)
        before = Books.of(shop)

        restored = shop.ask("restore", backup["file"], "--replace")
        self.assertEqual((restored["orders"], restored["booked"], restored["unreadable"]), (2, 2, 0))
        self.assertEqual(len(shop.pos_orders()), 2)
        self.assertEqual(rows_of(pathlib.Path(restored["kept_as"]), "journal_booking"), 4)
        self.assert_run(shop.sync_now(), "success", processed=2, already_synced=2)
        self.assert_run(shop.sync_now(), "no_orders", already_synced=4)
        books = Books.of(shop)
        assert_whole(self, books, ON_HAND)
        self.assertEqual(books.stock, before.stock)
        self.assertEqual(len(books.pos_orders), 4)

    def test_what_is_on_its_way_to_an_odoo_is_still_waited_for(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        backup = shop.ask("backup", str(shop.folder / "old.db"))["file"]
        store = sqlite3.connect(str(shop.data / "ordersync.db"))
        store.execute("INSERT INTO odoo_flight(warehouse, token, lasts, until) VALUES ('shop#1', 7, 300000, 4102444800000)")
        store.commit()
        store.close()
        for options in ((), ("--forget-ignored",)):
            shop.ask("restore", backup, "--replace", *options)
            self.assertEqual(rows_of(shop.data / "ordersync.db", "odoo_flight"), 1, options)

    def test_a_session_that_ordersync_opened_since_is_still_its_own(self):
        """Else it would count as a person's: no closing rule would touch it, and nobody hear that it is open for days."""
        shop = self.shop([burger(1)])
        shop.sync_now()
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store, store:
            store.execute("INSERT INTO odoo_connection(id, key) VALUES (1, 'https://old.example/shop')")
            store.execute("INSERT INTO odoo_session(connection_id, session_id, created_at) VALUES (1, 7, 1000)")
        backup = shop.ask("backup", str(shop.folder / "old.db"))["file"]
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store, store:
            store.execute("INSERT INTO odoo_connection(id, key) VALUES (5, 'https://new.example/shop')")
            store.execute("INSERT INTO odoo_session(connection_id, session_id, created_at) VALUES (1, 8, 2000), (5, 7, 3000)")
            store.execute("INSERT INTO odoo_session_attempt(connection_id, config_id, began_at) VALUES (5, 2, 4000)")
        for options in ((), ("--forget-ignored",)):
            shop.ask("restore", backup, "--replace", *options)
            with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store:
                of_connection = "JOIN odoo_connection ON id = connection_id ORDER BY key, 2"
                sessions = store.execute(f"SELECT key, session_id, created_at FROM odoo_session {of_connection}").fetchall()
                attempts = store.execute(f"SELECT key, config_id, began_at FROM odoo_session_attempt {of_connection}").fetchall()
            self.assertEqual(sessions, [("https://new.example/shop", 7, 3000), ("https://old.example/shop", 7, 1000),
                                        ("https://old.example/shop", 8, 2000)], options)
            self.assertEqual(attempts, [("https://new.example/shop", 2, 4000)], options)

    def test_a_store_whose_flights_cannot_be_read_is_replaced_as_one_that_cannot_be_read(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        backup = shop.ask("backup", str(shop.folder / "old.db"))["file"]
        for options, ignored in (((), None), (("--forget-ignored",), 0)):
            with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store, store:
                store.execute("DROP TABLE odoo_flight")
            restored = shop.ask("restore", backup, "--replace", *options)
            self.assertEqual((restored["orders"], restored["ignored"]), (1, ignored), options)
            self.assertEqual(rows_of(shop.data / "ordersync.db", "odoo_flight"), 0, options)
            self.assertEqual(sorted(path.name for path in shop.data.iterdir() if "replaced" in path.name), [])

    def test_what_was_ignored_since_stays_ignored(self):
        def unknown(number: int, price: float = 5.0, **changes: int) -> dict:
            return order(number, [item("Nothing We Sell", price)], price, **changes)

        shop = self.shop([burger(1), unknown(2), unknown(3), unknown(4, OrderStatus=101)])
        shop.sync_now()
        backup = shop.ask("backup", str(shop.folder / "old.db"))["file"]
        # As it was, with other content, a sale by now, and new.
        shop.source.orders = [burger(1), unknown(2), unknown(3, 6.0), unknown(4), unknown(5)]
        shop.sync_now()
        for number in ("2", "3", "4", "5"):
            shop.ask("order", "ignore", number, "--why", "rung up by hand")
        self.assertEqual(shop.ask("restore", backup, "--replace")["ignored"], 4)
        shop.import_catalogue(with_products({"id": 30, "name": "Nothing We Sell", "list_price": "5.00", "type": "service", "taxes": []}))
        self.assert_run(shop.sync_now(), "no_orders", already_synced=5)
        for number in ("2", "3", "4", "5"):
            shown = shop.order(number)
            self.assertEqual(shown["state"], "ignored")
            self.assertTrue(any("rung up by hand" in event["text"] for event in shown["timeline"]), shown)
        self.assertEqual(shop.ask("restore", backup, "--replace", "--forget-ignored")["ignored"], 0)
        self.assertEqual(shop.order("2")["state"], "parked")

    def test_a_store_that_cannot_be_read_is_replaced_and_that_is_said(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        backup = shop.ask("backup", str(shop.folder / "old.db"))["file"]
        (shop.data / "ordersync.db").write_bytes(b"SQLite format 3\0" + bytes(5000))
        restored = shop.ask("restore", backup, "--replace")
        self.assertEqual((restored["orders"], restored["ignored"]), (1, None))
        self.assertEqual(sorted(path.name for path in shop.data.iterdir() if "replaced" in path.name), [])

    def test_it_is_refused_while_anybody_could_write(self):
        shop = self.shop([])
        file = shop.ask("backup", str(shop.folder / "copy.db"))["file"]
        self.assertIn("--replace", self.assert_fails(shop, 1, "store_exists", "restore", file))
        service = shop.serve()
        self.assert_fails(shop, 1, "already_serving", "restore", file, "--replace")
        self.assert_fails(shop, 1, "already_serving", "rekey")
        service.stop()
        shop.ask("restore", file, "--replace")

    def test_into_a_new_folder_with_the_key_beside_it(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        file = shop.ask("backup", str(shop.folder / "copy.db"), "--with-key")["file"]
        shutil.rmtree(shop.data)
        restored = shop.ask("restore", file)
        self.assertEqual((restored["booked"], restored["sealed"], restored["unreadable"], restored["kept_as"]), (1, 1, 0, None))
        self.assertEqual((shop.data / "ordersync.db").stat().st_mode & 0o777, 0o600)
        self.assert_asks_with_key(shop, [burger(1), burger(2)])
        self.assertEqual(len(shop.pos_orders()), 2)

    def test_without_the_key_it_says_what_cannot_be_read(self):
        shop = self.shop([])
        file = shop.ask("backup", str(shop.folder / "copy.db"))["file"]
        key = shop.folder / "the.key"
        shutil.copy(shop.data / "ordersync.key", key)
        shutil.rmtree(shop.data)
        restored = shop.ask("restore", file)
        self.assertEqual((restored["sealed"], restored["unreadable"]), (1, 1))
        self.assert_fails(shop, 3, "secret_unreadable", "sync", "now", SYNC)
        restored = shop.ask("restore", file, "--key-file", str(key), "--replace")
        self.assertEqual(restored["unreadable"], 0)
        self.assert_asks_with_key(shop, [burger(1)])

    def test_what_is_no_good_backup_changes_nothing(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        file = shop.ask("backup", str(shop.folder / "copy.db"))["file"]
        broken = bytearray(pathlib.Path(file).read_bytes())
        for at in range(40960, 90000):
            broken[at] = 0xff
        newer = sqlite3.connect(file)
        newer.execute("INSERT INTO schema_migration(component, version, name) VALUES ('journal', 99, 'of next year')")
        newer.commit()
        newer.close()
        other = sqlite3.connect(str(shop.folder / "other.db"))
        other.execute("CREATE TABLE notes(text TEXT)")
        other.close()
        self.assert_fails(shop, 3, "schema_too_new", "restore", file, "--replace")
        self.assert_fails(shop, 1, "not_a_backup", "restore", str(shop.folder / "other.db"), "--replace")
        self.assert_fails(shop, 1, "file_not_found", "restore", str(shop.folder / "nothing.db"), "--replace")
        answer = shop.ordersync("restore", shop.write("broken.db", bytes(broken)), "--replace")
        self.assertEqual(answer.status, 3, answer)
        self.assertIn(answer.error["code"], ("store_damaged", "store_corrupt"))
        for text in ("no database", "", "SQLite format 4\0 and more"):
            file = shop.write("text.db", text)
            self.assertIn(file, self.assert_fails(shop, 1, "not_a_backup", "restore", file, "--replace"))
        self.assertEqual(len(shop.pos_orders()), 1)
        self.assertEqual(list(shop.data.glob("*restoring*")) + list(shop.data.glob("*before*")), [])

    def test_a_broken_store_is_replaced_and_kept(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        file = shop.ask("backup", str(shop.folder / "copy.db"))["file"]
        (shop.data / "ordersync.db").write_bytes(b"nothing that SQLite knows")
        self.assert_fails(shop, 3, "store_corrupt", "pos", "orders")
        restored = shop.ask("restore", file, "--replace")
        self.assertEqual(pathlib.Path(restored["kept_as"]).read_bytes(), b"nothing that SQLite knows")
        self.assertEqual(len(shop.pos_orders()), 1)

    def test_killed_at_every_step_it_is_the_old_store_or_the_new(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        file = shop.ask("backup", str(shop.folder / "copy.db"), "--with-key")["file"]
        shop.ask("rekey")
        shop.source.orders = [burger(1), water(2)]
        shop.sync_now()
        for fault in KILLS:
            runs = BrokenRuns(shop, "restore", file, "--replace")
            for step, answer in runs.at_every_step(fault, points=5):
                with self.subTest(f"{fault} step {step}"):
                    self.assertEqual(answer.status, KILLED)
                    self.assertIn(len(shop.pos_orders()), (1, 2))
                    self.assert_asks_with_key(shop, [burger(1), water(2)])
                    self.assertEqual(len(shop.pos_orders()), 2)
            runs.restore()


class NewKey(BackupTest):
    def test_everything_is_sealed_with_the_new_key(self):
        shop = self.shop([burger(1)])
        shop.ask("connection", "add", "Odoo", "--url", "https://odoo.example", "--login", "bot", env={"ORDERSYNC_KEY": "of-the-odoo"})
        old = (shop.data / "ordersync.key").read_bytes()
        kept = shop.folder / "old.key"
        self.assertEqual(shop.ask("rekey", "--old-key-to", str(kept)), {"sealed": 2, "old_key": str(kept)})
        self.assertEqual(kept.read_bytes(), old)
        self.assertNotEqual((shop.data / "ordersync.key").read_bytes(), old)
        self.assertEqual((shop.data / "ordersync.key").stat().st_mode & 0o777, 0o600)
        self.assertFalse((shop.data / "ordersync.key.next").exists())
        self.assert_asks_with_key(shop, [burger(1)])
        (shop.data / "ordersync.key").write_bytes(old)
        self.assert_fails(shop, 3, "secret_unreadable", "sync", "now", SYNC)

    def test_with_the_wrong_key_nothing_is_changed(self):
        shop = self.shop([])
        key = shop.data / "ordersync.key"
        right = key.read_bytes()
        key.write_bytes(os.urandom(32))
        self.assertIn(SYNC, self.assert_fails(shop, 3, "secret_unreadable", "rekey"))
        key.write_bytes(right)
        self.assert_asks_with_key(shop, [burger(1)])

    def test_a_command_that_seals_meanwhile_is_waited_for(self):
        """A run holds the folder; the new key waits for its end."""
        shop = self.shop([])
        started, go = threading.Event(), threading.Event()

        def answer(_asked) -> Reply:
            started.set()
            go.wait(30)
            return Reply.json([burger(1)])

        shop.source.handler = answer
        run = shop.start("sync", "now", SYNC, "--json")
        self.assertTrue(started.wait(30))
        rekey = shop.start("rekey", "--json")
        with self.assertRaises(subprocess.TimeoutExpired):
            rekey.wait(1)
        go.set()
        self.assertEqual(shop.finish(run).json["processed"], 1)
        self.assertEqual(shop.finish(rekey).json, {"sealed": 1, "old_key": None})
        shop.source.handler = None
        self.assert_asks_with_key(shop, [burger(1)])

    def test_killed_at_every_step_one_key_file_fits(self):
        shop = self.shop([burger(1)])
        shop.sync_now()
        for fault in KILLS:
            runs = BrokenRuns(shop, "rekey")
            for step, answer in runs.at_every_step(fault, points=12):
                with self.subTest(f"{fault} step {step}"):
                    self.assertEqual(answer.status, KILLED)
                    self.assert_asks_with_key(shop, [burger(1)])
                    shop.ask("rekey")
                    self.assertFalse((shop.data / "ordersync.key.next").exists())
                    self.assert_asks_with_key(shop, [burger(1)])
            runs.restore()

    def test_a_restore_that_fails_leaves_the_key_of_a_rekey_that_was_killed(self):
        """Between its transaction and its end the store's only key is in the second file, which a restore writes too."""
        shop = self.shop([burger(1)])
        shop.sync_now()
        file = shop.ask("backup", str(shop.folder / "copy.db"))["file"]
        key, next_key = shop.data / "ordersync.key", shop.data / "ordersync.key.next"
        old = key.read_bytes()
        shop.ask("rekey")
        next_key.write_bytes(key.read_bytes())
        next_key.chmod(0o600)
        key.write_bytes(old)
        self.assert_fails(shop, 3, "key_file_corrupt", "restore", file, "--replace", "--key-file", shop.write("no.key", "no key"))
        self.assert_asks_with_key(shop, [burger(1)])


if __name__ == "__main__":
    main()
