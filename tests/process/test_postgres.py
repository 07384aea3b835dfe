#!/usr/bin/env python3
"""The real program on a PostgreSQL store: the guide's way, a store that moves there, and servers that are not there."""

import concurrent.futures
import fcntl
import json
import os
import pathlib
import signal
import time

from api import Api
from books import Books, assert_complete, assert_whole, goods_of
from harness import API_KEY, SYNC, D, ShopTest, burger, catalogue, main, refund, water
from postgres import Cluster

ON_HAND = goods_of(catalogue())
CLUSTER = Cluster()


class PostgresTest(ShopTest):
    def kill_when(self, shop, store, table, *command):
        """Kills the command once the table has rows, and before it has written the next one."""
        held = store.hold_once_filled(table)
        process = shop.start(*command, "--json")
        held.wait()
        process.send_signal(signal.SIGKILL)
        self.assertEqual(shop.finish(process).status, -signal.SIGKILL)
        held.release()


class Postgres(PostgresTest):
    def shop_on(self, store, orders=(), **more):
        return self.shop(orders, store=store.url(), **more)

    def test_a_day_of_orders_is_booked_once(self):
        store = CLUSTER.store()
        shop = self.shop_on(store, [burger(1), water(2, 3), burger(3), refund(burger(3))])
        self.assertEqual(shop.store_files(), [], "nothing of the store lies in the folder")
        self.assert_run(shop.sync_now(), "success", processed=4)
        self.assert_booked(shop, "1", "92.00", tax="12.00")
        self.assert_run(shop.sync_now(), "no_orders", already_synced=4)
        assert_whole(self, Books.of(shop), ON_HAND)
        self.assertEqual(store.sql("SELECT COUNT(*) FROM pos_order"), "4")

    def test_everything_the_commands_list_is_there(self):
        shop = self.shop_on(CLUSTER.store(), [burger(1), {"OrderID": 2}])
        shop.sync_now()
        shop.ask("user", "add", "anna", "--role", "operator")
        for command in (["sync", "list"], ["run", "list"], ["order", "list"], ["session", "list"], ["pos", "stock"], ["pos", "pickings"],
                        ["user", "list"], ["token", "list"], ["schedule", "show"], ["node", "list"], ["connection", "list"],
                        ["pos", "orders", "--search", "Main Store/0001"], ["pos", "orders", "--search", "nothing ' \\ ? $1"]):
            shop.ask(*command)
        self.assert_parked(shop, "2", "missing_fields")

    def test_changes_at_once_are_all_done_and_all_told(self):
        store = CLUSTER.store()
        shop = self.shop_on(store, with_sync=False)
        names = [f"Shop{number}" for number in range(6)]
        for name in names:
            shop.add_sync(name=name, url=f"{shop.source.url}/{name}")
        api, token = Api(shop.serve().url), shop.ask("token", "create", "admin", "--scope", "admin")["token"]

        def edit(name):
            return [api.call("PATCH", "/api/v1/syncs/" + name, {"interval_minutes": minutes}, token, {"If-Match": "*"}).status for minutes in range(20, 28)]

        with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
            self.assertEqual(list(pool.map(edit, names)), [[200] * 8] * 6)
        self.assertEqual(store.sql("SELECT COUNT(*) FROM audit WHERE action = 'sync_edited'"), "48")

    def test_a_killed_run_is_gone_on_with(self):
        store = CLUSTER.store()
        shop = self.shop_on(store, [water(number) for number in range(1, 1500)])
        self.kill_when(shop, store, "journal_booking", "sync", "now", SYNC)
        assert_whole(self, Books.of(shop), ON_HAND)
        # The dead process is another node: it is waited for until its lease has passed.
        shop.sync_now()
        books = Books.of(shop)
        assert_whole(self, books, ON_HAND)
        assert_complete(self, books, {str(number): "booked" for number in range(1, 1500)})

    def test_a_server_that_is_away_is_said_and_waited_for(self):
        shop = self.shop_on(CLUSTER.store(), [burger(1)])
        answer = shop.ordersync("sync", "list", env={"ORDERSYNC_STORE": "postgresql://tester:very-secret@127.0.0.1:1/shop"})
        self.assertEqual((answer.status, answer.error["code"]), (3, "store_unavailable"))
        self.assertNotIn("very-secret", answer.stderr + answer.stdout)
        self.assert_fails(shop, 2, "bad_setting_value", "sync", "list", env={"ORDERSYNC_STORE": "mysql://tester@127.0.0.1/shop"})

    def test_another_key_file_than_that_of_the_other_nodes_is_refused(self):
        """What it sealed no other node could read: nothing is done with it, and none is made."""
        shop = self.shop_on(CLUSTER.store(), [burger(1)])
        other = shop.folder / "laptop"
        other.mkdir(mode=0o700)
        here = {"ORDERSYNC_DATA": str(other)}
        add = ("sync", "add", "New", "--url", shop.source.url, "--pos", "Main Store", "--allow-private-network")
        for wrong in (None, os.urandom(32)):
            with self.subTest(wrong is not None):
                if wrong:
                    (other / "ordersync.key").write_bytes(wrong)
                    (other / "ordersync.key").chmod(0o600)
                answer = shop.ordersync(*add, env=here)
                self.assertEqual((answer.status, answer.error["code"]), (3, "secret_unreadable"), answer)
                self.assertIn("another node", answer.error["message"])
                self.assertEqual((other / "ordersync.key").exists(), wrong is not None)
        self.assertEqual(len(shop.ask("sync", "list")["items"]), 1)
        self.assertEqual(shop.ask("rekey", "--lost", env=here), {"sealed": 0, "unreadable": 1, "old_key": None})
        self.assertEqual(shop.ordersync("sync", "list").error["code"], "secret_unreadable", "the first node's turn to copy it")
        shop.ask("sync", "edit", SYNC, "--key-file", shop.write("again", API_KEY), env=here)
        (shop.data / "ordersync.key").write_bytes((other / "ordersync.key").read_bytes())
        self.assert_run(shop.sync_now(), "success", processed=1)

    def test_the_password_stands_in_no_file(self):
        store = CLUSTER.store()
        shop = self.shop([burger(1)], store=store.url().replace("tester@", "tester:very-secret@"))
        shop.sync_now()
        service = shop.serve()
        service.stop()
        for path in shop.data.rglob("*"):
            self.assertNotIn(b"very-secret", path.read_bytes(), path)


