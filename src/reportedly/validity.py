"""What judgements say of a coding: how far analysts agree with each other, and how often the machine was right.

Precision is the share of judged findings that were accepted, with Wilson's interval (Wilson 1927); agreement is Cohen's
kappa (Cohen 1960) on findings that both judged. Only of what was drawn by chance is precision that of the whole corpus.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

__all__ = ["CHANCE", "Agreement", "Precision", "agreements", "precisions", "wilson"]

#: How the reason of a judgement begins that was made of a finding drawn by chance.
CHANCE = "[drawn by chance]"
#: The 97.5th percentile of the normal distribution.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Precision:
    """Of `judged` findings of a type so many were `right`; the interval holds the true share in 95 of 100 samples."""

    kind: str
    type: str
    judged: int
    right: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.right / self.judged


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two analysts on the findings that both judged; `kappa` is None where chance alone would have them agree."""

    one: str
    two: str
    both: int
    same: int
    kappa: float | None


def precisions(
    judgements: Sequence[Mapping[str, Any]], types: Mapping[str, tuple[str, str]], chance: bool
) -> list[Precision]:
    """By kind and type, those judged most often first. `types`: kind and type by id. `chance`: only those drawn so."""
    last: dict[str, str] = {}
    for one in judgements:
        if one["id"] in types and one["action"] in ("accept", "reject", "amend"):
            if not chance or one["why"].startswith(CHANCE):
                last[one["id"]] = one["action"]
        elif one["action"] == "withdraw" and not one["other"]:
            last.pop(one["id"], None)
    judged = Counter(types[id] for id in last)
    right = Counter(types[id] for id, action in last.items() if action == "accept")
    found = [
        Precision(kind, type, n, right[kind, type], *wilson(right[kind, type], n)) for (kind, type), n in judged.items()
    ]
    return sorted(found, key=lambda one: (-one.judged, one.kind, one.type))


def wilson(right: int, judged: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not judged:
        return 0.0, 1.0
    share, z = right / judged, _Z
    centre = share + z * z / (2 * judged)
    spread = z * math.sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged))
    scale = 1 + z * z / judged
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def agreements(judgements: Iterable[Mapping[str, Any]]) -> list[Agreement]:
    """Every two analysts who judged something in common, those with most in common first."""
    said: dict[str, dict[str, bool]] = {}
    for one in judgements:
        if one["action"] in ("accept", "reject", "amend"):
            said.setdefault(one["by"], {})[one["id"]] = one["action"] == "accept"
        elif one["action"] == "withdraw" and not one["other"]:
            said.get(one["by"], {}).pop(one["id"], None)
    pairs = (_agreement(a, b, said[a], said[b]) for a, b in combinations(sorted(said), 2))
    return sorted((one for one in pairs if one.both), key=lambda one: (-one.both, one.one, one.two))


def _agreement(a: str, b: str, ours: Mapping[str, bool], theirs: Mapping[str, bool]) -> Agreement:
    both = sorted(set(ours) & set(theirs))
    same = sum(ours[id] == theirs[id] for id in both)
    if not both:
        return Agreement(a, b, 0, 0, None)
    yes = [sum(said[id] for id in both) / len(both) for said in (ours, theirs)]
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    kappa = None if chance >= 1 else (same / len(both) - chance) / (1 - chance)
    return Agreement(a, b, len(both), same, kappa)
