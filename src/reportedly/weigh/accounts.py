"""What articles say of happenings, made comparable: one account for each event, and for each statement without one.

An account knows its parties, place, period and words as they can be compared across articles, and who holds what of it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import snowballstemmer

from reportedly import gazetteer, lang, shelf
from reportedly.lang import sentence_around
from reportedly.model import SOMEONE, ClaimKind, Stance, unsaid

__all__ = ["Account", "Copied", "News", "Party", "View", "accounts", "most"]

Plain = Mapping[str, Any]
Span = tuple[int, int]

#: Sectors that speak and act for their state (PLOVER's codes).
_STATE = frozenset({"GOV", "MIL", "COP", "SPY"})
#: Codes that stand for many bodies, not for one.
_MANY = frozenset({"IGO", "NGO", "ISM", "IMG", "MNC"})
#: What act puts something forward as so, as not so, or as to come; other acts (to ask, to urge) claim nothing.
_CLAIMING: Mapping[str, Stance] = {
    **dict.fromkeys(("assert", "confirm", "accuse", "criticise"), "asserts"),
    "believe": "hedges",
    "deny": "denies",
    **dict.fromkeys(("predict", "warn", "threaten", "promise", "intend"), "expects"),
}
#: Classes of words that stand for each other from one report to the next ("rockets", "offensive weapons").
_KIN = ("arms", "help", "pact", "truce", "penalty", "talks", "captive", "force", "curb", "prison")
#: What a word less telling than this tells is nothing, and what a word of a class adds.
_DULL, _KINSHIP = 3.35, 2.5
#: Characters from a trigger within which names are near it.
_FAR = 150
#: What a number tells: less than its rarity, since hours and sums are given loosely.
_NUMBER = 1.5
#: A trigger this telling tells all it can ("make" nothing, "shell" all).
_TELLS = 2.5
#: Words at this distance from the trigger count in full, those further off less and less.
_NEAR, _FADING = 6, 8
#: Characters that a short denial reaches back.
_REACH = 500
#: So many of its most telling words say what an article is about, and so many find it together with a deed.
_ABOUT, _FINDING = 100, 8
#: Words at the start of a content that tell whether it is negated or past.
_OPENING = 8
_OPPOSITE: Mapping[str, Stance] = {
    "asserts": "denies", "hedges": "denies", "denies": "asserts", "expects": "denies",
}  # fmt: skip
#: A content with fewer telling words than this is no claim ("that this is so"), and one that is longer than so many
#: characters says more than that something said before is false.
_TELLING, _BRIEF = 2, 60


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody as comparable across articles. `key` is the state for all who act for it, else the name.

    Who is not `named` ("experts") is nobody's namesake in another article, unless he speaks for a state.
    """

    key: str
    name: str
    country: str | None
    #: The surname of a named person, who is more than a part of his state.
    person: str | None
    named: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """One holder's stance on an account. `back`: a stance that lay in the past when it was reported."""

    holder: Party | None  # None: the article itself
    via: tuple[str, ...]
    stance: Stance | None
    frame: str
    back: bool
    quote: Span

    @property
    def ahead(self) -> bool:
        return self.frame in ("predicted", "conditional")


