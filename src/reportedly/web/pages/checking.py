"""Checking: what to look at next, what judgements say of the coding, and who judged what, when and why."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from reportedly.index import Index
from reportedly.validity import CHANCE, agreements, precisions
from reportedly.web.ask import asked_of, download, offset_of
from reportedly.web.place import place_of
from reportedly.web.render import page

router = APIRouter(include_in_schema=False)

Plain = dict[str, Any]
#: Findings that are drawn at once, and judgements on a page.
DRAWN, SHOWN = 20, 100
_COLUMNS = ("at", "by", "action", "id", "other", "changes", "why")


@router.get("/check")
def check(request: Request) -> Response:
    """Draws findings that nobody has judged, by chance or the least sure first, and shows how good the coding is."""
    index, asked = place_of(request).index, asked_of(request)
    how = request.query_params.get("how", "random")
    seed = request.query_params.get("seed", "1")
    if how not in ("random", "unsure") or not (seed.isdigit() and len(seed) < 10):
        raise HTTPException(
            400, "Findings are drawn by chance (random, with a number as seed) or the least sure first."
        )
    judgements = _judgements(index)
    types = _types(index, judgements)
    return page(
        request, "check", asked=asked, how=how, seed=int(seed), chance=CHANCE,
        drawn=index.drawn(asked, how, int(seed), DRAWN), by_chance=precisions(judgements, types, chance=True),
        everything=precisions(judgements, types, chance=False), agreed=agreements(judgements),
    )  # fmt: skip


@router.get("/audit")
def audit(request: Request) -> Response:
    """All judgements, the latest first; those whose finding is gone are marked."""
    index, offset = place_of(request).index, offset_of(request)
    if request.query_params.get("as"):
        return download(request, index.judgements("", 10_000_000).rows, "judgements", _COLUMNS)
    found = index.judgements("", SHOWN, offset)
    gone = _gone(index, found.rows)
    return page(request, "audit", found=found, offset=offset, limit=SHOWN, gone=gone)


def _judgements(index: Index) -> list[Plain]:
    """All judgements, the oldest first."""
    return index.judgements("", 1_000_000).rows[::-1]


def _types(index: Index, judgements: list[Plain]) -> dict[str, tuple[str, str]]:
    """Kind and type of the judged findings; of a rejected one, which is no longer a row, as the reading has it."""
    found: dict[str, tuple[str, str]] = {}
    for id in dict.fromkeys(one["id"] for one in judgements):
        item = index.item(id)
        if item is not None:
            found[id] = (item["kind"], item["type"] or "none")
        elif id.startswith(("s-", "e-")):
            found[id] = ("statement" if id.startswith("s-") else "event", "(rejected)")
    return found


def _gone(index: Index, judgements: list[Plain]) -> set[str]:
    """The ids of these judgements that no finding has now, without their having been rejected."""
    ids = {id for one in judgements for id in (one["id"], one["other"]) if id and not id.startswith("n-")}
    rejected = {one["id"] for one in judgements if one["action"] == "reject"}
    return ids - index.known(sorted(ids)) - rejected
