"""Whether two accounts speak of one happening: comparators, each with points for or against, and why.

Points are log-odds by estimate, added up on a prior against: most pairs of accounts speak of different things. A
missing value says nothing either way. Method: pairwise comparison with additive evidence (Fellegi and Sunter 1969).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from reportedly.weigh.accounts import Account, Party

__all__ = ["Likeness", "compare"]

#: Points against, before anything is known; two reports of what is said to be so need more words in common.
PRIOR = -2.6
#: Days by which two reports of one day may differ (time zones, "overnight"), and a width that is still one day or so.
SLACK, NARROW = 1, 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """The points of a pair and what they are for, the weightiest first. Positive: one happening."""

    points: float
    because: tuple[str, ...]


Evidence = tuple[float, str]


def compare(a: Account, b: Account) -> Likeness:
    """How alike two accounts are. Symmetric; nothing but the two accounts decides.

    A pair that nothing left could save is given up early: its points are then those so far.
    """
    points, found = PRIOR, list[Evidence]()
    for comparator, most in _COMPARATORS:
        if points + most <= 0:
            return Likeness(points, ())
        one = comparator(a, b)
        points += one[0]
        if one[0] > 0 and one[1]:
            found.append(one)
    found.sort(key=lambda one: -one[0])
    return Likeness(points, tuple(why for _, why in found))


def _kind(a: Account, b: Account) -> Evidence:
    if a.kind == b.kind == "said":
        return -0.6, ""
    if "said" in (a.kind, b.kind):
        return 0.0, ""
    same_word = a.trigger == b.trigger
    if a.type == b.type:
        other = bool(a.mode and b.mode and a.mode != b.mode)
        return (1.6 if same_word else 0.7) - 0.5 * other, f"both {a.type}" + (f", “{a.trigger}”" if same_word else "")
    return (0.6, f"“{a.trigger}” in both") if same_word else (-1.8, "")


def _actors(a: Account, b: Account) -> Evidence:
    return _side(a, b, a.actors, b.actors, "by")


def _recipients(a: Account, b: Account) -> Evidence:
    return _side(a, b, a.recipients, b.recipients, "to")


def _side(a: Account, b: Account, ours: Sequence[Party], theirs: Sequence[Party], how: str) -> Evidence:
    if not ours or not theirs:
        return 0.0, ""
    alike = [max(_alike(one, other) for other in theirs) for one in ours]
    back = [max(_alike(one, other) for other in ours) for one in theirs]
    least = min(max(alike), max(back))
    if least <= 0:
        return -2.6, ""
    mean = (sum(alike) + sum(back)) / (len(alike) + len(back))
    return 1.3 * mean - 0.2, f"{how} {max(zip(alike, (p.name for p in ours), strict=True))[1]}"


def _alike(a: Party, b: Party) -> float:
    if a.person and b.person:
        if a.person == b.person and (a.country == b.country or not (a.country and b.country)):
            return 1.0
        return 0.35 if a.key == b.key else 0.0
    if a.key == b.key:
        return 1.0 if not (a.person or b.person) else 0.8
    return 0.0


def _place(a: Account, b: Account) -> Evidence:
    if a.place is None or b.place is None:
        return 0.0, ""
    if a.place.name.casefold() == b.place.name.casefold():
        return 0.9, f"in {a.place.name}"
    if a.place.key == b.place.key:
        return 0.2, ""
    return -1.0, ""


def _dates(a: Account, b: Account) -> Evidence:
    ours, theirs = _period(a), _period(b)
    if ours is None or theirs is None:
        return _printed(a, b), ""
    gap = max(ours[0], theirs[0]) - min(ours[1], theirs[1])
    narrow = max(ours[1] - ours[0], theirs[1] - theirs[0]) <= NARROW
    if gap > SLACK:
        # A day against a day contradicts; a month or a "last week" may be loosely said.
        return -3.0 if narrow else -2.0 if gap > 7 else -1.0, ""
    return (1.0, f"on {a.earliest}") if narrow else (0.3, "in the same period")


def _printed(a: Account, b: Account) -> float:
    """Undated accounts: reports weeks apart seldom tell of one news event."""
    if not (a.published and b.published):
        return 0.0
    apart = abs(_days(a.published) - _days(b.published))
    return 0.0 if apart <= 7 else -0.4 if apart <= 30 else -0.9


def _period(account: Account) -> tuple[int, int] | None:
    first, last = account.earliest or account.latest, account.latest or account.earliest
    return (_days(first), _days(last)) if first and last else None


@cache
def _days(day: str) -> int:
    return date.fromisoformat(day if len(day) == 10 else f"{day}-01-01"[:10]).toordinal()


def _words(a: Account, b: Account) -> Evidence:
    common = [word for word in a.words if word in b.words]
    if not common:
        return -0.8, ""
    likeness = sum(a.words[word] * b.words[word] for word in common)
    telling = sorted((word for word in common if word[0] != "@"), key=lambda word: (-a.words[word], word))[:3]
    return 4.2 * likeness - 0.5, f"the words {', '.join(telling)}" if telling else ""


def _around(a: Account, b: Account) -> Evidence:
    """What is said without roles: whom it names should be the parties, or the same names."""
    if a.kind != "said" and b.kind != "said":
        return 0.0, ""
    ours, theirs = _keys(a), _keys(b)
    if not ours or not theirs:
        return -0.6, ""
    common = len(ours & theirs) / min(len(ours), len(theirs))
    return 1.6 * common - 1.0, ""


def _keys(account: Account) -> frozenset[str]:
    if account.kind == "said":
        return account.around
    return frozenset(party.key for party in (*account.actors, *account.recipients))


def _apart(a: Account, b: Account) -> Evidence:
    """Two findings in one sentence are told apart by it."""
    if a.article == b.article and a.sentence == b.sentence:
        return -4.0, ""
    return 0.0, ""


#: The comparators, the cheap and telling first, each with the most that it and all after it can give.
_COMPARATORS: tuple[tuple[Callable[[Account, Account], Evidence], float], ...] = (
    (_apart, 10.0),
    (_kind, 10.0),
    (_dates, 8.4),
    (_actors, 7.4),
    (_recipients, 6.3),
    (_place, 5.2),
    (_words, 4.3),
    (_around, 0.6),
)
