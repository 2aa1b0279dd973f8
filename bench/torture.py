#!/usr/bin/env python3
"""The torture cases in full size: what each file did to the program, how long it took, how much memory.

    python bench/torture.py [--generator FILE] [--only T12,T17,P04] [--reader encoder|rules] [--kills 200]

The files are made by `tests/torture/inputs.py`, or by a program of the user's that writes a folder for each case
(`FILE FOLDER --big`), with a `manifest.json` beside them that may state limits (`max_s`, `max_mb`). Each file is read
by a process of its own. A line is "ok" if the process ended by itself with an exit code that the case allows, said no
traceback, asked nobody on the network, kept to its limits of processor time and memory, and gave readings in which
every span cuts its words; for files of several articles, if the good ones around the poison came out; and where
patterns are hurt, if twice the text took no more than four times as long. The exit code is 1 if any line is not.

What each case must do besides is tested, in smaller sizes, in `tests/torture`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from reportedly.desk import Desk  # noqa: E402
from torture import adder, inputs  # noqa: E402
from torture.child import Done, run  # noqa: E402
from torture.sound import sound  # noqa: E402

#: Cases of which nothing, or not all, can be read: the program must say so with its exit code.
REFUSED = frozenset({"T01", "T02", "T12", "T18", "T22", "T25", "T26"})
#: Cases in which doubling the text may not do more than double the time, with twofold slack.
GROWING = frozenset({"T13", "T16"})
#: Seconds that starting takes, models loaded; and that 100 kB may take, whatever they are.
START, PACE = 1.5, 10.0
#: Ids of the good articles at the beginning and the end of a file of several.
GOOD = ({"first", "last"}, {"s1", "s2"})


@dataclass(frozen=True)
class Line:
    """What came of one file."""

    case: str
    name: str
    faults: tuple[str, ...]
    seconds: float
    clock: float
    megabytes: float | None

    def __str__(self) -> str:
        memory = "-" if self.megabytes is None else f"{self.megabytes:.0f}"
        told = f"NOT OK: {'; '.join(self.faults)}" if self.faults else "ok"
        times = f"{self.seconds:8.1f} s {self.clock:8.1f} s by the clock"
        return f"{self.case:4} {self.name:28} {times} {memory:>6} MB  {told}"


@dataclass(frozen=True)
class Limits:
    """What a case may take."""

    seconds: float
    megabytes: float


class Bench:
    """One run: where the files are, what reads them."""

    def __init__(self, folder: Path, reader: str, generator: Path | None) -> None:
        self.folder, self.reader, self.generator = folder, reader, generator
        self.manifest: dict[str, dict[str, object]] = {}

    def make(self, wanted: set[str]) -> list[str]:
        """Writes the files of the cases; returns the cases' numbers."""
        if self.generator:
            subprocess.run([sys.executable, str(self.generator), str(self.folder), "--big"], check=True)
            known = self.folder / "manifest.json"
            rows = json.loads(known.read_text("utf-8")) if known.exists() else []
            self.manifest = {row["id"]: row for row in rows}
            made = sorted(path.name for path in self.folder.iterdir() if path.is_dir() and path.name.startswith("T"))
            return [id for id in made if not wanted or id in wanted]
        ids = [id for id in inputs.CASES if not wanted or id in wanted]
        for id in ids:
            for name, data in inputs.CASES[id].make(full=True).items():
                path = self.folder / id / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        return ids

    def limits(self, id: str) -> Limits:
        own, row = inputs.CASES[id], self.manifest.get(id, {})
        return Limits(float(str(row.get("max_s") or own.seconds)), float(str(row.get("max_mb") or own.megabytes)))

    def case(self, id: str) -> Iterator[Line]:
        if id == "T18":
            yield from self._many(id)
            return
        for path in sorted(path for path in (self.folder / id).rglob("*") if path.is_file()):
            yield self._file(id, path)

    def _file(self, id: str, path: Path) -> Line:
        limits = self.limits(id)
        seconds = limits.seconds
        if id == "T16":
            seconds = START + PACE * max(1.0, path.stat().st_size / 100_000)
        done = run("read", path, "--reader", self.reader, seconds=seconds)
        faults = [*_faults(done, seconds, limits.megabytes), *_unsound(id, path, done)]
        if id in GROWING:
            faults += self._grown(path, done)
        return Line(id, path.name, tuple(faults), done.seconds, done.clock, done.megabytes)

    def _grown(self, path: Path, done: Done) -> Iterator[str]:
        """Whether the first half of a file took less than a quarter of the time; what takes a moment does not count."""
        data = path.read_bytes()
        half = path.with_name(f"half-{path.name}")
        half.write_bytes(data[: len(data) // 2])
        before = run("read", half, "--reader", self.reader, seconds=1000)
        half.unlink()
        if done.seconds - START > 4 * max(before.seconds - START, 0.5):
            yield f"half of it took {before.seconds:.1f} s"

    def _many(self, id: str) -> Iterator[Line]:
        """A folder of many files added twice."""
        limits = self.limits(id)
        folder = self.folder / id
        count = sum(path.is_file() for path in folder.rglob("*"))
        store = self.folder / "many.db"
        for wanted in (f"{count - 3} added, 0 already there, 3 ", f"0 added, {count - 3} already there, 3 "):
            done = run("add", store, folder, "--reader", self.reader, seconds=limits.seconds)
            faults = _faults(done, limits.seconds, limits.megabytes)
            # Reports that differ in a number are copies of one another, and are counted so.
            said = done.text.replace(f" ({count - 4} of them copies)", "")
            faults += [] if said.startswith(wanted) else [done.text.strip()]
            yield Line(id, f"{count} files", tuple(faults), done.seconds, done.clock, done.megabytes)


def _faults(done: Done, seconds: float, megabytes: float) -> list[str]:
    try:
        done.within(seconds, megabytes)
    except AssertionError as error:
        return [str(error).splitlines()[0]]
    return [] if done.code in (0, 1) else [f"exit code {done.code}"]


def _unsound(id: str, path: Path, done: Done) -> list[str]:
    """What is wrong with the exit code and the readings."""
    faults = []
    if id in REFUSED and done.code != 1:
        faults.append(f"exit code {done.code}")
    rows = done.rows
    for row in rows:
        try:
            sound(row)
        except AssertionError as error:
            faults.append(f"{row['id']}: {error}")
    if done.code == 1 and not done.said:
        faults.append("refused without a word")
    ids = {row["id"] for row in rows}
    if path.name.endswith(".jsonl") and not any(good <= ids for good in GOOD):
        faults.append("the good articles did not come out")
    return faults


def kills(folder: Path, rounds: int) -> Line:
    """A process killed so many times while it adds, and what stays."""
    store, faults, sizes = folder / "kills.db", list[str](), [0]
    begun, used = time.monotonic(), sum(os.times()[:4])
    last = rounds * adder.EACH
    for _ in adder.killed(store, rounds):
        if store.exists():
            health = Desk(store, reader=adder.Short()).doctor()
            faults += health["faults"]
            sizes.append(health["tables"]["articles"])
    with adder.adding(store, 0, last) as process:
        process.communicate()
    ids = Desk(store, reader=adder.Short()).store.ids()
    faults += [] if sizes == sorted(sizes) else ["something that was kept is gone"]
    faults += [] if ids == [f"n{number}" for number in range(last)] else ["taken twice, or lost"]
    Desk(folder / "undisturbed.db", reader=adder.Short()).add([adder.article(number) for number in range(last)])
    rows, usual = adder.exported(store), adder.exported(folder / "undisturbed.db")
    if rows != usual:
        first = next((pair for pair in zip(rows, usual) if pair[0] != pair[1]), (len(rows), len(usual)))
        faults.append(f"the rows are not those of an undisturbed run: {first}")
    return Line("P04", f"{rounds} kills", tuple(faults), sum(os.times()[:4]) - used, time.monotonic() - begun, None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--generator", type=Path, help="a program that writes the files instead of our own builders")
    parser.add_argument("--only", default="", help="cases, with commas")
    parser.add_argument("--reader", choices=["encoder", "rules"], default="encoder")
    parser.add_argument("--kills", type=int, default=200)
    args = parser.parse_args()
    wanted = set(filter(None, args.only.split(",")))
    bad = 0
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(Path(work) / "in", args.reader, args.generator)
        bench.folder.mkdir()
        lines = (line for id in bench.make(wanted) for line in bench.case(id))
        killed = (kills(Path(work), args.kills) for _ in range(not wanted or "P04" in wanted))
        for line in (line for part in (lines, killed) for line in part):
            bad += bool(line.faults)
            print(line, flush=True)
    print(f"{bad} not ok" if bad else "all ok")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
