"""One reading as the rows a dossier is made of: statements and events with their names, words and quotations."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from reportedly import gazetteer
from reportedly.lang import sentence_around
from reportedly.model import AUTHOR, Article, Dated, Entity, Event, Passage, Reading, Record, Statement, records, unsaid
from reportedly.query import means, speaks_of
from reportedly.tell.sections.wording import Part, flat, when

__all__ = ["OFFICIAL", "File", "Wanted", "describe"]

#: How a status reads when its holder is the article, and when it is a source.
_BY_AUTHOR = {
    "asserted": "reports it as fact",
    "alleged": "passes it on without taking a position",
    "uncommitted": "takes no position",
    "hedged": "thinks it likely or possible",
    "denied": "says it is not so",
    "conditional": "speaks of it under a condition",
    "predicted": "speaks of it as still to come",
    "requested": "speaks of it as asked for",
}
_BY_SOURCE = {
    "asserted": "says it is so",
    "alleged": "passes it on",
    "uncommitted": "takes no position",
    "hedged": "holds it likely or possible",
    "denied": "denies it",
    "conditional": "says so under a condition",
    "predicted": "says it is to come",
    "requested": "asks for it",
}
#: Sectors whose people speak for their country.
OFFICIAL = frozenset({"GOV", "MIL", "LEG", "JUD", "SPY", "COP"})
#: What can be a party to anything.
_PARTIES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
#: A quotation longer than this is cut to the clauses that hold what matters.
_LONG = 190
#: No quotation is longer than this.
_LONGEST = 420
_CLAUSE_END = re.compile(r"[,;:–—]\s+|\s[-–—]\s|\.\s+")
_PAIRS = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "„": "“"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a dossier is asked for."""

    who: tuple[str, ...]
    about: str | None
    since: str | None
    until: str | None

    def named(self, name: str, country: str | None, date: str | None = None) -> tuple[str, ...]:
        """Those asked for that this name is one of."""
        return tuple(who for who in self.who if means(who, date, name, country))

    def period(self, date: Dated | None) -> bool:
        if date is None:
            return True
        late = self.until and date.earliest and date.earliest > self.until
        early = self.since and date.latest and date.latest < self.since
        return not (late or early)


