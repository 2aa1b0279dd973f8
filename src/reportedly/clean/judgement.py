"""How strongly the signs of each paragraph speak for the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache
from typing import TypeAlias

from reportedly import shelf
from reportedly.clean.neighbours import neighbour_signs
from reportedly.clean.paragraphs import paragraphs
from reportedly.clean.signs import Line, line_at
from reportedly.clean.words import plain

#: Log-odds of each sign for the article, under the name of the stage that weighs it: "itself", then "neighbours".
Weights: TypeAlias = Mapping[str, Mapping[str, float]]


@cache
def fitted() -> Weights:
    """The weights that come with the package."""
    out: dict[str, dict[str, float]] = {"itself": {}, "neighbours": {}}
    for row in shelf.table("en/clean_weights.tsv"):
        out[row["stage"]][row["sign"]] = float(row["weight"])
    return out


def odds(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The signs' log-odds for the article, summed."""
    return sum(strength * weights.get(name, 0.0) for name, strength in signs.items())


def unjudged(text: str, seen: Collection[str]) -> list[Line]:
    """The text's paragraphs with the signs they show by themselves."""
    spans = paragraphs(text)
    repeats = Counter(plain(span.of(text)) for span in spans if span.end - span.start < 400)
    return [line_at(text, span, repeats, seen) for span in spans]


def judged(text: str, seen: Collection[str], weights: Weights) -> list[Line]:
    """The text's paragraphs with their log-odds of being article text."""
    lines = unjudged(text, seen)
    for line in lines:
        line.own = odds(line.signs, weights["itself"])
    for line, signs in zip(lines, neighbour_signs(lines)):
        line.score = odds(signs, weights["neighbours"])
    return lines
