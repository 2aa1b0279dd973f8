"""Assembles a dossier from readings: who said what, what happened when, and on whose word.

Everything in it is taken from the readings or is a quoted stretch of the article; nothing is worded by chance.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from reportedly.model import (
    AUTHOR,
    Article,
    Dated,
    Dossier,
    Entity,
    Event,
    Passage,
    Reading,
    Record,
    Statement,
    records,
)
from reportedly.query import means, sentence_around, speaks_of

__all__ = ["assemble", "when"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

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


def assemble(
    readings: Iterable[Reading],
    who: Sequence[str] = (),
    about: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Dossier:
    """The dossier of some readings, in order of publication.

    `who`: names, countries or codes; a finding belongs if it involves one of them. `about`: words that must stand in
    the finding's sentence. `since`, `until`: ISO days; findings with a known date outside them are left out.
    """
    files = [_File(reading, number) for number, reading in enumerate(sorted(readings, key=_by_date), start=1)]
    wanted = _Wanted(tuple(who), about, since, until)
    statements = [row for file in files for row in file.statement_rows(wanted)]
    events = [row for file in files for row in file.event_rows(wanted)]
    cited = {row["article"] for row in (*statements, *events)}
    return Dossier(
        subject=tuple(who),
        about=about,
        since=since,
        until=until,
        articles=tuple(file.row() for file in files if file.article.id in cited or not (who or about)),
        statements=tuple(statements),
        events=tuple(events),
        timeline=tuple(sorted((row for row in events if row["date"]), key=_by_period)),
    )


def _by_date(reading: Reading) -> tuple[str, str]:
    published = reading.article.published
    # A report of a known month and an unknown day comes after those of its days.
    return (published.latest or published.value or "9999", reading.article.id)


def _by_period(row: Mapping[str, Any]) -> tuple[str, str, str, int]:
    date = row["date"]
    return (date["earliest"] or date["latest"], date["latest"] or "9999", row["article"], row["trigger"][0][0])


@dataclass(frozen=True, slots=True)
class _Wanted:
    who: tuple[str, ...]
    about: str | None
    since: str | None
    until: str | None

    def people(self, entities: Iterable[Entity | None], date: str | None) -> bool:
        present = [entity for entity in entities if entity is not None]
        return not self.who or any(means(who, date, e.name, e.country) for who in self.who for e in present)

    def period(self, date: Dated | None) -> bool:
        if date is None:
            return True
        late = self.until and date.earliest and date.earliest > self.until
        early = self.since and date.latest and date.latest < self.since
        return not (late or early)


class _File:
    """One reading, with the look-ups that its rows need."""

    def __init__(self, reading: Reading, number: int) -> None:
        self.reading = reading
        self.article: Article = reading.article
        self.number = number
        self.entities = {entity.id: entity for entity in reading.entities}
        self.records: dict[str, list[Record]] = {}
        for record in records(reading):
            self.records.setdefault(record.event.id, []).append(record)
        self.places = sorted((m.span, e.id) for e in reading.entities for m in e.mentions)

    def row(self) -> dict[str, Any]:
        article = self.article
        published = article.published
        return {
            "number": self.number,
            "id": article.id,
            "title": article.title or self._words([block.span for block in article.blocks[:1]]) or article.id,
            "outlet": article.outlet,
            "agency": article.agency,
            "url": article.url if (article.url or "").startswith(("http://", "https://")) else None,
            "origin": article.origin,
            "text": article.text,
            "blocks": [{"span": [*block.span], "kind": block.kind} for block in article.blocks],
            "published": {
                "value": published.value,
                "words": when(_dated(published.earliest, published.latest, published.value)),
                "because": published.because,
                "masthead": published.masthead,
                "rejected": [
                    {"value": no.value, "because": no.because}
                    for no in published.rejected
                    if no.value not in published.because  # said there already
                ],
            },
            "notes": list(dict.fromkeys((*article.notes, *self.reading.notes))),
        }

    def statement_rows(self, wanted: _Wanted) -> Iterable[dict[str, Any]]:
        date = self.article.published.earliest
        for statement in self.reading.statements:
            speaker = self.entities.get(statement.speaker or "")
            concerned = [speaker, *self._mentioned(statement.content), *self._mentioned(statement.addressee)]
            if wanted.people(concerned, date) and speaks_of(
                self._words((*statement.source, *statement.content)), wanted.about
            ):
                yield self._statement_row(statement, speaker)

    def _statement_row(self, statement: Statement, speaker: Entity | None) -> dict[str, Any]:
        return {
            "id": statement.id,
            "article": self.article.id,
            "number": self.number,
            "speaker": describe(speaker) if speaker else None,
            "capacity": capacity(speaker),
            "source": self._words(statement.source),
            "cue": self._words(statement.cue),
            "content": [span.of(self.article.text) for span in statement.content],
            "addressee": self._words(statement.addressee),
            "act": statement.act,
            "form": statement.form,
            "within": statement.within,
            "spans": [[*span] for span in (*statement.source, *statement.cue, *statement.content)],
            "because": statement.because,
            "confidence": statement.confidence,
        }

    def event_rows(self, wanted: _Wanted) -> Iterable[dict[str, Any]]:
        date = self.article.published.earliest
        for event in self.reading.events:
            parties = [self.entities.get(id) for id in (*event.actors, *event.recipients)]
            sentence = self._sentence(event)
            if (
                event.type
                and wanted.people(parties, date)
                and speaks_of(sentence.of(self.article.text), wanted.about)
                and wanted.period(event.date)
            ):
                yield self._event_row(event, sentence)

    def _event_row(self, event: Event, sentence: Passage) -> dict[str, Any]:
        text = self.article.text
        first, last = event.trigger[0].start, event.trigger[-1].end
        views = [self._view(record) for record in self.records.get(event.id, ())]
        statuses = {view["status"] for view in views}
        return {
            "id": event.id,
            "article": self.article.id,
            "number": self.number,
            "type": event.type,
            "mode": event.mode,
            "contexts": list(event.contexts),
            "actors": [describe(self.entities[id]) for id in event.actors if id in self.entities],
            "recipients": [describe(self.entities[id]) for id in event.recipients if id in self.entities],
            "place": describe(self.entities[event.place]) if event.place in self.entities else None,
            "date": {"earliest": event.date.earliest, "latest": event.date.latest} if event.date else None,
            "when": self._when(event),
            "trigger": [[*span] for span in event.trigger],
            "before": _flat(text[sentence.start : first]),
            "words": _flat(text[first:last]),
            "after": _flat(text[last : sentence.end]),
            "views": views,
            "disputed": bool({"asserted", "alleged", "hedged"} & statuses) and "denied" in statuses,
            "because": event.because,
            "confidence": event.confidence,
        }

    def _when(self, event: Event) -> str:
        """The event's period in words; where the year is not said, the article's own words and what they can mean."""
        words = when(event.date)
        expression = self.reading.times[event.time] if event.time is not None else None
        if expression is None or not expression.value.startswith("XXXX") or event.date is None:
            return words
        said = _flat(expression.span.of(self.article.text))
        return f"“{said}”, the year not said" + (f" ({words})" if words != "undated" else "")

    def _view(self, record: Record) -> dict[str, Any]:
        """One holder's stance, in words, with what decided it."""
        chain = record.factuality.holder
        names = [self._holder(id) for id in chain[1:]]
        said = _BY_SOURCE if names else _BY_AUTHOR
        who = names[-1] if names else "the article"
        via = f", according to {' and '.join(reversed(names[:-1]))}" if len(names) > 1 else ""
        return {
            "holder": list(chain),
            "who": who,
            "status": record.status,
            "says": f"{said[record.status]}{via}",
            "because": record.factuality.because,
        }

    def _holder(self, id: str) -> str:
        return describe(self.entities[id]) if id in self.entities else "someone unnamed" if id != AUTHOR else id

    def _mentioned(self, spans: Iterable[Passage]) -> list[Entity]:
        found: dict[str, None] = {}
        for span in spans:
            first = bisect_left(self.places, (Passage(span.start, 0), ""))
            inside = takewhile(_before(span.end), islice(self.places, first, None))
            found.update((id, None) for place, id in inside if place.end <= span.end)
        return [self.entities[id] for id in found]

    def _sentence(self, event: Event) -> Passage:
        """The words around a trigger, to the ends of its sentence or block."""
        blocks = (tuple(block.span) for block in self.article.blocks)
        return Passage(*sentence_around(self.article.text, blocks, event.trigger[0].start, event.trigger[-1].end))

    def _words(self, spans: Iterable[Passage]) -> str:
        return " … ".join(_flat(span.of(self.article.text)) for span in spans)


