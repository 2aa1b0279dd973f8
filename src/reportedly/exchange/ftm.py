"""FollowTheMoney entities, one a line, as `ftm`, Aleph and OpenAleph load them.

An article is an `Article`; whom it names are `Person`, `PublicBody`, `Organization` or `LegalEntity`, each with a
`Mention`; an office held on the article's day is a `Position` with an `Occupancy`. A quotation has no schema there: its
words are a `Note` of the speaker with the article as proof, and a `Documentation` with the role "quoted" leads from
the article to the speaker. An event is an `Event` with the article as proof; since such an event has no field for it,
its name begins with the status ("denied: ...") and its description says who holds what.

Ids are ours wherever the schema has a `recordId`, and the entities' own ids are ours, too; entities are those of one
article (merging them across articles is what Aleph's cross-referencing is for).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from reportedly import gazetteer, shelf
from reportedly.exchange._out import Out
from reportedly.exchange._told import Page, Told
from reportedly.model import hash_id

__all__ = ["suffix", "tables", "write"]

suffix = ".ftm.json"
tables = ("entities",)

Plain = Mapping[str, Any]

#: Who acts for a state or its parts is a public body.
_PUBLIC = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY", "IGO"})


def write(told: Told, out: Out) -> int:
    """Writes the entities of each article, the article first; returns how many."""
    file = out.text()
    rows = 0
    for page in told.pages():
        for entity in _entities(page):
            file.write(f"{json.dumps(entity, ensure_ascii=False)}\n")
            rows += 1
        out.step(page.id)
    return rows


def _entities(page: Page) -> Iterator[dict[str, Any]]:
    yield _article(page)
    offices: set[str] = set()
    for one in _named(page):
        yield _party(page, one)
        yield _mention(page, one)
        if one["kind"] == "PERSON" and one["office"]:
            position, occupancy = _office(page, one)
            yield from [] if position["id"] in offices else [position]
            offices.add(position["id"])
            yield occupancy
    for row in page.statements:
        yield _note(page, row)
        yield _documentation(page, row)
    for row in page.events:
        yield _event(page, row)


def _entity(schema: str, id: str, **properties: Any) -> dict[str, Any]:
    """An entity: every property is a list of strings there, and what is not known is left out."""
    listed = {name: [value] if isinstance(value, str) else list(value or ()) for name, value in properties.items()}
    kept = {name: [_clean(value) for value in values if value] for name, values in listed.items()}
    return {"id": _key(id), "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


def _article(page: Page) -> dict[str, Any]:
    about = page.about
    return _entity(
        "Article", page.id, title=about["title"], author=about["byline"], publishedAt=about["published"]["value"],
        sourceUrl=_url(about["url"]), publisher=about["outlet"] or about["agency"],
        language=_language(about["language"]), bodyText=page.text,
        contentHash=hashlib.sha1(page.text.encode("utf-8", "surrogatepass")).hexdigest(),
    )  # fmt: skip


def _named(page: Page) -> list[Plain]:
    """Those whom the findings asked for name: speakers, holders, parties."""
    said = {row["speaker"] for row in page.statements}
    done = {id for row in page.events for side in ("actors", "recipients") for id in row[side]}
    held = {id for row in page.views for id in row["holder"]}
    return [one for id, one in page.entities.items() if id in said | done | held]


def _party(page: Page, one: Plain) -> dict[str, Any]:
    schema = _schema(one)
    shared = {"name": one["name"], "country": _country(one["country"]), "wikidataId": one["wikidata"]}
    of_people = {"position": one["office"], "description": one["affiliation"]} if schema == "Person" else {}
    return _entity(schema, one["id"], sector=one["sector"], proof=_key(page.id), **shared, **of_people)


def _schema(one: Plain) -> str:
    if one["kind"] == "PERSON":
        return "Person"
    if one["kind"] in ("GPE", "ORG") and (one["kind"] == "GPE" or one["sector"] in _PUBLIC):
        return "PublicBody"
    return "Organization" if one["kind"] == "ORG" else "LegalEntity"


def _mention(page: Page, one: Plain) -> dict[str, Any]:
    return _entity(
        "Mention", f"{one['id']}-mention", document=_key(page.id), name=one["name"], resolved=_key(one["id"]),
        detectedSchema=_schema(one), contextCountry=_country(one["country"]),
    )  # fmt: skip


def _office(page: Page, one: Plain) -> tuple[dict[str, Any], dict[str, Any]]:
    """The office, and that this person held it: from when to when where the gazetteer knows, else on that day."""
    day = page.about["published"]["value"]
    id = hash_id("o", f"{one['office']}/{one['country']}")
    known = gazetteer.holder(one["name"], day)
    sure = known if known and known.office == one["office"] else None
    dates = {"startDate": sure.since, "endDate": sure.until} if sure else {"date": day}
    return (
        _entity("Position", id, name=one["office"], country=_country(one["country"])),
        _entity("Occupancy", f"{one['id']}-{id}", holder=one["id"], post=id, proof=_key(page.id),
                recordId=one["id"], **dates),
    )  # fmt: skip


def _note(page: Page, row: Plain) -> dict[str, Any]:
    return _entity(
        "Note", row["id"], name=_shortened(f"{row['name'] or 'somebody'}, {row['act']}: {row['text']}"),
        description=row["text"], entity=row["speaker"] or "", proof=_key(page.id), summary=_places(row["content"]),
        keywords=[row["act"], row["form"]], publisher=page.about["outlet"], sourceUrl=_url(page.about["url"]),
    )  # fmt: skip


def _documentation(page: Page, row: Plain) -> dict[str, Any]:
    return _entity(
        "Documentation", f"{row['id']}-in", document=_key(page.id), entity=row["speaker"] or row["id"], role="quoted",
        status=row["act"], date=page.about["published"]["value"], recordId=row["id"], summary=_places(row["content"]),
    )  # fmt: skip


def _event(page: Page, row: Plain) -> dict[str, Any]:
    date = row["date"] or {"earliest": None, "latest": None}
    one_day = date["earliest"] is not None and date["earliest"] == date["latest"]
    days = {"date": date["earliest"]} if one_day else {"startDate": date["earliest"], "endDate": date["latest"]}
    views = [f"{' > '.join(view['holders'])}: {view['status']}" for view in row["views"]]
    coded = "-".join(part for part in (row["type"], row["mode"]) if part)
    return _entity(
        "Event", row["id"], name=_shortened(f"{row['status']}: {row['text']}"), summary=row["text"],
        description="; ".join(views), keywords=[coded, *row["contexts"], row["status"]], recordId=row["id"],
        organizer=row["actors"], involved=row["recipients"], location=row["place_name"], proof=_key(page.id),
        publisher=page.about["outlet"], sourceUrl=_url(page.about["url"]), notes=_places(row["trigger"]), **days,
    )  # fmt: skip


# --- values as they have to be there ----------------------------------------------------------------------------


def _key(id: str) -> str:
    """Our id, or where a caller's own has signs that would not pass there, one made of it."""
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,200}", id):
        return id
    return hash_id("a", id)


def _clean(value: str) -> str:
    """Signs that no database there takes, replaced one for one: offsets stay."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", value)


def _places(spans: Iterable[Iterable[int]]) -> str:
    return "characters " + ", ".join("-".join(map(str, span)) for span in spans)


def _shortened(words: str, length: int = 160) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"


def _url(url: str | None) -> str | None:
    return url if url and re.fullmatch(r"https?://[^/\s]+\S*", url) else None


def _language(code: str | None) -> str | None:
    """The three letters that are asked for there."""
    return _languages().get(code or "")


def _country(code: str | None) -> str | None:
    return _countries().get(code or "")


@cache
def _countries() -> dict[str, str]:
    return {row["code"]: row["iso2"] for row in shelf.table("country_codes.tsv") if row["iso2"]}


@cache
def _languages() -> dict[str, str]:
    return {row["code"]: row["three"].partition("|")[0] for row in shelf.table("languages.tsv")}
