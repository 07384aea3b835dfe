"""A PostgreSQL server of the test's own, and a network between it and the program that can be cut. Standard library only."""

import atexit
import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from harness import free_port


def _programs() -> pathlib.Path:
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise SystemExit("no PostgreSQL server is installed: tools/install_packages --test")
    return found[-1].parent


class Cluster:
    """Started when it is made, on loopback and on a socket in its folder; gone with the test. Nothing is fsynced unless it is to
    be `durable`: nobody pulls its plug. As root it runs as the user that Debian's package makes."""

    def __init__(self, durable: bool = False) -> None:
        self.folder = tempfile.mkdtemp(prefix="ordersync-pg-")
        self.port = free_port()
        self._stores = 0
        self._programs = _programs()
        self._user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        atexit.register(self.close)
        data = f"{self.folder}/data"
        self._run("initdb", "-D", data, "-U", "tester", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8").wait()
        self._server = self._run("postgres", "-D", data, "-k", self.folder, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1",
                                 "-c", f"fsync={'on' if durable else 'off'}", "-c", "max_connections=100", "-c", "shared_buffers=64MB")
        deadline = time.monotonic() + 60
        while self._psql("postgres", "SELECT 1", check=False).returncode != 0:
            if time.monotonic() > deadline or self._server.poll() is not None:
                raise AssertionError(pathlib.Path(self.folder, "log").read_text())
            time.sleep(0.05)

    def _run(self, program: str, *arguments: str) -> subprocess.Popen:
        options = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        with open(f"{self.folder}/log", "ab") as log:
            return subprocess.Popen([str(self._programs / program), *arguments], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                    cwd="/", env={"LC_ALL": "C", "PATH": os.environ["PATH"]}, **options)

    def _psql(self, database: str, sql: str, check: bool = True) -> subprocess.CompletedProcess:
        return subprocess.run([str(self._programs / "psql"), "-XAtq", "-h", self.folder, "-p", str(self.port), "-U", "tester", "-d", database,
                               "-v", "ON_ERROR_STOP=1", "-c", sql], capture_output=True, text=True, check=check)

    def store(self) -> "Store":
        self._stores += 1
        name = f"shop{self._stores}"
        self._psql("postgres", f"CREATE DATABASE {name}")
        return Store(self, name)

    def close(self) -> None:
        if getattr(self, "_server", None) and self._server.poll() is None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Store:
    """An empty database of a cluster."""

    def __init__(self, cluster: Cluster, name: str):
        self.cluster, self.name = cluster, name

    def url(self, port: int = 0) -> str:
        return f"postgresql://tester@127.0.0.1:{port or self.cluster.port}/{self.name}"

    def sql(self, text: str) -> str:
        return self.cluster._psql(self.name, text).stdout.strip()

    def hold_writer(self) -> "Held":
        return Held(self)


class Held:
    """Somebody holds the writer's row until release()."""

    def __init__(self, store: Store):
        self._process = subprocess.Popen(
            [str(store.cluster._programs / "psql"), "-XAtq", "-h", store.cluster.folder, "-p", str(store.cluster.port), "-U", "tester",
             "-d", store.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._process.stdin.write("BEGIN; SELECT 'held' FROM ordersync_writer FOR UPDATE;\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == "held"

    def release(self) -> None:
        self._process.communicate("COMMIT;\n", timeout=30)


class Network:
    """The way from one node to the server: whole, cut (connections are gone and none can be made), or silent (nothing arrives any
    more, and nobody is told)."""

    def __init__(self, to_port: int):
        self._to_port = to_port
        self._state = "whole"
        self._lock = threading.Condition()
        self._sockets: set = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _set(self, state: str) -> None:
        with self._lock:
            self._state = state
            self._lock.notify_all()
            if state == "cut":
                for one in self._sockets:
                    with contextlib.suppress(OSError):
                        one.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        self._set("cut")

    def silence(self) -> None:
        self._set("silent")

    def mend(self) -> None:
        self._set("whole")

    def _accept(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                client, _ = self._listener.accept()
                if self._state == "cut":
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._to_port))
                with self._lock:
                    self._sockets |= {client, server}
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                with self._lock:
                    self._lock.wait_for(lambda: self._state != "silent")
                target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._sockets -= {source, target}
        source.close()