@dataclass(frozen=True, slots=True)
class Copied:
    """Where the words of an account come from: the article that first printed them, and who is behind it.

    `voice`: whose word it is that an article takes on itself, where that is known to be more than its outlet's: that of
    an owner, or of the state (its code) that runs the outlet.
    """

    article: str
    outlet: str
    reprint: bool
    voice: str = ""
    state: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """What an article is about: its telling words, weighted, a vector of length 1, and the most telling of them."""

    words: Mapping[str, float]
    most: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One article's account of one happening, or of what is said to be so."""

    id: str
    article: str
    kind: ClaimKind
    type: str
    mode: str | None
    #: The stem of the most telling word of the trigger, and how much it tells, from 0 ("make") to 1.
    trigger: str
    telling: float
    #: The kinds of deed that the words of the trigger stand for (`deeds.tsv`); of what is said, those of all its words.
    deeds: frozenset[str]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    place: Party | None
    #: Everybody and everything named nearby, whose roles may not be known.
    around: frozenset[str]
    earliest: str | None
    latest: str | None
    published: str | None
    words: Mapping[str, float]
    sentence: Span
    span: Span
    views: tuple[View, ...]
    source: Copied
    news: News
    #: Told as still to come by everybody who takes a stance.
    ahead: bool
    #: An event without a type, or on a trigger that was given: who its parties are is read off the grammar alone.
    loose: bool = False
    #: What is said is a negation ("there are no missiles").
    negated: bool = False

    def turned(self) -> Account:
        """What is said as a view on its opposite: who says that it is not so denies it."""
        views = tuple(replace(view, stance=_OPPOSITE.get(view.stance or "", view.stance)) for view in self.views)
        return replace(self, views=views)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its parties and its place."""
        return frozenset(party.key for party in (*self.actors, *self.recipients, *([self.place] if self.place else ())))


def accounts(reading: Plain, source: Callable[[int], Copied]) -> Iterator[Account]:
    """A reading's accounts in text order. `source` says by offset who printed the words there first."""
    if reading["events"] or reading["statements"]:
        # (An article in a language that is not read has neither, and no words of ours to compare it by.)
        yield from _Sheet(reading, source).accounts()


