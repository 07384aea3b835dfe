"""The real program under what tests/support has to preload: killed at a step of its own choosing, or on a disk that is full
from there on (fault_at_step.c), or with another time of day (shifted_clock.c). And the order of work of tests that break it at
every step: prepare a folder once, break a copy of it at each step."""

import atexit
import functools
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
from typing import Callable, Iterator, Optional

from harness import LONG, REPOSITORY, Answer, Shop

KILLS = ("kill_before", "kill_middle", "kill_after")
KILLED = -9
SEED = int(os.environ.get("ORDERSYNC_SEED", random.SystemRandom().randrange(1 << 32)))


@functools.cache
def build_shim(name: str) -> str:
    """What tests/support/NAME.c becomes, to be preloaded."""
    folder = tempfile.mkdtemp(prefix="ordersync-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    library = os.path.join(folder, name + ".so")
    subprocess.run(["cc", "-std=gnu17", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", library,
                    str(REPOSITORY / f"tests/support/{name}.c")], check=True)
    return library


class ShiftedClock:
    """The time of day of processes that have `env`: the machine's, until shift() says how far ahead it is (below zero: behind)."""

    def __init__(self, file: pathlib.Path):
        self._file = file
        file.write_bytes(bytes(8))
        self.env = {"LD_PRELOAD": build_shim("shifted_clock"), "SHIFT_FILE": str(file)}

    def shift(self, seconds: int) -> None:
        with open(self._file, "r+b") as file:  # in place: the program has it mapped
            file.write(seconds.to_bytes(8, "little", signed=True))


class BrokenRuns:
    """Runs one command of a shop again and again, each time on a fresh copy of the data folder as it is now (on none
    with `from_nothing`), and breaks it at another step each time."""

    def __init__(self, shop: Shop, *command: str, from_nothing: bool = False, folder: Optional[pathlib.Path] = None):
        self.shop, self.command, self.folder = shop, command, folder or shop.data
        self._library = build_shim("fault_at_step")
        self._template = None if from_nothing else pathlib.Path(tempfile.mkdtemp(dir=shop.folder)) / "var"
        if self._template:
            shutil.copytree(self.folder, self._template)

    def restore(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._template:
            shutil.copytree(self._template, self.folder)
        elif self.folder != self.shop.data:
            self.folder.mkdir()

    def run(self, fault: str, at: int) -> Answer:
        return self.shop.ordersync(*self.command, env={
            "LD_PRELOAD": self._library, "FAULT": fault, "FAULT_AT": str(at), "FAULT_FOLDER": str(self.folder.resolve()),
            "FAULT_STEPS": str(self.shop.folder / "steps")})

    def count_steps(self) -> int:
        """How many steps the command takes when nothing breaks it. Threads may change the number by a few."""
        self.restore()
        answer = self.run("none", 0)
        assert answer.status >= 0, answer
        return int((self.shop.folder / "steps").read_text())

    def at_every_step(self, fault: str, points: int) -> Iterator[tuple]:
        """(step, answer) of the command broken at every step; in the short form at about `points` of them, which others
        each time, by the seed. A kill goes on until a run ends by itself, whatever count_steps() said."""
        steps = self.count_steps()
        stride = 1 if LONG else max(1, steps // points)
        first = 1 + random.Random(f"{SEED} {fault}").randrange(stride)
        print(f"{' '.join(self.command)}, {fault}: {steps} steps, tried from {first} by {stride} (ORDERSYNC_SEED={SEED})", flush=True)
        step = first
        while True:
            self.restore()
            answer = self.run(fault, step)
            if fault in KILLS and answer.status != KILLED:
                assert step > steps * 9 // 10, f"a run of {steps} steps ended before step {step}: {answer}"
                return
            if step > steps:
                return
            yield step, answer
            step += stride

    def on_a_copy(self, look: Callable[[], None]) -> None:
        """Looks with commands at a copy of the folder, so that nobody tidies up the folder that the next run finds."""
        kept = self.shop.folder / "kept"
        shutil.copytree(self.shop.data, kept)
        try:
            look()
        finally:
            shutil.rmtree(self.shop.data)
            kept.rename(self.shop.data)