def _before(end: int) -> Callable[[tuple[Passage, str]], bool]:
    return lambda place: place[0].start < end


def _flat(words: str) -> str:
    """Line breaks shown as spaces; the words themselves are untouched."""
    return re.sub(r"\s+", " ", words)


def describe(entity: Entity) -> str:
    """The name an entity is shown by."""
    return _flat(entity.name)


def capacity(entity: Entity | None) -> str | None:
    """In what capacity somebody speaks: the article's own words for it, else the office held, else the country."""
    if entity is None:
        return None
    return entity.affiliation or entity.office or (entity.country if entity.kind == "PERSON" else None)


def _dated(earliest: str | None, latest: str | None, value: str | None) -> Dated | None:
    if earliest or latest:
        return Dated(earliest, latest)
    return Dated(value, value) if value and len(value) == 10 else None


def when(date: Dated | None) -> str:
    """A period in words, at its own granularity: "22 October 1962", "July 2023", "2019", "the 1980s", "after ..."."""
    if date is None or not (date.earliest or date.latest):
        return "undated"
    if not date.latest:
        return f"from {_day(date.earliest or '')} on"
    if not date.earliest:
        return f"by {_day(date.latest)}"
    return _whole(date.earliest, date.latest) or f"{_day(date.earliest)} to {_day(date.latest)}"


def _whole(first: str, last: str) -> str | None:
    """The name of the period two days enclose exactly, if it has one."""
    if first == last:
        return _day(first)
    year, end = first[:4], last[:4]
    if first.endswith("-01-01") and last.endswith("-12-31"):
        if year == end:
            return year
        return f"the {year}s" if year.endswith("0") and int(end) == int(year) + 9 else f"{year} to {end}"
    if first[:7] == last[:7] and first.endswith("-01") and int(last[8:]) >= 28:
        return f"{_MONTHS[int(first[5:7]) - 1]} {year}"
    return None


def _day(day: str) -> str:
    if len(day) != 10:
        return day
    return f"{int(day[8:])} {_MONTHS[int(day[5:7]) - 1]} {day[:4]}"
