#!/usr/bin/env python3
"""Every error that docs/openapi.yaml says an operation may answer is provoked here, by its status and its code; an error that is
documented and not provoked fails, as does one that is provoked and not documented. And wrong input of each field of each
request body is refused by that field's name."""

import concurrent.futures
import contextlib
import json
import socket
import sqlite3
import threading
import time

import jsonschema

from api import Api, Document, errors_of, quoted
from empty_odoo import EmptyOdoo
from harness import OTHER_IDS, SYNC, Reply, Shop, ShopTest, burger, free_port, item, main, order, refund, wait_for, water

ACTION = "Sync External Orders"
PASSWORD = "correct horse battery"
MIB = 1 << 20


class ErrorTest(ShopTest):
    @classmethod
    def setUpClass(cls):
        unpaid = burger(642, AmountPaid=80.0, CheckoutDetails=[{"AmountPaid": 80.0, "CardType": "Cash", "PaymentMode": 1}])
        mocha = order(651, [item("Mocha", 20.0)], 20.0)
        cls.ours = Shop([burger(639), water(640, 3), order(641, [item("Latte XL", 20.0)], 20.0), unpaid,
                         {**refund(water(650)), "RefundID": "R1"}, mocha, refund(mocha)])
        cls.addClassCleanup(cls.ours.close)
        shop = cls.ours
        shop.ask("schedule", "closing", "Main Store", "never")
        shop.sync_now()
        # The same external id at another source: a bare number may then mean either.
        shop.add_sync("--source", "second", "--interval", "0", "--inactive", name="Second", url=shop.source.url + "?second")
        shop.ask("sync", "activate", "Second")
        shop.sync_now(name="Second")
        shop.add_sync("--source", "hooked", "--interval", "0", "--inactive", name="Hooked", url=shop.source.url + "?hooked")
        shop.ask("sync", "hook", "Hooked", "--set-file", shop.write("hook.lua", OTHER_IDS))
        shop.ask("sync", "activate", "Hooked")
        shop.sync_now(name="Hooked")
        shop.ask("sync", "edit", SYNC, "--push", "bearer", "--interval", "0")
        shop.ask("sync", "deactivate", "Second")
        shop.ask("connection", "add", "Shop", "--url", f"http://127.0.0.1:{free_port()}", "--login", "bot", "--database", "shop",
                 "--allow-private-network", env={"ORDERSYNC_KEY": "k"})
        shop.add_sync("--odoo", "Shop", "--interval", "0", "--inactive", name="Into Odoo", url=shop.source.url + "?odoo", pos="Till")
        shop.ask("user", "add", "anna", "--role", "administrator", "--password-file", shop.write("password", PASSWORD))
        shop.ask("user", "add", "gone", "--role", "viewer")
        shop.ask("user", "edit", "gone", "--inactive")
        shop.ask("alert", "add", "Chat", "--webhook", "https://chat.example/hook")
        shop.ask("alert", "add", "Mail", "--email", "owner@shop.example", "--smtp", "mail.shop.example")
        cls.tokens = {scope: shop.ask("token", "create", "test " + scope, "--scope", scope)["token"] for scope in ("read", "operate", "admin", "ingest")}
        cls.service = shop.serve()
        cls.api = Api(cls.service.url)
        cls.document = Document(cls.api)
        cls.operations = cls.document.operations

    # An existing record for each {…} of a path, by what stands before it.
    RECORDS = {"syncs": SYNC, "runs": 1, "orders": "main-store-orders/641", "ingest": SYNC, "configs": "Main Store", "pos/orders": "Main Store/0001",
               "products": 10, "scheduled-actions": ACTION, "connections": "Shop", "users": "anna", "tokens": 1, "channels": "Chat"}

    def target(self, operation, **values):
        path = operation.path
        for name in ("id", "name", "login", "sync"):
            before = path.split("/{" + name + "}")[0]
            found = next((value for noun, value in self.RECORDS.items() if before.endswith("/" + noun) and (noun != "orders" or "/pos/" not in before)), None)
            path = path.replace("{" + name + "}", quoted(values.get(name, found)))
        return path

    def ask(self, operation_id, query="", body=None, token="admin", headers=None, raw=None, **values):
        operation = self.operations[operation_id]
        if body is None and raw is None and operation.method in ("POST", "PUT", "PATCH"):
            body = {}
        return self.api.call(operation.method, self.target(operation, **values) + query, body, self.tokens.get(token), headers or {"If-Match": "*"}, raw)


