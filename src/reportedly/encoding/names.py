"""The head of names: what stands where a name does, and what it is a name of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from reportedly.encoding.pieces import Pieces
from reportedly.encoding.tags import Run, averaged, marked, offsets
from reportedly.encoding.windows import Ints
from reportedly.model import EntityKind

__all__ = ["KINDS", "found", "spans"]

KINDS: tuple[EntityKind, ...] = get_args(EntityKind)

Name = tuple[int, int, EntityKind]


def found(pieces: Pieces, runs: Sequence[Run]) -> list[Name]:
    """(start, end, kind) of each name, in text order."""
    if not runs:
        return []
    # The best tag of each piece will do: an inside without its beginning begins a name of its own.
    tags: Ints = averaged(runs, "tags", len(pieces)).argmax(1)
    tags[pieces.breaks] = 0
    return spans(pieces, tags)


def spans(pieces: Pieces, tags: Ints) -> list[Name]:
    """(start, end, kind) of each name that tags mark."""
    marks = marked(tags, pieces)
    return [(start, end, KINDS[mark.role]) for mark, (start, end) in zip(marks, offsets(marks, pieces))]
