"""Weighing: which records speak of one happening, whose independent voices are for and against it, and the verdict.

Pure: readings as plain data in, claims out. Each pair of accounts is compared by itself (`likeness`); an analyst's
`same` and `different` always win. Grouping is by leaders in order of publication: an account joins the claim whose
members it is most like on average, else it starts one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any, Protocol

from reportedly.model import Claim, Dated, Judgement, printed
from reportedly.weigh.accounts import Account, Copied, Party, accounts, most
from reportedly.weigh.likeness import Scale, scale
from reportedly.weigh.voices import verdict, voices

__all__ = ["Copies", "Running", "account_id", "accounts_of", "keys", "weigh"]

Plain = Mapping[str, Any]
#: Members of a claim that a newcomer is compared with: the first, and the latest ones.
_COMPARED = 6
#: The telling words of an account by which others find it.
_FINDING = 5
#: What finds more claims than this finds none: it is what all the news is about. Its accounts are found by two things
#: together, a party and a word.
_CROWD = 40


class Outlet(Protocol):
    """What weighing needs to know of an outlet (see `sources.Outlet`)."""

    @property
    def outlet(self) -> str: ...

    @property
    def voice(self) -> str: ...

    @property
    def state(self) -> str | None: ...


class Known(Protocol):
    """What weighing needs to know of outlets (see `sources.Sources`)."""

    def of(self, name: str | None, url: str | None = None) -> Outlet | None: ...


class _Nothing:
    def of(self, name: str | None, url: str | None = None) -> None:
        return None


#: Nothing is known of any outlet: each is a voice of its own.
NOTHING: Known = _Nothing()


class Copies(Protocol):
    """What weighing needs to know of copies (see `fold.Copies`)."""

    def first(self, article: str, at: int) -> str: ...


@dataclass(slots=True)
class _Group:
    """A claim in the making: its accounts, and why each of the later ones joined."""

    members: list[Account]
    joined: list[str] = field(default_factory=list)

    def compared(self) -> list[Account]:
        """The members that a newcomer is compared with."""
        return self.members if len(self.members) <= _COMPARED else [self.members[0], *self.members[1 - _COMPARED :]]


def weigh(
    readings: Sequence[Plain],
    copies: Copies | None = None,
    judgements: Iterable[Judgement] = (),
    by: Scale | None = None,
    sources: Known = NOTHING,
) -> list[Claim]:
    """The claims of these readings (plain data, judgements on single findings already applied), oldest first.

    `by`: weights of one's own for what tells that two accounts speak of one happening. `sources`: what is known of
    outlets, which tells who is independent. Raises nothing; a judgement on an id that is not here is passed over.
    """
    texts = {reading["id"]: reading["text"] for reading in readings}
    everything = accounts_of(readings, copies, sources)
    groups = _Grouping(_Rulings.of(judgements, everything), by or scale()).group(everything)
    return [_claim(group, texts) for group in groups]


class Running:
    """Weighing of more than memory holds: accounts come in order of publication, claims go as soon as they are over.

    A claim is over when nothing has joined it for `days`, or when more than `most` accounts are held: then the one that
    was joined longest ago. Within these bounds claims are those of `weigh`, whose limit on what all the news is about
    then counts what is told at one time, not ever.
    """

    def __init__(self, days: int = 60, most: int = 100_000, by: Scale | None = None) -> None:
        self._grouping = _Grouping(_Rulings({}, {}), by or scale())
        self._days = days
        self._most = most
        self._held = 0
        #: The groups, by when they were last joined, with the day.
        self._joined: dict[int, str] = {}
        self._texts: dict[str, str] = {}
        self._told: Counter[str] = Counter()

    def add(self, some: Sequence[Account], texts: Mapping[str, str]) -> Iterator[tuple[int, Claim]]:
        """Places accounts, of articles with these texts; gives the claims that are over, each with its number in the
        order in which they began."""
        for account in some:
            self._texts[account.article] = texts[account.article]
            self._told[account.article] += 1
            n = self._grouping.place(account)
            self._joined.pop(n, None)
            self._joined[n] = account.published or "9999"
            self._held += 1
        last = max((account.published or "" for account in some), default="")
        since = (date.fromisoformat(last) - timedelta(self._days)).isoformat() if len(last) == len("2020-01-31") else ""
        while self._joined and (self._joined[next(iter(self._joined))] < since or self._held > self._most):
            yield self._closed(next(iter(self._joined)))

    def rest(self) -> Iterator[tuple[int, Claim]]:
        """The claims that are left."""
        for n in list(self._joined):
            yield self._closed(n)

    def _closed(self, n: int) -> tuple[int, Claim]:
        del self._joined[n]
        group = self._grouping.close(n)
        made = _claim(group, self._texts)
        self._held -= len(group.members)
        for member in group.members:
            self._told[member.article] -= 1
            if not self._told[member.article]:
                del self._told[member.article], self._texts[member.article]
        return n, made


def accounts_of(readings: Iterable[Plain], copies: Copies | None = None, sources: Known = NOTHING) -> list[Account]:
    """All accounts of these readings, in order of publication."""
    ordered = sorted(readings, key=printed)
    outlets = {reading["id"]: _outlet(reading, sources) for reading in ordered}
    return [account for reading in ordered for account in accounts(reading, _source(reading["id"], copies, outlets))]


def account_id(claim: str) -> tuple[str, ...]:
    """The ids that a claim's first account can have, by which a claim is known; an id of another kind is its own."""
    return tuple(f"{prefix}-{claim[2:]}" for prefix in ("e", "s")) if claim.startswith("c-") else (claim,)