class EveryDocumentedError(ErrorTest):
    """`provoke` notes what was answered; at the end the notes are held against the document."""

    def test_every_documented_error_is_provoked(self):
        self.provoked = {operation_id: set() for operation_id in self.operations}
        for group in (self.what_is_not_there, self.what_cannot_be_now, self.what_is_said_wrongly, self.parameters_and_preconditions, self.signing_in,
                      self.pushes, self.an_odoo_out_of_reach, self.under_a_run, self.under_a_slow_run, self.another_odoo,
                      self.another_address_while_an_answer_may_come, self.too_many_screens):
            with self.subTest(group.__name__):
                group()
        for operation_id, operation in self.operations.items():
            with self.subTest(operation_id):
                self.assertEqual(self.provoked[operation_id], operation.errors())

    def note(self, operation_id, status, code, answered):
        with self.subTest(f"{operation_id} {status} {code}"):
            self.assertEqual((answered.status, (answered.json or {}).get("code")), (status, code), answered)
            self.assertEqual(answered.headers["content-type"], "application/problem+json")
            jsonschema.Draft202012Validator(self.document.schema({"$ref": "#/components/schemas/Problem"})).validate(answered.json)
            self.provoked[operation_id].add((status, code))

    def provoke(self, operation_id, status, code, query="", body=None, **more):
        self.note(operation_id, status, code, self.ask(operation_id, query, body, **more))

    def what_is_not_there(self):
        for operation_id in ("showSync", "editSync", "removeSync", "syncNow", "dryRun", "testSync", "syncChanges", "showHook", "saveHook", "removeHook", "testHook"):
            self.provoke(operation_id, 404, "sync_not_found", id="none")
        self.provoke("reconcile", 404, "sync_not_found", "?day=2026-01-01", id="none")
        for operation_id in ("listRuns", "listOrders", "attention"):
            self.provoke(operation_id, 404, "sync_not_found", "?sync=none")
        self.provoke("retryOrders", 404, "sync_not_found", body={"sync": "none"})
        self.provoke("ignoreCause", 404, "sync_not_found", body={"cause": "none", "why": "x", "sync": "none"})
        self.provoke("testSyncForm", 404, "sync_not_found", body={"id": "none"})
        choice = {"kind": "product", "source": "Latte XL", "id": 13}
        self.provoke("mapAndRetry", 404, "sync_not_found", body={**choice, "sync": "none"})
        self.provoke("mapAndRetry", 404, "cause_not_found", body={**choice, "cause": "none"})
        self.provoke("mapAndRetry", 404, "product_not_found", body={**choice, "sync": SYNC, "id": 999})
        self.provoke("mapAndRetry", 404, "payment_method_not_found", body={**choice, "sync": SYNC, "kind": "payment_method", "id": 999})
        for operation_id in ("showRun", "runEvents", "runOrders"):
            self.provoke(operation_id, 404, "run_not_found", id=99999)
        for operation_id in ("showOrder", "orderPayload", "retryOrder", "reverseOrder"):
            self.provoke(operation_id, 404, "order_not_found", id="none")
        self.provoke("ignoreOrder", 404, "order_not_found", body={"why": "x"}, id="none")
        self.provoke("testHook", 404, "order_not_found", body={"order": "none"})
        self.provoke("saveHook", 404, "profile_not_found", body={"profile": "none"})
        form = {"name": "Third", "url": "https://third.example/orders", "key": "k"}
        self.provoke("createSync", 404, "pos_config_not_found", body={**form, "pos_config": "Nowhere"})
        self.provoke("createSync", 404, "connection_not_found", body={**form, "pos_config": "Till", "connection": "none"})
        # A sync that has booked nothing: its POS may still be changed.
        self.ours.add_sync("--source", "unbooked", "--interval", "0", "--inactive", name="Unbooked", url=self.ours.source.url + "?unbooked")
        self.provoke("editSync", 404, "pos_config_not_found", body={"pos_config": "Nowhere"}, id="Unbooked")
        self.provoke("editSync", 404, "connection_not_found", body={"connection": "none"}, id="Unbooked")
        for operation_id in ("listPosConfigs", "listSessions"):
            self.provoke(operation_id, 404, "connection_not_found", "?connection=none")
        for operation_id in ("listProducts", "listPaymentMethods"):
            self.provoke(operation_id, 404, "connection_not_found", "?connection=none&pos_config=x")
        self.provoke("closingRule", 404, "connection_not_found", "?connection=none")
        self.provoke("closingRule", 404, "pos_config_not_found", name="Nowhere")
        self.provoke("setClosingRule", 404, "connection_not_found", "?connection=none", {"rule": "never"})
        self.provoke("setClosingRule", 404, "pos_config_not_found", body={"rule": "never"}, name="Nowhere")
        for operation_id in ("openSession", "closeSession"):
            self.provoke(operation_id, 404, "pos_config_not_found", body={"pos_config": "Nowhere"})
            self.provoke(operation_id, 404, "connection_not_found", body={"pos_config": "Till", "connection": "none"})
        self.provoke("showPosOrder", 404, "pos_order_not_found", name="none")
        for operation_id in ("showProduct", "editProduct"):
            self.provoke(operation_id, 404, "no_such_product", id=999)
        for operation_id in ("showScheduledAction", "editScheduledAction", "runScheduledAction"):
            self.provoke(operation_id, 404, "scheduled_action_not_found", name="none")
        for operation_id in ("showConnection", "editConnection", "removeConnection", "doctor"):
            self.provoke(operation_id, 404, "connection_not_found", name="none")
        for operation_id in ("showUser", "editUser", "removeUser", "makeLink", "signOutUser"):
            self.provoke(operation_id, 404, "user_not_found", login="none")
        self.provoke("setAndRetry", 404, "sync_not_found", body={"sync": "none", "kind": "untaxed", "value": "included"})
        self.provoke("revokeToken", 404, "token_not_found", id=999)
        for operation_id in ("showAlertChannel", "editAlertChannel", "removeAlertChannel", "testAlertChannel"):
            self.provoke(operation_id, 404, "alert_channel_not_found", name="none")
        self.provoke("pauseAlertChannel", 404, "alert_channel_not_found", body={"hours": 1}, name="none")

    def what_cannot_be_now(self):
        form = {"url": "https://third.example/orders", "key": "k", "pos_config": "Main Store"}
        self.provoke("createSync", 409, "sync_exists", body={**form, "name": "Second"})
        self.provoke("createSync", 409, "url_in_use", body={**form, "name": "Third", "url": self.ours.source.url, "allow_private_network": True})
        self.provoke("createSync", 409, "source_elsewhere", body={**form, "name": "Third", "source": "main-store-orders", "connection": "Shop", "pos_config": "Till"})
        self.provoke("editSync", 409, "sync_exists", body={"name": "Second"})
        self.provoke("editSync", 409, "url_in_use", body={"url": self.ours.source.url + "?second"})
        other_words = {"sale_statuses": "1", "refund_statuses": "103"}  # what is booked as a sale would be a refund
        self.provoke("editSync", 409, "orders_renamed", body=other_words)
        self.provoke("createSync", 409, "orders_renamed", body={**form, **other_words, "name": "Third", "source": "main-store-orders"})
        self.provoke("saveHook", 409, "orders_renamed", body={"script": OTHER_IDS})
        self.provoke("removeHook", 409, "orders_renamed", id="Hooked")
        self.provoke("editSync", 409, "pos_is_fixed", body={"connection": "Shop", "pos_config": "Till"})
        self.provoke("syncNow", 409, "sync_inactive", id="Second")
        self.provoke("retryOrders", 409, "sync_inactive", body={"sync": "Second"})
        self.provoke("mapAndRetry", 409, "sync_inactive", body={"sync": "Second", "kind": "product", "source": "Nobody's", "id": 13})
        self.provoke("setAndRetry", 409, "sync_inactive", body={"sync": "Second", "kind": "untaxed", "value": "none"})
        for operation_id in ("showOrder", "orderPayload", "retryOrder", "reverseOrder"):
            self.provoke(operation_id, 409, "ambiguous_key", id="639")
        self.provoke("ignoreOrder", 409, "ambiguous_key", body={"why": "x"}, id="639")
        self.provoke("testHook", 409, "ambiguous_key", body={"order": "639"})
        booked = "main-store-orders/639"
        self.provoke("retryOrder", 409, "order_not_waiting", id=booked)
        self.provoke("retryOrder", 409, "sale_not_received", body={"both": True}, id="main-store-orders/650:refund:R1")
        self.provoke("retryOrder", 409, "sale_waits", body={"both": True}, id="main-store-orders/651:refund")
        self.provoke("retryOrder", 409, "order_in_pos", body={"again": True}, id=booked)
        self.provoke("retryOrder", 409, "order_not_booked", body={"again": True})
        self.ours.lose("640")
        with contextlib.closing(sqlite3.connect(self.ours.data / "ordersync.db", timeout=30)) as store, store:
            store.execute("DELETE FROM journal_intent WHERE row_id IN (SELECT id FROM journal_order WHERE external_id = '640')")
        self.provoke("retryOrder", 409, "document_removed", body={"again": True}, id="main-store-orders/640")
        self.provoke("ignoreOrder", 409, "order_not_waiting", body={"why": "x"}, id=booked)
        self.provoke("reverseOrder", 409, "order_not_booked")
        self.ours.source.orders = [burger(639, OrderStatus=105)]
        self.ask("syncNow")
        (cause, *_) = self.ask("attention").json["items"]
        self.provoke("ignoreCause", 409, "attention_changed", body={"cause": cause["cause"], "why": "x", "orders": 0})
        self.provoke("ignoreOrder", 409, "attention_changed", body={"why": "x", "seen": None}, id=booked)
        self.provoke("reverseOrder", 409, "attention_changed", body={"seen": {"code": "changed_after_booking", "at": "2026-01-01T00:00:00Z"}}, id=booked)
        self.provoke("openSession", 409, "session_already_open", body={"pos_config": "Main Store"})
        self.provoke("closeSession", 422, "bad_counted_cash", body={"pos_config": "Main Store", "counted_cash": "-5"})
        self.ask("closeSession", body={"pos_config": "Main Store"})
        self.provoke("closeSession", 409, "session_not_open", body={"pos_config": "Main Store"})
        self.provoke("importCatalogue", 409, "currency_in_use", body={"currency": "EUR"})
        self.provoke("createConnection", 409, "connection_exists", body={"name": "Shop", "url": "https://x.example", "login": "l", "key": "k"})
        self.provoke("removeConnection", 409, "connection_in_use")
        self.provoke("createUser", 409, "user_exists", body={"login": "anna", "role": "viewer"})
        self.provoke("editUser", 409, "last_administrator", body={"role": "viewer"})
        self.provoke("removeUser", 409, "last_administrator")
        self.provoke("makeLink", 409, "user_inactive", login="gone")
        channel = {"name": "Chat", "webhook": "https://chat.example/hook"}
        self.provoke("createAlertChannel", 409, "alert_channel_exists", body=channel)
        self.provoke("editAlertChannel", 409, "alert_channel_exists", body={"name": "Mail"})

    def what_is_said_wrongly(self):
        for operation_id, operation in self.operations.items():
            if operation.body.get("additionalProperties") is False and operation_id != "editMe":  # that one is a user's
                answered = self.ask(operation_id, body={"no_such_member": 1})
                self.note(operation_id, 422, "bad_field", answered)
                self.assertEqual(set(answered.json.get("fields", {})), {"no_such_member"}, operation_id)
        self.provoke("createSync", 422, "bad_option", body={"name": "Third", "url": "https://third.example/x", "pos_config": "Main Store", "page": "what"})
        self.provoke("editSync", 422, "bad_option", body={"page": "what"})
        self.provoke("editSync", 422, "source_is_fixed", body={"source": "other"})
        good = {"name": "Third", "url": "https://third.example/x", "pos_config": "Main Store"}
        for field, value, code in (("url", "ftp://third.example", "bad_url"), ("timezone", "Mars", "unknown_timezone"), ("date_format", "%Q", "bad_date_format")):
            for operation_id, body in (("createSync", {**good, field: value}), ("editSync", {field: value, "key": "k"}), ("testSyncForm", {**good, field: value})):
                self.provoke(operation_id, 422, code, body=body)
                self.assertEqual(set(self.ask(operation_id, body=body).json["fields"]), {field})
        self.provoke("testSyncForm", 422, "bad_option", body={"id": SYNC, "page": "what"})
        self.provoke("reconcile", 422, "bad_parameter")
        self.provoke("reconcile", 422, "bad_option", "?day=yesterday")
        self.provoke("saveHook", 422, "hook_not_valid", body={"script": "this is no Lua"})
        self.provoke("mapAndRetry", 422, "product_not_sellable", body={"sync": SYNC, "kind": "product", "source": "Latte XL", "id": 14})
        self.provoke("listOrders", 422, "unknown_state", "?state=gone")
        self.provoke("listOrders", 422, "bad_parameter", "?dated_from=yesterday")
        self.provoke("setClosingRule", 422, "bad_option", body={"rule": "sometimes"})
        self.provoke("closeSession", 422, "bad_option", body={"pos_config": "Main Store", "counted_cash": "much"})
        self.provoke("importCatalogue", 422, "bad_catalogue", body={"products": [{"id": 1}]})
        self.provoke("importCatalogue", 422, "duplicate_id", body={"products": [{"id": 1, "name": "A"}, {"id": 1, "name": "B"}]})
        self.provoke("importCatalogue", 422, "bad_parameter", "?dry_run=maybe", {})
        self.provoke("editScheduledAction", 422, "bad_field", body={"interval_minutes": -1})
        self.provoke("createUser", 422, "password_refused", body={"login": "ben", "role": "viewer", "password": "short"})
        self.provoke("createUser", 422, "bad_option", body={"login": "ben", "role": "king"})
        self.provoke("editUser", 422, "password_refused", body={"password": "short"})
        self.provoke("editUser", 422, "bad_option", body={"role": "king"})
        self.provoke("createToken", 422, "bad_option", body={"name": "x", "scope": "all"})
        self.provoke("createAlertChannel", 422, "bad_option", body={"name": "X", "email": ["a@b.example"]})
        self.provoke("editAlertChannel", 422, "bad_option", body={"only": ["everything"]})
        self.provoke("logs", 422, "bad_parameter", "?level=loud")
        for operation_id in ("listProducts", "listPaymentMethods"):
            self.provoke(operation_id, 422, "bad_parameter", "?connection=Shop")

    def parameters_and_preconditions(self):
        wrong = {"limit": ("0", "bad_parameter"), "cursor": ("nonsense", "bad_cursor"), "sort": ("colour", "bad_parameter")}
        for operation_id, operation in self.operations.items():
            for parameter in operation.parameters:
                name, schema = parameter["name"], parameter["schema"]
                if name == "If-Match":
                    self.note(operation_id, 412, "edited_meanwhile", self.ask(operation_id, headers={"If-Match": '"999"'}))
                    self.note(operation_id, 428, "if_match_missing", self.ask(operation_id, headers={"X-None": "1"}))
                if parameter["in"] != "query":
                    continue
                query = "?day=2026-01-01" if operation_id == "reconcile" else "?"
                if operation_id in ("listUsers", "listSyncs", "listConnections") and name == "cursor":
                    continue  # they go by their names: every text is a place among them
                if name in wrong:
                    value, code = wrong[name]
                    self.provoke(operation_id, 422, code, f"{query}&{name}={value}")
                elif schema.get("type") == "boolean":
                    self.provoke(operation_id, 422, "bad_parameter", f"{query}&{name}=maybe")
                elif schema.get("format") == "date-time" or name == "kind":
                    self.provoke(operation_id, 422, "bad_parameter", f"{query}&{name}=gift")

    def signing_in(self):
        self.provoke("signIn", 401, "sign_in_failed", body={"login": "nobody", "password": "x"}, token=None)
        for operation_id in ("signInByLink", "checkLink"):
            self.provoke(operation_id, 401, "link_invalid", body={"token": "0" * 43}, token=None)
        link = self.ours.ask("user", "link", "anna")["link"].split("#")[1]
        self.provoke("signInByLink", 422, "password_refused", body={"token": link, "password": "short"}, token=None)
        signed = self.ask("signIn", body={"login": "anna", "password": PASSWORD}, token=None)
        have = {"Cookie": signed.headers["set-cookie"].split(";")[0], "X-CSRF-Token": signed.json["csrf_token"]}

        def edit(body):
            return self.ask("editMe", body=body, token=None, headers=have)

        self.note("editMe", 422, "password_refused", edit({"password": "short", "current_password": PASSWORD}))
        self.note("editMe", 422, "bad_field", edit({"password": "another long enough", "current_password": "wrong"}))
        self.note("editMe", 422, "bad_option", edit({"language": "latin"}))
        self.note("editMe", 403, "not_allowed", self.ask("editMe", body={"name": "A token"}))
        self.note("editMe", 429, "too_many_attempts", self.until(429, lambda: edit({"password": "another long enough", "current_password": "guess"})))
        self.note("signIn", 429, "too_many_attempts", self.until(429, lambda: self.ask("signIn", body={"login": "bob", "password": "x"}, token=None)))

    @staticmethod
    def until(status, call, tries=60):
        for _ in range(tries):
            answered = call()
            if answered.status == status:
                break
        return answered

    def pushes(self):
        def push(raw, headers=None, sync=SYNC, token="ingest"):
            return self.ask("pushOrders", raw=raw, token=token, headers={"Content-Type": "application/json", **(headers or {})}, sync=sync)

        for raw, code in ((b"", "empty_answer"), (b"[" + json.dumps(burger(1)).encode(), "truncated_answer"), (b"<html>", "html_answer"),
                          (b'[{"OrderID":1,"x":01}]', "invalid_json"), (b"7", "unexpected_shape")):
            self.note("pushOrders", 400, code, push(raw))
        self.note("pushOrders", 413, "body_too_large", push(b"[" + b" " * (8 * MIB) + b"]"))
        self.note("pushOrders", 413, "too_many_orders", push(b"[" + b"0," * 5000 + b"0]"))
        self.note("pushOrders", 503, "push_not_stored", self.time_zone_unknown(push))
        self.note("pushOrders", 415, "unsupported_media", push(b"[]", {"Content-Encoding": "gzip"}))
        self.note("pushOrders", 503, "push_busy", self.busy(push))
        self.note("pushOrders", 409, "webhook_id_reused", self.reused_id())
        self.note("pushOrders", 401, "push_not_verified", push(b"[]", token=None))
        self.note("pushOrders", 429, "too_many_attempts", self.until(429, lambda: push(b"[]", token=None)))

    def time_zone_unknown(self, push):
        """The sync is mended, and the delivery comes again."""
        with contextlib.closing(sqlite3.connect(self.ours.data / "ordersync.db", timeout=30, isolation_level=None)) as store:
            known, unknown = json.dumps("UTC"), json.dumps("Mars/Olympus")
            store.execute("UPDATE sync SET advanced = replace(advanced, ?, ?) WHERE name = ?", (known, unknown, SYNC))
            time.sleep(1.1)  # settings are read again each second
            answered = push(b"[]")
            store.execute("UPDATE sync SET advanced = replace(advanced, ?, ?) WHERE name = ?", (unknown, known, SYNC))
            time.sleep(1.1)
        return answered

    def busy(self, push):
        """More than 64 MiB of orders while the store is kept by somebody else. Two of these deliveries are more than the 1 000 orders that
        are stored at once: the store's thread holds one of them, however late it wakes, and eleven would have to wait."""
        large = json.dumps([water(10_000 + n, Remark="x" * 12_000) for n in range(600)]).encode()
        store = sqlite3.connect(self.ours.data / "ordersync.db", timeout=30, isolation_level=None)
        store.execute("BEGIN IMMEDIATE")
        refused = threading.Event()

        def deliver(_):
            answered = push(large)
            if answered.status == 503:
                refused.set()
            return answered

        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            deliveries = [pool.submit(deliver, n) for n in range(12)]
            refused.wait(25)
            store.execute("ROLLBACK")
            answers = [each.result() for each in deliveries]
        store.close()
        return next((answered for answered in answers if answered.status == 503), answers[0])

    def reused_id(self):
        """The same message id with another body, signed as Standard Webhooks says."""
        from test_push import SECRET, Sender
        self.ours.ask("sync", "edit", "Second", "--push", "standard-webhooks", "--push-secret-file", self.ours.write("secret", SECRET))
        sender = Sender(self.service, "Second")
        sender.push(burger(7001), message="msg_1")
        status, answer, headers = sender.push(burger(7002), message="msg_1")
        return type("Answered", (), {"status": status, "json": answer, "headers": {name.lower(): value for name, value in headers.items()}})()

    def an_odoo_out_of_reach(self):
        at = "?connection=Shop&pos_config=Till"
        for operation_id in ("listPosConfigs", "listSessions", "listProducts", "listPaymentMethods"):
            self.provoke(operation_id, 502, "connection_refused", at)
        for operation_id in ("openSession", "closeSession"):
            self.provoke(operation_id, 502, "connection_refused", body={"pos_config": "Till", "connection": "Shop"})

    def under_a_run(self):
        """Where it books is not changed while it does: its Odoo lets it wait."""
        port = free_port()  # nobody is there until the run comes: who names the connection asks at once, and would be kept waiting as well
        self.ours.ask("connection", "add", "Silent", "--url", f"http://127.0.0.1:{port}", "--login", "bot", "--database", "shop",
                      "--allow-private-network", env={"ORDERSYNC_KEY": "k"})
        self.ours.add_sync("--source", "silent", "--interval", "0", "--odoo", "Shop", name="Silent", url=self.ours.source.url + "?silent", pos="Till")
        self.ours.ask("sync", "edit", "Silent", "--odoo", "Silent")
        silent = socket.create_server(("127.0.0.1", port))
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            run = pool.submit(self.ask, "syncNow", id="Silent")
            wait_for("its run has begun", lambda: self.ask("listRuns", "?sync=Silent").json["items"], every_s=0.02)
            self.provoke("editSync", 409, "run_in_progress", body={"connection": "", "pos_config": "Main Store"}, id="Silent")
            self.provoke("editConnection", 409, "run_in_progress", body={"url": f"http://127.0.0.1:{free_port()}", "key": "k"}, name="Silent")
            self.provoke("retryOrders", 409, "run_in_progress", body={"sync": "Silent"}, headers={"Prefer": "respond-async"})
            silent.close()
            run.result()

    def under_a_slow_run(self):
        """Who asks for something of a sync while its source lets a run wait is told so, and keeps no thread."""
        source, held = self.ours.source, threading.Event()
        answered, source.handler = source.handler, lambda asked: (held.wait(60), Reply.json([]))[1]
        at_once, before = {"Prefer": "respond-async"}, len(source.asked)
        # Asked again where the service was just working what waited, which is answered instead.
        wait_for("its source is asked", lambda: self.ask("syncNow", headers=at_once) and len(source.asked) > before)
        self.provoke("retryOrder", 409, "run_in_progress", headers=at_once)
        self.provoke("reverseOrder", 409, "run_in_progress", headers=at_once, id="main-store-orders/639")
        choice = {"sync": SYNC, "kind": "product", "source": "Nobody's", "id": 13}
        self.provoke("mapAndRetry", 409, "run_in_progress", body=choice, headers=at_once)
        self.provoke("setAndRetry", 409, "run_in_progress", body={"sync": SYNC, "kind": "untaxed", "value": "none"}, headers=at_once)
        held.set()
        run = self.ask("listRuns", "?limit=1").json["items"][0]["id"]
        wait_for("its run has ended", lambda: self.ask("showRun", id=run).json["status"] != "running", every_s=0.05)
        source.handler = answered

    def another_odoo(self):
        """The connection of booked orders is not led to an Odoo that does not know them, nor to none at all."""
        odoo = EmptyOdoo()
        self.addCleanup(odoo.close)
        with contextlib.closing(sqlite3.connect(self.ours.data / "ordersync.db", timeout=30)) as store, store:
            store.execute("UPDATE sync SET connection = 'Shop', pos_config = 'Till' WHERE name = 'Second'")
            store.execute("UPDATE source_pos SET connection = 'Shop' WHERE source = 'second'")
        self.provoke("editConnection", 409, "connection_elsewhere", body={"url": odoo.url, "key": "k"})
        self.provoke("editConnection", 502, "connection_refused", body={"url": f"http://127.0.0.1:{free_port()}", "key": "k"})
        self.provoke("retryOrder", 502, "connection_refused", body={"again": True}, id="second/639")
        self.provoke("editConnection", 422, "bad_field", body={"url": "nonsense"})

    def another_address_while_an_answer_may_come(self):
        url = f"http://127.0.0.1:{free_port()}"
        self.ask("createConnection", body={"name": "Moving", "url": url, "database": "shop", "login": "till", "key": "k", "allow_private_network": True})
        with contextlib.closing(sqlite3.connect(self.ours.data / "ordersync.db", timeout=30)) as store, store:
            store.execute("INSERT INTO odoo_flight(warehouse, token, lasts, until) VALUES (? || '/shop#1', 1, 600000, ?)",
                          (url, int(time.time() * 1000) + 500_000))
        self.provoke("editConnection", 502, "odoo_writer_busy", body={"url": "https://elsewhere.example.com", "key": "k"}, name="Moving")

    def too_many_screens(self):
        streams = []
        for _ in range(64):
            streams.append(self.api.stream("/api/v1/events", self.tokens["read"]))
        for operation_id in ("events", "runEvents"):
            self.provoke(operation_id, 503, "too_many_streams")
        for connection, _response in streams:
            connection.close()