class MigrateStore(PostgresTest):
    def embedded(self):
        shop = self.shop([burger(1), water(2, 3), burger(3), refund(burger(3)), {"OrderID": 5, "OrderItems": "none"}])
        shop.sync_now()
        shop.ask("user", "add", "anna", "--role", "administrator")
        shop.ask("token", "create", "till", "--scope", "read")
        return shop

    def seen(self, shop):
        return {" ".join(command): shop.ask(*command) for command in (
            ["sync", "list"], ["run", "list"], ["order", "list"], ["session", "list"], ["pos", "orders"], ["pos", "pickings"],
            ["pos", "stock"], ["user", "list"], ["token", "list"], ["order", "show", "1"])}

    def test_everything_arrives_and_new_rows_go_on_behind_it(self):
        shop, store = self.embedded(), CLUSTER.store()
        before = self.seen(shop)
        looked = shop.ask("migrate-store", "--to", store.url(), "--dry-run")
        self.assertTrue(looked["dry_run"])
        self.assertEqual(store.sql("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'"), "0", "a dry run writes nothing")

        moved = shop.ask("migrate-store", "--to", store.url())
        self.assertTrue(all(item["same"] and item["rows"] == item["arrived"] for item in moved["items"]), moved)
        self.assertEqual({item["table"]: item["rows"] for item in moved["items"]},
                         {item["table"]: item["rows"] for item in looked["items"]})
        counts = {item["table"]: item["rows"] for item in moved["items"]}
        self.assertEqual((counts["pos_order"], counts["journal_order"], counts["user_account"]), (4, 5, 1))
        table = shop.finish(shop.start("migrate-store", "--to", CLUSTER.store().url()))
        self.assertRegex(table.stdout, r"pos_payment +4 +4 +[0-9a-f]{12} +same")

        self.assertIn("was moved to postgresql://", self.assert_fails(shop, 1, "store_moved", "sync", "now", SYNC))
        (shop.data / "ordersync.moved").write_text("")  # as a power cut may leave it
        self.assertIn("was moved to another store", self.assert_fails(shop, 1, "store_moved", "sync", "now", SYNC))
        shop.store = store.url()
        self.assertEqual(self.seen(shop), before)
        shop.source.orders += [burger(7), water(8)]
        self.assert_run(shop.sync_now(), "success", processed=2, already_synced=4, waiting=1)
        shop.ask("session", "close", "Main Store")
        shop.source.orders.append(burger(9))
        self.assert_run(shop.sync_now(), "success", processed=1, already_synced=6, waiting=1)
        assert_whole(self, Books.of(shop), ON_HAND)

    def test_a_store_is_moved_into_an_empty_database_only(self):
        shop, store = self.embedded(), CLUSTER.store()
        self.shop([burger(1)], store=store.url())
        self.assert_fails(shop, 1, "target_not_empty", "migrate-store", "--to", store.url())
        moved = CLUSTER.store()
        shop.ask("migrate-store", "--to", moved.url())
        self.assert_fails(shop, 1, "target_not_empty", "migrate-store", "--to", moved.url())

    def test_a_command_under_way_is_waited_for(self):
        shop, store = self.embedded(), CLUSTER.store()
        with open(shop.data / "store.lock", "r+", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)  # as a command holds it that is posting to an Odoo
            move = shop.start("migrate-store", "--to", store.url())
            time.sleep(1)
            self.assertIsNone(move.poll(), "it waits")
        self.assertEqual(shop.finish(move).status, 0)

    def test_nobody_serves_the_store_meanwhile(self):
        shop = self.embedded()
        service = shop.serve()
        self.assertEqual(shop.ordersync("migrate-store", "--to", CLUSTER.store().url()).error["code"], "already_serving")
        service.stop()
        empty = self.shop(with_sync=False)
        for path in empty.store_files():
            pathlib.Path(path).unlink()
        self.assertEqual(empty.ordersync("migrate-store", "--to", CLUSTER.store().url()).error["code"], "store_not_found")

    def test_a_move_that_was_killed_goes_on(self):
        shop, store = self.shop([water(number) for number in range(1, 3000)]), CLUSTER.store()
        shop.sync_now()
        before = self.seen(shop)
        for table in ("store_migration", "journal_order"):
            self.kill_when(shop, store, table, "migrate-store", "--to", store.url())
            self.assert_fails(shop, 1, "store_incomplete", "sync", "list", env={"ORDERSYNC_STORE": store.url()})
        shop.ask("migrate-store", "--to", store.url())
        shop.store = store.url()
        self.assertEqual(json.dumps(self.seen(shop)), json.dumps(before))
        self.assertEqual(D(shop.sessions()[0]["total"]), 2 * 2999)


if __name__ == "__main__":
    main()
