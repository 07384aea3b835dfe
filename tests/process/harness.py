"""A shop, its external system and the real program, for tests from outside. Standard library only.

Source plays the external ordering system on loopback; Shop is a temporary data folder and the `ordersync` program run on
it. What is known here of the program is its contract (docs/cli.md), never its code.
"""

import contextlib
import datetime
import decimal
import gzip
import http.server
import itertools
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any, Callable, Optional, Union

from prepared import Prepared

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("ORDERSYNC_PROGRAM", str(REPOSITORY / "build/release/bin/ordersync"))
LONG = os.environ.get("ORDERSYNC_LONG_TESTS") == "1"
API_KEY = "process-test-key-5f1d"
SYNC = "Main Store Orders"
OTHER_IDS = "function order(o)\n  o.OrderID = 'A-' .. o.OrderID\n  return o\nend\n"  # a hook that renames every order
SOURCE_CODE = "main-store-orders"
D = decimal.Decimal


# ---------------------------------------------------------------------------------------------- the external system


@dataclass
class Reply:
    """One HTTP answer of the source. `cut_after` closes the connection after that many bytes of the body."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict = field(default_factory=dict)
    cut_after: Optional[int] = None
    delay_s: float = 0.0
    hang_up: bool = False  # close without any answer
    clock_skew_s: float = 0.0  # how far the Date header is ahead

    @staticmethod
    def json(value: Any, **more: Any) -> "Reply":
        body = value if isinstance(value, (bytes, str)) else json.dumps(value, ensure_ascii=False)
        return Reply(body=body if isinstance(body, bytes) else body.encode(), **more)


@dataclass
class Asked:
    """One request the source received."""

    path: str
    query: dict
    headers: dict  # names in lower case


class Source:
    """Serves `orders` (any JSON value, or raw text) unless `script` has replies left or `handler` answers."""

    def __init__(self, orders: Any = (), port: int = 0):
        self.orders: Any = list(orders) if isinstance(orders, tuple) else orders
        self.script: list = []
        self.handler: Optional[Callable[[Asked], Optional[Reply]]] = None
        self.asked: list = []
        self._lock = threading.Lock()
        source = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_args: Any) -> None:
                pass

            def handle(self) -> None:
                with contextlib.suppress(ConnectionResetError):  # a client that was killed
                    super().handle()

            def do_GET(self) -> None:
                parts = urllib.parse.urlsplit(self.path)
                asked = Asked(parts.path, dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True)),
                              {name.lower(): value for name, value in self.headers.items()})
                with source._lock:
                    source.asked.append(asked)
                    reply = source.script.pop(0) if source.script else None
                if reply is None and source.handler is not None:
                    reply = source.handler(asked)
                if reply is None:
                    reply = Reply.json(source.orders)
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.play(reply)

            def play(self, reply: Reply) -> None:
                if reply.delay_s:
                    time.sleep(reply.delay_s)
                if reply.hang_up:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                body = reply.body
                self.send_response_only(reply.status)
                self.send_header("Date", self.date_time_string(time.time() + reply.clock_skew_s))
                if reply.status != 204:
                    self.send_header("Content-Type", reply.content_type)
                    self.send_header("Content-Length", str(len(body)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if reply.cut_after is not None:
                    self.wfile.write(body[: reply.cut_after])
                    self.wfile.flush()
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                elif reply.status != 204:
                    self.wfile.write(body)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/api/orders"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def gzipped(reply: Reply) -> Reply:
    reply.body = gzip.compress(reply.body)
    reply.headers["Content-Encoding"] = "gzip"
    return reply


# ----------------------------------------------------------------------------------------------------------- orders


def item(name: str, price: Any, quantity: Any = 1, **fields: Any) -> dict:
    return {"ItemID": 0, "ItemName": name, "Price": price, "Quantity": quantity, **fields}


def paid(amount: Any, card_type: str = "Cash", mode: int = 1, **fields: Any) -> dict:
    return {"AmountPaid": amount, "CardNumber": "", "CardType": card_type, "PaymentMode": mode, "ReferenceID": "", **fields}


def order(order_id: Any, items: list, total: Any, *, net: Any = None, payments: Optional[list] = None, **fields: Any) -> dict:
    """The guide's minimum order: `net` is AmountTotal, by default `total`; paid exactly in cash by default."""
    return {
        "OrderID": order_id,
        "AmountPaid": total,
        "AmountTotal": total if net is None else net,
        "GrandTotal": total,
        "OrderItems": items,
        "CheckoutDetails": [paid(total)] if payments is None else payments,
        **fields,
    }


