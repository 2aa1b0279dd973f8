"""Claims: the list by verdict, and one happening with each side's words beside the other's."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from reportedly.web.ask import asked_of, download, limit_of, offset_of
from reportedly.web.place import place_of
from reportedly.web.render import page

router = APIRouter(include_in_schema=False)

_COLUMNS = ("id", "verdict", "type", "summary", "because", "date", "voices", "events")
#: In which order the sides stand, and how each is headed.
SIDES = (
    ("asserts", "Say so"), ("hedges", "Hold it possible"), ("expects", "Expect it"), ("denies", "Deny it"),
)  # fmt: skip


@router.get("/claims")
def claims(request: Request) -> Response:
    index, asked, offset, limit = place_of(request).index, asked_of(request), offset_of(request), limit_of(request)
    if request.query_params.get("as"):
        return download(request, index.claims(asked, 10_000_000).rows, "claims", _COLUMNS)
    found = index.claims(asked, limit, offset)
    return page(request, "claims", asked=asked, found=found, offset=offset, limit=limit)


@router.get("/claim/{id:path}")
def claim(request: Request, id: str) -> Response:
    index = place_of(request).index
    found = index.claim(id)
    if found is None:
        raise HTTPException(404, f"There is no claim {id}: judgements and new articles may have put it with another.")
    members = [one.get("event") or one["statement"] for one in (*found["events"], *found.get("statements", ()))]
    items = [item for one in members if (item := index.item(one))]
    ids = list(dict.fromkeys(a for voice in found["voices"] for a in voice["articles"]))
    return page(
        request, "claim", claim=found, items=items, sides=SIDES, titles=index.about(ids),
        judged=index.judgements(id).rows,
    )  # fmt: skip
