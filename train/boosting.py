"""Gradient-boosted trees for yes or no, grown best split first on binned values, after LightGBM (Ke et al., 2017)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reportedly.clean.trees import Node

BINS = 48


@dataclass(frozen=True)
class Growth:
    """How trees grow: `least` is the weight that either side of a split keeps, `share` that of signs a tree may use."""

    trees: int = 60
    leaves: int = 8
    rate: float = 0.1
    ridge: float = 10.0
    least: float = 2.0
    share: float = 0.3


def boosted(
    x: np.ndarray, names: list[str], gold: np.ndarray, weight: np.ndarray, growth: Growth = Growth()
) -> list[list[Node]]:
    """Trees whose summed values are the log-odds of `gold`; the first is a single leaf, what speaks beforehand."""
    rng = np.random.default_rng(0)
    edges = [_edges(column) for column in x.T]
    codes = np.stack([np.searchsorted(e, column) for e, column in zip(edges, x.T)]).astype(np.uint8)
    base = round(float(np.log((weight @ gold) / (weight @ (1 - gold)))), 4)
    score, out = np.full(len(gold), base), [[("", 0.0, 0, 0, base)]]
    for _ in range(growth.trees):
        chance = 1 / (1 + np.exp(-score))
        slopes = weight * (gold - chance), weight * chance * (1 - chance)
        columns = np.sort(rng.choice(len(edges), int(len(edges) * growth.share), replace=False))
        nodes, leaves = _grown(codes, slopes, columns, growth)
        for at, rows in leaves:
            score[rows] += nodes[at][4]
        out.append([(names[f] if f >= 0 else "", edges[f][b] if f >= 0 else 0.0, *rest) for f, b, *rest in nodes])
    return out


def _edges(column: np.ndarray) -> np.ndarray:
    """The thresholds a sign is asked for; as short as the table writes them."""
    values = np.unique(column)
    if len(values) > BINS:
        values = np.quantile(column, np.linspace(0, 1, BINS))
    return np.unique(np.round((values[:-1] + values[1:]) / 2, 4))


def _grown(codes, slopes, columns, growth):
    """One tree: its nodes as (sign, bin, left, right, value), sign -1 at a leaf; and the rows in each leaf."""

    def histogram(rows):
        first, second = (slope[rows] for slope in slopes)
        binned = (codes[f][rows] for f in columns)
        return np.array([(np.bincount(c, first, BINS), np.bincount(c, second, BINS)) for c in binned])

    def value(sums):
        return round(float(growth.rate * sums[0, 0].sum() / (sums[0, 1].sum() + growth.ridge)), 4)

    rows = np.arange(codes.shape[1])
    sums = histogram(rows)
    nodes = [(-1, 0, 0, 0, value(sums))]
    leaves = {0: (rows, sums, *_best(sums, growth))}
    while len(leaves) < growth.leaves:
        at = max(leaves, key=lambda leaf: leaves[leaf][2])
        rows, sums, gain, place, at_bin = leaves[at]
        if gain <= 0:
            break
        del leaves[at]
        sign = int(columns[place])
        low = codes[sign][rows] <= at_bin
        parts = rows[low], rows[~low]
        smaller = histogram(min(parts, key=len))
        halves = (smaller, sums - smaller) if len(parts[0]) <= len(parts[1]) else (sums - smaller, smaller)
        nodes[at] = (sign, at_bin, len(nodes), len(nodes) + 1, nodes[at][4])
        for part, half in zip(parts, halves):
            leaves[len(nodes)] = (part, half, *_best(half, growth))
            nodes.append((-1, 0, 0, 0, value(half)))
    return nodes, [(at, leaf[0]) for at, leaf in leaves.items()]


def _best(sums, growth):
    """The split with the most to gain: its gain, the place of its sign among the columns, its bin."""
    first, second = sums[:, 0].cumsum(axis=1), sums[:, 1].cumsum(axis=1)
    all_first, all_second = first[:, -1:], second[:, -1:]
    gain = first**2 / (second + growth.ridge) + (all_first - first) ** 2 / (all_second - second + growth.ridge)
    gain -= all_first**2 / (all_second + growth.ridge)
    gain[(second < growth.least) | (all_second - second < growth.least)] = -1.0
    place, at_bin = divmod(int(gain.argmax()), BINS)
    return float(gain[place, at_bin]), place, at_bin
