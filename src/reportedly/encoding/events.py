"""The head of events: which kinds of happening a sentence reports, and which words are its parties.

No annotator marked the deciding word, only the sentence's type, so a sentence's score for a type is pooled from those
of its pieces, each weighed by how much it is looked at (multiple-instance learning with attention, Ilse et al. 2018).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from reportedly.encoding.pieces import Pieces
from reportedly.encoding.tags import Floats, Run, averaged, log_softmax

__all__ = ["ACTOR", "NOTHING", "RECIPIENT", "ROLES", "TYPES", "Told", "told"]

#: PLOVER's types in the order of the ontology file; a sentence that reports none has the one after them.
TYPES = (
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
)
NOTHING = len(TYPES)
#: What a piece is to the main event of its sentence.
ROLES = ("none", "actor", "recipient")
ACTOR, RECIPIENT = 1, 2
#: Decimals of a chance that may decide something.
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What the head gave for a text's pieces: `scores` [n, types + 1], `looks` [n], `roles` [n, 3] as log chances."""

    pieces: Pieces
    scores: Floats
    looks: Floats
    roles: Floats

    def kinds(self, start: int, end: int) -> Mapping[str, float]:
        """The chance of each type in a stretch of text, "" for none: their sum is 1. Nothing where no piece stands."""
        first, last = self._places(start, end)
        if first >= last:
            return {}
        pooled = _logsumexp(self._weighed(first, last))
        chances = np.exp(log_softmax(pooled[None])[0])
        return {name: round(float(chance), DECIMALS) for name, chance in zip((*TYPES, ""), chances)}

    def marked(self, start: int, end: int) -> list[tuple[int, int, int, float]]:
        """The stretches that are most likely a party: start, end, ACTOR or RECIPIENT, the mean chance of it."""
        first, last = self._places(start, end)
        roles = np.round(self.roles[first:last], DECIMALS).argmax(1) if first < last else np.zeros(0, np.int64)
        edges = [0, *(int(at) + 1 for at in np.flatnonzero(np.diff(roles))), len(roles)]
        found = []
        for a, b in pairwise(edges):
            role = int(roles[a]) if a < b else 0
            if role:
                chance = float(np.exp(self.roles[first + a : first + b, role].astype(np.float64)).mean())
                found.append((self.pieces.starts[first + a], self.pieces.ends[first + b - 1], role, round(chance, 3)))
        return found

    def _places(self, start: int, end: int) -> tuple[int, int]:
        return bisect_right(self.pieces.ends, start), bisect_left(self.pieces.starts, end)

    def _weighed(self, first: int, last: int) -> Floats:
        """The scores of pieces, each with the share of attention that it gets among them."""
        shares = log_softmax(self.looks[None, first:last])[0]
        weighed: Floats = (self.scores[first:last] + shares[:, None]).astype(np.float32)
        return weighed


def told(pieces: Pieces, runs: Sequence[Run]) -> Told:
    """What all windows gave, put together."""
    if not runs:
        nothing = np.zeros((0, NOTHING + 1), np.float32)
        return Told(pieces, nothing, nothing[:, 0], nothing[:, : len(ROLES)])
    types = averaged(runs, "types", len(pieces))
    roles = log_softmax(averaged(runs, "roles", len(pieces))).astype(np.float32)
    return Told(pieces, types[:, : NOTHING + 1], types[:, NOTHING + 1], roles)


def _logsumexp(scores: Floats) -> Floats:
    top = scores.max(0)
    found: Floats = (top + np.log(np.exp(scores - top).sum(0))).astype(np.float32)
    return found
