"""The ledger: predictions, warnings, threats and promises, and what became of them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from reportedly.ledger import KINDS, STATES
from reportedly.web.ask import asked_of, download, limit_of, offset_of
from reportedly.web.place import place_of
from reportedly.web.render import page

router = APIRouter(include_in_schema=False)

_COLUMNS = ("id", "kind", "holder", "country", "said", "state", "condition", "window", "quote", "because", "claim")


@router.get("/foretold")
def foretold(request: Request) -> Response:
    index, asked, offset, limit = place_of(request).index, asked_of(request), offset_of(request), limit_of(request)
    if request.query_params.get("as"):
        return download(request, index.ledger(asked, 10_000_000).rows, "ledger", _COLUMNS)
    found = index.ledger(asked, limit, offset)
    return page(request, "foretold", asked=asked, found=found, offset=offset, limit=limit, kinds=KINDS, states=STATES)
