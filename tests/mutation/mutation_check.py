#!/usr/bin/env python3
"""Whether the tests notice when the rooms that decide about money say something else.

    python3 -B tests/mutation/mutation_check.py [--mutants 200] [--seed 1] [--workers 2] [--resume] [--at PATH:LINE] [--list]

Breaks order, match, journal/state and sync in small ways, drawn by the seed evenly over these rooms, one at a time, in copies
of the tracked files under build/mutation; builds what changed (preset `clang`) and runs the test programs of the room, those
that cross rooms, and the tests of the real program, until one fails. What does not build is drawn again. Ends with 1 when fewer than 95 of 100 were noticed; each
one that was not is printed with its line. Verdicts are written down as they come (build/mutation/report.jsonl); --resume believes
them, but for what was not noticed, which is tried with today's tests. A run may be stopped at any time. `equal.txt` beside this file names changes that change nothing, with the reason.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import functools
import json
import os
import pathlib
import queue
import random
import shutil
import subprocess
import sys
import time

import mutants

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLACE = ROOT / "build/mutation"
EQUAL = pathlib.Path(__file__).with_name("equal.txt")
WANTED = 0.95
ROOMS = {"order": "src/order/*.cc", "match": "src/match/*.cc", "journal/state": "src/journal/state.cc", "sync": "src/sync/*.cc"}
# The quickest first. `contract_test`: what crosses the port of the built-in POS.
CROSSING = (("scenario_test", ""), ("match_test", ""), ("sync_test", ""), ("pos_test", ""), ("sim_test", ""), ("fault_test", ""),
            ("contract_test", "*Embedded*:*Sqlite*:*Journal*"))
# Tests of the real program: of orders and what becomes of them, not of its service, stores and nodes.
PROGRAM = "ordersync"
OF_MONEY, OF_WORK = ("money", "match", "decisions", "reconcile"), ("once", "edited", "decisions", "dry_run", "reconcile", "fetch", "hooks", "push", "sessions")
PROCESSES = {"order": OF_MONEY, "match": OF_MONEY, "journal": OF_WORK, "sync": OF_WORK}
SEEDS = "1-120"  # of the simulation
# A mutant that never ends is noticed: by what it works, so that other work on the machine makes none look so, or by the hour at last.
LONGEST_CPU_S, LONGEST_S = 240, 1800


def run(words: list, folder: pathlib.Path, timeout: float = 1800, **environment: str) -> subprocess.CompletedProcess:
    # What a copy compiles, the compiler's cache has from the tree itself: paths are told from the folder of each.
    shared = {"CCACHE_BASEDIR": str(ROOT), "CCACHE_NOHASHDIR": "1"}
    return subprocess.run([str(word) for word in words], cwd=folder, env={**os.environ, **shared, **environment}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=timeout, check=False)


@dataclasses.dataclass
class Verdict:
    mutant: mutants.Mutant
    noticed_by: str  # empty: by nobody
    builds: bool = True


class Copy:
    """The tracked files in a folder of their own, built once."""

    def __init__(self, number: int):
        self.folder = PLACE / str(number)
        self.build = self.folder / "build/clang"

    def prepare(self) -> None:
        tracked = set(filter(None, run(["git", "ls-files", "-z"], ROOT).stdout.split("\0")))
        for path in (self.folder / "src").rglob("*"):  # of an earlier commit
            if path.is_file() and str(path.relative_to(self.folder)) not in tracked:
                path.unlink()
        for name in tracked:
            source, target = ROOT / name, self.folder / name
            if not source.is_file():
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists() or target.read_bytes() != source.read_bytes():
                shutil.copy(source, target)  # as of now: what a run that was killed left broken is compiled anew
        # An element past the end, the value of nothing: noticed, instead of read.
        done = run(["cmake", "--preset", "clang", "-DCMAKE_CXX_FLAGS=-D_GLIBCXX_ASSERTIONS"], self.folder)
        if done.returncode == 0:
            done = self.ninja(*dict.fromkeys([*self._room_tests(), *(name for name, _ in CROSSING), PROGRAM]), jobs=2)
        if done.returncode != 0:
            raise SystemExit(f"mutation_check: {self.folder} does not build:\n{done.stdout[-4000:]}")

    def ninja(self, *targets: str, jobs: int = 1, **environment: str) -> subprocess.CompletedProcess:
        return run(["ninja", "-C", self.build, "-j", jobs, *targets], self.folder, **environment)

    def _room_tests(self) -> list:
        return [name for name in ("order_test", "journal_test") if list((self.folder / "src" / name[:-5]).glob("*_test.cc"))]

    def programs(self, path: str) -> list:
        own = path.split("/")[1] + "_test"
        first = [(own, "")] if own in self._room_tests() else []
        return first + [each for each in CROSSING if each[0] != own or not first]

    def passes(self, words: list, **environment: str) -> bool:
        try:
            return run(["prlimit", f"--cpu={LONGEST_CPU_S}", *words], self.folder, LONGEST_S, **environment).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def test(self, program: str, chosen: str) -> bool:
        words = [self.build / "bin" / program, "--gtest_brief=1"] + ([f"--gtest_filter={chosen}"] if chosen else [])
        return self.passes(words, ORDERSYNC_SIM_SEEDS=SEEDS, GTEST_FAIL_FAST="1")

    def test_process(self, name: str) -> bool:
        """One that fails is asked twice: its patience ends by the clock."""
        words = [sys.executable, "-B", f"tests/process/test_{name}.py", "--failfast"]
        return any(self.passes(words, ORDERSYNC_PROGRAM=str(self.build / "bin" / PROGRAM)) for _ in range(2))

    def unbroken(self) -> None:
        programs = dict.fromkeys([*self.programs("src/order/x.cc"), *self.programs("src/journal/x.cc")])
        tests = [(program, functools.partial(self.test, program, chosen)) for program, chosen in programs]
        tests += [(name, functools.partial(self.test_process, name)) for name in dict.fromkeys(OF_MONEY + OF_WORK)]
        for name, passes in tests:
            began = time.monotonic()
            if not passes():
                raise SystemExit(f"mutation_check: {name} fails without any mutant")
            print(f"{name}: {time.monotonic() - began:.1f} s", file=sys.stderr)

    def judge(self, mutant: mutants.Mutant) -> Verdict:
        file = self.folder / mutant.path
        whole = (ROOT / mutant.path).read_text()
        file.write_text(mutant.applied_to(whole))
        try:
            for program, chosen in self.programs(mutant.path):
                if self.ninja(program, CCACHE_DISABLE="1").returncode != 0:
                    return Verdict(mutant, "", builds=False)
                if not self.test(program, chosen):
                    return Verdict(mutant, program)
            if self.ninja(PROGRAM, CCACHE_DISABLE="1").returncode != 0:
                return Verdict(mutant, "", builds=False)
            processes = PROCESSES[mutant.path.split("/")[1]]
            return Verdict(mutant, next((f"process.{name}" for name in processes if not self.test_process(name)), ""))
        finally:
            file.write_text(whole)


def known_equal() -> set:
    """Lines of `path | before | after | why it changes nothing`."""
    if not EQUAL.exists():
        return set()
    rows = [line.split(" | ") for line in EQUAL.read_text().splitlines() if line and not line.startswith("#")]
    return {tuple(cell.strip() for cell in row[:3]) for row in rows}


def population() -> dict:
    found = collections.defaultdict(list)
    for room, pattern in ROOMS.items():
        for file in sorted(ROOT.glob(pattern)):
            if file.name.endswith("_test.cc"):
                continue
            path = str(file.relative_to(ROOT))
            found[room] += mutants.of_file(path, file.read_text())
    return found


def drawn(found: dict, count: int, seed: int) -> list:
    """Of each room as many as its share of the code, at least five; twice as many as wanted, since some do not build and some change
    nothing. A line more in equal.txt leaves the others as they are."""
    dice, equal, whole, chosen = random.Random(seed), known_equal(), sum(map(len, found.values())), []
    for each in found.values():
        share = max(5, round(count * len(each) / whole))
        chosen.append(dice.sample(each, min(len(each), 2 * share)))
    longest = max(map(len, chosen))
    order = [row[at] for at in range(longest) for row in sorted(chosen, key=len) if at < len(row)]
    dice.shuffle(order)
    return [each for each in order if (each.path, each.before.strip(), each.after.strip()) not in equal]


def written_down(chosen: list) -> list:
    """Verdicts of a run before, of those that are drawn again."""
    try:
        rows = [json.loads(line) for line in (PLACE / "report.jsonl").read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []
    known = {mutants.Mutant(**{field.name: row[field.name] for field in dataclasses.fields(mutants.Mutant)}): row for row in rows}
    verdicts = [Verdict(each, known[each]["noticed_by"], known[each]["builds"]) for each in chosen if each in known]
    return [verdict for verdict in verdicts if verdict.noticed_by or not verdict.builds]


def judged(chosen: list, count: int, workers: int, verdicts: list) -> list:
    copies: queue.Queue = queue.Queue()
    for number in range(workers):
        copy = Copy(number)
        copy.prepare()
        copies.put(copy)
    first = copies.get()
    first.unbroken()
    copies.put(first)
    before, began = {verdict.mutant for verdict in verdicts}, time.monotonic()

    def judge(mutant: mutants.Mutant) -> None:
        if mutant in before or sum(each.builds for each in verdicts) >= count:
            return
        copy = copies.get()
        try:
            verdict = copy.judge(mutant)
        finally:
            copies.put(copy)
        verdicts.append(verdict)
        with open(PLACE / "report.jsonl", "a", encoding="utf-8") as report:
            report.write(json.dumps({**dataclasses.asdict(mutant), "noticed_by": verdict.noticed_by, "builds": verdict.builds}) + "\n")
        built = [each for each in verdicts if each.builds]
        print(f"\r{len(built)}/{count}, {sum(bool(each.noticed_by) for each in built)} noticed, {time.monotonic() - began:.0f} s", end="",
              file=sys.stderr)

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        list(pool.map(judge, chosen))
    print(file=sys.stderr)
    return verdicts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--resume", action="store_true", help="go on where a run was stopped")
    parser.add_argument("--at", help="only those of one line, such as src/match/basket.cc:47")
    parser.add_argument("--list", action="store_true", help="only print what would be broken")
    options = parser.parse_args()
    found = population()
    if options.at:
        path, _, line = options.at.partition(":")
        chosen = [each for row in found.values() for each in row if each.path == path and each.line == int(line)]
        options.mutants = len(chosen)
    else:
        chosen = drawn(found, options.mutants, options.seed)
    if options.list:
        for each in chosen:
            print(f"{each.path}:{each.line}\n  {each.before.strip()}\n  {each.after.strip()}")
        return 0
    PLACE.mkdir(parents=True, exist_ok=True)
    verdicts = written_down(chosen) if options.resume else []
    if not options.resume:
        (PLACE / "report.jsonl").unlink(missing_ok=True)
    built = [each for each in judged(chosen, options.mutants, options.workers, verdicts) if each.builds]
    unnoticed = [each.mutant for each in built if not each.noticed_by]
    for each in sorted(unnoticed, key=lambda mutant: (mutant.path, mutant.line)):
        print(f"{each.path}:{each.line}\n  {each.before.strip()}\n  {each.after.strip()}")
    by = collections.Counter(each.noticed_by for each in built if each.noticed_by)
    print(f"{len(built)} mutants, {len(built) - len(unnoticed)} noticed ({100 * (1 - len(unnoticed) / max(1, len(built))):.1f} %): "
          + ", ".join(f"{name} {count}" for name, count in by.most_common()))
    return 0 if len(unnoticed) <= (1 - WANTED) * len(built) else 1


if __name__ == "__main__":
    sys.exit(main())
