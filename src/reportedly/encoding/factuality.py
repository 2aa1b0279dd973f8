"""The head of factuality: how far an ordinary reader takes an event to have happened (the scale of Saurí and
Pustejovsky 2009 as numbers, Lee et al. 2015): -3 certainly not, 0 not known, 3 certainly.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from reportedly.encoding.pieces import Pieces
from reportedly.encoding.tags import Run, averaged, log_softmax

__all__ = ["SCALE", "STEPS", "happened"]

#: The end of the scale, and the steps that the model gives chances of.
SCALE = 3.0
STEPS = tuple(step / 2 for step in range(-6, 7))


def happened(pieces: Pieces, runs: Sequence[Run], spans: Sequence[tuple[int, int]]) -> list[float]:
    """The mean value at each of these words (character offsets), two decimals; 3 for one that has no pieces."""
    if not runs:
        return [SCALE] * len(spans)
    chances = np.exp(log_softmax(averaged(runs, "value", len(pieces))))
    means = chances @ np.array(STEPS)
    found = []
    for start, end in spans:
        first, last = bisect_right(pieces.ends, start), bisect_left(pieces.starts, end)
        found.append(round(float(means[first]), 2) if first < last else SCALE)
    return found
