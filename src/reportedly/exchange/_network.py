"""Who spoke of or to whom and who did what to whom, as the nodes and edges of a directed multigraph.

A node is an actor: a country (with all who act for it) where it is known, else a name. An edge is one finding between
two of them: a statement, from the speaker to each party that it is addressed to or speaks of; an event, from each actor
to each recipient, or between those who do something with each other. Nobody has an edge to himself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from reportedly import gazetteer
from reportedly.exchange._coding import dated, span_words, views_told
from reportedly.exchange._told import Page, Told
from reportedly.exchange._xml import printable
from reportedly.query import COUNTED

__all__ = ["EDGE", "NODE", "Edge", "edges", "nodes"]

Plain = Mapping[str, Any]

#: What nodes and edges hold besides ids: names, and kinds as GraphML calls them.
NODE = {"label": "string", "kind": "string", "country": "string", "sector": "string"}
EDGE = {
    "kind": "string", "code": "string", "mode": "string", "relation": "string", "status": "string",
    "counted": "boolean", "weight": "double", "confidence": "double", "start": "string", "end": "string",
    "published": "string", "finding": "string", "article": "string", "outlet": "string", "by": "string",
    "towards": "string", "words": "string", "offsets": "string", "sentence": "string", "holders": "string",
}  # fmt: skip
#: Entities that can speak or be dealt with.
_PARTIES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_SIDES = ("actors", "recipients")


@dataclass(frozen=True, slots=True)
class Edge:
    """`source` and `target` are ids of nodes; `cells` what there is of `EDGE`."""

    id: str
    source: str
    target: str
    cells: Plain


@dataclass(frozen=True, slots=True)
class _Finding:
    """A statement or event with its pairs: who, whom, and how they stand to each other ("to", "about", "with")."""

    cells: Plain
    pairs: Sequence[tuple[Plain, Plain, str]]


def nodes(told: Told) -> dict[str, dict[str, str]]:
    """The nodes that have an edge, by id, in the order in which they come up (held in memory: names, no findings)."""
    found: dict[str, dict[str, str]] = {}
    for page in told.pages():
        for finding in _findings(page):
            for one in (entity for source, target, _ in finding.pairs for entity in (source, target)):
                cells = found.setdefault(_key(one), _node(one))
                if not one["country"] and one["sector"]:
                    cells.setdefault("sector", printable(one["sector"]))
    return found


def edges(page: Page) -> Iterator[Edge]:
    """The edges that a page has, statements first."""
    for finding in _findings(page):
        for n, (source, target, relation) in enumerate(finding.pairs):
            more = {"relation": relation, "by": source["name"], "towards": target["name"], "weight": 1.0}
            known = {name: value for name, value in {**finding.cells, **more}.items() if value not in (None, "")}
            yield Edge(printable(f"{finding.cells['finding']}-{n}"), _key(source), _key(target), known)


def _key(entity: Plain) -> str:
    """The id of an entity's node: a country's code, else a name (marked where it looks like a code)."""
    if entity["country"]:
        return printable(entity["country"])
    return printable(f"name:{entity['name']}" if gazetteer.country_name(entity["name"]) else entity["name"])


def _node(entity: Plain) -> dict[str, str]:
    country = entity["country"]
    if not country:
        return {"label": printable(entity["name"]), "kind": printable(entity["kind"])}
    name = gazetteer.country_name(country)
    return {"label": printable(name or country), "kind": "country" if name else "body", "country": printable(country)}


def _findings(page: Page) -> Iterator[_Finding]:
    for row in page.statements:
        if pairs := _apart(_spoken(page, row)):
            yield _Finding(_statement(page, row), pairs)
    for row in page.events:
        if row["type"] and (pairs := _apart(_done(page, row))):
            yield _Finding(_event(page, row), pairs)


def _apart(pairs: Iterable[tuple[Plain, Plain, str]]) -> list[tuple[Plain, Plain, str]]:
    """Of these pairs those between two nodes, each two once."""
    kept: dict[tuple[str, str], tuple[Plain, Plain, str]] = {}
    for one, other, relation in pairs:
        if _key(one) != _key(other):
            kept.setdefault((_key(one), _key(other)), (one, other, relation))
    return list(kept.values())


def _spoken(page: Page, row: Plain) -> Iterator[tuple[Plain, Plain, str]]:
    """The speaker with each party: those he speaks to, then those he speaks of."""
    speaker = page.entities.get(row["speaker"] or "")
    if speaker is not None:
        for part, relation in (("addressee", "to"), ("content", "about")):
            yield from ((speaker, other, relation) for other in _within(page, row[part]))


def _within(page: Page, spans: Sequence[Sequence[int]]) -> Iterator[Plain]:
    """The parties with a mention inside any of the spans."""
    for entity in page.entities.values():
        inside = any(a <= one["span"][0] and one["span"][1] <= b for one in entity["mentions"] for a, b in spans)
        if inside and entity["kind"] in _PARTIES:
            yield entity


def _done(page: Page, row: Plain) -> Iterator[tuple[Plain, Plain, str]]:
    """Each actor with each recipient, or two and two those who do it together."""
    actors, recipients = ([page.entities[id] for id in row[side] if id in page.entities] for side in _SIDES)
    pairs = product(actors, recipients) if recipients else combinations(actors, 2)
    yield from ((one, other, "to" if recipients else "with") for one, other in pairs)


def _statement(page: Page, row: Plain) -> Plain:
    published = page.about["published"]
    return {
        **_shared(page, row), "kind": "statement", "code": row["act"], "mode": row["form"],
        "start": published["earliest"], "end": published["latest"], "words": row["text"],
        "offsets": span_words(row["content"]),
    }  # fmt: skip


def _event(page: Page, row: Plain) -> Plain:
    day, latest, _ = dated(row, page.about["published"])
    return {
        **_shared(page, row), "kind": "event", "code": row["type"], "mode": row["mode"], "status": row["status"],
        "counted": row["status"] in COUNTED, "start": day, "end": latest, "words": row["words"],
        "offsets": span_words(row["trigger"]), "sentence": row["text"], "holders": views_told(row),
    }  # fmt: skip


def _shared(page: Page, row: Plain) -> dict[str, Any]:
    about = page.about
    return {
        "finding": row["id"], "article": page.id, "outlet": about["outlet"] or about["agency"],
        "published": about["published"]["value"], "confidence": row["confidence"],
    }  # fmt: skip
