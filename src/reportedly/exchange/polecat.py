"""POLECAT's weekly tables: their 40 columns word for word, and ours behind them. One row an event of PLOVER.

Lists have "; " between, and of a list with parties each column has as many parts; an empty cell, or part, is the word
`None`. Whether the event is told as having happened stands in `Status`: POLECAT has no column for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reportedly.exchange._coding import QUADS, Coded, Party, coded, span_words, views_told
from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told
from reportedly.exchange._tsv import Lines

__all__ = ["suffix", "tables", "write"]

suffix = ".tsv"
tables = ("events",)

_COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name",
    "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector",
    "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID", "Placename", "City",
    "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
#: Ours.
_MORE = (
    "Article ID", "Reportedly Event ID", "URL", "Trigger", "Trigger Offsets", "Sentence", "Sentence Number", "Status",
    "Certainty", "Polarity", "Frame", "Auxiliary Modes", "Holders", "Event Date Latest", "Date From",
    "Actor Wikidata", "Recipient Wikidata", "Because", "Confidence", "Empty Because",
)  # fmt: skip
_NONE = "None"


def write(told: Told, out: Out) -> int:
    """Writes the table; returns its rows."""
    lines = Lines(out.text(), (*_COLUMNS, *_MORE), _NONE)
    for page in told.pages():
        for one in coded(page):
            lines.add((*_event(one), *_sides(one), *_place(one), *_story(page), *_ours(one)))
        out.step(page.id)
    return lines.rows


def _event(one: Coded) -> tuple[object, ...]:
    row = one.row
    quad = QUADS.get(one.quad or "")
    return row["id"], one.day, row["type"], row["mode"], one.intensity, quad, _list(row["contexts"])


def _sides(one: Coded) -> Iterable[object]:
    for parties in (one.actors, one.recipients):
        yield _list([party.name for party in parties])
        yield _list([party.country for party in parties])
        yield _list([party.cow for party in parties])
        yield parties[0].sector if parties else None
        yield _list([party.sector for party in parties])
        yield _list([party.entity["office"] for party in parties])
        yield _list([party.raw for party in parties])
        yield None  # titles of Wikipedia's articles; ours are Wikidata's ids, which have columns of their own


def _place(one: Coded) -> tuple[object, ...]:
    place = one.place
    if place is None:
        return (None,) * 10
    spot = one.spot
    kind = spot.kind if spot else "country" if one.is_country else None
    where = Party(one.page, place, one.trigger, one.day)
    named = {kind: place["name"]}
    lat, lon = (spot.lat, spot.lon) if spot else (None, None)
    return (
        place["name"], named.get("city"), None, named.get("region"), where.country, lat, lon, None, where.raw, kind,
    )  # fmt: skip


def _story(page: Page) -> tuple[object, ...]:
    about = page.about
    kinds = (("PERSON",), ("ORG",), ("GPE", "LOC", "FAC"))
    named = (_list([row["name"] for row in page.entities.values() if row["kind"] in some]) for some in kinds)
    return (
        about["outlet"], about["published"]["value"], *named, about["language"], page.reading["reader"],
    )  # fmt: skip


def _ours(one: Coded) -> tuple[object, ...]:
    row, about = one.row, one.page.about
    return (
        one.page.id, row["id"], about["url"], row["words"], span_words(one.trigger), row["text"], one.sentence,
        row["status"], row["certainty"], row["polarity"], row["frame"], _list(row["auxiliary"]), views_told(row),
        one.latest, one.dated_by, *(_list(_wikidata(side)) for side in (one.actors, one.recipients)), row["because"],
        row["confidence"], _list(one.why()),
    )  # fmt: skip


def _wikidata(parties: Iterable[Party]) -> list[Any]:
    return [party.entity["wikidata"] for party in parties]


def _list(parts: Sequence[Any]) -> str:
    """A list as a cell. A part's own "; " is ", ", so that it stays one part."""
    return "; ".join(str(part).replace("; ", ", ") if part else _NONE for part in parts)