def _outlet(reading: Plain, sources: Known) -> Copied:
    """Who is behind an article: its agency, else its outlet, and whose voice that is."""
    about = reading["article"]
    name = str(about["agency"] or about["outlet"] or "")
    known = sources.of(name, None if about["agency"] else about["url"])
    if known is None:
        return Copied(reading["id"], name, False)
    return Copied(reading["id"], known.outlet, False, known.voice, known.state)


def _source(article: str, copies: Copies | None, outlets: Mapping[str, Copied]) -> Callable[[int], Copied]:
    """By offset: who printed the words there first."""

    def source(at: int) -> Copied:
        first = copies.first(article, at) if copies else article
        behind = outlets.get(first) or outlets[article]
        if not behind.outlet:
            behind = outlets[article]
        return behind if first == article else replace(behind, article=first, reprint=True)

    return source


# --- grouping ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rulings:
    """An analyst's same and different, between accounts."""

    same: dict[str, set[str]]
    different: dict[str, set[str]]

    @classmethod
    def of(cls, judgements: Iterable[Judgement], everything: Iterable[Account]) -> _Rulings:
        """The last judgement on a pair counts."""
        known = {account.id for account in everything}
        last: dict[tuple[str, str], str] = {}
        for one in judgements:
            pair = [next((id for id in account_id(name) if id in known), None) for name in (one.id, one.other or "")]
            if one.action in ("same", "different", "withdraw") and pair[0] and pair[1]:
                last[min(pair[0], pair[1]), max(pair[0], pair[1])] = one.action
        rulings = cls({}, {})
        for (a, b), action in last.items():
            if action == "withdraw":
                continue
            table = rulings.same if action == "same" else rulings.different
            table.setdefault(a, set()).add(b)
            table.setdefault(b, set()).add(a)
        return rulings

    def parted(self, account: Account, group: _Group) -> bool:
        apart = self.different.get(account.id)
        return apart is not None and any(member.id in apart for member in group.members)


