"""The tables of ICEWS: their 20 columns word for word, and ours behind them. One row an event of PLOVER.

CAMEO codes are roots of two digits: PLOVER says less than CAMEO's further digits do, so that each of its codes may
stand for several. `CAMEO Best` has the one that fits best and `CAMEO Because` why that, after the crosswalk of
`ontology/plover.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportedly import gazetteer
from reportedly.exchange._coding import CAMEO_ROOTS, Coded, Party, coded, span_words, views_told
from reportedly.exchange._out import Out
from reportedly.exchange._told import Told
from reportedly.exchange._tsv import Lines

__all__ = ["suffix", "tables", "write"]

suffix = ".tsv"
tables = ("events",)

_COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code",
    "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City",
    "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip
#: Ours.
_MORE = (
    "CAMEO Best", "CAMEO Because", "PLOVER Type", "PLOVER Mode", "Source Code", "Target Code", "Further Sources",
    "Further Targets", "Trigger", "Trigger Offsets", "Sentence", "Status", "Certainty", "Polarity", "Frame", "Holders",
    "Publication Date", "Event Date Latest", "Date From", "URL", "Because", "Confidence", "Empty Because",
)  # fmt: skip


def write(told: Told, out: Out) -> int:
    """Writes the table; returns its rows."""
    lines = Lines(out.text(), (*_COLUMNS, *_MORE))
    for page in told.pages():
        for one in coded(page):
            lines.add((*_theirs(one), *_ours(one)))
        out.step(page.id)
    return lines.rows


def _theirs(one: Coded) -> tuple[object, ...]:
    source, target = one.sides
    root = one.cameo[0][:2] if one.cameo else None
    return (
        one.row["id"], one.day, *_party(source), CAMEO_ROOTS.get(root or ""), root, one.intensity, *_party(target),
        one.page.id, one.sentence, one.page.about["outlet"] or one.page.about["agency"], *_place(one),
    )  # fmt: skip


def _party(side: Sequence[Party]) -> tuple[object, ...]:
    if not side:
        return None, None, None
    (party,) = side
    return party.name, party.sector, gazetteer.country_name(party.country or "") if party.of_state else None


def _place(one: Coded) -> tuple[object, ...]:
    place, spot = one.place, one.spot
    if place is None:
        return (None,) * 6
    kind = spot.kind if spot else None
    named = [place["name"] if kind == wanted else None for wanted in ("city", "region")]
    return (
        named[0], None, named[1], gazetteer.country_name(place["country"] or ""),
        *((spot.lat, spot.lon) if spot else (None, None)),
    )  # fmt: skip


def _ours(one: Coded) -> tuple[object, ...]:
    row, about = one.row, one.page.about
    source, target = one.sides
    further = [
        "; ".join(party.name for party in parties if party not in (*source, *target))
        for parties in (one.actors, one.recipients)
    ]
    codes = (side[0].country if side else None for side in one.sides)
    return (
        *(one.cameo or (None, None)), row["type"], row["mode"], *codes, *further, row["words"],
        span_words(one.trigger), row["text"], row["status"], row["certainty"], row["polarity"], row["frame"],
        views_told(row), about["published"]["value"], one.latest, one.dated_by, about["url"], row["because"],
        row["confidence"], "; ".join(one.why()),
    )  # fmt: skip
