"""The head of events: which kinds of happening a sentence reports, and which words are its parties.

No annotator marked the deciding word, only the sentence's type, so a sentence's score for a type is pooled from those
of its pieces, each weighed by how much it is looked at (multiple-instance learning with attention, Ilse et al. 2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from reportedly.encoding.pieces import Pieces
from reportedly.encoding.tags import Floats, Run, averaged, log_softmax

__all__ = ["ACTOR", "NOTHING", "RECIPIENT", "ROLES", "TYPES", "Party", "Told", "told"]

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

#: Start and end of a stretch that is most likely a party, ACTOR or RECIPIENT, and the mean chance of it.
Party = tuple[int, int, int, float]


@dataclass(frozen=True, slots=True)
class Told:
    """What the head makes of a sentence: the chance of each type, "" for none (their sum is 1), and who is party."""

    kinds: Mapping[str, float]
    parties: tuple[Party, ...]


def told(pieces: Pieces, runs: Sequence[Run]) -> Told:
    """What a sentence's pieces and the model's outputs for them tell; nothing of a sentence without pieces."""
    if not runs:
        return Told({}, ())
    types = averaged(runs, "types", len(pieces))
    shares = log_softmax(types[None, :, NOTHING + 1])[0]
    pooled = _logsumexp((types[:, : NOTHING + 1] + shares[:, None]).astype(np.float32))
    chances = np.exp(log_softmax(pooled[None])[0])
    kinds = {name: round(float(chance), DECIMALS) for name, chance in zip((*TYPES, ""), chances)}
    roles = log_softmax(averaged(runs, "roles", len(pieces))).astype(np.float32)
    return Told(kinds, tuple(_parties(pieces, roles)))


def _parties(pieces: Pieces, logs: Floats) -> Iterator[Party]:
    roles = np.round(logs, DECIMALS).argmax(1)
    edges = [0, *(int(at) + 1 for at in np.flatnonzero(np.diff(roles))), len(roles)]
    for first, last in pairwise(edges):
        role = int(roles[first])
        if role:
            chance = float(np.exp(logs[first:last, role].astype(np.float64)).mean())
            yield pieces.starts[first], pieces.ends[last - 1], role, round(chance, DECIMALS)


def _logsumexp(scores: Floats) -> Floats:
    top = scores.max(0)
    found: Floats = (top + np.log(np.exp(scores - top).sum(0))).astype(np.float32)
    return found
