"""A way to a server that breaks by dice, for whatever is spoken on it: bytes are carried, not read. Standard library only."""

import collections
import contextlib
import random
import socket
import struct
import threading

LONGEST_SILENCE_S = 30


class Way:
    """On `port`, to a port of this machine. A connection is refused once in twenty, and one that stands breaks after about `every`
    bytes: it ends, or is reset, or falls silent and goes on or ends, or lets a while only single bytes pass. All of that from
    storm() to calm()."""

    BREAKS = ("ended", "reset", "silent", "silent, then ended", "in single bytes")

    def __init__(self, to_port: int, seed: str, every: int):
        self.counts: collections.Counter = collections.Counter()
        self._to_port, self._every = to_port, every
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self._calm = threading.Event()
        self._calm.set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def lead_to(self, port: int) -> None:
        """From now on, for new connections."""
        self._to_port = port

    def storm(self) -> None:
        self._calm.clear()

    def calm(self) -> None:
        self._calm.set()

    def close(self) -> None:
        self.calm()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def draw(self) -> tuple:
        """After how many bytes a connection breaks, how, and for how long."""
        with self._lock:
            return (1 + int(self._dice.expovariate(1 / self._every)), self._dice.choice(self.BREAKS),
                    min(LONGEST_SILENCE_S, self._dice.expovariate(1 / 3)))

    def broke(self, how: str) -> bool:
        """Writes it down; nothing breaks any more once it is calm."""
        if self._calm.is_set():
            return False
        with self._lock:
            self.counts[how] += 1
        return True

    def pause(self, seconds: float) -> None:
        self._calm.wait(seconds)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                refused = self._dice.random() < 0.05
                self.counts["connections"] += 1
            if refused and self.broke("refused"):
                client.close()
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self._to_port), timeout=10)
            except OSError:  # it is being killed, or starts
                client.close()
                continue
            server.settimeout(None)
            _Connection(self, client, server)


class _Connection:
    def __init__(self, way: Way, client: socket.socket, server: socket.socket):
        self._way, self._both = way, (client, server)
        self._lock = threading.Lock()
        self._open = 2
        self._left, self._how, self._pause_s = way.draw()
        for one in self._both:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for source, target in ((client, server), (server, client)):
            threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                while data:
                    whole, how = self._take(len(data))
                    target.sendall(data[:whole])
                    data = data[whole:]
                    if how and not self._break(how, target, data[:200]):
                        return self._ended(reset=how == "reset")
                    if how == "in single bytes":
                        data = data[200:]
            target.shutdown(socket.SHUT_WR)
        self._ended()

    def _take(self, size: int) -> tuple:
        """How many bytes pass, and how it breaks after them."""
        with self._lock:
            if size < self._left:
                self._left -= size
                return size, ""
            whole, how = self._left, self._how
            pause_s = self._pause_s
            self._left, self._how, self._pause_s = self._way.draw()
        if not self._way.broke(how):
            return whole, ""
        if how.startswith("silent"):
            self._way.pause(pause_s)
        return whole, how

    def _break(self, how: str, target: socket.socket, behind: bytes) -> bool:
        """Whether the connection goes on."""
        if how == "in single bytes":
            for byte in behind:
                target.sendall(bytes([byte]))
                self._way.pause(0.002)
        return how in ("silent", "in single bytes")

    def _ended(self, reset: bool = False) -> None:
        with self._lock:
            self._open -= 1
            last = self._open == 0
        for one in self._both:
            with contextlib.suppress(OSError):
                if reset:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RDWR)
            if last:
                one.close()