def burger(order_id: Any, **fields: Any) -> dict:
    """80.00 + 15 % = 92.00, with the tax fields of the guide."""
    return order(order_id, [item("Burger", 80.0)], 92.0, net=80.0, **{"Tax": 12.0, "TaxPercent": 15.0, "OrderStatus": 103, **fields})


def water(order_id: Any, quantity: int = 1, **fields: Any) -> dict:
    """An untaxed 2.00 a bottle."""
    return order(order_id, [item("Water", 2.0, quantity)], 2.0 * quantity, **fields)


def refund(original: dict, **fields: Any) -> dict:
    return {**original, "OrderStatus": 106, **fields}


def catalogue(**changes: Any) -> dict:
    value = {
        "currency": "USD",
        "tax_rounding": "round_per_line",
        "taxes": [{"id": 1, "name": "VAT 15%", "amount": "15", "price_include": False},
                  {"id": 2, "name": "VAT 5%", "amount": "5", "price_include": False}],
        "products": [
            {"id": 10, "name": "Burger", "list_price": "80.00", "type": "storable", "taxes": [1], "on_hand": "100"},
            {"id": 11, "name": "Water", "list_price": "2.00", "type": "storable", "taxes": [], "on_hand": "1000"},
            {"id": 12, "name": "Book", "list_price": "100.00", "type": "storable", "taxes": [2], "on_hand": "50"},
            {"id": 13, "name": "Iced Tea", "list_price": "3.00", "type": "storable", "taxes": [], "on_hand": "100"},
            {"id": 14, "name": "Wallpaper", "list_price": "9.00", "type": "storable", "taxes": [], "on_hand": "5", "sale_ok": False},
            {"id": 15, "name": "Component Item", "list_price": "20.00", "type": "storable", "taxes": [], "on_hand": "40"},
            {"id": 20, "name": "Delivery", "list_price": "5.00", "type": "service", "taxes": []},
            {"id": 21, "name": "Service Charge", "list_price": "5.00", "type": "service", "taxes": []},
            {"id": 22, "name": "Sugar", "list_price": "0.10", "type": "consumable", "taxes": []},
        ],
        "payment_methods": [{"id": 1, "name": "Cash", "journal": "Cash", "type": "cash"},
                            {"id": 2, "name": "Card", "journal": "Bank", "type": "bank"},
                            {"id": 4, "name": "Voucher", "journal": "Vouchers", "type": "bank"}],
        "pos_configs": [{"id": 1, "name": "Main Store", "payment_methods": [1, 2, 4], "stock": "real_time", "timezone": "UTC",
                         "session": "none"}],
    }
    value.update(changes)
    return value


def with_products(*products: dict) -> dict:
    value = catalogue()
    ids = {product["id"] for product in products}
    value["products"] = [product for product in value["products"] if product["id"] not in ids] + list(products)
    return value


# ------------------------------------------------------------------------------------------------------ the program


def wait_for(what: str, is_so: Callable[[], Any], patience_s: float = 120, *, every_s: float = 0.1, explain: Callable[[], str] = str) -> Any:
    """What `is_so` answers, once that is true; fails when it is not in time, with `what` should have been and what `explain` says."""
    deadline = time.monotonic() + patience_s
    while not (found := is_so()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience_s} s: {what}\n{explain()}")
        time.sleep(every_s)
    return found


class Running(subprocess.Popen):
    """What it says goes into two files, so that it never waits for somebody to read it."""

    def __init__(self, said: pathlib.Path, arguments: list, **popen: Any):
        self._said: Optional[tuple] = None
        self._files = said.with_suffix(".out"), said.with_suffix(".err")
        with open(self._files[0], "wb") as out, open(self._files[1], "wb") as err:
            super().__init__(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=err, **popen)

    def said(self) -> tuple:
        """On standard output and on standard error, until now."""
        return self._said or tuple(path.read_text("utf-8") for path in self._files)

    def ended(self) -> tuple:
        """What it has said; no file is left of it."""
        if not self._said:
            self._said = self.said()
            for path in self._files:
                path.unlink()
        return self._said


@dataclass
class Answer:
    """What one run of the program left: `json` is standard output parsed (None when it is no JSON)."""

    status: int
    stdout: str
    stderr: str
    json: Any = None

    @property
    def error(self) -> dict:
        """The {"code","message"} on standard error; empty when there is none."""
        for line in reversed(self.stderr.strip().splitlines()):
            with contextlib.suppress(ValueError):
                value = json.loads(line)
                if isinstance(value, dict) and "error" in value:
                    return value["error"]
        with contextlib.suppress(ValueError):
            return json.loads(self.stderr)["error"]
        return {}

    def __str__(self) -> str:
        return f"status {self.status}\nstdout: {self.stdout}\nstderr: {self.stderr}"


