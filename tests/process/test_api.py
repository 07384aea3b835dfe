"""The REST API of the real program, driven by the document that describes it (docs/openapi.yaml): every operation
answers in the document's shape, for every role, and wrong input of every field is refused by name."""

import concurrent.futures
import contextlib
import gzip
import hashlib
import itertools
import json
import re
import sqlite3
import threading
import time

import jsonschema

from api import Api, Document, quoted
from harness import API_KEY, REPOSITORY, SYNC, Reply, Shop, ShopTest, burger, catalogue, item, main, order, parse_time, refund, wait_for, water
from receivers import HookReceiver

ROLES = ("read", "operate", "admin", "ingest")
MAY = {"nothing": set(ROLES) | {None}, "read": {"read", "operate", "admin"}, "operate": {"operate", "admin"}, "admin": {"admin"},
       "ingest": {"ingest", "admin"}}


class DocumentTest(ShopTest):
    document: Document

    def check_shape(self, operation_id, answered):
        documented = self.document.operations[operation_id].responses.get(str(answered.status))
        self.assertIsNotNone(documented, f"{operation_id} answered {answered}, which the document does not mention")
        content = documented.get("content", {})
        if not content:
            return
        kind = answered.headers["content-type"].split(";")[0]
        self.assertIn(kind, content, operation_id)
        if kind.endswith("json"):
            jsonschema.Draft202012Validator(self.document.schema(content[kind]["schema"])).validate(answered.json)


