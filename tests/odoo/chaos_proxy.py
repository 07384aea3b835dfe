"""A way to an Odoo that breaks where a test says so. Standard library only.

    proxy = ChaosProxy(odoo.url)                  # give proxy.url to the program
    proxy.fail("pos.order.create_from_ui", LoseAnswer())
    ...
    self.assertEqual(proxy.count("pos.order.create_from_ui"), 2)

`fail` takes the next request of that name, of any with ANY; `proxy.calls` holds every request that came. A request is named by the model and
method that it calls, or by its service (`common.authenticate`), else by its path. A fault may be combined with something
that happens while Odoo works: `Forward(meanwhile=odoo.kill)`.
"""

import contextlib
import http.server
import json
import socket
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from typing import Any, Callable, Optional


ANY = "*"


@dataclass
class Forward:
    """No fault yet: the request goes to Odoo and its answer comes back, after `delay_s`."""

    delay_s: float = 0.0
    meanwhile: Optional[Callable[[], Any]] = None  # runs when Odoo has the whole request

    def request(self, whole: bytes) -> bytes:
        """What of the request Odoo gets."""
        return whole

    def answer(self, whole: bytes) -> bytes:
        """What of Odoo's answer comes back; after nothing, or less than the whole, the connection is cut."""
        return whole


class CutBefore(Forward):
    """The connection is cut before Odoo has seen anything."""

    def request(self, whole: bytes) -> bytes:
        return b""


class CutRequest(Forward):
    """Odoo gets the first half of the request, then both sides are cut."""

    def request(self, whole: bytes) -> bytes:
        return whole[: len(whole) // 2]


class LoseAnswer(Forward):
    """Odoo has done it all and answered, and the answer is lost."""

    def answer(self, whole: bytes) -> bytes:
        return b""


class CutAnswer(Forward):
    """Odoo has done it all; half of the answer's body comes back."""

    def answer(self, whole: bytes) -> bytes:
        body = whole.index(b"\r\n\r\n") + 4
        return whole[: body + (len(whole) - body) // 2]


class Abandon(Forward):
    """The connection is cut as soon as Odoo has the request: it is still at work when the client knows of the loss."""


@dataclass
class Reply(Forward):
    """Something on the way answers in Odoo's place, which sees nothing; with `forwarded` Odoo has done it all the same."""

    status: int = 502
    body: bytes = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
    content_type: str = "text/html"
    forwarded: bool = False

    def request(self, whole: bytes) -> bytes:
        return whole if self.forwarded else b""

    def answer(self, whole: bytes) -> bytes:
        head = f"HTTP/1.1 {self.status} Chaos\r\nContent-Type: {self.content_type}\r\nContent-Length: {len(self.body)}\r\n"
        return head.encode() + b"Connection: close\r\n\r\n" + self.body


@dataclass
class Call:
    """A request that came: its JSON, what was played on it, and what Odoo answered (empty when that was not waited for). From when
    to when it was on its way, by the monotonic clock."""

    name: str
    body: Any
    fault: Forward
    answer: bytes = b""
    began: float = field(default_factory=time.monotonic)
    ended: float = float("inf")


@dataclass
class _Rule:
    name: str
    fault: Forward
    skip: int
    times: int


class ChaosProxy:
    def __init__(self, url: str):
        parts = urllib.parse.urlsplit(url)
        self.odoo = (parts.hostname, parts.port)
        self.calls: list = []
        self._rules: list = []
        self._lock = threading.Lock()
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_args: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.close_connection = True
                with contextlib.suppress(ConnectionError):
                    self.connection.sendall(proxy._play(self, body))
                with contextlib.suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)

            do_GET = do_POST

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def fail(self, name: str, fault: Forward, *, skip: int = 0, times: int = 1) -> None:
        """Plays the fault on the next `times` requests of this name, after `skip` that pass."""
        with self._lock:
            self._rules.append(_Rule(name, fault, skip, times))

    def count(self, name: str) -> int:
        """How many requests of this name came."""
        with self._lock:
            return sum(call.name == name for call in self.calls)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> "ChaosProxy":
        return self

    def __exit__(self, *_error: Any) -> None:
        self.close()

    def _arrived(self, path: str, body: bytes) -> Call:
        content = None
        with contextlib.suppress(ValueError):
            content = json.loads(body)
        call = Call(_name(path, content), content, Forward())
        with self._lock:
            self.calls.append(call)
            for rule in self._rules:
                if rule.name in (call.name, ANY) and rule.times:
                    if rule.skip:
                        rule.skip -= 1
                    else:
                        rule.times -= 1
                        call.fault = rule.fault
                        break
        return call

    def _play(self, request: http.server.BaseHTTPRequestHandler, body: bytes) -> bytes:
        """What the client gets."""
        call = self._arrived(request.path, body)
        fault = call.fault
        time.sleep(fault.delay_s)
        whole = _raw(request, body)
        part = fault.request(whole)
        if not part:
            return fault.answer(b"") if isinstance(fault, Reply) else b""
        with socket.create_connection(self.odoo, timeout=300) as odoo:
            odoo.sendall(part)
            if fault.meanwhile:
                fault.meanwhile()
            if part != whole:
                return b""
            if isinstance(fault, Abandon):
                threading.Thread(target=_drain, args=(odoo.dup(), call), daemon=True).start()
                return b""
            call.answer = _read(odoo)
        call.ended = time.monotonic()
        return fault.answer(call.answer) if call.answer or isinstance(fault, Reply) else b""


def _name(path: str, content: Any) -> str:
    params = content.get("params") if isinstance(content, dict) else None
    if not isinstance(params, dict) or "service" not in params:
        return path
    if params["service"] == "object":
        return f"{params['args'][3]}.{params['args'][4]}"
    return f"{params['service']}.{params['method']}"


def _raw(request: http.server.BaseHTTPRequestHandler, body: bytes) -> bytes:
    """The request as Odoo gets it: on a connection of its own."""
    headers = [(name, value) for name, value in request.headers.items() if name.lower() not in ("connection", "expect")]
    lines = [f"{request.command} {request.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def _read(connection: socket.socket) -> bytes:
    """All until Odoo closes; nothing when it died over it."""
    parts = []
    with contextlib.suppress(ConnectionError):
        while True:
            part = connection.recv(65536)
            if not part:
                return b"".join(parts)
            parts.append(part)
    return b""


def _drain(connection: socket.socket, call: Call) -> None:
    with connection:
        call.answer = _read(connection)