class _Sheet:
    def __init__(self, reading: Plain, source: Callable[[int], Copied]) -> None:
        self.reading = reading
        self.text: str = reading["text"]
        self.source = source
        self.language = lang.load(reading["article"]["language"] or "en")
        self.weights = _weights(self.language.code)
        self.auxiliaries = _auxiliaries(self.language.code)
        self.published = reading["article"]["published"]
        self.parties = {row["id"]: _party(row) for row in reading["entities"]}
        self.blocks = [tuple(block["span"]) for block in reading["blocks"]]
        self.unsaid = unsaid((row["id"], row["act"], row["within"]) for row in reading["statements"])
        self.views: dict[str, list[Plain]] = {}
        for row in reading["factuality"]:
            self.views.setdefault(row["event"], []).append(row)
        names = [
            (*m["span"], row["id"])
            for row in reading["entities"]
            for m in row["mentions"]
            if m["form"] in ("name", "title")
        ]
        self.names: list[tuple[int, int, str]] = sorted(names)
        self.starts = [match.start() for match in _WORD.finditer(self.text)]
        #: What each word tells.
        self.told: list[tuple[tuple[str, float], ...]] = list(map(self.weights, _WORD.findall(self.text)))
        self.news = self._news()

    def accounts(self) -> Iterator[Account]:
        found = [self._event(event) for event in self.reading["events"]]
        triggers = sorted(account.span[0] for account in found)
        said = [one for row in self.reading["statements"] if (one := self._said(row, triggers))]
        for row in self.reading["statements"]:
            self._answer(row, said, triggers)
        yield from sorted([*found, *said], key=lambda account: (account.span, account.id))

    def _event(self, event: Plain) -> Account:
        span = (event["trigger"][0][0], event["trigger"][-1][1])
        sentence = self.sentence(*span)
        rows = self.views.get(event["id"], [])
        date = event["date"] or {"earliest": None, "latest": None}
        views = tuple(self._view(row, rows, span, event["type"]) for row in rows)
        words = [word for start, end in event["trigger"] for word in _WORD.findall(self.text, start, end)]
        trigger, telling = self._deed(words)
        return Account(
            id=event["id"],
            article=self.reading["id"],
            kind="event" if event["ontology"] != "states" else "state",
            type=event["type"] or "",
            mode=event["mode"],
            trigger=trigger,
            telling=telling,
            deeds=self._deeds(words),
            actors=self._sides(event["actors"]),
            recipients=self._sides(event["recipients"]),
            place=self.parties.get(event["place"] or ""),
            around=self._around(*sentence, span[0]),
            earliest=date["earliest"],
            latest=date["latest"],
            published=self.published["value"],
            words=self._words(sentence, span),
            sentence=sentence,
            span=span,
            views=views,
            source=self.source(span[0]),
            news=self.news,
            ahead=_ahead(views),
            loose=not event["type"] or event.get("given", False),
        )

    def _deed(self, words: Sequence[str]) -> tuple[str, float]:
        """The stem of a trigger's most telling word, and how much it tells."""
        told = {word: sum(much for key, much in self.weights(word) if key[0] != "@") for word in words}
        best = max(words, key=lambda word: told[word], default="")
        return stem(best, self.language.code), min(1.0, told.get(best, 0.0) / _TELLS)

    def _deeds(self, words: Sequence[str]) -> frozenset[str]:
        """The kinds of deed that words stand for."""
        kinds = _deeds(self.language.code)
        return frozenset(kind for word in words for kind in kinds.get(stem(word, self.language.code), ()))

    def _news(self) -> News:
        """What the article is about: its most telling words, the oftener the more."""
        found = [one for told in self.told for one in told if one[0][0] != "@"]
        counts, weights = Counter(key for key, _ in found), dict(found)
        told = {key: (1 + math.log(count)) * weights[key] for key, count in counts.items()}
        kept = most(told)[:_ABOUT]
        length = math.sqrt(sum(told[key] ** 2 for key in kept)) or 1.0
        words = {key: round(told[key] / length, 4) for key in kept}
        return News(words, tuple(most(words)[:_FINDING]))

    def _sides(self, ids: Iterable[str]) -> tuple[Party, ...]:
        return tuple(self.parties[id] for id in ids if id in self.parties)

    # --- statements whose content holds no event

    def _said(self, row: Plain, triggers: Sequence[int]) -> Account | None:
        stance = _CLAIMING.get(row["act"])
        if stance is None or row["id"] in self.unsaid or any(_any_within(triggers, *span) for span in row["content"]):
            return None
        start, end = max(row["content"], key=lambda span: span[1] - span[0])
        words = self._told((start, end))
        if sum(1 for word in words if word[0] != "@") < _TELLING or self._points_back(start, end):
            return None
        speaker = self.parties.get(row["speaker"] or "")
        worded, frame, negated = self._as_worded(stance, self.text[start:end])
        holder = speaker or _unnamed(self._source_words(row))
        quote = self._within_sentence((start, end), start)
        view = View(holder, (), worded, frame, self._past(row["cue"]), quote)
        return Account(
            id=row["id"],
            article=self.reading["id"],
            kind="said",
            type=row["act"],
            mode=None,
            trigger="",
            telling=0.0,
            deeds=self._deeds(_WORD.findall(self.text, start, end)),
            actors=(),
            recipients=(),
            place=None,
            around=self._around(start, end),
            earliest=None,
            latest=None,
            published=self.published["value"],
            words=words,
            sentence=self.sentence(start, start + 1),
            span=(start, end),
            views=(view,),
            source=self.source(start),
            news=self.news,
            ahead=_ahead((view,)),
            negated=negated,
        )

    def _answer(self, row: Plain, said: list[Account], triggers: Sequence[int]) -> None:
        """A denial in few words ("that was false") is a view on what somebody else was last said to say."""
        holder = self.parties.get(row["speaker"] or "")
        if row["act"] != "deny" or holder is None:
            return
        start, end = row["content"][0] if row["content"] else (0, 0)
        if _any_within(triggers, start, end) or self._around(start, end) or not self._points_back(start, end):
            return
        before = [n for n, one in enumerate(said) if start - _REACH < one.span[1] <= start]
        if before:
            last = said[before[-1]]
            view = View(holder, (), "denies", "actual", self._past(row["cue"]), (start, end))
            others = all(one.holder is None or one.holder.key != holder.key for one in last.views)
            said[before[-1]] = replace(last, views=(*last.views, view)) if others else last

    def _points_back(self, start: int, end: int) -> bool:
        """Whether all telling words of a content only mean what was said before, or that it is not so."""
        if end - start > _BRIEF:
            return False
        told = (key for key in self._words((start, end), (start, start)) if key[0] != "@")
        return all(key in _pointing(self.language.code) for key in told)

    def _source_words(self, row: Plain) -> str:
        return " ".join(self.text[a:b] for a, b in row["source"]) or "someone unnamed"

    def _as_worded(self, stance: Stance, content: str) -> tuple[Stance | None, str, bool]:
        """The stance that an act and the opening of its content come to together, its frame, and whether the content
        is a negation.

        "It is too early to say whether" claims nothing, "if it comes, ..." looks ahead, and what one warns of or
        assures as already past is asserted.
        """
        opening = re.split(r",(?!\d)|[;:–—]", content, maxsplit=1)[0]
        words = [word.replace("’", "'") for word in re.findall(r"n['’]t\b|\w+", opening.casefold())[:_OPENING]]
        if any(word in self.language.whether for word in words):
            return None, "actual", False
        if words and words[0] in self.language.conditions:
            return "expects", "conditional", False
        ahead = any(word in self.auxiliaries for word in words)
        ahead = ahead or any(pair in self.language.due for pair in pairwise(words))
        if stance == "asserts" and ahead:
            stance = "expects"
        elif stance == "expects" and not ahead and any(word in self.language.past for word in words):
            stance = "asserts"
        followed = pairwise([*words, ""])
        negated = any(a in self.language.negators and b not in self.language.rather for a, b in followed)
        return stance, "predicted" if stance == "expects" else "actual", negated

    # --- views

    def _view(self, row: Plain, rows: Sequence[Plain], span: Span, type: str | None) -> View:
        holder = row["holder"]
        stance = _stance({**row, "frame": "predicted"} if self._promised(row, span) else row, type)
        if len(holder) == 1:
            # What an article takes from a source ("new figures showed that") it does not know by itself.
            echoed = any(len(other["holder"]) > 1 and _stance(other, type) == stance for other in rows)
            return View(None, (), None if echoed else stance, row["frame"], False, self._cut(*self.sentence(*span)))
        statement = self._statement(holder[-1], span)
        quote = self._cut(*self.sentence(*span))
        if statement:
            piece = next(((a, b) for a, b in statement["content"] if a <= span[0] < b), quote)
            quote = self._within_sentence(piece, span[0])
        party = self.parties.get(holder[-1], _SOMEONE)
        via = tuple(self.parties[id].name for id in holder[1:-1] if id in self.parties)
        return View(party, via, stance, row["frame"], bool(statement and self._past(statement["cue"])), quote)

    def _promised(self, row: Plain, span: Span) -> bool:
        """Whether a source says it will follow on a condition ("would lift it if ..."), and is not the condition."""
        if row["frame"] != "conditional" or row["certainty"] == "uncommitted" or len(row["holder"]) == 1:
            return False
        statement = self._statement(row["holder"][-1], span)
        if statement and statement["act"] == "predict":  # "is expected to resign if ..."
            return True
        before = re.findall(r"\w+", self.text[max(0, span[0] - 80) : span[0]].casefold())[-8:]
        return any(word in self.auxiliaries for word in before) and not any(
            word in self.language.conditions for word in before
        )

    def _statement(self, speaker: str, span: Span) -> Plain | None:
        """The innermost statement of a speaker that holds the words at `span`."""
        holding = [
            row
            for row in self.reading["statements"]
            if (row["speaker"] or SOMEONE) == speaker and any(a <= span[0] < b for a, b in row["content"])
        ]
        return min(holding, key=lambda row: row["content"][-1][1] - row["content"][0][0], default=None)

    def _past(self, cue: Sequence[Sequence[int]]) -> bool:
        """Whether a cue is in the past perfect ("had denied"): the stance is older than the report."""
        return any(word in self.language.past_perfect for a, b in cue for word in self.text[a:b].casefold().split()[:1])

    # --- words

    def sentence(self, first: int, last: int) -> Span:
        return sentence_around(self.text, self.blocks, first, last)

    def _within_sentence(self, piece: Sequence[int], at: int) -> Span:
        """The part of a content that lies in the sentence at an offset."""
        start, end = self.sentence(at, at + 1)
        return self._cut(max(start, piece[0]), min(end, piece[1]))

    def _cut(self, start: int, end: int) -> Span:
        words = self.text[start:end]
        return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())

    def _around(self, start: int, end: int, at: int | None = None) -> frozenset[str]:
        """The keys of who and what is named within a span (`at`: not far from there)."""
        first, last = (start, end) if at is None else (max(start, at - _FAR), min(end, at + _FAR))
        return frozenset(self.parties[id].key for _, _, id in self._mentions((first, last)))

    def _words(self, within: Span, around: Span) -> dict[str, float]:
        """Stems (and `@classes`) of the words within a span, weighted by what they tell and how near they stand; a
        vector of length 1.

        The trigger and all names are left out: they are compared by themselves.
        """
        out = [(a, b) for a, b, _ in self._mentions(within)]
        first, last = bisect_left(self.starts, within[0]), bisect_left(self.starts, within[1])
        here = bisect_left(self.starts, around[0])
        found: dict[str, float] = {}
        for n in range(first, last):
            start = self.starts[n]
            if around[0] <= start < around[1] or any(a <= start < b for a, b in out):
                continue
            fade = 1.0 if around[0] == around[1] else 1 / (1 + max(0, abs(n - here) - _NEAR) / _FADING)
            for key, weight in self.told[n]:
                if (faded := weight * fade) > found.get(key, 0.0):
                    found[key] = faded
        return _even(found)

    def _told(self, within: Span) -> dict[str, float]:
        """The words of what is said, but for those that only mean what was said before, or that it is not so."""
        words = self._words(within, (within[0], within[0]))
        pointing = _pointing(self.language.code)
        return _even({key: weight for key, weight in words.items() if key not in pointing})

    def _mentions(self, within: Span) -> list[tuple[int, int, str]]:
        first = bisect_left(self.names, (within[0], 0, ""))
        last = bisect_left(self.names, (within[1], 0, ""))
        return self.names[first:last]


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,]\d+)*(?<=\d\d)")