class File:
    """One reading, with the look-ups that its rows need.

    `number` is how the dossier cites the article; it is given when it is known which articles are told of.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.article: Article = reading.article
        self.number = 0
        self.entities = {entity.id: entity for entity in reading.entities}
        self.records: dict[str, list[Record]] = {}
        for record in records(reading):
            self.records.setdefault(record.event.id, []).append(record)
        self._blocks = [tuple(block.span) for block in self.article.blocks]
        self._starts = [start for start, _ in self._blocks]
        #: Statements that nobody made, as far as their reporter goes.
        self.unsaid = unsaid((one.id, one.act, one.within) for one in reading.statements)
        self._contents = [(span, one.id) for one in reading.statements for span in one.content]

    @cached_property
    def places(self) -> list[tuple[int, int, str]]:
        """Where entities are mentioned, in text order: start, end, id."""
        return sorted((m.span.start, m.span.end, e.id) for e in self.reading.entities for m in e.mentions)

    @cached_property
    def reasons(self) -> dict[str, str]:
        """Why each event and statement was coded as it was, by id."""
        events = {one.id: one.because for one in self.reading.events}
        return {**events, **{one.id: one.because for one in self.reading.statements}}

    # --- words ------------------------------------------------------------------------------------------------------

    def words(self, spans: Iterable[Passage]) -> str:
        return " … ".join(flat(span.of(self.article.text)) for span in spans)

    def quote(self, start: int, end: int) -> Part:
        """A quotation of `text[start:end]`, without the white space and quotation marks around it.

        The "that" of reported speech is the cue's, not the words', and is left out in front.
        A very long one ends with a sentence, or a word, and is marked as cut.
        """
        start, end = _bare(self.article.text, start, end)
        if self.article.text.startswith("that ", start, end) and end - start > 12:
            start, end = _bare(self.article.text, start + 5, end)
        short = _short(self.article.text, start, end)
        return {
            "quote": self.article.text[start:short],
            "article": self.article.id,
            "number": self.number,
            "span": [start, short],
            **({"cut": True} if short < end else {}),
        }

    def quotes(self, spans: Iterable[Passage]) -> list[Part]:
        """A quotation in pieces, with dots between them."""
        parts: list[Part] = []
        for span in spans:
            parts += [*([{"text": " … "}] if parts else []), self.quote(span.start, span.end)]
        return parts

    def sentence(self, first: int, last: int) -> Passage:
        """The words around a stretch, to the ends of its sentence or block."""
        at = bisect_right(self._starts, first) - 1
        block = [self._blocks[at]] if at >= 0 else []
        return Passage(*sentence_around(self.article.text, block, first, last))

    def sufficient(self, sentence: Passage, keep: Sequence[Passage]) -> Part:
        """The shortest stretch of a sentence, in whole clauses, that holds all of `keep`; short sentences are whole."""
        inside = [span for span in keep if sentence.covers(span)]
        if sentence.end - sentence.start <= _LONG or not inside:
            return self.quote(*sentence)
        first, last = min(span.start for span in inside), max(span.end for span in inside)
        cuts = [*_CLAUSE_END.finditer(self.article.text, sentence.start, sentence.end)]
        start = max((cut.end() for cut in cuts if cut.end() <= first), default=sentence.start)
        end = min((cut.start() for cut in cuts if cut.start() >= last), default=sentence.end)
        return self.quote(start, end)

    # --- who --------------------------------------------------------------------------------------------------------

    def party(self, id: str | None) -> str | None:
        """Whom somebody speaks or acts for: officials and capitals are their country, others themselves."""
        entity = self.entities.get(id or "")
        if entity is None or entity.kind not in _PARTIES:
            return None
        if entity.country and (entity.kind in ("GPE", "NORP") or entity.sector in OFFICIAL):
            return gazetteer.country_name(entity.country) or describe(entity)
        return describe(entity)

    def parties(self, ids: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(filter(None, map(self.party, ids))))

    def mentioned(self, spans: Iterable[Passage]) -> list[Entity]:
        found: dict[str, None] = {}
        for span in spans:
            first = bisect_left(self.places, (span.start, 0, ""))
            last = bisect_left(self.places, (span.end, 0, ""), first)
            found.update((id, None) for _, end, id in self.places[first:last] if end <= span.end)
        return [self.entities[id] for id in found]

    # --- rows -------------------------------------------------------------------------------------------------------

    def meant(self, wanted: Wanted) -> set[str]:
        """The ids of the entities asked for; of all entities where nobody is."""
        date = self.article.published.earliest
        named = self.entities.values()
        return {e.id for e in named if not wanted.who or wanted.named(e.name, e.country, date)}

    def statement_rows(self, wanted: Wanted) -> Iterator[dict[str, Any]]:
        meant = self.meant(wanted)
        for statement in self.reading.statements if meant or not wanted.who else ():
            speaker = self.entities.get(statement.speaker or "")
            told = self.mentioned(statement.content)
            addressed = self.mentioned(statement.addressee)
            concerned = {entity.id for entity in (speaker, *told, *addressed) if entity}
            if (not wanted.who or concerned & meant) and speaks_of(
                self.words((*statement.source, *statement.content)), wanted.about
            ):
                row = self._statement_row(statement, speaker)
                yield {
                    **row,
                    "to": self.parties(entity.id for entity in addressed),
                    "of": self.parties(entity.id for entity in told),
                }

    def _statement_row(self, statement: Statement, speaker: Entity | None) -> dict[str, Any]:
        return {
            "id": statement.id,
            "article": self.article.id,
            "number": self.number,
            "speaker": describe(speaker) if speaker else None,
            "party": self.party(statement.speaker),
            "country": speaker.country if speaker else None,
            "capacity": capacity(speaker),
            "source": self.words(statement.source),
            "cue": self.words(statement.cue),
            "content": [span.of(self.article.text) for span in statement.content],
            "quotes": self.quotes(statement.content),
            "addressee": self.words(statement.addressee),
            "act": statement.act,
            "form": statement.form,
            "within": statement.within,
            "spans": [[*span] for span in (*statement.source, *statement.cue, *statement.content)],
            "because": statement.because,
            "confidence": statement.confidence,
        }

    def event_rows(self, wanted: Wanted) -> Iterator[dict[str, Any]]:
        meant = self.meant(wanted)
        for event in self.reading.events if meant or not wanted.who else ():
            asked = not wanted.who or not meant.isdisjoint((*event.actors, *event.recipients))
            if not event.type or not asked or not wanted.period(event.date):
                continue
            sentence = self.sentence(event.trigger[0].start, event.trigger[-1].end)
            if speaks_of(sentence.of(self.article.text), wanted.about):
                yield self._event_row(event, sentence)

    def quote_of(self, id: str) -> Part | None:
        """The words of an event or a statement, if it is in this article."""
        said = next((one for one in self.reading.statements if one.id == id and one.content), None)
        if said:
            return self.quote(*said.content[0])
        event = next((one for one in self.reading.events if one.id == id), None)
        if event is None:
            return None
        sentence = self.sentence(event.trigger[0].start, event.trigger[-1].end)
        return self.sufficient(self._told_in(event, sentence)[1], self._telling(event))

    def _told_in(self, event: Event, sentence: Passage) -> tuple[list[str], Passage]:
        """The statements whose content holds an event, and the stretch to quote: the innermost content, else all."""
        inside = [(span, id) for span, id in self._contents if span.covers(event.trigger[0])]
        narrowest = min((span for span, _ in inside), key=lambda span: (span.end - span.start, span), default=sentence)
        return [id for _, id in inside], narrowest

    def _event_row(self, event: Event, sentence: Passage) -> dict[str, Any]:
        views = [self._view(record) for record in self.records.get(event.id, ())]
        statuses = {view["status"] for view in views}
        within, told = self._told_in(event, sentence)
        return {
            "id": event.id,
            "article": self.article.id,
            "number": self.number,
            "ontology": event.ontology,
            "type": event.type,
            "mode": event.mode,
            "contexts": list(event.contexts),
            "actors": [describe(self.entities[id]) for id in event.actors if id in self.entities],
            "recipients": [describe(self.entities[id]) for id in event.recipients if id in self.entities],
            "by": self.parties(event.actors),
            "to": self.parties(event.recipients),
            "place": describe(self.entities[event.place]) if event.place in self.entities else None,
            "date": {"earliest": event.date.earliest, "latest": event.date.latest} if event.date else None,
            "when": self._when(event),
            "trigger": [[*span] for span in event.trigger],
            "sentence": [*sentence],
            "quotes": [self.sufficient(told, self._telling(event))],
            "within": within,
            "views": views,
            "disputed": bool({"asserted", "alleged", "hedged"} & statuses) and "denied" in statuses,
            "because": event.because,
            "confidence": event.confidence,
        }

    def _telling(self, event: Event) -> list[Passage]:
        """The places that a quotation of the event should not leave out: trigger, time, and the parties nearest."""
        spans = list(event.trigger)
        if event.time is not None:
            spans.append(self.reading.times[event.time].span)
        at = event.trigger[0].start
        for id in (*event.actors, *event.recipients):
            mentions = self.entities[id].mentions if id in self.entities else ()
            if mentions:
                spans.append(min((m.span for m in mentions), key=lambda span: (abs(span.start - at), span.start)))
        return spans

    def _when(self, event: Event) -> str:
        """The event's period in words; where the year is not said, the article's own words and what they can mean."""
        words = when(event.date)
        expression = self.reading.times[event.time] if event.time is not None else None
        if expression is None or not expression.value.startswith("XXXX") or event.date is None:
            return words
        said = flat(expression.span.of(self.article.text))
        return f"“{said}”, the year not said" + (f" ({words})" if words != "undated" else "")

    def _view(self, record: Record) -> dict[str, Any]:
        """One holder's stance, in words, with what decided it."""
        chain = record.factuality.holder
        names = [self._holder(id) for id in chain[1:]]
        said = _BY_SOURCE if names else _BY_AUTHOR
        via = f", according to {' and '.join(reversed(names[:-1]))}" if len(names) > 1 else ""
        return {
            "holder": list(chain),
            "who": names[-1] if names else "the article",
            "party": self.party(chain[-1]) if names else None,
            "status": record.status,
            "says": f"{said[record.status]}{via}",
            "because": record.factuality.because,
        }

    def _holder(self, id: str) -> str:
        return describe(self.entities[id]) if id in self.entities else "someone unnamed" if id != AUTHOR else id


