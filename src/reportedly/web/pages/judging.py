"""Judgements: what an analyst decides, kept for ever under his name; undone by deciding anew."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from reportedly.errors import UsageError
from reportedly.web.place import NAME, analyst, place_of

router = APIRouter(include_in_schema=False)


@router.post("/judge")
def judge(
    request: Request,
    id: Annotated[str, Form()],
    action: Annotated[str, Form()],
    other: Annotated[str, Form()] = "",
    field: Annotated[str, Form()] = "",
    value: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Accepts, rejects, amends one thing, or says that two are the same or different."""
    if action == "amend" and not field:
        raise UsageError("Say which field is to be amended.")
    changes = {field: value} if action == "amend" else None
    by = analyst(request)
    place_of(request).do(
        lambda desk: desk.judge(id, action, other=other.strip() or None, changes=changes, why=why.strip(), by=by)
    )
    return RedirectResponse(_inside(back), 303)


@router.post("/name")
def name(request: Request, name: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/") -> Response:
    """By what name somebody judges, in this browser."""
    response = RedirectResponse(_inside(back), 303)
    words = " ".join(name.split())[:80]
    response.set_cookie(NAME, quote(words), max_age=31_536_000, httponly=True, samesite="strict")
    return response


def _inside(address: str) -> str:
    """An address of this desk, and no other's."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"
