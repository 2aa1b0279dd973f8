"""From windows' numbers to spans: overlapping windows averaged, the best legal sequence of tags, pieces to offsets.

Needs numpy only. Tags are BIO (Ramshaw and Marcus 1995): 0 is outside, then B and I of each role in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from train.encoder.data import Floats, Ints
from train.encoder.pieces import Pieces

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
    width = runs[0].out[name].shape[-1]
    total, weight = np.zeros((length, width), np.float64), np.zeros((length, 1), np.float64)
    for run in runs:
        share = centrality(run.end - run.start)[:, None]
        total[run.start : run.end] += share * run.out[name][1:-1]
        weight[run.start : run.end] += share
    return (total / weight).astype(np.float32)


def centrality(length: int) -> NDArray[np.float64]:
    """For each place in a window its distance to the nearer edge, from 1."""
    places = np.arange(length)
    return np.minimum(places + 1, length - places).astype(np.float64)


def best_tags(scores: Floats) -> Ints:
    """The sequence of tags with the highest sum of scores [length, tags] in which I-x only follows B-x or I-x."""
    length, tags = scores.shape
    allowed = _transitions(tags)
    best = scores[0] + _starts(tags)
    came = np.zeros((length, tags), np.int64)
    for place in range(1, length):
        ways = best[:, None] + allowed
        came[place] = ways.argmax(0)
        best = ways.max(0) + scores[place]
    path = np.zeros(length, np.int64)
    path[-1] = best.argmax()
    for place in range(length - 1, 0, -1):
        path[place - 1] = came[place, path[place]]
    return path


def _transitions(tags: int) -> Floats:
    """[from, to]: 0 where the step is legal."""
    steps = np.zeros((tags, tags), np.float32)
    for inside in range(2, tags, 2):
        steps[:, inside] = FORBIDDEN
        steps[[inside - 1, inside], inside] = 0
    return steps


def _starts(tags: int) -> Floats:
    first = np.zeros(tags, np.float32)
    first[2::2] = FORBIDDEN
    return first


def marked(tags: Sequence[int] | Ints, pieces: Pieces) -> list[Marked]:
    """The spans that the tags mark, paragraph markers at their edges left off."""
    found, start, role = [], 0, -1
    for place, tag in enumerate([*(int(tag) for tag in tags), 0]):
        if role >= 0 and tag != 2 * role + 2:
            found.append(Marked(start, place, role))
            role = -1
        if tag % 2:
            start, role = place, tag // 2
    return [span for span in (_stripped(span, pieces) for span in found) if span.start < span.end]


def _stripped(span: Marked, pieces: Pieces) -> Marked:
    start, end = span.start, span.end
    while start < end and start in pieces.breaks:
        start += 1
    while start < end and end - 1 in pieces.breaks:
        end -= 1
    return Marked(start, end, span.role)


def offsets(spans: Iterable[Marked], pieces: Pieces) -> list[list[int]]:
    """Character offsets [start, end] of each span."""
    return [[pieces.starts[span.start], pieces.ends[span.end - 1]] for span in spans]


def pointed(runs: Sequence[Run], from_to: tuple[str, str], froms: Sequence[Marked], tos: Sequence[Marked]) -> Floats:
    """Log chance [froms, tos + 1] that a span points to another; the last column is "to none", the frame's first place.

    A window gives each piece of `froms` a distribution over its places; a span's chance is the sum over its pieces.
    Windows are averaged by how central the pieces that point are; a pair that no window holds is out of the question.
    """
    total = np.zeros((len(froms), len(tos) + 1), np.float64)
    weight = np.zeros_like(total)
    for run in runs:
        inside = [(n, max(s.start, run.start), min(s.end, run.end)) for n, s in enumerate(tos)]
        targets = [(n, a - run.start + 1, b - run.start + 1) for n, a, b in inside if a < b]
        for row, span in enumerate(froms):
            a, b = max(span.start, run.start) - run.start, min(span.end, run.end) - run.start
            if a >= b:
                continue
            share = float(centrality(run.end - run.start)[a:b].sum())
            logs = _log_softmax(run.out[from_to[0]][a + 1 : b + 1] @ run.out[from_to[1]].T)
            total[row, -1] += share * float(logs[:, 0].mean())
            weight[row, -1] += share
            for column, c, d in targets:
                total[row, column] += share * float(np.logaddexp.reduce(logs[:, c:d], axis=1).mean())
                weight[row, column] += share
    return np.where(weight > 0, total / np.maximum(weight, 1e-9), FORBIDDEN).astype(np.float32)


def _log_softmax(scores: Floats) -> NDArray[np.float64]:
    shifted = scores.astype(np.float64) - scores.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
