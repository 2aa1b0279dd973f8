"""Claims of a lake: weighed segment by segment of its time, in memory that does not grow with the lake.

A segment is so many articles of days that follow each other. A process goes through it in order of publication: it
finds the copies among some days' articles, makes their words comparable, and places them among the claims that are
open. No claim reaches over the seam of two segments; a lake of one segment has the claims that a store has.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportedly import fold, weigh
from reportedly.errors import ReportedlyError
from reportedly.flow import Reads
from reportedly.lake import Lake, Weighed, segment
from reportedly.scale.pool import Pool
from reportedly.scale.work import Key, Making, Tell
from reportedly.sources import Sources

__all__ = ["SEGMENT", "weigh_lake"]

#: Articles of a segment, at least.
SEGMENT = 25_000
#: Articles that are looked at in one go, and those just before them that theirs may be copies of.
_CHUNK, _TAIL = 1_000, 250
#: Claims written at a time.
_BATCH = 2_000
#: The most seconds that a thousand articles may take.
_SECONDS = 3_600.0

Row = tuple[str, str, str]


@dataclass(frozen=True)
class _NoReader(Making):
    """For processes that read nothing."""

    def reader(self) -> Any:
        # What is compared has no cycles, and looking for them is a fifth of the work.
        gc.disable()
        return None


@dataclass(frozen=True, slots=True)
class _Segment:
    """A job: the claims of a segment, into files of `kept`."""

    number: int
    folder: Path
    kept: Path
    known: Sources

    def run(self, reader: Reads, tell: Tell) -> None:
        running, before = weigh.Running(), list[dict[str, Any]]()
        with Weighed(self.kept, self.number) as kept:
            for n, rows in enumerate(_chunks(segment(self.folder))):
                tell((n,), rows[0][0])
                readings = [{**json.loads(reading), "text": text} for _, text, reading in rows]
                copies = fold.fold(map(fold.text_of, [*before, *readings]))
                texts = {reading["id"]: reading["text"] for reading in readings}
                kept.copy_of({id: first for id, first in copies.copy_of.items() if id in texts})
                _keep(kept, running.add(weigh.accounts_of(readings, copies, self.known), texts))
                before = readings[-_TAIL:]
            _keep(kept, running.rest())
            kept.finish()

    def without(self, key: Key, reason: str) -> _Segment:
        # (What was read once can be compared: it is no article that is set aside here.)
        raise ReportedlyError(f"Weighing does not come to an end; there may be too little memory. {reason}")


def weigh_lake(lake: Lake, workers: int = 1, size: int = SEGMENT) -> None:
    """Weighs all articles of a lake and keeps the claims beside it. The same lake gives the same claims, whatever the
    number of workers. `size`: of a segment, in articles."""
    known = Sources.from_rows(lake.sources())
    with lake.weighing() as kept, lake.segments(size) as segments, Pool(workers, _NoReader(), _SECONDS) as pool:
        jobs = (_Segment(number, folder, kept, known) for number, folder in enumerate(segments))
        for _ in pool.run(jobs):
            pass


def _keep(kept: Weighed, some: Iterable[tuple[int, Any]]) -> None:
    held: list[tuple[int, Any]] = []
    for n, claim in some:
        held.append((n, claim.to_dict()))
        if len(held) == _BATCH:
            kept.claims(held)
            held = []
    kept.claims(held)


def _chunks(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    """Articles of whole days together, where a day has not too many of them."""
    held: list[Row] = []
    for row in rows:
        if len(held) >= _CHUNK and (row[0] != held[-1][0] or len(held) >= 2 * _CHUNK):
            yield held
            held = []
        held.append(row)
    if held:
        yield held
