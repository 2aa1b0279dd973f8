"""The application: the pages of `pages/`, the guard around them, and plain answers to errors."""

from __future__ import annotations

import importlib
import importlib.resources
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from reportedly.desk import Desk
from reportedly.errors import ReportedlyError, StoreBusy, UnknownName
from reportedly.model import VERSION
from reportedly.web import pages
from reportedly.web.place import Place, Settings
from reportedly.web.render import page
from reportedly.web.safety import Guard

__all__ = ["Settings", "create_app", "serve"]


def create_app(desk: Desk, settings: Settings = Settings()) -> Any:  # noqa: B008 (frozen)
    """The desk of a store as an ASGI application."""
    place = Place(desk, settings)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        place.start()
        yield
        place.stop()

    app = FastAPI(title="Reportedly", version=VERSION, lifespan=life, docs_url=None, redoc_url=None)
    app.state.place = place
    files = importlib.resources.files("reportedly.web") / "static"
    app.mount("/static", StaticFiles(directory=str(files)), "static")
    for found in sorted(pkgutil.iter_modules(pages.__path__), key=lambda one: one.name):
        app.include_router(importlib.import_module(f"{pages.__name__}.{found.name}").router)
    app.add_exception_handler(HTTPException, _not_there)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(ReportedlyError, _said)
    app.state.guarded = Guard(app, settings)
    return app.state.guarded


def serve(desk: Desk, settings: Settings, host: str, port: int) -> None:
    """Serves until it is stopped."""
    import uvicorn

    from reportedly.web.patience import Impatient

    desk.index()  # says now, and not in a browser, that there is no store or that it is damaged
    uvicorn.run(
        create_app(desk, settings), host=host, port=port, log_level="warning", server_header=False, date_header=True,
        http=Impatient, timeout_keep_alive=5, limit_concurrency=64, h11_max_incomplete_event_size=32_768,
    )  # fmt: skip


async def _not_there(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": error.detail}, error.status_code)
    words = "There is no such page." if error.status_code == 404 and error.detail == "Not Found" else error.detail
    return page(request, "error", status=error.status_code, words=words)


async def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if request.url.path.startswith("/api/"):
        return await request_validation_exception_handler(request, error)
    parts = ", ".join(str(one["loc"][-1]) for one in error.errors())
    return page(request, "error", status=422, words=f"This part of the question is not understood: {parts}.")


async def _said(request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, UnknownName) else 503 if isinstance(error, StoreBusy) else 400
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": str(error)}, status)
    return page(request, "error", status=status, words=str(error))
