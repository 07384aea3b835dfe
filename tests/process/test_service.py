#!/usr/bin/env python3
"""The daemon: ready, alone on its folder, working beside commands, and stopping cleanly."""

import json
import os
import signal
import sqlite3
import time
import unittest
import urllib.error
import urllib.request

from books import Books, assert_complete, assert_whole, goods_of
from harness import LONG, SYNC, D, Reply, ShopTest, Source, burger, catalogue, free_port, main, water


class Service(ShopTest):
    def test_it_answers_health_and_stops_cleanly(self):
        shop = self.shop([burger(1)])
        service = shop.serve()
        with urllib.request.urlopen(service.url + "/healthz", timeout=5) as answer:
            self.assertEqual(answer.status, 200)
        for how in (signal.SIGTERM,):
            started = time.monotonic()
            answer = service.stop(how)
            self.assertEqual(answer.status, 0, answer)
            self.assertLess(time.monotonic() - started, 10)
        with self.assertRaises(urllib.error.URLError):
            urllib.request.urlopen(service.url + "/healthz", timeout=5)

    def test_ctrl_c_stops_it_too(self):
        self.assertEqual(self.shop().serve().stop(signal.SIGINT).status, 0)

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
        answer = shop.ordersync("serve", "--listen", f"127.0.0.1:{free_port()}")
        self.assertEqual((answer.status, answer.error.get("code")), (1, "already_serving"), answer)
        self.assertIn(str(service.process.pid), answer.error["message"])
        self.assertLess(time.monotonic() - started, 40)
        with urllib.request.urlopen(service.url + "/healthz", timeout=5) as health:
            self.assertEqual(health.status, 200)

    def test_a_killed_service_holds_nobody_up(self):
        shop = self.shop([burger(1)])
        shop.serve().stop(signal.SIGKILL)
        service = shop.serve()
        self.assert_run(shop.sync_now(), "success", processed=1)
        self.assertEqual(service.stop().status, 0)

    def test_a_taken_port_is_said(self):
        shop, other = self.shop(), self.shop()
        answer = shop.ordersync("serve", "--listen", f"127.0.0.1:{other.source.port}")
        self.assertIn(answer.status, (1, 3), answer)
        self.assertIn(str(other.source.port), answer.error["message"])

    def test_the_open_network_needs_tls_or_a_proxy(self):
        shop = self.shop()
        answer = shop.ordersync("serve", "--listen", f"0.0.0.0:{free_port()}", timeout=20)
        self.assertIn(answer.status, (1, 2), answer)
        self.assertTrue(answer.error.get("code"), answer)

    def test_the_key_is_in_no_environment_or_command_line_of_it(self):
        shop = self.shop()
        service = shop.serve()
        with open(f"/proc/{service.process.pid}/cmdline", "rb") as cmdline:
            self.assertNotIn(b"process-test-key", cmdline.read())


class Together(ShopTest):
    def test_four_sync_nows_beside_the_service_book_each_order_once(self):
        orders = [water(n) for n in range(1, 61)] + [burger(1000)]
        shop = self.shop(orders)
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
        shop = self.shop([burger(1)])
        shop.source.script = [Reply.json([burger(1)], delay_s=2.0)]
        first = shop.start("sync", "now", SYNC, "--json")
        while not shop.source.asked:
            time.sleep(0.02)
        second = shop.finish(shop.start("sync", "now", SYNC, "--json"))
        one = shop.finish(first)
        self.assertEqual((one.status, second.status), (0, 0), f"{one}\n{second}")
        self.assertEqual(one.json["id"], second.json["id"])
        self.assertEqual(len(shop.source.asked), 1)

    def test_all_commands_work_while_the_service_runs(self):
        shop = self.shop([burger(1)])
        service = shop.serve()
        shop.sync_now()
        shop.ask("sync", "edit", SYNC, "--interval", "45")
        self.assertEqual(shop.sync()["interval_minutes"], 45)
        self.assertEqual(len(shop.orders()), 1)
        shop.ask("session", "close", "Main Store")
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
        shop.source.script = [Reply.json(shop.source.orders, delay_s=1.0)]
        process = shop.start("sync", "now", SYNC, "--json")
        while not shop.source.asked:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGTERM)
        shop.finish(process, timeout=30)
        shop.sync_now()
        self.assertEqual(len(shop.pos_orders()), 40)
        self.assertEqual(shop.stock()[11], D(960))


class Schedule(ShopTest):
    @unittest.skipUnless(LONG, "takes more than a minute: ./test --long")
    def test_a_sync_runs_by_itself(self):
        shop = self.shop([burger(1)], options=("--interval", "1"))
        service = shop.serve()
        deadline = time.monotonic() + 100
        while time.monotonic() < deadline and not shop.pos_orders():
            time.sleep(1)
        self.assertEqual(len(shop.pos_orders()), 1)
        self.assertEqual(shop.every("run", "list")[-1]["trigger"], "schedule")
        self.assertEqual(service.stop().status, 0)

    def test_many_syncs_that_are_due_at_once_run_a_few_at_a_time(self):
        shop = self.shop(with_sync=False)
        count, at_once = 14, 4
        for number in range(count):
            source = Source([water(f"{number}-1")])
            self.addCleanup(source.close)
            source.script = [Reply.json(source.orders, delay_s=0.5)]
            shop.add_sync("--interval", "60", name=f"Sync {number}", url=source.url)
        store = sqlite3.connect(shop.data / "ordersync.db")
        store.execute("UPDATE journal_sync_progress SET next_run_at = 1")
        store.execute("INSERT OR IGNORE INTO journal_sync_progress(sync_id, next_run_at, last_sync_status, last_sync_message) "
                      "SELECT id, 1, '', '' FROM sync")
        store.commit()
        store.close()
        service = shop.serve()
        began = time.monotonic()
        while len(shop.pos_orders()) < count:
            self.assertLess(time.monotonic() - began, 60)
            time.sleep(0.1)
        self.assertEqual(service.stop().status, 0)
        runs = sorted((run["started_at"], run["ended_at"]) for run in shop.every("run", "list"))
        self.assertEqual(len(runs), count, "each once")
        for started, _ in runs:
            self.assertLessEqual(sum(begin <= started < end for begin, end in runs), at_once)

    def test_the_service_leaves_an_inactive_sync_alone(self):
        shop = self.shop([burger(1)], options=("--interval", "0"))
        service = shop.serve()
        time.sleep(1.5)
        self.assertEqual(shop.source.asked, [])
        self.assertEqual(service.stop().status, 0)


class Demo(ShopTest):
    def test_the_sample_external_system_can_be_synced(self):
        shop = self.shop(with_sync=False)
        port = free_port()
        shop.start("demo-source", "--listen", f"127.0.0.1:{port}", "--orders", "5", env={"ORDERSYNC_KEY": "demo"})
        deadline = time.monotonic() + 10
        while True:
            request = urllib.request.Request(f"http://127.0.0.1:{port}/api/orders", headers={"Authorization": "Bearer demo"})
            try:
                with urllib.request.urlopen(request, timeout=5) as answer:
                    json.loads(answer.read())
                break
            except urllib.error.HTTPError as error:
                self.fail(f"{error}")
            except OSError:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.05)


if __name__ == "__main__":
    main()