class Anywhere(ErrorTest):
    """What any operation may answer: `x-anywhere` of the document."""

    def test_each_is_provoked(self):
        self.provoked = set()
        admin, target = self.tokens["admin"], f"/api/v1/syncs/{quoted(SYNC)}"
        run = target + "/run"
        json_type = {"Content-Type": "application/json"}
        self.note(400, "malformed_json", self.api.call("POST", run, raw=b"{", token=admin, headers=json_type))
        self.note(400, "bad_target", self.api.call("GET", "/api/v1/orders/%zz", token=admin))
        self.note(401, "unauthorized", self.api.call("GET", target))
        self.note(401, "unauthorized", self.api.call("GET", target, token="ost_nobody_knows_it"))
        self.note(401, "token_expired", self.api.call("GET", target, token=self.expired_token()))
        self.note(403, "not_allowed", self.api.call("POST", run, {}, self.tokens["read"]))
        signed = self.api.call("POST", "/api/v1/sign-in", {"login": "anna", "password": PASSWORD})
        have = {"Cookie": signed.headers["set-cookie"].split(";")[0], "X-CSRF-Token": signed.json["csrf_token"]}
        self.note(403, "csrf_token_wrong", self.api.call("POST", run, {}, headers={**have, "X-CSRF-Token": "0" * 64}))
        self.note(403, "cross_site", self.api.call("POST", run, {}, headers={**have, "Sec-Fetch-Site": "cross-site"}))
        self.note(404, "not_found", self.api.call("GET", "/api/v1/nothing", token=admin))
        self.note(405, "method_not_allowed", self.api.call("DELETE", "/api/v1/home", token=admin))
        self.note(413, "body_too_large", self.api.call("POST", run, raw=b'{"x":"' + b"y" * (2 * MIB) + b'"}', token=admin, headers=json_type))
        self.note(415, "unsupported_media", self.api.call("POST", run, raw=b"x=1", token=admin, headers={"Content-Type": "text/plain"}))
        token = {"name": "twice", "url": "https://twice.example/orders", "key": "k", "pos_config": "Main Store", "interval_minutes": 0}
        key = {"Idempotency-Key": "one"}
        self.api.call("POST", "/api/v1/syncs", token, admin, key)
        self.note(422, "idempotency_key_reused", self.api.call("POST", "/api/v1/syncs", {**token, "name": "other"}, admin, key))
        self.note(409, "request_in_progress", self.meanwhile(run))
        self.note(503, "store_busy", self.while_it_is_kept(target))
        self.note(503, "too_many_questions", self.while_others_are_silent())
        self.assertEqual(self.provoked, errors_of(self.document.whole["x-anywhere"]))

    def note(self, status, code, answered):
        self.assertEqual((answered.status, (answered.json or {}).get("code")), (status, code), answered)
        self.assertEqual(answered.headers["content-type"], "application/problem+json")
        self.provoked.add((status, code))

    def expired_token(self):
        token = self.ours.ask("token", "create", "old", "--scope", "read", "--days", "1")["token"]
        with contextlib.closing(sqlite3.connect(self.ours.data / "ordersync.db", timeout=30)) as store, store:
            store.execute("UPDATE api_token SET expires_at = 1000 WHERE name = 'old'")
        return token

    def meanwhile(self, run):
        """The same request again while the first waits for a slow source."""
        source, held = self.ours.source, threading.Event()
        source.handler = lambda _asked: (held.wait(60), Reply.json([]))[1]
        asked = len(source.asked)
        key = {"Idempotency-Key": "slow"}
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            first = pool.submit(self.api.call, "POST", run, {}, self.tokens["admin"], key)
            wait_for("its source is asked", lambda: len(source.asked) > asked, every_s=0.02)
            second = self.api.call("POST", run, {}, self.tokens["admin"], key)
            held.set()
            self.assertIn(first.result().status, (200, 202))
        source.handler = None
        return second

    def while_others_are_silent(self):
        """Sources that do not answer keep as many questions waiting as may be; what asks nobody goes on."""
        form = {"name": "Silent", "pos_config": "Main Store", "allow_private_network": True}
        with socket.create_server(("127.0.0.1", 0)) as silent, concurrent.futures.ThreadPoolExecutor(4) as pool:
            form["url"] = f"http://127.0.0.1:{silent.getsockname()[1]}/orders"
            waiting = [pool.submit(self.api.call, "POST", "/api/v1/syncs/test", form, self.tokens["admin"]) for _ in range(4)]
            connections = [silent.accept()[0] for _ in waiting]
            answered = self.api.call("POST", "/api/v1/syncs/test", form, self.tokens["admin"])
            for target in ("/healthz", "/api/v1/orders", "/api/v1/orders/" + quoted("main-store-orders/639"), "/api/v1/pos/sessions"):
                self.assertEqual(self.api.call("GET", target, token=self.tokens["read"]).status, 200, target)
            for connection in connections:
                connection.close()
            self.assertEqual({each.result().status for each in waiting}, {200})
        return answered

    def while_it_is_kept(self, target):
        """The store is written by somebody else for longer than anybody waits."""
        with contextlib.closing(sqlite3.connect(self.ours.data / "ordersync.db", timeout=30, isolation_level=None)) as store:
            store.execute("BEGIN IMMEDIATE")
            answered = self.api.call("PATCH", target, {"interval_minutes": 0}, self.tokens["admin"], {"If-Match": "*"})
            store.execute("ROLLBACK")
        return answered


