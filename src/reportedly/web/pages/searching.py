"""The start and the search: everything that was said, done and written, by words and by facets."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from reportedly.index import Asked
from reportedly.web.ask import asked_of, download, limit_of, offset_of
from reportedly.web.place import place_of
from reportedly.web.render import page

router = APIRouter(include_in_schema=False)

_COLUMNS = ("kind", "day", "name", "country", "type", "mode", "status", "text", "article", "outlet", "confidence", "id")


@router.get("/")
def start(request: Request) -> Response:
    """What there is, what is disputed, and where to begin."""
    index = place_of(request).index
    return page(
        request, "start", counts=index.counts(), disputed=index.claims(Asked(status="disputed"), 5),
        turned=index.claims(Asked(turned=True), 5),
        people=index.people(limit=12, counted=False), latest=index.articles(Asked(), 8),
        unsure=index.search(Asked(unsure=True), 1, order="unsure", facets=False).total,
    )  # fmt: skip


@router.get("/search")
def search(request: Request) -> Response:
    """Statements, events and paragraphs that answer, with facets; or all of them as a file (`as`)."""
    index, asked, offset, limit = place_of(request).index, asked_of(request), offset_of(request), limit_of(request)
    if request.query_params.get("as"):
        return download(request, index.rows(asked), "search", _COLUMNS)
    order = request.query_params.get("order", "rank")
    found = index.search(asked, limit, offset, order if order in ("rank", "new", "old", "unsure") else "rank")
    return page(request, "search", asked=asked, found=found, offset=offset, limit=limit, order=order)