class ApiTest(DocumentTest):
    @classmethod
    def setUpClass(cls):
        orders = [burger(639), water(640, 3), order(641, [item("Latte XL", 20.0)], 20.0), refund(burger(639), RefundID="R1"),
                  burger(642, AmountPaid=80.0, CheckoutDetails=[{"AmountPaid": 80.0, "CardType": "Cash", "PaymentMode": 1}])]
        cls.our_shop = Shop(orders)
        cls.addClassCleanup(cls.our_shop.close)
        cls.receiver = HookReceiver()
        cls.addClassCleanup(cls.receiver.close)
        cls.our_shop.ask("schedule", "closing", "Main Store", "never")
        cls.our_shop.sync_now()
        cls.our_shop.ask("sync", "edit", SYNC, "--push", "bearer")
        cls.tokens = {scope: cls.our_shop.ask("token", "create", "test " + scope, "--scope", scope)["token"] for scope in ROLES}
        cls.service = cls.our_shop.serve()
        cls.api = Api(cls.service.url)
        cls.document = Document(cls.api)
        cls.operations = cls.document.operations

    # How each operation is called so that it succeeds. Those that change the shop use things of their own.
    def examples(self):
        sync = quoted(SYNC)
        run = self.our_shop.every("run", "list")[0]["id"]
        pos_order = self.our_shop.pos_orders()[0]["name"]
        key = self.our_shop.orders("--state", "booked")[0]["key"]
        old_token = self.our_shop.ask("token", "create", "old", "--scope", "read")["id"]
        hook = self.receiver.url
        new_sync = {"name": "Second", "url": self.our_shop.source.url, "key": "another", "pos_config": "Main Store", "source": "second",
                    "allow_private_network": True, "interval_minutes": 0}
        # (operation, target, body, headers); "*" takes the record's current ETag.
        return [
            ("me", "/api/v1/me", None), ("home", "/api/v1/home", None), ("listSyncs", "/api/v1/syncs", None),
            ("createSync", "/api/v1/syncs", new_sync), ("showSync", f"/api/v1/syncs/{sync}", None),
            ("editSync", "/api/v1/syncs/Second", {"interval_minutes": 30, "map_products": {"Latte": 10}}),
            ("testSyncForm", "/api/v1/syncs/test", {"id": SYNC, "interval_minutes": 5}),
            ("testSync", f"/api/v1/syncs/{sync}/test", {}), ("dryRun", f"/api/v1/syncs/{sync}/dry-run", {}),
            ("syncNow", f"/api/v1/syncs/{sync}/run", {}), ("syncChanges", "/api/v1/syncs/Second/changes", None),
            ("pushOrders", f"/api/v1/ingest/{sync}", [burger(700)]),
            ("listHookProfiles", "/api/v1/hook-profiles", None), ("showHook", "/api/v1/syncs/Second/hook", None),
            ("saveHook", "/api/v1/syncs/Second/hook", {"name": "second.lua", "script": "function order(o) return o end"}),
            ("testHook", "/api/v1/syncs/Second/hook/test", {"payload": json.dumps(burger(1))}),
            ("removeHook", "/api/v1/syncs/Second/hook", None),
            ("reconcile", f"/api/v1/syncs/{sync}/reconciliation?day=2026-01-01", None),
            ("removeSync", "/api/v1/syncs/Second", None), ("listRuns", f"/api/v1/runs?sync={sync}", None),
            ("showRun", f"/api/v1/runs/{run}", None), ("runOrders", f"/api/v1/runs/{run}/orders", None),
            ("listOrders", "/api/v1/orders?state=parked", None), ("showOrder", f"/api/v1/orders/{quoted(key)}", None),
            ("orderPayload", f"/api/v1/orders/{quoted(key)}/payload", None), ("attention", "/api/v1/attention", None),
            ("mapAndRetry", "/api/v1/attention/map", {"sync": SYNC, "kind": "product", "source": "Latte XL", "id": 13}),
            ("setAndRetry", "/api/v1/attention/set", {"sync": SYNC, "kind": "untaxed", "value": "none"}),
            ("retryOrder", "/api/v1/orders/642/retry", {}), ("retryOrders", "/api/v1/orders/retry", {"sync": SYNC}),
            ("reverseOrder", "/api/v1/orders/640/reverse", {}),
            ("ignoreOrder", "/api/v1/orders/642/ignore", {"why": "a test order"}),
            ("ignoreCause", "/api/v1/attention/ignore", {"cause": "not_fully_paid", "why": "a test"}),
            ("listPosConfigs", "/api/v1/pos/configs", None), ("closingRule", "/api/v1/pos/configs/Main%20Store/closing-rule", None),
            ("setClosingRule", "/api/v1/pos/configs/Main%20Store/closing-rule", {"rule": "never"}),
            ("listSessions", "/api/v1/pos/sessions", None), ("listPosOrders", "/api/v1/pos/orders?q=639", None),
            ("showPosOrder", f"/api/v1/pos/orders/{quoted(pos_order)}", None), ("listPickings", "/api/v1/pos/pickings", None),
            ("listProducts", "/api/v1/pos/products?q=bur", None), ("createProduct", "/api/v1/pos/products", {"name": "Latte XXL", "list_price": "4.50"}),
            ("showProduct", "/api/v1/pos/products/10", None), ("editProduct", "/api/v1/pos/products/10", {"default_code": "B1"}),
            ("listTaxes", "/api/v1/pos/taxes", None), ("listPaymentMethods", "/api/v1/pos/payment-methods", None),
            ("listStock", "/api/v1/pos/stock", None), ("importCatalogue", "/api/v1/pos/catalogue?dry_run=true", {"products": []}),
            ("closeSession", "/api/v1/pos/sessions/close", {"pos_config": "Main Store", "counted_cash": "100.00"}),
            ("openSession", "/api/v1/pos/sessions", {"pos_config": "Main Store"}),
            ("listScheduledActions", "/api/v1/scheduled-actions", None),
            ("showScheduledAction", "/api/v1/scheduled-actions/Sync%20External%20Orders", None),
            ("editScheduledAction", "/api/v1/scheduled-actions/Sync%20External%20Orders", {"interval_minutes": 20}),
            ("runScheduledAction", "/api/v1/scheduled-actions/Sync%20External%20Orders/run", {}),
            ("listConnections", "/api/v1/connections", None), ("listNodes", "/api/v1/nodes", None),
            ("createConnection", "/api/v1/connections", {"name": "Shop", "url": "https://shop.example", "login": "bot", "key": "k"}),
            ("showConnection", "/api/v1/connections/Shop", None), ("editConnection", "/api/v1/connections/Shop", {"login": "robot"}),
            ("doctor", "/api/v1/connections/Shop/doctor", {}), ("removeConnection", "/api/v1/connections/Shop", None),
            ("listUsers", "/api/v1/users", None), ("createUser", "/api/v1/users", {"login": "anna", "role": "administrator", "password": "a long enough one"}),
            ("showUser", "/api/v1/users/anna", None), ("editUser", "/api/v1/users/anna", {"name": "Anna"}),
            ("makeLink", "/api/v1/users/anna/link", {}), ("signOutUser", "/api/v1/users/anna/sign-out", {}),
            ("createToken", "/api/v1/tokens", {"name": "till", "scope": "read", "days": 3}), ("listTokens", "/api/v1/tokens", None),
            ("revokeToken", f"/api/v1/tokens/{old_token}", None),
            ("createUser", "/api/v1/users", {"login": "bert", "role": "viewer"}), ("removeUser", "/api/v1/users/bert", None),
            ("createAlertChannel", "/api/v1/alerts/channels", {"name": "Chat", "webhook": hook, "only": ["silence"], "allow_private_network": True}),
            ("listAlertChannels", "/api/v1/alerts/channels", None), ("showAlertChannel", "/api/v1/alerts/channels/Chat", None),
            ("editAlertChannel", "/api/v1/alerts/channels/Chat", {"only": [], "webhook": hook + "/other"}), ("testAlertChannel", "/api/v1/alerts/channels/Chat/test", {}),
            ("pauseAlertChannel", "/api/v1/alerts/channels/Chat/pause", {"hours": 2}),
            ("removeAlertChannel", "/api/v1/alerts/channels/Chat", None), ("listAlerts", "/api/v1/alerts", None),
            ("audit", "/api/v1/audit", None), ("logs", "/api/v1/logs?level=info", None), ("openapi", "/api/v1/openapi.yaml", None),
            ("signIn", "/api/v1/sign-in", {"login": "anna", "password": "a long enough one"}),
        ]

    ELSEWHERE = {"events", "runEvents", "signInByLink", "checkLink", "signOut", "editMe"}  # the two streams, and below: Browsers

    def call(self, operation_id, target, body, token):
        operation = self.operations[operation_id]
        headers = {}
        if operation.parameter("If-Match"):
            headers["If-Match"] = self.api.call("GET", target, token=self.tokens["admin"]).headers["etag"]
        return self.api.call(operation.method, target, body, token, headers)

    def test_1_every_operation_answers_as_the_document_says(self):
        seen = set()
        for operation_id, target, body in self.examples():
            with self.subTest(operation_id):
                answered = self.call(operation_id, target, body, self.tokens["admin"])
                self.assertLess(answered.status, 300, f"{operation_id} {target}: {answered}")
                self.check_shape(operation_id, answered)
                seen.add(operation_id)
        self.assertEqual(seen | self.ELSEWHERE, set(self.operations))
        # The service may have told the channel something else as well.
        told = [json.loads(body)["type"] for _headers, body in self.receiver.calls]
        self.assertEqual(told.count("alert.test"), 1, told)
        self.assertEqual(self.api.call("GET", "/api/v1/users/bert", token=self.tokens["admin"]).status, 404)
        self.assertIn(("old", True), {(row["name"], row["revoked_at"] is not None) for row in self.our_shop.every("token", "list")})

    def test_2_live_streams_begin_at_once(self):
        run = self.our_shop.every("run", "list")[0]["id"]
        for target in ("/api/v1/events", f"/api/v1/runs/{run}/events"):
            answered = self.api.first_bytes(target, self.tokens["read"])
            self.assertEqual((answered.status, answered.headers["content-type"]), (200, "text/event-stream"))
        whole = self.api.call("GET", f"/api/v1/runs/{run}/events", token=self.tokens["read"]).body.decode()
        self.assertIn("event: run\ndata: {", whole)
        self.assertIn('"ended_at":"', whole)

    def test_streams_tell_of_orders_that_go_from_one_list_to_another_and_of_sessions_that_are_opened(self):
        goods = catalogue()
        goods["pos_configs"].append({**goods["pos_configs"][0], "id": 2, "name": "Kiosk", "session": "opening_control"})
        shop = self.shop([order(1, [item("Latte XL", 20.0)], 20.0)], goods=goods)
        shop.sync_now()
        token = shop.ask("token", "create", "reader", "--scope", "read")["token"]
        connection, response = Api(shop.serve().url).stream("/api/v1/events", token)
        self.addCleanup(connection.close)
        told = []

        def listen():
            with contextlib.suppress(OSError, ValueError, AttributeError):  # it is closed under it
                for line in response:
                    if line.startswith(b"data: "):
                        told.extend(json.loads(line[len(b"data: "):])["topics"])

        threading.Thread(target=listen, daemon=True).start()
        minutes = itertools.count(20)
        wait_for("it has looked once", lambda: shop.ask("sync", "edit", SYNC, "--interval", str(next(minutes))) and told)
        for topic, command in (("orders", ("order", "ignore", "1", "--why", "a test")), ("sessions", ("session", "open", "Kiosk"))):
            self.assertNotIn(topic, told)
            shop.ask(*command)
            wait_for(f"it tells of {topic}", lambda: topic in told, explain=lambda: str(told))

    def test_every_route_and_every_role(self):
        for operation_id, operation in self.operations.items():
            target = operation.target(**{name: "nothing-of-that-name" for name in ("id", "name", "login", "sync")})
            allowed = MAY[operation.needs]
            for role in (*ROLES, None):
                if role in allowed:
                    continue
                with self.subTest(f"{operation_id} as {role}"):
                    answered = self.api.call(operation.method, target, {} if operation.method != "GET" else None, self.tokens.get(role))
                    told = (403, "not_allowed") if role else (401, "unauthorized")
                    if operation_id == "pushOrders":  # who is refused is told no more
                        told = (401, "push_not_verified")
                    self.assertEqual((answered.status, answered.json["code"]), told, answered)
                    self.assertEqual(answered.headers["content-type"], "application/problem+json")

    def test_broken_bodies_are_told(self):
        admin = self.tokens["admin"]
        json_type = {"Content-Type": "application/json"}
        for raw in (b"{", b"[]", b'{"a":1,"a":2}', b'{"name": "\xff"}', b"[" * 100000):
            answered = self.api.call("POST", "/api/v1/syncs", raw=raw, token=admin, headers=json_type)
            self.assertEqual((answered.status, answered.json["code"]), (400, "malformed_json"), answered)
        answered = self.api.call("POST", "/api/v1/syncs", raw=b"name=x", token=admin, headers={"Content-Type": "text/plain"})
        self.assertEqual((answered.status, answered.json["code"]), (415, "unsupported_media"))
        answered = self.api.call("POST", "/api/v1/syncs", raw=b'{"x":"' + b"y" * (2 << 20) + b'"}', token=admin, headers=json_type)
        self.assertEqual(answered.status, 413)

    def test_what_is_not_there_is_told(self):
        admin = self.tokens["admin"]
        for method, target, code in (("GET", "/api/v1/nothing", "not_found"), ("GET", "/api/v1/syncs/none", "sync_not_found"),
                                     ("GET", "/api/v1/orders/none", "order_not_found"), ("GET", "/api/v1/runs/99999", "run_not_found"),
                                     ("GET", "/api/v1/runs/x", "run_not_found"), ("POST", "/api/v1/syncs/none/run", "sync_not_found"),
                                     ("GET", "/api/v1/pos/orders/none", "pos_order_not_found")):
            answered = self.api.call(method, target, {} if method == "POST" else None, admin)
            self.assertEqual((answered.status, answered.json["code"]), (404, code), target)
        answered = self.api.call("DELETE", "/api/v1/home", token=admin)
        self.assertEqual((answered.status, answered.headers["allow"]), (405, "GET"))

    def test_no_sync_named_is_all_of_them(self):
        for target in ("/api/v1/runs", "/api/v1/orders", "/api/v1/attention"):
            every, none = (self.api.call("GET", target + named, token=self.tokens["read"]) for named in ("", "?sync="))
            self.assertEqual((none.status, none.json["items"]), (200, every.json["items"]), target)

    def test_lists_that_are_read_whole_take_a_limit_and_a_cursor(self):
        token = self.tokens["read"]
        for target in ("/api/v1/pos/payment-methods", "/api/v1/pos/taxes", "/api/v1/pos/configs", "/api/v1/scheduled-actions", "/api/v1/nodes"):
            with self.subTest(target):
                whole = self.api.call("GET", target, token=token).json
                self.assertIsNone(whole["next"])
                items, query = [], "?limit=1"
                while query:
                    page = self.api.call("GET", target + query, token=token).json
                    self.assertLessEqual(len(page["items"]), 1)
                    items += page["items"]
                    query = page["next"] and f"?limit=1&cursor={quoted(page['next'])}"
                self.assertEqual(items, whole["items"])
                for wrong, code in (("limit=0", "bad_parameter"), ("limit=x", "bad_parameter"), ("cursor=no+such", "bad_cursor")):
                    refused = self.api.call("GET", f"{target}?{wrong}", token=token)
                    self.assertEqual((refused.status, refused.json["code"]), (422, code), wrong)

    def test_the_schedule_and_an_inactive_sync_have_no_next_run_in_any_answer(self):
        admin, sync, action = self.tokens["admin"], f"/api/v1/syncs/{quoted(SYNC)}", "/api/v1/scheduled-actions/Sync%20External%20Orders"

        def next_runs():
            answers = [self.api.call("GET", target, token=admin).json for target in (sync, "/api/v1/syncs", "/api/v1/home", action)]
            rows = [answers[0]] + [row for answer, rows in zip(answers[1:], ("items", "syncs", "syncs")) for row in answer[rows]
                                   if row["name"] == SYNC]
            self.assertEqual(len(rows), 4)
            return {row["next_run_at"] for row in rows}

        for target, off, on in ((action, {"active": False}, {"active": True}), (sync, {"active": False}, {"active": True})):
            with self.subTest(target):
                self.assertNotIn(None, next_runs())
                self.assertEqual(self.api.call("PATCH", target, off, admin, {"If-Match": "*"}).status, 200)
                self.assertEqual(next_runs(), {None})
                self.assertEqual(self.api.call("PATCH", target, on, admin, {"If-Match": "*"}).status, 200)

    def test_the_consoles_addresses_are_those_of_its_screens(self):
        screens = (REPOSITORY / "web/src/app/routes.tsx").read_text(encoding="utf-8") + (REPOSITORY / "web/src/app/App.tsx").read_text(encoding="utf-8")
        addresses = re.findall(r"\['(/[^']*)', \(", screens) + re.findall(r"path === '(/[^']*)'", screens)
        self.assertGreater(len(addresses), 30)
        page = self.api.call("GET", "/").body
        for address in addresses:
            answer = self.api.call("GET", re.sub(r":\w+", "1", address))
            self.assertEqual((answer.status, answer.body), (200, page), address)
        for address in ("/foo", "/readyz/", "/healthz/", "/metrics/", "/foo/orders"):
            answer = self.api.call("GET", address)
            self.assertEqual((answer.status, answer.body), (404, page), address)

    def test_the_console_comes_compressed_for_whom_it_may(self):
        plain = self.api.call("GET", "/", headers={"Accept-Encoding": "identity"})
        packed = self.api.call("GET", "/", headers={"Accept-Encoding": "gzip, br"})
        self.assertEqual((plain.headers.get("content-encoding"), packed.headers["content-encoding"]), (None, "gzip"))
        self.assertEqual(gzip.decompress(packed.body), plain.body)
        self.assertEqual((plain.headers["vary"], packed.headers["vary"]), ("Accept-Encoding", "Accept-Encoding"))
        self.assertNotEqual(plain.headers["etag"], packed.headers["etag"])

    def test_two_people_editing_do_not_overwrite_each_other(self):
        admin, target = self.tokens["admin"], f"/api/v1/syncs/{quoted(SYNC)}"
        etag = self.api.call("GET", target, token=admin).headers["etag"]
        first = self.api.call("PATCH", target, {"interval_minutes": 45}, admin, {"If-Match": etag})
        self.assertEqual(first.status, 200, first)
        second = self.api.call("PATCH", target, {"interval_minutes": 50}, admin, {"If-Match": etag})
        self.assertEqual((second.status, second.json["code"]), (412, "edited_meanwhile"))
        self.assertEqual(self.our_shop.sync()["interval_minutes"], 45)
        without = self.api.call("PATCH", target, {"interval_minutes": 50}, admin)
        self.assertEqual((without.status, without.json["code"]), (428, "if_match_missing"))

    def test_of_several_edits_at_the_same_moment_one_counts(self):
        admin = self.tokens["admin"]
        self.api.call("POST", "/api/v1/connections", {"name": "Raced", "url": "https://raced.example", "login": "a", "key": "k"}, admin)
        self.api.call("POST", "/api/v1/users", {"login": "raced", "role": "viewer"}, admin)
        self.api.call("POST", "/api/v1/alerts/channels", {"name": "Raced", "webhook": "https://raced.example/hook"}, admin)
        edits = {f"/api/v1/syncs/{quoted(SYNC)}": lambda n: {"interval_minutes": 60 + n}, "/api/v1/connections/Raced": lambda n: {"login": f"a{n}"},
                 "/api/v1/users/raced": lambda n: {"name": f"Number {n}"}, "/api/v1/alerts/channels/Raced": lambda n: {"webhook": f"https://raced.example/{n}"},
                 "/api/v1/pos/products/10": lambda n: {"barcode": f"{n}"}, "/api/v1/scheduled-actions/Sync%20External%20Orders": lambda n: {"interval_minutes": 90 + n},
                 "/api/v1/pos/configs/Main%20Store/closing-rule": lambda n: {"rule": f"idle:{30 + n}"},
                 "/api/v1/syncs/Hooked/hook": lambda n: {"name": "raced.lua", "script": f"function order(o) o.OrderID = o.OrderID return o end -- {n}"}}
        self.api.call("POST", "/api/v1/syncs", {"name": "Hooked", "url": "https://hooked.example/orders", "pos_config": "Main Store"}, admin)
        for target, edit in edits.items():
            with self.subTest(target):
                etag = self.api.call("GET", target, token=admin).headers["etag"]
                with concurrent.futures.ThreadPoolExecutor(8) as pool:
                    answers = list(pool.map(lambda n: self.api.call("PUT" if target.endswith(("rule", "hook")) else "PATCH", target, edit(n), admin, {"If-Match": etag}), range(8)))
                self.assertEqual(sorted(answer.status for answer in answers), [200] + [412] * 7)

    def test_a_repeated_request_gets_the_first_answer(self):
        admin = self.tokens["admin"]
        form = {"name": "Once", "url": "https://once.example/orders", "pos_config": "Main Store"}
        key = {"Idempotency-Key": "first-of-all"}
        first = self.api.call("POST", "/api/v1/syncs", form, admin, key)
        again = self.api.call("POST", "/api/v1/syncs", form, admin, key)
        self.assertEqual((first.status, again.status, first.json), (201, 201, again.json))
        other = self.api.call("POST", "/api/v1/syncs", {**form, "name": "Twice"}, admin, key)
        self.assertEqual((other.status, other.json["code"]), (422, "idempotency_key_reused"))
        failed = self.api.call("POST", "/api/v1/syncs", form, admin, {"Idempotency-Key": "another"})
        self.assertEqual((failed.status, failed.json["code"]), (409, "sync_exists"))
        names = [sync["name"] for sync in self.our_shop.every("sync", "list")]
        self.assertEqual(names.count("Once"), 1)

    def test_a_secret_is_kept_nowhere_so_that_a_repeated_request_is_carried_out_again(self):
        self.api.call("POST", "/api/v1/users", {"login": "wren", "role": "viewer"}, self.tokens["admin"])
        channel = {"name": "Repeated", "webhook": "https://chat.example/hook"}
        for operation_id, target, body, status in (
                ("createToken", "/api/v1/tokens", {"name": "repeated", "scope": "read"}, 201),
                ("makeLink", "/api/v1/users/wren/link", {}, 201), ("createAlertChannel", "/api/v1/alerts/channels", channel, 409)):
            with self.subTest(operation_id):
                first, again = (self.api.call("POST", target, body, self.tokens["admin"], {"Idempotency-Key": "secret"}) for _ in range(2))
                self.assertEqual((first.status, again.status), (201, status), (first, again))
                self.assertNotEqual(first.json, again.json)
                self.assertIn("with the same `Idempotency-Key` the request is carried out again", self.operations[operation_id].node["description"])

    def test_what_is_kept_of_a_request_tells_nobody_without_the_key_file_what_it_said(self):
        form = {"login": "lena", "password": "correct horse battery staple"}
        text = json.dumps(form).encode()
        made = self.api.call("POST", "/api/v1/users", token=self.tokens["admin"], raw=text,
                             headers={"Idempotency-Key": "lena", "Content-Type": "application/json"})
        self.assertEqual(made.status, 201, made)
        store = sqlite3.connect(self.our_shop.data / "ordersync.db")
        (kept,) = store.execute("SELECT digest FROM repeated_request WHERE idempotency_key = 'lena'").fetchone()
        store.close()
        whole = b"POST /api/v1/users\n" + text
        for guess in (hashlib.blake2b(whole, digest_size=16), hashlib.blake2b(whole, digest_size=32), hashlib.sha256(whole)):
            self.assertNotEqual(kept, guess.hexdigest())

    def test_a_run_is_answered_when_it_has_ended_or_at_once(self):
        admin, target = self.tokens["admin"], f"/api/v1/syncs/{quoted(SYNC)}/run"
        done = self.api.call("POST", target, {}, admin)
        self.assertEqual(done.status, 200, done)
        self.assertIsNotNone(done.json["ended_at"])
        started = self.api.call("POST", target, {}, admin, {"Prefer": "respond-async"})
        self.assertIn(started.status, (200, 202))
        location = started.headers["location"]
        self.assertEqual(location, f"/api/v1/runs/{started.json['id']}")
        wait_for("it ends", lambda: self.api.call("GET", location, token=admin).json["ended_at"])

    def test_a_run_may_be_a_dry_one(self):
        admin, target = self.tokens["admin"], f"/api/v1/syncs/{quoted(SYNC)}/run"
        runs = self.our_shop.ask("run", "list")["items"]
        for query, body in (("", {"dry_run": True}), ("?dry_run=true", {}), ("?dry_run=false", {"dry_run": True}), ("?dry_run=true", {"dry_run": False})):
            dry = self.api.call("POST", target + query, body, admin)
            self.assertEqual((dry.status, dry.json["dry_run"]), (200, True), dry)
            self.check_shape("dryRun", dry)
        self.assertEqual(self.our_shop.ask("run", "list")["items"], runs)
        self.assertEqual(self.api.call("POST", target, {"dry_run": False}, admin).json["trigger"], "sync_now")

    def test_the_slash_of_a_key_need_not_be_encoded(self):
        read = self.tokens["read"]
        order = self.api.call("GET", "/api/v1/orders/main-store-orders/639", token=read)
        self.assertEqual((order.status, order.json["external_id"]), (200, "639"), order)
        self.assertEqual(self.api.call("GET", "/api/v1/orders/main-store-orders/639/payload", token=read).status, 200)
        booked = self.api.call("GET", "/api/v1/pos/orders/Main%20Store/0001", token=read)
        self.assertEqual((booked.status, booked.json["name"]), (200, "Main Store/0001"), booked)
        mistyped = self.api.call("POST", "/api/v1/orders/639/retrry", {}, self.tokens["admin"])
        self.assertEqual((mistyped.status, mistyped.json["code"]), (404, "not_found"), mistyped)
        unknown = self.api.call("GET", "/api/v1/orders/main-store-orders/none", token=read)
        self.assertEqual((unknown.status, unknown.json["error"]), (404, {"code": unknown.json["code"], "message": unknown.json["detail"]}), unknown)

    def test_four_at_once_are_one_run_or_follow_each_other(self):
        admin, target = self.tokens["admin"], f"/api/v1/syncs/{quoted(SYNC)}/run"
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: self.api.call("POST", target, {}, admin), range(4)))
        self.assertEqual({answer.status for answer in answers}, {200})
        sales = [row["external_id"] for row in self.our_shop.pos_orders() if not row["total"].startswith("-")]
        self.assertEqual(len(sales), len(set(sales)))

    def test_of_many_who_open_a_session_at_once_one_has_opened_it(self):
        admin, shop = self.tokens["admin"], {"pos_config": "Main Store"}
        for _ in range(3):
            self.api.call("POST", "/api/v1/pos/sessions/close", shop, admin)
            with concurrent.futures.ThreadPoolExecutor(6) as pool:
                answers = list(pool.map(lambda _: self.api.call("POST", "/api/v1/pos/sessions", shop, admin), range(6)))
            self.assertEqual(sorted(answer.status for answer in answers), [201] + [409] * 5, answers)
            self.assertEqual({answer.json["code"] for answer in answers if answer.status == 409}, {"session_already_open"})

    def test_a_test_of_an_answer_without_orders_is_well(self):
        with Shop([]) as empty:
            tried = self.api.call("POST", "/api/v1/syncs/test", {"url": empty.source.url, "pos_config": "Main Store", "auth": "none",
                                                                 "allow_private_network": True}, self.tokens["admin"])
        self.assertEqual((tried.json["ok"], tried.json["orders"], tried.json["error"]), (True, 0, None), tried)

    def test_the_key_is_never_shown(self):
        for target in ("/api/v1/syncs", f"/api/v1/syncs/{quoted(SYNC)}", f"/api/v1/syncs/{quoted(SYNC)}/changes", "/api/v1/audit",
                       "/api/v1/logs"):
            self.assertNotIn(API_KEY.encode(), self.api.call("GET", target, token=self.tokens["admin"]).body, target)

    def test_a_test_never_sends_the_key_to_another_address(self):
        target = "/api/v1/syncs/test"
        asked = len(self.our_shop.source.asked)
        elsewhere = self.our_shop.source.url.replace("/api/orders", "/elsewhere")
        answered = self.api.call("POST", target, {"id": SYNC, "url": elsewhere}, self.tokens["admin"])
        self.assertEqual(answered.status, 200, answered)
        sent = [request for request in self.our_shop.source.asked[asked:] if request.path == "/elsewhere"]
        self.assertTrue(sent)
        for request in sent:
            self.assertNotIn(API_KEY, json.dumps(request.headers))

    def test_a_test_shows_the_warnings_of_what_would_be_booked(self):
        shop = self.shop([order(1, [item("Water", 3.0, ItemID=13)], 3)])
        admin = shop.ask("token", "create", "admin", "--scope", "admin")["token"]
        api = Api(shop.serve().url)
        shown = api.call("POST", f"/api/v1/syncs/{quoted(SYNC)}/test", {}, admin).json
        (warning,) = shown["would_book"]["warnings"]
        self.assertIn("Iced Tea", warning["message"])
        dry = api.call("POST", f"/api/v1/syncs/{quoted(SYNC)}/dry-run", {}, admin).json
        self.assertEqual(dry["would_book"][0]["warnings"], [warning])

    def test_viewers_do_not_see_who_ordered(self):
        shop = self.shop([burger(700, CustomerName="Layla Haddad", CustomerContact="+966 5 1234 5678", Remark="ring 0551234")])
        shop.sync_now()
        read, operate = (shop.ask("token", "create", scope, "--scope", scope)["token"] for scope in ("read", "operate"))
        api = Api(shop.serve().url)
        self.assertNotIn(b"Layla", api.call("GET", "/api/v1/orders/700/payload", token=read).body)
        self.assertNotIn(b"1234", api.call("GET", "/api/v1/orders/700/payload", token=read).body)
        self.assertIn(b"Layla", api.call("GET", "/api/v1/orders/700/payload", token=operate).body)

    def test_what_changed_after_booking_is_told_field_by_field(self):
        shop = self.shop([burger(639), burger(640)])
        shop.sync_now()
        changed = burger(639, Tax=13, GrandTotal=93, AmountPaid=93)
        changed["CheckoutDetails"][0]["AmountPaid"] = 93
        shop.source.orders = [changed, burger(640)]
        shop.sync_now()
        token = shop.ask("token", "create", "reader", "--scope", "read")["token"]
        api = Api(shop.serve().url)
        answer = api.call("GET", "/api/v1/orders/639", token=token).json
        told = {each["field"]: (float(each["booked"]), float(each["source"])) for each in answer["differences"]}
        self.assertEqual(told, {"Tax": (12, 13), "GrandTotal": (92, 93), "AmountPaid": (92, 93), "CheckoutDetails[0].AmountPaid": (92, 93)})
        self.assertIsNone(answer["pos_url"])
        self.assertEqual(api.call("GET", "/api/v1/orders/640", token=token).json["differences"], [])

    def test_a_number_is_looked_for_among_what_else_is_asked_for(self):
        shop = Shop([burger(639), order(641, [item("Latte XL", 20.0)], 20.0, OrderDate="2025-08-10T09:30:00Z"), burger(642)])
        self.addCleanup(shop.close)
        shop.sync_now()
        shop.add_sync("--source", "other", name="Other")
        shop.source.orders = [burger(639, Tax=13, GrandTotal=93, AmountPaid=93)]
        shop.sync_now()
        token = shop.ask("token", "create", "reader", "--scope", "read")["token"]
        api = Api(shop.serve().url)
        (group,) = [each for each in api.call("GET", "/api/v1/attention", token=token).json["items"] if each["kind"] == "parked"]

        def found(query):
            return [each["external_id"] for each in api.call("GET", "/api/v1/orders?" + query, token=token).json["items"]]

        cause = "cause=" + quoted(group["cause"])
        for query, ids in (("q=639", ["639"]), ("q=639&state=booked", ["639"]), ("q=639&state=parked", []), ("q=639&state=attention", ["639"]),
                           ("q=642&state=attention", []), ("q=641&state=parked", ["641"]), ("q=641&" + cause, ["641"]), ("q=639&" + cause, []),
                           (f"q=639&sync={quoted(SYNC)}", ["639"]), ("q=639&sync=Other", []),
                           ("q=641&dated_from=2025-08-11", []), ("q=641&dated_from=2025-08-10", ["641"]), ("q=641&dated_until=2025-08-10", []),
                           (cause, ["641"]), (cause + "&dated_from=2025-08-11", []), (cause + "&dated_until=2025-08-11&sort=date", ["641"]),
                           (cause + "&dated_until=2025-08-10&sort=date", []), ("state=attention", ["639"]),
                           ("state=attention&dated_until=2025-08-10", ["639"]), ("state=attention&dated_from=2100-01-01", []),
                           ("state=attention&dated_from=2100-01-01&sort=date", []), (cause + "&state=parked", ["641"]), (cause + "&state=booked", []),
                           ("state=attention&cause=changed_after_booking", ["639"]), ("state=attention&cause=other", []),
                           ("q=639&state=attention&cause=changed_after_booking", ["639"]), ("q=639&state=attention&cause=other", [])):
            with self.subTest(query):
                self.assertEqual(found(query), ids)

    def test_a_source_out_of_reach_is_said_whatever_waits_for_a_person(self):
        shop = Shop([burger(639), order(641, [item("Latte XL", 20.0)], 20.0)])
        self.addCleanup(shop.close)
        shop.sync_now()
        token = shop.ask("token", "create", "reader", "--scope", "read")["token"]
        api = Api(shop.serve().url)

        def tile():
            return api.call("GET", "/api/v1/home", token=token).json["syncs"][0]

        self.assertEqual((tile()["state"], tile()["source_trouble"]), ("need_you", None), "it answered, though its run ended in Error")
        reached = tile()["source_reached_at"]
        shop.source.handler = lambda _asked: Reply(status=401)
        shop.sync_now()
        self.assertEqual((tile()["state"], tile()["source_reached_at"]), ("need_you", reached))
        self.assertEqual(tile()["source_trouble"]["code"], "source_unreachable")
        self.assertIn("Failed to fetch orders from external system: HTTP 401", tile()["source_trouble"]["message"])
        shop.source.handler = None
        shop.sync_now()
        self.assertIsNone(tile()["source_trouble"])

    def test_a_map_frees_what_waits(self):
        goods = catalogue()
        goods["pos_configs"][0]["timezone"] = f"Etc/GMT{time.gmtime().tm_hour - 12:+}"  # where it is noon: no day ends meanwhile
        shop = self.shop([order(n, [item("Cappucino", 2.0)], 2.0) for n in range(800, 805)], goods=goods)
        shop.sync_now()
        shop.ask("schedule", "deactivate")  # else its service may be quicker than who asked
        token = shop.ask("token", "create", "op", "--scope", "operate")["token"]
        api = Api(shop.serve().url)
        groups = api.call("GET", "/api/v1/attention", token=token).json
        self.assertEqual((groups["need_you"], len(groups["items"]), groups["items"][0]["orders"]), (5, 1, 5))
        self.assertEqual(groups["items"][0]["fix"]["missing"][0]["source"], "Cappucino")
        done = api.call("POST", "/api/v1/attention/map", {"cause": groups["items"][0]["cause"], "kind": "product", "source": "Cappucino", "id": 11}, token)
        self.assertEqual((done.status, done.json["processed"]), (200, 5), done)
        self.assertEqual(api.call("GET", "/api/v1/attention", token=token).json["need_you"], 0)
        home = api.call("GET", "/api/v1/home", token=token).json
        self.assertEqual((home["booked"], home["total"], home["need_you"]), (5, "10.00", 0))
        later, *_, fetched = shop.every("run", "list")  # the later one only worked what waited
        reached = parse_time(home["syncs"][0]["source_reached_at"])
        self.assertLess(abs((reached - parse_time(fetched["started_at"])).total_seconds()), 60)
        self.assertLess(reached, parse_time(later["started_at"]))

    def test_what_a_source_does_not_say_is_asked_of_its_sync_and_remembered(self):
        book = [order(n, [item("Book", 100.0)], 100.0) for n in (900, 901)]
        shop = self.shop([*book, water(902, OrderDate="10-08-2025 09:30:00"), water(903, CheckoutDate="25-08-2025 21:05:00")])
        shop.sync_now()
        shop.ask("schedule", "deactivate")  # else its service may be quicker than who asked
        token = shop.ask("token", "create", "op", "--scope", "operate")["token"]
        api = Api(shop.serve().url)

        def asked(kind):
            (group,) = [each for each in api.call("GET", "/api/v1/attention", token=token).json["items"] if each["fix"] and each["fix"]["kind"] == kind]
            (setting,) = group["fix"]["settings"]
            self.assertEqual((setting["sync"], group["fix"]["missing"], group["orders"]), (SYNC, [], 2))
            return {option["value"]: option["date"] for option in setting["options"]}

        def choose(kind, value):
            done = api.call("POST", "/api/v1/attention/set", {"sync": SYNC, "kind": kind, "value": value}, token)
            self.assertEqual((done.status, done.json["processed"]), (200, 2), done)

        self.assertEqual(asked("untaxed"), {"included": None, "none": None})
        self.assertEqual(asked("date_format"), {"%d-%m-%Y %H:%M:%S": "2025-08-25"}, "the newest can be read in one way only")
        shop.ask("order", "ignore", "903", "--why", "a test")
        shop.source.orders = [water(902, OrderDate="10-08-2025 09:30:00"), water(904, OrderDate="09-08-2025 09:30:00")]
        shop.sync_now()
        self.assertEqual(asked("date_format"), {"%d-%m-%Y %H:%M:%S": "2025-08-09", "%m-%d-%Y %H:%M:%S": "2025-09-08"})
        choose("untaxed", "included")
        self.assert_amount(shop.order("900")["pos_order"]["tax"], "4.76")
        choose("date_format", "%d-%m-%Y %H:%M:%S")
        self.assertEqual(shop.order("902")["pos_order"]["date"], "2025-08-10T09:30:00Z")
        shop.source.orders = [order(905, [item("Book", 100.0)], 100.0, OrderDate="11-08-2025 09:30:00")]
        self.assert_run(shop.sync_now(), "success", processed=1)
        for kind, value, field in (("untaxed", "park", "value"), ("date_format", "%d", "value"), ("product", "1", "kind"), ("untaxed", None, "value")):
            body = {"sync": SYNC, "kind": kind, **({"value": value} if value else {})}
            refused = api.call("POST", "/api/v1/attention/set", body, token)
            self.assertEqual((refused.status, refused.json["code"], list(refused.json["fields"])), (422, "bad_field", [field]), refused)
        for kind in ("untaxed", "date_format"):
            refused = api.call("POST", "/api/v1/attention/map", {"sync": SYNC, "kind": kind, "source": "x", "id": 1}, token)
            self.assertEqual((refused.status, list(refused.json["fields"])), (422, ["kind"]), refused)

    def test_a_sale_and_its_refund_are_booked_together(self):
        shop = self.shop([refund(burger(639))])
        shop.sync_now()
        token = shop.ask("token", "create", "op", "--scope", "operate")["token"]
        api = Api(shop.serve().url)
        target = f"/api/v1/orders/{quoted('main-store-orders/639:refund')}/retry"
        refused = api.call("POST", target, {"both": True, "alone": True}, token)
        self.assertEqual((refused.status, refused.json["code"]), (422, "bad_field"), refused)
        done = api.call("POST", target, {"both": True}, token)
        self.assertEqual((done.status, done.json["state"]), (200, "booked"), done)
        self.assertEqual(len(shop.pos_orders()), 2)

    def test_every_answer_bears_the_headers_that_browsers_need(self):
        for target in ("/", "/healthz", "/api/v1/me", "/api/v1/nothing"):
            headers = self.api.call("GET", target).headers
            self.assertIn("default-src", headers["content-security-policy"], target)
            self.assertNotIn("unsafe", headers["content-security-policy"], target)
            self.assertEqual((headers["x-content-type-options"], headers["x-frame-options"], headers["referrer-policy"]),
                             ("nosniff", "DENY", "no-referrer"), target)