def _short(text: str, start: int, end: int) -> int:
    """Where a quotation ends that is not to run on for ever."""
    if end - start <= _LONGEST:
        return end
    stops = [found.end() for found in re.finditer(r"[.!?][”\"’]?(?=\s)", text[start : start + _LONGEST])]
    if stops and stops[-1] > _LONG:
        return start + stops[-1]
    return start + len(text[start : start + _LONGEST].rsplit(None, 1)[0].rstrip())


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without white space at its ends, nor quotation marks that only open or close it."""
    before = None
    while before != (start, end):
        before = (start, end)
        while start < end and text[start].isspace():
            start += 1
        while start < end and (text[end - 1].isspace() or text[end - 1] == ","):
            end -= 1
        start, end = _unmarked(text, start, end)
    return start, end


def _unmarked(text: str, start: int, end: int) -> tuple[int, int]:
    if end - start < 3:
        return start, end
    inner, first, last = text[start + 1 : end - 1], text[start], text[end - 1]
    if first in '“"«' and _PAIRS[first] == last and first not in inner and last not in inner:
        return start + 1, end - 1
    if first in "“«" and _PAIRS[first] not in text[start + 1 : end]:
        return start + 1, end
    if last in "”»" and not {"“", "«", "„"} & set(text[start : end - 1]):
        return start, end - 1
    return start, end


def describe(entity: Entity) -> str:
    """The name an entity is shown by."""
    return flat(entity.name)


def capacity(entity: Entity | None) -> str | None:
    """In what capacity somebody speaks: the article's own words for it, else the office held, else the country."""
    if entity is None:
        return None
    own = entity.affiliation or entity.office
    if own or entity.kind != "PERSON" or not entity.country:
        return flat(own) if own else None
    return gazetteer.country_name(entity.country) or entity.country
