"""From the scores of tags to marked spans.

Tags are BIO (Ramshaw and Marcus 1995): 0 is outside, then B and I of each role in turn. Scores are rounded before they
decide, and of equal ones the first wins, so that the last digits of a processor's arithmetic decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from reportedly.encoding.pieces import Pieces
from reportedly.encoding.windows import Ints, paragraphs

__all__ = [
    "Floats", "Marked", "Run", "averaged", "best_tags", "chances_of", "log_softmax", "marked", "mean_chance",
    "offsets",
]  # fmt: skip

Floats = NDArray[np.float32]

#: Decimals that scores keep before they decide.
DECIMALS = 3
FORBIDDEN = -1e9


@dataclass(frozen=True, slots=True)
class Run:
    """What the model gave for pieces `start` to `end`: arrays by name, each [end - start + 2, ...], frame included."""

    start: int
    end: int
    out: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, order=True)
class Marked:
    """Pieces `start` to `end`, marked as a role by its number."""

    start: int
    end: int
    role: int


def averaged(runs: Sequence[Run], name: str, length: int) -> Floats:
    """One output over all pieces; where windows overlap, a piece counts more the further it is from a window's edge."""
    if all(one.end == other.start for one, other in pairwise(runs)):  # as nearly always: nothing to weigh
        whole = np.concatenate([run.out[name][1:-1] for run in runs]).astype(np.float64)
        return np.round(whole, DECIMALS).astype(np.float32)
    width = runs[0].out[name].shape[-1]
    total, weight = np.zeros((length, width)), np.zeros((length, 1))
    for run in runs:
        share = centrality(run.end - run.start)[:, None]
        total[run.start : run.end] += share * run.out[name][1:-1]
        weight[run.start : run.end] += share
    return np.round(total / weight, DECIMALS).astype(np.float32)


def centrality(length: int) -> NDArray[np.float64]:
    """For each place in a window its distance to the nearer edge, from 1."""
    places = np.arange(length)
    return np.minimum(places + 1, length - places).astype(np.float64)


def best_tags(scores: Floats, pieces: Pieces) -> Ints:
    """The tags with the highest sum of scores [length, tags] in which I-x only follows B-x or I-x.

    A paragraph marker is outside of everything, so paragraphs are independent; and where the best tag of every piece
    makes a legal sequence, as nearly always, there is nothing to search.
    """
    best: Ints = scores.argmax(1)
    best[pieces.breaks] = 0
    before = np.concatenate([[0], best[:-1]])
    inside = (best > 0) & (best % 2 == 0)
    wrong = np.flatnonzero(inside & (before != best) & (before != best - 1))
    for number, (start, end) in enumerate(paragraphs(pieces) if len(wrong) else ()):
        end -= number < len(pieces.breaks)  # the marker stays outside
        if np.searchsorted(wrong, start) < np.searchsorted(wrong, end):
            best[start:end] = best_path(scores[start:end])
    return best


def best_path(scores: Floats) -> Ints:
    """The legal sequence of tags with the highest sum of scores (Viterbi 1967), the first of equals.

    All tags but the inside ones may follow any, so one maximum serves them; plain lists are faster than arrays here.
    """
    rows = scores.astype(np.float64).tolist()
    insides = range(2, len(rows[0]), 2)
    best = [FORBIDDEN if tag in insides else score for tag, score in enumerate(rows[0])]
    came: list[list[int]] = []
    for row in rows[1:]:
        top = max(best)
        last = best.index(top)
        here, step = [top + score for score in row], [last] * len(row)
        for tag in insides:
            begun, going = best[tag - 1], best[tag]
            step[tag] = tag - 1 if begun >= going else tag
            here[tag] = (begun if begun >= going else going) + row[tag]
        best = here
        came.append(step)
    path = [best.index(max(best))]
    for step in reversed(came):
        path.append(step[path[-1]])
    return np.array(path[::-1], np.int64)


def marked(tags: Ints, pieces: Pieces) -> list[Marked]:
    """The spans that the tags mark, paragraph markers at their edges left off."""
    edges = np.concatenate([[0], tags, [0]])
    starts = np.flatnonzero((edges[1:-1] % 2 == 1) | ((edges[1:-1] > 0) & _changes(edges)))
    found = []
    for start in starts.tolist():
        role = (int(tags[start]) - 1) // 2
        end = start + 1
        while end < len(tags) and tags[end] == 2 * role + 2:
            end += 1
        found.append(Marked(start, end, role))
    return [span for span in (_stripped(span, pieces) for span in found) if span.start < span.end]


def _changes(edges: Ints) -> NDArray[np.bool_]:
    """Where an inside tag follows neither its own beginning nor itself."""
    here, before = edges[1:-1], edges[:-2]
    changes: NDArray[np.bool_] = (here % 2 == 0) & (before != here) & (before != here - 1)
    return changes


def _stripped(span: Marked, pieces: Pieces) -> Marked:
    start, end = span.start, span.end
    while start < end and start in pieces.breaks:
        start += 1
    while start < end and end - 1 in pieces.breaks:
        end -= 1
    return Marked(start, end, span.role)


def offsets(spans: Sequence[Marked], pieces: Pieces) -> list[list[int]]:
    """Character offsets [start, end] of each span."""
    return [[pieces.starts[span.start], pieces.ends[span.end - 1]] for span in spans]


def chances_of(tags: Ints, scores: Floats) -> NDArray[np.float64]:
    """The log chance of each piece's tag, scores [length, tags]."""
    chances: NDArray[np.float64] = log_softmax(scores)[np.arange(len(tags)), tags]
    return chances


def mean_chance(chances: NDArray[np.float64], span: Marked) -> float:
    """The mean of the log chances that a span's pieces have their tags."""
    return float(chances[span.start : span.end].mean())


def log_softmax(scores: Floats) -> NDArray[np.float64]:
    """Log chances over the last axis."""
    shifted = scores.astype(np.float64) - scores.max(-1, keepdims=True)
    logs: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return logs
