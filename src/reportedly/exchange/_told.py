"""What a store tells to a form: page after page, in the order of adding, with judgements applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from reportedly import query
from reportedly.model import Judgement
from reportedly.query import Query, Ruling

__all__ = ["Page", "Told"]

Plain = dict[str, Any]
#: Of what may be asked, that which events and statements both have.
_SHARED = ("who", "to", "dyad", "about", "since", "until", "directed")


@dataclass(frozen=True)
class Page:
    """An article with those of its findings that were asked for.

    `reading` is the whole reading as plain data (`reportedly/1`), judgements applied.
    """

    reading: Plain
    asked: Query
    rulings: Mapping[str, Ruling]

    @property
    def id(self) -> str:
        return str(self.reading["id"])

    @property
    def text(self) -> str:
        """The article's frozen text."""
        return str(self.reading["text"])

    @property
    def about(self) -> Plain:
        """What is known of the article: title, outlet, published, ..."""
        found: Plain = self.reading["article"]
        return found

    @cached_property
    def entities(self) -> dict[str, Plain]:
        """The article's entities by id."""
        return {row["id"]: row for row in self.reading["entities"]}

    @cached_property
    def statements(self) -> list[Plain]:
        """The statements asked for, as `reportedly statements --format jsonl` gives them."""
        shared = replace(Query(), **{name: getattr(self.asked, name) for name in _SHARED})
        return query.statement_rows(self.reading, shared, self.rulings)

    @cached_property
    def views(self) -> list[Plain]:
        """The events asked for, one row a holder, as `reportedly events --format jsonl` gives them."""
        return query.event_rows(self.reading, self.asked, self.rulings)

    @cached_property
    def events(self) -> list[Plain]:
        """The events asked for, each once: its first row (the author's), with "views", all its rows."""
        by_event: dict[str, list[Plain]] = {}
        for row in self.views:
            by_event.setdefault(row["id"], []).append(row)
        return [{**rows[0], "views": rows} for rows in by_event.values()]

    def words(self, spans: Iterable[Iterable[int]]) -> str:
        """The words at these spans, the parts of a discontinuous one joined by " … "."""
        return " … ".join(self.text[start:end] for start, end in spans)

    def __bool__(self) -> bool:
        """Whether there is anything on it that was asked for; without a question every page counts."""
        return self.asked == Query() or bool(self.statements or self.views)


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that a form may ask for. Each call goes through the store anew; nothing is kept in memory.

    `name` is what the record is called: the store's file name without its ending.
    `claims` gives the claims that were asked for, as weighed last (weighed now where there are none), `happenings` all
    of them, so that what belongs together does so whatever was asked; `timeline` is the verb's rows. `copies` says for
    each article that is a copy which one printed it first.
    """

    name: str
    asked: Query
    readings: Callable[[], Iterator[tuple[Plain, Mapping[str, Ruling]]]]
    claims: Callable[[], Iterable[Plain]]
    copies: Callable[[], Mapping[str, str]]
    judgements: Callable[[], list[Judgement]]
    happenings: Callable[[], Iterable[Plain]]
    timeline: Callable[[], Iterable[Plain]]

    def pages(self) -> Iterator[Page]:
        """The articles that have something that was asked for."""
        return (page for page in (Page(reading, self.asked, rulings) for reading, rulings in self.readings()) if page)
