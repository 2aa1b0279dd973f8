"""Readings as tables: what SQL, Parquet and data frames have a row of. The schema is the same in all of them.

Offsets are half-open, Unicode code points of the article's text; a column of spans holds `[[start, end], ...]`. Columns
of words hold what the spans beside them cut, the parts of a discontinuous one joined by " … ". `n` is the row's place
in the reading's list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportedly.model import Factuality, status, vouches

__all__ = ["TABLES", "Cells", "cells", "dumps", "sendable"]

Row = Mapping[str, Any]
#: A row of a table: a value a column, in the order of `TABLES`.
Cells = tuple[Any, ...]

_SPANS = "integer[][]"

#: table -> its columns, in order, with their SQL types.
TABLES: dict[str, dict[str, str]] = {
    "readings": {
        "article": "varchar", "reader": "varchar", "title": "varchar", "outlet": "varchar", "agency": "varchar",
        "byline": "varchar", "dateline": "varchar", "url": "varchar", "language": "varchar", "published": "varchar",
        "earliest": "varchar", "latest": "varchar", "confidence": "double", "because": "varchar",
        "block_spans": _SPANS, "block_kinds": "varchar[]", "notes": "varchar[]", "reading": "varchar",
    },
    "entities": {
        "article": "varchar", "n": "integer", "id": "varchar", "name": "varchar", "kind": "varchar",
        "country": "varchar", "sector": "varchar", "office": "varchar", "affiliation": "varchar",
        "wikidata": "varchar", "because": "varchar", "mention_spans": _SPANS, "mention_forms": "varchar[]",
    },
    "times": {
        "article": "varchar", "n": "integer", "span": "integer[]", "text": "varchar", "type": "varchar",
        "value": "varchar", "earliest": "varchar", "latest": "varchar",
    },
    "statements": {
        "article": "varchar", "n": "integer", "id": "varchar", "speaker": "varchar", "name": "varchar",
        "country": "varchar", "source": "varchar", "cue": "varchar", "content": "varchar", "source_spans": _SPANS,
        "cue_spans": _SPANS, "content_spans": _SPANS, "addressee_spans": _SPANS, "form": "varchar", "act": "varchar",
        "within": "varchar", "because": "varchar", "confidence": "double",
    },
    "events": {
        "article": "varchar", "n": "integer", "id": "varchar", "trigger": "varchar", "trigger_spans": _SPANS,
        "ontology": "varchar", "type": "varchar", "mode": "varchar", "contexts": "varchar[]",
        "actor_ids": "varchar[]", "actors": "varchar[]", "actor_countries": "varchar[]", "recipient_ids": "varchar[]",
        "recipients": "varchar[]", "recipient_countries": "varchar[]", "place_id": "varchar", "place": "varchar",
        "time": "integer", "earliest": "varchar", "latest": "varchar", "because": "varchar", "confidence": "double",
    },
    "factuality": {
        "article": "varchar", "n": "integer", "event": "varchar", "type": "varchar", "holder": "varchar[]",
        "holders": "varchar[]", "certainty": "varchar", "polarity": "varchar", "frame": "varchar",
        "status": "varchar", "value": "double", "because": "varchar",
    },
}  # fmt: skip


def cells(reading: Row) -> dict[str, list[Cells]]:
    """A reading (plain data) as rows of each of `TABLES`."""
    entities = {entity["id"]: entity for entity in reading["entities"]}
    types = {event["id"]: event["type"] for event in reading["events"]}
    vouched = _vouched(reading)
    made: dict[str, list[Row]] = {
        "readings": [_reading(reading)],
        "entities": [_entity(row) for row in reading["entities"]],
        "times": [{**row, "text": _words(reading, [row["span"]])} for row in reading["times"]],
        "statements": [_statement(reading, entities, row) for row in reading["statements"]],
        "events": [_event(reading, entities, row) for row in reading["events"]],
        "factuality": [_view(row, entities, types, vouched) for row in reading["factuality"]],
    }
    return {
        name: [_cells({**row, "article": reading["id"], "n": n}, TABLES[name]) for n, row in enumerate(rows)]
        for name, rows in made.items()
    }


def _cells(row: Row, columns: Mapping[str, str]) -> Cells:
    return tuple(sendable(row[name]) if kind.startswith("varchar") else row[name] for name, kind in columns.items())


def _reading(reading: Row) -> Row:
    about = reading["article"]
    published = about["published"]
    rest = {key: value for key, value in reading.items() if key != "text"}
    return {
        **{name: about[name] for name in ("title", "outlet", "agency", "byline", "dateline", "url", "language")},
        **{name: published[name] for name in ("earliest", "latest", "confidence", "because")},
        "published": published["value"],
        "reader": reading["reader"],
        "block_spans": [block["span"] for block in reading["blocks"]],
        "block_kinds": [block["kind"] for block in reading["blocks"]],
        "notes": reading["notes"],
        "reading": dumps(rest),
    }


def _entity(row: Row) -> Row:
    spans, forms = ([mention[name] for mention in row["mentions"]] for name in ("span", "form"))
    return {**row, "mention_spans": spans, "mention_forms": forms}


def _statement(reading: Row, entities: Mapping[str, Row], row: Row) -> Row:
    speaker = entities.get(row["speaker"] or "", {})
    words = {name: _words(reading, row[name]) for name in ("source", "cue", "content")}
    spans = {f"{name}_spans": row[name] for name in ("source", "cue", "content", "addressee")}
    return {**row, **words, **spans, "name": speaker.get("name"), "country": speaker.get("country")}


def _event(reading: Row, entities: Mapping[str, Row], row: Row) -> Row:
    sides = {
        "actor_ids": row["actors"],
        "actors": _named(entities, row["actors"]),
        "actor_countries": _countries(entities, row["actors"]),
        "recipient_ids": row["recipients"],
        "recipients": _named(entities, row["recipients"]),
        "recipient_countries": _countries(entities, row["recipients"]),
        "place_id": row["place"],
        "place": entities.get(row["place"] or "", {}).get("name"),
    }
    date = row["date"] or {"earliest": None, "latest": None}
    return {**row, **date, **sides, "trigger": _words(reading, row["trigger"]), "trigger_spans": row["trigger"]}


def _view(row: Row, entities: Mapping[str, Row], types: Mapping[str, str | None], vouched: set[str]) -> Row:
    view = Factuality(**{**row, "holder": tuple(row["holder"])})
    return {
        **row,
        "type": types.get(row["event"]),
        "holders": [entities.get(id, {"name": id})["name"] for id in row["holder"]],
        "status": status(view, row["event"] in vouched),
    }


def _vouched(reading: Row) -> set[str]:
    """The events that some source in the article holds certain and true."""
    asked = ("holder", "certainty", "polarity", "frame")
    return {row["event"] for row in reading["factuality"] if vouches(*(row[name] for name in asked))}


def _words(reading: Row, spans: Iterable[Sequence[int]]) -> str:
    return " … ".join(reading["text"][start:end] for start, end in spans)


def _named(entities: Mapping[str, Row], ids: Iterable[str]) -> list[str]:
    return [entities[id]["name"] for id in ids if id in entities]


def _countries(entities: Mapping[str, Row], ids: Iterable[str]) -> list[str]:
    return [entities[id]["country"] for id in ids if id in entities and entities[id]["country"]]


def dumps(data: Any) -> str:
    """Plain data as JSON that any column can hold."""
    return _JSON.encode(data)


#: Escaped, so that NUL and lone surrogates in a caller's own keys come back as they were.
_JSON = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


def sendable(value: Any) -> Any:
    """A value for a column of strings: lone surrogates cannot be in one. JSON (`dumps`) has them as they were."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    return [sendable(item) for item in value] if isinstance(value, list | tuple) else value
