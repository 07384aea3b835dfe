#!/usr/bin/env python3
"""Alerts by e-mail and webhook: said once, said again when it is over, lost by no crash of either side."""

import contextlib
import shutil
import signal
import sqlite3
import time
from typing import Any, Optional

from api import Api
from empty_odoo import EmptyOdoo
from harness import SYNC, Reply, Shop, ShopTest, burger, item, main, order, wait_for, with_products
from postgres import Cluster
from receivers import HookReceiver, SmtpServer, certificate, verified

LATTE = {"id": 30, "name": "Latte XL", "list_price": "5.00", "type": "storable", "taxes": []}
HOUR = 3_600_000


class AlertTest(ShopTest):
    def smtp(self, *arguments: Any, **named: Any) -> SmtpServer:
        server = SmtpServer(*arguments, **named)
        self.addCleanup(server.close)
        return server

    def hook(self, *arguments: Any) -> HookReceiver:
        receiver = HookReceiver(*arguments)
        self.addCleanup(receiver.close)
        return receiver

    def mail_channel(self, shop: Shop, server: SmtpServer, *options: str, name: str = "Owner", password: Optional[str] = None) -> dict:
        return shop.ask("alert", "add", name, "--email", "owner@shop.example", "--smtp", server.address, "--allow-private-network", *options,
                        env={"ORDERSYNC_KEY": password} if password else None)

    def hook_channel(self, shop: Shop, receiver: HookReceiver, *options: str, name: str = "Chat") -> str:
        added = shop.ask("alert", "add", name, "--webhook", receiver.url, "--allow-private-network", *options)
        return added["secret"]

    def check(self, shop: Shop, sent: int, failed: int = 0, **settings: str) -> dict:
        answer = shop.ordersync("alert", "check", env={"ORDERSYNC_" + name.upper(): value for name, value in settings.items()})
        self.assertEqual((answer.status, answer.json["sent"], answer.json["failed"]), (1 if failed else 0, sent, failed), answer)
        return {row["kind"]: row for row in answer.json["open"]}

    def back(self, shop: Shop, hours: float, table: str, *columns: str) -> None:
        """As if so much time had passed since."""
        store = sqlite3.connect(shop.data / "ordersync.db")
        store.execute(f"UPDATE {table} SET " + ", ".join(f"{name} = {name} - {int(hours * HOUR)}" for name in columns))
        store.commit()
        store.close()


