"""CSV for spreadsheets: statements and events as the verbs of those names list them, claims, and articles.

No cell is run as a formula (`tables.safe_cell`). Lists have "; " between, spans read "67-75"; the first row names the
columns. UTF-8 with a byte order mark, without which spreadsheets take it for something else; lines end in CRLF
(RFC 4180).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told
from reportedly.tables import safe_cell

__all__ = ["suffix", "tables", "write"]

suffix = ".csv"
tables = ("events", "statements", "claims", "articles")

Plain = Mapping[str, Any]

_PRINTED = ("published", "outlet", "title", "url")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "events": (
        "id", "article", "ontology", "type", "mode", "contexts", "words", "trigger", "actor_names", "actor_countries",
        "recipient_names", "recipient_countries", "place_name", "earliest", "latest", "holders", "status", "certainty",
        "polarity", "frame", "value", "auxiliary", "text", "because", "status_because", "confidence", *_PRINTED,
    ),
    "statements": (
        "id", "article", "name", "country", "act", "form", "source_words", "cue_words", "text", "source", "cue",
        "content", "within", "because", "confidence", *_PRINTED,
    ),
    "claims": (
        "id", "verdict", "type", "summary", "earliest", "latest", "asserts", "hedges", "denies", "expects", "articles",
        "because",
    ),
    "articles": (
        "id", "title", "outlet", "agency", "byline", "published", "earliest", "latest", "confidence", "because", "url",
        "language", "copy_of",
    ),
}  # fmt: skip


def write(told: Told, out: Out) -> int:
    """Writes the four tables; returns the rows in all."""
    files = {table: _Table(out.text(table), _COLUMNS[table]) for table in tables}
    copies = told.copies()
    for page in told.pages():
        files["events"].add(_event(page, row) for row in page.views)
        files["statements"].add(_statement(page, row) for row in page.statements)
        files["articles"].add([_article(page, copies)])
        out.step(page.id)
    files["claims"].add(map(_claim, told.claims()))
    return sum(file.rows for file in files.values())


class _Table:
    """One file and how many rows are in it."""

    def __init__(self, file: TextIO, columns: Sequence[str]) -> None:
        file.write("\ufeff")
        self._rows = csv.writer(file)
        self._rows.writerow(columns)
        self._columns = columns
        self.rows = 0

    def add(self, rows: Iterable[Plain]) -> None:
        for row in rows:
            self._rows.writerow([safe_cell(_cell(row[name])) for name in self._columns])
            self.rows += 1


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "; ".join("-".join(map(str, one)) if isinstance(one, list | tuple) else str(one) for one in value)
    return value


def _event(page: Page, row: Plain) -> Plain:
    date = row["date"] or {"earliest": None, "latest": None}
    return {**row, **date, **_printed(page)}


def _statement(page: Page, row: Plain) -> Plain:
    return {**row, **_printed(page), **{f"{name}_words": page.words(row[name]) for name in ("source", "cue")}}


def _printed(page: Page) -> Plain:
    about = page.about
    return {**{name: about[name] for name in ("outlet", "title", "url")}, "published": about["published"]["value"]}


def _article(page: Page, copies: Mapping[str, str]) -> Plain:
    published = page.about["published"]
    return {
        **page.about, **published, "published": published["value"], "id": page.id, "copy_of": copies.get(page.id),
    }  # fmt: skip


def _claim(claim: Plain) -> Plain:
    sides = {stance: _voices(claim, stance) for stance in ("asserts", "hedges", "denies", "expects")}
    articles = sorted({article for voice in claim["voices"] for article in voice["articles"]})
    date = claim["date"] or {"earliest": None, "latest": None}
    return {**claim, **date, **sides, "articles": articles}


def _voices(claim: Plain, stance: str) -> list[str]:
    return [voice["holder"] for voice in claim["voices"] if voice["stance"] == stance]
