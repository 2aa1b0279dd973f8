"""The demo's answer sheet as gold: quoted words become offsets in the reports as intake freezes them.

`answers.toml` says how it is written. `gold()` gives lines in the format `reportedly/1`, `gold_claims()` the claims;
both are what `reportedly.score` takes. A quotation that is not found, or is found twice without `nth`, is a
`ValueError` that names the report and the words.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import reportedly
from reportedly import intake
from reportedly.model import Article

__all__ = ["CORPUS", "articles", "gold", "gold_claims", "held_too", "sheet"]

CORPUS = Path(reportedly.__file__).with_name("data") / "demo"
_BRACKETED = re.compile(r"\[([^][]+)\]")
Row = Mapping[str, Any]
Span = list[int]


def held_too() -> bool:
    """Whether the held third of the answers is scored: only at closing, asked for by name."""
    return os.environ.get("REPORTEDLY_HELD") == "1"


@cache
def sheet() -> dict[str, Any]:
    """`answers.toml` as it is written."""
    return tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))


@cache
def articles() -> dict[str, Article]:
    """The reports by the names the sheet has for them: a file name, or the id of a JSON line."""
    found = [one for one in intake.open([str(CORPUS)]) if isinstance(one, Article)]
    return {one.id if ".jsonl" in one.origin else Path(one.origin).name: one for one in found}


def gold(*, held: bool) -> list[dict[str, Any]]:
    """Gold lines of the reports, with the held ones or without."""
    return [_line(report) for report in sheet()["report"] if held or not report["held"]]


def gold_claims(*, held: bool) -> list[dict[str, Any]]:
    """Gold claims over all reports, with the held claims or without."""
    rows = [row for row in sheet()["claim"] if held or not row["held"]]
    return [
        {
            "id": row["id"],
            "verdict": row["verdict"],
            "members": [
                {"article": articles()[report].id, "span": _whole(_find(articles()[report].text, words))}
                for report, words in row["members"]
            ],
        }
        for row in rows
    ]


# --- one report -------------------------------------------------------------------------------------------------


def _line(report: Row) -> dict[str, Any]:
    article = articles()[report["is"]]
    try:
        rows, events = _answers(report, article.text)
        statements = [_statement(row, article.text, number) for number, row in enumerate(rows)]
        entities = _entities(statements, article.text)
        marked = [_event(row, article.text, number) for number, row in enumerate(events)]
        views = [view for row, event in zip(events, marked, strict=True) for view in _views(row, event, statements)]
    except ValueError as error:
        raise ValueError(f"{report['is']}: {error}") from None
    return {
        "id": article.id, "text": article.text, "entities": entities, "statements": statements, "events": marked,
        "factuality": views,
    }  # fmt: skip


def _answers(report: Row, text: str) -> tuple[list[Row], list[Row]]:
    """The statements and events of a report; a copy also has those of its original whose words it still holds."""
    statements, events = list(report.get("statements", ())), list(report.get("events", ()))
    if "copy_of" in report:
        first = next(row for row in sheet()["report"] if row["is"] == report["copy_of"])
        statements += [row for row in first["statements"] if _holds(text, row["content"])]
        events += [row for row in first["events"] if _holds(text, row["trigger"])]
    return statements, events


def _holds(text: str, quotes: str | list[str]) -> bool:
    return all(_plain(quote) in text for quote in _listed(quotes))


def _statement(row: Row, text: str, number: int) -> dict[str, Any]:
    content = _find(text, row["content"], row.get("nth"))
    source = [_nearest(text, row["source"], content)]
    named = row["speaker"] != "unnamed"
    return {
        "id": f"s{number}",
        "source": source,
        "cue": [_nearest(text, row["cue"], content)],
        "content": content,
        "speaker": row["speaker"] if named else f"unnamed {number}",
        "country": row.get("country"),
        "addressee": [_nearest(text, row["to"], content)] if "to" in row else [],
        "form": row["form"],
        "act": row["act"],
    }


def _event(row: Row, text: str, number: int) -> dict[str, Any]:
    types = row["type"].split("|")
    first, _, last = row.get("when", "").partition("/")
    return {
        "id": f"e{number}",
        "trigger": _find(text, row["trigger"], row.get("nth")),
        "ontology": "plover",
        "type": types[0],
        "also": types[1:],
        "mode": row.get("mode"),
        "actors": row.get("by", []),
        "recipients": row.get("to", []),
        "date": {"earliest": first, "latest": last or first} if first else None,
    }


def _entities(statements: Sequence[Row], text: str) -> list[dict[str, Any]]:
    """The named actors that the report names, and each unnamed source of its own."""
    countries = sheet()["actors"]
    rows = []
    for name, country in countries.items():
        sources = [span for row in statements if row["speaker"] == name for span in row["source"]]
        called = _occurrences(text, name.split()[-1]) if name.split()[-1] in text else []
        kind = "GPE" if name in _STATES else "ORG" if name in _BODIES else "PERSON"
        rows.append(_entity(name, name, country, kind, [*sources, *called], "name"))
    for row in statements:
        if row["speaker"] not in countries:
            rows.append(_entity(row["speaker"], None, row["country"], "PERSON", row["source"], "nominal"))
    return rows


#: Which actors are states or bodies; the others are persons.
_STATES = ("United States", "Soviet Union", "Cuba", "United Kingdom", "Turkey")
_BODIES = (
    "Defense Department", "White House", "Tass", "Cuban armed forces", "United Nations",
    "Organization of American States",
)  # fmt: skip


def _entity(
    id: str, name: str | None, country: str | None, kind: str, spans: Iterable[Span], form: str
) -> dict[str, Any]:
    mentions = [{"span": span, "form": form} for span in spans]
    return {"id": id, "name": name, "country": country or None, "kind": kind, "mentions": mentions}


def _views(row: Row, event: Row, statements: Sequence[Row]) -> list[dict[str, Any]]:
    """The factuality rows that have the statuses the sheet gives, the author's first."""
    rows = []
    for holder, status in row["status"].items():
        chain = ["author"] if holder == "author" else ["author", _holder(holder, event, statements)]
        rows.append({"event": event["id"], "holder": chain, **_AS[status]})
    return rows