class Browsers(DocumentTest):
    """What only a signed-in browser does: cookies, and requests that another site could make it send."""

    def setUp(self):
        self.ours = self.shop([burger(639)])
        self.ours.ask("user", "add", "anna", "--role", "administrator", "--password-file", self.ours.write("password", "correct horse battery"))
        self.api = Api(self.ours.serve().url)
        self.document = Document(self.api)

    def sign_in(self, password="correct horse battery"):
        return self.api.call("POST", "/api/v1/sign-in", {"login": "anna", "password": password})

    def test_a_cookie_alone_changes_nothing(self):
        signed = self.sign_in()
        self.assertEqual(signed.status, 200, signed)
        cookie = signed.headers["set-cookie"]
        self.assertIn("HttpOnly", cookie)
        self.assertIn("SameSite=Strict", cookie)
        have = {"Cookie": cookie.split(";")[0]}
        self.assertEqual(self.api.call("GET", "/api/v1/me", headers=have).json["user"]["login"], "anna")
        target = f"/api/v1/syncs/{quoted(SYNC)}/run"
        self.assertEqual(self.api.call("POST", target, {}, headers=have).status, 403)
        wrong = {**have, "X-CSRF-Token": "0" * 64}
        self.assertEqual(self.api.call("POST", target, {}, headers=wrong).status, 403)
        right = {**have, "X-CSRF-Token": signed.json["csrf_token"]}
        self.assertEqual(self.api.call("POST", target, {}, headers={**right, "Sec-Fetch-Site": "cross-site"}).status, 403)
        self.assertEqual(self.api.call("POST", target, {}, headers=right).status, 200)
        named = self.api.call("PATCH", "/api/v1/me", {"name": "Anna A.", "language": "ar"}, headers=right)
        self.assertEqual((named.status, named.json["user"]["name"]), (200, "Anna A."), named)
        self.check_shape("editMe", named)
        out = self.api.call("POST", "/api/v1/sign-out", {}, headers=right)
        self.assertEqual(out.status, 204)
        self.check_shape("signOut", out)
        self.assertEqual(self.api.call("GET", "/api/v1/me", headers=have).status, 401)

    def test_a_wrong_password_and_an_unknown_login_are_told_alike(self):
        wrong = self.sign_in("not this one at all")
        unknown = self.api.call("POST", "/api/v1/sign-in", {"login": "nobody", "password": "not this one at all"})
        self.assertEqual((wrong.status, wrong.json["detail"]), (unknown.status, unknown.json["detail"]))
        self.assertEqual(wrong.status, 401)

    def test_guessing_is_slowed_down(self):
        statuses = [self.sign_in(f"guess number {n:02}").status for n in range(12)]
        self.assertIn(429, statuses)

    def test_a_link_is_good_once(self):
        link = self.ours.ask("user", "link", "anna")
        token = link["link"].split("#")[1]
        check = self.api.call("POST", "/api/v1/sign-in/link/check", {"token": token})
        self.assertEqual((check.status, check.json["first_run"]), (200, False), check)
        self.check_shape("checkLink", check)
        used = self.api.call("POST", "/api/v1/sign-in/link", {"token": token})
        self.assertEqual(used.status, 200, used)
        self.check_shape("signInByLink", used)
        self.assertEqual(self.api.call("POST", "/api/v1/sign-in/link", {"token": token}).status, 401)


if __name__ == "__main__":
    main()