class WrongInput(ErrorTest):
    """One field of a body that would do is replaced by what it cannot be."""

    WRONG = {"string": [[], {}, [1]], "integer": ["many", [], {}, 1.5], "boolean": ["perhaps", [], 7], "array": ["x", 5, [[]]], "object": ["x", 5, []]}

    def good_bodies(self):
        sync = {"name": "Wrong", "url": "https://wrong.example/orders", "key": "k", "pos_config": "Main Store", "source": "wrong"}
        return {
            "signIn": {"login": "a", "password": "b"}, "signInByLink": {"token": "x"}, "checkLink": {"token": "x"}, "createSync": sync,
            "testSyncForm": {"id": SYNC}, "mapAndRetry": {"sync": SYNC, "kind": "product", "source": "x", "id": 13}, "ignoreOrder": {"why": "x"},
            "ignoreCause": {"cause": "none", "why": "x"}, "setClosingRule": {"rule": "never"}, "openSession": {"pos_config": "Main Store"},
            "closeSession": {"pos_config": "Main Store"}, "createProduct": {"name": "Wrong"}, "saveHook": {"script": "return 1"}, "testHook": {"payload": "{}"},
            "createConnection": {"name": "Wrong", "url": "https://wrong.example", "login": "l", "key": "k"}, "createUser": {"login": "wrong", "role": "viewer"},
            "createToken": {"name": "wrong", "scope": "read"}, "createAlertChannel": {"name": "Wrong", "email": ["a@b.example"], "smtp": "mail.b.example"},
            "pauseAlertChannel": {"hours": 1}, "setAndRetry": {"sync": SYNC, "kind": "untaxed", "value": "none"},
        }

    # Of a webhook these mean nothing, whatever they say; `kind` and `source` say what is mapped before its id counts.
    def test_of_each_field_is_refused_by_its_name(self):
        good = self.good_bodies()
        asked = 0
        for operation_id, operation in self.operations.items():
            for name, schema in operation.body.get("properties", {}).items():
                for value in self.wrong_values(schema):
                    with self.subTest(f"{operation_id} {name}={value!r}"):
                        values = {"name": "Mail"} if operation_id == "editAlertChannel" and name != "webhook" else {}
                        answered = self.ask(operation_id, body={**good.get(operation_id, {}), name: value}, token=None if operation_id == "editMe" else "admin",
                                            headers=self.browser() if operation_id == "editMe" else None, **values)
                        self.assertEqual((answered.status, set((answered.json or {}).get("fields", {}))), (422, {name}), answered)
                        asked += 1
        self.assertGreater(asked, 500)

    def wrong_values(self, schema):
        schema = self.resolved(schema)
        if "enum" in schema:
            return ["no-such-word", [], {}]
        kinds = schema.get("type", "string")
        kinds = [kinds] if isinstance(kinds, str) else kinds
        wrong = [value for value in self.WRONG[kinds[0]] if not any(isinstance(value, {"string": str, "integer": int, "null": type(None)}.get(kind, ())) for kind in kinds)]
        return wrong + ([schema["minimum"] - 1] if "minimum" in schema else []) + ([schema["maximum"] + 1] if "maximum" in schema else [])

    def resolved(self, schema):
        while "$ref" in schema:
            schema = self.document.whole["components"]["schemas"][schema["$ref"].split("/")[-1]]
        return schema

    def browser(self):
        if not hasattr(type(self), "_signed"):
            signed = self.ask("signIn", body={"login": "anna", "password": PASSWORD}, token=None)
            type(self)._signed = {"Cookie": signed.headers["set-cookie"].split(";")[0], "X-CSRF-Token": signed.json["csrf_token"]}
        return self._signed


if __name__ == "__main__":
    main()
