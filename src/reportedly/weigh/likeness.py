"""Whether two accounts speak of one happening: signs for and against it, their weights, and why.

The signs of a pair are weighed and added up; a missing value says nothing either way (Fellegi and Sunter 1969). Weights
are in `data/likeness.tsv`, log-odds: estimates, and fitted ones for accounts that no rule stands behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial
from itertools import accumulate
from operator import mul

from reportedly import ontology, shelf
from reportedly.weigh.accounts import Account, News, Party, most

__all__ = ["Likeness", "Scale", "Weights", "is_loose", "scale", "signs"]

#: Days by which two reports of one day may differ (time zones, "overnight"), and a width that is still one day or so.
SLACK, NARROW = 1, 4

#: Articles that are as alike as this tell one story.
_ONE_STORY = 0.25
#: Words that are less alike than this are others.
_FEW = 0.2
#: A trigger that tells less than this ("have", "put") need not be said again.
_LITTLE = 0.2
#: (name, how much of it from 0 to 1, the words for it as a reason, or what makes them)
Sign = tuple[str, float, str | Callable[[], str]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """The points of a pair, and the signs for it in words, the weightiest first. Positive: one happening."""

    points: float
    because: tuple[str, ...]


class Weights:
    """A weight for each sign, "bias" among them."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.of = weights
        gains = [sum(max(0.0, weights[name]) for name in _GIVES[look.__name__]) for look in _LOOKS]
        #: For each look the most points that it and those after it can give.
        self.most = tuple(accumulate(reversed(gains)))[::-1]


@dataclass(frozen=True, slots=True)
class Scale:
    """The comparing of accounts. `loose` weights are those for pairs with an event that no rule stands behind: who its
    parties are is read off the grammar alone, and much of what it may be is not in the ontology."""

    firm: Weights
    loose: Weights

    def compare(self, a: Account, b: Account) -> Likeness:
        """How alike two accounts are. Symmetric; nothing but the two accounts decides.

        A pair that nothing left could save is given up early: its points are then those so far.
        """
        weights, found = self._weights(a, b), list[tuple[float, str | Callable[[], str]]]()
        points = weights.of["bias"]
        for look, rest in zip(_LOOKS, weights.most, strict=True):
            if points + rest <= 0:
                return Likeness(points, ())
            for name, much, why in look(a, b):
                gain = weights.of[name] * much
                points += gain
                if why and gain > 0:
                    found.append((gain, why))
        found.sort(key=lambda one: -one[0])
        reasons = (why if isinstance(why, str) else why() for _, why in found)
        return Likeness(points, tuple(filter(None, reasons)))

    def points(self, a: Account, b: Account) -> float:
        """The points that `compare` gives, without the reasons: most pairs are told apart, and nobody asks why."""
        weights = self._weights(a, b)
        of = weights.of
        points = of["bias"]
        for look, rest in zip(_LOOKS, weights.most):
            if points + rest <= 0:
                break
            for name, much, _ in look(a, b):
                points += of[name] * much
        return points

    def _weights(self, a: Account, b: Account) -> Weights:
        return self.loose if is_loose(a, b) else self.firm


def is_loose(a: Account, b: Account) -> bool:
    """Whether a pair of events is weighed loosely."""
    return "said" not in (a.kind, b.kind) and (a.loose or b.loose)


@cache
def scale() -> Scale:
    """The scale that we ship."""
    table = shelf.table("likeness.tsv")
    firm, loose = (Weights({row["sign"]: float(row[column]) for row in table}) for column in ("weight", "loose"))
    return Scale(firm, loose)


def signs(a: Account, b: Account) -> Iterator[Sign]:
    """All signs of a pair: the name, how much of it from 0 to 1, the words for it as a reason ("" for none)."""
    for look in _LOOKS:
        yield from look(a, b)


# --- what is done -----------------------------------------------------------------------------------------------


def _news(a: Account, b: Account) -> Iterator[Sign]:
    """How alike the articles are: one war has many attacks, one day's news has one."""
    alike = 1.0 if a.article == b.article else _one_news(a.news, b.news)
    yield "one_story", min(1.0, alike / _ONE_STORY), ""
    yield "one_report", min(1.0, max(0.0, alike - _ONE_STORY) / _ONE_STORY), ""