def most(weights: Mapping[str, float], some: Iterable[str] | None = None) -> list[str]:
    """Words (`some` of these), the most telling first."""
    named = sorted(weights if some is None else some)
    return sorted(named, key=weights.__getitem__, reverse=True)


def _even(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights as a vector of length 1."""
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {key: round(weight / length, 4) for key, weight in weights.items()}


def _unnamed(words: str) -> Party:
    return Party(words.casefold(), words, None, None, named=False)


_SOMEONE = _unnamed("someone unnamed")


def _ahead(views: Iterable[View]) -> bool:
    stances = [view.stance for view in views if view.stance]
    return bool(stances) and all(stance == "expects" for stance in stances)


def _any_within(sorted_places: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(sorted_places, start)
    return at < len(sorted_places) and sorted_places[at] < end


def _stance(row: Plain, type: str | None) -> Stance | None:
    """What a view comes to; None for no position: only asked for, only under a condition, or passed on."""
    refused = type == "REJECT" and row["frame"] == "predicted" and row["polarity"] == "-"
    if refused and row["certainty"] == "certain":
        # "Will never let them in" is coded as the refusal that it is, and is one.
        return "asserts"
    if (
        row["frame"] in ("requested", "conditional")
        or row["certainty"] == "uncommitted"
        or row["polarity"] == "unknown"
    ):
        return None
    if row["polarity"] == "-":
        return "denies"
    if row["frame"] == "predicted":
        return "expects"
    return "asserts" if row["certainty"] == "certain" else "hedges"


def _party(row: Plain) -> Party:
    name, country = _flat(row["name"]), row["country"]
    own = row["kind"] in ("GPE", "OTHER") or row["sector"] in _STATE or country == "UNO"  # OTHER: its documents
    state = country and country not in _MANY and own
    named = any(mention["form"] in ("name", "title") for mention in row["mentions"])
    person = name.split()[-1].casefold() if row["kind"] == "PERSON" and named else None
    if state:
        shown = gazetteer.country_name(country) or name
        return Party(country, shown if row["kind"] == "GPE" else name, country, person)
    return Party(person or name.casefold(), name, country, person, named)


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words)


@cache
def stem(word: str, language: str = "en") -> str:
    """The stem of a word by Snowball, case folded; the word itself where there is no stemmer for the language."""
    return str(_stemmer(language).stemWord(word.casefold()))


@cache
def _stemmer(language: str) -> Any:
    name = lang.load(language).name.casefold()
    return snowballstemmer.stemmer(name if name in snowballstemmer.algorithms() else "porter")


@cache
def _deeds(language: str) -> dict[str, tuple[str, ...]]:
    """stem -> the kinds of deed that the word can stand for, each known by its first word."""
    kinds: dict[str, list[str]] = {}
    for row in shelf.table(f"{language}/deeds.tsv"):
        for word in row["words"].split():
            kinds.setdefault(stem(word, language), []).append(row["kind"])
    return {root: tuple(dict.fromkeys(named)) for root, named in kinds.items()}


@cache
def _pointing(language: str) -> frozenset[str]:
    """The stems of words for what was said before ("charge", "report") and of words that call it untrue."""
    rows = [row for row in shelf.table(f"{language}/commitment.tsv") if row["kind"] in ("what", "untrue")]
    return frozenset(stem(row["word"], language) for row in rows)


@cache
def _auxiliaries(language: str) -> frozenset[str]:
    """The auxiliaries that put something ahead ("will", "would")."""
    rows = [row for row in shelf.table(f"{language}/event_words.tsv") if row["class"] in ("future", "would")]
    return frozenset(word for row in rows for word in row["words"].split())


@cache
def _weights(language: str) -> Any:
    """word -> ((stem or class, weight), ...), from the language's table of word weights and its word classes."""
    table = {row["stem"]: float(row["weight"]) for row in shelf.table(f"{language}/word_weights.tsv")}
    rarest = max(table.values())
    classes: dict[str, list[str]] = {}
    for row in shelf.table(f"{language}/event_words.tsv"):
        for word in row["words"].split() if row["class"] in _KIN else ():
            classes.setdefault(stem(word, language), []).append(f"@{row['class']}")

    @cache
    def weigh(word: str) -> tuple[tuple[str, float], ...]:
        root = stem(word, language)
        told = _NUMBER if root[0].isdigit() else table.get(root, rarest) - _DULL
        kin = [(name, _KINSHIP) for name in classes.get(root, ())]
        scale = _scale(word, language)
        if scale and table.get(scale, 0.0) > _DULL:
            kin.append((scale, table[scale] - _DULL))
        return ((root, told), *kin) if told > 0 else tuple(kin)

    return weigh


def _scale(number: str, language: str) -> str | None:
    """The stem of the word for a large number's order: "2,000" may be told of as thousands (a year may not)."""
    if not number[0].isdigit() or not ("," in number or len(number) > 4):
        return None
    digits = number.split(".")[0].replace(",", "")
    under = [(value, word) for value, word in _scales(language) if value <= int(digits)]
    return stem(max(under)[1], language) if under else None


@cache
def _scales(language: str) -> tuple[tuple[int, str], ...]:
    rows = [row for row in shelf.table(f"{language}/quantities.tsv") if row["kind"] == "scale"]
    return tuple((int(row["value"]), row["words"].split()[0]) for row in rows)
