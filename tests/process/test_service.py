#!/usr/bin/env python3
"""The daemon: ready, alone on its folder, working beside commands, and stopping cleanly."""

import collections
import concurrent.futures
import contextlib
import pathlib
import re
import signal
import sqlite3
import threading
import time
import urllib.error
import urllib.parse

from api import Api
from books import Books, assert_complete, assert_whole, goods_of
from faults import ShiftedClock
from harness import (API_KEY, SYNC, Asked, D, Reply, Running, Service, Shop, ShopTest, burger, catalogue, item, main, order, parse_time, wait_for,
                     water, with_products)


class ServiceTest(ShopTest):
    def asked(self, shop: Shop) -> list:
        return wait_for("the source is asked", lambda: shop.source.asked, every_s=0.02)


class Serving(ServiceTest):
    def test_it_answers_health_and_stops_cleanly(self):
        shop = self.shop([burger(1)])
        service = shop.serve()
        self.assertTrue(service.get("/healthz"))
        answer = service.stop()
        self.assertEqual(answer.status, 0, answer)
        with self.assertRaises(urllib.error.URLError):
            service.get("/healthz")
        at = {}
        for line in ("serving", "stopping", "stopped"):  # the log's own lines
            said = rf"(?m)^(\S+Z) INFO External Order Sync {line}\b"
            self.assertRegex(answer.stderr, said)
            self.assertRegex(shop.log(), said)
            at[line] = parse_time(re.search(said, shop.log())[1])
        self.assertLess((at["stopped"] - at["stopping"]).total_seconds(), 10)

    def test_ctrl_c_and_a_terminal_that_is_closed_stop_it_too(self):
        self.when_terminal_closes(signal.SIG_DFL)
        for how in (signal.SIGINT, signal.SIGHUP):
            self.assertEqual(self.shop().serve().stop(how).status, 0, how)

    def test_it_outlives_its_terminal_under_nohup(self):
        self.when_terminal_closes(signal.SIG_IGN)
        service = self.shop().serve()
        service.process.send_signal(signal.SIGHUP)
        service.get("/healthz")
        self.assertEqual(service.stop().status, 0)

    def when_terminal_closes(self, disposition: signal.Handlers) -> None:
        """What a program inherits that is started from now on; tests may run under nohup themselves."""
        self.addCleanup(signal.signal, signal.SIGHUP, signal.signal(signal.SIGHUP, disposition))

    def test_it_starts_again_where_it_stopped(self):
        shop = self.shop([burger(1)])
        shop.serve().stop()
        service = shop.serve()
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(service.stop().status, 0)
        self.assert_run(shop.sync_now(), "no_orders", already_synced=1)

    def test_a_second_service_on_the_folder_is_refused(self):
        shop = self.shop()
        service = shop.serve()
        started = time.monotonic()
        self.assertIn(str(service.process.pid), self.assert_fails(shop, 1, "already_serving", "serve", "--listen", "127.0.0.1:0"))
        self.assertLess(time.monotonic() - started, 40)
        self.assertTrue(service.get("/healthz"))

    def test_a_killed_service_holds_nobody_up(self):
        shop = self.shop([burger(1)])
        shop.serve().stop(signal.SIGKILL)
        service = shop.serve()
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(service.stop().status, 0)

    def test_a_taken_port_is_said(self):
        shop, other = self.shop(), self.shop()
        taken = str(other.source.port)
        self.assertIn(taken, self.assert_fails(shop, 1, "address_in_use", "serve", "--listen", f"127.0.0.1:{taken}"))

    def test_the_open_network_needs_tls_or_a_proxy(self):
        shop = self.shop()
        self.assertIn("--behind-proxy", self.assert_fails(shop, 2, "usage", "serve", "--listen", "0.0.0.0:0"))

    def test_the_key_it_works_with_is_in_no_environment_or_command_line(self):
        shop = self.shop()
        shop.source.script = [Reply.json([], delay_s=1.0)]
        process = shop.start("sync", "now", SYNC)
        (asked,) = self.asked(shop)
        self.assertIn(API_KEY, asked.headers["authorization"], "it has the key")
        for name in ("cmdline", "environ"):
            self.assertNotIn(API_KEY.encode(), pathlib.Path(f"/proc/{process.pid}/{name}").read_bytes(), name)
        self.assertEqual(shop.finish(process).status, 0)


