"""Boosted trees over the signs of the page: what no sum of single signs tells."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: A line of so many words is a page that its dumper glued together: half in doubt, it may hold the whole article.
GLUED = 80
#: What the best F1 hoped for must be at least, halved: pages without an article hope for less.
HOPED, HOPED_GLUED = 0.25, 0.05
#: One node: the sign asked for ("" at a leaf), its threshold, the nodes at or below it and above it, the log-odds.
Node = tuple[str, float, int, int, float]


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees whose leaves' log-odds add up. Each array holds a value a node, of all trees; a leaf leads to itself."""

    signs: tuple[str, ...]
    roots: NDArray[np.int64]
    sign: NDArray[np.int64]
    threshold: NDArray[np.float64]
    below: NDArray[np.int64]
    above: NDArray[np.int64]
    value: NDArray[np.float64]
    depth: int

    def odds(self, strengths: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """The log-odds of each line, given the strength of every sign for every line."""
        table = self._table(strengths)
        at = np.tile(self.roots, (len(table), 1))
        for _ in range(self.depth):
            at = self._next(table, at)
        total: NDArray[np.float64] = self.value[at].sum(axis=1)
        return total

    def reasons(self, strengths: Mapping[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
        """What each sign adds to each line's log-odds: the change along the trees' paths, summed by the sign asked for.

        All of them and the first values of the trees add up to `odds` (Saabas, "Interpreting random forests", 2014).
        """
        table = self._table(strengths)
        at, out = np.tile(self.roots, (len(table), 1)), np.zeros((len(table), len(self.signs)))
        rows = np.arange(len(table))[:, None]
        for _ in range(self.depth):
            after = self._next(table, at)
            np.add.at(out, (rows, self.sign[at]), self.value[after] - self.value[at])
            at = after
        return dict(zip(self.signs, out.T))

    def _table(self, strengths: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        return np.stack([strengths[name] for name in self.signs], axis=1)

    def _next(self, table: NDArray[np.float64], at: NDArray[np.int64]) -> NDArray[np.int64]:
        here = np.take_along_axis(table, self.sign[at], axis=1)
        return np.where(here <= self.threshold[at], self.below[at], self.above[at])


def forest(trees: Sequence[list[Node]]) -> Forest:
    """The trees as one forest; in each tree nodes are named by their place, the first is the root."""
    nodes: list[Node] = []
    roots: list[int] = []
    for tree in trees:
        start = len(nodes)
        roots.append(start)
        for place, (name, threshold, low, high, value) in enumerate(tree):
            ways = (start + low, start + high) if name else (start + place, start + place)
            nodes.append((name, threshold, *ways, value))
    signs = tuple(sorted({node[0] for node in nodes if node[0]}))
    places = {name: i for i, name in enumerate(signs)} | {"": 0}
    names, thresholds, lows, highs, values = zip(*nodes)
    return Forest(
        signs,
        np.array(roots),
        np.array([places[name] for name in names]),
        np.array(thresholds),
        np.array(lows),
        np.array(highs),
        np.array(values),
        max(_depth(tree) for tree in trees),
    )


def _depth(tree: list[Node], at: int = 0) -> int:
    name, _, low, high, _ = tree[at]
    return 1 + max(_depth(tree, low), _depth(tree, high)) if name else 0


def threshold(odds: NDArray[np.float64], words: Sequence[int]) -> float:
    """The log-odds from which keeping a line pays on this page.

    That is where its chance is half the best F1 of words that the page lets hope for (Lipton, Elkan and Naryanaswamy,
    "Optimal thresholding of classifiers to maximize F1 measure", 2014): a page that leaves much open is read in doubt.
    """
    chance = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    best_first = np.argsort(-chance, kind="stable")
    counts = np.array(words)[best_first]
    right, kept = np.cumsum(counts * chance[best_first]), np.cumsum(counts)
    least = HOPED_GLUED if max(words, default=0) > GLUED else HOPED
    half = max(least, float((right / (kept + right[-1])).max()))
    return math.log(half / (1 - half))
