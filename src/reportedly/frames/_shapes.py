"""What the rows of each verb have in them, so that a frame has the same columns and types whatever was found.

A shape is "text", "int", "real" or "flag" (any of them may be missing), a list of one shape, or a mapping of names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

__all__ = ["SHAPES", "Shape", "columns", "flat", "shapes_of", "sql_shapes"]

#: "text" | "int" | "real" | "flag" | [Shape] | {name: Shape}
Shape = Any
Row = Mapping[str, Any]

_SPAN: Shape = ["int"]
_SPANS: Shape = [_SPAN]
_TEXTS: Shape = ["text"]
_PERIOD: Shape = {"earliest": "text", "latest": "text"}
_QUOTE: Shape = {"article": "text", "span": _SPAN, "text": "text"}
_PARTIES: Shape = [{"name": "text", "country": "text"}]
_VOICE: Shape = {
    "origin": "text", "holder": "text", "stance": "text", "since": "text", "articles": _TEXTS, "quote": _QUOTE,
    "country": "text", "via": _TEXTS, "positions": [{"stance": "text", "since": "text", "quote": _QUOTE}],
    "reprints": "int", "author": "flag", "grade": "text",
}  # fmt: skip

#: verb -> the columns of its rows, in order; those that people look at first come first in a notebook's table.
SHAPES: dict[str, dict[str, Shape]] = {
    "statements": {
        "id": "text", "source": _SPANS, "cue": _SPANS, "content": _SPANS, "speaker": "text", "addressee": _SPANS,
        "form": "text", "act": "text", "within": "text", "because": "text", "confidence": "real", "article": "text",
        "text": "text", "name": "text", "country": "text", "published": "text",
    },
    "events": {
        "id": "text", "trigger": _SPANS, "ontology": "text", "type": "text", "mode": "text", "contexts": _TEXTS,
        "actors": _TEXTS, "recipients": _TEXTS, "place": "text", "time": "int", "date": _PERIOD, "because": "text",
        "confidence": "real", "quantity": {"low": "int", "high": "int", "about": "flag", "span": _SPAN},
        "given": "flag", "article": "text", "text": "text", "holder": _TEXTS, "holders": _TEXTS, "status": "text",
        "certainty": "text", "polarity": "text", "frame": "text", "value": "real", "status_because": "text",
        "auxiliary": _TEXTS, "words": "text", "actor_names": _TEXTS, "actor_countries": _TEXTS,
        "recipient_names": _TEXTS, "recipient_countries": _TEXTS, "place_name": "text", "published": "text",
    },
    "claims": {
        "id": "text", "type": "text", "summary": "text", "date": _PERIOD, "verdict": "text", "because": "text",
        "events": [{"article": "text", "event": "text"}], "voices": [_VOICE], "kind": "text", "mode": "text",
        "statements": [{"article": "text", "statement": "text"}],
        "parties": {"actors": _PARTIES, "recipients": _PARTIES}, "place": "text", "joined": _TEXTS,
    },
    "ledger": {
        "id": "text", "kind": "text", "holder": "text", "condition": "text", "window": _PERIOD, "state": "text",
        "claim": "text", "quote": _QUOTE, "said": "text", "country": "text", "to": _TEXTS, "articles": _TEXTS,
        "because": "text", "met": _QUOTE,
    },
    "timeline": {
        "date": _PERIOD, "claim": "text", "event": "text", "status": "text", "text": "text", "type": "text",
        "actor_names": _TEXTS, "recipient_names": _TEXTS, "article": "text",
    },
    "articles": {
        "id": "text", "title": "text", "outlet": "text", "agency": "text", "published": "text", "copy_of": "text",
        "changes": [{"kind": "text", "span": _SPAN, "was": "text"}], "url": "text", "language": "text",
    },
}  # fmt: skip


def shapes_of(rows: Sequence[Row], known: Mapping[str, Shape]) -> dict[str, Shape]:
    """The shape of every column: the known ones, and those of the rows that are not among them, read off the values."""
    names = dict.fromkeys([*known, *(name for row in rows for name in row)])
    return {name: known[name] if name in known else _shape([row.get(name) for row in rows]) for name in names}


def sql_shapes(columns: Iterable[tuple[str, str]], rows: Sequence[Row]) -> dict[str, Shape]:
    """The shapes of columns with these names and SQL types; of nested ones, and of huge numbers, by their values."""
    return {name: _sql_shape(kind) or _shape(row[name] for row in rows) for name, kind in columns}


def _sql_shape(kind: str) -> Shape | None:
    if kind.endswith("[]"):
        inner = _sql_shape(kind.removesuffix("[]"))
        return None if inner is None else [inner]
    plain = kind.partition("(")[0]
    return None if plain in ("STRUCT", "MAP", "UNION", "HUGEINT", "UHUGEINT") else _SQL.get(plain, "text")


_SQL = {
    "BOOLEAN": "flag", "TINYINT": "int", "SMALLINT": "int", "INTEGER": "int", "BIGINT": "int", "UTINYINT": "int",
    "USMALLINT": "int", "UINTEGER": "int", "FLOAT": "real", "DOUBLE": "real", "DECIMAL": "real",
}  # fmt: skip


def flat(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The columns of a frame: a period is two of them, `date_earliest` and `date_latest`."""
    return dict(item for name, shape in shapes.items() for item in _flat(name, shape))


def _flat(name: str, shape: Shape) -> Iterator[tuple[str, Shape]]:
    if shape == _PERIOD:
        yield from ((f"{name}_{end}", "text") for end in _PERIOD)
    else:
        yield name, shape


def columns(rows: Sequence[Row], shapes: Mapping[str, Shape]) -> dict[str, list[Any]]:
    """The values of a frame's columns (`flat(shapes)`), each fit for its shape."""
    made: dict[str, list[Any]] = {}
    for name, shape in shapes.items():
        values = [row.get(name) for row in rows]
        if shape == _PERIOD:
            made.update({f"{name}_{end}": [value and value.get(end) for value in values] for end in _PERIOD})
        else:
            made[name] = [_fit(value, shape) for value in values]
    return made


def _fit(value: Any, shape: Shape) -> Any:
    """A value as its shape has it: no key is missing, and none is there that the shape lacks."""
    if value is None:
        return None
    if isinstance(shape, list):
        return [_fit(one, shape[0]) for one in value]
    if isinstance(shape, dict):
        return {name: _fit(value.get(name), inner) for name, inner in shape.items()}
    if shape == "real":
        return float(value)
    # No frame takes a lone surrogate (in a caller's own keys).
    return str(value).encode("utf-8", "replace").decode() if shape == "text" else value


def _shape(values: Iterable[Any]) -> Shape:
    """The shape that holds all the values; "text" for none, and for what has none in common."""
    there = [value for value in values if value is not None]
    if not there:
        return "text"
    if all(isinstance(value, bool) for value in there):
        return "flag"
    numbers = [value for value in there if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) == len(there):
        small = all(isinstance(value, int) and abs(value) < 1 << 63 for value in there)
        return "int" if small else "real"
    if all(isinstance(value, list) for value in there):
        return [_shape(one for value in there for one in value)]
    if all(isinstance(value, dict) and value for value in there):
        names = dict.fromkeys(name for value in there for name in value)
        return {name: _shape(value.get(name) for value in there) for name in names}
    return "text"
