"""Bare actor phrases: who they mean. The gold is the phrases that a coder for PLOVER tests itself with.

A phrase is right if both its country and its sector are. An empty gold value means that none is expected; a value that
the gold does not give is not asked for. Two values of that coder say that there is nothing to tell and are read as
none: UNK (no sector known) and JNK (no actor at all). `strict` counts those as values that one must print.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from run import Bench

Line = dict[str, Any]
_NOTHING = frozenset({"UNK", "JNK"})
#: What the names of gold fields are called in an `Actor`.
_FIELDS = {"country": "country", "code_1": "sector"}


def actors(bench: Bench) -> None:
    """`reportedly resolve` on the phrases, by halves: the tables were debugged on the even one only."""
    rows = bench.lines("events/ngec_actors.dev.jsonl")
    halves = {"read": [one for one in rows if not _half(one)], "held out": [one for one in rows if _half(one)]}
    for name, some in {"all": rows, **halves}.items():
        bench.figure(f"actor phrases, both right ({name})", "reportedly", _share(some))
    bench.figure("actor phrases, both right (all, strict)", "reportedly", _share(rows, strict=True))
    bench.figure("actor phrases, both right (all)", "naive: nothing told", _share(rows, told=False))


def _half(row: Line) -> int:
    return int(hashlib.sha1(row["id"].encode()).hexdigest(), 16) % 2


def _share(rows: list[Line], *, strict: bool = False, told: bool = True) -> float:
    return sum(_right(row, strict, told) for row in rows) / max(1, len(rows))


def _right(row: Line, strict: bool, told: bool) -> bool:
    from reportedly.gazetteer import resolve

    found = resolve(row["text"], row.get("date"))
    for theirs, ours in _FIELDS.items():
        if theirs in row:
            gold, value = row[theirs], (getattr(found, ours) or "") if told else ""
            if value != ("" if gold in _NOTHING and not strict else gold):
                return False
    return True
