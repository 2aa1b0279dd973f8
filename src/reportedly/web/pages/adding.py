"""Adding by drag and drop or paste, with progress; and what is new about whom one watches."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from reportedly import intake
from reportedly.errors import ReportedlyError, UsageError
from reportedly.index import Asked
from reportedly.model import Article, Skipped
from reportedly.web.place import Place, place_of
from reportedly.web.render import page

router = APIRouter(include_in_schema=False)

#: The cookies of a watch list: the names, and the row that was the latest when it was last looked at.
NAMES, SEEN = "reportedly_watch", "reportedly_seen"
MOST = 20


@dataclass
class Job:
    """A taking-in: what became of each input so far, and whether it is over."""

    names: list[str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    over: bool = False
    trouble: str = ""


@router.get("/add")
def add(request: Request) -> Response:
    """Where files are dropped and texts pasted."""
    return page(request, "add")


@router.post("/add")
async def added(
    request: Request,
    files: Annotated[list[UploadFile], File()] = [],  # noqa: B006 (FastAPI copies it)
    text: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    outlet: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
    date: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
) -> Response:
    """Takes files and a pasted text in, in the background."""
    if date.strip() and intake.iso_date(date.strip()) is None:
        raise UsageError(f"{date!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY.")
    given = [(file.filename or "upload", await file.read()) for file in files if file.filename]
    if not given and not text.strip():
        raise UsageError("Choose a file, or paste a text.")
    pasted = _pasted(text, title, outlet, url, date.strip()) if text.strip() else None
    names = [name for name, _ in given] + ([pasted.title or "pasted text"] if pasted else [])
    job, id = Job(names), secrets.token_hex(8)
    place = place_of(request)
    while len(place.jobs) >= MOST:  # the oldest are forgotten
        place.jobs.pop(next(iter(place.jobs)))
    place.jobs[id] = job
    options = intake.Options(date=date.strip() or None, limit=place.settings.upload)
    by = request.cookies.get("reportedly_name")
    threading.Thread(
        target=_take, args=(place, job, given, pasted, options, bool(body), unquote(by) if by else None), daemon=True
    ).start()
    return RedirectResponse(f"/adding/{id}", 303)


@router.get("/adding/{id}")
def adding(request: Request, id: str) -> Response:
    """How far a taking-in is; asked again by the page itself until it is over."""
    job = place_of(request).jobs.get(id)
    if job is None:
        raise HTTPException(404, "That taking-in is no longer remembered; what it took in is in the store.")
    return page(request, "adding", job=job, id=id)


def _pasted(text: str, title: str, outlet: str, url: str, date: str) -> Article:
    about = {"title": title.strip() or None, "outlet": outlet.strip() or None, "url": url.strip() or None}
    plain = text.replace("\r\n", "\n")  # (forms send every line end so, whatever was pasted)
    return intake.freeze(plain, raw=text.encode("utf-8", "replace"), given=date or None, origin="pasted", **about)


def _take(
    place: Place,
    job: Job,
    given: Sequence[tuple[str, bytes]],
    pasted: Article | None,
    options: intake.Options,
    body: bool,
    by: str | None,
) -> None:
    def items() -> Iterator[Article | Skipped]:
        for name, data in given:
            yield from intake.of_bytes(name, data, options)
        if pasted is not None:
            yield pasted

    try:
        place.do(lambda desk: desk.add(items(), options=options, body=body, by=by, manifest=job.rows.append))
    except ReportedlyError as error:
        job.trouble = str(error)
    except Exception as error:  # a thread's failure would be seen by nobody
        job.trouble = f"It could not be read: internal error {type(error).__name__}."
    job.over = True


# --- the watch list ---------------------------------------------------------------------------------------------


@router.get("/watch")
def watch(request: Request) -> Response:
    """What is new about whom one watches since one last looked."""
    index = place_of(request).index
    names = _watched(request)
    seen = request.cookies.get(SEEN, "0")
    after = int(seen) if seen.isdigit() and len(seen) < 16 else 0
    found = {name: index.search(Asked(who=name, after=after), 20, order="new", facets=False) for name in names}
    return page(request, "watch", names=names, found=found, after=after, latest=index.latest())


@router.post("/watch")
def watched(
    request: Request,
    name: Annotated[str, Form()] = "",
    drop: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """Puts a name on the list, takes one off, or marks all as seen."""
    names = [one for one in _watched(request) if one != drop]
    if name.strip() and name.strip()[:100] not in names:
        names.append(name.strip()[:100])
    response = RedirectResponse("/watch", 303)
    age = 31_536_000
    response.set_cookie(NAMES, quote("\n".join(names[:MOST])), max_age=age, httponly=True, samesite="strict")
    if seen.isdigit():
        response.set_cookie(SEEN, seen[:15], max_age=age, httponly=True, samesite="strict")
    return response


def _watched(request: Request) -> list[str]:
    return [name for name in unquote(request.cookies.get(NAMES, "")).split("\n") if name][:MOST]
