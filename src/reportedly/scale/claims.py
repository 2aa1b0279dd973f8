"""Claims of a lake: weighed in order of publication, in memory that does not grow with the lake.

Articles come sorted from disk, some days at a time. Processes find the copies among them and make their words
comparable, which is most of the work; one after the other they are then placed among the claims that are still open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportedly import fold, weigh
from reportedly.flow import Reads
from reportedly.lake import Lake, Weighed
from reportedly.scale.pool import Pool
from reportedly.scale.work import Job, Key, Making, Tell
from reportedly.sources import Sources

__all__ = ["weigh_lake"]

#: Articles that a process looks at in one go, and those just before them that theirs may be copies of.
_CHUNK, _TAIL = 1_000, 250
#: Claims written at a time.
_BATCH = 2_000

Row = tuple[str, str, str]


@dataclass(frozen=True)
class _NoReader(Making):
    """For processes that read nothing."""

    def reader(self) -> Any:
        return None


@dataclass(frozen=True, slots=True)
class _Comparing:
    """A job: the accounts of some articles, and which of these are copies. `before`: the articles just before them."""

    rows: Sequence[Row]
    before: Sequence[Row]
    known: Sources

    def run(self, reader: Reads, tell: Tell) -> tuple[list[Any], dict[str, str]]:
        tell((), f"articles of {self.rows[0][0]}")
        earlier, readings = ([_whole(row) for row in rows] for rows in (self.before, self.rows))
        copies = fold.fold(map(fold.text_of, [*earlier, *readings]))
        new = {reading["id"] for reading in readings}
        copy_of = {id: first for id, first in copies.copy_of.items() if id in new}
        return weigh.accounts_of(readings, copies, self.known), copy_of

    def without(self, key: Key, reason: str) -> _Comparing:
        # What was read once can be compared; it is the machine that is at its end.
        return replace(self, rows=())


def weigh_lake(lake: Lake, workers: int = 1) -> None:
    """Weighs all articles of a lake and keeps the claims beside it. The same lake gives the same claims, whatever the
    number of workers."""
    known = Sources.from_rows(lake.sources())
    texts: dict[int, dict[str, str]] = {}

    def jobs() -> Iterator[Job]:
        before: Sequence[Row] = ()
        for number, rows in enumerate(_chunks(lake.in_order())):
            texts[number] = {json.loads(reading)["id"]: text for _, text, reading in rows}
            yield _Comparing(rows, before, known)
            before = rows[-_TAIL:]

    running = weigh.Running()
    with lake.weighing() as kept, Pool(workers, _NoReader()) as pool:
        for number, (accounts, copy_of) in _in_turn(pool.run(jobs(), ahead=4 * workers)):
            kept.copy_of(copy_of)
            _keep(kept, running.add(accounts, texts.pop(number)))
        _keep(kept, running.rest())


def _keep(kept: Weighed, some: Iterable[tuple[int, Any]]) -> None:
    held: list[tuple[int, Any]] = []
    for n, claim in some:
        held.append((n, claim.to_dict()))
        if len(held) == _BATCH:
            kept.claims(held)
            held = []
    kept.claims(held)


def _in_turn(found: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """What comes as it gets done, in the order of its numbers."""
    ready: dict[int, Any] = {}
    due = 0
    for number, result in found:
        ready[number] = result
        while due in ready:
            yield due, ready.pop(due)
            due += 1


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Articles of whole days together, where a day has not too many of them."""
    held: list[Row] = []
    for row in rows:
        if len(held) >= _CHUNK and (row[0] != held[-1][0] or len(held) >= 2 * _CHUNK):
            yield held
            held = []
        held.append(row)
    if held:
        yield held


def _whole(row: Row) -> dict[str, Any]:
    _, text, reading = row
    return {**json.loads(reading), "text": text}