class _Grouping:
    def __init__(self, rulings: _Rulings, by: Scale) -> None:
        self.rulings = rulings
        self.scale = by
        self.groups: dict[int, _Group] = {}
        self.by_key: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._begun = 0
        #: The keys by which each group is found.
        self._keys: dict[int, dict[str, None]] = {}

    def group(self, everything: Sequence[Account]) -> list[_Group]:
        """The groups of accounts that come in order of publication; their members keep that order."""
        for account in everything:
            self.place(account)
        self._unite({account.id: n for n, account in enumerate(everything)})
        return [group for group in self.groups.values() if group.members]

    def place(self, account: Account) -> int:
        """The number of the group that the account is now a member of: one that it is like, else a new one."""
        found_by = list(keys(account))
        n = self._joined(account, found_by)
        if n is None:
            n, self._begun = self._begun, self._begun + 1
            self.groups[n] = _Group([account])
        for key in found_by:
            self.by_key[key][n] = None
        self._keys.setdefault(n, {}).update(dict.fromkeys(found_by))
        return n

    def close(self, n: int) -> _Group:
        """Takes out a group, which nothing joins any more."""
        group = self.groups.pop(n)
        for key in self._keys.pop(n):
            there = self.by_key[key]
            del there[n]
            if not there:
                del self.by_key[key]
        return group

    def _joined(self, account: Account, found_by: Sequence[str]) -> int | None:
        """The group that the account is most like, if it is like one at all; it is then a member."""
        best, points, by = None, 0.0, account
        for n in self._candidates(found_by):
            group = self.groups[n]
            if self.rulings.parted(account, group):
                continue
            members = group.compared()
            likes = [self.scale.points(account, member) for member in members]
            mean = round(sum(likes) / len(likes), 6)
            if mean > points:
                best, points, by = n, mean, members[likes.index(max(likes))]
        if best is not None:
            self.groups[best].members.append(account)
            self.groups[best].joined.append("; ".join(self.scale.compare(account, by).because))
        return best

    def _candidates(self, found_by: Sequence[str]) -> list[int]:
        """The groups that share two of these keys: one alone is chance more often than not."""
        there = (some for key in found_by if (some := self.by_key.get(key)) and len(some) <= _CROWD)
        found = Counter(chain.from_iterable(there))
        return sorted(n for n, shared in found.items() if shared > 1)

    def _unite(self, order: Mapping[str, int]) -> None:
        """Puts together the groups of accounts that an analyst called the same, their members in order again."""
        where = {member.id: n for n, group in self.groups.items() for member in group.members}
        for a, others in self.rulings.same.items():
            for b in sorted(others):
                into, gone = sorted((where[a], where[b]))
                if into != gone:
                    self.groups[into].joined += ["an analyst called them the same", *self.groups[gone].joined]
                    self.groups[into].members += self.groups[gone].members
                    self.groups[into].members.sort(key=lambda member: order[member.id])
                    where.update((member.id, into) for member in self.groups[gone].members)
                    self.groups[gone] = _Group([])


def keys(account: Account) -> Iterator[str]:
    """What an account is found by: its word, type and day, its type with its parties, its most telling words."""
    telling = most(account.words)[:_FINDING]
    yield from telling
    if account.trigger:
        yield f"{account.type} {account.trigger}"
        yield f"{account.trigger} {account.earliest}"
    deeds = (account.trigger, *sorted(account.deeds)) if account.trigger else sorted(account.deeds)
    how = "said " if account.kind == "said" else ""  # (many deeds are spoken of in what is said: these find each other)
    for deed in deeds:
        yield from (f"{how}{deed} in news of {word}" for word in account.news.most)
    for party in (*account.actors, *account.recipients):
        yield f"{account.type} {party.key}"
        yield from (f"{word} {party.key}" for word in (account.trigger, *telling))


# --- claims -----------------------------------------------------------------------------------------------------


def _claim(group: _Group, texts: Mapping[str, str]) -> Claim:
    members = _aligned(group.members)
    first = members[0]
    found = voices(members)
    date = _date(members)
    result, why = verdict(found, _asked(members), date.latest if date else None)
    shown = _shown(members)
    return Claim(
        id=f"c-{first.id[2:]}",
        type=shown.type,
        summary=_summary(shown, texts[shown.article]),
        date=date,
        verdict=result,
        because=why,
        events=tuple({"article": one.article, "event": one.id} for one in members if one.kind != "said"),
        voices=tuple(voice.row(texts) for voice in found),
        kind=shown.kind,
        mode=shown.mode,
        statements=tuple({"article": one.article, "statement": one.id} for one in members if one.kind == "said"),
        parties={side: _parties(members, side) for side in ("actors", "recipients")},
        place=next((one.place.name for one in members if one.place), None),
        joined=tuple(dict.fromkeys(group.joined)),
    )


