"""The same answers as JSON, for programs; described at /openapi.json."""

from __future__ import annotations

import io
from json import loads
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import Response

from reportedly.errors import UsageError
from reportedly.index import Asked, Found
from reportedly.intake import iso_date
from reportedly.tell import json
from reportedly.web.place import place_of
from reportedly.web.render import page

router = APIRouter()

Plain = dict[str, Any]
Word = Annotated[str, Query(max_length=500)]
Many = Annotated[int, Query(ge=1, le=1000)]
Place = Annotated[int, Query(ge=0, le=10_000_000)]
#: What may go wrong, for the description.
_WRONG: dict[int | str, dict[str, Any]] = {400: {"description": "What is asked makes no sense; the answer says why."}}
_GONE: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such thing in this store."}}


@router.get("/api", include_in_schema=False)
def about(request: Request) -> Response:
    """What programs can ask."""
    routes = [route for route in router.routes if getattr(route, "include_in_schema", False)]
    return page(request, "api", routes=routes)


@router.get("/api/search", responses=_WRONG)
def search(
    request: Request,
    words: Word = "",
    kind: Literal["", "statement", "event", "text"] = "",
    who: Word = "",
    by: Word = "",
    to: Word = "",
    type: Word = "",
    status: Word = "",
    outlet: Word = "",
    since: Word = "",
    until: Word = "",
    order: Literal["rank", "new", "old", "unsure"] = "rank",
    limit: Many = 50,
    offset: Place = 0,
) -> Plain:
    """Statements, events and paragraphs: their rows as the query verbs give them, with totals and facets."""
    asked = Asked(words, kind, who, by, to, type, status, outlet, "", *_period(since, until))
    return _plain(place_of(request).index.search(asked, limit, offset, order))


@router.get("/api/articles", responses=_WRONG)
def articles(
    request: Request,
    words: Word = "",
    who: Word = "",
    outlet: Word = "",
    since: Word = "",
    until: Word = "",
    limit: Many = 50,
    offset: Place = 0,
) -> Plain:
    """Articles, the newest first."""
    day, end = _period(since, until)
    asked = Asked(words=words, who=who, outlet=outlet, since=day, until=end)
    return _plain(place_of(request).index.articles(asked, limit, offset))


@router.get("/api/articles/{id}", responses=_GONE)
def article(request: Request, id: str) -> Plain:
    """A whole reading (`"format": "reportedly/1"`), judgements applied."""
    return _there(place_of(request).index.reading(id), id)


@router.get("/api/claims", responses=_WRONG)
def claims(
    request: Request,
    words: Word = "",
    who: Word = "",
    verdict: Word = "",
    type: Word = "",
    since: Word = "",
    until: Word = "",
    turned: bool = False,
    limit: Many = 50,
    offset: Place = 0,
) -> Plain:
    """Claims with the voices for and against, those with most voices first. `turned`: somebody changed his position."""
    day, end = _period(since, until)
    asked = Asked(words=words, who=who, status=verdict, type=type, since=day, until=end, turned=turned)
    return _plain(place_of(request).index.claims(asked, limit, offset))


@router.get("/api/claims/{id}", responses=_GONE)
def claim(request: Request, id: str) -> Plain:
    """One claim."""
    return _there(place_of(request).index.claim(id), id)


@router.get("/api/ledger", responses=_WRONG)
def ledger(
    request: Request, who: Word = "", kind: Word = "", state: Word = "", limit: Many = 50, offset: Place = 0
) -> Plain:
    """What was foretold, and what became of it."""
    asked = Asked(who=who, type=kind, status=state)
    return _plain(place_of(request).index.ledger(asked, limit, offset))


@router.get("/api/dossier", responses=_WRONG)
def dossier(
    request: Request, who: Annotated[list[Word] | None, Query(max_length=10)] = None, about: Word = "",
    since: Word = "", until: Word = "",
) -> Plain:  # fmt: skip
    """The dossier of some people, of some words, of a period, as plain data: every quotation with its offsets."""
    if not (who or about):
        raise UsageError("Say `who` or `about`.")
    day, end = _period(since, until)
    made = place_of(request).desk.brief(tuple(who or ()), about=about or None, since=day or None, until=end or None)
    file = io.StringIO()
    json.write(made, file)
    found: Plain = loads(file.getvalue())
    return found


@router.get("/api/actors")
def actors(request: Request, begins: Word = "", limit: Many = 50, offset: Place = 0) -> Plain:
    """Who is named, the most often first."""
    return _plain(place_of(request).index.people(begins, limit, offset))


@router.get("/api/judgements")
def judgements(request: Request, limit: Many = 50, offset: Place = 0) -> Plain:
    """What analysts decided, the latest first."""
    return _plain(place_of(request).index.judgements("", limit, offset))


def _plain(found: Found) -> Plain:
    return {"total": found.total, "rows": found.rows, "facets": found.facets}


def _there(found: Plain | None, id: str) -> Plain:
    if found is None:
        raise HTTPException(404, f"There is no {id} in this store.")
    return found


def _period(since: str, until: str) -> tuple[str, str]:
    for day in filter(None, (since, until)):
        if not iso_date(day):
            raise UsageError(f"{day!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY.")
    return since, until
