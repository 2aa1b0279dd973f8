"""Articles: the list, and the reading view, in which every finding stands on its words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from reportedly.query import amendable
from reportedly.web.ask import asked_of, download, limit_of, offset_of
from reportedly.web.place import place_of
from reportedly.web.render import page

router = APIRouter(include_in_schema=False)

Plain = dict[str, Any]
#: A coding that is less sure than this is marked as unsure.
UNSURE = 0.6
_COLUMNS = ("id", "title", "outlet", "agency", "published", "language", "url", "copy_of")


@router.get("/articles")
def articles(request: Request) -> Response:
    index, asked, offset, limit = place_of(request).index, asked_of(request), offset_of(request), limit_of(request)
    if request.query_params.get("as"):
        return download(request, index.articles(asked, 10_000_000).rows, "articles", _COLUMNS)
    found = index.articles(asked, limit, offset)
    return page(request, "articles", asked=asked, found=found, offset=offset, limit=limit)


@router.get("/article/{id:path}")
def article(request: Request, id: str) -> Response:
    """An article as it was, furniture dimmed, with statements, events, times and people marked."""
    index = place_of(request).index
    reading = index.reading(id)
    if reading is None:
        raise HTTPException(404, f"There is no article {id} in this store.")
    items = index.items(id)
    claims = index.claims_of([item["id"] for item in items])
    return page(
        request, "article", reading=reading, about=reading["article"], items=items, claims=claims,
        blocks=list(_blocks(reading, items)), marks=list(_marks(reading, items)), names=_names(reading),
    )  # fmt: skip


@router.get("/finding/{id:path}")
def finding(request: Request, id: str) -> Response:
    """One finding: its coding, why, its holder chain, and what an analyst may do about it."""
    index = place_of(request).index
    item = index.item(id)
    reading = index.reading(item["article"]) if item else None
    if item is None or reading is None:
        raise HTTPException(404, f"There is no finding {id} in this store.")
    claim = index.claims_of([id]).get(id)
    return page(
        request, "finding", item=item, row=item["row"], names=_names(reading), claim=claim, reading=reading,
        judged=index.judgements(id).rows, entities=reading["entities"], fields=amendable(f"{item['kind']}s"),
    )  # fmt: skip


def _names(reading: Plain) -> dict[str, str]:
    return {row["id"]: row["name"] for row in reading["entities"]} | {"author": "the author", "someone": "someone"}


def _blocks(reading: Plain, items: list[Plain]) -> Iterator[Plain]:
    """The blocks, and everything between them, so that no character is lost; with who speaks in each."""
    at = 0
    for block in sorted(reading["blocks"], key=lambda one: one["span"]):
        start, end = block["span"]
        if reading["text"][at:start].strip():
            yield {"span": [at, start], "kind": "furniture", "who": []}
        inside = [item for item in items if item["kind"] == "statement" and start <= item["start"] < end]
        yield {**block, "who": list(dict.fromkeys(item["name"] for item in inside if item["name"]))}
        at = end
    if reading["text"][at:].strip():
        yield {"span": [at, len(reading["text"])], "kind": "furniture", "who": []}


def _marks(reading: Plain, items: list[Plain]) -> Iterator[Plain]:
    """Stretches of the text with what stands on them."""
    for row in reading["entities"]:
        for mention in row["mentions"]:
            if mention["form"] in ("name", "title"):
                yield {"span": mention["span"], "class": "party", "for": ""}
    for row in reading["times"]:
        yield {"span": row["span"], "class": "time", "for": ""}
    for item in items:
        row = item["row"]
        unsure = " unsure" if item["confidence"] < UNSURE and not item["judged"] else ""
        if item["kind"] == "statement":
            yield from ({"span": span, "class": f"statement{unsure}", "for": item["id"]} for span in row["content"])
            yield from ({"span": span, "class": "cue", "for": item["id"]} for span in row["cue"])
        else:
            yield from ({"span": span, "class": f"event{unsure}", "for": item["id"]} for span in row["trigger"])
