"""What leaves the desk: the dossier of a selection, and citations."""

from __future__ import annotations

import importlib
import io

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from reportedly import citing
from reportedly.intake import iso_date
from reportedly.tell import html
from reportedly.web.place import place_of
from reportedly.web.render import page

router = APIRouter(include_in_schema=False)

#: The forms a dossier has, with their modules of `tell` and their types.
DOSSIERS = {"html": "text/html", "md": "text/markdown", "json": "application/json"}
_MODULES = {"html": "html", "md": "markdown", "json": "json"}


@router.get("/dossier")
def dossier(request: Request) -> Response:
    """The dossier of some people, of some words, of a period: shown here, or as a file (`as`)."""
    asked = request.query_params
    who = [name.strip()[:200] for name in asked.getlist("who") if name.strip()][:10]
    claim = asked.get("claim")
    if claim:
        found = place_of(request).index.claim(claim)
        if found is None:
            raise HTTPException(404, f"There is no claim {claim}.")
        who = [one["name"] for side in ("actors", "recipients") for one in found["parties"][side]][:2]
    if not (who or asked.get("about") or asked.get("all")):
        return page(request, "dossier", forms=DOSSIERS)
    period = {name: asked.get(name) or None for name in ("since", "until")}
    for day in filter(None, period.values()):
        if not iso_date(day):
            raise HTTPException(400, f"{day!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY.")
    form = asked.get("as") or "html"
    if form not in DOSSIERS:
        raise HTTPException(400, f"A dossier is one of {', '.join(DOSSIERS)}.")
    about = (asked.get("about") or "").strip()[:200] or None
    made = place_of(request).desk.brief(who, about=about, since=period["since"], until=period["until"])
    file = io.StringIO()
    importlib.import_module(f"reportedly.tell.{_MODULES[form]}").write(made, file)
    headers = {"content-security-policy": html.policy()} if form == "html" else {}
    if asked.get("as"):
        headers["content-disposition"] = f'attachment; filename="dossier.{form}"'
    return Response(
        file.getvalue().encode("utf-8", "replace"), media_type=f"{DOSSIERS[form]}; charset=utf-8", headers=headers
    )


@router.get("/cite/{id:path}")
def cite(request: Request, id: str) -> Response:
    """A statement, an event or a claim as something to cite, in each form; or one of them as a file (`as`)."""
    found = _cited(request, id)
    form = request.query_params.get("as")
    if form is None:
        return page(
            request,
            "cite",
            id=id,
            forms={name: "".join(citing.cite(one, name) for one in found) for name in citing.FORMS},
        )
    if form not in citing.FORMS:
        raise HTTPException(400, f"A citation is one of {', '.join(citing.FORMS)}.")
    words = "".join(citing.cite(one, form) for one in found)
    headers = {"content-disposition": f'attachment; filename="citation.{form}"'}
    return Response(
        words.encode("utf-8", "replace"), media_type=f"{citing.FORMS[form]}; charset=utf-8", headers=headers
    )


def _cited(request: Request, id: str) -> list[citing.Cited]:
    """The words that a finding rests on; of a claim those of each voice."""
    index = place_of(request).index
    claim = index.claim(id) if id.startswith("c-") else None
    if claim is not None:
        quotes = [voice["quote"] for voice in claim["voices"] if voice["quote"]]
        pairs = [(index.reading(quote["article"]), [quote["span"]]) for quote in quotes]
        return [citing.cited(reading, spans, id) for reading, spans in pairs if reading]
    item = index.item(id)
    reading = index.reading(item["article"]) if item else None
    if item is None or reading is None:
        raise HTTPException(404, f"There is no finding {id} in this store.")
    row = item["row"]
    spans = row["content"] if item["kind"] == "statement" else row["trigger"]
    return [citing.cited(reading, spans or row["cue"], id)]