class ByMail(AlertTest):
    def test_parked_orders_are_told_once_and_that_they_are_gone(self):
        shop = self.shop([burger(1), order(2, [item("Latte XL", 5)], 5, CustomerName="Layla Q.", Remark="ring twice")])
        server = self.smtp()
        self.mail_channel(shop, server, "--security", "plain")
        shop.sync_now()
        self.assertIn("orders_parked", self.check(shop, sent=1))
        mail = server.mails[0]
        self.assertEqual(server.envelopes[0], {"from": "owner@shop.example", "to": ["owner@shop.example"]})
        self.assertEqual(mail["Subject"], f"[ordersync] 1 order waits for you: {SYNC}")
        self.assertIn("Product not found", mail.get_content())
        self.assertIn("Latte XL", mail.get_content())
        for secret in ("Layla", "ring twice"):
            self.assertNotIn(secret, mail.get_content() + mail["Subject"])
        self.check(shop, sent=0)
        self.back(shop, 25, "alert", "told_at", "opened_at", "seen_at")
        self.check(shop, sent=1)
        self.assertIn("Still: ", server.mails[1]["Subject"])
        shop.import_catalogue(with_products(LATTE))
        shop.sync_now()
        self.assertEqual(self.check(shop, sent=1), {})
        self.assertIn("Over: ", server.mails[2]["Subject"])
        self.check(shop, sent=0)
        self.assertEqual(len(server.mails), 3)

    def test_starttls_and_signing_in(self):
        shop = self.shop([], with_sync=False)
        files = certificate(shop.folder)
        server = self.smtp(files, users={"bot": "p4ss w0rd"})
        self.mail_channel(shop, server, "--user", "bot", "--ca-file", files[0], "--from", "till@shop.example", password="p4ss w0rd")
        self.assertEqual(shop.ask("alert", "test", "Owner"), {"sent": True, "channel": "Owner"})
        self.assertEqual((server.signed_in, server.encrypted, server.envelopes[0]["from"]), (["bot"], [True], "till@shop.example"))
        self.mail_channel(shop, server, "--user", "bot", "--ca-file", files[0], name="Wrong", password="guess")
        self.assert_fails(shop, 1, "mail_sign_in_refused", "alert", "test", "Wrong")
        self.mail_channel(shop, server, "--user", "bot", name="Unknown authority", password="p4ss w0rd")
        self.assert_fails(shop, 1, "tls_failed", "alert", "test", "Unknown authority")
        for path in shop.data.iterdir():
            self.assertNotIn(b"p4ss w0rd", path.read_bytes(), path)

    def test_tls_at_once(self):
        shop = self.shop([], with_sync=False)
        files = certificate(shop.folder)
        server = self.smtp(files, at_once=True)
        self.mail_channel(shop, server, "--security", "tls", "--ca-file", files[0])
        shop.ask("alert", "test", "Owner")
        self.assertEqual(server.encrypted, [True])

    def test_nothing_is_said_in_the_clear_where_encryption_is_asked_for(self):
        shop = self.shop([], with_sync=False)
        server = self.smtp(certificate(shop.folder), offer_tls=False, users={"bot": "x"})
        self.mail_channel(shop, server, "--user", "bot", password="x")
        self.assert_fails(shop, 1, "tls_failed", "alert", "test", "Owner")
        self.assertEqual((server.mails, server.signed_in), ([], []))

    def test_a_busy_server_is_asked_again_and_a_refusal_is_not(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        server = self.smtp()
        self.mail_channel(shop, server, "--security", "plain")
        shop.sync_now()
        server.refuse = {"RCPT": ["451 come back later"]}
        self.check(shop, sent=0, failed=1)
        self.check(shop, sent=0)  # its time has not come
        self.assertEqual(shop.ask("alert", "list")["messages_waiting"], 1)
        self.assertIn("1 message waits to be sent", shop.finish(shop.start("alert", "list")).stdout)
        self.back(shop, 1, "alert_message", "next_at")
        self.check(shop, sent=1)
        self.assertEqual(len(server.mails), 1)
        shop.import_catalogue(with_products(LATTE))
        shop.sync_now()
        server.refuse = {"RCPT": ["550 nobody of that name"]}
        self.check(shop, sent=0, failed=1)
        self.assertEqual([shop.ask("alert", "list")[name] for name in ("messages_waiting", "messages_given_up")], [0, 1])
        self.assertIn("mail_refused", (shop.data / "external-order-sync.log").read_text())


    def test_an_address_that_is_to_be_asked_again_is_waited_for_twice(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        server = self.smtp()
        self.mail_channel(shop, server, "--security", "plain", "--email", "second@shop.example")
        shop.sync_now()
        for _tries in range(2):
            server.refuse = {"RCPT": ["451-greylisted", "451 come back later"]}
            self.check(shop, sent=0, failed=1)
            self.assertEqual(server.mails, [], "nobody is told twice")
            self.back(shop, 1, "alert_message", "next_at")
        server.refuse = {"RCPT": ["451 come back later"]}
        self.check(shop, sent=1)
        self.assertEqual([envelope["to"] for envelope in server.envelopes], [["second@shop.example"]])

    def test_one_address_that_is_no_more_keeps_nobody_from_hearing(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        server = self.smtp()
        self.mail_channel(shop, server, "--security", "plain", "--from", "bot@shop.example", "--email", "second@shop.example")
        server.refuse = {"RCPT": ["550 nobody of that name"]}
        self.assertIn("owner@shop.example: 550", self.assert_fails(shop, 1, "mail_refused", "alert", "test", "Owner"))
        shop.sync_now()
        server.refuse = {"RCPT": ["550 nobody of that name"]}
        self.check(shop, sent=1)
        self.assertEqual([envelope["to"] for envelope in server.envelopes], [["second@shop.example"]] * 2)
        self.assertIn("alert_recipient_refused", shop.log())


class ByWebhook(AlertTest):
    def test_messages_are_signed_and_tried_again_with_the_same_id(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        receiver = self.hook()
        secret = self.hook_channel(shop, receiver)
        shop.sync_now()
        receiver.answers = [500]
        self.check(shop, sent=0, failed=1)
        self.back(shop, 1, "alert_message", "next_at")
        self.check(shop, sent=1)
        first, second = receiver.calls
        self.assertEqual(first[0]["webhook-id"], second[0]["webhook-id"])
        body = verified(second, secret)
        self.assertEqual((body["type"], body["data"]["kind"], body["data"]["subject"]), ("alert.opened", "orders_parked", SYNC))
        self.assertEqual(verified(first, secret)["data"], body["data"])
        for path in shop.data.iterdir():
            self.assertNotIn(secret.encode(), path.read_bytes(), path)

    def test_a_message_waits_for_a_certificate_that_is_accepted(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        files = certificate(shop.folder)
        receiver = self.hook(files)
        self.hook_channel(shop, receiver)
        self.assert_fails(shop, 1, "tls_failed", "alert", "test", "Chat")
        shop.sync_now()
        self.check(shop, sent=0, failed=1)
        self.assertEqual([shop.ask("alert", "list")[name] for name in ("messages_waiting", "messages_given_up")], [1, 0])
        shop.ask("alert", "edit", "Chat", "--ca-file", files[0])
        self.back(shop, 1, "alert_message", "next_at")
        self.check(shop, sent=1)
        self.assertEqual(len(receiver.calls), 1)

    def test_each_hears_what_it_wants_to_hear_and_nothing_while_it_is_paused(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        silence, parked, paused = self.hook(), self.hook(), self.hook()
        self.hook_channel(shop, silence, "--only", "silence", name="A")
        self.hook_channel(shop, parked, "--only", "orders_parked", "--only", "silence", name="B")
        self.hook_channel(shop, paused, name="C")
        self.assertIsNotNone(shop.ask("alert", "pause", "C", "--hours", "2")["paused_until"])
        shop.sync_now()
        self.check(shop, sent=1)
        self.assertEqual([len(receiver.calls) for receiver in (silence, parked, paused)], [0, 1, 0])
        shop.ask("alert", "resume", "C")
        shop.import_catalogue(with_products(LATTE))
        shop.sync_now()
        self.check(shop, sent=2)
        self.assertEqual([len(receiver.calls) for receiver in (silence, parked, paused)], [0, 2, 1])
        shop.ask("alert", "remove", "A")
        self.assertEqual([row["name"] for row in shop.ask("alert", "list")["channels"]], ["B", "C"])

    def test_a_first_channel_hears_of_what_is_open_already(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        shop.sync_now()
        self.check(shop, sent=0)
        silence, parked, late = self.hook(), self.hook(), self.hook()
        self.hook_channel(shop, silence, "--only", "silence", name="A")
        self.check(shop, sent=0)
        self.hook_channel(shop, parked, "--only", "orders_parked", name="B")
        self.check(shop, sent=1)
        self.hook_channel(shop, late, name="C")  # another one takes it already
        shop.ask("alert", "edit", "B", "--name", "D")
        self.check(shop, sent=0)
        shop.ask("alert", "edit", "A", "--all-kinds")
        self.check(shop, sent=0)
        self.assertEqual([len(receiver.calls) for receiver in (silence, parked, late)], [0, 1, 0])

    def test_a_channel_is_edited(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        old, new = self.hook(), self.hook()
        secret = self.hook_channel(shop, old, "--only", "silence")
        edited = shop.ask("alert", "edit", "Chat", "--name", "Room", "--webhook", new.url, "--only", "orders_parked", "--only", "silence")
        self.assertEqual((edited["name"], edited["url"], edited["only"], edited["revision"]), ("Room", new.url, ["orders_parked", "silence"], 2))
        self.assertNotIn("secret", edited)
        shop.sync_now()
        self.check(shop, sent=1)
        self.assertEqual(old.calls, [])
        self.assertEqual(verified(new.calls[0], secret)["data"]["kind"], "orders_parked")
        self.assertEqual(shop.ask("alert", "edit", "Room", "--all-kinds")["only"], [])
        self.assert_fails(shop, 2, "bad_option", "alert", "edit", "Room", "--no-allow-private-network")
        self.assert_fails(shop, 2, "bad_option", "alert", "edit", "Room", "--email", "a@shop.example")
        self.assert_fails(shop, 1, "alert_channel_not_found", "alert", "edit", "Chat", "--all-kinds")
        self.assert_fails(shop, 2, "usage", "alert", "edit", "Room", "--all-kinds", "--only", "silence")
        self.assertEqual([row["name"] for row in shop.ask("alert", "list")["channels"]], ["Room"])

    def test_a_secret_of_the_receivers_own(self):
        shop = self.shop([], with_sync=False)
        receiver = self.hook()
        own = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
        added = shop.ask("alert", "add", "Chat", "--webhook", receiver.url, "--allow-private-network", env={"ORDERSYNC_KEY": own})
        self.assertNotIn("secret", added)
        shop.ask("alert", "test", "Chat")
        self.assertEqual(verified(receiver.calls[0], own)["type"], "alert.test")
        shop.ask("rekey")
        shop.ask("alert", "test", "Chat")
        verified(receiver.calls[1], own)


class Conditions(AlertTest):
    def test_a_source_out_of_reach_is_told_when_it_lasts(self):
        shop = self.shop([burger(1)])
        receiver = self.hook()
        self.hook_channel(shop, receiver)
        shop.source.script = [Reply(status=401)]
        shop.sync_now()
        self.assertEqual(self.check(shop, sent=0), {})
        self.back(shop, 0.3, "alert", "seen_at")
        self.assertIn("HTTP 401", self.check(shop, sent=1)["source_unreachable"]["text"])
        shop.sync_now()
        self.assertEqual(self.check(shop, sent=1), {})

    def test_a_retry_says_nothing_of_the_source(self):
        shop = self.shop([burger(1), order(2, [item("Latte XL", 5)], 5)])
        self.hook_channel(shop, self.hook(), "--only", "source_unreachable")
        shop.sync_now()
        shop.source.script = [Reply(status=401)]
        failed = shop.sync_now()
        self.check(shop, sent=0)
        self.back(shop, 0.3, "alert", "seen_at")
        self.check(shop, sent=1)
        shop.ordersync("order", "retry", "--all")
        retried = shop.ask("run", "list")["items"][0]
        self.assertEqual((retried["trigger"], retried["status"]), ("retry", "no_orders"))
        shown = shop.sync()
        self.assertEqual((shown["last_sync_status"], shown["last_sync_date"]), ("error", retried["ended_at"]))
        self.assertTrue(failed["message"].startswith(shown["last_sync_message"]), shown)
        self.assertIn("HTTP 401", self.check(shop, sent=0)["source_unreachable"]["text"])
        shop.sync_now()
        self.assertNotIn("source_unreachable", self.check(shop, sent=1))
        self.assertEqual(shop.sync()["last_sync_status"], "no_orders")

    def test_a_disk_that_fills_is_told_before_it_is_full(self):
        shop = self.shop([])
        self.hook_channel(shop, self.hook())
        self.assertEqual(self.check(shop, sent=0), {})
        beyond = (shutil.disk_usage(shop.data).total >> 20) + 1
        low = self.check(shop, sent=1, alerts_disk_low_mib=str(beyond))["disk_low"]
        self.assertIn(str(shop.data), low["text"])
        self.assertIn(f"Fewer than {beyond}", low["text"])
        self.assertEqual(self.check(shop, sent=1), {})

    def test_booked_orders_that_an_odoo_has_no_more(self):
        shop = self.shop([burger(number) for number in range(1, 8)], options=("--interval", "0"))
        shop.sync_now()
        shop.source.orders = [burger(7, OrderStatus=104)]
        shop.sync_now()
        shop.ask("order", "ignore", "7", "--why", "somebody has seen to it in the POS")
        odoo = EmptyOdoo()
        self.addCleanup(odoo.close)
        shop.ask("connection", "add", "Shop", "--url", odoo.url, "--login", "bot", "--database", "shop", "--allow-private-network",
                 env={"ORDERSYNC_KEY": "k"})
        with contextlib.closing(sqlite3.connect(shop.data / "ordersync.db")) as store, store:  # as if they had been booked there
            store.execute("UPDATE sync SET connection = 'Shop', pos_config = 'Till'")
            store.execute("UPDATE source_pos SET connection = 'Shop'")
        receiver = self.hook()
        self.hook_channel(shop, receiver)
        service = shop.serve()
        token = shop.ask("token", "create", "reads", "--scope", "read")["token"]
        alerts = lambda: [row for row in Api(service.url).call("GET", "/api/v1/alerts", token=token).json["items"] if row["kind"] == "orders_lost"]
        wait_for("it is told", alerts, explain=shop.log)
        (told,) = alerts()
        self.assertEqual((told["subject"], told["title"]), ("Shop", "Booked orders are missing: Shop"))
        lost = ", ".join(f"main-store-orders/{number}" for number in (6, 5, 4, 3, 2))
        self.assertTrue(told["text"].startswith(f"Of the last 7 booked orders of {SYNC}, 6 are not in Shop any more: {lost} and 1 more\n"), told)
        self.assertEqual(shop.log().count(" orders_lost "), 1, shop.log())
        self.assertEqual(service.stop().status, 0)

    def test_a_run_that_failed_otherwise(self):
        shop = self.shop([burger(1)], options=("--no-auto-session",))
        receiver = self.hook()
        self.hook_channel(shop, receiver)
        shop.sync_now()
        self.assertIn("No open POS session found", self.check(shop, sent=1)["run_failed"]["text"])

    def test_keys_and_certificates_that_end(self):
        shop = self.shop([], with_sync=False)
        receiver = self.hook()
        self.hook_channel(shop, receiver)
        shop.ask("token", "create", "till", "--scope", "read", "--days", "10")
        shop.ask("token", "create", "office", "--scope", "read", "--days", "100")
        files = certificate(shop.folder)
        found = self.check(shop, sent=1, tls_cert=files[0], tls_key=files[1])
        self.assertIn("till", found["api_token_expires"]["title"])
        self.assertNotIn("certificate_expires", found, "it is good for 30 days")
        found = self.check(shop, sent=1, tls_cert=files[1], tls_key=files[1])
        self.assertIn("cannot be used", found["certificate_expires"]["title"])
        found = self.check(shop, sent=0)
        self.assertIn("certificate_expires", found, "who has no certificate himself ends nobody's alert")

    def test_a_certificate_is_told_21_days_ahead_and_over_when_it_is_renewed(self):
        shop = self.shop([], with_sync=False)
        receiver = self.hook()
        secret = self.hook_channel(shop, receiver)
        files = certificate(shop.folder, days=22, name="shop")
        self.assertEqual(self.check(shop, sent=0, tls_cert=files[0], tls_key=files[1]), {})
        files = certificate(shop.folder, days=20, name="shop")
        found = self.check(shop, sent=1, tls_cert=files[0], tls_key=files[1])["certificate_expires"]
        self.assertRegex(found["text"], r"The certificate of CN ?= ?shop \(.*shop\.crt\) ends on \d{4}-\d\d-\d\d\. Renew it")
        self.check(shop, sent=0, tls_cert=files[0], tls_key=files[1])
        files = certificate(shop.folder, days=300, name="shop")
        self.assertEqual(self.check(shop, sent=1, tls_cert=files[0], tls_key=files[1]), {})
        self.assertEqual([verified(call, secret)["type"] for call in receiver.calls], ["alert.opened", "alert.closed"])

    def test_an_odoo_key_is_told_14_days_ahead_and_over_when_it_is_renewed(self):
        shop = self.shop([], with_sync=False)
        receiver = self.hook()
        secret = self.hook_channel(shop, receiver)
        shop.ask("connection", "add", "Odoo", "--url", "https://odoo.shop.example", "--database", "shop", "--login", "till",
                 env={"ORDERSYNC_KEY": "key"})
        now = int(time.time() * 1000)
        self.odoo_key_ends(shop, now + 15 * 24 * HOUR)
        self.assertEqual(self.check(shop, sent=0), {})
        self.odoo_key_ends(shop, now + 13 * 24 * HOUR)
        found = self.check(shop, sent=1)["odoo_key_expires"]
        self.assertIn("connection edit", found["text"])
        self.check(shop, sent=0)
        self.odoo_key_ends(shop, None)
        self.assertEqual(self.check(shop, sent=1), {})
        self.assertEqual([verified(call, secret)["type"] for call in receiver.calls], ["alert.opened", "alert.closed"])

    def odoo_key_ends(self, shop, ends_at):
        """As its server has said it at the last look."""
        store = sqlite3.connect(shop.data / "ordersync.db")
        store.execute("INSERT OR REPLACE INTO connection_key(connection, ends_at, looked_at) VALUES ('Odoo', ?, 0)", (ends_at,))
        store.commit()
        store.close()

    def test_silence(self):
        """Four weeks of orders in every hour, and none in the last three: told. One order: over."""
        shop = self.shop([burger(1)])
        receiver = self.hook()
        self.hook_channel(shop, receiver, "--only", "silence")
        shop.sync_now()
        now = int(time.time() * 1000)
        store = sqlite3.connect(shop.data / "ordersync.db")
        sync = store.execute("SELECT id FROM sync").fetchone()[0]
        store.execute("UPDATE journal_order SET order_date = ?, received_at = ?", (now - 28 * 24 * HOUR - 24 * HOUR,) * 2)
        hours = [at for at in range(now - 28 * 24 * HOUR - 23 * HOUR, now - 3 * HOUR, HOUR // 3)]
        for number, at in enumerate(hours, start=1000):
            store.execute("INSERT INTO journal_order SELECT ?, source_id, ?, kind, refund_id, state, shelf, ?, lease_id, run_id, tally, content,"
                          " digest, ?, received_run, ?, total, currency, pushed_at FROM journal_order WHERE external_id = '1'",
                          (number, str(number), sync, at, at))
        store.commit()
        store.close()
        said = self.check(shop, sent=1)["silence"]["text"]
        self.assertRegex(said, r"In the same 2 hours of the last weeks there were usually 6\.")
        self.check(shop, sent=0)
        shop.source.orders = [burger(2)]
        shop.sync_now()
        self.assertEqual(self.check(shop, sent=1), {})

    def test_what_cannot_be_is_refused(self):
        shop = self.shop([], with_sync=False)
        mail = ("alert", "add", "X", "--email", "a@b.example")
        self.assertIn("--smtp", self.assert_fails(shop, 2, "bad_option", *mail))
        self.assert_fails(shop, 2, "bad_option", "alert", "add", "X")
        self.assert_fails(shop, 2, "bad_option", "alert", "add", "X", "--email", "not an address", "--smtp", "m:25")
        self.assert_fails(shop, 2, "bad_option", *mail, "--smtp", "m:25", "--user", "u")
        self.assert_fails(shop, 2, "bad_option", *mail, "--smtp", "m:25", "--security", "plain")
        self.assert_fails(shop, 2, "bad_option", *mail, "--smtp", "m:25", "--only", "everything")
        for server in ("[::1]25", "[::1]:", "m:", "m:0", "m:x"):
            self.assert_fails(shop, 2, "bad_option", *mail, "--smtp", server, "--security", "tls", "--allow-private-network")
        for server in ("localhost", "LOCALHOST:465", "127.0.0.1", "192.168.1.2:587", "[::1]:465"):
            self.assertIn("--allow-private-network", self.assert_fails(shop, 2, "bad_option", *mail, "--smtp", server, "--security", "tls"))
        self.assert_fails(shop, 2, "bad_option", "alert", "add", "X", "--webhook", "http://127.0.0.1/x")
        self.assert_fails(shop, 1, "bad_webhook_secret", "alert", "add", "X", "--webhook", "https://x.example/", env={"ORDERSYNC_KEY": "short"})
        self.assert_fails(shop, 1, "alert_channel_not_found", "alert", "test", "X")
        shop.ask(*mail, "--smtp", "mail.example:587")
        self.assert_fails(shop, 1, "alert_channel_exists", *mail, "--smtp", "mail.example:587")


class Served(AlertTest):
    def test_the_certificates_of_all_nodes_are_watched(self):
        """Whoever has the duty of telling reads what every node says of its own."""
        store = Cluster().store()
        shop = self.shop([], with_sync=False, store=store.url())
        receiver = self.hook()
        self.hook_channel(shop, receiver)
        services = []
        for name, days in (("anna", 300), ("bert", 5), ("carl", 6)):
            files = certificate(shop.folder, days=days, name=name)
            services.append(shop.serve("--tls-cert", files[0], "--tls-key", files[1], wait=False, env=shop.node(name)))
        receiver.wait_for(2)
        told = "".join(body.decode() for _, body in receiver.calls)
        self.assertIn("bert.crt", told)
        self.assertIn("carl.crt", told)
        self.assertNotIn("anna.crt", told)
        for service in services:
            service.stop()

    def test_serve_tells_by_itself_also_after_it_was_killed(self):
        shop = self.shop([order(2, [item("Latte XL", 5)], 5)])
        receiver = self.hook()
        secret = self.hook_channel(shop, receiver)
        receiver.answers = [503]
        shop.sync_now()
        service = shop.serve()
        receiver.wait_for(1)
        service.stop(signal.SIGKILL)
        self.back(shop, 1, "alert_message", "next_at")
        service = shop.serve()
        receiver.wait_for(2)
        self.assertEqual(verified(receiver.calls[1], secret)["data"]["kind"], "orders_parked")
        self.assertEqual(receiver.calls[0][0]["webhook-id"], receiver.calls[1][0]["webhook-id"])
        service.stop()


if __name__ == "__main__":
    main()
