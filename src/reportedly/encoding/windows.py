"""Which pieces of a text are run together.

Whole paragraphs, as many as fit, since hardly a statement crosses their edges (17 of 2,192 in PolNeAR's development
part): no piece is run twice, and none is torn from its sentence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from reportedly.encoding.pieces import CLS, SEP, Pieces, Vocabulary

__all__ = ["WINDOW", "inputs", "paragraphs", "sections", "sliding", "spans_of_windows"]

#: Pieces in a window, the two that frame it not counted.
WINDOW = 254
#: How far the next window starts behind, where a sentence is longer than a window.
STRIDE = 160
#: Nobody wrote a sentence of more pieces; what looks like one is cut.
UNBROKEN = 16 * WINDOW
#: So many windows, and the rest of their paragraph, are worked out together.
TOGETHER = 16

Ints = NDArray[np.int64]


def spans_of_windows(pieces: Pieces, first: int = WINDOW) -> Iterator[tuple[int, int]]:
    """Where windows start and end: half-open numbers of pieces, in order, covering all.

    The first window ends once it holds `first` pieces.
    """
    start, room = 0, first
    for begin, end in _units(pieces):
        if begin > start and end - start > room:
            yield start, begin
            start, room = begin, WINDOW
        if end - begin > WINDOW:
            yield from sliding(begin, end)
            start = end
    if start < len(pieces):
        yield start, len(pieces)


def sections(pieces: Pieces) -> Iterator[list[tuple[int, int]]]:
    """Windows in groups to be worked out each by itself, since spans are compared all with all.

    A group ends with a paragraph, whose edge no span crosses; of a paragraph that goes on for more than twice
    `TOGETHER` windows, with a window that does not overlap the next one.
    """
    starts = {place + 1 for place in pieces.breaks}
    group: list[tuple[int, int]] = []
    for start, end in spans_of_windows(pieces):
        room = TOGETHER if start in starts else 2 * TOGETHER
        if len(group) >= room and start >= group[-1][1]:
            yield group
            group = []
        group.append((start, end))
    if group:
        yield group


def sliding(start: int, end: int, step: int = STRIDE) -> Iterator[tuple[int, int]]:
    """Windows over a stretch of pieces whatever it holds, each `step` behind the one before."""
    while start + WINDOW < end:
        yield start, start + WINDOW
        start += step
    yield start, end


def paragraphs(pieces: Pieces) -> Iterator[tuple[int, int]]:
    """Where each paragraph starts and ends, the marker behind it counted in."""
    yield from _ending(0, len(pieces), pieces.breaks)


def _units(pieces: Pieces) -> Iterator[tuple[int, int]]:
    """What is not torn apart: paragraphs, and of those longer than a window their sentences."""
    for begin, end in paragraphs(pieces):
        if end - begin <= WINDOW:
            yield begin, end
            continue
        stops = pieces.stops[bisect_left(pieces.stops, begin) : bisect_right(pieces.stops, end - 1)]
        for first, last in _ending(begin, end, stops):
            yield from ((at, min(at + UNBROKEN, last)) for at in range(first, last, UNBROKEN))


def _ending(start: int, end: int, last: list[int]) -> Iterator[tuple[int, int]]:
    for place in last:
        yield start, place + 1
        start = place + 1
    if start < end:
        yield start, end


def inputs(vocabulary: Vocabulary, pieces: Pieces, start: int, end: int) -> tuple[Ints, Ints]:
    """Numbers and shapes of a window, framed by [CLS] and [SEP]: two arrays of end - start + 2."""
    number = vocabulary.number
    ids = [number[CLS], *pieces.ids[start:end], number[SEP]]
    return np.array(ids, np.int64), np.array([0, *pieces.shapes[start:end], 0], np.int64)
