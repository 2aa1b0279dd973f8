"""From vectors that point to links between spans: each piece of one span points at places of another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reportedly.encoding.tags import DECIMALS, FORBIDDEN, Floats, Marked, Run, log_softmax

__all__ = ["pointed"]

#: No chance is smaller than this, in logs.
LEAST = 1e-12


def pointed(runs: Sequence[Run], from_to: tuple[str, str], froms: Sequence[Marked], tos: Sequence[Marked]) -> Floats:
    """Log chance [froms, tos + 1] that a span points to another; the last column is "to none", the frame's first place.

    A window gives each piece of `froms` a distribution over its places; a span's chance is the sum over its pieces.
    Where a span lies in several windows, each counts by the pieces it holds; a pair that no window holds is out of the
    question.
    """
    total, weight = np.zeros((len(froms), len(tos) + 1)), np.zeros((len(froms), len(tos) + 1))
    for run in runs:
        here, there = _inside(froms, run), _inside(tos, run)
        if not here:
            continue
        rows = np.concatenate([np.arange(a, b) for _, a, b in here])
        chances = _chances(run.out[from_to[0]][rows] @ run.out[from_to[1]].T, [(a, b) for _, a, b in there])
        edges = np.cumsum([0, *(b - a for _, a, b in here)])[:-1]
        numbers = np.array([number for number, _, _ in here])
        columns = np.array([*(number for number, _, _ in there), len(tos)])
        sums = np.add.reduceat(np.log(np.maximum(chances, LEAST)), edges, axis=0)
        counts = np.array([b - a for _, a, b in here], np.float64)[:, None]
        total[np.ix_(numbers, columns)] += sums
        weight[np.ix_(numbers, columns)] += counts
    found = np.where(weight > 0, total / np.maximum(weight, 1), FORBIDDEN)
    return np.round(found, DECIMALS).astype(np.float32)


def _inside(spans: Sequence[Marked], run: Run) -> list[tuple[int, int, int]]:
    """The number of each span that a window holds part of, and the rows of that part in the window's outputs."""
    parts = ((n, max(s.start, run.start), min(s.end, run.end)) for n, s in enumerate(spans))
    return [(n, a - run.start + 1, b - run.start + 1) for n, a, b in parts if a < b]


def _chances(scores: Floats, spans: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """[rows, spans + 1]: the chance that lies on each span, and at the frame's first place."""
    chances = np.exp(log_softmax(scores))
    return np.stack([*(chances[:, a:b].sum(1) for a, b in spans), chances[:, 0]], axis=1)
