"""Signs of the page: where a paragraph stands among lines that are judged already. The trees weigh them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from reportedly.clean.neighbours import densest
from reportedly.clean.signs import GUILTY, Line

Column = NDArray[np.float64]

#: Signs of a line by itself and among its neighbours that the trees see as they are.
_TAKEN = (
    "article near on both sides",
    "article near on one side",
    "article far on both sides",
    "article far on one side",
    "share of the article in the densest run",
    "the page is mostly article",
    "itself: share of function words",
    "itself: share of small letters first",
    "itself: share of digits",
    "itself: separators",
    "itself: words glued",
    "itself: web address or handle",
    "itself: stands on the page more than once",
    "itself: ends without a stop",
    "itself: ends without a stop after 12 words or more",
)
#: Runs of the lines with most of the article, by what a line that is none of it costs (in words).
_RUNS = {"loose": 3.0, "middling": 8.0, "tight": 20.0}
_OTHERS = frozenset({"related", "tail", "comments"})
_SIDE = 4
_FAR = 40.0


def page_signs(lines: Sequence[Line], beside: Sequence[Mapping[str, float]]) -> dict[str, Column]:
    """Each sign of the page with its strength for every line. `beside`: what `neighbour_signs` tells of the lines."""
    score, words = np.array([line.score for line in lines]), np.array([float(line.words) for line in lines])
    ended = np.array([line.ended for line in lines])
    guilty = np.array([any(name.startswith(GUILTY) for name in line.signs) for line in lines], dtype=float)
    chance = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
    mass = np.minimum(words, 60) * chance
    taken = np.array([[signs.get(name, 0.0) for name in _TAKEN] for signs in beside])
    out = {"judged so far": score, "by itself": np.array([line.own for line in lines])}
    out |= _adjoining(score) | _runs(mass, chance) | _sure_paragraphs((chance > 0.7) & ended & (words > 12), guilty)
    out["lines since a heading of other articles"] = _since(np.array([line.whole in _OTHERS for line in lines]))
    out |= _amounts(mass, words)
    out |= _near(lines, guilty, ended, words)
    out["words"] = np.minimum(words, 100)
    out["characters a word"] = np.array([len(line.text) for line in lines]) / np.maximum(words, 1)
    return out | dict(zip(_TAKEN, taken.T))


def _adjoining(score: Column) -> dict[str, Column]:
    """What is judged of the three lines above and below; beyond the page's ends is furniture."""
    wide = np.concatenate([np.full(3, -8.0), score, np.full(3, -8.0)])
    places = {"before": (-1, -2, -3), "after": (1, 2, 3)}
    return {
        f"judged so far, {abs(step)} {side}": wide[3 + step : 3 + step + len(score)]
        for side, steps in places.items()
        for step in steps
    }


def _runs(mass: Column, chance: Column) -> dict[str, Column]:
    """Whether each line is in a run of the article, how many lines from it, and how much of the article that run is."""
    at, out = np.arange(len(mass)), {}
    for name, fine in _RUNS.items():
        first, last = densest((mass - (1 - chance) * fine).tolist())
        out[f"in the {name} run"] = ((first <= at) & (at < last)).astype(float)
        out[f"lines from the {name} run"] = np.where(at < first, first - at, np.minimum(last - 1 - at, 0)).astype(float)
        out[f"share of the article in the {name} run"] = np.full(len(mass), mass[first:last].sum() / (mass.sum() or 1))
    return out


def _sure_paragraphs(sure: NDArray[np.bool_], guilty: Column) -> dict[str, Column]:
    """How far the paragraphs that are surely the article's are, and how much furniture stands between."""
    above, below = _since(sure), _since(sure[::-1])[::-1]
    return {
        "lines since a sure paragraph": above,
        "lines to the nearest sure paragraph": np.minimum(above, below),
        "lines to the farther sure paragraph": np.maximum(above, below),
        "wording of furniture since a sure paragraph": _between(sure, guilty),
        "wording of furniture up to a sure paragraph": _between(sure[::-1], guilty[::-1])[::-1],
    }


def _last(marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each place that of the last mark before it, or -1."""
    upto = np.maximum.accumulate(np.where(marks, np.arange(len(marks)), -1))
    return np.concatenate([[-1], upto[:-1]])


def _since(marks: NDArray[np.bool_]) -> Column:
    """For each place how many lines ago the last mark stood, at most 40."""
    last = _last(marks)
    return np.where(last < 0, _FAR, np.minimum(np.arange(len(marks)) - last, _FAR))


def _between(marks: NDArray[np.bool_], values: Column) -> Column:
    """For each place the sum of the values since the last mark before it, at most 15."""
    before = np.concatenate([[0.0], np.cumsum(values)])
    result: Column = np.minimum(before[:-1] - before[_last(marks) + 1], 15.0)
    return result


def _amounts(mass: Column, words: Column) -> dict[str, Column]:
    """How much article the page holds, and how much of it stands above and below each line."""
    whole, above = mass.sum() or 1.0, np.cumsum(mass) - mass
    page = np.ones(len(mass))
    return {
        "article on the page": page * np.log1p(whole),
        "share of article on the page": page * whole / (words.sum() or 1.0),
        "place on the page": np.arange(len(mass)) / len(mass),
        "share of the article above": above / whole,
        "share of the article below": (whole - above - mass) / whole,
    }


def _near(lines: Sequence[Line], guilty: Column, ended: NDArray[np.bool_], words: Column) -> dict[str, Column]:
    """What the four lines above and below are like."""
    dates = np.array(["date or clock in a short line" in line.signs for line in lines], dtype=float)
    size = _around(np.ones(len(lines)))
    return {
        "dates near": _around(dates),
        "sentences near": _around(ended.astype(float)) / size,
        "wording of furniture near": _around(guilty) / size,
        "words near": _around(np.minimum(words, 60)) / size,
    }


def _around(values: Column) -> Column:
    """For each place the sum of the values from four before it to four after."""
    upto, at = np.concatenate([[0.0], np.cumsum(values)]), np.arange(len(values))
    result: Column = upto[np.minimum(at + _SIDE + 1, len(values))] - upto[np.maximum(at - _SIDE, 0)]
    return result
