"""What was foretold, and what came of it: predictions, warnings, threats and promises, each with who made it, when, on
which condition and for when.

An entry is met when a later article says that the thing happened, overdue when the time for it is over and none does,
and open otherwise. Both are read off the claims (`weigh`), so each rests on somebody's words; nothing is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, Protocol

from reportedly import lang
from reportedly.lang import sentence_around
from reportedly.model import AUTHOR, SOMEONE, printed, unsaid

__all__ = ["KINDS", "STATES", "condition", "entries"]

Plain = dict[str, Any]
Row = Mapping[str, Any]
Span = tuple[int, int]

#: What each act of a statement makes: who says what he is going to do promises it.
_KIND_OF_ACT = {
    "predict": "prediction", "warn": "warning", "threaten": "threat", "promise": "promise", "intend": "promise",
}  # fmt: skip
KINDS = ("prediction", "warning", "threat", "promise")
STATES = ("open", "met", "overdue")
#: Types of event that are words about what the speaker himself will do.
_OWN_DEED = {"THREATEN": "threat", "AGREE": "promise", "CONCEDE": "promise"}


class Copies(Protocol):
    """What the ledger needs to know of copies (see `fold.Copies`)."""

    def first(self, article: str, at: int) -> str: ...


def condition(text: str, start: int, end: int, language: str = "en") -> Span | None:
    """Where the words of a condition stand in a stretch of text, if it has one."""
    found = _condition(language).search(text, start, end)
    return found.span() if found and len(found[0].split()) > 1 else None


@cache
def _condition(language: str) -> re.Pattern[str]:
    """A condition runs from its word to the end of its clause."""
    words = "|".join(map(re.escape, lang.load(language).provisos))
    return re.compile(rf"\b(?:{words})\b[^,;.?!”\"–—]*", re.IGNORECASE)


def entries(readings: Sequence[Plain], claims: Iterable[Row], copies: Copies) -> list[Plain]:
    """The ledger of these readings (plain data) and the claims weighed from them, the oldest word first.

    Rows as in the contract, with "said" (the day it was said), "country" (the holder's), "to", "articles", "because"
    and "met" (the words that say it happened, or null) besides. The same word of the same holder on the same claim is
    one entry. Times are judged as of the last article. Raises nothing.
    """
    held = _Claims(claims)
    today = max((day for one in readings if (day := one["article"]["published"]["latest"])), default="")
    found: dict[tuple[Any, ...], Plain] = {}
    for reading in sorted(readings, key=printed):
        for entry in _Page(reading, held, copies, today).entries():
            words = (entry["kind"], entry["holder"], reading["id"], *entry["quote"]["span"])
            known = found.get((entry["kind"], entry["holder"], entry["claim"] or entry["id"])) or found.get(words)
            if known is None:
                found[entry["kind"], entry["holder"], entry["claim"] or entry["id"]] = found[words] = entry
            elif reading["id"] not in known["articles"]:
                known["articles"].append(reading["id"])
    return list({entry["id"]: entry for entry in found.values()}.values())


class _Claims:
    """Claims by the findings they rest on."""

    def __init__(self, claims: Iterable[Row]) -> None:
        self.of: dict[str, Row] = {}
        #: What is said to have happened, with its days: first, last, telling words, quote.
        self.dated: list[tuple[str, str, frozenset[str], Row]] = []
        for claim in claims:
            date = claim["date"] or {"earliest": None, "latest": None}
            if date["earliest"] and date["latest"]:
                told = [voice["quote"] for voice in claim["voices"] if voice["stance"] == "asserts"]
                self.dated += [(date["earliest"], date["latest"], _telling(one["text"]), one) for one in told]
            for one in (*claim["events"], *claim.get("statements", ())):
                self.of[one.get("event") or one["statement"]] = claim

    def perhaps(self, window: Row, quote: Row) -> Row | None:
        """Words of another article on something of a window's days that share a telling word: they may be of it."""
        words, first, last = _telling(quote["text"]), window["earliest"] or "", window["latest"]
        alike = (
            (len(words & others), -at, one)
            for at, (since, until, others, one) in enumerate(self.dated)
            if first <= until and since <= last and words & others and one["article"] != quote["article"]
        )
        return max(alike, key=lambda one: one[:2], default=(0, 0, None))[2]

    def met(self, claim: Row | None, said: str | None, article: str) -> Row | None:
        """The first words of another article, later than these, that say it happened."""
        told = [
            position
            for voice in (claim["voices"] if claim else ())
            for position in voice["positions"]
            if position["stance"] == "asserts" and position["quote"]["article"] != article
        ]
        later = [one for one in told if one["since"] and (said or "") < one["since"]]
        return min(later, key=lambda one: (one["since"], one["quote"]["article"]), default=None)


@dataclass(frozen=True, slots=True)
class _Foretold:
    """A word about what is to come: who says it, where, and on what findings it rests."""

    id: str
    kind: str
    holder: str
    span: Span
    events: tuple[Row, ...]


class _Page:
    """The entries of one reading."""

    def __init__(self, reading: Plain, claims: _Claims, copies: Copies, today: str) -> None:
        self.reading = reading
        self.claims = claims
        self.copies = copies
        self.today = today
        self.text: str = reading["text"]
        self.published = reading["article"]["published"]
        self.entities = {row["id"]: row for row in reading["entities"]}
        self.events = {row["id"]: row for row in reading["events"] if row["ontology"] != "states"}
        self.blocks = [tuple(block["span"]) for block in reading["blocks"]]
        #: The events that somebody sees coming, by holder.
        self.coming: dict[str, list[Row]] = {}
        for row in reading["factuality"]:
            expected = row["frame"] in ("predicted", "conditional") and row["certainty"] != "uncommitted"
            if expected and row["polarity"] == "+" and row["event"] in self.events:
                self.coming.setdefault(row["holder"][-1], []).append(self.events[row["event"]])

    def entries(self) -> Iterator[Plain]:
        for one in sorted(chain(self._said(), self._seen()), key=lambda one: (one.span, one.id)):
            if self.copies.first(self.reading["id"], one.span[0]) == self.reading["id"]:
                yield self._entry(one)

    def _said(self) -> Iterator[_Foretold]:
        """Statements whose act looks ahead; what is denied where it is reported is nobody's."""
        nobodys = unsaid((row["id"], row["act"], row["within"]) for row in self.reading["statements"])
        for row in self.reading["statements"]:
            kind = _KIND_OF_ACT.get(row["act"])
            if kind is None or not row["content"] or row["id"] in nobodys:
                continue
            holder = row["speaker"] or SOMEONE
            span = (row["content"][0][0], row["content"][-1][1])
            within = [event for event in self.coming.get(holder, ()) if _inside(event, row["content"])]
            yield _Foretold(row["id"], kind, holder, span, tuple(within))

    def _seen(self) -> Iterator[_Foretold]:
        """Events that a holder sees coming in words of no such act: "is to visit", "said that it would"."""
        told = {
            (row["speaker"] or SOMEONE, event["id"])
            for row in self.reading["statements"]
            if row["act"] in _KIND_OF_ACT
            for event in self.events.values()
            if _inside(event, row["content"])
        }
        for holder, coming in self.coming.items():
            for event in coming:
                if (holder, event["id"]) not in told and not (holder == AUTHOR and self._is_word(event)):
                    span = (event["trigger"][0][0], event["trigger"][-1][1])
                    yield _Foretold(event["id"], self._kind(holder, event), holder, span, (event,))

    def _is_word(self, event: Row) -> bool:
        """Whether a statement stands on the event's own word: "will warn" is told by what is warned of."""
        start, end = event["trigger"][0]
        return any(a < end and start < b for row in self.reading["statements"] for a, b in row["cue"])

    def _kind(self, holder: str, event: Row) -> str:
        if event["type"] in _OWN_DEED:
            return _OWN_DEED[event["type"]]
        who = self.entities.get(holder)
        acting = [self.entities[id] for id in event["actors"] if id in self.entities]
        own = who is not None and any(one["id"] == holder or _one_state(one, who) for one in acting)
        return "promise" if own else "prediction"

    def _entry(self, one: _Foretold) -> Plain:
        claim = next(filter(None, (self.claims.of.get(id) for id in (*(e["id"] for e in one.events), one.id))), None)
        said = self.published["latest"]
        met = self.claims.met(claim, said, self.reading["id"])
        window = self._window(one)
        on = condition(self.text, *self._stretch(one))
        quote = self._quote(one)
        state, because = self._state(met, window, on, quote)
        who = self.entities.get(one.holder, {})
        return {
            "id": f"l-{one.id[2:]}",
            "kind": one.kind,
            "holder": who.get("name") or (self._outlet() if one.holder == AUTHOR else SOMEONE),
            "condition": self.text[slice(*on)] if on else None,
            "window": window,
            "state": state,
            "claim": claim["id"] if claim else None,
            "quote": quote,
            "said": said,
            "country": who.get("country"),
            "to": [self.entities[id]["name"] for e in one.events for id in e["recipients"] if id in self.entities],
            "articles": [self.reading["id"]],
            "because": because,
            "met": met["quote"] if met else None,
        }

    def _outlet(self) -> str:
        about = self.reading["article"]
        return str(about["agency"] or about["outlet"] or self.reading["id"])

    def _stretch(self, one: _Foretold) -> Span:
        """The sentences in which it is said."""
        first = sentence_around(self.text, self.blocks, one.span[0], one.span[0] + 1)
        last = sentence_around(self.text, self.blocks, max(one.span[1] - 1, one.span[0]), one.span[1])
        return first[0], last[1]

    def _quote(self, one: _Foretold) -> Plain:
        start, end = one.span if one.id.startswith("s-") else self._stretch(one)
        words = self.text[start:end]
        start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
        return {"article": self.reading["id"], "span": [start, end], "text": self.text[start:end]}

    def _window(self, one: _Foretold) -> Plain:
        """When it is to be: as dated, else as the first time named in the words; never before they were printed."""
        dates = [event["date"] for event in one.events if event["date"] and any(event["date"].values())]
        start, end = self._stretch(one) if one.id.startswith("e-") else one.span
        today = self.published["earliest"] or ""
        told = [row for row in self.reading["times"] if start <= row["span"][0] < end]
        dates += [row for row in told if row["type"] in ("DATE", "TIME") and (row["latest"] or "") >= today]
        date = next((row for row in dates if row["latest"]), dates[0] if dates else None)
        earliest, latest = (date["earliest"], date["latest"]) if date else (None, None)
        return {"earliest": earliest or self.published["earliest"], "latest": latest}

    def _state(self, met: Row | None, window: Row, on: Span | None, quote: Row) -> tuple[str, str]:
        if met:
            return "met", f"reported on {met['since']} in {met['quote']['article']}"
        if on:
            return "open", "it depends on a condition, and nobody reports it"
        if window["latest"] and window["latest"] < self.today:
            if maybe := self.claims.perhaps(window, quote):
                return (
                    "open",
                    f"its time was over on {window['latest']}; “{maybe['text']}” in {maybe['article']} may be it",
                )
            return "overdue", f"its time was over on {window['latest']}, and no article up to {self.today} reports it"
        return "open", "nobody reports it, and its time is not over" if window["latest"] else "nobody reports it yet"


def _telling(words: str, language: str = "en") -> frozenset[str]:
    """The longer words that are no names, without their endings."""
    return frozenset(word[:6] for word in re.findall(r"\b[a-z]{5,}\b", words)) - _dull(language)


@cache
def _dull(language: str) -> frozenset[str]:
    return frozenset(word[:6] for word in lang.load(language).reporting)


def _inside(event: Row, spans: Sequence[Sequence[int]]) -> bool:
    return any(a <= event["trigger"][0][0] < b for a, b in spans)


def _one_state(one: Row, other: Row) -> bool:
    """Whether both act for one state."""
    return bool(one["country"]) and one["country"] == other["country"]
