"""Who is told by alerts: a small real SMTP server (asyncio, STARTTLS, AUTH) and a receiver of webhooks. Standard library only."""

import asyncio
import base64
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import pathlib
import ssl
import subprocess
import threading
import time
from typing import Any, Optional

from harness import wait_for


def certificate(folder: pathlib.Path, days: int = 30, name: str = "mail") -> tuple:
    """A certificate file that is its own authority, and its key file."""
    files = str(folder / f"{name}.crt"), str(folder / f"{name}.key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(days),
                    "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout", files[1]],
                   check=True, capture_output=True)
    return files


class SmtpServer:
    """Keeps what it is given in `mails` (parsed) with the envelope in `envelopes`. `refuse` maps a verb to the reply that it
    gets instead, for as many times as the list is long."""

    def __init__(self, files: Optional[tuple] = None, at_once: bool = False, users: Optional[dict] = None, offer_tls: bool = True):
        self.mails: list = []
        self.envelopes: list = []
        self.signed_in: list = []
        self.encrypted: list = []
        self.refuse: dict = {}
        self.users = users
        self._offer_tls = offer_tls and files is not None and not at_once
        self._context = None
        if files:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*files)
        self._loop = asyncio.new_event_loop()
        started = threading.Event()

        async def begin() -> None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context if at_once else None)
            self.port = self._server.sockets[0].getsockname()[1]
            started.set()

        self._at_once = at_once
        self._loop.create_task(begin())
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        assert started.wait(60)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        async def end() -> None:
            self._server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        encrypted, user = self._at_once, None
        envelope: dict = {"from": None, "to": []}

        async def say(text: str) -> None:
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        await say("220 mail.test ESMTP")
        while line := (await reader.readline()).decode("ascii").strip():
            verb = line.split(" ")[0].upper()
            if self.refuse.get(verb):
                await say(self.refuse[verb].pop(0))
                continue
            if verb == "EHLO":
                offers = ["mail.test"] + (["STARTTLS"] if self._offer_tls and not encrypted else [])
                offers += ["AUTH PLAIN"] if self.users else []
                await say("\r\n".join("250" + ("-" if at < len(offers) - 1 else " ") + offer for at, offer in enumerate(offers)))
            elif verb == "STARTTLS":
                await say("220 go on")
                await writer.start_tls(self._context)
                encrypted = True
            elif verb == "AUTH":
                words = line.split(" ")
                if len(words) < 3:
                    await say("334 ")
                    words.append((await reader.readline()).decode("ascii").strip())
                _, user, password = base64.b64decode(words[2]).decode().split("\0")
                if (self.users or {}).get(user) != password:
                    user = None
                    await say("535 5.7.8 no such user or password")
                    continue
                self.signed_in.append(user)
                await say("235 welcome")
            elif verb in ("MAIL", "RCPT"):
                if self.users and user is None:
                    await say("530 sign in first")
                    continue
                address = line.split("<")[1].split(">")[0]
                if verb == "MAIL":
                    envelope["from"] = address
                else:
                    envelope["to"].append(address)
                await say("250 ok")
            elif verb == "DATA":
                await say("354 begin")
                lines = []
                while (data := await reader.readline()) != b".\r\n":
                    lines.append(data[1:] if data.startswith(b".") else data)
                self.envelopes.append(dict(envelope))
                self.encrypted.append(encrypted)
                self.mails.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
                envelope = {"from": None, "to": []}
                await say("250 kept")
            elif verb == "QUIT":
                await say("221 bye")
                return
            else:
                await say("250 ok")


class HookReceiver:
    """Answers webhooks with the statuses of `answers`, then 204. `calls`: (headers in lower case and, as CAME, the time, body) of each."""

    CAME = "(came at)"

    def __init__(self, files: Optional[tuple] = None) -> None:
        self.calls: list = []
        self.answers: list = []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_arguments: Any) -> None:
                pass

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", -1))
                body = self.rfile.read(max(length, 0))
                if len(body) != length:  # it broke on its way
                    return
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.calls.append(({**headers, receiver.CAME: time.time()}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if files:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*files)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if files else 'http'}://127.0.0.1:{self._server.server_address[1]}/hook"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, count: int) -> list:
        wait_for(f"{count} webhooks come", lambda: len(self.calls) >= count, every_s=0.05, explain=lambda: str(self.calls))
        return self.calls


def verified(call: tuple, secret: str) -> dict:
    """The body of a webhook, its signature checked as the specification of Standard Webhooks says."""
    headers, body = call
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == expected, "the signature is wrong"
    assert abs(int(headers["webhook-timestamp"]) - headers[HookReceiver.CAME]) < 300
    return json.loads(body)
