"""What the benches share: the service on a data folder, asked for runs by its API, and what a process costs. Standard library only."""

import json
import os
import pathlib
import time
import urllib.parse
import urllib.request


def stat_of(pid: int) -> list:
    """The fields of /proc/PID/stat from the third, its state, on."""
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def cpu_s(pid: int) -> float:
    fields = stat_of(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kib(pid: int, field: str = "VmRSS") -> int:
    status = pathlib.Path(f"/proc/{pid}/status").read_text(errors="replace")
    return int(next(line for line in status.splitlines() if line.startswith(field + ":")).split()[1])


class RunningService:
    """`serve` of `program` on a test's Shop, with a token that may start runs."""

    def __init__(self, shop, program: str):
        token = shop.ask("token", "create", "bench", "--scope", "operate")["token"]
        self._service = shop.serve(program=program)
        self._headers = {"Authorization": f"Bearer {token}", "Prefer": "wait=50"}
        self.pid = self._service.process.pid

    def run(self, sync: str, count: int) -> float:
        """Seconds from the request to the answer of a run that books `count` orders; ends the bench when it does not."""
        began = time.monotonic()
        answer = self._ask("POST", f"/api/v1/syncs/{urllib.parse.quote(sync)}/run")
        while not answer["ended_at"]:
            time.sleep(0.05)
            answer = self._ask("GET", f"/api/v1/runs/{answer['id']}")
        seconds = time.monotonic() - began
        if answer["processed"] != count:
            raise SystemExit(f"the service did not book {count} orders: {answer!r}")
        return seconds

    def stop(self) -> None:
        self._service.stop()

    def _ask(self, method: str, path: str) -> dict:
        request = urllib.request.Request(self._service.url + path, method=method, headers=self._headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)