def _aligned(members: Sequence[Account]) -> list[Account]:
    """Negations turned into views on what the others say; where all are negations, the negation is what is claimed."""
    if all(one.negated for one in members):
        return list(members)
    return [one.turned() if one.negated else one for one in members]


def _shown(members: Sequence[Account]) -> Account:
    """The account a claim is shown by: an event before what is merely said, the most like the others in words."""
    best = [one for one in members if one.kind != "said"] or members
    some = best[:_COMPARED]

    def like_the_others(one: Account) -> float:
        others = (other.words for other in some if other is not one)
        return round(sum(weight * words.get(word, 0.0) for words in others for word, weight in one.words.items()), 6)

    return max(some, key=like_the_others)


def _asked(members: Sequence[Account]) -> list[str]:
    """Who asks for it, or speaks of it under a condition, without claiming it."""
    said = []
    for frame, words in (("requested", "asked for"), ("conditional", "spoken of under a condition")):
        views = [view for one in members for view in one.views if view.frame == frame]
        names = dict.fromkeys(view.holder.name for view in views if view.holder)
        if views:
            said.append(words + (f" by {', '.join(names)}" if names else ""))
    return said


def _date(members: Sequence[Account]) -> Dated | None:
    """The narrowest period any account gives: all are taken to speak of one happening."""
    dated = [one for one in members if one.earliest or one.latest]
    if not dated:
        return None
    one = min(dated, key=lambda one: (not (one.earliest and one.latest), _width(one), one.earliest or ""))
    return Dated(one.earliest, one.latest)


def _width(account: Account) -> int:
    if not (account.earliest and account.latest):
        return 0
    return (date.fromisoformat(account.latest) - date.fromisoformat(account.earliest)).days


def _parties(members: Sequence[Account], side: str) -> list[dict[str, str | None]]:
    """The parties on one side, each once, as most fully named."""
    best: dict[str, Party] = {}
    for one in members:
        for party in getattr(one, side):
            known = best.get(party.key)
            if known is None or (len(party.name) > len(known.name) and bool(party.person) >= bool(known.person)):
                best[party.key] = party
    return [{"name": party.name, "country": party.country} for party in best.values()]


def _summary(account: Account, text: str) -> str:
    """Who, whom, and the quoted words from the trigger to the end of its clause."""
    actors, recipients = (", ".join(party.name for party in side) for side in (account.actors, account.recipients))
    sides = f"{actors}{' → ' + recipients if recipients else ''}: " if actors or recipients else ""
    start, end = account.span if account.kind == "said" else (account.span[0], account.sentence[1])
    if not account.actors and account.kind != "said":
        # Nobody does it: the words before the trigger say what it is about ("there were missiles").
        before = _SINCE_MARK.search(text[account.sentence[0] : start])
        start -= len(before[0]) if before else 0
    return f"{sides}“{_clause(text[start:end], account.kind == 'said')}”"


def _clause(words: str, whole: bool) -> str:
    """The words to the end of their clause (`whole`: of their sentence), their own quotation marks made inner ones."""
    flat = re.sub(r"\s+", " ", words).strip().strip('“”"')
    ended = (_SENTENCE if whole else _CLAUSE).match(flat)
    cut = (ended[0] if ended else flat).rstrip(" ,;:.!?–—")
    typographic = re.sub(r'"([^"]*)"', r"“\1”", cut).replace('"', "")
    # A quotation that was cut is closed, and one that began before the first word is opened.
    opened = "“" * (0 <= typographic.find("”") < (typographic + "“").find("“")) + typographic
    closed = opened + "”" * (opened.count("“") > opened.count("”"))
    return closed.replace("“", "‘").replace("”", "’")


#: The words up to the first mark that ends a clause, though not at once, and not more than a line of them.
_CLAUSE = re.compile(r".{20,160}?(?=[,;:.!?–—](?:\s|$|[”\"’])|$)|.{1,160}\b")
#: The words since the last mark, if they are few.
_SINCE_MARK = re.compile(r"(?<!\w)[^,;:.!?–—“”\"]{1,60}$")
_SENTENCE = re.compile(r".{20,200}?(?=[.!?](?:\s|$|[”\"’])|$)|.{1,200}\b")