_PREPARED = Prepared(good_for_s=300)  # a sync that was added has its first turn 15 minutes later
_PORTS: list = []  # of sources of shops that are closed


def _source(orders: Any) -> Source:
    """On a port that an earlier shop had, where there is one: what was prepared for that shop is good for this one."""
    while _PORTS:
        with contextlib.suppress(OSError):  # somebody else has it by now
            return Source(orders, _PORTS.pop())
    return Source(orders)


class Shop:
    """A data folder with an imported catalogue and the sync "Main Store Orders" on a Source."""

    def __init__(self, orders: Any = (), goods: Optional[dict] = None, options: tuple = (), with_sync: bool = True, store: str = ""):
        self.store = store  # postgresql://…; empty: a file in the data folder
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ordersync-test-"))
        self.data = self.folder / "var"
        self.source = _source(orders)
        self._processes: list = []
        self._started = itertools.count(1)
        try:
            self._prepare(goods or catalogue(), options, with_sync)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
        self.source.close()
        _PORTS.append(self.source.port)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _prepare(self, goods: dict, options: tuple, with_sync: bool) -> None:
        """By the program the first time, by a copy of what it left after that. Shops that are there at the same time differ in the
        port of their source, so that none has the key of another."""
        imported = self.source.port, json.dumps(goods, ensure_ascii=False)
        added = ("sync", *imported)
        if with_sync and not options and self._copied(added):
            return
        if not self._copied(imported):
            self.import_catalogue(goods)
            self._keep(imported)
        if with_sync:
            self.add_sync(*options)
            if not options:
                self._keep(added)

    def _copied(self, done: tuple) -> bool:
        return not self.store and _PREPARED.copied(done, self.folder)

    def _keep(self, done: tuple) -> None:
        if not self.store:
            _PREPARED.keep(done, self.folder)

    def __enter__(self) -> "Shop":
        return self

    def __exit__(self, *_error: Any) -> None:
        self.close()

    # Running the program

    def environment(self, **more: str) -> dict:
        keep = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR", "TZDIR")}
        store = {"ORDERSYNC_STORE": self.store} if self.store else {}
        return {**keep, "LANG": "C.UTF-8", "ORDERSYNC_DATA": str(self.data), **store, **more}

    def start(self, *arguments: str, env: Optional[dict] = None, program: str = PROGRAM, **popen: Any) -> Running:
        process = Running(self.folder / f"said-{next(self._started)}", [program, *arguments], env=self.environment(**(env or {})),
                          cwd=self.folder, **popen)
        self._processes.append(process)
        return process

    def finish(self, process: Running, timeout: float = 120) -> Answer:
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"{process.args} did not end within {timeout} s\n" + "\n".join(process.said())) from None
        if process in self._processes:
            self._processes.remove(process)
        stdout, stderr = process.ended()
        value = None
        with contextlib.suppress(ValueError):
            value = json.loads(stdout)
        return Answer(process.returncode, stdout, stderr, value)

    def ordersync(self, *arguments: str, env: Optional[dict] = None, timeout: float = 120) -> Answer:
        """Runs `ordersync ARGUMENTS --json` on the shop's folder. Whatever failed, standard error says why."""
        answer = self.finish(self.start(*arguments, "--json", env=env), timeout)
        assert answer.status != 1 or (answer.error.get("code") and answer.error.get("message")), f"no error said: {arguments}: {answer}"
        return answer

    def ask(self, *arguments: str, **more: Any) -> Any:
        """The JSON of a command that has to succeed."""
        answer = self.ordersync(*arguments, **more)
        assert answer.status == 0, f"ordersync {' '.join(arguments)}: {answer}"
        assert answer.json is not None, f"ordersync {' '.join(arguments)} wrote no JSON: {answer}"
        return answer.json

    # Nouns

    def write(self, name: str, text: Union[str, bytes]) -> str:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def import_catalogue(self, goods: dict) -> Any:
        return self.ask("catalog", "import", self.write("catalogue.json", json.dumps(goods, ensure_ascii=False)))

    def add_sync(self, *options: str, name: str = SYNC, url: Optional[str] = None, pos: str = "Main Store", key: str = API_KEY) -> Any:
        return self.ask("sync", "add", name, "--url", url or self.source.url, "--pos", pos, "--allow-private-network", *options,
                        env={"ORDERSYNC_KEY": key})

    def sync_now(self, *options: str, name: str = SYNC, timeout: float = 120) -> dict:
        """The run's JSON; its exit status has to agree with its status."""
        answer = self.ordersync("sync", "now", name, *options, timeout=timeout)
        assert answer.json is not None, f"sync now wrote no JSON: {answer}"
        expected = 1 if answer.json["status"] == "error" else 0
        assert answer.status == expected, f"exit status {answer.status}, expected {expected}: {answer}"
        return answer.json

    def orders(self, *options: str) -> list:
        return self.every("order", "list", *options)

    def order(self, key: str) -> dict:
        return self.ask("order", "show", key)

    def pos_orders(self) -> list:
        return self.every("pos", "orders")

    def sessions(self) -> list:
        return self.every("session", "list")

    def pickings(self) -> list:
        return self.every("pos", "pickings")

    def stock(self) -> dict:
        return {row["product_id"]: D(row["on_hand"]) for row in self.every("pos", "stock")}

    def sync(self, name: str = SYNC) -> dict:
        return self.ask("sync", "show", name)

    def every(self, *arguments: str) -> list:
        items, cursor = [], None
        while True:
            page = self.ask(*arguments, "--limit", "1000", *(["--cursor", str(cursor)] if cursor else []))
            items += page["items"]
            cursor = page["next"]
            if not cursor:
                return items

    def store_files(self) -> list:
        """The SQLite files of the data folder."""
        return [path for path in sorted(self.data.rglob("*")) if path.is_file() and path.read_bytes().startswith(b"SQLite format 3")]

    def lose(self, *external_ids: str) -> None:
        """The embedded POS as if it were brought back from before these orders; the journal knows them as booked."""
        with contextlib.closing(sqlite3.connect(self.data / "ordersync.db", timeout=30)) as store, store:
            for external_id in external_ids:
                lost = [row[0] for row in store.execute("SELECT id FROM pos_order WHERE external_id = ?", (external_id,))]
                for order_id in lost:
                    store.execute("DELETE FROM stock_move WHERE picking_id IN (SELECT id FROM stock_picking WHERE order_id = ?)", (order_id,))
                    for table in ("stock_picking", "pos_payment", "pos_order_line", "pos_session_late_order"):
                        store.execute(f"DELETE FROM {table} WHERE order_id = ?", (order_id,))
                    store.execute("DELETE FROM pos_order WHERE id = ?", (order_id,))

    # The service

    def serve(self, *options: str, wait: bool = True, env: Optional[dict] = None, program: str = PROGRAM) -> "Service":
        """On a port that nobody else has, unless `options` say where."""
        listen = () if "--listen" in options else ("--listen", "127.0.0.1:0")
        service = Service(self, self.start("serve", *listen, "--json", *options, env=env, program=program))
        if wait:
            service.wait_until_ready()
        return service

    def node(self, name: str) -> dict:
        """What serve() takes as `env` for one more node of the shop's PostgreSQL store: a folder of its own, with a copy of the key."""
        data = self.folder / name
        data.mkdir(mode=0o700)
        shutil.copy(self.data / "ordersync.key", data)
        return {"ORDERSYNC_DATA": str(data)}

    def log(self) -> str:
        return (self.data / "external-order-sync.log").read_text()


