"""How strongly the signs of each paragraph speak for the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from reportedly import shelf
from reportedly.clean.neighbours import neighbour_signs
from reportedly.clean.paragraphs import paragraphs
from reportedly.clean.signs import Line, innocent, line_at
from reportedly.clean.words import plain

if TYPE_CHECKING:  # numpy is loaded at first need
    from reportedly.clean.page import Column
    from reportedly.clean.trees import Forest, Node


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned of signs: log-odds of each for the article, by itself and among its neighbours, and trees."""

    itself: Mapping[str, float]
    neighbours: Mapping[str, float]
    trees: Forest


@cache
def fitted() -> Weights:
    """The weights that come with the package."""
    from reportedly.clean.trees import forest

    stages: dict[str, dict[str, float]] = {"itself": {}, "neighbours": {}}
    for row in shelf.table("en/clean_weights.tsv"):
        stages[row["stage"]][row["sign"]] = float(row["weight"])
    trees: list[list[Node]] = []
    for row in shelf.table("en/clean_trees.tsv"):
        if row["node"] == "0":
            trees.append([])
        ways = int(row["left"] or 0), int(row["right"] or 0)
        trees[-1].append((row["sign"], float(row["threshold"] or 0), *ways, float(row["value"])))
    return Weights(stages["itself"], stages["neighbours"], forest(trees))


def odds(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The signs' log-odds for the article, summed."""
    return sum(strength * weights.get(name, 0.0) for name, strength in signs.items())


def unjudged(text: str, seen: Collection[str]) -> list[Line]:
    """The text's paragraphs with the signs they show by themselves."""
    spans = paragraphs(text)
    repeats = Counter(plain(span.of(text)) for span in spans if span.end - span.start < 400)
    return [line_at(text, span, repeats, seen) for span in spans]


#: How many words a button or a heading has at most.
_BUTTON = 6


def weighed(lines: Sequence[Line], itself: Mapping[str, float], neighbours: Mapping[str, float]) -> dict[str, Column]:
    """Gives each line its log-odds by itself and among its neighbours; the signs of the page that follow from them."""
    from reportedly.clean.page import page_signs

    for line in lines:
        line.own = odds(line.signs, itself)
    beside = neighbour_signs(lines)
    for line, signs in zip(lines, beside):
        line.score = odds(signs, neighbours)
    return page_signs(lines, beside)


def judged(text: str, seen: Collection[str], weights: Weights) -> list[Line]:
    """The text's paragraphs with their log-odds of being article text, above those from which keeping a line pays."""
    from reportedly.clean.trees import threshold

    lines = unjudged(text, seen)
    if lines:
        signs = weighed(lines, weights.itself, weights.neighbours)
        found = weights.trees.odds(signs)
        for line, score in zip(lines, (found - threshold(found, [line.words for line in lines])).tolist()):
            # What stands around a button or a heading of other articles does not make it the article's.
            button = line.words <= _BUTTON and not innocent(line)
            line.score = min(line.score, score) if button else score
    return lines