def _holder(holder: str, event: Row, statements: Sequence[Row]) -> str:
    """An actor's name, or the unnamed source in whose words the event is."""
    if holder != "unnamed":
        return holder
    at = event["trigger"][0]
    inside = (
        row["speaker"]
        for row in statements
        if row["speaker"].startswith("unnamed")
        and any(start <= at[0] and at[1] <= end for start, end in row["content"])
    )
    return next(inside, "someone")


def _as(certainty: str, polarity: str, frame: str = "actual") -> dict[str, str]:
    return {"certainty": certainty, "polarity": polarity, "frame": frame}


#: A factuality row that reads as each status. "alleged" and "uncommitted" are one row: the sources make the difference.
_AS = {
    "asserted": _as("certain", "+"),
    "denied": _as("certain", "-"),
    "hedged": _as("probable", "+"),
    "alleged": _as("uncommitted", "unknown"),
    "uncommitted": _as("uncommitted", "unknown"),
    "conditional": _as("certain", "+", "conditional"),
    "predicted": _as("certain", "+", "predicted"),
    "requested": _as("uncommitted", "unknown", "requested"),
}


# --- from quotations to offsets ---------------------------------------------------------------------------------


def _listed(quotes: str | list[str]) -> list[str]:
    return [quotes] if isinstance(quotes, str) else quotes


def _plain(quote: str) -> str:
    return _BRACKETED.sub(r"\1", quote)


def _find(text: str, quotes: str | list[str], nth: int | None = None) -> list[Span]:
    """The spans of the bracketed words of each quotation, or of all its words."""
    return [span for quote in _listed(quotes) for span in _find_one(text, quote, nth)]


def _find_one(text: str, quote: str, nth: int | None) -> list[Span]:
    found = _occurrences(text, _plain(quote))
    if not found:
        raise ValueError(f"not found: {quote!r}")
    if nth is None and len(found) > 1:
        raise ValueError(f"found {len(found)} times, say which with nth: {quote!r}")
    if nth is not None and not 1 <= nth <= len(found):
        raise ValueError(f"nth is {nth} and there are {len(found)}: {quote!r}")
    start, end = found[(nth or 1) - 1]
    # The k-th bracketed stretch begins 2k characters later in the quotation than in the text.
    marked = [
        [start + mark.start() - 2 * k, start + mark.end() - 2 * (k + 1)]
        for k, mark in enumerate(_BRACKETED.finditer(quote))
    ]
    return marked or [[start, end]]


def _occurrences(text: str, words: str) -> list[Span]:
    """Where words stand as whole words."""
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    return [list(match.span()) for match in re.finditer(pattern, text)]


def _nearest(text: str, words: str, content: Sequence[Span]) -> Span:
    """The occurrence nearest to a statement's content; of two as near, the first."""
    found = [span for span in _occurrences(text, words) if not any(a <= span[0] and span[1] <= b for a, b in content)]
    if not found:
        raise ValueError(f"not found: {words!r}")
    return min(found, key=lambda span: min(max(a - span[1], span[0] - b, 0) for a, b in content))


def _whole(spans: Sequence[Span]) -> Span:
    return [spans[0][0], spans[-1][1]]
