"""The head of factuality: how far an ordinary reader takes an event to have happened (the scale of Saurí and
Pustejovsky 2009 as numbers, Lee et al. 2015): -3 certainly not, 0 not known, 3 certainly.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reportedly.encoding.pieces import Pieces
from reportedly.encoding.tags import Run, averaged, log_softmax

__all__ = ["SCALE", "STEPS", "Chances", "happened"]

#: The end of the scale, and the steps that the model gives chances of.
SCALE = 3.0
STEPS = tuple(step / 2 for step in range(-6, 7))
#: Decimals of a chance that may decide something.
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Chances:
    """The chance of each of `STEPS` at one word."""

    of: tuple[float, ...]

    @property
    def mean(self) -> float:
        return round(sum(chance * step for chance, step in zip(self.of, STEPS, strict=True)), DECIMALS)

    def below(self, value: float) -> float:
        return round(sum(chance for chance, step in zip(self.of, STEPS, strict=True) if step < value), DECIMALS)

    def above(self, value: float) -> float:
        return round(sum(chance for chance, step in zip(self.of, STEPS, strict=True) if step > value), DECIMALS)


def happened(pieces: Pieces, runs: Sequence[Run], spans: Sequence[tuple[int, int]]) -> list[Chances | None]:
    """The chances at each of these words (character offsets); None for one that has no pieces."""
    if not runs:
        return [None] * len(spans)
    places = [(bisect_right(pieces.ends, start), bisect_left(pieces.starts, end)) for start, end in spans]
    asked = [first for first, last in places if first < last]
    chances = np.exp(log_softmax(averaged(runs, "value", len(pieces))[asked])).round(DECIMALS).tolist()
    found = dict(zip(asked, chances))
    return [Chances(tuple(found[first])) if first < last else None for first, last in places]
