"""From vectors that point to links between spans: each piece of one span points at places of another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reportedly.encoding.tags import DECIMALS, Floats, Marked, Run, log_softmax

__all__ = ["NOWHERE", "Pointer", "pointed"]

#: No chance is smaller than this, in logs.
LEAST = 1e-12
#: Where a span points that no window holds together with any other.
NOWHERE = -1

#: The number of the span that one most likely points to, and the log chance that it does.
Pointer = tuple[int, float]
#: Of a span, in one window: the number of the first of `tos` there, for each of them and for the frame's first place
#: the sum over the span's pieces, and how many pieces that are.
Held = tuple[int, NDArray[np.float64], int]


def pointed(
    runs: Sequence[Run], from_to: tuple[str, str], froms: Sequence[Marked], tos: Sequence[Marked], none: bool
) -> list[Pointer]:
    """Where each span points, both kinds in text order. `none`: one past the last stands for "to none", which is
    pointing to the frame's first place.

    A window gives each piece of `froms` a distribution over its places; a span's chance is the sum over its pieces.
    Where a span lies in several windows, each counts by the pieces it holds; a pair that no window holds is out of the
    question, so that time and room grow as the windows do and not as the pairs.
    """
    found: list[Pointer] = [(NOWHERE, 0.0)] * len(froms)
    held: dict[int, list[Held]] = {}
    for run in runs:
        here, there = _inside(froms, run), _inside(tos, run)
        if not (here and (there or none)):
            continue
        parts = [_rows(froms[number], run) for number in here]
        chances = _chances(
            run.out[from_to[0]][np.concatenate([np.arange(a, b) for a, b in parts])] @ run.out[from_to[1]].T,
            [_rows(tos[number], run) for number in there],
        )
        edges = np.cumsum([0, *(b - a for a, b in parts)])
        sums = np.add.reduceat(np.log(np.maximum(chances, LEAST)), edges[:-1], axis=0)
        counts = np.diff(edges)
        best = _best(sums, counts[:, None], there.start, len(tos), none)
        for number, pointer, row, count in zip(here, best, sums, counts.tolist()):
            before = held.setdefault(number, [])
            before.append((there.start, row, count))
            found[number] = pointer if len(before) == 1 else _together(before, len(tos), none)
    return found


def _together(held: Sequence[Held], none_is: int, none: bool) -> Pointer:
    """Where a span points that lies in several windows."""
    first = min(start for start, _, _ in held)
    last = max(start + len(sums) - 1 for start, sums, _ in held)
    total, weight = np.zeros((1, last - first + 1)), np.zeros((1, last - first + 1))
    for start, sums, count in held:
        columns = [*range(start - first, start - first + len(sums) - 1), -1]
        total[0, columns] += sums
        weight[0, columns] += count
    (pointer,) = _best(total, weight, first, none_is, none)
    return pointer


def _best(
    sums: NDArray[np.float64], counts: NDArray[np.float64 | np.int64], first: int, none_is: int, none: bool
) -> list[Pointer]:
    """The first of the likeliest in each row of sums [spans, tos + 1], whose columns are numbered from `first`."""
    means = np.round(sums / counts, DECIMALS).astype(np.float32)
    means = means if none else means[:, :-1]
    columns = means.argmax(1)
    logs = means[np.arange(len(means)), columns].tolist()
    last = sums.shape[1] - 1
    return [
        (none_is if column == last else first + column, log) for column, log in zip(columns.tolist(), logs, strict=True)
    ]


def _inside(spans: Sequence[Marked], run: Run) -> range:
    """The numbers of the spans that a window holds part of."""
    first = bisect_right(spans, run.start, key=lambda span: span.end)
    return range(first, max(first, bisect_left(spans, run.end, key=lambda span: span.start)))


def _rows(span: Marked, run: Run) -> tuple[int, int]:
    """The rows of a span's part in a window's outputs."""
    return max(span.start, run.start) - run.start + 1, min(span.end, run.end) - run.start + 1


def _chances(scores: Floats, spans: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """[rows, spans + 1]: the chance that lies on each span, and at the frame's first place."""
    chances = np.exp(log_softmax(scores))
    return np.stack([*(chances[:, a:b].sum(1) for a, b in spans), chances[:, 0]], axis=1)