class Service:
    """A program that listens and says where: `serve`, or `demo-source`."""

    def __init__(self, shop: Shop, process: Running):
        self.shop, self.process = shop, process
        self._url = ""

    @property
    def url(self) -> str:
        """Where it listens; waits until it does."""
        self._url = self._url or wait_for("it listens", self._first_word, every_s=0.02)
        return self._url

    def _first_word(self) -> str:
        self._must_live()
        line, end, _ = self.process.said()[0].partition("\n")
        return json.loads(line)["serving"] if end else ""

    def _must_live(self) -> None:
        if self.process.poll() is not None:
            raise AssertionError(f"it ended early: {self.ended()}")

    def is_ready(self) -> bool:
        self._must_live()
        with contextlib.suppress(OSError):
            with urllib.request.urlopen(self.url + "/readyz", timeout=5) as answer:
                return answer.status == 200
        return False

    def wait_until_ready(self, patience_s: float = 120) -> None:
        wait_for("serve is ready", self.is_ready, patience_s, every_s=0.05)

    def get(self, target: str) -> str:
        with urllib.request.urlopen(self.url + target, timeout=60) as answer:
            return answer.read().decode()

    def run(self, sync: str, token: str) -> dict:
        """Asks for a run by the API until it has begun, and does not wait for its end."""
        return wait_for(f"a run of {sync} begins", lambda: self.ask_for_run(sync, token))

    def ask_for_run(self, sync: str, token: str) -> dict:
        """The run; nothing where it is not said that it has begun, as may be on a machine with other work."""
        request = urllib.request.Request(
            f"{self.url}/api/v1/syncs/{urllib.parse.quote(sync)}/run", data=b"{}", method="POST",
            headers={"Authorization": "Bearer " + token, "Prefer": "respond-async", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code != 502:
                raise
            return {}

    def stop(self, how: signal.Signals = signal.SIGTERM, timeout: float = 60) -> Answer:
        self.process.send_signal(how)
        return self.ended(timeout)

    def ended(self, timeout: float = 60) -> Answer:
        return self.shop.finish(self.process, timeout)


def free_port() -> int:
    """Where nobody listens: below those that the kernel gives to whoever asks for any (where it leaves some), so that no other test has it a
    moment later."""
    first_given = 32_768  # the kernel's own choice; a container may not show the file
    with contextlib.suppress(OSError):
        first_given = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        port = random.randrange(10_000, first_given if first_given > 11_000 else 32_000)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def parse_time(text: str) -> datetime.datetime:
    assert text.endswith("Z"), f"not ISO 8601 UTC: {text}"
    return datetime.datetime.fromisoformat(text[:-1] + "+00:00")


class ShopTest(unittest.TestCase):
    """shop() gives a Shop that is cleaned up; the assertions speak of orders and money."""

    maxDiff = None

    def shop(self, orders: Any = (), **more: Any) -> Shop:
        shop = Shop(orders, **more)
        self.addCleanup(shop.close)
        return shop

    def assert_amount(self, text: Any, amount: str, what: str = "") -> None:
        self.assertIsInstance(text, str, f"{what}: amounts are decimal strings")
        self.assertEqual(D(text), D(amount), what)

    def assert_fails(self, shop: Shop, status: int, code: str, *arguments: str, env: Any = None) -> str:
        """The command ends so, and says why: its words."""
        answer = shop.ordersync(*arguments, env=env)
        self.assertEqual((answer.status, answer.error.get("code")), (status, code), f"ordersync {' '.join(arguments)}: {answer}")
        return answer.error["message"]

    def assert_run(self, run: dict, status: str, message: Optional[str] = None, **counts: int) -> None:
        """The run ended so; counts that are not named are 0."""
        names = ("processed", "failed", "already_synced", "skipped", "waiting")
        self.assertEqual((run["status"], {name: run[name] for name in names}),
                         (status, {name: counts.get(name, 0) for name in names}), run)
        if message is not None:
            self.assertEqual(run["message"], message)

    def assert_booked(self, shop: Shop, key: str, total: str, *, tax: Optional[str] = None) -> dict:
        """The order is booked at this total, in the journal and in the POS, and its parts sum to the whole."""
        shown = shop.order(key)
        self.assertEqual(shown["state"], "booked", shown)
        self.assertIsNone(shown["error"], shown)
        booked = shown["pos_order"]
        self.assert_amount(booked["total"], total, "total")
        if tax is not None:
            self.assert_amount(booked["tax"], tax, "tax")
        self.assertEqual(booked["state"], "paid")
        self.assertEqual(sum(D(payment["amount"]) for payment in booked["payments"]), D(total), booked["payments"])
        self.assert_amount(booked["amount_paid"], total, "amount_paid")
        self.assertIn(booked["name"], [row["name"] for row in shop.pos_orders()])
        return booked

    def assert_parked(self, shop: Shop, key: str, code: str, message: Optional[str] = None, contains: Optional[str] = None) -> dict:
        shown = shop.order(key)
        self.assertEqual((shown["state"], shown["error"]["code"]), ("parked", code), shown)
        self.assertIsNone(shown["pos_order"], shown)
        if message is not None:
            self.assertEqual(shown["error"]["message"], message)
        if contains is not None:
            self.assertIn(contains, shown["error"]["message"])
        return shown

    def assert_warned(self, shown: dict, *codes: str) -> None:
        self.assertEqual([warning["code"] for warning in shown["warnings"]], list(codes), shown["warnings"])

    def assert_nothing_booked(self, shop: Shop) -> None:
        self.assertEqual(shop.pos_orders(), [])
        self.assertEqual(shop.pickings(), [])


def main() -> None:
    if not os.access(PROGRAM, os.X_OK):
        raise SystemExit(f"{PROGRAM} is not there: build it first (tools/build release)")
    unittest.main()