@lru_cache(maxsize=1_000)
def _one_news(ours: News, theirs: News) -> float:
    """How alike two articles are, whose accounts come one after the other."""
    return _cosine(ours.words, theirs.words)


def _cosine(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    if len(theirs) < len(ours):
        ours, theirs = theirs, ours
    common = _common(ours, theirs)
    products: Iterator[float] = map(mul, map(ours.__getitem__, common), map(theirs.__getitem__, common))
    return sum(products)


def _common(ours: Mapping[str, float], theirs: Mapping[str, float]) -> list[str]:
    """The words of both, in our order."""
    return list(filter(theirs.__contains__, ours))


def _done(a: Account, b: Account) -> Iterator[Sign]:
    if a.article == b.article:
        yield "one_article", 1.0, ""
        if a.sentence == b.sentence:
            yield "one_sentence", 1.0, ""
        if _at_odds(a, b):
            yield "at_odds", 1.0, ""
    if "said" in (a.kind, b.kind):
        yield "both_said" if a.kind == b.kind else "one_said", 1.0, ""
        if a.kind == b.kind and a.deeds & b.deeds:
            yield "said_deed", 1.0, ""
            if _answered(a, b) or _answered(b, a):
                yield "answered", 1.0, ""
        if a.kind != b.kind and not a.deeds & b.deeds:
            event, said = (b, a) if a.kind == "said" else (a, b)
            if event.trigger not in said.words:
                yield "deed_not_said", float(event.telling > _LITTLE), ""
        return
    if a.trigger == b.trigger:
        yield "same_word", 1.0, f"“{a.trigger}” in both"
        yield "telling_word", a.telling, ""
    elif a.deeds & b.deeds:
        yield "same_deed", 1.0, f"“{a.trigger}” and “{b.trigger}” are one kind of deed"
    if a.kind != b.kind:
        yield "state_and_event", 1.0, ""
    elif a.type and b.type:
        if a.type != b.type:
            # The ontology codes a deed to come by the words that announce it (AGREE, THREATEN), the deed by itself.
            foretold = any(one.ahead and _in_words(one.type) for one in (a, b))
            yield "foretold_type" if foretold else "other_type", 1.0, ""
            return
        yield "same_type", 1.0, f"both {a.type}"
        if a.mode and b.mode and a.mode != b.mode:
            yield "other_mode", 1.0, ""


def _at_odds(a: Account, b: Account) -> bool:
    """Whether somebody asserts the one and denies the other: within one report he then speaks of two things."""
    ours, theirs = _stances(a), _stances(b)
    return any((who, "denies") in theirs for who, stance in ours if stance == "asserts") or any(
        (who, "asserts") in theirs for who, stance in ours if stance == "denies"
    )


def _stances(account: Account) -> set[tuple[str, str | None]]:
    """Who takes which stance on the matter itself: who says that it is not so denies it."""
    views = (account.turned() if account.negated else account).views
    return {(view.holder.key if view.holder else "", view.stance) for view in views if not view.back}


def _answered(denial: Account, word: Account) -> bool:
    """Whether somebody denies the one, as nobody does who was not told of it, and another had asserted the other."""
    if not any(view.stance == "denies" for view in denial.views):
        return False
    if denial.negated or word.negated:
        return False  # who says that something is not so may say it of himself
    if denial.article != word.article and sum(one[0] != "@" and one in word.words for one in denial.words) < 2:
        return False  # in another report it may be about something else
    no, yes = _stances(denial), _stances(word)
    apart = not {who for who, _ in no} & {who for who, _ in yes}
    before = (word.published or "") <= (denial.published or "9999")
    return apart and before and {stance for _, stance in no} == {"denies"} and {"asserts"} == {it for _, it in yes}


@cache
def _in_words(type: str) -> bool:
    """Whether the type is one of words, not of deeds."""
    scheme = ontology.load("plover")
    return type in scheme and (scheme.get(type).quad or "").startswith("V")


def _order(a: Account, b: Account) -> Iterator[Sign]:
    """What is told as still to come is not what had happened by then."""
    for early, late in ((a, b), (b, a)):
        if early.ahead and not late.ahead and late.latest and early.published and late.latest < early.published:
            yield "over_before", 1.0, ""


# --- when -------------------------------------------------------------------------------------------------------


def _when(a: Account, b: Account) -> Iterator[Sign]:
    ours, theirs = _period(a.earliest, a.latest), _period(b.earliest, b.latest)
    if ours is None or theirs is None:
        apart = abs(_days(a.published) - _days(b.published)) if a.published and b.published else 0
        if apart > 7:
            yield "weeks_apart", min(apart / 42, 1.0), ""
        return
    gap = max(ours[0], theirs[0]) - min(ours[1], theirs[1])
    narrow = max(ours[1] - ours[0], theirs[1] - theirs[0]) <= NARROW
    if gap > SLACK:
        # A day against a day contradicts; a month or a "last week" may be loosely said.
        yield "other_day" if narrow else "other_period", 1.0 if narrow or gap > 7 else 0.5, ""
    elif narrow:
        yield "same_day", 1.0, f"on {a.earliest}"
    elif _closed(a) and _closed(b):
        yield "same_period", 1.0, "in the same period"


def _closed(account: Account) -> bool:
    """Whether both ends of a time are known: what is over by a day, or to come, shares no period with anything."""
    return bool(account.earliest and account.latest)


@lru_cache(maxsize=10_000)
def _period(earliest: str | None, latest: str | None) -> tuple[int, int] | None:
    if not earliest and not latest:
        return None
    return _days(earliest or "0001-01-01"), _days(latest or "9999-12-31")


@cache
def _days(day: str) -> int:
    return date.fromisoformat(day if len(day) == 10 else f"{day}-01-01"[:10]).toordinal()


# --- who, where -------------------------------------------------------------------------------------------------


def _who(a: Account, b: Account) -> Iterator[Sign]:
    ours, theirs = (*a.actors, *a.recipients), (*b.actors, *b.recipients)
    if ours and theirs:
        likes, n, m = _likes(ours, theirs), len(a.actors), len(b.actors)
        yield from _side("same_actors", "other_actors", "by", a.actors, b.actors, [row[:m] for row in likes[:n]])
        ends = [row[m:] for row in likes[n:]]
        yield from _side("same_recipients", "other_recipients", "to", a.recipients, b.recipients, ends)
        shared = _shared(likes)
        if shared or _contradict(ours, theirs):
            yield ("parties_shared", shared, "") if shared else ("no_party_shared", 1.0, "")
    elif "said" not in (a.kind, b.kind):
        yield "party_unknown", 1.0, ""


def _side(
    same: str, other: str, how: str, ours: Sequence[Party], theirs: Sequence[Party], likes: Sequence[Sequence[float]]
) -> Iterator[Sign]:
    if ours and theirs:
        shared = _shared(likes)
        if shared:
            best = max(range(len(ours)), key=lambda n: max(likes[n]))
            yield same, shared, f"{how} {ours[best].name}"
        elif _contradict(ours, theirs):
            yield other, 1.0, ""


def _contradict(ours: Sequence[Party], theirs: Sequence[Party]) -> bool:
    """Whether two lists that share nobody must mean others: who is only described ("gunmen") may be anybody."""
    return all(
        (a.named and b.named) or (a.country and b.country and a.country != b.country) for a in ours for b in theirs
    )


def _likes(ours: Sequence[Party], theirs: Sequence[Party]) -> list[list[float]]:
    """How alike each of ours is to each of theirs."""
    return [[_alike(one, other) for other in theirs] for one in ours]


def _shared(likes: Sequence[Sequence[float]]) -> float:
    """How far two lists name the same parties: the mean over both of the best likeness of each."""
    best: list[float] = [*map(max, likes), *map(max, zip(*likes))]
    return sum(best) / len(best)


def _alike(a: Party, b: Party) -> float:
    """A person and his state are nearly one party; two persons of one state are not."""
    if not (a.named and b.named):
        return 0.6 if a.name.casefold() == b.name.casefold() or a.key == b.key else 0.0
    if a.person and b.person:
        if a.person == b.person:
            return 1.0 if a.country == b.country or not (a.country and b.country) else 0.0
        return 0.3 if a.key == b.key else 0.0
    return (0.8 if a.person or b.person else 1.0) if a.key == b.key else 0.0


def _where(a: Account, b: Account) -> Iterator[Sign]:
    if a.place and b.place:
        if a.place.name.casefold() == b.place.name.casefold():
            yield "same_place", 1.0, f"in {a.place.name}"
        elif a.place.key != b.place.key:
            yield "other_place", 1.0, ""
    elif a.place or b.place:
        placed, other = (a, b) if a.place else (b, a)
        if placed.place and any(placed.place.key == party.key for party in other.recipients):
            yield "place_is_party", 1.0, f"in or to {placed.place.name}"


# --- in what words ----------------------------------------------------------------------------------------------


def _words(a: Account, b: Account) -> Iterator[Sign]:
    said = "said_" if "said" in (a.kind, b.kind) else ""  # what is only said is known by its words
    common = _common(a.words, b.words)
    if not common:
        yield f"{said}no_word_shared", 1.0, ""
        return
    likeness = _cosine(a.words, b.words)
    plain = [word for word in common if word[0] != "@"]
    things = len(plain) < len(common)
    if things:
        yield "same_things", 1.0, ""
        if _who_and_where(a, b):
            yield "all_the_same", 1.0, "the same to the same, with the same kind of thing"
    if likeness < _FEW and (a.trigger != b.trigger or _in_words(a.type)) and not things:
        # (Many things are refused and agreed to: of words it is what they are about that tells.)
        yield f"{said}other_words", 1.0, ""
    yield f"{said}words", min(likeness, 1.0), partial(_in_both, a, plain)
    if len(plain) < 2 and (said or not (a.trigger == b.trigger or a.keys & b.keys)):
        yield f"{said}one_word_shared", 1.0, ""


def _in_both(a: Account, words: Sequence[str]) -> str:
    """The most telling of these words of an account, as a reason."""
    return f"the words {', '.join(most(a.words, words)[:3])}" if words else ""


def _who_and_where(a: Account, b: Account) -> bool:
    """Whether somebody is actor in both, and somebody (or a place) at the other end of both."""
    doers = {one.key for one in a.actors} & {one.key for one in b.actors}
    ends = [{*(one.key for one in side.recipients), side.place.key if side.place else ""} - {""} for side in (a, b)]
    return bool(doers and ends[0] & ends[1])


def _around(a: Account, b: Account) -> Iterator[Sign]:
    """Whom both name nearby, in whatever role; for what is said without roles that is all there is."""
    shared = a.around & b.around
    said = "said" in (a.kind, b.kind)
    if shared:
        yield "names_shared" if said else "names_near", len(shared) / min(len(a.around), len(b.around)), ""
    elif said and a.around and b.around:
        yield "said_of_others", 1.0, ""


#: The cheap and telling first.
_LOOKS: tuple[Callable[[Account, Account], Iterator[Sign]], ...] = (
    _news, _done, _order, _when, _who, _where, _words, _around,
)  # fmt: skip
#: The signs that each look can give.
_GIVES = {
    "_news": ("one_story", "one_report"),
    "_done": (
        "one_article", "one_sentence", "at_odds", "both_said", "one_said", "answered", "said_deed", "deed_not_said",
        "same_word",
        "telling_word", "same_deed", "same_type", "other_type", "foretold_type", "other_mode", "state_and_event",
    ),
    "_order": ("over_before",),
    "_when": ("weeks_apart", "other_day", "other_period", "same_day", "same_period"),
    "_who": (
        "same_actors", "other_actors", "same_recipients", "other_recipients", "parties_shared", "no_party_shared",
        "party_unknown",
    ),
    "_where": ("same_place", "other_place", "place_is_party"),
    "_words": (
        "words", "other_words", "same_things", "all_the_same", "no_word_shared", "one_word_shared", "said_words",
        "said_other_words", "said_no_word_shared", "said_one_word_shared",
    ),
    "_around": ("names_shared", "names_near", "said_of_others"),
}  # fmt: skip