class Together(ServiceTest):
    def test_four_sync_nows_beside_the_service_book_each_order_once(self):
        orders = [water(n) for n in range(1, 61)] + [burger(1000)]
        shop = self.shop(orders)
        shop.ask("schedule", "closing", "Main Store", "never")
        service = shop.serve()
        processes = [shop.start("sync", "now", SYNC, "--json") for _ in range(4)]
        answers = [shop.finish(process) for process in processes]
        runs = {}
        for answer in answers:
            self.assertEqual(answer.status, 0, answer)
            runs[answer.json["id"]] = answer.json
        self.assertEqual(sum(run["processed"] for run in runs.values()), 61, runs)
        self.assertEqual(sum(run["failed"] for run in runs.values()), 0, runs)
        books = Books.of(shop)
        assert_whole(self, books, goods_of(catalogue()))
        assert_complete(self, books, {str(row["OrderID"]): "booked" for row in orders})
        self.assertEqual([row["orders"] for row in books.sessions], [61])
        self.assertEqual((books.stock[11], books.stock[10]), (D(940), D(99)))
        self.assertEqual(service.stop().status, 0)

    def test_a_sync_now_during_a_run_waits_and_answers_that_run(self):
        shop, held = self.shop([burger(1)]), threading.Event()
        shop.source.handler = lambda _asked: (held.wait(60), None)[1]
        first = shop.start("sync", "now", SYNC, "--json")
        self.asked(shop)
        other = shop.start("sync", "now", SYNC, "--json")
        wait_for("the other one is at the store", lambda: self.has_open(other, shop.data / "ordersync.db"), every_s=0.02)
        before = self.rests(other)
        wait_for("it waits for the run of the first", lambda: self.rests(other) >= before + 20, every_s=0.02)
        held.set()
        one, second = shop.finish(first), shop.finish(other)
        self.assertEqual((one.status, second.status), (0, 0), f"{one}\n{second}")
        self.assertEqual(one.json["id"], second.json["id"])
        self.assertEqual(len(shop.source.asked), 1)

    @staticmethod
    def has_open(process: Running, file: pathlib.Path) -> bool:
        with contextlib.suppress(OSError):  # what it has just closed
            return any(opened.resolve() == file.resolve() for opened in pathlib.Path(f"/proc/{process.pid}/fd").iterdir())
        return False

    @staticmethod
    def rests(process: Running) -> int:
        """How often it has laid itself to rest: between two looks at a run that it waits for, and hardly ever before."""
        return int(re.search(r"(?m)^voluntary_ctxt_switches:\s*(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1])

    def test_commands_write_while_the_service_runs(self):
        shop = self.shop([burger(1), order(2, [item("Latte XL", 5.0)], 5.0)])
        shop.ask("schedule", "closing", "Main Store", "never")
        service = shop.serve()
        self.assert_run(shop.sync_now(), "error", processed=1, failed=1)
        shop.ask("sync", "edit", SYNC, "--interval", "45")
        self.assertEqual(shop.sync()["interval_minutes"], 45)
        shop.add_sync(name="Second", url=shop.source.url + "/second")
        shop.ask("sync", "remove", "Second")
        self.assertEqual([row["name"] for row in shop.every("sync", "list")], [SYNC])
        shop.import_catalogue(with_products({"id": 30, "name": "Latte XL", "list_price": "5.00"}))
        shop.ask("order", "retry", "--all")  # it may be quicker than this
        wait_for("all are booked", lambda: {row["state"] for row in shop.orders()} == {"booked"})
        shop.ask("session", "close", "Main Store")
        self.assertEqual([row["state"] for row in shop.sessions()], ["closed"])
        shop.ask("user", "add", "anna", "--role", "viewer")
        token = shop.ask("token", "create", "reader", "--scope", "read")["token"]
        self.assertEqual(Api(service.url).call("GET", "/api/v1/me", token=token).status, 200)
        shop.ask("backup", str(shop.folder / "copy.db"))
        self.assertEqual(service.stop().status, 0)

    def test_two_syncs_at_once_share_one_session(self):
        shop = self.shop([water(n) for n in range(1, 31)])
        other = self.shop([water(n) for n in range(1, 31)], with_sync=False)
        shop.add_sync(name="Second", url=other.source.url)
        processes = [shop.start("sync", "now", name, "--json") for name in (SYNC, "Second")]
        for process in processes:
            answer = shop.finish(process)
            self.assertEqual((answer.status, answer.json["processed"]), (0, 30), answer)
        self.assertEqual([row["orders"] for row in shop.sessions()], [60])
        self.assertEqual(shop.stock()[11], D(940))

    def test_a_stop_in_the_middle_of_a_run_is_clean(self):
        shop = self.shop([water(n) for n in range(1, 41)])
        shop.source.script = [Reply.json(shop.source.orders, delay_s=60)]
        process = shop.start("sync", "now", SYNC, "--json")
        self.asked(shop)
        process.send_signal(signal.SIGTERM)
        stopped = shop.finish(process)
        self.assertEqual((stopped.status, stopped.json["status"]), (1, "error"), stopped)
        self.assertIn("stopped during this run", stopped.json["message"])
        self.assert_run(shop.sync_now(), "success", processed=40)
        self.assertEqual(len(shop.pos_orders()), 40)
        self.assertEqual(shop.stock()[11], D(960))

    def test_serve_ends_at_once_though_a_source_that_it_asks_for_somebody_does_not_answer(self):
        shop = self.shop()
        shop.ask("sync", "edit", SYNC, "--idle-timeout", "300")
        shop.source.script = [Reply.json([], delay_s=90)]
        service = shop.serve()
        token = shop.ask("token", "create", "operator", "--scope", "operate")["token"]
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            test = pool.submit(Api(service.url).call, "POST", f"/api/v1/syncs/{urllib.parse.quote(SYNC)}/test", {}, token)
            self.asked(shop)
            self.assertEqual(service.stop().status, 0)
            self.assertEqual(test.result().json["error"]["code"], "interrupted", test.result())


class Schedule(ShopTest):
    def test_a_sync_runs_by_itself_when_it_is_due_and_an_inactive_one_never(self):
        shop = self.shop(options=("--interval", "60"))
        shop.source.handler = lambda asked: Reply.json([burger(1)] if asked.path == "/api/orders" else [])
        for name, options in (("Often", ()), ("Off", ("--inactive",))):
            shop.add_sync("--interval", "5", *options, name=name, url=f"{shop.source.url}/{name}")
        clock = ShiftedClock(shop.folder / "clock")
        service = shop.serve(env=clock.env)
        runs = lambda: collections.Counter(run["sync"] for run in shop.every("run", "list") if run["ended_at"])
        for looks, minutes in ((1, 49), (2, 55)):  # at all syncs alike
            clock.shift(minutes * 60)
            wait_for("the schedule looks", lambda: runs() == {"Often": looks})
        clock.shift(61 * 60)
        wait_for("its run, with one of the other", lambda: runs() == {"Often": 3, SYNC: 1})
        self.assertEqual({run["trigger"] for run in shop.every("run", "list")}, {"schedule"})
        self.assertEqual(len(shop.pos_orders()), 1)
        self.assertEqual(service.stop().status, 0)

    def test_a_turn_whose_run_could_not_begin_is_made_up_in_a_minute(self):
        shop = self.shop([burger(1)], options=("--interval", "1440"))
        clock = ShiftedClock(shop.folder / "clock")
        service = shop.serve(env=clock.env)

        def store(statement: str) -> None:
            with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db", timeout=30)) as connection, connection:
                connection.execute(statement)

        store("ALTER TABLE journal_sequence RENAME TO away")  # without it no run begins, and the schedule sees nothing
        clock.shift(25 * 3600)
        wait_for("its turn is taken", lambda: "sync_orders_failed" in shop.log(), explain=shop.log)
        store("ALTER TABLE away RENAME TO journal_sequence")
        self.assertEqual(shop.every("run", "list"), [])
        clock.shift(25 * 3600 + 61)
        wait_for("it is booked, and not tomorrow", lambda: len(shop.pos_orders()) == 1, explain=shop.log)
        wait_for("its next turn is a day later", lambda: (parse_time(shop.sync()["next_run_at"]) - parse_time(
            shop.every("run", "list")[0]["started_at"])).total_seconds() > 23 * 3600)
        self.assertEqual([run["trigger"] for run in shop.every("run", "list")], ["schedule"])
        self.assertEqual(service.stop().status, 0)

    def test_many_syncs_that_are_due_at_once_run_a_few_at_a_time(self):
        shop = self.shop(with_sync=False)
        count, at_once, asking, changed = 14, [0], set(), threading.Condition()

        def answer(asked: Asked) -> Reply:
            with changed:
                asking.add(asked.path)
                at_once.append(len(asking))
                changed.notify_all()
                changed.wait_for(lambda: max(at_once) >= 4, 60)
            time.sleep(0.5)  # room for more
            with changed:
                asking.remove(asked.path)
            return Reply.json([water(f"{asked.path[1:]}-1")])

        shop.source.handler = answer
        for number in range(count):
            shop.add_sync("--interval", "60", name=f"Sync {number}", url=f"http://127.0.0.1:{shop.source.port}/{number}")
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store, store:
            store.execute("UPDATE journal_sync_progress SET next_run_at = 1")
            store.execute("INSERT OR IGNORE INTO journal_sync_progress(sync_id, next_run_at, last_sync_status, last_sync_message) "
                          "SELECT id, 1, '', '' FROM sync")
        service = shop.serve()
        wait_for("all are booked", lambda: len(shop.pos_orders()) == count)
        self.assertEqual(service.stop().status, 0)
        runs = shop.every("run", "list")
        self.assertEqual(sorted(run["sync"] for run in runs), sorted(f"Sync {number}" for number in range(count)), "each once")
        self.assertEqual({run["trigger"] for run in runs}, {"schedule"})
        self.assertEqual(max(at_once), 4)
        began = {run["sync"]: parse_time(run["started_at"]) for run in runs}
        for sync in shop.every("sync", "list"):
            ahead = (parse_time(sync["next_run_at"]) - began[sync["name"]]).total_seconds()
            self.assertAlmostEqual(ahead, 3600, delta=30)


class Demo(ShopTest):
    def test_the_sample_external_system_can_be_synced(self):
        shop = self.shop(goods={"products": []}, with_sync=False)
        sample = Service(shop, shop.start("demo-source", "--listen", "127.0.0.1:0", "--orders", "40", "--json", env={"ORDERSYNC_KEY": API_KEY}))
        goods = str(shop.folder / "sample.json")
        shop.ask("demo-source", "--write-catalogue", goods)
        shop.ask("catalog", "import", goods)
        shop.add_sync("--date-format", "%d-%m-%Y %I:%M:%S %p", url=sample.url)
        self.assert_run(shop.sync_now(), "error", processed=36, failed=3, skipped=1)
        self.assert_booked(shop, "639", "92.00")
        self.assertEqual({row["error"]["code"] for row in shop.orders("--state", "parked")}, {"product_not_found", "not_fully_paid", "totals_do_not_add_up"})
        self.assert_run(shop.sync_now(), "no_orders", already_synced=36, skipped=1, waiting=3)
        self.assertEqual(sample.stop().status, 0)


if __name__ == "__main__":
    main()
