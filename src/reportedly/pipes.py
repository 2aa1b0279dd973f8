"""Components for a spaCy pipeline of one's own: `reportedly_statements`, `reportedly_events`, `reportedly_factuality`.

They put spans into `doc.spans` and all rows into `doc._.reportedly`. A Doc is read from its text alone: our rules are
written for the parse of our own small pipeline, with headlines set apart and furniture masked, and no other parse is
known to carry them. So they work behind any pipeline of the language, a blank one too, and take nothing from it; the
price is a second parse. Several of them on one Doc read it once.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("reportedly_statements")
>>> doc = nlp("Moscow denied that it had sent missiles to Cuba.")
>>> [(span.label_, span.text) for span in doc.spans["statements"]]
[('deny', 'that it had sent missiles to Cuba')]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from reportedly import intake, shelf
from reportedly.errors import UsageError
from reportedly.flow import read_one
from reportedly.model import AUTHOR, Reading, records
from reportedly.reading import Reader

__all__ = ["KEY", "Component"]

#: Where a Doc keeps its reading (plain data of the contract, without the text); `doc._.reportedly` gives it.
KEY = "reportedly.reading"

Plain = Mapping[str, Any]
#: A span to be: our id, its label, its offsets.
Piece = tuple[str, str, Sequence[int]]
_CONFIG = {"date": None, "reader": "encoder"}


class Component:
    """One layer of our findings on a Doc: "statements", "events" or "factuality".

    `date`: when the texts were published (ISO), for all of them; `doc.user_data["date"]` says it of one. `reader`: as
    in `reportedly.read`. A Doc that was read before keeps its reading. Raises `UsageError` for a language without
    rules of ours and for a date that is none.
    """

    def __init__(self, nlp: Language, layer: str, date: str | None, reader: str) -> None:
        if nlp.lang not in shelf.names("lang"):
            raise UsageError(f"Nothing is read in {nlp.lang!r}; there is: {', '.join(shelf.names('lang'))}.")
        self._layer, self._lang, self._date, self._reader = layer, nlp.lang, _day(date), reader

    def __call__(self, doc: Doc) -> Doc:
        if KEY not in doc.user_data:
            doc.user_data[KEY] = self._read(doc)
        plain: Plain = doc.user_data[KEY]
        for name, pieces in _GROUPS[self._layer](plain):
            doc.spans[name] = [one for one in (_span(doc, piece) for piece in pieces) if one is not None]
        return doc

    def _read(self, doc: Doc) -> dict[str, Any]:
        day = _day(doc.user_data.get("date")) or self._date
        article = intake.freeze(doc.text, raw=doc.text.encode("utf-8", "replace"), given=day)
        reading = read_one(article, _reader(self._lang, self._reader), body=True)
        plain = {name: value for name, value in reading.to_dict().items() if name != "text"}
        return {**plain, "status": _held(reading)}

    # Nothing is learned here: what there is to keep is in the pipeline's config.

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None: ...

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Component:
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Component:
        return self


def _day(date: str | None) -> str | None:
    if date is not None and intake.iso_date(date) is None:
        raise UsageError(f"{date!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY.")
    return date


@cache
def _reader(language: str, kind: Any) -> Reader:
    """One reader a process, made when the first Doc comes: a component travels to other processes without it."""
    return Reader(language, kind=kind)


def _held(reading: Reading) -> dict[str, str]:
    """The status of each event by the text's own word."""
    return {one.event.id: one.status for one in records(reading) if one.factuality.holder == (AUTHOR,)}


def _span(doc: Doc, piece: Piece) -> Span | None:
    id, label, (start, end) = piece
    # A token that a span ends in belongs to it; the exact offsets are in the rows.
    made = doc.char_span(start, end, label=label, span_id=id, alignment_mode="expand")
    return made if made is None or len(made) else None


# --- groups of spans ----------------------------------------------------------------------------------------------


def _statements(plain: Plain) -> Iterator[tuple[str, Iterable[Piece]]]:
    rows = plain["statements"]
    yield "statements", _pieces(rows, "content", lambda row: row["act"])
    yield "sources", _pieces(rows, "source", lambda row: "source")
    yield "cues", _pieces(rows, "cue", lambda row: "cue")


def _events(plain: Plain) -> Iterator[tuple[str, Iterable[Piece]]]:
    yield "events", _pieces(plain["events"], "trigger", lambda row: row["type"] or "event")


def _factuality(plain: Plain) -> Iterator[tuple[str, Iterable[Piece]]]:
    held = plain["status"]
    rows = [row for row in plain["events"] if row["id"] in held]
    yield "factuality", _pieces(rows, "trigger", lambda row: held[row["id"]])


def _pieces(rows: Iterable[Plain], part: str, label: Callable[[Plain], str]) -> Iterator[Piece]:
    """A finding in several pieces has several spans of its id."""
    return ((row["id"], label(row), span) for row in rows for span in row[part])


_GROUPS = {"statements": _statements, "events": _events, "factuality": _factuality}


# --- names in spaCy -----------------------------------------------------------------------------------------------

if not Doc.has_extension("reportedly"):
    Doc.set_extension("reportedly", getter=lambda doc: doc.user_data.get(KEY))

_ASSIGNS = ["doc._.reportedly", "doc.spans"]


@Language.factory("reportedly_statements", default_config=_CONFIG, assigns=_ASSIGNS, requires=[])
def statements(nlp: Language, name: str, date: str | None, reader: str) -> Component:
    """`doc.spans["statements"]` (what was said, labelled by act), `["sources"]`, `["cues"]`."""
    return Component(nlp, "statements", date, reader)


@Language.factory("reportedly_events", default_config=_CONFIG, assigns=_ASSIGNS, requires=[])
def events(nlp: Language, name: str, date: str | None, reader: str) -> Component:
    """`doc.spans["events"]`: triggers, labelled by type."""
    return Component(nlp, "events", date, reader)


@Language.factory("reportedly_factuality", default_config=_CONFIG, assigns=_ASSIGNS, requires=[])
def factuality(nlp: Language, name: str, date: str | None, reader: str) -> Component:
    """`doc.spans["factuality"]`: triggers, labelled by what the text itself holds of the event."""
    return Component(nlp, "factuality", date, reader)
