"""Actors and dyads: what is said of and by them, what they do to whom over time, where, and what they foretold."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from reportedly import gazetteer
from reportedly.desk import Desk
from reportedly.errors import UsageError
from reportedly.index import Asked, Index, key_of
from reportedly.web.ask import asked_of, download, limit_of, offset_of
from reportedly.web.place import analyst, place_of
from reportedly.web.render import link, page

router = APIRouter(include_in_schema=False)

Plain = dict[str, Any]
_COLUMNS = ("name", "country", "kind", "sector", "office", "articles", "key")
#: Rows of each kind on an actor's page; more are a search away.
SOME = 8
#: Of the newest rows so many are looked at for them.
LOOKED = 2_000
#: Articles in which somebody is given another name at once.
RENAMED = 500


@router.get("/actors")
def actors(request: Request) -> Response:
    """Who is named, the most often first; and two names for a dyad."""
    index, asked, offset, limit = place_of(request).index, asked_of(request), offset_of(request), limit_of(request)
    if request.query_params.get("as"):
        return download(request, index.people(asked.who, 10_000_000).rows, "actors", _COLUMNS)
    return page(
        request, "actors", asked=asked, found=index.people(asked.who, limit, offset), offset=offset, limit=limit
    )


@router.get("/actor/{key:path}")
def actor(request: Request, key: str) -> Response:
    index = place_of(request).index
    one = index.person(key)
    if one is None:
        raise HTTPException(404, f"Nobody is named {key} in this store.")
    named = one["country"] if len(key) == 3 and key.isupper() else key
    who = one["name"] if named == key else key
    asked = {
        "by": index.search(Asked(kind="statement", by=who), SOME, order="new", facets=False, most=LOOKED),
        "of": index.search(Asked(kind="statement", to=who), SOME, order="new", facets=False, most=LOOKED),
        "does": index.search(Asked(kind="event", by=who), SOME, order="new", facets=False, most=LOOKED),
        "suffers": index.search(Asked(kind="event", to=who), SOME, order="new", facets=False, most=LOOKED),
    }
    return page(
        request, "actor", one=one, who=who, parts=asked, foretold=index.ledger(Asked(who=who), SOME),
        disputed=index.claims(Asked(who=who, status="disputed"), SOME), periods=_every(index, who),
    )  # fmt: skip


@router.post("/rename")
def rename(
    request: Request,
    key: Annotated[str, Form()],
    name: Annotated[str, Form()],
    why: Annotated[str, Form()] = "",
) -> Response:
    """Merges: all who go by one key go by another name from now on, each by a judgement that can be undone."""
    index, to = place_of(request).index, " ".join(name.split())
    ids = index.entities(key, RENAMED + 1)
    if not ids:
        raise HTTPException(404, f"Nobody is named {key} in this store.")
    if not to:
        raise UsageError("Say by what name they go from now on.")
    if len(ids) > RENAMED:
        raise UsageError(
            f"More than {RENAMED} articles name them: amend them with `reportedly judge`, or use --actors."
        )
    reason, by = f"the same as {to}{': ' if why.strip() else ''}{why.strip()}", analyst(request)

    def all_of_them(desk: Desk) -> None:
        for id in ids:
            desk.judge(id, "amend", changes={"name": to}, why=reason, by=by)

    place_of(request).do(all_of_them)
    return RedirectResponse(link("actor", key_of(to)), 303)


@router.get("/dyad")
def dyad(request: Request) -> Response:
    """Two at once: what each says of and does to the other."""
    index = place_of(request).index
    one, two = (request.query_params.get(name, "").strip()[:200] for name in ("a", "b"))
    if not (one and two):
        raise UsageError("Name the two: ?a=...&b=...")
    sides = [
        {
            "by": a,
            "to": b,
            "says": index.search(Asked(kind="statement", by=a, to=b), SOME, order="new", facets=False, most=LOOKED),
            "does": index.search(Asked(kind="event", by=a, to=b), SOME, order="new", facets=False, most=LOOKED),
        }
        for a, b in ((one, two), (two, one))
    ]
    return page(request, "dyad", one=one, two=two, sides=sides, periods=_every(index, one))


@router.get("/data/series")
def series(request: Request) -> Response:
    """Cooperation and conflict by period, for the charts: {"period", "quad", "events", "intensity", "side"}."""
    index = place_of(request).index
    by, to = (request.query_params.get(name, "")[:200] for name in ("by", "to"))
    every = request.query_params.get("every", "month")
    if every not in ("day", "month", "year"):
        raise HTTPException(400, "A series goes by day, month or year.")
    one, two = (_named(who) or "anybody" for who in (by, to))
    sides = ((by, to, f"{one} → {two}"), (to, by, f"{two} → {one}"))
    rows = [{**row, "side": side} for a, b, side in sides if a or b for row in index.series(a, b, every)]
    return JSONResponse(rows)


@router.get("/data/network")
def network(request: Request) -> Response:
    """Who speaks or acts to whom: {"by", "to", "kind", "count", names}."""
    asked = request.query_params
    who, kind = asked.get("who", "")[:200], asked.get("kind", "")
    if kind not in ("", "statement", "event"):
        raise HTTPException(400, "A network is of statements or of events.")
    found = place_of(request).index.network(who, kind, 150, asked.get("since", "")[:10], asked.get("until", "")[:10])
    return JSONResponse([{**row, "from": _named(row["by"]), "towards": _named(row["to"])} for row in found])


@router.get("/data/places")
def places(request: Request) -> Response:
    """Where events are told of, with degrees: {"name", "events", "lat", "lon"}; only places that the table has."""
    found = place_of(request).index.places(request.query_params.get("who", "")[:200])
    spots = ((row, gazetteer.place(row["name"])) for row in found)
    return JSONResponse(
        [
            {"name": row["name"], "events": row["events"], "lat": spot.lat, "lon": spot.lon}
            for row, spot in spots
            if spot is not None and spot.lat is not None
        ]
    )


def _named(key: str) -> str:
    return gazetteer.country_name(key) or key


def _every(index: Index, who: str) -> str:
    """By which period somebody's events make a picture: by days where all are of three months."""
    months = {row["period"] for row in index.series(who)} | {row["period"] for row in index.series("", who)}
    return "day" if len(months) <= 3 else "month" if len(months) <= 120 else "year"
