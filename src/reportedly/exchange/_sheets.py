"""The tables that spreadsheets get: statements and events as the verbs of those names list them, claims, articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told

__all__ = ["COLUMNS", "cell", "fill"]

Plain = Mapping[str, Any]

_PRINTED = ("published", "outlet", "title", "url")
#: table -> its columns. The chief table comes first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "events": (
        "id", "article", "ontology", "type", "mode", "contexts", "words", "trigger", "actor_names", "actor_countries",
        "recipient_names", "recipient_countries", "place_name", "earliest", "latest", "quantity_low", "quantity_high",
        "holders", "status", "certainty", "polarity", "frame", "value", "auxiliary", "text", "because",
        "status_because", "confidence", *_PRINTED,
    ),
    "statements": (
        "id", "article", "name", "country", "act", "form", "source_words", "cue_words", "text", "addressee_words",
        "source", "cue", "content", "addressee", "within", "because", "confidence", *_PRINTED,
    ),
    "claims": (
        "id", "verdict", "type", "summary", "earliest", "latest", "asserts", "hedges", "denies", "expects", "articles",
        "events", "statements", "because",
    ),
    "articles": (
        "id", "title", "outlet", "agency", "byline", "published", "earliest", "latest", "confidence", "because", "url",
        "language", "copy_of",
    ),
}  # fmt: skip


def fill(told: Told, out: Out, add: Callable[[str, Plain], None]) -> int:
    """Gives each row to `add(table, row)`, the rows of each table in order; returns how many."""
    copies, rows = told.copies(), 0

    def put(table: str, some: Iterable[Plain]) -> None:
        nonlocal rows
        for row in some:
            add(table, row)
            rows += 1

    for page in told.pages():
        put("events", (_event(page, row) for row in page.views))
        put("statements", (_statement(page, row) for row in page.statements))
        put("articles", [_article(page, copies)])
        out.step(page.id)
    put("claims", map(_claim, told.claims()))
    return rows


def cell(value: Any) -> Any:
    """A value as a cell: lists have "; " between, spans read "67-75"."""
    if isinstance(value, list | tuple):
        return "; ".join("-".join(map(str, one)) if isinstance(one, list | tuple) else str(one) for one in value)
    return value


def _event(page: Page, row: Plain) -> Plain:
    date = row["date"] or {"earliest": None, "latest": None}
    quantity = row.get("quantity") or {"low": None, "high": None}
    counted = {f"quantity_{end}": quantity[end] for end in ("low", "high")}
    return {**row, **date, **counted, **_printed(page)}


def _statement(page: Page, row: Plain) -> Plain:
    words = {f"{name}_words": page.words(row[name]) for name in ("source", "cue", "addressee")}
    return {**row, **_printed(page), **words}


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
    accounts = {f"{kind}s": [one[kind] for one in claim[f"{kind}s"]] for kind in ("event", "statement")}
    return {**claim, **date, **sides, **accounts, "articles": articles}


def _voices(claim: Plain, stance: str) -> list[str]:
    return [voice["holder"] for voice in claim["voices"] if voice["stance"] == stance]
