#!/usr/bin/env python3
"""Orders that are pushed: who may, what is answered when, and that nothing that was answered is ever lost or booked twice."""

import base64
import concurrent.futures
import contextlib
import hashlib
import hmac
import http.client
import json
import signal
import sqlite3
import threading
import time
import urllib.parse

from faults import ShiftedClock
from harness import D, SYNC, Reply, ShopTest, burger, main, refund, wait_for, water
from postgres import Cluster, Held
from test_connections import CONNECTION, add_connection

SECRET = "whsec_" + base64.b64encode(b"the first secret, 24 b..").decode()
SECOND = "whsec_" + base64.b64encode(b"another secret of 24 b..").decode()


class Sender:
    """Another system's end of a webhook."""

    def __init__(self, service, sync: str = SYNC):
        self.host = urllib.parse.urlsplit(service.url).netloc
        self.path = "/api/v1/ingest/" + urllib.parse.quote(sync)

    def send(self, body, headers: dict = None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.request("POST", self.path, data, {"Content-Type": "application/json", **(headers or {})})
        response = connection.getresponse()
        text = response.read()
        connection.close()
        return response.status, json.loads(text) if text else None, dict(response.getheaders())

    def push(self, body, secret: str = SECRET, message: str = None, at: int = None):
        """Signed as Standard Webhooks says."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        message = message or "msg_" + hashlib.sha256(data + str(time.monotonic_ns()).encode()).hexdigest()[:20]
        at = int(time.time()) if at is None else at
        key = base64.b64decode(secret[len("whsec_"):])
        mac = hmac.new(key, f"{message}.{at}.".encode() + data, hashlib.sha256).digest()
        return self.send(data, {"webhook-id": message, "webhook-timestamp": str(at),
                                "webhook-signature": "v1," + base64.b64encode(mac).decode()})


def results(answer) -> list:
    return [one["result"] for one in answer["results"]]


def digest(data: bytes) -> str:
    """As the store has it, for PostgreSQL."""
    return f"'\\x{hashlib.blake2b(data, digest_size=16).hexdigest()}'::bytea"


class PushTest(ShopTest):
    def pushed_shop(self, *options: str, orders=(), kind: str = "standard-webhooks", secret: str = SECRET, **more):
        shop = self.shop(orders, **more)
        shop.ask("sync", "edit", SYNC, "--interval", "0", "--push", kind, "--push-secret-file", shop.write("secret", secret + "\n"), *options)
        service = shop.serve()
        return shop, service, Sender(service)

    def wait_booked(self, shop, count: int) -> list:
        """And whoever has booked them is done: an order stands in the POS before the journal knows it as booked."""
        wait_for(f"{count} are booked", lambda: len(shop.pos_orders()) >= count, every_s=0.2, explain=lambda: str(shop.orders()))
        self.wait_ended(shop)
        booked = shop.pos_orders()
        self.assertEqual(len(booked), count, shop.orders())
        return booked

    def wait_ended(self, shop) -> None:
        wait_for("the runs have ended", lambda: all(run["ended_at"] for run in self.runs(shop)), explain=lambda: str(self.runs(shop)))

    def wait_run(self, shop) -> dict:
        """The newest run, once there is one."""
        return wait_for("a run begins", lambda: self.runs(shop))[0]

    def runs(self, shop) -> list:
        return shop.every("run", "list")


class ManySyncs(PushTest):
    def test_few_of_them_are_worked_at_once(self):
        names = [f"Shop {number}" for number in range(12)]
        shop = self.shop()
        for name in names:
            shop.add_sync("--interval", "0", name=name, url=f"{shop.source.url}/{name[5:]}")
            shop.ask("sync", "edit", name, "--push", "bearer")
        token = shop.ask("token", "create", "shops", "--scope", "ingest")["token"]
        service = shop.serve()
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            orders = [[water(100 * number + one) for one in range(40)] for number in range(12)]
            answers = list(pool.map(lambda name, body: Sender(service, name).send(body, {"Authorization": "Bearer " + token}), names, orders))
        self.assertEqual({answer[0] for answer in answers}, {200}, answers[0])
        self.wait_booked(shop, 12 * 40)
        store = sqlite3.connect(shop.data / "ordersync.db")
        ended = store.execute("SELECT started_at, ended_at FROM journal_run").fetchall()
        store.close()
        at_once = [sum(1 for begin, end in ended if begin <= at < end) for at, _ in ended]
        self.assertLessEqual(max(at_once), 4)


class Taken(PushTest):
    def test_an_order_is_answered_then_booked(self):
        shop, _service, sender = self.pushed_shop()
        status, answer, _headers = sender.push(burger(639))
        self.assertEqual(status, 200, answer)
        self.assertEqual(answer["results"], [{"external_id": "639", "kind": "sale", "result": "accepted", "code": None, "message": None}])
        self.assertEqual((answer["sync"], answer["received"], answer["booking"]), (SYNC, 1, "soon"))
        (booked,) = self.wait_booked(shop, 1)
        self.assertEqual((booked["total"], booked["tax"], booked["amount_paid"]), ("92.00", "12.00", "92.00"))
        (run,) = self.runs(shop)
        self.assertEqual((run["trigger"], run["status"], run["processed"]), ("push", "success", 1))
        steps = shop.order("639")["timeline"]
        self.assertEqual((steps[0]["step"], steps[0]["actor"]), ("received", "push"))
        self.assertEqual(shop.source.asked, [], "nobody has fetched anything")

    def test_the_guides_three_shapes(self):
        shop, _service, sender = self.pushed_shop()
        for body, ids in ((burger(1), ["1"]), ([burger(2), water(3)], ["2", "3"]), ({"orders": [water(4), water(5, 2)]}, ["4", "5"]),
                          ([], []), ({"orders": []}, [])):
            status, answer, _headers = sender.push(body)
            self.assertEqual(status, 200, answer)
            self.assertEqual([one["external_id"] for one in answer["results"]], ids)
        self.wait_booked(shop, 5)

    def test_each_order_has_a_result_of_its_own(self):
        shop, _service, sender = self.pushed_shop()
        no_total = burger(2)
        del no_total["GrandTotal"]
        status, answer, _headers = sender.push([burger(1), no_total, {**burger(3), "OrderStatus": 101}, "no order", burger(1)])
        self.assertEqual(status, 200, answer)
        self.assertEqual(results(answer), ["accepted", "invalid", "skipped", "invalid", "already_received"])
        self.assertEqual([one["code"] for one in answer["results"]], [None, "missing_fields", "status_not_a_sale", "not_an_order", None])
        self.assertIn("GrandTotal", answer["results"][1]["message"])
        self.wait_booked(shop, 1)
        states = {row["external_id"]: row["state"] for row in shop.orders()}
        self.assertEqual((states["1"], states["2"], states["3"]), ("booked", "parked", "skipped"))
        self.assertEqual(self.runs(shop)[0]["failed"], 2, "what cannot be read is counted by the run")

    def test_it_is_the_last_result_where_nothing_is_fetched_by_schedule(self):
        shop, _service, sender = self.pushed_shop()
        shop.source.script = [Reply(status=401)]
        for order_id, interval, status in ((1, "60", "error"), (2, "0", "success")):
            shop.ask("sync", "edit", SYNC, "--interval", interval)
            if order_id == 1:
                self.assertEqual(shop.sync_now()["status"], "error")
            sender.push(burger(order_id))
            self.wait_booked(shop, order_id)
            self.assertEqual((self.runs(shop)[0]["trigger"], shop.sync()["last_sync_status"]), ("push", status))

    def test_a_changed_order_is_told(self):
        shop, _service, sender = self.pushed_shop()
        sender.push(burger(1))
        self.wait_booked(shop, 1)
        _status, answer, _headers = sender.push(burger(1, Remark="no onions"))
        self.assertEqual(results(answer), ["already_received"], "a remark is not booked")
        _status, answer, _headers = sender.push(water(1))
        self.assertEqual((results(answer), answer["results"][0]["code"]), (["changed"], "changed_after_booking"))
        self.assertEqual(len(shop.pos_orders()), 1)
        self.assertEqual(shop.order("1")["attention"]["code"], "changed_after_booking")

    def test_a_refund_is_booked_after_its_sale(self):
        shop, _service, sender = self.pushed_shop()
        _status, answer, _headers = sender.push([refund(burger(1), RefundID="R1"), burger(1)])
        self.assertEqual([(one["kind"], one["result"]) for one in answer["results"]], [("refund", "accepted"), ("sale", "accepted")])
        booked = self.wait_booked(shop, 2)
        self.assertEqual(sum(D(row["total"]) for row in booked), 0)

    def test_webhook_and_poll_book_one_order_once(self):
        orders = [burger(639), water(640)]
        shop, _service, sender = self.pushed_shop(orders=orders)
        threads = [threading.Thread(target=sender.push, args=(one,)) for one in orders for _ in range(4)]
        for thread in threads:
            thread.start()
        shop.sync_now()
        for thread in threads:
            thread.join()
        self.wait_booked(shop, 2)
        shop.sync_now()
        _status, answer, _headers = sender.push(orders)
        self.assertEqual(results(answer), ["already_received", "already_received"])
        self.assertEqual(sorted(row["total"] for row in shop.pos_orders()), ["2.00", "92.00"])

    def test_what_is_no_json_is_refused_as_a_whole(self):
        shop, _service, sender = self.pushed_shop()
        for body, code in ((b"", "empty_answer"), (b"[" + json.dumps(burger(1)).encode(), "truncated_answer"), (b"<html>", "html_answer"),
                           (b'[{"OrderID":1,"x":01}]', "invalid_json"), (b"7", "unexpected_shape")):
            status, answer, _headers = sender.push(body)
            self.assertEqual((status, answer["code"]), (400, code), body)
        self.assertEqual(shop.orders(), [])

    def test_too_large_is_said(self):
        _shop, _service, sender = self.pushed_shop()
        status, answer, _headers = sender.push(b"[" + b" " * (8 * 1024 * 1024) + b"]")
        self.assertEqual((status, answer["code"]), (413, "body_too_large"))
        self.assertIn("8 MiB", answer["detail"])

    def test_card_numbers_are_cut_before_they_are_kept(self):
        shop, _service, sender = self.pushed_shop()
        payment = {"AmountPaid": 92.0, "CardNumber": "4111111111111111", "CardType": "Card", "PaymentMode": 2, "ReferenceID": ""}
        sender.push(burger(1, CheckoutDetails=[payment]))
        self.wait_booked(shop, 1)
        self.assertNotIn("4111111111111111", json.dumps(shop.order("1")))
        for file in shop.store_files():
            self.assertNotIn(b"4111111111111111", file.read_bytes(), file)


class Away(PushTest):
    def test_an_inactive_sync_keeps_and_books_when_it_is_activated(self):
        shop, _service, sender = self.pushed_shop("--inactive")
        status, answer, _headers = sender.push(burger(1))
        self.assertEqual((status, results(answer), answer["booking"]), (200, ["accepted"], "when_activated"))
        time.sleep(2.5)
        self.assertEqual((shop.pos_orders(), self.runs(shop)), ([], []))
        shop.ask("sync", "activate", SYNC)
        self.wait_booked(shop, 1)

    def test_an_odoo_that_refuses_keeps_nobody_from_delivering(self):
        shop = self.shop(with_sync=False)
        add_connection(shop)
        shop.add_sync("--odoo", CONNECTION, "--interval", "0", "--push", "standard-webhooks",
                      "--push-secret-file", shop.write("secret", SECRET))
        service = shop.serve()
        sender = Sender(service)
        no_id = burger(2)
        del no_id["OrderID"]
        status, answer, _headers = sender.push([burger(1), no_id])
        self.assertEqual((status, results(answer)), (200, ["accepted", "accepted"]))
        self.wait_run(shop)
        self.wait_ended(shop)
        run = self.runs(shop)[0]
        self.assertEqual((run["trigger"], run["status"]), ("push", "error"))
        _status, answer, _headers = sender.push(burger(1))
        self.assertEqual(results(answer), ["already_received"])
        self.assertEqual({row["state"] for row in shop.orders()}, {"received"})
        self.assertLess(len(self.runs(shop)), 4, "no run a second while nothing can be booked")

    def write_store(self, shop, *statements: str) -> None:
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db", timeout=30)) as store, store:
            for statement in statements:
                store.execute(statement)

    def waits_for_its_odoo(self):
        """A shop with an order that was answered, and a first run that could not book it; and the clock of its service."""
        shop = self.shop(with_sync=False)
        add_connection(shop)
        shop.add_sync("--odoo", CONNECTION, "--interval", "0", "--push", "standard-webhooks",
                      "--push-secret-file", shop.write("secret", SECRET))
        clock = ShiftedClock(shop.folder / "clock")
        self.assertEqual(Sender(shop.serve(env=clock.env)).push(burger(1))[0], 200)
        self.wait_run(shop)
        self.wait_ended(shop)
        self.assertEqual([row["state"] for row in shop.orders()], ["received"])
        return shop, clock

    def answers_again(self, shop) -> None:
        """The POS of the sync, without anybody's edit: that would wake what waits."""
        self.write_store(shop, "UPDATE sync SET connection = ''", "UPDATE source_pos SET connection = ''")

    def test_an_order_that_waits_is_booked_though_its_sync_was_renamed(self):
        shop, clock = self.waits_for_its_odoo()
        clock.shift(-120)  # it rests for as long as this machine takes
        shop.ask("sync", "edit", SYNC, "--name", "Another name")
        self.answers_again(shop)
        self.assertEqual(shop.pos_orders(), [], "it rests")
        clock.shift(60)
        self.wait_booked(shop, 1)
        self.assertEqual({(run["trigger"], run["sync"]) for run in self.runs(shop)}, {("push", "Another name")})

    def test_an_order_that_waits_is_booked_though_the_store_was_away_for_a_moment(self):
        shop, clock = self.waits_for_its_odoo()
        self.write_store(shop, "ALTER TABLE sync_hook RENAME TO away")
        clock.shift(60)
        wait_for("it has looked, and tells of the first run", lambda: "alert_opened" in shop.log(), explain=shop.log)
        time.sleep(1)
        self.write_store(shop, "ALTER TABLE away RENAME TO sync_hook")
        self.answers_again(shop)
        clock.shift(7200)
        self.wait_booked(shop, 1)

    def test_what_another_node_has_answered_and_left_is_found_within_a_minute(self):
        shop, service, sender = self.pushed_shop("--inactive")
        self.assertEqual(results(sender.push(burger(1))[1]), ["accepted"])
        self.assertEqual(service.stop().status, 0)
        # To this one it is as if it came after its start, from a node that was told alone and is gone.
        self.write_store(shop, "UPDATE journal_order SET shelf = 7", "UPDATE sync SET active = 1")
        clock = ShiftedClock(shop.folder / "shift")
        shop.serve(env=clock.env)
        time.sleep(2)
        self.write_store(shop, "UPDATE journal_order SET shelf = 0")
        time.sleep(3)
        self.assertEqual(self.runs(shop), [], "the store is not asked every second")
        clock.shift(61)
        self.wait_booked(shop, 1)

    def test_killed_right_after_the_answer_nothing_is_lost(self):
        shop = self.shop()
        shop.ask("sync", "edit", SYNC, "--interval", "0", "--push", "standard-webhooks", "--push-secret-file", shop.write("secret", SECRET))
        answered = set()
        for kill in range(4):
            service = shop.serve()
            sender = Sender(service)
            lock = threading.Lock()

            def push_some(worker: int, sender=sender, kill=kill, lock=lock) -> None:
                for i in range(1000):
                    number = f"{kill}-{worker}-{i}"
                    try:
                        status, answer, _headers = sender.push(water(number))
                    except (OSError, http.client.HTTPException, ValueError):
                        return
                    if status == 200 and results(answer) == ["accepted"]:
                        with lock:
                            answered.add(number)

            workers = [threading.Thread(target=push_some, args=(i,)) for i in range(8)]
            for worker in workers:
                worker.start()
            before = len(answered)
            wait_for("some are answered", lambda: len(answered) >= before + 20 * (kill + 1), every_s=0.005)
            service.stop(signal.SIGKILL)
            for worker in workers:
                worker.join()
        known = {row["external_id"] for row in shop.orders()}
        self.assertEqual(answered - known, set(), "answered, and lost")
        shop.serve()
        booked = self.wait_booked(shop, len(known))
        references = [row["reference"] for row in booked]
        self.assertEqual(len(references), len(set(references)), "booked twice")


class Proof(PushTest):
    def refused(self, outcome, status: int = 401, code: str = "push_not_verified"):
        self.assertEqual((outcome[0], outcome[1]["code"]), (status, code), outcome)

    def test_who_cannot_prove_it_is_told_nothing_and_nothing_is_kept(self):
        shop, service, sender = self.pushed_shop()
        self.refused(sender.send(burger(1)))
        self.refused(sender.push(burger(1), secret=SECOND))
        self.refused(sender.push(burger(1), at=int(time.time()) - 400))
        self.refused(sender.push(burger(1), at=int(time.time()) + 400))
        self.refused(sender.push(b"<this is never read>", secret=SECOND))
        self.refused(Sender(service, "No such sync").push(burger(1)))
        shop.ask("sync", "edit", SYNC, "--push", "none")
        time.sleep(1.1)  # settings are looked at once a second
        self.refused(sender.push(burger(1)))
        self.assertEqual(shop.orders(), [])
        log = shop.log()
        self.assertIn("push_refused", log)
        self.assertIn("more than 5 minutes ago", log)
        self.assertNotIn(SECRET[len("whsec_"):], log)

    def test_a_message_that_comes_again_changes_nothing(self):
        shop, _service, sender = self.pushed_shop("--inactive")
        first = sender.push(burger(1), message="msg_1")
        self.assertEqual(results(first[1]), ["accepted"])
        self.assertEqual(results(sender.push(water(1), message="msg_2")[1]), ["changed"])
        # The first one again, as who has recorded it would send it: the newer content stays.
        again = sender.push(burger(1), message="msg_1")
        self.assertEqual((again[0], results(again[1])), (200, ["already_received"]))
        self.assertEqual(json.loads(shop.order("1")["payload"])["GrandTotal"], 2.0)
        self.refused(sender.push(burger(7), message="msg_1"), 409, "webhook_id_reused")
        self.assertEqual(len(shop.orders()), 1)

    def test_a_message_is_remembered_over_a_restart(self):
        shop, service, sender = self.pushed_shop("--inactive")
        sender.push(burger(1), message="msg_1")
        sender.push(water(1), message="msg_2")
        service.stop(signal.SIGKILL)
        again = Sender(shop.serve()).push(burger(1), message="msg_1")
        self.assertEqual(results(again[1]), ["already_received"])
        self.assertEqual(json.loads(shop.order("1")["payload"])["GrandTotal"], 2.0)

    def test_a_message_that_another_node_stored_while_it_waited_changes_nothing(self):
        """The sender sent it again, to this node, since the other one was slow to answer; the other one has stored it by now, and a
        newer one after it. Here it was looked for before that, and it is to be stored after it."""
        store = Cluster().store()
        shop, _service, sender = self.pushed_shop("--inactive", store=store.url())
        self.assertEqual(results(sender.push(water(1), message="msg_2")[1]), ["accepted"])
        older = json.dumps(burger(1)).encode()
        # Who looks for messages is let in, who adds one waits.
        held = Held(store, "LOCK TABLE push_message IN EXCLUSIVE MODE;").wait()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            answer = pool.submit(sender.push, older, message="msg_1")
            try:
                wait_for("it has been looked for", lambda: store.sql(
                    "SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation = 'push_message'::regclass") != "0")
            finally:
                held.release(f"""INSERT INTO push_message(sync_id, id, body, at) SELECT id, {digest(b"msg_1")}, {digest(older)},
                                   EXTRACT(EPOCH FROM clock_timestamp())::bigint * 1000 FROM sync;\n""")
            status, told, _headers = answer.result(60)
        self.assertEqual((status, results(told)), (200, ["already_received"]))
        self.assertEqual(json.loads(shop.order("1")["payload"])["GrandTotal"], 2.0, "the newer content stays")

    def test_two_secrets_are_good_until_the_old_one_is_ended(self):
        shop, _service, sender = self.pushed_shop("--inactive")
        edited = shop.ask("sync", "edit", SYNC, "--push-secret-file", shop.write("second", SECOND))
        self.assertNotIn(SECOND, json.dumps(edited))
        self.assertTrue(edited["push"]["secret_set_at"] and edited["push"]["second_secret_set_at"], edited["push"])
        time.sleep(1.1)
        self.assertEqual(sender.push(burger(1))[0], 200)
        self.assertEqual(sender.push(burger(2), secret=SECOND)[0], 200)
        shop.ask("sync", "edit", SYNC, "--end-old-push-secret")
        time.sleep(1.1)
        self.refused(sender.push(burger(3)))
        self.assertEqual(sender.push(burger(3), secret=SECOND)[0], 200)
        for path in shop.data.rglob("*"):
            if path.is_file():
                for secret in (SECRET, SECOND):
                    self.assertNotIn(secret[6:].encode(), path.read_bytes(), f"the secret lies open in {path}")

    def test_other_kinds(self):
        body = json.dumps(burger(1)).encode()
        shop, _service, sender = self.pushed_shop("--inactive", kind="hmac:X-WC-Webhook-Signature", secret="a secret of the shop")
        signature = base64.b64encode(hmac.new(b"a secret of the shop", body, hashlib.sha256).digest()).decode()
        self.refused(sender.send(body, {"X-WC-Webhook-Signature": signature[:-4] + "AAA="}))
        self.assertEqual(sender.send(body, {"X-WC-Webhook-Signature": signature})[0], 200)
        # WooCommerce tries the address like this when a webhook is saved.
        self.assertEqual(sender.send(b"webhook_id=12", {"Content-Type": "application/x-www-form-urlencoded"})[0], 200)

        shop.ask("sync", "edit", SYNC, "--push", "basic", "--push-secret-file", shop.write("secret", "shop:open sesame"))
        time.sleep(1.1)
        self.refused(sender.send(burger(2), {"X-WC-Webhook-Signature": signature}))
        basic = "Basic " + base64.b64encode(b"shop:open sesame").decode()
        self.assertEqual(sender.send(burger(2), {"Authorization": basic})[0], 200)

        shop.ask("sync", "edit", SYNC, "--push", "bearer", "--push-secret-file", shop.write("secret", "a long bearer secret"))
        time.sleep(1.1)
        self.assertEqual(sender.send(burger(3), {"Authorization": "Bearer a long bearer secret"})[0], 200)
        for scope, status in (("ingest", 200), ("admin", 200), ("read", 401), ("operate", 401)):
            token = shop.ask("token", "create", "pusher " + scope, "--scope", scope)["token"]
            self.assertEqual(sender.send(burger(4), {"Authorization": "Bearer " + token})[0], status, scope)
        self.assertEqual(len(shop.orders()), 4)

    def test_who_guesses_is_slowed_down(self):
        _shop, _service, sender = self.pushed_shop()
        statuses = [sender.push(burger(1), secret=SECOND)[0] for _ in range(30)]
        self.assertIn(429, statuses)
        self.assertEqual(statuses[0], 401)
        status, answer, headers = sender.push(burger(1))
        self.assertEqual((status, answer["code"]), (429, "too_many_attempts"))
        self.assertGreaterEqual(int(headers["Retry-After"]), 1)

    def test_a_secret_that_can_be_guessed_is_refused(self):
        shop = self.shop()
        for kind, secret in (("standard-webhooks", "whsec_AAAA"), ("bearer", "short"), ("basic", "nocolon-nocolon"), ("hmac:X", "123456789012345")):
            self.assert_fails(shop, 2, "bad_option", "sync", "edit", SYNC, "--push", kind, "--push-secret-file", shop.write("secret", secret))
        self.assert_fails(shop, 2, "bad_option", "sync", "edit", SYNC, "--push-secret-file", shop.write("secret", SECRET))


if __name__ == "__main__":
    main()
