"""Where a token is given once, and kept in a cookie that no script can read."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from reportedly.web.place import place_of
from reportedly.web.render import page
from reportedly.web.safety import TOKEN

router = APIRouter(include_in_schema=False)


@router.get("/enter")
def enter(request: Request) -> Response:
    """Asks for the token."""
    return page(request, "enter", token=request.query_params.get("token", ""))


@router.post("/enter")
def entered(request: Request, token: Annotated[str, Form()] = "") -> Response:
    """Lets in whoever has the token."""
    right = place_of(request).settings.token
    if not right or not hmac.compare_digest(token.strip().encode(), right.encode()):
        raise HTTPException(403, "That is not the token of this desk.")
    response = RedirectResponse("/", 303)
    response.set_cookie(TOKEN, right, httponly=True, samesite="strict")
    return response
