"""A PostgreSQL server of the test's own, and a network between it and the program that can be cut. Standard library only."""

import atexit
import contextlib
import hashlib
import http.server
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from typing import Any, NamedTuple, Optional

from harness import REPOSITORY, free_port, wait_for


def _programs() -> pathlib.Path:
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise SystemExit("no PostgreSQL server is installed: tools/install_packages --test")
    return found[-1].parent


class Cluster:
    """Started when it is made, on loopback and on a socket in its folder; gone with the test. Nothing is fsynced unless it is to
    be `durable`: nobody pulls its plug. As root it runs as the user that Debian's package makes. With `standby_of` it follows that
    one, which answers no commit that has not arrived here."""

    def __init__(self, durable: bool = False, standby_of: "Optional[Cluster]" = None) -> None:
        self.folder = tempfile.mkdtemp(prefix="ordersync-pg-")
        self.port = free_port()
        self._stores = 0
        self._asked: dict = {}  # the name of a database, and who asks it
        self._programs = _programs()
        self._user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        atexit.register(self.close)
        data = f"{self.folder}/data"
        if standby_of:
            self._run("pg_basebackup", "-D", data, "-h", standby_of.folder, "-p", str(standby_of.port), "-U", "tester", "-R",
                      "--checkpoint=fast", "--no-sync").wait()
        else:
            self._initialise(data)
        self._server = self._run("postgres", "-D", data, "-k", self.folder, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1",
                                 "-c", f"fsync={'on' if durable else 'off'}", "-c", "max_connections=100", "-c", "shared_buffers=64MB")
        log = pathlib.Path(self.folder, "log").read_text
        wait_for("PostgreSQL answers", lambda: self._psql("postgres", "SELECT 1", check=False).done, every_s=0.05, explain=log)
        if standby_of:
            standby_of._psql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'")
            standby_of._psql("postgres", "SELECT pg_reload_conf()")
            wait_for("the standby follows", lambda: standby_of._psql(
                "postgres", "SELECT sync_state FROM pg_stat_replication").stdout.strip() == "sync", every_s=0.05, explain=log)

    def _initialise(self, data: str) -> None:
        """By a copy of what initdb has made here before, if it would make the same: such servers share their system identifier."""
        options = ("-U", "tester", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        made_by = str(self._programs), (self._programs / "initdb").stat().st_mtime_ns, self._user and self._user.pw_uid, options
        cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache", "ordersync/postgresql")
        kept = cache / hashlib.sha256(repr(made_by).encode()).hexdigest()[:16]
        copy = ("cp", "-a", "--reflink=auto")
        if kept.exists():
            subprocess.run([*copy, str(kept), data], check=True)
        elif self._run("initdb", "-D", data, *options).wait() == 0:
            with contextlib.suppress(OSError, subprocess.CalledProcessError):  # it may not be kept, or somebody else was faster
                cache.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(dir=cache) as draft:
                    subprocess.run([*copy, data, f"{draft}/data"], check=True)
                    os.rename(f"{draft}/data", kept)

    def is_leading(self) -> bool:
        """Whether it runs, and is no standby."""
        return self._psql("postgres", "SELECT pg_is_in_recovery()", check=False).stdout.strip() == "f"

    def crash(self) -> None:
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(30)

    def promote(self) -> None:
        self._psql("postgres", "SELECT pg_promote()")

    def _run(self, program: str, *arguments: str) -> subprocess.Popen:
        with open(f"{self.folder}/log", "ab") as log:
            return subprocess.Popen([str(self._programs / program), *arguments], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                    cwd="/", env={"LC_ALL": "C", "PATH": os.environ["PATH"]}, **self.as_its_user())

    def as_its_user(self) -> dict:
        """For subprocess."""
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}

    def psql(self, database: str, **popen: Any) -> subprocess.Popen:
        """What is written to it, it asks, until the first that fails."""
        return subprocess.Popen([str(self._programs / "psql"), "-XAtq", "-h", self.folder, "-p", str(self.port), "-U", "tester", "-d", database,
                                 "-v", "ON_ERROR_STOP=1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **popen)

    def _psql(self, database: str, sql: str, check: bool = True) -> "Said":
        said = self._asked.setdefault(database, Psql(self, database)).ask(sql)
        if check and not said.done:
            raise AssertionError(f"{sql}: {said.error}")
        return said

    def store(self) -> "Store":
        self._stores += 1
        name = f"shop{self._stores}"
        self._psql("postgres", f"CREATE DATABASE {name}")
        return Store(self, name)

    def close(self) -> None:
        for asked in self._asked.values():
            asked.close()
        if getattr(self, "_server", None) and self._server.poll() is None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Said(NamedTuple):
    """What was answered, and whether all was done."""

    done: bool
    stdout: str
    error: str = ""


class Psql:
    """Asks one database, over one connection as long as that lasts: a process for each question costs more than the question."""

    END = "-- that was all --"
    NO_CONNECTION = 2  # its exit status

    def __init__(self, cluster: Cluster, database: str):
        self._cluster, self._database = cluster, database
        self._process: Optional[subprocess.Popen] = None
        self._lock = threading.Lock()

    def ask(self, sql: str) -> Said:
        """Over a new connection where the server has gone since the question before. None is asked twice."""
        with self._lock:
            if self._process:
                self._ask("SELECT 1")
            return self._ask(sql) or Said(False, "", "the server is not there")

    def _ask(self, sql: str) -> Optional[Said]:
        """Nothing where there is no connection."""
        if not self._process:
            self._errors = tempfile.TemporaryFile("w+")  # as long as it likes: nobody reads it meanwhile
            self._process = self._cluster.psql(self._database, stderr=self._errors)
        lines: list = []
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{sql}\n;\n\\echo {self.END}\n")
            self._process.stdin.flush()
            for line in self._process.stdout:
                if line.rstrip("\n") == self.END:
                    return Said(True, "".join(lines))
                lines.append(line)
        ended, self._process = self._process, None
        ended.communicate()
        with self._errors as errors:
            errors.seek(0)
            return None if ended.returncode == self.NO_CONNECTION else Said(False, "".join(lines), errors.read())

    def close(self) -> None:
        with self._lock:
            if self._process:
                self._process.communicate()
                self._errors.close()
                self._process = None


class Store:
    """An empty database of a cluster."""

    def __init__(self, cluster: Cluster, name: str):
        self.cluster, self.name = cluster, name

    def url(self, port: int = 0) -> str:
        return f"postgresql://tester@127.0.0.1:{port or self.cluster.port}/{self.name}"

    def sql(self, text: str, check: bool = True) -> str:
        """What it answers; without `check` nothing where the server refuses, or is not there."""
        return self.cluster._psql(self.name, text, check).stdout.strip()

    def hold_writer(self) -> "Held":
        return Held(self, "SELECT FROM ordersync_writer FOR UPDATE;").wait()

    def hold_once_filled(self, table: str) -> "Held":
        """From when the table has rows nobody writes another one; it need not be there yet, and may be emptied before that."""
        return Held(self, f"LOCK TABLE {table} IN EXCLUSIVE MODE;", after=f"""
            DO $$ DECLARE filled BOOLEAN := FALSE; BEGIN
              WHILE NOT filled LOOP
                IF to_regclass('{table}') IS NOT NULL THEN
                  EXECUTE 'SELECT EXISTS (SELECT FROM {table})' INTO filled;
                END IF;
                COMMIT;
                PERFORM pg_sleep(0.002);
              END LOOP;
            END $$;""")


class Pooler:
    """PgBouncer in front of a cluster: each `transaction`, or each client's `session`, gets one of few connections to the server. In
    turn, so that two transactions of one client hardly ever meet the same server process."""

    PROGRAM = "/usr/sbin/pgbouncer"

    def __init__(self, cluster: Cluster, mode: str, size: int):
        if not pathlib.Path(self.PROGRAM).exists():
            raise SystemExit("PgBouncer is not installed: tools/install_packages --test")
        self.port = free_port()
        self._folder = tempfile.mkdtemp(prefix="ordersync-pooler-", dir=cluster.folder)
        users, settings = pathlib.Path(self._folder, "users"), pathlib.Path(self._folder, "pgbouncer.ini")
        users.write_text('"tester" ""\n')
        settings.write_text(
            f"[databases]\n* = host=127.0.0.1 port={cluster.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\n"
            f"unix_socket_dir =\nauth_type = trust\nauth_file = {users}\npool_mode = {mode}\ndefault_pool_size = {size}\n"
            f"min_pool_size = {size}\nserver_round_robin = 1\nmax_client_conn = 200\nlogfile = {self._folder}/log\n")
        self._options = cluster.as_its_user()
        if self._options:
            for path in (self._folder, users, settings):
                os.chown(path, self._options["user"], self._options["group"])
        self._settings = str(settings)
        atexit.register(self.close)
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen([self.PROGRAM, "-q", self._settings], stdin=subprocess.DEVNULL, cwd="/", **self._options)
        wait_for("PgBouncer listens", self._listens, every_s=0.02, explain=pathlib.Path(self._folder, "log").read_text)

    def _listens(self) -> bool:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        return False

    def restart(self) -> None:
        self.close()
        self._start()

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)


class Held:
    """What `sql` locks, once `after` has ended, is somebody's, from wait() until release()."""

    def __init__(self, store: Store, sql: str, after: str = ""):
        self._process = store.cluster.psql(store.name)
        self._process.stdin.write(f"SET statement_timeout = '60s'; {after} BEGIN; {sql} SELECT 'held';\n")
        self._process.stdin.flush()

    def wait(self) -> "Held":
        for line in self._process.stdout:
            if line.strip() == "held":
                return self
        raise AssertionError("it could not be locked within a minute")

    def release(self, last: str = "") -> None:
        """`last`: statements before its end."""
        self._process.communicate(last + "COMMIT;\n", timeout=30)


class Proxy:
    """HAProxy by packaging/postgresql/haproxy.cfg in front of two clusters, with somebody who says which of them leads, as Patroni does."""

    PROGRAM = "/usr/sbin/haproxy"

    def __init__(self, clusters: list):
        if not pathlib.Path(self.PROGRAM).exists():
            raise SystemExit("HAProxy is not installed: tools/install_packages --test")
        self.port = free_port()
        self._folder = tempfile.mkdtemp(prefix="ordersync-haproxy-")
        self._asked = [self._answer_for(cluster) for cluster in clusters]
        text = (REPOSITORY / "packaging/postgresql/haproxy.cfg").read_text()
        text = text.replace("bind *:5000", f"bind 127.0.0.1:{self.port}").replace("inter 3s", "inter 300ms")
        for name, cluster, asked in zip(("pg1", "pg2"), clusters, self._asked):
            line = f"server {name} {name}:5432 check port 8008"
            assert line in text
            text = text.replace(line, f"server {name} 127.0.0.1:{cluster.port} check port {asked.server_address[1]}")
        settings = pathlib.Path(self._folder, "haproxy.cfg")
        settings.write_text(text)
        atexit.register(self.close)
        with open(f"{self._folder}/log", "wb") as log:
            self._process = subprocess.Popen([self.PROGRAM, "-db", "-f", str(settings)], stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    @staticmethod
    def _answer_for(cluster: Cluster) -> http.server.ThreadingHTTPServer:
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_arguments) -> None:
                pass

            def do_OPTIONS(self) -> None:
                self.send_response(200 if self.path == "/primary" and cluster.is_leading() else 503)
                self.send_header("Content-Length", "0")
                self.end_headers()

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)
        for server in self._asked:
            server.shutdown()
            server.server_close()
        shutil.rmtree(self._folder, ignore_errors=True)


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
